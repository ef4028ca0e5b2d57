import { Float } from '../json/float.ts';
import type { Naming } from '../schema/naming.ts';

/** What is looked for in a row that came: a table below it, maybe one of its columns. */
export interface Wanted {
  readonly table: string;
  readonly column: string | undefined;
  /** The row of that table, where it is known which one. */
  readonly row?: unknown;
}

type Steps = readonly (string | number)[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float);

/**
 * Where in a row of `root` that stands which became (or did not become) a column: the way of the interpreter, in search of its origin.
 * The first value there is, null only when there is no other. Undefined when nothing in the row leads there. Slow: for messages.
 */
export function placeOf(value: unknown, root: string, wanted: Wanted, naming: Naming): Steps | undefined {
  let ofNull: Steps | undefined;
  const isWanted = (column: string) => wanted.column === column || wanted.column?.startsWith(`${column}__v_`) === true;
  /** Remembers a null, and goes on. */
  function accept(found: unknown, steps: Steps): Steps | undefined {
    if (found !== null) return steps;
    ofNull ??= steps;
    return undefined;
  }

  function inColumns(object: Record<string, unknown>, path: readonly string[], steps: Steps): Steps | undefined {
    for (const [key, member] of Object.entries(object)) {
      const names = [...path, naming.path(key) || '_empty'];
      const here = [...steps, key];
      const found = isWanted(naming.join(names)) ? accept(member, here) : isObject(member) ? inColumns(member, names, here) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function inLists(object: Record<string, unknown>, parts: readonly string[], steps: Steps): Steps | undefined {
    for (const [key, member] of Object.entries(object)) {
      const names = [...parts, naming.path(key) || '_empty'];
      const here = [...steps, key];
      const found = Array.isArray(member) ? inList(member, names, here) : isObject(member) ? inLists(member, names, here) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function inList(items: readonly unknown[], parts: readonly string[], steps: Steps): Steps | undefined {
    for (const [index, item] of items.entries()) {
      const here = [...steps, index];
      const found = isObject(item) ? inRow(item, parts, here) : ofItem(item, parts, here);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function ofItem(item: unknown, parts: readonly string[], steps: Steps): Steps | undefined {
    const isHere = naming.join(parts) === wanted.table;
    if (isHere && (wanted.column === undefined || isWanted('value'))) return accept(item, steps);
    return Array.isArray(item) ? inList(item, [...parts, 'list'], steps) : undefined;
  }

  function inRow(row: Record<string, unknown>, parts: readonly string[], steps: Steps): Steps | undefined {
    if (naming.join(parts) === wanted.table && (wanted.row === undefined || wanted.row === row)) {
      const found = wanted.column === undefined ? steps : inColumns(row, [], steps);
      if (found !== undefined) return found;
    }
    return inLists(row, parts, steps);
  }

  return (isObject(value) ? inRow(value, [root], []) : ofItem(value, [root], [])) ?? ofNull;
}
