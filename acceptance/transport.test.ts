import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, exchange, json, multipart, newUser, outcome, send, type Answer } from './client.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';

const servers: Server[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end()));
});

async function start(...options: Parameters<typeof startServer>): Promise<Server> {
  const server = await startServer(...options);
  servers.push(server);
  return server;
}

const everywhere = [
  '/api/v2/whoami',
  '/api/v2/files',
  '/api/v2/nothing',
  '/api/v2/%zz',
  `/api/v2/files/${'x'.repeat(3000)}`,
  '/api/v2/openapi.json',
  '/api/v2/docs/',
  '/metrics',
  '/',

  '/nothing',
];

/** Plain HTTP, from this machine to a listener that others could reach too. */
function plainly(server: Server, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return send(`http://127.0.0.1:${server.port}${path}`, { headers: { authorization: `Bearer ${server.apiKey}`, ...headers } });
}

function expectRefused(answer: Answer): void {
  expect([outcome(answer), answer.headers.connection, answer.headers.location]).toEqual(['403 forbidden', 'close', undefined]);
}

describe('plain HTTP on a listener that the network reaches', () => {
  let server: Server;
  beforeAll(async () => {
    server = await start({ host: '0.0.0.0' });
  });

  test.each(everywhere)('%s is refused with JSON and without a redirect', async (path) => {
    expectRefused(await plainly(server, path));
  });

  test('the page of a link is refused with a page', async () => {
    const { status, headers } = await plainly(server, '/s/0123456789012345678901');
    expect([status, headers.connection, headers.location]).toEqual([403, 'close', undefined]);
  });

  test('an upload is refused before its body has come', async () => {
    const { contentType, body } = multipart([['file', { filename: 'a', bytes: Buffer.alloc(1024 * 1024) }]]);
    const head = `POST /api/v2/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.apiKey}\r\nContent-Type: ${contentType}\r\n`;
    const answer = await exchange(server.port, Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]));
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  });

  test.each(['https', 'HTTPS', 'https,https'])(
    'X-Forwarded-Proto: %s from somebody who is no proxy of ours changes nothing',
    async (proto) => {
      expectRefused(
        await plainly(server, '/api/v2/whoami', { 'x-forwarded-proto': proto, 'x-forwarded-for': '127.0.0.1', forwarded: 'proto=https' }),
      );
    },
  );

  test('only the two checks of life are answered', async () => {
    expect((await plainly(server, '/healthz')).status).toBe(200);
    expect((await plainly(server, '/readyz')).status).toBe(200);
  });
});

describe('behind a proxy that is trusted', () => {
  let server: Server;
  beforeAll(async () => {
    server = await start({
      host: '0.0.0.0',
      args: ['--trusted-proxies', '10.0.0.0/8,127.0.0.1', '--public-url', 'https://files.example/'],
    });
  });

  test.each([
    ['https', 200],
    ['HTTPS', 200],
    ['https, https', 200],
    ['http', 403],
    ['https, http', 403],
    ['', 403],
    ['nonsense', 403],
  ])('X-Forwarded-Proto: %s -> %i', async (proto, status) => {
    const answer = await plainly(server, '/api/v2/whoami', { 'x-forwarded-proto': proto });
    expect(answer.status).toBe(status);
    if (status === 403) expectRefused(answer);
  });

  test('without the header it is as plain as any other', async () => {
    expectRefused(await plainly(server, '/api/v2/whoami'));
  });

  test('links begin with the public address, whatever Host and X-Forwarded-Host say', async () => {
    const secure = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example', host: 'evil.example' };
    const { contentType, body } = multipart([['file', { filename: 'a.txt', bytes: Buffer.from('a') }]]);
    const authorization = `Bearer ${server.apiKey}`;
    const url = `http://127.0.0.1:${server.port}/api/v2`;
    const file = await send(`${url}/upload`, { method: 'POST', headers: { ...secure, authorization, 'content-type': contentType }, body });
    const share = await send(`${url}/share`, {
      method: 'POST',
      headers: { ...secure, authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ file_id: json<{ id: string }>(file).id }),
    });
    expect(json<{ url: string }>(share).url).toMatch(/^https:\/\/files\.example\/s\/[\w-]{22}$/);
  });
});

