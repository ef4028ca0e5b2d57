import { afterAll, beforeAll, expect, test } from 'vitest';
import { FilesApp, NotFoundError } from '../index.ts';
import { cleanUp, startServer } from '../server.test-setup.ts';

let client: FilesApp;
beforeAll(async () => {
  const server = await startServer();
  client = new FilesApp(server.apiKey, { baseUrl: server.url });
});
afterAll(cleanUp);

const all = async <Item>(list: AsyncIterable<Item>): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
};

test('groups, their members, and what they may do in a folder', async () => {
  const user = await client.users.create({ username: 'grace', ownStorageQuota: 5_000, mustChangePassword: false });
  expect(user).toMatchObject({ own_storage_quota: 5_000, storage_quota: 5_000, root_path: '/grace', has_password: false });
  for (const name of ['staff', 'guests', 'press']) await client.groups.create({ name });
  expect((await all(client.groups.list({ limit: 2 }))).map(({ name }) => name)).toEqual(['staff', 'guests', 'press']);
  const [group] = await all(client.groups.list({ query: 'TAF' }));
  if (group === undefined) throw new Error('there is no group');
  expect(await client.groups.putMember(group.id, user.id)).toEqual({ user_id: user.id, username: 'grace', is_admin: false });
  await client.groups.putMember(group.id, user.id, { isAdmin: true });
  expect(await client.groups.update(group.id, { notes: 'all of us' })).toMatchObject({
    name: 'staff',
    notes: 'all of us',
    member_count: 1,
  });
  expect(await client.groups.get(group.id)).toMatchObject({ members: [{ user_id: user.id, is_admin: true }] });
  expect((await all(client.groups.list({ userId: user.id }))).map(({ id }) => id)).toEqual([group.id]);

  const folder = await client.folders.create({ path: '/plans' });
  const permission = await client.permissions.create({ folderId: folder.id, groupId: group.id, permission: 'readonly' });
  expect(permission).toMatchObject({ path: '/plans', user: null, group: { id: group.id, name: 'staff' }, recursive: true });
  expect(await client.permissions.create({ folderId: folder.id, groupId: group.id, permission: 'readonly' })).toEqual(permission);
  await client.permissions.create({ folderId: folder.id, userId: user.id, permission: 'list', recursive: false });
  expect((await all(client.permissions.list({ folderId: folder.id, limit: 1 }))).map((one) => one.permission)).toEqual([
    'readonly',
    'list',
  ]);
  const ofUser = await all(client.permissions.list({ userId: user.id, includeGroups: true, limit: 1 }));
  expect(ofUser.map((one) => `${one.path} ${one.permission}`)).toEqual(['/grace admin', '/plans readonly', '/plans list']);
  expect(await client.permissions.delete(permission.id)).toEqual({ deleted: true });
  await client.groups.removeMember(group.id, user.id);
  await client.groups.delete(group.id);
  await expect(client.groups.get(group.id)).rejects.toBeInstanceOf(NotFoundError);
});

test('what administrators do for users', async () => {
  const { id } = await client.users.create({ username: 'henry', password: 'a long password' });
  expect((await all(client.users.list({ query: 'henr' }))).map(({ username }) => username)).toEqual(['henry']);
  expect(await client.users.update(id, { username: 'harry', password: 'another password', mustChangePassword: true })).toMatchObject({
    username: 'harry',
    has_password: true,
    must_change_password: true,
    second_factor: false,
    locked_until: null,
  });
  expect(await client.users.unlock(id)).toEqual({ unlocked: true });
  expect(await client.users.resetSecondFactor(id)).toEqual({ deleted: true });
  expect((await client.users.plans()).map(({ name }) => name)).toEqual(['free', 'pro', 'team']);
});

test('links to folders and several things, and by which visitors put files in', async () => {
  const folder = await client.folders.create({ path: '/links' });
  const file = await client.upload(new TextEncoder().encode('text'), { name: 'a.txt', folderId: folder.id });
  const ofFolder = await client.shares.create({ folderId: folder.id, slug: 'links-2025', title: 'Links', message: 'For you' });
  expect(ofFolder).toMatchObject({
    folder_id: folder.id,
    file_id: null,
    slug: 'links-2025',
    title: 'Links',
    path: '/links',
    kind: 'download',
  });
  expect(ofFolder.url).toMatch(/\/s\/links-2025$/);
  const ofBoth = await client.shares.create({ ids: [file.id, folder.id], allowDownload: false });
  expect(ofBoth).toMatchObject({
    item_count: 2,
    allow_download: false,
    allow_preview: true,
    items: [{ path: '/links/a.txt' }, { path: '/links' }],
  });
  const request = await client.shares.create({ folderId: folder.id, kind: 'upload' });
  expect(request).toMatchObject({ kind: 'upload', allow_download: false, downloads: 0, uploads: 0, status: 'active' });
  const ids = async (query: Parameters<typeof client.shares.list>[0]) => (await all(client.shares.list(query))).map(({ id }) => id);
  expect(await ids({ folderId: folder.id, perPage: 1 })).toEqual([request.id, ofBoth.id, ofFolder.id]);
  expect(await ids({ fileId: file.id })).toEqual([ofBoth.id]);
  await client.shares.update(ofFolder.id, { startsAt: new Date(Date.now() + 3_600_000), slug: null });
  expect(await ids({ status: 'scheduled' })).toEqual([ofFolder.id]);
});
