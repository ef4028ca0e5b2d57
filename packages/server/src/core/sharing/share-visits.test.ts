import { describe, expect, test } from 'vitest';
import type { NewBundle } from './bundles.ts';
import { bytesOf, clients, newMember, oneHour, openTestCore, put, usedBytes, type TestCore } from '../core.test-setup.ts';
import type { Member, Visitor } from '../access/principal.ts';
import type { SharePermissions } from '../metadata-shares.ts';

const all = { filters: [], limit: 100 };
const firstPage = { offset: 0, limit: 100 };
const address = '192.0.2.1';

async function shared(terms: Partial<NewBundle> = {}, plan = 'team') {
  const t = await openTestCore();
  const one = await newMember(t, { username: 'one', plan });
  const { core } = t;
  const docs = await core.folders.create(one.member, { name: 'Docs', parentId: null });
  const deep = await core.folders.create(one.member, { name: 'Deep', parentId: docs.id });
  const other = await core.folders.create(one.member, { name: 'Other', parentId: null });
  const files = {
    a: await put(t, one.member, { name: 'a.txt', folderId: docs.id }),
    b: await put(t, one.member, { name: 'b.txt', folderId: deep.id }),
    outside: await put(t, one.member, { name: 'outside.txt', folderId: other.id }),
    top: await put(t, one.member, { name: 'top.txt' }),
  };
  const member = await core.keys.authenticate(one.secret);
  const { share, code } = await core.bundles.create(member, { paths: ['Docs', 'top.txt'], ...terms });
  return { ...t, ...files, docs, deep, other, member, user: one.user, share, code };
}

async function enter({ core }: Pick<TestCore, 'core'>, link: string): Promise<Visitor> {
  const { visitor } = await core.shares.open(link);
  if (visitor === undefined) throw new Error('the share is not open');
  return visitor;
}

async function upload({ core }: Pick<TestCore, 'core'>, visitor: Visitor, folderId: string, name: string, bytes = name) {
  const form = await core.sharedTree.uploads(visitor, folderId);
  try {
    await form.file(name)(Buffer.from(bytes));
    const [file] = await form.commit();
    if (file === undefined) throw new Error('nothing was made');
    return file;
  } finally {
    await form.end();
  }
}

const answer = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    (error: { code?: string; message?: string }) => error.code ?? String(error.message),
  );

