import { describe, expect, test } from 'vitest';
import { changesOf, newMember, openTestCore, put, withKey } from '../core.test-setup.ts';
import { newId } from '../ids.ts';

const page = { offset: 0, limit: 100 };

describe('create', () => {
  test('with a folder of its own, free plan and no password unless said otherwise', async () => {
    const t = await openTestCore();
    const user = await t.core.users.create(t.admin, { username: 'Zoë' });
    expect(user).toMatchObject({
      username: 'Zoë',
      passwordHash: null,
      isAdmin: false,
      plan: 'free',
      disabled: false,
      usedBytes: 0,
      createdAt: t.clock.now,
    });
    expect(await t.core.folders.get(t.admin, user.rootId)).toMatchObject({ name: 'Zoë', parentId: t.admin.rootId, rootId: user.rootId });
    expect(await t.metadata.findUserByName('zoe')).toEqual(user);
    expect((await changesOf(t.metadata)).map((change) => change.nodeId)).toEqual([user.rootId]);
    const folder = await t.core.folders.create(t.admin, { name: 'shared', parentId: null });
    const other = await t.core.users.create(t.admin, {
      username: 'b',
      password: 'long enough',
      plan: 'team',
      rootId: folder.id,
      isAdmin: true,
    });
    expect(other).toMatchObject({ passwordHash: 'hashed long enough', plan: 'team', rootId: folder.id, isAdmin: true });
    expect(await t.core.folders.get(t.admin, folder.id)).toMatchObject({ rootId: folder.id });
    expect((await t.core.users.list(t.admin, page)).items.map((item) => item.username)).toEqual(['admin', 'Zoë', 'b']);
    expect(await t.core.users.list(t.admin, { offset: 1, limit: 1 })).toEqual({ items: [user], total: 3 });
  });

  test('a second administrator sees all, unless given another root', async () => {
    const t = await openTestCore();
    expect((await t.core.users.create(t.admin, { username: 'second', isAdmin: true })).rootId).toBe(t.admin.rootId);
  });

  test('two users can share a root, and files that were there before belong to it', async () => {
    const t = await openTestCore();
    const folder = await t.core.folders.create(t.admin, { name: 'shared', parentId: null });
    const file = await put(t, t.admin, { name: 'file', folderId: folder.id });
    const [one, two] = [
      await newMember(t, { username: 'one', rootId: folder.id }),
      await newMember(t, { username: 'two', rootId: folder.id }),
    ];
    for (const { member } of [one, two]) expect((await t.core.files.get(member, file.id)).rootId).toBe(folder.id);
  });

  test.each([
    [{ username: 'ADMIN' }, 'conflict'],
    [{ username: 'taken' }, 'conflict'],
    [{ username: '' }, 'invalid'],
    [{ username: 'with space' }, 'invalid'],
    [{ username: '-x' }, 'invalid'],
    [{ username: '../x' }, 'invalid'],
    [{ username: 'x'.repeat(65) }, 'invalid'],
    [{ username: 'x', password: 'short' }, 'invalid'],
    [{ username: 'x', plan: 'golden' }, 'invalid'],
    [{ username: 'x', plan: 'constructor' }, 'invalid'],
    [{ username: 'x', rootId: newId('folder') }, 'not_found'],
    [{ username: 'x', rootId: 'file_x' }, 'not_found'],
  ])('%j: %s', async (wanted, code) => {
    const t = await openTestCore();
    await t.core.folders.create(t.admin, { name: 'Taken', parentId: null });
    const before = await changesOf(t.metadata);
    await expect(t.core.users.create(t.admin, wanted)).rejects.toMatchObject({ code });
    expect((await t.core.users.list(t.admin, page)).total).toBe(1);
    expect(await changesOf(t.metadata)).toEqual(before);
    expect(await t.metadata.rootsBelow(t.admin.rootId)).toEqual([t.admin.rootId]);
  });

  test('64 of one name at once are one user', async () => {
    const t = await openTestCore();
    const results = await Promise.allSettled(Array.from({ length: 64 }, () => t.core.users.create(t.admin, { username: 'same' })));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect((await t.core.users.list(t.admin, page)).total).toBe(2);
  });
});

