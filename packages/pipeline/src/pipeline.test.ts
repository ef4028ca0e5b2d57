import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { schemaTypes } from './dataset/types.ts';
import { duckdb } from './destinations/duckdb.ts';
import { resource, type SchemaContract } from './extract/resource.ts';
import { Float } from './json/float.ts';
import { pipeline, type Pipeline, type PipelineOptions } from './pipeline.ts';

const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function fresh(options: Partial<PipelineOptions> = {}): Pipeline {
  count += 1;
  const name = options.name ?? `p${count}`;
  return pipeline({ destination: duckdb(join(folder, `${name}.duckdb`)), dataset: 'ds', pipelinesDir: folder, ...options, name });
}

test('the summary of a run', async () => {
  const one = fresh({ name: 'filesdotcom_pipeline', dataset: 'filesdotcom_data' });
  const info = await one.run([{ id: 1 }], { tableName: 'users' });
  const [first, second, third, fourth, ...rest] = String(info).split('\n');
  expect(first).toMatch(/^Pipeline filesdotcom_pipeline load step completed in \d+\.\d\d seconds$/);
  expect(second).toBe('1 load package(s) were loaded to destination duckdb and into dataset filesdotcom_data');
  expect(third).toMatch(/^The duckdb destination used duckdb:\/.*filesdotcom_pipeline\.duckdb location to store data$/);
  expect(fourth).toMatch(/^Load package \d+\.\d{6} is LOADED and contains no failed jobs$/);
  expect(rest).toEqual([]);
});

test('rows of all kinds', async () => {
  const one = fresh();
  const at = new Date('2024-01-15T10:30:00.123Z');
  await one.run([{ n: 1, f: new Float(7), big: 2n ** 62n, at, bytes: new Uint8Array([1, 2]), missing: undefined, text: 'é' }], {
    tableName: 't',
  });
  const types = Array.from(
    (await one.schemas()).get(one.name)!.tables.get('t')!.columns.values(),
    ({ name, data_type }) => `${name} ${data_type}`,
  );
  expect(types.slice(0, 6)).toEqual(['n bigint', 'f double', 'big bigint', 'at timestamp', 'bytes binary', 'text text']);
  const [row] = await one.dataset().table('t').rows();
  expect(row).toMatchObject({ n: 1, f: 7, big: 2n ** 62n, at, text: 'é' });
});

test('steps, one after the other and alone', async () => {
  const one = fresh();
  const loadId = await one.extract(resource({ name: 'a' }, [{ id: 1 }]));
  expect(readdirSync(join(one.folder, 'normalize', 'extracted'))).toEqual([loadId]);
  await one.extract(resource({ name: 'a' }, [{ id: 2, more: 'x' }]));
  await one.normalize();
  expect(readdirSync(join(one.folder, 'load', 'normalized')).length).toBe(2);
  expect(existsSync(join(one.folder, 'load', 'normalized', loadId!, 'schema.json'))).toBe(true);
  const info = await one.load();
  expect(info.packages.map((each) => each.loadId)[0]).toBe(loadId);
  expect(await one.dataset().table('a').orderBy('id').select('id', 'more').rows()).toEqual([
    { id: 1, more: null },
    { id: 2, more: 'x' },
  ]);
  expect(readFileSync(join(one.folder, 'load', 'loaded', loadId!, 'package_completed.json'), 'utf8')).toBe('loaded');
});

test('a package that a crash left in two places is one package', async () => {
  for (const loadedFirst of [false, true]) {
    const one = fresh();
    const loadId = await one.extract(resource({ name: 'a' }, [{ id: 1 }]));
    const extracted = join(one.folder, 'normalize', 'extracted', loadId!);
    cpSync(extracted, join(one.folder, 'kept'), { recursive: true });
    await one.normalize();
    if (loadedFirst) await one.load();
    cpSync(join(one.folder, 'kept'), extracted, { recursive: true });
    await one.run(resource({ name: 'a' }, [{ id: 2 }]));
    expect(existsSync(extracted)).toBe(false);
    expect(await one.dataset().table('a').orderBy('id').select('id').rows()).toEqual([{ id: 1 }, { id: 2 }]);
  }
});

test('packages that wait are loaded first, and then what the run brings', async () => {
  const one = fresh();
  await one.extract(resource({ name: 'a' }, [{ id: 1 }]));
  const info = await one.run(resource({ name: 'a' }, [{ id: 2 }]));
  expect(info.packages.length).toBe(2);
  expect(await one.dataset().table('a').count()).toBe(2);
});

