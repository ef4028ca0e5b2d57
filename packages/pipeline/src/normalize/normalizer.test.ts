import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { writeRow } from '../json/write.ts';
import { newSchema, type Column, type Schema, type Table } from '../schema/schema.ts';
import { newNormalizer, type NormalizerOptions } from './normalizer.ts';
import { readParquet, type StoredRow } from './parquet-read.ts';

const folder = mkdtempSync(join(tmpdir(), 'normalizer-'));
afterAll(() => rmSync(folder, { recursive: true }));

let runs = 0;

interface Outcome {
  readonly schema: Schema;
  readonly tables: Record<string, StoredRow[]>;
  readonly rejected: number;
  readonly nullColumns: ReadonlyMap<string, readonly string[]>;
}

/** Ids of the package's counter end like this, as long as there are few; others follow from rows. */
const isCounted = (value: unknown) => typeof value === 'string' && /^.{8}AAAA..$/.test(value);

/** The tables that come of pages; ids of the counter are numbered in the order in which they are met, others are as they are. */
async function normalized(pages: readonly string[], options: Partial<NormalizerOptions> = {}): Promise<Outcome> {
  runs += 1;
  const path = join(folder, `pages-${runs}`);
  writeFileSync(path, pages.map((page) => `${page}\n`).join(''));
  const schema = newSchema('s');
  const rest = {
    contract: undefined,
    maxIdentifierLength: 63,
    maxNesting: 1000,
    widenNumbers: false,
    rootKey: false,
    keepNullColumns: false,
    sync: false,
  };
  const normalizer = newNormalizer({ schema, loadId: '1.5', folder, ...rest, ...options });
  normalizer.read({ path, table: 't', resource: 'r', firstPage: 1 });
  const part = normalizer.part();
  const tables: Record<string, StoredRow[]> = {};
  const ids = new Map<unknown, number>();
  for (const { table, name } of part.jobs) {
    const columns = Array.from(part.schema.tables.get(table)!.columns.values()).filter((column) => column.data_type !== undefined);
    for await (const rows of readParquet(join(folder, name), columns)) {
      const shown = rows.map((row) =>
        row.map((value, index) => {
          if (!/^_dlt_(id|parent_id|root_id)$/.test(columns[index]!.name) || !isCounted(value)) return value;
          if (!ids.has(value)) ids.set(value, ids.size);
          return ids.get(value)!;
        }),
      );
      tables[table] = [...(tables[table] ?? []), ...shown];
    }
  }
  const { rejectedRows, nullColumns } = normalizer.findings();
  return { schema: part.schema, tables, rejected: rejectedRows, nullColumns };
}

/** The same, whether rows are read by compiled code or not. */
async function bothWays(pages: readonly string[], options: Partial<NormalizerOptions> = {}): Promise<Outcome> {
  const fast = await normalized(pages, options);
  const slow = await normalized(pages, { ...options, compiled: false });
  expect(fast.tables).toEqual(slow.tables);
  expect(fast.schema).toEqual(slow.schema);
  expect(fast.rejected).toBe(slow.rejected);
  expect(fast.nullColumns).toEqual(slow.nullColumns);
  return fast;
}

const key = fc.constantFrom('a', 'b', 'cD', 'c_d', 'list', 'value', 'x y', 'é', '', 'a__b', '_dlt_id2');
const scalar = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(1, 2, 1.5, 'x', true, null) },
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '2024-01-15T10:30:00Z',
    '2024-02-29 23:59:59.123456+05:30',
    '2023-02-29T00:00:00Z',
    '12',
    '1e5',
    '0x1F',
    'true',
    '\uf0261.5',
  ),
);
const value = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

test('compiled code makes of rows what the interpreter makes of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(value.object, { minLength: 1, maxLength: 30 }), fc.constantFrom(0, 1, 2, 1000), async (rows, maxNesting) => {
      // Twice: first the shapes are learned, then they come again.
      const page = `[${rows.map(writeRow).join(', ')}]`;
      await bothWays([page, page.replaceAll('":', '" : '), page], { maxNesting });
    }),
    { numRuns: 150 },
  );
});

/** A schema with a table for rows that are merged, by the column `id` where the strategy wants a key. */
function mergedSchema(strategy: string): Schema {
  const schema = newSchema('s');
  const columns: Column[] =
    strategy === 'scd2'
      ? [{ name: '_dlt_id', nullable: false, row_key: true, unique: false, 'x-row-version': true }]
      : [{ name: 'id', nullable: false, primary_key: true }];
  const table: Table = {
    name: 't',
    write_disposition: 'merge',
    'x-merge-strategy': strategy,
    resource: 'r',
    columns: new Map(columns.map((column) => [column.name, column])),
  };
  return { ...schema, tables: new Map(schema.tables).set('t', table) };
}