describe('update', () => {
  test('plan, root and disabled, one by one', async () => {
    const t = await openTestCore();
    const { user } = await newMember(t, { username: 'one' });
    const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
    let wanted = user;
    for (const change of [{ plan: 'team' }, { disabled: true }, { rootId: folder.id }, { disabled: false }, {}]) {
      wanted = { ...wanted, ...change };
      expect(await t.core.users.update(t.admin, user.id, change)).toEqual(wanted);
      expect(await t.core.users.get(t.admin, user.id)).toEqual(wanted);
    }
  });

  test('what cannot be: an unknown user, plan or root, and to disable oneself', async () => {
    const t = await openTestCore();
    const { user } = await newMember(t, { username: 'one' });
    await expect(t.core.users.update(t.admin, newId('user'), {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.users.update(t.admin, user.rootId, {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.users.update(t.admin, user.id, { plan: 'golden' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(t.core.users.update(t.admin, user.id, { rootId: newId('folder') })).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.users.update(t.admin, t.admin.userId, { disabled: true })).rejects.toMatchObject({ code: 'conflict' });
    expect(await t.core.users.get(t.admin, user.id)).toEqual(user);
  });

  test('nobody changes their own root, but another administrator does', async () => {
    const t = await openTestCore();
    const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
    await expect(t.core.users.update(t.admin, t.admin.userId, { rootId: folder.id, plan: 'free' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await t.core.users.get(t.admin, t.admin.userId)).toMatchObject({ rootId: t.admin.rootId, plan: 'team' });
    expect(await t.metadata.rootsBelow(t.admin.rootId)).toEqual([t.admin.rootId]);
    await t.core.users.update(t.admin, t.admin.userId, { rootId: t.admin.rootId });
    const second = await newMember(t, { username: 'second', isAdmin: true });
    expect(await t.core.users.update(second.member, t.admin.userId, { rootId: folder.id })).toMatchObject({ rootId: folder.id });
  });

  test('a new root moves no file: what is outside is out of sight', async () => {
    const t = await openTestCore();
    const { user, member, secret } = await newMember(t, { username: 'one' });
    const file = await put(t, member, { name: 'file' });
    const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
    await t.core.users.update(t.admin, user.id, { rootId: folder.id });
    await expect(t.core.files.get(await t.core.keys.authenticate(secret), file.id)).rejects.toMatchObject({ code: 'not_found' });
    await t.core.users.update(t.admin, user.id, { rootId: t.admin.rootId });
    const everything = await t.core.keys.authenticate(secret);
    expect(everything.rootId).toBe(t.admin.rootId);
    await t.core.files.get(everything, file.id);
  });
});

test('everybody reads their own account, administrators all of them', async () => {
  const t = await openTestCore();
  const [one, two] = [await newMember(t, { username: 'one' }), await newMember(t, { username: 'two' })];
  expect(await t.core.users.get(one.member, one.user.id)).toEqual(one.user);
  await expect(t.core.users.get(one.member, two.user.id)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(t.core.users.get(one.member, newId('user'))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(t.core.users.get(t.admin, newId('user'))).rejects.toMatchObject({ code: 'not_found' });
  const limited = await withKey(t, t.admin, { scopes: ['users'] });
  expect((await t.core.users.list(limited, page)).total).toBe(3);
  const inFolder = await withKey(t, t.admin, { folderId: one.user.rootId });
  for (const who of [one.member, inFolder, await withKey(t, t.admin, { scopes: ['files:read', 'files:write', 'keys', 'shares'] })]) {
    await expect(t.core.users.list(who, page)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.users.create(who, { username: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.users.update(who, two.user.id, { plan: 'team' })).rejects.toMatchObject({ code: 'forbidden' });
  }
});