describe('what visitors see', () => {
  test('is what the link names and all that is in it, and nothing else', async () => {
    const t = await shared();
    const { core } = t;
    const { nodes, file } = await core.shares.open(t.code);
    expect([nodes.map((node) => node.name), file]).toEqual([['Docs', 'top.txt'], undefined]);
    const visitor = await enter(t, t.code);
    expect(await core.sharedTree.list(visitor, t.docs.id, { limit: 100 })).toMatchObject({
      folders: [{ name: 'Deep' }],
      files: [{ id: t.a.id, name: 'a.txt', sizeBytes: 5 }],
      total: 2,
    });
    const first = await core.sharedTree.list(visitor, t.docs.id, { limit: 1 });
    expect(first).toMatchObject({ folders: [{ name: 'Deep' }], files: [], total: 2, next: { kind: 'folder' } });
    const second = await core.sharedTree.list(visitor, t.docs.id, { after: first.next, limit: 1 });
    expect(second).toMatchObject({ folders: [], files: [{ name: 'a.txt' }], total: 2, next: undefined });
    expect((await core.sharedTree.trail(visitor, t.deep)).map(({ name }) => name)).toEqual(['Docs', 'Deep']);
    for (const file of [t.a, t.b, t.top]) expect(String(await bytesOf(t, visitor, file.id))).toBe(file.name);
    for (const id of [t.outside.id, 'file_x', t.docs.id]) expect(await answer(core.files.open(visitor, id))).toBe('not_found');
    for (const id of [t.other.id, t.user.rootId, t.admin.rootId, t.a.id, 'x']) {
      expect(await answer(core.sharedTree.folder(visitor, id))).toBe('not_found');
      expect(await answer(core.sharedTree.list(visitor, id, { limit: 100 }))).toBe('not_found');
    }
    // What comes into the folder is shared with it, and what leaves is not.
    const late = await put(t, t.member, { name: 'late.txt', folderId: t.deep.id });
    expect(await answer(core.files.open(visitor, late.id))).toBe('ok');
    await core.folders.update(t.member, t.deep.id, { parentId: t.other.id });
    expect(await answer(core.files.open(visitor, late.id))).toBe('not_found');
  });

  test.each<[SharePermissions, Record<string, string>]>([
    ['read', { see: 'ok', look: 'ok', list: '2', download: 'ok', preview: 'ok', upload: 'forbidden' }],
    ['write', { see: 'not_found', look: 'ok', list: '0', download: 'not_found', preview: 'not_found', upload: 'ok' }],
    ['read_write', { see: 'ok', look: 'ok', list: '2', download: 'ok', preview: 'ok', upload: 'ok' }],
    ['full', { see: 'ok', look: 'ok', list: '2', download: 'ok', preview: 'ok', upload: 'ok' }],
    ['none', { see: 'not_found', look: 'ok', list: '0', download: 'not_found', preview: 'not_found', upload: 'forbidden' }],
    ['preview_only', { see: 'ok', look: 'ok', list: '2', download: 'forbidden', preview: 'ok', upload: 'forbidden' }],
  ])('with the permission %s', async (permissions, expected) => {
    const t = await shared({ permissions });
    const visitor = await enter(t, t.code);
    const { core } = t;
    expect({
      see: await answer(core.files.get(visitor, t.a.id)),
      look: await answer(core.files.get(visitor, t.top.id)),
      list: String((await core.sharedTree.list(visitor, t.docs.id, { limit: 100 })).total),
      download: await answer(core.files.open(visitor, t.a.id)),
      preview: await answer(core.files.open(visitor, t.a.id, 'preview')),
      upload: await answer(upload(t, visitor, t.docs.id, 'new.txt')),
    }).toEqual(expected);
    // Of a file that the link names, the name is told with every permission, and nothing can be put into a file.
    if (permissions === 'none') expect(await answer(core.files.open(visitor, t.top.id))).toBe('forbidden');
    expect(await answer(upload(t, visitor, t.other.id, 'x'))).toBe('not_found');
    const entries: string[] = [];
    for await (const { path } of core.sharedTree.entries(visitor, [t.docs, t.top])) entries.push(path);
    const uploaded = expected['upload'] === 'ok' ? ['Docs/new.txt'] : [];
    expect(entries.sort()).toEqual(
      expected['download'] === 'ok' ? ['Docs/', 'Docs/Deep/', 'Docs/Deep/b.txt', 'Docs/a.txt', ...uploaded, 'top.txt'].sort() : [],
    );
  });

  test('an archive of everything has a name for the top folder, and stops when the link ends', async () => {
    const t = await shared();
    const { share, code } = await t.core.bundles.create(t.admin, { paths: [''] });
    const visitor = await enter(t, code);
    const entries: string[] = [];
    for await (const { path } of t.core.sharedTree.entries(visitor, [await t.metadata.topFolder()])) entries.push(path);
    expect(entries.every((path) => path.startsWith('shared-files/'))).toBe(true);
    expect(entries).toContain('shared-files/one/top.txt');
    expect(await answer(t.core.sharedTree.open(visitor, t.top))).toBe('ok');
    await t.core.bundles.delete(t.admin, share.number);
    expect(await answer(t.core.sharedTree.open(visitor, t.top))).toBe('not_found');
  });

  test('an archive has each name once, also when two folders of one name are shared', async () => {
    const t = await shared();
    const visitor = await enter(t, t.code);
    const entries: string[] = [];
    for await (const { path } of t.core.sharedTree.entries(visitor, [t.docs, { ...t.top, name: 'DOCS' }, { ...t.top, name: 'docs' }]))
      entries.push(path);
    expect(entries.sort()).toEqual(['DOCS (2)', 'Docs/', 'Docs/Deep/', 'Docs/Deep/b.txt', 'Docs/a.txt', 'docs (3)'].sort());
  });
});

