import { createHash, randomBytes } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createChecksums, type WantedChecksums } from './checksums.ts';
import { createDigester, type Digester } from './digester.ts';
import { newMember, openTestCore, put, withKey, type TestCore } from '../core.test-setup.ts';
import { newId } from '../ids.ts';
import type { FileNode } from '../metadata.ts';

const none: WantedChecksums = { crc32: false, md5: false, sha1: false, sha256: false };
const long = { waitMilliseconds: 50_000 };

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');
const answers = (found: readonly { readonly sha256: string | null }[]): (string | null)[] => found.map((one) => one.sha256);
const kept = async ({ core }: TestCore, { blobId }: { readonly blobId: string }): Promise<string | null | undefined> =>
  (await core.checksums.of([blobId])).get(blobId)?.sha256;

function signal(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, resolve: () => settle?.resolve(), reject: (error) => settle?.reject(error) };
}

/** Counts what it is asked for. What `holds` says is done only when it is let go. */
function watched(holds: (job: 'one' | 'many') => boolean = () => false) {
  const digester = createDigester();
  const asked = { one: 0, many: 0 };
  const begun = signal();
  const gate = signal();
  gate.promise.catch(() => undefined);
  async function pass(job: 'one' | 'many'): Promise<void> {
    asked[job] += 1;
    begun.resolve();
    if (holds(job)) await gate.promise;
  }
  const watching: Digester = {
    async digest(source, names) {
      await pass('one');
      return digester.digest(source, names);
    },
    async digestAll(contents, names) {
      await pass('many');
      return digester.digestAll(contents, names);
    },
    async close() {
      gate.reject(new Error('closed'));
      await digester.close();
    },
  };
  return { digester: watching, asked, begun: begun.promise, letGo: gate.resolve };
}

/** Checksums of the test's core with another digester. */
function checksumsWith({ metadata, core }: TestCore, digester: Digester, wanted = none) {
  return createChecksums({ metadata, read: core.read, wanted: async () => wanted, digester });
}

test('in the order asked, computed once, kept; what is not there or not to be seen is left out', async () => {
  const t = await openTestCore();
  const { digester, asked } = watched();
  const checksums = checksumsWith(t, digester);
  const contents = [
    Buffer.alloc(0),
    Buffer.from('small'),
    randomBytes(64 * 1024),
    randomBytes(64 * 1024 + 1),
    randomBytes(3 * 1024 * 1024),
  ];
  const files: FileNode[] = [];
  for (const [index, bytes] of contents.entries())
    files.push(await put(t, t.admin, { name: `${index}`, bytes, encrypted: index % 2 === 0 }));
  const { file: copy } = await t.core.files.copy(t.admin, files[1]?.id ?? '', { name: 'copy' });
  const order = [4, 2, 0, 3, 1].map((index) => files[index]?.id ?? '');
  const ids = [newId('file'), ...order, copy.id, 'nonsense', t.admin.rootId, order[0] ?? ''];
  const wanted = [4, 2, 0, 3, 1, 1, 4].map((index) => sha256(contents[index] ?? ''));
  const found = await checksums.sha256Of(t.admin, ids, long);
  expect(answers(found)).toEqual(wanted);
  expect(found.map(({ file }) => file.id)).toEqual([...order, copy.id, order[0]]);
  expect(asked).toEqual({ one: 2, many: 1 });
  expect(answers(await checksums.sha256Of(t.admin, ids, { waitMilliseconds: 0 }))).toEqual(wanted);
  expect(asked).toEqual({ one: 2, many: 1 });
  for (const [index, file] of files.entries()) expect(await kept(t, file)).toBe(sha256(contents[index] ?? ''));
  const { member: stranger } = await newMember(t, { username: 'stranger' });
  expect(await checksums.sha256Of(stranger, ids, long)).toEqual([]);
  await checksums.stop();
});

