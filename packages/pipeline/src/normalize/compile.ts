import type { Draft, DraftTable } from '../schema/draft.ts';
import type { Buffers } from './buffers.ts';
import { appendBytes, appendInteger, beginRow, type ColumnBuffer, type TableBuffer } from './columns.ts';
import { nestedId, type Ids } from './ids.ts';
import { contentId, givenId, keyId, type RowId } from './row-ids.ts';
import { appendId, appendTextId, scanFor, scanNull, type Scan } from './scan.ts';
import type { Field, ListShape, ObjectShape, Shape } from './shape.ts';

/** Reads the row at a position of the text, and answers where it ends; -1 when it is not of the shape that was compiled. */
export type RowReader = (text: Buffer, at: number) => number;

export interface CompileOptions {
  readonly shape: Shape;
  readonly draft: Draft;
  readonly buffers: Buffers;
  readonly ids: Ids;
  readonly loadId: string;
  /** Whether nested rows hold the id of their root row. */
  readonly rootKey: boolean;
}

/**
 * Makes a function that reads rows of a known shape from their bytes into the columns, without making objects of them. It is generated
 * because that is what makes it fast: each key is compared with the one that came at its place before, and each value goes straight to its
 * column. Whatever it does not know it leaves to the interpreter. Undefined when rows of this table want more than that.
 */
