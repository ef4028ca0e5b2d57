import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { blobStoreConformance } from './conformance.ts';
import { fileCalls, type FileCalls } from './disk-calls.ts';
import { openDiskBlobs } from './disk.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-blobs-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A file system that knows no direct writes. */
function cachedOnly(calls: FileCalls): FileCalls {
  const open = (async (path: string, flags: string | number, mode?: number) => {
    if (typeof flags !== 'number') return calls.open(path, flags, mode);
    // As Linux does: the file is made before the flag is looked at.
    await fileCalls.close(await fileCalls.open(path, 'wx'));
    throw systemError('EINVAL');
  }) as unknown as FileCalls['open'];
  return { ...calls, open };
}

/** Whether the folder of these tests can be written directly, as on Linux on most disks. */
const canWriteDirectly = await (async () => {
  const probe = await mkdtemp(join(tmpdir(), 'filewharf-direct-'));
  try {
    await fileCalls.close(await fileCalls.open(join(probe, 'file'), constants.O_WRONLY | constants.O_CREAT | constants.O_DIRECT));
    return true;
  } catch {
    return false;
  } finally {
    await rm(probe, { recursive: true });
  }
})();

if (!canWriteDirectly) test.skip('blobs are written directly: the folder for temporary files does not have it', () => undefined);

const ways = [
  { way: 'directly', direct: true, choose: (calls: FileCalls) => calls },
  { way: 'through the page cache', direct: false, choose: cachedOnly },
].filter(({ direct }) => !direct || canWriteDirectly);

for (const { way, choose } of ways) blobStoreConformance(`disk, ${way}`, { open: () => openDiskBlobs(folder, choose(fileCalls)) });

