import { describe, expect, test } from 'vitest';
import { bytesOf, newMember, openTestCore, put, type TestCore } from '../core.test-setup.ts';
import type { Member } from './principal.ts';
import type { NewPermission } from '../people/permissions.ts';

/** `/a/one`, `/a/b/two`, `/a/b/c/three`, `/d/four`, `/five`; `sam`, whose root is the top folder and to whom nothing is granted. */
async function openTree(): Promise<{
  t: TestCore;
  file: Record<'one' | 'two' | 'three' | 'four' | 'five', string>;
  folder: Record<'a' | 'b' | 'c' | 'd', string>;
  sam: () => Promise<Member>;
  grant: (path: string, permission: NewPermission['permission'], more?: Partial<NewPermission>) => Promise<number>;
}> {
  const t = await openTestCore();
  const make = async (name: string, parentId: string | null): Promise<string> =>
    (await t.core.folders.create(t.admin, { name, parentId })).id;
  const a = await make('a', null);
  const b = await make('b', a);
  const c = await make('c', b);
  const d = await make('d', null);
  const add = async (name: string, folderId: string | null): Promise<string> => (await put(t, t.admin, { name, folderId })).id;
  const file = {
    one: await add('one', a),
    two: await add('two', b),
    three: await add('three', c),
    four: await add('four', d),
    five: await add('five', null),
  };
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [], plan: 'team' });
  return {
    t,
    file,
    folder: { a, b, c, d },
    sam: () => t.core.keys.authenticate(secret),
    grant: async (path, permission, more) =>
      (await t.core.permissions.create(t.admin, { path, permission, ...(more ?? { userNumber: user.number }) })).number,
  };
}

const page = { offset: 0, limit: 100 };

/** Every file that a listing of all files shows, and those that a look at each folder shows: they have to be the same. */
async function visible({ core, metadata }: TestCore, member: Member): Promise<string[]> {
  const names = ({ json }: { json: string }): string[] => (JSON.parse(`[${json}]`) as { name: string }[]).map(({ name }) => name);
  const listing = { ...page, sort: 'name', descending: false } as const;
  const found: string[] = [];
  async function walk(folderId: string): Promise<void> {
    found.push(...names(await core.files.list(member, { ...listing, folderId })));
    for (const folder of (await core.folders.list(member, folderId, page)).items) {
      found.push(`${folder.name}/`);
      await walk(folder.id);
    }
  }
  await walk(member.rootId);
  for (const name of names(await core.files.list(member, { ...listing, folderId: undefined }))) expect(found).toContain(name);
  expect((await metadata.findNode(member.rootId))?.id).toBe(member.rootId);
  return found.sort();
}

const answer = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'ok',
    (error: unknown) => (error instanceof Error && 'reason' in error ? (error.reason ?? ('code' in error ? error.code : error)) : error),
  );

