import { describe, expect, test } from 'vitest';
import { bytesOf, changesOf, newMember, openTestCore, put, withKey, type TestCore } from '../core.test-setup.ts';

/** a/x.txt a/v1.2/in b/x.txt b/v1.2/old: what is in them is their path. */
async function twoFolders() {
  const t = await openTestCore();
  const ids = new Map<string, string>();
  for (const path of ['a', 'b', 'a/v1.2', 'b/v1.2'])
    ids.set(path, (await t.core.tree.makeFolder(t.admin, path, { mkdirParents: false })).node.id);
  for (const path of ['a/x.txt', 'a/v1.2/in', 'b/x.txt', 'b/v1.2/old']) {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    ids.set(path, (await put(t, t.admin, { name, folderId: ids.get(parts.join('/')) ?? null, bytes: path })).id);
  }
  return { ...t, id: (path: string) => ids.get(path) ?? '' };
}

const everything = async ({ core, admin }: TestCore): Promise<string[]> =>
  (await core.tree.listBelow(admin, {}, { limit: 1000 })).map(({ path }) => path).sort();
const textAt = async (t: TestCore, path: string): Promise<string> =>
  String(await bytesOf(t, t.admin, (await t.core.tree.find(t.admin, path)).node.id));

const untouched = ['a', 'a/v1.2', 'a/v1.2/in', 'a/x.txt', 'b', 'b/v1.2', 'b/v1.2/old', 'b/x.txt'];

