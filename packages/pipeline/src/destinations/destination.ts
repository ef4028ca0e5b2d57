import type { MergeStrategy, TableFormat } from '../extract/resource.ts';
import type { Column, Schema } from '../schema/schema.ts';
import type { StateRow } from '../state/state.ts';

/** What a destination can do, as data: steps ask this and nothing else. */
export interface Capabilities {
  /** dlt's name for it, such as `duckdb`. */
  readonly type: string;
  /** In characters; longer names are shortened. */
  readonly maxIdentifierLength: number;
  /** The first one is the default. */
  readonly mergeStrategies: readonly MergeStrategy[];
  /** Kinds of tables beside its own. */
  readonly tableFormats: readonly TableFormat[];
  /** Data, cursors and the record of the load become visible together. Without, files come first and the record last. */
  readonly transactions: boolean;
  /** Rows may be sent long before the load ends; where not, because it would hold up others, they are sent when all are there. */
  readonly loadsEarly: boolean;
  /** Whether there is SQL to ask it by. */
  readonly sql: boolean;
}

/** Opens a place for datasets. Made by `duckdb()`, `postgres()`, `filesystem()`. */
export interface Destination {
  readonly capabilities: Capabilities;
  /** Where the data goes, fit to be shown: without secrets. */
  location(pipeline: string): string;
  /** What changes with every write to the destination, asked without connecting to it; undefined where it cannot be told. */
  fingerprint?(pipeline: string): Promise<string | undefined>;
  /** Connects. The dataset is made by the first load. */
  open(pipeline: string, dataset: string): Promise<DestinationClient>;
}

/** What the dataset remembers of a pipeline. */
export interface Restored {
  /** The packed state of the newest load, see `readState`. */
  readonly state: string | undefined;
  /** The newest stored schemas, by name. */
  readonly schemas: ReadonlyMap<string, Schema>;
}

/** What is known of a load before its rows come. */
export interface LoadPlan {
  readonly loadId: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Root tables whose rows, and those of the tables below them, go when the load commits. */
  readonly replacedTables: readonly string[];
}

/** What is written down of a load, together with its rows. */
export interface LoadRecord {
  readonly schema: Schema;
  /** Undefined when the state is the one before. */
  readonly state: StateRow | undefined;
}

export interface DestinationClient {
  restore(pipeline: string): Promise<Restored>;
  isLoaded(loadId: string): Promise<boolean>;
  /** Keeps other runs of the pipeline, on other machines too, from this dataset until `close`. Throws when there is one. */
  lock(pipeline: string): Promise<void>;
  begin(plan: LoadPlan): Promise<LoadSession>;
  /** Removes tables, with `state` and schema rows left as they are. */
  dropTables(tables: readonly string[]): Promise<void>;
  /** Throws where there is no SQL. */
  query(sql: string, parameters?: readonly unknown[]): Promise<QueryResult>;
  /** The dataset's table by that name, as SQL. */
  tableName(table: string): string;
  close(): Promise<void>;
}

export interface QueryResult {
  /** A column without a `data_type` has a type that is not one of ours. */
  readonly columns: readonly Column[];
  /** Rows as lists: null, a `Value` of the column's type, or, where it has none, whatever the driver makes of it. */
  readonly rows: AsyncIterable<readonly unknown[][]>;
}

/** A load that is under way: nothing of it shows before `commit`. */
export interface LoadSession {
  /** Creates what the schema has and the destination has not; asked again when the schema grows. Never drops anything. */
  migrate(schema: Schema): Promise<void>;
  /** Takes the rows of a file of the package. */
  load(file: { readonly table: string; readonly path: string }): Promise<void>;
  /** Merges what has to be merged, writes the record, and makes all of it visible. */
  commit(record: LoadRecord): Promise<void>;
  rollback(): Promise<void>;
}
