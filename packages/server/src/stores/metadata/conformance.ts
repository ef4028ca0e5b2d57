import * as fc from 'fast-check';
import { followHistory, history } from './conformance-history.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { MetadataStore } from '../../core/metadata.ts';
import { changesConformance } from './conformance-changes.ts';
import { contentsConformance } from './conformance-contents.ts';
import { countsConformance } from './conformance-counts.ts';
import { dashboardConformance } from './conformance-dashboard.ts';
import { nodesConformance } from './conformance-nodes.ts';
import { peopleConformance } from './conformance-people.ts';
import { byCreation, makeTop, newChange, newFile, newFolder, page, put, summaryOf, all } from './conformance-records.ts';
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

    describe('users and keys', () => peopleConformance(check));
    describe('the tree', () => {
      nodesConformance(check);

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
    });
    describe('contents', () => contentsConformance(check));
    describe('sessions and keys', () => sessionsConformance(check));
    describe('shares', () => sharesConformance(check));
    describe('what is kept with files and folders', () => treeConformance(check));
    describe('versions and the trash', () => versionsConformance(check));
    describe('the dashboard', () => dashboardConformance(check));
    describe('transfers', () => transfersConformance(check));
    describe('the change feed', () => changesConformance(check, checkKept));
    describe('counts', () => countsConformance(check, checkKept));
  });
}

async function settings(store: MetadataStore): Promise<Record<string, string>> {
  const found = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => [name, String(await store.findSetting(name))]));
  return Object.fromEntries(found);
}
