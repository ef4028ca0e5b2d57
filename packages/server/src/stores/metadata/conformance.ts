import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { isoSeconds } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type {
  Blob,
  FileListQuery,
  FileNode,
  FolderNode,
  Key,
  ListScope,
  MetadataReads,
  MetadataStore,
  MetadataWrites,
  Segment,
  Upload,
  User,
} from '../../core/metadata.ts';
import { noDetails } from '../../core/metadata-tree.ts';
import { newUser as nobody } from '../../core/people/users.ts';
import { comparisonKey } from '../../core/tree/names.ts';
import { sessionsConformance } from './conformance-sessions.ts';
import { sharesConformance } from './conformance-shares.ts';
import { transfersConformance } from './conformance-transfers.ts';
import { treeConformance } from './conformance-tree.ts';
import { versionsConformance } from './conformance-versions.ts';

export interface MetadataStoreConformanceOptions {
  /** An empty, migrated store for each test. */
  readonly open: () => Promise<MetadataStore>;
  /** Opens again what the last opened store holds. That one was closed before. Absent for a store that keeps nothing. */
  readonly reopen?: () => Promise<MetadataStore>;
  /** Name of a test -> why this driver cannot pass it. Empty is the goal. */
  readonly skip?: Readonly<Record<string, string>>;
}

