import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  changesOf,
  newMember,
  nothingKept,
  openTestCore,
  put,
  startOfTime,
  storedKeys,
  usedBytes,
  withKey,
  type TestCore,
} from '../core.test-setup.ts';
import { newId } from '../ids.ts';
import type { Member } from '../access/principal.ts';

async function namesIn({ core }: Pick<TestCore, 'core'>, member: Member, folderId: string | null | undefined): Promise<string[]> {
  const { json, total } = await core.files.list(member, { folderId, sort: 'name', descending: false, offset: 0, limit: 100 });
  const names = (JSON.parse(`[${json}]`) as { name: string }[]).map(({ name }) => name);
  expect(names).toHaveLength(total);
  return names;
}

describe('an upload in one piece', () => {
  test.each([0, 1, 999, 1000, 1001, 300_000, 3_000_000])('%i bytes come back as they went in, encrypted and plain', async (size) => {
    const t = await openTestCore();
    for (const encrypted of [true, false]) {
      const bytes = randomBytes(size);
      const file = await put(t, t.admin, { name: `file ${encrypted}`, bytes, encrypted });
      expect(file).toMatchObject({
        kind: 'file',
        name: `file ${encrypted}`,
        sizeBytes: size,
        encrypted,
        parentId: t.admin.rootId,
        createdAt: startOfTime,
      });
      expect((await bytesOf(t, t.admin, file.id)).equals(bytes)).toBe(true);
      expect(await t.core.files.get(t.admin, file.id)).toEqual(file);
    }
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(2 * size);
  });

  test.each([
    [true, false],
    [false, true],
  ])('received as encrypted=%s, it can still become encrypted=%s', async (received, wanted) => {
    const t = await openTestCore();
    for (const size of [0, 500, 700_000]) {
      const bytes = randomBytes(size);
      const stage = t.core.files.receive(t.admin, { encrypted: received });
      await stage.stage.write(bytes);
      const { file } = await t.core.files.commit(t.admin, stage, { name: `${size}`, folderId: null, encrypted: wanted });
      expect(file.encrypted).toBe(wanted);
      expect((await bytesOf(t, t.admin, file.id)).equals(bytes)).toBe(true);
    }
    expect(await storedKeys(t.blobs)).toHaveLength(1);
  });

  test('the bytes of an encrypted file are nowhere on the disk', async () => {
    const t = await openTestCore();
    const bytes = Buffer.from('a secret that nobody may find '.repeat(100));
    await put(t, t.admin, { name: 'secret', bytes });
    const plain = await put(t, t.admin, { name: 'plain', bytes, encrypted: false });
    const stored = async (blobId: string) => {
      const [segment] = await t.metadata.segmentsOf(blobId);
      const parts: Buffer[] = [];
      for await (const part of t.blobs.read(segment?.key ?? '', 0, 1e6, 1e6)) parts.push(Buffer.from(part));
      return Buffer.concat(parts);
    };
    const [secret] = (await t.metadata.filesOf(t.admin.rootId, 1)).map((file) => file.blobId);
    expect((await stored(plain.blobId)).includes('a secret')).toBe(true);
    expect((await stored(secret ?? '')).includes('a secret')).toBe(false);
  });

  test('the same name in the same folder is a new version of the same file, also on a site that keeps none', async () => {
    const t = await openTestCore({ retention: nothingKept });
    const other = await newMember(t, { username: 'other', rootId: t.admin.rootId });
    const first = await put(t, t.admin, { name: 'Report.txt', bytes: 'x'.repeat(5000) });
    await t.core.shares.create(t.admin, { fileId: first.id, allowDownload: true });
    t.clock.now += 5000;
    const second = await put(t, other.member, { name: 'RÉPORT.TXT', bytes: 'new' });
    expect(second).toEqual({
      ...first,
      sizeBytes: 3,
      blobId: second.blobId,
      versionId: second.versionId,
      versionAt: startOfTime + 5000,
      ownerId: other.user.id,
      originalName: 'RÉPORT.TXT',
      updatedAt: startOfTime + 5000,
      modifiedBy: other.member.userNumber,
      modifiedByKey: other.member.keyNumber,
    });
    expect(String(await bytesOf(t, t.admin, first.id))).toBe('new');
    expect((await changesOf(t.metadata)).filter((change) => change.nodeId === first.id).map((change) => change.action)).toEqual([
      'created',
      'modified',
    ]);
    // The old bytes count no more and are gone with the next sweep; the share stays.
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
    expect(await usedBytes(t.metadata, other.user.id)).toBe(3);
    expect((await t.core.shares.list(t.admin, { offset: 0, limit: 9, fileId: first.id })).total).toBe(1);
    await t.core.maintenance.collectGarbage();
    expect(await storedKeys(t.blobs)).toEqual([]);
    expect(await t.metadata.findBlob(first.blobId)).toBeUndefined();
  });

  test('a file over the limit of the plan is refused and nothing of it is kept', async () => {
    const t = await openTestCore();
    const { member, user } = await newMember(t, { username: 'small' });
    await put(t, member, { name: 'fits', bytes: Buffer.alloc(1_000_000) });
    const before = await storedKeys(t.blobs);
    await expect(put(t, member, { name: 'large', bytes: Buffer.alloc(1_000_001) })).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('"free"'),
    });
    expect(await storedKeys(t.blobs)).toEqual(before);
    expect(await usedBytes(t.metadata, user.id)).toBe(1_000_000);
    expect(await namesIn(t, member, null)).toEqual(['fits']);
  });

  test.each([
    ['a bad name', { name: '../x' }, 'invalid'],
    ['a folder that is not there', { name: 'x', folderId: newId('folder') }, 'not_found'],
    ['an id of another kind', { name: 'x', folderId: newId('file') }, 'not_found'],
    ['the name of a folder', { name: 'FOLDER' }, 'conflict'],
  ])('%s is refused after the bytes came, and nothing of them is kept', async (_, place, code) => {
    const t = await openTestCore();
    await t.core.folders.create(t.admin, { name: 'Folder', parentId: null });
    const changes = await changesOf(t.metadata);
    await expect(put(t, t.admin, { bytes: Buffer.alloc(50_000), ...place })).rejects.toMatchObject({ code });
    expect(await storedKeys(t.blobs)).toEqual([]);
    expect(await changesOf(t.metadata)).toEqual(changes);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
  });

  test('encrypt=false can be forbidden', async () => {
    const t = await openTestCore({ allowUnencrypted: false });
    expect(() => t.core.files.receive(t.admin, { encrypted: false })).toThrow(expect.objectContaining({ code: 'forbidden' }));
    const received = t.core.files.receive(t.admin, { encrypted: true });
    await received.stage.write(Buffer.alloc(2000));
    await expect(t.core.files.commit(t.admin, received, { name: 'x', folderId: null, encrypted: false })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(
      t.core.uploads.init(t.admin, { filename: 'x', totalSizeBytes: 1, totalChunks: 1, folderId: null, encrypted: false }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await storedKeys(t.blobs)).toEqual([]);
  });

  test('64 uploads of one name at once are one file and 64 versions, of which a site may keep none', async () => {
    const t = await openTestCore({ retention: nothingKept });
    const files = await Promise.all(Array.from({ length: 64 }, (_, i) => put(t, t.admin, { name: 'same', bytes: `${i}`.padStart(1500) })));
    expect(new Set(files.map((file) => file.id)).size).toBe(1);
    expect((await changesOf(t.metadata)).map((change) => change.action)).toEqual([
      'created',
      ...Array.from({ length: 63 }, () => 'modified'),
    ]);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(1500);
    await t.core.maintenance.collectGarbage();
    expect(await storedKeys(t.blobs)).toHaveLength(1);
    expect(Number(await bytesOf(t, t.admin, files[0]?.id ?? ''))).toBeGreaterThanOrEqual(0);
  });

  test('goes on when a key for its folder is made meanwhile', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'busy' });
    const folder = await t.core.folders.create(member, { name: 'inbox', parentId: null });
    const received = t.core.files.receive(member, { encrypted: true });
    await received.stage.write(Buffer.from('slow'));
    await t.core.keys.create(t.admin, { name: 'scanner', folderId: folder.id });
    const { file } = await t.core.files.commit(member, received, { name: 'slow', folderId: folder.id, encrypted: true });
    expect(file.rootId).toBe(folder.id);
  });
});

