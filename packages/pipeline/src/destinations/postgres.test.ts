import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPipeline } from '../config/open-pipeline.ts';
import type { DestinationConfig } from '../config/pipeline-file.ts';
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

/** A pipeline of a file, in a folder of its own. */
async function ofFile(name: string, destination: DestinationConfig, env: Record<string, string>) {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  const opened = openPipeline(
    { pipeline_name: name, destination, dataset_name: 'ds', source: { client: { base_url: 'http://127.0.0.1:9' }, resources: ['none'] } },
    { env: { HOME: home, ...env }, folder: home, mounted: join(home, 'none'), pipelinesDir: join(home, 'pipelines') },
  );
  const run = () => opened.pipeline.run([{ id: 1 }], { tableName: 't' });
  /** All that the pipeline keeps on disk. */
  const kept = () =>
    readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.toml'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  return { home, run, kept, dataset: opened.pipeline.dataset() };
}

test('configured by a file, by the environment and by secrets.toml; the password is in no message and no file', async () => {
  const url = new URL(await server!.database());
  const parts = { host: url.hostname, port: Number(url.port), database: url.pathname.slice(1), username: url.username };
  const prefix = 'DESTINATION__POSTGRES__CREDENTIALS';
  const ways: [string, DestinationConfig, Record<string, string>, string][] = [
    ['pg_parts', { type: 'postgres', ...parts }, { [`${prefix}__PASSWORD`]: url.password }, ''],
    ['pg_address', 'postgres', { [prefix]: url.href }, ''],
    ['pg_file', { type: 'postgres', credentials: url.href }, {}, ''],
    [
      'pg_toml',
      'postgres',
      {},
      `[destination.postgres.credentials]\nhost = "${parts.host}"\nport = ${parts.port}\ndatabase = "${parts.database}"\nusername = "${parts.username}"\npassword = "${url.password}"\n`,
    ],
  ];
  for (const [name, destination, env, toml] of ways) {
    if (toml !== '') {
      mkdirSync(join(folder, name, '.filewharf'), { recursive: true });
      writeFileSync(join(folder, name, '.filewharf', 'secrets.toml'), toml);
    }
    const { run, kept, dataset } = await ofFile(name, destination, env);
    const info = await run();
    expect(info.rowCounts, name).toEqual({ t: 1 });
    expect(info.location).toBe(`postgresql://${url.username}:***@${url.host}${url.pathname}`);
    expect(await dataset.table('t').count(), name).toBeGreaterThan(0);
    for (const text of [String(info), ...kept()]) expect(text).not.toContain(`:${url.password}`);
  }
});