/** What every driver of `MetadataStore` must do. */
export function metadataStoreConformance(driver: string, { open, reopen, skip = {} }: MetadataStoreConformanceOptions): void {
  const stores: MetadataStore[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });

  function check(name: string, body: (store: MetadataStore) => Promise<void>): void {
    test.skipIf(name in skip)(name, async () => body(await opened(open())));
  }

  async function opened(opening: Promise<MetadataStore>): Promise<MetadataStore> {
    const store = await opening;
    stores.push(store);
    return store;
  }

  /** For stores that outlive their process. */
  function checkKept(name: string, body: (store: MetadataStore, closeAndReopen: () => Promise<MetadataStore>) => Promise<void>): void {
    if (reopen === undefined) return;
    check(name, (store) =>
      body(store, async () => {
        await store.close();
        return opened(reopen());
      }),
    );
  }

  describe(`MetadataStore: ${driver}`, () => {
    describe('write', () => {
      check('one after the other, at once and nested in what comes after', async (store) => {
        for (let i = 0; i < 5; i++) await put(store, 'a', `${i}`);
        await put(store, 'b', '1').then(() => put(store, 'b', '2'));
        await Promise.all([put(store, 'c', '1').then(() => put(store, 'c', '3')), put(store, 'd', '1')]);
        expect(await settings(store)).toEqual({ a: '4', b: '2', c: '3', d: '1' });
      });

      check('gives back what the job gave back', async (store) => {
        expect(await store.write(async () => 'answer')).toBe('answer');
      });

      check('a job that throws leaves nothing, the other jobs of the same moment succeed', async (store) => {
        const jobs = Array.from({ length: 30 }, (_, i) =>
          store.write(async (tx) => {
            await tx.putSetting(`early ${i}`, Buffer.from('x'));
            if (i % 3 === 0) throw new Error(`job ${i} gives up`);
            await tx.putSetting(`late ${i}`, Buffer.from('x'));
            return i;
          }),
        );
        const results = await Promise.allSettled(jobs);
        for (const [i, result] of results.entries()) {
          const failed = i % 3 === 0;
          expect(result.status === 'rejected' ? String(result.reason) : result.value).toBe(failed ? `Error: job ${i} gives up` : i);
          expect(await store.findSetting(`early ${i}`)).toEqual(failed ? undefined : Buffer.from('x'));
          expect(await store.findSetting(`late ${i}`)).toEqual(failed ? undefined : Buffer.from('x'));
        }
      });

      check('a job that throws before it has written takes nobody with it', async (store) => {
        const jobs = Array.from({ length: 9 }, (_, i) =>
          store.write(async (tx) => {
            if ((await tx.findSetting('none')) === undefined && i % 3 === 0) throw new Error('gives up');
            await tx.putSetting(`${i}`, Buffer.from('x'));
          }),
        );
        const results = await Promise.allSettled(jobs);
        expect(results.map((result) => result.status === 'rejected')).toEqual(Array.from({ length: 9 }, (_, i) => i % 3 === 0));
        for (let i = 0; i < 9; i++) expect(await store.findSetting(`${i}`)).toEqual(i % 3 === 0 ? undefined : Buffer.from('x'));
      });

      check('a job that breaks a rule of the store fails alone, even when it goes on', async (store) => {
        const top = await makeTop(store);
        const results = await Promise.allSettled([
          store.write((tx) => tx.insertFolder(newFolder(top, 'one'))),
          store.write(async (tx) => {
            await tx.putSetting('rash', Buffer.from('x'));
            await tx.insertFolder(newFolder(top, 'ONE'));
          }),
          store.write((tx) => tx.insertFolder(newFolder(top, 'two'))),
        ]);
        expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect(await store.findSetting('rash')).toBeUndefined();
        expect((await store.listFolders(top.id, all)).items.map((item) => item.name)).toEqual(['one', 'two']);
        expect((await store.listFolders(top.id, all)).total).toBe(2);
      });

      check('jobs run as if each were alone', async (store) => {
        const add = () =>
          store.write(async (tx) => {
            const before = Number(await tx.findSetting('sum')) || 0;
            await Promise.resolve();
            await tx.putSetting('sum', Buffer.from(`${before + 1}`));
            return before;
          });
        const seen = await Promise.all(Array.from({ length: 100 }, add));
        expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
        expect(String(await store.findSetting('sum'))).toBe('100');
      });

      check('outside of a job only what is committed can be read', async (store) => {
        const top = await makeTop(store);
        await store.write(async (tx) => {
          const folder = newFolder(top, 'new');
          const file = newFile(folder, 'new');
          await tx.putSetting('a', Buffer.from('1'));
          await tx.insertFolder(folder);
          await tx.insertFile(file);
          await tx.insertChange(newChange(file.id));
          expect(await tx.findSetting('a')).toEqual(Buffer.from('1'));
          expect(await tx.findNode(file.id)).toEqual(file);
          expect(await tx.lastSeq()).toBe(1);
          expect((await tx.listFileSummaries({ ...byCreation, scope: { rootIds: 'all' } })).total).toBe(1);
          expect(await store.findSetting('a')).toBeUndefined();
          expect(await store.findNode(file.id)).toBeUndefined();
          expect(await store.lastSeq()).toBe(0);
          expect((await store.listFolders(top.id, all)).total).toBe(0);
          expect((await store.listFileSummaries({ ...byCreation, scope: { rootIds: 'all' } })).total).toBe(0);
        });
        expect((await store.listFileSummaries({ ...byCreation, scope: { rootIds: 'all' } })).total).toBe(1);
      });

      checkKept('what was acknowledged is there after close and open', async (store, closeAndReopen) => {
        const top = await makeTop(store);
        const folder = newFolder(top, 'kept');
        const file = newFile(folder, 'kept', 123);
        await store.write(async (tx) => {
          await tx.insertFolder(folder);
          await tx.insertFile(file);
          await tx.insertChange(newChange(file.id));
        });
        const again = await closeAndReopen();
        expect(await again.findNode(file.id)).toEqual(file);
        expect(await again.topFolder()).toEqual(top);
        expect(await again.changesAfter(0, 10)).toEqual([{ seq: 1, ...newChange(file.id) }]);
        expect(await page(again, { ...byCreation, scope: { folderId: folder.id } })).toEqual({ items: [summaryOf(file)], total: 1 });
      });

      check('close waits for jobs under way and refuses later ones', async (store) => {
        const pending = Array.from({ length: 20 }, (_, i) => put(store, `${i}`, 'x'));
        await store.close();
        await Promise.all(pending);
        await expect(put(store, 'late', 'x')).rejects.toMatchObject({ code: 'unavailable' });
        await store.close();
        if (reopen === undefined) return;
        const again = await opened(reopen());
        for (let i = 0; i < 20; i++) expect(await again.findSetting(`${i}`)).toEqual(Buffer.from('x'));
        expect(await again.findSetting('late')).toBeUndefined();
      });
    });

    describe('users and keys', () => {
      check('users: found by id and name, listed in the order they came, changed field by field', async (store) => {
        const top = await makeTop(store);
        const users: User[] = [];
        await store.write(async (tx) => {
          for (const username of ['Zoë', 'adam', 'bea']) {
            const user = newUser(top, { username, isAdmin: username === 'Zoë', usedBytes: users.length });
            users.push(await tx.insertUser({ ...user, usernameKey: comparisonKey(username) }));
          }
        });
        expect(users.map((user) => user.number)).toEqual([1, 2, 3]);
        expect(await store.findUserByNumber(2)).toEqual(users[1]);
        expect(await store.findUserByName('zoe')).toEqual(users[0]);
        expect(await store.findUserByName('Zoë')).toBeUndefined();
        expect(await store.listUsers({ offset: 1, limit: 1 })).toEqual({ items: [users[1]], total: 3 });
        expect(await store.listUsers({ search: 'EA', offset: 0, limit: 9 })).toEqual({ items: [users[2]], total: 1 });
        const [first] = users;
        if (first === undefined) throw new Error('no users');
        await expect(store.write((tx) => tx.insertUser({ ...newUser(top), usernameKey: 'adam' }))).rejects.toThrow();
        for (const change of [
          { plan: 'pro' },
          { storageQuotaBytes: 2 ** 41 },
          { storageQuotaBytes: null },
          { disabled: true },
          { passwordHash: null },
          { isAdmin: false },
          { rootId: newId('folder') },
          { isReadonlyAdmin: true, mustChangePassword: true, primaryGroup: 7, sslRequired: 'always_require' },
          { name: 'N', email: 'e@example.com', company: 'C', authenticateUntil: 2 ** 41, passwordValidityDays: 3 },
          { passwordSetAt: 5, lastLoginAt: 6, profile: { notes: 'x', tags: null } },
          { name: null },
          { entry: { allowedIps: '192.0.2.1\n10.0.0.0/8', bypassesSiteIps: true, mayUseApi: false, secondFactorRequired: true } },
          {},
        ]) {
          const before = await store.findUser(first.id);
          await store.write((tx) => tx.updateUser(first.id, change));
          expect(await store.findUser(first.id)).toEqual({ ...before, ...change });
        }
        expect(await store.findUser(users[1]?.id ?? '')).toEqual(users[1]);
        expect(await store.findUser(newId('user'))).toBeUndefined();
      });

      check('used bytes: exact for any number of writers, beyond 32 bits', async (store) => {
        const top = await makeTop(store);
        const user = newUser(top, { usedBytes: 5 });
        await store.write((tx) => tx.insertUser({ ...user, usernameKey: 'u' }));
        const sums = await Promise.all(Array.from({ length: 64 }, () => store.write((tx) => tx.addUsedBytes(user.id, 2 ** 33))));
        expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => 5 + (i + 1) * 2 ** 33));
        expect(await store.write((tx) => tx.addUsedBytes(user.id, -(2 ** 33)))).toBe(5 + 63 * 2 ** 33);
        expect((await store.findUser(user.id))?.usedBytes).toBe(5 + 63 * 2 ** 33);
      });

      check('keys: found by id and hash, listed without the revoked ones', async (store) => {
        const [a, b] = [newId('user'), newId('user')];
        const wanted = [newKey(a), newKey(a, { scopes: [], folderId: newId('folder'), expiresAt: 2 ** 41 }), newKey(b), newKey(a)];
        const keys: Key[] = [];
        await store.write(async (tx) => {
          for (const key of wanted) keys.push(await tx.insertKey(key));
        });
        expect(keys.map((key) => key.number)).toEqual([1, 2, 3, 4]);
        for (const key of keys) {
          expect(await store.findKey(key.id)).toEqual(key);
          expect(await store.findKeyByHash(key.hash)).toEqual(key);
        }
        const [first, second, third, fourth] = keys;
        if (first === undefined || second === undefined) throw new Error('no keys');
        await store.write((tx) => tx.updateKey(first.id, { revokedAt: 7 }));
        expect(await store.findKey(first.id)).toEqual({ ...first, revokedAt: 7 });
        expect(await store.listKeys(a, all)).toEqual({ items: [second, fourth], total: 2 });
        expect(await store.listKeys(a, { offset: 1, limit: 1 })).toEqual({ items: [fourth], total: 2 });
        expect(await store.listKeys(undefined, all)).toEqual({ items: [second, third, fourth], total: 3 });
        const hash = randomBytes(32);
        await store.write((tx) => tx.updateKey(second.id, { hash, last4: 'zzzz', name: 'new' }));
        expect(await store.findKeyByHash(second.hash)).toBeUndefined();
        expect(await store.findKeyByHash(hash)).toEqual({ ...second, hash, last4: 'zzzz', name: 'new' });
        await expect(store.write((tx) => tx.insertKey(newKey(b, { hash })))).rejects.toThrow();
      });
    });

    describe('the tree', () => {
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

      test.skipIf('listings and counters stay exact' in skip)('listings and counters stay exact, whatever happens in between', async () => {
        await fc.assert(
          fc.asyncProperty(history, async (steps) => {
            const store = await open();
            try {
              await followHistory(store, steps);
            } finally {
              await store.close();
            }
          }),
          // Shrinking a history of hundreds of steps takes minutes; the seed is printed.
          { numRuns: 8, endOnFailure: true },
        );
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
    });

    describe('contents', () => {
      check('blobs and segments come back as they were put, parts in order', async (store) => {
        const blob = newBlob({ encrypted: false });
        const segments = [3, 0, 2, 1].map((part) =>
          newSegment(part, part % 2 === 0 ? { inline: randomBytes(9), inlineTags: randomBytes(4) } : {}),
        );
        await store.write(async (tx) => {
          await tx.insertBlob(blob);
          for (const segment of segments) await tx.putSegment(blob.id, segment);
          await tx.putSegment(newId('blob'), newSegment(0));
        });
        const sorted = segments.sort((a, b) => a.part - b.part);
        expect(await store.findBlob(blob.id)).toEqual(blob);
        expect(await store.segmentsOf(blob.id)).toEqual(sorted);
        expect(await store.partsOf(blob.id)).toEqual(sorted.map(({ key, part, sizeBytes }) => ({ key, part, sizeBytes })));
        expect(await store.hasSegment(sorted[1]?.key ?? '')).toBe(true);
        expect(await store.hasSegment('nowhere')).toBe(false);
        const mac = randomBytes(32);
        await store.write((tx) => tx.sealBlob(blob.id, { sizeBytes: 2 ** 40, mac }));
        expect(await store.findBlob(blob.id)).toEqual({ ...blob, sizeBytes: 2 ** 40, mac });
      });

      check('a segment that is replaced becomes garbage, an inline one does not', async (store) => {
        const blob = newBlob();
        const stored = newSegment(0);
        const inline = newSegment(0, { inline: Buffer.alloc(0) });
        const last = newSegment(0);
        await store.write(async (tx) => {
          await tx.insertBlob(blob);
          await tx.putSegment(blob.id, stored);
        });
        expect(await store.listGarbage(10)).toEqual([]);
        await store.write((tx) => tx.putSegment(blob.id, inline));
        expect(await store.listGarbage(10)).toEqual([stored.key]);
        await store.write((tx) => tx.putSegment(blob.id, last));
        expect(await store.listGarbage(10)).toEqual([stored.key]);
        expect(await store.segmentsOf(blob.id)).toEqual([last]);
        await store.write((tx) => tx.forgetGarbage([stored.key, 'unknown']));
        expect(await store.listGarbage(10)).toEqual([]);
      });

      check('a whole blob comes with its segment and one reference', async (store) => {
        const blob = newBlob();
        const segment = newSegment(0);
        await store.write((tx) => tx.insertWholeBlob(blob, segment));
        expect(await store.findBlob(blob.id)).toEqual(blob);
        expect(await store.segmentsOf(blob.id)).toEqual([segment]);
        await store.write((tx) => tx.addBlobReferences(blob.id, 1));
        await store.write((tx) => tx.addBlobReferences(blob.id, -1));
        expect(await store.findBlob(blob.id)).toEqual(blob);
        await store.write((tx) => tx.addBlobReferences(blob.id, -1));
        expect(await store.findBlob(blob.id)).toBeUndefined();
        expect(await store.listGarbage(10)).toEqual([segment.key]);
      });

      check('a blob goes with its last reference', async (store) => {
        const blob = newBlob();
        const segments = [newSegment(0), newSegment(1), newSegment(2, { inline: randomBytes(1) })];
        await store.write(async (tx) => {
          await tx.insertBlob(blob);
          for (const segment of segments) await tx.putSegment(blob.id, segment);
          for (let i = 0; i < 3; i++) await tx.addBlobReferences(blob.id, 1);
        });
        for (let i = 0; i < 2; i++) {
          await store.write((tx) => tx.addBlobReferences(blob.id, -1));
          expect(await store.findBlob(blob.id)).toEqual(blob);
          expect(await store.listGarbage(10)).toEqual([]);
        }
        await store.write((tx) => tx.addBlobReferences(blob.id, -1));
        expect(await store.findBlob(blob.id)).toBeUndefined();
        expect(await store.segmentsOf(blob.id)).toEqual([]);
        expect(await store.hasSegment(segments[0]?.key ?? '')).toBe(false);
        const garbage = segments
          .slice(0, 2)
          .map((segment) => segment.key)
          .sort();
        expect([...(await store.listGarbage(10))].sort()).toEqual(garbage);
        expect(await store.listGarbage(1)).toHaveLength(1);
      });

      check('a blob that no file showed can be removed', async (store) => {
        const [blob, other] = [newBlob(), newBlob()];
        const segment = newSegment(0);
        await store.write(async (tx) => {
          await tx.insertBlob(blob);
          await tx.insertBlob(other);
          await tx.putSegment(blob.id, segment);
          await tx.putSegment(other.id, newSegment(0));
        });
        await store.write((tx) => tx.deleteBlob(blob.id));
        expect(await store.findBlob(blob.id)).toBeUndefined();
        expect(await store.listGarbage(10)).toEqual([segment.key]);
        expect(await store.findBlob(other.id)).toEqual(other);
      });

      check('keys are rewrapped only from the version that was read', async (store) => {
        const blobs = [1, 2, 1].map((version) => newBlob({ wrapped: { version, bytes: randomBytes(76) } }));
        await store.write(async (tx) => {
          for (const blob of blobs) await tx.insertBlob(blob);
        });
        const ids = (found: readonly Blob[]) => found.map((blob) => blob.id).sort();
        expect(ids(await store.blobsNotWrappedBy(2, 10))).toEqual(ids(blobs.filter((blob) => blob.wrapped.version === 1)));
        expect(await store.blobsNotWrappedBy(2, 1)).toHaveLength(1);
        const [first = newBlob()] = blobs;
        const to = { version: 2, bytes: randomBytes(76) };
        await store.write((tx) => tx.rewrapBlob(first.id, first.wrapped, to));
        expect(await store.findBlob(first.id)).toEqual({ ...first, wrapped: to });
        await store.write((tx) => tx.rewrapBlob(first.id, first.wrapped, { version: 3, bytes: randomBytes(76) }));
        expect(await store.findBlob(first.id)).toEqual({ ...first, wrapped: to });
      });
    });

    describe('sessions and keys', () => sessionsConformance(check, { makeTop, newUser, newKey }));

    describe('shares', () => sharesConformance(check, { makeTop, newFolder, newFile, newUser }));

    describe('what is kept with files and folders', () => treeConformance(check, { makeTop, newFolder, newFile, newUser }));

    describe('versions and the trash', () => versionsConformance(check, { makeTop, newFolder, newFile, newUser }));

    describe('transfers', () => transfersConformance(check, { newBlob, newSegment, newUpload }));

    describe('uploads', () => {
      check('uploads: found, changed, expired in their order, deleted', async (store) => {
        const uploads = [30, 10, 20].map((expiresAt) => newUpload({ expiresAt, totalSizeBytes: 2 ** 40 }));
        await store.write(async (tx) => {
          for (const upload of uploads) await tx.insertUpload(upload);
        });
        const [late = newUpload(), early = newUpload(), middle] = uploads;
        expect(await store.findUpload(late.id)).toEqual(late);
        expect(await store.expiredUploads(9, 10)).toEqual([]);
        expect(await store.expiredUploads(20, 10)).toEqual([early, middle]);
        expect(await store.expiredUploads(20, 1)).toEqual([early]);
        await store.write((tx) => tx.updateUpload(early.id, { expiresAt: 40 }));
        await store.write((tx) => tx.updateUpload(early.id, { fileId: 'file_1' }));
        expect(await store.findUpload(early.id)).toEqual({ ...early, expiresAt: 40, fileId: 'file_1' });
        expect(await store.expiredUploads(20, 10)).toEqual([middle]);
        await store.write((tx) => tx.deleteUpload(early.id));
        expect(await store.findUpload(early.id)).toBeUndefined();
      });
    });

    describe('the change feed', () => {
      check('has the order of commits, whoever writes', async (store) => {
        const resolved: number[] = [];
        await Promise.all(
          Array.from({ length: 100 }, async (_, i) => {
            const seq = await store
              .write(async (tx) => {
                for (let hops = 0; hops < i % 5; hops++) await Promise.resolve();
                await tx.insertChange(newChange(`file_${i}`, { timestamp: 1000 - i }));
                await tx.insertChange(newChange(`file_${i}`, { timestamp: 1000 - i }));
                if (i % 7 === 0) throw new Error('gives up');
                return tx.lastSeq();
              })
              .catch(() => undefined);
            if (seq !== undefined) resolved.push(seq);
          }),
        );
        const changes = await store.changesAfter(0, 1000);
        expect(changes).toHaveLength(2 * resolved.length);
        expect(new Set(changes.map((change) => change.nodeId)).size).toBe(resolved.length);
        for (const [i, change] of changes.entries()) {
          const before = changes[i - 1];
          if (before === undefined) continue;
          expect(change.seq).toBeGreaterThan(before.seq);
          expect(change.timestamp).toBeGreaterThanOrEqual(before.timestamp);
        }
        expect(resolved).toEqual([...resolved].sort((a, b) => a - b));
      });

      checkKept('timestamps never decrease, also over a restart', async (store, closeAndReopen) => {
        for (const timestamp of [100, 50, 100, 200]) await store.write((tx) => tx.insertChange(newChange('file_a', { timestamp })));
        const again = await closeAndReopen();
        await again.write(async (tx) => {
          await tx.insertChange(newChange('file_a', { timestamp: 10 }));
          await tx.insertChange(newChange('file_a', { timestamp: 300 }));
          await tx.insertChange(newChange('file_a', { timestamp: 250 }));
        });
        expect((await again.changesAfter(0, 10)).map((change) => change.timestamp)).toEqual([100, 100, 100, 200, 200, 300, 300]);
      });

      check('is read from any place', async (store) => {
        const wanted = [
          newChange('file_a', { timestamp: 10 }),
          newChange('folder_b', { timestamp: 20, action: 'modified', fromChain: '/folder_x/' }),
          newChange('file_a', { timestamp: 20, action: 'deleted' }),
          newChange('file_c', { timestamp: 30 }),
        ];
        expect(await store.lastSeq()).toBe(0);
        expect(await store.seqBefore(0)).toBe(0);
        await store.write(async (tx) => {
          for (const change of wanted) await tx.insertChange(change);
        });
        const changes = await store.changesAfter(0, 10);
        expect(changes).toEqual(wanted.map((change, i) => ({ ...change, seq: changes[i]?.seq })));
        const [first = 0, second = 0, third, fourth] = changes.map((change) => change.seq);
        expect(await store.lastSeq()).toBe(fourth);
        expect((await store.changesAfter(first, 2)).map((change) => change.seq)).toEqual([second, third]);
        expect(await store.changesAfter(fourth ?? 0, 10)).toEqual([]);
        for (const [timestamp, nodes] of [
          [10, 4],
          [11, 3],
          [20, 3],
          [21, 1],
          [30, 1],
          [31, 0],
        ] as const) {
          expect(await store.changesAfter(await store.seqBefore(timestamp), 10)).toHaveLength(nodes);
        }
      });

      check('is pruned from its beginning, but for the newest change', async (store) => {
        await store.write(async (tx) => {
          for (let i = 1; i <= 10; i++) await tx.insertChange(newChange(`file_${i}`, { timestamp: i * 10 }));
        });
        const nodes = async () => (await store.changesAfter(0, 100)).map((change) => change.nodeId);
        expect(await store.write((tx) => tx.pruneChanges(50, 3))).toBe(3);
        expect((await nodes())[0]).toBe('file_4');
        expect(await store.write((tx) => tx.pruneChanges(50, 3))).toBe(1);
        expect((await nodes())[0]).toBe('file_5');
        expect(await store.write((tx) => tx.pruneChanges(50, 3))).toBe(0);
        const last = await store.lastSeq();
        expect(await store.write((tx) => tx.pruneChanges(1e6, 100))).toBe(5);
        expect(await nodes()).toEqual(['file_10']);
        await store.write((tx) => tx.insertChange(newChange('file_11', { timestamp: 1 })));
        const [, newest] = await store.changesAfter(0, 100);
        expect(newest?.timestamp).toBe(100);
        expect(newest?.seq).toBeGreaterThan(last);
      });

      check('whoever sees what a commit wrote sees that there was one', async (store) => {
        const before = store.commitCount();
        const written = store.write((tx) => tx.putSetting('a', Buffer.from('x')));
        while ((await store.findSetting('a')) === undefined) await new Promise((resolve) => setImmediate(resolve));
        expect(store.commitCount()).toBeGreaterThan(before);
        await written;
        const after = store.commitCount();
        await store.findSetting('a');
        expect(store.commitCount()).toBe(after);
      });

      check('tells listeners after a commit that appended, and only then', async (store) => {
        let told = 0;
        let seen = 0;
        const stop = store.onChange(() => {
          told += 1;
          void store.lastSeq().then((seq) => (seen = seq));
        });
        const settled = () => new Promise((resolve) => setImmediate(resolve));
        await put(store, 'a', 'x');
        await store
          .write(async (tx) => {
            await tx.insertChange(newChange('file_a'));
            throw new Error('gives up');
          })
          .catch(() => undefined);
        await put(store, 'b', 'x');
        await settled();
        expect(told).toBe(0);
        await store.write((tx) => tx.insertChange(newChange('file_a')));
        await settled();
        expect({ told, seen }).toEqual({ told: 1, seen: 1 });
        await store.write((tx) => tx.insertChange(newChange('file_b')));
        await settled();
        expect({ told, seen }).toEqual({ told: 2, seen: 2 });
        stop();
        await store.write((tx) => tx.insertChange(newChange('file_c')));
        await settled();
        expect(told).toBe(2);
      });
    });

    describe('counts', () => {
      check('a window starts with the first event and ends by itself', async (store) => {
        expect(await store.findCount('a', 1000)).toBeUndefined();
        expect(await store.count('a', 10, 1000)).toEqual({ count: 1, resetsAt: 11_000 });
        expect(await store.count('a', 10, 5000)).toEqual({ count: 2, resetsAt: 11_000 });
        expect(await store.count('b', 10, 5000)).toEqual({ count: 1, resetsAt: 15_000 });
        expect(await store.findCount('a', 10_999)).toEqual({ count: 2, resetsAt: 11_000 });
        expect(await store.findCount('a', 11_000)).toBeUndefined();
        expect(await store.count('a', 10, 11_000)).toEqual({ count: 1, resetsAt: 21_000 });
      });

      check('events are taken back, never below none', async (store) => {
        await store.uncount('a');
        await store.count('a', 10, 0);
        await store.count('a', 10, 0);
        await store.uncount('a');
        expect(await store.findCount('a', 1)).toEqual({ count: 1, resetsAt: 10_000 });
        await store.uncount('a');
        await store.uncount('a');
        expect(await store.count('a', 10, 1)).toEqual({ count: 1, resetsAt: 10_000 });
      });

      check('a window can be ended', async (store) => {
        await store.forgetCount('a');
        await store.count('a', 10, 1000);
        await store.count('b', 10, 1000);
        await store.forgetCount('a');
        expect(await store.findCount('a', 1001)).toBeUndefined();
        await store.uncount('a');
        expect(await store.count('a', 10, 2000)).toEqual({ count: 1, resetsAt: 12_000 });
        expect(await store.findCount('b', 1001)).toEqual({ count: 1, resetsAt: 11_000 });
      });

      check('64 clients at once are counted exactly', async (store) => {
        const counted = await Promise.all(Array.from({ length: 64 * 10 }, () => store.count('a', 3600, 1000)));
        expect(counted.map(({ count }) => count).sort((a, b) => a - b)).toEqual(Array.from({ length: 640 }, (_, i) => i + 1));
      });

      checkKept('are there after close and open, until they are pruned', async (store, closeAndReopen) => {
        await store.count('a', 10, 0);
        await store.count('a', 10, 0);
        await store.count('b', 20, 0);
        const again = await closeAndReopen();
        expect(await again.findCount('a', 1)).toEqual({ count: 2, resetsAt: 10_000 });
        await again.pruneCounts(10_000);
        expect(await again.findCount('a', 1)).toBeUndefined();
        expect(await again.findCount('b', 1)).toEqual({ count: 1, resetsAt: 20_000 });
      });

      check('do not wait for a job under way', async (store) => {
        await store.write(async () => {
          expect((await store.count('a', 10, 0)).count).toBe(1);
        });
      });
    });
  });
}

