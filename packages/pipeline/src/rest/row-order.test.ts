import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { duckdb } from '../destinations/duckdb.ts';
import { pipeline } from '../pipeline.ts';
import { startApi, type Api } from './api.test-setup.ts';
import type { RestApiConfig } from './config.ts';
import { restApiSource } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'row-order-'));
afterAll(() => rmSync(folder, { recursive: true }));

const day = (number: number) => `2024-01-${String(number).padStart(2, '0')}`;

/** An API of lists with one row a page: the days of their rows, by path. */
const apiOf = (lists: Readonly<Record<string, readonly number[]>>): Promise<Api> =>
  startApi(({ path, query }) => {
    const id = lists[path]?.[Number(query['page']) - 1];
    return { body: id === undefined ? [] : [{ id, at: day(id) }] };
  });

/** The last page of each list that was asked for. The next one is asked for while a page is looked at. */
function lastPages({ requests }: Api, of: RegExp): number[] {
  const pages = new Map<string, number>();
  for (const { path, query } of requests) if (of.test(path)) pages.set(path, Math.max(pages.get(path) ?? 0, Number(query['page'])));
  return [...pages.values()];
}

const paginator = { type: 'page_number', base_page: 1, total_path: null } as const;

function open(name: string, api: Api, resources: RestApiConfig['resources']) {
  const one = pipeline({ name, destination: duckdb(join(folder, `${name}.duckdb`)), dataset: 'ds', pipelinesDir: folder });
  return {
    run: () => one.run(restApiSource({ client: { base_url: api.url, paginator }, resources })),
    ids: async (table: string) => (await one.dataset().table(table).orderBy('id').rows()).map(({ id }) => id),
  };
}

test.each([
  ['one after the other', false],
  ['five at a time', true],
])('a child with newest rows first: each list ends by itself, %s', async (what, parallelized) => {
  const lists = {
    '/issues': [1, 2, 3],
    '/issues/1/comments': [9, 4, 3, 2, 1],
    '/issues/2/comments': [8, 4, 3, 2, 1],
    '/issues/3/comments': [7, 6, 3, 2, 1],
  };
  const api = await apiOf(lists);
  const incremental = { cursor_path: 'at', initial_value: day(5), row_order: 'desc' } as const;
  const { run, ids } = open(`desc_${what.replaceAll(' ', '_')}`, api, [
    'issues',
    { name: 'comments', parallelized, endpoint: { path: 'issues/{resources.issues.id}/comments', incremental } },
    // Children of the child are for what is new in it.
    { name: 'likes', endpoint: { path: 'comments/{resources.comments.id}/likes', paginator: 'single_page' } },
  ]);
  await run();
  expect(await ids('comments')).toEqual([6, 7, 8, 9]);
  expect(Math.max(...lastPages(api, /comments$/))).toBeLessThanOrEqual(4);
  expect(lastPages(api, /likes$/)).toHaveLength(4);
  lists['/issues/2/comments'].unshift(11);
  lists['/issues/3/comments'].unshift(12, 10);
  await run();
  expect(await ids('comments')).toEqual([6, 7, 8, 9, 10, 11, 12]);
});

test('a child with oldest rows first, up to an end', async () => {
  const api = await apiOf({ '/issues': [1, 2], '/issues/1/comments': [1, 6, 7, 8, 9], '/issues/2/comments': [2, 3, 7, 8, 9] });
  const incremental = { cursor_path: 'at', initial_value: day(1), end_value: day(5), row_order: 'asc' } as const;
  const { run, ids } = open('asc', api, [
    'issues',
    { name: 'comments', endpoint: { path: 'issues/{resources.issues.id}/comments', incremental } },
  ]);
  await run();
  expect(await ids('comments')).toEqual([1, 2, 3]);
  expect(Math.max(...lastPages(api, /comments$/))).toBeLessThanOrEqual(4);
});

test('a parent with newest rows first ends where its new rows do', async () => {
  const api = await apiOf({ '/issues': [20, 19, 18, 17, 16, 15, 14, 13, 12], '/issues/20/comments': [1], '/issues/19/comments': [2] });
  const incremental = { cursor_path: 'at', initial_value: day(19), row_order: 'desc' } as const;
  const { run, ids } = open('parent', api, [
    { name: 'issues', endpoint: { incremental } },
    { name: 'comments', endpoint: { path: 'issues/{resources.issues.id}/comments' } },
  ]);
  await run();
  expect([await ids('issues'), await ids('comments')]).toEqual([
    [19, 20],
    [1, 2],
  ]);
  expect(Math.max(...lastPages(api, /issues$/))).toBeLessThanOrEqual(4);
});
