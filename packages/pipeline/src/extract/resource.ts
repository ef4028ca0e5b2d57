import type { DataType } from '../schema/schema.ts';

/** One row of a page: an object. What is not an object becomes `{ value: item }`, null is left out. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * A page of a resource.
 * - Bytes: UTF-8 JSON text of one array of rows (or of one row), as they came. This is the fast way, and numbers keep their kind: `7.0`
 *   makes a double, `7` a bigint, and whole numbers above 2^53 stay exact. A part of a larger text is handed over with `subarray`;
 *   `findJson` tells where it is.
 * - An array: rows that are there already. Numbers are bigint when whole (a `Float` or what `parseJson` answers keeps its kind).
 */
export type Page = Uint8Array | readonly unknown[];

export type WriteDisposition = 'append' | 'replace' | 'merge' | 'skip';
export type MergeStrategy = 'delete-insert' | 'upsert' | 'scd2' | 'insert-only';

/** How rows get into the table that is there. */
export type WriteDispositionOption =
  | WriteDisposition
  | { readonly disposition: 'append' | 'replace' | 'skip' }
  | {
      readonly disposition: 'merge';
      /** Default `delete-insert`. */
      readonly strategy?: MergeStrategy;
      /** Of `delete-insert`: the rows hold no key twice, so nothing has to be looked for. */
      readonly deduplicated?: boolean;
      /** Of `scd2`: the names of the columns for a row's first and last moment. Default `_dlt_valid_from`, `_dlt_valid_to`. */
      readonly validityColumnNames?: readonly [string, string];
      /** Of `scd2`: when old rows end and new ones begin, ISO 8601. Default: when the package was made. */
      readonly boundaryTimestamp?: string;
      /** Of `scd2`: what stands in the last moment of a row that holds, ISO 8601. Default null. */
      readonly activeRecordTimestamp?: string;
    };

export type ContractMode = 'evolve' | 'freeze' | 'discard_row' | 'discard_value';
/** What may change when data does not fit the schema. One word stands for all three. */
export type SchemaContract =
  ContractMode | { readonly tables?: ContractMode; readonly columns?: ContractMode; readonly dataType?: ContractMode };

/** What is known of a column before its data is. */
export interface ColumnHints {
  readonly dataType?: DataType;
  readonly nullable?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  /** Of timestamps: with time zone (default) or without. */
  readonly timezone?: boolean;
  readonly primaryKey?: boolean;
  readonly mergeKey?: boolean;
  readonly unique?: boolean;
  readonly sort?: boolean;
  readonly partition?: boolean;
  readonly cluster?: boolean;
  /** Which of two rows with one primary key is kept: the highest or the lowest. */
  readonly dedupSort?: 'asc' | 'desc';
  /** A row that has true (or, in a column of another type, anything) here deletes its key. */
  readonly hardDelete?: boolean;
  readonly description?: string;
}

/** Whole numbers that a double cannot hold are bigint; they compare with numbers exactly. */
export type CursorValue = string | number | bigint;

/** Loads only what came since the last run. */
export interface IncrementalOptions {
  /** A field, or a JSONPath. */
  readonly cursorPath: string;
  readonly initialValue?: CursorValue;
  /** Loads the range up to here, and neither reads nor writes the state. */
  readonly endValue?: CursorValue;
  /** Default `max`. */
  readonly lastValueFunc?: 'max' | 'min' | ((values: readonly CursorValue[]) => CursorValue);
  /** What tells rows at the boundary apart. Default: the resource's primary key, else the whole row. An empty list switches this off. */
  readonly primaryKey?: string | readonly string[];
  /** In which order all rows of the resource come. It is then left as soon as rows are outside of the range. */
  readonly rowOrder?: 'asc' | 'desc';
  /** Default `raise`. */
  readonly onCursorValueMissing?: 'raise' | 'include' | 'exclude';
  /** Goes back from the last value: seconds for times, days for dates, units for numbers. */
  readonly lag?: number;
  /** Default `closed`: rows at the start are loaded again unless they are known. */
  readonly rangeStart?: 'open' | 'closed';
  /** Default `open`. */
  readonly rangeEnd?: 'open' | 'closed';
  /**
   * So many rows with the furthest value are remembered, to know them when they come again. Default 250000: some 30 MB of memory, and 5 MB of
   * state. Where rows merge by a primary key (a folder merges none) the rest comes again and changes nothing; else more of them are an error.
   */
  readonly maxBoundaryRows?: number;
}

/** Where an incremental resource begins, for use in a request. */
export interface Cursor {
  readonly cursorPath: string;
  readonly initialValue: CursorValue | undefined;
  /** Where this run begins: the last value of the runs before (with `lag` taken off), else the initial value. */
  readonly startValue: CursorValue | undefined;
  readonly endValue: CursorValue | undefined;
  /** The furthest value so far; moves while rows come in. */
  readonly lastValue: CursorValue | undefined;
}

/** Whole numbers that a double cannot hold are bigint. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What a resource gets when its pages are asked for. */
export interface ResourceContext {
  /** What the resource remembers from run to run; may be changed, and is kept together with the data or not at all. */
  readonly state: Record<string, JsonValue>;
  /** The same for its source. */
  readonly sourceState: Record<string, JsonValue>;
  readonly cursor: Cursor | undefined;
  /** Aborted when the run ends early. */
  readonly signal: AbortSignal;
}

