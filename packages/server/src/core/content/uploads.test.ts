import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  changesOf,
  newMember,
  oneHour,
  openTestCore,
  put,
  storedKeys,
  usedBytes,
  withKey,
  type TestCore,
} from '../core.test-setup.ts';
import type { Upload } from '../metadata.ts';
import type { Member } from '../access/principal.ts';
import { chunkLength, maxChunks } from './uploads.ts';

interface Wanted {
  readonly size: number;
  readonly chunks: number;
  readonly filename?: string;
  readonly folderId?: string | null;
  readonly encrypted?: boolean;
}

const init = (
  { core }: TestCore,
  member: Member,
  { size, chunks, filename = 'big', folderId = null, encrypted = true }: Wanted,
): Promise<Upload> => core.uploads.init(member, { filename, totalSizeBytes: size, totalChunks: chunks, folderId, encrypted });

/** As a door does it: bytes first, in pieces, then the row. */
async function send({ core }: TestCore, member: Member, id: string, index: number, bytes: Buffer): Promise<void> {
  const stage = await core.uploads.receiveChunk(member, id, index);
  try {
    for (let at = 0; at < bytes.length || at === 0; at += 1000) await stage.write(bytes.subarray(at, at + 1000));
  } catch (error) {
    await stage.abort();
    throw error;
  }
  await core.uploads.putChunk(member, id, index, stage);
}

const slice = (upload: Upload, index: number, whole: Buffer): Buffer =>
  whole.subarray(index * upload.chunkSizeBytes, index * upload.chunkSizeBytes + chunkLength(upload, index));

async function sendAll(t: TestCore, member: Member, upload: Upload, whole: Buffer): Promise<void> {
  for (let index = 0; index < upload.totalChunks; index++) await send(t, member, upload.id, index, slice(upload, index, whole));
}

test('the size of a chunk is the total by the number, rounded up', async () => {
  const t = await openTestCore();
  for (const [size, chunks, each, last] of [
    [524_288_000, 100, 5_242_880, 5_242_880],
    [10, 3, 4, 2],
    [10, 1, 10, 10],
    [5, 4, 2, 0],
    [1, 10, 1, 0],
    [0, 1, 0, 0],
    [0, 7, 0, 0],
  ] as const) {
    const upload = await init(t, t.admin, { size, chunks });
    expect(upload).toMatchObject({ chunkSizeBytes: each, totalChunks: chunks, fileId: null, expiresAt: t.clock.now + oneHour });
    expect(chunkLength(upload, chunks - 1)).toBe(last);
    expect(Array.from({ length: chunks }, (_, index) => chunkLength(upload, index)).reduce((a, b) => a + b)).toBe(size);
  }
});

test('chunks become one file: in any order, encrypted and plain, small ones in the metadata', async () => {
  const t = await openTestCore();
  for (const encrypted of [true, false]) {
    for (const { size, chunks, stored } of [
      { size: 900, chunks: 3, stored: 0 },
      { size: 90_000, chunks: 4, stored: 4 },
      { size: 0, chunks: 1, stored: 0 },
    ]) {
      const before = (await storedKeys(t.blobs)).length;
      const whole = randomBytes(size);
      const upload = await init(t, t.admin, { size, chunks, encrypted, filename: `${size} ${encrypted}` });
      for (let index = chunks - 1; index >= 0; index--) await send(t, t.admin, upload.id, index, slice(upload, index, whole));
      expect((await t.core.uploads.status(t.admin, upload.id)).received).toEqual(Array.from({ length: chunks }, (_, index) => index));
      const { file } = await t.core.uploads.complete(t.admin, upload.id);
      expect(file).toMatchObject({ sizeBytes: size, encrypted, name: `${size} ${encrypted}`, parentId: t.admin.rootId });
      expect((await bytesOf(t, t.admin, file.id)).equals(whole)).toBe(true);
      expect((await storedKeys(t.blobs)).length - before).toBe(stored);
    }
  }
});

