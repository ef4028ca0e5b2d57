import { describe, expect, test } from 'vitest';
import { newMember, oneHour, openTestCore, put, withKey, type TestCore } from '../core.test-setup.ts';
import type { Member } from '../access/principal.ts';

const all = { filters: [], limit: 100 };

async function tree(t: TestCore, member: Member) {
  const { core } = t;
  const docs = await core.folders.create(member, { name: 'Docs', parentId: null });
  const deep = await core.folders.create(member, { name: 'Deep', parentId: docs.id });
  return {
    docs,
    deep,
    a: await put(t, member, { name: 'a.txt', folderId: docs.id }),
    b: await put(t, member, { name: 'b.txt', folderId: deep.id }),
    top: await put(t, member, { name: 'top.txt' }),
  };
}

async function opened() {
  const t = await openTestCore();
  const one = await newMember(t, { username: 'one', plan: 'team' });
  const files = await tree(t, one.member);
  const member = await t.core.keys.authenticate(one.secret);
  const numbers = async (who: Member, query: Partial<Parameters<typeof t.core.bundles.list>[1]> = {}): Promise<readonly number[]> =>
    (await t.core.bundles.list(who, { ...all, ...query })).map(({ item }) => item.share.number);
  return { ...t, ...files, user: one.user, member, numbers };
}

