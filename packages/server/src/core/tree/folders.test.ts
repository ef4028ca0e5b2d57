import { describe, expect, test } from 'vitest';
import { bytesOf, changesOf, newMember, openTestCore, put, storedKeys, usedBytes, withKey, type TestCore } from '../core.test-setup.ts';
import { interrupter } from './interruptions.test-setup.ts';
import type { FolderNode } from '../metadata.ts';
import type { Member } from '../access/principal.ts';

const everything = { offset: 0, limit: 1000 };

/** Every path below a folder, sorted; files end without a slash. */
async function tree(t: TestCore, folderId: string, path = ''): Promise<string[]> {
  const files = (await t.metadata.filesOf(folderId, 10_000)).map((file) => path + file.name);
  const { items, total } = await t.metadata.listFolders(folderId, everything);
  expect(total).toBe(items.length);
  const below = await Promise.all(items.map((folder) => tree(t, folder.id, `${path}${folder.name}/`)));
  return [...files, ...items.map((folder) => `${path}${folder.name}/`), ...below.flat()].sort();
}

const make = ({ core }: TestCore, member: Member, name: string, parentId: string | null = null): Promise<FolderNode> =>
  core.folders.create(member, { name, parentId });

/** a/ a/b/ a/b/c/ with a file in each. */
async function threeLevels(t: TestCore) {
  const a = await make(t, t.admin, 'a');
  const b = await make(t, t.admin, 'b', a.id);
  const c = await make(t, t.admin, 'c', b.id);
  const files = [];
  for (const folder of [a, b, c])
    files.push(await put(t, t.admin, { name: `in ${folder.name}`, folderId: folder.id, bytes: Buffer.alloc(1500) }));
  return { a, b, c, files };
}

test('creates, gets and lists', async () => {
  const t = await openTestCore();
  const b = await make(t, t.admin, 'B');
  const a = await make(t, t.admin, 'a');
  const inside = await make(t, t.admin, 'inside', a.id);
  expect(inside).toMatchObject({ parentId: a.id, rootId: t.admin.rootId, chain: `/${t.admin.rootId}/${a.id}/${inside.id}/` });
  expect(await t.core.folders.get(t.admin, a.id)).toEqual(a);
  expect((await t.core.folders.get(t.admin, null)).id).toBe(t.admin.rootId);
  expect(await t.core.folders.list(t.admin, null, everything)).toEqual({ items: [a, b], total: 2 });
  expect(await t.core.folders.list(t.admin, null, { offset: 1, limit: 1 })).toEqual({ items: [b], total: 2 });
  await put(t, t.admin, { name: 'file' });
  for (const name of ['A', 'FILE']) await expect(make(t, t.admin, name)).rejects.toMatchObject({ code: 'conflict' });
  await expect(make(t, t.admin, '..')).rejects.toMatchObject({ code: 'invalid' });
});

test('64 folders of one name at once are one folder', async () => {
  const t = await openTestCore();
  const results = await Promise.allSettled(Array.from({ length: 64 }, () => make(t, t.admin, 'same')));
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  expect((await t.core.folders.list(t.admin, null, everything)).total).toBe(1);
});

