import type { Data, DataType, RecordBatch } from 'apache-arrow';
import type * as Arrow from 'apache-arrow';
import type { QueryResult } from '../destinations/destination.ts';
import type { Column } from '../schema/schema.ts';
import { formatDecimal, jsonText, rescale, type Decimal } from '../schema/values.ts';

/** The library of Arrow. Whoever wants Arrow has it, so that the tables are those of their own version. */
export async function loadArrow(): Promise<typeof Arrow> {
  try {
    return await import('apache-arrow');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new Error('Arrow tables want the package apache-arrow: npm install apache-arrow', { cause: error });
    throw error;
  }
}

/** An answer as batches of records; the last one is empty when there are no rows, so that the columns are known all the same. */
export async function* arrowBatches({ columns, rows }: QueryResult): AsyncGenerator<RecordBatch> {
  const arrow = await loadArrow();
  const writers = columns.map((column) => writerOf(arrow, column));
  const schema = new arrow.Schema(columns.map(({ name }, index) => new arrow.Field(name, (writers[index] as Writer).type, true)));
  const batchOf = (batch: readonly (readonly unknown[])[]): RecordBatch => {
    const children = writers.map(({ write }, index) => write(batch.map((row) => row[index] ?? null)));
    return new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length: batch.length, children }));
  };
  let isEmpty = true;
  for await (const batch of rows) {
    isEmpty = false;
    yield batchOf(batch);
  }
  if (isEmpty) yield batchOf([]);
}

/** Makes a column of Arrow. */
interface Writer {
  readonly type: DataType;
  /** Null, or what `QueryResult` says of values. */
  write(values: readonly unknown[]): Data;
}

type Numbers = Int8Array | Int16Array | Int32Array | Float64Array | BigInt64Array;

function writerOf(arrow: typeof Arrow, { data_type, precision, scale, timezone }: Column): Writer {
  /** Of values that are numbers of a fixed size. */
  function fixed(type: DataType, make: (length: number) => Numbers, numberOf: (value: unknown) => number | bigint): Writer {
    return {
      type,
      write(values) {
        const data = make(values.length) as { [index: number]: number | bigint };
        for (const [index, value] of values.entries()) if (value !== null) data[index] = numberOf(value);
        // All of these types are written alike, which the library's types have no word for.
        return arrow.makeData({ type: type as Arrow.Int, length: values.length, ...validity(values), data: data as Arrow.Int['TArray'] });
      },
    };
  }
  const int64 = (length: number) => new BigInt64Array(length);
  const asNumber = (value: unknown) => Number(value as bigint | number);
  switch (data_type) {
    case 'bigint':
      if (precision !== undefined && precision <= 8) return fixed(new arrow.Int8(), (length) => new Int8Array(length), asNumber);
      if (precision !== undefined && precision <= 16) return fixed(new arrow.Int16(), (length) => new Int16Array(length), asNumber);
      if (precision !== undefined && precision <= 32) return fixed(new arrow.Int32(), (length) => new Int32Array(length), asNumber);
      return fixed(new arrow.Int64(), int64, (value) => value as bigint);
    case 'double':
      return fixed(new arrow.Float64(), (length) => new Float64Array(length), asNumber);
    case 'timestamp':
      return fixed(new arrow.TimestampMicrosecond(timezone === false ? null : 'UTC'), int64, (value) => value as bigint);
    case 'date':
      return fixed(new arrow.DateDay(), (length) => new Int32Array(length), asNumber);
    case 'time':
      return fixed(new arrow.TimeMicrosecond(), int64, (value) => BigInt(value as number));
    case 'decimal':
      // Without a scale (a sum, in PostgreSQL) there is no type that holds them exactly.
      if (precision === undefined || scale === undefined || precision > 38)
        return fixed(
          new arrow.Float64(),
          (length) => new Float64Array(length),
          (value) => (typeof value === 'number' ? value : Number(formatDecimal(value as Decimal))),
        );
      return decimals(arrow, precision, scale);
    case 'wei':
      return decimals(arrow, 38, 0);
    case 'bool':
      return {
        type: new arrow.Bool(),
        write(values) {
          const data = bits(values, (value) => value === true);
          return arrow.makeData({ type: new arrow.Bool(), length: values.length, ...validity(values), data });
        },
      };
    case 'binary':
      return {
        type: new arrow.Binary(),
        write(values) {
          const parts = values.map((value) => (value === null ? empty : (value as Uint8Array)));
          return arrow.makeData({ type: new arrow.Binary(), length: values.length, ...validity(values), ...joined(parts) });
        },
      };
    default: {
      const textOf = data_type === undefined ? foreignText : String;
      return {
        type: new arrow.Utf8(),
        write(values) {
          const parts = values.map((value) => (value === null ? empty : Buffer.from(textOf(value))));
          return arrow.makeData({ type: new arrow.Utf8(), length: values.length, ...validity(values), ...joined(parts) });
        },
      };
    }
  }
}

const empty = new Uint8Array();

function foreignText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? jsonText(value) : String(value as string | bigint);
}

function bits(values: readonly unknown[], isSet: (value: unknown) => boolean): Uint8Array {
  // Whole words, as the format wants them.
  const bytes = new Uint8Array(Math.ceil(values.length / 64) * 8);
  for (const [index, value] of values.entries()) if (isSet(value)) bytes[index >> 3] = (bytes[index >> 3] as number) | (1 << (index & 7));
  return bytes;
}

function validity(values: readonly unknown[]): { readonly nullCount: number; readonly nullBitmap: Uint8Array | null } {
  const nullCount = values.reduce<number>((count, value) => (value === null ? count + 1 : count), 0);
  return { nullCount, nullBitmap: nullCount === 0 ? null : bits(values, (value) => value !== null) };
}

function joined(parts: readonly Uint8Array[]): { readonly valueOffsets: Int32Array; readonly data: Uint8Array } {
  const valueOffsets = new Int32Array(parts.length + 1);
  for (const [index, part] of parts.entries()) valueOffsets[index + 1] = (valueOffsets[index] as number) + part.length;
  return { valueOffsets, data: Buffer.concat(parts) };
}

/** Whole numbers of 128 bits, low words first. */
function decimals(arrow: typeof Arrow, precision: number, scale: number): Writer {
  const type = new arrow.Decimal(scale, precision, 128);
  return {
    type,
    write(values) {
      const words = new BigInt64Array(values.length * 2);
      for (const [index, value] of values.entries()) {
        if (value === null) continue;
        const digits = rescale(value as Decimal, scale);
        words[index * 2] = BigInt.asIntN(64, digits);
        words[index * 2 + 1] = digits >> 64n;
      }
      const data = new Uint32Array(words.buffer);
      return arrow.makeData({ type, length: values.length, ...validity(values), data });
    },
  };
}
