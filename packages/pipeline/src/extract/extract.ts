import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonError, parseJson, skipSpace, skipValue } from '../json/parse.ts';
import { pathAt, shownPath } from '../json/place.ts';
import { writeRow } from '../json/write.ts';
import { newJobName } from '../normalize/buffers.ts';
import type { PageFile } from '../normalize/normalizer.ts';
import type { Naming } from '../schema/naming.ts';
import type { Table } from '../schema/schema.ts';
import { resourceState, type IncrementalState, type SourceState } from '../state/state.ts';
import { tableOf } from './hints.ts';
import { track, type Tracker } from './incremental.ts';
import type { JsonValue, Page, Resource, ResourceContext, Row, Source } from './resource.ts';

export interface ExtractOptions {
  readonly source: Source;
  /** The package's folder for files. */
  readonly folder: string;
  readonly naming: Naming;
  /** What is known of the tables that they are for. */
  readonly tables: ReadonlyMap<string, Table>;
  /** Whether the destination merges at all; where not, rows that should be merged are appended. */
  readonly canMerge: boolean;
  /** Changed while rows come in; worth something only when all came. */
  readonly sources: Record<string, SourceState>;
  readonly signal: AbortSignal;
  /** How many resources may be asked at a time, of those that allow it. */
  readonly workers: number;
  /** A file is written and can be read; further ones follow. */
  readonly onFile: (file: PageFile) => void;
  readonly onPage?: (resource: string, bytes: number) => void;
}

