import { describe, expect, test } from 'vitest';
import { newMember, oneHour, openTestCore, put, withKey } from '../core.test-setup.ts';
import { shownPermissionSet } from './key-limits.ts';
import { newId } from '../ids.ts';
import { scopesOfSet } from './permission-sets.ts';
import { scopes } from '../access/principal.ts';

const all = { filters: [], limit: 100 } as const;

describe('permission sets', () => {
  test('files_only: all files of an administrator, none of the administration', async () => {
    const t = await openTestCore();
    const { member: one } = await newMember(t, { username: 'one' });
    const file = await put(t, one, { name: 'theirs' });
    const { secret, key } = await t.core.keys.create(t.admin, { name: 'files', permissionSet: 'files_only' });
    expect(key).toMatchObject({ permissionSet: 'files_only', scopes: ['files:read', 'files:write', 'shares'] });
    const member = await t.core.keys.authenticate(secret);
    expect(member).toMatchObject({ isAdmin: false, isReadonlyAdmin: false });
    expect((await t.core.files.get(member, file.id)).name).toBe('theirs');
    await t.core.files.delete(member, file.id);
    await expect(t.core.users.list(member, { offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.keys.create(member, { name: 'more' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.site.update(member, { name: 'theirs' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('none: nothing', async () => {
    const t = await openTestCore();
    const { secret } = await t.core.keys.create(t.admin, { name: 'none', permissionSet: 'none' });
    const member = await t.core.keys.authenticate(secret);
    await expect(t.core.folders.get(member, null)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(put(t, member, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test("those of the vendor's apps are for files; a key gives no more than it has", async () => {
    const t = await openTestCore();
    for (const permissionSet of ['desktop_app', 'sync_app', 'office_integration', 'mobile_app'] as const) {
      const { key, secret } = await t.core.keys.create(t.admin, { name: 'app', permissionSet });
      expect(key.scopes).toEqual(scopesOfSet.files_only);
      expect((await t.core.keys.authenticate(secret)).isAdmin).toBe(false);
    }
    const weak = await withKey(t, t.admin, { scopes: ['keys', 'files:read'] });
    await expect(t.core.keys.create(weak, { name: 'app', permissionSet: 'files_only' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('of a key with scopes of its own choice say no more than it may', () => {
    expect(shownPermissionSet({ permissionSet: 'full', scopes })).toBe('full');
    expect(shownPermissionSet({ permissionSet: 'full', scopes: ['files:read', 'files:write', 'shares', 'keys'] })).toBe('files_only');
    expect(shownPermissionSet({ permissionSet: 'full', scopes: ['files:read'] })).toBe('none');
    expect(shownPermissionSet({ permissionSet: 'desktop_app', scopes: scopesOfSet.desktop_app })).toBe('desktop_app');
  });
});

describe('keys of the whole site', () => {
  test('are made by administrators and are in no list of a user', async () => {
    const t = await openTestCore();
    const { key, secret } = await t.core.keys.create(t.admin, { name: 'integration', isSiteWide: true });
    expect(key).toMatchObject({ isSiteWide: true, permissionSet: 'full' });
    expect(await t.core.keys.authenticate(secret)).toMatchObject({ isAdmin: true, access: 'all' });
    expect((await t.core.keys.listBy(t.admin, { ...all, of: 'site' })).map(({ item }) => item.number)).toEqual([key.number]);
    const own = await t.core.keys.listBy(t.admin, { ...all, of: { userNumber: t.admin.userNumber } });
    expect(own.map(({ item }) => item.number)).toEqual([t.admin.keyNumber]);

    const { member } = await newMember(t, { username: 'one' });
    const refused = { code: 'forbidden' };
    await expect(t.core.keys.create(member, { name: 'x', isSiteWide: true })).rejects.toMatchObject(refused);
    await expect(t.core.keys.listBy(member, { ...all, of: 'site' })).rejects.toMatchObject(refused);
    await expect(t.core.keys.get(member, key.number)).rejects.toMatchObject({ code: 'not_found', reason: 'key_missing' });
    await expect(t.core.keys.create(t.admin, { name: 'x', isSiteWide: true, permissionSet: 'files_only' })).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  test('are not for whoever made one and is no administrator any more', async () => {
    const t = await openTestCore();
    const { user, member, secret } = await newMember(t, { username: 'one', isAdmin: true });
    const { key } = await t.core.keys.create(member, { name: 'integration', isSiteWide: true });
    await t.core.users.update(t.admin, user.id, { isAdmin: false });
    await expect(t.core.keys.revoke(await t.core.keys.authenticate(secret), key.number)).rejects.toMatchObject({ code: 'not_found' });
    await t.core.keys.revoke(t.admin, key.number);
  });
});

describe('keys by number', () => {
  test('are listed in pages, by user, filtered by when they expire', async () => {
    const t = await openTestCore();
    const { user, member } = await newMember(t, { username: 'one' });
    const expiries = [3, 1, 2, null];
    for (const hours of expiries) {
      await t.core.keys.create(member, { name: `${hours}`, expiresAt: hours === null ? null : t.clock.now + hours * oneHour });
    }
    const of = { userNumber: user.number };
    const names = (keys: Awaited<ReturnType<typeof t.core.keys.listBy>>): string[] => keys.map(({ item }) => item.name);
    expect(names(await t.core.keys.listBy(member, { ...all, of }))).toEqual(['test', '3', '1', '2', 'null']);
    const first = await t.core.keys.listBy(member, { ...all, of, limit: 2 });
    expect(names(await t.core.keys.listBy(t.admin, { ...all, of, after: first[1]?.place }))).toEqual(['1', '2', 'null']);
    const soon = [{ field: 'expires_at', op: 'lteq', value: t.clock.now + 2 * oneHour }] as const;
    expect(names(await t.core.keys.listBy(member, { ...all, of, filters: soon }))).toEqual(['1', '2']);
    expect(names(await t.core.keys.listBy(member, { ...all, of, filters: soon, sort: { field: 'expires_at', descending: true } }))).toEqual(
      ['2', '1'],
    );
    expect((await t.core.keys.listBy(member, { ...all, of }))[0]?.item).toMatchObject({
      userNumber: user.number,
      number: member.keyNumber,
    });

    const { member: other } = await newMember(t, { username: 'two' });
    await expect(t.core.keys.listBy(other, { ...all, of })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await t.core.keys.listBy(t.admin, { ...all, of: { userNumber: 999 } })).toEqual([]);
    const { member: looking } = await newMember(t, { username: 'three', isReadonlyAdmin: true });
    expect(await t.core.keys.listBy(looking, { ...all, of })).toHaveLength(5);
  });

  test('are seen and changed by whose they are and by administrators', async () => {
    const t = await openTestCore();
    const { user, member } = await newMember(t, { username: 'one' });
    const { member: other } = await newMember(t, { username: 'two' });
    const { member: looking } = await newMember(t, { username: 'three', isReadonlyAdmin: true });
    const { key } = await t.core.keys.create(member, { name: 'k', description: 'for tests' });
    expect(await t.core.keys.get(member, key.number)).toEqual({ ...key, userNumber: user.number });
    expect(await t.core.keys.get(looking, key.number)).toEqual({ ...key, userNumber: user.number });
    const missing = { code: 'not_found', reason: 'key_missing' };
    for (const number of [key.number, 999]) {
      await expect(t.core.keys.get(other, number)).rejects.toMatchObject(missing);
      await expect(t.core.keys.update(other, number, { name: 'theirs' })).rejects.toMatchObject(missing);
      await expect(t.core.keys.revoke(other, number)).rejects.toMatchObject(missing);
    }
    await expect(t.core.keys.update(looking, key.number, { name: 'theirs' })).rejects.toMatchObject(missing);
    const changed = await t.core.keys.update(t.admin, key.number, { name: ' new ', description: null, expiresAt: t.clock.now + 1500 });
    expect(changed).toMatchObject({ name: 'new', description: null, expiresAt: t.clock.now + 1500 });
    // As a client that saves the whole key: the time in whole seconds, even when it is over.
    t.clock.now += 5000;
    const saved = await t.core.keys.update(t.admin, key.number, { expiresAt: Math.floor(Number(changed.expiresAt) / 1000) * 1000 });
    expect(saved.expiresAt).toBe(changed.expiresAt);
    await expect(t.core.keys.update(t.admin, key.number, { expiresAt: t.clock.now })).rejects.toMatchObject({ code: 'invalid' });
    await expect(t.core.keys.update(t.admin, key.number, { name: '' })).rejects.toMatchObject({ code: 'invalid' });
    await t.core.keys.revoke(t.admin, key.number);
    await expect(t.core.keys.get(member, key.number)).rejects.toMatchObject(missing);
    await expect(t.core.keys.update(member, key.number, { name: 'x' })).rejects.toMatchObject(missing);
  });

  test('are got and renamed by their ids as well', async () => {
    const t = await openTestCore();
    const { member: one } = await newMember(t, { username: 'one' });
    const { member: other } = await newMember(t, { username: 'other' });
    const { key } = await t.core.keys.create(one, { name: 'second' });
    expect(await t.core.keys.get(one, key.id)).toEqual(await t.core.keys.get(one, key.number));
    expect(await t.core.keys.update(one, key.id, { name: ' renamed ' })).toMatchObject({ id: key.id, name: 'renamed' });
    expect((await t.core.keys.get(t.admin, key.id)).name).toBe('renamed');
    const missing = { code: 'not_found' };
    for (const id of [key.id, newId('key'), one.userId, 'nonsense']) {
      await expect(t.core.keys.get(other, id)).rejects.toMatchObject(missing);
      await expect(t.core.keys.update(other, id, { name: 'x' })).rejects.toMatchObject(missing);
    }
    // A key sees and renames itself, whatever it may do.
    const limited = await withKey(t, one, { scopes: ['files:read'] });
    expect((await t.core.keys.update(limited, limited.keyId, { name: 'itself' })).name).toBe('itself');
    expect((await t.core.keys.get(limited, limited.keyId)).name).toBe('itself');
    await expect(t.core.keys.get(limited, key.id)).rejects.toMatchObject({ code: 'forbidden' });
    await t.core.keys.revoke(one, key.id);
    await expect(t.core.keys.get(one, key.id)).rejects.toMatchObject(missing);
  });

  test('a change holds from the next request on', async () => {
    const t = await openTestCore();
    const { key, secret } = await t.core.keys.create(t.admin, { name: 'k' });
    const member = await t.core.keys.authenticate(secret);
    await t.core.keys.update(member, key.number, { expiresAt: t.clock.now + 1000 });
    t.clock.now += 1000;
    await expect(t.core.keys.authenticate(secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });
});

describe('a key itself', () => {
  test('is seen, renamed, shortened, lessened and revoked with it, whatever it may do', async () => {
    const t = await openTestCore();
    const { secret } = await t.core.keys.create(t.admin, { name: 'k', permissionSet: 'files_only', expiresAt: t.clock.now + 10 * oneHour });
    const member = await t.core.keys.authenticate(secret);
    const number = member.keyNumber ?? 0;
    expect((await t.core.keys.get(member, number)).name).toBe('k');
    expect((await t.core.keys.update(member, number, { name: 'new', expiresAt: t.clock.now + oneHour })).name).toBe('new');
    const shorter = await t.core.keys.authenticate(secret);
    await expect(t.core.keys.update(shorter, number, { expiresAt: t.clock.now + 10 * oneHour })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await t.core.keys.update(shorter, number, { expiresAt: null })).expiresAt).toBe(t.clock.now + oneHour);
    await expect(t.core.keys.update(shorter, number, { permissionSet: 'full' })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await t.core.keys.update(shorter, number, { permissionSet: 'files_only' })).permissionSet).toBe('files_only');
    expect((await t.core.keys.update(shorter, number, { permissionSet: 'none' })).scopes).toEqual([]);
    const last = await t.core.keys.authenticate(secret);
    await expect(t.core.folders.get(last, null)).rejects.toMatchObject({ code: 'forbidden' });
    await t.core.keys.revoke(last, number);
    await expect(t.core.keys.authenticate(secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });
});

describe('when it was last used', () => {
  test('is written with the first use and then at most every three hours', async () => {
    const t = await openTestCore();
    const { key, secret } = await t.core.keys.create(t.admin, { name: 'k' });
    const lastUsedAt = async (): Promise<number | null | undefined> => {
      // Jobs are done in order, so what was noted before is written after this one.
      await t.metadata.write(async () => undefined);
      return (await t.metadata.findKey(key.id))?.lastUsedAt;
    };
    expect(await lastUsedAt()).toBeNull();
    const first = t.clock.now;
    await t.core.keys.authenticate(secret);
    expect(await lastUsedAt()).toBe(first);
    t.clock.now += 3 * oneHour - 1;
    await t.core.keys.authenticate(secret);
    expect(await lastUsedAt()).toBe(first);
    t.clock.now += 1;
    await t.core.keys.authenticate(secret);
    expect(await lastUsedAt()).toBe(first + 3 * oneHour);

    // Also over a restart.
    await t.close({ keepFolder: true });
    const again = await openTestCore({ folder: t.folder, now: first + 4 * oneHour });
    await again.core.keys.authenticate(secret);
    await again.metadata.write(async () => undefined);
    expect((await again.metadata.findKey(key.id))?.lastUsedAt).toBe(first + 3 * oneHour);
  });

  test('a request does not wait for it, and does not fail with it', async () => {
    let fails = false;
    const t = await openTestCore({
      watch: (metadata) => ({ ...metadata, write: (job) => (fails ? Promise.reject(new Error('disk full')) : metadata.write(job)) }),
    });
    const { secret } = await t.core.keys.create(t.admin, { name: 'k' });
    fails = true;
    await t.core.keys.authenticate(secret);
  });
});

test('a site may leave the making of keys to administrators', async () => {
  const t = await openTestCore();
  const { user, member } = await newMember(t, { username: 'one' });
  await t.core.site.update(t.admin, { usersCanCreateApiKeys: false });
  await expect(t.core.keys.create(member, { name: 'k' })).rejects.toMatchObject({ code: 'forbidden' });
  await t.core.keys.create(t.admin, { name: 'k', userId: user.id });
});

test('a description is short, and nobody has keys without end', async () => {
  const t = await openTestCore();
  const { key } = await t.core.keys.create(t.admin, { name: 'x', description: 'x'.repeat(4000) });
  const description = 'x'.repeat(4001);
  await expect(t.core.keys.create(t.admin, { name: 'x', description })).rejects.toMatchObject({ code: 'invalid' });
  await expect(t.core.keys.update(t.admin, key.number, { description })).rejects.toMatchObject({ code: 'invalid' });
  const { member } = await newMember(t, { username: 'one' });
  const { number: _, ...like } = (await t.metadata.findKey(member.keyId)) ?? key;
  await t.metadata.write(async (tx) => {
    for (let i = 1; i < 999; i++) await tx.insertKey({ ...like, id: newId('key'), hash: Buffer.from(`${i}`) });
  });
  const last = await t.core.keys.create(member, { name: 'the thousandth' });
  await expect(t.core.keys.create(member, { name: 'more' })).rejects.toMatchObject({ code: 'conflict' });
  await t.core.keys.revoke(member, last.key.id);
  await t.core.keys.create(member, { name: 'again' });
});

test('where keys are limited to, as far as whoever asks sees it', async () => {
  const t = await openTestCore();
  const { member, user } = await newMember(t, { username: 'one' });
  const folder = await t.core.folders.create(member, { name: 'inner', parentId: null });
  const { key } = await t.core.keys.create(member, { name: 'limited', folderId: folder.id });
  const keys = [key, { folderId: null }];
  expect(await t.core.keys.folderPaths(member, keys)).toEqual(new Map([[folder.id, 'inner']]));
  expect(await t.core.keys.folderPaths(t.admin, keys)).toEqual(new Map([[folder.id, 'one/inner']]));
  expect(await t.core.keys.folderPaths(await withKey(t, member, { folderId: folder.id }), [{ folderId: user.rootId }])).toEqual(new Map());
});
