import { createHash } from 'node:crypto';

/** The types of a column. `wei` is a whole number of up to 256 bits. */
export type DataType = 'text' | 'bigint' | 'double' | 'bool' | 'timestamp' | 'date' | 'time' | 'decimal' | 'wei' | 'json' | 'binary';

/**
 * A column, in dlt's own spelling: this is what stands in schema files and in `_dlt_version`, and either tool reads what the other wrote.
 * What is not known here (`x-` hints, say) is kept as it is. A column without a type is only hinted at; it waits for its first value.
 */
export interface Column {
  readonly name: string;
  readonly data_type?: DataType;
  /** Default true. */
  readonly nullable?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  /** Of timestamps. Default true. */
  readonly timezone?: boolean;
  readonly primary_key?: boolean;
  readonly merge_key?: boolean;
  readonly unique?: boolean;
  readonly sort?: boolean;
  readonly partition?: boolean;
  readonly cluster?: boolean;
  readonly row_key?: boolean;
  readonly parent_key?: boolean;
  readonly root_key?: boolean;
  readonly dedup_sort?: 'asc' | 'desc';
  readonly hard_delete?: boolean;
  /** Holds what did not fit another column. */
  readonly variant?: boolean;
  readonly incremental?: boolean;
  readonly description?: string;
  /** The column never had a value; it is kept as text until one says what it is. */
  readonly 'x-null-only'?: boolean;
  /** The type came after the column, which the destination may still have as text. */
  readonly 'x-typed-later'?: boolean;
  readonly [hint: `x-${string}`]: unknown;
}

export type StoredContract = string | { readonly tables?: string; readonly columns?: string; readonly data_type?: string };

export interface StoredReference {
  readonly columns: readonly string[];
  readonly referenced_table: string;
  readonly referenced_columns: readonly string[];
  readonly label?: string;
  readonly cardinality?: string;
}

/** A table in dlt's spelling; its columns in their order. */
export interface Table {
  readonly name: string;
  /** Of nested tables: the table whose rows theirs belong to. */
  readonly parent?: string;
  readonly columns: ReadonlyMap<string, Column>;
  readonly write_disposition?: string;
  readonly resource?: string;
  readonly schema_contract?: StoredContract;
  readonly table_format?: string;
  /** Nested tables have that of their root. */
  readonly file_format?: string;
  readonly references?: readonly StoredReference[];
  readonly description?: string;
  readonly 'x-merge-strategy'?: string;
  readonly 'x-normalizer'?: { readonly 'seen-data'?: boolean; readonly max_nesting?: number };
  readonly [hint: `x-${string}`]: unknown;
}