describe('a link gives no more than its owner has', () => {
  test('reading only, when the owner only reads', async () => {
    const t = await shared();
    const two = await newMember(t, { username: 'two', plan: 'team', rootId: t.user.rootId, grants: ['bundle'] });
    const { share, code } = await t.core.bundles.create(two.member, { paths: ['Docs'], permissions: 'full' });
    expect(await answer(t.core.files.open(await enter(t, code), t.b.id))).toBe('ok');
    expect(await answer(t.core.sharedTree.uploads(await enter(t, code), t.docs.id))).toBe('forbidden');
    expect(await t.core.sharedTree.mayUpload(await enter(t, code), t.docs)).toBe(false);
    const { number } = await t.core.permissions.create(t.admin, { path: 'one/Docs', userNumber: two.user.number, permission: 'full' });
    expect(await answer(upload(t, await enter(t, code), t.docs.id, 'x'))).toBe('ok');
    await t.core.permissions.delete(t.admin, number);
    expect(await answer(upload(t, await enter(t, code), t.docs.id, 'y'))).toBe('forbidden');
    await t.core.bundles.delete(t.admin, share.number);
  });

  test('previews, when the owner reads', async () => {
    const t = await shared();
    const two = await newMember(t, { username: 'two', plan: 'team', rootId: t.user.rootId, grants: ['bundle'] });
    const { code } = await t.core.bundles.create(two.member, { paths: ['Docs'], permissions: 'preview_only' });
    const visitor = await enter(t, code);
    expect(await answer(t.core.files.open(visitor, t.a.id, 'preview'))).toBe('ok');
    expect(await answer(t.core.files.open(visitor, t.a.id))).toBe('forbidden');
  });

  test('of the folders in a folder only those that the owner could share, and counts no others', async () => {
    const t = await shared();
    const two = await newMember(t, { username: 'two', plan: 'team', rootId: t.user.rootId, grants: [] });
    const docs = { path: 'one/Docs', userNumber: two.user.number, permission: 'bundle', recursive: false } as const;
    await t.core.permissions.create(t.admin, docs);
    await t.core.folders.create(t.member, { name: 'Seen', parentId: t.docs.id });
    await t.core.permissions.create(t.admin, { ...docs, path: 'one/Docs/Seen', recursive: true });
    const { code } = await t.core.bundles.create(await t.core.keys.authenticate(two.secret), { paths: ['Docs'] });
    expect(await t.core.sharedTree.list(await enter(t, code), t.docs.id, { limit: 100 })).toMatchObject({
      folders: [{ name: 'Seen' }],
      files: [{ name: 'a.txt' }],
      total: 2,
    });
  });

  test('nothing, when the owner could not make it now, and again when they could', async () => {
    const t = await shared({ permissions: 'full' });
    const before = await enter(t, t.code);
    await t.core.files.update(t.admin, t.top.id, { folderId: t.admin.rootId });
    expect((await t.core.shares.open(t.code)).nodes.map((node) => node.name)).toEqual(['Docs']);
    await t.core.folders.update(t.admin, t.docs.id, { parentId: t.admin.rootId });
    expect(await answer(t.core.shares.open(t.code))).toBe('not_found');
    // An upload that had begun before is not stored.
    expect(await answer(upload(t, before, t.docs.id, 'x'))).toBe('not_found');
    await t.core.folders.update(t.admin, t.docs.id, { parentId: t.user.rootId });
    await t.core.users.update(t.admin, t.user.id, { disabled: true });
    expect(await answer(t.core.shares.open(t.code))).toBe('not_found');
    await t.core.users.update(t.admin, t.user.id, { disabled: false, authenticateUntil: t.clock.now + oneHour });
    expect(await answer(t.core.shares.open(t.code))).toBe('ok');
    t.clock.now += oneHour;
    expect(await answer(t.core.shares.open(t.code))).toBe('not_found');
  });
});