const key = 'abcdef';
const path = () => join(folder, 'ab', key);

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: told to fail`), { code, syscall: 'test' });
}

/** Every call counted; `before` may throw to make it fail. Descriptors that are open are counted too. */
function watchedCalls(before: (call: keyof FileCalls, args: readonly unknown[]) => void | Promise<void> = () => undefined) {
  const log: string[] = [];
  let openFiles = 0;
  const watched = Object.fromEntries(
    Object.entries(fileCalls).map(([name, call]) => [
      name,
      async (...args: unknown[]) => {
        log.push(name);
        await before(name as keyof FileCalls, args);
        const result: unknown = await (call as (...args: unknown[]) => Promise<unknown>)(...args);
        if (name === 'open') openFiles += 1;
        if (name === 'close') openFiles -= 1;
        return result;
      },
    ]),
  ) as unknown as FileCalls;
  return { calls: watched, log, openFiles: () => openFiles };
}

test('folders and files are private, and a key is found in the folder of its first two characters', async () => {
  const store = await openDiskBlobs(join(folder, 'blobs'));
  const writer = await store.create(key);
  expect(await readdir(join(folder, 'blobs', 'tmp'))).toEqual([key]);
  await writer.write([Buffer.from('x')]);
  await writer.commit();
  expect((await stat(join(folder, 'blobs'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'blobs', 'ab'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'blobs', 'ab', key))).mode & 0o777).toBe(0o600);
  expect((await readdir(join(folder, 'blobs'))).length).toBe(257);
  expect(await readdir(join(folder, 'blobs', 'tmp'))).toEqual([]);
});

test('what a crash left behind is removed by the claim, what was committed stays', async () => {
  const before = await openDiskBlobs(folder);
  await before.claim('one');
  const committed = await before.create(key);
  await committed.commit();
  await (await before.create('abandoned'.replace('ab', '00'))).write([Buffer.from('half')]);
  await writeFile(join(folder, 'ab', 'NOT-A-KEY'), '');
  await writeFile(join(folder, 'ab', 'cd0000'), '');

  const after = await openDiskBlobs(folder);
  await after.claim('one');
  expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  const keys: string[] = [];
  for await (const blob of after.list()) keys.push(blob.key);
  expect(keys).toEqual([key]);
});

test.each(['thesis.doc', 'tmp/thesis.doc', 'tmp/abcdef', 'ab/abcdef', '.hidden'])(
  'a folder without an owner that holds %s is refused and left as it is',
  async (name) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), 'precious');
    const before = await readdir(folder);
    await expect(openDiskBlobs(folder)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`it holds ${name},`) });
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(join(folder, name), 'utf8')).toBe('precious');
  },
);

test('a fresh volume and an interrupted first start are taken as empty folders', async () => {
  await mkdir(join(folder, 'lost+found'));
  await openDiskBlobs(folder);
  await writeFile(join(folder, 'installation.new'), 'on');
  const store = await openDiskBlobs(folder);
  await store.claim('one');
  expect(await store.owner()).toBe('one');
});

test('a claim removes nothing from tmp that is named unlike a blob', async () => {
  await (await openDiskBlobs(folder)).claim('one');
  await writeFile(join(folder, 'tmp', 'NOT-A-KEY'), '');
  await writeFile(join(folder, 'tmp', 'abandoned'), '');
  await (await openDiskBlobs(folder)).claim('one');
  expect(await readdir(join(folder, 'tmp'))).toEqual(['NOT-A-KEY']);
});

test('a folder that cannot be made is told at open', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(openDiskBlobs(join(folder, 'file'))).rejects.toMatchObject({ code: 'unavailable' });
});

test.each(ways)('bytes written $way are synced before the name, and the name before commit is over', async ({ direct, choose }) => {
  const { calls, log } = watchedCalls();
  const store = await openDiskBlobs(folder, choose(calls));
  // Finds out about direct writes.
  await (await store.create('abc')).abort();
  log.length = 0;
  const writer = await store.create(key);
  await writer.write([Buffer.from('x')]);
  await writer.commit();
  expect(log.filter((call) => ['write', 'ftruncate', 'fdatasync', 'rename', 'fsync'].includes(call))).toEqual([
    'write',
    ...(direct ? ['ftruncate'] : []),
    'fdatasync',
    'rename',
    'fsync',
  ]);
});

test.each(ways)('a blob written $way is as long as what was written, whatever the length and the pieces', async ({ choose }) => {
  const store = await openDiskBlobs(folder, choose(fileCalls));
  const bytes = randomBytes(9 * 1024 * 1024 + 5);
  for (const [index, length] of [0, 1, 4095, 4096, 4097, 2 * 1024 * 1024, 4 * 1024 * 1024 + 4096, bytes.length].entries()) {
    const writer = await store.create(`ab${index}`);
    for (let at = 0; at < length; at += 1_000_003) await writer.write([bytes.subarray(at, Math.min(at + 1_000_003, length))]);
    await writer.commit();
    expect((await readFile(join(folder, 'ab', `ab${index}`))).equals(bytes.subarray(0, length)), String(length)).toBe(true);
  }
});

test.each(ways)('a blob written $way takes what there is room for at once, and asks to wait beyond that', async ({ direct, choose }) => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let isGated = false;
  const { calls } = watchedCalls((call) => (call === 'write' && isGated ? gate : undefined));
  const store = await openDiskBlobs(folder, choose(calls));
  const writer = await store.create(key);
  isGated = true;
  const bytes = randomBytes(2 * (direct ? 2 * 1024 * 1024 : 256 * 1024) + 1);
  const half = (bytes.length - 1) / 2;
  expect(writer.write([bytes.subarray(0, half)])).toBeUndefined();
  expect(writer.write([bytes.subarray(half, half + 5), bytes.subarray(half + 5, 2 * half)])).toBeUndefined();
  const wait = writer.write([bytes.subarray(2 * half)]);
  expect(wait).toBeInstanceOf(Promise);
  release();
  await wait;
  await writer.commit();
  expect((await readFile(path())).equals(bytes)).toBe(true);
});

test('more files at once than there are large buffers are written all the same, and one after them directly again', async () => {
  const { calls, log, openFiles } = watchedCalls();
  const store = await openDiskBlobs(folder, calls);
  const bytes = Array.from({ length: 20 }, () => randomBytes(3 * 1024 * 1024 + 7));
  const writers = await Promise.all(bytes.map((_, index) => store.create(`ab${index}`)));
  for (let at = 0; at < 3 * 1024 * 1024 + 7; at += 500_000)
    await Promise.all(writers.map(async (writer, index) => writer.write([bytes[index]?.subarray(at, at + 500_000) ?? Buffer.alloc(0)])));
  await Promise.all(writers.map((writer, index) => (index % 5 === 4 ? writer.abort() : writer.commit())));
  for (const [index, expected] of bytes.entries())
    if (index % 5 !== 4) expect((await readFile(join(folder, 'ab', `ab${index}`))).equals(expected)).toBe(true);
  expect(openFiles()).toBe(0);
  expect(await readdir(join(folder, 'tmp'))).toEqual([]);

  log.length = 0;
  const last = await store.create(key);
  await last.write([Buffer.from('x')]);
  await last.commit();
  expect(log.includes('ftruncate')).toBe(canWriteDirectly);
});

test('a long blob in the page cache is synced in the background, without waiting for it', async () => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let syncs = 0;
  const { calls } = watchedCalls((call) => {
    if (call !== 'fdatasync') return undefined;
    syncs += 1;
    return syncs === 1 ? gate : undefined;
  });
  const store = await openDiskBlobs(folder, cachedOnly(calls));
  const writer = await store.create(key);
  const chunk = Buffer.alloc(8 * 1024 * 1024);
  for (let count = 0; count < 5; count += 1) await writer.write([chunk]);
  expect(syncs).toBe(1);
  const committed = writer.commit();
  await new Promise((resolve) => setImmediate(resolve));
  expect(syncs).toBe(1);
  release();
  await committed;
  expect(syncs).toBe(2);
});

test('a file is not closed under a sync that its last write began', async () => {
  const gates = new Map<string, () => void>();
  const { calls, log } = watchedCalls((call) =>
    // The sixty-fourth write is the one after which the file is synced.
    (call === 'write' && log.filter((name) => name === 'write').length === 64) || call === 'fdatasync'
      ? new Promise<void>((resolve) => gates.set(call, resolve))
      : undefined,
  );
  const store = await openDiskBlobs(folder, cachedOnly(calls));
  const writer = await store.create(key);
  log.length = 0;
  await writer.write([Buffer.alloc(16 * 1024 * 1024 + 1)]);
  await until(() => gates.has('write'));
  const aborted = writer.abort();
  gates.get('write')?.();
  await until(() => gates.has('fdatasync'));
  for (let turns = 0; turns < 10; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  const closedEarly = log.includes('close');
  gates.get('fdatasync')?.();
  await aborted;
  expect(closedEarly).toBe(false);
  expect(log.includes('close')).toBe(true);
});

test('commits in one folder share an fsync, but none that began before their rename', async () => {
  const gates: (() => void)[] = [];
  const started: number[] = [];
  let renamed = 0;
  let gated = false;
  const { calls } = watchedCalls((call) => {
    if (call === 'fsync' && gated) {
      started.push(renamed);
      return new Promise<void>((resolve) => gates.push(resolve));
    }
    return undefined;
  });
  const rename: FileCalls['rename'] = async (from, to) => {
    await calls.rename(from, to);
    renamed += 1;
  };
  const store = await openDiskBlobs(folder, { ...calls, rename });
  gated = true;
  const over: number[] = [];
  const commits = Array.from({ length: 5 }, async (_, index) => {
    const writer = await store.create(`ab${index}`);
    if (index > 0) await until(() => started.length > 0);
    await writer.commit();
    over.push(index);
  });
  await until(() => renamed === 5 && started.length === 1);
  expect(started).toEqual([1]);
  gates[0]?.();
  await until(() => started.length === 2);
  expect(started).toEqual([1, 5]);
  expect(over).toEqual([0]);
  gates[1]?.();
  await Promise.all(commits);
  expect(started.length).toBe(2);
});

test('a read that is ended early closes its file after the read-ahead, not under it', async () => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let reads = 0;
  const { calls, log, openFiles } = watchedCalls((call) => {
    if (call !== 'read') return undefined;
    reads += 1;
    return reads === 2 ? gate : undefined;
  });
  const store = await openDiskBlobs(folder, calls);
  const writer = await store.create(key);
  await writer.write([Buffer.alloc(1000)]);
  await writer.commit();
  log.length = 0;
  const steps = store.read(key, 0, 1000, 100)[Symbol.asyncIterator]();
  await steps.next();
  const ended = steps.return?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual(['open', 'read', 'read']);
  release();
  await ended;
  expect(log).toEqual(['open', 'read', 'read', 'close']);
  expect(openFiles()).toBe(0);
});

/** Lets the event loop turn until `done`; the test's own time limit ends it else. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

describe('when the file system fails', () => {
  const failures = [
    ['open', 'EMFILE'],
    ['open', 'ENOSPC'],
    ['write', 'ENOSPC'],
    ['write', 'EIO'],
    ['ftruncate', 'EIO'],
    ['fdatasync', 'EIO'],
    ['close', 'EIO'],
    ['stat', 'EIO'],
    ['rename', 'ENOSPC'],
    ['fsync', 'EIO'],
  ] as const;
  const cases = ways.flatMap(({ way, direct, choose }) =>
    failures
      .filter(([failing]) => direct || failing !== 'ftruncate')
      .flatMap(([failing, code]) => [true, false].map((probed) => ({ way, choose, failing, code, probed }))),
  );
  test.each(cases)('a blob written $way whose $failing ends in $code does not exist (probed before: $probed)', async (scenario) => {
    const { choose, failing, code, probed } = scenario;
    let broken = '';
    const { calls, openFiles } = watchedCalls((call) => {
      if (call !== broken) return;
      // Once: what follows is the cleaning up.
      broken = '';
      throw systemError(code);
    });
    const store = await openDiskBlobs(folder, choose(calls));
    if (probed) await (await store.create('abc')).abort();
    broken = failing;
    const attempt = async () => {
      const writer = await store.create(key);
      try {
        await writer.write([Buffer.from('x')]);
        await writer.commit();
      } finally {
        await writer.abort();
      }
    };
    await expect(attempt()).rejects.toMatchObject({ code: 'unavailable', cause: { code } });
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    await expect(stat(path())).rejects.toMatchObject({ code: 'ENOENT' });
    // A descriptor whose close failed is counted as open here and is not: the kernel lets go of it in any case.
    expect(openFiles()).toBe(failing === 'close' ? 1 : 0);
    await attempt();
    expect(await readFile(path(), 'utf8')).toBe('x');
  });

  test('a failed background sync is final, though later syncs succeed', async () => {
    let syncs = 0;
    const { calls, openFiles } = watchedCalls((call) => {
      if (call !== 'fdatasync') return;
      syncs += 1;
      if (syncs === 1) throw systemError('EIO');
    });
    const store = await openDiskBlobs(folder, cachedOnly(calls));
    for (const goOn of [true, false]) {
      syncs = 0;
      const writer = await store.create(key);
      await writer.write([Buffer.alloc(16 * 1024 * 1024)]);
      if (goOn) {
        await new Promise((resolve) => setImmediate(resolve));
        await expect(writer.write([Buffer.alloc(2 * 1024 * 1024)])).rejects.toMatchObject({ code: 'unavailable' });
      }
      await expect(writer.commit()).rejects.toMatchObject({ code: 'unavailable', cause: { code: 'EIO' } });
      expect(syncs).toBe(1);
      expect(openFiles()).toBe(0);
      expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    }
  });

  test.each(ways)('a write $way that failed cannot be committed', async ({ choose }) => {
    let full = false;
    const { calls } = watchedCalls((call) => {
      if (call === 'write' && full) throw systemError('ENOSPC');
    });
    const store = await openDiskBlobs(folder, choose(calls));
    const writer = await store.create(key);
    full = true;
    // More than can be on its way to the disk unnoticed.
    await expect(writer.write([Buffer.alloc(5 * 1024 * 1024)])).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The disk is full.',
    });
    full = false;
    await expect(writer.commit()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(stat(path())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.each(ways)('short writes $way and short reads are continued', async ({ choose, direct }) => {
    const bytes = randomBytes(10_000);
    const most = direct ? 4096 : 7;
    const write = (async (fd: number, buffer: Buffer, offset: number, length: number, position: number) =>
      fileCalls.write(fd, buffer, offset, Math.min(length, most), position)) as unknown as FileCalls['write'];
    const read = (async (fd: number, buffer: Buffer, offset: number, length: number, position: number) =>
      fileCalls.read(fd, buffer, offset, Math.min(length, 7), position)) as unknown as FileCalls['read'];
    const store = await openDiskBlobs(folder, choose({ ...fileCalls, write, read }));
    const writer = await store.create(key);
    await writer.write([bytes.subarray(0, 10), bytes.subarray(10, 11), bytes.subarray(11)]);
    await writer.commit();
    expect((await readFile(path())).equals(bytes)).toBe(true);
    const parts: Buffer[] = [];
    for await (const part of store.read(key, 3, 999, 100)) parts.push(Buffer.from(part));
    expect(parts.map((part) => part.length)).toEqual([...Array.from({ length: 9 }, () => 100), 96]);
    expect(Buffer.concat(parts)).toEqual(bytes.subarray(3, 999));
  });

  test('every read closes its file: at the end, early, and after a failure of this or the next step', async () => {
    let failAt = Infinity;
    let reads = 0;
    const { calls, openFiles } = watchedCalls((call) => {
      if (call !== 'read') return;
      reads += 1;
      if (reads === failAt) throw systemError('EIO');
    });
    const store = await openDiskBlobs(folder, calls);
    const writer = await store.create(key);
    await writer.write([Buffer.alloc(1000)]);
    await writer.commit();
    const steps = async (stopAfter: number) => {
      let count = 0;
      for await (const _ of store.read(key, 0, 1000, 100)) {
        count += 1;
        if (count === stopAfter) break;
      }
      return count;
    };
    expect(await steps(Infinity)).toBe(10);
    expect(await steps(1)).toBe(1);
    expect(openFiles()).toBe(0);
    for (failAt = 1; failAt <= 10; failAt += 1) {
      reads = 0;
      await expect(steps(Infinity)).rejects.toMatchObject({ code: 'unavailable', cause: { code: 'EIO' } });
      expect(openFiles()).toBe(0);
      reads = 0;
      // The read-ahead fails, but nobody asks for it.
      if (failAt > 1) expect(await steps(failAt - 1)).toBe(failAt - 1);
      expect(openFiles()).toBe(0);
    }
  });

  test('delete and list tell', async () => {
    await openDiskBlobs(folder);
    const { calls } = watchedCalls((call) => {
      if (call === 'unlink' || call === 'readdir') throw systemError('EIO');
    });
    await expect(openDiskBlobs(folder, calls)).rejects.toMatchObject({ code: 'unavailable' });
    const store = await openDiskBlobs(folder);
    await mkdir(path());
    await expect(store.delete(key)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
