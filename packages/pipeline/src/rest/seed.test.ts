import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { duckdb, openPipeline, pipeline, restApiSource, type PipelineConfig } from '../index.ts';
import { startApi, type Api } from './api.test-setup.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-seed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An API of Files.com's kind: bare lists, the cursor of the next page in headers, the key as it is. */
function filesDotCom(key: string, users: number): Promise<Api> {
  return startApi(({ path, query, headers }) => {
    if (headers.authorization !== key) return { status: 401, body: { error: 'no' } };
    const all = path.endsWith('/users') ? users : 1;
    const from = Number(query['cursor'] ?? 0);
    const rows = Array.from({ length: Math.min(100, all - from) }, (_, index) => ({
      id: from + index,
      username: `u${from + index}`,
      groups: [],
    }));
    return {
      headers: from + 100 < all ? { 'X-Files-Cursor': String(from + 100), 'X-Files-Cursor-Next': String(from + 100) } : {},
      body: rows,
    };
  });
}

/** The seed's configuration as it is printed, but for the address. */
const seed = (url: string): PipelineConfig => ({
  pipeline_name: 'filesdotcom_pipeline',
  destination: 'duckdb',
  dataset_name: 'filesdotcom_data',
  source: {
    name: 'filesdotcom_source',
    client: { base_url: `${url}/api/rest/v1`, auth: { type: 'api_key' } },
    resources: [
      { name: 'users', endpoint: { path: 'users' } },
      { name: 'bundles', endpoint: { path: 'bundles' } },
    ],
  },
});

const env = { SOURCES__FILESDOTCOM_SOURCE__API_KEY: 'canary-key-1234' };

test('the seed in TypeScript: source and pipeline, every page, the summary of the seed', async () => {
  const api = await filesDotCom('canary-key-1234', 1234);
  const { source } = seed(api.url);
  const made = pipeline({
    name: 'filesdotcom_pipeline',
    destination: duckdb(join(folder, 'filesdotcom_pipeline.duckdb')),
    dataset: 'filesdotcom_data',
    pipelinesDir: join(folder, 'pipelines'),
  });
  const info = await made.run(restApiSource(source, { env, folder }));
  expect(info.rowCounts).toEqual({ users: 1234, bundles: 1 });
  expect(String(info).split('\n')).toEqual([
    expect.stringMatching(/^Pipeline filesdotcom_pipeline load step completed in \d+\.\d\d seconds$/),
    '1 load package(s) were loaded to destination duckdb and into dataset filesdotcom_data',
    expect.stringMatching(/^The duckdb destination used duckdb:\/.*filesdotcom_pipeline\.duckdb location to store data$/),
    expect.stringMatching(/^Load package \d+\.\d{6} is LOADED and contains no failed jobs$/),
  ]);
  expect(api.requests).toHaveLength(14);
});

test('the object of a file, opened in code; the key stays out of everything that is kept', async () => {
  const api = await filesDotCom('canary-key-1234', 150);
  const opened = openPipeline(seed(api.url), { env, folder, pipelinesDir: join(folder, 'pipelines') });
  expect((await opened.pipeline.run(opened.source())).rowCounts).toEqual({ users: 150, bundles: 1 });
  const wrong = openPipeline(seed(api.url), { env: { API_KEY: 'canary-wrong-key' }, folder, pipelinesDir: join(folder, 'pipelines') });
  await expect(wrong.pipeline.run(wrong.source())).rejects.toThrow('resource users, page 1: GET');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const kept = await Promise.all(files.map(async ({ parentPath, name }) => (await readFile(join(parentPath, name))).toString('latin1')));
  expect(kept.filter((text) => text.includes('canary'))).toEqual([]);
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['filesdotcom_pipeline.duckdb', 'runs.jsonl']));
});

test('parents and children, in one run, with a cursor that goes on in the next', async () => {
  let orders = [
    { id: 1, at: '2024-01-01T00:00:00Z' },
    { id: 2, at: '2024-01-02T00:00:00Z' },
  ];
  const api = await startApi(({ path, query }) => {
    if (path !== '/orders') return { body: [{ sku: path }] };
    return { body: orders.filter(({ at }) => query['since'] === undefined || at >= query['since']) };
  });
  const config: PipelineConfig = {
    pipeline_name: 'shop',
    source: {
      name: 'shop',
      client: { base_url: api.url },
      resources: [
        { name: 'orders', primary_key: 'id', endpoint: { incremental: { cursor_path: 'at', start_param: 'since' } } },
        { name: 'lines', endpoint: 'orders/{resources.orders.id}/lines', include_from_parent: ['id'] },
      ],
    },
  };
  const open = () => openPipeline(config, { env: {}, folder, pipelinesDir: join(folder, 'pipelines') });
  const first = open();
  expect((await first.pipeline.run(first.source())).rowCounts).toEqual({ orders: 2, lines: 2 });
  const second = open();
  // The boundary is asked for again, and known: neither it nor its lines come twice.
  expect((await second.pipeline.run(second.source())).rowCounts).toEqual({});
  orders = [...orders, { id: 3, at: '2024-01-03T00:00:00Z' }];
  const third = open();
  expect((await third.pipeline.run(third.source())).rowCounts).toEqual({ orders: 1, lines: 1 });
  expect(api.requests.filter(({ path }) => path === '/orders').map(({ query }) => query['since'])).toEqual([
    undefined,
    '2024-01-02T00:00:00Z',
    '2024-01-02T00:00:00Z',
  ]);
  expect(api.requests.at(-1)?.path).toBe('/orders/3/lines');
});

test.each<[string, string, RegExp]>([
  ['cut off', '[{"id": 1}, {"id"', /resource rows, page \d.*JSON/],
  ['an error in the middle', '[{"id": 1}, {"id": tru}]', /resource rows.*JSON|rows.*byte/s],
  ['nested without an end', `[${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}]`, /rows.*(deep|nest)/is],
])('hostile answers are an error with their place, and nothing is loaded: %s', async (_, body, message) => {
  const api = await startApi(() => ({ body }));
  const config = { pipeline_name: 'bad', source: { client: { base_url: api.url }, resources: ['rows'] } };
  const opened = openPipeline(config, { env: {}, folder, pipelinesDir: join(folder, 'pipelines') });
  await expect(opened.pipeline.run(opened.source())).rejects.toThrow(message);
  const again = await startApi(() => ({ body: [{ id: 1 }] }));
  const fixed = openPipeline(
    { ...config, source: { ...config.source, client: { base_url: again.url } } },
    { env: {}, folder, pipelinesDir: join(folder, 'pipelines') },
  );
  expect((await fixed.pipeline.run(fixed.source())).rowCounts).toMatchObject({ rows: 1 });
});

test('a server that fails in the middle of paging: nothing of the run is loaded, the next one loads all', async () => {
  let broken = true;
  const api = await startApi(({ query }) => {
    if (query['page'] === '2' && broken) return { status: 500 };
    return query['page'] === '2' ? { body: { rows: [{ id: 2 }] } } : { body: { rows: [{ id: 1 }], next: '/rows?page=2' } };
  });
  const config: PipelineConfig = {
    pipeline_name: 'half',
    source: { client: { base_url: api.url, retry: { attempts: 2, backoff_factor: 0 } }, resources: ['rows'] },
  };
  const run = async () => {
    const opened = openPipeline(config, { env: {}, folder, pipelinesDir: join(folder, 'pipelines') });
    return (await opened.pipeline.run(opened.source())).rowCounts;
  };
  await expect(run()).rejects.toThrow('resource rows, page 2: GET');
  broken = false;
  expect(await run()).toEqual({ rows: 2 });
});