test('a wrong password, a database that is not there, a server that does not answer: an error without the password', async () => {
  const url = new URL(await server!.database());
  const failing = async (change: (changed: URL) => void): Promise<string> => {
    const changed = new URL(url.href);
    changed.password = 'canary-word';
    change(changed);
    const { run, kept } = await ofFile('pg_wrong', { type: 'postgres', credentials: changed.href }, {});
    const failure = await run().then(
      () => 'it succeeded',
      (error: unknown) => (error instanceof Error ? `${error.message} ${error.stack ?? ''}` : ''),
    );
    for (const text of [failure, ...kept()]) expect(text).not.toContain('canary-word');
    return failure;
  };
  expect(await failing(() => undefined)).toContain('password authentication failed for user "loader"');
  expect(await failing((changed) => (changed.pathname = '/nowhere'))).toMatch(/password authentication failed|does not exist/);
  expect(await failing((changed) => (changed.port = '9'))).toContain('ECONNREFUSED');
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

/** What goes beyond the pipeline: as the owner of the database. */
async function asOwner(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

test('pipelines that make a dataset at the same time', async () => {
  const destination = postgres(await server!.database());
  const names = ['first', 'second', 'third', 'fourth'];
  const on = (name: string) => pipeline({ name, destination, dataset: 'shared', pipelinesDir: join(folder, 'shared') });
  await Promise.all(names.map((name) => on(name).run([{ id: 1, list: [1] }], { tableName: `of_${name}` })));
  for (const name of names) expect(await on(name).dataset().rowCounts()).toEqual({ [`of_${name}`]: 1, [`of_${name}__list`]: 1 });
});

test('a table that cannot be loaded into holds up no other one', async () => {
  const url = await server!.database();
  const one = pipeline({ name: 'lasting', destination: postgres(url), dataset: 'ds', pipelinesDir: folder });
  await one.run([{ id: 1 }], { tableName: 'bad' });
  await asOwner(url, 'ALTER TABLE ds.bad RENAME TO was; CREATE VIEW ds.bad AS SELECT * FROM ds.was');
  await expect(one.run([{ id: 2 }], { tableName: 'bad' })).rejects.toThrow(/cannot copy to view.*set aside/);
  await one.run([{ id: 1 }], { tableName: 'good' });
  expect(await one.dataset().table('good').count()).toBe(1);
});

test('a table that is locked: the package waits, and is loaded by the next run', async () => {
  const url = await server!.database();
  const one = pipeline({ name: 'locked', destination: postgres(url), dataset: 'ds', pipelinesDir: folder });
  await one.run([{ id: 1 }], { tableName: 't' });
  await asOwner(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET lock_timeout = '10ms'`);
  const holder = new pg.Client(url);
  await holder.connect();
  try {
    await holder.query('BEGIN; LOCK TABLE ds.t');
    await expect(one.run([{ id: 2 }], { tableName: 't' })).rejects.toThrow(/lock timeout.*waits for the next run/);
  } finally {
    await holder.end();
  }
  await one.run([{ id: 3 }], { tableName: 't' });
  expect(await one.dataset().table('t').count()).toBe(3);
});

test('rows that the server refuses while they are still being sent: an error each time, and no other', async () => {
  const url = await server!.database();
  const one = pipeline({ name: 'refused', destination: postgres(url), dataset: 'ds', pipelinesDir: folder });
  await one.run([{ id: 0, text: 'x' }], { tableName: 't' });
  await asOwner(url, 'ALTER TABLE ds.t ADD CHECK (id = 0)');
  const rows = Array.from({ length: 1000 }, (_, index) => ({ id: index + 1, text: 'x'.repeat(100) }));
  const loadId = (await one.extract(rows, { tableName: 't' }))!;
  await one.normalize();
  const place = join(one.folder, 'load', 'normalized', loadId, 'new_jobs');
  const [file] = readdirSync(place);
  const schema = (await one.schemas()).get('refused')!;
  const client = await postgres(url).open('refused', 'ds');
  try {
    // When the answer comes is chance; of so many, some come before the last row is sent.
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const session = await client.begin({ loadId, createdAt: '2024-01-15T10:30:00Z', replacedTables: [] });
      await session.migrate(schema);
      await expect(session.load({ table: 't', path: join(place, file!) })).rejects.toThrow('violates check constraint');
      await session.rollback();
    }
  } finally {
    await client.close();
  }
  expect(await one.dataset().table('t').count()).toBe(1);
});

test('texts that PostgreSQL has no form for', async () => {
  const one = pipeline({ name: 'nul', destination: postgres(await server!.database()), dataset: 'ds', pipelinesDir: folder });
  await one.run(
    resource({ name: 't', columns: { doc: { dataType: 'json' } } }, [{ text: 'a\0b', doc: { k: 'a\0b', path: 'C:\\u0000' }, dots: '\\.' }]),
  );
  const [row] = await one.dataset().table('t').rows();
  expect(row).toMatchObject({ text: 'ab', dots: '\\.' });
  expect(JSON.parse(String(row!['doc']))).toEqual({ k: 'ab', path: 'C:\\u0000' });
  const halves = String.raw`[{"text":"a\ud800b","doc":{"a":"\ud800","b":"\uDC00\ud83d\ude42\ud83dx","c":"\\ud800","d":"\\\ud800","\udfff":"\u20ac"}},{"doc":"[\"\\ud83d\\ude42\\ud83d\"]"}]`;
  await one.run(resource({ name: 'halves', columns: { doc: { dataType: 'json' } } }, [Buffer.from(halves)]));
  const [half, ofText] = await one.dataset().table('halves').rows();
  expect(half!['text']).toBe('a\ufffdb');
  expect(JSON.parse(String(half!['doc']))).toEqual({ a: '\ufffd', b: '\ufffd🙂\ufffdx', c: '\\ud800', d: '\\\ufffd', '\ufffd': '€' });
  expect(JSON.parse(String(ofText!['doc']))).toEqual(['🙂\ufffd']);
});
