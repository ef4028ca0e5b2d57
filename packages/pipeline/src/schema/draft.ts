import { changed, chainOf, rootOf, type Column, type Schema, type Table } from './schema.ts';

/** A table that grows while data is read. */
export interface DraftTable extends Table {
  readonly columns: Map<string, Column>;
}

/** A schema that grows while data is read, and what has been added to it. */
export interface Draft {
  readonly tables: ReadonlyMap<string, DraftTable>;
  addTable(table: Table): DraftTable;
  /** Adds a column, completes one that was only hinted at, or changes one. What becomes complete stands last. */
  setColumn(table: DraftTable, column: Column): void;
  /** Tables that no data has been loaded into: in their first load, columns are free to come. */
  isNew(table: string): boolean;
  /** Data came for this table. */
  markSeen(table: string): void;
  /** What there is, as a schema: a new version when something was added. */
  finish(): Schema;
  /** Grows with every change. */
  readonly changes: number;
}

export function draftOf(schema: Schema): Draft {
  const tables = new Map<string, DraftTable>();
  for (const table of schema.tables.values()) tables.set(table.name, { ...table, columns: new Map(table.columns) });
  const known = new Set(Array.from(schema.tables.values(), (table) => (table['x-normalizer']?.['seen-data'] === true ? table.name : '')));
  let changes = 0;
  return {
    tables,
    addTable(table) {
      const added = { ...table, columns: new Map(table.columns) };
      tables.set(table.name, added);
      changes += 1;
      return added;
    },
    setColumn(table, column) {
      if (table.columns.get(column.name)?.data_type === undefined) table.columns.delete(column.name);
      table.columns.set(column.name, column);
      changes += 1;
    },
    isNew: (table) => !known.has(table),
    markSeen(name) {
      const table = tables.get(name);
      if (table !== undefined) tables.set(name, { ...table, 'x-normalizer': { ...table['x-normalizer'], 'seen-data': true } });
    },
    finish: () => changed(schema, new Map(tables)),
    get changes() {
      return changes;
    },
  };
}

const systemColumns: Readonly<Record<string, Column>> = {
  _dlt_load_id: { name: '_dlt_load_id', data_type: 'text', nullable: false },
  _dlt_id: { name: '_dlt_id', data_type: 'text', nullable: false, unique: true, row_key: true },
  _dlt_root_id: { name: '_dlt_root_id', data_type: 'text', nullable: false, root_key: true },
  _dlt_parent_id: { name: '_dlt_parent_id', data_type: 'text', nullable: false, parent_key: true },
  _dlt_list_idx: { name: '_dlt_list_idx', data_type: 'bigint', nullable: false },
};

/** Whether rows nested in those of the table hold its row's id, since merging asks for it. */
export function needsRootKey(root: Table): boolean {
  return root.write_disposition === 'merge' && root['x-merge-strategy'] !== 'scd2';
}

/** Root tables below which rows hold their root row's id already, so that they go on to do so. */
export function rootKeyed(tables: ReadonlyMap<string, Table>): ReadonlySet<string> {
  const keyed = Array.from(tables.values()).filter((table) => table.parent !== undefined && table.columns.has('_dlt_root_id'));
  return new Set(keyed.map(({ name }) => rootOf(tables, name)));
}

/** Tables below the root that were made while nobody asked for the root row's id get a column for it. */
export function addRootKeys(draft: Draft, root: string): void {
  for (const table of chainOf(draft.tables, root) as DraftTable[])
    if (table.parent !== undefined && !draft.isNew(table.name) && !table.columns.has('_dlt_root_id'))
      draft.setColumn(table, systemColumns['_dlt_root_id'] as Column);
}

const ofRoot = ['_dlt_load_id', '_dlt_id'];
const ofNested = ['_dlt_id', '_dlt_root_id', '_dlt_parent_id', '_dlt_list_idx'];

/** The columns that every table of its kind has. In tables of the other kind a column of such a name is the data's. */
export function systemColumn(table: Table, name: string): Column | undefined {
  return (table.parent === undefined ? ofRoot : ofNested).includes(name) ? systemColumns[name] : undefined;
}