test('a proxy that says "http" is believed on loopback too', async () => {
  const server = await start({ args: ['--trusted-proxies', '127.0.0.1'] });
  expect((await plainly(server, '/api/v2/whoami')).status).toBe(200);
  expectRefused(await plainly(server, '/api/v2/whoami', { 'x-forwarded-proto': 'http' }));
});

describe('TLS', () => {
  let server: Server;
  let cert: Buffer;
  beforeAll(async () => {
    server = await start({ host: '0.0.0.0', args: ['--tls-self-signed'] });
    cert = readFileSync(join(server.dataDir, 'tls', 'self-signed.crt'));
  });

  /** With a client that believes this certificate and no other. */
  function securely(of: Server, path: string): Promise<{ status: number; protocol: string | null }> {
    return new Promise((resolve, reject) => {
      const request = httpsRequest(`https://127.0.0.1:${of.port}${path}`, {
        ca: cert,
        agent: false,
        headers: { authorization: `Bearer ${of.apiKey}` },
      });
      request.once('error', reject);
      request.once('response', (response) => {
        const { socket } = response;
        const protocol = 'getProtocol' in socket && typeof socket.getProtocol === 'function' ? String(socket.getProtocol()) : null;
        response.resume().once('end', () => resolve({ status: response.statusCode ?? 0, protocol }));
      });
      request.end();
    });
  }

  test('with a certificate that the server makes, the same after a restart', async () => {
    expect(server.url).toMatch(/^https:\/\/localhost:\d+$/);
    expect(await securely(server, '/api/v2/whoami')).toEqual({ status: 200, protocol: 'TLSv1.3' });
    await server.stop();
    await server.start();
    expect((await securely(server, '/api/v2/whoami')).status).toBe(200);
  });

  test('with a certificate from files', async () => {
    const folder = join(server.dataDir, 'tls');
    const other = await start({
      host: '0.0.0.0',
      args: ['--tls-cert', join(folder, 'self-signed.crt'), '--tls-key', join(folder, 'self-signed.key')],
    });
    expect((await securely(other, '/api/v2/whoami')).status).toBe(200);
  });

  test('who speaks plain HTTP to it gets nothing', async () => {
    const answer = await exchange(
      server.port,
      `GET /api/v2/whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.apiKey}\r\n\r\n`,
    ).catch(() => '');
    expect(answer).not.toContain('HTTP/1.1 200');
    expect(answer).not.toContain('admin');
  });
});

