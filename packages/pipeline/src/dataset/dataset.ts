import type { RecordBatch, Table } from 'apache-arrow';
import type { DestinationClient, QueryResult } from '../destinations/destination.ts';
import { arrowBatches, loadArrow } from './arrow.ts';
import { rowsOf, type AnswerRow } from './rows.ts';

/** A question that is only asked when rows are wanted. Its methods answer further ones. */
export interface Relation<R extends AnswerRow = AnswerRow> {
  select(...columns: readonly (keyof R & string)[]): Relation<R>;
  /** Only rows for which this SQL holds; `$1`, `$2`, … stand for the values. Several hold together. */
  where(condition: string, ...values: readonly unknown[]): Relation<R>;
  orderBy(column: keyof R & string, direction?: 'asc' | 'desc'): Relation<R>;
  limit(rows: number): Relation<R>;
  /** The first rows, 5 unless said. */
  head(rows?: number): Promise<R[]>;
  rows(): Promise<R[]>;
  /** The rows in pieces, for more of them than memory holds. */
  batches(): AsyncIterable<R[]>;
  /**
   * All rows as an Arrow table, for whatever computes with columns: types and values are exact, decimals and microseconds too. Wants the
   * package `apache-arrow`, which is loaded on first use. Columns of types that are none of ours become text.
   */
  arrow(): Promise<Table>;
  /** The same in pieces, for more rows than memory holds. */
  arrowBatches(): AsyncIterable<RecordBatch>;
  count(): Promise<number>;
  /** One value: the first of the first row. Undefined when there is none. */
  value(): Promise<unknown>;
  toSql(): string;
}

/**
 * What a pipeline has loaded, to be read. Tables are also members: `dataset.users.rows()`. Each question connects by itself and lets go
 * again, so that nobody is kept from loading.
 */
export type Dataset<Tables = Record<string, AnswerRow>> = DatasetMethods<Tables> & {
  readonly [name in keyof Tables]: Relation<Tables[name] extends AnswerRow ? Tables[name] : AnswerRow>;
};

interface DatasetMethods<Tables> {
  /** The tables of data. */
  tables(): Promise<string[]>;
  table<N extends keyof Tables & string>(name: N): Relation<Tables[N] extends AnswerRow ? Tables[N] : AnswerRow>;
  /** Any SQL; names of tables without a schema are those of the dataset. */
  sql(text: string, ...values: readonly unknown[]): Relation;
  /** Rows of all tables of data. */
  rowCounts(): Promise<Record<string, number>>;
  /** Loads that are complete, the oldest first. */
  loadIds(): Promise<string[]>;
}