test('who may see a file and not read it is refused, and nothing is computed', async () => {
  const t = await openTestCore();
  const { digester, asked } = watched();
  const checksums = checksumsWith(t, digester);
  const file = await put(t, t.admin, { name: 'a' });
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [] });
  await t.core.permissions.create(t.admin, { path: '', permission: 'list', userNumber: user.number });
  const sam = await t.core.keys.authenticate(secret);
  await expect(checksums.sha256Of(sam, [file.id], long)).rejects.toMatchObject({ code: 'forbidden' });
  const writer = await withKey(t, t.admin, { scopes: ['files:write'] });
  await expect(checksums.sha256Of(writer, [file.id], long)).rejects.toMatchObject({ code: 'forbidden' });
  expect(asked).toEqual({ one: 0, many: 0 });
  // Nor is it shown what somebody else had computed.
  await checksums.sha256Of(t.admin, [file.id], long);
  expect((await t.core.files.describe(t.admin, file.id)).sha256).toBe(sha256('a'));
  expect((await t.core.files.describe(sam, file.id)).sha256).toBeNull();
  await checksums.stop();
});

test('a hundred small ones are one errand, however many ask for them', async () => {
  const t = await openTestCore();
  const { digester, asked, begun, letGo } = watched((job) => job === 'many');
  const checksums = checksumsWith(t, digester);
  const files = [];
  for (let i = 0; i < 100; i++) files.push(await put(t, t.admin, { name: `${i}`, bytes: `content ${i}` }));
  const ids = files.map(({ id }) => id);
  const callers = [1, 2, 3].map(() => checksums.sha256Of(t.admin, ids, long));
  await begun;
  const late = checksums.sha256Of(t.admin, ids.slice(50), long);
  letGo();
  const wanted = files.map((_, i) => sha256(`content ${i}`));
  for (const found of await Promise.all(callers)) expect(answers(found)).toEqual(wanted);
  expect(answers(await late)).toEqual(wanted.slice(50));
  expect(asked).toEqual({ one: 0, many: 1 });
  await checksums.stop();
});

test.each(['small', 'large'])('a %s one: who stops waiting leaves nothing behind, and the work goes on', async (size) => {
  const t = await openTestCore();
  const { digester, asked, begun, letGo } = watched(() => true);
  const checksums = checksumsWith(t, digester);
  const bytes = randomBytes(size === 'small' ? 10 : 200_000);
  const file = await put(t, t.admin, { name: 'a', bytes });
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();

  const gone = new AbortController();
  const aborted = Array.from({ length: 20 }, () => checksums.sha256Of(t.admin, [file.id], { ...long, signal: gone.signal }));
  await begun;
  expect(answers(await checksums.sha256Of(t.admin, [file.id], { waitMilliseconds: 0 }))).toEqual([null]);
  expect(answers(await checksums.sha256Of(t.admin, [file.id], { waitMilliseconds: 1 }))).toEqual([null]);
  gone.abort();
  for (const found of await Promise.all(aborted)) expect(answers(found)).toEqual([null]);
  // One who had left before asking.
  expect(answers(await checksums.sha256Of(t.admin, [file.id], { ...long, signal: gone.signal }))).toEqual([null]);
  expect(getEventListeners(gone.signal, 'abort')).toEqual([]);
  // One that is over by now may have been there before.
  expect(timers()).toBeLessThanOrEqual(before);

  const staying = new AbortController();
  const waiting = checksums.sha256Of(t.admin, [file.id], { ...long, signal: staying.signal });
  letGo();
  expect(answers(await waiting)).toEqual([sha256(bytes)]);
  expect(getEventListeners(staying.signal, 'abort')).toEqual([]);
  expect(await kept(t, file)).toBe(sha256(bytes));
  expect(asked.one + asked.many).toBe(1);
  await checksums.stop();
});

test('what is asked for comes before what is done in the background, and small ones before large ones are done', async () => {
  const t = await openTestCore();
  const { digester, begun, letGo } = watched((job) => job === 'one');
  const inBackground = await put(t, t.admin, { name: 'background', bytes: randomBytes(100_000) });
  const checksums = checksumsWith(t, digester, { ...none, md5: true });
  checksums.wake();
  await begun;
  const large = [];
  for (let i = 0; i < 4; i++) large.push((await put(t, t.admin, { name: `${i}`, bytes: randomBytes(100_000) })).id);
  const waiting = checksums.sha256Of(t.admin, large, long);
  const small = await put(t, t.admin, { name: 'small' });
  expect(answers(await checksums.sha256Of(t.admin, [small.id], long))).toEqual([sha256('small')]);
  letGo();
  expect(answers(await waiting)).not.toContain(null);
  await checksums.settled();
  expect((await t.core.checksums.of([inBackground.blobId])).get(inBackground.blobId)).toMatchObject({ md5: expect.any(String) });
  await checksums.stop();
});

