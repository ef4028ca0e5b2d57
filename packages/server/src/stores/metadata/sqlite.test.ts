import { DatabaseSync } from '@photostructure/sqlite';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MetadataStore } from '../../core/metadata.ts';
import { metadataStoreConformance } from './conformance.ts';
import { canLimitFileSize, limitFileSize } from './file-size-limit.test-setup.ts';
import { migrations } from './migrations/index.ts';
import { openSqliteMetadata } from './sqlite.ts';

let folder = '';
let opened = 0;
const path = () => join(folder, `${opened}`, 'metadata.db');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-metadata-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

metadataStoreConformance('sqlite', {
  open: async () => {
    opened += 1;
    return openSqliteMetadata(path(), { reserveBytes: 0 });
  },
  reopen: async () => openSqliteMetadata(path(), { reserveBytes: 0 }),
});

const put = (store: MetadataStore, name: string, bytes = 1): Promise<void> =>
  store.write((tx) => tx.putSetting(name, Buffer.alloc(bytes, 'x')));

describe('migrations', () => {
  test('run once', async () => {
    await openSqliteMetadata(path()).close();
    const steps = () => {
      const database = new DatabaseSync(path());
      const rows = database.prepare('SELECT number, name FROM migrations ORDER BY number').all();
      const schema = database.prepare('SELECT sql FROM sqlite_master ORDER BY name').all();
      const version = database.prepare('PRAGMA schema_version').get();
      database.close();
      return JSON.stringify({ rows, schema, version });
    };
    const first = steps();
    for (const { name } of migrations) expect(first).toContain(name);
    await openSqliteMetadata(path()).close();
    expect(steps()).toBe(first);
  });

  async function edit(sql: string): Promise<void> {
    const database = new DatabaseSync(path());
    database.exec(sql);
    database.close();
  }

  test('a database of a newer version is refused and left alone', async () => {
    const store = openSqliteMetadata(path());
    await put(store, 'kept');
    await store.close();
    await edit(`INSERT INTO migrations (number, name) VALUES (${migrations.length + 1}, '9999-future')`);
    expect(() => openSqliteMetadata(path())).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('newer Filewharf') }),
    );
    // Nothing is left open: with the step gone it opens.
    await edit(`DELETE FROM migrations WHERE name = '9999-future'`);
    const again = openSqliteMetadata(path());
    expect(await again.findSetting('kept')).toBeDefined();
    await again.close();
  });

  test('a database of another kind is refused', async () => {
    await openSqliteMetadata(path()).close();
    await edit(`UPDATE migrations SET name = '0001-other' WHERE number = 1`);
    expect(() => openSqliteMetadata(path())).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining('0001-other') }),
    );
  });
});

