import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { duckdb } from '../destinations/duckdb.ts';
import { pipeline } from '../pipeline.ts';
import { allRows, impatientClock, startApi } from './api.test-setup.ts';
import type { ClientConfig, EndpointConfig, RestApiConfig } from './config.ts';
import { restApiSource, type RestApiOptions } from './source.ts';

/** The rows of one resource, `rows`, at an API. */
function rows(client: ClientConfig, endpoint: EndpointConfig = {}, options: RestApiOptions = {}): Promise<unknown[]> {
  const config: RestApiConfig = { client, resources: [{ name: 'rows', endpoint }] };
  const [resource] = restApiSource(config, options).resources;
  if (resource === undefined) throw new Error('no resource');
  return allRows(resource);
}

test('what may pass is tried again: 1, 2, 4 and 8 seconds later', async () => {
  const clock = impatientClock();
  const api = await startApi(
    (_, count) => [{ status: 500 }, { status: 503 }, { body: '[1, 2', breakAfter: 2 }, { status: 502 }][count - 1] ?? { body: [{ id: 1 }] },
  );
  expect(await rows({ base_url: api.url }, {}, { clock })).toEqual([{ id: 1 }]);
  expect(clock.waits).toEqual([1000, 2000, 4000, 8000]);
});

test('it is given up after five tries, and the error names resource, page and status', async () => {
  const clock = impatientClock();
  const api = await startApi(() => ({ status: 500, body: { secret: 'in the body' } }));
  const failure = await rows({ base_url: api.url }, {}, { clock }).catch(String);
  expect(failure).toContain('resource rows, page 1');
  expect(failure).toContain('status 500');
  expect(failure).not.toContain('in the body');
  expect(api.requests).toHaveLength(5);
});

test('a request that is wrong is not tried again', async () => {
  const api = await startApi(() => ({ status: 400 }));
  await expect(rows({ base_url: api.url })).rejects.toMatchObject({ status: 400 });
  expect(api.requests).toHaveLength(1);
});

test('Retry-After is waited for, in seconds or as a date, but not for ever', async () => {
  const clock = impatientClock();
  const date = new Date(Math.floor(clock.now() / 1000) * 1000 + 90_000).toUTCString();
  const api = await startApi((_, count) => {
    const after = ['7', '9999', date][count - 1];
    return after === undefined ? { body: [] } : { status: 429, headers: { 'retry-after': after } };
  });
  await rows({ base_url: api.url, retry: { max_delay: 60 } }, {}, { clock });
  expect(clock.waits[0]).toBe(7000);
  expect(clock.waits[1]).toBe(60_000);
  expect(clock.waits[2]).toBeLessThanOrEqual(60_000);
});

test('a used up limit is waited for before the next request', async () => {
  const clock = impatientClock();
  const api = await startApi((request) => {
    const page = Number(request.query['page'] ?? 1);
    return {
      headers: { 'x-ratelimit-remaining': page === 1 ? '0' : '5', 'x-ratelimit-reset': String(Math.ceil(clock.now() / 1000) + 20) },
      body: { rows: [{ page }], page, total_pages: 2 },
    };
  });
  expect(await rows({ base_url: api.url }, {}, { clock })).toEqual([{ page: 1 }, { page: 2 }]);
  expect(clock.waits).toHaveLength(1);
  expect(clock.waits[0]).toBeGreaterThan(19_000);
  expect(clock.waits[0]).toBeLessThanOrEqual(21_000);
});

test('an answer that does not come is given up', async () => {
  const api = await startApi(() => new Promise(() => undefined));
  await expect(rows({ base_url: api.url, timeout: 0.05, retry: { attempts: 1 } })).rejects.toThrow('no complete answer within 0.05 s');
});

test('nobody there: the error names the address and how often it was tried', async () => {
  await expect(rows({ base_url: 'http://127.0.0.1:9' }, {}, { clock: impatientClock() })).rejects.toThrow(
    /127\.0\.0\.1:9.*ECONNREFUSED.*5 tries/,
  );
});

test('answers are not larger than allowed, also when they are packed', async () => {
  const large = JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id })));
  const plain = await startApi(() => ({ body: large }));
  const packed = await startApi(() => ({ body: gzipSync(large), headers: { 'content-encoding': 'gzip' } }));
  // Packed it is below the limit.
  expect(gzipSync(large).length).toBeLessThan(8000);
  expect(await rows({ base_url: packed.url })).toHaveLength(1000);
  for (const api of [plain, packed])
    await expect(rows({ base_url: api.url, max_response_bytes: 8000 })).rejects.toThrow(
      /page 1: .*more than 8000 bytes.*max_response_bytes/,
    );
});

