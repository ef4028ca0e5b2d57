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

describe('the last administrator', () => {
  test('is neither disabled nor made a plain user, whoever asks', async () => {
    const t = await openTestCore();
    const { member: second, user } = await newMember(t, { username: 'second', isAdmin: true });
    for (const change of [{ disabled: true }, { isAdmin: false }]) {
      // While there is another one, that may be.
      await t.core.users.update(t.admin, user.id, change);
      // The request of the second was under way; it is told that the first is the last now.
      await expect(t.core.users.update(second, t.admin.userId, change)).rejects.toMatchObject({ code: 'conflict' });
      await t.core.users.update(t.admin, user.id, { disabled: false, isAdmin: true });
    }
    await t.core.users.update(t.admin, user.id, { disabled: true });
    await expect(t.core.users.delete(second, t.admin.userId)).rejects.toMatchObject({ code: 'conflict' });
    // Who is disabled does not count, and may go.
    await t.core.users.delete(t.admin, user.id);
    await expect(t.core.users.delete(t.admin, t.admin.userId)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is left when two delete each other at once', async () => {
    const t = await openTestCore();
    const { member: second, user } = await newMember(t, { username: 'second', isAdmin: true });
    const done = await Promise.allSettled([t.core.users.delete(t.admin, user.id), t.core.users.delete(second, t.admin.userId)]);
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});

test('a user who goes leaves the files, and takes keys, sessions and, if so wanted, links along', async () => {
  for (const links of ['end', 'hand_over'] as const) {
    const t = await openTestCore();
    const heir = await newMember(t, { username: 'heir', plan: 'team', isAdmin: true });
    const leaver = await newMember(t, { username: 'leaver', plan: 'team', password: 'a long password' });
    const file = await put(t, leaver.member, { name: 'left', bytes: Buffer.alloc(3000) });
    const link = await t.core.shares.create(leaver.member, { fileId: file.id, allowDownload: true });
    const wanted = { username: 'leaver', password: 'a long password', address: '192.0.2.1', userAgent: null, door: 'restapi' };
    const { secret } = await t.core.sessions.signIn(wanted);
    const unknown = { newOwner: newId('user'), field: 'to' };
    await expect(t.core.users.delete(t.admin, leaver.user.id, unknown)).rejects.toMatchObject({ details: [{ field: 'to' }] });
    await t.core.users.delete(t.admin, leaver.user.id, { newOwner: heir.user.id, links });
    await expect(t.core.keys.authenticate(leaver.secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
    await expect(t.core.sessions.authenticate(secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(await t.core.files.get(t.admin, file.id)).toMatchObject({ ownerId: heir.user.id, parentId: leaver.user.rootId });
    expect((await t.metadata.findUser(heir.user.id))?.usedBytes).toBe(3000);
    const visit = t.core.shares.open(link.token);
    if (links === 'end') await expect(visit).rejects.toMatchObject({ code: 'not_found' });
    else expect((await visit).share.ownerId).toBe(heir.user.id);
  }
});

test('the storage quota is that of the plan', async () => {
  const t = await openTestCore();
  const { user } = await newMember(t, { username: 'one', plan: 'free' });
  expect(t.core.users.storageQuota(user)).toBe(2_000_000);
  expect(t.core.users.storageQuota({ ...user, plan: 'team' })).toBeNull();
  expect(t.core.users.storageQuota({ ...user, plan: 'gone' })).toBeNull();
});

describe('a key that is less than its user', () => {
  const refused = { code: 'forbidden' };

  test('sets no password and makes no administrator', async () => {
    const t = await openTestCore();
    const one = await newMember(t, { username: 'one', password: 'the first one' });
    const { secret } = await t.core.keys.create(t.admin, { name: 'users', scopes: ['users'], expiresAt: t.clock.now + 1000 });
    const limited = await t.core.keys.authenticate(secret);
    for (const wanted of [{ password: 'long enough' }, { isAdmin: true }, { isReadonlyAdmin: true }]) {
      await expect(t.core.users.create(limited, { username: 'x', ...wanted })).rejects.toMatchObject(refused);
      for (const id of [one.user.id, t.admin.userId].slice(0, 'password' in wanted ? 2 : 1))
        await expect(t.core.users.update(limited, id, wanted)).rejects.toMatchObject(refused);
    }
    await expect(t.core.users.update(limited, one.user.id, { password: null })).rejects.toMatchObject(refused);
    expect(await t.core.users.get(t.admin, one.user.id)).toEqual(one.user);
    const own = await withKey(t, one.member, { scopes: ['users'] });
    await expect(t.core.users.update(own, one.user.id, { password: 'another one' })).rejects.toMatchObject(refused);
    // What is no way in is as before.
    await t.core.users.create(limited, { username: 'plain' });
    await t.core.users.update(own, one.user.id, { company: 'Acme' });
    await t.core.users.update(t.admin, one.user.id, { isAdmin: true });
    await t.core.users.update(limited, one.user.id, { isAdmin: true, company: 'Acme' });
  });
});

test('nobody sets the password again that has to be changed', async () => {
  const t = await openTestCore();
  const { member, user } = await newMember(t, { username: 'one', password: 'the first one', mustChangePassword: true });
  await expect(t.core.users.update(member, user.id, { password: 'the first one' })).rejects.toMatchObject({ code: 'invalid' });
  expect((await t.core.users.get(t.admin, user.id)).mustChangePassword).toBe(true);
  await t.core.users.update(member, user.id, { password: 'the second one' });
  expect((await t.core.users.get(t.admin, user.id)).mustChangePassword).toBe(false);
});

test('what is kept of a user is small, and only what looks like it is the own matter', async () => {
  const t = await openTestCore();
  const { member, user } = await newMember(t, { username: 'one' });
  for (const change of [{ name: 'x'.repeat(256) }, { email: 'x'.repeat(256) }, { company: 'x'.repeat(256) }])
    await expect(t.core.users.update(member, user.id, change)).rejects.toMatchObject({ code: 'invalid' });
  const long = { header_text: 'x'.repeat(16 * 1024) };
  await expect(t.core.users.update(member, user.id, { profile: long })).rejects.toMatchObject({ code: 'too_large' });
  await expect(t.core.users.create(t.admin, { username: 'two', profile: long })).rejects.toMatchObject({ code: 'too_large' });
  await expect(t.core.users.update(member, user.id, { profile: { notes: 'x' } })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(t.core.users.update(member, user.id, { entry: { mayUseApi: true } })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await t.core.users.get(t.admin, user.id)).toEqual(user);
  await t.core.users.update(member, user.id, { name: 'x'.repeat(255), profile: { language: 'de' } });
});

describe('the rules of coming in', () => {
  test("addresses of the user and of the site both hold; whoever bypasses the site's has only the own", async () => {
    const t = await openTestCore();
    const { user, secret } = await newMember(t, { username: 'one' });
    const comes = (address?: string) =>
      t.core.keys.authenticate(secret, address).then(
        () => 'ok',
        (error: { code: string }) => error.code,
      );
    const enter = async (entry: object) => t.core.users.update(t.admin, user.id, { entry });
    expect(await comes()).toBe('ok');
    await t.core.site.update(t.admin, { allowedIps: '192.0.2.0/24 2001:db8::/32' });
    expect(await comes('192.0.2.9')).toBe('ok');
    expect(await comes('::ffff:192.0.2.9')).toBe('ok');
    expect(await comes('2001:db8::1')).toBe('ok');
    expect(await comes('198.51.100.1')).toBe('forbidden');
    // Not a request that comes in from somewhere.
    expect(await comes()).toBe('forbidden');
    await enter({ allowedIps: '192.0.2.1,198.51.100.1' });
    expect(await comes('192.0.2.1')).toBe('ok');
    expect(await comes('192.0.2.9')).toBe('forbidden');
    expect(await comes('198.51.100.1')).toBe('forbidden');
    await enter({ bypassesSiteIps: true });
    expect(await comes('198.51.100.1')).toBe('ok');
    expect((await t.core.users.get(t.admin, user.id)).entry).toEqual({
      allowedIps: '192.0.2.1\n198.51.100.1',
      bypassesSiteIps: true,
      mayUseApi: true,
      secondFactorRequired: null,
    });
    await t.core.site.update(t.admin, { allowedIps: null });
    await enter({ allowedIps: ' ' });
    expect(await comes('203.0.113.1')).toBe('ok');
    await expect(enter({ allowedIps: '10.0.0.0/33' })).rejects.toMatchObject({ code: 'invalid' });
  });

  test('nobody locks themselves out', async () => {
    const t = await openTestCore();
    const wrong = { code: 'invalid', details: [{ field: 'allowed_ips' }] };
    await expect(t.core.site.update(t.admin, { allowedIps: '192.0.2.1' }, '192.0.2.2')).rejects.toMatchObject(wrong);
    const own = t.core.users.update(t.admin, t.admin.userId, { entry: { allowedIps: '192.0.2.1' } }, '192.0.2.2');
    await expect(own).rejects.toMatchObject(wrong);
    await expect(t.core.users.update(t.admin, t.admin.userId, { entry: { mayUseApi: false } })).rejects.toMatchObject({ code: 'conflict' });
    for (const authenticateUntil of [0, t.clock.now])
      await expect(t.core.users.update(t.admin, t.admin.userId, { authenticateUntil })).rejects.toMatchObject({ code: 'conflict' });
    await t.core.users.update(t.admin, t.admin.userId, { authenticateUntil: t.clock.now + 1 });
    await t.core.site.update(t.admin, { allowedIps: '192.0.2.1' }, '192.0.2.1');
    // Later settings are changed from wherever.
    await t.core.site.update(t.admin, { md5: true }, '192.0.2.2');
  });

  test('links that were handed out end with the right to use the API', async () => {
    const t = await openTestCore();
    const { user, member } = await newMember(t, { username: 'one' });
    expect(await t.core.keys.findHolder(member.keyId)).toMatchObject({ userId: user.id });
    await t.core.users.update(t.admin, user.id, { entry: { mayUseApi: false } });
    expect(await t.core.keys.findHolder(member.keyId)).toBeUndefined();
  });
});

test("keys of the site outlive whoever made them, as the heir's or the administrator's who deletes", async () => {
  const t = await openTestCore();
  const heir = await newMember(t, { username: 'heir', isAdmin: true });
  const plain = await newMember(t, { username: 'plain' });
  for (const [newOwner, expected] of [
    [heir.user.id, heir.user.id],
    [plain.user.id, t.admin.userId],
  ] as const) {
    const maker = await newMember(t, { username: 'maker', isAdmin: true });
    const { secret } = await t.core.keys.create(maker.member, { name: 'site', isSiteWide: true });
    await t.core.users.delete(t.admin, maker.user.id, { newOwner });
    expect(await t.core.keys.authenticate(secret)).toMatchObject({ userId: expected, isAdmin: true });
    await expect(t.core.keys.authenticate(maker.secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
  }
});

test('a storage quota of the own takes the place of the one of the plan', async () => {
  const t = await openTestCore();
  const { user, secret } = await newMember(t, { username: 'one', storageQuotaBytes: 10 });
  expect(t.core.users.storageQuota(user)).toBe(10);
  await expect(put(t, await t.core.keys.authenticate(secret), { name: 'a', bytes: 'eleven char' })).rejects.toMatchObject({
    code: 'too_large',
  });
  const raised = await t.core.users.update(t.admin, user.id, { storageQuotaBytes: 11 });
  expect(t.core.users.storageQuota(raised)).toBe(11);
  await put(t, await t.core.keys.authenticate(secret), { name: 'a', bytes: 'eleven char' });
  const asPlanned = await t.core.users.update(t.admin, user.id, { storageQuotaBytes: null });
  expect(t.core.users.storageQuota(asPlanned)).toBe(2_000_000);
  const own = await t.core.keys.authenticate(secret);
  await expect(t.core.users.update(own, user.id, { storageQuotaBytes: 1e9 })).rejects.toMatchObject({ code: 'forbidden' });
});

test('plans, and users by a part of their names, for administrators', async () => {
  const t = await openTestCore();
  const { member } = await newMember(t, { username: 'anna', name: 'Anna B.', email: 'a@example.com' });
  await newMember(t, { username: 'ben' });
  const names = async (search: string) =>
    (await t.core.users.list(t.admin, { offset: 0, limit: 10, search })).items.map(({ username }) => username);
  expect([await names('NN'), await names('b.'), await names('example'), await names('%')]).toEqual([['anna'], ['anna'], ['anna'], []]);
  expect(t.core.users.plans(t.admin).map(({ name }) => name)).toEqual(['team', 'free']);
  expect(() => t.core.users.plans(member)).toThrow(expect.objectContaining({ code: 'forbidden' }));
});
