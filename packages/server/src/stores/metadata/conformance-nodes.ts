import { expect } from 'vitest';
import { newId } from '../../core/ids.ts';
import type { FileNode, FolderNode } from '../../core/metadata.ts';
import { expectListing, TreeModel } from './conformance-history.ts';
import { byCreation, all, sorts, makeTop, newFolder, newFile, newUser, summaryOf, page, type Check } from './conformance-records.ts';

/** Files and folders, and their listings. */
export function nodesConformance(check: Check): void {
  check('names are unique in a folder by their comparison key', async (store) => {
    const top = await makeTop(store);
    const [folder, other] = [newFolder(top, 'Folder'), newFolder(top, 'Other')];
    const [file, elsewhere] = [newFile(top, 'File'), newFile(folder, 'File')];
    await store.write(async (tx) => {
      await tx.insertFolder(folder);
      await tx.insertFolder(other);
      await tx.insertFile(file);
      await tx.insertFile(elsewhere);
    });
    await expect(store.write((tx) => tx.insertFile(newFile(top, 'FILE')))).rejects.toThrow();
    await expect(store.write((tx) => tx.insertFolder(newFolder(top, 'fólder')))).rejects.toThrow();
    await expect(store.write((tx) => tx.updateFile({ ...elsewhere, parentId: top.id }))).rejects.toThrow();
    await expect(store.write((tx) => tx.updateFolder(other.id, { name: 'FOLDER', nameKey: 'folder', updatedAt: 1 }))).rejects.toThrow();
    expect(await store.findChild(top.id, 'file')).toEqual(file);
    expect(await store.findChild(top.id, 'folder')).toEqual(folder);
    expect(await store.findChild(folder.id, 'file')).toEqual(elsewhere);
    expect(await store.findChild(other.id, 'file')).toBeUndefined();
    expect(await page(store, { ...byCreation, scope: { folderId: top.id } })).toEqual({ items: [summaryOf(file)], total: 1 });
  });

  check('folders and files of a subtree come in slices', async (store) => {
    const top = await makeTop(store);
    const folders = [newFolder(top, 'b'), newFolder(top, 'a')];
    const files: FileNode[] = [];
    const [left = top, right = top] = folders;
    folders.push(newFolder(left, 'x'), newFolder(left, 'y'), newFolder(right, 'z'));
    for (let i = 0; i < 7; i++) files.push(newFile(left, `${7 - i}`));
    await store.write(async (tx) => {
      for (const folder of folders) await tx.insertFolder(folder);
      for (const file of files) await tx.insertFile(file);
    });
    const chains = (found: readonly FolderNode[]) => found.map((folder) => folder.chain);
    const below = (of: FolderNode) => chains([top, ...folders].filter((folder) => folder.chain.startsWith(of.chain))).sort();
    for (const of of [top, ...folders]) {
      const wanted = below(of);
      expect(chains(await store.subtreeFolders(of.chain, 100))).toEqual(wanted);
      expect(chains(await store.subtreeFolders(of.chain, 2))).toEqual(wanted.slice(0, 2));
      expect(chains(await store.subtreeFolders(of.chain, 2, wanted[0]))).toEqual(wanted.slice(1, 3));
      const behind = `${of.chain}~`;
      const passed = below(top).filter((chain) => chain > behind);
      expect(chains(await store.subtreeFolders(top.chain, 100, behind))).toEqual(passed);
      expect((await store.lastFolderOf(of.chain))?.chain).toBe(wanted.at(-1));
    }
    expect((await store.listFolders(top.id, all)).items.map((folder) => folder.name)).toEqual(['a', 'b']);
    expect((await store.listFolders(top.id, { offset: 1, limit: 5 })).items.map((folder) => folder.name)).toEqual(['b']);
    expect(await store.filesOf(left.id, 3)).toEqual(files.slice(0, 3));
    expect(await store.filesOf(left.id, 3, files[2]?.id)).toEqual(files.slice(3, 6));
    expect(await store.filesOf(left.id, 3, files[6]?.id)).toEqual([]);
    expect(await store.lastFolderOf('/folder_that_is_not/')).toBeUndefined();
  });

  check('a user whose root is in a subtree is found', async (store) => {
    const top = await makeTop(store);
    const outer = newFolder(top, 'outer');
    const inner: FolderNode = { ...newFolder(outer, 'inner') };
    const user = newUser(top, { rootId: inner.id });
    await store.write(async (tx) => {
      await tx.insertFolder(outer);
      await tx.insertFolder(inner);
      await tx.makeRoot(inner);
      await tx.insertUser({ ...user, usernameKey: 'u' });
    });
    expect(await store.findUserRootedIn(outer.chain)).toMatchObject(user);
    expect(await store.findUserRootedIn(inner.chain)).toMatchObject(user);
    await store.write((tx) => tx.updateUser(user.id, { rootId: top.id }));
    expect(await store.findUserRootedIn(outer.chain)).toBeUndefined();
  });

  for (const rootCount of [2, 90, 700]) {
    check(`listings over ${rootCount} roots at once`, async (store) => {
      const model = new TreeModel(await makeTop(store));
      const roots = Array.from({ length: rootCount }, (_, i) => model.addFolder(model.top.id, `root ${i}`, true));
      await store.write(async (tx) => {
        for (const root of roots) await tx.insertFolder(root);
        for (let i = 0; i < rootCount + 300; i++) {
          await tx.insertFile(model.addFile(roots[(i * 7) % rootCount]?.id ?? '', `${(i * 37) % 101} ${i}`, (i * 31) % 17));
        }
      });
      const rootIds = roots.slice(0, -1).map((root) => root.id);
      for (const sort of sorts) {
        for (const descending of [false, true]) {
          for (const offset of [0, 1, 150, 290]) {
            await expectListing(store, model, { scope: { rootIds }, sort, descending, offset, limit: 20 });
          }
        }
      }
    });
  }

  check('listings of nothing are empty', async (store) => {
    const top = await makeTop(store);
    for (const scope of [
      { folderId: top.id },
      { folderId: newId('folder') },
      { rootIds: [] },
      { rootIds: [top.id] },
      { rootIds: 'all' },
    ] as const) {
      expect(await store.listFileSummaries({ ...byCreation, scope })).toEqual({ json: '', total: 0 });
    }
    expect(await store.rootsBelow(newId('folder'))).toEqual([]);
    expect(await store.listFolders(newId('folder'), all)).toEqual({ items: [], total: 0 });
  });

  check('any name comes out of a listing as it went in', async (store) => {
    const top = await makeTop(store);
    const names = ['"', "'", '{}', ',', 'line\u2028end', '😀', 'ÅÄÖ', '%', 'null', ' x', '\u202e', '</script>'];
    await store.write(async (tx) => {
      for (const name of names) await tx.insertFile(newFile(top, name));
    });
    const { items } = await page(store, { ...byCreation, scope: { folderId: top.id } });
    expect(items.map((item) => item.name)).toEqual(names);
  });
}
