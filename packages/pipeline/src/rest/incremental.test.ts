import { expect, test } from 'vitest';
import type { Cursor } from '../extract/resource.ts';
import { allRows, context, startApi } from './api.test-setup.ts';
import type { EndpointConfig } from './config.ts';
import { restApiSource } from './source.ts';

const cursor = (startValue: string | number | undefined, more: Partial<Cursor> = {}): Cursor => ({
  cursorPath: 'updated_at',
  initialValue: undefined,
  startValue,
  endValue: undefined,
  lastValue: undefined,
  ...more,
});

/** What is asked by one resource with this endpoint, when its cursor is there. */
async function asked(
  endpoint: EndpointConfig,
  at: Cursor | undefined,
): Promise<{ query: Readonly<Record<string, string>>; path: string; body: string }> {
  const api = await startApi(() => ({ body: [] }));
  const [resource] = restApiSource({ client: { base_url: api.url }, resources: [{ name: 'rows', endpoint }] }).resources;
  if (resource !== undefined) await allRows(resource, context(at));
  const [request] = api.requests;
  if (request === undefined) throw new Error('nothing was asked');
  return request;
}

const incremental = { cursor_path: 'updated_at' } as const;

test('the options of a cursor go with the resource, those of requests do not', () => {
  const [resource] = restApiSource({
    client: { base_url: 'http://api' },
    resources: [
      {
        name: 'rows',
        endpoint: {
          incremental: {
            ...incremental,
            initial_value: '2024-01-01',
            row_order: 'asc',
            on_cursor_value_missing: 'include',
            start_param: 'since',
            convert: 'date',
            lag: 60,
          },
        },
      },
    ],
  }).resources;
  expect(resource?.incremental).toEqual({
    cursorPath: 'updated_at',
    initialValue: '2024-01-01',
    rowOrder: 'asc',
    onCursorValueMissing: 'include',
    lag: 60,
  });
});

test('start_param and end_param', async () => {
  const endpoint = { incremental: { ...incremental, start_param: 'since', end_param: 'until' } };
  expect((await asked(endpoint, cursor('2024-05-01', { endValue: '2024-06-01' }))).query).toEqual({
    since: '2024-05-01',
    until: '2024-06-01',
  });
  expect((await asked(endpoint, cursor(undefined))).query).toEqual({});
});

test('placeholders in the path, in a parameter and in the body, where a number stays one', async () => {
  const endpoint = {
    path: 'rows/{incremental.start_value}',
    method: 'POST',
    params: { filter: 'updated>={incremental.start_value}', last: '{incremental.last_value}' },
    json: { from: '{incremental.start_value}', note: 'from {incremental.initial_value} {{on}}' },
    incremental: { ...incremental, initial_value: 1 },
  };
  const request = await asked(endpoint, cursor(7, { initialValue: 1, lastValue: 9 }));
  expect(request.path).toBe('/rows/7');
  expect(request.query).toEqual({ filter: 'updated>=7', last: '9' });
  expect(JSON.parse(request.body)).toEqual({ from: 7, note: 'from 1 {on}' });
});

test("a number of 64 bits goes out as it came: from the cursor, as a cursor of pages, and within a parameter's object", async () => {
  const api = await startApi((_, count) => ({
    body: `{"rows": [{"id": ${9_007_199_254_740_992n + BigInt(count)}}], "next": ${count === 1 ? '9007199254740995' : 'null'}}`,
  }));
  const [resource] = restApiSource({
    client: { base_url: api.url },
    resources: [
      {
        name: 'rows',
        endpoint: {
          method: 'POST',
          params: { filter: '{incremental.start_value}' },
          json: { range: ['{incremental.start_value}'], limit: 1e18, at: { deep: null } },
          data_selector: 'rows',
          paginator: { type: 'cursor', cursor_path: 'next', cursor_body_path: 'after' },
          incremental: { cursor_path: 'id', convert: (since) => ({ since }) },
        },
      },
    ],
  }).resources;
  const at = { ...cursor(undefined), startValue: 9_007_199_254_740_993n };
  expect(resource === undefined ? [] : await allRows(resource, context(at))).toEqual([
    { id: 9_007_199_254_740_993n },
    { id: 9_007_199_254_740_994n },
  ]);
  const body = '"range":[{"since":9007199254740993}],"limit":1000000000000000000,"at":{"deep":null}';
  expect(api.requests.map((request) => [request.query['filter'], request.body])).toEqual([
    ['{"since":9007199254740993}', `{${body}}`],
    ['{"since":9007199254740993}', `{${body},"after":9007199254740995}`],
  ]);
});

