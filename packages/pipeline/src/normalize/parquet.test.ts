import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';
import type { Column, DataType } from '../schema/schema.ts';
import { addColumn, appendValue, beginRow, clear, mark, newTableBuffer, rollback } from './columns.ts';
import { readParquet, type StoredRow } from './parquet-read.ts';
import { createParquet } from './parquet-write.ts';
import type { Value } from '../schema/values.ts';

const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
afterAll(() => rmSync(folder, { recursive: true }));

const values: [DataType, Value, string][] = [
  ['text', 'naïve 🙂 "quoted"', 'naïve 🙂 "quoted"'],
  ['bigint', -9223372036854775808n, '-9223372036854775808'],
  ['double', -0.1, '-0.1'],
  ['bool', true, 'true'],
  ['timestamp', 1705314600123456n, '2024-01-15 10:30:00.123456+00'],
  ['date', -1, '1969-12-31'],
  ['time', 37_800_000_001, '10:30:00.000001'],
  ['decimal', { digits: -125n, scale: 2 }, '-1.250000000'],
  ['wei', { digits: 10n ** 38n - 1n, scale: 0 }, '9'.repeat(38)],
  ['json', '{"a":[1]}', '{"a":[1]}'],
  ['binary', new Uint8Array([0, 255]), '\\x00\\xFF'],
];

test('what is written is read again, by us and by DuckDB', async () => {
  const table = newTableBuffer('t');
  const columns = values.map(([type]): Column => ({ name: `c_${type}`, data_type: type }));
  for (const column of columns) addColumn(table, column);
  const path = join(folder, 't.parquet');
  const file = createParquet(path, table);
  // Several groups of rows: all, some and none of the values, and rows that were taken back.
  for (const [rows, every] of [
    [3, 1],
    [5000, 3],
    [7, 0],
  ] as const) {
    for (let i = 0; i < rows; i += 1) {
      mark([table]);
      if (i % 2 === 0) {
        const wrong = beginRow(table);
        for (const [index, [, value]] of values.entries()) appendValue(table.columns[index]!, wrong, value);
        rollback([table]);
      }
      const row = beginRow(table);
      if (every > 0 && i % every === 0) for (const [index, [, value]] of values.entries()) appendValue(table.columns[index]!, row, value);
    }
    file.writeRows(table);
    clear(table);
  }
  file.close(true);
  expect(file.rows).toBe(5010);

  const read: StoredRow[] = [];
  for await (const rows of readParquet(path, [...columns, { name: 'new', data_type: 'text' }])) read.push(...rows);
  expect(read.length).toBe(5010);
  const expected = values.map(([type, value]) => (type === 'decimal' ? { digits: -1250000000n, scale: 9 } : value));
  expect(read[0]!.slice(0, 10)).toEqual(expected.slice(0, 10));
  expect(Uint8Array.from(read[0]![10] as Uint8Array)).toEqual(new Uint8Array([0, 255]));
  expect(read[0]![11]).toBeNull();
  expect(read[4]).toEqual(Array.from({ length: 12 }).fill(null));
  expect(read[6]!.slice(0, 10)).toEqual(expected.slice(0, 10));

  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run("SET TimeZone = 'UTC'");
  const counts = columns.map(({ name }) => `count(${name}), max(${name})::VARCHAR`).join(', ');
  const [row] = await (await connection.run(`SELECT count(*), ${counts} FROM read_parquet('${path}')`)).getRows();
  expect(row).toEqual([5010n, ...values.flatMap(([, , text]) => [3n + 1667n, text])]);
  connection.closeSync();
});