describe('making a link', () => {
  test('to files and folders by their paths, with all its terms', async () => {
    const t = await opened();
    const { number } = await t.core.groups.create(t.admin, { name: 'staff' });
    const { share, code, paths } = await t.core.bundles.create(t.member, {
      paths: ['docs', 'top.txt', '/DOCS/', 'Docs/Deep/b.txt'],
      password: 'pw',
      code: 'Spring-2025',
      permissions: 'read_write',
      startsAt: 5,
      expiresAt: t.clock.now + oneHour,
      maxUses: 3,
      requireRegistration: true,
      requireShareRecipient: true,
      skipName: true,
      skipEmail: true,
      skipCompany: true,
      groupNumber: number,
      description: 'd',
      note: 'n',
      internalName: 'i',
      profile: { inbox_id: 7 },
    });
    expect(paths).toEqual([
      { id: t.docs.id, path: 'Docs', isFolder: true },
      { id: t.top.id, path: 'top.txt', isFolder: false },
      { id: t.b.id, path: 'Docs/Deep/b.txt', isFolder: false },
    ]);
    expect(code).toBe('Spring-2025');
    expect(share).toMatchObject({
      ownerId: t.user.id,
      ownerNumber: t.user.number,
      ownerName: 'one',
      fileId: null,
      nodeCount: 3,
      passwordHash: 'hashed pw',
      permissions: 'read_write',
      startsAt: 5,
      expiresAt: t.clock.now + oneHour,
      maxUses: 3,
      requireRegistration: true,
      requireShareRecipient: true,
      skipName: true,
      groupNumber: number,
      description: 'd',
      note: 'n',
      internalName: 'i',
      profile: { inbox_id: 7 },
      deletedAt: null,
    });
    expect(await t.core.bundles.get(t.member, share.number)).toEqual({ share, code, paths });
    expect((await t.core.shares.list(t.member, { offset: 0, limit: 10 })).items).toMatchObject([
      { share: { id: share.id }, path: undefined },
    ]);
  });

  test('one entity: a bundle of one file is a share of the v2 API, and the other way round', async () => {
    const t = await opened();
    const { share } = await t.core.bundles.create(t.member, { paths: ['top.txt'] });
    expect(share).toMatchObject({ fileId: t.top.id, permissions: 'read', passwordVersion: 1 });
    expect((await t.core.shares.get(t.member, share.id)).token).toBe((await t.core.bundles.get(t.member, share.number)).code);
    const v2 = await t.core.shares.create(t.member, { fileId: t.a.id, allowDownload: false });
    expect(await t.core.bundles.get(t.member, v2.share.number)).toMatchObject({
      code: v2.token,
      share: { permissions: 'none' },
      paths: [{ path: 'Docs/a.txt' }],
    });
    expect((await t.core.shares.list(t.member, { offset: 0, limit: 10 })).items.map((link) => link.share.id)).toEqual([
      v2.share.id,
      share.id,
    ]);
    await t.core.bundles.update(t.member, v2.share.number, { paths: ['Docs'] });
    expect(await t.core.shares.get(t.member, v2.share.id)).toMatchObject({ share: { fileId: null }, path: 'Docs' });
    await t.core.shares.revoke(t.member, share.id);
    await expect(t.core.bundles.get(t.member, share.number)).rejects.toMatchObject({ code: 'not_found' });
    expect((await t.core.bundles.get(t.member, share.number, { ended: true })).share.deletedAt).toBe(t.clock.now);
  });

  test('needs paths that are there, seen and shareable', async () => {
    const t = await opened();
    const { member: two } = await newMember(t, { username: 'two', plan: 'team' });
    const { bundles } = t.core;
    for (const paths of [[], ['nothing'], ['top.txt', 'nothing'], ['top.txt/x']])
      await expect(bundles.create(t.member, { paths })).rejects.toMatchObject({ code: 'invalid', details: [{ field: 'paths' }] });
    // Whatever is missing to see it looks the same.
    await expect(bundles.create(two, { paths: ['../one/top.txt'] })).rejects.toMatchObject({ code: 'invalid', reason: undefined });
    const reader = await newMember(t, { username: 'reader', plan: 'team', rootId: t.docs.id, grants: ['readonly'] });
    const answers: string[] = [];
    for (const paths of [['a.txt'], ['Deep']]) {
      await bundles.create(reader.member, { paths }).then(
        () => answers.push('ok'),
        (error: { code: string; reason: string }) => answers.push(`${error.code} ${error.reason}`),
      );
    }
    expect(answers).toEqual(['forbidden needs_bundle', 'forbidden needs_bundle']);
    expect(await t.numbers(t.admin)).toEqual([]);
  });

  test('a code is chosen once, whatever the case, until its link is over', async () => {
    const t = await opened();
    const make = (code: string) => t.core.bundles.create(t.member, { paths: ['top.txt'], code });
    const first = await make('Spring');
    await expect(make('SPRING')).rejects.toMatchObject({ code: 'conflict', details: [{ field: 'code' }] });
    for (const code of ['ab', 'a b', 'a/b', 'ä-umlaut', '-dash', `${'x'.repeat(65)}`, '../etc'])
      await expect(make(code), code).rejects.toMatchObject({ code: 'invalid', reason: 'bad_code' });
    expect((await make('')).share.code).toBeNull();
    await t.core.bundles.delete(t.member, first.share.number);
    expect((await make('spring')).code).toBe('spring');
  });

  test('administrators make links for others, nobody else does', async () => {
    const t = await opened();
    const { member: two } = await newMember(t, { username: 'two', plan: 'team' });
    const made = await t.core.bundles.create(t.admin, { paths: ['one/top.txt'], ownerNumber: t.user.number });
    expect(made.share.ownerId).toBe(t.user.id);
    expect((await t.core.bundles.get(t.member, made.share.number)).paths).toEqual([{ id: t.top.id, path: 'top.txt', isFolder: false }]);
    expect((await t.core.bundles.create(t.member, { paths: ['top.txt'], ownerNumber: 0 })).share.ownerId).toBe(t.user.id);
    await expect(t.core.bundles.create(t.member, { paths: ['top.txt'], ownerNumber: two.userNumber })).rejects.toMatchObject({
      reason: 'not_for_other_users',
    });
    await expect(t.core.bundles.create(t.admin, { paths: ['one'], ownerNumber: 999 })).rejects.toMatchObject({ reason: 'user_missing' });
  });

  test('the plan and the site limit how long it lasts, and the site can want a password', async () => {
    const t = await opened();
    const free = await newMember(t, { username: 'free' });
    await put(t, free.member, { name: 'x' });
    const make = (member: Member, terms: object) =>
      t.core.bundles.create(member, { paths: [member === free.member ? 'x' : 'top.txt'], ...terms });
    expect((await make(free.member, {})).share.expiresAt).toBe(t.clock.now + 24 * oneHour);
    await expect(make(free.member, { expiresAt: t.clock.now + 25 * oneHour })).rejects.toMatchObject({
      details: [{ field: 'expires_at' }],
    });

    await t.core.site.update(t.admin, { bundleExpirationDays: 7, bundlePasswordRequired: true });
    const known = await make(t.member, { password: 'pw', expiresAt: t.clock.now + oneHour });
    expect((await make(t.member, { password: 'pw' })).share.expiresAt).toBe(t.clock.now + 7 * 24 * oneHour);
    await expect(make(t.member, { password: 'pw', expiresAt: t.clock.now + 200 * oneHour })).rejects.toMatchObject({
      details: [{ field: 'expires_at', message: 'at most 7 days on this site' }],
    });
    for (const password of [undefined, null, ''])
      await expect(make(t.member, { password })).rejects.toMatchObject({ details: [{ field: 'password' }] });
    await expect(t.core.bundles.update(t.member, known.share.number, { password: null })).rejects.toMatchObject({ code: 'invalid' });
    await expect(t.core.shares.create(t.member, { fileId: t.top.id, allowDownload: true })).rejects.toMatchObject({ code: 'invalid' });
    await expect(make(t.member, { password: 'pw', bypassesExpiration: true })).rejects.toMatchObject({ code: 'invalid' });
    const bypassing = await t.core.bundles.create(t.admin, { paths: ['one'], password: 'pw', bypassesExpiration: true });
    expect(bypassing.share.expiresAt).toBeNull();
  });

  test('terms that make no sense are refused, each by its name', async () => {
    const t = await opened();
    for (const [terms, field] of [
      [{ maxUses: 0 }, 'max_uses'],
      [{ maxUses: 1.5 }, 'max_uses'],
      [{ groupNumber: 99 }, 'group_id'],
      [{ description: 'x'.repeat(10_001) }, 'description'],
      [{ note: 'x'.repeat(10_001) }, 'note'],
    ] as const) {
      await expect(t.core.bundles.create(t.member, { paths: ['top.txt'], ...terms })).rejects.toMatchObject({ details: [{ field }] });
    }
    expect(await t.numbers(t.admin)).toEqual([]);
  });
});