const all = { offset: 0, limit: 1_000_000 };
const byCreation = { sort: 'created_at', descending: false, offset: 0, limit: 1_000_000 } as const;
const sorts = ['name', 'size', 'created_at'] as const;

const put = (store: MetadataStore, name: string, value: string): Promise<void> =>
  store.write((tx) => tx.putSetting(name, Buffer.from(value)));

async function settings(store: MetadataStore): Promise<Record<string, string>> {
  const found = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => [name, String(await store.findSetting(name))]));
  return Object.fromEntries(found);
}

async function makeTop(store: MetadataStore): Promise<FolderNode> {
  const id = newId('folder');
  const top: FolderNode = {
    kind: 'folder',
    id,
    parentId: null,
    rootId: id,
    chain: `/${id}/`,
    name: '',
    nameKey: '',
    createdAt: 1,
    updatedAt: 2,
    ...noDetails,
  };
  await store.write((tx) => tx.insertFolder(top));
  return top;
}

function newFolder(parent: FolderNode, name: string): FolderNode {
  const id = newId('folder');
  const chain = `${parent.chain}${id}/`;
  return {
    kind: 'folder',
    id,
    parentId: parent.id,
    rootId: parent.rootId,
    chain,
    name,
    nameKey: comparisonKey(name),
    createdAt: 3,
    updatedAt: 4,
    ...noDetails,
  };
}

