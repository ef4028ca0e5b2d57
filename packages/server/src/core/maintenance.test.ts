import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  changesOf,
  firstApiKey,
  newMasterKey,
  oneHour,
  openTestCore,
  put,
  startOfTime,
  storedKeys,
  usedBytes,
  type TestCore,
} from './core.test-setup.ts';
import type { FileNode } from './metadata.ts';

/** Later than everything that is in the blob store: its times come from the file system, not from the test's clock. */
const everythingIsOld = Number.MAX_SAFE_INTEGER;
const day = 24 * oneHour;

async function storeBlob({ blobs }: TestCore, key: string): Promise<void> {
  const writer = await blobs.create(key);
  await writer.write([Buffer.from('left by a crash')]);
  await writer.commit();
}

test('bytes without a row go when they are old enough, those with one stay', async () => {
  const t = await openTestCore();
  const file = await put(t, t.admin, { name: 'file', bytes: randomBytes(5000) });
  // Tags of a large plain file lie beside it.
  const plain = await put(t, t.admin, { name: 'plain', bytes: Buffer.alloc(66 * 2 ** 20), encrypted: false });
  const upload = await t.core.uploads.init(t.admin, {
    filename: 'upload',
    totalSizeBytes: 5000,
    totalChunks: 1,
    folderId: null,
    encrypted: true,
  });
  const stage = await t.core.uploads.receiveChunk(t.admin, upload.id, 0);
  await stage.write(randomBytes(5000));
  await t.core.uploads.putChunk(t.admin, upload.id, 0, stage);
  const needed = await storedKeys(t.blobs);
  expect(needed).toHaveLength(4);
  expect(needed.filter((key) => key.endsWith('.tags'))).toHaveLength(1);
  const orphans = ['00aa', '11bb', '11bb.tags', '22cc.tags'];
  for (const key of orphans) await storeBlob(t, key);
  expect(await t.core.maintenance.sweep(0)).toEqual({ orphans: 0 });
  expect(await storedKeys(t.blobs)).toEqual([...needed, ...orphans].sort());
  expect(await t.core.maintenance.sweep(everythingIsOld)).toEqual({ orphans: 4 });
  expect(await storedKeys(t.blobs)).toEqual(needed);
  for (const { id, sizeBytes } of [file, plain]) expect(await bytesOf(t, t.admin, id)).toHaveLength(sizeBytes);
  await t.core.files.delete(t.admin, plain.id);
  await t.core.maintenance.collectGarbage();
  expect(await storedKeys(t.blobs)).toHaveLength(2);
});

test('a step of a sweep that fails holds up no other, and is told', async () => {
  let failure: Error | undefined;
  const t = await openTestCore({
    watch: (metadata) => ({
      ...metadata,
      async pruneCounts(now) {
        if (failure !== undefined) throw failure;
        await metadata.pruneCounts(now);
      },
    }),
  });
  const { id } = await put(t, t.admin, { name: 'file', bytes: randomBytes(5000) });
  await t.core.files.delete(t.admin, id);
  await storeBlob(t, '00aa');
  failure = new Error('the counters are damaged');
  await expect(t.core.maintenance.sweep(everythingIsOld)).rejects.toBe(failure);
  expect(await storedKeys(t.blobs)).toEqual([]);
});

