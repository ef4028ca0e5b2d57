import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchange, json, newUser, send } from '../client.ts';
import { deepTableOf, problemOf, type DeepTable, type ShownFile, type ShownList } from './deeptable.ts';
import { repository, startServer, withoutRequestLimit, type Server } from '../server.ts';

/** What the vendor's clients put on the line and read from it, for those that cannot be had. */

const seed = 'file_01kfxgjd94fn9stqm414vjb0s8';

let server: Server;
let api: DeepTable;
beforeAll(async () => {
  server = await startServer({
    env: { ...withoutRequestLimit, FILEWHARF_PLAN_FEW_REQUESTS_PER_HOUR: '2', FILEWHARF_PLAN_SMALL_MAX_FILE_SIZE: '100KB' },
  });
  api = deepTableOf(server, (await newUser(server, 'ada')).key);
});
afterAll(() => server.end());

test('an empty list, and a full one, are the envelope of the seed with its keys in its order', async () => {
  const empty = await api.call('GET', '/files');
  expect([empty.status, empty.headers['content-type'], empty.body.toString()]).toEqual([
    200,
    'application/json',
    '{"data":[],"has_more":false,"object":"list","first_id":null,"last_id":null}',
  ]);
  const { id } = await api.upload('financial_report.xlsx', Buffer.alloc(1_048_576));
  const text = (await api.call('GET', '/files')).body.toString();
  expect(text.replace(/"created_at":"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"/, '"created_at":"2024-01-15T10:30:00Z"').replaceAll(id, seed)).toBe(
    JSON.stringify({
      data: [
        {
          id: seed,
          content_type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          created_at: '2024-01-15T10:30:00Z',
          file_name: 'financial_report.xlsx',
          object: 'file',
          size: 1_048_576,
        },
      ],
      has_more: false,
      object: 'list',
      first_id: seed,
      last_id: seed,
    }),
  );
});

test('the clients page by the last id until a page is empty: no file twice, none left out', async () => {
  const client = deepTableOf(server, (await newUser(server, 'ben')).key);
  const made: string[] = [];
  for (let number = 0; number < 5; number++) made.unshift((await client.upload(`${number}.xlsx`, Buffer.from('x'))).id);
  const seen: string[] = [];
  // An explicit null is sent as an empty text by one of them.
  for (let after = ''; ;) {
    const { data, has_more } = json<ShownList>(await client.call('GET', `/files?limit=2&after=${after}`));
    seen.push(...data.map(({ id }) => id));
    expect(has_more).toBe(seen.length < made.length);
    const last = data.at(-1)?.id;
    if (last === undefined) break;
    after = last;
  }
  expect(seen).toEqual(made);
  expect((await client.call('DELETE', `/files/${made[1]}`)).status).toBe(200);
  expect(json<ShownList>(await client.call('GET', `/files?limit=1&after=${made[1]}`)).data.map(({ id }) => id)).toEqual([made[2]]);
});

test('a deletion with the type of a body and none is one', async () => {
  const headers = { 'content-type': 'application/json' };
  for (const framing of [{}, { 'content-length': '0' }]) {
    const { id } = await api.upload('a.xlsx', Buffer.from('x'));
    const answer = await api.call('DELETE', `/files/${id}`, { headers: { ...headers, ...framing } });
    expect([answer.status, answer.body.toString()]).toEqual([200, `{"id":"${id}","object":"file","deleted":true}`]);
  }
  const cancel = await api.call('POST', '/structured-sheets/ss_01kfxgjd94fn9stqm414vjb0s8/cancel', { headers });
  expect([problemOf(cancel), cancel.headers['x-should-retry']]).toEqual(['501 not-implemented', 'false']);
});

