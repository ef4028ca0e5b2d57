import { expect, test } from 'vitest';
import { allRows, startApi, type ApiAnswer, type ApiRequest } from '../api.test-setup.ts';
import type { EndpointConfig, PaginatorConfig } from '../config.ts';
import { registerPaginator } from '../registry.ts';
import { restApiSource } from '../source.ts';
import { linkOf } from './links.ts';

async function paged(
  paginator: PaginatorConfig | undefined,
  answer: (request: ApiRequest, count: number) => ApiAnswer,
  endpoint: EndpointConfig = {},
): Promise<{ rows: unknown[]; requests: readonly ApiRequest[]; url: string }> {
  const api = await startApi(answer);
  const source = restApiSource({
    client: { base_url: api.url },
    resources: [{ name: 'rows', endpoint: { ...endpoint, ...(paginator === undefined ? {} : { paginator }) } }],
  });
  const [resource] = source.resources;
  return { rows: resource === undefined ? [] : await allRows(resource), requests: api.requests, url: api.url };
}

const queries = (requests: readonly ApiRequest[]) => requests.map(({ query }) => query);
/** Rows `from` up to and without `to`. */
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ n: from + index }));

test('json_link: own parameters are not repeated beside the link', async () => {
  const { rows, requests } = await paged(
    { type: 'json_link', next_url_path: 'paging.next' },
    ({ query }) =>
      query['p'] === '2' ? { body: { rows: range(2, 3), paging: {} } } : { body: { rows: range(0, 2), paging: { next: 'rows?p=2' } } },
    { params: { per: 2 } },
  );
  expect(rows).toEqual(range(0, 3));
  expect(queries(requests)).toEqual([{ per: '2' }, { p: '2' }]);
});

test('header_link with another relation', async () => {
  const { rows } = await paged({ type: 'header_link', links_next_key: 'older' }, ({ query }) =>
    query['p'] === undefined
      ? { body: range(0, 1), headers: { link: '</rows?p=1>; rel="newer", </rows?p=2>; rel="older last"' } }
      : { body: range(1, 2) },
  );
  expect(rows).toEqual(range(0, 2));
});

test.each([
  ['<https://a/x?b=1,2>; rel="next"', 'https://a/x?b=1,2'],
  ['<a>; rel=prev, <b>; title="x, <c>; rel=next"; rel=NEXT', 'b'],
  ['<a>; rel="prev"', undefined],
  [undefined, undefined],
])('Link: %s', (header, target) => expect(linkOf(header, 'next')).toBe(target));

test('offset ends at the total, at a maximum, at an empty page, and when there is no more', async () => {
  const at =
    (total: number) =>
    ({ query }: ApiRequest) => {
      const offset = Number(query['offset']);
      return { body: { rows: range(offset, Math.min(offset + 2, total)), total, more: String(offset + 2 < total) } };
    };
  const total = await paged({ type: 'offset', limit: 2 }, at(5));
  expect(total.rows).toEqual(range(0, 5));
  expect(queries(total.requests)).toEqual([0, 2, 4].map((offset) => ({ offset: String(offset), limit: '2' })));
  expect((await paged({ type: 'offset', limit: 2, total_path: null, maximum_offset: 4 }, at(9))).rows).toEqual(range(0, 4));
  expect((await paged({ type: 'offset', limit: 2, total_path: null }, at(4))).requests).toHaveLength(3);
  expect((await paged({ type: 'offset', limit: 2, total_path: null, has_more_path: 'more' }, at(4))).requests).toHaveLength(2);
});

test('offset in the body, from another beginning', async () => {
  const { requests } = await paged(
    { type: 'offset', limit: 2, offset: 2, offset_body_path: 'page.offset', limit_body_path: 'page.limit' },
    ({ body }) => {
      const { page } = JSON.parse(body) as { page: { offset: number } };
      return { body: { rows: range(page.offset, Math.min(page.offset + 2, 5)), total: 5 } };
    },
    { method: 'POST', json: { filter: 'x' } },
  );
  expect(requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { filter: 'x', page: { offset: 2, limit: 2 } },
    { filter: 'x', page: { offset: 4, limit: 2 } },
  ]);
});

