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
