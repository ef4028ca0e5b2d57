import { expect, test } from 'vitest';
import { startApi, impatientClock, load, type Api, type ApiAnswer, type ApiRequest } from './api.test-setup.ts';
import type { RestApiConfig } from './config.ts';
import { restApiSource, type RestNotice } from './source.ts';

// What the real dlt does with these configurations was observed; where we do otherwise on purpose, the test says so.

interface Route {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Parameters that must not be there. */
  readonly without?: readonly string[];
  readonly answer: ApiAnswer;
}

const cursorHeaders = (cursor: string) => ({ 'x-files-cursor-next': cursor, 'x-files-cursor': cursor });
const users: readonly Route[] = [
  {
    path: '/api/rest/v1/users',
    query: { cursor: 'c2' },
    answer: {
      headers: cursorHeaders('c4'),
      body: [
        { id: 3, username: 'u3' },
        { id: 4, username: 'u4' },
      ],
    },
  },
  { path: '/api/rest/v1/users', query: { cursor: 'c4' }, answer: { body: [{ id: 5, username: 'u5' }] } },
  {
    path: '/api/rest/v1/users',
    without: ['cursor'],
    answer: {
      headers: cursorHeaders('c2'),
      body: [
        { id: 1, username: 'u1' },
        { id: 2, username: 'u2' },
      ],
    },
  },
];
const groups: readonly Route[] = [
  { path: '/api/rest/v1/users/1/groups', answer: { body: [{ id: 10, name: 'admins' }] } },
  {
    path: '/api/rest/v1/users/2/groups',
    answer: {
      body: [
        { id: 10, name: 'admins' },
        { id: 11, name: 'ops' },
      ],
    },
  },
  { path: '/api/rest/v1/users/3/groups', answer: { body: [] } },
  { path: '/api/rest/v1/users/4/groups', answer: { status: 404, body: { error: 'Not Found', 'http-code': 404 } } },
  { path: '/api/rest/v1/users/5/groups', answer: { body: [{ id: 12, name: 'qa' }] } },
];
const emptyHeader: readonly Route[] = [
  { ...users[0], path: '/api/rest/v1/users', query: { cursor: 'c2' }, answer: users[0]?.answer ?? {} },
  {
    path: '/api/rest/v1/users',
    query: { cursor: 'c4' },
    answer: { headers: { 'x-files-cursor-next': '' }, body: [{ id: 5, username: 'u5' }] },
  },
  { path: '/api/rest/v1/users', without: ['cursor'], answer: users[2]?.answer ?? {} },
];
const hasMore: readonly Route[] = [
  {
    path: '/v1/files',
    without: ['after'],
    answer: { body: { data: [{ id: 'f1' }, { id: 'f2' }], has_more: true, first_id: 'f1', last_id: 'f2' } },
  },
  { path: '/v1/files', query: { after: 'f2' }, answer: { body: { data: [{ id: 'f3' }], has_more: false, first_id: 'f3', last_id: 'f3' } } },
];
const numberedPage = (page: number, ids: readonly number[]): ApiAnswer => ({
  body: { files: ids.map((id) => ({ id })), total: 3, page, per_page: 2 },
});
const numbered: readonly Route[] = [
  { path: '/api/v2/files', without: ['page'], answer: numberedPage(1, [1, 2]) },
  { path: '/api/v2/files', query: { page: '0' }, answer: numberedPage(1, [1, 2]) },
  { path: '/api/v2/files', query: { page: '1' }, answer: numberedPage(1, [1, 2]) },
  { path: '/api/v2/files', query: { page: '2' }, answer: numberedPage(2, [3]) },
  { path: '/api/v2/files', query: { page: '3' }, answer: numberedPage(3, []) },
];
const singles: readonly Route[] = [
  { path: '/api/rest/v1/site', answer: { body: { id: 7, name: 'acme', tags: ['a', 'b'] } } },
  { path: '/api/rest/v1/report', answer: { body: { meta: { tags: [] }, users: [{ id: 1 }] } } },
];

function routed(routes: readonly Route[], requiredHeader?: readonly [string, string]): Promise<Api> {
  return startApi(({ path, query, headers }) => {
    if (requiredHeader !== undefined && headers[requiredHeader[0]] !== requiredHeader[1]) return { status: 401, body: {} };
    const fits = (route: Route): boolean =>
      route.path === path &&
      Object.entries(route.query ?? {}).every(([name, value]) => query[name] === value) &&
      (route.without ?? []).every((name) => !(name in query));
    return routes.find(fits)?.answer ?? { status: 404, body: {} };
  });
}

const queries = ({ requests }: Api): ApiRequest['query'][] => requests.map(({ query }) => query);