test.each([
  ['the TypeScript client', 'Größe %22A%22 日本.xlsx'],
  ['the Go client', String.raw`Größe \"A\" 日本.xlsx`],
])('a name as %s writes it', async (_, filename) => {
  const form = Buffer.from(
    `--b\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--\r\n`,
  );
  const answer = await api.call('POST', '/files', { headers: { 'content-type': 'multipart/form-data; boundary=b' }, body: form });
  expect([answer.status, json<ShownFile>(answer).file_name]).toEqual([201, 'Größe "A" 日本.xlsx']);
  const download = await api.call('GET', `/files/${json<ShownFile>(answer).id}/content`);
  expect(download.headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent('Größe "A" 日本.xlsx')}`);
});

test('what the clients say about themselves and take changes nothing', async () => {
  const { id } = await api.upload('a.txt', Buffer.from('content'));
  const headers = {
    'user-agent': 'DeepTable/CLI 0.1.0-beta.2',
    'x-stainless-lang': 'cli',
    'x-stainless-retry-count': '0',
    'x-stainless-read-timeout': '60',
    'accept-encoding': 'gzip, deflate',
    accept: 'application/vnd.apache.parquet',
  };
  const answer = await api.call('GET', `/files/${id}/content`, { headers });
  expect([answer.status, answer.headers['content-encoding'], answer.body.toString()]).toEqual([200, undefined, 'content']);
});

describe('every refusal is a problem', () => {
  test.each<readonly [what: string, method: string, path: string, options: Parameters<DeepTable['call']>[2], wanted: string]>([
    ['an unknown route', 'GET', '/nothing', {}, '404 not-found'],
    ['the bare prefix', 'GET', '', {}, '404 not-found'],
    ['another method', 'PUT', '/files', {}, '405 method-not-allowed'],
    ['an unknown method', 'PROPFIND', '/files', {}, '404 not-found'],
    ['a malformed id', 'GET', '/files/x', {}, '422 unprocessable-content'],
    ['an unknown id', 'GET', `/files/${seed}`, {}, '404 file-not-found'],
    ['an address that cannot be decoded', 'GET', '/files/%zz', {}, '400 bad-request'],
    ['an address that is too long', 'GET', `/files/${'x'.repeat(3000)}`, {}, '414 uri-too-long'],
    ['headers that are too long', 'GET', '/files', { headers: { x: 'x'.repeat(80_000) } }, '431 request-header-fields-too-large'],
    ['another kind of body', 'POST', '/files', { headers: { 'content-type': 'text/csv' }, body: 'a,b' }, '415 unsupported-media-type'],
    ['a compressed body', 'POST', '/files', { headers: { 'content-encoding': 'gzip' }, body: 'x' }, '415 unsupported-media-type'],
    ['nothing to upload', 'POST', '/files', {}, '422 unprocessable-content'],
    ['a conversion', 'POST', '/structured-sheets', { headers: { 'content-type': 'application/json' }, body: '{' }, '501 not-implemented'],
    ['a wrong key', 'GET', '/files', { headers: { authorization: 'Bearer wrong' } }, '401 invalid-jwt'],
    ['a wrong key where there is nothing', 'GET', '/files/%zz', { headers: { authorization: 'Bearer wrong' } }, '401 invalid-jwt'],
  ])('%s', async (_what, method, path, options, wanted) => {
    const answer = await api.call(method, path, options);
    expect(problemOf(answer)).toBe(wanted);
  });

  test('a file that is too large, said before or not', async () => {
    const small = deepTableOf(server, (await newUser(server, 'small', 'small')).key);
    for (const bytes of [100_001, 2_000_000]) {
      const answer = await small.send('large.xlsx', Buffer.alloc(bytes));
      expect(problemOf(answer)).toBe('413 content-too-large');
    }
    expect((await small.send('fits.xlsx', Buffer.alloc(100_000))).status).toBe(201);
    expect(json<ShownList>(await small.call('GET', '/files')).data).toHaveLength(1);
  });

  test.each([
    ['no Host header', 'GET /v1/files HTTP/1.1\r\n\r\n'],
    ['a length and chunks', 'POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a header that is none', 'GET /v1/files HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n'],
  ])('%s', async (_, bytes) => {
    const answer = await exchange(server.port, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/i);
    expect(answer).toContain('{"type":"https://docs.deeptable.com/errors/bad-request","title":"Bad Request","status":400,"detail":"');
  });

  test('plain HTTP on a listener that the network reaches', async () => {
    const open = await startServer({ host: '0.0.0.0' });
    try {
      for (const path of ['/files', '/nothing', '/files/%zz', '/docs/', '/openapi.json']) {
        const answer = await send(`http://127.0.0.1:${open.port}/v1${path}`, { headers: { authorization: `Bearer ${open.apiKey}` } });
        expect([problemOf(answer), answer.headers.connection]).toEqual(['403 insufficient-permissions', 'close']);
      }
    } finally {
      await open.end();
    }
  });
});

test('a wait of an hour is told with the word not to try again, which every client obeys before it would sleep', async () => {
  const few = deepTableOf(server, (await newUser(server, 'few', 'few')).key);
  for (let count = 0; count < 2; count++) expect((await few.call('GET', '/files')).status).toBe(200);
  for (const path of ['/files', '/nothing', `/files/${seed}/content`]) {
    const answer = await few.call('GET', path);
    expect([problemOf(answer), answer.headers['x-should-retry']]).toEqual(['429 rate-limit-exceeded', 'false']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(60);
  }
});

test('a window that ends within a minute may be waited for', async () => {
  const brief = await startServer({ env: { FILEWHARF_RATE_WINDOW_SECONDS: '50', FILEWHARF_PLAN_TEAM_REQUESTS_PER_HOUR: '1' } });
  try {
    const client = deepTableOf(brief);
    await client.call('GET', '/files');
    const answer = await client.call('GET', '/files');
    expect([problemOf(answer), answer.headers['x-should-retry']]).toEqual(['429 rate-limit-exceeded', undefined]);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(50);
  } finally {
    await brief.end();
  }
});

describe('where only workbooks are taken', () => {
  test.each([
    ['by a flag', ['--deeptable-strict'], {}],
    ['by the environment', [], { FILEWHARF_DEEPTABLE_STRICT: 'true' }],
  ])('%s', async (_, args, env: Record<string, string>) => {
    const strict = await startServer({ args, env });
    try {
      const client = deepTableOf(strict);
      const refused = await client.send('a.csv', Buffer.from('a,b'));
      expect([problemOf(refused), json<{ detail: string }>(refused).detail]).toEqual([
        '422 unsupported-file-type',
        "Unsupported file type 'text/csv'. Supported types: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet (.xlsx)",
      ]);
      expect(json<ShownList>(await client.call('GET', '/files')).data).toEqual([]);
    } finally {
      await strict.end();
    }
  });
});

test('the page and the document of the API are there', async () => {
  const document = await send(`${server.url}/v1/openapi.json`);
  expect(json<unknown>(document)).toEqual(JSON.parse(readFileSync(join(repository, 'openapi/deeptable.json'), 'utf8')));
  const page = await send(`${server.url}/v1/docs/`);
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
});