const ownId = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 16 }) },
  fc.constantFrom('', null, 7, 'a'),
);
const keyed = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -3, max: 9 }) }, scalar),
    value.object,
    fc.array(fc.array(value.value, { maxLength: 3 }), { maxLength: 2 }),
    fc.array(fc.tuple(fc.option(ownId, { nil: undefined }), value.object), { maxLength: 2 }),
  )
  .map(([id, rest, lists, items]) => ({
    ...rest,
    id,
    lists,
    items: items.map(([own, item]) => (own === undefined ? item : { ...item, _dlt_id: own, in: [1, [2]] })),
  }));

test.each(['upsert', 'insert-only', 'scd2', 'delete-insert'])('the same, with the ids of rows that are merged by %s', async (strategy) => {
  await fc.assert(
    fc.asyncProperty(fc.array(keyed, { minLength: 1, maxLength: 12 }), fc.constantFrom(0, 2, 3, 1000), async (rows, maxNesting) => {
      const page = `[${rows.map(writeRow).join(', ')}]`;
      const schema = mergedSchema(strategy);
      await bothWays([page, page, page.replaceAll('":', '" : '), page, page], { maxNesting, schema });
    }),
    { numRuns: 20 },
  );
});

test('the same, of rows that bring their ids', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(ownId, keyed), { minLength: 1, maxLength: 8 }), fc.boolean(), async (pairs, rootKey) => {
      const page = `[${pairs.map(([own, row]) => writeRow({ ...row, _dlt_id: own })).join(', ')}]`;
      // Often enough for the reader to be made of all of them.
      await bothWays([page, page, page.replaceAll('":', '" : '), page, page], { rootKey });
    }),
    { numRuns: 20 },
  );
});

test('a key that is new and null is told of, and takes the place of one that falls together with it', async () => {
  const { tables } = await bothWays(['[{"cD":1},{"cD":2,"c_d":null},{"cD":3,"other":null},{"cD":4,"more":{}}]']);
  expect(tables['t']!.map((row) => row[0])).toEqual([1n, null, 3n, 4n]);
});

test('a null where there were only lists before is told of', async () => {
  const page = '[{"value":[]},{"value":null},{}]';
  const { nullColumns } = await bothWays([page, page, page], { maxNesting: 1 });
  expect(nullColumns).toEqual(new Map([['t', ['value']]]));
});

test('a list that was taken apart is stored as it is, once its column is one of json', async () => {
  const { tables } = await bothWays(['[{"a__b":["x"]},{"a":{"b":{}}},{},{},{"a__b":[]},{},{},{"a__b":["y"]}]'], { maxNesting: 1 });
  expect(tables['t']!.map((row) => row[2])).toEqual([null, '{}', null, null, '[]', null, null, '["y"]']);
});

test('numbers that are written in any way', async () => {
  const numbers = [
    '0',
    '-0',
    '7',
    '7.0',
    '-1',
    '0.1',
    '1e3',
    '1E-7',
    '123456789012345',
    '1234567890123456',
    '9007199254740993',
    '0.30000000000000004',
    '123456.789012345678',
    '5e-324',
    '1.7976931348623157e308',
  ];
  const { tables, schema } = await bothWays([
    `[${numbers.map((number) => `{"d":0.5,"d":${number}}`).join(',')}]`,
    `[{"d":1.5},${numbers.map((number) => `{"d":${number}}`).join(',')}]`,
  ]);
  expect(schema.tables.get('t')!.columns.get('d')!.data_type).toBe('bigint');
  const doubles = await bothWays([`[{"d":1.5},${numbers.map((number) => `{"d":${number}}`).join(',')}]`]);
  expect(doubles.tables['t']!.map((row) => row[0])).toEqual([1.5, ...numbers.map((number) => Number(number) + 0)]);
  expect(tables['t']!.length).toBe(2 * numbers.length + 1);
});

