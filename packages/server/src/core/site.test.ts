import { describe, expect, test } from 'vitest';
import { newMember, openTestCore, put, withKey } from './core.test-setup.ts';
import { defaultSettings, type SiteChange } from './site.ts';

describe('the settings of the site', () => {
  test('are the defaults until an administrator changes some, and survive a restart', async () => {
    const t = await openTestCore();
    expect(await t.core.site.get()).toEqual(defaultSettings);
    expect(defaultSettings).toMatchObject({
      sessionExpiryMinutes: 360,
      passwordMinLength: 8,
      crc32: false,
      md5: false,
      sha1: false,
      sha256: false,
    });
    const wanted = {
      ...defaultSettings,
      name: 'Ours',
      md5: true,
      bundleExpirationDays: 7,
      profile: { motd_text: 'hello', language: 'de' },
    };
    const change = { name: 'Ours', md5: true, bundleExpirationDays: 7, profile: { motd_text: 'hello', language: 'de' } };
    expect(await t.core.site.update(t.admin, change)).toEqual(wanted);
    expect(await t.core.site.get()).toEqual(wanted);
    await t.close({ keepFolder: true });
    const again = await openTestCore({ folder: t.folder });
    expect(await again.core.site.get()).toEqual(wanted);
  });

  test('what is not named stays, null is the default again, the profile changes name by name', async () => {
    const t = await openTestCore();
    await t.core.site.update(t.admin, { name: 'Ours', bundleExpirationDays: 7, userLockoutTries: 3, profile: { a: 1, b: 2 } });
    await t.core.site.update(t.admin, { name: undefined, bundleExpirationDays: null, userLockoutTries: null, profile: { b: 3, c: null } });
    expect(await t.core.site.get()).toEqual({ ...defaultSettings, name: 'Ours', profile: { a: 1, b: 3, c: null } });
  });

  test('changes at the same time all hold', async () => {
    const t = await openTestCore();
    await t.core.site.get();
    await Promise.all(Array.from({ length: 20 }, (_, i) => t.core.site.update(t.admin, { profile: { [`value${i}`]: i } })));
    expect(Object.keys((await t.core.site.get()).profile)).toHaveLength(20);
  });

  test.each<SiteChange>([
    { sessionExpiryMinutes: 0 },
    { sessionExpiryMinutes: 1.5 },
    { sessionExpiryMinutes: 1e9 },
    { passwordMinLength: 7 },
    { bundleExpirationDays: 0 },
    { userLockoutTries: 0 },
    { userLockoutWithinHours: -1 },
    { userLockoutHours: 0 },
    { passwordValidityDays: 0 },
    { name: ' ' },
  ])('%j is refused and changes nothing', async (change) => {
    const t = await openTestCore();
    await expect(t.core.site.update(t.admin, { md5: true, ...change })).rejects.toMatchObject({ code: 'invalid' });
    expect(await t.core.site.get()).toEqual(defaultSettings);
  });

  test('do not grow without end', async () => {
    const t = await openTestCore();
    await expect(t.core.site.update(t.admin, { profile: { motd_text: 'x'.repeat(300_000) } })).rejects.toMatchObject({ code: 'too_large' });
  });

  test('are for administrators to change', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'one' });
    const { member: looking } = await newMember(t, { username: 'two', isReadonlyAdmin: true });
    const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
    for (const who of [
      member,
      looking,
      await withKey(t, t.admin, { folderId: folder.id }),
      await withKey(t, t.admin, { scopes: ['keys'] }),
    ]) {
      await expect(t.core.site.update(who, { name: 'theirs' })).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await t.core.site.get()).toEqual(defaultSettings);
  });

  test('the shortest password is as long as the site says', async () => {
    const t = await openTestCore();
    await t.core.site.update(t.admin, { passwordMinLength: 12 });
    await expect(t.core.users.create(t.admin, { username: 'one', password: 'x'.repeat(11) })).rejects.toMatchObject({ code: 'invalid' });
    await t.core.users.create(t.admin, { username: 'one', password: 'x'.repeat(12) });
  });
});

test('usage: users and what counts against their quotas, for administrators', async () => {
  const t = await openTestCore();
  const { member } = await newMember(t, { username: 'one' });
  const { member: looking } = await newMember(t, { username: 'two', isReadonlyAdmin: true });
  await put(t, member, { name: 'a', bytes: 'x'.repeat(100) });
  await put(t, t.admin, { name: 'b', bytes: 'x'.repeat(20) });
  expect(await t.core.site.usage(t.admin)).toEqual({ users: 3, usedBytes: 120 });
  expect(await t.core.site.usage(looking)).toEqual({ users: 3, usedBytes: 120 });
  await expect(t.core.site.usage(member)).rejects.toMatchObject({ code: 'forbidden' });
});
