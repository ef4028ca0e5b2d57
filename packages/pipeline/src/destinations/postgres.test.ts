import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resource } from '../extract/resource.ts';
import { pipeline } from '../pipeline.ts';
import { conformance } from './conformance.test-setup.ts';
import { startPostgres, type PostgresServer } from './postgres.test-setup.ts';
import { postgres } from './postgres.ts';

let server: PostgresServer | undefined;
let folder: string;
beforeAll(async () => {
  server = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'postgres-test-'));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

conformance('PostgreSQL', {
  mergeStrategies: postgres('').capabilities.mergeStrategies,
  destination: async () => postgres(await server!.database()),
});

test('where it goes is shown without the password', async () => {
  const url = await server!.database();
  expect(postgres(url).location('p')).toMatch(/^postgresql:\/\/loader:\*\*\*@127\.0\.0\.1:\d+\/db\d+$/);
  expect(postgres({ host: 'h', username: 'u', password: 'hidden', database: 'd' }).location('p')).toBe('postgresql://u:***@h:5432/d');
});

test('runs of one pipeline on two machines exclude each other', async () => {
  const destination = postgres(await server!.database());
  const on = (machine: string) => pipeline({ name: 'same', destination, dataset: 'ds', pipelinesDir: join(folder, machine) });
  let release: () => void = () => undefined;
  let begun: () => void = () => undefined;
  const hold = new Promise<void>((resolve) => (release = resolve));
  const started = new Promise<void>((resolve) => (begun = resolve));
  const running = on('a').run(
    resource({ name: 't' }, async function* () {
      begun();
      await hold;
      yield [{ id: 1 }];
    }),
  );
  await started;
  await expect(on('b').run([{ id: 2 }], { tableName: 't' })).rejects.toThrow(/runs already/);
  release();
  await running;
  await on('b').run([{ id: 2 }], { tableName: 't' });
  expect(await on('a').dataset().table('t').count()).toBe(2);
});

test('texts that PostgreSQL has no form for', async () => {
  const one = pipeline({ name: 'nul', destination: postgres(await server!.database()), dataset: 'ds', pipelinesDir: folder });
  await one.run(
    resource({ name: 't', columns: { doc: { dataType: 'json' } } }, [{ text: 'a\0b', doc: { k: 'a\0b', path: 'C:\\u0000' }, dots: '\\.' }]),
  );
  const [row] = await one.dataset().table('t').rows();
  expect(row).toMatchObject({ text: 'ab', dots: '\\.' });
  expect(JSON.parse(String(row!['doc']))).toEqual({ k: 'ab', path: 'C:\\u0000' });
});
