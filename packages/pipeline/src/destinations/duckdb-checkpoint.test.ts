import { copyFileSync, existsSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';
import { pipeline } from '../pipeline.ts';
import { checkpointed } from './duckdb-checkpoint.ts';
import { duckdb } from './duckdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true }));

const opened = (name: string) =>
  pipeline({ name, destination: duckdb(join(folder, `${name}.duckdb`)), dataset: 'ds', pipelinesDir: folder });
const rows = (from: number) => Array.from({ length: 100 }, (_, index) => ({ id: from + index }));

/** A database with rows in the file and in the log, and the journal of a checkpoint that was cut off: what a killed process leaves. */
async function interrupted(name: string): Promise<string> {
  const path = join(folder, `${name}.duckdb`);
  await opened(name).run(rows(0), { tableName: 't' });
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const file = await checkpointed(connection, path);
  await connection.run('CREATE TABLE ds.more AS SELECT range AS n FROM range(10)');
  copyFileSync(path, `${path}.before`);
  copyFileSync(`${path}.wal`, `${path}.wal.before`);
  let journal: Buffer | undefined;
  const run = connection.run.bind(connection);
  connection.run = (sql, ...rest) => {
    if (sql === 'CHECKPOINT') journal = readFileSync(`${path}.journal`);
    return run(sql, ...rest);
  };
  await file.checkpoint();
  connection.closeSync();
  instance.closeSync();
  await file.close();
  expect(existsSync(`${path}.wal`) || existsSync(`${path}.journal`)).toBe(false);
  copyFileSync(path, `${path}.after`);
  // Back in time, to the middle of the checkpoint.
  copyFileSync(`${path}.before`, path);
  copyFileSync(`${path}.wal.before`, `${path}.wal`);
  const fd = openSync(`${path}.journal`, 'w');
  writeSync(fd, journal!);
  closeSync(fd);
  return path;
}

/** Half of the catalog's block is new, half of it is old. */
function tear(path: string): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, readFileSync(`${path}.after`), 12_288, 20_000, 12_288);
  closeSync(fd);
}

test('a checkpoint that was killed while it wrote over the catalog: the rows are there, those of the log too', async () => {
  const path = await interrupted('torn');
  tear(path);
  await expect(DuckDBInstance.create(path)).rejects.toThrow(/Corrupt/);
  const one = opened('torn');
  expect(await one.dataset().table('t').count()).toBe(100);
  expect(await one.dataset().sql('SELECT sum(n) FROM more').value()).toBe(45);
  expect(existsSync(`${path}.journal`)).toBe(false);
  await one.run(rows(100), { tableName: 't' });
  expect(await one.dataset().table('t').count()).toBe(200);
});

test('a checkpoint that was killed before it wrote anything: nothing has changed', async () => {
  const path = await interrupted('begun');
  expect(await opened('begun').dataset().sql('SELECT sum(n) FROM more').value()).toBe(45);
  expect(existsSync(`${path}.journal`)).toBe(false);
});

test('a checkpoint that was killed after its header was written: what is new counts', async () => {
  const path = await interrupted('done');
  copyFileSync(`${path}.after`, path);
  rmSync(`${path}.wal`);
  expect(await opened('done').dataset().sql('SELECT count(*) FROM more').value()).toBe(10);
  expect(existsSync(`${path}.journal`)).toBe(false);
});

test('a database that another program has open is left alone', async () => {
  const path = await interrupted('busy');
  const before = readFileSync(path);
  const holder = await DuckDBInstance.create(path);
  const { execFileSync } = await import('node:child_process');
  const program = `import { duckdb } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
    await duckdb(${JSON.stringify(path)}).open('busy', 'ds').then(() => console.log('opened'), (error) => console.log(error.message));`;
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(answer).toContain('Could not set lock');
  expect(existsSync(`${path}.journal`)).toBe(true);
  expect(readFileSync(path).equals(before)).toBe(true);
  holder.closeSync();
});