test.each([
  ['[{"id": 1}, {"id": ', /page 1: .* is no JSON: .* at byte 19 \(\$\[1\]\.id\)/],
  ['{"data": [{"id": "é"}], "meta": {"next": tru}}', /page 1: .* is no JSON: .* at byte 42 \(\$\.meta\.next\)/],
  ['<html>Sign in</html>', /page 1: .*HTML page/],
])('what is no JSON is an error with its place: %s', async (body, message) => {
  const api = await startApi(() => ({ body, headers: { 'content-type': body.startsWith('<') ? 'text/html' : 'application/json' } }));
  await expect(rows({ base_url: api.url })).rejects.toThrow(message);
});

test('an answer without a body has no rows', async () => {
  const api = await startApi(() => ({ status: 204 }));
  expect(await rows({ base_url: api.url })).toEqual([]);
});

test('credentials go to the own origin only: a link to another one is refused', async () => {
  const other = await startApi(() => ({ body: [] }));
  const api = await startApi(() => ({ body: { rows: [{ id: 1 }], next: `${other.url}/more` } }));
  const secret = { base_url: api.url, auth: { type: 'bearer', token: 'canary-token' } } as const;
  await expect(rows(secret)).rejects.toThrow(/allowed_origins/);
  await expect(rows({ base_url: api.url, headers: { 'X-Key': 'canary' } })).rejects.toThrow(/allowed_origins/);
  expect(other.requests).toHaveLength(0);
  expect(await rows({ ...secret, allowed_origins: [other.url] })).toEqual([{ id: 1 }]);
  expect(other.requests[0]?.headers.authorization).toBe('Bearer canary-token');
});

test('without credentials a link may lead anywhere', async () => {
  const other = await startApi(() => ({ body: { rows: [{ id: 2 }] } }));
  const api = await startApi(() => ({ body: { rows: [{ id: 1 }], next: `${other.url}/more` } }));
  expect(await rows({ base_url: api.url })).toEqual([{ id: 1 }, { id: 2 }]);
});

test.each([301, 302, 303, 307, 308])('a redirect (%i) to another origin is followed without credentials', async (status) => {
  const other = await startApi(() => ({ body: [{ id: 1 }] }));
  const api = await startApi(({ path }) =>
    path === '/rows' ? { status, headers: { location: '/moved' } } : { status, headers: { location: `${other.url}/elsewhere` } },
  );
  const client = {
    base_url: api.url,
    headers: { 'X-Tenant': 'canary' },
    auth: { type: 'api_key', api_key: 'canary-key', name: 'X-Key' },
  } as const;
  expect(await rows(client)).toEqual([{ id: 1 }]);
  expect(api.requests.map(({ headers }) => headers['x-key'])).toEqual(['canary-key', 'canary-key']);
  expect(JSON.stringify(other.requests)).not.toContain('canary');
});

test('the body of a request is not sent on to another origin', async () => {
  const other = await startApi(() => ({ body: [] }));
  const api = await startApi(() => ({ status: 307, headers: { location: `${other.url}/x` } }));
  await expect(rows({ base_url: api.url }, { method: 'POST', json: { q: 1 } })).rejects.toThrow(/body of the request/);
  expect(other.requests).toHaveLength(0);
});

test('a body as JSON, as a form and as text', async () => {
  const api = await startApi(() => ({ body: [] }));
  await rows({ base_url: api.url }, { method: 'post', json: { deep: [{ n: 1 }] } });
  await rows({ base_url: api.url }, { method: 'POST', data: { a: 'x y', b: 2 } });
  await rows({ base_url: api.url }, { method: 'POST', data: 'plain' });
  expect(api.requests.map(({ method, body, headers }) => [method, body, headers['content-type']])).toEqual([
    ['POST', '{"deep":[{"n":1}]}', 'application/json'],
    ['POST', 'a=x+y&b=2', 'application/x-www-form-urlencoded'],
    ['POST', 'plain', 'text/plain; charset=utf-8'],
  ]);
});

