import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { shorten } from '../schema/naming.ts';
import type { Column, Table } from '../schema/schema.ts';
import { addColumn, clear, newTableBuffer, sizeOf, type ColumnBuffer, type TableBuffer } from './columns.ts';
import { createParquet, type ParquetFile } from './parquet-write.ts';

/** A file of a package: rows of one table. */
export interface JobFile {
  readonly table: string;
  /** See `newJobName`. */
  readonly name: string;
  readonly rows: number;
  readonly sizeBytes: number;
}

/** The rows of all tables on their way into the files of a package. */
export interface Buffers {
  readonly all: TableBuffer[];
  of(table: Pick<Table, 'name'>): TableBuffer;
  column(buffer: TableBuffer, column: Column): ColumnBuffer;
  /** Says which columns the next row has, before it begins: one of them may have another type than in the rows before. */
  prepare(buffer: TableBuffer, columns: readonly Column[]): void;
  /** Writes tables that have become large. */
  flushFull(): void;
  /** Writes everything and closes the files. Answers those that are new since the last call. */
  closeFiles(sync: boolean): JobFile[];
  /** Rows since the last call, by table. */
  readonly counts: Map<string, number>;
  /** Gives up; files that are open stay unreadable. */
  abandon(): void;
}

/** The rows of all tables together take no more than about so many bytes. */
const maxBytes = 4 << 20;

/** File systems take names of 255 bytes; this leaves room for what is put behind the table's name here, and for `.exception` behind all. */
const maxTablePart = 200;

/** A new name for a file of a package: `<table>.<file id>.<retry count>.<extension>`. Long names of tables are shortened in it. */
export function newJobName(table: string, extension: 'typed-jsonl' | 'parquet'): string {
  return `${shorten(table, table, maxTablePart)}.${randomBytes(5).toString('hex')}.0.${extension}`;
}

/** Buffers that write into this folder. */
export function newBuffers(folder: string): Buffers {
  const all: TableBuffer[] = [];
  const byName = new Map<string, TableBuffer>();
  const files = new Map<string, ParquetFile & { readonly name: string }>();
  const closed: JobFile[] = [];
  const counts = new Map<string, number>();

  function close(table: string, sync: boolean): void {
    const file = files.get(table);
    if (file === undefined) return;
    file.close(sync);
    files.delete(table);
    closed.push({ table, name: file.name, rows: file.rows, sizeBytes: file.sizeBytes });
  }

  function write(buffer: TableBuffer): void {
    if (buffer.rows === 0) return;
    // A file has the same columns from its beginning to its end.
    if (files.get(buffer.name)?.columns.length !== buffer.columns.length) close(buffer.name, false);
    let file = files.get(buffer.name);
    if (file === undefined) {
      const name = newJobName(buffer.name, 'parquet');
      file = Object.assign(createParquet(join(folder, name), buffer), { name });
      files.set(buffer.name, file);
    }
    file.writeRows(buffer);
    counts.set(buffer.name, (counts.get(buffer.name) ?? 0) + buffer.rows);
    clear(buffer);
  }

  return {
    all,
    counts,
    of(table) {
      const known = byName.get(table.name);
      if (known !== undefined) return known;
      const buffer = newTableBuffer(table.name);
      byName.set(table.name, buffer);
      all.push(buffer);
      return buffer;
    },
    column(buffer, column) {
      const known = buffer.byName.get(column.name);
      return known ?? addColumn(buffer, column);
    },
    prepare(buffer, columns) {
      for (const column of columns) {
        const known = buffer.byName.get(column.name);
        if (known === undefined || known.column.data_type === column.data_type) continue;
        // The column became wider. Rows before stay as they are, in a file of their own.
        write(buffer);
        close(buffer.name, false);
        buffer.columns.splice(buffer.columns.indexOf(known), 1);
        addColumn(buffer, column);
      }
    },
    flushFull() {
      const sizes = all.map(sizeOf);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      if (total < maxBytes) return;
      // Small tables wait until they are worth it.
      for (const [index, buffer] of all.entries()) if ((sizes[index] as number) * all.length >= total) write(buffer);
    },
    closeFiles(sync) {
      for (const buffer of all) {
        write(buffer);
        close(buffer.name, sync);
      }
      return closed.splice(0);
    },
    abandon() {
      for (const file of files.values()) file.abandon();
      files.clear();
    },
  };
}
