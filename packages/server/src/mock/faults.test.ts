import fastify, { type FastifyInstance } from 'fastify';
import { get, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { problemKinds } from '../dialects/deeptable/problems.ts';
import { errorTypes, statusOf, titleOf } from '../dialects/filescom/error-types.ts';
import { replyHeaders } from '../http/reply-headers.ts';
import { provokeFaults } from './faults.ts';
import { parseRules } from './rules.ts';

const body = 'x'.repeat(100_000);

/** An app with faults and some routes that answer in the different ways there are. `answered` counts the requests that came to a route. */
async function startApp(...rules: unknown[]): Promise<{ app: FastifyInstance; url: string; answered: () => number }> {
  let answered = 0;
  const app = fastify({ forceCloseConnections: true });
  app.decorateRequest('errorCode', null);
  provokeFaults(app, { rules: parseRules(JSON.stringify(rules), 'test'), log: pino({ level: 'silent' }) });
  app.addHook('preHandler', async () => {
    answered += 1;
  });
  app.get('/whole', async () => body);
  app.get('/stream', async (_request, reply) => reply.send(Readable.from([body.slice(0, 40_000), body.slice(40_000)])));
  app.get('/pieces', async (_request, reply) => {
    const headers = replyHeaders(reply);
    reply.hijack();
    reply.raw.writeHead(200, { ...headers, 'content-length': body.length });
    for (let at = 0; at < body.length; at += 1000) reply.raw.write(body.slice(at, at + 1000));
    reply.raw.end();
  });
  app.get('/healthz', async () => 'ok');
  app.post('/upload', async () => 'stored');
  app.setErrorHandler(async (error, _request, reply) => reply.code(error instanceof AppError ? 410 : 500).send(String(error)));
  onTestFinished(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, answered: () => answered };
}

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** False when the connection ended in the middle of the body. */
  readonly complete: boolean;
}

/** Rejects when the connection ends before any answer. */
function receive(url: string, fault?: string): Promise<Received> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, headers: fault === undefined ? {} : { 'x-filewharf-fault': fault } }, (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (piece: string) => (text += piece));
      response.on('error', () => undefined);
      response.once('close', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, complete: response.complete }),
      );
    }).once('error', reject);
  });
}

test('without a fault nothing changes', async () => {
  const { url } = await startApp();
  const answer = await receive(`${url}/whole`);
  expect(answer).toMatchObject({ status: 200, body, complete: true });
  expect(answer.headers).not.toHaveProperty('x-filewharf-fault');
});

test.each(['whole', 'stream', 'pieces'])('an answer can be cut off after any number of bytes: %s', async (route) => {
  const { url } = await startApp();
  for (const bytes of [0, 1, 999, 1000, 1001, 40_000, 99_999]) {
    const { status, body: received, complete, headers } = await receive(`${url}/${route}`, `truncate=${bytes}`);
    expect({ status, length: received.length, complete }).toEqual({ status: 200, length: bytes, complete: false });
    expect(headers['x-filewharf-fault']).toBe(`truncate=${bytes}`);
  }
  for (const bytes of [100_000, 100_001]) {
    expect(await receive(`${url}/${route}`, `truncate=${bytes}`)).toMatchObject({ status: 200, body, complete: true });
  }
});

test('an error can be cut off, and an answer without a body cannot', async () => {
  const { url } = await startApp();
  expect(await receive(`${url}/whole`, 'error=503; truncate=3')).toMatchObject({ status: 503, body: '503', complete: false });
  const headers = { 'x-filewharf-fault': 'truncate=0' };
  const length = await new Promise((resolve, reject) => {
    request(`${url}/whole`, { method: 'HEAD', agent: false, headers }, (response) => resolve(response.headers['content-length']))
      .once('error', reject)
      .end();
  });
  expect(length).toBe('100000');
});

test('a dropped request gets no answer and comes to no route', async () => {
  const { url, answered } = await startApp();
  await expect(receive(`${url}/whole`, 'drop')).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(answered()).toBe(0);
});

test('a delay comes before the route, and before every other fault', async () => {
  const { url, answered } = await startApp();
  for (const [fault, status] of [
    ['delay=120', 200],
    ['error=500; delay=120', 500],
  ] as const) {
    const begun = performance.now();
    expect(await receive(`${url}/whole`, fault)).toMatchObject({ status });
    expect(performance.now() - begun).toBeGreaterThan(110);
  }
  expect(answered()).toBe(1);
});

test('every error of the Files.com API has the form that its clients read', async () => {
  const { app } = await startApp();
  for (const type of errorTypes) {
    const answer = await app.inject({ url: '/api/rest/v1/users', headers: { 'x-filewharf-fault': `error=${type}` } });
    expect(answer.statusCode).toBe(statusOf(type));
    expect(answer.headers).toMatchObject({
      'x-files-error-class': type,
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': '*',
    });
    expect(answer.json()).toEqual({
      error: expect.stringContaining(titleOf(type)),
      'http-code': statusOf(type),
      instance: answer.headers['x-request-id'],
      title: titleOf(type),
      type,
    });
  }
});

const problem = (kind: string, title: string, status: number): object => ({
  type: `https://docs.deeptable.com/errors/${kind}`,
  title,
  status,
  detail: 'The mock was told to answer this.',
});