/** A schema: what tables there are, and how names and types come about. */
export interface Schema {
  readonly name: string;
  /** Grows with every change. */
  readonly version: number;
  readonly versionHash: string;
  readonly previousHashes: readonly string[];
  readonly tables: ReadonlyMap<string, Table>;
  /** Members of the file that are not looked at here, kept as they are. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** The version of the form in which schemas are stored; dlt's. */
export const engineVersion = 11;

const column = (name: string, data_type: DataType, description: string, more: Partial<Column> = {}): Column => ({
  name,
  data_type,
  nullable: false,
  ...more,
  description,
});

function table(name: string, rest: Omit<Table, 'name' | 'columns'>, columns: readonly Column[]): Table {
  return { name, columns: new Map(columns.map((one) => [one.name, one])), ...rest };
}

export const versionTable = table(
  '_dlt_version',
  { write_disposition: 'skip', resource: '_dlt_version', description: 'Created by DLT. Tracks schema updates' },
  [
    column('version', 'bigint', 'Numeric version of the schema, incremented on each schema change'),
    column('engine_version', 'bigint', 'Version of the dlt schema engine that created this schema'),
    column('inserted_at', 'timestamp', 'Timestamp when this schema version was stored'),
    column('schema_name', 'text', 'Name of the schema'),
    column('version_hash', 'text', 'Unique hash of the schema content, used to detect changes'),
    column('schema', 'text', 'JSON representation of the complete schema definition'),
  ],
);

export const loadsTable = table(
  '_dlt_loads',
  { write_disposition: 'skip', resource: '_dlt_loads', description: 'Created by DLT. Tracks completed loads' },
  [
    column('load_id', 'text', 'Unique identifier of the load operation', { precision: 64 }),
    column('schema_name', 'text', 'Name of the schema associated with this load', { nullable: true }),
    column('status', 'bigint', 'Status of the load operation (0 = success)'),
    column('inserted_at', 'timestamp', 'Timestamp when the load was completed'),
    column('schema_version_hash', 'text', 'Hash of the schema version used during this load', { nullable: true }),
  ],
);

export const stateTable = table(
  '_dlt_pipeline_state',
  { write_disposition: 'append', resource: '_dlt_pipeline_state', 'x-normalizer': { 'seen-data': true } },
  [
    column('version', 'bigint', 'Numeric version of the pipeline state'),
    column('engine_version', 'bigint', 'Version of the dlt state engine'),
    column('pipeline_name', 'text', 'Name of the pipeline this state belongs to'),
    column('state', 'text', 'Compressed JSON representation of the pipeline state'),
    column('created_at', 'timestamp', 'Timestamp when this state was created'),
    column('version_hash', 'text', 'Hash of the state content, used to detect changes', { nullable: true }),
    column('_dlt_load_id', 'text', 'Load identifier linking this row to its load operation', { precision: 64 }),
    { name: '_dlt_id', data_type: 'text', nullable: false, unique: true, row_key: true },
  ],
);

const settings = {
  detections: ['iso_timestamp'],
  default_hints: {
    not_null: ['_dlt_id', '_dlt_root_id', '_dlt_parent_id', '_dlt_list_idx', '_dlt_load_id'],
    parent_key: ['_dlt_parent_id'],
    root_key: ['_dlt_root_id'],
    unique: ['_dlt_id'],
    row_key: ['_dlt_id'],
  },
};
const normalizers = { names: 'snake_case', json: { module: 'dlt.common.normalizers.json.relational' } };

/** A schema with nothing but the tables that every schema has. */
export function newSchema(name: string): Schema {
  const tables = new Map([versionTable, loadsTable].map((one) => [one.name, one]));
  return changed({ name, version: 1, versionHash: '', previousHashes: [], tables, rest: { settings, normalizers } }, tables);
}

/** JSON whose keys are in order, everywhere. */
export function sortedJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(',')}}`;
}

function storedTables(tables: ReadonlyMap<string, Table>): Record<string, unknown> {
  return Object.fromEntries(Array.from(tables, ([name, one]) => [name, { ...one, columns: Object.fromEntries(one.columns) }]));
}

/** What a schema is known by: equal for equal content, in dlt too. */
function hashOf(schema: Schema): string {
  const content = { ...schema.rest, name: schema.name, engine_version: engineVersion, tables: storedTables(schema.tables) };
  const hash = createHash('sha3-256').update(sortedJson(content));
  for (const name of Array.from(schema.tables.keys()).toSorted()) {
    hash.update(name);
    for (const columnName of (schema.tables.get(name) as Table).columns.keys()) hash.update(columnName);
  }
  return hash.digest('base64');
}

/** The schema with other tables: a new version, when that makes a difference. */
export function changed(schema: Schema, tables: ReadonlyMap<string, Table>): Schema {
  const next = { ...schema, tables };
  const versionHash = hashOf(next);
  if (versionHash === schema.versionHash) return schema;
  if (schema.versionHash === '') return { ...next, versionHash };
  const previousHashes = [schema.versionHash, ...schema.previousHashes.filter((hash) => hash !== schema.versionHash)].slice(0, 10);
  return { ...next, version: schema.version + 1, versionHash, previousHashes };
}

/** The schema as it is stored. */
export function storedSchema(schema: Schema): Record<string, unknown> {
  return {
    version: schema.version,
    version_hash: schema.versionHash,
    engine_version: engineVersion,
    name: schema.name,
    tables: storedTables(schema.tables),
    ...schema.rest,
    previous_hashes: schema.previousHashes,
  };
}

/** Reads what `storedSchema` or dlt wrote. Throws when the form is newer than what is known here, or much older. */
export function readSchema(stored: Record<string, unknown>): Schema {
  const { version, version_hash, engine_version, name, tables, previous_hashes, ...rest } = stored;
  if (typeof name !== 'string' || typeof tables !== 'object' || tables === null) throw new Error('This is not a stored schema');
  if (typeof engine_version !== 'number' || engine_version < 9 || engine_version > engineVersion)
    throw new Error(`The schema ${name} is stored in form ${String(engine_version)}; forms 9 to ${engineVersion} are known here`);
  const read = Object.entries(tables as Record<string, Record<string, unknown>>).map(([tableName, one]): [string, Table] => {
    const columns = Object.entries((one['columns'] ?? {}) as Record<string, Column>).map(([columnName, hints]): [string, Column] => [
      columnName,
      { ...hints, name: columnName },
    ]);
    return [tableName, { ...one, name: tableName, columns: new Map(columns) }];
  });
  return {
    name,
    version: Number(version ?? 1),
    versionHash: typeof version_hash === 'string' ? version_hash : '',
    previousHashes: Array.isArray(previous_hashes) ? previous_hashes.map(String) : [],
    tables: new Map(read),
    rest,
  };
}

/** Tables of dlt's own bookkeeping. */
export function isSystemTable(name: string): boolean {
  return name.startsWith('_dlt');
}

/** The root table above a table, itself when it is one. */
export function rootOf(tables: ReadonlyMap<string, Table>, name: string): string {
  const parent = tables.get(name)?.parent;
  return parent === undefined ? name : rootOf(tables, parent);
}

/** A root table and all tables below it, parents first. */
export function chainOf(tables: ReadonlyMap<string, Table>, root: string): Table[] {
  const chain = [tables.get(root)].filter((one) => one !== undefined);
  for (const parent of chain) for (const one of tables.values()) if (one.parent === parent.name) chain.push(one);
  return chain;
}