describe('a file', () => {
  test('that moves', async () => {
    const t = await twoFolders();
    await expect(t.core.files.update(t.admin, t.id('a/x.txt'), { folderPath: 'b' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await everything(t)).toEqual(untouched);
    const renamed = await t.core.files.update(t.admin, t.id('a/x.txt'), { folderPath: '/B/', ifTaken: 'rename' });
    expect(renamed).toMatchObject({ file: { id: t.id('a/x.txt'), parentId: t.id('b') }, path: 'b/x (2).txt' });
    const replacing = await t.core.files.update(t.admin, renamed.file.id, { name: 'X.TXT', ifTaken: 'replace' });
    expect(replacing).toMatchObject({ file: { id: renamed.file.id }, path: 'b/X.TXT' });
    expect(await textAt(t, 'b/x.txt')).toBe('a/x.txt');
    await expect(t.core.files.get(t.admin, t.id('b/x.txt'))).rejects.toMatchObject({ code: 'not_found' });
    // Its own name is nobody else's.
    expect(await t.core.files.update(t.admin, renamed.file.id, { name: 'x.txt', ifTaken: 'rename' })).toMatchObject({ path: 'b/x.txt' });
    for (const ifTaken of ['replace', 'refuse'] as const)
      await expect(t.core.files.update(t.admin, renamed.file.id, { name: 'V1.2', ifTaken })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('that is copied, also beside itself', async () => {
    const t = await twoFolders();
    for (const ifTaken of ['replace', 'refuse', undefined] as const)
      await expect(t.core.files.copy(t.admin, t.id('a/x.txt'), { ifTaken })).rejects.toMatchObject({ reason: 'same_place' });
    expect(await t.core.files.copy(t.admin, t.id('a/x.txt'), { ifTaken: 'rename' })).toMatchObject({ path: 'a/x (2).txt' });
    expect(await t.core.files.copy(t.admin, t.id('a/x.txt'), { folderPath: 'b', ifTaken: 'rename' })).toMatchObject({
      path: 'b/x (2).txt',
    });
    const version = await t.core.files.copy(t.admin, t.id('a/x.txt'), { folderId: t.id('b'), ifTaken: 'replace' });
    expect(version).toMatchObject({ file: { id: t.id('b/x.txt') }, path: 'b/x.txt' });
    expect(await textAt(t, 'b/x.txt')).toBe('a/x.txt');
  });

  test('goes only to folders that are there', async () => {
    const t = await twoFolders();
    const before = await changesOf(t.metadata);
    for (const [place, code] of [
      [{ folderPath: 'c' }, 'not_found'],
      [{ folderPath: 'b/x.txt' }, 'conflict'],
      [{ folderId: t.id('b'), folderPath: 'b' }, 'not_found'],
      [{ folderId: t.id('b/x.txt'), folderPath: '/' }, 'not_found'],
    ] as const) {
      for (const verb of ['update', 'copy'] as const)
        await expect(t.core.files[verb](t.admin, t.id('a/x.txt'), { ...place, name: 'new' })).rejects.toMatchObject({ code });
    }
    expect(await changesOf(t.metadata)).toEqual(before);
    expect(await t.core.files.copy(t.admin, t.id('a/x.txt'), { folderId: t.id('b'), folderPath: 'v1.2' })).toMatchObject({
      path: 'b/v1.2/x.txt',
    });
    expect(await t.core.files.update(t.admin, t.id('a/x.txt'), { folderPath: '/' })).toMatchObject({
      path: 'x.txt',
      file: { parentId: t.admin.rootId },
    });
  });

  test('replaces what may be removed only', async () => {
    const t = await twoFolders();
    const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [], plan: 'team' });
    for (const [path, permission] of [
      ['a', 'full'],
      ['b', 'writeonly'],
      ['b', 'list'],
    ] as const) {
      await t.core.permissions.create(t.admin, { path, permission, userNumber: user.number });
    }
    const sam = await t.core.keys.authenticate(secret);
    for (const verb of ['update', 'copy'] as const) {
      const act = t.core.files[verb](sam, t.id('a/x.txt'), { folderPath: 'b', ifTaken: 'replace' });
      await expect(act).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await everything(t)).toEqual(untouched);
    expect(await t.core.files.copy(sam, t.id('a/x.txt'), { folderPath: 'b', ifTaken: 'rename' })).toMatchObject({ path: 'b/x (2).txt' });
  });
});

describe('when the content was changed', () => {
  test('is said without a change in the feed, or together with a move', async () => {
    const t = await twoFolders();
    const before = await t.metadata.lastSeq();
    const file = await t.core.files.get(t.admin, t.id('a/x.txt'));
    t.clock.now += 5000;
    const providedMtime = 1_736_937_000_123;
    expect(await t.core.files.update(t.admin, file.id, { providedMtime })).toEqual({
      file: { ...file, providedMtime },
      path: 'a/x.txt',
      sha256: null,
    });
    expect(await t.core.files.update(t.admin, file.id, { name: 'X.txt' })).toMatchObject({
      file: { providedMtime, updatedAt: t.clock.now },
    });
    expect(await changesOf(t.metadata, before)).toHaveLength(1);
    expect(await t.core.files.update(t.admin, file.id, { folderPath: 'b', name: 'y', providedMtime: null })).toMatchObject({
      file: { providedMtime: null },
      path: 'b/y',
    });
  });

  test('needs the right to write, as a move needs that to remove', async () => {
    const t = await twoFolders();
    const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [], plan: 'team' });
    for (const permission of ['list', 'writeonly'] as const)
      await t.core.permissions.create(t.admin, { path: 'a', permission, userNumber: user.number });
    const sam = await t.core.keys.authenticate(secret);
    expect(await t.core.files.update(sam, t.id('a/x.txt'), { providedMtime: 5 })).toMatchObject({ file: { providedMtime: 5 } });
    await expect(t.core.files.update(sam, t.id('a/x.txt'), { name: 'y', providedMtime: 6 })).rejects.toMatchObject({ code: 'forbidden' });
    const reader = await withKey(t, t.admin, { scopes: ['files:read'] });
    await expect(t.core.files.update(reader, t.id('a/x.txt'), { providedMtime: 6 })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a folder', () => {
  test('that moves', async () => {
    const t = await twoFolders();
    await expect(t.core.folders.update(t.admin, t.id('a/v1.2'), { parentPath: 'b' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await everything(t)).toEqual(untouched);
    // A folder has no extension.
    const renamed = await t.core.folders.update(t.admin, t.id('a/v1.2'), { parentPath: 'b', ifTaken: 'rename' });
    expect(renamed).toMatchObject({ id: t.id('a/v1.2'), path: 'b/v1.2 (2)' });
    const merged = await t.core.folders.update(t.admin, renamed.id, { name: 'V1.2', ifTaken: 'replace' });
    expect(merged).toMatchObject({ id: t.id('b/v1.2'), path: 'b/v1.2' });
    expect(await everything(t)).toEqual(['a', 'a/x.txt', 'b', 'b/v1.2', 'b/v1.2/in', 'b/v1.2/old', 'b/x.txt']);
    expect(await t.core.folders.update(t.admin, merged.id, { name: 'V1.2', ifTaken: 'rename' })).toMatchObject({ path: 'b/V1.2' });
    // A file is not replaced by a folder.
    const onto = { name: 'x.txt', ifTaken: 'replace' } as const;
    await expect(t.core.folders.update(t.admin, merged.id, onto)).rejects.toMatchObject({ code: 'conflict' });
    await expect(t.core.folders.update(t.admin, merged.id, { parentPath: 'not/there' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.folders.update(t.admin, merged.id, { parentPath: 'b/x.txt' })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('that is copied, also beside itself', async () => {
    const t = await twoFolders();
    await expect(t.core.folders.copy(t.admin, t.id('a/v1.2'), {})).rejects.toMatchObject({ reason: 'exists' });
    await expect(t.core.folders.copy(t.admin, t.id('a/v1.2'), { ifTaken: 'replace' })).rejects.toMatchObject({ reason: 'into_itself' });
    expect(await t.core.folders.copy(t.admin, t.id('a/v1.2'), { ifTaken: 'rename' })).toMatchObject({ path: 'a/v1.2 (2)' });
    const into = await t.core.folders.copy(t.admin, t.id('a/v1.2'), { parentPath: '/b', ifTaken: 'replace' });
    expect(into).toMatchObject({ id: t.id('b/v1.2'), path: 'b/v1.2' });
    expect(await t.core.folders.copy(t.admin, t.id('a/v1.2'), { parentId: null })).toMatchObject({ path: 'v1.2' });
    expect(await everything(t)).toEqual([...untouched, 'a/v1.2 (2)', 'a/v1.2 (2)/in', 'b/v1.2/in', 'v1.2', 'v1.2/in'].sort());
  });
});

describe('a folder at a path', () => {
  test('is made, with its parents when they are wanted; then one that is there is the answer', async () => {
    const t = await openTestCore();
    const wanted = { folderId: null, path: '/a/b/', parents: false };
    await expect(t.core.folders.createPath(t.admin, wanted)).rejects.toMatchObject({ reason: 'parent_missing' });
    const made = await t.core.folders.createPath(t.admin, { ...wanted, parents: true });
    expect(made.path).toBe('a/b');
    const before = await changesOf(t.metadata);
    expect(await t.core.folders.createPath(t.admin, { ...wanted, path: 'A/B', parents: true })).toEqual(made);
    expect(await t.core.folders.createPath(t.admin, { ...wanted, path: '/', parents: true })).toMatchObject({
      id: t.admin.rootId,
      path: '',
    });
    for (const path of ['a/B', '/', 'a'])
      await expect(t.core.folders.createPath(t.admin, { ...wanted, path })).rejects.toMatchObject({ reason: 'exists' });
    await put(t, t.admin, { name: 'file' });
    for (const path of ['file', 'file/x'])
      for (const parents of [true, false])
        await expect(t.core.folders.createPath(t.admin, { ...wanted, path, parents })).rejects.toMatchObject({ code: 'conflict' });
    expect(await t.core.folders.createPath(t.admin, { folderId: made.id, path: 'c', parents: false })).toMatchObject({ path: 'a/b/c' });
    expect(await changesOf(t.metadata)).toHaveLength(before.length + 2);
  });

  test('many at once are one', async () => {
    const t = await openTestCore();
    const made = await Promise.all(
      Array.from({ length: 30 }, () => t.core.folders.createPath(t.admin, { folderId: null, path: 'x/y/z', parents: true })),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await everything(t)).toEqual(['x', 'x/y', 'x/y/z']);
  });
});

test('the totals of a folder are of what the member may list below it', async () => {
  const t = await twoFolders();
  const all = { files: 4, folders: 4, sizeBytes: 'a/x.txta/v1.2/inb/x.txtb/v1.2/old'.length };
  expect(await t.core.folders.totals(t.admin, null)).toEqual(all);
  expect(await t.core.folders.totals(t.admin, t.id('a'))).toEqual({ files: 2, folders: 1, sizeBytes: 'a/x.txta/v1.2/in'.length });
  const { id } = await t.core.folders.create(t.admin, { name: 'empty', parentId: null });
  expect(await t.core.folders.totals(t.admin, id)).toEqual({ files: 0, folders: 0, sizeBytes: 0 });
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [], plan: 'team' });
  await t.core.permissions.create(t.admin, { path: 'b', permission: 'readonly', userNumber: user.number, recursive: false });
  await t.core.permissions.create(t.admin, { path: 'a', permission: 'writeonly', userNumber: user.number });
  const sam = await t.core.keys.authenticate(secret);
  expect(await t.core.folders.totals(sam, null)).toEqual({ files: 1, folders: 2, sizeBytes: 'b/x.txt'.length });
});