describe('damaged counters', () => {
  const told: unknown[] = [];
  const open = () => openSqliteMetadata(path(), { reserveBytes: 0, onCountsDamage: (error) => told.push(error) });
  const counters = () => `${path()}-counts`;

  beforeEach(() => {
    told.length = 0;
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['a page of zeros', (bytes) => bytes.fill(0, 512, 1024)],
    ['a torn first page', (bytes) => bytes.fill(0, 256, 512)],
    ['no database', (bytes) => bytes.fill('x')],
    ['an end that is missing', (bytes) => bytes.subarray(0, 700)],
  ])('%s: they start anew, and all else is there', async (_, damage) => {
    const store = open();
    await put(store, 'kept');
    await store.count('a', 10, 1000);
    await store.close();
    writeFileSync(counters(), damage(readFileSync(counters())));
    const again = open();
    expect(told).toHaveLength(1);
    expect(await again.findSetting('kept')).toBeDefined();
    expect(await again.count('a', 10, 1000)).toEqual({ count: 1, resetsAt: 11_000 });
    await again.close();
    const healthy = open();
    expect(await healthy.findCount('a', 1000)).toEqual({ count: 1, resetsAt: 11_000 });
    await healthy.close();
    expect(told).toHaveLength(1);
  });

  test('damage that shows while the process runs: it goes on with what it remembers', async () => {
    await open().close();
    // More than SQLite keeps in memory.
    const database = new DatabaseSync(counters());
    database.exec(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
      INSERT INTO counts SELECT 'a name that takes some room, so that there are many pages of them ' || i, 10000, 5 FROM n`);
    database.close();
    const store = open();
    await store.count('a', 10, 1000);
    const pages = readFileSync(counters());
    writeFileSync(counters(), pages.fill(0, 512));
    const known = [];
    for (let i = 0; told.length === 0 && i < 30_000; i++) {
      known.push(await store.findCount(`a name that takes some room, so that there are many pages of them ${i}`, 1000));
    }
    expect(told).toHaveLength(1);
    expect(known.at(-1)).toBeUndefined();
    expect(await store.count('a', 10, 1000)).toEqual({ count: 2, resetsAt: 11_000 });
    expect(await store.count('b', 10, 1000)).toEqual({ count: 1, resetsAt: 11_000 });
    await store.pruneCounts(20_000);
    expect(await store.findCount('a', 1000)).toBeUndefined();
    await store.close();
    expect(told).toHaveLength(1);
  });
});

describe('one process owns the database', () => {
  const sqlite = createRequire(import.meta.url).resolve('@photostructure/sqlite');
  /** Takes the lock as `openSqliteMetadata` does, says how that went, and stays. */
  const script = `
    const { DatabaseSync } = require(${JSON.stringify(sqlite)});
    const lock = new DatabaseSync(process.argv[1]);
    try { lock.exec('BEGIN EXCLUSIVE'); console.log('taken'); } catch (error) { console.log('refused'); }
    setInterval(() => {}, 1000);`;

  async function otherProcess(): Promise<{ answer: string; kill(): Promise<void> }> {
    const child = spawn(process.execPath, ['-e', script, `${path()}-lock`], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [answer] = (await once(child.stdout, 'data')) as [Buffer];
    return {
      answer: String(answer).trim(),
      async kill() {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  test('another one is refused while it runs, and no longer once it is closed', async () => {
    const store = openSqliteMetadata(path());
    const refused = await otherProcess();
    await refused.kill();
    await store.close();
    const taken = await otherProcess();
    await taken.kill();
    expect([refused.answer, taken.answer]).toEqual(['refused', 'taken']);
  });

  test('is refused while another one runs, and opens as soon as that was killed', async () => {
    await openSqliteMetadata(path()).close();
    const other = await otherProcess();
    expect(other.answer).toBe('taken');
    expect(() => openSqliteMetadata(path())).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('--data-dir') }),
    );
    await other.kill();
    await openSqliteMetadata(path()).close();
  });

  test('twice in one process is refused as well', async () => {
    const store = openSqliteMetadata(path());
    expect(() => openSqliteMetadata(path())).toThrow(expect.objectContaining({ code: 'unavailable' }));
    await put(store, 'still works');
    await store.close();
  });
});

test.skipIf(!canLimitFileSize())(
  'when the disk takes no more, writes are refused as unavailable, reads go on, and all is well afterwards',
  async () => {
    const store = openSqliteMetadata(path());
    const blob = { id: 'blob', wrapped: { version: 1, bytes: Buffer.alloc(76) }, encrypted: true, sizeBytes: 0, mac: null };
    await put(store, 'before', 1000);
    try {
      limitFileSize(600_000);
      const results = await Promise.allSettled(Array.from({ length: 5 }, (_, i) => put(store, `large ${i}`, 1_000_000)));
      for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
      expect(await store.findSetting('before')).toHaveLength(1000);
      expect(await store.findSetting('large 0')).toBeUndefined();
      // What was kept back was given for it, and is there for nothing that the database would have to grow for.
      expect([existsSync(`${path()}-reserve`), store.hasRoom()]).toEqual([false, false]);
      await expect(store.write((tx) => tx.insertBlob(blob))).rejects.toMatchObject({ code: 'unavailable', message: 'The disk is full.' });
    } finally {
      limitFileSize('unlimited');
    }
    await put(store, 'after', 1_000_000);
    // A second later than the last try to keep something back.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1000);
    await store.write((tx) => tx.insertBlob(blob));
    expect([existsSync(`${path()}-reserve`), store.hasRoom()]).toEqual([true, true]);
    clock.mockRestore();
    await store.close();
    const again = openSqliteMetadata(path());
    expect(await again.findSetting('before')).toHaveLength(1000);
    expect(await again.findSetting('after')).toHaveLength(1_000_000);
    expect(await again.findSetting('large 4')).toBeUndefined();
    await again.close();
  },
);

test.skipIf(!canLimitFileSize())('a counter that the disk does not take counts on, also past the end of the store', async () => {
  const store = openSqliteMetadata(path());
  expect(await store.count('a', 10, 1000)).toEqual({ count: 1, resetsAt: 11_000 });
  try {
    limitFileSize(0);
    expect(await store.count('a', 10, 1000)).toEqual({ count: 2, resetsAt: 11_000 });
    const counted = await Promise.all(['b', 'b', 'ended'].map((name) => store.count(name, name === 'b' ? 10 : 0, 1500)));
    expect(counted.map(({ count }) => count)).toEqual([1, 2, 1]);
    await store.uncount('b');
    await store.pruneCounts(2000);
    expect(await store.findCount('a', 2000)).toEqual({ count: 2, resetsAt: 11_000 });
    expect(await store.findCount('ended', 0)).toBeUndefined();
  } finally {
    limitFileSize('unlimited');
  }
  expect(await store.count('c', 10, 2000)).toEqual({ count: 1, resetsAt: 12_000 });
  await store.close();
  const again = openSqliteMetadata(path());
  expect(await again.findCount('a', 2000)).toEqual({ count: 2, resetsAt: 11_000 });
  expect(await again.findCount('b', 2000)).toEqual({ count: 1, resetsAt: 11_500 });
  expect(await again.findCount('c', 2000)).toEqual({ count: 1, resetsAt: 12_000 });
  try {
    limitFileSize(0);
    expect(await again.count('c', 10, 2000)).toEqual({ count: 2, resetsAt: 12_000 });
    await again.close();
  } finally {
    limitFileSize('unlimited');
  }
});
