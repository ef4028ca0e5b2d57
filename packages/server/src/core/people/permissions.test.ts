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
