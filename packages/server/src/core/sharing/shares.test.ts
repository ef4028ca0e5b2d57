import { describe, expect, test } from 'vitest';
import { bytesOf, clients, newMember, oneHour, openTestCore, put, withKey, type TestCore } from '../core.test-setup.ts';
import { newId } from '../ids.ts';
import type { Member } from '../access/principal.ts';
import type { NewShare } from './shares.ts';
import { rightsOfShare } from '../access/visitor-rights.ts';

const page = { offset: 0, limit: 100 };

async function shared(wanted: Partial<NewShare> = {}) {
  const t = await openTestCore();
  const file = await put(t, t.admin, { name: 'shared', bytes: 'what is shared' });
  const link = await t.core.shares.create(t.admin, { fileId: file.id, allowDownload: true, ...wanted });
  return { ...t, file, link };
}

const visit = async ({ core }: Pick<TestCore, 'core'>, token: string, proof?: string) => core.shares.open(token, { proof });

test('a link leads to its file and to nothing else', async () => {
  const t = await shared();
  const other = await put(t, t.admin, { name: 'other' });
  const { share, file, locked, visitor } = await visit(t, t.link.token);
  expect({ share, file, locked, visitor }).toMatchObject({
    share: { id: t.link.share.id },
    file: t.file,
    locked: false,
    visitor: { kind: 'visitor', nodeIds: new Set([t.file.id]), rights: rightsOfShare.read },
  });
  if (visitor === undefined) throw new Error('there is no visitor');
  expect(String(await bytesOf(t, visitor, t.file.id))).toBe('what is shared');
  for (const id of [other.id, newId('file')]) {
    await expect(t.core.files.get(visitor, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.files.open(visitor, id)).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(t.link.token).toMatch(/^[\w-]{22}$/);
});

test('without allow_download the file is shown, its bytes are not', async () => {
  const t = await shared({ allowDownload: false });
  const { visitor } = await visit(t, t.link.token);
  if (visitor === undefined) throw new Error('there is no visitor');
  expect(await t.core.files.get(visitor, t.file.id)).toEqual(t.file);
  await expect(t.core.files.open(visitor, t.file.id)).rejects.toMatchObject({ code: 'forbidden' });
});

test('the token is in no row, and comes back whenever the owner asks', async () => {
  const t = await shared({ password: 'open sesame' });
  const stored = await t.metadata.findShare(t.link.share.id);
  expect(JSON.stringify(stored)).not.toContain(t.link.token);
  expect(Object.values(stored ?? {}).some((value) => Buffer.isBuffer(value) && value.equals(Buffer.from(t.link.token, 'base64url')))).toBe(
    false,
  );
  expect(stored?.passwordHash).toBe('hashed open sesame');
  expect((await t.core.shares.get(t.admin, t.link.share.id)).token).toBe(t.link.token);
  expect((await t.core.shares.list(t.admin, page)).items).toEqual([await t.core.shares.get(t.admin, t.link.share.id)]);
  await t.close({ keepFolder: true });
  const again = await openTestCore({ folder: t.folder });
  expect((await again.core.shares.get(again.admin, t.link.share.id)).token).toBe(t.link.token);
  expect((await visit(again, t.link.token)).locked).toBe(true);
});

test('unknown tokens look missing', async () => {
  const t = await shared();
  for (const token of ['', 'x', t.link.token.slice(0, -1), `${t.link.token}x`, t.link.token.toUpperCase(), t.link.share.id]) {
    await expect(visit(t, token), token).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.shares.unlock(token, 'x', 'address'), token).rejects.toMatchObject({ code: 'not_found' });
  }
});

describe('expiry', () => {
  test('is gone from that moment on, and can be put off', async () => {
    const t = await shared({ expiresInHours: 2 });
    expect(t.link.share.expiresAt).toBe(t.clock.now + 2 * oneHour);
    t.clock.now += 2 * oneHour - 1;
    await visit(t, t.link.token);
    t.clock.now += 1;
    await expect(visit(t, t.link.token)).rejects.toMatchObject({ code: 'gone' });
    await expect(t.core.shares.unlock(t.link.token, '', 'address')).rejects.toMatchObject({ code: 'gone' });
    await t.core.shares.update(t.admin, t.link.share.id, { expiresInHours: 1 });
    await visit(t, t.link.token);
    await t.core.shares.update(t.admin, t.link.share.id, { expiresInHours: null });
    t.clock.now += 1e6 * oneHour;
    await visit(t, t.link.token);
  });

  test('the plan limits it: none asked for means the longest there is', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'one' });
    const file = await put(t, member, { name: 'x' });
    const make = (expiresInHours?: number | null) => t.core.shares.create(member, { fileId: file.id, allowDownload: true, expiresInHours });
    for (const hours of [undefined, null, 24]) expect((await make(hours)).share.expiresAt).toBe(t.clock.now + 24 * oneHour);
    expect((await make(0.5)).share.expiresAt).toBe(t.clock.now + oneHour / 2);
    await expect(make(25)).rejects.toMatchObject({ code: 'invalid' });
    const { share } = await make(1);
    await expect(t.core.shares.update(member, share.id, { expiresInHours: 25 })).rejects.toMatchObject({ code: 'invalid' });
    expect((await t.core.shares.update(member, share.id, { expiresInHours: null })).share.expiresAt).toBe(t.clock.now + 24 * oneHour);
  });
});