test('a total that the configuration names has to be there; one that it does not name may be missing', async () => {
  const without = ({ query }: ApiRequest): ApiAnswer => ({ body: { rows: query['page'] === '0' ? range(0, 1) : [] } });
  expect((await paged('page_number', without)).rows).toEqual(range(0, 1));
  await expect(paged({ type: 'page_number', total_path: 'pages' }, without)).rejects.toThrow(/page 1: .*"pages", where total_path looks/);
});

test('a paginator that nothing could end is refused', async () => {
  await expect(paged({ type: 'page_number', total_path: null, stop_after_empty_page: false }, () => ({ body: [] }))).rejects.toThrow(
    /something that ends it/,
  );
});

test('page_number: total counts pages, a maximum ends, the parameter has another name', async () => {
  const { requests } = await paged({ type: 'page_number', base_page: 1, page_param: 'p', total_path: 'pages' }, ({ query }) => ({
    body: { rows: range(Number(query['p']), Number(query['p']) + 1), pages: 3 },
  }));
  expect(queries(requests)).toEqual([{ p: '1' }, { p: '2' }, { p: '3' }]);
  const limited = await paged({ type: 'page_number', maximum_page: 2, total_path: null }, (_, count) => ({
    body: range(count, count + 1),
  }));
  expect(limited.requests).toHaveLength(2);
});

test('cursor: in the query, in the body; more without a cursor is an error', async () => {
  const answer = (token: unknown, count: number): ApiAnswer => ({ body: { rows: range(count, count + 1), next: token, more: true } });
  const query = await paged({ type: 'cursor', cursor_path: 'next', cursor_param: 'after' }, (_, count) =>
    answer(count < 3 ? `c${count}` : '', count),
  );
  expect(queries(query.requests)).toEqual([{}, { after: 'c1' }, { after: 'c2' }]);
  const body = await paged(
    { type: 'cursor', cursor_path: 'next', cursor_body_path: 'at.cursor' },
    (_, count) => answer(count < 2 ? 'c1' : null, count),
    { method: 'POST' },
  );
  expect(body.requests.map((request) => request.body)).toEqual(['', '{"at":{"cursor":"c1"}}']);
  await expect(
    paged({ type: 'cursor', cursor_path: 'next', has_more_path: 'more' }, (_, count) => answer(undefined, count)),
  ).rejects.toThrow(/no cursor at "next"/);
});

test('a cursor that a double cannot hold stays exact', async () => {
  const { requests } = await paged(
    { type: 'cursor', cursor_path: 'last_id', cursor_param: 'after', stop_after_empty_page: true },
    (_, count) => ({
      body: `{"rows": ${count === 1 ? '[{"id": 9007199254740993}]' : '[]'}, "last_id": 9007199254740993}`,
    }),
  );
  expect(queries(requests)).toEqual([{}, { after: '9007199254740993' }]);
});

test('an own paginator, by name and as a function', async () => {
  registerPaginator('halving', ({ from }) => ({
    first: (plan) => ({ ...plan, params: { n: from } }),
    next: (_, plan) => (Number(plan.params['n']) > 1 ? { ...plan, params: { n: Number(plan.params['n']) / 2 } } : undefined),
  }));
  const named = await paged({ type: 'halving', from: 4 }, ({ query }) => ({ body: [{ n: query['n'] }] }));
  expect(named.rows).toEqual([{ n: '4' }, { n: '2' }, { n: '1' }]);
  const made = await paged(
    () => ({ first: (plan) => plan, next: (_, plan) => ('x' in plan.params ? undefined : { ...plan, params: { x: 1 } }) }),
    ({ query }) => ({ body: [query] }),
  );
  expect(made.rows).toEqual([{}, { x: '1' }]);
});

