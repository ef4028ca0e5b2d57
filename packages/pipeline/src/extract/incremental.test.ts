import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Destination } from '../destinations/destination.ts';
import { duckdb } from '../destinations/duckdb.ts';
import { filesystem } from '../destinations/filesystem.ts';
import { pipeline } from '../pipeline.ts';
import { readState, readStateJson, writeStateJson } from '../state/state.ts';
import { track } from './incremental.ts';
import { resource, type IncrementalOptions, type ResourceOptions } from './resource.ts';

const folder = mkdtempSync(join(tmpdir(), 'incremental-'));
afterAll(() => rmSync(folder, { recursive: true }));

const day = '2024-01-01';

test('what is remembered of the rows at the boundary is bounded; later rows move it', () => {
  const tracker = track({ cursorPath: 'day', maxBoundaryRows: 2 }, { primaryKey: 'id', known: undefined, mergesByKey: false });
  for (const id of [1, 2, 1, 2]) tracker.wants({ id, day });
  expect(tracker.state()?.unique_hashes).toHaveLength(2);
  tracker.wants({ id: 3, day });
  expect(() => tracker.state()).toThrow('More than 2 rows have one and the same value of the cursor day');
  tracker.wants({ id: 4, day: '2024-01-02' });
  expect(tracker.state()?.unique_hashes).toHaveLength(1);
});

const database = (name: string) => duckdb(join(folder, `${name}.duckdb`));

test.each<[string, Partial<ResourceOptions>, (name: string) => Destination, boolean]>([
  ['append', { primaryKey: 'id' }, database, false],
  ['merge by a primary key', { primaryKey: 'id', writeDisposition: 'merge' }, database, true],
  ['merge by a merge key only', { mergeKey: 'day', writeDisposition: 'merge' }, database, false],
  ['merge into a folder, where rows are appended', { primaryKey: 'id', writeDisposition: 'merge' }, () => filesystem(folder), false],
])('%s of more rows than can be known again', async (what, options, destinationOf, isLoaded) => {
  const name = what.replaceAll(/[^a-z]/g, '_');
  const one = pipeline({ name, destination: destinationOf(name), dataset: 'ds', pipelinesDir: folder });
  const rows = resource({ name: 't', incremental: { cursorPath: 'day', primaryKey: 'id', maxBoundaryRows: 2 }, ...options }, [
    [{ id: 1, day }],
    [
      { id: 2, day },
      { id: 3, day },
    ],
  ]);
  if (!isLoaded) {
    await expect(one.run(rows)).rejects.toThrow('resource t, page 2: More than 2 rows');
    return;
  }
  await one.run(rows);
  // The third was not remembered; it comes again, and takes its own place.
  expect((await one.run(rows)).rowCounts).toEqual({ t: 1 });
  expect(await one.dataset().table('t').count()).toBe(3);
});

const big = 1_800_000_000_000_000_000n;

test.each<[string, (ids: readonly bigint[]) => Uint8Array | readonly object[]]>([
  ['bytes', (ids) => Buffer.from(`[${ids.map((id) => `{"id":${id}}`).join()}]`)],
  ['rows', (ids) => ids.map((id) => ({ id }))],
])('a cursor of 64 bits, in %s: neighbours are two values, and what is remembered is exact', async (form, page) => {
  const open = (folderOf: string) =>
    pipeline({
      name: `big_${form}`,
      destination: duckdb(join(folder, `big_${form}.duckdb`)),
      dataset: 'ds',
      pipelinesDir: join(folder, folderOf),
    });
  const one = open('here');
  const seen: unknown[] = [];
  const rows = (options: Partial<IncrementalOptions>, ...ids: readonly bigint[]) =>
    resource({ name: 't', incremental: { cursorPath: 'id', ...options } }, ({ cursor }) => {
      seen.push(cursor?.startValue);
      return [page(ids)];
    });
  const loaded = async () => (await one.dataset().table('t').orderBy('id').rows()).map(({ id }) => id);
  await one.run(rows({}, 5n));
  await one.run(rows({}, 5n, big + 1n));
  await one.run(rows({ rangeStart: 'open' }, big + 1n, big + 2n));
  // Another machine knows of it by the destination only.
  await open('there').run(rows({}, big + 1n, big + 2n, big + 3n));
  expect(seen.map(String)).toEqual(['undefined', '5', String(big + 1n), String(big + 2n)]);
  expect(await loaded()).toEqual([5, big + 1n, big + 2n, big + 3n]);
  await one.run(rows({ initialValue: big + 10n, endValue: big + 12n }, big + 9n, big + 10n, big + 11n, big + 12n));
  expect(await loaded()).toEqual([5, big + 1n, big + 2n, big + 3n, big + 10n, big + 11n]);
  const [stored] = await one.dataset().sql('SELECT state FROM ds._dlt_pipeline_state ORDER BY version DESC LIMIT 1').rows();
  const state = readState(String(stored?.['state']));
  expect(state.sources?.[`big_${form}`]?.resources?.['t']?.incremental?.['id']?.last_value).toBe(big + 3n);
});

test('a state has whole numbers by their digits, as dlt writes and reads them; a number stays a number', () => {
  const state = { big: big + 1n, safe: 5, double: 2 ** 62, half: 0.5, text: 'x', list: [-(2n ** 63n)], none: null };
  expect(writeStateJson(state)).toContain('"big":1800000000000000001,"safe":5,');
  expect(readStateJson(writeStateJson(state))).toEqual(state);
  // As it was written once.
  expect(readStateJson('{"last_value":"bigint:1800000000000000001"}')).toEqual({ last_value: big + 1n });
});