describe('a password', () => {
  test('keeps the visitor out until it is given', async () => {
    const t = await shared({ password: 'open sesame' });
    expect(await visit(t, t.link.token)).toMatchObject({ locked: true, visitor: undefined });
    await expect(t.core.shares.unlock(t.link.token, 'wrong', 'address')).rejects.toMatchObject({ code: 'invalid_credentials' });
    const { proof, proofExpiresAt, visitor } = await t.core.shares.unlock(t.link.token, 'open sesame', 'address');
    expect(visitor).toMatchObject({ kind: 'visitor', nodeIds: new Set([t.file.id]), rights: rightsOfShare.read });
    expect(await visit(t, t.link.token, proof)).toMatchObject({ locked: false, visitor });
    t.clock.now = proofExpiresAt - 1;
    expect(await visit(t, t.link.token, proof)).toMatchObject({ locked: false });
    t.clock.now = proofExpiresAt;
    expect(await visit(t, t.link.token, proof)).toMatchObject({ locked: true });
  });

  test('a proof is good for its share, its password and its time only', async () => {
    const t = await shared({ password: 'one' });
    const other = await t.core.shares.create(t.admin, { fileId: t.file.id, allowDownload: true, password: 'one' });
    const { proof, proofExpiresAt } = await t.core.shares.unlock(t.link.token, 'one', 'address');
    const [, mac = ''] = proof.split('.');
    const forged = [
      '',
      '.',
      mac,
      `${proofExpiresAt + 1}.${mac}`,
      `${proofExpiresAt}.`,
      `${proof}x`,
      proof.slice(0, -1),
      `1e20.${mac}`,
      `NaN.${mac}`,
      ` ${proof}`,
      proof.replace('.', '..'),
    ];
    for (const text of forged) expect(await visit(t, t.link.token, text), text).toMatchObject({ locked: true });
    expect(await visit(t, other.token, proof)).toMatchObject({ locked: true });
    await t.core.shares.update(t.admin, t.link.share.id, { allowDownload: false });
    expect(await visit(t, t.link.token, proof)).toMatchObject({ locked: false, visitor: { rights: rightsOfShare.none } });
    await t.core.shares.update(t.admin, t.link.share.id, { password: 'one' });
    expect(await visit(t, t.link.token, proof)).toMatchObject({ locked: true });
    await t.core.shares.update(t.admin, t.link.share.id, { password: null });
    expect(await visit(t, t.link.token)).toMatchObject({ locked: false });
    await t.core.shares.update(t.admin, t.link.share.id, { password: 'two' });
    expect(await visit(t, t.link.token, proof)).toMatchObject({ locked: true });
  });

  test('64 guesses at once: ten are tried, and the right one comes too late', async () => {
    const t = await shared({ password: 'right' });
    const results = await Promise.allSettled(
      Array.from({ length: 64 }, (_, i) => t.core.shares.unlock(t.link.token, i < 60 ? `wrong ${i}` : 'right', `address ${i}`)),
    );
    const codes = results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'open'));
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(54);
    t.clock.now += 15 * 60_000;
    await t.core.shares.unlock(t.link.token, 'right', 'address');
  });

  test('the right password, 64 times at once and again, is hashed once and never refused', async () => {
    const t = await shared({ password: 'right' });
    let counted = 0;
    const count = t.metadata.count.bind(t.metadata);
    t.metadata.count = async (...args) => {
      counted += 1;
      return count(...args);
    };
    const unlock = async (password: string): Promise<string> =>
      t.core.shares.unlock(t.link.token, password, 'address').then(
        () => 'open',
        (error: { code: string }) => error.code,
      );
    const all = async (password: string): Promise<ReadonlySet<string>> =>
      new Set(await Promise.all(Array.from({ length: 64 }, async () => unlock(password))));
    expect(await all('right')).toEqual(new Set(['open']));
    // For the share and for the address.
    expect(counted).toBe(2);
    expect(await all('right')).toEqual(new Set(['open']));
    expect(counted).toBe(2);

    t.clock.now += 5 * 60_000;
    expect(await unlock('right')).toBe('open');
    expect(counted).toBe(4);

    await t.core.shares.update(t.admin, t.link.share.id, { password: 'another' });
    expect(await unlock('right')).toBe('invalid_credentials');
    const other = await t.core.shares.create(t.admin, { fileId: t.file.id, allowDownload: true, password: 'not right' });
    await expect(t.core.shares.unlock(other.token, 'another', 'address')).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  test('64 times the same wrong password at once counts like 64 guesses', async () => {
    const t = await shared({ password: 'right' });
    const results = await Promise.allSettled(
      Array.from({ length: 64 }, (_, i) => t.core.shares.unlock(t.link.token, 'wrong', `address ${i}`)),
    );
    const codes = results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'open'));
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(54);
  });

  test.each(clients)('$client has thirty guesses at all shares together; right ones are free', async ({ addressOf, another }) => {
    const t = await openTestCore();
    const links = [];
    for (let i = 0; i < 4; i++) {
      const file = await put(t, t.admin, { name: `${i}` });
      links.push((await t.core.shares.create(t.admin, { fileId: file.id, allowDownload: true, password: 'right' })).token);
    }
    for (let i = 0; i < 40; i++) await t.core.shares.unlock(links[i % 4] ?? '', 'right', addressOf(i));
    const codes: string[] = [];
    for (let i = 0; i < 36; i++)
      await t.core.shares.unlock(links[i % 4] ?? '', 'wrong', addressOf(i)).catch((error: { code: string }) => codes.push(error.code));
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(30);
    await t.core.shares.unlock(links[0] ?? '', 'right', another);
  });
});