test('secrets are not in errors: not in the address, not in a link, in no spelling', async () => {
  const canary = 'canary/+key==';
  const api = await startApi(({ query }) =>
    query['page'] === undefined
      ? { body: { rows: [1], next: `/rows?page=2&again=${encodeURIComponent(canary)}&signature=shh` } }
      : { status: 400, body: canary },
  );
  const failure = await rows({ base_url: api.url, auth: { type: 'api_key', api_key: canary, name: 'api_key', location: 'query' } }).catch(
    String,
  );
  expect(failure).toContain('page=2');
  expect(failure).not.toMatch(/canary|shh/);
  expect(api.requests[1]?.query['api_key']).toBe(canary);
});

test('what stands in an address is no less a secret: not in errors, nor in what a pipeline keeps', async () => {
  const home = await mkdtemp(join(tmpdir(), 'filewharf-secrets-'));
  try {
    const [own, mounted] = [join(home, '.filewharf'), join(home, 'mounted')];
    await mkdir(own);
    await mkdir(mounted);
    await writeFile(join(own, 'secrets.toml'), '[sources.chat]\nbot = "canary/1:+ä"\nroom = "canary-2"\n');
    await writeFile(join(own, 'config.toml'), '[sources.chat]\nlist = "updates"\n');
    await writeFile(join(mounted, 'sources--chat--hook'), 'canary-3\n');
    const options = { env: { HOME: home, SOURCES__CHAT__TOKEN: 'canary-4' }, folder: home, mounted };
    const api = await startApi(() => ({ status: 404 }));
    const failures: string[] = [];
    for (const base of ['', '/{bot}', '/{hook}']) {
      const source = restApiSource(
        {
          name: 'chat',
          client: { base_url: `${api.url}${base}` },
          resources: [{ name: 'rows', endpoint: { path: 'bot{bot}/{token}/{list}', params: { in: '{room}', of: '{hook}' } } }],
        },
        options,
      );
      const one = pipeline({ name: 'chat', destination: duckdb(join(home, 'chat.duckdb')), pipelinesDir: join(home, 'pipelines') });
      failures.push(await one.run(source).then(() => 'it succeeded', String));
      failures.push(await readFile(join(one.folder, 'runs.jsonl'), 'utf8'));
    }
    for (const failure of failures) {
      expect(failure).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/.*\/updates\?in=\[secret\]&of=\[secret\] answered with status 404/);
      expect(failure).not.toContain('canary');
    }
    expect(api.requests[0]?.path).toBe('/botcanary/1%3A%2B%C3%A4/canary-4/updates');
    expect(api.requests[0]?.query).toEqual({ in: 'canary-2', of: 'canary-3' });
  } finally {
    await rm(home, { recursive: true });
  }
});

test('pages of APIs that never end are an error', async () => {
  const same = await startApi(() => ({ body: { rows: [{ id: 1 }], next: '/rows?page=2' } }));
  await expect(rows({ base_url: same.url })).rejects.toThrow(/page 2: .*same rows/);
  const circle = await startApi(({ query }) => ({
    body: { rows: [{ n: query['page'] ?? '1' }], next: `/rows?page=${query['page'] === '2' ? 3 : 2}` },
  }));
  await expect(rows({ base_url: circle.url })).rejects.toThrow(/page 3: .*circles/);
  const endless = await startApi((_, count) => ({ body: { rows: [{ count }], next: `/rows?page=${count + 1}` } }));
  await expect(rows({ base_url: endless.url }, { max_pages: 4 })).rejects.toThrow(/page 4: .*max_pages/);
  expect(endless.requests).toHaveLength(4);
});

test('the same rows twice in a row are fine when the configuration says so', async () => {
  const api = await startApi((_, count) => ({ body: { rows: [{ state: 'ok' }], next: count < 3 ? `/rows?page=${count + 1}` : null } }));
  expect(await rows({ base_url: api.url }, { loop_guard: false })).toHaveLength(3);
});

test('a run that ends early ends its requests', async () => {
  const api = await startApi((_, count) => ({ body: { rows: [{ count }], next: `/rows?page=${count + 1}` } }));
  const [resource] = restApiSource({ client: { base_url: api.url }, resources: ['rows'] }).resources;
  const ended = new AbortController();
  const pages = resource?.pages({ state: {}, sourceState: {}, cursor: undefined, signal: ended.signal })[Symbol.asyncIterator]();
  await pages?.next();
  ended.abort(new Error('stopped'));
  await expect(pages?.next().then(() => pages.next())).rejects.toThrow('stopped');
});