/** What is wrong with one row of a page. */
class RowError extends Error {
  constructor(index: number, cause: unknown, path = shownPath([index])) {
    super(`row ${index + 1} (${path}): ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'RowError';
  }
}

/** A resource failed: says which one, and at which page. */
export class ExtractError extends Error {
  readonly resource: string;
  readonly page: number;
  constructor(resource: string, page: number, cause: unknown) {
    const what = cause instanceof Error ? cause.message : String(cause);
    super(`resource ${resource}, page ${page}${cause instanceof RowError ? ',' : ':'} ${what}`, { cause });
    this.name = 'ExtractError';
    this.resource = resource;
    this.page = page;
  }
}

/** After so many bytes a file is closed, and the next step can read it. */
const fileBytes = 4 << 20;
/** Pages are collected up to this size, then written. */
const writeBytes = 1 << 20;
const newline = Buffer.from('\n');

/** Writes the pages of a source's resources into files. Answers the tables that rows or at least empty pages came for. */
export async function extract(options: ExtractOptions): Promise<Set<string>> {
  const touched = new Set<string>();
  const selected = options.source.resources.filter((resource) => resource.selected !== false);
  const one = selected.filter((resource) => resource.parallelized !== true);
  const many = selected.filter((resource) => resource.parallelized === true);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const run = async (queue: Resource[]) => {
    for (let resource = queue.shift(); resource !== undefined; resource = queue.shift()) {
      touched.add(tableOf(resource, options.naming));
      try {
        await extractResource(resource, { ...options, signal });
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled([run(one), ...Array.from({ length: Math.min(options.workers, many.length) }, () => run(many))]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return touched;
}

async function extractResource(resource: Resource, options: ExtractOptions): Promise<void> {
  const remembered = resourceState(options.sources, options.source.name, resource.name);
  const { incremental: options_ } = resource;
  const table = tableOf(resource, options.naming);
  const tracker =
    options_ === undefined
      ? undefined
      : track(options_, {
          primaryKey: resource.primaryKey,
          known: remembered.incremental?.[options_.cursorPath],
          mergesByKey: options.canMerge && mergesByKey(options.tables.get(table)),
        });
  const context: ResourceContext = {
    state: remembered as unknown as Record<string, JsonValue>,
    sourceState: options.sources[options.source.name] as unknown as Record<string, JsonValue>,
    cursor: tracker?.cursor,
    signal: options.signal,
  };
  const writer = pageWriter(options.folder, table, resource.name, options.onFile);
  let page = 0;
  /** Whether the page came, so that a failure is about what is in it; else it is about the one that should come next. */
  let isHere = false;
  try {
    if (resource.maxPages !== 0) {
      for await (const items of resource.pages(context)) {
        options.signal.throwIfAborted();
        page += 1;
        isHere = true;
        const text = pageText(items, resource, tracker);
        await writer.write(text, page);
        options.onPage?.(resource.name, text.length);
        if (tracker?.finished === true || page === resource.maxPages) break;
        isHere = false;
      }
    }
    isHere = page > 0;
    await writer.close();
    const state: IncrementalState | undefined = tracker?.state();
    if (state !== undefined && options_ !== undefined) remembered.incremental = { ...remembered.incremental, [options_.cursorPath]: state };
  } catch (error) {
    await writer.close();
    // Somebody else ended the run; it is their error that counts.
    options.signal.throwIfAborted();
    throw error instanceof ExtractError ? error : new ExtractError(resource.name, isHere ? page : page + 1, error);
  }
}

/** Whether a row that comes again takes the place of itself. */
function mergesByKey(table: Table | undefined): boolean {
  if (table?.write_disposition !== 'merge' || table['x-merge-strategy'] === 'scd2') return false;
  return Array.from(table.columns.values()).some((column) => column.primary_key === true);
}

/** The page as one line of JSON: without what the steps and the cursor leave out. */
function pageText(page: Page, resource: Resource, tracker: Tracker | undefined): Uint8Array {
  if (page instanceof Uint8Array && resource.steps.length === 0) {
    const line = withRows(oneLine(page));
    return tracker === undefined ? line : wantedText(line, tracker);
  }
  let rows: readonly unknown[];
  if (page instanceof Uint8Array) {
    const read = parseJson(page);
    rows = Array.isArray(read) ? read : [read];
  } else rows = page;
  const parts: string[] = [];
  for (const [index, item] of rows.entries()) {
    try {
      for (const row of stepped(item, resource)) {
        if (tracker !== undefined && !tracker.wants(isRow(row) ? row : { value: row })) continue;
        parts.push(writeRow(row));
      }
    } catch (error) {
      throw new RowError(index, error);
    }
  }
  return Buffer.from(parts.length === 0 ? '' : `[${parts.join(',')}]`);
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

function stepped(item: unknown, resource: Resource): readonly unknown[] {
  let rows: readonly unknown[] = [item];
  for (const step of resource.steps) {
    rows = rows.flatMap((row) => {
      if (row === null || row === undefined) return [];
      if (step.kind === 'filter') return step.keep(row as Row) ? [row] : [];
      const made = step.apply(row as Row);
      return Array.isArray(made) ? (made as unknown[]) : [made];
    });
  }
  return rows.filter((row) => row !== null && row !== undefined);
}

/** Line breaks between values become spaces; within text JSON has none. */
function oneLine(text: Uint8Array): Uint8Array {
  let start = 0;
  let end = text.length;
  while (start < end && (text[start] as number) <= 0x20) start += 1;
  while (end > start && (text[end - 1] as number) <= 0x20) end -= 1;
  const line = text.subarray(start, end);
  if (!line.includes(0x0a)) return line;
  return Uint8Array.from(line, (byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte));
}

/** Nothing in place of an empty list: a last page that is empty is no reason for a package. */
function withRows(text: Uint8Array): Uint8Array {
  const last = text.length - 1;
  return text[0] === 0x5b && text[last] === 0x5d && skipSpace(text, 1, last) === last ? text.subarray(0, 0) : text;
}

/** Of a page in one line: the rows that the cursor wants, as they came. */
function wantedText(text: Uint8Array, tracker: Tracker): Uint8Array {
  if (text.length === 0) return text;
  if (text[0] !== 0x5b) return tracker.wants(text) ? text : text.subarray(0, 0);
  const wanted: Uint8Array[] = [];
  let at = skipSpace(text, 1, text.length);
  let all = true;
  for (let index = 0; at < text.length && text[at] !== 0x5d; index += 1) {
    const end = skipValue(text, at, text.length);
    const row = text.subarray(at, end);
    try {
      if (tracker.wants(row)) wanted.push(row);
      else all = false;
    } catch (error) {
      throw new RowError(index, error, error instanceof JsonError ? pathAt(text, at + error.at) : undefined);
    }
    at = skipSpace(text, end, text.length);
    if (text[at] === 0x2c) at = skipSpace(text, at + 1, text.length);
    // The next step says what is wrong with the text, and where.
    else if (text[at] !== 0x5d) return text;
  }
  if (all) return text;
  if (wanted.length === 0) return text.subarray(0, 0);
  return Buffer.concat(wanted.flatMap((row, index) => [Buffer.from(index === 0 ? '[' : ','), row]).concat(Buffer.from(']')));
}

/** Files of pages, one page a line. */
function pageWriter(folder: string, table: string, resource: string, onFile: (file: PageFile) => void) {
  let file: { handle: FileHandle; path: string; firstPage: number; bytes: number } | undefined;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  async function flush(): Promise<void> {
    if (file === undefined || waiting.length === 0) return;
    const parts = waiting;
    waiting = [];
    waitingBytes = 0;
    const { bytesWritten } = await file.handle.writev(parts);
    file.bytes += bytesWritten;
    if (bytesWritten < parts.reduce((sum, part) => sum + part.length, 0)) throw new Error(`${file.path} could not be written as a whole`);
  }
  async function close(): Promise<void> {
    if (file === undefined) return;
    const { handle, path, firstPage } = file;
    try {
      await flush();
    } finally {
      file = undefined;
      await handle.close();
    }
    onFile({ path, table, resource, firstPage });
  }
  return {
    close,
    async write(text: Uint8Array, page: number) {
      if (text.length === 0) return;
      if (file === undefined) {
        const path = join(folder, newJobName(table, 'typed-jsonl'));
        file = { handle: await open(path, 'wx'), path, firstPage: page, bytes: 0 };
      }
      waiting.push(text, newline);
      waitingBytes += text.length + 1;
      if (waitingBytes >= writeBytes) await flush();
      if (file.bytes >= fileBytes) await close();
    },
  };
}