describe('uploads by visitors', () => {
  test("are the owner's, get a number when the name is taken, and are on record", async () => {
    const t = await shared({ permissions: 'write' });
    const used = await usedBytes(t.metadata, t.user.id);
    const visitor = await enter(t, t.code);
    const files = [];
    for (let i = 0; i < 3; i++) files.push(await upload(t, visitor, t.docs.id, 'A.txt', 'new'));
    expect(files.map((file) => [file.name, file.ownerId, file.parentId])).toEqual([
      ['A (2).txt', t.user.id, t.docs.id],
      ['A (3).txt', t.user.id, t.docs.id],
      ['A (4).txt', t.user.id, t.docs.id],
    ]);
    expect(String(await bytesOf(t, t.member, t.a.id))).toBe('a.txt');
    expect(await usedBytes(t.metadata, t.user.id)).toBe(used + 9);
    const actions = await t.core.sharePeople.actions(t.member, { ...all, shareNumber: t.share.number });
    expect(actions.map(({ item }) => [item.action, item.path, item.downloadMethod])).toEqual([
      ['create', 'Docs/A (2).txt', null],
      ['create', 'Docs/A (3).txt', null],
      ['create', 'Docs/A (4).txt', null],
    ]);
    // As an administrator sees it.
    expect((await t.core.sharePeople.actions(t.admin, all))[0]?.item.path).toBe('one/Docs/A (2).txt');
  });

  test('replace files where the link gives everything', async () => {
    const t = await shared({ permissions: 'full' });
    t.clock.now += 1000;
    const file = await upload(t, await enter(t, t.code), t.docs.id, 'A.TXT', 'new');
    expect([file.id, file.name]).toEqual([t.a.id, 'a.txt']);
    expect(String(await bytesOf(t, t.member, t.a.id))).toBe('new');
    expect((await t.core.sharePeople.actions(t.member, all)).map(({ item }) => item.action)).toEqual(['update']);
  });

  test('obey the plan and quota of the owner, and leave nothing when they do not fit', async () => {
    const t = await shared({ permissions: 'write' }, 'free');
    const visitor = await enter(t, t.code);
    const used = await usedBytes(t.metadata, t.user.id);
    expect(await answer(upload(t, visitor, t.docs.id, 'large', 'x'.repeat(1_000_001)))).toBe('too_large');
    expect(await answer(upload(t, visitor, t.docs.id, '1', 'x'.repeat(1_000_000)))).toBe('ok');
    expect(await answer(upload(t, visitor, t.docs.id, '2', 'x'.repeat(1_000_000)))).toBe('too_large');
    expect(await usedBytes(t.metadata, t.user.id)).toBe(used + 1_000_000);
    expect(await answer(upload(t, visitor, t.docs.id, 'a/b'))).toBe('invalid');
  });

  test('that were under way when the link ended are refused, and leave nothing', async () => {
    const t = await shared({ permissions: 'write', expiresAt: undefined });
    const visitor = await enter(t, t.code);
    const used = await usedBytes(t.metadata, t.user.id);
    await t.core.bundles.update(t.member, t.share.number, { permissions: 'read' });
    expect(await answer(upload(t, visitor, t.docs.id, 'x'))).toBe('forbidden');
    await t.core.bundles.update(t.member, t.share.number, { permissions: 'write', expiresAt: t.clock.now + 1 });
    t.clock.now += 1;
    expect(await answer(upload(t, visitor, t.docs.id, 'x'))).toBe('gone');
    await t.core.bundles.delete(t.member, t.share.number);
    expect(await answer(upload(t, visitor, t.docs.id, 'x'))).toBe('not_found');
    expect(await usedBytes(t.metadata, t.user.id)).toBe(used);
    expect((await t.core.folders.list(t.member, t.docs.id, firstPage)).total).toBe(1);
  });
});

