import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { FilesCom } from '../filescom.ts';
import { cleanUp, someBytes } from '../server.test-setup.ts';
import { startVendor, type Vendor } from './vendor.test-setup.ts';

// What the vendor's clients send for the same calls, as it was recorded (protocol.md section 17). Where its clients differ, ours follows the
// Python one, which puts the params of DELETE into the query and begins uploads by begin_upload; it says the size there too, as the Go one does.

let vendor: Vendor;
let client: FilesCom;
beforeAll(async () => {
  vendor = await startVendor();
  client = new FilesCom({ apiKey: 'K', baseUrl: vendor.url });
});
afterAll(cleanUp);

const everything = async <Item>(list: AsyncIterable<Item>): Promise<number> => {
  let count = 0;
  for await (const item of list) count += item === undefined ? 0 : 1;
  return count;
};

test('lists: each page with all params and the cursor', async () => {
  await everything(client.user.list({ per_page: 2, sort_by: { username: 'asc' }, filter: { not_site_admin: true } }));
  const query = 'filter[not_site_admin]=true&per_page=2&sort_by[username]=asc';
  expect(vendor.lines()).toEqual([`GET /users?${query}`, `GET /users?cursor=c2:next:AAA=&${query}`]);
});

test('folders: the root, names that need encoding, and what is made', async () => {
  await client.folder.listFor('/');
  await client.folder.listFor('a b/ü+c');
  expect(vendor.requests.map(({ url }) => url)).toEqual([
    '/api/rest/v1/folders/%2F?path=%2F',
    '/api/rest/v1/folders/a%20b%2F%C3%BC%2Bc?path=a+b%2F%C3%BC%2Bc',
  ]);
  vendor.lines();
  await client.folder.create('x/y', { mkdir_parents: true });
  expect(vendor.lines()).toEqual(['POST /folders/x%2Fy {"path":"x/y","mkdir_parents":true}']);
});

test('uploads of 5, 50, 40 and 0 bytes, in parts of 20', async () => {
  await client.file.upload('hello', 'Dir/small.txt');
  expect(vendor.lines()).toEqual([
    'POST /file_actions/begin_upload/Dir%2Fsmall.txt {"size":5,"part":1,"path":"Dir/small.txt"}',
    'PUT /up/put-1/1 hello',
    'POST /files/Dir%2Fsmall.txt {"action":"end","etags":[{"etag":"5d41402abc4b2a76b9719d911017c592","part":1}],"ref":"put-1","size":5,"path":"Dir/small.txt"}',
  ]);

  for (const [size, sizes, ref] of [
    [50, [20, 20, 10], 'put-2'],
    [40, [20, 20], 'put-3'],
    [0, [0], 'put-4'],
  ] as const) {
    await client.file.upload(someBytes(size), 'Dir/multi.txt', { mkdir_parents: true, concurrency: 1 });
    const puts = vendor.requests.filter(({ method }) => method === 'PUT');
    expect(puts.map(({ headers }) => Number(headers['content-length']))).toEqual(sizes);
    // An address for bytes is enough: no key, no content type.
    for (const { headers } of puts)
      expect(Object.keys(headers).filter((name) => /files|authorization|content-type/.test(name))).toEqual([]);
    const begins = vendor.requests
      .filter(({ url }) => url.includes('begin_upload'))
      .map(({ body }) => JSON.parse(body.toString()) as object);
    expect(begins).toEqual(
      sizes.map((_, index) => ({ mkdir_parents: true, size, part: index + 1, path: 'Dir/multi.txt', ...(index > 0 ? { ref } : {}) })),
    );
    const end = JSON.parse(vendor.requests.at(-1)?.body.toString() ?? '') as Record<string, unknown>;
    expect(end).toMatchObject({ action: 'end', mkdir_parents: true, ref, size, path: 'Dir/multi.txt' });
    expect(end['etags']).toHaveLength(sizes.length);
    vendor.lines();
  }
});

test('a path says when it was changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'filewharf-sdk-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const local = join(folder, 'local.txt');
  await writeFile(local, 'hello');
  await utimes(local, 1, new Date('2026-11-21T19:31:48.777Z'));
  await client.file.uploadFile(local);
  expect(vendor.requests.at(-1)?.url).toBe('/api/rest/v1/files/local.txt');
  expect(vendor.lines().at(-1)).toContain('"provided_mtime":"2026-11-21T19:31:48.777Z"');
});