describe('a link rests', () => {
  test('is over when it is revoked, and when its file is deleted', async () => {
    const t = await shared();
    const second = await t.core.shares.create(t.admin, { fileId: t.file.id, allowDownload: true });
    await t.core.shares.revoke(t.admin, t.link.share.id);
    await expect(visit(t, t.link.token)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.shares.get(t.admin, t.link.share.id)).rejects.toMatchObject({ code: 'not_found' });
    await visit(t, second.token);
    await t.core.files.delete(t.admin, t.file.id);
    await expect(visit(t, second.token)).rejects.toMatchObject({ code: 'not_found' });
    expect(await t.core.shares.list(t.admin, page)).toEqual({ items: [], total: 0 });
  });

  test('while its owner is disabled or does not see the file', async () => {
    const t = await openTestCore();
    const { member, user } = await newMember(t, { username: 'one' });
    const file = await put(t, member, { name: 'x' });
    const { token } = await t.core.shares.create(member, { fileId: file.id, allowDownload: true });
    await t.core.users.update(t.admin, user.id, { disabled: true });
    await expect(visit(t, token)).rejects.toMatchObject({ code: 'not_found' });
    await t.core.users.update(t.admin, user.id, { disabled: false });
    await visit(t, token);
    await t.core.files.update(t.admin, file.id, { folderId: t.admin.rootId });
    await expect(visit(t, token)).rejects.toMatchObject({ code: 'not_found' });
    await t.core.files.update(t.admin, file.id, { folderId: user.rootId, name: 'renamed' });
    expect((await visit(t, token)).file?.name).toBe('renamed');
  });

  test('shows the newest version of its file', async () => {
    const t = await shared();
    await put(t, t.admin, { name: 'shared', bytes: 'new' });
    const { visitor } = await visit(t, t.link.token);
    if (visitor === undefined) throw new Error('there is no visitor');
    expect(String(await bytesOf(t, visitor, t.file.id))).toBe('new');
  });
});

