import { describe, expect, test } from 'vitest';
import { newMember, openTestCore, put, withKey, type TestCore } from '../core.test-setup.ts';
import type { Member } from '../access/principal.ts';

const all = { before: undefined, limit: 100 };

async function openWithAda(): Promise<TestCore & { readonly ada: Member; readonly folderId: string }> {
  const t = await openTestCore();
  const { member: ada } = await newMember(t, { username: 'ada' });
  const { id: folderId } = await t.core.folders.create(ada, { name: 'reports', parentId: null });
  return { ...t, ada, folderId };
}

const said = async ({ core }: TestCore, by: Member, id: string): Promise<string[]> =>
  (await (id.startsWith('file') ? core.activities.ofFile(by, id, all) : core.activities.ofFolder(by, id, all))).map(
    ({ action, name, oldName }) => `${action} ${name}${oldName === null ? '' : ` from ${oldName}`}`,
  );

describe('activity', () => {
  test('tells of each thing that is done with a file, by whom, the newest first', async () => {
    const t = await openWithAda();
    const { core, ada, folderId } = t;
    const key = await withKey(t, ada, {});
    const file = await put(t, ada, { name: 'a.txt', folderId });
    await put(t, key, { name: 'A.txt', folderId });
    await core.files.update(ada, file.id, { name: 'b.txt' });
    const { share } = await core.shares.create(ada, { fileId: file.id, allowDownload: true });
    core.activities.downloaded(ada, file);
    await core.activities.flush();
    const copy = await core.files.copy(ada, file.id, { name: 'c.txt' });
    await core.files.update(ada, file.id, { folderId: null });
    const found = await core.activities.ofFile(ada, file.id, all);
    expect(found.map(({ action, name, oldName, keyId, shareId, user }) => [action, name, oldName, keyId, shareId, user?.username])).toEqual(
      [
        ['moved', 'b.txt', null, ada.keyId, null, 'ada'],
        ['downloaded', 'a.txt', null, ada.keyId, null, 'ada'],
        ['shared', 'b.txt', null, ada.keyId, share.id, 'ada'],
        ['renamed', 'b.txt', 'a.txt', ada.keyId, null, 'ada'],
        ['new_version', 'a.txt', null, key.keyId, null, 'ada'],
        ['uploaded', 'a.txt', null, ada.keyId, null, 'ada'],
      ],
    );
    expect(await said(t, ada, copy.file.id)).toEqual(['copied c.txt']);
    const session = { ...ada, keyNumber: null, sessionNumber: 5, credential: 'session' } as const;
    const other = await put(t, session, { name: 'by session' });
    expect(await core.activities.ofFile(ada, other.id, all)).toMatchObject([{ keyId: null, user: { id: ada.userId } }]);
  });

  test('of a folder is what was done with it and directly in it, also with what is gone', async () => {
    const t = await openWithAda();
    const { core, ada, folderId } = t;
    const file = await put(t, ada, { name: 'a.txt', folderId });
    const inner = await core.folders.create(ada, { name: 'inner', parentId: folderId });
    await put(t, ada, { name: 'deep.txt', folderId: inner.id });
    await core.files.delete(ada, file.id);
    await core.folders.update(ada, folderId, { name: 'papers' });
    await core.folders.delete(ada, inner.id, { recursive: true });
    expect(await said(t, ada, folderId)).toEqual([
      'deleted inner',
      'renamed papers from reports',
      'deleted a.txt',
      'created inner',
      'uploaded a.txt',
      'created reports',
    ]);
    await expect(core.activities.ofFile(ada, file.id, all)).rejects.toMatchObject({ code: 'not_found' });
    await expect(core.activities.ofFolder(ada, inner.id, all)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('comes page by page', async () => {
    const t = await openWithAda();
    const file = await put(t, t.ada, { name: 'a', folderId: t.folderId });
    for (let i = 0; i < 6; i++) await t.core.files.update(t.ada, file.id, { name: `a${i}` });
    for (const id of [file.id, t.folderId]) {
      const found: number[] = [];
      for (let before: number | undefined; ;) {
        const page = await (id === file.id ? t.core.activities.ofFile : t.core.activities.ofFolder)(t.ada, id, { before, limit: 3 });
        found.push(...page.map(({ number }) => number));
        before = page.at(-1)?.number;
        if (page.length < 3) break;
      }
      expect(found).toEqual(found.toSorted((a, b) => b - a));
      expect(new Set(found).size).toBe(id === file.id ? 7 : 8);
    }
  });

  test('of a visitor names the link, and nobody', async () => {
    const t = await openWithAda();
    const file = await put(t, t.ada, { name: 'shared.txt', folderId: t.folderId });
    const { token, share } = await t.core.shares.create(t.ada, { fileId: file.id, allowDownload: true });
    const { visitor } = await t.core.shares.open(token);
    if (visitor === undefined) throw new Error('nobody came in');
    t.core.activities.downloaded(visitor, file);
    await t.core.activities.flush();
    const [latest] = await t.core.activities.ofFile(t.ada, file.id, all);
    expect(latest).toMatchObject({ action: 'downloaded', user: null, keyId: null, shareId: share.id });
  });

  test('is written when the server stops, and forgotten after the days of the feed', async () => {
    const t = await openTestCore({ changesRetentionDays: 2 });
    const file = await put(t, t.admin, { name: 'a' });
    t.core.activities.downloaded(t.admin, file);
    await t.core.stop();
    const numbers = async (): Promise<number> => (await t.metadata.listActivity({ nodeId: file.id, before: undefined, limit: 10 })).length;
    expect(await numbers()).toBe(2);
    await t.core.activities.prune(t.clock.now);
    expect(await numbers()).toBe(2);
    await t.core.activities.prune(t.clock.now + 1);
    expect(await numbers()).toBe(0);
  });
});
