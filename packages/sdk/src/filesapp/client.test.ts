import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type ApiError,
  BadRequestError,
  ConflictError,
  FileTooLargeError,
  FilesApp,
  FilewharfError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  ServerError,
  UnauthorizedError,
  type ResponseEvent,
} from '../index.ts';
import { cleanUp, sendJson, someBytes, startMock, startRecorder, startServer, type TestServer } from '../server.test-setup.ts';

let client: FilesApp;
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  client = new FilesApp(server.apiKey, { baseUrl: server.url });
});
afterAll(cleanUp);

describe('settings', () => {
  const names = ['FILEWHARF_API_KEY', 'FILEWHARF_BASE_URL'] as const;
  afterEach(() => {
    for (const name of names) delete process.env[name];
  });

  test('the address: what is said, the environment, this machine; with the path of the API or without', () => {
    expect(new FilesApp('k').baseUrl).toBe('http://127.0.0.1:8080');
    process.env['FILEWHARF_BASE_URL'] = 'https://files.example/api/v2/';
    expect(new FilesApp('k').baseUrl).toBe('https://files.example');
    expect(new FilesApp('k', { baseUrl: 'http://h:1/below//' }).baseUrl).toBe('http://h:1/below');
    expect(new FilesApp('k', { baseUrl: 'http://h:1/below/api/v2' }).baseUrl).toBe('http://h:1/below');
    for (const baseUrl of ['', 'files.example', 'ftp://files.example'])
      expect(() => new FilesApp('k', { baseUrl })).toThrow(FilewharfError);
  });

  test('the key: what is said, the environment; without one there is no client', async () => {
    expect(() => new FilesApp()).toThrow('FILEWHARF_API_KEY');
    expect(() => new FilesApp('')).toThrow('FILEWHARF_API_KEY');
    // A line end in a header would be another header.
    expect(() => new FilesApp('a\r\nb')).toThrow(FilewharfError);
    process.env['FILEWHARF_API_KEY'] = server.apiKey;
    expect(await new FilesApp(undefined, { baseUrl: server.url }).whoami()).toMatchObject({ user: { username: 'admin' } });
  });

  test('times and tries with which nothing could work are refused, for a client and for a call', async () => {
    for (const options of [
      { maxRetries: Number.NaN },
      { maxRetries: -1 },
      { timeoutMs: 0 },
      { timeoutMs: Number.NaN },
      { timeoutMs: Infinity },
      { retryDelayMs: -1 },
      { maxRetryAfterMs: Infinity },
    ]) {
      expect(() => new FilesApp('sk_live_x', options), inspect(options)).toThrow('cannot be');
    }
    await expect(client.whoami({ timeoutMs: Number.NaN })).rejects.toThrow('timeoutMs cannot be NaN');
    await expect(client.whoami({ maxRetries: -1 })).rejects.toThrow('maxRetries cannot be -1');
  });

  test('headers and the name of the program are sent', async () => {
    const recorder = await startRecorder((_, response) => sendJson(response, 200, {}));
    const { files } = new FilesApp('sk', {
      baseUrl: `${recorder.url}/below`,
      userAgent: 'backup/1',
      headers: { 'X-One': '1', 'X-Two': '2' },
    });
    await files.get('a/b', { headers: { 'x-two': '3' } });
    expect(recorder.requests[0]).toMatchObject({
      url: '/below/api/v2/files/a%2Fb',
      headers: { authorization: 'Bearer sk', 'x-one': '1', 'x-two': '3', accept: 'application/json' },
    });
    expect(recorder.requests[0]?.headers['user-agent']).toMatch(/^backup\/1 filewharf-sdk/);
  });
});

