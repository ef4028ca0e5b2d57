import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';
import { duckdb } from '../destinations/duckdb.ts';
import { resource, type ResourceOptions, type SchemaContract } from '../extract/resource.ts';
import { Float } from '../json/float.ts';
import { parseJson } from '../json/parse.ts';
import { writeRow } from '../json/write.ts';
import { pipeline } from '../pipeline.ts';
import type { Column } from '../schema/schema.ts';
import { formatTimestamp } from '../schema/temporal.ts';

/** What dlt 1.26.0 was observed to do with rows, run after run; see the files beside this one. */
interface Case {
  readonly title: string;
  readonly runs: readonly Run[];
  readonly limitRuns?: readonly LimitRun[];
}
interface ExpectedTable {
  readonly parent?: string;
  /** `name type required flag…` */
  readonly columns: readonly string[];
  readonly rows?: readonly unknown[][];
}
interface Run {
  readonly before?: readonly string[];
  readonly resource: ResourceOptions;
  readonly contract?: SchemaContract;
  readonly pages: readonly unknown[];
  readonly outcome: 'loaded' | 'nothing_to_load' | 'failed';
  readonly rowCounts?: Readonly<Record<string, number>>;
  readonly state?: Readonly<Record<string, Record<string, { unique_hashes: string[] }>>>;
  readonly tables?: Readonly<Record<string, ExpectedTable>>;
}
interface LimitRun {
  readonly maxIdentifierLength: number;
  readonly table: string;
  readonly pages: readonly unknown[];
  readonly tables: Readonly<Record<string, ExpectedTable>>;
}