export type TableFormat = 'native' | 'iceberg' | 'delta' | 'hive';
/** `preferred` is the destination's own choice. */
export type TableFileFormat = 'preferred' | 'parquet' | 'jsonl' | 'csv';

/** Columns that hold the key of another table. It is written down, and drawn in diagrams; nothing checks it. */
export interface TableReference {
  readonly columns: readonly string[];
  readonly referencedTable: string;
  /** In the order of `columns`. */
  readonly referencedColumns: readonly string[];
  readonly label?: string;
  readonly cardinality?: string;
}

/** What is said of a table before its rows come. */
export interface TableHints {
  /** Default `append`. */
  readonly writeDisposition?: WriteDispositionOption;
  /** Takes the place of a primary key that the table has from before. */
  readonly primaryKey?: string | readonly string[];
  /** Takes the place of a merge key that the table has from before. */
  readonly mergeKey?: string | readonly string[];
  readonly columns?: Readonly<Record<string, ColumnHints>>;
  readonly schemaContract?: SchemaContract;
  /** A kind of tables that the destination has beside its own. */
  readonly tableFormat?: TableFormat;
  /** Where data lies in files: their form. Other destinations have no choice. */
  readonly fileFormat?: TableFileFormat;
  readonly references?: readonly TableReference[];
}

export interface ResourceOptions extends TableHints {
  readonly name: string;
  /** Default: the name. */
  readonly tableName?: string;
  /**
   * What is said of nested tables, by their place below the resource's table: `lines`, `lines__discounts`. One that has a key of its own
   * is no longer nested: it is a table like the resource's, with its own write disposition and without `_dlt_parent_id`.
   */
  readonly nestedHints?: Readonly<Record<string, TableHints>>;
  /** How deep objects and lists become columns and tables; what is deeper is stored as json. Default: the source's, else 1000. */
  readonly maxTableNesting?: number;
  readonly incremental?: IncrementalOptions;
  /** Its pages may be asked for while other resources' are. Default false. */
  readonly parallelized?: boolean;
  /** Whether its rows are loaded. Default true; false for one that only others are made of. */
  readonly selected?: boolean;
}

/** A step between a resource and its table. A map may answer several rows as a list, and undefined to leave the row out. */
export type Step =
  { readonly kind: 'map'; readonly apply: (row: Row) => unknown } | { readonly kind: 'filter'; readonly keep: (row: Row) => boolean };

/** A named stream of rows and what is known about their table. Made by `resource`; its methods answer a changed copy. */
export interface Resource extends ResourceOptions {
  /** The pages, from the beginning; called once a run. */
  pages(context: ResourceContext): AsyncIterable<Page>;
  readonly steps: readonly Step[];
  /** At most so many pages are taken (in dlt: yields). Undefined: all. */
  readonly maxPages: number | undefined;
  addMap(apply: (row: Row) => unknown): Resource;
  addFilter(keep: (row: Row) => boolean): Resource;
  addLimit(maxPages: number): Resource;
  /** The same resource with other options. */
  with(options: Partial<ResourceOptions>): Resource;
}

/** What yields pages: single rows count as pages of one. */
export type ResourceData =
  Iterable<unknown> | AsyncIterable<unknown> | ((context: ResourceContext) => Iterable<unknown> | AsyncIterable<unknown>);

async function* pagesOf(data: ResourceData, context: ResourceContext): AsyncGenerator<Page> {
  const items = typeof data === 'function' ? data(context) : data;
  if (Array.isArray(items)) {
    // A plain array is one page of rows, unless it is a list of pages.
    if (items.some((item) => Array.isArray(item) || item instanceof Uint8Array)) for (const item of items) yield pageOf(item);
    else yield items;
    return;
  }
  for await (const item of items) yield pageOf(item);
}

function pageOf(item: unknown): Page {
  return item instanceof Uint8Array || Array.isArray(item) ? (item as Page) : [item];
}

/** A resource from rows, from pages, or from a function that yields them. */
export function resource(options: ResourceOptions, data: ResourceData): Resource {
  return make(options, data, [], undefined);
}

function make(options: ResourceOptions, data: ResourceData, steps: readonly Step[], maxPages: number | undefined): Resource {
  return {
    ...options,
    steps,
    maxPages,
    pages: (context) => pagesOf(data, context),
    addMap: (apply) => make(options, data, [...steps, { kind: 'map', apply }], maxPages),
    addFilter: (keep) => make(options, data, [...steps, { kind: 'filter', keep }], maxPages),
    addLimit: (pages) => make(options, data, steps, pages),
    with: (changed) => make({ ...options, ...changed }, data, steps, maxPages),
  };
}

/** Resources that share a name, a schema and a state. */
export interface Source {
  /** Names the schema too. */
  readonly name: string;
  readonly resources: readonly Resource[];
  readonly schemaContract?: SchemaContract;
  readonly maxTableNesting?: number;
  /** Nested rows hold the id of their root row, whatever the disposition. Default false. */
  readonly rootKey?: boolean;
}
