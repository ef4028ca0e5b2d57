import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { newMember, put } from '../../core/core.test-setup.ts';
import { structuredSheets } from './contract.ts';
import { formOf, openDeepTable } from './deeptable.test-setup.ts';
import { deepTableDialect } from './plugin.ts';

/** Sends bytes as they are, and answers all that comes back until the server closes the connection. */
function exchange(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    socket.once('error', reject).once('close', () => resolve(text));
    socket.write(bytes);
  });
}

const problemIn = (answer: string): unknown => {
  expect(answer).toMatch(/\r\ncontent-type: application\/problem\+json\r\n/i);
  expect(answer).toMatch(/\r\nx-request-id: [\w-]+\r\n/i);
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
};

describe('who asks', () => {
  test('nobody, somebody unknown, somebody in another way: 401 everywhere, also where there is nothing', async () => {
    const { call } = await openDeepTable();
    for (const path of ['/files', '/files/x', '/nothing', '/structured-sheets', '/files/%zz']) {
      expect((await call('GET', path, { key: 'wrong' })).problem, path).toBe('invalid-jwt');
      if (path !== '/files/%zz') expect((await call('GET', path, { key: null })).problem, path).toBe('invalid-jwt');
    }
    for (const headers of [{ authorization: 'Basic YTpi' }, { 'x-filesapi-key': 'a' }]) {
      expect((await call('GET', '/files', { key: null, headers })).problem).toBe('invalid-jwt');
    }
    expect((await call('PUT', '/files', { key: null })).status).toBe(401);
  });

  test('a key in letters and digits only is the same key', async () => {
    const t = await openDeepTable();
    const { alphanumericSecret } = await t.core.keys.create(t.admin, { name: 'key' });
    expect((await t.call('GET', '/files', { key: alphanumericSecret })).status).toBe(200);
  });

  test('too often: told to wait, and not to try again by itself when the wait is long', async () => {
    const t = await openDeepTable();
    const { secret } = await newMember(t, { username: 'ada', plan: 'free' });
    for (let count = 0; count < 100; count++) await t.call('GET', '/nothing', { key: secret });
    const long = await t.call('GET', '/files', { key: secret });
    expect([long.status, long.problem]).toEqual([429, 'rate-limit-exceeded']);
    expect([long.headers.get('retry-after'), long.headers.get('x-should-retry')]).toEqual(['3600', 'false']);
    expect(long.body).toMatchObject({ title: 'Too Many Requests', detail: expect.stringContaining('Retry-After') });
    for (const [leftSeconds, shouldRetry] of [
      [61, 'false'],
      [60, null],
      [1, null],
    ] as const) {
      t.clock.now = Date.UTC(2025, 0, 15, 11, 30) - leftSeconds * 1000;
      const { headers } = await t.call('GET', '/files', { key: secret });
      expect([headers.get('retry-after'), headers.get('x-should-retry')]).toEqual([String(leftSeconds), shouldRetry]);
    }
  });
});

describe('what is not there', () => {
  test('structured sheets are known and not done, with any body, and not to be asked for again', async () => {
    const { call } = await openDeepTable();
    expect(structuredSheets).toHaveLength(9);
    for (const { method, url } of structuredSheets) {
      const path = url.replace(':structured_sheet_id', 'ss_01kfxgjd94fn9stqm414vjb0s8').replace(':table_id', 'x');
      for (const wanted of [
        {},
        { headers: { 'content-type': 'application/json' } },
        ...(method === 'POST' ? [{ headers: { 'content-type': 'application/json' }, body: '{"file_id": 1' }] : []),
      ]) {
        const answer = await call(method, path, wanted);
        expect([path, answer.status, answer.problem, answer.headers.get('x-should-retry')]).toEqual([
          path,
          501,
          'not-implemented',
          'false',
        ]);
      }
      expect((await call(method, path, { key: null })).status).toBe(401);
    }
  });

  test.each([
    ['GET', '', 404, 'not-found'],
    ['GET', '/', 404, 'not-found'],
    ['GET', '/nothing', 404, 'not-found'],
    ['GET', '/files/', 422, 'unprocessable-content'],
    ['POST', '/files/a/b/c', 404, 'not-found'],
    ['PROPFIND', '/files', 404, 'not-found'],
    ['PUT', '/files', 405, 'method-not-allowed'],
    ['PATCH', '/files/x', 405, 'method-not-allowed'],
    ['POST', '/files/x/content', 405, 'method-not-allowed'],
    ['OPTIONS', '/files', 405, 'method-not-allowed'],
    ['DELETE', '/structured-sheets', 405, 'method-not-allowed'],
    ['GET', '/files/%zz', 400, 'bad-request'],
    ['GET', '/docs/nothing', 404, 'not-found'],
    ['PUT', '/openapi.json', 404, 'not-found'],
  ])('%s %s', async (method, path, status, problem) => {
    const { call } = await openDeepTable();
    const answer = await call(method, path);
    expect([answer.status, answer.problem]).toEqual([status, problem]);
    if (status === 405) expect(answer.headers.get('allow')).toMatch(/GET|POST/);
  });

  test('an address that is too long', async () => {
    const { call } = await openDeepTable();
    const answer = await call('GET', `/files/${'x'.repeat(3000)}`);
    expect([answer.status, answer.problem]).toEqual([414, 'uri-too-long']);
  });

  test('what only looks like this API is told as everywhere else', async () => {
    const { url } = await openDeepTable();
    const response = await fetch(`${url}/v10/files`);
    expect([response.status, await response.json()]).toEqual([404, { error: expect.objectContaining({ code: 'not_found' }) }]);
  });
});