test('a value that has no place goes with its row into the table of rejects, and the others stay', async () => {
  const big = `1${'0'.repeat(60)}`;
  const row = (id: number, rest: string) => `{"id":${id},"items":[{"k":1}]${rest}}`;
  const columns = new Map([['amount', { name: 'amount', data_type: 'decimal' as const }]]);
  const schema = newSchema('s');
  const tables = new Map(schema.tables).set('t', { name: 't', write_disposition: 'append', resource: 'r', columns });
  const { tables: found, rejected } = await bothWays([`[${row(1, ',"amount":"1.5"')},${row(2, `,"amount":"${big}"`)},${row(3, '')}]`], {
    schema: { ...schema, tables },
  });
  expect(rejected).toBe(1);
  expect(found['t']!.map((one) => one[1])).toEqual([1n, 3n]);
  expect(found['t__items']!.length).toBe(2);
  expect(found['_filewharf_rejects']![0]!.slice(0, 4)).toEqual([
    't',
    'amount',
    expect.stringContaining('38 digits'),
    expect.stringContaining(big),
  ]);
  expect(found['_filewharf_rejects']![0]!.slice(4, 7)).toEqual(['r', 1n, '$[1].amount']);
});

test('names of system columns in rows: where the table has that column itself its type holds, elsewhere it is one like others', async () => {
  const rows = [
    { id: 1, _dlt_list_idx: 'x', _dlt_parent_id: 7, n: [{ z: 1, _dlt_root_id: 7, _dlt_load_id: 5, _dlt_list_idx: 'y' }] },
    { id: 2, _dlt_load_id: 7 },
    { id: 3, _dlt_parent_id: 'x', n: [{ z: 2, _dlt_root_id: '2024-01-15T10:30:00Z' }] },
  ];
  const page = JSON.stringify(rows);
  const { schema, tables, rejected } = await bothWays([page, page]);
  expect(rejected).toBe(0);
  const types = (table: string) =>
    Array.from(schema.tables.get(table)!.columns.values(), (column) => `${column.name} ${column.data_type} ${column.nullable}`);
  expect(types('t')).toEqual([
    'id bigint true',
    '_dlt_list_idx text true',
    '_dlt_parent_id bigint true',
    '_dlt_load_id text false',
    '_dlt_id text false',
    '_dlt_parent_id__v_text text true',
  ]);
  expect(types('t__n').slice(1, 4)).toEqual(['_dlt_root_id text false', '_dlt_load_id bigint true', '_dlt_list_idx bigint false']);
  const twice = (...once: unknown[][]) => [...once, ...once];
  expect(tables['t']!.map((row) => row.slice(0, 4))).toEqual(twice([1n, 'x', 7n, '1.5'], [2n, null, null, '1.5'], [3n, null, null, '1.5']));
  expect(tables['t__n']!.map((row) => row.slice(1, 4))).toEqual(twice(['7', 5n, 0n], ['2024-01-15T10:30:00Z', null, 0n]));
});

test('a value that is larger than its column goes with its row into the rejects; moments are cut', async () => {
  const hints = [
    { name: 'text', data_type: 'text', precision: 3 },
    { name: 'small', data_type: 'bigint', precision: 16 },
    { name: 'raw', data_type: 'binary', precision: 2 },
    { name: 'at', data_type: 'timestamp', precision: 3 },
    { name: 'clock', data_type: 'time', precision: 0 },
  ] as const;
  const schema = newSchema('s');
  const columns = new Map(hints.map((hint) => [hint.name, hint]));
  const tables = new Map(schema.tables).set('t', { name: 't', write_disposition: 'append', resource: 'r', columns });
  const good = { text: 'é🙂x', small: -32768, raw: '0xffff', at: '1969-12-31T23:59:59.999999Z', clock: '10:00:00.999' };
  const rows = [good, good, { text: 'four' }, { small: 32768 }, { small: '99999' }, { raw: '0xffffff' }, good];
  const { tables: found, rejected } = await bothWays([JSON.stringify(rows)], { schema: { ...schema, tables } });
  expect(rejected).toBe(4);
  expect(found['t']!.map((row) => row.slice(0, 5))).toEqual(
    Array.from({ length: 3 }, () => ['é🙂x', -32768n, Buffer.from([255, 255]), -1000n, 36_000_000_000]),
  );
  expect(found['_filewharf_rejects']!.map((row) => row.slice(1, 3))).toEqual([
    ['text', 'A value is larger than the 3 characters of its column (column text of table t)'],
    ['small', 'A value is larger than the 16 bits of its column (column small of table t)'],
    ['small', 'A value is larger than the 16 bits of its column (column small of table t)'],
    ['raw', 'A value is larger than the 2 bytes of its column (column raw of table t)'],
  ]);
});

