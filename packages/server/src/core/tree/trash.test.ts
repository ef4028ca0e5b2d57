import { describe, expect, test } from 'vitest';
import type { Member } from '../access/principal.ts';
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
  type TestCoreOptions,
} from '../core.test-setup.ts';
import { interrupter } from './interruptions.test-setup.ts';
import type { FileNode, FolderNode } from '../metadata.ts';

const day = 24 * oneHour;

async function putAt(t: TestCore, path: string, member = t.admin): Promise<FileNode> {
  const slash = path.lastIndexOf('/');
  if (slash === -1) return put(t, member, { name: path, bytes: path });
  const folder = await t.core.folders.createPath(member, { folderId: null, path: path.slice(0, slash), parents: true });
  return put(t, member, { name: path.slice(slash + 1), folderId: folder.id, bytes: path });
}

async function opened(paths: readonly string[] = [], options: TestCoreOptions = {}): Promise<TestCore> {
  const t = await openTestCore(options);
  for (const path of paths) await putAt(t, path);
  return t;
}

async function folderAt(t: TestCore, path: string): Promise<FolderNode> {
  const { node } = await t.core.tree.find(t.admin, path);
  if (node.kind !== 'folder') throw new Error(`${path} is a file`);
  return node;
}

/** The paths of all that a member sees. */
const all = async ({ core }: TestCore, member: Member): Promise<string[]> =>
  (await core.tree.search(member, '', { wanted: { namePart: '' }, limit: 1000 })).map(({ path }) => path).sort();

/** The paths of what a member sees in the trash, the newest first. */
const trashed = async ({ core }: TestCore, member: Member, more: { namePart?: string } = {}): Promise<string[]> =>
  (await core.trash.list(member, { limit: 1000, ...more })).entries.map(({ path }) => path);

