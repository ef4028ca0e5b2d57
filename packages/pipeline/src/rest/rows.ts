import { findJson } from '../json/find.ts';
import { JsonError, parseJson } from '../json/parse.ts';
import type { Page } from '../extract/resource.ts';
import { detectRows } from './detect-rows.ts';
import { jsonPath } from './json-path.ts';

/** The rows of one answer and what stands around them. */
export interface ReadPage {
  /** Bytes where it can be, so that they are read only once, and fast. */
  readonly rows: Page;
  readonly isEmpty: boolean;
  /** The body without the rows; undefined when the body is a list of rows. */
  readonly around: unknown;
  /** The body is a row itself, so that what stands in it says nothing of pages. */
  readonly isRow: boolean;
  /** How many rows; known only when they were counted. */
  readonly count: number | undefined;
}

/** Finds the rows in answers of one resource. */
export interface RowReader {
  /** @param wantsCount the rows have to be counted @throws JsonError */
  read(body: Buffer, wantsCount: boolean): ReadPage;
}

/** Rows under a JSONPath: a list that it finds is the page, several finds are put together. */
export function selectedRows(selector: string): RowReader {
  const path = jsonPath(selector);
  const { steps } = path;
  if (steps !== undefined && steps.every((step) => typeof step === 'string'))
    return { read: (body, wantsCount) => readAt(body, steps, wantsCount) };
  return {
    read(body) {
      const parsed = parseJson(body);
      const rows = path.all(parsed).flatMap((found) => (Array.isArray(found) ? (found as unknown[]) : [found]));
      return { rows, isEmpty: rows.length === 0, around: parsed, isRow: false, count: rows.length };
    },
  };
}

/** Rows wherever the first answer that has any shows them. `onFound` is told once. */
export function detectedRows(resource: string, path: string, onFound: (keys: readonly string[]) => void): RowReader {
  let place: readonly string[] | undefined;
  return {
    read(body, wantsCount) {
      if (place !== undefined) return readAt(body, place, wantsCount);
      const { keys, isCertain } = detectRows(parseJson(body), resource, path);
      if (isCertain) {
        place = keys;
        onFound(keys);
      }
      return readAt(body, keys, wantsCount);
    },
  };
}

function readAt(body: Buffer, keys: readonly string[], wantsCount: boolean): ReadPage {
  // The whole needs no looking for: whether it is JSON, the next step finds out, which reads it anyway.
  const found = keys.length === 0 ? trimmed(body) : findJson(body, keys);
  if (found === undefined) return { rows: [], isEmpty: true, around: parseJson(body), isRow: false, count: 0 };
  const rows = Buffer.from(found.buffer, found.byteOffset, found.byteLength);
  const isList = rows[0] === 0x5b;
  const isNull = !isList && rows.length === 4 && rows.toString('latin1') === 'null';
  const isEmpty = isNull || (isList && /^\[\s*\]$/.test(rows.length < 64 ? rows.toString('latin1') : ''));
  return {
    rows: isNull ? [] : rows,
    isEmpty,
    around: keys.length > 0 ? parsedAround(body, rows) : isList ? undefined : parseJson(body),
    isRow: keys.length === 0 && !isList,
    count: wantsCount ? countOf(rows, isList, isEmpty) : undefined,
  };
}

function trimmed(body: Buffer): Buffer {
  let start = 0;
  let end = body.length;
  while (start < end && (body[start] ?? 0) <= 0x20) start += 1;
  while (end > start && (body[end - 1] ?? 0) <= 0x20) end -= 1;
  return body.subarray(start, end);
}

/** What the text says without the rows: with an empty list in their place. */
function parsedAround(body: Buffer, rows: Buffer): unknown {
  const start = rows.byteOffset - body.byteOffset;
  const gone = Buffer.from('[]');
  try {
    return parseJson(Buffer.concat([body.subarray(0, start), gone, body.subarray(start + rows.length)]));
  } catch (error) {
    // Where it is in the text as it came.
    if (error instanceof JsonError && error.at > start) throw new JsonError(error.reason, error.at + rows.length - gone.length);
    throw error;
  }
}

function countOf(rows: Buffer, isList: boolean, isEmpty: boolean): number {
  if (isEmpty) return 0;
  return isList ? (parseJson(rows) as unknown[]).length : 1;
}

/** The same reader, whose rows are objects already: for those that are worked on before they are handed over. */
export function parsing(reader: RowReader): RowReader {
  return {
    read(body, wantsCount) {
      const page = reader.read(body, wantsCount);
      return { ...page, rows: parsedRows(page.rows) };
    },
  };
}

/** The same rows as objects, numbers with their kind. */
export function parsedRows(page: Page): readonly unknown[] {
  if (!(page instanceof Uint8Array)) return page;
  const parsed = parseJson(page);
  return Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
}
