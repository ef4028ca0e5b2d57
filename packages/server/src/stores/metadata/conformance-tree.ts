import { expect } from 'vitest';
import { newId } from '../../core/ids.ts';
import type { FileNode, FolderNode } from '../../core/metadata.ts';
import type { FileMigration } from '../../core/metadata-file-migrations.ts';
import type { Lock } from '../../core/metadata-locks.ts';
import {
  noDetails,
  type ChildrenQuery,
  type ChildSort,
  type NodeDetails,
  type RootPart,
  type SearchMatch,
} from '../../core/metadata-tree.ts';
import type { Placed } from '../../core/list-query.ts';
import { newUser, makeTop, newFolder, newFile, type Check } from './conformance-records.ts';

const details: NodeDetails = {
  createdBy: 1,
  createdByKey: 2,
  modifiedBy: 3,
  modifiedByKey: 4,
  providedMtime: -5,
  customMetadata: { a: '1', 'ü "': 'x\\%' },
  priorityColor: 'red',
};

/** What is kept with nodes, listings of a folder, searches, locks and file migrations. */
export function treeConformance(check: Check): void {
  check('details of files and folders are kept, changed and taken away', async (store) => {
    const top = await makeTop(store);
    const folder = { ...newFolder(top, 'folder'), ...details };
    const file = { ...newFile(top, 'file'), ...details };
    await store.write(async (tx) => {
      await tx.insertFolder(folder);
      await tx.insertFile(file);
    });
    expect(await store.findNode(folder.id)).toEqual(folder);
    expect(await store.findNode(file.id)).toEqual(file);
    await store.write(async (tx) => {
      await tx.updateFolder(folder.id, noDetails);
      await tx.updateFile({ ...file, ...noDetails });
    });
    expect(await store.findNode(folder.id)).toEqual({ ...folder, ...noDetails });
    expect(await store.findNode(file.id)).toEqual({ ...file, ...noDetails });
  });

  check('a folder moves to another name in the same step, whoever has its names', async (store) => {
    const top = await makeTop(store);
    const [one, other] = [newFolder(top, 'one'), newFolder(top, 'other')];
    const moved = newFolder(one, 'x');
    const [inOne, inOther] = [newFolder(one, 'y'), newFolder(other, 'x')];
    await store.write(async (tx) => {
      for (const folder of [one, other, moved, inOne, inOther]) await tx.insertFolder(folder);
      await tx.moveFolder(moved, other, { name: 'Y', nameKey: 'y', updatedAt: 9, modifiedBy: 7 });
    });
    const after = {
      ...moved,
      parentId: other.id,
      chain: `${other.chain}${moved.id}/`,
      name: 'Y',
      nameKey: 'y',
      updatedAt: 9,
      modifiedBy: 7,
    };
    expect(await store.findNode(moved.id)).toEqual(after);
    expect((await store.listFolders(other.id, { offset: 0, limit: 10 })).items).toEqual([inOther, after]);
  });

  check('a folder never comes into itself', async (store) => {
    const top = await makeTop(store);
    const outer = newFolder(top, 'outer');
    const inner = newFolder(outer, 'inner');
    await store.write(async (tx) => {
      for (const folder of [outer, inner]) await tx.insertFolder(folder);
    });
    for (const target of [outer, inner]) {
      const move = store.write((tx) => tx.moveFolder(outer, target, { name: 'x', nameKey: 'x', updatedAt: 9 }));
      await expect(move).rejects.toMatchObject({ reason: 'into_itself' });
    }
    expect(await store.findNode(outer.id)).toEqual(outer);
    expect(await store.findNode(inner.id)).toEqual(inner);
  });

  check('children come page by page in every order', async (store) => {
    const top = await makeTop(store);
    const parent = newFolder(top, 'parent');
    const elsewhere = newFolder(top, 'elsewhere');
    const times = (i: number): Pick<FileNode, 'updatedAt' | 'providedMtime'> => ({
      updatedAt: (i * 13) % 5,
      providedMtime: i % 3 === 0 ? null : ((i * 7) % 4) - 2,
    });
    const files = Array.from({ length: 30 }, (_, i): FileNode => ({
      ...newFile(parent, `file ${(i * 11) % 30}`),
      sizeBytes: (i * 5) % 4,
      ...times(i),
    }));
    const folders = Array.from({ length: 20 }, (_, i): FolderNode => ({ ...newFolder(parent, `folder ${(i * 3) % 20}`), ...times(i) }));
    await store.write(async (tx) => {
      for (const folder of [parent, elsewhere, ...folders]) await tx.insertFolder(folder);
      for (const file of files) await tx.insertFile(file);
      await tx.insertFile(newFile(elsewhere, 'not here'));
      await tx.insertFolder(newFolder(elsewhere, 'nor here'));
    });
    expect(await store.countFiles(parent.chain)).toBe(30);
    expect(await store.countFiles(top.chain)).toBe(31);
    expect(await store.countFilesOf([top.id, parent.id])).toBe(30);
    expect(await store.countFilesOf([])).toBe(0);
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    expect(await store.sizesOf([parent.id])).toEqual({ files: 30, sizeBytes });
    expect(await store.sizesOf([top.id, parent.id, elsewhere.id])).toMatchObject({ files: 31 });
    expect(await store.sizesOf([])).toEqual({ files: 0, sizeBytes: 0 });

    const keys: Readonly<Record<ChildSort, (node: FileNode | FolderNode) => string | number>> = {
      name: (node) => node.nameKey,
      size: (node) => (node.kind === 'file' ? node.sizeBytes : node.nameKey),
      modified_at: (node) => node.updatedAt,
      provided_mtime: (node) => node.providedMtime ?? -Infinity,
      creation: () => 0,
    };
    async function paged<N>(
      query: Omit<ChildrenQuery, 'after' | 'parentId'>,
      read: (query: ChildrenQuery) => Promise<readonly Placed<N>[]>,
    ): Promise<N[]> {
      const all: N[] = [];
      for (let after: ChildrenQuery['after']; ;) {
        const page = await read({ ...query, parentId: parent.id, after });
        all.push(...page.map(({ item }) => item));
        after = page.at(-1)?.place;
        if (page.length < query.limit) return all;
      }
    }
    for (const sort of ['name', 'size', 'modified_at', 'provided_mtime', 'creation'] as const) {
      for (const descending of [false, true]) {
        for (const modifiedAfter of [undefined, 2]) {
          const expected = <N extends FileNode | FolderNode>(nodes: readonly N[]): string[] => {
            const kept = nodes.filter((node) => modifiedAfter === undefined || node.updatedAt > modifiedAfter);
            const order = [...kept].sort((one, other) => {
              const [a, b] = [keys[sort](one), keys[sort](other)];
              return a < b ? -1 : a > b ? 1 : nodes.indexOf(one) - nodes.indexOf(other);
            });
            return (descending ? order.reverse() : order).map(({ name }) => name);
          };
          for (const limit of [1, 7, 100]) {
            const query = { sort, descending, modifiedAfter, limit };
            expect((await paged(query, (wanted) => store.childFiles(wanted))).map(({ name }) => name)).toEqual(expected(files));
            expect((await paged(query, (wanted) => store.childFolders(wanted))).map(({ name }) => name)).toEqual(expected(folders));
            const some = folders.filter((_, i) => i % 4 === 0);
            const ids = some.map(({ id }) => id);
            const found = await paged(query, (wanted) => store.childFolders({ ...wanted, ids }));
            // The order of creation among equals is that of all folders.
            expect(found.map(({ name }) => name)).toEqual(expected(folders).filter((name) => some.some((folder) => folder.name === name)));
          }
        }
      }
    }
    expect(await store.childFolders({ parentId: parent.id, sort: 'name', descending: false, limit: 10, ids: [] })).toEqual([]);
  });

  check('what was found in a content, and the name that it came under, are kept and replaced', async (store) => {
    const top = await makeTop(store);
    const file = { ...newFile(top, 'a (2).xlsx'), contentType: 'application/pdf', originalName: 'ä "b".xlsx' };
    await store.write((tx) => tx.insertFile(file));
    expect(await store.findNode(file.id)).toEqual(file);
    const changed = { ...file, contentType: 'text/csv', originalName: null };
    await store.write((tx) => tx.updateFile(changed));
    expect(await store.findNode(file.id)).toEqual(changed);
    await store.write((tx) => tx.updateFile({ ...changed, contentType: null }));
    expect(await store.findNode(file.id)).toEqual({ ...changed, contentType: null });
  });

  check('the files of an owner come page by page, the last one made first, from any parts of the tree', async (store) => {
    const top = await makeTop(store);
    const folders = Array.from({ length: 6 }, (_, i) => newFolder(top, `folder ${i}`));
    const [one = top, two = top, , , inOne = top] = folders.map((folder, i) =>
      i < 4 ? folder : newFolder(folders[i - 4] ?? top, 'inside'),
    );
    const [ada, ben] = [newId('user'), newId('user')];
    const places = [top, one, two, inOne];
    const files = Array.from({ length: 60 }, (_, i) => ({
      ...newFile(places[(i * 7) % 4] ?? top, `file ${i}`),
      ownerId: i % 3 === 0 ? ben : ada,
    }));
    await store.write(async (tx) => {
      for (const folder of [one, two, inOne]) await tx.insertFolder(folder);
      // In another order than they were made in.
      for (let i = 0; i < files.length; i++) await tx.insertFile(files[(i * 17) % files.length] ?? newFile(top, 'none'));
      await tx.makeRoot(one);
      await tx.makeRoot(two);
    });
    const rootOf = new Map([top, one, two, inOne].map((folder) => [folder.id, folder === inOne ? one.id : folder.id]));
    expect(await store.rootsWithFilesOf(ada)).toEqual([top.id, one.id, two.id].toSorted());
    expect(await store.rootsWithFilesOf(newId('user'))).toEqual([]);

    async function paged(ownerId: string, parts: readonly RootPart[], limit: number): Promise<string[]> {
      const ids: string[] = [];
      for (;;) {
        const page = await store.ownedFiles({ ownerId, parts, limit, beforeId: ids.at(-1) });
        ids.push(...page.map(({ id }) => id));
        if (page.length === 0) return ids;
        expect(page.length).toBeLessThanOrEqual(limit);
        // A page that begins anew would never end.
        expect(ids.length).toBeLessThanOrEqual(files.length);
      }
    }
    const whole = (folder: FolderNode): RootPart => ({ rootId: folder.id, directly: false });
    const direct = (folder: FolderNode): RootPart => ({ rootId: folder.id, directly: true });
    for (const ownerId of [ada, ben, newId('user')]) {
      for (const parts of [
        [],
        [whole(top)],
        [whole(one)],
        [direct(one)],
        [whole(top), whole(one), whole(two)],
        [direct(one), whole(two)],
      ]) {
        const expected = files
          .filter((file) => file.ownerId === ownerId)
          .filter(({ parentId }) =>
            parts.some(({ rootId, directly }) => rootOf.get(parentId) === rootId && (!directly || parentId === rootId)),
          )
          .map(({ id }) => id)
          .toReversed();
        for (const limit of [1, 7, 100]) expect(await paged(ownerId, parts, limit)).toEqual(expected);
      }
    }
    // More parts than an engine takes at once.
    const many = [...Array.from({ length: 900 }, () => whole(newFolder(top, 'none'))), whole(two), whole(top)];
    const few = await store.ownedFiles({ ownerId: ada, parts: [whole(top), whole(two)], limit: 9 });
    expect(await store.ownedFiles({ ownerId: ada, parts: many, limit: 9 })).toEqual(few);

    // A page goes on behind a file that is gone, and behind one that never was.
    const [cursor, next] = few;
    if (cursor === undefined || next === undefined) throw new Error('there are no two files');
    await store.write((tx) => tx.deleteNode(cursor));
    for (const beforeId of [cursor.id, `${next.id.slice(0, -1)}~`]) {
      expect((await store.ownedFiles({ ownerId: ada, parts: [whole(top), whole(two)], beforeId, limit: 1 })).map(({ id }) => id)).toEqual([
        next.id,
      ]);
    }
    // A new version is its maker's.
    await store.write((tx) => tx.updateFile({ ...next, ownerId: ben }));
    expect(await paged(ada, [whole(top), whole(two)], 100)).not.toContain(next.id);
    expect(await paged(ben, [whole(top), whole(two)], 100)).toContain(next.id);
  });

  check('searches find names and custom metadata', async (store) => {
    const top = await makeTop(store);
    const a = { ...newFolder(top, 'alpha'), updatedAt: 10 };
    const b = { ...newFolder(a, 'beta'), customMetadata: { kind: 'x', other: 'kind' } };
    const c = { ...newFolder(b, '100%_gamma'), customMetadata: { other: 'x' } };
    const files = [
      { ...newFile(a, 'ALPHA.txt'), customMetadata: { kind: 'x' } },
      { ...newFile(a, 'a%b'), customMetadata: { kind: 'y', x: 'kind' } },
      { ...newFile(a, 'zalpha'), updatedAt: 10 },
      newFile(b, 'alpha in beta'),
    ];
    await store.write(async (tx) => {
      for (const folder of [a, b, c]) await tx.insertFolder(folder);
      for (const file of files) await tx.insertFile(file);
    });
    const names = (nodes: readonly { readonly name: string }[]): string[] => nodes.map(({ name }) => name);
    const inA = async (
      match: SearchMatch,
      more: { modifiedAfter?: number; afterNameKey?: string; limit?: number } = {},
    ): Promise<string[]> => names(await store.searchFiles({ parentId: a.id, match, limit: 10, ...more }));
    const below = async (
      chain: string,
      match: SearchMatch,
      more: { modifiedAfter?: number; afterChain?: string; limit?: number } = {},
    ): Promise<string[]> => names(await store.searchFolders({ chain, match, limit: 10, ...more }));

    expect(await inA({ nameLike: '%alpha%' })).toEqual(['ALPHA.txt', 'zalpha']);
    expect(await inA({ nameLike: '%alpha%' }, { limit: 1, afterNameKey: 'alpha.txt' })).toEqual(['zalpha']);
    expect(await inA({ nameLike: '%alpha%' }, { modifiedAfter: Date.UTC(2025, 0, 15) })).toEqual(['ALPHA.txt']);
    expect(await inA({ nameLike: '%\\%%' })).toEqual(['a%b']);
    expect(await below(top.chain, { nameLike: '%a' })).toEqual(['alpha', 'beta', '100%_gamma']);
    expect(await below(a.chain, { nameLike: '%a' })).toEqual(['beta', '100%_gamma']);
    expect(await below(top.chain, { nameLike: '%a' }, { limit: 1, afterChain: a.chain })).toEqual(['beta']);
    expect(await below(top.chain, { nameLike: '%' }, { modifiedAfter: 9 })).toEqual(['alpha']);

    expect(await inA({ metadata: {} })).toEqual(['a%b', 'ALPHA.txt']);
    expect(await inA({ metadata: { key: 'kind' } })).toEqual(['a%b', 'ALPHA.txt']);
    expect(await inA({ metadata: { key: 'x' } })).toEqual(['a%b']);
    expect(await inA({ metadata: { value: 'kind' } })).toEqual(['a%b']);
    expect(await inA({ metadata: { key: 'kind', value: 'x' } }, { limit: 1 })).toEqual(['ALPHA.txt']);
    expect(await below(top.chain, { metadata: { value: 'x' } }, { limit: 1 })).toEqual(['beta']);
    expect(await below(top.chain, { metadata: { value: 'x' } }, { limit: 1, afterChain: b.chain })).toEqual(['100%_gamma']);
    expect(await below(top.chain, { metadata: { key: 'kind', value: 'kind' } })).toEqual([]);
  });

  check('locks are found where they stand, until they end or their node goes', async (store) => {
    const top = await makeTop(store);
    const [a, b] = [newFolder(top, 'a'), newFolder(top, 'b')];
    const inA = newFolder(a, 'in a');
    const [file, deep] = [newFile(a, 'file'), newFile(inA, 'deep')];
    const user = await store.write(async (tx) => {
      for (const folder of [a, b, inA]) await tx.insertFolder(folder);
      for (const one of [file, deep]) await tx.insertFile(one);
      return tx.insertUser({ ...newUser(top, { username: 'Anna' }), usernameKey: 'anna' });
    });
    const lock = (nodeId: string, fields: Partial<Lock> = {}): Omit<Lock, 'number' | 'userNumber' | 'username'> => ({
      token: newId('upl'),
      nodeId,
      userId: user.id,
      exclusive: true,
      recursive: false,
      allowAccessByAnyUser: false,
      timeoutSeconds: 60,
      expiresAt: 100,
      ...fields,
    });
    const locks = [
      lock(a.id, { recursive: true }),
      lock(inA.id, { exclusive: false }),
      lock(file.id, { allowAccessByAnyUser: true }),
      lock(deep.id),
      lock(b.id, { expiresAt: 50 }),
    ];
    await store.write(async (tx) => {
      for (const one of locks) await tx.insertLock(one);
    });
    const shown = locks.map((one, i): Lock => ({ ...one, number: i + 1, userNumber: user.number, username: 'Anna' }));
    const page = { now: 40, limit: 10 };
    expect(await store.locksIn({ nodeIds: [b.id, a.id] }, page)).toEqual([shown[0], shown[4]]);
    expect(await store.locksIn({ nodeIds: [] }, page)).toEqual([]);
    expect(await store.locksIn({ parentId: a.id }, page)).toEqual([shown[1], shown[2]]);
    expect(await store.locksIn({ chain: a.chain }, page)).toEqual(shown.slice(0, 4));
    expect(await store.locksIn({ chain: top.chain }, { now: 40, limit: 2, afterNumber: 2 })).toEqual([shown[2], shown[3]]);
    expect(await store.locksIn({ nodeIds: [b.id] }, { ...page, now: 50 })).toEqual([]);
    expect(await store.findLock(locks[4]?.token ?? '', 49)).toEqual(shown[4]);
    expect(await store.countLocks(user.id, 49)).toBe(5);
    expect(await store.countLocks(user.id, 50)).toBe(4);
    expect(await store.countLocks('user_unknown', 0)).toBe(0);
    expect(await store.findLock(locks[4]?.token ?? '', 50)).toBeUndefined();
    await store.write(async (tx) => {
      await tx.deleteNode(deep);
      await tx.deleteNode(inA);
      await tx.deleteLock(locks[2]?.token ?? '');
      await tx.deleteEndedLocks(50);
    });
    expect(await store.locksIn({ chain: top.chain }, { ...page, now: 0 })).toEqual([shown[0]]);
    for (const one of locks.slice(1)) expect(await store.findLock(one.token, 0)).toBeUndefined();
  });

  check('file migrations are kept, brought up to date, ended and forgotten', async (store) => {
    const row = (fields: Partial<FileMigration> = {}): Omit<FileMigration, 'number'> => ({
      userId: 'user',
      operation: 'copy',
      path: 'a/b',
      destPath: 'c',
      status: 'pending',
      filesMoved: 0,
      filesTotal: 3,
      failureMessage: null,
      createdAt: 5,
      ...fields,
    });
    const [one, two, three] = await store.write(async (tx) => [
      await tx.insertFileMigration(row()),
      await tx.insertFileMigration(row({ operation: 'move', status: 'completed', createdAt: 6 })),
      await tx.insertFileMigration(row({ status: 'in_progress', createdAt: 7 })),
    ]);
    expect([one?.number, two?.number, three?.number]).toEqual([1, 2, 3]);
    expect(await store.findFileMigration(1)).toEqual({ ...row(), number: 1 });
    expect(await store.findFileMigration(4)).toBeUndefined();
    await store.write((tx) => tx.updateFileMigration(1, { status: 'in_progress', filesMoved: 2, filesTotal: 4 }));
    expect(await store.findFileMigration(1)).toEqual({ ...one, status: 'in_progress', filesMoved: 2, filesTotal: 4 });
    await store.write((tx) => tx.updateFileMigration(1, {}));
    await store.write((tx) => tx.failUnfinishedFileMigrations('over'));
    expect((await store.findFileMigration(1))?.failureMessage).toBe('over');
    expect(await store.findFileMigration(2)).toEqual(two);
    expect(await store.findFileMigration(3)).toEqual({ ...three, status: 'failed', failureMessage: 'over' });
    await store.write((tx) => tx.deleteFileMigrations(7));
    expect(await store.findFileMigration(2)).toBeUndefined();
    expect(await store.findFileMigration(3)).toBeDefined();
  });
}
