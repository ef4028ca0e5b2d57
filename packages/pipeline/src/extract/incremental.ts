import { findJson } from '../json/find.ts';
import { Float } from '../json/float.ts';
import { parseJson } from '../json/parse.ts';
import { sortedValueText } from '../normalize/row-hash.ts';
import { digest128 } from '../schema/naming.ts';
import { formatTimestamp, formatDate, parseTemporal } from '../schema/temporal.ts';
import type { IncrementalState } from '../state/state.ts';
import type { Cursor, CursorValue, IncrementalOptions } from './resource.ts';

/** Decides which rows of an incremental resource are new. */
export interface Tracker {
  readonly cursor: Cursor;
  /** Whether a row is wanted. The row is JSON text, or what it was read to. Throws when it has no cursor value and that is not allowed. */
  wants(row: Uint8Array | Readonly<Record<string, unknown>>): boolean;
  /** No further row can be wanted: rows come in order, and have left the range. */
  readonly finished: boolean;
  /** What to remember; undefined when a range was loaded that leaves no trace. Throws when that would be too much. */
  state(): IncrementalState | undefined;
}

/** The keys on the way of a cursor path: `a.b`, `$.a.b`, `$['a'].b`, `a[0]`. */
function pathKeys(path: string): string[] {
  const keys: string[] = [];
  const part = /\.?([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+))\]/y;
  const text = path.startsWith('$') ? path.slice(1) : path;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    const key = match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4];
    if (key === undefined || key === '*')
      throw new Error(
        `The cursor path ${JSON.stringify(path)} is none: it has to name one value, such as "updated_at" or "$.meta.updated_at"`,
      );
    keys.push(key);
  }
  return keys;
}

