import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { firstNotUtf8, JsonError, parseJson, skipSpace, skipValue } from '../json/parse.ts';
import { pathAt, shownPath } from '../json/place.ts';
import { ContractError } from '../schema/contract.ts';
import { draftOf, needsRootKey, rootKeyed, type DraftTable } from '../schema/draft.ts';
import { snakeCaseNaming } from '../schema/naming.ts';
import type { Schema, StoredContract } from '../schema/schema.ts';
import { newBuffers, type JobFile } from './buffers.ts';
import { newIds } from './ids.ts';
import { compile, type RowReader } from './compile.ts';
import { mark, rollback } from './columns.ts';
import { interpreter, ValueError, type Collision, type Rejected } from './interpret.ts';
import { placeOf } from './place.ts';
import { shapeOf, type Shape } from './shape.ts';
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
  /** Whether nested rows hold the id of their root row, whatever the disposition. */
  readonly rootKey: boolean;
  /** Whether columns that never had a value are made, as text for the time being. */
  readonly keepNullColumns: boolean;
  /** Whether files have to outlive a power cut. */
  readonly sync: boolean;
  /** Whether rows are read by code made for their shape. Default true; without, the same comes of them, only slower. */
  readonly compiled?: boolean;
}

/** A file of the extract step: pages of one resource. */
export interface PageFile {
  readonly path: string;
  /** Where the file is once its package is extracted as a whole: packages move while their files are read. */
  readonly laterPath?: string;
  readonly table: string;
  readonly resource: string;
  /** The number of its first page, from 1. */
  readonly firstPage: number;
}

/** What came of pages. */
export interface Part {
  readonly jobs: readonly JobFile[];
  readonly schema: Schema;
  /** Rows of the pages, before they were taken apart. */
  readonly rowsRead: number;
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

/** Where something is wrong in what a resource gave. */
export interface Place {
  readonly resource: string;
  readonly page: number;
  /** Of the page, from 1; undefined when it is about the page as a whole. */
  readonly row: number | undefined;
  /** JSONPath within the rows of the page. */
  readonly path: string | undefined;
}

/** Rows do not become tables: says which resource, page, row and value, and why. */
export class NormalizeError extends Error {
  /** Undefined when it is no fault of the data. */
  readonly place: Place | undefined;
  /** Whether the schema contract is what was broken. */
  readonly contract: boolean;
  constructor(reason: string, place: Place | undefined, contract: boolean, cause?: Error) {
    super(place === undefined ? reason : `${shownPlace(place)}: ${reason}`, { cause });
    this.name = 'NormalizeError';
    this.place = place;
    this.contract = contract;
  }
}

const shownPlace = ({ resource, page, row, path }: Place): string =>
  `resource ${resource}, page ${page}${row === undefined ? '' : `, row ${row}`}${path === undefined ? '' : ` (${path})`}`;

/** The table of rows that a contract left out. */
const rejectsTable = '_filewharf_rejects';

const newline = 0x0a;
/** Rows with more different keys than this are not compiled. */
const maxFields = 5000;

interface RowsReader {
  /** Reads the row at this position, and answers where it ends. */
  read(text: Buffer, at: number): number;
}

function openMoving({ path, laterPath }: PageFile): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (laterPath === undefined || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return openSync(laterPath, 'r');
  }
}

/** Reads whole files into one piece of memory, again and again, and puts a line break behind what lacks one: readers of values rely on it. */
function fileReader(): (file: PageFile) => Buffer {
  let memory = Buffer.allocUnsafe(1 << 20);
  return (file) => {
    const fd = openMoving(file);
    try {
      const { size } = fstatSync(fd);
      if (size + 1 > memory.length) memory = Buffer.allocUnsafe(size + 1);
      let length = 0;
      while (length < size) {
        const read = readSync(fd, memory, length, size - length, length);
        if (read === 0) throw new Error(`${file.path} ends too early`);
        length += read;
      }
      if (length > 0 && memory[length - 1] !== newline) {
        memory[length] = newline;
        length += 1;
      }
      return memory.subarray(0, length);
    } finally {
      closeSync(fd);
    }
  };
}

