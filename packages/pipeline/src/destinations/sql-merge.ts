import type { Column, Table } from '../schema/schema.ts';

/** Names of the stage and the real table, ready for SQL. */
export interface StagedTable {
  readonly table: Table;
  readonly target: string;
  readonly stage: string;
}

export interface MergeDialect {
  quote(name: string): string;
  /** What orders the rows of a stage as they came. */
  readonly rowOrder: string;
}

export interface MergePlan {
  /** The root table. */
  readonly root: StagedTable;
  /** The tables below it. */
  readonly nested: readonly StagedTable[];
  /** Of scd2: when old rows end and new ones begin. ISO 8601. */
  readonly boundary: string;
}

const columnsWith = (table: Table, hint: 'primary_key' | 'merge_key') =>
  Array.from(table.columns.values()).filter((column) => column[hint] === true && column.data_type !== undefined);

/** Whether rows of the table are told apart by anything. */
export function hasKeys(table: Table): boolean {
  return columnsWith(table, 'primary_key').length > 0 || columnsWith(table, 'merge_key').length > 0;
}

/** The statements that bring staged rows into their tables. */
export function mergeStatements(plan: MergePlan, dialect: MergeDialect): string[] {
  const { table } = plan.root;
  switch (table['x-merge-strategy'] ?? 'delete-insert') {
    case 'scd2':
      return scd2(plan, dialect);
    case 'insert-only':
      return insertOnly(plan, dialect);
    case 'upsert':
      // Ids follow from the keys here, so replacing a row is the same as updating all of its columns.
      return deleteInsert(plan, dialect, [columnsWith(table, 'primary_key')]);
    default:
      return deleteInsert(plan, dialect, [columnsWith(table, 'primary_key'), columnsWith(table, 'merge_key')]);
  }
}

const complete = (table: Table) => Array.from(table.columns.values()).filter((column) => column.data_type !== undefined);

function columnList(table: Table, { quote }: MergeDialect): string {
  return complete(table)
    .map((column) => quote(column.name))
    .join(', ');
}

/** The staged root rows to insert, as a table: one for each primary key, and none that are marked as deleted. */
function keptRows({ table, stage }: StagedTable, dialect: MergeDialect): string {
  const { quote } = dialect;
  const keys = columnsWith(table, 'primary_key');
  const deleted = complete(table).find((column) => column.hard_delete === true);
  const alive = deleted === undefined ? 'TRUE' : `NOT ${isDeleted(deleted, dialect)}`;
  if (keys.length === 0 || table['x-merge-strategy-deduplicated'] === true) return `(SELECT * FROM ${stage} WHERE ${alive}) AS s`;
  const sort = complete(table).find((column) => column.dedup_sort !== undefined);
  // Without a column that tells, the row that came last counts.
  const order = sort === undefined ? `${dialect.rowOrder} DESC` : `${quote(sort.name)} ${sort.dedup_sort === 'asc' ? 'ASC' : 'DESC'}`;
  const partition = keys.map((column) => quote(column.name)).join(', ');
  const numbered = `(SELECT *, row_number() OVER (PARTITION BY ${partition} ORDER BY ${order}) AS _nth FROM ${stage}) AS numbered`;
  return `(SELECT * FROM ${numbered} WHERE _nth = 1 AND ${alive}) AS s`;
}

function isDeleted(column: Column, { quote }: MergeDialect): string {
  const name = quote(column.name);
  return column.data_type === 'bool' ? `coalesce(${name}, FALSE)` : `(${name} IS NOT NULL)`;
}

const matches = (keys: readonly Column[], { quote }: MergeDialect) =>
  keys.map(({ name }) => `s.${quote(name)} = d.${quote(name)}`).join(' AND ');

/** Inserts the root rows of a query, and what is nested in them. */
function insertStatements(plan: MergePlan, dialect: MergeDialect, rows: string): string[] {
  const { quote } = dialect;
  const { root, nested } = plan;
  const id = quote('_dlt_id');
  const list = columnList(root.table, dialect);
  // Where ids follow from keys, two rows with one key have nested rows with the same ids.
  const unique = (stage: string) =>
    `(SELECT *, row_number() OVER (PARTITION BY ${id} ORDER BY ${dialect.rowOrder} DESC) AS _nth FROM ${stage}) AS numbered`;
  return [
    `CREATE TEMPORARY TABLE merge_insert AS SELECT * FROM ${rows}`,
    `INSERT INTO ${root.target} (${list}) SELECT ${list} FROM merge_insert`,
    ...nested.map(({ table, target, stage }) => {
      const names = columnList(table, dialect);
      return `INSERT INTO ${target} (${names}) SELECT ${names} FROM ${unique(stage)} WHERE _nth = 1 AND ${quote('_dlt_root_id')} IN (SELECT ${id} FROM merge_insert)`;
    }),
    'DROP TABLE merge_insert',
  ];
}