describe('grants', () => {
  test('nothing granted: nothing is seen, and everything looks missing', async () => {
    const { t, sam, file, folder } = await openTree();
    const member = await sam();
    expect(await visible(t, member)).toEqual([]);
    expect(await answer(t.core.files.get(member, file.five))).toBe('not_found');
    expect(await answer(t.core.folders.get(member, folder.a))).toBe('not_found');
    expect(await answer(put(t, member, { name: 'mine' }))).toBe('needs_write');
    expect((await t.core.changes.list(member, { since: 0, limit: 100, fold: false, includeFolders: true })).changes).toEqual([]);
  });

  test('readonly: reads everything below, changes nothing, and finds the way there', async () => {
    const { t, sam, file, folder, grant } = await openTree();
    await grant('a/b', 'readonly');
    const member = await sam();
    expect(await visible(t, member)).toEqual(['a/', 'b/', 'c/', 'three', 'two']);
    expect((await bytesOf(t, member, file.three)).toString()).toBe('three');
    expect(await answer(t.core.files.get(member, file.one))).toBe('not_found');
    expect(await answer(t.core.files.delete(member, file.two))).toBe('needs_full');
    expect(await answer(t.core.files.update(member, file.two, { name: 'new' }))).toBe('needs_full');
    expect(await answer(put(t, member, { name: 'x', folderId: folder.b }))).toBe('needs_write');
    expect(await answer(t.core.shares.create(member, { fileId: file.two, allowDownload: true }))).toBe('needs_bundle');
    const { changes } = await t.core.changes.list(member, { since: 0, limit: 100, fold: false, includeFolders: false });
    expect(changes.map((change) => change.id)).toEqual([file.two, file.three]);
  });

  test('list: names without bytes. writeonly: bytes in, nothing out', async () => {
    const { t, sam, file, folder, grant } = await openTree();
    await grant('a', 'list');
    await grant('d', 'writeonly');
    const member = await sam();
    expect(await visible(t, member)).toEqual(['a/', 'b/', 'c/', 'd/', 'one', 'three', 'two']);
    expect(await answer(t.core.files.open(member, file.one))).toBe('needs_read');
    const mine = await put(t, member, { name: 'mine', folderId: folder.d });
    expect(await answer(t.core.files.get(member, mine.id))).toBe('not_found');
    expect(await answer(t.core.files.delete(member, mine.id))).toBe('not_found');
    expect(await answer(t.core.tree.update(member, 'd/mine', { priorityColor: 'red' }))).toBe('not_found');
    expect(await answer(t.core.folders.list(member, folder.d, page))).toBe('ok');
  });

  test('not recursive: the folder and its files, not what is below', async () => {
    const { t, sam, file, grant } = await openTree();
    await grant('a', 'full', { userNumber: (await sam()).userNumber, recursive: false });
    const member = await sam();
    expect(await visible(t, member)).toEqual(['a/', 'one']);
    expect(await answer(t.core.files.get(member, file.two))).toBe('not_found');
    await t.core.files.delete(member, file.one);
  });

  test('grants add up: of the user, of groups, on folders above and below; and end at once', async () => {
    const { t, sam, file, folder, grant } = await openTree();
    const group = await t.core.groups.create(t.admin, { name: 'staff', users: [(await sam()).userNumber] });
    await grant('a', 'readonly', { groupNumber: group.number });
    const number = await grant('a/b/c', 'full');
    let member = await sam();
    expect(await answer(t.core.files.delete(member, file.two))).toBe('needs_full');
    expect(await answer(t.core.files.update(member, file.three, { name: 'renamed' }))).toBe('ok');
    await t.core.permissions.delete(t.admin, number);
    expect(await answer(t.core.files.update(await sam(), file.three, { name: 'again' }))).toBe('needs_full');
    await t.core.groups.removeMember(t.admin, group.number, member.userNumber);
    member = await sam();
    expect(await visible(t, member)).toEqual([]);
    expect(await answer(t.core.folders.get(member, folder.a))).toBe('not_found');
  });

  test('a folder takes its grants along when it moves, and they end with it', async () => {
    const { t, sam, file, folder, grant } = await openTree();
    await grant('a/b', 'readonly');
    await t.core.folders.update(t.admin, folder.b, { parentId: folder.d });
    expect(await visible(t, await sam())).toEqual(['b/', 'c/', 'd/', 'three', 'two']);
    expect(await answer(t.core.files.get(await sam(), file.four))).toBe('not_found');
    await t.core.folders.delete(t.admin, folder.b, { recursive: true });
    expect(await visible(t, await sam())).toEqual([]);
    expect(await t.core.permissions.list(t.admin, { limit: 10 })).toEqual([]);
  });

  test('the root hides what is outside of it, and grants above it reach into it', async () => {
    const { t, grant } = await openTree();
    const { user, secret } = await newMember(t, { username: 'kim', rootPath: 'a/b', grants: [], plan: 'team' });
    await grant('d', 'full', { userNumber: user.number });
    expect(await visible(t, await t.core.keys.authenticate(secret))).toEqual([]);
    await grant('a', 'readonly', { userNumber: user.number });
    expect(await visible(t, await t.core.keys.authenticate(secret))).toEqual(['c/', 'three', 'two']);
  });

  test('whoever has admin on a folder decides who else gets in, there and nowhere else', async () => {
    const { t, sam, grant } = await openTree();
    await grant('a', 'admin');
    const { user } = await newMember(t, { username: 'kim', rootPath: '', grants: [] });
    const member = await sam();
    const given = await t.core.permissions.create(member, { path: 'a/b', userNumber: user.number, permission: 'readonly' });
    expect(given).toMatchObject({ path: 'a/b', username: 'kim', permission: 'readonly', recursive: true });
    const again = await t.core.permissions.create(member, { path: '/A//B/', userNumber: user.number, permission: 'readonly' });
    expect(again.number).toBe(given.number);
    expect(await answer(t.core.permissions.create(member, { path: 'd', userNumber: user.number }))).toBe('not_found');
    expect(await answer(t.core.permissions.create(member, { path: '', userNumber: user.number }))).toBe('needs_folder_admin');
    await t.core.permissions.delete(member, given.number);
  });

  test('a read-only administrator sees all of it and changes nothing', async () => {
    const { t, file } = await openTree();
    const { member } = await newMember(t, { username: 'auditor', isReadonlyAdmin: true, rootPath: '', plan: 'team' });
    expect(await visible(t, member)).toEqual(['a/', 'b/', 'c/', 'd/', 'five', 'four', 'one', 'three', 'two']);
    expect(await answer(t.core.users.list(member, page))).toBe('ok');
    expect(await answer(t.core.users.create(member, { username: 'x1' }))).toBe('needs_site_admin');
    expect(await answer(t.core.files.delete(member, file.five))).toBe('needs_full');
  });

  test('a folder that gets a grant while somebody is at work stays in their sight', async () => {
    const { t, sam, file, folder, grant } = await openTree();
    await grant('a', 'full');
    const before = await sam();
    await grant('a/b', 'readonly', { userNumber: 1 });
    await grant('a/b/c', 'readonly', { userNumber: 1 });
    expect(await answer(t.core.files.get(before, file.three))).toBe('ok');
    expect(await answer(t.core.folders.get(before, folder.c))).toBe('ok');
    expect(await answer(t.core.files.delete(before, file.two))).toBe('ok');
  });
});

test('the rights that a user had before there were grants are there after the upgrade', async () => {
  const t = await openTestCore();
  const { member } = await newMember(t, { username: 'owner', plan: 'team' });
  const listed = await t.core.permissions.list(t.admin, { userNumber: member.userNumber, limit: 10 });
  expect(listed).toMatchObject([{ path: 'owner', permission: 'admin', recursive: true }]);
});
