import { describe, expect, test } from 'vitest';
import type { Member } from '../access/principal.ts';
import { bytesOf, newMember, openTestCore, put, withKey, type Put, type TestCore } from '../core.test-setup.ts';
import type { FileNode } from '../metadata.ts';

async function putAs(
  t: TestCore,
  member: Member,
  { name, folderId = null, bytes = name }: Put,
  more: { readonly contentType?: string; readonly ifTaken?: 'rename' } = {},
): Promise<FileNode> {
  const received = t.core.files.receive(member, { encrypted: true });
  await received.stage.write(Buffer.from(bytes));
  return (await t.core.files.commit(member, received, { name, folderId, encrypted: true, ...more })).file;
}

/** All pages of what somebody put in. */
async function ownOf({ core }: TestCore, member: Member, limit = 2): Promise<string[]> {
  const names: string[] = [];
  for (let beforeId: string | undefined; ;) {
    const { files, hasMore } = await core.files.listOwn(member, { beforeId, limit });
    names.push(...files.map(({ name }) => name));
    beforeId = files.at(-1)?.id;
    if (!hasMore) return names;
    expect(files).toHaveLength(limit);
    // A page that begins anew would never end.
    expect(new Set(names).size).toBe(names.length);
  }
}

describe('the files that somebody put in', () => {
  test('come from the whole tree, the last one made first, and nobody else sees them there', async () => {
    const t = await openTestCore();
    const { member: ada } = await newMember(t, { username: 'ada', plan: 'team' });
    const folder = await t.core.folders.create(ada, { name: 'folder', parentId: null });
    for (const [name, folderId] of [
      ['one', null],
      ['two', folder.id],
      ['three', null],
      ['four', folder.id],
      ['five', null],
    ] as const) {
      await put(t, ada, { name, folderId });
      await put(t, t.admin, { name: `${name} of admin`, folderId: ada.rootId });
    }
    for (const limit of [1, 2, 5, 100]) expect(await ownOf(t, ada, limit)).toEqual(['five', 'four', 'three', 'two', 'one']);
    expect(await ownOf(t, t.admin)).toEqual(['five', 'four', 'three', 'two', 'one'].map((name) => `${name} of admin`));
    expect((await t.core.files.listOwn(ada, { limit: 5 })).hasMore).toBe(false);
    expect((await t.core.files.listOwn(ada, { limit: 4 })).hasMore).toBe(true);
  });

  test('a page goes on behind a file that was deleted meanwhile, and what comes in meanwhile is on no later page', async () => {
    const t = await openTestCore();
    const files = [];
    for (let i = 0; i < 5; i++) files.push(await put(t, t.admin, { name: `${i}` }));
    const cursor = files[3]?.id;
    await t.core.files.delete(t.admin, cursor ?? '');
    await put(t, t.admin, { name: 'new' });
    const page = await t.core.files.listOwn(t.admin, { beforeId: cursor, limit: 2 });
    expect([page.files.map(({ name }) => name), page.hasMore]).toEqual([['2', '1'], true]);
    expect(await t.core.files.listOwn(t.admin, { beforeId: files[0]?.id, limit: 2 })).toEqual({ files: [], hasMore: false });
  });

  test('a new version is listed by whoever put it in', async () => {
    const t = await openTestCore();
    const { member: ada } = await newMember(t, { username: 'ada', plan: 'team' });
    await put(t, ada, { name: 'a', bytes: 'of ada' });
    await put(t, t.admin, { name: 'a', folderId: ada.rootId, bytes: 'of admin' });
    expect(await ownOf(t, ada)).toEqual([]);
    expect(await ownOf(t, t.admin)).toEqual(['a']);
  });

  test('a key for a folder lists what is in it, whenever the key was made', async () => {
    const t = await openTestCore();
    const outer = await t.core.folders.create(t.admin, { name: 'outer', parentId: null });
    const inner = await t.core.folders.create(t.admin, { name: 'inner', parentId: outer.id });
    await put(t, t.admin, { name: 'top' });
    await put(t, t.admin, { name: 'in outer', folderId: outer.id });
    await put(t, t.admin, { name: 'in inner', folderId: inner.id });
    const ofOuter = await withKey(t, t.admin, { folderId: outer.id });
    const ofInner = await withKey(t, t.admin, { folderId: inner.id });
    await put(t, ofInner, { name: 'by the key' });
    expect(await ownOf(t, ofOuter)).toEqual(['by the key', 'in inner', 'in outer']);
    expect(await ownOf(t, ofInner)).toEqual(['by the key', 'in inner']);
    expect(await ownOf(t, t.admin)).toEqual(['by the key', 'in inner', 'in outer', 'top']);
  });

  test('what somebody may no longer see is not listed, whoever put it in', async () => {
    const t = await openTestCore();
    const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [], plan: 'team' });
    const sam = (): Promise<Member> => t.core.keys.authenticate(secret);
    const shared = await t.core.folders.create(t.admin, { name: 'shared', parentId: null });
    const inside = await t.core.folders.create(t.admin, { name: 'inside', parentId: shared.id });
    const grant = async (permission: 'full' | 'writeonly' | 'readonly', recursive: boolean): Promise<number> =>
      (await t.core.permissions.create(t.admin, { path: 'shared', userNumber: user.number, permission, recursive })).number;
    const full = await grant('full', true);
    await put(t, await sam(), { name: 'above', folderId: shared.id });
    await put(t, await sam(), { name: 'below', folderId: inside.id });
    expect(await ownOf(t, await sam())).toEqual(['below', 'above']);

    await t.core.permissions.delete(t.admin, full);
    expect(await ownOf(t, await sam())).toEqual([]);
    const writeonly = await grant('writeonly', true);
    await put(t, await sam(), { name: 'put in blindly', folderId: shared.id });
    expect(await ownOf(t, await sam())).toEqual([]);
    await t.core.permissions.delete(t.admin, writeonly);
    // Only that folder, without the folders below it.
    await grant('readonly', false);
    expect(await ownOf(t, await sam())).toEqual(['put in blindly', 'above']);
  });
});