test('only so many visitors come in, and those who manage it say how many', async () => {
  const t = await shared({ maxUses: 1 });
  expect(t.link).toMatchObject({ share: { maxUses: 1, uses: 0 }, path: 'shared' });
  const live = async (): Promise<number | null> => (await t.core.files.describe(t.admin, t.file.id)).liveShares;
  expect(await live()).toBe(1);
  await visit(t, t.link.token);
  expect((await t.core.shares.get(t.admin, t.link.share.id)).share).toMatchObject({ maxUses: 1, uses: 1 });
  await expect(visit(t, t.link.token)).rejects.toMatchObject({ reason: 'uses_up' });
  expect(await live()).toBe(0);
  for (const maxUses of [0, -1, 1.5])
    await expect(t.core.shares.update(t.admin, t.link.share.id, { maxUses })).rejects.toMatchObject({ details: [{ field: 'max_uses' }] });
  expect((await t.core.shares.update(t.admin, t.link.share.id, { maxUses: 2 })).share).toMatchObject({ maxUses: 2, uses: 1 });
  await visit(t, t.link.token);
  await expect(visit(t, t.link.token)).rejects.toMatchObject({ reason: 'uses_up' });
  await t.core.shares.update(t.admin, t.link.share.id, { maxUses: null });
  await visit(t, t.link.token);
  expect(await live()).toBe(1);
});

test('who gets to know how many links lead to a file', async () => {
  const t = await openTestCore();
  const { member, user } = await newMember(t, { username: 'one', plan: 'team' });
  const file = await put(t, member, { name: 'file' });
  const live = async (who: Member): Promise<number | null> => (await t.core.files.describe(who, file.id)).liveShares;
  await t.core.shares.create(t.admin, { fileId: file.id, allowDownload: true });
  await t.core.shares.create(member, { fileId: file.id, allowDownload: true, expiresInHours: 1 });
  // One's own, and everybody's for an administrator.
  expect([await live(member), await live(t.admin)]).toEqual([1, 2]);
  expect(await live(await withKey(t, member, { scopes: ['files:read'] }))).toBeNull();
  t.clock.now += oneHour;
  expect([await live(member), await live(t.admin)]).toEqual([0, 1]);
  expect((await t.metadata.findUser(user.id))?.isAdmin).toBe(false);
});