function valueAt(row: Uint8Array | Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  if (row instanceof Uint8Array) {
    const text = findJson(row, keys);
    return text === undefined ? undefined : parseJson(text);
  }
  let value: unknown = row;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function cursorValue(value: unknown, path: string): CursorValue {
  if (value instanceof Float) return value.valueOf();
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new Error(`The cursor ${path} is a ${typeof value}, which has no order`);
}

function isKind(a: CursorValue, b: CursorValue): boolean {
  return (typeof a === 'string') === (typeof b === 'string');
}

/** Takes the lag off a value: seconds for moments, days for dates, units for numbers. */
function withLag(value: CursorValue, lag: number): CursorValue {
  if (typeof value === 'bigint') return value - BigInt(Math.trunc(lag));
  if (typeof value === 'number') return value - lag;
  const read = parseTemporal(value);
  if (read?.kind === 'timestamp') return formatTimestamp(read.micros - BigInt(Math.round(lag * 1e6)));
  if (read?.kind === 'date') return formatDate(read.days - lag);
  throw new Error('A lag cannot be taken off a cursor value that is neither number nor date nor time');
}

const asList = (keys: string | readonly string[] | undefined): readonly string[] | undefined => (typeof keys === 'string' ? [keys] : keys);

/** Some 30 MB of memory, and 5 MB of state. */
const defaultBoundaryRows = 250_000;

export interface TrackOptions {
  /** The resource's. */
  readonly primaryKey: string | readonly string[] | undefined;
  /** What is remembered from the run before. */
  readonly known: IncrementalState | undefined;
  /** A row that comes again takes the place of itself, so that nothing depends on telling it apart. */
  readonly mergesByKey: boolean;
}

/** Goes on from a state. */
export function track(options: IncrementalOptions, { primaryKey, known, mergesByKey }: TrackOptions): Tracker {
  const { cursorPath, endValue, rowOrder, maxBoundaryRows = defaultBoundaryRows } = options;
  const keys = pathKeys(cursorPath);
  const isRange = endValue !== undefined;
  if (isRange && options.initialValue === undefined) throw new Error('An incremental end value wants an initial value');
  const remembered = isRange ? undefined : (known?.last_value ?? undefined);
  const func = options.lastValueFunc ?? 'max';
  // Values of one kind are ordered by <, text by its characters, as dlt does.
  const pick = (a: CursorValue, b: CursorValue): CursorValue => {
    if (!isKind(a, b)) throw new Error(`The cursor ${cursorPath} has values that have no common order: a ${typeof a} and a ${typeof b}`);
    if (typeof func === 'function') return func([a, b]);
    return func === 'max' ? (b > a ? b : a) : b < a ? b : a;
  };
  // `==` compares a bigint with a number as what they are; made to numbers, neighbours above 2^53 would be one.
  const same = (a: CursorValue, b: CursorValue) => isKind(a, b) && a == b;
  const lagged = remembered !== undefined && options.lag !== undefined && !isRange;
  let start = remembered ?? options.initialValue;
  if (lagged && options.lag !== undefined) {
    const back = withLag(remembered, func === 'min' ? -options.lag : options.lag);
    start = options.initialValue === undefined ? back : pick(back, options.initialValue);
  }
  const rowKey = asList(options.primaryKey) ?? asList(primaryKey);
  const tellsApart = rowKey === undefined || rowKey.length > 0;
  const loaded = new Set(tellsApart && !lagged && !isRange ? (known?.unique_hashes ?? []) : []);
  // dlt 1.26 makes hashes of 15 bytes, 1.31 of 9 and reads both: a state that has short ones goes on with them.
  const hashBytes = known?.unique_hashes.some((hash) => hash.length === 12) === true ? 9 : 15;
  let last = remembered ?? options.initialValue;
  let hashes = new Set(remembered === undefined || isRange ? [] : (known?.unique_hashes ?? []));
  let finished = false;
  /** Whether there are more of them than can be remembered. */
  let tooMany = false;
  /** Whether any row went on from what is known. */
  let moved = known === undefined;

  function hashOf(row: Uint8Array | Readonly<Record<string, unknown>>): string {
    let key: unknown;
    if (rowKey === undefined) key = row instanceof Uint8Array ? parseJson(row) : row;
    else {
      const values = rowKey.map((name) => {
        const value = valueAt(row, [name]);
        if (value === undefined) throw new Error(`A row has no value for its primary key ${name}`);
        return value;
      });
      key = values.length === 1 ? values[0] : values;
    }
    return digest128(sortedValueText(key), hashBytes);
  }

  return {
    cursor: {
      cursorPath,
      initialValue: options.initialValue,
      startValue: start,
      endValue,
      get lastValue() {
        return last;
      },
    },
    get finished() {
      return finished;
    },
    wants(row) {
      const found = valueAt(row, keys);
      if (found === undefined || found === null) {
        const mode = options.onCursorValueMissing ?? 'raise';
        if (mode === 'raise')
          throw new Error(`A row has no value for the cursor ${cursorPath}; set onCursorValueMissing to include or exclude such rows`);
        return mode === 'include';
      }
      const value = cursorValue(found, cursorPath);
      if (endValue !== undefined) {
        const atEnd = same(value, endValue);
        if (atEnd ? options.rangeEnd !== 'closed' : !same(pick(value, endValue), endValue)) {
          if (rowOrder === (func === 'min' ? 'desc' : 'asc')) finished = true;
          return false;
        }
      }
      if (start !== undefined) {
        const atStart = same(value, start);
        if (atStart ? options.rangeStart === 'open' : !same(pick(start, value), value)) {
          if (rowOrder === (func === 'min' ? 'asc' : 'desc')) finished = true;
          return false;
        }
        if (atStart && loaded.size > 0 && loaded.has(hashOf(row))) return false;
      }
      if (isRange) return true;
      const next = last === undefined ? value : pick(last, value);
      if (last === undefined || !same(next, last)) {
        last = next;
        hashes = new Set();
        tooMany = false;
        moved = true;
      }
      if (tellsApart && same(value, last)) {
        const before = hashes.size;
        const hash = hashOf(row);
        if (before < maxBoundaryRows) moved = hashes.add(hash).size > before || moved;
        else if (!hashes.has(hash)) tooMany = true;
      }
      return true;
    },
    state() {
      if (isRange) return undefined;
      if (tooMany && !mergesByKey)
        throw new Error(
          `More than ${maxBoundaryRows} rows have one and the same value of the cursor ${cursorPath}, too many to know them again in the next run: merge by a primary key where the destination can merge, take a cursor that tells them apart, raise its maxBoundaryRows, or set its primaryKey to [] and its rangeStart to open`,
        );
      if (!moved) return known;
      return {
        initial_value: options.initialValue ?? null,
        last_value: last ?? null,
        unique_hashes: Array.from(hashes),
        start_value: start ?? null,
      };
    },
  };
}
