import { describe, expect, test } from 'vitest';
import type { Member } from '../access/principal.ts';
import {
  bytesOf,
  changesOf,
  newMember,
  oneHour,
  openTestCore,
  put,
  startOfTime,
  storedKeys,
  usedBytes,
  type TestCore,
} from '../core.test-setup.ts';
import { newId } from '../ids.ts';

const day = 24 * oneHour;

/** A file that had these contents, one after the other, a second apart. */
async function putAll(
  t: TestCore,
  member: Member,
  contents: readonly string[],
  name = 'file',
): Promise<{ id: string; versionIds: string[] }> {
  let id = '';
  const versionIds = [];
  for (const bytes of contents) {
    t.clock.now += 1000;
    const file = await put(t, member, { name, bytes });
    id = file.id;
    versionIds.push(file.versionId);
  }
  return { id, versionIds };
}

async function textOf(t: TestCore, member: Member, fileId: string, versionId: string): Promise<string> {
  const { content } = await t.core.versions.open(member, fileId, versionId);
  const parts: Buffer[] = [];
  for await (const buffers of t.core.read(content, 0, content.sizeBytes)) for (const buffer of buffers) parts.push(Buffer.from(buffer));
  return String(Buffer.concat(parts));
}

/** The texts of all versions, the newest first. */
async function textsOf(t: TestCore, member: Member, fileId: string): Promise<string[]> {
  const { versions } = await t.core.versions.list(member, fileId, { limit: 1000 });
  const texts = [];
  for (const { id } of versions) texts.push(await textOf(t, member, fileId, id));
  return texts;
}

test('what a file held before is kept: who put it in, when, how much', async () => {
  const t = await openTestCore();
  const sam = await newMember(t, { username: 'sam', rootId: t.admin.rootId });
  const { id, versionIds } = await putAll(t, t.admin, ['one', 'second']);
  t.clock.now += 1000;
  const last = await put(t, sam.member, { name: 'FILE', bytes: 'x'.repeat(5000) });
  expect(last.id).toBe(id);
  await t.core.files.update(t.admin, id, { name: 'renamed' });
  await t.core.checksums.sha256Of(t.admin, [id], { waitMilliseconds: 10_000 });
  const admin = { id: t.admin.userId, username: 'admin' };
  const { versions, hasMore } = await t.core.versions.list(t.admin, id, { limit: 3 });
  expect(hasMore).toBe(false);
  expect(versions).toEqual([
    {
      id: last.versionId,
      sizeBytes: 5000,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      createdAt: startOfTime + 3000,
      createdBy: { id: sam.user.id, username: 'sam' },
      current: true,
    },
    { id: versionIds[1], sizeBytes: 6, sha256: null, createdAt: startOfTime + 2000, createdBy: admin, current: false },
    { id: versionIds[0], sizeBytes: 3, sha256: null, createdAt: startOfTime + 1000, createdBy: admin, current: false },
  ]);
  expect(await textsOf(t, t.admin, id)).toEqual(['x'.repeat(5000), 'second', 'one']);
  // Page by page.
  const first = await t.core.versions.list(t.admin, id, { limit: 1 });
  expect(first).toMatchObject({ versions: [{ id: last.versionId }], hasMore: true });
  const rest = await t.core.versions.list(t.admin, id, { afterId: last.versionId, limit: 1 });
  expect(rest).toMatchObject({ versions: [{ id: versionIds[1] }], hasMore: true });
  expect(await t.core.versions.list(t.admin, id, { afterId: versionIds[0], limit: 1 })).toEqual({ versions: [], hasMore: false });
  // Each counts for whom it came from.
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(9);
  expect(await usedBytes(t.metadata, sam.user.id)).toBe(5000);
});

test('bytes of versions are no orphans, and go with the file', async () => {
  const t = await openTestCore();
  const { id } = await putAll(t, t.admin, ['a'.repeat(2000), 'b'.repeat(2000), 'c'.repeat(2000)]);
  expect(await storedKeys(t.blobs)).toHaveLength(3);
  expect(await t.core.maintenance.sweep(Number.MAX_SAFE_INTEGER)).toEqual({ orphans: 0 });
  expect(await textsOf(t, t.admin, id)).toEqual(['c', 'b', 'a'].map((letter) => letter.repeat(2000)));
  await t.core.files.delete(t.admin, id);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
  await t.core.maintenance.collectGarbage();
  expect(await storedKeys(t.blobs)).toEqual([]);
  await expect(t.core.versions.list(t.admin, id, { limit: 1 })).rejects.toMatchObject({ code: 'not_found' });
});

