import { expect } from 'vitest';
import { newId } from '../../core/ids.ts';
import type { FileNode, Node } from '../../core/metadata.ts';
import type { TrashItem } from '../../core/metadata-trash.ts';
import type { Version } from '../../core/metadata-versions.ts';
import { makeTop, newFolder, newFile, newUser, type Check } from './conformance-records.ts';

const newVersion = (fileId: string, fields: Partial<Version> = {}): Version => ({
  id: newId('version'),
  fileId,
  blobId: newId('blob'),
  sizeBytes: 7,
  encrypted: true,
  ownerId: newId('user'),
  contentType: 'text/plain',
  providedMtime: -5,
  createdAt: 1,
  replacedAt: 2,
  ...fields,
});

const newItem = (node: Node, fields: Partial<TrashItem> = {}): Omit<TrashItem, 'sizeBytes'> => ({
  id: newId('trash'),
  nodeId: node.id,
  kind: node.kind,
  name: node.name,
  nameKey: node.nameKey,
  parentId: node.parentId ?? '',
  chain: '/folder_a/folder_b/',
  folderNames: ['über', 'b c'],
  deletedAt: 9,
  deletedBy: newId('user'),
  ...fields,
});

/** Earlier contents of files, and the trash. */
export function versionsConformance(check: Check): void {
  check('the versions of a file are found by id and listed, the newest first', async (store) => {
    const [fileId, otherId] = [newId('file'), newId('file')];
    const versions = Array.from({ length: 5 }, (_, i) => newVersion(fileId, { replacedAt: i, encrypted: i % 2 === 0, contentType: null }));
    const other = newVersion(otherId);
    await store.write(async (tx) => {
      for (const version of [...versions, other]) await tx.insertVersion(version);
    });
    const newest = [...versions].reverse();
    expect(await store.versionsOf(fileId, { limit: 10 })).toEqual(newest);
    expect(await store.versionsOf(fileId, { limit: 2 })).toEqual(newest.slice(0, 2));
    expect(await store.versionsOf(fileId, { skip: 3, limit: 10 })).toEqual(newest.slice(3));
    expect(await store.versionsOf(fileId, { beforeId: newest[1]?.id, limit: 2 })).toEqual(newest.slice(2, 4));
    expect(await store.findVersion(fileId, newest[1]?.id ?? '')).toEqual(newest[1]);
    expect(await store.findVersion(otherId, newest[1]?.id ?? '')).toBeUndefined();
    await store.write(async (tx) => {
      for (const version of versions.slice(0, 4)) await tx.deleteVersion(version);
    });
    expect(await store.versionsOf(fileId, { limit: 10 })).toEqual(versions.slice(4));
    expect(await store.findVersion(otherId, other.id)).toEqual(other);
  });

  check('versions are summed up by owner, counted by file, and told in the order in which they were replaced', async (store) => {
    const [ada, ben] = [newId('user'), newId('user')];
    const files = [newId('file'), newId('file'), newId('file')];
    const versions = Array.from({ length: 6 }, (_, i) =>
      // The third file has none.
      newVersion(files[i % 2] ?? '', { ownerId: i === 5 ? ben : ada, sizeBytes: 10 ** i }),
    );
    // What was put in first may be replaced last.
    const replaced = [...versions].reverse();
    await store.write(async (tx) => {
      for (const version of replaced) await tx.insertVersion(version);
    });
    expect(await store.versionBytesOf(ada)).toBe(11_111);
    expect(await store.versionBytesOf(ben)).toBe(100_000);
    expect(await store.versionBytesOf(newId('user'))).toBe(0);
    expect(await store.oldestVersions({ limit: 3 })).toEqual(replaced.slice(0, 3));
    expect(await store.oldestVersions({ ownerId: ada, limit: 3 })).toEqual(replaced.slice(1, 4));
    const [first, second] = files;
    expect(await store.countVersions({ afterFileId: '', limit: 10 })).toEqual([
      { fileId: first, count: 3 },
      { fileId: second, count: 3 },
    ]);
    expect(await store.countVersions({ afterFileId: '', limit: 1 })).toEqual([{ fileId: first, count: 3 }]);
    expect(await store.countVersions({ afterFileId: first ?? '', limit: 10 })).toEqual([{ fileId: second, count: 3 }]);
  });

  check('what is in the trash is nowhere else, and comes back as it was', async (store) => {
    const top = await makeTop(store);
    const folder = { ...newFolder(top, 'folder'), customMetadata: { a: '1' } };
    const root = newFolder(folder, 'root of its own');
    const own = { ...root, rootId: root.id };
    const inFolder = { ...newFile(folder, 'in folder'), sizeBytes: 5, providedMtime: 3, customMetadata: { 'ü "': '%' } };
    const inRoot = { ...newFile(own, 'in root'), sizeBytes: 2, rootId: own.id };
    const before = newFile(top, 'before');
    const after = newFile(top, 'after');
    await store.write(async (tx) => {
      await tx.insertFile(before);
      for (const one of [folder, own]) await tx.insertFolder(one);
      for (const file of [inFolder, inRoot]) await tx.insertFile(file);
      await tx.insertFile(after);
    });
    const nodes = [inRoot, own, inFolder, folder];
    const item = newItem(folder);
    const listed = async (): Promise<readonly string[]> => {
      const names = [];
      for (const scope of [{ rootIds: 'all' }, { rootIds: [top.id] }, { rootIds: [own.id] }, { folderId: folder.id }] as const) {
        const { json, total } = await store.listFileSummaries({ scope, sort: 'created_at', descending: false, offset: 0, limit: 100 });
        const found = (JSON.parse(`[${json}]`) as { name: string }[]).map(({ name }) => name);
        names.push(`${total}: ${found.join(', ')}`);
      }
      return names;
    };
    const all = await listed();
    expect(all).toEqual(['4: before, in folder, in root, after', '3: before, in folder, after', '1: in root', '1: in folder']);

    await store.write(async (tx) => {
      await tx.insertTrashItem(item);
      for (const node of nodes) await tx.putInTrash(item.id, node);
    });
    for (const { id } of nodes) expect(await store.findNode(id)).toBeUndefined();
    expect(await store.findChild(top.id, folder.nameKey)).toBeUndefined();
    expect(await store.listFolders(top.id, { offset: 0, limit: 10 })).toEqual({ items: [], total: 0 });
    expect(await store.subtreeFolders(top.chain, 10)).toEqual([top]);
    expect(await store.rootsBelow(top.id)).toEqual([top.id]);
    expect(await store.countFiles(top.chain)).toBe(2);
    expect(await listed()).toEqual(['2: before, after', '2: before, after', '0: ', '0: ']);
    expect(await store.findTrashItem(item.id)).toEqual({ ...item, sizeBytes: 7 });
    expect(await store.findTrashItemOf(folder.id)).toEqual({ ...item, sizeBytes: 7 });
    expect(await store.findTrashItemOf(own.id)).toBeUndefined();
    expect(await store.trashedNodes(item.id, { lastFirst: false, limit: 10 })).toEqual(nodes);
    expect(await store.trashedNodes(item.id, { lastFirst: true, limit: 3 })).toEqual([folder, inFolder, own]);

    await store.write(async (tx) => {
      for (const node of [...nodes].reverse()) await tx.takeFromTrash(node);
      await tx.deleteTrashItem(item.id);
    });
    for (const node of nodes) expect(await store.findNode(node.id)).toEqual(node);
    expect([...(await store.rootsBelow(top.id))].sort()).toEqual([top.id, own.id].sort());
    expect(await store.listFolders(folder.id, { offset: 0, limit: 10 })).toEqual({ items: [own], total: 1 });
    // Also in the order in which they were made.
    expect(await listed()).toEqual(all);
    expect(await store.findTrashItem(item.id)).toBeUndefined();
    expect(await store.trashedNodes(item.id, { lastFirst: false, limit: 10 })).toEqual([]);
  });

  check('a node comes back to another place, under another name', async (store) => {
    const top = await makeTop(store);
    const [one, other] = [newFolder(top, 'one'), newFolder(top, 'other')];
    const file = newFile(one, 'file');
    const item = newItem(file);
    await store.write(async (tx) => {
      for (const folder of [one, other]) await tx.insertFolder(folder);
      await tx.insertFile(file);
      await tx.insertTrashItem(item);
      await tx.putInTrash(item.id, file);
    });
    // The name is free for another.
    await store.write((tx) => tx.insertFile(newFile(one, 'file')));
    const moved: FileNode = { ...file, parentId: other.id, name: 'file (2)', nameKey: 'file (2)' };
    await store.write((tx) => tx.takeFromTrash(moved));
    expect(await store.findNode(file.id)).toEqual(moved);
    expect(await store.countFilesOf([other.id])).toBe(1);
    await expect(store.write((tx) => tx.takeFromTrash(moved))).rejects.toThrow('is not in the trash');
    await expect(store.write((tx) => tx.putInTrash(item.id, newFile(one, 'never')))).rejects.toMatchObject({ code: 'not_found' });
  });

  check('the trash is listed, the newest first, and by a part of the name', async (store) => {
    const top = await makeTop(store);
    const names = ['a%b', 'Axb', 'other'];
    const items = names.map((name) => ({ ...newItem(newFile(top, name)), sizeBytes: 0 }));
    await store.write(async (tx) => {
      for (const item of items) await tx.insertTrashItem(item);
    });
    const newest = [...items].reverse();
    expect(await store.listTrash({ limit: 10 })).toEqual(newest);
    expect(await store.listTrash({ limit: 1 })).toEqual(newest.slice(0, 1));
    expect(await store.listTrash({ beforeId: newest[0]?.id, limit: 10 })).toEqual(newest.slice(1));
    expect(await store.listTrash({ nameLike: '%a\\%%', limit: 10 })).toEqual([items[0]]);
    expect(await store.listTrash({ nameLike: 'a_b', limit: 10 })).toEqual(newest.slice(1));
    expect(await store.oldestTrash(2)).toEqual(items.slice(0, 2));
  });

  check('links and grants stay with what is in the trash, and end with it; locks end at once', async (store) => {
    const top = await makeTop(store);
    const folder = newFolder(top, 'folder');
    const file = newFile(folder, 'file');
    const item = newItem(folder);
    const granted = { folderId: folder.id, groupNumber: null, permission: 'full', recursive: true, createdAt: 1 } as const;
    const user = await store.write(async (tx) => {
      const user = await tx.insertUser({ ...newUser(top, {}), usernameKey: 'somebody' });
      await tx.insertFolder(folder);
      await tx.makeRoot(folder);
      await tx.insertFile({ ...file, rootId: folder.id });
      await tx.insertPermission({ ...granted, userId: user.id });
      return user;
    });
    const node = { ...folder, rootId: folder.id };
    const grants = async (): Promise<number> => (await store.grantsOf(user.id)).length;
    const permissions = async (): Promise<number> => (await store.listPermissions({}, { limit: 10 })).length;
    expect([await grants(), await permissions()]).toEqual([1, 1]);
    await store.write(async (tx) => {
      await tx.insertTrashItem(item);
      await tx.putInTrash(item.id, { ...file, rootId: folder.id });
      await tx.putInTrash(item.id, node);
    });
    expect([await grants(), await permissions()]).toEqual([0, 0]);
    await store.write((tx) => tx.takeFromTrash(node));
    expect([await grants(), await permissions()]).toEqual([1, 1]);
    await store.write(async (tx) => {
      await tx.putInTrash(item.id, node);
      await tx.deleteTrashed(node);
      await tx.deleteTrashed(file);
    });
    expect(await store.trashedNodes(item.id, { lastFirst: false, limit: 10 })).toEqual([]);
    await store.write((tx) => tx.insertFolder(node));
    expect([await grants(), await permissions()]).toEqual([0, 0]);
  });

  check('another owner has versions and what is in the trash as well', async (store) => {
    const top = await makeTop(store);
    const [leaver, heir] = [newUser(top, {}), newUser(top, { username: 'heir' })];
    const file = { ...newFile(top, 'file'), sizeBytes: 3, ownerId: leaver.id };
    const item = newItem(file);
    const version = newVersion(file.id, { ownerId: leaver.id });
    await store.write(async (tx) => {
      await tx.insertUser({ ...leaver, usernameKey: 'leaver' });
      await tx.insertUser({ ...heir, usernameKey: 'heir' });
      await tx.insertFile(file);
      await tx.insertVersion(version);
      await tx.insertTrashItem(item);
      await tx.putInTrash(item.id, file);
      await tx.changeOwner(leaver.id, heir.id);
    });
    expect(await store.trashedNodes(item.id, { lastFirst: false, limit: 10 })).toEqual([{ ...file, ownerId: heir.id }]);
    expect(await store.findVersion(file.id, version.id)).toEqual({ ...version, ownerId: heir.id });
  });
}