describe('what is not quite HTTP', () => {
  let server: Server;
  beforeAll(async () => {
    server = await start({ env: withoutRequestLimit });
  });

  const raw = async (lines: readonly string[], body = ''): Promise<string> => {
    const all = [...lines, `Authorization: Bearer ${server.apiKey}`];
    return exchange(server.port, Buffer.from(`${all.join('\r\n')}\r\n\r\n${body}`, 'latin1'));
  };
  const statuses = (answer: string): string[] => [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status ?? '');
  const get = 'GET /api/v2/whoami HTTP/1.1';
  const post = 'POST /api/v2/folders HTTP/1.1';
  const type = 'Content-Type: application/json';
  /** In what a confused reader would take for the body: a request of its own. */
  const smuggled = 'GET /api/v2/usage HTTP/1.1\r\nHost: x\r\n\r\n';

  test.each<readonly [what: string, lines: readonly string[], body: string, status: string]>([
    ['two Host headers', [get, 'Host: a', 'Host: b'], '', '400'],
    ['two equal Host headers', [get, 'Host: a', 'host: a'], '', '400'],
    ['no Host header', [get], '', '400'],
    [
      'Content-Length and Transfer-Encoding',
      [post, 'Host: a', type, 'Content-Length: 5', 'Transfer-Encoding: chunked'],
      `0\r\n\r\n${smuggled}`,
      '400',
    ],
    [
      'the same the other way round',
      [post, 'Host: a', type, 'Transfer-Encoding: chunked', 'Content-Length: 5'],
      `0\r\n\r\n${smuggled}`,
      '400',
    ],
    ['two Content-Lengths', [post, 'Host: a', type, 'Content-Length: 2', 'Content-Length: 44'], `{}${smuggled}`, '400'],
    ['a list of Content-Lengths', [post, 'Host: a', type, 'Content-Length: 2, 2'], `{}${smuggled}`, '400'],
    ['a signed Content-Length', [post, 'Host: a', type, 'Content-Length: +2'], `{}${smuggled}`, '400'],
    ['a hexadecimal Content-Length', [post, 'Host: a', type, 'Content-Length: 0x2'], `{}${smuggled}`, '400'],
    ['an unknown transfer coding', [post, 'Host: a', type, 'Transfer-Encoding: xchunked'], `0\r\n\r\n${smuggled}`, '400'],
    ['chunked that is not last', [post, 'Host: a', type, 'Transfer-Encoding: chunked, identity'], `0\r\n\r\n${smuggled}`, '400'],
    ['a compressed transfer', [post, 'Host: a', type, 'Transfer-Encoding: gzip, chunked'], `0\r\n\r\n${smuggled}`, '400'],
    [
      'two Transfer-Encodings',
      [post, 'Host: a', type, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
      `0\r\n\r\n${smuggled}`,
      '400',
    ],
    ['a space before the colon', [post, 'Host: a', type, 'Transfer-Encoding : chunked'], `0\r\n\r\n${smuggled}`, '400'],
    ['a folded header', [get, 'Host: a', 'X-Folded: a', ' Transfer-Encoding: chunked'], smuggled, '400'],
    ['a bare line feed', [get, 'Host: a\nX-Smuggled: b'], '', '400'],
    ['a NUL in a header', [get, 'Host: a', 'X: a\0b'], '', '400'],
    ['a chunk of a wrong size', [post, 'Host: a', type, 'Transfer-Encoding: chunked'], `-2\r\n{}\r\n0\r\n\r\n${smuggled}`, '400'],
    ['a chunk longer than it says', [post, 'Host: a', type, 'Transfer-Encoding: chunked'], `2\r\n{}{}\r\n0\r\n\r\n${smuggled}`, '400'],
    [
      'an endless chunk extension',
      [post, 'Host: a', type, 'Transfer-Encoding: chunked'],
      `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
      '400',
    ],
    ['a compressed body', ['POST /s/x HTTP/1.1', 'Host: a', type, 'Content-Encoding: gzip', 'Content-Length: 2'], '{}', '415'],
    [
      'a compressed body of the API',
      [post, 'Host: a', type, 'Content-Encoding: gzip', 'Content-Length: 2', 'Connection: close'],
      '{}',
      '415',
    ],
    ['a version that never was', ['GET /api/v2/whoami HTTP/3.7', 'Host: a'], '', '400'],
    ['TLS where HTTP is spoken', ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'], '', '400'],
    ['too many bytes of headers', [get, 'Host: a', `X: ${'x'.repeat(80_000)}`], '', '431'],
    ['too long a path', [`GET /api/v2/${'x'.repeat(80_000)} HTTP/1.1`, 'Host: a'], '', '431'],
  ])('%s: one refusal, then the end of the connection', async (_what, lines, body, status) => {
    const answer = await raw(lines, body);
    expect(statuses(answer)).toEqual([status]);
    expect(answer).toMatch(/connection: close/i);
    expect(answer).toMatch(/x-request-id: [\w-]+/i);
    expect(answer).toMatch(/\{"error":\{"code":"[a-z_]+","message":/);
  });

  test('another kind of body than the operation takes is 415', async () => {
    const client = clientOf(server);
    const multipartType = 'multipart/form-data; boundary=x';
    for (const [path, type] of [
      ['/upload', 'application/json'],
      ['/chunks', 'application/json'],
      ['/upload', 'text/plain'],
      ['/folders', multipartType],
      ['/folders', 'application/x-www-form-urlencoded'],
      ['/share', 'application/xml'],
    ] as const) {
      const answer = await client.call('POST', path, { headers: { 'content-type': type }, body: '{}' });
      expect(`${path} ${type} ${outcome(answer)}`).toBe(`${path} ${type} 415 unsupported_media_type`);
    }
    const other = await client.call('PUT', '/files', { headers: { 'content-type': multipartType }, body: '{}' });
    expect(outcome(other)).toBe('405 method_not_allowed');
  });

  test('what is refused before it reaches an operation counts too', async () => {
    const client = clientOf(server);
    const left = ({ headers }: Answer): number => Number(headers['x-ratelimit-remaining']);
    const before = await client.call('GET', '/whoami');
    const badPath = await client.call('GET', '/files/%zz');
    const encoded = await client.call('POST', '/folders', {
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: '{}',
    });
    const longPath = await client.call('GET', `/files/${'x'.repeat(3000)}`);
    expect([badPath, encoded, longPath].map((answer) => outcome(answer))).toEqual([
      '400 bad_request',
      '415 unsupported_media_type',
      outcome(longPath),
    ]);
    expect([badPath, encoded, longPath].map((answer) => left(before) - left(answer))).toEqual([1, 2, 3]);
    expect(badPath.headers['x-ratelimit-limit']).toBe(before.headers['x-ratelimit-limit']);
    const stranger = clientOf(server, 'sk_live_nobody');
    expect(outcome(await stranger.call('GET', '/files/%zz'))).toBe('401 invalid_api_key');
    expect(outcome(await send(`${server.url}/api/v2/files/%zz`))).toBe('400 bad_request');
    expect(outcome(await send(`${server.url}/%zz`, { headers: { authorization: 'Bearer x' } }))).toBe('400 bad_request');
  });

  test('900 requests in one packet, and an answer to none of them', async () => {
    const requests = `${get}\r\nHost: a\r\nAuthorization: Bearer ${server.apiKey}\r\n\r\n`.repeat(900);
    const answer = await exchange(server.port, requests).catch(() => '');
    expect(statuses(answer).length).toBeLessThanOrEqual(16);
    expect((await clientOf(server).call('GET', '/whoami')).status).toBe(200);
  });

  test('a HEAD that announces a body and does not send it is answered', async () => {
    const answer = await raw(['HEAD /api/v2/nothing HTTP/1.1', 'Host: a', 'Content-Length: 10']);
    expect(statuses(answer)).toEqual(['404']);
    expect(answer).toMatch(/\r\n\r\n$/);
  });

  test('requests in one packet are answered in their order', async () => {
    const answer = await raw([
      `${get}\r\nHost: a\r\nAuthorization: Bearer ${server.apiKey}\r\n\r\nGET /api/v2/nothing HTTP/1.1`,
      'Host: a',
      'Connection: close',
    ]);
    expect(statuses(answer)).toEqual(['200', '404']);
  });

  test('a JSON body of more than 64 KiB is refused, said before or not', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(70_000) });
    const answer = await clientOf(server).call('POST', '/folders', { headers: { 'content-type': 'application/json' }, body });
    expect(outcome(answer)).toBe('413 file_too_large');
    const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    expect(statuses(await raw([post, 'Host: a', type, 'Transfer-Encoding: chunked', 'Connection: close'], chunked))).toEqual(['413']);
  });

  test('1,000 HEADs of a download leave nothing behind that 100 GETs would miss', async () => {
    const user = await newUser(server, 'head');
    const { id } = await user.upload('a.bin', Buffer.alloc(300_000, 'a'));
    const heads = Array.from({ length: 1000 }, () => user.call('HEAD', `/files/${id}?download=true`));
    expect(new Set((await Promise.all(heads)).map(({ status }) => status))).toEqual(new Set([200]));
    const gets = await Promise.all(Array.from({ length: 100 }, () => user.call('GET', `/files/${id}?download=true`)));
    expect(gets.every(({ status, body }) => status === 200 && body.length === 300_000)).toBe(true);
  });
});