export function compile(options: CompileOptions): RowReader | undefined {
  const { shape, draft, buffers, ids } = options;
  const root = draft.tables.get(shape.root.table);
  const rootRowId = root === undefined ? undefined : rootIdOf(root, shape.root);
  if (root === undefined || rootRowId === undefined) return undefined;
  const columns: ColumnBuffer[] = [];
  const scans: Scan[] = [];
  const tables: TableBuffer[] = [];
  const keys: Map<string, number>[] = [];
  const functions: string[] = [];
  const rowIds: RowId[] = [];
  const tableNames: string[] = [];
  /** Whether the ids of root rows are text, which follows from the rows; else they are numbers. */
  const isRootText = rootRowId !== 'counter';
  /** Tables of lists so far: two lists of one row that fall together are left to the interpreter. */
  const listTables = new Set<string>();

  function tableIndex(table: DraftTable): number {
    const buffer = buffers.of(table);
    if (!tables.includes(buffer)) tables.push(buffer);
    return tables.indexOf(buffer);
  }

  /** The number of a column in `columns`; undefined when the schema does not have it. */
  function columnIndex(table: DraftTable, name: string): number | undefined {
    const column = table.columns.get(name);
    if (column?.data_type === undefined) return undefined;
    const buffer = buffers.column(buffers.of(table), column);
    const known = columns.indexOf(buffer);
    if (known >= 0) return known;
    columns.push(buffer);
    scans.push(scanFor(buffer));
    return columns.length - 1;
  }

  /** Checks that columns which must have a value have one. */
  function required(table: DraftTable): string {
    return Array.from(table.columns.values())
      .filter((column) => column.nullable === false && column.data_type !== undefined && !column.name.startsWith('_dlt'))
      .map((column) => `if (c${columnIndex(table, column.name)}.defs[r] !== 1) return -1;`)
      .join(' ');
  }

  const space = 'while (B[p] <= 32 && B[p] !== 10) p++;';

  function scalar(table: DraftTable, column: string | undefined): string {
    const index = column === undefined ? undefined : columnIndex(table, column);
    // What the first value makes of a column is for the interpreter to say.
    if (index === undefined || columns[index]?.column['x-null-only'] === true) return 'return -1;';
    // A value that is there already: two keys for one column.
    return `if (c${index}.defs[r] === 1) return -1; p = s${index}(B, p, c${index}, r); if (p < 0) return -1;`;
  }

  /** Brings an id into its column. */
  const storeId = (column: number, id: string, isText: boolean) =>
    isText ? `appendTextId(c${column}, r, ${id});` : `appendId(c${column}, r, ${id}, ids);`;

  /** Reads the value of a key. `isText`: whether the id of the row around it is. */
  function valueOf(shape_: ObjectShape, table: DraftTable, field: Field, isText: boolean): string {
    const branches: string[] = [];
    const column = field.column === undefined ? undefined : table.columns.get(field.column);
    // Of a column that has nothing but null somebody is told, once, by the interpreter.
    const takesNull = column?.nullable !== false && (field.hasNull || table.columns.get(field.columnName)?.data_type !== undefined);
    branches.push(takesNull ? 'if (c === 110) { p = nul(B, p); if (p < 0) return -1; }' : 'if (c === 110) return -1;');
    const json = keepsJson(shape_, table);
    // What was taken apart before is stored as it is once its column is of json.
    const isJson = table.columns.get(field.columnName)?.data_type === 'json';
    if (field.object !== undefined && !isJson)
      branches.push(`else if (c === 123) { p = ${object(field.object, isText)}(p + 1, r, id, rid); if (p < 0) return -1; }`);
    else if (!json) branches.push('else if (c === 123) { p = empty(p, 125); if (p < 0) return -1; }');
    const list = field.list === undefined || isJson ? undefined : listOf(field.list, isText);
    if (list !== undefined) branches.push(`else if (c === 91) { p = ${list}(p + 1, id, rid); if (p < 0) return -1; }`);
    else if (!json) branches.push('else if (c === 91) { p = empty(p, 93); if (p < 0) return -1; }');
    branches.push(`else { ${field.column === undefined ? 'return -1;' : scalar(table, field.column)} }`);
    return branches.join(' ');
  }

  /** Whether objects and lists, empty ones too, may be values here. */
  const keepsJson = (shape_: ObjectShape, table: DraftTable) =>
    shape_.level <= 0 || Array.from(table.columns.values()).some((column) => column.data_type === 'json');

  /** A function that reads the members of an object: `(position after the brace, row, its id, its root's id)`. */
  function object(shape_: ObjectShape, isText: boolean): string {
    const name = `o${functions.length}`;
    const place = functions.push('') - 1;
    const table = draft.tables.get(shape_.table) as DraftTable;
    const fields = Array.from(shape_.fields.values());
    const usable = fields.filter((field) => /^[ !#-[\]-~]*$/.test(field.key) || !/["\\\p{Cc}]/u.test(field.key));
    keys.push(new Map(usable.map((field, index) => [Buffer.from(field.key).toString('latin1'), index])));
    const keyMap = keys.length - 1;
    const names = usable.map((field) => field.name);
    const expected = usable.map((field, index) => {
      const bytes = Buffer.from(field.key);
      const tests = Array.from(bytes, (byte, at) => `B[p + ${at + 1}] === ${byte}`);
      return `case ${index}: if (${[...tests, `B[p + ${bytes.length + 1}] === 34`].join(' && ')}) { p += ${bytes.length + 2}; f = ${index}; } break;`;
    });
    const cases = usable.map((field, index) => {
      // Of keys that fall together the last one counts: the interpreter knows.
      const alone = names.indexOf(field.name) === names.lastIndexOf(field.name);
      return `case ${index}: { ${alone ? `${valueOf(shape_, table, field, isText)} break;` : 'return -1;'} }`;
    });
    functions[place] = `function ${name}(p, r, id, rid) {
  ${space}
  if (B[p] === 125) return p + 1;
  let next = 0;
  for (;;) {
    if (B[p] !== 34) return -1;
    let f = -1;
    switch (next) { ${expected.join('\n')} }
    if (f < 0) {
      let e = p + 1;
      while (B[e] !== 34) { if (B[e] === 92 || B[e] < 32) return -1; e++; }
      f = k${keyMap}.get(B.latin1Slice(p + 1, e)) ?? -1;
      p = e + 1;
    }
    if (B[p] !== 58) { ${space} if (B[p] !== 58) return -1; }
    p++;
    ${space}
    const c = B[p];
    switch (f) {
      ${cases.join('\n      ')}
      default: return -1;
    }
    next = f + 1;
    ${space}
    if (B[p] === 44) { p++; ${space} continue; }
    return B[p] === 125 ? p + 1 : -1;
  }
}`;
    return name;
  }

  /** A function that reads the items of a list: `(position after the bracket, the id of the row around it, its root's id)`. */
  function listOf(list: ListShape, isText: boolean): string | undefined {
    const table = draft.tables.get(list.table);
    // A list that is a table of its own.
    if (table === undefined || table.parent === undefined || listTables.has(list.table)) return undefined;
    listTables.add(list.table);
    const name = `l${functions.length}`;
    const place = functions.push('') - 1;
    const t = tableIndex(table);
    const ownId = columnIndex(table, '_dlt_id');
    const parentId = columnIndex(table, '_dlt_parent_id');
    const index = columnIndex(table, '_dlt_list_idx');
    const rootId = columnIndex(table, '_dlt_root_id');
    if (ownId === undefined || parentId === undefined || index === undefined) return undefined;
    if (options.rootKey !== (rootId !== undefined)) return undefined;
    const given = ownIdFields(list.item);
    if (given.length > 1) return undefined;
    tableNames.push(list.table);
    /** Begins a row: its id is the one that it has, or follows from that of its parent, or is a new one. */
    const begin = (id: string, isStored: boolean) =>
      `const own = ${id}; const r = beginRow(t${t}); ${isStored ? '' : storeId(ownId, 'own', isText)} ${storeId(parentId, 'id', isText)} appendInteger(c${index}, r, i); ${
        rootId === undefined ? '' : storeId(rootId, 'rid', isRootText)
      }`;
    const made = isText ? `nestedId(id, n${tableNames.length - 1}, i)` : 'ids.next()';
    const [givenField] = given;
    const beginObject =
      givenField === undefined
        ? begin(made, false)
        : begin(`i${rowIds.push(givenId(latin1(givenField.key))) - 1}(B, p)`, true).replace(';', '; if (own === undefined) return -1;');
    const isItemText = isText || givenField !== undefined;
    const item = list.item.fields.size === 0 ? undefined : object(list.item, isItemText);
    const ofObject =
      item === undefined ? 'return -1;' : `${beginObject} p = ${item}(p + 1, r, own, rid); if (p < 0) return -1; ${required(table)}`;
    const ofValue = list.values
      ? `${begin(made, false)} if (c === 110) { p = nul(B, p); if (p < 0) return -1; } else { ${scalar(table, table.columns.has('value') ? 'value' : undefined)} } ${required(table)}`
      : 'return -1;';
    const ofList = innerList(list, table, isText);
    functions[place] = `function ${name}(p, id, rid) {
  ${space}
  if (B[p] === 93) return p + 1;
  for (let i = 0; ; i++) {
    const c = B[p];
    if (c === 123) { ${ofObject} }
    else if (c === 91) { ${ofList === undefined ? 'return -1;' : `${begin(made, false)} ${ofList} if (p < 0) return -1; ${required(table)}`} }
    else { ${ofValue} }
    ${space}
    if (B[p] === 44) { p++; ${space} continue; }
    return B[p] === 93 ? p + 1 : -1;
  }
}`;
    return name;
  }

  /** Reads a list in a list, whose row is there. */
  function innerList(list: ListShape, table: DraftTable, isText: boolean): string | undefined {
    if (list.inner === undefined || keepsJson(list.inner, table)) return undefined;
    const items = list.inner.fields.get('list')?.list;
    if (items === undefined) return 'p = empty(p, 93);';
    const name = listOf(items, isText);
    return name === undefined ? undefined : `p = ${name}(p + 1, own, rid);`;
  }

  const rootTable = tableIndex(root);
  const rootId = columnIndex(root, '_dlt_id');
  const loadColumn = columnIndex(root, '_dlt_load_id');
  if (rootId === undefined || loadColumn === undefined) return undefined;
  const isGiven = ownIdFields(shape.root).length > 0;
  const makeId = rootRowId === 'counter' ? 'ids.next()' : `i${rowIds.push(rootRowId) - 1}(B, p)`;
  const main = object(shape.root, isRootText);
  const check = required(root);
  const code = `'use strict';
let B;
${tables.map((_, i) => `const t${i} = tables[${i}];`).join(' ')}
${columns.map((_, i) => `const c${i} = columns[${i}], s${i} = scans[${i}];`).join(' ')}
${keys.map((_, i) => `const k${i} = keys[${i}];`).join(' ')}
${rowIds.map((_, i) => `const i${i} = rowIds[${i}];`).join(' ')}
${tableNames.map((_, i) => `const n${i} = tableNames[${i}];`).join(' ')}
// Only what is null or empty may stand where nothing is known.
function empty(p, close) {
  if (B[p] === 110) return nul(B, p);
  if (B[p] !== 123 && B[p] !== 91) return -1;
  p++;
  ${space}
  return B[p] === close ? p + 1 : -1;
}
${functions.join('\n')}
return function read(text, p) {
  B = text;
  const id = ${makeId};
  if (id === undefined) return -1;
  const r = beginRow(t${rootTable});
  appendBytes(c${loadColumn}, r, loadId, 0, loadId.length);
  ${isGiven ? '' : storeId(rootId, 'id', isRootText)}
  p = ${main}(p + 1, r, id, id);
  if (p < 0) return -1;
  ${check}
  return p;
};`;
  const parts = {
    tables,
    columns,
    scans,
    keys,
    rowIds,
    tableNames,
    ids,
    loadId: Buffer.from(options.loadId),
    nul: scanNull,
    beginRow,
    appendId,
    appendTextId,
    appendInteger,
    appendBytes,
    nestedId,
  };
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- what goes in is made here: of keys only their bytes, as numbers
    const make = new Function(...Object.keys(parts), code) as (...parts_: unknown[]) => RowReader;
    return make(...Object.values(parts));
  } catch (error) {
    // Where code may not be generated at run time, the interpreter does all of it.
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

const latin1 = (key: string) => Buffer.from(key).toString('latin1');

/** Keys that hold a row's own id. */
function ownIdFields(shape: ObjectShape): Field[] {
  return Array.from(shape.fields.values()).filter((field) => field.name === '_dlt_id');
}

/** What makes the ids of root rows; undefined where only the interpreter knows. */
function rootIdOf(table: DraftTable, shape: ObjectShape): RowId | 'counter' | undefined {
  const [given, ...others] = ownIdFields(shape);
  if (given !== undefined) return others.length === 0 ? givenId(latin1(given.key)) : undefined;
  if (table.write_disposition !== 'merge') return 'counter';
  const strategy = table['x-merge-strategy'];
  if (strategy === 'scd2') return contentId();
  if (strategy !== 'upsert' && strategy !== 'insert-only') return 'counter';
  const fields = Array.from(shape.fields.values());
  const keys = new Map<string, string>();
  for (const { name, primary_key } of table.columns.values()) {
    if (primary_key !== true) continue;
    const [field, ...more] = fields.filter((one) => one.name === name);
    // It is in an object of the row, or has several names.
    if (field === undefined || more.length > 0) return undefined;
    keys.set(latin1(field.key), name);
  }
  return keyId(keys);
}