describe('the name that a file was put in under', () => {
  const names = ({ name, originalName }: FileNode): (string | null)[] => [name, originalName];

  test('is kept where the tree needed another one, with the content of each', async () => {
    const t = await openTestCore();
    const made = [];
    for (const bytes of ['first', 'second', 'third']) made.push(await putAs(t, t.admin, { name: 'a.xlsx', bytes }, { ifTaken: 'rename' }));
    expect(made.map(names)).toEqual([
      ['a.xlsx', null],
      ['a (2).xlsx', 'a.xlsx'],
      ['a (3).xlsx', 'a.xlsx'],
    ]);
    for (const [place, bytes] of ['first', 'second', 'third'].entries()) {
      expect(String(await bytesOf(t, t.admin, made[place]?.id ?? ''))).toBe(bytes);
    }
  });

  test('stays through renaming and moving, and is forgotten by a copy and by a new version', async () => {
    const t = await openTestCore();
    const { id } = await put(t, t.admin, { name: 'a' });
    const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
    expect(names((await t.core.files.update(t.admin, id, { name: 'b' })).file)).toEqual(['b', 'a']);
    expect(names((await t.core.files.update(t.admin, id, { name: 'c', folderId: folder.id })).file)).toEqual(['c', 'a']);
    expect(names((await t.core.files.copy(t.admin, id, { name: 'd' })).file)).toEqual(['d', null]);
    expect(names(await put(t, t.admin, { name: 'C', folderId: folder.id }))).toEqual(['c', 'C']);
    expect(names((await t.core.files.update(t.admin, id, { name: 'a' })).file)).toEqual(['a', 'C']);
    expect(names((await t.core.files.update(t.admin, id, { name: 'C' })).file)).toEqual(['C', null]);
  });
});

test('the type that was found belongs to the content: a copy has it, a new version does not', async () => {
  const t = await openTestCore();
  const file = await putAs(t, t.admin, { name: 'a' }, { contentType: 'application/pdf' });
  expect(file.contentType).toBe('application/pdf');
  expect(await t.core.files.get(t.admin, file.id)).toMatchObject({ id: file.id, contentType: file.contentType, blobId: file.blobId });
  expect((await t.core.files.copy(t.admin, file.id, { name: 'b' })).file.contentType).toBe('application/pdf');
  expect((await put(t, t.admin, { name: 'a' })).contentType).toBeNull();
});