function newFile(parent: FolderNode, name: string, sizeBytes = 0): FileNode {
  return {
    kind: 'file',
    id: newId('file'),
    parentId: parent.id,
    rootId: parent.rootId,
    name,
    nameKey: comparisonKey(name),
    sizeBytes,
    encrypted: true,
    blobId: newId('blob'),
    versionId: newId('version'),
    versionAt: Date.UTC(2025, 0, 16),
    ownerId: newId('user'),
    contentType: null,
    originalName: null,
    createdAt: Date.UTC(2025, 0, 15, 10, 30),
    updatedAt: Date.UTC(2025, 0, 16),
    ...noDetails,
  };
}

const newUser = (top: FolderNode, fields: Partial<User> = {}): Omit<User, 'number'> => ({
  ...nobody,
  id: newId('user'),
  username: 'somebody',
  passwordHash: 'hash',
  plan: 'free',
  rootId: top.id,
  createdAt: 5,
  ...fields,
});

const newKey = (userId: string, fields: Partial<Key> = {}): Omit<Key, 'number'> => ({
  id: newId('key'),
  userId,
  name: 'a key',
  hash: randomBytes(32),
  last4: 'abcd',
  scopes: ['files:read', 'shares'],
  folderId: null,
  expiresAt: null,
  revokedAt: null,
  description: null,
  permissionSet: 'full',
  platform: null,
  isSiteWide: false,
  lastUsedAt: null,
  createdAt: 6,
  ...fields,
});

