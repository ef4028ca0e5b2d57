import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, json, send, type Client } from './client.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';

/** What was replaced or deleted comes back, through each API that can replace or delete, and after the process was killed. */

let server: Server;
let client: Client;

beforeAll(async () => {
  server = await startServer({ env: { ...withoutRequestLimit, FILEWHARF_VERSIONS_KEPT: '2' } });
  client = clientOf(server);
});
afterAll(() => server.end());

interface Version {
  readonly id: string;
  readonly size: number;
  readonly current: boolean;
}
const versionsOf = async (id: string): Promise<readonly Version[]> =>
  (await client.get<{ versions: readonly Version[] }>(`/files/${id}/versions`)).versions;
const trash = async (): Promise<readonly { readonly id: string; readonly path: string }[]> =>
  (await client.get<{ items: readonly { id: string; path: string }[] }>('/trash')).items;
const rest = (method: string, path: string) =>
  send(`${server.url}/api/rest/v1${path}`, { method, headers: { 'x-filesapi-key': server.apiKey } });

test('a version is downloaded like a file: ranges, conditions, HEAD', async () => {
  const { id } = await client.upload('report.txt', Buffer.from('the first content'));
  await client.upload('report.txt', Buffer.from('another'));
  const [present, old] = await versionsOf(id);
  const path = `/files/${id}/versions/${old?.id ?? ''}`;
  const whole = await client.call('GET', path);
  expect([whole.status, String(whole.body), whole.headers['content-disposition']]).toEqual([
    200,
    'the first content',
    'attachment; filename="report.txt"',
  ]);
  expect(whole.headers['content-security-policy']).toContain('sandbox');
  const part = await client.call('GET', path, { headers: { range: 'bytes=4-8' } });
  expect([part.status, String(part.body), part.headers['content-range']]).toEqual([206, 'first', 'bytes 4-8/17']);
  const { etag = '' } = whole.headers;
  expect((await client.call('GET', path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const head = await client.call('HEAD', path);
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '17', 0]);
  const now = await client.call('GET', `/files/${id}/versions/${present?.id ?? ''}`);
  expect([String(now.body), now.headers.etag === etag]).toEqual(['another', false]);
});

test('what is kept is there after the process was killed, and no more is kept than the operator says', async () => {
  let id = '';
  for (const text of ['1', '22', '333', '4444']) ({ id } = await client.upload('kept.txt', Buffer.from(text)));
  const lost = await client.upload('lost.txt', Buffer.from('lost'));
  await client.delete(`/files/${lost.id}?trash=true`);
  await server.kill();
  await server.start();
  expect((await versionsOf(id)).map(({ size, current }) => [size, current])).toEqual([
    [4, true],
    [3, false],
    [2, false],
  ]);
  const [item] = await trash();
  expect(item?.path).toBe('/lost.txt');
  await client.post(`/trash/${item?.id ?? ''}/restore`, {});
  expect(String((await client.call('GET', `/files/${lost.id}?download=true`)).body)).toBe('lost');
  await client.delete(`/files/${lost.id}`);
});

test('the Files.com API deletes into the trash, unless the site keeps none; v2 and DeepTable for good', async () => {
  const folder = await client.post<{ id: string }>('/folders', { name: 'from rest' });
  const names = ['a.txt', 'b.txt', 'c.txt'];
  const ids: string[] = [];
  for (const name of names) ids.push((await client.upload(name, Buffer.from(name), { folder_id: folder.id })).id);
  expect((await rest('DELETE', '/files/from%20rest/a.txt')).status).toBe(204);
  await client.delete(`/files/${ids[1]}`);
  const byDeepTable = await send(`${server.url}/v1/files/${ids[2]}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${server.apiKey}` },
  });
  expect(byDeepTable.status).toBe(200);
  expect((await trash()).map(({ path }) => path)).toEqual(['/from rest/a.txt']);
  expect(json<{ days_to_retain_backups: number }>(await rest('GET', '/site')).days_to_retain_backups).toBe(30);

  await client.upload('d.txt', Buffer.from('d'), { folder_id: folder.id });
  expect((await rest('DELETE', '/files/from%20rest')).status).toBeGreaterThanOrEqual(400);
  expect((await rest('DELETE', '/files/from%20rest?recursive=true')).status).toBe(204);
  expect((await trash()).map(({ path }) => path)).toEqual(['/from rest', '/from rest/a.txt']);
  const [item] = await trash();
  expect(await client.post(`/trash/${item?.id ?? ''}/restore`, {})).toMatchObject({ id: folder.id, path: '/from rest' });

  expect(await client.patch('/settings', { trash_days: 0 })).toEqual({ trash_days: 0, versions_kept: 2, version_days: 30 });
  expect(json<{ days_to_retain_backups: number }>(await rest('GET', '/site')).days_to_retain_backups).toBe(0);
  expect((await rest('DELETE', '/files/from%20rest/d.txt')).status).toBe(204);
  expect((await client.call('DELETE', `/folders/${folder.id}?trash=true`)).status).toBe(409);
  expect((await trash()).map(({ path }) => path)).toEqual(['/from rest/a.txt']);
  await client.patch('/settings', { trash_days: null });
  expect(json(await client.call('DELETE', '/trash'))).toEqual({ deleted: 1 });
});

test('whoever follows the feed hears that it is gone, and that it is back', async () => {
  const folder = await client.post<{ id: string }>('/folders', { name: 'followed' });
  const file = await client.upload('file.txt', Buffer.from('x'), { folder_id: folder.id });
  const { cursor } = await client.changes('since=2099-01-01');
  const { trash_id: id } = json<{ trash_id: string }>(await client.call('DELETE', `/folders/${folder.id}?trash=true`));
  await client.post(`/trash/${id}/restore`, {});
  const { changes } = await client.changes(`cursor=${cursor}&include=folders`);
  expect(changes.map((change) => [change.id, change.action])).toEqual([
    [file.id, 'deleted'],
    [folder.id, 'deleted'],
    [folder.id, 'created'],
    [file.id, 'created'],
  ]);
});
