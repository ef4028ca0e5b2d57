import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startApi } from '../rest/api.test-setup.ts';
import { openConfiguration } from './configuration.ts';
import { destinationOf } from './destination-config.ts';
import { openPipeline } from './open-pipeline.ts';
import type { DestinationConfig } from './pipeline-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-destination-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function location(config: DestinationConfig, env: Record<string, string> = {}): string {
  const configuration = openConfiguration({ env: { HOME: folder, ...env }, folder, mounted: join(folder, 'none'), pipelineName: 'shop' });
  return destinationOf(config, configuration, { folder, pipelineName: 'shop' }).location('shop');
}

test('DuckDB: a file of the pipeline, or the one that is said', () => {
  expect(location('duckdb')).toContain(join(folder, 'shop.duckdb'));
  expect(location({ type: 'duckdb', path: 'x.db' })).toContain(join(folder, 'x.db'));
  expect(location('duckdb', { DESTINATION__DUCKDB__CREDENTIALS: 'duckdb:///y.db' })).toContain(join(folder, 'y.db'));
});

const address = 'postgresql://ann:canary%40word@db.example.com:6543/shop?connect_timeout=3';

test('PostgreSQL: an address or its parts, from the file or the configuration, and the password is not shown', () => {
  const parts = { HOST: 'db.example.com', PORT: '6543', DATABASE: 'shop', USERNAME: 'ann', PASSWORD: 'canary@word' };
  const env = Object.fromEntries(Object.entries(parts).map(([name, value]) => [`DESTINATION__POSTGRES__CREDENTIALS__${name}`, value]));
  const shown = [
    location('postgres', { DESTINATION__POSTGRES__CREDENTIALS: address }),
    location({ type: 'postgres', credentials: address }),
    location('postgres', env),
    location({ type: 'postgres', host: 'db.example.com', port: 6543, database: 'shop', username: 'ann' }, env),
  ];
  expect(new Set(shown).size).toBe(1);
  expect(shown[0]).toContain('db.example.com');
  expect(shown[0]).not.toContain('canary');
});

test('what is missing is named in every place; a broken address is not repeated', () => {
  expect(() => location('postgres', { DESTINATION__POSTGRES__CREDENTIALS__HOST: 'h' })).toThrow(
    'DESTINATION__POSTGRES__CREDENTIALS__DATABASE',
  );
  expect(() => location('filesystem')).toThrow('DESTINATION__FILESYSTEM__BUCKET_URL');
  expect(() => location({ type: 'postgres', credentials: 'canary://x' })).toThrow(/must look like postgresql:(?!.*canary)/);
  expect(() => location('oracle')).toThrow('"oracle" is not known');
});

test('files, through a pipeline', async () => {
  const api = await startApi(() => ({ body: [{ id: 1 }] }));
  const opened = openPipeline(
    {
      pipeline_name: 'shop',
      destination: { type: 'filesystem', bucket_url: 'lake', format: 'jsonl' },
      dataset_name: 'data',
      source: { client: { base_url: api.url }, resources: ['orders'] },
    },
    { env: {}, folder, pipelinesDir: join(folder, 'pipelines') },
  );
  expect((await opened.pipeline.run(opened.source())).rowCounts).toEqual({ orders: 1 });
  const files = await readdir(join(folder, 'lake', 'data'), { recursive: true });
  expect(files.some((name) => /^orders\/.*\.jsonl/.test(name))).toBe(true);
});
