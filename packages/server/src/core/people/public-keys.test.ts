import { describe, expect, test } from 'vitest';
import { newMember, openTestCore, withKey } from '../core.test-setup.ts';

const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFkZ9dQRAcEIbVHpz/risq7xiaQ4cPXMn6phQ35H1ZBd';
const fingerprints = {
  fingerprintMd5: '92:07:5b:92:23:99:f2:df:f7:cc:57:16:80:ca:09:37',
  fingerprintSha256: 'SHA256:QYv9KQmiBi4/zJEGFUidgRyn/gHKfEWuIXXdjOlu4jI',
};
const all = { filters: [], limit: 100 } as const;

async function openWithUsers() {
  const t = await openTestCore();
  return { ...t, one: await newMember(t, { username: 'one' }), two: await newMember(t, { username: 'two' }) };
}

describe('an SSH key', () => {
  test('is kept as OpenSSH writes it, with its fingerprints', async () => {
    const t = await openWithUsers();
    const { key, privateKey } = await t.core.publicKeys.create(t.one.member, { title: ' laptop ', key: `${line} me@laptop` });
    expect(privateKey).toBeUndefined();
    expect(key).toEqual({
      number: 1,
      userId: t.one.user.id,
      userNumber: t.one.user.number,
      username: 'one',
      title: 'laptop',
      publicKey: line,
      ...fingerprints,
      isGenerated: false,
      createdAt: t.clock.now,
      lastLoginAt: null,
    });
    expect(await t.core.publicKeys.get(t.one.member, key.number)).toEqual(key);
    expect((await t.core.sessions.factsOf([t.one.user])).get(t.one.user.id)).toMatchObject({ publicKeys: 1, apiKeys: 1 });
  });

  test('is there once per user', async () => {
    const t = await openWithUsers();
    await t.core.publicKeys.create(t.one.member, { title: 'a', key: line });
    await expect(t.core.publicKeys.create(t.one.member, { title: 'b', key: `${line} other comment` })).rejects.toMatchObject({
      code: 'conflict',
    });
    await t.core.publicKeys.create(t.two.member, { title: 'a', key: line });
  });

  test('can be made here; its private half is nowhere else', async () => {
    const t = await openWithUsers();
    const { key, privateKey } = await t.core.publicKeys.create(t.one.member, { title: 'made', key: { algorithm: 'ed25519' } });
    expect(privateKey).toContain('OPENSSH PRIVATE KEY');
    expect(key).toMatchObject({ isGenerated: true, publicKey: expect.stringMatching(/^ssh-ed25519 /) });
    expect(JSON.stringify(await t.metadata.findPublicKey(key.number))).not.toContain('PRIVATE');
  });

  test('that is none, or has no title, is refused', async () => {
    const t = await openWithUsers();
    for (const wanted of [
      { title: 'a', key: 'nonsense' },
      { title: ' ', key: line },
      { title: 'x'.repeat(256), key: line },
      { title: 'a', key: line, userNumber: 999 },
    ]) {
      await expect(t.core.publicKeys.create(t.admin, wanted)).rejects.toMatchObject({ code: 'invalid' });
    }
    expect(await t.core.publicKeys.list(t.admin, all)).toEqual([]);
  });

  test('goes with its user', async () => {
    const t = await openWithUsers();
    const { key } = await t.core.publicKeys.create(t.one.member, { title: 'a', key: line });
    await t.core.users.delete(t.admin, t.one.user.id);
    expect(await t.metadata.findPublicKey(key.number)).toBeUndefined();
  });
});

