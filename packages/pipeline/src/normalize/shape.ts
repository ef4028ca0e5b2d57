import { Float } from '../json/float.ts';
import type { Draft } from '../schema/draft.ts';
import type { Naming } from '../schema/naming.ts';

/** What rows of a table were seen to look like: their keys, in the order in which they came, and what became of each. */
export interface ObjectShape {
  readonly table: string;
  /** The names of the objects around it, within the row. */
  readonly path: readonly string[];
  readonly level: number;
  readonly fields: Map<string, Field>;
  /** The names that the table's name is made of. */
  readonly parts: readonly string[];
}

/** A key may hold any of these at times. With none of them it was always empty. */
export interface Field {
  readonly key: string;
  readonly name: string;
  /** The name of its column, whether there is one or not. */
  readonly columnName: string;
  /** The column of its scalars. */
  column: string | undefined;
  object: ObjectShape | undefined;
  list: ListShape | undefined;
  /** There was a null, and the interpreter has told of it where the column has nothing else. */
  hasNull: boolean;
}

export interface ListShape {
  readonly table: string;
  /** Its items that are objects. */
  readonly item: ObjectShape;
  /** Its items that are lists: each counts as an object with this list as its only member, `list`. */
  inner: ObjectShape | undefined;
  /** Whether there are scalars among its items. */
  values: boolean;
}

/** What has been seen of a root table. */
export interface Shape {
  readonly root: ObjectShape;
  /** Looks at a row, which has been taken apart already. */
  learn(row: Readonly<Record<string, unknown>>): void;
  /** Grows with everything new. */
  readonly changes: number;
  readonly fields: number;
}

export function shapeOf(table: string, level: number, draft: Draft, naming: Naming): Shape {
  const root: ObjectShape = { table, path: [], level, fields: new Map(), parts: [table] };
  let changes = 0;
  let fields = 0;
  const staysJson = (shape: ObjectShape, column: string) =>
    shape.level <= 0 || draft.tables.get(shape.table)?.columns.get(column)?.data_type === 'json';

  function visit(shape: ObjectShape, row: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(row)) {
      let field = shape.fields.get(key);
      if (field === undefined) {
        const name = key.trim() === '' ? '_empty' : naming.path(key) || '_empty';
        const columnName = naming.join([...shape.path, name]);
        field = { key, name, columnName, column: undefined, object: undefined, list: undefined, hasNull: false };
        shape.fields.set(key, field);
        changes += 1;
        fields += 1;
      }
      if (value === null) {
        if (!field.hasNull && field.column === undefined) changes += 1;
        field.hasNull = true;
        continue;
      }
      const path = [...shape.path, field.name];
      const isNested = typeof value === 'object' && !(value instanceof Float) && !staysJson(shape, field.columnName);
      if (!isNested) {
        if (field.column === undefined) changes += 1;
        field.column = field.columnName;
      } else if (Array.isArray(value)) visitList(shape, field, path, value);
      else {
        if (field.object === undefined) changes += 1;
        field.object ??= { ...shape, path, level: shape.level - 1, fields: new Map() };
        visit(field.object, value as Record<string, unknown>);
      }
    }
  }

  function visitList(shape: ObjectShape, field: Field, path: readonly string[], items: readonly unknown[]): void {
    if (items.length === 0) return;
    if (field.list === undefined) {
      changes += 1;
      const parts = [...shape.parts, ...path];
      const table_ = naming.join(parts);
      // What an object in an object costs was counted on the way down; a list goes by the row's own level.
      const level_ = shape.level + shape.path.length - 1;
      const item = { table: table_, path: [], level: level_, fields: new Map(), parts };
      field.list = { table: table_, item, inner: undefined, values: false };
    }
    const { list } = field;
    for (const item of items) {
      if (Array.isArray(item)) {
        if (list.inner === undefined) changes += 1;
        list.inner ??= { ...list.item, level: list.item.level - 1, fields: new Map() };
        visit(list.inner, { list: item });
      } else if (typeof item === 'object' && item !== null && !(item instanceof Float)) visit(list.item, item as Record<string, unknown>);
      else if (!list.values) {
        list.values = true;
        changes += 1;
      }
    }
  }

  return {
    root,
    learn: (row) => visit(root, row),
    get changes() {
      return changes;
    },
    get fields() {
      return fields;
    },
  };
}
