import type { DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type * as DuckDb from '@duckdb/node-api';
import type { Column, DataType } from '../schema/schema.ts';
import type { QueryResult } from './destination.ts';

/** How a type of DuckDB is called here, and what its values are. */
interface Reading {
  readonly type: Omit<Column, 'name'> & { readonly data_type: DataType };
  readonly value: (value: DuckDBValue) => unknown;
}

/** An answer of DuckDB with types and values as they are known here. The module is given, since it is loaded on first use. */
export function duckDbAnswer(module: typeof DuckDb, result: DuckDBResult): QueryResult {
  const read = readings(module);
  const { JSDuckDBValueConverter: toJs } = module;
  const names = result.columnNames();
  const columns = result.columnTypes().map((type, index): Column => ({ name: names[index] as string, ...read(type)?.type }));
  const rows = result.yieldConvertedRows<unknown>((value, type) => {
    if (value === null) return null;
    const known = read(type);
    return known === undefined ? toJs(value, type, toJs) : known.value(value);
  });
  return { columns, rows: rows as AsyncIterable<unknown[][]> };
}

const asIs = (value: DuckDBValue): unknown => value;
const asText = (value: DuckDBValue): string => String(value);
const asBigint = (value: DuckDBValue): bigint => BigInt(value as number | bigint);
const microsOf = (value: DuckDBValue): bigint => (value as DuckDb.DuckDBTimestampValue).micros;
const decimalOf = (value: DuckDBValue) => {
  const { value: digits, scale } = value as DuckDb.DuckDBDecimalValue;
  return { digits, scale };
};

function readings({ DuckDBTypeId: Id }: typeof DuckDb): (type: DuckDBType) => Reading | undefined {
  const whole = (precision?: number): Reading => ({
    type: { data_type: 'bigint', ...(precision === undefined ? {} : { precision }) },
    value: asBigint,
  });
  const moment = (precision: number | undefined, timezone: boolean, value: Reading['value']): Reading => ({
    type: { data_type: 'timestamp', timezone, ...(precision === undefined ? {} : { precision }) },
    value,
  });
  const wei: Reading = { type: { data_type: 'wei' }, value: (value) => ({ digits: BigInt(value as bigint), scale: 0 }) };
  const double: Reading = { type: { data_type: 'double' }, value: asIs };
  const text: Reading = { type: { data_type: 'text' }, value: asText };
  const json: Reading = { type: { data_type: 'json' }, value: asText };
  const byId = new Map<DuckDb.DuckDBTypeId, Reading>([
    [Id.BOOLEAN, { type: { data_type: 'bool' }, value: asIs }],
    [Id.TINYINT, whole(8)],
    [Id.UTINYINT, whole(16)],
    [Id.SMALLINT, whole(16)],
    [Id.USMALLINT, whole(32)],
    [Id.INTEGER, whole(32)],
    [Id.UINTEGER, whole()],
    [Id.BIGINT, whole()],
    [Id.UBIGINT, wei],
    [Id.HUGEINT, wei],
    [Id.FLOAT, double],
    [Id.DOUBLE, double],
    [Id.VARCHAR, text],
    [Id.ENUM, text],
    [Id.UUID, text],
    [Id.BLOB, { type: { data_type: 'binary' }, value: (value) => (value as DuckDb.DuckDBBlobValue).bytes }],
    [Id.DATE, { type: { data_type: 'date' }, value: (value) => (value as DuckDb.DuckDBDateValue).days }],
    [Id.TIME, { type: { data_type: 'time' }, value: (value) => Number((value as DuckDb.DuckDBTimeValue).micros) }],
    [Id.TIMESTAMP, moment(undefined, false, microsOf)],
    [Id.TIMESTAMP_TZ, moment(undefined, true, microsOf)],
    [Id.TIMESTAMP_S, moment(0, false, (value) => (value as DuckDb.DuckDBTimestampSecondsValue).seconds * 1_000_000n)],
    [Id.TIMESTAMP_MS, moment(3, false, (value) => (value as DuckDb.DuckDBTimestampMillisecondsValue).millis * 1000n)],
    [Id.TIMESTAMP_NS, moment(undefined, false, (value) => (value as DuckDb.DuckDBTimestampNanosecondsValue).nanos / 1000n)],
  ]);
  return (type) => {
    if (type.typeId === Id.VARCHAR && type.alias === 'JSON') return json;
    if (type.typeId !== Id.DECIMAL) return byId.get(type.typeId);
    const { width: precision, scale } = type as DuckDb.DuckDBDecimalType;
    const data_type = precision === 38 && scale === 0 ? 'wei' : 'decimal';
    return { type: data_type === 'wei' ? { data_type } : { data_type, precision, scale }, value: decimalOf };
  };
}
