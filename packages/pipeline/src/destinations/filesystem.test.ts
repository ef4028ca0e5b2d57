import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resource } from '../extract/resource.ts';
import { pipeline } from '../pipeline.ts';
import { conformance } from './conformance.test-setup.ts';
import { filesystem } from './filesystem.ts';
import { parseLayout } from './layout.ts';

conformance('a folder of Parquet files', { mergeStrategies: [], destination: (folder) => Promise.resolve(filesystem(folder)) });
conformance('a folder of JSON lines', {
  mergeStrategies: [],
  destination: (folder) => Promise.resolve(filesystem({ bucketUrl: folder, format: 'jsonl' })),
});
conformance('a folder of CSV files', {
  mergeStrategies: [],
  destination: (folder) => Promise.resolve(filesystem({ bucketUrl: folder, format: 'csv' })),
});

test('tables in files of another form, which changes between loads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'forms-'));
  const one = pipeline({ name: 'forms', destination: filesystem(folder), dataset: 'ds', pipelinesDir: join(folder, 'p') });
  await one.run(resource({ name: 't' }, [{ id: 1, list: [1] }]));
  await one.run(resource({ name: 't', fileFormat: 'jsonl' }, [{ id: 2, more: 'x', list: [2] }]));
  await one.run(resource({ name: 't', fileFormat: 'csv' }, [{ id: 3, at: '2024-01-15T10:30:00Z' }]));
  await one.run(resource({ name: 't', fileFormat: 'preferred' }, [{ id: 4 }]));
  const endings = (table: string) => readdirSync(join(folder, 'ds', table)).map((file) => file.split('.').at(-1));
  expect(endings('t')).toEqual(['parquet', 'jsonl', 'csv', 'parquet']);
  expect(endings('t__list')).toEqual(['parquet', 'jsonl']);
  expect(await one.dataset().table('t').orderBy('id').select('id', 'more', 'at').rows()).toEqual([
    { id: 1, more: null, at: null },
    { id: 2, more: 'x', at: null },
    { id: 3, more: null, at: new Date('2024-01-15T10:30:00Z') },
    { id: 4, more: null, at: null },
  ]);
  rmSync(folder, { recursive: true });
});

test.each(['my__pipe', 'my_'])('a pipeline called %s finds what it remembers, and leaves the state of my alone', async (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'named-'));
  const called = (own: string, pipelinesDir: string) =>
    pipeline({
      name: own,
      destination: filesystem({ bucketUrl: folder, maxStateFiles: 2 }),
      dataset: 'ds',
      pipelinesDir: join(folder, pipelinesDir),
    });
  const rows = (...ids: readonly number[]) => resource({ name: 't', incremental: { cursorPath: 'id' } }, [ids.map((id) => ({ id }))]);
  await called('my', 'p').run(rows(1));
  for (const ids of [[2], [2, 3], [3, 4]]) await called(name, 'p').run(rows(...ids));
  // Where nothing is known of it but what is in the folder.
  expect((await called(name, 'elsewhere').run(rows(3, 4))).packages).toEqual([]);
  expect((await called('my', 'elsewhere').run(rows(1))).packages).toEqual([]);
  expect((await called(name, 'p').dataset().table('t').orderBy('id').rows()).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect(readdirSync(join(folder, 'ds', '_dlt_pipeline_state'))).toHaveLength(3);
  rmSync(folder, { recursive: true });
});

test('CSV files, in a layout', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'csv-'));
  const layout = '{table_name}/{YYYY}-{MM}/{load_id}.{file_id}.{ext}';
  const destination = filesystem({ bucketUrl: `file://${folder}`, format: 'csv', layout });
  const one = pipeline({ name: 'csv', destination, dataset: 'ds', pipelinesDir: join(folder, 'p') });
  await one.run(
    resource({ name: 't' }, [
      { id: 1, text: 'a "b", c\nd', empty: '', none: null },
      { id: 2, text: null },
    ]),
  );
  const [month] = readdirSync(join(folder, 'ds', 't'));
  const [file] = readdirSync(join(folder, 'ds', 't', month!));
  const lines = readFileSync(join(folder, 'ds', 't', month!, file!), 'utf8');
  expect(lines).toMatch(/^id,text,empty,_dlt_load_id,_dlt_id\n1,"a ""b"", c\nd","",\d+\.\d+,"?[\w+/]{14}"?\n2,,,/);
  expect(await one.dataset().table('t').where('text IS NULL').count()).toBe(1);
  expect(
    readdirSync(join(folder, 'ds'))
      .filter((name) => !name.startsWith('.'))
      .toSorted(),
  ).toEqual(['_dlt_loads', '_dlt_pipeline_state', '_dlt_version', 'init', 't']);
  rmSync(folder, { recursive: true });
});

test.each([
  ['{table_name}/{load_id}.{ext}', /file_id/],
  ['{table_name}/{file_id}.{ext}', /load_id/],
  ['{load_id}.{file_id}.{ext}', /table_name/],
  ['../{table_name}/{load_id}.{file_id}.{ext}', /leaves/],
  ['{table_name}/{load_id}.{file_id}.{nope}', /\{nope\}.*\{table_name\}/],
])('the layout %s is refused', (layout, message) => expect(() => parseLayout(layout)).toThrow(message));

test('addresses of other places are refused', () => {
  expect(() => filesystem('s3://bucket/x')).toThrow(/local folders only, not to s3/);
});