describe('rename, move, copy, delete', () => {
  async function open() {
    const t = await openTestCore();
    const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
    const file = await put(t, t.admin, { name: 'a', bytes: 'x'.repeat(2000) });
    const afterSeq = await t.metadata.lastSeq();
    return {
      ...t,
      folder,
      file,
      newChanges: async () =>
        (await changesOf(t.metadata, afterSeq)).map(({ nodeId, action, fromChain }) => ({ nodeId, action, moved: fromChain !== null })),
    };
  }

  test('renames and moves in one step', async () => {
    const t = await open();
    t.clock.now += 1000;
    const moved = await t.core.files.update(t.admin, t.file.id, { name: 'B', folderId: t.folder.id });
    const after = { ...t.file, name: 'B', nameKey: 'b', originalName: 'a', parentId: t.folder.id, updatedAt: t.clock.now };
    expect(moved).toEqual({ file: after, path: 'folder/B', sha256: null });
    expect(await t.core.files.get(t.admin, t.file.id)).toEqual(after);
    expect(await t.core.files.describe(t.admin, t.file.id)).toEqual({ ...moved, liveShares: 0, liveSharesUntil: null });
    expect(await namesIn(t, t.admin, null)).toEqual([]);
    expect(await namesIn(t, t.admin, t.folder.id)).toEqual(['B']);
    expect(await t.newChanges()).toEqual([{ nodeId: t.file.id, action: 'modified', moved: true }]);
    expect((await t.core.files.update(t.admin, t.file.id, { folderId: null })).file.parentId).toBe(t.admin.rootId);
  });

  test('a change that changes nothing is no change', async () => {
    const t = await open();
    t.clock.now += 1000;
    for (const change of [{ name: 'a', folderId: null }, {}])
      expect(await t.core.files.update(t.admin, t.file.id, change)).toEqual({ file: t.file, path: 'a', sha256: null });
    expect(await t.newChanges()).toEqual([]);
  });

  test('another spelling of its own name is no conflict, the name of another node is', async () => {
    const t = await open();
    expect((await t.core.files.update(t.admin, t.file.id, { name: 'À' })).file.name).toBe('À');
    await put(t, t.admin, { name: 'taken', folderId: t.folder.id });
    const before = await changesOf(t.metadata);
    for (const change of [{ name: 'FOLDER' }, { name: 'Taken', folderId: t.folder.id }]) {
      await expect(t.core.files.update(t.admin, t.file.id, change)).rejects.toMatchObject({ code: 'conflict' });
      await expect(t.core.files.copy(t.admin, t.file.id, change)).rejects.toMatchObject({ code: 'conflict' });
    }
    await expect(t.core.files.update(t.admin, t.file.id, { name: 'a/b' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(t.core.files.update(t.admin, t.file.id, { folderId: newId('folder') })).rejects.toMatchObject({ code: 'not_found' });
    expect(await changesOf(t.metadata)).toEqual(before);
  });

  test('a copy shares the bytes, is charged, and outlives the original', async () => {
    const t = await open();
    const { file: copy } = await t.core.files.copy(t.admin, t.file.id, { folderId: t.folder.id });
    expect(copy).toMatchObject({ name: 'a', blobId: t.file.blobId, parentId: t.folder.id, sizeBytes: 2000 });
    expect(copy.id).not.toBe(t.file.id);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(4000);
    expect(await storedKeys(t.blobs)).toHaveLength(1);
    await expect(t.core.files.copy(t.admin, t.file.id, {})).rejects.toMatchObject({ code: 'invalid' });
    await t.core.files.delete(t.admin, t.file.id);
    await t.core.maintenance.collectGarbage();
    expect(String(await bytesOf(t, t.admin, copy.id))).toBe('x'.repeat(2000));
    await t.core.files.delete(t.admin, copy.id);
    await t.core.maintenance.collectGarbage();
    expect(await storedKeys(t.blobs)).toEqual([]);
    expect(await t.metadata.findBlob(copy.blobId)).toBeUndefined();
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
    expect(await t.newChanges()).toEqual([
      { nodeId: copy.id, action: 'created', moved: false },
      { nodeId: t.file.id, action: 'deleted', moved: false },
      { nodeId: copy.id, action: 'deleted', moved: false },
    ]);
  });

  test('a copy is refused when it does not fit the quota of the one who copies', async () => {
    const t = await openTestCore();
    const { member, user } = await newMember(t, { username: 'small' });
    for (const name of ['a', 'b']) await put(t, member, { name, bytes: Buffer.alloc(900_000) });
    const [file] = await t.metadata.filesOf(member.rootId, 1);
    await expect(t.core.files.copy(member, file?.id ?? '', { name: 'c' })).rejects.toMatchObject({ code: 'too_large' });
    expect(await usedBytes(t.metadata, user.id)).toBe(1_800_000);
    expect(await namesIn(t, member, null)).toEqual(['a', 'b']);
  });

  test('deleted is deleted: a second time it is not there', async () => {
    const t = await open();
    const results = await Promise.allSettled([1, 2, 3].map(() => t.core.files.delete(t.admin, t.file.id)));
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(t.core.files.get(t.admin, t.file.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.files.open(t.admin, t.file.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await t.newChanges()).toEqual([{ nodeId: t.file.id, action: 'deleted', moved: false }]);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
  });

  test('a download that has begun ends well although the file is deleted and swept', async () => {
    const t = await openTestCore();
    const bytes = randomBytes(4_000_000);
    const file = await put(t, t.admin, { name: 'large', bytes });
    const { content } = await t.core.files.open(t.admin, file.id);
    const parts: Buffer[] = [];
    for await (const buffers of t.core.read(content, 0, content.sizeBytes)) {
      if (parts.length === 0) {
        await t.core.files.delete(t.admin, file.id);
        await t.core.maintenance.collectGarbage();
        expect(await storedKeys(t.blobs)).toHaveLength(1);
      }
      for (const buffer of buffers) parts.push(Buffer.from(buffer));
    }
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    await t.core.maintenance.collectGarbage();
    expect(await storedKeys(t.blobs)).toEqual([]);
  });
});

test('lists what the member sees: a folder, the root, or everything below it', async () => {
  const t = await openTestCore();
  const { member } = await newMember(t, { username: 'one' });
  const sub = await t.core.folders.create(member, { name: 'sub', parentId: null });
  await put(t, t.admin, { name: 'of the admin' });
  await put(t, member, { name: 'direct' });
  await put(t, member, { name: 'deep', folderId: sub.id });
  const limited = await withKey(t, member, { folderId: sub.id });
  expect(await namesIn(t, t.admin, undefined)).toEqual(['deep', 'direct', 'of the admin']);
  expect(await namesIn(t, t.admin, null)).toEqual(['of the admin']);
  expect(await namesIn(t, await t.core.keys.authenticate((await t.core.keys.create(member, { name: 'k' })).secret), undefined)).toEqual([
    'deep',
    'direct',
  ]);
  expect(await namesIn(t, member, null)).toEqual(['direct']);
  expect(await namesIn(t, member, sub.id)).toEqual(['deep']);
  expect(await namesIn(t, limited, undefined)).toEqual(['deep']);
  expect(await namesIn(t, limited, null)).toEqual(['deep']);
  expect(await namesIn(t, t.admin, sub.id)).toEqual(['deep']);
});