export interface DatasetSource {
  connect(): Promise<DestinationClient>;
  /** Tables as the schemas have them. */
  tables(): Promise<string[]>;
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

export function openDataset<Tables>(source: DatasetSource): Dataset<Tables> {
  type Sql = (client: DestinationClient) => string;
  async function* answer<T>(sql: Sql, values: readonly unknown[], read: (result: QueryResult) => AsyncIterable<T>): AsyncGenerator<T> {
    const client = await source.connect();
    try {
      yield* read(await client.query(sql(client), values));
    } finally {
      await client.close();
    }
  }
  async function all(sql: Sql, values: readonly unknown[] = []): Promise<AnswerRow[]> {
    const rows: AnswerRow[] = [];
    for await (const batch of answer(sql, values, rowsOf)) for (const row of batch) rows.push(row);
    return rows;
  }

  interface Parts {
    readonly from: (client: DestinationClient) => string;
    readonly shownFrom: string;
    readonly columns: readonly string[];
    readonly conditions: readonly string[];
    readonly values: readonly unknown[];
    readonly order: readonly string[];
    readonly limit: number | undefined;
  }

  function relation(parts: Parts): Relation {
    const text = (from: string, list: string) =>
      [
        `SELECT ${list} FROM ${from}`,
        ...(parts.conditions.length > 0 ? [`WHERE ${parts.conditions.map((condition) => `(${condition})`).join(' AND ')}`] : []),
        ...(parts.order.length > 0 ? [`ORDER BY ${parts.order.join(', ')}`] : []),
        ...(parts.limit === undefined ? [] : [`LIMIT ${parts.limit}`]),
      ].join(' ');
    const list = parts.columns.length === 0 ? '*' : parts.columns.map(quote).join(', ');
    const sql = (client: DestinationClient) => text(parts.from(client), list);
    return {
      select: (...columns) => relation({ ...parts, columns }),
      where(condition, ...values) {
        // Each condition counts its values from $1.
        const moved = condition.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + parts.values.length}`);
        return relation({ ...parts, conditions: [...parts.conditions, moved], values: [...parts.values, ...values] });
      },
      orderBy: (column, direction = 'asc') =>
        relation({ ...parts, order: [...parts.order, `${quote(column)} ${direction === 'desc' ? 'DESC' : 'ASC'}`] }),
      limit(rows) {
        if (!Number.isSafeInteger(rows) || rows < 0) throw new Error('A limit is a whole number from 0');
        return relation({ ...parts, limit: rows });
      },
      head: (rows = 5) =>
        all(
          (client) => text(parts.from(client), list).replace(/( LIMIT \d+)?$/, ` LIMIT ${Math.min(rows, parts.limit ?? rows)}`),
          parts.values,
        ),
      rows: () => all(sql, parts.values),
      batches: () => answer(sql, parts.values, rowsOf),
      async arrow() {
        const { Table: ArrowTable } = await loadArrow();
        const batches: RecordBatch[] = [];
        for await (const batch of answer(sql, parts.values, arrowBatches)) batches.push(batch);
        return new ArrowTable(batches);
      },
      arrowBatches: () => answer(sql, parts.values, arrowBatches),
      async count() {
        const [row] = await all((client) => `SELECT count(*) AS n FROM (${sql(client)}) AS counted`, parts.values);
        return Number(row?.['n']);
      },
      async value() {
        const [row] = await all(sql, parts.values);
        return row === undefined ? undefined : Object.values(row)[0];
      },
      toSql: () => text(parts.shownFrom, list),
    };
  }

  const begin = (from: Parts['from'], shownFrom: string, values: readonly unknown[] = []) =>
    relation({ from, shownFrom, columns: [], conditions: [], values, order: [], limit: undefined });
  // On a line of its own, since the text may end in a comment.
  const asked = (text: string, values: readonly unknown[]) => begin(() => `(${text}\n) AS asked`, `(${text}) AS asked`, values);
  const table = (name: string) => begin((client) => client.tableName(name), quote(name));

  const methods: DatasetMethods<Record<string, AnswerRow>> = {
    tables: () => source.tables(),
    table,
    sql: (text, ...values) => asked(text.trim().replace(/;$/, ''), values),
    async rowCounts() {
      const names = await source.tables();
      if (names.length === 0) return {};
      const rows = await all((client) =>
        names
          .map((name) => `SELECT '${name.replaceAll("'", "''")}' AS name, count(*) AS n FROM ${client.tableName(name)}`)
          .join(' UNION ALL '),
      );
      return Object.fromEntries(rows.map((row) => [String(row['name']), Number(row['n'])]));
    },
    async loadIds() {
      const rows = await table('_dlt_loads').where('status = 0').orderBy('load_id').select('load_id').rows();
      return rows.map((row) => String(row['load_id']));
    },
  };
  return new Proxy(methods, {
    get(target, name, receiver) {
      // `await dataset` asks for `then`; a dataset is no promise.
      if (typeof name !== 'string' || name in target || name === 'then') return Reflect.get(target, name, receiver) as unknown;
      return table(name);
    },
  }) as unknown as Dataset<Tables>;
}
