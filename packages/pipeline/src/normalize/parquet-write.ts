import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { Column } from '../schema/schema.ts';
import type { ColumnBuffer, TableBuffer } from './columns.ts';
import { encodeThrift, type ThriftStruct, type ThriftValue } from './thrift.ts';

/** A Parquet file that is being written: plain, uncompressed, every column optional. */
export interface ParquetFile {
  readonly path: string;
  readonly rows: number;
  readonly sizeBytes: number;
  /** The columns of the file; row groups must have them all. */
  readonly columns: readonly string[];
  writeRows(table: TableBuffer): void;
  /** Writes the end of the file; with `sync`, it then outlives a power cut. */
  close(sync: boolean): void;
  /** Leaves the file as it is, unreadable. */
  abandon(): void;
}

const types = { bool: 0, int32: 1, int64: 2, double: 5, bytes: 6, fixed16: 7 } as const;

/** Parquet's schema element of a column. */
function element(column: Column, buffer: ColumnBuffer): ThriftStruct {
  const optional: Record<number, ThriftValue> = { 1: types[buffer.layout], 3: 1, 4: column.name };
  switch (column.data_type) {
    case 'text':
      return { ...optional, 6: 0, 10: { 1: {} } };
    case 'json':
      return { ...optional, 6: 0, 10: { 1: {} } };
    case 'timestamp': {
      const utc = column.timezone !== false;
      return { ...optional, ...(utc ? { 6: 10 } : {}), 10: { 8: { 1: utc, 2: { 2: {} } } } };
    }
    case 'time':
      return { ...optional, 10: { 7: { 1: false, 2: { 2: {} } } } };
    case 'date':
      return { ...optional, 6: 6, 10: { 6: {} } };
    case 'decimal':
    case 'wei':
      return { 1: types.fixed16, 2: 16, 3: 1, 4: column.name, 6: 5, 7: buffer.scale, 8: 38, 10: { 5: { 1: buffer.scale, 2: 38 } } };
    default:
      return optional;
  }
}

/** Which rows have a value: one run when all or none have, else a bit for each. */
function levels(column: ColumnBuffer, rows: number): Uint8Array {
  const run = (count: number) => {
    const out: number[] = [];
    let rest = count;
    for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
    out.push(rest);
    return out;
  };
  if (column.count === rows || column.count === 0) return Uint8Array.from([...run(rows * 2), column.count === 0 ? 0 : 1]);
  const groups = Math.ceil(rows / 8);
  const head = run(groups * 2 + 1);
  const out = new Uint8Array(head.length + groups);
  out.set(head);
  for (let row = 0; row < rows; row += 1) {
    const at = head.length + (row >> 3);
    out[at] = (out[at] as number) | ((column.defs[row] as number) << (row & 7));
  }
  return out;
}

function values(column: ColumnBuffer): Uint8Array {
  if (column.layout !== 'bool') return column.bytes.subarray(0, column.length);
  const out = new Uint8Array(Math.ceil(column.count / 8));
  for (let i = 0; i < column.count; i += 1) out[i >> 3] = (out[i >> 3] as number) | ((column.bytes[i] as number) << (i & 7));
  return out;
}

/** Creates the file; the columns of `table` are those of the file. */
export function createParquet(path: string, table: TableBuffer): ParquetFile {
  const fd = openSync(path, 'wx');
  const columns = table.columns.map((column) => ({
    name: column.name,
    element: element(column.column, column),
    type: types[column.layout],
  }));
  const groups: ThriftStruct[] = [];
  let sizeBytes = 0;
  let rows = 0;
  const write = (bytes: Uint8Array) => {
    for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
    sizeBytes += bytes.length;
  };
  write(Buffer.from('PAR1'));

  return {
    path,
    get rows() {
      return rows;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    columns: columns.map((column) => column.name),
    writeRows(source) {
      if (source.rows === 0) return;
      const chunks: ThriftStruct[] = [];
      const begin = sizeBytes;
      for (const { name, type } of columns) {
        const column = source.byName.get(name) as ColumnBuffer;
        const defs = levels(column, source.rows);
        const data = values(column);
        const size = 4 + defs.length + data.length;
        // A plain data page: the levels with their length, then the values.
        const header = encodeThrift({ 1: 0, 2: size, 3: size, 5: { 1: source.rows, 2: 0, 3: 3, 4: 3 } });
        const offset = sizeBytes;
        const front = Buffer.alloc(header.length + 4 + defs.length);
        front.set(header);
        front.writeUInt32LE(defs.length, header.length);
        front.set(defs, header.length + 4);
        write(front);
        write(data);
        const total = BigInt(sizeBytes - offset);
        chunks.push({
          2: BigInt(offset),
          3: { 1: type, 2: [0, 3], 3: [name], 4: 0, 5: BigInt(source.rows), 6: total, 7: total, 9: BigInt(offset) },
        });
      }
      groups.push({ 1: chunks, 2: BigInt(sizeBytes - begin), 3: BigInt(source.rows) });
      rows += source.rows;
    },
    close(sync) {
      const root = { 3: 0, 4: 'schema', 5: columns.length };
      const footer = encodeThrift({
        1: 1,
        2: [root, ...columns.map((column) => column.element)],
        3: BigInt(rows),
        4: groups,
        6: 'filewharf',
      });
      const tail = Buffer.alloc(footer.length + 8);
      tail.set(footer);
      tail.writeUInt32LE(footer.length, footer.length);
      tail.write('PAR1', footer.length + 4);
      write(tail);
      if (sync) fsyncSync(fd);
      closeSync(fd);
    },
    abandon: () => closeSync(fd),
  };
}