describe('when and how often', () => {
  test('a link opens at its time', async () => {
    const t = await shared({ startsAt: Date.UTC(2025, 0, 15, 12) });
    await expect(t.core.shares.open(t.code)).rejects.toMatchObject({ code: 'forbidden', reason: 'not_started' });
    await expect(t.core.shares.open(t.code)).rejects.toThrow('2025-01-15T12:00:00Z');
    t.clock.now = Date.UTC(2025, 0, 15, 12);
    await t.core.shares.open(t.code);
  });

  test('64 visitors at once: as many come in as may, and those again with their pass', async () => {
    const t = await shared({ maxUses: 5 });
    const results = await Promise.allSettled(Array.from({ length: 64 }, () => t.core.shares.open(t.code)));
    const passes = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.pass?.text] : []));
    expect(passes).toHaveLength(5);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'gone', reason: 'uses_up' });
    await expect(t.core.shares.open(t.code)).rejects.toMatchObject({ reason: 'uses_up' });
    for (const pass of passes) expect((await t.core.shares.open(t.code, { pass })).pass).toBeUndefined();
    for (const pass of ['', 'x', '1..', `${passes[0]}x`, String(passes[0]).replace('..', '.abc.')])
      await expect(t.core.shares.open(t.code, { pass }), pass).rejects.toMatchObject({ reason: 'uses_up' });
    const other = await t.core.bundles.create(t.member, { paths: ['top.txt'], maxUses: 1 });
    await t.core.shares.open(other.code);
    await expect(t.core.shares.open(other.code, { pass: passes[0] })).rejects.toMatchObject({ reason: 'uses_up' });
    expect((await t.core.bundles.get(t.member, t.share.number)).share.uses).toBe(5);
    await t.core.bundles.update(t.member, t.share.number, { maxUses: 6 });
    await t.core.shares.open(t.code);
    t.clock.now += 12 * oneHour;
    await expect(t.core.shares.open(t.code, { pass: passes[0] })).rejects.toMatchObject({ reason: 'uses_up' });
  });

  test('a look at the form for the password is no use; giving the password is one', async () => {
    const t = await shared({ maxUses: 1, password: 'pw' });
    expect(await t.core.shares.open(t.code)).toMatchObject({ locked: true, pass: undefined });
    const { pass, proof } = await t.core.shares.unlock(t.code, 'pw', address);
    expect(pass).toBeDefined();
    await expect(t.core.shares.open(t.code)).rejects.toMatchObject({ reason: 'uses_up' });
    await expect(t.core.shares.open(t.code, { proof })).rejects.toMatchObject({ reason: 'uses_up' });
    expect(await t.core.shares.open(t.code, { proof, pass: pass?.text })).toMatchObject({ locked: false });
    expect(await t.core.shares.open(t.code, { pass: pass?.text })).toMatchObject({ locked: true });
  });
});

