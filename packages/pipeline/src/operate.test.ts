import { mkdtemp, rm, writeFile, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dbmlOf, dotOf, duckdb, mermaidOf, pipeline, resource, type Pipeline, type ProgressEvent, type Source } from './index.ts';

let folder: string;
let made: Pipeline;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-operate-'));
  made = open();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () =>
  pipeline({ name: 'shop', destination: duckdb(join(folder, 'shop.duckdb')), dataset: 'data', pipelinesDir: join(folder, 'pipelines') });

const shop = (rows: readonly object[] = [{ id: 1, at: 1, tags: ['a', 'b'] }]): Source => ({
  name: 'shop',
  resources: [
    resource({ name: 'orders', incremental: { cursorPath: 'at' } }, [rows]),
    resource({ name: 'people', primaryKey: 'id', writeDisposition: 'merge' }, [[{ id: 1 }]]),
  ],
});

/** What stands in the destination, asked by another pipeline object. */
async function tables(): Promise<string[]> {
  const client = await duckdb(join(folder, 'shop.duckdb')).open('shop', 'data');
  try {
    const names: string[] = [];
    const { rows } = await client.query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'data' ORDER BY 1");
    for await (const part of rows) names.push(...part.map(([name]) => String(name)));
    return names.filter((name) => !name.startsWith('_dlt'));
  } finally {
    await client.close();
  }
}

test('a run is told while it goes on, and kept in the history', async () => {
  const events: ProgressEvent[] = [];
  await made.run(shop(), { onProgress: (event) => events.push(event) });
  expect(
    events.filter(({ step }) => step === 'extract').map(({ state, resource: name, pages, rows }) => [state, name, pages, rows]),
  ).toEqual([
    ['started', undefined, 0, 0],
    ['running', 'orders', 1, 0],
    ['running', 'people', 2, 0],
    ['finished', undefined, 2, 0],
    ['finished', undefined, 2, 2],
  ]);
  expect(events.findLast(({ step }) => step === 'normalize')).toMatchObject({ state: 'finished', rows: 4 });
  const [run, ...others] = await made.history();
  expect(others).toEqual([]);
  expect(run).toMatchObject({
    pipeline_name: 'shop',
    destination_type: 'duckdb',
    dataset_name: 'data',
    outcome: 'completed',
    rows: { orders: 1, orders__tags: 2, people: 1 },
    packages: [{ state: 'loaded', failed_jobs: 0 }],
  });
  expect(run?.steps.map(({ step }) => step)).toEqual(['sync', 'extract', 'normalize', 'load']);
});

test('a run that failed is kept too, with the step and the reason', async () => {
  const broken = resource({ name: 'broken' }, async function* () {
    yield [{ id: 1 }];
    throw new Error('the source is gone');
  });
  await expect(made.run(broken)).rejects.toThrow('the source is gone');
  const [run] = await made.history();
  expect(run?.outcome).toBe('failed');
  expect(run?.steps.find(({ error }) => error !== undefined)).toMatchObject({
    step: 'extract',
    error: { name: 'ExtractError', message: 'resource broken, page 2: the source is gone' },
  });
});

test('a line of the history that a crash cut off is passed over', async () => {
  await made.run(shop());
  await appendFile(join(made.folder, 'runs.jsonl'), '{"run_id": "x", "pi');
  expect(await made.history()).toHaveLength(1);
  await writeFile(join(made.folder, 'runs.jsonl'), '');
  expect(await made.history()).toEqual([]);
});

test('packages: what is loaded, with what it brought; what failed, with the reason', async () => {
  await made.run(shop());
  const [loaded] = await made.packages();
  expect(loaded).toMatchObject({ state: 'loaded', schema_name: 'shop', failed_jobs: [] });
  expect(Object.keys(loaded?.schema_update ?? {})).toEqual(expect.arrayContaining(['orders', 'orders__tags', 'people']));
  await expect(made.run(shop([{ id: 2, at: 2, amount: 5 }]), { schemaContract: { columns: 'freeze' } })).rejects.toThrow('amount');
  const failed = (await made.packages()).find(({ state }) => state === 'aborted');
  expect(failed?.failed_jobs[0]?.message).toContain('amount');
});

test('drop: the plan, then tables and what their resources remember, here and in the destination', async () => {
  await made.run(shop());
  const plan = { schema: 'shop', resources: ['orders'], tables: ['orders__tags', 'orders'], statePaths: ['resources.orders'] };
  expect(await made.dropPlan({ resources: ['re:^ord'] })).toEqual(plan);
  expect(await made.dropPlan({ resources: ['none'] })).toMatchObject({ resources: [], tables: [] });
  expect(await tables()).toEqual(['orders', 'orders__tags', 'people']);
  expect(await made.drop({ resources: ['orders'] })).toEqual(plan);
  expect(await tables()).toEqual(['people']);
  // It begins anew: with the cursor it remembered, this row would be an old one.
  const again = await open().run(shop());
  expect(again.rowCounts).toMatchObject({ orders: 1 });
});

