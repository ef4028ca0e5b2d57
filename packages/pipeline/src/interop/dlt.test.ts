import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { duckdb } from '../destinations/duckdb.ts';
import { resource, type Source } from '../extract/resource.ts';
import { writeJson } from '../json/write.ts';
import { pipeline } from '../pipeline.ts';
import { theRealDlt } from './dlt.test-setup.ts';

/** What both load. Ids of `people` follow from their keys, so both have to make the same ones. */
interface Load {
  readonly events: readonly Record<string, unknown>[];
  readonly items: readonly Record<string, unknown>[];
  readonly people: readonly Record<string, unknown>[];
}

interface Told {
  readonly summary: string;
  readonly failed: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly hash: string;
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly state: Record<string, { resources: Record<string, { incremental: Record<string, { last_value: unknown }> }> }>;
}

const folder = mkdtempSync(join(tmpdir(), 'interop-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dlt = await theRealDlt();
const absent = 'absent' in dlt ? dlt.absent : undefined;
if (absent !== undefined)
  console.warn(`!!! ABSENT: the real dlt (${absent}). NOTHING is known about how datasets go from one to the other.`);

const program = join(import.meta.dirname, 'load.py');
const tables = ['events', 'events__list', 'items', 'items__tags', 'people', 'people__pets'];

const first: Load = {
  events: [1, 2, 3].map((id) => ({
    id,
    at: '2024-01-15T10:30:00Z',
    f: id + 0.5,
    'Camel Key': 'x',
    nested: { a: { b: id } },
    list: [id, id],
  })),
  items: [
    { id: 1, v: 'a', tags: [{ t: 1 }, { t: 2 }] },
    { id: 2, v: 'b', tags: [] },
  ],
  people: [{ id: 1, name: 'Ada', pets: ['cat'] }],
};
const second: Load = {
  events: [3, 4, 5].map((id) => ({ id, at: '2024-02-15T10:30:00Z', f: 'no number', extra: true, list: [id] })),
  items: [
    { id: 2, v: 'c', tags: [{ t: 3 }] },
    { id: 3, v: 'd', tags: [{ t: 4 }] },
  ],
  people: [
    { id: 1, name: 'Ada L.', pets: ['cat', 'dog'] },
    { id: 2, name: 'Bo', pets: [] },
  ],
};
const after = { events: 5, events__list: 8, items: 3, items__tags: 4, people: 2, people__pets: 2 };

async function theirs(name: string, load: Load, counted: readonly string[] = tables): Promise<Told> {
  if ('absent' in dlt) throw new Error(dlt.absent);
  const run = {
    pipeline: name,
    source: 'both',
    count: counted,
    resources: [
      { name: 'events', write_disposition: 'append', primary_key: 'id', incremental: 'id', rows: load.events },
      { name: 'items', write_disposition: 'merge', primary_key: 'id', rows: load.items },
      { name: 'people', write_disposition: { disposition: 'merge', strategy: 'upsert' }, primary_key: 'id', rows: load.people },
    ],
  };
  return JSON.parse(await dlt.run(program, [join(folder, `${name}.duckdb`), join(folder, 'theirs'), writeJson(run)], folder)) as Told;
}

const ours = (name: string) =>
  pipeline({ name, destination: duckdb(join(folder, `${name}.duckdb`)), dataset: 'ds', pipelinesDir: join(folder, 'ours') });
const source = (load: Load): Source => ({
  name: 'both',
  resources: [
    resource({ name: 'events', primaryKey: 'id', incremental: { cursorPath: 'id', initialValue: 0 } }, [load.events]),
    resource({ name: 'items', writeDisposition: 'merge', primaryKey: 'id' }, [load.items]),
    resource({ name: 'people', writeDisposition: { disposition: 'merge', strategy: 'upsert' }, primaryKey: 'id' }, [load.people]),
  ],
});

async function shown(name: string): Promise<Record<string, string[]>> {
  const schema = (await ours(name).schemas()).get('both')!;
  return Object.fromEntries(
    Array.from(schema.tables.values(), (table) => [
      table.name,
      Array.from(table.columns.values()).flatMap((column) =>
        column.data_type === undefined ? [] : [`${column.name} ${column.data_type}`],
      ),
    ]),
  );
}

const ids = async (name: string) =>
  (await ours(name).dataset().sql('SELECT _dlt_id FROM ds.people UNION ALL SELECT _dlt_id FROM ds.people__pets ORDER BY 1').rows()).map(
    (row) => row['_dlt_id'],
  );

test.skipIf(absent !== undefined)('dlt opens a dataset that we loaded, and continues it', { timeout: 300_000 }, async () => {
  await ours('forth').run(source(first));
  const told = await theirs('forth', second);
  expect(told.failed).toBe(false);
  // The cursor came from our state: event 3 is known there.
  expect(told.counts).toEqual(after);
  expect(told.state['both']?.resources['events']?.incremental['id']?.last_value).toBe(5);
  // And back again.
  await ours('forth').run(source(second));
  expect(await ours('forth').dataset().rowCounts()).toEqual(after);
});

test.skipIf(absent !== undefined)('we open a dataset that dlt loaded, and continue it', { timeout: 300_000 }, async () => {
  await theirs('back', first);
  await ours('back').run(source(second));
  expect(await ours('back').dataset().rowCounts()).toEqual(after);
  const told = await theirs('back', second);
  expect(told.failed).toBe(false);
  expect(told.counts).toEqual(after);
});

test.skipIf(absent !== undefined)('both make the same of the same rows', { timeout: 300_000 }, async () => {
  await theirs('a', first);
  const told = await theirs('a', second);
  await ours('b').run(source(first));
  await ours('b').run(source(second));
  const { _dlt_version: _v, _dlt_loads: _l, _dlt_pipeline_state: _s, ...mine } = await shown('b');
  expect(mine).toEqual(Object.fromEntries(Object.keys(mine).map((name) => [name, told.tables[name]])));
  await ours('a').run([], { tableName: 'nothing' });
  expect(await ids('b')).toEqual(await ids('a'));
  const rows = (name: string) => ours(name).dataset().sql('SELECT * EXCLUDE (_dlt_id, _dlt_load_id) FROM ds.events ORDER BY id').rows();
  expect(await rows('b')).toEqual(await rows('a'));
});

test.skipIf(absent !== undefined)('a cursor of 64 bits goes to dlt and back', { timeout: 300_000 }, async () => {
  const events = (...last: readonly bigint[]): Load => ({
    events: last.map((digits) => ({ id: 1_800_000_000_000_000_000n + digits })),
    items: [],
    people: [],
  });
  const count = async () => ours('big').dataset().table('events').count();
  await ours('big').run(source(events(1n)));
  // A rounded one would be another, below or above its neighbours.
  expect((await theirs('big', events(1n, 2n), ['events'])).counts).toEqual({ events: 2 });
  await ours('big').run(source(events(1n, 2n, 3n)));
  expect(await count()).toBe(3);
});
