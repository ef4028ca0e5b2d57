import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { duckdb } from '../destinations/duckdb.ts';
import { pipeline } from '../pipeline.ts';
import { track } from './incremental.ts';
import { resource, type ResourceOptions } from './resource.ts';

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

test.each<[string, Partial<ResourceOptions>, boolean]>([
  ['append', { primaryKey: 'id' }, false],
  ['merge by a primary key', { primaryKey: 'id', writeDisposition: 'merge' }, true],
  ['merge by a merge key only', { mergeKey: 'day', writeDisposition: 'merge' }, false],
])('%s of more rows than can be known again', async (_, options, isLoaded) => {
  const name = `p${Object.keys(options).join('')}`.toLowerCase();
  const one = pipeline({ name, destination: duckdb(join(folder, `${name}.duckdb`)), dataset: 'ds', pipelinesDir: folder });
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