describe('who visitors are', () => {
  const who = { name: ' Anna ', email: 'Anna@example.com', company: 'A & Co' };

  test('is asked before they get in, and kept', async () => {
    const t = await shared({ requireRegistration: true });
    expect(await t.core.shares.open(t.code)).toMatchObject({ unregistered: true, visitor: undefined });
    for (const [wrong, field] of [
      [{}, 'email'],
      [{ ...who, email: 'nobody' }, 'email'],
      [{ ...who, name: '  ' }, 'name'],
      [{ ...who, company: '' }, 'company'],
      [{ ...who, company: 'x'.repeat(201) }, 'company'],
    ] as const)
      await expect(t.core.shares.register(t.code, wrong, { address })).rejects.toMatchObject({ code: 'invalid', details: [{ field }] });
    const { pass, visitor } = await t.core.shares.register(t.code, who, { address });
    const [found] = await t.core.sharePeople.registrations(t.member, { ...all, shareNumber: t.share.number });
    expect(found?.item).toMatchObject({
      shareNumber: t.share.number,
      name: 'Anna',
      email: 'Anna@example.com',
      company: 'A & Co',
      ip: address,
      recipientNumber: null,
      createdAt: t.clock.now,
    });
    expect(visitor?.registrationNumber).toBe(found?.item.number);
    const again = await t.core.shares.open(t.code, { pass: pass?.text });
    expect(again).toMatchObject({ unregistered: false, pass: undefined });
    if (again.visitor === undefined) throw new Error('there is no visitor');
    await t.core.sharedTree.recordDownload(again.visitor, t.a, 'file');
    await t.core.sharedTree.recordDownload(again.visitor, undefined, 'full_zip');
    const downloads = await t.core.sharePeople.actions(t.member, { ...all, downloads: true });
    expect(downloads.map(({ item }) => [item.path, item.downloadMethod, item.registration?.name])).toEqual([
      ['Docs/a.txt', 'file', 'Anna'],
      ['', 'full_zip', 'Anna'],
    ]);
    expect(await t.core.shares.open(t.code)).toMatchObject({ unregistered: true });
    const { member: two } = await newMember(t, { username: 'two' });
    expect(await t.core.sharePeople.registrations(two, all)).toEqual([]);
    expect(await t.core.sharePeople.actions(two, all)).toEqual([]);
    // Whom somebody asks about does not matter, as long as it is not theirs to know.
    const ownerNumber = t.user.number;
    expect(await t.core.sharePeople.registrations(two, { ...all, ownerNumber })).toEqual([]);
    expect(await t.core.sharePeople.actions(two, { ...all, ownerNumber })).toEqual([]);
    expect(await t.core.sharePeople.registrations(t.admin, { ...all, ownerNumber })).toHaveLength(1);
    expect(await t.core.sharePeople.registrations(t.admin, { ...all, ownerNumber: two.userNumber })).toEqual([]);
    await expect(t.core.sharePeople.actions(two, { ...all, shareNumber: t.share.number })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('may leave out what the owner does not want to know', async () => {
    const t = await shared({ requireRegistration: true, skipName: true, skipEmail: true, skipCompany: true });
    expect((await t.core.shares.register(t.code, {}, { address })).visitor).toBeDefined();
    await expect(t.core.shares.register(t.code, { email: 'nobody' }, { address })).rejects.toMatchObject({ code: 'invalid' });
  });

  test.each(clients)('has to be a recipient where only those may come in, found out from $client', async ({ addressOf, another }) => {
    const t = await shared({ requireShareRecipient: true, skipName: true, skipEmail: true, skipCompany: true });
    const register = (email: string, from = addressOf(0)) => t.core.shares.register(t.code, { email }, { address: from });
    const { sharePeople } = t.core;
    await sharePeople.share(t.member, t.share.number, [{ recipient: 'Anna@example.com' }]);
    await sharePeople.addRecipient(t.member, t.share.number, { recipient: 'later@example.com' }, { send: false });
    await expect(register('')).rejects.toMatchObject({ code: 'invalid' });
    await expect(register('later@example.com')).rejects.toMatchObject({ code: 'forbidden', reason: 'not_a_recipient' });
    await expect(register('ben@example.com')).rejects.toMatchObject({ code: 'forbidden', reason: 'not_a_recipient' });
    expect((await register('anna@EXAMPLE.com')).visitor).toBeDefined();
    const recipients = await sharePeople.recipients(t.member, {
      ...all,
      shareNumber: t.share.number,
      filters: [{ field: 'has_registrations', op: 'eq', value: 1 }],
    });
    expect(recipients.map(({ item }) => item.recipient)).toEqual(['Anna@example.com']);
    for (let i = 0; i < 18; i++) await register(`${i}@example.com`, addressOf(i)).catch(() => undefined);
    // Not even the right one is told after so many tries.
    for (const email of ['ben@example.com', 'anna@example.com'])
      await expect(register(email)).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(register('ben@example.com', another)).rejects.toMatchObject({ reason: 'not_a_recipient' });
    for (let i = 0; i < 50; i++) await register(`${i}@example.com`, `198.51.100.${i}`).catch(() => undefined);
    await expect(register('anna@example.com', '192.0.2.3')).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test.each(clients)('is taken a hundred times from $client', async ({ addressOf, another }) => {
    const t = await shared({ requireRegistration: true });
    const register = (from: string) => t.core.shares.register(t.code, who, { address: from });
    for (let i = 0; i < 100; i++) await register(addressOf(i));
    await expect(register(addressOf(100))).rejects.toMatchObject({ code: 'rate_limited' });
    await register(another);
    const registrations = await t.core.sharePeople.registrations(t.member, { ...all, limit: 1000 });
    expect(registrations.map(({ item }) => item.ip)).toEqual([...Array.from({ length: 100 }, (_, i) => addressOf(i)), another]);
  });

  test('is asked again of strangers when only recipients may come in from now on', async () => {
    const t = await shared({ requireRegistration: true });
    const { sharePeople } = t.core;
    await sharePeople.share(t.member, t.share.number, [{ recipient: 'anna@example.com' }]);
    const passOf = async (email: string) => (await t.core.shares.register(t.code, { ...who, email }, { address })).pass?.text;
    const [anna, ben] = [await passOf('anna@example.com'), await passOf('ben@example.com')];
    await t.core.bundles.update(t.member, t.share.number, { requireShareRecipient: true });
    expect(await t.core.shares.open(t.code, { pass: anna })).toMatchObject({ unregistered: false });
    expect(await t.core.shares.open(t.code, { pass: ben })).toMatchObject({ unregistered: true, visitor: undefined });
  });

  test('is not kept when nobody asked', async () => {
    const t = await shared();
    await expect(t.core.shares.register(t.code, who, { address })).rejects.toMatchObject({ code: 'conflict' });
    expect(await t.core.sharePeople.registrations(t.member, all)).toEqual([]);
  });

  test('is asked after the password, and counts as one use', async () => {
    const t = await shared({ requireRegistration: true, password: 'pw', maxUses: 1 });
    await expect(t.core.shares.register(t.code, who, { address })).rejects.toMatchObject({ code: 'unauthenticated' });
    const unlocked = await t.core.shares.unlock(t.code, 'pw', address);
    expect(unlocked).toMatchObject({ locked: false, unregistered: true, visitor: undefined, pass: undefined });
    const { proof } = unlocked;
    const tries = await Promise.allSettled(Array.from({ length: 16 }, () => t.core.shares.register(t.code, who, { address, proof })));
    const passes = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value.pass?.text] : []));
    expect(passes).toHaveLength(1);
    expect(await t.core.sharePeople.registrations(t.member, all)).toHaveLength(1);
    expect((await t.core.shares.open(t.code, { proof, pass: passes[0] })).visitor).toBeDefined();
    await expect(t.core.shares.open(t.code, { proof })).rejects.toMatchObject({ reason: 'uses_up' });
  });
});

test.each(clients)(
  'who tries codes from $client is stopped, and nobody with a token or a right code is',
  async ({ addressOf, another }) => {
    const address = addressOf(1000);
    const t = await shared({ code: 'spring' });
    const { code: token } = await t.core.bundles.create(t.member, { paths: ['top.txt'] });
    const codes: string[] = [];
    const pass = (await t.core.shares.open('spring', { address })).pass?.text;
    for (let i = 0; i < 100; i++) {
      if (i < 60) await t.core.shares.open('spring', { address });
      codes.push(await answer(t.core.shares.open(`guess-${i}`, { address: addressOf(i) })));
    }
    expect(codes.filter((code) => code === 'not_found')).toHaveLength(60);
    expect(codes.at(-1)).toBe('rate_limited');
    await expect(t.core.shares.open('spring', { address })).rejects.toMatchObject({ code: 'rate_limited' });
    await t.core.shares.open('spring', { address: another });
    await t.core.shares.open(token, { address });
    // Whoever was let in before is no guesser.
    await t.core.shares.open('spring', { address, pass });
    expect(await answer(t.core.shares.open('A'.repeat(22), { address }))).toBe('not_found');
  },
);

test('a member cannot be made of a visitor', async () => {
  const t = await shared({ permissions: 'full' });
  const visitor = await enter(t, t.code);
  const owner: Member = visitor.owner;
  // Whatever happens in the owner's name happens with an owner's rights on files alone.
  expect([...owner.scopes].sort()).toEqual(['files:read', 'files:write', 'shares']);
  expect(owner.isAdmin).toBe(false);
});
