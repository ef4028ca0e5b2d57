import { open, type FileHandle } from 'node:fs/promises';
import type { Column } from '../schema/schema.ts';
import { coerce, type Decimal, type Value } from '../schema/values.ts';
import { scaleOf } from './columns.ts';
import { decodeThrift } from './thrift.ts';

/** A row of a package file: its values in the order of the columns that were asked for, null where there is none. */
export type StoredRow = (Value | null)[];

interface Chunk {
  /** The column as it was when the file was written: it may have become wider since. */
  readonly stored: Column;
  readonly offset: number;
  readonly size: number;
}

/**
 * Reads the Parquet files that packages are made of (plain, uncompressed, one page a column), for destinations that cannot do it
 * themselves. Yields the rows of one group after the other. Columns that the file does not have are null.
 */
export async function* readParquet(path: string, columns: readonly Column[]): AsyncGenerator<StoredRow[]> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = await bytesAt(file, size - 8, 8);
    if (size < 12 || tail.toString('latin1', 4) !== 'PAR1') throw new Error(`${path} is no whole Parquet file`);
    const length = tail.readUInt32LE(0);
    const { struct } = decodeThrift(await bytesAt(file, size - 8 - length, length), 0);
    const stored = new Map(
      (struct[2] as Record<number, unknown>[]).slice(1).map((element): [string, Column] => {
        const name = Buffer.from(element[4] as Uint8Array).toString();
        return [name, { name, ...storedType(element[1] as number, element[7] as number | undefined) }];
      }),
    );
    for (const group of struct[4] as Record<number, unknown>[]) {
      const chunks = new Map<string, Chunk>();
      for (const chunk of group[1] as Record<number, unknown>[]) {
        const meta = chunk[3] as Record<number, unknown>;
        const name = Buffer.from((meta[3] as Uint8Array[])[0] as Uint8Array).toString();
        chunks.set(name, { stored: stored.get(name) ?? { name }, offset: meta[9] as number, size: meta[7] as number });
      }
      const count = group[3] as number;
      const rows: StoredRow[] = Array.from({ length: count }, () => Array.from<null>({ length: columns.length }).fill(null));
      for (const [index, column] of columns.entries()) {
        const chunk = chunks.get(column.name);
        if (chunk === undefined) continue;
        const isWider = physical(chunk.stored) !== physical(column);
        fill(rows, index, isWider ? chunk.stored : column, await bytesAt(file, chunk.offset, chunk.size));
        if (isWider) widen(rows, index, chunk.stored, column);
      }
      yield rows;
    }
  } finally {
    await file.close();
  }
}

/** A type that lies in a file like this. */
function storedType(type: number, scale: number | undefined): Pick<Column, 'data_type' | 'scale'> {
  if (type === 7) return { data_type: 'decimal', scale: scale ?? 0 };
  return { data_type: type === 0 ? 'bool' : type === 1 ? 'date' : type === 2 ? 'bigint' : type === 5 ? 'double' : 'text' };
}

/** How a column lies in a file. */
function physical(column: Column): string {
  switch (column.data_type) {
    case 'bigint':
    case 'timestamp':
    case 'time':
      return 'int64';
    case 'decimal':
    case 'wei':
      return `fixed${scaleOf(column)}`;
    case 'date':
    case 'double':
    case 'bool':
      return column.data_type;
    default:
      return 'bytes';
  }
}

function widen(rows: StoredRow[], index: number, stored: Column, column: Column): void {
  if (stored.data_type === undefined || column.data_type === undefined) return;
  for (const row of rows) {
    const value = row[index];
    if (value === null || value === undefined) continue;
    const wide = coerce({ type: stored.data_type, value }, column.data_type);
    if (wide === undefined) throw new Error(`A value of ${stored.name} does not fit ${column.data_type}`);
    row[index] = wide;
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(length, 0));
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new Error('A Parquet file ends too early');
    done += bytesRead;
  }
  return bytes;
}

function fill(rows: StoredRow[], index: number, column: Column, bytes: Buffer): void {
  const { end } = decodeThrift(bytes, 0);
  const levelsEnd = end + 4 + bytes.readUInt32LE(end);
  const has = levelReader(bytes, end + 4);
  const next = valueReader(column, bytes, levelsEnd);
  for (const row of rows) if (has()) row[index] = next();
}

function levelReader(bytes: Buffer, start: number): () => boolean {
  let at = start;
  let head = 0;
  for (let shift = 0; ; shift += 7) {
    const part = bytes[at] as number;
    at += 1;
    head += (part & 127) * 2 ** shift;
    if (part < 128) break;
  }
  if (head % 2 === 0) return () => bytes[at] === 1;
  let row = -1;
  return () => {
    row += 1;
    return (((bytes[at + (row >> 3)] as number) >> (row & 7)) & 1) === 1;
  };
}

function valueReader(column: Column, bytes: Buffer, start: number): () => Value {
  let at = start;
  const take = (size: number) => {
    at += size;
    return at - size;
  };
  switch (column.data_type) {
    case 'bigint':
    case 'timestamp':
      return () => bytes.readBigInt64LE(take(8));
    case 'time':
      return () => Number(bytes.readBigInt64LE(take(8)));
    case 'date':
      return () => bytes.readInt32LE(take(4));
    case 'double':
      return () => bytes.readDoubleLE(take(8));
    case 'bool': {
      let index = -1;
      return () => {
        index += 1;
        return (((bytes[start + (index >> 3)] as number) >> (index & 7)) & 1) === 1;
      };
    }
    case 'decimal':
    case 'wei': {
      const scale = scaleOf(column);
      return (): Decimal => {
        const from = take(16);
        return { digits: (bytes.readBigInt64BE(from) << 64n) + bytes.readBigUInt64BE(from + 8), scale };
      };
    }
    case 'binary':
      return () => {
        const length = bytes.readUInt32LE(take(4));
        return bytes.subarray(take(length), at);
      };
    default:
      return () => {
        const length = bytes.readUInt32LE(take(4));
        return bytes.toString('utf8', take(length), at);
      };
  }
}
