import type { FieldDef } from 'pg';
import type { Column } from '../schema/schema.ts';
import { parseTemporal } from '../schema/temporal.ts';
import { parseDecimal } from '../schema/values.ts';

/** Types of PostgreSQL by their ids, as they are called here; the rest has no name here. */
const types: Readonly<Record<number, Omit<Column, 'name'>>> = {
  16: { data_type: 'bool' },
  17: { data_type: 'binary' },
  19: { data_type: 'text' },
  20: { data_type: 'bigint' },
  21: { data_type: 'bigint', precision: 16 },
  23: { data_type: 'bigint', precision: 32 },
  25: { data_type: 'text' },
  114: { data_type: 'json' },
  700: { data_type: 'double' },
  701: { data_type: 'double' },
  1042: { data_type: 'text' },
  1043: { data_type: 'text' },
  1082: { data_type: 'date' },
  1083: { data_type: 'time' },
  1114: { data_type: 'timestamp', timezone: false },
  1184: { data_type: 'timestamp' },
  1700: { data_type: 'decimal' },
  2950: { data_type: 'text' },
  3802: { data_type: 'json' },
};

/** How values of these types are read: see `Value`. What is not here, the driver reads in its own way. */
export const valueParsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [16, (text) => text === 't'],
  [20, BigInt],
  [21, BigInt],
  [23, BigInt],
  [114, (text) => text],
  [1082, daysOf],
  [1083, timeOf],
  [1114, microsOf],
  [1184, microsOf],
  // NaN, which no file of ours has, stays a number.
  [1700, (text) => parseDecimal(text) ?? Number(text)],
  [3802, (text) => text],
]);

/** A column of an answer. */
export function columnOf({ name, dataTypeID, dataTypeModifier }: FieldDef): Column {
  if (dataTypeID !== 1700 || dataTypeModifier < 4) return { name, ...types[dataTypeID] };
  const precision = ((dataTypeModifier - 4) >> 16) & 0xffff;
  const scale = (dataTypeModifier - 4) & 0x7ff;
  return precision === 156 && scale === 78 ? { name, data_type: 'wei' } : { name, data_type: 'decimal', precision, scale };
}

function microsOf(text: string): bigint {
  const read = parseTemporal(text);
  if (read?.kind !== 'timestamp') throw beyond(text);
  return read.micros;
}

function daysOf(text: string): number {
  const read = parseTemporal(text);
  if (read?.kind !== 'date') throw beyond(text);
  return read.days;
}

function timeOf(text: string): number {
  const read = parseTemporal(text);
  if (read?.kind !== 'time') throw beyond(text);
  return read.micros;
}

/** PostgreSQL has times that nobody else has: infinity, years before 1 and after 9999, the hour 24. */
const beyond = (text: string) => new Error(`${text} is beyond what is read here; select it as text: CAST(... AS text)`);
