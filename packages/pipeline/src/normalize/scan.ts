import { parseJson, skipValue } from '../json/parse.ts';
import { atPrecision } from '../schema/precision.ts';
import { coerce, typed } from '../schema/values.ts';
import {
  DecimalRangeError,
  appendBool,
  appendBytes,
  appendDouble,
  appendInteger,
  appendValue,
  reserve,
  setLength,
  type ColumnBuffer,
} from './columns.ts';
import { idLength, type Ids } from './ids.ts';

/**
 * Readers of values, from the bytes of JSON into a column, for the compiled reader: each takes what stands at `at`, and answers where it
 * ends, or -1 when it is not what the column is made for; nothing was appended then. The text ends with a line break, so that none of
 * them runs out of it.
 */
export type Scan = (text: Buffer, at: number, column: ColumnBuffer, row: number) => number;

/** Where null ends, -1 when there is none. */
export function scanNull(text: Buffer, at: number): number {
  return text[at + 1] === 0x75 && text[at + 2] === 0x6c && text[at + 3] === 0x6c ? at + 4 : -1;
}

/** Anything that fits the column after all. */
function scanAny(text: Buffer, at: number, column: ColumnBuffer, row: number): number {
  const type = column.column.data_type;
  if (type === undefined) return -1;
  const end = skipValue(text, at, text.length);
  const value = parseJson(text, at, end);
  // Objects and lists are none of this column's business, unless it is made for them.
  if (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) !== Number.prototype &&
    type !== 'json' &&
    !(value instanceof Number)
  )
    return -1;
  if (value === null) return -1;
  const coerced = coerce(typed(value), type);
  const fit = coerced === undefined ? undefined : atPrecision(column.column, coerced);
  if (fit === undefined) return -1;
  try {
    appendValue(column, row, fit);
  } catch (error) {
    if (error instanceof DecimalRangeError) return -1;
    throw error;
  }
  return end;
}

function scanText(text: Buffer, at: number, column: ColumnBuffer, row: number): number {
  if (text[at] !== 0x22) return scanAny(text, at, column, row);
  const start = at + 1;
  let end = start;
  let byte = text[end] as number;
  while (byte !== 0x22) {
    // Escapes take the long way, and control characters are not allowed.
    if (byte === 0x5c) return scanAny(text, at, column, row);
    if (byte < 0x20) return -1;
    end += 1;
    byte = text[end] as number;
  }
  // The mark of a text that stands for something else.
  if (text[start] === 0xef && text[start + 1] === 0x80) return scanAny(text, at, column, row);
  appendBytes(column, row, text, start, end);
  return end + 1;
}