test('what is damaged, or deleted meanwhile, has no checksum, and holds up nobody else', async () => {
  const t = await openTestCore();
  for (const size of [2000, 200_000]) {
    const { digester, begun, letGo } = watched(() => true);
    const checksums = checksumsWith(t, digester);
    const first = await put(t, t.admin, { name: `first ${size}` });
    const [damaged, gone, fine] = [
      await put(t, t.admin, { name: `damaged ${size}`, bytes: randomBytes(size) }),
      await put(t, t.admin, { name: `gone ${size}`, bytes: randomBytes(size) }),
      await put(t, t.admin, { name: `fine ${size}`, bytes: Buffer.alloc(size) }),
    ];
    const [segment] = await t.metadata.segmentsOf(damaged.blobId);
    await t.blobs.delete(segment?.key ?? '');
    const busy = checksums.sha256Of(t.admin, [first.id], long);
    await begun;
    const waiting = checksums.sha256Of(t.admin, [damaged.id, gone.id, fine.id], long);
    await t.core.files.delete(t.admin, gone.id);
    letGo();
    await busy;
    expect(answers(await waiting)).toEqual([
      null,
      expect.toSatisfy((one) => one === null || typeof one === 'string'),
      sha256(Buffer.alloc(size)),
    ]);
    expect(await kept(t, gone)).toBeUndefined();
    // Asked again, it is tried again.
    expect(answers(await checksums.sha256Of(t.admin, [damaged.id], long))).toEqual([null]);
    await checksums.stop();
  }
});

test('what cannot be kept is told all the same, and computed again', async () => {
  const t = await openTestCore();
  const file = await put(t, t.admin, { name: 'a' });
  let isFull = true;
  const { digester, asked } = watched();
  const checksums = createChecksums({
    metadata: new Proxy(t.metadata, {
      get: (target, name) =>
        name === 'write' && isFull ? () => Promise.reject(new Error('the disk is full')) : (Reflect.get(target, name) as unknown),
    }),
    read: t.core.read,
    wanted: async () => none,
    digester,
  });
  expect(answers(await checksums.sha256Of(t.admin, [file.id], long))).toEqual([sha256('a')]);
  isFull = false;
  expect(answers(await checksums.sha256Of(t.admin, [file.id], long))).toEqual([sha256('a')]);
  expect(asked.many).toBe(2);
  expect(await kept(t, file)).toBe(sha256('a'));
  await checksums.stop();
});

test('a stop tells those who wait, and waits for nobody', async () => {
  const t = await openTestCore();
  const { digester, begun } = watched(() => true);
  const checksums = checksumsWith(t, digester);
  const [small, large] = [await put(t, t.admin, { name: 'a' }), await put(t, t.admin, { name: 'b', bytes: randomBytes(100_000) })];
  const waiting = checksums.sha256Of(t.admin, [small.id, large.id], long);
  await begun;
  await checksums.stop();
  expect(answers(await waiting)).toEqual([null, null]);
  expect(answers(await checksums.sha256Of(t.admin, [small.id], long))).toEqual([null]);
});

test('the thread computes several contents side by side', async () => {
  const digester = createDigester();
  const contents = Array.from({ length: 5 }, (_, i) => randomBytes(i * 900_000));
  async function* source(bytes: Buffer): AsyncGenerator<readonly Buffer[]> {
    for (let from = 0; from < bytes.length; from += 300_000) yield [bytes.subarray(from, from + 300_000)];
  }
  async function* failing(): AsyncGenerator<readonly Buffer[]> {
    yield [randomBytes(1_500_000)];
    throw new Error('no more bytes');
  }
  const failed = digester.digest(failing(), ['sha256']);
  const [streams, many, refusal] = await Promise.all([
    Promise.all(contents.map((bytes) => digester.digest(source(bytes), ['sha256']))),
    digester.digestAll(contents, ['sha256', 'crc32']),
    failed.catch((error: unknown) => String(error)),
  ]);
  expect(streams).toEqual(contents.map((bytes) => ({ sha256: sha256(bytes) })));
  expect(many.map((one) => one.sha256)).toEqual(contents.map(sha256));
  expect(many[0]?.crc32).toBe('0');
  expect(refusal).toContain('no more bytes');
  expect(await digester.digestAll([], ['sha256'])).toEqual([]);
  await digester.close();
});