test('an empty file needs no chunk, and its absence of bytes is sealed too', async () => {
  const t = await openTestCore();
  const upload = await init(t, t.admin, { size: 0, chunks: 3 });
  const { file } = await t.core.uploads.complete(t.admin, upload.id);
  expect(file.sizeBytes).toBe(0);
  expect(await bytesOf(t, t.admin, file.id)).toHaveLength(0);
  expect(await t.metadata.segmentsOf(file.blobId)).toHaveLength(1);
});

test('missing chunks are named, every one', async () => {
  const t = await openTestCore();
  const few = await init(t, t.admin, { size: 10, chunks: 5 });
  for (const index of [0, 3]) await send(t, t.admin, few.id, index, randomBytes(2));
  await expect(t.core.uploads.complete(t.admin, few.id)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('3 of 5 chunks are missing: 1, 2, 4'),
  });
  const many = await init(t, t.admin, { size: 1000, chunks: 500, filename: 'many' });
  for (const index of [0, 7, 499]) await send(t, t.admin, many.id, index, randomBytes(2));
  await expect(t.core.uploads.complete(t.admin, many.id)).rejects.toMatchObject({
    message: expect.stringContaining('497 of 500 chunks are missing: 1-6, 8-498'),
  });
});

test('impossible uploads and chunks are refused and leave nothing', async () => {
  const t = await openTestCore();
  const { member, user } = await newMember(t, { username: 'small' });
  const folder = await t.core.folders.create(member, { name: 'folder', parentId: null });
  const changes = await changesOf(t.metadata);
  for (const [wanted, code] of [
    [{ size: 10, chunks: maxChunks + 1 }, 'invalid'],
    [{ size: 10, chunks: 0 }, 'invalid'],
    [{ size: 10, chunks: -1 }, 'invalid'],
    [{ size: 10, chunks: 1.5 }, 'invalid'],
    [{ size: 10, chunks: Number.NaN }, 'invalid'],
    [{ size: -1, chunks: 1 }, 'invalid'],
    [{ size: 1.5, chunks: 1 }, 'invalid'],
    [{ size: 2 ** 60, chunks: 1 }, 'too_large'],
    [{ size: 1_000_001, chunks: 1 }, 'too_large'],
    [{ size: 10, chunks: 1, filename: 'a/b' }, 'invalid'],
    [{ size: 10, chunks: 1, folderId: t.admin.rootId }, 'not_found'],
  ] as const) {
    await expect(init(t, member, wanted), JSON.stringify(wanted)).rejects.toMatchObject({ code });
  }
  expect(await usedBytes(t.metadata, user.id)).toBe(0);

  const upload = await init(t, member, { size: 5000, chunks: 4, folderId: folder.id });
  for (const index of [4, -1, 0.5, Number.NaN, 1e9])
    await expect(send(t, member, upload.id, index, Buffer.alloc(1250)), `${index}`).rejects.toMatchObject({ code: 'invalid' });
  for (const length of [0, 1249, 1251, 5000])
    await expect(send(t, member, upload.id, 1, Buffer.alloc(length)), `${length}`).rejects.toMatchObject({ code: 'invalid' });
  await expect(send(t, member, 'upl_nonsense', 0, Buffer.alloc(1250))).rejects.toMatchObject({ code: 'not_found' });
  expect((await t.core.uploads.status(member, upload.id)).received).toEqual([]);
  expect(await storedKeys(t.blobs)).toEqual([]);
  expect(await usedBytes(t.metadata, user.id)).toBe(5000);
  expect(await changesOf(t.metadata)).toEqual(changes);
});

test('the last chunk that arrives for an index wins, and the bytes of the others go', async () => {
  const t = await openTestCore();
  const upload = await init(t, t.admin, { size: 4000, chunks: 2 });
  const wins = randomBytes(2000);
  for (const bytes of [randomBytes(2000), randomBytes(2000), wins]) await send(t, t.admin, upload.id, 0, bytes);
  await send(t, t.admin, upload.id, 1, wins);
  const { file } = await t.core.uploads.complete(t.admin, upload.id);
  expect((await bytesOf(t, t.admin, file.id)).equals(Buffer.concat([wins, wins]))).toBe(true);
  await t.core.maintenance.collectGarbage();
  expect(await storedKeys(t.blobs)).toHaveLength(2);
});