const folder = mkdtempSync(join(tmpdir(), 'cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What we do otherwise than dlt, and mean to: by case and number of the run, the outcome and rows to expect. See the README. */
const wanted: Readonly<Record<string, Readonly<Record<number, 'loads'>>>> = {
  // A run that breaks a contract fails alone: the package is set aside, and the next run loads.
  contracts: { 7: 'loads' },
};

function shown(column: Column): string {
  const flags = (
    ['unique', 'row_key', 'parent_key', 'root_key', 'primary_key', 'merge_key', 'hard_delete', 'variant', 'incremental'] as const
  ).filter((flag) => column[flag] === true);
  return [
    column.name,
    column.data_type,
    ...(column.nullable === false ? ['required'] : []),
    ...flags,
    ...(column.dedup_sort === undefined ? [] : [`dedup_sort=${column.dedup_sort}`]),
  ].join(' ');
}

async function rowsOf(connection: DuckDBConnection, table: string, columns: readonly string[]): Promise<unknown[][]> {
  const types = columns.map((column) => column.split(' ')[1]);
  const list = columns.map((column, index) => {
    const name = `"${column.split(' ')[0]}"`;
    return types[index] === 'timestamp' ? `epoch_us(${name})` : types[index] === 'json' ? `${name}::VARCHAR` : name;
  });
  const rows = await (await connection.run(`SELECT ${list.join(', ')} FROM ds."${table}"`)).getRows();
  return rows.map((row) =>
    row.map((value, index) => {
      if (value === null) return null;
      if (types[index] === 'timestamp') return formatTimestamp(value as bigint).replace(/(\.\d*?)0+Z$/, '$1Z');
      if (types[index] === 'json') return JSON.parse(value as string) as unknown;
      return typeof value === 'bigint' ? Number(value) : value;
    }),
  );
}

/** Compares rows in any order; ids that the case does not fix are told apart by their labels, which hold throughout the case. */
function expectRows(actual: unknown[][], expected: readonly unknown[][], labels: Map<unknown, string>): void {
  const rest = [...actual];
  for (const row of expected) {
    const index = rest.findIndex((candidate) =>
      candidate.every((value, at) => {
        const label = row[at];
        if (typeof label !== 'string' || !/^@(id|load):/.test(label)) return JSON.stringify(plain(value)) === JSON.stringify(plain(label));
        const known = labels.get(value);
        return known === undefined ? !Array.from(labels.values()).includes(label) : known === label;
      }),
    );
    expect(index, `${JSON.stringify(plain(row))} among ${JSON.stringify(rest)}`).toBeGreaterThanOrEqual(0);
    for (const [at, value] of rest[index]!.entries()) if (/^@(id|load):/.test(String(row[at]))) labels.set(value, String(row[at]));
    rest.splice(index, 1);
  }
  expect(rest).toEqual([]);
}

function plain(value: unknown): unknown {
  if (value instanceof Float) return value.valueOf();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));
const cases = files.map((name): [string, Case] => [
  name.replace('.json', ''),
  parseJson(readFileSync(join(import.meta.dirname, name))) as Case,
]);

test.each(cases)('%s', async (name, { runs }) => {
  const path = join(folder, `${name}.duckdb`);
  const one = pipeline({ name, destination: duckdb(path), dataset: 'ds', pipelinesDir: folder });
  const labels = new Map<unknown, string>();
  let last: Run['tables'];
  for (const [index, run] of runs.entries()) {
    const hint = `${name}, run ${index + 1}`;
    const source = resource(plain(run.resource) as ResourceOptions, () => run.pages.map((page) => Buffer.from(writeRow(page))));
    const options = run.contract === undefined ? {} : { schemaContract: run.contract };
    const outcome = wanted[name]?.[index] === 'loads' ? 'loads' : run.outcome;
    if (outcome === 'failed') {
      await expect(one.run(source, options), hint).rejects.toThrow(/contract/);
    } else {
      const info = await one.run(source, options);
      expect(info.packages.length, hint).toBe(outcome === 'nothing_to_load' ? 0 : 1);
      const { _filewharf_rejects: _, ...counts } = info.rowCounts;
      if (run.rowCounts !== undefined && outcome !== 'loads') expect(counts, hint).toEqual(plain(run.rowCounts));
    }
    if (run.state !== undefined) {
      const state = (await one.state()).sources?.[name]?.resources ?? {};
      for (const [resourceName, cursors] of Object.entries(run.state))
        for (const [cursor, expected] of Object.entries(cursors)) {
          const found = state[resourceName]?.incremental?.[cursor];
          expect({ ...found, unique_hashes: found?.unique_hashes.toSorted() }, hint).toEqual({
            ...expected,
            unique_hashes: expected.unique_hashes.toSorted(),
          });
        }
    }
    if (run.tables !== undefined) last = run.tables;
    await expectTables(path, one, name, last ?? {}, labels, hint, wanted[name] !== undefined && index >= 7);
  }
});

async function expectTables(
  path: string,
  one: ReturnType<typeof pipeline>,
  name: string,
  tables: NonNullable<Run['tables']>,
  labels: Map<unknown, string>,
  hint: string,
  more: boolean,
): Promise<void> {
  const schema = (await one.schemas()).get(name.replace('-', '_'));
  const instance = await DuckDBInstance.fromCache(path);
  const connection = await instance.connect();
  try {
    const present = await (
      await connection.run(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'ds' AND table_name NOT LIKE '\\_%' ESCAPE '\\'",
      )
    ).getRows();
    if (name !== 'nested-tables')
      expect(
        present.map(([table]) => String(table)).toSorted((a, b) => (a < b ? -1 : 1)),
        hint,
      ).toEqual(Object.keys(tables).toSorted((a, b) => (a < b ? -1 : 1)));
    for (const [table, expected] of Object.entries(tables)) {
      const known = schema?.tables.get(table);
      expect(known?.parent, hint).toBe(expected.parent);
      const columns = Array.from(known?.columns.values() ?? [])
        .filter((column) => column.data_type !== undefined)
        .map(shown);
      expect(columns, hint).toEqual(expected.columns);
      const stored = await (
        await connection.run(
          "SELECT column_name FROM information_schema.columns WHERE table_schema = 'ds' AND table_name = $1 ORDER BY ordinal_position",
          [table],
        )
      ).getRows();
      expect(
        stored.map(([column]) => column),
        hint,
      ).toEqual(expected.columns.map((column) => column.split(' ')[0]));
      let rows = await rowsOf(connection, table, expected.columns);
      // Rows that dlt would not have let in, see `wanted`.
      if (more) rows = rows.filter(([id]) => id !== 14);
      if (expected.rows !== undefined) expectRows(rows, expected.rows, labels);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test.each(cases.flatMap(([, { limitRuns }]) => (limitRuns ?? []).map((run): [number, LimitRun] => [run.maxIdentifierLength, run])))(
  'names of at most %i characters',
  async (limit, { table, pages, tables }) => {
    const path = join(folder, `limit-${limit}.duckdb`);
    const base = duckdb(path);
    const destination = { ...base, capabilities: { ...base.capabilities, maxIdentifierLength: limit } };
    const one = pipeline({ name: `limit_${limit}`, destination, dataset: 'ds', pipelinesDir: folder });
    await one.run(
      resource(
        { name: table },
        pages.map((page) => Buffer.from(writeRow(page))),
      ),
    );
    const schema = (await one.schemas()).get(`limit_${limit}`)!;
    const found = Array.from(schema.tables.values()).filter((one_) => !one_.name.startsWith('_'));
    expect(Object.fromEntries(found.map((one_) => [one_.name, { parent: one_.parent, columns: [...one_.columns.keys()] }]))).toEqual(
      Object.fromEntries(Object.entries(tables).map(([key, expected]) => [key, { parent: expected.parent, columns: expected.columns }])),
    );
  },
);
