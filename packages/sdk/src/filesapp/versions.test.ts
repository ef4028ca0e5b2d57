import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ConflictError, FilesApp, NotFoundError } from '../index.ts';
import { cleanUp, startServer } from '../server.test-setup.ts';

let client: FilesApp;
beforeAll(async () => {
  const server = await startServer();
  client = new FilesApp(server.apiKey, { baseUrl: server.url });
});
afterAll(cleanUp);

const upload = (name: string, text: string, folderPath?: string) => client.upload(Buffer.from(text), { name, folderPath });

test('versions: listed page by page, downloaded, restored, deleted', async () => {
  const texts = ['one', 'second', 'the third'];
  let id = '';
  for (const text of texts) ({ id } = await upload('versions.txt', text));
  const found = [];
  for await (const version of client.versions.list(id, { limit: 2 })) found.push(version);
  expect(found.map(({ size, current }) => [size, current])).toEqual([
    [9, true],
    [6, false],
    [3, false],
  ]);
  expect(found[0]?.created_by?.username).toBe('admin');
  const [present, , oldest] = found.map((version) => version.id);
  if (present === undefined || oldest === undefined) throw new Error('there are three versions');
  expect(await (await client.versions.download(id, oldest)).text()).toBe('one');
  expect(await (await client.versions.download(id, oldest, undefined, { range: { start: 1, end: 2 } })).text()).toBe('n');
  const folder = await mkdtemp(join(tmpdir(), 'sdk-versions-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const result = await client.versions.download(id, oldest, join(folder, 'old.txt'));
  expect([result.size, await readFile(join(folder, 'old.txt'), 'utf8')]).toEqual([3, 'one']);

  expect(await client.versions.restore(id, oldest)).toMatchObject({ id, size: 3 });
  expect(await (await client.download(id)).text()).toBe('one');
  expect((await client.versions.list(id)).items).toHaveLength(4);
  await client.versions.delete(id, oldest);
  expect((await client.versions.list(id)).items.map(({ size }) => size)).toEqual([3, 9, 6]);
  const [current] = (await client.versions.list(id)).items;
  await expect(client.versions.delete(id, current?.id ?? '')).rejects.toThrow(ConflictError);
});

test('trash: files and folders go there, are listed, come back, go for good', async () => {
  const file = await upload('a.txt', 'text', '/trashed/deep');
  const other = await upload('b.txt', 'text', '/trashed/deep');
  const { trash_id: fileInTrash } = await client.files.delete(file.id, { trash: true });
  const { id: folderId } = await client.entries.lookup('/trashed');
  const { trash_id: folderInTrash } = await client.folders.delete(folderId, { trash: true });
  if (fileInTrash === undefined || folderInTrash === undefined) throw new Error('they are in the trash');
  const paths = [];
  for await (const { path, kind, size } of client.trash.list({ limit: 1 })) paths.push([path, kind, size]);
  expect(paths).toEqual([
    ['/trashed', 'folder', 4],
    ['/trashed/deep/a.txt', 'file', 4],
  ]);
  expect((await client.trash.list({ query: 'TRASH' })).items).toHaveLength(1);
  await expect(client.files.get(other.id)).rejects.toThrow(NotFoundError);
  expect(await client.trash.restore(folderInTrash)).toMatchObject({ type: 'folder', id: folderId, path: '/trashed' });
  expect(await client.trash.restore(fileInTrash, { folderId: null })).toMatchObject({ type: 'file', id: file.id, path: '/a.txt' });
  const { trash_id: again } = await client.files.delete(file.id, { trash: true });
  await client.files.delete(other.id, { trash: true });
  expect(await client.trash.delete(again ?? '')).toEqual({ deleted: true });
  expect(await client.trash.empty()).toEqual({ deleted: 1 });
  expect((await client.trash.list()).items).toEqual([]);
});

test('settings: how long all of that is kept', async () => {
  expect(await client.settings.get()).toEqual({ trash_days: 30, versions_kept: 10, version_days: 30 });
  expect(await client.settings.update({ trashDays: 0, versionsKept: 3 })).toEqual({ trash_days: 0, versions_kept: 3, version_days: 30 });
  const file = await upload('kept.txt', 'text');
  await expect(client.files.delete(file.id, { trash: true })).rejects.toThrow(ConflictError);
  expect(await client.settings.update({ trashDays: null, versionsKept: null })).toEqual({
    trash_days: 30,
    versions_kept: 10,
    version_days: 30,
  });
});