test('find, download, update, copy, move, delete, locks', async () => {
  await client.file.find('Dir/small.txt');
  expect(vendor.lines()).toEqual(['GET /file_actions/metadata/Dir%2Fsmall.txt?path=Dir/small.txt']);

  expect(await client.file.downloadToString('Dir/small.txt')).toBe('hello');
  const [, download] = vendor.requests;
  expect(Object.keys(download?.headers ?? {}).filter((name) => /files|authorization/.test(name))).toEqual([]);
  expect(vendor.lines()).toEqual(['GET /files/Dir%2Fsmall.txt?path=Dir/small.txt', 'GET /down']);

  await client.file.update('Dir/small.txt', { provided_mtime: new Date('2020-01-01T00:00:00Z') });
  await client.file.copy('Dir/small.txt', { destination: 'Dir/c.txt' });
  await client.file.move('Dir/small.txt', { destination: 'Dir/d.txt', overwrite: true });
  await client.file.delete('Dir', { recursive: true });
  await client.lock.delete('a/b', { token: 't' });
  expect(vendor.lines()).toEqual([
    'PATCH /files/Dir%2Fsmall.txt {"path":"Dir/small.txt","provided_mtime":"2020-01-01T00:00:00.000Z"}',
    'POST /file_actions/copy/Dir%2Fsmall.txt {"path":"Dir/small.txt","destination":"Dir/c.txt"}',
    'POST /file_actions/move/Dir%2Fsmall.txt {"path":"Dir/small.txt","destination":"Dir/d.txt","overwrite":true}',
    'DELETE /files/Dir?path=Dir&recursive=true',
    'DELETE /locks/a%2Fb?path=a/b&token=t',
  ]);
});

test('sessions: made without a key, used in place of it, and ended', async () => {
  const session = await client.session.create({ username: 'motor', password: 'vroom' });
  await client.apiKey.list({ user_id: 0 }, { sessionId: session.id });
  await client.session.delete({ sessionId: session.id });
  const [create, list, end] = vendor.requests;
  expect(create?.headers).not.toHaveProperty('x-filesapi-key');
  for (const request of [list, end]) {
    expect(request?.headers).toMatchObject({ 'x-filesapi-auth': 'session-id' });
    expect(request?.headers).not.toHaveProperty('x-filesapi-key');
  }
  expect(vendor.lines()).toEqual(['POST /sessions {"username":"motor","password":"vroom"}', 'GET /api_keys?user_id=0', 'DELETE /sessions']);
});

test('links and keys', async () => {
  const bundle = { paths: ['Dir/small.txt'], password: 'p', expires_at: '2030-01-01T00:00:00Z', max_uses: 3, permissions: 'read' };
  await client.bundle.create(bundle);
  await client.apiKey.update(9, { name: 'n2' });
  expect(vendor.lines()).toEqual([`POST /bundles ${JSON.stringify(bundle)}`, 'PATCH /api_keys/9 {"id":9,"name":"n2"}']);
});

test('headers: the key, JSON, workspace and language; Basic when it is wanted', async () => {
  await client.site.get();
  await client.site.get({ workspaceId: 0, language: 'es' });
  await client.with({ workspaceId: 7, basic: true }).site.get();
  await client.site.get({ apiKey: 'other' });
  const [plain, more, basic, other] = vendor.requests;
  expect(plain?.headers).toMatchObject({ 'x-filesapi-key': 'K', accept: 'application/json' });
  expect(plain?.headers).not.toHaveProperty('x-files-workspace-id');
  expect(more?.headers).toMatchObject({ 'x-files-workspace-id': '0', 'accept-language': 'es' });
  expect(basic?.headers).toMatchObject({ authorization: `Basic ${btoa('K:x')}`, 'x-files-workspace-id': '7' });
  expect(basic?.headers).not.toHaveProperty('x-filesapi-key');
  expect(other?.headers).toMatchObject({ 'x-filesapi-key': 'other' });
  vendor.lines();
});

test('files as params go as the API has them in JSON', async () => {
  await client.user.create({ username: 'u', avatar_file: new File(['abc'], 'me.png', { type: 'image/png' }) });
  await client.user.create({ username: 'u', avatar_file: new Uint8Array([1, 2, 255]) });
  expect(vendor.lines()).toEqual([
    'POST /users {"username":"u","avatar_file":{"encoded_content":"YWJj","filename":"me.png","type":"image/png"}}',
    'POST /users {"username":"u","avatar_file":{"encoded_content":"AQL/","filename":"avatar_file","type":"application/octet-stream"}}',
  ]);
});