/** Turns pages of rows into files of tables, and lets the schema grow with them. */
export function newNormalizer(options: NormalizerOptions): Normalizer {
  const draft = draftOf(options.schema);
  const buffers = newBuffers(options.folder);
  const ids = newIds();
  const readFile = fileReader();
  const collisions = new Map<string, Collision>();
  const nullColumns = new Map<string, Set<string>>();
  const rejected: Rejected[] = [];
  let rejectedRows = 0;
  let rowsRead = 0;
  const keyed = rootKeyed(draft.tables);
  const holdsRootKey = (root: DraftTable) => options.rootKey || needsRootKey(root) || keyed.has(root.name);
  const shared = {
    draft,
    buffers,
    ids,
    naming: snakeCaseNaming(options.maxIdentifierLength),
    loadId: options.loadId,
    widenNumbers: options.widenNumbers,
    holdsRootKey,
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

  /** Which row is read. */
  const current = { resource: '', page: 0, row: 0 };

  /** @param value the row of `root` that they came of */
  function writeRejected(root: string, value: unknown): void {
    for (const { table, column, reason, row } of rejected.splice(0)) {
      const steps = placeOf(value, root, { table, column, ...(row === value ? {} : { row }) }, shared.naming);
      rejects.row(rejectsTable, {
        table_name: table,
        column_name: column ?? null,
        reason,
        row: jsonText(row),
        resource: current.resource,
        page: current.page,
        json_path: shownPath([current.row - 1, ...(steps ?? [])]),
      });
    }
  }

  const readers = new Map<string, RowsReader>();
  function readerOf(table: string): RowsReader {
    const known = readers.get(table);
    if (known !== undefined) return known;
    const made = rowsReader(table);
    readers.set(table, made);
    return made;
  }

  /** Reads rows of a table: by the compiled reader where it can, else by the interpreter, which learns what to compile. */
  function rowsReader(table: string): RowsReader {
    let shape: Shape | undefined;
    let fast: RowReader | undefined;
    let seen = -1;
    let sinceCompiled = 0;
    let compiled = 0;
    function slow(text: Buffer, at: number): number {
      const end = skipValue(text, at, text.length);
      const value = parseJson(text, at, end);
      const changes = draft.changes;
      mark(buffers.all);
      try {
        rows.row(table, value);
      } catch (error) {
        if (!(error instanceof ValueError)) throw error;
        rollback(buffers.all);
        rejectedRows += 1;
        rejected.push({ table: error.table, column: error.column, reason: error.message, row: value });
      }
      writeRejected(table, value);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return end;
      shape ??= shapeOf(table, draft.tables.get(table)?.['x-normalizer']?.max_nesting ?? options.maxNesting, draft, shared.naming);
      if (shape.fields < maxFields) shape.learn(value as Record<string, unknown>);
      // What changed makes the compiled code wrong (a column has another type) or only slow (a key is new): the first cannot wait.
      if (draft.changes !== changes) fast = undefined;
      const version = shape.changes + draft.changes;
      // Rows that are all different would be compiled without an end.
      if (options.compiled !== false && version !== seen && sinceCompiled >= compiled * 20 && shape.fields < maxFields) {
        const root = draft.tables.get(table);
        const rootKey = root !== undefined && holdsRootKey(root);
        fast = compile({ shape, draft, buffers, ids, loadId: options.loadId, rootKey });
        seen = version;
        compiled += 1;
        sinceCompiled = 0;
      }
      return end;
    }
    return {
      read(text, at) {
        sinceCompiled += 1;
        if (fast === undefined || text[at] !== 0x7b) return slow(text, at);
        mark(buffers.all);
        const end = fast(text, at);
        if (end >= 0) return end;
        rollback(buffers.all);
        return slow(text, at);
      },
    };
  }

  /** What went wrong with a row that begins at `start`, or with a page as a whole. */
  function failure(file: PageFile, page: number, cause: unknown, at: { text: Buffer; start?: number; row?: number }): NormalizeError {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    let path: string | undefined;
    if (error instanceof JsonError) path = pathAt(at.text, error.at);
    else if (error instanceof ContractError && at.start !== undefined && at.row !== undefined) {
      const row = parseJson(at.text, at.start, skipValue(at.text, at.start, at.text.length));
      const steps = placeOf(row, file.table, error, shared.naming);
      if (steps !== undefined) path = shownPath([at.row - 1, ...steps]);
    }
    const place = { resource: file.resource, page, row: at.row, path };
    return new NormalizeError(error.message, place, error instanceof ContractError, error);
  }

  function readPage(file: PageFile, text: Buffer, page: number): void {
    const table = readerOf(file.table);
    let at = skipSpace(text, 0, text.length);
    const single = text[at] !== 0x5b;
    if (!single) at = skipSpace(text, at + 1, text.length);
    current.resource = file.resource;
    current.page = page;
    for (let row = 1; text[at] !== 0x5d; row += 1) {
      current.row = row;
      let end = at;
      try {
        end = table.read(text, at);
        rowsRead += 1;
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
        throw failure(file, page, error, { text, start: at, row });
      }
    }
    if (!single && skipSpace(text, at + 1, text.length) < text.length)
      throw failure(file, page, new JsonError('Unexpected text after the JSON value', at + 1), { text });
    buffers.flushFull();
  }

  /** Columns that had nothing but null, by table. */
  function untyped(): Map<string, string[]> {
    const found = Array.from(nullColumns, ([table, columns]): [string, string[]] => [
      table,
      Array.from(columns).filter((column) => draft.tables.get(table)?.columns.get(column)?.data_type === undefined),
    ]);
    return new Map(found.filter(([, columns]) => columns.length > 0));
  }

  return {
    read(file) {
      const bytes = readFile(file);
      const broken = isUtf8(bytes) ? -1 : firstNotUtf8(bytes);
      let page = file.firstPage;
      for (let start = 0; start < bytes.length; page += 1) {
        const found = bytes.indexOf(newline, start);
        const end = (found < 0 ? bytes.length : found) + 1;
        const text = bytes.subarray(start, end);
        if (broken >= start && broken < end)
          throw failure(file, page, new JsonError('The text is not valid UTF-8', broken - start), { text });
        readPage(file, text, page);
        start = end;
      }
    },
    part() {
      const jobs = buffers.closeFiles(options.sync);
      if (options.keepNullColumns) {
        for (const [name, columns] of untyped()) {
          const table = draft.tables.get(name);
          if (table !== undefined)
            for (const column of columns)
              draft.setColumn(table, {
                nullable: true,
                ...table.columns.get(column),
                name: column,
                data_type: 'text',
                'x-null-only': true,
              });
        }
      }
      for (const { table } of jobs) {
        const known = draft.tables.get(table);
        if (known !== undefined && known['x-normalizer']?.['seen-data'] !== true) draft.markSeen(table);
      }
      const part: Part = { jobs, schema: draft.finish(), rowsRead };
      rowsRead = 0;
      return part;
    },
    findings: () => ({
      rowCounts: buffers.counts,
      rejectedRows,
      collisions: Array.from(collisions.values()),
      nullColumns: untyped(),
    }),
    abandon: () => buffers.abandon(),
  };
}