const newBlob = (fields: Partial<Blob> = {}): Blob => ({
  id: newId('blob'),
  wrapped: { version: 1, bytes: randomBytes(76) },
  encrypted: true,
  sizeBytes: 10,
  mac: null,
  ...fields,
});

const newSegment = (part: number, fields: Partial<Segment> = {}): Segment => ({
  key: randomBytes(16).toString('hex'),
  part,
  salt: randomBytes(16),
  sizeBytes: part + 10,
  inline: null,
  inlineTags: null,
  ...fields,
});

const newUpload = (fields: Partial<Upload> = {}): Upload => ({
  id: newId('upl'),
  userId: newId('user'),
  blobId: newId('blob'),
  folderId: newId('folder'),
  filename: 'a file',
  encrypted: false,
  totalSizeBytes: 10,
  totalChunks: 3,
  chunkSizeBytes: 4,
  expiresAt: 1000,
  fileId: null,
  providedMtime: null,
  ifTaken: 'replace',
  inParts: false,
  ...fields,
});

const newChange = (nodeId: string, fields: Partial<Parameters<MetadataWrites['insertChange']>[0]> = {}) => ({
  nodeId,
  action: 'created' as const,
  timestamp: 1000,
  chain: '/folder_a/',
  fromChain: null,
  ...fields,
});