test('a code is free again when nothing is left of what it led to', async () => {
  const t = await opened();
  await t.core.bundles.create(t.member, { paths: ['top.txt'], code: 'spring' });
  await t.core.files.delete(t.member, t.top.id);
  const { code } = await t.core.bundles.create(t.member, { paths: ['Docs'], code: 'spring' });
  expect((await t.core.shares.open(code)).nodes.map(({ name }) => name)).toEqual(['Docs']);
});

test('the v2 API shows the link that leads there: by the code, where somebody chose one', async () => {
  const t = await opened();
  const { share } = await t.core.bundles.create(t.member, { paths: ['top.txt'], code: 'Spring' });
  expect((await t.core.shares.get(t.member, share.id)).token).toBe('Spring');
});

test('a key for one folder sees nothing of a share of which nothing is left', async () => {
  const t = await opened();
  const { share } = await t.core.bundles.create(t.member, { paths: ['top.txt'] });
  const inDocs = await withKey(t, t.member, { folderId: t.docs.id });
  const { visitor } = await t.core.shares.open((await t.core.bundles.get(t.member, share.number)).code);
  if (visitor === undefined) throw new Error('the share is not open');
  await t.core.sharedTree.recordDownload(visitor, t.top, 'file');
  await t.core.files.delete(t.member, t.top.id);
  expect(await t.numbers(t.member, { ended: true })).toEqual([share.number]);
  expect(await t.numbers(inDocs, { ended: true })).toEqual([]);
  expect(await t.core.sharePeople.actions(t.member, all)).toHaveLength(1);
  expect(await t.core.sharePeople.actions(inDocs, all)).toEqual([]);
  await expect(t.core.bundles.get(inDocs, share.number, { ended: true })).rejects.toMatchObject({ code: 'not_found' });
});

