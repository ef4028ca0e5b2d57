import type { Column, Table } from '../schema/schema.ts';

/** Names of the stage and the real table, ready for SQL. */
export interface StagedTable {
  readonly table: Table;
  readonly target: string;
  readonly stage: string;
}

/** The database that merges. */
export interface MergeDialect {
  quote(name: string): string;
  /** What orders the rows of a stage as they came, and tells them apart. */
  readonly rowOrder: string;
  run(sql: string): Promise<void>;
  /** How many rows a table has. */
  count(table: string): Promise<number>;
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

/** Brings staged rows into their tables. */
export async function mergeStaged(plan: MergePlan, dialect: MergeDialect): Promise<void> {
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

/**
 * The staged root rows to insert, one for each primary key and none that are marked as deleted: where they are, their ids and keys, as `s`
 * with a condition. Sorting and joining go by these few columns; whole rows are only copied.
 */
function keptRows({ table, stage }: StagedTable, dialect: MergeDialect): string {
  const { quote, rowOrder } = dialect;
  const keys = columnsWith(table, 'primary_key').map((column) => quote(column.name));
  const deleted = complete(table).find((column) => column.hard_delete === true);
  const alive = deleted === undefined ? 'TRUE' : `NOT ${isDeleted(deleted, dialect)}`;
  let nth = '1';
  if (keys.length > 0 && table['x-merge-strategy-deduplicated'] !== true) {
    const sort = complete(table).find((column) => column.dedup_sort !== undefined);
    // Without a column that tells, the row that came last counts.
    const order = sort === undefined ? `${rowOrder} DESC` : `${quote(sort.name)} ${sort.dedup_sort === 'asc' ? 'ASC' : 'DESC'}`;
    nth = `row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${order})`;
  }
  const columns = [`${rowOrder} AS _merge_row`, `${quote('_dlt_id')} AS _merge_id`, `${alive} AS _merge_alive`, `${nth} AS _merge_nth`];
  return `(SELECT ${[...columns, ...keys].join(', ')} FROM ${stage}) AS s WHERE _merge_nth = 1 AND _merge_alive`;
}

/** Staged rows without those whose id comes again: `first` or `last` of them stays. */
function uniqueRows(stage: string, stays: 'first' | 'last', { quote, rowOrder }: MergeDialect): string {
  const nth = `row_number() OVER (PARTITION BY ${quote('_dlt_id')} ORDER BY ${rowOrder} ${stays === 'first' ? 'ASC' : 'DESC'}) AS _merge_nth`;
  return `(SELECT ${rowOrder} AS _merge_row, ${quote('_dlt_id')} AS _merge_id, ${nth} FROM ${stage}) AS s WHERE _merge_nth = 1`;
}

function isDeleted(column: Column, { quote }: MergeDialect): string {
  const name = quote(column.name);
  return column.data_type === 'bool' ? `coalesce(${name}, FALSE)` : `(${name} IS NOT NULL)`;
}

const matches = (keys: readonly Column[], { quote }: MergeDialect) =>
  keys.map(({ name }) => `s.${quote(name)} = d.${quote(name)}`).join(' AND ');

/** Inserts root rows, as `keptRows` gives them, and what is nested in them. */
async function insertRows({ root, nested }: MergePlan, dialect: MergeDialect, rows: string): Promise<void> {
  const { quote, rowOrder, run, count } = dialect;
  await run(`CREATE TEMPORARY TABLE merge_insert AS SELECT _merge_row, _merge_id FROM ${rows}`);
  // Mostly all rows stay, and their nested rows with them: nothing has to be looked up then.
  const all = (await count('merge_insert')) === (await count(root.stage));
  const list = columnList(root.table, dialect);
  const chosen = all ? '' : ` WHERE ${rowOrder} IN (SELECT _merge_row FROM merge_insert)`;
  await run(`INSERT INTO ${root.target} (${list}) SELECT ${list} FROM ${root.stage}${chosen}`);
  for (const { table, target, stage } of nested) {
    const names = columnList(table, dialect);
    // Where ids follow from keys, two rows with one key have nested rows with the same ids.
    const unique = `${rowOrder} IN (SELECT _merge_row FROM ${uniqueRows(stage, 'last', dialect)})`;
    const condition = all ? '' : ` WHERE ${quote('_dlt_root_id')} IN (SELECT _merge_id FROM merge_insert) AND ${unique}`;
    await run(`INSERT INTO ${target} (${names}) SELECT ${names} FROM ${stage}${condition}`);
  }
  await run('DROP TABLE merge_insert');
}

/** Rows whose primary key or merge key comes again go, with what is nested in them; then the new ones come. */
async function deleteInsert(plan: MergePlan, dialect: MergeDialect, keySets: readonly (readonly Column[])[]): Promise<void> {
  const { quote, run, count } = dialect;
  const { root, nested } = plan;
  const id = quote('_dlt_id');
  const doomed = keySets
    .filter((keys) => keys.length > 0)
    .map(
      (keys) =>
        `SELECT d.${id} AS id FROM ${root.target} AS d WHERE EXISTS (SELECT 1 FROM ${root.stage} AS s WHERE ${matches(keys, dialect)})`,
    );
  await run(`CREATE TEMPORARY TABLE merge_delete AS ${doomed.join(' UNION ')}`);
  if ((await count('merge_delete')) > 0) {
    for (const { target } of nested) await run(`DELETE FROM ${target} WHERE ${quote('_dlt_root_id')} IN (SELECT id FROM merge_delete)`);
    await run(`DELETE FROM ${root.target} WHERE ${id} IN (SELECT id FROM merge_delete)`);
  }
  await run('DROP TABLE merge_delete');
  await insertRows(plan, dialect, keptRows(root, dialect));
}

/** Rows whose key is not there yet come; nothing else changes. */
async function insertOnly(plan: MergePlan, dialect: MergeDialect): Promise<void> {
  const { root } = plan;
  const keys = columnsWith(root.table, 'primary_key');
  const fresh = `${keptRows(root, dialect)} AND NOT EXISTS (SELECT 1 FROM ${root.target} AS d WHERE ${matches(keys, dialect)})`;
  await insertRows(plan, dialect, fresh);
}

/** Rows that changed or are gone end at the boundary, and what is new begins there. Ids are hashes of rows. */
async function scd2(plan: MergePlan, dialect: MergeDialect): Promise<void> {
  const { quote, rowOrder, run } = dialect;
  const { root, nested, boundary } = plan;
  const { table } = root;
  const [from, to] = validityColumns(table);
  const id = quote('_dlt_id');
  const at = (moment: string) => `CAST('${moment}' AS TIMESTAMPTZ)`;
  const active = table['x-active-record-timestamp'];
  const open = typeof active === 'string' ? at(active) : 'NULL';
  const isOpen = typeof active === 'string' ? `= ${open}` : 'IS NULL';
  const keys = columnsWith(table, 'merge_key');
  const concerned =
    keys.length === 0
      ? ''
      : ` AND EXISTS (SELECT 1 FROM ${root.stage} AS s WHERE ${keys.map(({ name }) => `s.${quote(name)} = ${root.target}.${quote(name)}`).join(' AND ')})`;
  const begin = table['x-boundary-timestamp'];
  const moment = at(typeof begin === 'string' ? begin : boundary);
  const columns = complete(table).filter(({ name }) => name !== from && name !== to);
  const list = columns.map(({ name }) => quote(name)).join(', ');
  /** Staged rows whose ids are not among those of the table. */
  const fresh = ({ target, stage }: StagedTable, condition: string) =>
    `${rowOrder} IN (SELECT _merge_row FROM ${uniqueRows(stage, 'first', dialect)} AND NOT EXISTS (SELECT 1 FROM ${target} AS d WHERE d.${id} = s._merge_id${condition}))`;
  await run(
    `UPDATE ${root.target} SET ${quote(to)} = ${moment} WHERE ${quote(to)} ${isOpen} AND ${id} NOT IN (SELECT ${id} FROM ${root.stage})${concerned}`,
  );
  await run(
    `INSERT INTO ${root.target} (${list}, ${quote(from)}, ${quote(to)}) SELECT ${list}, ${moment}, ${open} FROM ${root.stage} WHERE ${fresh(root, ` AND d.${quote(to)} ${isOpen}`)}`,
  );
  for (const one of nested) {
    const names = columnList(one.table, dialect);
    await run(`INSERT INTO ${one.target} (${names}) SELECT ${names} FROM ${one.stage} WHERE ${fresh(one, '')}`);
  }
}

/** The columns of an scd2 table for a row's first and last moment. */
function validityColumns(table: Table): readonly [string, string] {
  const named = (hint: `x-${string}`, otherwise: string) =>
    Array.from(table.columns.values()).find((column) => column[hint] === true)?.name ?? otherwise;
  return [named('x-valid-from', '_dlt_valid_from'), named('x-valid-to', '_dlt_valid_to')];
}
