import { UsageError } from './failures.ts';
import type { Column } from './view.ts';

/** One field of `--fields`: `owner.name`. */
export interface Field {
  readonly name: string;
  readonly path: readonly string[];
}

/** Reads `id,size,owner.name`. A backslash before a dot or comma makes it a part of a name. Throws `UsageError`. */
export function parseFields(text: string): readonly Field[] {
  const names = [...text.matchAll(/(?:\\.|[^\\,])+/gs)].map(([name]) => name.trim()).filter((name) => name !== '');
  if (names.length === 0) throw new UsageError('--fields must name at least one field, such as id,size');
  return names.map((name) => ({
    name: name.replace(/\\([.,])/g, '$1'),
    path: [...name.matchAll(/(?:\\.|[^\\.])+/gs)].map(([part]) => part.replace(/\\([.,])/g, '$1')),
  }));
}

/** What is at a field; undefined when there is nothing. */
function fieldOf(item: unknown, { path }: Field): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined,
    item,
  );
}

/** An object of these fields alone, in their order, nested as they were. What an object does not have is left out. */
export function pickFields(item: unknown, fields: readonly Field[]): Readonly<Record<string, unknown>> {
  const picked: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const field of fields) {
    const value = fieldOf(item, field);
    if (value === undefined) continue;
    let inner = picked;
    for (const key of field.path.slice(0, -1)) {
      const next = inner[key];
      inner = (inner[key] = typeof next === 'object' && next !== null ? next : Object.create(null)) as Record<string, unknown>;
    }
    const last = field.path.at(-1);
    if (last !== undefined) inner[last] = value;
  }
  return picked;
}

/** The fields that nobody knows: not in the object, not in the view, and not below something that is null in this object. */
export function unknownFields<Item>(item: unknown, fields: readonly Field[], columns: readonly Column<Item>[]): readonly Field[] {
  return fields.filter(
    (field) =>
      fieldOf(item, field) === undefined &&
      columns.every((column) => column.field !== field.name) &&
      field.path.every((_key, index) => fieldOf(item, { name: '', path: field.path.slice(0, index) }) !== null),
  );
}

/** The error for such fields; it names what there is, two levels deep. */
export function unknownFieldsError(item: unknown, unknown: readonly Field[]): UsageError {
  const names = unknown.map(({ name }) => `"${name}"`).join(', ');
  const known = knownNames(item, 2);
  return new UsageError(
    `--fields: there is no field ${names}`,
    known.length === 0 ? undefined : `the fields are ${known.slice(0, 60).join(', ')}${known.length > 60 ? ', ...' : ''}`,
  );
}

function knownNames(item: unknown, depth: number): string[] {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
  return Object.entries(item).flatMap(([key, value]) => {
    const name = key.replace(/[.,]/g, '\\$&');
    const below = depth > 1 ? knownNames(value, depth - 1) : [];
    return [name, ...below.map((inner) => `${name}.${inner}`)];
  });
}

/** Columns for these fields: as the view shows them where it does. */
export function fieldColumns<Item>(fields: readonly Field[], columns: readonly Column<Item>[]): readonly Column<Item>[] {
  return fields.map(
    (field) => columns.find((column) => column.field === field.name) ?? { title: field.name, value: (item: Item) => fieldOf(item, field) },
  );
}