describe('rename and move', () => {
  test('a rename keeps what is inside where it is', async () => {
    const t = await openTestCore();
    const { a } = await threeLevels(t);
    t.clock.now += 1000;
    const renamed = await t.core.folders.update(t.admin, a.id, { name: 'Ä' });
    expect(renamed).toEqual({ ...a, name: 'Ä', nameKey: 'a', path: 'Ä', updatedAt: t.clock.now });
    expect(await t.core.folders.get(t.admin, a.id)).toEqual(renamed);
    expect(await tree(t, t.admin.rootId)).toEqual(['Ä/', 'Ä/b/', 'Ä/b/c/', 'Ä/b/c/in c', 'Ä/b/in b', 'Ä/in a']);
  });

  test('a move takes the whole subtree along', async () => {
    const t = await openTestCore();
    const { b, c, files } = await threeLevels(t);
    const target = await make(t, t.admin, 'target');
    const moved = await t.core.folders.update(t.admin, b.id, { name: 'bb', parentId: target.id });
    expect(moved).toMatchObject({ name: 'bb', parentId: target.id, chain: `${target.chain}${b.id}/` });
    expect((await t.core.folders.get(t.admin, c.id)).chain).toBe(`${target.chain}${b.id}/${c.id}/`);
    expect(await tree(t, t.admin.rootId)).toEqual([
      'a/',
      'a/in a',
      'target/',
      'target/bb/',
      'target/bb/c/',
      'target/bb/c/in c',
      'target/bb/in b',
    ]);
    expect((await bytesOf(t, t.admin, files[2]?.id ?? '')).length).toBe(1500);
    expect((await t.core.folders.update(t.admin, b.id, { parentId: null })).parentId).toBe(t.admin.rootId);
  });

  test('what cannot be moved or renamed stays', async () => {
    const t = await openTestCore();
    const { a, b, c } = await threeLevels(t);
    await make(t, t.admin, 'b');
    const before = [await tree(t, t.admin.rootId), await changesOf(t.metadata)];
    for (const target of [a, b, c])
      await expect(t.core.folders.update(t.admin, a.id, { parentId: target.id })).rejects.toMatchObject({ code: 'conflict' });
    await expect(t.core.folders.update(t.admin, b.id, { parentId: null })).rejects.toMatchObject({ code: 'conflict' });
    await expect(t.core.folders.update(t.admin, t.admin.rootId, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.folders.update(t.admin, a.id, { name: 'x/y' })).rejects.toMatchObject({ code: 'invalid' });
    expect(await t.core.folders.update(t.admin, a.id, { name: 'a', parentId: null })).toEqual(a);
    expect([await tree(t, t.admin.rootId), await changesOf(t.metadata)]).toEqual(before);
  });

  test('a subtree moved under another root belongs to it, nested roots stay', async () => {
    const t = await openTestCore();
    const [one, two] = [await newMember(t, { username: 'one' }), await newMember(t, { username: 'two' })];
    const folder = await make(t, one.member, 'folder');
    const nested = await make(t, one.member, 'nested', folder.id);
    const [file, deep] = [
      await put(t, one.member, { name: 'file', folderId: folder.id }),
      await put(t, one.member, { name: 'deep', folderId: nested.id }),
    ];
    const scanner = await t.core.keys.create(one.member, { name: 'scanner', folderId: nested.id });
    await t.core.folders.update(t.admin, folder.id, { parentId: two.member.rootId });
    const [oneNow, twoNow] = [await t.core.keys.authenticate(one.secret), await t.core.keys.authenticate(two.secret)];
    expect(await t.core.files.get(twoNow, file.id)).toMatchObject({ rootId: two.member.rootId });
    expect(await t.core.files.get(twoNow, deep.id)).toMatchObject({ rootId: nested.id });
    for (const { id } of [file, deep]) await expect(t.core.files.get(oneNow, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.folders.get(oneNow, nested.id)).rejects.toMatchObject({ code: 'not_found' });
    // The key's folder has left its user's tree.
    const scannerNow = await t.core.keys.authenticate(scanner.secret);
    await expect(t.core.files.get(scannerNow, deep.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.folders.get(scannerNow, null)).rejects.toMatchObject({ code: 'not_found' });
    await expect(put(t, scannerNow, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    const query = { folderId: undefined, sort: 'name', descending: false, offset: 0, limit: 10 } as const;
    expect((await t.core.files.list(oneNow, query)).total).toBe(0);
    expect((await t.core.files.list(twoNow, query)).total).toBe(2);
    expect((await t.core.files.list(scannerNow, query)).total).toBe(0);
  });

  test('no way leads deeper than 100 levels', async () => {
    const t = await openTestCore();
    async function chain(length: number): Promise<FolderNode[]> {
      const folders = [await make(t, t.admin, `chain of ${length}`)];
      while (folders.length < length) folders.push(await make(t, t.admin, 'x', folders.at(-1)?.id));
      return folders;
    }
    // The top folder is the first of the 100.
    const long = await chain(98);
    const end = long.at(-1);
    const short = await chain(2);
    await expect(make(t, t.admin, 'one too many', (await make(t, t.admin, 'deepest', end?.id)).id)).rejects.toMatchObject({
      code: 'conflict',
    });
    const before = await tree(t, t.admin.rootId);
    await expect(t.core.folders.update(t.admin, short[0]?.id ?? '', { parentId: end?.id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await tree(t, t.admin.rootId)).toEqual(before);
    await t.core.folders.update(t.admin, short[1]?.id ?? '', { parentId: end?.id });
  });
});

describe('copy', () => {
  test('copies everything, shares the bytes and charges them', async () => {
    const t = await openTestCore();
    const { a } = await threeLevels(t);
    const many = await make(t, t.admin, 'many', a.id);
    for (let i = 0; i < 3; i++) await make(t, t.admin, `empty ${i}`, many.id);
    const copy = await t.core.folders.copy(t.admin, a.id, { name: 'copy' });
    expect(await tree(t, copy.id)).toEqual(await tree(t, a.id));
    expect(await storedKeys(t.blobs)).toHaveLength(3);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(9000);
    await t.core.folders.delete(t.admin, a.id, { recursive: true });
    await t.core.maintenance.collectGarbage();
    const [file] = await t.metadata.filesOf(copy.id, 1);
    expect((await bytesOf(t, t.admin, file?.id ?? '')).length).toBe(1500);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(4500);
  });

  test('more folders and files than one slice takes', async () => {
    const t = await openTestCore();
    const source = await make(t, t.admin, 'source');
    await Promise.all(Array.from({ length: 230 }, (_, i) => make(t, t.admin, `folder ${i}`, source.id)));
    await Promise.all(Array.from({ length: 1010 }, (_, i) => put(t, t.admin, { name: `file ${i}`, folderId: source.id, bytes: 'x' })));
    const copy = await t.core.folders.copy(t.admin, source.id, { name: 'copy' });
    expect(await tree(t, copy.id)).toEqual(await tree(t, source.id));
    expect(
      (await t.metadata.listFileSummaries({ scope: { folderId: copy.id }, sort: 'name', descending: false, offset: 0, limit: 1 })).total,
    ).toBe(1010);
    await t.core.folders.delete(t.admin, copy.id, { recursive: true });
    await expect(t.core.folders.get(t.admin, copy.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(1010);
    expect((await changesOf(t.metadata)).filter((change) => change.action === 'deleted')).toHaveLength(230 + 1010 + 1);
  });

  test('neither into itself nor onto a name that is taken', async () => {
    const t = await openTestCore();
    const { a, c } = await threeLevels(t);
    const before = await changesOf(t.metadata);
    await expect(t.core.folders.copy(t.admin, a.id, { parentId: c.id })).rejects.toMatchObject({ code: 'conflict' });
    await expect(t.core.folders.copy(t.admin, a.id, {})).rejects.toMatchObject({ code: 'conflict' });
    await expect(t.core.folders.copy(t.admin, t.admin.rootId, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await changesOf(t.metadata)).toEqual(before);
  });

  test('a copy that is moved while it is made stays in one piece', async () => {
    const interruption = interrupter();
    const t = await openTestCore({ watch: interruption.watch });
    const { a } = await threeLevels(t);
    const elsewhere = await newMember(t, { username: 'elsewhere' });
    interruption.arm(async () => {
      const { items } = await t.core.folders.list(t.admin, null, everything);
      await t.core.folders.update(t.admin, items.find((folder) => folder.name === 'copy')?.id ?? '', { parentId: elsewhere.member.rootId });
    });
    const copy = await t.core.folders.copy(t.admin, a.id, { name: 'copy' });
    expect(await tree(t, copy.id)).toEqual(await tree(t, a.id));
    const folders = await t.metadata.subtreeFolders((await t.core.folders.get(t.admin, elsewhere.member.rootId)).chain, 100);
    expect(folders.map((folder) => folder.name)).toEqual(['elsewhere', 'copy', 'b', 'c']);
    expect(new Set(folders.map((folder) => folder.rootId))).toEqual(new Set([elsewhere.member.rootId]));
  });

  test('a copy that is deleted while it is made ends with an error and leaves nothing', async () => {
    const interruption = interrupter();
    const t = await openTestCore({ watch: interruption.watch });
    const { a } = await threeLevels(t);
    interruption.arm(async () => {
      const { items } = await t.core.folders.list(t.admin, null, everything);
      await t.core.folders.delete(t.admin, items.find((folder) => folder.name === 'copy')?.id ?? '', { recursive: true });
    });
    await expect(t.core.folders.copy(t.admin, a.id, { name: 'copy' })).rejects.toMatchObject({ code: 'not_found' });
    expect(await tree(t, t.admin.rootId)).toEqual(['a/', 'a/b/', 'a/b/c/', 'a/b/c/in c', 'a/b/in b', 'a/in a']);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(4500);
    expect(
      (await t.metadata.listFileSummaries({ scope: { rootIds: 'all' }, sort: 'name', descending: false, offset: 0, limit: 1 })).total,
    ).toBe(3);
  });
});

describe('delete', () => {
  test('a folder that is not empty needs recursive', async () => {
    const t = await openTestCore();
    const { a, b, c } = await threeLevels(t);
    const empty = await make(t, t.admin, 'empty');
    await t.core.folders.delete(t.admin, empty.id, { recursive: false });
    for (const folder of [a, b, c])
      await expect(t.core.folders.delete(t.admin, folder.id, { recursive: false })).rejects.toMatchObject({ code: 'conflict' });
    await t.core.folders.delete(t.admin, b.id, { recursive: true });
    expect(await tree(t, t.admin.rootId)).toEqual(['a/', 'a/in a']);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(1500);
    await t.core.maintenance.collectGarbage();
    expect(await storedKeys(t.blobs)).toHaveLength(1);
    await expect(t.core.folders.delete(t.admin, b.id, { recursive: true })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('the feed tells of everything that went, contents before their folder', async () => {
    const t = await openTestCore();
    const { a, b, c, files } = await threeLevels(t);
    const before = await t.metadata.lastSeq();
    await t.core.folders.delete(t.admin, a.id, { recursive: true });
    const gone = (await changesOf(t.metadata, before)).map((change) => change.nodeId);
    expect(gone).toEqual([files[2]?.id, c.id, files[1]?.id, b.id, files[0]?.id, a.id]);
  });

  test('neither the root of a user nor what holds one', async () => {
    const t = await openTestCore();
    const { a, b, c } = await threeLevels(t);
    const { user } = await newMember(t, { username: 'inside', rootId: c.id });
    for (const folder of [a, b, c])
      await expect(t.core.folders.delete(t.admin, folder.id, { recursive: true })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.not.stringContaining('inside'),
      });
    // What holds something is told so first: that somebody's root is in it is not for everybody.
    await expect(t.core.folders.delete(t.admin, a.id, { recursive: false })).rejects.toMatchObject({ reason: 'not_empty' });
    await expect(t.core.folders.delete(t.admin, t.admin.rootId, { recursive: true })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await tree(t, t.admin.rootId)).toHaveLength(6);
    await t.core.users.update(t.admin, user.id, { rootId: t.admin.rootId });
    await t.core.folders.delete(t.admin, a.id, { recursive: true });
    expect(await tree(t, t.admin.rootId)).toEqual([]);
  });

  test('a key whose folder was deleted sees nothing', async () => {
    const t = await openTestCore();
    const folder = await make(t, t.admin, 'folder');
    const { secret } = await t.core.keys.create(t.admin, { name: 'k', folderId: folder.id });
    await t.core.folders.delete(t.admin, folder.id, { recursive: true });
    const limited = await t.core.keys.authenticate(secret);
    await expect(t.core.folders.get(limited, null)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.folders.get(limited, t.admin.rootId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(put(t, limited, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('the root of the own tree stays', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'one' });
    const sub = await make(t, member, 'sub');
    const limited = await withKey(t, member, { folderId: sub.id });
    for (const [who, id] of [
      [member, member.rootId],
      [limited, sub.id],
    ] as const) {
      await expect(t.core.folders.delete(who, id, { recursive: true })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(t.core.folders.update(who, id, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});