const fiveUsers = [1, 2, 3, 4, 5].map((id) => ({ id, username: `u${id}` }));
const headerCursor = { type: 'header_cursor', cursor_key: 'X-Files-Cursor-Next', cursor_param: 'cursor' } as const;

test('the configuration of the Files.com seed, as printed: every page, found by its header', async () => {
  // dlt does not know such headers and loads the first page only, without a word.
  const api = await routed(users);
  const notices: RestNotice[] = [];
  const source = restApiSource(
    {
      client: { base_url: `${api.url}/api/rest/v1`, auth: { type: 'api_key', api_key: 'KEY-1234' } },
      resources: [{ name: 'users', endpoint: { path: 'users' } }],
    },
    { onNotice: (notice) => notices.push(notice) },
  );
  expect(await load(source)).toEqual({ users: fiveUsers });
  expect(queries(api)).toEqual([{}, { cursor: 'c2' }, { cursor: 'c4' }]);
  expect(api.requests.map(({ headers }) => headers.authorization)).toEqual(['KEY-1234', 'KEY-1234', 'KEY-1234']);
  expect(notices.map(({ message }) => message)).toContainEqual(expect.stringContaining('x-files-cursor-next'));
});

test('a cursor in a header, configured', async () => {
  const api = await routed(users);
  const source = restApiSource({
    client: { base_url: `${api.url}/api/rest/v1`, auth: { type: 'api_key', api_key: 'KEY-1234' }, paginator: headerCursor },
    resources: [{ name: 'users', endpoint: { path: 'users' } }],
  });
  expect(await load(source)).toEqual({ users: fiveUsers });
  expect(queries(api)).toEqual([{}, { cursor: 'c2' }, { cursor: 'c4' }]);
});

test('a key in the wrong place is refused once, and the error says what to look at', async () => {
  const api = await routed(users, ['x-filesapi-key', 'KEY-1234']);
  const source = restApiSource({
    client: { base_url: `${api.url}/api/rest/v1`, auth: { type: 'api_key', api_key: 'KEY-1234' }, paginator: headerCursor },
    resources: ['users'],
  });
  const failure = await load(source).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'HttpStatusError', status: 401, resource: 'users', page: 1 });
  expect(String(failure)).toContain('auth.name');
  expect(String(failure)).not.toContain('KEY-1234');
  expect(api.requests).toHaveLength(1);
});

const withGroups = (url: string, ignore: boolean): RestApiConfig => ({
  client: {
    base_url: `${url}/api/rest/v1`,
    auth: { type: 'api_key', api_key: 'KEY-1234', name: 'X-FilesAPI-Key' },
    paginator: headerCursor,
  },
  resources: [
    { name: 'users', endpoint: { path: 'users' }, primary_key: 'id', write_disposition: 'merge' },
    {
      name: 'user_groups',
      endpoint: {
        path: 'users/{resources.users.id}/groups',
        ...(ignore ? { response_actions: [{ status_code: 404, action: 'ignore' }] } : {}),
      },
      include_from_parent: ['id', 'username'],
    },
  ],
});

test('children: parents are fetched once, their fields are copied, a status is ignored', async () => {
  const api = await routed([...users, ...groups], ['x-filesapi-key', 'KEY-1234']);
  const source = restApiSource(withGroups(api.url, true));
  expect(source.resources[0]).toMatchObject({ name: 'users', primaryKey: 'id', writeDisposition: 'merge' });
  expect(await load(source)).toEqual({
    users: fiveUsers,
    user_groups: [
      { id: 10, name: 'admins', _users_id: 1, _users_username: 'u1' },
      { id: 10, name: 'admins', _users_id: 2, _users_username: 'u2' },
      { id: 11, name: 'ops', _users_id: 2, _users_username: 'u2' },
      { id: 12, name: 'qa', _users_id: 5, _users_username: 'u5' },
    ],
  });
  expect(api.requests).toHaveLength(8);
});

test('children: a status that is not ignored ends the run', async () => {
  const api = await routed([...users, ...groups], ['x-filesapi-key', 'KEY-1234']);
  await expect(load(restApiSource(withGroups(api.url, false)))).rejects.toMatchObject({ status: 404, resource: 'user_groups' });
});

test('an empty cursor is the end', async () => {
  // dlt takes it for a cursor and asks for ever.
  const api = await routed(emptyHeader);
  const source = restApiSource({ client: { base_url: `${api.url}/api/rest/v1`, paginator: headerCursor }, resources: ['users'] });
  expect(await load(source)).toEqual({ users: fiveUsers });
  expect(api.requests).toHaveLength(3);
});