test('who manages which shares', async () => {
  const t = await openTestCore();
  const [one, two] = [await newMember(t, { username: 'one' }), await newMember(t, { username: 'two' })];
  const folder = await t.core.folders.create(one.member, { name: 'folder', parentId: null });
  const files = [
    await put(t, one.member, { name: 'a' }),
    await put(t, one.member, { name: 'b', folderId: folder.id }),
    await put(t, two.member, { name: 'c' }),
  ];
  const owners: readonly Member[] = [one.member, one.member, two.member];
  const ids: string[] = [];
  for (const [i, file] of files.entries())
    ids.push((await t.core.shares.create(owners[i] ?? t.admin, { fileId: file.id, allowDownload: true })).share.id);
  const [a = '', b = '', c = ''] = ids;
  const idsSeen = async (member: Member, fileId?: string) =>
    (await t.core.shares.list(member, { ...page, fileId })).items.map(({ share }) => share.id);
  const limited = await withKey(t, one.member, { folderId: folder.id });
  // The limited key made a new root in the tree of `one`.
  const oneNow = await t.core.keys.authenticate(one.secret);

  expect(await idsSeen(t.admin)).toEqual([c, b, a]);
  expect(await idsSeen(oneNow)).toEqual([b, a]);
  expect(await idsSeen(two.member)).toEqual([c]);
  expect(await idsSeen(oneNow, files[0]?.id)).toEqual([a]);
  expect(await idsSeen(limited, files[1]?.id)).toEqual([b]);
  expect(await idsSeen(limited)).toEqual([b]);
  await expect(idsSeen(limited, files[0]?.id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(idsSeen(two.member, files[0]?.id)).rejects.toMatchObject({ code: 'not_found' });
  expect((await t.core.shares.get(limited, b)).share.id).toBe(b);
  for (const [member, id] of [
    [limited, a],
    [two.member, a],
    [two.member, newId('share')],
    [oneNow, c],
  ] as const) {
    await expect(t.core.shares.get(member, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.shares.update(member, id, { allowDownload: false })).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.shares.revoke(member, id)).rejects.toMatchObject({ code: 'not_found' });
  }
  await t.core.shares.revoke(t.admin, c);
  expect(await idsSeen(t.admin)).toEqual([b, a]);
});

describe('what a link leads to, and what it allows', () => {
  async function opened() {
    const t = await openTestCore();
    const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
    const file = await put(t, t.admin, { name: 'file', folderId: folder.id });
    const create = (wanted: Partial<NewShare>) => t.core.shares.create(t.admin, { allowDownload: true, ...wanted });
    return { ...t, folder, file, create };
  }

  test('a file, a folder or several of both, in place of each other', async () => {
    const t = await opened();
    const { shares } = t.core;
    const one = await t.create({ fileId: t.file.id });
    expect(one).toMatchObject({ share: { fileId: t.file.id, nodeCount: 1 }, path: 'folder/file', status: 'active' });
    const { share } = await t.create({ folderId: t.folder.id });
    expect(await shares.get(t.admin, share.id)).toMatchObject({
      share: { fileId: null, nodeCount: 1 },
      path: 'folder',
      items: [{ id: t.folder.id, path: 'folder', isFolder: true }],
    });
    const several = await t.create({ ids: [t.file.id, t.folder.id, t.file.id] });
    expect(several).toMatchObject({
      share: { fileId: null, nodeCount: 2 },
      path: undefined,
      items: [{ id: t.file.id }, { id: t.folder.id }],
    });
    const listed = await shares.list(t.admin, page);
    expect(listed.items.map(({ share: { id }, items }) => [id, items.length])).toEqual([
      [several.share.id, 0],
      [share.id, 1],
      [one.share.id, 1],
    ]);
    const idsOf = async (query: object) => (await shares.list(t.admin, { ...page, ...query })).items.map(({ share: { id } }) => id);
    expect(await idsOf({ fileId: t.file.id })).toEqual([several.share.id, one.share.id]);
    expect(await idsOf({ folderId: t.folder.id })).toEqual([several.share.id, share.id]);
    await expect(idsOf({ fileId: t.file.id, folderId: t.folder.id })).rejects.toMatchObject({ code: 'invalid' });

    expect(await shares.update(t.admin, share.id, { ids: [t.file.id] })).toMatchObject({
      share: { fileId: t.file.id },
      path: 'folder/file',
    });
    expect(await shares.update(t.admin, share.id, { folderId: null })).toMatchObject({ share: { fileId: null, nodeCount: 1 }, path: '' });
    for (const targets of [{}, { fileId: t.file.id, folderId: t.folder.id }, { ids: [] }])
      await expect(t.create(targets), JSON.stringify(targets)).rejects.toMatchObject({ code: 'invalid' });
    for (const targets of [{ fileId: t.folder.id }, { folderId: t.file.id }, { ids: [t.file.id, newId('file')] }, { ids: ['nonsense'] }])
      await expect(t.create(targets), JSON.stringify(targets)).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each<[Partial<NewShare>, 'file' | 'folder', string]>([
    [{}, 'file', 'read'],
    [{ allowPreview: false }, 'folder', 'read'],
    [{ allowDownload: false }, 'file', 'none'],
    [{ allowDownload: false }, 'folder', 'preview_only'],
    [{ allowDownload: false, allowPreview: true }, 'file', 'preview_only'],
    [{ allowDownload: false, allowPreview: false }, 'folder', 'none'],
    [{ kind: 'upload', allowDownload: true }, 'folder', 'write'],
    [{ kind: 'upload', allowDownload: false }, 'folder', 'write'],
  ])('%j of a %s is %s', async (wanted, kind, permissions) => {
    const t = await opened();
    const target = kind === 'file' ? { fileId: t.file.id } : { folderId: t.folder.id };
    expect((await t.create({ ...target, ...wanted })).share.permissions).toBe(permissions);
  });

  test('changes of what is allowed leave the rest as it was', async () => {
    const t = await opened();
    const { share } = await t.create({ folderId: t.folder.id });
    const change = async (what: Parameters<typeof t.core.shares.update>[2]) =>
      (await t.core.shares.update(t.admin, share.id, what)).share.permissions;
    expect(await change({ title: 'x' })).toBe('read');
    expect(await change({ allowDownload: false })).toBe('preview_only');
    expect(await change({ allowPreview: false })).toBe('none');
    expect(await change({ kind: 'download' })).toBe('none');
    expect(await change({ kind: 'upload' })).toBe('write');
    expect(await change({ allowDownload: true })).toBe('write');
    expect(await change({ kind: 'download' })).toBe('read');
    await t.core.bundles.update(t.admin, share.number, { permissions: 'full' });
    expect(await change({ allowDownload: true })).toBe('full');
    expect(await change({ allowDownload: false })).toBe('preview_only');
    // Nobody puts files into a file.
    for (const what of [
      { kind: 'upload', fileId: t.file.id },
      { kind: 'upload', ids: [t.folder.id] },
    ] as const)
      await expect(change(what)).rejects.toMatchObject({ code: 'invalid', details: [{ field: 'kind' }] });
    await expect(t.create({ kind: 'upload', fileId: t.file.id })).rejects.toMatchObject({ details: [{ field: 'kind' }] });
    expect(await change({ kind: 'upload' })).toBe('write');
    await expect(change({ fileId: t.file.id })).rejects.toMatchObject({ details: [{ field: 'kind' }] });
    expect(await change({ kind: 'download', fileId: t.file.id })).toBe('read');
    await expect(change({ kind: 'upload' })).rejects.toMatchObject({ details: [{ field: 'kind' }] });
  });

  test('slug, title, message and times; what is wrong is told in the words of the door', async () => {
    const t = await opened();
    const terms = { slug: 'Spring-2025', title: 'T', message: 'M', startsAt: t.clock.now + oneHour, expiresAt: t.clock.now + 2 * oneHour };
    const made = await t.create({ fileId: t.file.id, ...terms });
    expect(made).toMatchObject({
      token: 'Spring-2025',
      status: 'scheduled',
      share: { code: 'Spring-2025', title: 'T', description: 'M', startsAt: terms.startsAt, expiresAt: terms.expiresAt },
    });
    await expect(t.create({ fileId: t.file.id, slug: 'spring-2025' })).rejects.toMatchObject({
      code: 'conflict',
      details: [{ field: 'slug' }],
    });
    await expect(t.create({ fileId: t.file.id, expiresAt: 5, expiresInHours: 1 })).rejects.toMatchObject({ code: 'invalid' });
    const statuses = async (status: 'active' | 'scheduled' | 'expired') => (await t.core.shares.list(t.admin, { ...page, status })).total;
    expect([await statuses('scheduled'), await statuses('active')]).toEqual([1, 0]);
    t.clock.now += oneHour;
    expect([await statuses('scheduled'), await statuses('active')]).toEqual([0, 1]);
    t.clock.now += oneHour;
    expect([await statuses('active'), await statuses('expired')]).toEqual([0, 1]);
    const after = await t.core.shares.update(t.admin, made.share.id, {
      slug: null,
      title: null,
      message: null,
      expiresAt: null,
      startsAt: null,
    });
    expect(after).toMatchObject({
      status: 'active',
      share: { code: null, title: null, description: null, expiresAt: null, startsAt: null },
    });
    expect(after.token).toMatch(/^[\w-]{22}$/);
  });

  test('the plan limits a time that is given as well', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'one' });
    const file = await put(t, member, { name: 'x' });
    const tooLate = { fileId: file.id, allowDownload: true, expiresAt: t.clock.now + 25 * oneHour };
    await expect(t.core.shares.create(member, tooLate)).rejects.toMatchObject({ details: [{ field: 'expires_at' }] });
    await expect(t.core.shares.create(member, { ...tooLate, expiresAt: undefined, expiresInHours: 25 })).rejects.toMatchObject({
      details: [{ field: 'expires_in' }],
    });
  });
});
