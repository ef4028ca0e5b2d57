import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resource, type MergeStrategy, type ResourceOptions } from '../extract/resource.ts';
import { Float } from '../json/float.ts';
import { pipeline, type Pipeline } from '../pipeline.ts';
import type { Destination } from './destination.ts';

/** What is asked of a new destination: its driver, and nothing of it is left between tests. */
export interface Fixture {
  /** What its capabilities say it can merge by. */
  readonly mergeStrategies: readonly MergeStrategy[];
  /** A destination that holds nothing yet. */
  destination(folder: string): Promise<Destination>;
  close?(): Promise<void>;
}

/** What every destination does, whatever it is. What it need not be able to do, its capabilities say. */
export function conformance(name: string, fixture: Fixture): void {
  describe(`${name} as a destination`, () => {
    let folder: string;
    let count = 0;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    });
    afterAll(async () => {
      await fixture.close?.();
      rmSync(folder, { recursive: true, force: true });
    });

    async function fresh(): Promise<Pipeline> {
      count += 1;
      const destination = await fixture.destination(join(folder, String(count)));
      return pipeline({ name: `c${count}`, destination, dataset: `ds${count}`, pipelinesDir: join(folder, 'pipelines') });
    }
    const sorted = async (one: Pipeline, table: string, columns: readonly string[], by = 'id') =>
      (
        await one
          .dataset()
          .table(table)
          .select(...columns)
          .orderBy(by)
          .rows()
      ).map((row) => columns.map((column) => row[column]));

    test('values of every type come back as they were', async () => {
      const one = await fresh();
      const columns: ResourceOptions['columns'] = {
        day: { dataType: 'date' },
        clock: { dataType: 'time' },
        amount: { dataType: 'decimal' },
        wei: { dataType: 'wei' },
        raw: { dataType: 'binary' },
        doc: { dataType: 'json' },
        naive: { dataType: 'timestamp', timezone: false },
        small: { dataType: 'bigint', precision: 16 },
        price: { dataType: 'decimal', precision: 10, scale: 2 },
      };
      const row = {
        id: 1,
        text: 'é "quoted", \\back\\ \t tab\nline\r🙂',
        empty: '',
        big: 9007199254740993n,
        negative: -(2n ** 63n),
        f: new Float(7),
        tiny: 5e-324,
        yes: true,
        at: '2024-01-15T12:30:00.123456+02:00',
        old: '1900-01-01T00:00:00Z',
        day: '2024-02-29',
        clock: '23:59:59.5',
        amount: '-1.5',
        wei: '12345678901234567890123456789',
        raw: new Uint8Array([0, 1, 255]),
        doc: { a: [1, { b: null }], s: 'x"\\' },
        naive: '2024-01-15T10:30:00',
        small: -3,
        price: '12.34',
      };
      await one.run(resource({ name: 't', columns }, [row, { id: 2 }]));
      const types = new Map(
        Array.from((await one.schemas()).get(one.name)!.tables.get('t')!.columns.values(), (column) => [column.name, column.data_type]),
      );
      expect(types.get('at')).toBe('timestamp');
      const [first, second] = await one.dataset().table('t').orderBy('id').rows();
      const same = {
        id: 1,
        text: row.text,
        empty: '',
        big: 9007199254740993n,
        negative: -(2n ** 63n),
        f: 7,
        tiny: 5e-324,
        yes: true,
        small: -3,
      };
      expect(first).toMatchObject(same);
      expect((first!['at'] as Date).toISOString()).toBe('2024-01-15T10:30:00.123Z');
      expect((first!['old'] as Date).toISOString()).toBe('1900-01-01T00:00:00.000Z');
      expect(Number(first!['amount'])).toBe(-1.5);
      expect(Number(first!['price'])).toBe(12.34);
      expect(JSON.parse(String(first!['doc']))).toEqual(row.doc);
      expect([first!['wei'], first!['clock'], first!['naive'], first!['day']]).toEqual([
        12345678901234567890123456789n,
        '23:59:59.500000',
        new Date('2024-01-15T10:30:00Z'),
        new Date('2024-02-29T00:00:00Z'),
      ]);
      expect(Array.from(first!['raw'] as Uint8Array)).toEqual([0, 1, 255]);
      const shown = await one.dataset().table('t').where('amount < 0').where('id = $1', 1).count();
      expect(shown).toBe(1);
      expect(Object.entries(second!).filter(([key, value]) => value !== null && !/^(id|_dlt_.*)$/.test(key))).toEqual([]);
    });

    test('an Arrow table has the types and the exact values', async () => {
      const one = await fresh();
      const columns: ResourceOptions['columns'] = {
        id: { dataType: 'bigint' },
        day: { dataType: 'date' },
        clock: { dataType: 'time' },
        amount: { dataType: 'decimal' },
        wei: { dataType: 'wei' },
        raw: { dataType: 'binary' },
        doc: { dataType: 'json' },
        naive: { dataType: 'timestamp', timezone: false },
        small: { dataType: 'bigint', precision: 16 },
        price: { dataType: 'decimal', precision: 10, scale: 2 },
        yes: { dataType: 'bool' },
        f: { dataType: 'double' },
        at: { dataType: 'timestamp' },
        text: { dataType: 'text' },
      };
      const row = {
        id: 9007199254740993n,
        day: '1969-12-31',
        clock: '23:59:59.5',
        amount: '-1234567890123456789.000000001',
        wei: '-12345678901234567890123456789',
        raw: new Uint8Array([0, 1, 255]),
        doc: { a: [1] },
        naive: '2024-01-15T10:30:00',
        small: -3,
        price: '12.34',
        yes: true,
        f: 0.1,
        at: '1969-12-31T23:59:59.999999Z',
        text: 'é🙂',
      };
      await one.run(resource({ name: 't', columns }, [row, { id: 2 }, { ...row, id: 3 }]));
      const asked = one
        .dataset()
        .table('t')
        .select(...Object.keys(columns))
        .orderBy('id', 'desc');
      const table = tableFromIPC(tableToIPC(await asked.arrow()));
      expect(table.schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
        'id: Int64',
        'day: Date32<DAY>',
        'clock: Time64<MICROSECOND>',
        'amount: Decimal[38e+9]',
        'wei: Decimal[38e0]',
        'raw: Binary',
        'doc: Utf8',
        'naive: Timestamp<MICROSECOND>',
        'small: Int16',
        'price: Decimal[10e+2]',
        'yes: Bool',
        'f: Float64',
        'at: Timestamp<MICROSECOND, UTC>',
        'text: Utf8',
      ]);
      const stored = (name: string) => table.getChild(name)!.data[0]!.values as unknown;
      /** Numbers of 128 bits as they are stored. */
      const wide = (name: string) => {
        const words = stored(name) as Uint32Array;
        const [low, high] = new BigInt64Array(words.buffer, words.byteOffset, 2);
        return (high! << 64n) + BigInt.asUintN(64, low!);
      };
      const value = (name: string) => table.getChild(name)!.get(0) as unknown;
      expect([value('id'), value('small'), value('yes'), value('f'), value('text')]).toEqual([row.id, -3, true, 0.1, 'é🙂']);
      expect([wide('amount'), wide('wei'), wide('price')]).toEqual([
        -1234567890123456789000000001n,
        -12345678901234567890123456789n,
        1234n,
      ]);
      const first = (name: string) => (stored(name) as ArrayLike<unknown>)[0];
      expect([first('day'), first('clock'), first('at'), first('naive')]).toEqual([-1, 86_399_500_000n, -1n, 1_705_314_600_000_000n]);
      expect(Array.from(value('raw') as Uint8Array)).toEqual([0, 1, 255]);
      expect(JSON.parse(value('doc') as string)).toEqual(row.doc);
      expect(table.toArray().map((each) => [each.id, each.text, each.yes])).toEqual([
        [row.id, 'é🙂', true],
        [3n, 'é🙂', true],
        [2n, null, null],
      ]);
      expect((await one.dataset().table('t').where('id < 0').arrow()).schema.names).toContain('price');
    });

    test('Arrow in pieces, and of any SQL', async () => {
      const one = await fresh();
      await one.run(
        resource(
          { name: 't' },
          Array.from({ length: 5000 }, (_, id) => ({ id, name: `n${id}` })),
        ),
      );
      let sum = 0n;
      let pieces = 0;
      for await (const batch of one.dataset().table('t').arrowBatches()) {
        pieces += 1;
        for (const id of batch.getChild('id')!) sum += id as bigint;
      }
      expect(sum).toBe(12_497_500n);
      expect(pieces).toBeGreaterThan(1);
      const asked = one.dataset().sql('SELECT count(*) AS n, max(name) AS last FROM t WHERE id < $1 -- and a comment', 10);
      expect((await asked.arrow()).toArray().map(String)).toEqual(['{"n": 10, "last": "n9"}']);
      await expect(one.dataset().sql('SELECT nothing FROM t').arrow()).rejects.toThrow(/nothing/);
    });

    test('nested rows belong to their parents', async () => {
      const one = await fresh();
      await one.run(resource({ name: 'orders' }, [{ id: 1, lines: [{ sku: 'a', codes: ['x', 'y'] }, { sku: 'b' }] }]));
      const { orders, orders__lines, orders__lines__codes } = one.dataset();
      const [order] = await orders!.rows();
      const lines = await orders__lines!.orderBy('_dlt_list_idx').rows();
      expect(lines.map((line) => [line['sku'], line['_dlt_parent_id'], line['_dlt_list_idx']])).toEqual([
        ['a', order!['_dlt_id'], 0],
        ['b', order!['_dlt_id'], 1],
      ]);
      expect((await orders__lines__codes!.rows()).map((code) => code['_dlt_parent_id'])).toEqual([
        lines[0]!['_dlt_id'],
        lines[0]!['_dlt_id'],
      ]);
    });

    test('the schema grows, also within a run', async () => {
      const one = await fresh();
      await one.run(resource({ name: 't' }, [{ id: 1 }]));
      await one.run(resource({ name: 't' }, [[{ id: 2, a: 'x' }], [{ id: 3, b: 1.5, list: [1] }]]));
      expect(await sorted(one, 't', ['id', 'a', 'b'])).toEqual([
        [1, null, null],
        [2, 'x', null],
        [3, null, 1.5],
      ]);
      expect(await one.dataset().rowCounts()).toEqual({ t: 3, t__list: 1 });
    });

    test('append adds, replace takes the place of all that was', async () => {
      const one = await fresh();
      await one.run(resource({ name: 't' }, [{ id: 1, list: [1] }]));
      await one.run(resource({ name: 't' }, [{ id: 1, list: [2] }]));
      expect(await one.dataset().rowCounts()).toEqual({ t: 2, t__list: 2 });
      await one.run(resource({ name: 't', writeDisposition: 'replace' }, [{ id: 3 }]));
      expect(await one.dataset().rowCounts()).toEqual({
        t: 1,
        ...((await one.dataset().rowCounts())['t__list'] === undefined ? {} : { t__list: 0 }),
      });
      expect(await sorted(one, 't', ['id'])).toEqual([[3]]);
    });

    test('data, cursor and the record of the load are there together', async () => {
      const one = await fresh();
      const events = (rows: unknown[]) =>
        resource({ name: 'events', primaryKey: 'id', incremental: { cursorPath: 'at', initialValue: 0 } }, [rows]);
      await one.run(events([{ id: 1, at: 5 }]));
      await one.run(
        events([
          { id: 1, at: 5 },
          { id: 2, at: 5 },
          { id: 3, at: 4 },
        ]),
      );
      expect(await sorted(one, 'events', ['id'])).toEqual([[1], [2]]);
      const info = await one.run(events([{ id: 2, at: 5 }]));
      expect(info.packages).toEqual([]);
      expect((await one.dataset().loadIds()).length).toBe(2);
      // A machine that knows nothing goes on from what the destination says.
      rmSync(one.folder, { recursive: true });
      await one.run(
        events([
          { id: 2, at: 5 },
          { id: 4, at: 6 },
        ]),
      );
      expect(await sorted(one, 'events', ['id'])).toEqual([[1], [2], [4]]);
    });

    test('a package that was loaded is not loaded again', async () => {
      const one = await fresh();
      const loadId = await one.extract(resource({ name: 't' }, [{ id: 1 }]));
      await one.normalize();
      const { cpSync } = await import('node:fs');
      const place = join(one.folder, 'load', 'normalized', loadId!);
      cpSync(place, join(folder, `copy-${count}`), { recursive: true });
      await one.load();
      // As if the crash had come between the commit and the rename.
      cpSync(join(folder, `copy-${count}`), place, { recursive: true });
      await one.run(resource({ name: 't' }, [{ id: 2 }]));
      expect(await sorted(one, 't', ['id'])).toEqual([[1], [2]]);
    });

    test('a run that fails leaves no trace', async () => {
      const one = await fresh();
      await one.run(resource({ name: 't' }, [{ id: 1 }]));
      const failing = resource({ name: 't', writeDisposition: 'replace' }, async function* () {
        yield [{ id: 2 }];
        throw new Error('broken');
      });
      await expect(one.run(failing)).rejects.toThrow('broken');
      expect(await sorted(one, 't', ['id'])).toEqual([[1]]);
    });

    const merges = (strategy: MergeStrategy, body: () => void) => {
      if (fixture.mergeStrategies.includes(strategy)) describe(`merge by ${strategy}`, body);
    };
    const items = (strategy: MergeStrategy, rows: unknown[], options: Partial<ResourceOptions> = {}) =>
      resource({ name: 'items', writeDisposition: { disposition: 'merge', strategy }, primaryKey: 'id', ...options }, [rows]);

    merges('delete-insert', () => {
      test('rows with a key that comes again are replaced, with what is nested in them', async () => {
        const one = await fresh();
        const columns = { rev: { dedupSort: 'desc' }, deleted: { hardDelete: true, dataType: 'bool' } } as const;
        await one.run(
          items(
            'delete-insert',
            [
              { id: 1, rev: 1, tags: ['a', 'b'] },
              { id: 2, rev: 1, tags: ['c'] },
              { id: 2, rev: 3, tags: ['d'] },
              { id: 2, rev: 2 },
            ],
            { columns },
          ),
        );
        expect(await sorted(one, 'items', ['id', 'rev'])).toEqual([
          [1, 1],
          [2, 3],
        ]);
        await one.run(
          items(
            'delete-insert',
            [
              { id: 1, rev: 2, tags: ['q'] },
              { id: 2, rev: 9, deleted: true, tags: ['z'] },
              { id: 3, rev: 1, x: 'new' },
            ],
            { columns },
          ),
        );
        expect(await sorted(one, 'items', ['id', 'rev', 'x'])).toEqual([
          [1, 2, null],
          [3, 1, 'new'],
        ]);
        expect((await sorted(one, 'items__tags', ['value'], 'value')).flat()).toEqual(['q']);
      });

      test('by a merge key, rows of a group take the place of the group', async () => {
        const one = await fresh();
        const days = (rows: unknown[]) => resource({ name: 'days', writeDisposition: 'merge', mergeKey: ['day', 'zone'] }, [rows]);
        await one.run(
          days([
            { day: 'mo', zone: 'a', n: 1 },
            { day: 'mo', zone: 'a', n: 2 },
            { day: 'mo', zone: 'b', n: 3 },
            { day: 'tu', zone: 'a', n: 4 },
          ]),
        );
        await one.run(
          days([
            { day: 'mo', zone: 'a', n: 5 },
            { day: 'mo', zone: 'a', n: 6 },
          ]),
        );
        expect((await sorted(one, 'days', ['n'], 'n')).flat()).toEqual([3, 4, 5, 6]);
      });

      test('rows that were added before are replaced with what is nested in them, and rows that are added later have it too', async () => {
        const one = await fresh();
        const row = (id: number, ...tags: readonly string[]) => ({ id, lines: tags.map((tag) => ({ tags: [tag] })) });
        const load = (writeDisposition: 'append' | 'merge', ...rows: readonly object[]) =>
          one.run(resource({ name: 't', primaryKey: 'id', writeDisposition }, [rows]));
        await load('append', row(1, 'a', 'b'), row(2, 'c'));
        await load('merge', { id: 1 });
        const tags = async () => (await sorted(one, 't__lines__tags', ['value'], 'value')).flat();
        expect(await tags()).toEqual(['c']);
        await load('append', row(3, 'd'), row(3, 'e'));
        expect(await tags()).toEqual(['c', 'd', 'e']);
        await load('merge', row(2, 'f'), row(3, 'g'));
        expect(await tags()).toEqual(['f', 'g']);
        expect(await one.dataset().rowCounts()).toEqual({ t: 3, t__lines: 2, t__lines__tags: 2 });
      });

      test('rows that were added before, in a load whose last rows change the nested table', async () => {
        const one = await fresh();
        await one.run(resource({ name: 't', primaryKey: 'id' }, [[{ id: 1, list: [{ a: 1 }] }]]));
        const pad = 'x'.repeat(1 << 20);
        const rows = async function* () {
          for (let id = 2; id < 62; id += 1) yield [{ id, pad }];
          yield [{ id: 1, list: [{ a: 2, b: 'new' }] }];
        };
        await one.run(resource({ name: 't', primaryKey: 'id', writeDisposition: 'merge' }, rows));
        expect(await sorted(one, 't__list', ['a', 'b'], 'a')).toEqual([[2, 'new']]);
      });

      test('rows that were added by a package that waited', async () => {
        const one = await fresh();
        await one.extract(resource({ name: 't', primaryKey: 'id' }, [[{ id: 1, list: [{ a: [1] }] }]]));
        await one.extract(resource({ name: 't', primaryKey: 'id', writeDisposition: 'merge' }, [[{ id: 1 }]]));
        await one.normalize();
        await one.load();
        expect(await one.dataset().rowCounts()).toEqual({ t: 1, t__list: 0, t__list__a: 0 });
      });

      test('by another key than before', async () => {
        const one = await fresh();
        const load = (row: object, options: Partial<ResourceOptions>) =>
          one.run(resource({ name: 't', writeDisposition: 'merge', ...options }, [row]));
        await load({ a: 1, b: 1, v: 1 }, { primaryKey: ['a', 'b'] });
        await load({ a: 1, b: 2, v: 2 }, { primaryKey: 'a' });
        await load({ a: 2, b: 2, v: 3 }, { columns: { b: { primaryKey: true } } });
        expect(await sorted(one, 't', ['a', 'b', 'v'], 'v')).toEqual([[2, 2, 3]]);
        await load({ a: 3, b: 2, v: 4 }, { primaryKey: [], mergeKey: 'b' });
        await load({ a: 3, b: 5, v: 5 }, { mergeKey: 'a' });
        expect(await sorted(one, 't', ['a', 'b', 'v'], 'v')).toEqual([[3, 5, 5]]);
        // Step by step, with a package of the old key before it.
        await one.extract(resource({ name: 't', writeDisposition: 'merge' }, [[{ a: 4, b: 5, v: 6, more: 1 }]]));
        await one.extract(resource({ name: 't', writeDisposition: 'merge', mergeKey: 'b' }, [[{ a: 5, b: 5, v: 7 }]]));
        await one.normalize();
        await one.load();
        expect(await sorted(one, 't', ['a', 'b', 'v'], 'v')).toEqual([[5, 5, 7]]);
        // What was a key may be missing now.
        await load({ b: 5, v: 8 }, { mergeKey: 'b' });
        expect(await sorted(one, 't', ['a', 'b', 'v'], 'v')).toEqual([[null, 5, 8]]);
      });

      test('columns that become wider, or get their type, after the first rows are staged', async () => {
        const destination = await fixture.destination(join(folder, 'staged'));
        const options = { name: 'staged', destination, dataset: 'staged', pipelinesDir: join(folder, 'pipelines') };
        const one = pipeline({ ...options, widenNumbers: true, keepNullColumns: true });
        // More than is loaded at a time, so that these rows are staged before anything is known of the last ones.
        const pad = 'x'.repeat(1 << 20);
        const rows = async function* () {
          for (let id = 0; id < 60; id += 1) yield [{ id, n: 1, later: null, pad }];
          yield [{ id: 60, n: 1.4, later: 7 }];
        };
        await one.run(resource({ name: 't', primaryKey: 'id', writeDisposition: 'merge' }, rows));
        const found = await one.dataset().table('t').select('id', 'n', 'later').where('id >= 59').orderBy('id').rows();
        expect(found).toEqual([
          { id: 59, n: 1, later: null },
          { id: 60, n: 1.4, later: 7 },
        ]);
      });

      test('without any key rows are added', async () => {
        const one = await fresh();
        for (const id of [1, 1]) await one.run(resource({ name: 'k', writeDisposition: 'merge' }, [{ id, list: [id] }]));
        expect(await one.dataset().rowCounts()).toEqual({ k: 2, k__list: 2 });
      });
    });

    merges('upsert', () => {
      test('rows keep their ids, nested ones that are gone go', async () => {
        const one = await fresh();
        const columns = { deleted: { hardDelete: true } } as const;
        await one.run(
          items(
            'upsert',
            [
              { id: 1, v: 'a', tags: ['x', 'y'] },
              { id: 2, v: 'b' },
            ],
            { columns },
          ),
        );
        const before = await sorted(one, 'items', ['id', '_dlt_id']);
        await one.run(
          items(
            'upsert',
            [
              { id: 1, v: 'c', tags: ['z'] },
              { id: 2, deleted: 'yes' },
              { id: 7, deleted: 'yes' },
            ],
            { columns },
          ),
        );
        expect(await sorted(one, 'items', ['id', 'v'])).toEqual([[1, 'c']]);
        expect((await sorted(one, 'items', ['id', '_dlt_id']))[0]).toEqual(before[0]);
        expect((await sorted(one, 'items__tags', ['value'], 'value')).flat()).toEqual(['z']);
      });
    });

    merges('insert-only', () => {
      test('what is there stays, what is new comes', async () => {
        const one = await fresh();
        await one.run(items('insert-only', [{ id: 1, v: 'a', tags: ['x'] }]));
        await one.run(
          items('insert-only', [
            { id: 1, v: 'b', tags: ['y'] },
            { id: 2, v: 'c', tags: ['z'] },
            { id: 2, v: 'd', tags: ['z2'] },
          ]),
        );
        expect((await sorted(one, 'items', ['id'])).flat()).toEqual([1, 2]);
        expect((await sorted(one, 'items', ['v'], 'id'))[0]).toEqual(['a']);
        expect((await sorted(one, 'items__tags', ['value'], 'value')).length).toBe(2);
      });
    });

    merges('scd2', () => {
      test('rows have a time in which they held', async () => {
        const one = await fresh();
        const people = (rows: unknown[], boundaryTimestamp: string, mergeKey?: string) =>
          resource(
            {
              name: 'people',
              writeDisposition: { disposition: 'merge', strategy: 'scd2', boundaryTimestamp },
              ...(mergeKey === undefined ? {} : { mergeKey }),
            },
            [rows],
          );
        await one.run(
          people(
            [
              { id: 1, city: 'a', tags: ['x'] },
              { id: 2, city: 'b' },
            ],
            '2024-01-01T00:00:00Z',
          ),
        );
        await one.run(
          people(
            [
              { id: 1, city: 'c', tags: ['x'] },
              { id: 2, city: 'b' },
            ],
            '2024-02-01T00:00:00Z',
          ),
        );
        await one.run(people([{ id: 1, city: 'a', tags: ['x'] }], '2024-03-01T00:00:00Z'));
        const day = (value: unknown) => (value === null ? null : (value as Date).toISOString().slice(0, 10));
        const rows = await one.dataset().table('people').orderBy('id').orderBy('_dlt_valid_from').rows();
        expect(rows.map((row) => [row['id'], row['city'], day(row['_dlt_valid_from']), day(row['_dlt_valid_to'])])).toEqual([
          [1, 'a', '2024-01-01', '2024-02-01'],
          [1, 'c', '2024-02-01', '2024-03-01'],
          [1, 'a', '2024-03-01', null],
          [2, 'b', '2024-01-01', '2024-03-01'],
        ]);
        expect(await one.dataset().table('people__tags').count()).toBe(2);
        // With a merge key, absence says nothing.
        await one.run(people([{ id: 3, city: 'd' }], '2024-04-01T00:00:00Z', 'id'));
        expect(await one.dataset().table('people').where('_dlt_valid_to IS NULL').count()).toBe(2);
      });
    });

    test('a column that had no value yet gets its type from the first one', async () => {
      const destination = await fixture.destination(join(folder, 'nulls'));
      const one = pipeline({
        name: 'nulls',
        destination,
        dataset: 'nulls',
        pipelinesDir: join(folder, 'pipelines'),
        keepNullColumns: true,
      });
      await one.run(resource({ name: 't' }, [{ id: 1, n: null, at: null, s: null, never: null }]));
      expect(await sorted(one, 't', ['id', 'n', 'never'])).toEqual([[1, null, null]]);
      await one.run(resource({ name: 't' }, [[{ id: 2 }, { id: 3, n: 7, at: '2024-01-15T10:30:00Z', s: 'x' }], [{ id: 4, n: 8 }]]));
      const types = Array.from(
        (await one.schemas()).get('nulls')!.tables.get('t')!.columns.values(),
        (column) => `${column.name} ${column.data_type}`,
      );
      expect(types).toEqual(expect.arrayContaining(['n bigint', 'at timestamp', 's text', 'never text']));
      expect(await sorted(one, 't', ['id', 'n', 's'])).toEqual([
        [1, null, null],
        [2, null, null],
        [3, 7, 'x'],
        [4, 8, null],
      ]);
    });

    test('numbers become wider, where that is wanted', async () => {
      const destination = await fixture.destination(join(folder, 'wide'));
      const one = pipeline({ name: 'wide', destination, dataset: 'wide', pipelinesDir: join(folder, 'pipelines'), widenNumbers: true });
      await one.run(resource({ name: 't' }, [{ id: 1, n: 1 }]));
      await one.run(resource({ name: 't' }, [[{ id: 2, n: 2 }], [{ id: 3, n: 2.5 }]]));
      expect(await sorted(one, 't', ['id', 'n'])).toEqual([
        [1, 1],
        [2, 2],
        [3, 2.5],
      ]);
    });

    test('hostile names stay names', async () => {
      const one = await fresh();
      const row = {
        'id; DROP TABLE x': 1,
        '"quoted"': 2,
        "it's": 3,
        constructor: 4,
        ['__proto__']: 5,
        select: 6,
        ['x'.repeat(300)]: 7,
        ключ: 8,
      };
      await one.run(resource({ name: 'from "select";--', tableName: 'from "select";--' }, [row]));
      const [found] = await one.dataset().table('from_selectxxx').rows();
      expect(found).toMatchObject({ id_drop_table_x: 1, _quotedx: 2, it_s: 3, constructor: 4, proto: 5, select: 6, x: 8 });
    });

    test('many rows, with long texts', async () => {
      const one = await fresh();
      const long = 'long '.repeat(20_000);
      await one.run(
        resource({ name: 't' }, async function* () {
          for (let page = 0; page < 20; page += 1)
            yield Array.from({ length: 1000 }, (_, index) => ({ id: page * 1000 + index, text: index === 0 ? long : 'short' }));
        }),
      );
      expect(await one.dataset().table('t').count()).toBe(20_000);
      expect(await one.dataset().sql('SELECT sum(length(text)) AS n FROM t').value().then(Number)).toBe(20 * long.length + 19_980 * 5);
    });
  });
}