describe('errors', () => {
  test('a class for each status, with what the server says', async () => {
    const statuses: [string, typeof ApiError, number][] = [
      ['bad_request', BadRequestError, 400],
      ['unauthorized', UnauthorizedError, 401],
      ['forbidden', ForbiddenError, 403],
      ['not_found', NotFoundError, 404],
      ['conflict', ConflictError, 409],
      ['file_too_large', FileTooLargeError, 413],
      ['rate_limited', RateLimitedError, 429],
      ['internal_error', ServerError, 500],
    ];
    const mock = await startMock();
    const failing = new FilesApp(mock.apiKey, { baseUrl: mock.url, maxRetries: 0 });
    for (const [code, Class, status] of statuses) {
      const error: unknown = await failing.whoami({ headers: { 'X-Filewharf-Fault': `error=${code}` } }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Class);
      expect(error).toBeInstanceOf(FilewharfError);
      expect(error).toMatchObject({ name: Class.name, status, code, method: 'GET', path: `${mock.url}/api/v2/whoami` });
      expect((error as ApiError).requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
    const page: unknown = await failing.whoami({ headers: { 'X-Filewharf-Fault': 'error=502' } }).catch((thrown: unknown) => thrown);
    expect(page).toMatchObject({ name: 'ServerError', status: 502 });
    await expect(failing.shares.create({ fileId: 'file_x', expiresIn: -1 })).rejects.toMatchObject({ details: [{ field: 'expires_in' }] });
  });

  test('a pause that the server asks for is kept; one that is too long is told', async () => {
    const mock = await startMock(
      { path: '/api/v2/whoami', nth: 1, error: 'rate_limited', 'retry-after': 0 },
      { path: '/api/v2/usage', error: 'rate_limited', 'retry-after': 3600 },
    );
    const delays: number[] = [];
    const waiting = new FilesApp(mock.apiKey, { baseUrl: mock.url, retryDelayMs: 4000, onRetry: ({ delayMs }) => delays.push(delayMs) });
    await waiting.whoami();
    // Zero and a little chance, instead of two to four seconds.
    expect(delays).toHaveLength(1);
    expect(delays[0]).toBeLessThan(2000);
    await expect(waiting.usage()).rejects.toMatchObject({ name: 'RateLimitedError', retryAfterSeconds: 3600 });
    expect(delays).toHaveLength(1);
  });

  test('an answer that breaks off is asked for again', async () => {
    const mock = await startMock(
      { path: '/api/v2/whoami', nth: 1, truncate: 20 },
      { method: 'POST', path: '/api/v2/chunks/complete', nth: 1, truncate: 20 },
    );
    const broken = new FilesApp(mock.apiKey, { baseUrl: mock.url, retryDelayMs: 1 });
    expect(await broken.whoami()).toMatchObject({ user: { username: 'admin' } });
    expect(await broken.upload(someBytes(10), { name: 'broken.bin', chunkThreshold: 1 })).toMatchObject({ name: 'broken.bin', size: 10 });
  });

  test('no secret is in what is thrown or told', async () => {
    const secret = 'sk_live_verysecret0123456789';
    const told: unknown[] = [];
    const tell = (value: unknown): void => void told.push(value);
    const tried = async (baseUrl: string, work: (made: FilesApp) => Promise<unknown>): Promise<void> => {
      const made = new FilesApp(secret, { baseUrl, maxRetries: 1, retryDelayMs: 1, onRetry: tell, onResponse: tell, timeoutMs: 300 });
      await work(made).catch(tell);
    };
    const silent = await startRecorder(() => undefined);
    const broken = await startRecorder((_, response) => response.destroy());
    for (const url of [server.url, silent.url, broken.url, 'http://127.0.0.1:1']) {
      await tried(url, (made) => made.entries.lookup('/a?verysecret'));
      await tried(url, (made) => made.shares.create({ fileId: 'file_x', password: 'verysecret' }));
      await tried(url, (made) => made.upload(new TextEncoder().encode('verysecret'), { name: 'x' }));
    }
    expect(told.length).toBeGreaterThan(12);
    expect(inspect(told, { depth: 8 })).not.toContain('verysecret');
    expect(inspect(client, { depth: 8, showHidden: false })).not.toContain(server.apiKey);
  });

  test('every answer is told', async () => {
    const events: ResponseEvent[] = [];
    const told = new FilesApp(server.apiKey, { baseUrl: server.url, onResponse: (event) => events.push(event) });
    await told.files.list({ perPage: 5 });
    expect(events).toMatchObject([{ method: 'GET', url: `${server.url}/api/v2/files`, status: 200, attempt: 1 }]);
    expect(events[0]?.requestId).toBeDefined();
  });

  test('an empty id leads nowhere', async () => {
    for (const id of ['', '.', '..']) {
      await expect(client.files.delete(id)).rejects.toThrow('is not an id');
      await expect(client.download(id)).rejects.toThrow('is not an id');
    }
  });
});

describe('lists', () => {
  test('awaited they are a page, gone through they are everything, and a page says where the next one begins', async () => {
    const folder = await client.folders.create({ path: '/lists', parents: true });
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await client.upload(someBytes(1), { name, folderId: folder.id });
    const query = { folderId: folder.id, sort: 'name', perPage: 2 } as const;

    let page = await client.files.list(query);
    expect([...page].map(({ name }) => name)).toEqual(['a', 'b']);
    expect(page).toMatchObject({ total: 5, hasNextPage: true });
    page = await page.loadNextPage();
    page = await page.loadNextPage();
    expect(page.items.map(({ name }) => name)).toEqual(['e']);
    expect(page.hasNextPage).toBe(false);
    await expect(page.loadNextPage()).rejects.toThrow('last page');

    const found: string[] = [];
    for await (const { name } of client.files.list(query)) found.push(name);
    expect(found).toEqual(names);
    expect((await client.files.list({ ...query, page: 2 })).items.map(({ name }) => name)).toEqual(['c', 'd']);

    const entries = client.entries.list({ path: '/lists', limit: 2 });
    const first = await entries.page();
    expect((await entries.page(first.next)).items.map(({ path }) => path)).toEqual(['/lists/c', '/lists/d']);
    const rest = client.entries.list({ path: '/lists', limit: 2, cursor: first.next });
    expect((await rest).items.map(({ path }) => path)).toEqual(['/lists/c', '/lists/d']);
    const paths: string[] = [];
    for await (const { path } of entries) paths.push(path);
    expect(paths).toEqual(names.map((name) => `/lists/${name}`));
  });

  test('nothing is asked before somebody looks', () => {
    expect(() => new FilesApp('k', { baseUrl: 'http://127.0.0.1:1' }).files.list()).not.toThrow();
  });
});

describe('resources', () => {
  test('files and folders', async () => {
    const file = await client.upload(someBytes(10), { name: 'r.txt', folderPath: '/r/s' });
    expect(await client.files.get(file.id)).toMatchObject({ path: '/r/s/r.txt', size: 10 });
    expect(await client.files.update(file.id, { name: 'r2.txt', mtime: new Date(0) })).toMatchObject({
      name: 'r2.txt',
      mtime: '1970-01-01T00:00:00.000Z',
    });
    const copy = await client.files.copy(file.id, { name: 'copy.txt', folderPath: '/r' });
    expect(copy).toMatchObject({ path: '/r/copy.txt' });
    const [sum] = await client.files.checksums([file.id]);
    expect(sum).toMatchObject({ id: file.id, size: 10 });
    expect(sum?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await client.files.delete(copy.id)).toEqual({ deleted: true });
    const folder = await client.entries.lookup('/r');
    expect(await client.folders.get(folder.id, { totals: true })).toMatchObject({ totals: { files: 1, folders: 1, bytes: 10 } });
    expect(await client.folders.copy(folder.id, { name: 'r3' })).toMatchObject({ name: 'r3' });
    expect(await client.folders.update(folder.id, { name: 'r4' })).toMatchObject({ path: '/r4' });
    expect((await client.folders.list()).items.map(({ name }) => name)).toEqual(expect.arrayContaining(['r3', 'r4']));
    await expect(client.folders.delete(folder.id)).rejects.toBeInstanceOf(ConflictError);
    expect(await client.folders.delete(folder.id, { recursive: true })).toEqual({ deleted: true });
  });

  test('links', async () => {
    const { id: fileId } = await client.upload(someBytes(1), { name: 'shared.txt' });
    const share = await client.shares.create({ fileId, password: 'open sesame', expiresIn: 2, maxUses: 3 });
    expect(share).toMatchObject({ file_id: fileId, password_protected: true, max_uses: 3, uses: 0 });
    expect(await client.shares.update(share.id, { password: null, allowDownload: false })).toMatchObject({
      password_protected: false,
      allow_download: false,
    });
    expect(await client.shares.get(share.id)).toMatchObject({ id: share.id });
    expect((await client.shares.list({ fileId })).items).toHaveLength(1);
    expect(await client.shares.revoke(share.id)).toEqual({ deleted: true });
  });

  test('keys and users', async () => {
    const user = await client.users.create({ username: 'sdk', email: 'sdk@example.com' });
    expect(await client.users.update(user.id, { name: 'S. D. K.' })).toMatchObject({ name: 'S. D. K.', email: 'sdk@example.com' });
    expect(await client.users.get(user.id)).toMatchObject({ username: 'sdk' });
    const key = await client.keys.create({ name: 'k', userId: user.id, expiresAt: new Date(Date.now() + 3_600_000) });
    const theirs = new FilesApp(key.key, { baseUrl: server.url });
    expect(await theirs.whoami()).toMatchObject({ user: { username: 'sdk' }, key: { name: 'k' } });
    expect(await client.keys.update(key.id, { name: 'k2' })).toMatchObject({ name: 'k2' });
    const rotated = await client.keys.rotate(key.id);
    await expect(theirs.whoami()).rejects.toBeInstanceOf(UnauthorizedError);
    expect(await new FilesApp(rotated.key, { baseUrl: server.url }).usage()).toHaveProperty('storage');
    expect(await client.keys.get(key.id)).toMatchObject({ id: key.id });
    expect((await client.keys.list({ userId: user.id })).items).toHaveLength(1);
    expect(await client.keys.revoke(key.id)).toEqual({ deleted: true });
    expect(await client.users.delete(user.id)).toEqual({ deleted: true });
    expect((await client.users.list()).items.map(({ username }) => username)).toEqual(['admin']);
  });

  test('chunks, one step after the other', async () => {
    const begun = await client.chunks.init({ filename: 'steps.bin', totalSize: 5, totalChunks: 2 });
    expect(begun.chunk_size).toBe(3);
    expect(await client.chunks.put(begun.upload_id, 1, new Blob(['de']))).toEqual({ chunk_index: 1, received: true });
    expect(await client.chunks.status(begun.upload_id)).toMatchObject({ received: [1] });
    await client.chunks.put(begun.upload_id, 0, new TextEncoder().encode('abc'));
    const file = await client.chunks.complete(begun.upload_id);
    expect(await (await client.download(file.id)).text()).toBe('abcde');
    const other = await client.chunks.init({ filename: 'x', totalSize: 5, totalChunks: 1 });
    expect(await client.chunks.abort(other.upload_id)).toEqual({ deleted: true });
  });

  test('sessions, the second factor, and the own password', async () => {
    const password = 'a long enough password';
    const user = await client.users.create({ username: 'signing-in', password });
    const { key } = await client.keys.create({ name: 'k', userId: user.id });
    const theirs = new FilesApp(key, { baseUrl: server.url });
    const begun = await client.sessions.create({ username: 'signing-in', password });
    expect(begun).toMatchObject({ id: expect.stringMatching(/^session_/), user: { id: user.id } });
    for (let i = 0; i < 2; i++) await client.sessions.create({ username: 'signing-in', password });
    const seen = [];
    for await (const session of theirs.sessions.list({ limit: 1 })) seen.push(session.current);
    expect(seen).toEqual([false, false, false]);
    expect(await theirs.sessions.delete(begun.id)).toEqual({ deleted: true });
    await expect(theirs.sessions.delete()).rejects.toBeInstanceOf(NotFoundError);
    expect(await theirs.secondFactor.begin()).toMatchObject({ secret: expect.any(String), uri: expect.stringMatching(/^otpauth:/) });
    await expect(theirs.secondFactor.confirm('000000')).rejects.toBeInstanceOf(BadRequestError);
    expect(await theirs.secondFactor.delete(password)).toEqual({ deleted: true });
    const change = { currentPassword: password, newPassword: 'another long password' };
    expect(await theirs.changePassword(change)).toEqual({ changed: true });
    await expect(theirs.changePassword(change)).rejects.toBeInstanceOf(BadRequestError);
    expect(await theirs.sessions.list()).toMatchObject({ items: [] });
  });

  test('the address of a content is that of the API', async () => {
    const file = await client.upload(new TextEncoder().encode('shown'), { name: 'shown.txt' });
    const url = client.files.contentUrl(file.id);
    expect(url).toBe(`${server.url}/api/v2/files/${file.id}/content`);
    expect(await (await client.request('GET', url.slice(server.url.length))).text()).toBe('shown');
    expect(() => client.files.contentUrl('..')).toThrow(FilewharfError);
    expect(client.files.thumbnailUrl(file.id, 64)).toBe(`${server.url}/api/v2/files/${file.id}/thumbnail?size=64`);
  });

  test('files and folders as one archive', async () => {
    const folder = await client.folders.create({ path: '/zipped' });
    const file = await client.upload(new TextEncoder().encode('zipped'), { name: 'zipped.txt', folderId: folder.id });
    const { id, url, size } = await client.zips.create([file.id]);
    for (const [place, wanted] of [
      [url, size],
      [client.zips.url(id), size],
      [client.zips.folderUrl(folder.id), undefined],
    ] as const) {
      const bytes = await (await client.request('GET', new URL(place).pathname)).bytes();
      expect(new TextDecoder().decode(bytes)).toContain('zipped');
      if (wanted !== undefined) expect(bytes.byteLength).toBe(wanted);
    }
  });

  test('activity of files and folders', async () => {
    const folder = await client.folders.create({ path: '/active' });
    const file = await client.upload(new Uint8Array(1), { name: 'active.txt', folderId: folder.id });
    await client.files.update(file.id, { name: 'other.txt' });
    const actions: string[] = [];
    for await (const { action } of client.activity.ofFile(file.id, { limit: 1 })) actions.push(action);
    expect(actions).toEqual(['renamed', 'uploaded']);
    expect(await client.activity.ofFolder(folder.id)).toMatchObject({
      items: [
        { action: 'renamed', entry: { type: 'file', id: file.id, name: 'other.txt' }, details: { old_name: 'active.txt' } },
        { action: 'uploaded' },
        { action: 'created', entry: { type: 'folder' }, user: { username: 'admin' } },
      ],
    });
  });

  test('usage day by day', async () => {
    const { days } = await client.usageHistory({ days: 2 });
    expect(days).toMatchObject([{ requests: 0 }, { date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }]);
    expect(days[1]?.requests).toBeGreaterThan(0);
    expect((await client.usageHistory()).days).toHaveLength(30);
  });

  test('search finds by a part of the name, page by page', async () => {
    const folder = await client.folders.create({ path: '/searched/deep', parents: true });
    for (const name of ['Needle 1.txt', 'needle 2.txt', 'hay.txt']) await client.upload(new Uint8Array(1), { name, folderId: folder.id });
    const found: string[] = [];
    for await (const entry of client.search('needle*txt', { limit: 1 })) found.push(entry.path);
    expect(found).toEqual(['/searched/deep/Needle 1.txt', '/searched/deep/needle 2.txt']);
    expect(await client.search('deep', { kind: 'folder' })).toMatchObject({ items: [{ id: folder.id }], hasNextPage: false });
  });

  test('any path of the server', async () => {
    const answer = await client.request('get', '/readyz');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ready' });
    expect(await (await client.request('POST', '/api/v2/folders', { json: { name: 'raw' } })).json()).toMatchObject({ name: 'raw' });
    const body = '{"name":"raw2"}';
    const headers = { 'content-type': 'application/json' };
    for (const given of [body, new TextEncoder().encode(body.replace('2', '3')), new Blob([body.replace('2', '4')])])
      expect((await client.request('POST', 'api/v2/folders', { body: given, headers })).status).toBe(201);
    expect(await (await client.request('GET', '/api/v2/lookup', { query: { path: '/raw' } })).text()).toContain('"/raw"');
    await expect(client.request('GET', '/api/v2/nothing')).rejects.toBeInstanceOf(NotFoundError);
  });
});

test('an answer that is not of this API is an error that says so, whatever was asked', async () => {
  const bodies = ['', 'null', '[]', '"text"', '{}', '<html>'];
  for (const body of bodies) {
    const { url } = await startRecorder((_, response) => response.end(body));
    const other = new FilesApp('sk_live_x', { baseUrl: url });
    const calls: Record<string, () => Promise<unknown>> = {
      list: () => other.files.list().page(),
      entries: () => other.entries.list().page(),
      changes: () =>
        other.sync
          .changes({ since: new Date(0) })
          [Symbol.asyncIterator]()
          .next(),
      checksums: () => other.files.checksums(['file_x']),
      chunked: () => other.upload(someBytes(5), { name: 'x', chunkThreshold: 1 }),
    };
    if (body !== '{}') calls['upload'] = () => other.upload(someBytes(5), { name: 'x' });
    for (const [name, call] of Object.entries(calls)) {
      await expect(call(), `${name}: ${body}`).rejects.toMatchObject({ name: 'FilewharfError' });
    }
  }
});
