import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { JsonError, parseJson, skipSpace, skipValue } from '../json/parse.ts';
import { draftOf } from '../schema/draft.ts';
import { snakeCaseNaming } from '../schema/naming.ts';
import type { Schema, StoredContract } from '../schema/schema.ts';
import { newBuffers, type JobFile } from './buffers.ts';
import { newIds } from './ids.ts';
import { interpreter, type Collision, type Rejected } from './interpret.ts';
import { jsonText } from '../schema/values.ts';

export interface NormalizerOptions {
  readonly schema: Schema;
  readonly loadId: string;
  /** Where the files go. */
  readonly folder: string;
  readonly contract: StoredContract | undefined;
  /** The longest name that the destination takes. */
  readonly maxIdentifierLength: number;
  readonly maxNesting: number;
  readonly widenNumbers: boolean;
  readonly rootKey: boolean;
  /** Whether files have to outlive a power cut. */
  readonly sync: boolean;
}

/** A file of the extract step: pages of one resource. */
export interface PageFile {
  readonly path: string;
  readonly table: string;
  readonly resource: string;
  /** The number of its first page, from 1. */
  readonly firstPage: number;
}

/** What came of pages. */
export interface Part {
  readonly jobs: readonly JobFile[];
  readonly schema: Schema;
}

/** What else there is to say about the data. */
export interface Findings {
  readonly rowCounts: ReadonlyMap<string, number>;
  readonly rejectedRows: number;
  readonly collisions: readonly Collision[];
  /** Columns that had nothing but null, by table. */
  readonly nullColumns: ReadonlyMap<string, readonly string[]>;
}

export interface Normalizer {
  /** Takes the pages of a file apart. Throws `NormalizeError`. */
  read(file: PageFile): void;
  /** Closes the files of all rows so far. */
  part(): Part;
  findings(): Findings;
  abandon(): void;
}

/** Rows do not become tables: says which resource, page and row, and why. */
export class NormalizeError extends Error {
  readonly resource: string;
  readonly page: number;
  constructor(file: PageFile, page: number, row: number | undefined, cause: Error) {
    const where = `resource ${file.resource}, page ${page}${row === undefined ? '' : `, row ${row}`}`;
    super(`${where}: ${cause.message}`, { cause });
    this.name = 'NormalizeError';
    this.resource = file.resource;
    this.page = page;
  }
}

/** The table of rows that a contract left out. */
const rejectsTable = '_filewharf_rejects';

const newline = 0x0a;

/** Turns pages of rows into files of tables, and lets the schema grow with them. */
export function newNormalizer(options: NormalizerOptions): Normalizer {
  const draft = draftOf(options.schema);
  const buffers = newBuffers(options.folder);
  const ids = newIds();
  const collisions = new Map<string, Collision>();
  const nullColumns = new Map<string, Set<string>>();
  const rejected: Rejected[] = [];
  let rejectedRows = 0;
  const shared = {
    draft,
    buffers,
    ids,
    naming: snakeCaseNaming(options.maxIdentifierLength),
    loadId: options.loadId,
    widenNumbers: options.widenNumbers,
    rootKey: options.rootKey,
    onCollision: (collision: Collision) => void collisions.set(`${collision.table}.${collision.column}`, collision),
    onNullColumn(table: string, column: string) {
      const columns = nullColumns.get(table) ?? new Set();
      nullColumns.set(table, columns.add(column));
    },
  };
  const rows = interpreter({
    ...shared,
    contract: options.contract,
    maxNesting: options.maxNesting,
    onRejected(one) {
      rejectedRows += 1;
      rejected.push(one);
    },
  });
  // What is rejected goes into a table by the same way, whatever the contract says.
  const rejects = interpreter({ ...shared, contract: 'evolve', maxNesting: 0, onRejected: () => undefined });

  function writeRejected(): void {
    for (const { table, column, reason, row } of rejected.splice(0))
      rejects.row(rejectsTable, { table_name: table, column_name: column ?? null, reason, row: jsonText(row) });
  }

  function readPage(file: PageFile, text: Uint8Array, page: number): void {
    let at = skipSpace(text, 0, text.length);
    const single = text[at] !== 0x5b;
    if (!single) at = skipSpace(text, at + 1, text.length);
    for (let row = 1; text[at] !== 0x5d; row += 1) {
      let end = at;
      try {
        end = skipValue(text, at, text.length);
        rows.row(file.table, parseJson(text, at, end));
        writeRejected();
        if (row % 256 === 0) buffers.flushFull();
        at = skipSpace(text, end, text.length);
        if (single) {
          if (at < text.length) throw new JsonError('Unexpected text after the JSON value', at);
          break;
        }
        if (text[at] === 0x2c) {
          at = skipSpace(text, at + 1, text.length);
          if (text[at] === 0x5d) throw new JsonError('A JSON list wants a value here', at);
        } else if (text[at] !== 0x5d) throw new JsonError('A JSON list wants a comma or its end here', at);
      } catch (error) {
        throw new NormalizeError(file, page, row, error instanceof Error ? error : new Error(String(error)));
      }
    }
    if (!single && skipSpace(text, at + 1, text.length) < text.length)
      throw new NormalizeError(file, page, undefined, new JsonError('Unexpected text after the JSON value', at + 1));
    buffers.flushFull();
  }

  return {
    read(file) {
      const bytes = readFileSync(file.path);
      if (!isUtf8(bytes)) throw new NormalizeError(file, file.firstPage, undefined, new Error('The text is not valid UTF-8'));
      let page = file.firstPage;
      for (let start = 0; start < bytes.length; page += 1) {
        const found = bytes.indexOf(newline, start);
        const end = found < 0 ? bytes.length : found;
        readPage(file, bytes.subarray(start, end), page);
        start = end + 1;
      }
    },
    part() {
      const jobs = buffers.closeFiles(options.sync);
      for (const { table } of jobs) {
        const known = draft.tables.get(table);
        if (known !== undefined && known['x-normalizer']?.['seen-data'] !== true) draft.markSeen(table);
      }
      return { jobs, schema: draft.finish() };
    },
    findings: () => ({
      rowCounts: buffers.counts,
      rejectedRows,
      collisions: Array.from(collisions.values()),
      nullColumns: new Map(
        Array.from(nullColumns, ([table, columns]): [string, string[]] => [
          table,
          Array.from(columns).filter((column) => draft.tables.get(table)?.columns.get(column)?.data_type === undefined),
        ]).filter(([, columns]) => columns.length > 0),
      ),
    }),
    abandon: () => buffers.abandon(),
  };
}