interface Summary {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly created_at: string;
}

const summaryOf = (file: FileNode): Summary => ({
  id: file.id,
  name: file.name,
  size: file.sizeBytes,
  created_at: isoSeconds(file.createdAt),
});

async function page(reads: MetadataReads, query: FileListQuery): Promise<{ items: Summary[]; total: number }> {
  const { json, total } = await reads.listFileSummaries(query);
  return { items: JSON.parse(`[${json}]`) as Summary[], total };
}

/** The tree as it should be: parents and marks only, everything else is worked out from them. */
class TreeModel {
  readonly top: FolderNode;
  readonly folders = new Map<string, FolderNode>();
  /** In the order they were created. */
  readonly files = new Map<string, FileNode>();
  #roots: ReadonlySet<string>;

  constructor(top: FolderNode) {
    this.top = top;
    this.folders.set(top.id, top);
    this.#roots = new Set([top.id]);
  }

  copy(): TreeModel {
    const copy = new TreeModel(this.top);
    for (const [id, folder] of this.folders) copy.folders.set(id, folder);
    for (const [id, file] of this.files) copy.files.set(id, file);
    copy.#roots = this.#roots;
    return copy;
  }

  folder(id: string): FolderNode {
    const folder = this.folders.get(id);
    if (folder === undefined) throw new Error(`the model has no folder ${id}`);
    return folder;
  }

  isRoot(id: string): boolean {
    return this.#roots.has(id);
  }

  addFolder(parentId: string, name: string, isRoot = false): FolderNode {
    const folder = newFolder(this.folder(parentId), name);
    const made = isRoot ? { ...folder, rootId: folder.id } : folder;
    this.folders.set(folder.id, made);
    if (isRoot) this.#roots = new Set([...this.#roots, folder.id]);
    return made;
  }