test.each([
  [true, true],
  [true, false],
  [false, true],
  [false, false],
])(
  'bytes that came before their place was known (received encrypted=%s, wanted encrypted=%s) are put there',
  async (received, encrypted) => {
    const t = await openTestCore();
    for (const size of [0, 30, 5000, 3_000_000]) {
      const whole = randomBytes(size * 2);
      const wanted = await init(t, t.admin, { size: size * 2, chunks: 2, encrypted, filename: `${size}` });
      const before = (await storedKeys(t.blobs)).length;
      const aside = async (bytes: Buffer) => {
        const stage = t.core.files.receive(t.admin, { encrypted: received });
        for (let at = 0; at < bytes.length; at += 100_000) await stage.stage.write(bytes.subarray(at, at + 100_000));
        return stage;
      };
      for (const index of [1, 0]) await t.core.uploads.adoptChunk(t.admin, wanted.id, index, await aside(slice(wanted, index, whole)));
      for (const [index, bytes, code] of [
        [0, randomBytes(size + 1), 'invalid'],
        [2, slice(wanted, 0, whole), 'invalid'],
        [-1, slice(wanted, 0, whole), 'invalid'],
      ] as const) {
        await expect(t.core.uploads.adoptChunk(t.admin, wanted.id, index, await aside(bytes))).rejects.toMatchObject({ code });
      }
      const { file } = await t.core.uploads.complete(t.admin, wanted.id);
      expect((await bytesOf(t, t.admin, file.id)).equals(whole)).toBe(true);
      await expect(t.core.uploads.adoptChunk(t.admin, wanted.id, 0, await aside(slice(wanted, 0, whole)))).rejects.toMatchObject({
        code: 'conflict',
      });
      expect((await storedKeys(t.blobs)).length - before).toBe(2 * size > 1000 ? 2 : 0);
    }
  },
);

test('two clients that send one chunk at once: one of them wins, whole', async () => {
  const t = await openTestCore();
  const upload = await init(t, t.admin, { size: 2000, chunks: 1 });
  const attempts = Array.from({ length: 8 }, () => randomBytes(2000));
  await Promise.all(attempts.map((bytes) => send(t, t.admin, upload.id, 0, bytes)));
  const { file } = await t.core.uploads.complete(t.admin, upload.id);
  const read = await bytesOf(t, t.admin, file.id);
  expect(attempts.some((bytes) => bytes.equals(read))).toBe(true);
  await t.core.maintenance.collectGarbage();
  expect(await storedKeys(t.blobs)).toHaveLength(1);
});

test('completed again after its file was moved out and its folder deleted: still the same file', async () => {
  const t = await openTestCore();
  const folder = await t.core.folders.create(t.admin, { name: 'in', parentId: null });
  const upload = await init(t, t.admin, { size: 10, chunks: 1, folderId: folder.id });
  await send(t, t.admin, upload.id, 0, randomBytes(10));
  const { file } = await t.core.uploads.complete(t.admin, upload.id);
  await t.core.files.update(t.admin, file.id, { folderId: null });
  await t.core.folders.delete(t.admin, folder.id, { recursive: false });
  expect((await t.core.uploads.complete(t.admin, upload.id)).file.id).toBe(file.id);
});

test('an upload whose folder was deleted takes no chunk, but can be aborted, and gives its quota back', async () => {
  const t = await openTestCore();
  const folder = await t.core.folders.create(t.admin, { name: 'in', parentId: null });
  const upload = await init(t, t.admin, { size: 10, chunks: 1, folderId: folder.id });
  await t.core.folders.delete(t.admin, folder.id, { recursive: true });
  await expect(send(t, t.admin, upload.id, 0, randomBytes(10))).rejects.toMatchObject({ code: 'not_found' });
  await t.core.uploads.abort(t.admin, upload.id);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
});