test.each([
  ['configured', { type: 'cursor', cursor_path: 'last_id', cursor_param: 'after', has_more_path: 'has_more' } as const],
  // dlt loads the first page only.
  ['detected', undefined],
])('has_more with the last id, %s', async (_, paginator) => {
  const api = await routed(hasMore);
  const source = restApiSource({
    client: {
      base_url: `${api.url}/v1`,
      auth: { type: 'bearer', token: 'KEY-1234' },
      ...(paginator === undefined ? {} : { paginator }),
    },
    resources: [{ name: 'files', endpoint: { path: 'files' } }],
  });
  expect(await load(source)).toEqual({ files: [{ id: 'f1' }, { id: 'f2' }, { id: 'f3' }] });
  expect(queries(api)).toEqual([{}, { after: 'f2' }]);
  expect(api.requests[0]?.headers.authorization).toBe('Bearer KEY-1234');
});

test.each([
  // dlt delivers page 1 twice, since it counts from 0.
  ['with its defaults, at an API that counts from 1', { type: 'page_number' } as const, ['0', '1', '2', '3']],
  ['from page 1, without a total', { type: 'page_number', base_page: 1, total_path: null } as const, ['1', '2', '3']],
])('page numbers %s', async (_, paginator, asked) => {
  const api = await routed(numbered);
  const source = restApiSource({ client: { base_url: `${api.url}/api/v2`, paginator }, resources: ['files'] });
  expect(await load(source)).toEqual({ files: [{ id: 1 }, { id: 2 }, { id: 3 }] });
  expect(queries(api).map(({ page }) => page)).toEqual(asked);
});

test('page numbers, detected: the answer says where counting begins, and what the total counts', async () => {
  const api = await routed(numbered);
  const source = restApiSource({ client: { base_url: `${api.url}/api/v2` }, resources: ['files'] });
  expect(await load(source)).toEqual({ files: [{ id: 1 }, { id: 2 }, { id: 3 }] });
  expect(queries(api)).toEqual([{}, { page: '2' }]);
});

test('one thing with a list stays one row; the list that is meant is taken', async () => {
  // dlt makes two rows of the tags and loses the site, and takes meta.tags for the report.
  const api = await routed(singles);
  const source = restApiSource({
    client: { base_url: `${api.url}/api/rest/v1` },
    resources: [
      { name: 'site', endpoint: { path: 'site' } },
      { name: 'report', endpoint: { path: 'report' } },
    ],
  });
  expect(await load(source)).toEqual({ site: [{ id: 7, name: 'acme', tags: ['a', 'b'] }], report: [{ id: 1 }] });
});

test('parameters go with every page', async () => {
  const api = await routed(users);
  const source = restApiSource({
    client: { base_url: `${api.url}/api/rest/v1`, paginator: headerCursor },
    resources: [{ name: 'users', endpoint: { path: 'users', params: { per_page: 2 } } }],
  });
  expect(await load(source)).toEqual({ users: fiveUsers });
  expect(queries(api)).toEqual([{ per_page: '2' }, { per_page: '2', cursor: 'c2' }, { per_page: '2', cursor: 'c4' }]);
});

test('a resource that is not selected is fetched for its children; what nobody needs is not', async () => {
  const api = await routed([...users, ...groups], ['x-filesapi-key', 'KEY-1234']);
  const config = withGroups(api.url, true);
  const source = restApiSource(config, { only: ['user_groups'] });
  expect(source.resources.map(({ name, selected }) => [name, selected])).toEqual([
    ['users', false],
    ['user_groups', undefined],
  ]);
  expect((await load(source))['user_groups']).toHaveLength(4);
  expect(restApiSource(config, { only: ['users'] }).resources.map(({ name }) => name)).toEqual(['users']);
  expect(() => restApiSource(config, { only: ['user'] })).toThrow('there is no resource "user"');
});

test('children of different parents are fetched at the same time when that is wanted', async () => {
  let waiting: (() => void)[] = [];
  const api = await startApi(({ path }) => {
    if (path === '/parents') return { body: [{ id: 1 }, { id: 2 }, { id: 3 }] };
    // Nobody is answered before all three have asked.
    return new Promise<ApiAnswer>((resolve) => {
      waiting.push(() => resolve({ body: [{ of: path }] }));
      if (waiting.length === 3) for (const answer of waiting.splice(0)) answer();
    });
  });
  const source = restApiSource({
    client: { base_url: api.url },
    resources: ['parents', { name: 'children', endpoint: 'parents/{resources.parents.id}/children', parallelized: true }],
  });
  const { children } = await load(source);
  expect(children).toHaveLength(3);
  waiting = [];
});