test('a version that is restored becomes the newest, and nothing is lost', async () => {
  const t = await openTestCore();
  const sam = await newMember(t, { username: 'sam', rootId: t.admin.rootId });
  const { id, versionIds } = await putAll(t, t.admin, ['one'.repeat(1000), 'two']);
  const [first = '', second = ''] = versionIds;
  const before = (await changesOf(t.metadata)).length;
  t.clock.now += 1000;
  const { file } = await t.core.versions.restore(sam.member, id, first);
  expect(file).toMatchObject({ id, sizeBytes: 3000, ownerId: sam.user.id, updatedAt: t.clock.now, versionAt: t.clock.now });
  expect([first, second]).not.toContain(file.versionId);
  expect(await t.core.files.get(t.admin, id)).toEqual(file);
  expect(await textsOf(t, t.admin, id)).toEqual(['one'.repeat(1000), 'two', 'one'.repeat(1000)]);
  expect((await changesOf(t.metadata)).slice(before).map(({ nodeId, action }) => [nodeId, action])).toEqual([[id, 'modified']]);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(3003);
  expect(await usedBytes(t.metadata, sam.user.id)).toBe(3000);
  // The bytes are there once; they stay until nothing shows them.
  expect(await storedKeys(t.blobs)).toHaveLength(1);
  await t.core.versions.delete(t.admin, id, first);
  await t.core.maintenance.collectGarbage();
  expect(await textsOf(t, t.admin, id)).toEqual(['one'.repeat(1000), 'two']);
  // Restoring what is there already does nothing.
  expect((await t.core.versions.restore(t.admin, id, file.versionId)).file).toEqual(file);
  expect(await changesOf(t.metadata)).toHaveLength(before + 1);
});

test('the present version cannot be deleted, and one of another file is none', async () => {
  const t = await openTestCore();
  const { id, versionIds } = await putAll(t, t.admin, ['one', 'two']);
  const other = await putAll(t, t.admin, ['three', 'four'], 'other');
  const [old = '', present = ''] = versionIds;
  await expect(t.core.versions.delete(t.admin, id, present)).rejects.toMatchObject({ code: 'conflict' });
  for (const versionId of [other.versionIds[0] ?? '', newId('version'), newId('blob'), '']) {
    for (const attempt of [t.core.versions.open, t.core.versions.restore, t.core.versions.delete])
      await expect(attempt(t.admin, id, versionId)).rejects.toMatchObject({ code: 'not_found' });
  }
  await t.core.versions.delete(t.admin, id, old);
  await expect(t.core.versions.open(t.admin, id, old)).rejects.toMatchObject({ code: 'not_found' });
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe('two'.length + 'three'.length + 'four'.length);
});

test.each([
  ['readonly', 'ok', 'forbidden'],
  ['previewonly', 'forbidden', 'forbidden'],
  ['writeonly', 'not_found', 'not_found'],
  ['full', 'ok', 'ok'],
] as const)('with %s: reading is %s, changing is %s', async (permission, reading, changing) => {
  const t = await openTestCore();
  await t.core.tree.makeFolder(t.admin, 'in', { mkdirParents: false });
  const { node } = await t.core.tree.find(t.admin, 'in');
  for (const bytes of ['one', 'two']) await put(t, t.admin, { name: 'file', folderId: node.id, bytes });
  const { id } = (await t.core.tree.find(t.admin, 'in/file')).node;
  const [, old] = (await t.core.versions.list(t.admin, id, { limit: 2 })).versions;
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [] });
  await t.core.permissions.create(t.admin, { path: 'in', permission, userNumber: user.number });
  const sam = await t.core.keys.authenticate(secret);
  const answer = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'ok',
      (error: { code: string }) => error.code,
    );
  expect(await answer(t.core.versions.list(sam, id, { limit: 1 }))).toBe(reading);
  expect(await answer(t.core.versions.open(sam, id, old?.id ?? ''))).toBe(reading);
  expect(await answer(t.core.versions.restore(sam, id, old?.id ?? ''))).toBe(changing);
  expect(await answer(t.core.versions.delete(sam, id, old?.id ?? ''))).toBe(changing);
});