test('replace, with fewer nested rows than before, with none and with nothing at all', async () => {
  const one = fresh();
  const rows = (list: readonly unknown[] | undefined) =>
    resource({ name: 'a', writeDisposition: 'replace' }, async function* () {
      if (list !== undefined) yield list;
    });
  await one.run(resource({ name: 'a' }, [{ id: 1, items: [1, 2] }]));
  await one.run(rows([{ id: 2, items: [3] }, { id: 3 }]));
  expect(await one.dataset().rowCounts()).toEqual({ a: 2, a__items: 1 });
  await one.run(rows([]));
  expect(await one.dataset().rowCounts()).toEqual({ a: 0, a__items: 0 });
  await one.run(resource({ name: 'a' }, [{ id: 1 }]), { writeDisposition: 'append' });
  await one.run(rows(undefined));
  expect(await one.dataset().rowCounts()).toEqual({ a: 0, a__items: 0 });
});

test('a source that fails in the middle leaves everything as it was, and says where', async () => {
  const one = fresh();
  await one.run(resource({ name: 'a' }, [{ id: 1 }]));
  const failing = resource({ name: 'a', writeDisposition: 'replace' }, async function* () {
    yield [{ id: 2 }];
    throw new Error('500 Internal Server Error');
  });
  await expect(one.run(failing)).rejects.toThrow('resource a, page 2: 500 Internal Server Error');
  expect(await one.dataset().table('a').rows()).toMatchObject([{ id: 1 }]);
  expect(readdirSync(join(one.folder, 'normalize'))).toEqual(['extracted']);
});

test('a row that cannot be taken is named: resource, page, row, and where in its text', async () => {
  const cursor = { name: 'r', incremental: { cursorPath: 'at' } };
  const rows = [[{ at: 1 }], [{ at: 2 }, { id: 3 }]];
  const asBytes = rows.map((page) => Buffer.from(JSON.stringify(page)));
  const missing = 'resource r, page 2, row 2 ($[1]): A row has no value for the cursor at';
  await expect(fresh().run(resource(cursor, rows))).rejects.toThrow(missing);
  await expect(fresh().run(resource(cursor, asBytes))).rejects.toThrow(missing);
  await expect(fresh().run(resource(cursor, [Buffer.from('[{"at": 1}, {"at": 2, "x" 3}]')]))).rejects.toThrow(
    /^resource r, page 1, row 2 \(\$\[1\](\.x)?\): /,
  );
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  await expect(fresh().run([[{ id: 1 }, circle]], { tableName: 'r' })).rejects.toThrow(
    'resource r, page 1, row 2 ($[1]): A row nests too deep, or in itself',
  );
  await expect(fresh().run([{ id: Symbol('x') }], { tableName: 'r' })).rejects.toThrow('page 1, row 1 ($[0]): A row has a symbol');
  const failing = resource({ name: 'r' }, rows).addMap((row) => (row['id'] as string).length);
  await expect(fresh().run(failing)).rejects.toThrow(/^resource r, page 1, row 1 \(\$\[0\]\): .*undefined/);
});

test('two runs of one pipeline exclude each other', async () => {
  const one = fresh();
  let release: () => void = () => undefined;
  let started: () => void = () => undefined;
  const hold = new Promise<void>((resolve) => (release = resolve));
  const begun = new Promise<void>((resolve) => (started = resolve));
  const running = one.run(
    resource({ name: 'a' }, async function* () {
      started();
      await hold;
      yield [{ id: 1 }];
    }),
  );
  await begun;
  await expect(one.run([{ id: 2 }], { tableName: 'a' })).rejects.toThrow(/runs already/);
  release();
  await running;
  expect(await one.dataset().table('a').count()).toBe(1);
});

test('steps of a resource: map, filter, limit', async () => {
  const one = fresh();
  const numbers = resource({ name: 'n' }, async function* () {
    for (let page = 0; ; page += 1) yield [{ id: page * 2 }, { id: page * 2 + 1 }];
  });
  await one.run(
    numbers
      .addLimit(3)
      .addFilter((row) => row['id'] !== 1)
      .addMap((row) => [row, { ...row, id: Number(row['id']) + 100 }]),
  );
  const ids = await one.dataset().table('n').orderBy('id').rows();
  expect(ids.map((row) => row['id'])).toEqual([0, 2, 3, 4, 5, 100, 102, 103, 104, 105]);
});

