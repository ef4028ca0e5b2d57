import type { Column, DataType } from '../schema/schema.ts';
import { rescale, type Decimal, type Value } from '../schema/values.ts';

/** How a type lies in memory and in Parquet, byte for byte the same. Booleans take a byte here and a bit there. */
export type Layout = 'bytes' | 'int64' | 'int32' | 'double' | 'bool' | 'fixed16';

/**
 * The values of one column, as they are written to Parquet: those that are not null, one after the other, and for each row whether it has
 * one. Many rows a second go through here, so it is plain arrays that grow, and `mark` and `rollback` instead of copies.
 */
export interface ColumnBuffer {
  readonly name: string;
  readonly column: Column;
  readonly layout: Layout;
  readonly scale: number;
  /** 1 for rows that have a value. */
  defs: Uint8Array;
  bytes: Uint8Array;
  int32: Int32Array;
  double: Float64Array;
  /** How much of `bytes` is used. */
  length: number;
  /** How many values there are. */
  count: number;
  markLength: number;
  markCount: number;
}

/** The rows of one table that are not written yet. */
export interface TableBuffer {
  readonly name: string;
  rows: number;
  markRows: number;
  /** For how many rows `defs` has room. */
  capacity: number;
  readonly columns: ColumnBuffer[];
  readonly byName: Map<string, ColumnBuffer>;
}

const layouts: Readonly<Record<DataType, Layout>> = {
  text: 'bytes',
  json: 'bytes',
  binary: 'bytes',
  bigint: 'int64',
  timestamp: 'int64',
  time: 'int64',
  date: 'int32',
  double: 'double',
  bool: 'bool',
  decimal: 'fixed16',
  wei: 'fixed16',
};

/** Digits after the point, where the column does not say: dlt's. */
export function scaleOf(column: Column): number {
  return column.data_type === 'decimal' ? (column.scale ?? 9) : 0;
}

export function newTableBuffer(name: string): TableBuffer {
  return { name, rows: 0, markRows: 0, capacity: 1024, columns: [], byName: new Map() };
}

export function addColumn(table: TableBuffer, column: Column): ColumnBuffer {
  const memory = new ArrayBuffer(4096);
  const buffer: ColumnBuffer = {
    name: column.name,
    column,
    layout: layouts[column.data_type ?? 'text'],
    scale: scaleOf(column),
    defs: new Uint8Array(table.capacity),
    bytes: new Uint8Array(memory),
    int32: new Int32Array(memory),
    double: new Float64Array(memory),
    length: 0,
    count: 0,
    markLength: 0,
    markCount: 0,
  };
  table.columns.push(buffer);
  table.byName.set(column.name, buffer);
  return buffer;
}

/** Begins a row, and answers its number. */
export function beginRow(table: TableBuffer): number {
  if (table.rows === table.capacity) {
    table.capacity *= 2;
    for (const column of table.columns) {
      const defs = new Uint8Array(table.capacity);
      defs.set(column.defs);
      column.defs = defs;
    }
  }
  const row = table.rows;
  table.rows = row + 1;
  return row;
}

/** Makes room for so many bytes more. */
export function reserve(column: ColumnBuffer, more: number): void {
  if (column.length + more <= column.bytes.length) return;
  const memory = new ArrayBuffer(Math.ceil(Math.max(column.bytes.length * 2, column.length + more) / 16) * 16);
  const bytes = new Uint8Array(memory);
  bytes.set(column.bytes.subarray(0, column.length));
  column.bytes = bytes;
  column.int32 = new Int32Array(memory);
  column.double = new Float64Array(memory);
}

/** Writes the length of a text in front of it. */
export function setLength(column: ColumnBuffer, at: number, length: number): void {
  const bytes = column.bytes;
  bytes[at] = length;
  bytes[at + 1] = length >> 8;
  bytes[at + 2] = length >> 16;
  bytes[at + 3] = length >> 24;
}

/** Takes part of a text that is UTF-8 already. */
export function appendBytes(column: ColumnBuffer, row: number, from: Uint8Array, start: number, end: number): void {
  const length = end - start;
  const at = column.length;
  if (at + length + 4 > column.bytes.length) reserve(column, length + 4);
  setLength(column, at, length);
  const bytes = column.bytes;
  if (length > 48) bytes.set(from.subarray(start, end), at + 4);
  else for (let i = start, to = at + 4; i < end; i += 1, to += 1) bytes[to] = from[i] as number;
  column.length = at + 4 + length;
  column.count += 1;
  column.defs[row] = 1;
}