test('the old form: a parameter that is bound to the cursor', async () => {
  const endpoint = { params: { since: { type: 'incremental', ...incremental, initial_value: 3 } } };
  expect((await asked(endpoint, cursor(5))).query).toEqual({ since: '5' });
});

test.each([
  ['epoch_seconds', '2024-01-02T00:00:00', '1704153600'],
  ['epoch_milliseconds', '2024-01-02T00:00:00+01:00', '1704150000000'],
  ['iso', 1_704_153_600, '2024-01-02T00:00:00.000Z'],
  ['date', '2024-01-02T23:59:59Z', '2024-01-02'],
  ['number', '0012', '12'],
  [(value: unknown) => `v${String(value)}`, 5, 'v5'],
] as const)('convert: %s', async (convert, value, sent) => {
  const endpoint = { incremental: { ...incremental, start_param: 'since', convert } } as EndpointConfig;
  expect((await asked(endpoint, cursor(value))).query).toEqual({ since: sent });
});

test.each<[EndpointConfig, RegExp]>([
  [{ params: { since: '{incremental.start_value}' } }, /there is no endpoint\.incremental/],
  [{ incremental, params: { since: '{incremental.first_value}' } }, /is not known; there are \{incremental\.start_value\}/],
  [
    { path: 'a/{b}/c', params: { x: { type: 'resolve', resource: 'p', field: 'id' } } },
    /params\.x is bound to a parent, but \{x\} is not in the path/,
  ],
  [{ path: 'a/{resources.p.id}/{resources.q.id}' }, /several resources/],
  [{ path: 'a/{resources.prents.id}' }, /there is no resource "prents"; did you mean "parents"/],
  [{ path: 'rows/{resources.rows.id}' }, /depends on itself/],
  [{ path: 'a/{b' }, /a single \{/],
  [{ json: {}, data: 'x' }, /exclude each other/],
  [{ data_selector: 'a[' }, /no JSONPath/],
])('refused before anything is asked: %j', (endpoint, message) => {
  const config = { client: { base_url: 'http://api' }, resources: ['parents', { name: 'rows', endpoint }] };
  expect(() => restApiSource(config, { env: {}, folder: '/nowhere', mounted: '/nowhere' })).toThrow(message);
});

test('names in the address, in headers and in paths come from the configuration', async () => {
  const api = await startApi(() => ({ body: [] }));
  const { port } = new URL(api.url);
  const [resource] = restApiSource(
    {
      name: 'shop',
      client: { base_url: 'http://{host}:{port}/{version}', headers: { 'X-Token': 'T {header_token}' } },
      resources: [{ name: 'rows', endpoint: { path: '{tenant}/rows' } }],
    },
    {
      env: {
        SOURCES__SHOP__HOST: '127.0.0.1',
        SOURCES__SHOP__PORT: port,
        SOURCES__VERSION: 'v9',
        TENANT: 'acme',
        SOURCES__SHOP__HEADER_TOKEN: 'tok-1',
      },
      folder: '/nowhere',
    },
  ).resources;
  if (resource !== undefined) await allRows(resource);
  expect(api.requests[0]).toMatchObject({ path: '/v9/acme/rows', headers: { 'x-token': 'T tok-1' } });
});

test('a name that is nowhere is an error before anything is asked', () => {
  const config = { client: { base_url: 'https://{subdomain}.files.com/api/rest/v1' }, resources: ['users'] };
  expect(() => restApiSource({ name: 'filesdotcom_source', ...config }, { env: {}, folder: '/nowhere', mounted: '/nowhere' })).toThrow(
    /SOURCES__FILESDOTCOM_SOURCE__SUBDOMAIN/,
  );
});

test("defaults: parameters, body and columns are merged, the rest is the resource's own", async () => {
  const api = await startApi(() => ({ body: [] }));
  const source = restApiSource({
    client: { base_url: api.url },
    resource_defaults: {
      primary_key: 'id',
      write_disposition: 'merge',
      columns: { a: { data_type: 'text' }, b: { data_type: 'text' } },
      endpoint: { params: { per_page: 5, sort: 'id' }, headers: { 'X-A': '1' } },
    },
    resources: [
      'plain',
      {
        name: 'own',
        primary_key: 'key',
        columns: { b: { data_type: 'bigint' } },
        endpoint: { params: { sort: 'name' }, headers: { 'X-B': '2' } },
      },
    ],
  });
  for (const resource of source.resources) await allRows(resource);
  expect(source.resources).toMatchObject([
    { name: 'plain', primaryKey: 'id', writeDisposition: 'merge' },
    { name: 'own', primaryKey: 'key', writeDisposition: 'merge', columns: { a: { dataType: 'text' }, b: { dataType: 'bigint' } } },
  ]);
  expect(api.requests.map(({ path, query, headers }) => [path, query, headers['x-a'], headers['x-b']])).toEqual([
    ['/plain', { per_page: '5', sort: 'id' }, '1', undefined],
    ['/own', { per_page: '5', sort: 'name' }, '1', '2'],
  ]);
});

test('a resource made in code stands beside those that are configured', async () => {
  const api = await startApi(() => ({ body: [{ id: 1 }] }));
  const { resource } = await import('../extract/resource.ts');
  const source = restApiSource({ client: { base_url: api.url }, resources: ['rows', resource({ name: 'own' }, [{ a: 1 }])] });
  expect(source.resources.map(({ name }) => name)).toEqual(['rows', 'own']);
  expect(await Promise.all(source.resources.map((made) => allRows(made)))).toEqual([[{ id: 1 }], [{ a: 1 }]]);
});

test('a path that ends in a placeholder is about one thing: one row, one page', async () => {
  const api = await startApi(({ path }) =>
    path === '/posts'
      ? { body: [{ id: 1 }] }
      : { body: { id: 1, items: [{ x: 1 }], next: '/posts/2' }, headers: { link: '</other>; rel="next"' } },
  );
  const source = restApiSource({
    client: { base_url: api.url, paginator: 'header_link' },
    resources: ['posts', { name: 'post', endpoint: 'posts/{resources.posts.id}' }],
  });
  const run = context();
  const [posts, post] = source.resources;
  expect(posts === undefined ? [] : await allRows(posts, run)).toEqual([{ id: 1 }]);
  expect(post === undefined ? [] : await allRows(post, run)).toEqual([{ id: 1, items: [{ x: 1 }], next: '/posts/2' }]);
  expect(api.requests).toHaveLength(2);
});

test('selectors that find several lists put them together; numbers keep their kind', async () => {
  const api = await startApi(() => ({ body: '{"groups": [{"rows": [{"n": 1.0}]}, {"rows": [{"n": 12345678901234567890}]}]}' }));
  const [resource] = restApiSource({
    client: { base_url: api.url },
    resources: [{ name: 'rows', endpoint: { data_selector: 'groups[*].rows' } }],
  }).resources;
  const { Float } = await import('../json/float.ts');
  expect(resource === undefined ? [] : await allRows(resource)).toEqual([{ n: new Float(1) }, { n: 12345678901234567890n }]);
});