test('grandchildren, of whom the middle is not loaded', async () => {
  const api = await startApi(({ path }) => {
    if (path === '/a') return { body: [{ id: 1 }, { id: 2 }] };
    return path.endsWith('/b') ? { body: [{ id: 'x' }] } : { body: [{ path }] };
  });
  const source = restApiSource({
    client: { base_url: api.url },
    resources: [
      { name: 'c', endpoint: { path: 'a/b/{resources.b.id}/of/{resources.b._a_id}/c', data_selector: '$' } },
      { name: 'b', endpoint: 'a/{resources.a.id}/b', include_from_parent: ['id'], selected: false },
      'a',
    ],
  });
  expect(await load(source)).toEqual({ a: [{ id: 1 }, { id: 2 }], c: [{ path: '/a/b/x/of/1/c' }, { path: '/a/b/x/of/2/c' }] });
  expect(api.requests).toHaveLength(5);
});

test('processing steps work on rows, and children see what they leave', async () => {
  const api = await startApi(({ path }) =>
    path === '/users'
      ? {
          body: [
            { id: 1, active: true, secret: 's' },
            { id: 2, active: false },
          ],
        }
      : { body: [{ path }] },
  );
  const source = restApiSource({
    client: { base_url: api.url },
    resources: [
      {
        name: 'users',
        processing_steps: [
          { filter: '@.active == true' },
          { map: { drop: ['secret'], rename: { id: 'user_id' }, set: { origin: 'api' } } },
        ],
      },
      { name: 'groups', endpoint: 'users/{resources.users.user_id}/groups' },
    ],
  });
  expect(await load(source)).toEqual({
    users: [{ user_id: 1, active: true, origin: 'api' }],
    groups: [{ path: '/users/1/groups' }],
  });
});

test('a bound parameter of the old form, and a value for the path that would lead out of it', async () => {
  const api = await startApi(({ path }) => (path === '/users' ? { body: [{ id: 'a b/c' }, { id: '../admin' }] } : { body: [{ path }] }));
  const source = restApiSource({
    client: { base_url: api.url },
    resources: [
      'users',
      {
        name: 'groups',
        endpoint: { path: 'users/{user}/groups', params: { user: { type: 'resolve', resource: 'users', field: 'id' } } },
      },
    ],
  });
  await expect(load(source)).rejects.toThrow('would lead out of it');
  expect(api.requests.map(({ path }) => path)).toEqual(['/users', '/users/a%20b/c/groups']);
});

test('a second run asks again', async () => {
  const api = await startApi(() => ({ body: [{ id: 1 }] }));
  const source = restApiSource(
    { client: { base_url: api.url }, resources: ['parents', { name: 'kids', endpoint: 'p/{resources.parents.id}/k' }] },
    { clock: impatientClock() },
  );
  await load(source);
  await load(source);
  expect(api.requests).toHaveLength(4);
});

test('children are fetched for the rows of a parent that are new', async () => {
  const api = await startApi(({ path }) =>
    path === '/users'
      ? {
          body: [
            { id: 1, at: '2024-01-01' },
            { id: 2, at: '2024-01-02' },
            { id: 3, at: '2024-01-03' },
          ],
        }
      : { body: [{ path }] },
  );
  const source = restApiSource({
    client: { base_url: api.url },
    resources: [
      { name: 'users', primary_key: 'id', endpoint: { incremental: { cursor_path: 'at', initial_value: '2024-01-02' } } },
      { name: 'groups', endpoint: 'users/{resources.users.id}/groups' },
    ],
  });
  const { groups } = await load(source);
  expect(groups).toEqual([{ path: '/users/2/groups' }, { path: '/users/3/groups' }]);
});

test('hints of tables, in the words of files, and a section for secrets', async () => {
  const api = await startApi(() => ({ body: [] }));
  const source = restApiSource(
    {
      name: 'shop',
      section: 'stores',
      client: { base_url: api.url, auth: 'bearer' },
      resources: [
        {
          name: 'orders',
          file_format: 'jsonl',
          table_format: 'native',
          references: [{ columns: ['user_id'], referenced_table: 'users', referenced_columns: ['id'] }],
          nested_hints: { lines: { primary_key: ['order_id', 'sku'], columns: { price: { data_type: 'decimal' } } } },
        },
      ],
    },
    { env: { SOURCES__STORES__TOKEN: 'of the section' } },
  );
  expect(source.resources[0]).toMatchObject({
    fileFormat: 'jsonl',
    tableFormat: 'native',
    references: [{ columns: ['user_id'], referencedTable: 'users', referencedColumns: ['id'] }],
    nestedHints: { lines: { primaryKey: ['order_id', 'sku'], columns: { price: { dataType: 'decimal' } } } },
  });
  await load(source);
  expect(api.requests[0]?.headers.authorization).toBe('Bearer of the section');
});