test('hints for nested tables: their columns and contracts, whichever way leads to them', async () => {
  const one = fresh();
  const orders = resource(
    {
      name: 'orders',
      nestedHints: {
        lines: { columns: { price: { dataType: 'decimal', precision: 10, scale: 2 } }, schemaContract: { columns: 'discard_value' } },
        lines__codes: { columns: { value: { dataType: 'text' } } },
        customer__emails: { columns: { value: { dataType: 'text', description: 'where they are' } } },
        never: { columns: { id: { dataType: 'bigint' } } },
      },
    },
    [{ id: 1, customer: { emails: ['a@b.c'] }, lines: [{ price: '1.5', codes: [1, 2] }] }],
  );
  await one.run(orders);
  await one.run(resource({ name: 'orders' }, [{ id: 2, lines: [{ price: 2, more: 1 }] }]));
  const { tables } = (await one.schemas()).get(one.name)!;
  const parents = ['orders__lines', 'orders__lines__codes', 'orders__customer__emails'].map((name) => tables.get(name)!.parent);
  expect(parents).toEqual(['orders', 'orders__lines', 'orders']);
  expect(tables.get('orders__lines')!.columns.get('price')).toMatchObject({ data_type: 'decimal', precision: 10, scale: 2 });
  expect(tables.get('orders__lines')!.columns.has('more')).toBe(false);
  expect(tables.get('orders__customer__emails')!.columns.get('value')!.description).toBe('where they are');
  expect(await one.dataset().table('orders__lines__codes').select('value').orderBy('value').rows()).toEqual([
    { value: '1' },
    { value: '2' },
  ]);
  expect(await one.dataset().rowCounts()).toEqual({
    orders: 2,
    orders__lines: 2,
    orders__lines__codes: 2,
    orders__customer__emails: 1,
    _filewharf_rejects: 1,
  });
});