export function appendDouble(column: ColumnBuffer, row: number, value: number): void {
  if (column.length + 8 > column.bytes.length) reserve(column, 8);
  column.double[column.length >> 3] = value;
  column.length += 8;
  column.count += 1;
  column.defs[row] = 1;
}

/** A whole number of at most 53 bits. */
export function appendInteger(column: ColumnBuffer, row: number, value: number): void {
  if (column.length + 8 > column.bytes.length) reserve(column, 8);
  const at = column.length >> 2;
  column.int32[at] = value;
  column.int32[at + 1] = Math.floor(value / 4294967296);
  column.length += 8;
  column.count += 1;
  column.defs[row] = 1;
}

export function appendBool(column: ColumnBuffer, row: number, value: boolean): void {
  if (column.length + 1 > column.bytes.length) reserve(column, 1);
  column.bytes[column.length] = value ? 1 : 0;
  column.length += 1;
  column.count += 1;
  column.defs[row] = 1;
}

/** The digits do not fit a column of 38. */
export class DecimalRangeError extends Error {}
const maxDecimal = 10n ** 38n - 1n;

function appendDecimal(column: ColumnBuffer, row: number, value: Decimal): void {
  const digits = rescale(value, column.scale);
  if (digits > maxDecimal || digits < -maxDecimal) throw new DecimalRangeError(`${digits} has more than 38 digits`);
  reserve(column, 16);
  let rest = BigInt.asUintN(128, digits);
  // Big-endian, as Parquet has it.
  for (let i = column.length + 15; i >= column.length; i -= 1, rest >>= 8n) column.bytes[i] = Number(rest & 255n);
  column.length += 16;
  column.count += 1;
  column.defs[row] = 1;
}

const encoder = new TextEncoder();

/** Any value, in the form that its column wants (see `Value`). */
export function appendValue(column: ColumnBuffer, row: number, value: Value): void {
  switch (column.layout) {
    case 'bytes': {
      const bytes = typeof value === 'string' ? encoder.encode(value) : (value as Uint8Array);
      appendBytes(column, row, bytes, 0, bytes.length);
      return;
    }
    case 'int64': {
      if (column.column.data_type === 'time') appendInteger(column, row, value as number);
      else {
        if (column.length + 8 > column.bytes.length) reserve(column, 8);
        const at = column.length >> 2;
        column.int32[at] = Number(BigInt.asIntN(32, value as bigint));
        column.int32[at + 1] = Number(BigInt.asIntN(32, (value as bigint) >> 32n));
        column.length += 8;
        column.count += 1;
        column.defs[row] = 1;
      }
      return;
    }
    case 'int32':
      if (column.length + 4 > column.bytes.length) reserve(column, 4);
      column.int32[column.length >> 2] = value as number;
      column.length += 4;
      column.count += 1;
      column.defs[row] = 1;
      return;
    case 'double':
      appendDouble(column, row, value as number);
      return;
    case 'bool':
      appendBool(column, row, value as boolean);
      return;
    case 'fixed16':
      appendDecimal(column, row, value as Decimal);
  }
}

/** Remembers where the buffers stand, for `rollback`. */
export function mark(tables: readonly TableBuffer[]): void {
  for (const table of tables) {
    table.markRows = table.rows;
    for (const column of table.columns) {
      column.markLength = column.length;
      column.markCount = column.count;
    }
  }
}

/** Takes back what was appended since `mark`. */
export function rollback(tables: readonly TableBuffer[]): void {
  for (const table of tables) {
    for (const column of table.columns) {
      column.defs.fill(0, table.markRows, table.rows);
      column.length = column.markLength;
      column.count = column.markCount;
    }
    table.rows = table.markRows;
  }
}

/** How many bytes the rows take. */
export function sizeOf(table: TableBuffer): number {
  let size = table.rows * table.columns.length;
  for (const column of table.columns) size += column.length;
  return size;
}

/** Empties the table, keeping its memory. */
export function clear(table: TableBuffer): void {
  for (const column of table.columns) {
    column.defs.fill(0, 0, table.rows);
    column.length = 0;
    column.count = 0;
  }
  table.rows = 0;
}
