import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSessionStore, type BegunTransfer } from './session-store.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'filewharf-sessions-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

interface State extends BegunTransfer {
  readonly uploadId: string;
}
const begun = { localPath: '/a', remote: '/b', server: 'http://server', size: 1 };
const store = () => createSessionStore<State>(join(root, 'uploads'));

/** The one file of the folder that ends so. */
async function fileOf(ending: string): Promise<string> {
  const name = (await readdir(join(root, 'uploads'))).find((found) => found.endsWith(ending));
  return join(root, 'uploads', name ?? 'none');
}

test('what was kept is there for the next one with the same words, and for no other', async () => {
  const first = await store().open(['server', 'user', '/a', 12, 34]);
  expect(first.state).toBeUndefined();
  await first.save({ ...begun, uploadId: 'upl_1' });
  await first.close();
  const again = await store().open(['server', 'user', '/a', 12, 34]);
  expect(again.state).toEqual({ ...begun, uploadId: 'upl_1' });
  expect((await store().open(['server', 'user', '/a', 123, 4])).state).toBeUndefined();
  await again.forget();
  await again.close();
  expect((await store().open(['server', 'user', '/a', 12, 34])).state).toBeUndefined();
});

test('only the user can read it', async () => {
  const session = await store().open(['a']);
  await session.save({ ...begun, uploadId: 'upl_1' });
  expect((await stat(join(root, 'uploads'))).mode & 0o777).toBe(0o700);
  expect((await stat(await fileOf('.json'))).mode & 0o777).toBe(0o600);
});

test('all of them are listed, the oldest first', async () => {
  for (const uploadId of ['upl_1', 'upl_2']) {
    const session = await store().open([uploadId]);
    await session.save({ ...begun, uploadId });
    await session.close();
  }
  await utimes(await fileOf('.json'), 0, 1);
  const listed = await store().list();
  expect(listed.map(({ state }) => state.uploadId).sort()).toEqual(['upl_1', 'upl_2']);
  expect(listed[0]?.at).toEqual(new Date(1000));
  expect(await createSessionStore<State>(join(root, 'none')).list()).toEqual([]);
});

test('two cannot have it at once', async () => {
  const session = await store().open(['a']);
  await expect(store().open(['a'])).rejects.toMatchObject({ name: 'TemporaryError', message: 'this command is transferring it already' });
  await session.close();
  await (await store().open(['a'])).close();
});

/** A process of its own that opens the session, and says so. */
function holder(): { readonly pid: number; readonly opened: Promise<void>; kill(): Promise<void> } {
  const program = `
    const { createSessionStore } = await import(${JSON.stringify(new URL('../../dist/transfer/session-store.js', import.meta.url).href)});
    const session = await createSessionStore(${JSON.stringify(join(root, 'uploads'))}).open(['a']);
    await session.save({ uploadId: 'upl_9' });
    console.log('opened');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    pid: child.pid ?? 0,
    opened: new Promise((resolve, reject) => {
      child.stdout.once('data', () => resolve());
      child.once('close', () => reject(new Error('it ended')));
    }),
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

test('another process has it as long as it runs, and no longer', async () => {
  const other = holder();
  await other.opened;
  await expect(store().open(['a'])).rejects.toThrow(`another filewharf (process ${other.pid}) is transferring it already`);
  await other.kill();
  // All at once: one of them gets it.
  const opened = await Promise.allSettled(Array.from({ length: 20 }, () => store().open(['a'])));
  const winners = opened.filter((result) => result.status === 'fulfilled');
  expect(winners).toHaveLength(1);
  expect(winners[0]?.value.state).toEqual({ uploadId: 'upl_9' });
  expect((await readdir(join(root, 'uploads'))).length).toBe(2);
});

test('the number of an ended process that another one has now does not count', async () => {
  await (await store().open(['a'])).close();
  const session = await store().open(['a']);
  const lock = await fileOf('.lock');
  await session.close();
  await writeFile(lock, `${process.pid} 1\n`);
  if (process.platform === 'linux') await (await store().open(['a'])).close();
});

test.each(['', '{', '{"version":0,"state":{"uploadId":"x"}}'])('a file that holds %j is taken for none', async (text) => {
  const session = await store().open(['a']);
  await session.save({ ...begun, uploadId: 'upl_1' });
  await writeFile(await fileOf('.json'), text);
  await session.close();
  expect((await store().open(['a'])).state).toBeUndefined();
});

test('what nobody came back for is removed', async () => {
  const old = await store().open(['old']);
  await old.save({ ...begun, uploadId: 'upl_1' });
  await old.close();
  const path = await fileOf('.json');
  const recent = await store().open(['recent']);
  await recent.save({ ...begun, uploadId: 'upl_2' });
  await utimes(path, 0, Date.now() / 1000 - 8 * 24 * 3600);
  await store().sweep();
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await readdir(join(root, 'uploads'))).sort().map((name) => name.replace(/^\w+/, ''))).toEqual(['.json', '.lock']);
});