test('a nested table with a key of its own stands alone: it merges while its root is replaced', async () => {
  const one = fresh();
  const run = (...rows: object[]) =>
    one.run(
      resource(
        {
          name: 'shops',
          writeDisposition: 'replace',
          nestedHints: { items: { writeDisposition: 'merge', primaryKey: 'sku' } },
        },
        [rows],
      ),
    );
  await run({
    id: 1,
    items: [
      { sku: 'a', n: 1, tags: ['x'] },
      { sku: 'b', n: 1 },
    ],
  });
  await run({ id: 2, items: [{ sku: 'b', n: 2, tags: ['y'] }] });
  expect((await one.dataset().table('shops').rows()).map(({ id }) => id)).toEqual([2]);
  const items = await one.dataset().table('shops__items').orderBy('sku').rows();
  expect(items.map(({ sku, n }) => [sku, n])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(Object.keys(items[0]!)).toEqual(['sku', 'n', '_dlt_load_id', '_dlt_id']);
  expect(await one.dataset().table('shops__items__tags').orderBy('value').select('value').rows()).toEqual([{ value: 'x' }, { value: 'y' }]);
  expect((await one.dropPlan({ resources: ['shops'] })).tables).toEqual(['shops__items__tags', 'shops__items', 'shops']);
  await expect(one.run(resource({ name: 'shops', nestedHints: { items: {} } }, [{ id: 3 }]))).rejects.toThrow(
    'The table shops__items holds rows as a table that is not nested',
  );
});

test('hints that no destination keeps, or that contradict each other, are refused before anything is asked', async () => {
  const refused = (options: object) => fresh().run(resource({ name: 't', ...options }, [{ id: 1 }]));
  await expect(refused({ tableFormat: 'delta' })).rejects.toThrow('The resource t wants tables of the format delta');
  await expect(refused({ nestedHints: { list: { writeDisposition: 'replace' } } })).rejects.toThrow('unless it has a primary or merge key');
  await expect(refused({ references: [{ columns: ['a'], referencedTable: 'b', referencedColumns: [] }] })).rejects.toThrow(
    'A reference to b has 1 column(s) for 0 of that table',
  );
});

test('parallel resources are asked at the same time', async () => {
  const one = fresh();
  let waiting = 0;
  let both: () => void = () => undefined;
  const met = new Promise<void>((resolve) => (both = resolve));
  const side = (name: string) =>
    resource({ name, parallelized: true }, async function* () {
      waiting += 1;
      if (waiting === 2) both();
      // Each waits for the other: one after the other would wait for ever.
      await met;
      yield [{ id: name }];
    });
  await one.run([side('a'), side('b')]);
  expect(await one.dataset().rowCounts()).toEqual({ a: 1, b: 1 });
});

test('what a resource remembers is kept with its data, or not at all', async () => {
  const one = fresh();
  const seen: unknown[] = [];
  const counting = (fails: boolean) =>
    resource({ name: 'a' }, async function* ({ state }) {
      seen.push(state['runs']);
      state['runs'] = Number(state['runs'] ?? 0) + 1;
      yield [{ id: seen.length }];
      if (fails) throw new Error('no');
    });
  await one.run(counting(false));
  await expect(one.run(counting(true))).rejects.toThrow('no');
  await one.run(counting(false));
  await one.run(counting(false));
  expect(seen).toEqual([undefined, 1, 1, 2]);
});

test('a folder that is gone is made anew from the destination', async () => {
  const one = fresh();
  const events = (rows: unknown[]) => resource({ name: 'e', primaryKey: 'id', incremental: { cursorPath: 'id', initialValue: 0 } }, [rows]);
  await one.run(events([{ id: 1 }, { id: 2 }]));
  rmSync(one.folder, { recursive: true });
  await one.run(events([{ id: 2 }, { id: 3 }]));
  expect(await one.dataset().table('e').count()).toBe(3);
});

test('a dataset that is gone is loaded from the beginning', async () => {
  const one = fresh();
  const events = resource({ name: 'e', incremental: { cursorPath: 'id', initialValue: 0 } }, [[{ id: 1 }, { id: 2 }]]);
  await one.run(events);
  rmSync(join(folder, `${one.name}.duckdb`));
  await one.run(events);
  expect(await one.dataset().table('e').count()).toBe(2);
});

test('the destination is opened only when there is something to load, or when somebody else wrote into it', async () => {
  const path = join(folder, 'quiet.duckdb');
  let opened = 0;
  const inner = duckdb(path);
  const destination = {
    ...inner,
    open: (...where: Parameters<typeof inner.open>) => {
      opened += 1;
      return inner.open(...where);
    },
  };
  const one = pipeline({ name: 'quiet', destination, dataset: 'd', pipelinesDir: folder });
  const other = pipeline({ name: 'other', destination: inner, dataset: 'd', pipelinesDir: folder });
  const rows = (...ids: readonly number[]) =>
    resource({ name: 't', incremental: { cursorPath: 'id', initialValue: 0 } }, [ids.map((id) => ({ id })), Buffer.from(' [ ]\n')]);
  await one.run(rows(1, 2));
  await one.run(rows(2));
  const settled = opened;
  expect((await one.run(rows(1, 2))).packages).toEqual([]);
  expect(opened).toBe(settled);
  await one.run(rows(3));
  expect(opened).toBe(settled + 1);
  await other.run(resource({ name: 'others' }, [{ id: 1 }]));
  await one.run(rows(3));
  expect(opened).toBe(settled + 2);
  // Nobody may write between the look at the destination and the load.
  const meanwhile = resource({ name: 't' }, async function* () {
    await other.run(resource({ name: 'others' }, [{ id: 2 }]));
    yield [{ id: 4 }];
  });
  await one.run(rows(3));
  await expect(one.run(meanwhile)).rejects.toThrow('somebody else wrote into it. It is set aside, and its rows come again');
  await one.run(rows(4));
  expect(await one.dataset().sql('SELECT list(id ORDER BY id)::VARCHAR FROM t').value()).toBe('[1, 2, 3, 4]');
});

test('a broken contract fails its own run, and no other', async () => {
  const one = fresh();
  await one.run(resource({ name: 'a' }, [{ id: 1 }]));
  await expect(one.run(resource({ name: 'a', schemaContract: 'freeze' }, [{ id: 2, new: true }]))).rejects.toThrow(
    /column new of the table a is new.*freezes columns/,
  );
  await one.run(resource({ name: 'a', schemaContract: 'evolve' }, [{ id: 3 }]));
  expect(await one.dataset().table('a').count()).toBe(2);
  const [aside] = readdirSync(join(one.folder, 'load', 'loaded')).filter((id) =>
    existsSync(join(one.folder, 'load', 'loaded', id, 'failed_jobs')),
  );
  expect(readFileSync(join(one.folder, 'load', 'loaded', aside!, 'failed_jobs', 'normalize.exception'), 'utf8')).toMatch(/freezes columns/);
});

/** Rows of `t` from where the cursor is. */
const since = (rows: readonly { readonly id: number; readonly new?: boolean }[], contract?: SchemaContract) =>
  resource(
    { name: 't', incremental: { cursorPath: 'id', initialValue: 0 }, ...(contract === undefined ? {} : { schemaContract: contract }) },
    ({ cursor }) => rows.filter(({ id }) => id >= Number(cursor?.startValue)),
  );
const idsOf = async (one: Pipeline) => (await one.dataset().table('t').orderBy('id').rows()).map(({ id }) => id);

test('a package that is set aside by the normalize step takes those with it that go on from its cursor', async () => {
  const one = fresh();
  await one.run(since([{ id: 1 }]));
  const aside = await one.extract(since([{ id: 2, new: true }], { columns: 'freeze' }));
  const behind = await one.extract(since([{ id: 3 }]));
  const other = await one.extract([{ id: 1 }], { tableName: 'other' });
  await expect(one.normalize()).rejects.toThrow('freezes columns');
  const states = new Map((await one.packages()).map(({ load_id, state }) => [load_id, state]));
  expect([aside, behind, other].map((id) => states.get(id!))).toEqual(['aborted', 'aborted', 'extracted']);
  expect((await one.packages()).find(({ load_id }) => load_id === behind)?.failed_jobs).toEqual([
    { file: 'package', message: `Its rows were chosen by cursors of the package ${aside}, which is set aside` },
  ]);
  await one.normalize();
  await one.load();
  expect(await one.dataset().rowCounts()).toEqual({ t: 1, other: 1 });
  await one.run(since([{ id: 1 }, { id: 2 }, { id: 3 }]));
  expect(await idsOf(one)).toEqual([1, 2, 3]);
});

test('one that moves no cursor stays, though it brought a schema of its own, and is loaded', async () => {
  const one = fresh();
  await one.run(since([{ id: 1 }]));
  await one.extract(since([{ id: 2, new: true }], { columns: 'freeze' }));
  const other = await one.extract([{ k: 1 }], { tableName: 'once', schema: 'other' });
  await expect(one.normalize()).rejects.toThrow('freezes columns');
  expect((await one.packages()).find(({ load_id }) => load_id === other)).toMatchObject({ state: 'extracted' });
  await one.normalize();
  await one.load();
  expect(await one.dataset().rowCounts()).toEqual({ t: 1, once: 1 });
  await one.run(since([{ id: 1 }, { id: 2 }]));
  expect(await idsOf(one)).toEqual([1, 2]);
});

test('so does one that the destination refuses; one that moved no cursor leaves them alone', async () => {
  const one = fresh();
  await one.run(since([{ id: 1 }]));
  const client = await duckdb(join(folder, `${one.name}.duckdb`)).open(one.name, 'ds');
  await client.query('CREATE UNIQUE INDEX once ON ds.t (id)');
  await client.close();
  await one.extract(since([{ id: 2 }, { id: 2 }]));
  await one.normalize();
  await one.extract(since([{ id: 3 }]));
  await expect(one.load()).rejects.toThrow('It is set aside, and its rows come again');
  expect((await one.packages()).map(({ state }) => state)).toEqual(['loaded', 'aborted', 'aborted']);
  await one.run(since([{ id: 2 }, { id: 3 }]));
  expect(await idsOf(one)).toEqual([1, 2, 3]);
  await one.extract(resource({ name: 't' }, [{ id: 1 }]));
  await one.extract(since([{ id: 4 }]));
  await one.normalize();
  await expect(one.load()).rejects.toThrow('It is set aside');
  await one.load();
  expect(await idsOf(one)).toEqual([1, 2, 3, 4]);
});

test('a dataset with the name of the file', async () => {
  const one = fresh({ name: 'same', dataset: 'same' });
  for (const id of [1, 2]) await one.run(resource({ name: 'same' }, [{ id }]));
  expect(await one.dataset().table('same').count()).toBe(2);
  expect(await one.dataset().sql('SELECT count(*) AS n FROM same').value()).toBe(2);
});

test('questions to a dataset', async () => {
  const one = fresh();
  await one.run(
    resource(
      { name: 'users' },
      [1, 2, 3, 4, 5, 6, 7].map((id) => ({ id, name: `n${id}`, tags: ['x'] })),
    ),
  );
  const data = one.dataset<{ users: { id: number; name: string } }>();
  expect(await data.tables()).toEqual(['users', 'users__tags']);
  expect((await data.users.head()).length).toBe(5);
  const some = data.users.where('id > $1', 2).where('id < $1 OR name = $2', 5, 'n7').orderBy('id', 'desc').select('name');
  expect(some.toSql()).toBe('SELECT "name" FROM "users" WHERE (id > $1) AND (id < $2 OR name = $3) ORDER BY "id" DESC');
  expect(await some.rows()).toEqual([{ name: 'n7' }, { name: 'n4' }, { name: 'n3' }]);
  expect(await some.limit(1).count()).toBe(1);
  expect(await data.sql('SELECT max(id) AS top FROM ds.users').value()).toBe(7);
  expect((await data.loadIds()).length).toBe(1);
  expect(schemaTypes((await one.schemas()).get(one.name)!)).toContain(
    '  users: {\n    id: number | bigint | null;\n    name: string | null;',
  );
});