test('a sweep takes no byte from under a download', async () => {
  const t = await openTestCore();
  const bytes = randomBytes(4_000_000);
  const file = await put(t, t.admin, { name: 'file', bytes });
  const { content } = await t.core.files.open(t.admin, file.id);
  const download = t.core.read(content, 0, content.sizeBytes)[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let next = await download.next();
  await t.core.files.delete(t.admin, file.id);
  expect(await t.core.maintenance.sweep(everythingIsOld)).toEqual({ orphans: 0 });
  expect(await t.metadata.listGarbage(10)).toHaveLength(1);
  for (; next.done !== true; next = await download.next()) for (const buffer of next.value) parts.push(Buffer.from(buffer));
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  await t.core.maintenance.sweep(0);
  expect(await storedKeys(t.blobs)).toEqual([]);
  expect(await t.metadata.listGarbage(10)).toEqual([]);
});

test('a download that is given up lets go of its bytes', async () => {
  const t = await openTestCore();
  const file = await put(t, t.admin, { name: 'file', bytes: randomBytes(4_000_000) });
  const { content } = await t.core.files.open(t.admin, file.id);
  for await (const buffers of t.core.read(content, 0, content.sizeBytes)) if (buffers.length > 0) break;
  await t.core.files.delete(t.admin, file.id);
  await t.core.maintenance.collectGarbage();
  expect(await storedKeys(t.blobs)).toEqual([]);
});

test('more garbage than a batch takes', async () => {
  const t = await openTestCore();
  const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
  await Promise.all(
    Array.from({ length: 510 }, (_, i) => put(t, t.admin, { name: `${i}`, folderId: folder.id, bytes: Buffer.alloc(1100) })),
  );
  await t.core.folders.delete(t.admin, folder.id, { recursive: true });
  await t.core.maintenance.collectGarbage();
  expect(await storedKeys(t.blobs)).toEqual([]);
  expect(await t.metadata.listGarbage(1)).toEqual([]);
});

test('a sweep does all that is due: uploads, changes, counters', async () => {
  const t = await openTestCore({ changesRetentionDays: 10 });
  for (let i = 0; i < 101; i++)
    await t.core.uploads.init(t.admin, { filename: `${i}`, totalSizeBytes: 100, totalChunks: 1, folderId: null, encrypted: true });
  await put(t, t.admin, { name: 'old', bytes: 'x' });
  await t.core.limits.countRequest(t.admin);
  t.clock.now += oneHour - 1;
  await t.core.maintenance.sweep(0);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(10_101);
  expect(await t.core.limits.requestWindow(t.admin)).toMatchObject({ resetsAt: startOfTime + oneHour });
  t.clock.now += 1;
  await t.core.maintenance.sweep(0);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(1);
  expect(await t.metadata.findCount(`requests ${t.admin.keyId}`, 0)).toBeUndefined();
  t.clock.now = startOfTime + 10 * day;
  await put(t, t.admin, { name: 'new', bytes: 'x' });
  await t.core.maintenance.sweep(0);
  expect(await changesOf(t.metadata)).toHaveLength(2);
  t.clock.now += 1;
  await t.core.maintenance.sweep(0);
  expect(await changesOf(t.metadata)).toHaveLength(1);
});

describe('master keys', () => {
  test('after a rotation the old key is needed no more: files, keys and links go on', async () => {
    const [one, two] = [newMasterKey(1), newMasterKey(2)];
    const t = await openTestCore({ masterKeys: [one] });
    const files = [];
    for (const [size, encrypted] of [
      [10, true],
      [10, false],
      [5000, true],
      [5000, false],
      [0, true],
    ] as const) {
      files.push(await put(t, t.admin, { name: `${size} ${encrypted}`, bytes: Buffer.alloc(size, 'x'), encrypted }));
    }
    for (let i = 0; i < 505; i++) await t.core.files.copy(t.admin, files[0]?.id ?? '', { name: `copy ${i}` });
    const upload = await t.core.uploads.init(t.admin, {
      filename: 'later',
      totalSizeBytes: 4000,
      totalChunks: 2,
      folderId: null,
      encrypted: true,
    });
    const send = async ({ core, admin }: TestCore, index: number) => {
      const stage = await core.uploads.receiveChunk(admin, upload.id, index);
      await stage.write(Buffer.alloc(2000, `${index}`));
      await core.uploads.putChunk(admin, upload.id, index, stage);
    };
    await send(t, 0);
    const link = await t.core.shares.create(t.admin, { fileId: files[0]?.id ?? '', allowDownload: true });
    const before = await storedKeys(t.blobs);
    await t.close({ keepFolder: true });

    const both = await openTestCore({ folder: t.folder, masterKeys: [two, one] });
    expect(await both.metadata.blobsNotWrappedBy(2, 100)).toHaveLength(6);
    expect(await both.core.maintenance.rewrapKeys()).toBe(6);
    expect(await both.core.maintenance.rewrapKeys()).toBe(0);
    expect(await both.metadata.blobsNotWrappedBy(2, 100)).toEqual([]);
    expect(await storedKeys(both.blobs)).toEqual(before);
    await both.close({ keepFolder: true });

    const after = await openTestCore({ folder: t.folder, masterKeys: [two] });
    for (const file of files) expect((await bytesOf(after, after.admin, file.id)).equals(Buffer.alloc(file.sizeBytes, 'x'))).toBe(true);
    await send(after, 1);
    expect(String(await bytesOf(after, after.admin, (await after.core.uploads.complete(after.admin, upload.id)).file.id))).toBe(
      '0'.repeat(2000) + '1'.repeat(2000),
    );
    expect((await after.core.shares.open(link.token, undefined)).file?.id).toBe(files[0]?.id);
    expect((await after.core.keys.authenticate(firstApiKey)).userId).toBe(t.admin.userId);
    await after.close({ keepFolder: true });

    await expect(openTestCore({ folder: t.folder, masterKeys: [one] })).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('as long as a file is under the old key nothing starts without it, and nothing is changed', async () => {
    const [one, two, three] = [newMasterKey(1), newMasterKey(2), newMasterKey(3)];
    const t = await openTestCore({ masterKeys: [one] });
    const file = await put(t, t.admin, { name: 'file', bytes: randomBytes(5000) });
    await t.close({ keepFolder: true });
    // Ends before it has come to the files.
    const both = await openTestCore({ folder: t.folder, masterKeys: [two, one] });
    await both.close({ keepFolder: true });
    for (const masterKeys of [[two], [three, two]]) {
      await expect(openTestCore({ folder: t.folder, masterKeys })).rejects.toMatchObject({
        code: 'corrupt',
        message: expect.stringMatching(/master key of version 1 is missing/),
      });
    }
    const again = await openTestCore({ folder: t.folder, masterKeys: [two, one] });
    expect(await bytesOf(again, again.admin, file.id)).toHaveLength(5000);
    await again.core.stop();
    expect(await again.core.maintenance.rewrapKeys()).toBeUndefined();
  });

  test('a damaged key is reported and holds up no other', async () => {
    const [one, two] = [newMasterKey(1), newMasterKey(2)];
    const t = await openTestCore({ masterKeys: [one] });
    const files: FileNode[] = [];
    for (const name of ['a', 'b', 'c']) files.push(await put(t, t.admin, { name, bytes: Buffer.from(name) }));
    const damaged = { version: 1, bytes: Buffer.alloc(76) };
    await t.metadata.write((tx) => tx.rewrapBlob(files[1]?.blobId ?? '', damaged, damaged));
    await t.close({ keepFolder: true });
    const both = await openTestCore({ folder: t.folder, masterKeys: [two, one] });
    await expect(both.core.maintenance.rewrapKeys()).rejects.toMatchObject({ code: 'corrupt' });
    expect((await both.metadata.blobsNotWrappedBy(2, 10)).map((blob) => blob.id)).toEqual([files[1]?.blobId]);
  });

  test('with another master key of the same version nothing starts, and nothing is changed', async () => {
    const t = await openTestCore();
    await t.close({ keepFolder: true });
    await expect(openTestCore({ folder: t.folder, masterKeys: [newMasterKey(1)] })).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('master key'),
    });
    const again = await openTestCore({ folder: t.folder });
    expect(again.admin.userId).toBe(t.admin.userId);
  });
});