describe('changing a link', () => {
  test('sent back as it was shown, it changes nothing', async () => {
    const t = await opened();
    const before = await t.core.bundles.create(t.member, { paths: ['Docs', 'top.txt'], expiresAt: t.clock.now + 90_500, maxUses: 2 });
    const { share } = before;
    t.clock.now += 1000;
    const after = await t.core.bundles.update(t.member, share.number, {
      paths: before.paths.map(({ path }) => path),
      code: before.code,
      expiresAt: Math.floor((share.expiresAt ?? 0) / 1000) * 1000,
      maxUses: share.maxUses,
      permissions: share.permissions,
      ownerNumber: share.ownerNumber,
      requireRegistration: share.requireRegistration,
      description: share.description,
    });
    expect(after).toEqual(before);
  });

  test('with the paths that it shows keeps what is in the trash for now, and asks for no right', async () => {
    const t = await opened();
    const { share, paths } = await t.core.bundles.create(t.member, { paths: ['Docs', 'top.txt'] });
    const item = await t.core.trash.putFile(t.member, t.top.id);
    const shown = await t.core.bundles.get(t.member, share.number);
    expect(shown.paths).toMatchObject([{ path: 'Docs' }]);
    await t.core.bundles.update(t.member, share.number, { paths: ['docs/'], description: 'new' });
    await t.core.trash.restore(t.member, item);
    expect(await t.core.bundles.get(t.member, share.number)).toMatchObject({ paths, share: { description: 'new' } });
    await t.core.bundles.update(t.member, share.number, { paths: ['top.txt'] });
    expect((await t.core.bundles.get(t.member, share.number)).paths).toMatchObject([{ path: 'top.txt' }]);
  });

  test('of everything', async () => {
    const t = await opened();
    const { share, code } = await t.core.bundles.create(t.member, { paths: ['Docs'], profile: { a: 1, b: 2 } });
    const changed = await t.core.bundles.update(t.member, share.number, {
      paths: ['top.txt', 'Docs/Deep'],
      code: 'autumn',
      password: 'pw',
      permissions: 'full',
      profile: { b: 3 },
    });
    expect(changed.paths.map(({ path }) => path)).toEqual(['top.txt', 'Docs/Deep']);
    expect(changed.share).toMatchObject({ code: 'autumn', permissions: 'full', passwordVersion: 2, profile: { a: 1, b: 3 } });
    // The token is retired, and comes back when there is no code.
    await expect(t.core.shares.open(code)).rejects.toMatchObject({ code: 'not_found' });
    expect((await t.core.shares.open('AUTUMN')).share.number).toBe(share.number);
    expect((await t.core.bundles.update(t.member, share.number, { code: null })).code).toBe(code);
    expect((await t.core.shares.open(code)).share.number).toBe(share.number);
    await expect(t.core.shares.open('autumn')).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.bundles.update(t.member, share.number, { paths: [] })).rejects.toMatchObject({ code: 'invalid' });
    await t.core.bundles.update(t.admin, share.number, { ownerNumber: t.admin.userNumber });
    await expect(t.core.bundles.get(t.member, share.number)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('who manages which links', () => {
  test('owners their own, administrators all, a key for one folder those of what is in it', async () => {
    const t = await opened();
    const { member: two } = await newMember(t, { username: 'two', plan: 'team' });
    await put(t, two, { name: 'theirs' });
    const mine = (await t.core.bundles.create(t.member, { paths: ['top.txt'] })).share.number;
    const inside = (await t.core.bundles.create(t.member, { paths: ['Docs/Deep', 'Docs/a.txt'] })).share.number;
    const theirs = (await t.core.bundles.create(two, { paths: ['theirs'] })).share.number;
    const limited = await withKey(t, t.member, { folderId: t.docs.id });
    const member = await t.core.keys.authenticate((await t.core.keys.create(t.member, { name: 'again' })).secret);
    const scopeless = await withKey(t, member, { scopes: ['files:read', 'files:write'] });

    expect(await t.numbers(t.admin)).toEqual([mine, inside, theirs]);
    expect(await t.numbers(member)).toEqual([mine, inside]);
    expect(await t.numbers(limited)).toEqual([inside]);
    expect(await t.numbers(two)).toEqual([theirs]);
    expect(await t.numbers(t.admin, { ownerNumber: two.userNumber })).toEqual([theirs]);
    expect(await t.numbers(member, { ownerNumber: two.userNumber })).toEqual([]);
    await expect(t.numbers(scopeless)).rejects.toMatchObject({ code: 'forbidden' });

    expect((await t.core.bundles.get(limited, inside)).paths.map(({ path }) => path)).toEqual(['Deep', 'a.txt']);
    for (const [who, number] of [
      [limited, mine],
      [member, theirs],
      [two, mine],
      [member, 999],
    ] as const) {
      await expect(t.core.bundles.get(who, number)).rejects.toMatchObject({ code: 'not_found' });
      await expect(t.core.bundles.update(who, number, { note: 'x' })).rejects.toMatchObject({ code: 'not_found' });
      await expect(t.core.bundles.delete(who, number)).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(t.core.bundles.get(scopeless, mine)).rejects.toMatchObject({ code: 'forbidden' });
    await t.core.bundles.delete(t.admin, theirs);
    expect(await t.numbers(two)).toEqual([]);
    expect(await t.numbers(two, { ended: true })).toEqual([theirs]);
  });

  test('a link is over when it is deleted, or when all that it leads to is', async () => {
    const t = await opened();
    const [first, second] = [
      await t.core.bundles.create(t.member, { paths: ['top.txt', 'Docs/a.txt'] }),
      await t.core.bundles.create(t.member, { paths: ['Docs/a.txt'] }),
    ];
    await t.core.files.delete(t.member, t.a.id);
    expect(await t.core.bundles.get(t.member, first.share.number)).toMatchObject({
      share: { fileId: t.top.id },
      paths: [{ path: 'top.txt' }],
    });
    expect(await t.numbers(t.member)).toEqual([first.share.number]);
    expect(await t.numbers(t.member, { ended: true })).toEqual([second.share.number]);
    await expect(t.core.shares.open(second.code)).rejects.toMatchObject({ code: 'not_found' });
    await t.core.bundles.delete(t.member, first.share.number);
    await expect(t.core.bundles.delete(t.member, first.share.number)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.bundles.update(t.member, first.share.number, { note: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.shares.open(first.code)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a list finds a link by its code, the chosen one or the token', async () => {
    const t = await opened();
    const chosen = await t.core.bundles.create(t.member, { paths: ['top.txt'], code: 'Spring' });
    const plain = await t.core.bundles.create(t.member, { paths: ['top.txt'] });
    const by = (op: 'eq' | 'prefix', value: string) => t.numbers(t.member, { filters: [{ field: 'code', op, value }] });
    expect(await by('eq', 'spring')).toEqual([chosen.share.number]);
    expect(await by('prefix', 'SPR')).toEqual([chosen.share.number]);
    expect(await by('eq', plain.code)).toEqual([plain.share.number]);
    expect(await by('eq', plain.code.slice(1))).toEqual([]);
    expect(await t.numbers(t.admin, { filters: [{ field: 'code', op: 'eq', value: plain.code }] })).toEqual([plain.share.number]);
  });
});

describe('people', () => {
  test('recipients are kept with when the link was given to them', async () => {
    const t = await opened();
    const { share } = await t.core.bundles.create(t.member, { paths: ['top.txt'] });
    const { sharePeople } = t.core;
    await sharePeople.addRecipient(t.member, share.number, { recipient: 'Anna@example.com', name: 'Anna' }, { send: false });
    await expect(
      sharePeople.addRecipient(t.member, share.number, { recipient: 'anna@EXAMPLE.com' }, { send: false }),
    ).rejects.toMatchObject({
      reason: 'recipient_exists',
    });
    await sharePeople.share(t.member, share.number, [{ recipient: 'anna@example.com', note: 'hi' }, { recipient: 'ben@example.com' }]);
    const found = await sharePeople.recipients(t.member, { ...all, shareNumber: share.number });
    expect(found.map(({ item }) => [item.recipient, item.name, item.note, item.sentAt])).toEqual([
      ['anna@example.com', 'Anna', 'hi', t.clock.now],
      ['ben@example.com', null, null, t.clock.now],
    ]);
    for (const recipient of ['', 'nobody', 'a@b,c@d', '<a@b>', `${'x'.repeat(300)}@example.com`])
      await expect(sharePeople.share(t.member, share.number, [{ recipient: 'good@example.com' }, { recipient }])).rejects.toMatchObject({
        code: 'invalid',
      });
    await expect(sharePeople.share(t.member, share.number, [])).rejects.toMatchObject({ code: 'invalid' });
    const { member: two } = await newMember(t, { username: 'two' });
    await expect(sharePeople.share(two, share.number, [{ recipient: 'a@b' }])).rejects.toMatchObject({ code: 'not_found' });
    await expect(sharePeople.recipients(two, { ...all, shareNumber: share.number })).rejects.toMatchObject({ code: 'not_found' });
    expect(await sharePeople.recipients(t.admin, { ...all, shareNumber: share.number })).toHaveLength(2);
  });
});