test('every way to replace a content keeps it: chunks, parts, copies of files and folders, archives', async () => {
  const t = await openTestCore();
  const { id } = await putAll(t, t.admin, ['start'], 'file');
  const overwrite = { overwrite: true, structureOnly: false } as const;
  const upload = await t.core.uploads.init(t.admin, {
    filename: 'file',
    totalSizeBytes: 6,
    totalChunks: 1,
    folderId: null,
    encrypted: true,
  });
  const chunk = await t.core.uploads.receiveChunk(t.admin, upload.id, 0);
  await chunk.write(Buffer.from('chunks'));
  await t.core.uploads.putChunk(t.admin, upload.id, 0, chunk);
  await t.core.uploads.complete(t.admin, upload.id);
  const { ref } = await t.core.partUploads.begin(t.admin, { path: 'file' });
  const part = await t.core.partUploads.receivePart(t.admin, ref, 1);
  await part.write(Buffer.from('parts'));
  await t.core.partUploads.putPart(t.admin, ref, part);
  await t.core.partUploads.complete(t.admin, ref);
  await put(t, t.admin, { name: 'other', bytes: 'copy' });
  await t.core.tree.copy(t.admin, 'other', 'file', overwrite);
  expect(await textsOf(t, t.admin, id)).toEqual(['copy', 'parts', 'chunks', 'start']);

  const [from, to] = [
    await t.core.folders.create(t.admin, { name: 'from', parentId: null }),
    await t.core.folders.create(t.admin, { name: 'to', parentId: null }),
  ];
  await put(t, t.admin, { name: 'x', folderId: from.id, bytes: 'new' });
  const { id: inFolder } = await put(t, t.admin, { name: 'x', folderId: to.id, bytes: 'old' });
  await t.core.tree.copy(t.admin, 'from', 'to', overwrite);
  expect(await textsOf(t, t.admin, inFolder)).toEqual(['new', 'old']);
});

test('a copy has a history of its own, and a move takes it along', async () => {
  const t = await openTestCore();
  const { id } = await putAll(t, t.admin, ['one', 'two']);
  const { file: copy } = await t.core.files.copy(t.admin, id, { name: 'copy' });
  expect(await textsOf(t, t.admin, copy.id)).toEqual(['two']);
  const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
  await t.core.files.update(t.admin, id, { folderId: folder.id });
  expect(await textsOf(t, t.admin, id)).toEqual(['two', 'one']);
  // Copied over itself by way of another: one content, three times, each with its own id.
  for (let i = 0; i < 2; i++) await t.core.files.copy(t.admin, id, { folderId: null, name: 'copy', ifTaken: 'replace' });
  expect(await textsOf(t, t.admin, copy.id)).toEqual(['two', 'two', 'two']);
  expect(new Set((await t.core.versions.list(t.admin, copy.id, { limit: 9 })).versions.map((version) => version.id)).size).toBe(3);
});

describe('how many are kept', () => {
  test('of a file: the newest, in number', async () => {
    const t = await openTestCore({ retention: { versionsKept: 2 } });
    const { id } = await putAll(t, t.admin, ['1'.repeat(2000), '22', '333', '4444']);
    expect(await textsOf(t, t.admin, id)).toEqual(['4444', '333', '22']);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(9);
    await t.core.maintenance.collectGarbage();
    expect(await storedKeys(t.blobs)).toEqual([]);
  });

  test('as long as the site says, counted from when they were replaced', async () => {
    const t = await openTestCore({ retention: { versionDays: 2 } });
    const { id } = await putAll(t, t.admin, ['one']);
    t.clock.now += 10 * day;
    await putAll(t, t.admin, ['two']);
    t.clock.now += day;
    await putAll(t, t.admin, ['three']);
    t.clock.now += day - oneHour;
    await t.core.maintenance.sweep();
    expect(await textsOf(t, t.admin, id)).toEqual(['three', 'two', 'one']);
    t.clock.now += 2 * oneHour;
    await t.core.maintenance.sweep();
    expect(await textsOf(t, t.admin, id)).toEqual(['three', 'two']);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(8);
    t.clock.now += 100 * day;
    await t.core.maintenance.sweep();
    expect(await textsOf(t, t.admin, id)).toEqual(['three']);
  });

  test('another setting holds for what is there as well', async () => {
    const t = await openTestCore();
    const files = [];
    for (const name of ['a', 'b', 'c']) files.push(await putAll(t, t.admin, name === 'b' ? ['1'] : ['1', '2', '3', '4'], name));
    await t.core.maintenance.sweep();
    await t.core.site.update(t.admin, { versionsKept: 1 });
    await t.core.maintenance.sweep();
    const texts = [];
    for (const { id } of files) texts.push(await textsOf(t, t.admin, id));
    expect(texts).toEqual([['4', '3'], ['1'], ['4', '3']]);
    await t.core.site.update(t.admin, { versionsKept: 0 });
    await t.core.maintenance.sweep();
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(3);
    // The operator's word again, which is the default here.
    expect(await t.core.site.update(t.admin, { versionsKept: null })).toMatchObject({ versionsKept: 10 });
  });
});