/** Rows whose primary key or merge key comes again go, with what is nested in them; then the new ones come. */
function deleteInsert(plan: MergePlan, dialect: MergeDialect, keySets: readonly (readonly Column[])[]): string[] {
  const { quote } = dialect;
  const { root, nested } = plan;
  const id = quote('_dlt_id');
  const doomed = keySets
    .filter((keys) => keys.length > 0)
    .map(
      (keys) =>
        `SELECT d.${id} AS id FROM ${root.target} AS d WHERE EXISTS (SELECT 1 FROM ${root.stage} AS s WHERE ${matches(keys, dialect)})`,
    );
  return [
    `CREATE TEMPORARY TABLE merge_delete AS ${doomed.join(' UNION ')}`,
    ...nested.map(({ target }) => `DELETE FROM ${target} WHERE ${quote('_dlt_root_id')} IN (SELECT id FROM merge_delete)`),
    `DELETE FROM ${root.target} WHERE ${id} IN (SELECT id FROM merge_delete)`,
    'DROP TABLE merge_delete',
    ...insertStatements(plan, dialect, keptRows(root, dialect)),
  ];
}

/** Rows whose key is not there yet come; nothing else changes. */
function insertOnly(plan: MergePlan, dialect: MergeDialect): string[] {
  const { root } = plan;
  const keys = columnsWith(root.table, 'primary_key');
  const fresh = `${keptRows(root, dialect)} WHERE NOT EXISTS (SELECT 1 FROM ${root.target} AS d WHERE ${matches(keys, dialect)})`;
  return insertStatements(plan, dialect, fresh);
}

/** Rows that changed or are gone end at the boundary, and what is new begins there. Ids are hashes of rows. */
function scd2(plan: MergePlan, dialect: MergeDialect): string[] {
  const { quote } = dialect;
  const { root, nested, boundary } = plan;
  const { table } = root;
  const [from, to] = validityColumns(table);
  const id = quote('_dlt_id');
  const at = (moment: string) => `CAST('${moment}' AS TIMESTAMPTZ)`;
  const active = table['x-active-record-timestamp'];
  const open = typeof active === 'string' ? at(active) : 'NULL';
  const isOpen = typeof active === 'string' ? `${quote(to)} = ${open}` : `${quote(to)} IS NULL`;
  const keys = columnsWith(table, 'merge_key');
  const concerned =
    keys.length === 0
      ? ''
      : ` AND EXISTS (SELECT 1 FROM ${root.stage} AS s WHERE ${keys.map(({ name }) => `s.${quote(name)} = ${root.target}.${quote(name)}`).join(' AND ')})`;
  const begin = table['x-boundary-timestamp'];
  const moment = at(typeof begin === 'string' ? begin : boundary);
  const columns = complete(table).filter(({ name }) => name !== from && name !== to);
  const list = columns.map(({ name }) => quote(name)).join(', ');
  return [
    `UPDATE ${root.target} SET ${quote(to)} = ${moment} WHERE ${isOpen} AND ${id} NOT IN (SELECT ${id} FROM ${root.stage})${concerned}`,
    `INSERT INTO ${root.target} (${list}, ${quote(from)}, ${quote(to)}) SELECT ${list}, ${moment}, ${open} FROM (SELECT *, row_number() OVER (PARTITION BY ${id} ORDER BY ${dialect.rowOrder}) AS _nth FROM ${root.stage}) AS numbered WHERE _nth = 1 AND ${id} NOT IN (SELECT ${id} FROM ${root.target} WHERE ${isOpen})`,
    ...nested.map((one) => {
      const nestedList = columnList(one.table, dialect);
      return `INSERT INTO ${one.target} (${nestedList}) SELECT ${nestedList} FROM (SELECT *, row_number() OVER (PARTITION BY ${id} ORDER BY ${dialect.rowOrder}) AS _nth FROM ${one.stage}) AS numbered WHERE _nth = 1 AND ${id} NOT IN (SELECT ${id} FROM ${one.target})`;
    }),
  ];
}

/** The columns of an scd2 table for a row's first and last moment. */
function validityColumns(table: Table): readonly [string, string] {
  const named = (hint: `x-${string}`, otherwise: string) =>
    Array.from(table.columns.values()).find((column) => column[hint] === true)?.name ?? otherwise;
  return [named('x-valid-from', '_dlt_valid_from'), named('x-valid-to', '_dlt_valid_to')];
}