test('completed twice, ten times or at once: one file', async () => {
  const t = await openTestCore();
  const upload = await init(t, t.admin, { size: 3000, chunks: 3 });
  await sendAll(t, t.admin, upload, randomBytes(3000));
  const files = await Promise.all(Array.from({ length: 10 }, () => t.core.uploads.complete(t.admin, upload.id)));
  files.push(await t.core.uploads.complete(t.admin, upload.id));
  for (const file of files) expect(file).toEqual(files[0]);
  expect(await changesOf(t.metadata)).toHaveLength(1);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(3000);
  await expect(send(t, t.admin, upload.id, 0, Buffer.alloc(1000))).rejects.toMatchObject({ code: 'conflict' });
  await expect(t.core.uploads.abort(t.admin, upload.id)).rejects.toMatchObject({ code: 'conflict' });
  await t.core.files.delete(t.admin, files[0]?.file.id ?? '');
  await expect(t.core.uploads.complete(t.admin, upload.id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
});

test('a chunk that was received before complete and arrives after it is refused and kept nowhere', async () => {
  const t = await openTestCore();
  const upload = await init(t, t.admin, { size: 2000, chunks: 1 });
  const whole = randomBytes(2000);
  await send(t, t.admin, upload.id, 0, whole);
  const late = await t.core.uploads.receiveChunk(t.admin, upload.id, 0);
  await late.write(randomBytes(2000));
  const { file } = await t.core.uploads.complete(t.admin, upload.id);
  await expect(t.core.uploads.putChunk(t.admin, upload.id, 0, late)).rejects.toMatchObject({ code: 'conflict' });
  expect((await bytesOf(t, t.admin, file.id)).equals(whole)).toBe(true);
  expect(await storedKeys(t.blobs)).toHaveLength(1);
});

test.each([0, 1])('onto the name of a file it becomes its new version; %i earlier ones are kept', async (versionsKept) => {
  const t = await openTestCore({ retention: { versionsKept } });
  const file = await put(t, t.admin, { name: 'big', bytes: Buffer.alloc(5000) });
  const upload = await init(t, t.admin, { size: 3000, chunks: 2, filename: 'BIG' });
  await sendAll(t, t.admin, upload, Buffer.alloc(3000, 'n'));
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(8000);
  const { file: version } = await t.core.uploads.complete(t.admin, upload.id);
  expect(version).toMatchObject({ id: file.id, name: 'big', sizeBytes: 3000 });
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(3000 + 5000 * versionsKept);
  await t.core.maintenance.collectGarbage();
  expect(await storedKeys(t.blobs)).toHaveLength(2 + versionsKept);
});

test('goes on after a restart', async () => {
  const t = await openTestCore();
  const whole = randomBytes(9000);
  const upload = await init(t, t.admin, { size: 9000, chunks: 3 });
  await send(t, t.admin, upload.id, 1, slice(upload, 1, whole));
  await t.close({ keepFolder: true });
  const again = await openTestCore({ folder: t.folder });
  expect((await again.core.uploads.status(again.admin, upload.id)).received).toEqual([1]);
  for (const index of [0, 2]) await send(again, again.admin, upload.id, index, slice(upload, index, whole));
  const { file } = await again.core.uploads.complete(again.admin, upload.id);
  expect((await bytesOf(again, again.admin, file.id)).equals(whole)).toBe(true);
});

describe('expiry', () => {
  test('every accepted chunk keeps the upload alive for another hour', async () => {
    const t = await openTestCore();
    const upload = await init(t, t.admin, { size: 4000, chunks: 4 });
    for (let index = 0; index < 4; index++) {
      t.clock.now += oneHour - 1;
      await t.core.uploads.expire();
      await send(t, t.admin, upload.id, index, Buffer.alloc(1000));
      expect((await t.core.uploads.status(t.admin, upload.id)).upload.expiresAt).toBe(t.clock.now + oneHour);
    }
    await t.core.uploads.complete(t.admin, upload.id);
  });

  test('an expired upload is over at once, and the sweep gives back its room', async () => {
    const t = await openTestCore();
    const uploads = [];
    for (let i = 0; i < 3; i++) uploads.push(await init(t, t.admin, { size: 4000, chunks: 2, filename: `${i}` }));
    for (const upload of uploads) await send(t, t.admin, upload.id, 0, Buffer.alloc(2000));
    const complete = uploads[0]?.id ?? '';
    await send(t, t.admin, complete, 1, Buffer.alloc(2000));
    const { file } = await t.core.uploads.complete(t.admin, complete);
    t.clock.now += oneHour;
    for (const { id } of uploads) {
      await expect(t.core.uploads.status(t.admin, id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(send(t, t.admin, id, 1, Buffer.alloc(2000))).rejects.toMatchObject({ code: 'not_found' });
      await expect(t.core.uploads.complete(t.admin, id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(t.core.uploads.abort(t.admin, id)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(12_000);
    await t.core.maintenance.sweep(0);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(4000);
    expect(await storedKeys(t.blobs)).toHaveLength(2);
    expect(await bytesOf(t, t.admin, file.id)).toHaveLength(4000);
    for (const { id } of uploads) expect(await t.metadata.findUpload(id)).toBeUndefined();
  });
});

test('an upload belongs to its user, and to its folder', async () => {
  const t = await openTestCore();
  const { member } = await newMember(t, { username: 'one' });
  const [a, b] = [
    await t.core.folders.create(member, { name: 'a', parentId: null }),
    await t.core.folders.create(member, { name: 'b', parentId: null }),
  ];
  const [inA, inB] = [await withKey(t, member, { folderId: a.id }), await withKey(t, member, { folderId: b.id })];
  const upload = await init(t, inA, { size: 1, chunks: 1, folderId: null });
  expect(upload.folderId).toBe(a.id);
  for (const stranger of [inB, t.admin]) {
    await expect(t.core.uploads.status(stranger, upload.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(send(t, stranger, upload.id, 0, Buffer.alloc(1))).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.uploads.complete(stranger, upload.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.uploads.abort(stranger, upload.id)).rejects.toMatchObject({ code: 'not_found' });
  }
  await send(t, member, upload.id, 0, Buffer.from('x'));
  expect(await t.core.uploads.complete(inA, upload.id)).toMatchObject({ file: { parentId: a.id } });
});

test('a folder that is deleted meanwhile takes the upload with it, and the sweep gives back its room', async () => {
  const t = await openTestCore();
  const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
  const upload = await init(t, t.admin, { size: 4000, chunks: 1, folderId: folder.id });
  await send(t, t.admin, upload.id, 0, Buffer.alloc(4000));
  await t.core.folders.delete(t.admin, folder.id, { recursive: false });
  await expect(t.core.uploads.complete(t.admin, upload.id)).rejects.toMatchObject({ code: 'not_found' });
  t.clock.now += 2 * oneHour;
  await t.core.maintenance.sweep(0);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
  expect(await storedKeys(t.blobs)).toEqual([]);
});

/** What can happen to an upload. Numbers choose among what there is. */
type Step =
  | { readonly do: 'send'; readonly index: number; readonly wrongBy: number }
  | { readonly do: 'sendTogether'; readonly indexes: readonly number[] }
  | { readonly do: 'complete'; readonly times: number }
  | { readonly do: 'abort' }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'sweep' };

const index = fc.nat({ max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('send' as const), index, wrongBy: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('send' as const), index, wrongBy: fc.integer({ min: -3, max: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('sendTogether' as const), indexes: fc.uniqueArray(index, { minLength: 2, maxLength: 6 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('complete' as const), times: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'abort' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 20, 59, 61) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
);
const upload = fc.record({
  chunks: fc.integer({ min: 1, max: 10 }),
  size: fc.oneof(fc.nat({ max: 40 }), fc.integer({ min: 900, max: 5000 })),
  encrypted: fc.boolean(),
});

test('whatever the history, the file is what was sent last, and nothing else is left', async () => {
  const t = await openTestCore();
  let salt = 0;

  async function follow(wanted: { chunks: number; size: number; encrypted: boolean }, steps: readonly Step[]): Promise<void> {
    const { id, ...shape } = await init(t, t.admin, { ...wanted, filename: `file ${salt}` });
    const chunks = new Map<number, Buffer>();
    let fileId: string | undefined;
    let over = false;
    let expiresAt = t.clock.now + oneHour;
    const isOver = () => over || t.clock.now >= expiresAt;
    const missing = () => Array.from({ length: wanted.chunks }, (_, i) => i).filter((i) => chunkLength(shape, i) > 0 && !chunks.has(i));

    async function sendOne(chunk: number, wrongBy: number): Promise<void> {
      const right = chunk < wanted.chunks ? chunkLength(shape, chunk) : 0;
      const bytes = Buffer.alloc(Math.max(0, right + wrongBy), `${(salt += 1)} `);
      const sent = send(t, t.admin, id, chunk, bytes);
      if (isOver()) return expect(sent).rejects.toMatchObject({ code: 'not_found' });
      if (fileId !== undefined) return expect(sent).rejects.toMatchObject({ code: 'conflict' });
      if (chunk >= wanted.chunks || bytes.length !== right) return expect(sent).rejects.toMatchObject({ code: 'invalid' });
      await sent;
      chunks.set(chunk, bytes);
      expiresAt = t.clock.now + oneHour;
    }

    async function complete(times: number): Promise<void> {
      const results = await Promise.allSettled(Array.from({ length: times }, () => t.core.uploads.complete(t.admin, id)));
      const code = isOver() ? 'not_found' : fileId === undefined && missing().length > 0 ? 'invalid' : undefined;
      if (code !== undefined) {
        for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code } });
        return;
      }
      for (const result of results) {
        if (result.status === 'rejected') throw result.reason;
        fileId ??= result.value.file.id;
        expect(result.value).toMatchObject({ file: { id: fileId, sizeBytes: wanted.size } });
      }
    }

    for (const what of steps) {
      switch (what.do) {
        case 'send':
          await sendOne(what.index, what.wrongBy);
          break;
        case 'sendTogether':
          await Promise.all(what.indexes.map((chunk) => sendOne(chunk, 0)));
          break;
        case 'complete':
          await complete(what.times);
          break;
        case 'abort': {
          const aborted = t.core.uploads.abort(t.admin, id);
          if (isOver()) await expect(aborted).rejects.toMatchObject({ code: 'not_found' });
          else if (fileId !== undefined) await expect(aborted).rejects.toMatchObject({ code: 'conflict' });
          else {
            await aborted;
            over = true;
          }
          break;
        }
        case 'wait':
          t.clock.now += what.minutes * 60_000;
          break;
        case 'sweep':
          await t.core.maintenance.sweep(0);
          over ||= t.clock.now >= expiresAt;
          break;
      }
      if (!isOver()) {
        const { received } = await t.core.uploads.status(t.admin, id);
        expect(received.filter((i) => chunkLength(shape, i) > 0)).toEqual(
          [...chunks.keys()].filter((i) => chunkLength(shape, i) > 0).sort((a, b) => a - b),
        );
      }
    }

    if (!isOver()) {
      for (const chunk of fileId === undefined ? missing() : []) await sendOne(chunk, 0);
      await complete(2);
    }
    if (fileId !== undefined) {
      const whole = Buffer.concat(Array.from({ length: wanted.chunks }, (_, i) => chunks.get(i) ?? Buffer.alloc(0)));
      expect((await bytesOf(t, t.admin, fileId)).equals(whole)).toBe(true);
      expect(await usedBytes(t.metadata, t.admin.userId)).toBe(wanted.size);
      await t.core.files.delete(t.admin, fileId);
    }
    t.clock.now += oneHour;
    await t.core.maintenance.sweep(0);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
    expect(await storedKeys(t.blobs)).toEqual([]);
    expect(await t.metadata.listGarbage(10)).toEqual([]);
    expect(await t.metadata.findBlob(shape.blobId)).toBeUndefined();
    expect(await t.metadata.findUpload(id)).toBeUndefined();
  }

  await fc.assert(fc.asyncProperty(upload, fc.array(step, { maxLength: 16, size: 'max' }), follow), { numRuns: 100, endOnFailure: true });
});
