import { expect, test } from 'vitest';
import { newMember, openTestCore, withKey } from '../core.test-setup.ts';

const all = { filters: [], limit: 100 } as const;

test("an administrator's key for one folder lists no more groups than anybody's", async () => {
  const t = await openTestCore();
  const { user, member } = await newMember(t, { username: 'one' });
  await t.core.groups.create(t.admin, { name: 'secret' });
  const own = await t.core.groups.create(t.admin, { name: 'own', users: [t.admin.userNumber] });
  const names = async (who: typeof member) => (await t.core.groups.list(who, all)).map(({ item }) => item.name);
  expect(await names(t.admin)).toEqual(['secret', 'own']);
  expect(await names(await withKey(t, t.admin, { folderId: user.rootId }))).toEqual([own.name]);
  expect(await names(member)).toEqual([]);
});

test('what is kept with a group is small', async () => {
  const t = await openTestCore();
  const { number } = await t.core.groups.create(t.admin, { name: 'g', profile: { notes: 'n' } });
  const profile = { notes: 'x'.repeat(16 * 1024) };
  await expect(t.core.groups.create(t.admin, { name: 'h', profile })).rejects.toMatchObject({ code: 'too_large' });
  await expect(t.core.groups.update(t.admin, number, { profile })).rejects.toMatchObject({ code: 'too_large' });
  expect((await t.core.groups.get(t.admin, number)).profile).toEqual({ notes: 'n' });
});

test('members by their ids, and the groups of a user', async () => {
  const t = await openTestCore();
  const { user, member } = await newMember(t, { username: 'one' });
  const { user: other } = await newMember(t, { username: 'two' });
  const { number } = await t.core.groups.create(t.admin, { name: 'staff' });
  await t.core.groups.create(t.admin, { name: 'others', users: [other.number] });
  expect(await t.core.groups.putMember(t.admin, number, user.id, undefined)).toMatchObject({ userId: user.id, isAdmin: false });
  expect(await t.core.groups.putMember(t.admin, number, user.id, true)).toMatchObject({ isAdmin: true });
  expect(await t.core.groups.putMember(t.admin, number, user.id, undefined)).toMatchObject({ isAdmin: true });
  const names = async (who: typeof member, userId?: string) =>
    (await t.core.groups.list(who, { ...all, userId })).map(({ item }) => item.name);
  expect(await names(t.admin, user.id)).toEqual(['staff']);
  expect(await names(t.admin, other.id)).toEqual(['others']);
  expect(await names(member, user.id)).toEqual(['staff']);
  await expect(names(member, other.id)).rejects.toMatchObject({ code: 'forbidden' });
  // One of the group's own administrators.
  await t.core.groups.putMember(member, number, other.id, false);
  await t.core.groups.removeMember(member, number, other.id);
  for (const id of ['user_nobody', number.toString()])
    await expect(t.core.groups.putMember(t.admin, number, id, false), id).rejects.toMatchObject({ code: 'not_found' });
  expect((await t.core.groups.get(t.admin, number)).members).toMatchObject([{ userId: user.id, isAdmin: true }]);
});