test.each([
  ['/api/v2/files', 'error=not_found', 404, { error: { code: 'not_found', message: expect.any(String) } }],
  ['/api/v2/files', 'error=bad_request', 400, { error: { code: 'bad_request', message: expect.any(String) } }],
  ['/upload/x', 'error=not-found/file-upload-not-found', 404, expect.objectContaining({ type: 'not-found/file-upload-not-found' })],
  ['/v1/files', 'error=file-not-found', 404, problem('file-not-found', 'Not Found', 404)],
  ['/v1/files', 'error=not-found', 404, problem('not-found', 'Not Found', 404)],
  ['/v1/files', 'error=503', 503, problem('service-unavailable', 'Service Unavailable', 503)],
  ['/v1/files', 'error=502', 502, { ...problem('', 'Bad Gateway', 502), type: 'about:blank' }],
])('%s answers %s in its own form', async (url, fault, status, wanted) => {
  const { app } = await startApp();
  const answer = await app.inject({ url, headers: { 'x-filewharf-fault': fault } });
  expect([answer.statusCode, answer.json()]).toEqual([status, wanted]);
});

test('every problem of the DeepTable API has the form that its clients read, and says whether to try again', async () => {
  const { app } = await startApp();
  for (const [kind, { status, title }] of Object.entries(problemKinds)) {
    const answer = await app.inject({ url: '/v1/files', headers: { 'x-filewharf-fault': `error=${kind}` } });
    expect([kind, answer.statusCode, answer.json()]).toEqual([kind, status, problem(kind, title, status)]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['x-should-retry']).toBe(status === 409 || status === 501 ? 'false' : undefined);
  }
  for (const [wait, shouldRetry] of [
    [60, undefined],
    [61, 'false'],
  ] as const) {
    const headers = { 'x-filewharf-fault': `error=rate-limit-exceeded; retry-after=${wait}` };
    const answer = await app.inject({ url: '/v1/files', headers });
    expect([answer.headers['retry-after'], answer.headers['x-should-retry']]).toEqual([String(wait), shouldRetry]);
  }
});

test('a bare status is answered as a proxy in front would, on any path', async () => {
  const { app } = await startApp();
  for (const url of ['/whole', '/api/v2/files', '/api/rest/v1/files/x', '/nowhere']) {
    const answer = await app.inject({ url, headers: { 'x-filewharf-fault': 'error=502; retry-after=7' } });
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['retry-after'], answer.body]).toEqual([
      502,
      'text/plain; charset=utf-8',
      '7',
      '502 Bad Gateway. The mock was told to answer this.\n',
    ]);
  }
});

test.each([
  ['GET', '/download/x/y', 403, 'download_request_expired'],
  ['PUT', '/upload/x', 403, 'upload_request_expired'],
  ['GET', '/s/token', 410, 'This link has expired'],
  ['GET', '/api/v2/files', 400, 'can expire'],
] as const)('%s %s with expired', async (method, url, status, text) => {
  const { app } = await startApp();
  const answer = await app.inject({ method, url, headers: { 'x-filewharf-fault': 'expired' } });
  expect([answer.statusCode, answer.body]).toEqual([status, expect.stringContaining(text)]);
});

test.each([
  ['/api/v2/files', 'error=not-found', 'The Files App API answers no not-found.'],
  ['/api/rest/v1/files', 'error=not_found', 'The Files.com API answers no not_found.'],
  ['/v1/files', 'error=not_found', 'The DeepTable API answers no not_found.'],
  ['/v1/files', 'expired', 'Only share links and the addresses of transfers can expire.'],
  ['/api/v2/files', 'error=file-not-found', 'The Files App API answers no file-not-found.'],
  ['/whole', 'truncat=1', 'The header x-filewharf-fault: knows no word "truncat".'],
])('a mistake in the test is not taken for a fault: %s %s', async (url, fault, text) => {
  const { app, answered } = await startApp();
  const answer = await app.inject({ url, headers: { 'x-filewharf-fault': fault } });
  expect([answer.statusCode, answer.body]).toEqual([400, `${text}\n`]);
  expect(answered()).toBe(0);
});

test('an upload is refused in a way that its sender gets the answer', async () => {
  const { url, answered } = await startApp();
  const status = await new Promise((resolve, reject) => {
    const upload = request(`${url}/upload`, {
      method: 'POST',
      agent: false,
      headers: { 'x-filewharf-fault': 'error=503', 'content-length': 5_000_000 },
    });
    upload.once('error', reject).once('response', (response) => resolve(response.statusCode));
    upload.end(Buffer.alloc(5_000_000));
  });
  expect(status).toBe(503);
  expect(answered()).toBe(0);
});

test('rules and header come together, and the header wins; what tells that the server is ready never fails', async () => {
  const { app } = await startApp({ nth: 2, error: 500 }, { every: 2, 'retry-after': 1, error: 503 });
  const statusAfter = async (url: string, fault?: string): Promise<readonly unknown[]> => {
    const answer = await app.inject({ url, headers: fault === undefined ? {} : { 'x-filewharf-fault': fault } });
    return [answer.statusCode, answer.headers['x-filewharf-fault']];
  };
  expect(await statusAfter('/whole')).toEqual([200, undefined]);
  for (let i = 0; i < 3; i += 1) expect(await statusAfter('/healthz', 'drop')).toEqual([200, undefined]);
  expect((await app.inject({ method: 'OPTIONS', url: '/whole', headers: { 'x-filewharf-fault': 'error=500' } })).statusCode).toBe(404);
  expect(await statusAfter('/whole')).toEqual([500, 'error=500; retry-after=1']);
  expect(await statusAfter('/whole')).toEqual([200, undefined]);
  expect(await statusAfter('/whole', 'error=404')).toEqual([404, 'error=404; retry-after=1']);
});