describe('a full quota', () => {
  const megabyte = 1_000_000;
  // 2 MB, and 1 MB for a file.
  const opened = async (): Promise<{ t: TestCore; sam: Member; userId: string }> => {
    const t = await openTestCore();
    const { member, user } = await newMember(t, { username: 'sam', plan: 'free' });
    return { t, sam: member, userId: user.id };
  };
  const upload = (t: TestCore, member: Member, name: string, bytes: number) => put(t, member, { name, bytes: Buffer.alloc(bytes, name) });

  test('drops old versions for what is new, those that were replaced first', async () => {
    const { t, sam, userId } = await opened();
    const other = await upload(t, sam, 'other', 0.3 * megabyte);
    const file = await upload(t, sam, 'file', 0.4 * megabyte);
    await upload(t, sam, 'file', 0.5 * megabyte);
    await upload(t, sam, 'other', 0.2 * megabyte);
    expect(await usedBytes(t.metadata, userId)).toBe(1.4 * megabyte);
    const sizes = async (id: string): Promise<number[]> =>
      (await t.core.versions.list(sam, id, { limit: 10 })).versions.map(({ sizeBytes }) => sizeBytes / megabyte);
    // 0.6 are free, so 0.9 take the place of the 0.4 that were replaced first.
    await upload(t, sam, 'more', 0.9 * megabyte);
    expect([await sizes(file.id), await sizes(other.id)]).toEqual([[0.5], [0.2, 0.3]]);
    expect(await usedBytes(t.metadata, userId)).toBe(1.9 * megabyte);
    // Also for its own earlier content.
    await upload(t, sam, 'more', 0.95 * megabyte);
    expect(await usedBytes(t.metadata, userId)).toBe(1.65 * megabyte);
    expect(await sizes(other.id)).toEqual([0.2]);
    await t.core.maintenance.collectGarbage();
    expect(await storedKeys(t.blobs)).toHaveLength(3);
  });

  test('drops none for what does not fit anyway', async () => {
    const { t, sam, userId } = await opened();
    const file = await upload(t, sam, 'file', 0.4 * megabyte);
    await upload(t, sam, 'file', 0.9 * megabyte);
    await upload(t, sam, 'second', 0.6 * megabyte);
    const before = await usedBytes(t.metadata, userId);
    await expect(upload(t, sam, 'third', 0.9 * megabyte)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('only 500000 of the storage quota') as string,
    });
    expect(await usedBytes(t.metadata, userId)).toBe(before);
    expect((await t.core.versions.list(sam, file.id, { limit: 10 })).versions).toHaveLength(2);
  });

  test('drops them for uploads in chunks and in parts, for copies and for what is restored', async () => {
    const { t, sam, userId } = await opened();
    const file = await upload(t, sam, 'file', 0.9 * megabyte);
    const fill = async (): Promise<void> => {
      await upload(t, sam, 'file', 0.8 * megabyte);
      await upload(t, sam, 'file', 0.9 * megabyte);
      expect(await usedBytes(t.metadata, userId)).toBeGreaterThan(1.6 * megabyte);
    };
    await fill();
    await t.core.uploads.init(sam, { filename: 'x', totalSizeBytes: 0.5 * megabyte, totalChunks: 1, folderId: null, encrypted: true });
    expect(await usedBytes(t.metadata, userId)).toBe(1.4 * megabyte);
    t.clock.now += 2 * oneHour;
    await t.core.uploads.expire();
    await fill();
    const { ref } = await t.core.partUploads.begin(sam, { path: 'y' });
    const part = await t.core.partUploads.receivePart(sam, ref, 1, 0.9 * megabyte);
    await part.write(Buffer.alloc(0.9 * megabyte));
    await t.core.partUploads.putPart(sam, ref, part);
    expect(await usedBytes(t.metadata, userId)).toBe(1.8 * megabyte);
    t.clock.now += 100 * oneHour;
    await t.core.uploads.expire();
    await fill();
    await t.core.files.copy(sam, file.id, { name: 'copy' });
    expect(await usedBytes(t.metadata, userId)).toBe(1.8 * megabyte);
    await t.core.tree.find(sam, 'copy').then(({ node }) => t.core.files.delete(sam, node.id));
    await fill();
    const [, old] = (await t.core.versions.list(sam, file.id, { limit: 10 })).versions;
    await t.core.versions.restore(sam, file.id, old?.id ?? '');
    // What it was restored from has made room, and its bytes are there all the same.
    expect(await usedBytes(t.metadata, userId)).toBe(1.7 * megabyte);
    await t.core.maintenance.collectGarbage();
    expect((await bytesOf(t, sam, file.id)).equals(Buffer.alloc(0.8 * megabyte, 'file'))).toBe(true);
  });
});

test('versions of a user who leaves count for the heir', async () => {
  const t = await openTestCore();
  const { member, user } = await newMember(t, { username: 'sam', rootId: t.admin.rootId });
  const { id } = await putAll(t, member, ['one', 'two']);
  await t.core.users.delete(t.admin, user.id);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(6);
  expect(await textsOf(t, t.admin, id)).toEqual(['two', 'one']);
  await t.core.files.delete(t.admin, id);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
});