test('a schema that comes back holds: of what was dropped, and of the types that columns had then', async () => {
  const load = (...names: readonly string[]) => made.run(names.map((name) => resource({ name }, [{ id: 1 }])));
  await load('users');
  await load('users', 'items');
  await made.drop({ resources: ['items'] });
  expect(await made.dataset().tables()).toEqual(['users']);
  expect(await made.dataset().rowCounts()).toEqual({ users: 2 });
  const typed = async (v: unknown) => {
    await made.run([{ v }], { tableName: 'typed' });
    const type = (await made.schemas()).get('shop')?.tables.get('typed')?.columns.get('v')?.data_type;
    await made.drop({ resources: ['typed'] });
    return type;
  };
  expect([await typed(1), await typed('x'), await typed(1)]).toEqual(['bigint', 'text', 'bigint']);
});

test('drop the state only: the tables stay', async () => {
  await made.run(shop());
  expect((await made.run(shop())).rowCounts).not.toHaveProperty('orders');
  expect(await made.drop({ all: true, stateOnly: true })).toMatchObject({ tables: [], statePaths: ['resources.orders'] });
  expect((await made.run(shop())).rowCounts).toMatchObject({ orders: 1 });
  expect(await tables()).toContain('orders');
});

test('restore: what the destination has is known, and what waits stays', async () => {
  await made.run(shop());
  const elsewhere = pipeline({
    name: 'shop',
    destination: duckdb(join(folder, 'shop.duckdb')),
    dataset: 'data',
    pipelinesDir: join(folder, 'elsewhere'),
  });
  const loadId = await elsewhere.extract(resource({ name: 'notes' }, [[{ id: 1 }]]));
  await elsewhere.restore();
  expect((await elsewhere.state())._version_hash).toBe((await made.state())._version_hash);
  expect(await elsewhere.dropPlan({ schema: 'shop', all: true })).toMatchObject({ tables: ['people', 'orders__tags', 'orders'] });
  expect((await elsewhere.packages()).map((one) => [one.load_id, one.state])).toEqual([[loadId, 'extracted']]);
});

test('sync: what the destination has holds, and what waits is forgotten', async () => {
  await made.run(shop());
  const before = await made.state();
  await made.extract(shop([{ id: 2, at: 2 }]));
  await writeFile(join(made.folder, 'state.json'), '{}');
  await made.sync();
  expect((await made.state())._version_hash).toBe(before._version_hash);
  expect(Array.from((await made.schemas()).keys())).toEqual(['shop']);
  expect((await made.packages()).filter(({ state }) => state === 'extracted')).toEqual([]);
});

test('the schema as Mermaid, DBML and a graph', async () => {
  await made.run(shop());
  const schema = (await made.schemas()).get('shop');
  if (schema === undefined) throw new Error('no schema');
  expect(mermaidOf(schema)).toContain(`    people {
        bigint id PK
        text _dlt_load_id
        text _dlt_id UK
    }`);
  expect(mermaidOf(schema)).toContain('    orders ||--o{ orders__tags : "_dlt_parent_id"');
  expect(mermaidOf(schema)).not.toContain('_dlt_loads');
  expect(mermaidOf(schema, true)).toContain('_dlt_loads');
  expect(dbmlOf(schema)).toContain('Table "people" {\n  "id" bigint [pk, not null]');
  expect(dbmlOf(schema)).toContain('Ref: "orders__tags"."_dlt_parent_id" > "orders"."_dlt_id"');
  expect(dotOf(schema)).toContain('"orders__tags" -> "orders";');
});

test('references are drawn, where the other table is there', async () => {
  const references = [
    { columns: ['userId'], referencedTable: 'People', referencedColumns: ['id'], label: 'belongs to' },
    { columns: ['a', 'b'], referencedTable: 'nowhere', referencedColumns: ['c', 'd'] },
  ];
  await made.run({ name: 'shop', resources: [...shop().resources, resource({ name: 'notes', references }, [{ userId: 1, text: 'x' }])] });
  const schema = (await made.schemas()).get('shop');
  if (schema === undefined) throw new Error('no schema');
  expect(schema.tables.get('notes')?.references?.[0]).toEqual({
    columns: ['user_id'],
    referenced_table: 'people',
    referenced_columns: ['id'],
    label: 'belongs to',
  });
  expect(mermaidOf(schema)).toContain('    people ||--o{ notes : "belongs to"');
  expect(dbmlOf(schema)).toContain('Ref: "notes"."user_id" > "people"."id"');
  expect(dotOf(schema)).toContain('"notes" -> "people";');
  for (const text of [mermaidOf(schema), dbmlOf(schema), dotOf(schema)]) expect(text).not.toContain('nowhere');
});