describe('what goes wrong before any route', () => {
  const head = 'Authorization: Bearer a-key-chosen-for-tests\r\n';
  test.each([
    ['no Host header', `GET /v1/files HTTP/1.1\r\n${head}\r\n`, 400, 'bad-request'],
    ['two lengths', `POST /v1/files HTTP/1.1\r\nHost: a\r\n${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400, 'bad-request'],
    [
      'a length and chunks',
      `POST /v1/files HTTP/1.1\r\nHost: a\r\n${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
      'bad-request',
    ],
    [
      'another transfer coding',
      `POST /v1/files HTTP/1.1\r\nHost: a\r\n${head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      400,
      'bad-request',
    ],
    [
      'a chunk of no number, in the middle of a body',
      `POST /v1/files HTTP/1.1\r\nHost: a\r\n${head}Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n--b\r\nxyz\r\n`,
      400,
      'bad-request',
    ],
    ['an endless address', `GET /v1/files/${'x'.repeat(80_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'request-header-fields-too-large'],
    ['too many headers', `GET /v1/files HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(80_000)}\r\n\r\n`, 431, 'request-header-fields-too-large'],
    [
      'a compressed body',
      `POST /v1/files HTTP/1.1\r\nHost: a\r\n${head}Content-Type: multipart/form-data; boundary=b\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx`,
      415,
      'unsupported-media-type',
    ],
  ])('%s', async (_, bytes, status, kind) => {
    const { url } = await openDeepTable();
    const answer = await exchange(url, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(problemIn(answer)).toMatchObject({ type: `https://docs.deeptable.com/errors/${kind}`, status, title: expect.any(String) });
  });

  test('a body that is too large for anybody is answered before it has come', async () => {
    const t = await openDeepTable();
    const { secret } = await newMember(t, { username: 'ada', plan: 'free' });
    const request = `POST /v1/files HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${secret}\r\nContent-Type: multipart/form-data; boundary=b\r\n`;
    const answer = await exchange(t.url, `${request}Content-Length: 99999999\r\n\r\n--b\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(problemIn(answer)).toMatchObject({ status: 413 });
  });
});

test('what is told to a connection alone has the form of everything else', async () => {
  const t = await openDeepTable();
  const { failureText } = deepTableDialect({
    core: t.core,
    publicUrl: () => t.url,
    clientAddress: () => '192.0.2.1',
    onInternalError: () => undefined,
    strict: false,
  });
  const { contentType, body } = failureText(408, 'The request body came too slowly.');
  expect([contentType, JSON.parse(body)]).toEqual([
    'application/problem+json',
    {
      type: 'https://docs.deeptable.com/errors/request-timeout',
      title: 'Request Timeout',
      status: 408,
      detail: 'The request body came too slowly.',
    },
  ]);
});

describe('a fault of ours', () => {
  test('tells nothing but the request, and is logged', async () => {
    const t = await openDeepTable();
    const file = await put(t, t.admin, { name: 'a', bytes: Buffer.alloc(10) });
    await t.metadata.write((tx) => tx.updateFile({ ...file, blobId: 'blob_nowhere' }));
    const answer = await t.call('GET', `/files/${file.id}/content`);
    expect([answer.status, answer.problem]).toEqual([500, 'internal-server-error']);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining(answer.headers.get('x-request-id') ?? 'no id') });
    expect(t.logged.join()).toContain('no content on record');
  });

  test('a client that leaves in the middle of an upload leaves nothing, and is no fault', async () => {
    const t = await openDeepTable();
    const { body } = formOf('name="file"; filename="a"', Buffer.alloc(100_000));
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(t.url).port), '127.0.0.1', () => {
        socket.write('POST /v1/files HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a-key-chosen-for-tests\r\n');
        socket.write(`Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${body.length}\r\n\r\n`);
        socket.write(body.subarray(0, 50_000), () => socket.destroy());
      });
      socket.once('close', () => resolve());
    });
    expect((await t.call('GET', '/files')).body).toMatchObject({ data: [] });
    expect(t.logged).toEqual([]);
  });
});
