import { expect, test } from 'vitest';
import { newMember, openTestCore, withKey } from '../core.test-setup.ts';

test('grants above the own root are out of sight', async () => {
  const t = await openTestCore();
  await t.core.tree.makeFolder(t.admin, 'top/inner', { mkdirParents: true });
  const { member, user, secret } = await newMember(t, { username: 'one', rootPath: 'top/inner' });
  const { user: other } = await newMember(t, { username: 'two', rootPath: 'elsewhere' });
  const grant = (path: string, userNumber: number) => t.core.permissions.create(t.admin, { path, userNumber, permission: 'list' });
  await grant('top', other.number);
  await grant('top', user.number);
  const inside = await grant('top/inner', other.number);
  const fresh = await t.core.keys.authenticate(secret);
  for (const query of [{ path: '/' }, { exactPath: '/' }, { belowPath: '/' }]) {
    const shown = await t.core.permissions.list(fresh, { ...query, limit: 10 });
    expect(shown.map(({ path, username, permission }) => `${path} ${username} ${permission}`)).toEqual([' one admin', ' two list']);
  }
  // Also of the own ones.
  expect(await t.core.permissions.list(member, { userNumber: user.number, limit: 10 })).toMatchObject([{ path: '', permission: 'admin' }]);
  const limited = await withKey(t, t.admin, { folderId: user.rootId });
  expect((await t.core.permissions.list(limited, { path: '/', limit: 10 })).map(({ number }) => number)).toContain(inside.number);
  expect(await t.core.permissions.list(limited, { path: '/', limit: 10 })).toHaveLength(2);
  expect(await t.core.permissions.list(t.admin, { path: 'top/inner', limit: 10 })).toHaveLength(4);
});

test('several groups at once: all or none, each once', async () => {
  const t = await openTestCore();
  await t.core.tree.makeFolder(t.admin, 'a', { mkdirParents: true });
  const groups = [await t.core.groups.create(t.admin, { name: 'one' }), await t.core.groups.create(t.admin, { name: 'two' })];
  const [one = 0, two = 0] = groups.map(({ number }) => number);
  await expect(t.core.permissions.createForGroups(t.admin, [one, 99_999], { path: 'a' })).rejects.toMatchObject({
    reason: 'group_missing',
  });
  expect(await t.core.permissions.list(t.admin, { limit: 10 })).toEqual([]);
  const made = await t.core.permissions.createForGroups(t.admin, [one, two, one], { path: 'a' });
  expect(made.map(({ groupNumber }) => groupNumber)).toEqual([one, two]);
});

test('by folder and by the ids of users: what is on a folder, and all that holds there', async () => {
  const t = await openTestCore();
  const { member, user } = await newMember(t, { username: 'one', grants: [] });
  const { member: stranger } = await newMember(t, { username: 'two' });
  const outer = await t.core.folders.create(t.admin, { name: 'outer', parentId: null });
  const inner = await t.core.folders.create(t.admin, { name: 'inner', parentId: outer.id });
  const { number: groupNumber } = await t.core.groups.create(t.admin, { name: 'staff', users: [user.number] });
  const grant = async (folderId: string | null, permission: string, recursive: boolean, to: { userId: string } | { groupNumber: number }) =>
    (await t.core.permissions.create(t.admin, { folderId, permission, recursive, ...to })).number;
  const above = await grant(outer.id, 'readonly', true, { userId: user.id });
  await grant(outer.id, 'list', false, { userId: user.id });
  const own = await grant(inner.id, 'writeonly', false, { groupNumber });
  const top = await grant(null, 'history', true, { groupNumber });
  const numbers = async (query: Partial<Parameters<typeof t.core.permissions.list>[1]>, who = t.admin) =>
    (await t.core.permissions.list(who, { limit: 10, ...query })).map(({ number }) => number);
  expect(await numbers({ folderId: inner.id })).toEqual([own]);
  expect(await numbers({ folderId: inner.id, inherited: true })).toEqual([above, own, top]);
  expect(await numbers({ path: 'outer/inner' })).toEqual([above, own, top]);
  expect(await numbers({ folderId: null })).toEqual([top]);
  expect(await numbers({ userId: user.id, folderId: inner.id, inherited: true })).toEqual([above]);
  expect(await numbers({ userId: user.id, includeGroups: true, folderId: inner.id })).toEqual([own]);
  expect(await numbers({ folderId: inner.id, inherited: true, afterNumber: above, limit: 1 })).toEqual([own]);
  expect(await numbers({ userId: 'user_nobody' })).toEqual([]);

  // The root of the user is a folder of that name, which is not above these.
  expect(await numbers({ userId: user.id }, member)).toEqual([]);
  await expect(numbers({ folderId: inner.id }, stranger)).rejects.toMatchObject({ code: 'not_found' });
  for (const to of [{}, { userId: user.id, groupNumber }, { userId: 'user_nobody' }, { userId: user.id, permission: 'everything' }]) {
    const wanted = { folderId: inner.id, permission: 'list', ...to };
    await expect(t.core.permissions.create(t.admin, wanted), JSON.stringify(to)).rejects.toMatchObject({ code: 'invalid' });
  }
  const hidden = { folderId: inner.id, permission: 'list', userId: user.id };
  await expect(t.core.permissions.create(stranger, hidden)).rejects.toMatchObject({ code: 'not_found' });
});