describe('who manages which', () => {
  test('everybody their own, administrators all; those of others look missing', async () => {
    const t = await openWithUsers();
    const { key } = await t.core.publicKeys.create(t.one.member, { title: 'a', key: line });
    const missing = { code: 'not_found' };
    for (const number of [key.number, 999]) {
      await expect(t.core.publicKeys.get(t.two.member, number)).rejects.toMatchObject(missing);
      await expect(t.core.publicKeys.rename(t.two.member, number, 'theirs')).rejects.toMatchObject(missing);
      await expect(t.core.publicKeys.delete(t.two.member, number)).rejects.toMatchObject(missing);
    }
    await expect(t.core.publicKeys.create(t.two.member, { title: 'a', key: line, userNumber: t.one.user.number })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await t.core.publicKeys.rename(t.admin, key.number, 'new')).title).toBe('new');
    expect((await t.core.publicKeys.get(t.one.member, key.number)).title).toBe('new');
    await t.core.publicKeys.delete(t.one.member, key.number);
    await expect(t.core.publicKeys.get(t.one.member, key.number)).rejects.toMatchObject(missing);
    const given = await t.core.publicKeys.create(t.admin, { title: 'a', key: line, userNumber: t.one.user.number });
    expect(given.key).toMatchObject({ userId: t.one.user.id, username: 'one' });
  });

  test('lists', async () => {
    const t = await openWithUsers();
    for (const { member } of [t.two, t.one]) await t.core.publicKeys.create(member, { title: `of ${member.username}`, key: line });
    const titles = (rows: Awaited<ReturnType<typeof t.core.publicKeys.list>>): string[] => rows.map(({ item }) => item.title);
    expect(titles(await t.core.publicKeys.list(t.admin, all))).toEqual(['of two', 'of one']);
    expect(titles(await t.core.publicKeys.list(t.admin, { ...all, sort: { field: 'title', descending: false } }))).toEqual([
      'of one',
      'of two',
    ]);
    expect(titles(await t.core.publicKeys.list(t.admin, { ...all, sort: { field: 'user_number', descending: true } }))).toEqual([
      'of two',
      'of one',
    ]);
    expect(titles(await t.core.publicKeys.list(t.admin, { ...all, userNumber: t.one.user.number }))).toEqual(['of one']);
    expect(titles(await t.core.publicKeys.list(t.one.member, all))).toEqual(['of one']);
    await expect(t.core.publicKeys.list(t.one.member, { ...all, userNumber: t.two.user.number })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { member: looking } = await newMember(t, { username: 'three', isReadonlyAdmin: true });
    expect(titles(await t.core.publicKeys.list(looking, all))).toEqual(['of two', 'of one']);
  });

  test('not with a key that may do less than its user', async () => {
    const t = await openWithUsers();
    const folder = await t.core.folders.create(t.one.member, { name: 'folder', parentId: null });
    const expiring = await t.core.keys.create(t.one.member, { name: 'k', expiresAt: t.clock.now + 1000 });
    for (const limited of [
      await withKey(t, t.one.member, { scopes: ['keys'] }),
      await withKey(t, t.one.member, { folderId: folder.id }),
      await t.core.keys.authenticate(expiring.secret),
    ]) {
      await expect(t.core.publicKeys.create(limited, { title: 'a', key: line })).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  test('a site may leave it to administrators', async () => {
    const t = await openWithUsers();
    await t.core.site.update(t.admin, { usersCanCreateSshKeys: false });
    await expect(t.core.publicKeys.create(t.one.member, { title: 'a', key: line })).rejects.toMatchObject({ code: 'forbidden' });
    await t.core.publicKeys.create(t.admin, { title: 'a', key: line, userNumber: t.one.user.number });
  });
});

test('nobody has SSH keys without end', async () => {
  const t = await openWithUsers();
  const { key } = await t.core.publicKeys.create(t.one.member, { title: 'first', key: line });
  const { number: first, userNumber: _number, username: _name, ...like } = key;
  await t.metadata.write(async (tx) => {
    for (let i = 1; i < 1000; i++) await tx.insertPublicKey({ ...like, fingerprintSha256: `SHA256:${i}` });
  });
  const another = { title: 'more', key: { algorithm: 'ed25519' } } as const;
  await expect(t.core.publicKeys.create(t.one.member, another)).rejects.toMatchObject({ code: 'conflict' });
  await t.core.publicKeys.delete(t.one.member, first);
  await t.core.publicKeys.create(t.one.member, another);
});