describe('a file', () => {
  test('is nowhere while it is in the trash, and comes back as it was', async () => {
    const t = await opened(['a/b/file', 'a/other']);
    const { node } = await t.core.tree.find(t.admin, 'a/b/file');
    await put(t, t.admin, { name: 'FILE', folderId: node.parentId, bytes: 'new'.repeat(1000) });
    await t.core.tree.update(t.admin, 'a/b/file', { customMetadata: { k: 'v' } });
    const file = await t.core.files.get(t.admin, node.id);
    const { share, token } = await t.core.shares.create(t.admin, { fileId: file.id, allowDownload: true });
    const seq = (await changesOf(t.metadata)).length;
    const used = await usedBytes(t.metadata, t.admin.userId);
    const page = { offset: 0, limit: 10 };

    t.clock.now += 1000;
    const id = await t.core.trash.putFile(t.admin, file.id);
    expect(await all(t, t.admin)).toEqual(['a', 'a/b', 'a/other']);
    for (const ask of [t.core.files.get, t.core.files.open])
      await expect(ask(t.admin, file.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.versions.list(t.admin, file.id, { limit: 1 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.shares.get(t.admin, share.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.shares.open(token)).rejects.toMatchObject({ code: 'not_found' });
    expect(await t.core.shares.list(t.admin, page)).toEqual({ items: [], total: 0 });
    expect(await t.core.trash.list(t.admin, { limit: 1 })).toEqual({
      entries: [
        {
          item: expect.objectContaining({
            id,
            nodeId: file.id,
            kind: 'file',
            name: 'file',
            sizeBytes: 3000,
            deletedAt: t.clock.now,
          }) as unknown,
          path: 'a/b/file',
          deletedBy: { id: t.admin.userId, username: 'admin' },
          expiresAt: t.clock.now + 30 * day,
        },
      ],
      nextId: undefined,
    });
    // It counts like any other, and its bytes belong to it.
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(used);
    expect(await t.core.maintenance.sweep(Number.MAX_SAFE_INTEGER)).toEqual({ orphans: 0 });

    t.clock.now += day;
    expect(await t.core.trash.restore(t.admin, id)).toMatchObject({ node: file, path: 'a/b/file', permissions: 'lrwd' });
    expect(await t.core.files.get(t.admin, file.id)).toEqual(file);
    expect(String(await bytesOf(t, t.admin, file.id))).toBe('new'.repeat(1000));
    expect((await t.core.versions.list(t.admin, file.id, { limit: 10 })).versions).toHaveLength(2);
    expect((await t.core.shares.open(token)).file?.id).toBe(file.id);
    expect((await t.core.shares.list(t.admin, page)).total).toBe(1);
    expect(await trashed(t, t.admin)).toEqual([]);
    expect((await changesOf(t.metadata)).slice(seq).map(({ nodeId, action }) => [nodeId, action])).toEqual([
      [file.id, 'deleted'],
      [file.id, 'created'],
    ]);
    await expect(t.core.trash.restore(t.admin, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('leaves its name to others, and gets a number when it comes back', async () => {
    const t = await opened(['file.txt']);
    const { node } = await t.core.tree.find(t.admin, 'file.txt');
    const id = await t.core.trash.putFile(t.admin, node.id);
    const other = await putAt(t, 'file.txt');
    expect(other.id).not.toBe(node.id);
    expect(await t.core.trash.restore(t.admin, id)).toMatchObject({
      node: { id: node.id, originalName: 'file.txt' },
      path: 'file (2).txt',
    });
    expect(String(await bytesOf(t, t.admin, other.id))).toBe('file.txt');
  });

  test('that comes back to another folder, or to one that has moved', async () => {
    const t = await opened(['a/one', 'a/two', 'b/x']);
    const [one, two] = [(await t.core.tree.find(t.admin, 'a/one')).node, (await t.core.tree.find(t.admin, 'a/two')).node];
    const [a, b] = [await folderAt(t, 'a'), await folderAt(t, 'b')];
    const ids = [await t.core.trash.putFile(t.admin, one.id), await t.core.trash.putFile(t.admin, two.id)];
    await t.core.folders.update(t.admin, a.id, { parentId: b.id });
    expect(await trashed(t, t.admin)).toEqual(['b/a/two', 'b/a/one']);
    expect((await t.core.trash.restore(t.admin, ids[0] ?? '')).path).toBe('b/a/one');
    expect((await t.core.trash.restore(t.admin, ids[1] ?? '', { folderId: null })).path).toBe('two');
  });

  test('whose folders are gone gets them anew', async () => {
    const t = await opened(['a/b/c/file']);
    const { node } = await t.core.tree.find(t.admin, 'a/b/c/file');
    const b = await folderAt(t, 'a/b');
    const id = await t.core.trash.putFile(t.admin, node.id);
    await t.core.folders.delete(t.admin, b.id, { recursive: true });
    expect(await trashed(t, t.admin)).toEqual(['a/b/c/file']);
    expect((await t.core.trash.restore(t.admin, id)).path).toBe('a/b/c/file');
    expect((await folderAt(t, 'a/b')).id).not.toBe(b.id);
    expect(await all(t, t.admin)).toEqual(['a', 'a/b', 'a/b/c', 'a/b/c/file']);
  });

  test('that is removed for good takes bytes, versions and links with it', async () => {
    const t = await opened();
    for (const letter of ['x', 'y']) await put(t, t.admin, { name: 'file', bytes: letter.repeat(2000) });
    const { node } = await t.core.tree.find(t.admin, 'file');
    const { share } = await t.core.shares.create(t.admin, { fileId: node.id, allowDownload: true });
    const id = await t.core.trash.putFile(t.admin, node.id);
    const seq = (await changesOf(t.metadata)).length;
    await t.core.trash.delete(t.admin, id);
    expect(await trashed(t, t.admin)).toEqual([]);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
    expect(await t.metadata.nodesOfShare(share.number)).toEqual([]);
    await t.core.maintenance.collectGarbage();
    expect(await storedKeys(t.blobs)).toEqual([]);
    // Everybody heard of it when it went into the trash.
    expect(await changesOf(t.metadata)).toHaveLength(seq);
    await expect(t.core.trash.delete(t.admin, id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a folder', () => {
  const tree = ['in/1', 'in/a/2', 'in/a/deep/3', 'in/b/4', 'out/5'];
  const whole = ['in', 'in/1', 'in/a', 'in/a/2', 'in/a/deep', 'in/a/deep/3', 'in/b', 'in/b/4', 'out', 'out/5'];

  test('goes and comes back with all that is in it, in one step when that is little', async () => {
    let writes = 0;
    const t = await opened(tree, {
      watch: (metadata) => ({
        ...metadata,
        write(job) {
          writes += 1;
          return metadata.write(job);
        },
      }),
    });
    const folder = await folderAt(t, 'in');
    const { share } = await t.core.bundles.create(t.admin, { paths: ['in/a'] });
    const token = (await t.core.bundles.codeOf(share.number)) ?? '';
    const seq = (await changesOf(t.metadata)).length;
    writes = 0;
    const id = await t.core.trash.putFolder(t.admin, folder.id);
    expect(writes).toBe(1);
    expect(await all(t, t.admin)).toEqual(['out', 'out/5']);
    expect((await t.core.bundles.get(t.admin, share.number)).paths).toEqual([]);
    await expect(t.core.shares.open(token)).rejects.toMatchObject({ code: 'not_found' });
    expect((await t.core.trash.list(t.admin, { limit: 10 })).entries).toMatchObject([
      { item: { id, kind: 'folder', name: 'in', sizeBytes: 'in/1in/a/2in/a/deep/3in/b/4'.length }, path: 'in' },
    ]);
    writes = 0;
    expect(await t.core.trash.restore(t.admin, id)).toMatchObject({ node: { id: folder.id, kind: 'folder' }, path: 'in' });
    expect(writes).toBe(1);
    expect(await all(t, t.admin)).toEqual(whole);
    expect(await folderAt(t, 'in')).toEqual(folder);
    expect(await t.core.folders.totals(t.admin, null)).toMatchObject({ files: 5, folders: 5 });
    expect((await t.core.bundles.get(t.admin, share.number)).paths).toMatchObject([{ path: 'in/a', isFolder: true }]);
    expect((await t.core.shares.open(token)).nodes).toMatchObject([{ name: 'a' }]);
    const actions = (await changesOf(t.metadata)).slice(seq);
    expect(actions.filter(({ action }) => action === 'deleted')).toHaveLength(8);
    expect(actions.filter(({ action }) => action === 'created')).toHaveLength(8);
    expect(new Set(actions.map(({ nodeId }) => nodeId)).size).toBe(8);
  });

  test('that is in the trash lies beside another one of its name, and beside what was in it before', async () => {
    const t = await opened(tree);
    const file = await t.core.trash.putFile(t.admin, (await t.core.tree.find(t.admin, 'in/a/2')).node.id);
    const folder = await t.core.trash.putFolder(t.admin, (await folderAt(t, 'in')).id);
    expect(await trashed(t, t.admin)).toEqual(['in', 'in/a/2']);
    expect(await trashed(t, t.admin, { namePart: 'I?' })).toEqual(['in']);
    expect(await trashed(t, t.admin, { namePart: 'i\0' })).toEqual([]);
    expect((await t.core.trash.restore(t.admin, file)).path).toBe('in/a/2');
    expect((await t.core.trash.restore(t.admin, folder)).path).toBe('in (2)');
    expect(await all(t, t.admin)).toEqual(
      ['in', 'in/a', 'in/a/2', ...whole.filter((path) => path !== 'in/a/2').map((path) => path.replace(/^in/, 'in (2)'))].sort(),
    );
  });

  test('keeps the permissions in it, and stays the root of a key', async () => {
    const t = await opened(tree);
    const folder = await folderAt(t, 'in');
    const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [] });
    await t.core.permissions.create(t.admin, { path: 'in/a', permission: 'readonly', userNumber: user.number });
    const { secret: keySecret } = await t.core.keys.create(t.admin, { name: 'limited', folderId: (await folderAt(t, 'in/b')).id });
    const sees = async (): Promise<string[][]> =>
      Promise.all([secret, keySecret].map(async (text) => all(t, await t.core.keys.authenticate(text))));
    const before = [['in', 'in/a', 'in/a/2', 'in/a/deep', 'in/a/deep/3'], ['4']];
    expect(await sees()).toEqual(before);
    const id = await t.core.trash.putFolder(t.admin, folder.id);
    expect(await t.core.permissions.list(t.admin, { limit: 100 })).toEqual([]);
    const sam = await t.core.keys.authenticate(secret);
    expect(await all(t, sam)).toEqual([]);
    await expect(t.core.keys.authenticate(keySecret).then((member) => all(t, member))).rejects.toMatchObject({ code: 'not_found' });
    await t.core.trash.restore(t.admin, id);
    expect(await sees()).toEqual(before);
    expect(await t.core.permissions.list(t.admin, { limit: 100 })).toMatchObject([{ path: 'in/a', permission: 'readonly' }]);
  });

  test('that is the root of a user, or only granted in part, or not empty, stays', async () => {
    const t = await opened(['home/of/sam/x', 'part/x', 'part/sub/y']);
    await newMember(t, { username: 'sam', rootId: (await folderAt(t, 'home/of/sam')).id });
    await expect(t.core.trash.putFolder(t.admin, (await folderAt(t, 'home')).id)).rejects.toMatchObject({ code: 'conflict' });
    const { user, secret } = await newMember(t, { username: 'ann', rootPath: '', grants: [] });
    await t.core.permissions.create(t.admin, { path: 'part', permission: 'full', userNumber: user.number, recursive: false });
    const ann = await t.core.keys.authenticate(secret);
    const part = await folderAt(t, 'part');
    await expect(t.core.trash.putFolder(ann, part.id)).rejects.toMatchObject({ reason: 'needs_full' });
    await expect(t.core.trash.putFolder(t.admin, part.id, { recursive: false })).rejects.toMatchObject({ reason: 'not_empty' });
    await expect(t.core.trash.putFolder(t.admin, t.admin.rootId)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await trashed(t, t.admin)).toEqual([]);
  });

  describe('of many files', () => {
    async function full(watch?: TestCoreOptions['watch']): Promise<{ t: TestCore; folder: FolderNode; names: string[] }> {
      const t = await opened(['big/sub/x'], watch === undefined ? {} : { watch });
      const folder = await folderAt(t, 'big');
      await Promise.all(Array.from({ length: 1200 }, (_, i) => put(t, t.admin, { name: `file ${i}`, folderId: folder.id })));
      return { t, folder, names: await names(t) };
    }
    /** In the order in which they were made. */
    async function names(t: TestCore): Promise<string[]> {
      const { json } = await t.core.files.list(t.admin, {
        folderId: undefined,
        sort: 'created_at',
        descending: false,
        offset: 0,
        limit: 10_000,
      });
      return (JSON.parse(`[${json}]`) as { name: string }[]).map(({ name }) => name);
    }

    test('goes and comes in slices between which others write', async () => {
      const { arm, watch } = interrupter();
      const { t, folder, names: before } = await full(watch);
      arm(() => putAt(t, 'meanwhile'));
      const id = await t.core.trash.putFolder(t.admin, folder.id);
      expect(await names(t)).toEqual(['meanwhile']);
      expect((await t.core.trash.list(t.admin, { limit: 10 })).entries).toMatchObject([{ item: { id } }]);
      // The one that comes later gives way.
      arm(() => put(t, t.admin, { name: 'file 0', folderId: folder.id, bytes: 'meanwhile' }));
      await t.core.trash.restore(t.admin, id);
      const after = await names(t);
      expect(after).toHaveLength(before.length + 2);
      expect(after.filter((name) => name === 'meanwhile' || name === 'file 0' || name === 'file 0 (2)')).toHaveLength(3);
      expect(await t.core.maintenance.sweep(Number.MAX_SAFE_INTEGER)).toEqual({ orphans: 0 });
      expect(await t.metadata.trashedNodes(id, { lastFirst: true, limit: 1 })).toEqual([]);
    });

    test('comes back in the order in which it was made', async () => {
      const { t, folder, names: before } = await full();
      await t.core.trash.restore(t.admin, await t.core.trash.putFolder(t.admin, folder.id));
      expect(await names(t)).toEqual(before);
    });

    test('goes on where it was interrupted', async () => {
      const { arm, watch } = interrupter();
      const { t, folder, names: before } = await full(watch);
      const used = await usedBytes(t.metadata, t.admin.userId);
      const cut = async (): Promise<never> => {
        throw new Error('cut');
      };
      arm(cut);
      await expect(t.core.trash.putFolder(t.admin, folder.id)).rejects.toThrow('cut');
      const left = (await names(t)).length;
      expect([left > 0, left < before.length]).toEqual([true, true]);
      const id = await t.core.trash.putFolder(t.admin, folder.id);
      expect(await trashed(t, t.admin)).toEqual(['big']);
      arm(cut);
      await expect(t.core.trash.restore(t.admin, id)).rejects.toThrow('cut');
      await t.core.trash.restore(t.admin, id);
      expect(await names(t)).toEqual(before);
      expect(await trashed(t, t.admin)).toEqual([]);
      expect(await usedBytes(t.metadata, t.admin.userId)).toBe(used);
      const gone = await t.core.trash.putFolder(t.admin, folder.id);
      arm(cut);
      await expect(t.core.trash.delete(t.admin, gone)).rejects.toThrow('cut');
      await t.core.trash.delete(t.admin, gone);
      expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
    });

    test('of which a part came into the trash, and the rest went for good', async () => {
      const { arm, watch } = interrupter();
      const { t, folder } = await full(watch);
      arm(async () => {
        throw new Error('cut');
      });
      await expect(t.core.trash.putFolder(t.admin, folder.id)).rejects.toThrow('cut');
      const inTrash = 1200 + 1 - (await names(t)).length;
      await t.core.folders.delete(t.admin, folder.id, { recursive: true });
      const [item] = (await t.core.trash.list(t.admin, { limit: 1 })).entries;
      expect(await t.core.trash.restore(t.admin, item?.item.id ?? '')).toMatchObject({ path: '' });
      expect(await names(t)).toHaveLength(inTrash);
      expect(await trashed(t, t.admin)).toEqual([]);
    });

    test('ends with the rights of the one who began', async () => {
      const { arm, watch } = interrupter();
      const { t, folder, names: before } = await full(watch);
      const limited = await withKey(t, t.admin, {});
      arm(() => t.core.keys.revoke(t.admin, limited.keyId));
      await expect(t.core.trash.putFolder(limited, folder.id)).rejects.toMatchObject({ code: 'invalid_credentials' });
      expect((await names(t)).length).toBeLessThan(before.length);
      await t.core.trash.restore(t.admin, (await t.core.trash.list(t.admin, { limit: 1 })).entries[0]?.item.id ?? '');
      expect(await names(t)).toEqual(before);
    });
  });
});

describe('who sees the trash', () => {
  test('whoever may delete where it lay, by the path that they know', async () => {
    const t = await opened(['a/b/one', 'a/two', 'c/three']);
    for (const path of ['a/b/one', 'a/two', 'c/three'])
      await t.core.trash.putFile(t.admin, (await t.core.tree.find(t.admin, path)).node.id);
    const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [] });
    const grant = async (path: string, permission: 'full' | 'readonly', recursive = true): Promise<Member> => {
      await t.core.permissions.create(t.admin, { path, permission, userNumber: user.number, recursive });
      return t.core.keys.authenticate(secret);
    };
    expect(await trashed(t, await grant('a', 'readonly'))).toEqual([]);
    expect(await trashed(t, await grant('a', 'full', false))).toEqual(['a/two']);
    expect(await trashed(t, await grant('a/b', 'full'))).toEqual(['a/two', 'a/b/one']);
    const rooted = await newMember(t, { username: 'ann', rootId: (await folderAt(t, 'a')).id });
    expect(await trashed(t, rooted.member)).toEqual(['two', 'b/one']);
    expect(await trashed(t, await withKey(t, t.admin, { folderId: (await folderAt(t, 'c')).id }))).toEqual(['three']);
    expect(await trashed(t, t.admin)).toEqual(['c/three', 'a/two', 'a/b/one']);
    // Also when the folders are gone: then by the names that they had.
    await t.core.folders.delete(t.admin, (await folderAt(t, 'a/b')).id, { recursive: true });
    expect(await trashed(t, rooted.member)).toEqual(['two', 'b/one']);
    const [, one] = (await t.core.trash.list(rooted.member, { limit: 10 })).entries;
    expect((await t.core.trash.restore(rooted.member, one?.item.id ?? '')).path).toBe('b/one');
    expect(await all(t, t.admin)).toContain('a/b/one');
  });

  test('and may empty it of that', async () => {
    const t = await opened(['a/one', 'a/two', 'c/three']);
    for (const path of ['a/one', 'a/two', 'c/three']) await t.core.trash.putFile(t.admin, (await t.core.tree.find(t.admin, path)).node.id);
    const rooted = await newMember(t, { username: 'ann', rootId: (await folderAt(t, 'a')).id });
    const other = (await t.core.trash.list(t.admin, { limit: 1 })).entries[0]?.item.id ?? '';
    for (const attempt of [t.core.trash.restore, t.core.trash.delete])
      await expect(attempt(rooted.member, other)).rejects.toMatchObject({ code: 'not_found' });
    expect(await t.core.trash.empty(rooted.member)).toBe(2);
    expect(await trashed(t, t.admin)).toEqual(['c/three']);
    expect(await t.core.trash.empty(t.admin)).toBe(1);
    expect(await t.core.trash.empty(t.admin)).toBe(0);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
  });

  test('nothing is restored to where the member may not write', async () => {
    const t = await opened(['a/one', 'c/three']);
    const id = await t.core.trash.putFile(t.admin, (await t.core.tree.find(t.admin, 'a/one')).node.id);
    const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [] });
    await t.core.permissions.create(t.admin, { path: 'a', permission: 'full', userNumber: user.number });
    await t.core.permissions.create(t.admin, { path: 'c', permission: 'readonly', userNumber: user.number });
    const sam = await t.core.keys.authenticate(secret);
    const c = await folderAt(t, 'c');
    await expect(t.core.trash.restore(sam, id, { folderId: c.id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.trash.restore(sam, id, { folderId: null })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await trashed(t, sam)).toEqual(['a/one']);
  });

  test('page by page', async () => {
    const t = await opened(Array.from({ length: 7 }, (_, i) => `${i % 2 === 0 ? 'a' : 'b'}/${i}`));
    for (let i = 0; i < 7; i++)
      await t.core.trash.putFile(t.admin, (await t.core.tree.find(t.admin, `${i % 2 === 0 ? 'a' : 'b'}/${i}`)).node.id);
    const { member } = await newMember(t, { username: 'ann', rootId: (await folderAt(t, 'a')).id });
    const pages: string[][] = [];
    for (let afterId: string | undefined; ;) {
      const { entries, nextId } = await t.core.trash.list(member, { afterId, limit: 2 });
      pages.push(entries.map(({ path }) => path));
      if (nextId === undefined) break;
      afterId = nextId;
    }
    expect(pages).toEqual([
      ['6', '4'],
      ['2', '0'],
    ]);
  });
});

describe('how long it is kept', () => {
  test('as long as the site says', async () => {
    const t = await opened(['one', 'two/x'], { retention: { trashDays: 2 } });
    await t.core.trash.putFile(t.admin, (await t.core.tree.find(t.admin, 'one')).node.id);
    t.clock.now += day;
    await t.core.trash.putFolder(t.admin, (await folderAt(t, 'two')).id);
    await t.core.maintenance.sweep();
    expect(await trashed(t, t.admin)).toEqual(['two', 'one']);
    t.clock.now += day + 1;
    await t.core.maintenance.sweep();
    expect(await trashed(t, t.admin)).toEqual(['two']);
    await t.core.site.update(t.admin, { trashDays: 10 });
    t.clock.now += 8 * day;
    await t.core.maintenance.sweep();
    expect(await trashed(t, t.admin)).toEqual(['two']);
    t.clock.now += 2 * day;
    await t.core.maintenance.sweep();
    expect(await trashed(t, t.admin)).toEqual([]);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
  });

  test('on a site without one nothing goes there, and by path all is deleted for good', async () => {
    const t = await opened(['one', 'two/x'], { retention: { trashDays: 0 } });
    const [one, two] = [(await t.core.tree.find(t.admin, 'one')).node, await folderAt(t, 'two')];
    const noTrash = { code: 'conflict', details: [{ field: 'trash' }] };
    await expect(t.core.trash.putFile(t.admin, one.id)).rejects.toMatchObject(noTrash);
    await expect(t.core.trash.putFolder(t.admin, two.id)).rejects.toMatchObject(noTrash);
    expect(await all(t, t.admin)).toEqual(['one', 'two', 'two/x']);
    for (const path of ['one', 'two']) await t.core.tree.delete(t.admin, path, { recursive: true });
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
  });

  test('what is deleted by path goes there, and what is deleted by id does not', async () => {
    const t = await opened(['one', 'two/x', 'three']);
    for (const path of ['one', 'two']) await t.core.tree.delete(t.admin, path, { recursive: true });
    await t.core.files.delete(t.admin, (await t.core.tree.find(t.admin, 'three')).node.id);
    expect(await trashed(t, t.admin)).toEqual(['two', 'one']);
  });
});

test('what is in the trash counts for the heir of a user who leaves', async () => {
  const t = await opened();
  const { member, user } = await newMember(t, { username: 'sam', rootId: t.admin.rootId });
  const file = await putAt(t, 'file', member);
  const id = await t.core.trash.putFile(member, file.id);
  await t.core.users.delete(t.admin, user.id);
  expect((await t.core.trash.list(t.admin, { limit: 1 })).entries).toMatchObject([{ deletedBy: null }]);
  expect(await t.core.trash.restore(t.admin, id)).toMatchObject({ node: { ownerId: t.admin.userId } });
  await t.core.files.delete(t.admin, file.id);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
});
