import { describe, expect, test } from 'vitest';
import { newMember, oneHour, openTestCore, put, type TestCore } from '../core.test-setup.ts';
import type { Member } from '../access/principal.ts';
import type { Archive } from './zip-downloads.ts';

async function collect(archive: Archive): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const group of archive.bytes(0, archive.sizeBytes)) for (const buffer of group) parts.push(Buffer.from(buffer));
  return Buffer.concat(parts);
}

async function openWithFiles(): Promise<TestCore & { readonly ada: Member; readonly folderId: string; readonly fileId: string }> {
  const t = await openTestCore();
  const { member: ada } = await newMember(t, { username: 'ada' });
  const folder = await t.core.folders.create(ada, { name: 'reports', parentId: null });
  const file = await put(t, ada, { name: 'a.txt', folderId: folder.id, bytes: 'first' });
  await put(t, ada, { name: 'b.txt', folderId: folder.id, bytes: Buffer.alloc(100_000, 'b') });
  return { ...t, ada, folderId: folder.id, fileId: file.id };
}

describe('an archive', () => {
  test('has the length and the tag that were said, and another tag when something in it changed', async () => {
    const t = await openWithFiles();
    const look = () => t.core.zipDownloads.ofFolder(t.ada, t.folderId, async (archive) => ({ archive, bytes: await collect(archive) }));
    const one = await look();
    expect(one.archive.name).toBe('reports.zip');
    expect(one.bytes.length).toBe(one.archive.sizeBytes);
    const two = await look();
    expect([two.archive.tag, two.bytes.equals(one.bytes)]).toEqual([one.archive.tag, true]);
    await put(t, t.ada, { name: 'a.txt', folderId: t.folderId, bytes: 'other' });
    const three = await look();
    expect(three.archive.sizeBytes).toBe(one.archive.sizeBytes);
    expect(three.archive.tag).not.toBe(one.archive.tag);
  });

  test('stops in the middle when the right to read ends', async () => {
    const t = await openWithFiles();
    await t.core.zipDownloads.ofFolder(t.ada, t.folderId, async (archive) => {
      await t.core.users.update(t.admin, t.ada.userId, { disabled: true });
      await expect(collect(archive)).rejects.toMatchObject({ code: 'invalid_credentials' });
    });
  });

  test('is one of four at most, whatever became of those before', async () => {
    const t = await openWithFiles();
    const hold = (then: () => Promise<void>): Promise<void> => t.core.zipDownloads.ofFolder(t.ada, t.folderId, then);
    const most = hold(() => hold(() => hold(() => hold(() => hold(async () => undefined)))));
    await expect(most).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(hold(async () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    await hold(() => hold(() => hold(() => hold(async () => undefined))));
  });
});

describe('what was picked', () => {
  test('is kept for a day, for the one who picked it', async () => {
    const t = await openWithFiles();
    const { member: ben } = await newMember(t, { username: 'ben' });
    const { selection, sizeBytes } = await t.core.zipDownloads.pick(t.ada, [t.fileId, t.folderId, t.fileId]);
    expect(selection).toMatchObject({ nodeIds: [t.fileId, t.folderId], expiresAt: t.clock.now + 24 * oneHour });
    const open = (member: Member) => t.core.zipDownloads.ofSelection(member, selection.id, collect);
    const bytes = await open(t.ada);
    expect(bytes.length).toBe(sizeBytes);
    for (const path of ['a.txt', 'reports/', 'reports/a.txt', 'reports/b.txt']) expect(bytes.includes(path)).toBe(true);
    await expect(open(ben)).rejects.toMatchObject({ code: 'not_found' });
    await expect(open(t.admin)).rejects.toMatchObject({ code: 'not_found' });
    t.clock.now += 24 * oneHour;
    await expect(open(t.ada)).rejects.toMatchObject({ code: 'not_found' });
    await t.core.maintenance.sweep();
    expect(await t.metadata.findZip(selection.id)).toBeUndefined();
  });

  test('has to be there, and is looked at again', async () => {
    const t = await openWithFiles();
    const theirs = await put(t, t.admin, { name: 'hidden' });
    for (const id of [theirs.id, 'file_1', '', t.ada.userId]) {
      await expect(t.core.zipDownloads.pick(t.ada, [t.fileId, id])).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(t.core.zipDownloads.pick(t.ada, [])).rejects.toMatchObject({ code: 'invalid' });
    const { selection } = await t.core.zipDownloads.pick(t.ada, [t.fileId]);
    await t.core.files.delete(t.ada, t.fileId);
    await expect(t.core.zipDownloads.ofSelection(t.ada, selection.id, collect)).rejects.toMatchObject({ code: 'not_found' });
  });
});