function isNumberEnd(byte: number | undefined): boolean {
  return byte === 0x2c || byte === 0x7d || byte === 0x5d || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function scanBigint(text: Buffer, at: number, column: ColumnBuffer, row: number): number {
  const negative = text[at] === 0x2d;
  const start = negative ? at + 1 : at;
  let end = start;
  let value = 0;
  for (let digit = (text[end] as number) - 48; digit >= 0 && digit <= 9; digit = (text[end] as number) - 48) {
    value = value * 10 + digit;
    end += 1;
  }
  const digits = end - start;
  if (digits === 0 || digits > 15 || !isNumberEnd(text[end]) || (text[start] === 48 && digits > 1)) return scanAny(text, at, column, row);
  appendInteger(column, row, negative ? -value : value);
  return end;
}

const powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

function scanDouble(text: Buffer, at: number, column: ColumnBuffer, row: number): number {
  const negative = text[at] === 0x2d;
  const start = negative ? at + 1 : at;
  let end = start;
  let value = 0;
  for (let digit = (text[end] as number) - 48; digit >= 0 && digit <= 9; digit = (text[end] as number) - 48) {
    value = value * 10 + digit;
    end += 1;
  }
  let digits = end - start;
  if (digits === 0 || (text[start] === 48 && digits > 1)) return scanAny(text, at, column, row);
  if (text[end] === 0x2e) {
    end += 1;
    const fraction = end;
    for (let digit = (text[end] as number) - 48; digit >= 0 && digit <= 9; digit = (text[end] as number) - 48) {
      value = value * 10 + digit;
      end += 1;
    }
    digits += end - fraction;
    if (end === fraction || digits > 15) return scanAny(text, at, column, row);
    // Both are exact, so the quotient is the nearest double.
    value /= powers[end - fraction] as number;
  }
  if (digits > 15 || !isNumberEnd(text[end])) return scanAny(text, at, column, row);
  // A whole zero has no sign.
  appendDouble(column, row, negative && (value !== 0 || text[end - 1] !== 48 || end - start > 1) ? -value : value);
  return end;
}

function scanBool(text: Buffer, at: number, column: ColumnBuffer, row: number): number {
  const byte = text[at];
  if (byte === 0x74 && text[at + 1] === 0x72 && text[at + 2] === 0x75 && text[at + 3] === 0x65) {
    appendBool(column, row, true);
    return at + 4;
  }
  if (byte === 0x66 && text[at + 1] === 0x61 && text[at + 2] === 0x6c && text[at + 3] === 0x73 && text[at + 4] === 0x65) {
    appendBool(column, row, false);
    return at + 5;
  }
  return scanAny(text, at, column, row);
}

/** Two digits, -1 when there are none. */
function two(text: Buffer, at: number): number {
  const tens = (text[at] as number) - 48;
  const ones = (text[at + 1] as number) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

const longMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `YYYY-MM-DDTHH:MM:SS`, with a fraction and a zone or without; of years whose microseconds a double holds. Others take the long way. */
function scanTimestamp(text: Buffer, at: number, column: ColumnBuffer, row: number): number {
  const century = two(text, at + 1);
  const yearOfCentury = two(text, at + 3);
  const month = two(text, at + 6);
  const day = two(text, at + 9);
  const hour = two(text, at + 12);
  const minute = two(text, at + 15);
  const second = two(text, at + 18);
  const separator = text[at + 11];
  const year = century * 100 + yearOfCentury;
  const fits =
    text[at] === 0x22 &&
    text[at + 5] === 0x2d &&
    text[at + 8] === 0x2d &&
    (separator === 0x54 || separator === 0x20) &&
    text[at + 14] === 0x3a &&
    text[at + 17] === 0x3a &&
    century >= 0 &&
    yearOfCentury >= 0 &&
    year >= 1800 &&
    year < 2250 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= (longMonths[month - 1] as number) &&
    hour >= 0 &&
    hour <= 23 &&
    minute >= 0 &&
    minute <= 59 &&
    second >= 0 &&
    second <= 59;
  if (!fits || (month === 2 && day === 29 && !((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0)))
    return scanAny(text, at, column, row);
  let end = at + 20;
  let micros = 0;
  if (text[end] === 0x2e) {
    end += 1;
    const start = end;
    for (let digit = (text[end] as number) - 48; digit >= 0 && digit <= 9; digit = (text[end] as number) - 48) {
      if (end - start < 6) micros = micros * 10 + digit;
      end += 1;
    }
    if (end === start) return scanAny(text, at, column, row);
    if (end - start < 6) micros *= powers[6 - (end - start)] as number;
  }
  let offset = 0;
  const zone = text[end];
  if (zone === 0x5a) end += 1;
  else if (zone === 0x2b || zone === 0x2d) {
    const hours = two(text, end + 1);
    const minutes = two(text, end + 4);
    if (text[end + 3] !== 0x3a || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return scanAny(text, at, column, row);
    offset = (hours * 3600 + minutes * 60) * (zone === 0x2b ? 1 : -1);
    end += 6;
  }
  if (text[end] !== 0x22) return scanAny(text, at, column, row);
  // Days by years that begin in March, so that a leap day comes last.
  const y = month <= 2 ? year - 1 : year;
  const days =
    365 * y + ((y / 4) | 0) - ((y / 100) | 0) + ((y / 400) | 0) + (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 719_469;
  appendInteger(column, row, ((days * 24 + hour) * 3600 + minute * 60 + second - offset) * 1e6 + micros);
  return end + 1;
}

/** The reader for a column. */
export function scanFor(column: ColumnBuffer): Scan {
  if (column.column.precision !== undefined) return scanAny;
  switch (column.column.data_type) {
    case 'text':
      return scanText;
    case 'bigint':
      return scanBigint;
    case 'double':
      return scanDouble;
    case 'bool':
      return scanBool;
    case 'timestamp':
      return scanTimestamp;
    default:
      return scanAny;
  }
}

/** Writes an id into its column. */
export function appendId(column: ColumnBuffer, row: number, id: number, ids: Ids): void {
  const at = column.length;
  if (at + idLength + 4 > column.bytes.length) reserve(column, idLength + 4);
  const { bytes } = column;
  bytes[at] = idLength;
  bytes[at + 1] = 0;
  bytes[at + 2] = 0;
  bytes[at + 3] = 0;
  ids.write(id, bytes, at + 4);
  column.length = at + 4 + idLength;
  column.count += 1;
  column.defs[row] = 1;
}

const encoder = new TextEncoder();

/** Writes an id that is text into its column. */
export function appendTextId(column: ColumnBuffer, row: number, id: string): void {
  reserve(column, id.length * 3 + 4);
  const { bytes } = column;
  const at = column.length;
  const { written } = encoder.encodeInto(id, bytes.subarray(at + 4));
  setLength(column, at, written);
  column.length = at + 4 + written;
  column.count += 1;
  column.defs[row] = 1;
}