  addFile(parentId: string, name: string, sizeBytes: number): FileNode {
    const file = newFile(this.folder(parentId), name, sizeBytes);
    this.files.set(file.id, file);
    return file;
  }

  updateFile(id: string, change: Partial<FileNode>): FileNode {
    const file = this.files.get(id);
    if (file === undefined) throw new Error(`the model has no file ${id}`);
    const updated = { ...file, ...change };
    const placed = { ...updated, rootId: this.folder(updated.parentId).rootId };
    this.files.set(id, placed);
    return placed;
  }

  remove(id: string): void {
    this.files.delete(id);
    this.folders.delete(id);
    this.#roots = new Set([...this.#roots].filter((root) => root !== id));
  }

  makeRoot(id: string): void {
    this.#roots = new Set([...this.#roots, id]);
    this.#place();
  }

  moveFolder(id: string, parentId: string, updatedAt: number): void {
    this.folders.set(id, { ...this.folder(id), parentId, updatedAt });
    this.#place();
  }

  isInside(id: string, ancestorId: string): boolean {
    return this.folder(id).chain.startsWith(this.folder(ancestorId).chain);
  }

  /** Chains and roots of everything, from the parents. */
  #place(): void {
    const chainOf = (folder: FolderNode): string =>
      `${folder.parentId === null ? '/' : chainOf(this.folder(folder.parentId))}${folder.id}/`;
    const rootOf = (id: string): string => (this.#roots.has(id) ? id : rootOf(this.folder(id).parentId ?? ''));
    for (const [id, folder] of this.folders) this.folders.set(id, { ...folder, chain: chainOf(folder), rootId: rootOf(id) });
    for (const [id, file] of this.files) this.files.set(id, { ...file, rootId: rootOf(file.parentId) });
  }

  /** The files of a scope in ascending order. */
  sorted(scope: ListScope, sort: FileListQuery['sort']): FileNode[] {
    const inScope = (file: FileNode): boolean => {
      if ('folderId' in scope) return file.parentId === scope.folderId;
      return scope.rootIds === 'all' || scope.rootIds.includes(file.rootId);
    };
    // The map is in the order of creation and the sort is stable, so files that are equal stay in that order.
    return [...this.files.values()].filter(inScope).sort((a, b) => compareFiles(a, b, sort));
  }

  list({ scope, sort, descending, offset, limit }: FileListQuery): { items: Summary[]; total: number } {
    const files = this.sorted(scope, sort);
    if (descending) files.reverse();
    return { items: files.slice(offset, offset + limit).map(summaryOf), total: files.length };
  }
}

function compareFiles(a: FileNode, b: FileNode, sort: FileListQuery['sort']): number {
  if (sort === 'name') return Buffer.compare(Buffer.from(a.nameKey), Buffer.from(b.nameKey));
  return sort === 'size' ? a.sizeBytes - b.sizeBytes : 0;
}

async function expectListing(reads: MetadataReads, model: TreeModel, query: FileListQuery): Promise<void> {
  expect(await page(reads, query), JSON.stringify(query)).toEqual(model.list(query));
}

/** Everything about the tree that can be read without listings. */
async function expectTree(store: MetadataStore, model: TreeModel): Promise<void> {
  for (const file of model.files.values()) expect(await store.findNode(file.id)).toEqual(file);
  for (const folder of model.folders.values()) {
    expect(await store.findNode(folder.id)).toEqual(folder);
    const children = [...model.folders.values()].filter((child) => child.parentId === folder.id);
    const { items, total } = await store.listFolders(folder.id, all);
    expect(items).toEqual(children.sort((a, b) => (a.nameKey < b.nameKey ? -1 : 1)));
    expect(total).toBe(children.length);
    const roots = [...model.folders.values()].filter((below) => model.isRoot(below.id) && below.chain.startsWith(folder.chain));
    expect([...(await store.rootsBelow(folder.id))].sort()).toEqual(roots.map((root) => root.id).sort());
    await expectListing(store, model, { ...byCreation, scope: { folderId: folder.id } });
    if (model.isRoot(folder.id)) await expectListing(store, model, { ...byCreation, scope: { rootIds: [folder.id] } });
  }
  await expectListing(store, model, { ...byCreation, scope: { rootIds: 'all' } });
}

/** Numbers choose among what is there at that moment. */
type Step =
  | {
      readonly do: 'list';
      readonly again: boolean;
      readonly scope: number;
      readonly pick: number;
      readonly sort: number;
      readonly descending: boolean;
      readonly at: number;
      readonly limit: number;
      readonly inWrite: boolean;
    }
  | { readonly do: 'write'; readonly fails: boolean; readonly edits: readonly Edit[] };

interface Edit {
  readonly do: 'add' | 'rename' | 'resize' | 'move' | 'delete' | 'addFolder' | 'moveFolder' | 'makeRoot' | 'deleteFolder' | 'renameFolder';
  readonly pick: number;
  readonly to: number;
}

const choice = fc.nat({ max: 1_000_000 });
const edit: fc.Arbitrary<Edit> = fc.record({
  do: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('add', 'rename', 'resize', 'move', 'delete') },
    { weight: 2, arbitrary: fc.constantFrom('addFolder', 'moveFolder', 'makeRoot', 'deleteFolder', 'renameFolder') },
  ),
  pick: choice,
  to: choice,
});
const list: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('list'),
  /** A page that was shown before, from the front or from the back. */
  again: fc.boolean(),
  scope: fc.nat({ max: 4 }),
  pick: choice,
  sort: fc.nat({ max: 2 }),
  descending: fc.boolean(),
  at: fc.nat({ max: 1000 }),
  limit: fc.integer({ min: 1, max: 30 }),
  inWrite: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const writeStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('write'),
  fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  edits: fc.array(edit, { minLength: 1, maxLength: 8 }),
});
const history = fc.array(fc.oneof({ weight: 4, arbitrary: list }, { weight: 1, arbitrary: writeStep }), {
  minLength: 200,
  maxLength: 300,
  size: 'max',
});