// What the first answer shows, and what is asked next. Undefined: nothing more.
test.each<[string, ApiAnswer, Record<string, string> | undefined]>([
  ['Link', { body: [{ n: 1 }], headers: { link: '</rows?page=2>; rel="next"' } }, { page: '2' }],
  [
    'Link to another origin, and a cursor',
    { body: [{}], headers: { link: '<http://other.example/x>; rel="next"', 'x-files-cursor': 'c' } },
    { cursor: 'c' },
  ],
  ['x-next-page-token', { body: [{}], headers: { 'x-next-page-token': 't' } }, { page_token: 't' }],
  [
    'cursor of this page beside the next one',
    { body: [{}], headers: { 'x-files-cursor': 'now', 'x-files-cursor-next': 'c' } },
    { cursor: 'c' },
  ],
  ['only the previous page', { body: [{}], headers: { 'x-files-cursor-prev': 'c' } }, undefined],
  ['next', { body: { rows: [{}], next: '/rows?p=2' } }, { p: '2' }],
  ['links.next.href', { body: { rows: [{}], _links: { next: { href: '/rows?p=2' } } } }, { p: '2' }],
  ['@odata.nextLink', { body: { value: [{}], '@odata.nextLink': '/rows?$skip=2' } }, { $skip: '2' }],
  ['next: null', { body: { rows: [{}], next: null } }, undefined],
  ['next_cursor', { body: { rows: [{}], meta: { next_cursor: 'c' } } }, { cursor: 'c' }],
  ['next_page_token', { body: { rows: [{}], next_page_token: 't' } }, { page_token: 't' }],
  ['nextPageToken', { body: { rows: [{}], nextPageToken: 't' } }, { pageToken: 't' }],
  ['next_page', { body: { rows: [{}], next_page: 2 } }, { page: '2' }],
  ['next_offset', { body: { rows: [{}], next_offset: 20 } }, { offset: '20' }],
  ['has_more and end_cursor', { body: { rows: [{}], page_info: { has_next_page: true, end_cursor: 'c' } } }, { after: 'c' }],
  ['has_more is false', { body: { rows: [{}], has_more: false, last_id: 'x' } }, undefined],
  ['last_id alone says nothing', { body: { rows: [{}], last_id: 'x' } }, undefined],
  ['total_pages', { body: { rows: [{ n: 1 }], total_pages: 2 } }, { page: '1' }],
  ['total_pages with the page', { body: { rows: [{}], current_page: 1, total_pages: 2 } }, { page: '2' }],
  ['Spring', { body: { content: [{}], page: { number: 0, size: 1, totalElements: 2, totalPages: 2 } } }, { page: '1' }],
  ['one page', { body: { rows: [{}], page: 1, total_pages: 1 } }, undefined],
  ['items, page and page size', { body: { rows: [{}, {}], total: 4, page: 1, per_page: 2 } }, { page: '2' }],
  ['offset', { body: { rows: [{}, {}], offset: 0, limit: 2, total: 4 } }, { offset: '2', limit: '2' }],
  ['a row with such fields', { body: { id: 1, next: 'chapter', total: 5, has_more: true } }, undefined],
])('detected: %s', async (_, first, next) => {
  const { requests } = await paged(undefined, (request, count) => (count === 1 ? first : { body: { rows: [], next: null } }));
  expect(requests[1]?.query).toEqual(next);
  expect(requests.length).toBeLessThanOrEqual(2);
});

test.each([
  ['has_more', { rows: [{}], has_more: true }, /"has_more": true.*configure a paginator/],
  ['total', { rows: [{}], total: 7 }, /there are 7 .*configure a paginator/],
])('an answer that says there is more, but not how to get it, is an error: %s', async (_, body, message) => {
  await expect(paged(undefined, () => ({ body }))).rejects.toThrow(message);
});