test('each thing that a contract leaves out is found where it was', async () => {
  const columns = new Map([['id', { name: 'id', data_type: 'bigint' as const }]]);
  const seen = { 'x-normalizer': { 'seen-data': true } };
  const schema = newSchema('s');
  const tables = new Map(schema.tables)
    .set('t', { name: 't', write_disposition: 'append', resource: 'r', columns, ...seen })
    .set('t__items', { name: 't__items', parent: 't', columns: new Map(), ...seen });
  const row = { id: 1, 'a b': { New: 1 }, items: [{ id: 1 }, { id: 2, 'more...': true }] };
  const { tables: found } = await bothWays([JSON.stringify([{ id: 0 }]), JSON.stringify([{ id: 'x' }, row])], {
    schema: { ...schema, tables },
    contract: 'discard_value',
  });
  expect(found['_filewharf_rejects']!.map((one) => [one[0], one[1], ...one.slice(4, 7)])).toEqual([
    ['t', 'id__v_text', 'r', 2n, '$[0].id'],
    ['t', 'a_b__new', 'r', 2n, "$[1]['a b'].New"],
    ['t__items', 'id', 'r', 2n, '$[1].items[0].id'],
    ['t__items', 'id', 'r', 2n, '$[1].items[1].id'],
    ['t__items', 'morex', 'r', 2n, "$[1].items[1]['more...']"],
  ]);
});

test.each([
  [{ lines: [{ a: 1 }, { a: 1, b: { New: true } }] }, 'row 2 ($[1].lines[1].b.New): The column b__new of the table t__lines is new'],
  [{ lines: [{ a: 'x' }] }, 'row 2 ($[1].lines[0].a): A value does not fit its column'],
  [{ tags: ['x'] }, 'row 2 ($[1].tags[0]): The table t__tags is new'],
])('a broken contract names the value: %j', async (row, message) => {
  const schema = newSchema('s');
  const seen = { 'x-normalizer': { 'seen-data': true } };
  const lines = new Map([['a', { name: 'a', data_type: 'bigint' as const }]]);
  const tables = new Map(schema.tables)
    .set('t', { name: 't', write_disposition: 'append', resource: 'r', columns: new Map(), ...seen })
    .set('t__lines', { name: 't__lines', parent: 't', columns: lines, ...seen });
  const pages = [JSON.stringify([{ lines: [{ a: 1 }] }]), JSON.stringify([{ lines: [] }, row])];
  await expect(normalized(pages, { schema: { ...schema, tables }, contract: 'freeze' })).rejects.toThrow(`resource r, page 2, ${message}`);
});

test.each([
  ['[{"a":1},{"a":}]', /resource r, page 1, row 2 \(\$\[1\]\.a\): .* at byte 14/],
  ['[{"a":1}', /resource r, page 1, row 1/],
  ['[{"a":1} {"a":2}]', /comma/],
  ['[{"a":1},]', /value here/],
  ['[{"a":1}] x', /Unexpected text/],
  [`[{"a":${'['.repeat(3000)}${']'.repeat(3000)}}]`, /deeper/],
])('%.30s says what is wrong, and where', async (page, message) => {
  await expect(normalized([page])).rejects.toThrow(message);
});

test('bytes that are no UTF-8 are refused', async () => {
  const path = join(folder, 'latin1');
  writeFileSync(path, Buffer.from('[{"a":"e"}]\n[1,{"a":"\xe9"}]\n', 'latin1'));
  const normalizer = newNormalizer({
    schema: newSchema('s'),
    loadId: '1.5',
    folder,
    contract: undefined,
    maxIdentifierLength: 63,
    maxNesting: 1000,
    widenNumbers: false,
    rootKey: false,
    keepNullColumns: false,
    sync: false,
  });
  expect(() => normalizer.read({ path, table: 't', resource: 'r', firstPage: 3 })).toThrow(
    'resource r, page 4 ($[1].a): The text is not valid UTF-8 at byte 9',
  );
});

test('a thousand levels of nesting', async () => {
  const row = `{"id":1,"deep":${'{"o":'.repeat(998)}1${'}'.repeat(998)}}`;
  const { schema } = await bothWays([`[${row},${row}]`]);
  expect(schema.tables.get('t')!.columns.size).toBe(4);
});

test('numbers that become wider, where that is wanted', async () => {
  const { tables, schema } = await bothWays(['[{"n":1},{"n":2},{"n":2.5},{"n":3}]'], { widenNumbers: true });
  expect(schema.tables.get('t')!.columns.get('n')!.data_type).toBe('double');
  expect(tables['t']!.length).toBe(4);
});