/** Enough that listings remember positions. */
const firstFiles = 900;

function pickOf<T>(values: Iterable<T>, pick: number): T | undefined {
  const array = [...values];
  return array[pick % array.length];
}

async function followHistory(store: MetadataStore, steps: readonly Step[]): Promise<void> {
  let model = new TreeModel(await makeTop(store));
  let names = 0;
  const newName = (pick: number): string => `${(pick * 7) % 53} é${(names += 1)}`;

  const outer = model.addFolder(model.top.id, 'outer', true);
  const plain = model.addFolder(outer.id, 'plain');
  const inner = model.addFolder(plain.id, 'inner', true);
  const other = model.addFolder(model.top.id, 'other');
  await store.write(async (tx) => {
    for (const folder of [outer, plain, inner, other]) await tx.insertFolder(folder);
    for (let i = 0; i < firstFiles; i++) {
      const parent = i % 3 === 0 ? model.top : (pickOf([outer, plain, plain, inner, other], i) ?? outer);
      await tx.insertFile(model.addFile(parent.id, newName(i), (i * 31) % 40));
    }
  });

  async function apply(tx: MetadataWrites, edited: TreeModel, { do: what, pick, to }: Edit): Promise<void> {
    const file = edited.files.get(pickOf(shown, pick)?.file.id ?? '') ?? pickOf(edited.files.values(), pick);
    const folder = pickOf(edited.folders.values(), pick) ?? edited.top;
    const target = pickOf(edited.folders.values(), to) ?? edited.top;
    switch (what) {
      case 'add':
        return tx.insertFile(edited.addFile(target.id, newName(pick), to % 40));
      case 'rename': {
        const name = newName(to);
        return file && tx.updateFile(edited.updateFile(file.id, { name, nameKey: comparisonKey(name), updatedAt: to }));
      }
      case 'resize':
        return file && tx.updateFile(edited.updateFile(file.id, { sizeBytes: to % 40, blobId: newId('blob'), encrypted: false }));
      case 'move':
        return file && tx.updateFile(edited.updateFile(file.id, { parentId: target.id }));
      case 'delete':
        if (file !== undefined) edited.remove(file.id);
        return file && tx.deleteNode(file);
      case 'addFolder':
        return tx.insertFolder(edited.addFolder(target.id, newName(pick), to % 4 === 0));
      case 'renameFolder': {
        if (folder.parentId === null) return;
        const renamed = { name: newName(to), nameKey: newName(to), updatedAt: to };
        edited.folders.set(folder.id, { ...folder, ...renamed });
        return tx.updateFolder(folder.id, renamed);
      }
      case 'moveFolder':
        if (folder.parentId === null || edited.isInside(target.id, folder.id)) return;
        edited.moveFolder(folder.id, target.id, to);
        return tx.moveFolder(folder, target, { updatedAt: to });
      case 'makeRoot':
        edited.makeRoot(folder.id);
        return tx.makeRoot(folder);
      case 'deleteFolder': {
        const isEmpty = ![...edited.folders.values(), ...edited.files.values()].some((node) => node.parentId === folder.id);
        if (!isEmpty || folder.parentId === null) return;
        edited.remove(folder.id);
        return tx.deleteNode(folder);
      }
    }
  }

  /** The first rows of pages as they were, gone or changed since or not: a store may have remembered their places. */
  const shown: { readonly scope: ListScope; readonly sort: FileListQuery['sort']; readonly file: FileNode }[] = [];

  /** Where a row that was shown stands, or would stand if it were still there. Ids are in the order of creation. */
  function placeOf({ scope, sort, file }: (typeof shown)[number]): number {
    const isBefore = (other: FileNode): boolean => (compareFiles(other, file, sort) || (other.id < file.id ? -1 : 1)) < 0;
    return model.sorted(scope, sort).filter((other) => other.id !== file.id && isBefore(other)).length;
  }

  function queryOf(step: Extract<Step, { do: 'list' }>): FileListQuery {
    const again = pickOf(shown, step.pick);
    if (step.again && again !== undefined) {
      const { scope, sort } = again;
      const last = model.sorted(scope, sort).length - 1;
      const place = placeOf(again);
      return { scope, sort, descending: step.descending, offset: Math.max(0, step.descending ? last - place : place), limit: step.limit };
    }
    const roots = [...model.folders.keys()].filter((id) => model.isRoot(id));
    const scopes: readonly ListScope[] = [
      { folderId: pickOf(model.folders.keys(), step.pick) ?? '' },
      { folderId: model.top.id },
      { rootIds: [pickOf(roots, step.pick) ?? ''] },
      { rootIds: roots },
      { rootIds: 'all' },
    ];
    const query = {
      scope: scopes[step.scope] ?? { rootIds: 'all' },
      sort: sorts[step.sort] ?? 'name',
      descending: step.descending,
      limit: step.limit,
    };
    const total = model.list({ ...query, offset: 0 }).total;
    // Anywhere in the listing, and a little behind its end.
    return { ...query, offset: Math.floor((step.at * (total + 20)) / 1000) };
  }

  for (const step of steps) {
    if (step.do === 'list') {
      const query = queryOf(step);
      if (step.inWrite) await store.write((tx) => expectListing(tx, model, query));
      else await expectListing(store, model, query);
      const { scope, sort } = query;
      const sorted = model.sorted(scope, sort);
      const file = sorted[query.descending ? sorted.length - 1 - query.offset : query.offset];
      if (file !== undefined) shown.unshift({ scope, sort, file });
      shown.splice(12);
      continue;
    }
    let edited = model;
    const written = store.write(async (tx) => {
      // Anew each time: a job may be run again.
      edited = model.copy();
      for (const change of step.edits) await apply(tx, edited, change);
      if (step.fails) throw new Error('gives up');
    });
    if (step.fails) {
      await expect(written).rejects.toThrow('gives up');
    } else {
      await written;
      model = edited;
    }
  }
  await expectTree(store, model);
}
