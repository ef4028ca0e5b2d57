import { describe, expect, test } from 'vitest';
import { changesOf, newMember, oneHour, openTestCore, put, startOfTime, withKey, type TestCore } from '../core.test-setup.ts';
import type { FeedPage, FeedQuery, SeenChange } from './changes.ts';
import type { MetadataStore } from '../metadata.ts';
import type { Member } from '../access/principal.ts';

const page = { limit: 100, fold: false, includeFolders: false };

/** All pages from a place on. */
async function readAll(
  { core }: Pick<TestCore, 'core'>,
  member: Member,
  query: Partial<FeedQuery>,
): Promise<{ changes: SeenChange[]; pages: FeedPage[] }> {
  const pages: FeedPage[] = [];
  for (let cursor: string | undefined; ;) {
    const next = await core.changes.list(member, { ...page, ...query, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(next);
    cursor = next.cursor;
    if (!next.hasMore) return { changes: pages.flatMap((one) => one.changes), pages };
  }
}

const short = (changes: readonly SeenChange[]) => changes.map(({ id, action }) => ({ id, action }));

test('a reader who pages all the while sees every change of many writers once, in the order of commits', async () => {
  const t = await openTestCore();
  let writing = true;
  async function writer(number: number): Promise<void> {
    const folder = await t.core.folders.create(t.admin, { name: `folder ${number}`, parentId: null });
    for (let i = 0; i < 8; i++) {
      const file = await put(t, t.admin, { name: `${i}`, folderId: i % 2 === 0 ? folder.id : null, bytes: `${number}` }).catch(
        () => undefined,
      );
      // Half of the names are shared by all writers: new versions, and files that another one deletes.
      if (file === undefined) continue;
      await put(t, t.admin, { name: file.name, folderId: file.parentId, bytes: 'again' });
      await t.core.files.update(t.admin, file.id, { name: `${i} of ${number}` }).catch(() => undefined);
      if (i % 3 === 0) await t.core.files.delete(t.admin, file.id).catch(() => undefined);
    }
  }
  async function reader(limit: number): Promise<SeenChange[]> {
    const seen: SeenChange[] = [];
    let query: Partial<FeedQuery> = { since: startOfTime };
    for (;;) {
      const wasWriting = writing;
      const next = await t.core.changes.list(t.admin, { ...page, ...query, limit });
      seen.push(...next.changes);
      query = { cursor: next.cursor };
      if (!wasWriting && !next.hasMore) return seen;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const readers = [1, 7, 1000].map(reader);
  await Promise.all(Array.from({ length: 12 }, (_, number) => writer(number)));
  writing = false;
  const committed = (await changesOf(t.metadata)).filter((change) => change.nodeId.startsWith('file_'));
  expect(committed.length).toBeGreaterThan(200);
  for (const seen of await Promise.all(readers))
    expect(short(seen)).toEqual(committed.map(({ nodeId, action }) => ({ id: nodeId, action })));
});

describe('where to begin', () => {
  async function threeMoments() {
    const t = await openTestCore();
    const ids = [];
    for (let i = 0; i < 3; i++) {
      ids.push((await put(t, t.admin, { name: `${i}` })).id);
      t.clock.now += 1000;
    }
    return { ...t, ids };
  }

  test('since: changes at or after it', async () => {
    const t = await threeMoments();
    for (const [since, from] of [
      [0, 0],
      [startOfTime, 0],
      [startOfTime + 1, 1],
      [startOfTime + 1000, 1],
      [startOfTime + 2000, 2],
      [startOfTime + 2001, 3],
      [startOfTime + 1e12, 3],
    ] as const) {
      expect((await readAll(t, t.admin, { since })).changes.map((change) => change.id)).toEqual(t.ids.slice(from));
    }
  });

  test('every page and every change can be continued behind', async () => {
    const t = await threeMoments();
    const { changes, pages } = await readAll(t, t.admin, { since: 0, limit: 1 });
    expect(pages.map((one) => one.changes.length)).toEqual([1, 1, 1]);
    expect(changes.map((change) => change.timestamp)).toEqual([startOfTime, startOfTime + 1000, startOfTime + 2000]);
    for (const [i, { cursor }] of changes.entries())
      expect((await readAll(t, t.admin, { cursor })).changes.map((change) => change.id)).toEqual(t.ids.slice(i + 1));
    const end = pages.at(-1)?.cursor;
    expect(await t.core.changes.list(t.admin, { ...page, cursor: end })).toEqual({ changes: [], cursor: end, hasMore: false });
    expect(await t.core.changes.now()).toBe(end);
    const later = await put(t, t.admin, { name: 'later' });
    expect((await readAll(t, t.admin, { cursor: end })).changes.map((change) => change.id)).toEqual([later.id]);
  });

  test('what is no place', async () => {
    const t = await threeMoments();
    await expect(t.core.changes.list(t.admin, page)).rejects.toMatchObject({
      code: 'invalid',
      details: [expect.objectContaining({ field: 'since' })],
    });
    for (const cursor of ['', 'cur_', 'cur_-1', 'cur_00', 'cur_A', 'cur_zzzzzzzzzz', 'cur_99999999999999', '1', 'cur_1 ', 'cur_4']) {
      await expect(t.core.changes.list(t.admin, { ...page, cursor }), cursor).rejects.toMatchObject({
        code: 'invalid',
        details: [expect.objectContaining({ field: 'cursor' })],
      });
    }
  });

  test('a clock that steps back moves no change before a place that was given out', async () => {
    const t = await threeMoments();
    t.clock.now = startOfTime - 5 * oneHour;
    const late = await put(t, t.admin, { name: 'late' });
    expect((await readAll(t, t.admin, { since: startOfTime + 2000 })).changes.map((change) => change.id)).toEqual([t.ids[2], late.id]);
  });
});

test('folders only when they are asked for', async () => {
  const t = await openTestCore();
  const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
  const file = await put(t, t.admin, { name: 'file', folderId: folder.id });
  await t.core.folders.delete(t.admin, folder.id, { recursive: true });
  const files = [
    { id: file.id, action: 'created' },
    { id: file.id, action: 'deleted' },
  ];
  expect(short((await readAll(t, t.admin, { since: 0 })).changes)).toEqual(files);
  expect(short((await readAll(t, t.admin, { since: 0, includeFolders: true })).changes)).toEqual([
    { id: folder.id, action: 'created' },
    ...files,
    { id: folder.id, action: 'deleted' },
  ]);
});

test('fold keeps the last change of each file in a page', async () => {
  const t = await openTestCore();
  const a = await put(t, t.admin, { name: 'a' });
  const b = await put(t, t.admin, { name: 'b' });
  await put(t, t.admin, { name: 'a', bytes: 'new' });
  await t.core.files.delete(t.admin, a.id);
  expect(short((await readAll(t, t.admin, { since: 0, fold: true })).changes)).toEqual([
    { id: b.id, action: 'created' },
    { id: a.id, action: 'deleted' },
  ]);
  expect(short((await readAll(t, t.admin, { since: 0, fold: true, limit: 3 })).changes)).toEqual([
    { id: b.id, action: 'created' },
    { id: a.id, action: 'modified' },
    { id: a.id, action: 'deleted' },
  ]);
});

describe('a reader who sees a part', () => {
  async function twoUsers() {
    const t = await openTestCore();
    const [one, two] = [await newMember(t, { username: 'one' }), await newMember(t, { username: 'two' })];
    const sub = await t.core.folders.create(one.member, { name: 'sub', parentId: null });
    const limited = await withKey(t, one.member, { folderId: sub.id });
    // The new key made `sub` a root of its own.
    const oneNow = await t.core.keys.authenticate(one.secret);
    const start = await t.core.changes.now();
    const seenBy = async (member: Member, query: Partial<FeedQuery> = {}) =>
      short((await readAll(t, member, { cursor: start, ...query })).changes);
    return { ...t, one: oneNow, two: two.member, sub, limited, seenBy };
  }

  test('hears of what is inside, at any depth', async () => {
    const t = await twoUsers();
    const deep = await t.core.folders.create(t.limited, { name: 'deep', parentId: null });
    const file = await put(t, t.limited, { name: 'file', folderId: deep.id });
    const own = await put(t, t.one, { name: 'own' });
    const other = await put(t, t.two, { name: 'other' });
    const created = (...ids: string[]) => ids.map((id) => ({ id, action: 'created' }));
    expect(await t.seenBy(t.limited)).toEqual(created(file.id));
    expect(await t.seenBy(t.limited, { includeFolders: true })).toEqual(created(deep.id, file.id));
    expect(await t.seenBy(t.one)).toEqual(created(file.id, own.id));
    expect(await t.seenBy(t.two)).toEqual(created(other.id));
    expect(await t.seenBy(t.admin)).toEqual(created(file.id, own.id, other.id));
    expect(await t.seenBy(t.one, { folderId: deep.id })).toEqual(created(file.id));
    expect(await t.seenBy(t.one, { folderId: null })).toEqual(created(file.id, own.id));
    expect(await t.seenBy(t.admin, { folderId: t.two.rootId })).toEqual(created(other.id));
    // There are more changes, but none that this reader would see.
    expect(await t.core.changes.list(t.limited, { ...page, since: 0, limit: 1 })).toMatchObject({
      changes: [{ id: file.id }],
      hasMore: false,
    });
    await expect(t.seenBy(t.two, { folderId: deep.id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.seenBy(t.limited, { folderId: t.one.rootId })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a file that moves over the border is born here and ends there', async () => {
    const t = await twoUsers();
    const file = await put(t, t.one, { name: 'file' });
    const moves = [];
    for (const folderId of [t.sub.id, t.two.rootId, t.one.rootId]) {
      await t.core.files.update(t.admin, file.id, { folderId });
      moves.push({ id: file.id, action: 'modified' });
    }
    const born = { id: file.id, action: 'created' };
    const ended = { id: file.id, action: 'deleted' };
    expect(await t.seenBy(t.admin)).toEqual([born, ...moves]);
    expect(await t.seenBy(t.one)).toEqual([born, { id: file.id, action: 'modified' }, ended, born]);
    expect(await t.seenBy(t.limited)).toEqual([born, ended]);
    expect(await t.seenBy(t.two)).toEqual([born, ended]);
    expect(await t.seenBy(t.admin, { folderId: t.sub.id })).toEqual([born, ended]);
  });

  test('so is everything in a folder that moves over it', async () => {
    const t = await twoUsers();
    const outer = await t.core.folders.create(t.one, { name: 'outer', parentId: null });
    const inner = await t.core.folders.create(t.one, { name: 'inner', parentId: outer.id });
    const files = [await put(t, t.one, { name: 'a', folderId: outer.id }), await put(t, t.one, { name: 'b', folderId: inner.id })];
    const start = await t.core.changes.now();
    await t.core.folders.update(t.admin, outer.id, { parentId: t.two.rootId });
    const all = (action: string, withFolders: boolean) =>
      withFolders
        ? [outer, files[0], inner, files[1]].map((node) => ({ id: node?.id, action }))
        : files.map((file) => ({ id: file.id, action }));
    for (const includeFolders of [false, true]) {
      expect(await t.seenBy(t.one, { cursor: start, includeFolders })).toEqual(all('deleted', includeFolders));
      expect(await t.seenBy(t.two, { cursor: start, includeFolders })).toEqual(all('created', includeFolders));
      expect(await t.seenBy(t.admin, { cursor: start, includeFolders })).toEqual(all('modified', includeFolders));
      expect(await t.seenBy(t.limited, { cursor: start, includeFolders })).toEqual([]);
    }
  });

  test('a reader who sees nothing of a busy site still gets on', async () => {
    const t = await twoUsers();
    await t.metadata.write(async (tx) => {
      const { chain } = await tx.topFolder();
      for (let i = 0; i < 20_600; i++)
        await tx.insertChange({ nodeId: `file_${i}`, action: 'created', timestamp: startOfTime, chain, fromChain: null });
    });
    const file = await put(t, t.two, { name: 'at the end' });
    const { pages, changes } = await readAll(t, t.two, { since: 0 });
    expect(pages.length).toBe(2);
    expect(pages[0]).toMatchObject({ changes: [], hasMore: true });
    expect(short(changes)).toEqual([{ id: file.id, action: 'created' }]);
  });

  test('a key whose folder left its tree hears nothing', async () => {
    const t = await twoUsers();
    const { secret } = await t.core.keys.create(t.one, { name: 'k', folderId: t.sub.id });
    await t.core.folders.update(t.admin, t.sub.id, { parentId: t.two.rootId });
    await put(t, t.admin, { name: 'file', folderId: t.sub.id });
    expect(await t.seenBy(await t.core.keys.authenticate(secret), { includeFolders: true })).toEqual([]);
  });
});

describe('old changes', () => {
  /** Ten files, ten seconds apart; the first five changes are older than `before`. */
  async function pruned(options: Parameters<typeof openTestCore>[0] = {}) {
    const t = await openTestCore(options);
    const start = await t.core.changes.now();
    for (let i = 0; i < 10; i++) {
      await put(t, t.admin, { name: `${i}` });
      t.clock.now += 10_000;
    }
    const before = startOfTime + 45_000;
    return { ...t, start, before, changes: (await readAll(t, t.admin, { since: 0 })).changes };
  }

  test('are never refused where none was removed, however early the time', async () => {
    const t = await pruned();
    for (const since of [Date.parse('0001-01-01T00:00:00Z'), -1, 0])
      expect((await readAll(t, t.admin, { since })).changes).toEqual(t.changes);
  });

  test('are refused, never silently left out', async () => {
    const t = await pruned();
    await t.core.changes.prune(t.before);
    expect(await changesOf(t.metadata)).toHaveLength(5);
    const tooOld = { code: 'since_too_old', message: expect.stringContaining('2025-01-15T10:30:45') };
    for (const since of [0, startOfTime, startOfTime + 40_000, t.before - 1])
      await expect(t.core.changes.list(t.admin, { ...page, since })).rejects.toMatchObject(tooOld);
    for (const cursor of [t.start, t.changes[0]?.cursor, t.changes[3]?.cursor])
      await expect(t.core.changes.list(t.admin, { ...page, cursor })).rejects.toMatchObject(tooOld);
    for (const query of [{ since: t.before }, { since: startOfTime + 50_000 }, { cursor: t.changes[4]?.cursor }]) {
      expect((await readAll(t, t.admin, query)).changes).toEqual(t.changes.slice(5));
    }
    expect((await readAll(t, t.admin, { cursor: t.changes[7]?.cursor })).changes).toEqual(t.changes.slice(8));
  });

  test('pruning twice, or with an earlier time, forgets nothing of that', async () => {
    const t = await pruned();
    await t.core.changes.prune(t.before);
    await t.core.changes.prune(t.before);
    await t.core.changes.prune(startOfTime);
    await expect(t.core.changes.list(t.admin, { ...page, since: t.before - 1 })).rejects.toMatchObject({ code: 'since_too_old' });
    expect((await readAll(t, t.admin, { since: t.before })).changes).toEqual(t.changes.slice(5));
  });

  test('when all are old the newest stays, and others of its moment are not forgotten silently', async () => {
    const t = await openTestCore();
    for (let i = 0; i < 3; i++) await put(t, t.admin, { name: `${i}` });
    const { changes } = await readAll(t, t.admin, { since: 0 });
    const end = changes.at(-1)?.cursor;
    t.clock.now += 100 * 24 * oneHour;
    await t.core.changes.prune(t.clock.now - oneHour);
    expect(await changesOf(t.metadata)).toHaveLength(1);
    for (const since of [startOfTime - 1, startOfTime])
      await expect(t.core.changes.list(t.admin, { ...page, since })).rejects.toMatchObject({ code: 'since_too_old' });
    expect((await readAll(t, t.admin, { cursor: end })).changes).toEqual([]);
    expect((await readAll(t, t.admin, { since: t.clock.now })).changes).toEqual([]);
    await put(t, t.admin, { name: 'new' });
    expect((await readAll(t, t.admin, { cursor: end })).changes).toHaveLength(1);
  });

  test('that go while a page is read make it fail instead of leaving a gap', async () => {
    let meanwhile: (() => Promise<void>) | undefined;
    const t = await pruned({
      watch: (metadata): MetadataStore => ({
        ...metadata,
        async changesAfter(seq, limit) {
          const job = meanwhile;
          meanwhile = undefined;
          await job?.();
          return metadata.changesAfter(seq, limit);
        },
      }),
    });
    meanwhile = () => t.core.changes.prune(t.before);
    await expect(t.core.changes.list(t.admin, { ...page, cursor: t.start })).rejects.toMatchObject({ code: 'since_too_old' });
    meanwhile = () => t.core.changes.prune(startOfTime + 65_000);
    await expect(t.core.changes.list(t.admin, { ...page, since: t.before })).rejects.toMatchObject({ code: 'since_too_old' });
    meanwhile = () => t.core.changes.prune(t.before);
    expect((await t.core.changes.list(t.admin, { ...page, cursor: t.changes[6]?.cursor })).changes).toEqual(t.changes.slice(7));
  });

  test('more than a batch of them', async () => {
    const t = await openTestCore();
    await t.metadata.write(async (tx) => {
      for (let i = 0; i < 2500; i++)
        await tx.insertChange({ nodeId: `file_${i}`, action: 'created', timestamp: startOfTime + i, chain: '/', fromChain: null });
    });
    await t.core.changes.prune(startOfTime + 2400);
    expect(await changesOf(t.metadata)).toHaveLength(100);
  });
});
