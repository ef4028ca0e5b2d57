import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseJson } from '../json/parse.ts';
import { draftOf, needsRootKey } from '../schema/draft.ts';
import { snakeCaseNaming } from '../schema/naming.ts';
import { newSchema, type Column, type Table } from '../schema/schema.ts';
import { newBuffers } from './buffers.ts';
import { compile } from './compile.ts';
import { newIds } from './ids.ts';
import { interpreter } from './interpret.ts';
import { shapeOf } from './shape.ts';

const folder = mkdtempSync(join(tmpdir(), 'compile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether the code that is made for the first row reads the second one, so that the interpreter is not asked. */
function readsQuickly(table: Partial<Table>, first: string, second: string): boolean {
  const schema = newSchema('s');
  const tables = new Map(schema.tables).set('t', { name: 't', write_disposition: 'append', columns: new Map(), ...table });
  const draft = draftOf({ ...schema, tables });
  const naming = snakeCaseNaming(63);
  const shared = { draft, naming, buffers: newBuffers(folder), ids: newIds(), loadId: '1.5', holdsRootKey: needsRootKey };
  const none = () => undefined;
  const told = { onRejected: none, onCollision: none, onNullColumn: none };
  const row = parseJson(Buffer.from(first)) as Record<string, unknown>;
  interpreter({ ...shared, ...told, contract: undefined, maxNesting: 1000, widenNumbers: false }).row('t', row);
  const shape = shapeOf('t', 1000, draft, naming);
  shape.learn(row);
  const read = compile({ ...shared, shape, rootKey: needsRootKey(draft.tables.get('t')!) });
  const text = Buffer.from(`${second}\n`);
  return read?.(text, 0) === text.length - 1;
}

const keyed: Column = { name: 'id', nullable: false, primary_key: true };
const merged = (strategy: string, ...columns: Column[]): Partial<Table> => ({
  write_disposition: 'merge',
  'x-merge-strategy': strategy,
  columns: new Map(columns.map((column) => [column.name, column])),
});
const nested = (id: number | string) => `{"name":"é","id":${JSON.stringify(id)},"o":{"n":0.5},"items":[{"k":"x","tags":["a"]}]}`;

test.each<[string, Partial<Table>, string, string]>([
  ['plain rows', {}, nested(1), nested(2)],
  ['rows merged by delete and insert', merged('delete-insert', keyed), nested(1), nested(2)],
  ['rows merged by upsert', merged('upsert', keyed), nested(1), nested(2)],
  ['rows merged by insert-only, with a text as key', merged('insert-only', keyed), nested('a'), nested('é"')],
  ['rows merged by scd2', merged('scd2', { name: '_dlt_id', nullable: false, unique: false }), nested(1), nested(2)],
  ['rows with ids', {}, '{"_dlt_id":"a","list":[{"_dlt_id":"x"}]}', '{"_dlt_id":"bé","list":[{"_dlt_id":"y"},{"_dlt_id":"z"}]}'],
  ['lists in lists', {}, '{"m":[[1,2],[[3]],[{"k":[4]}],5]}', '{"m":[6,[[7]],[8,{"k":[9]}],[]]}'],
])('%s are read by the code that is made for them', (_, table, first, second) => {
  expect(readsQuickly(table, first, second)).toBe(true);
});

test('what the interpreter has to decide is left to it', () => {
  const upsert = merged('upsert', keyed);
  expect(readsQuickly(upsert, nested(1), '{"name":"x"}')).toBe(false);
  expect(readsQuickly(upsert, nested(1), '{"id":null}')).toBe(false);
  expect(readsQuickly(upsert, nested(1), '{"id":1,"id":2}')).toBe(false);
  expect(readsQuickly({}, '{"_dlt_id":"a"}', '{"_dlt_id":""}')).toBe(false);
  expect(readsQuickly({}, '{"a":1}', '{"a":1,"b":null}')).toBe(false);
});
