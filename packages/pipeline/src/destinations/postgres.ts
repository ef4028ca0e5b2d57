import type { Client, ClientConfig } from 'pg';
import type { from as CopyFrom } from 'pg-copy-streams';
import { readParquet } from '../normalize/parquet-read.ts';
import type { Column } from '../schema/schema.ts';
import { formatDate, formatTime, formatTimestamp } from '../schema/temporal.ts';
import { formatDecimal, type Decimal, type Value } from '../schema/values.ts';
import { columnOf, valueParsers } from './postgres-answer.ts';
import { quote, sqlClient, type SqlDriver } from './sql-client.ts';
import type { Capabilities, Destination } from './destination.ts';

export interface PostgresOptions {
  readonly host?: string;
  /** Default 5432. */
  readonly port?: number;
  readonly database?: string;
  readonly username?: string;
  readonly password?: string;
  /** In seconds, default 15. */
  readonly connectTimeout?: number;
  readonly ssl?: ClientConfig['ssl'];
}

const capabilities: Capabilities = {
  type: 'postgres',
  maxIdentifierLength: 63,
  mergeStrategies: ['delete-insert', 'upsert', 'scd2', 'insert-only'],
  tableFormats: [],
  transactions: true,
  // A transaction that waits for a source would keep the server from cleaning up.
  loadsEarly: false,
  sql: true,
};

function columnType(column: Column): string {
  switch (column.data_type) {
    case 'bigint':
      return column.precision === undefined || column.precision > 32 ? 'bigint' : column.precision > 16 ? 'integer' : 'smallint';
    case 'double':
      return 'double precision';
    case 'bool':
      return 'boolean';
    case 'timestamp': {
      const precision = column.precision === undefined || column.precision > 6 ? '' : `(${column.precision})`;
      return `timestamp${precision} ${column.timezone === false ? 'without' : 'with'} time zone`;
    }
    case 'date':
      return 'date';
    case 'time':
      return 'time without time zone';
    case 'decimal':
      return `numeric(${column.precision ?? 38},${column.scale ?? 9})`;
    case 'wei':
      return 'numeric(156,78)';
    case 'json':
      return 'jsonb';
    case 'binary':
      return 'bytea';
    default:
      return column.precision === undefined ? 'varchar' : `varchar(${column.precision})`;
  }
}

/** PostgreSQL, by a connection string or its parts. Rows go in by COPY. */
export function postgres(options: PostgresOptions | string): Destination {
  const config: ClientConfig =
    typeof options === 'string'
      ? { connectionString: options, connectionTimeoutMillis: 15_000 }
      : {
          host: options.host ?? 'localhost',
          port: options.port ?? 5432,
          database: options.database,
          user: options.username,
          password: options.password,
          connectionTimeoutMillis: (options.connectTimeout ?? 15) * 1000,
          ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
        };
  return {
    capabilities,
    location: () => shown(config),
    async open(_, dataset) {
      const { default: pg } = await import('pg');
      const { from } = await import('pg-copy-streams');
      const types = {
        getTypeParser: (oid: number, format?: 'text' | 'binary') => valueParsers.get(oid) ?? pg.types.getTypeParser(oid, format ?? 'text'),
      };
      const client = new pg.Client({ ...config, application_name: 'filewharf', types: types as NonNullable<ClientConfig['types']> });
      // A connection that breaks while nobody asks is noticed by the next who does.
      client.on('error', () => undefined);
      await client.connect();
      try {
        await client.query("SET TIME ZONE 'UTC'");
        return sqlClient(driverOf(client, from), dataset);
      } catch (error) {
        await client.end();
        throw error;
      }
    },
  };
}

function shown(config: ClientConfig): string {
  if (config.connectionString === undefined)
    return `postgresql://${config.user ?? ''}:***@${config.host}:${config.port}/${config.database ?? ''}`;
  try {
    const url = new URL(config.connectionString);
    return `postgresql://${url.username}:***@${url.host}${url.pathname}`;
  } catch {
    return 'postgresql://***';
  }
}

function driverOf(client: Client, from: typeof CopyFrom): SqlDriver {
  const rows = async (sql: string, parameters: readonly unknown[] = []) =>
    (await client.query<unknown[]>({ text: sql, values: [...parameters], rowMode: 'array' })).rows;
  return {
    columnType,
    rowOrder: 'ctid',
    empty: async (dataset, table) => void (await rows(`DELETE FROM ${quote(dataset)}.${quote(table)}`)),
    beforeMerge: () => Promise.resolve(),
    catalog: undefined,
    enter: async (schema) => void (await rows(`SET search_path TO ${quote(schema)}, public`)),
    rows,
    run: async (sql, parameters) => void (await rows(sql, parameters)),
    async query(sql, parameters = []) {
      // A cursor, so that any number of rows passes through little memory; read-only, since it only asks.
      await client.query('BEGIN READ ONLY');
      await client.query({ text: `DECLARE answer NO SCROLL CURSOR FOR ${sql}`, values: [...parameters] });
      const fetch = () => client.query<unknown[]>({ text: 'FETCH 2000 FROM answer', rowMode: 'array' });
      const first = await fetch();
      async function* batches() {
        for (let batch = first.rows; batch.length > 0; batch = (await fetch()).rows) yield batch;
        await client.query('COMMIT');
      }
      return { columns: first.fields.map(columnOf), rows: batches() };
    },
    async copy(path, target, columns) {
      const stream = client.query(from(`COPY ${target} (${columns.map((column) => quote(column.name)).join(', ')}) FROM STDIN`));
      let isRefused = false;
      const done = new Promise<void>((resolve, reject) => {
        stream.once('finish', resolve);
        // After an answer of the server the stream can fail again; a failure that nobody hears would end the process.
        stream.on('error', (error) => {
          isRefused = true;
          reject(error);
        });
      });
      // The failure is thrown where `done` is waited for; until then it is none that nobody handles.
      done.catch(() => undefined);
      const texts = columns.map(copyText);
      for await (const batch of readParquet(path, columns)) {
        for (let start = 0; start < batch.length && !isRefused; start += 1000) {
          const lines = batch
            .slice(start, start + 1000)
            .map((row) => row.map((value, index) => (value === null ? '\\N' : texts[index]?.(value))).join('\t'));
          if (stream.write(`${lines.join('\n')}\n`)) continue;
          await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), done]);
        }
      }
      // Nobody takes more of it, not even its end.
      if (!isRefused) stream.end();
      await done;
    },
    async lock(pipeline) {
      const [row] = await rows('SELECT pg_try_advisory_lock(hashtextextended($1, 0))', [`filewharf pipeline ${pipeline}`]);
      if (row?.[0] !== true) throw new Error(`The pipeline ${pipeline} runs already, on this or another machine`);
    },
    lockTables: async (dataset) =>
      void (await rows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`filewharf dataset ${dataset}`])),
    close: () => client.end(),
  };
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '' };
/** PostgreSQL's text has no NUL: it is left out, as dlt does. */
// oxlint-disable-next-line no-control-regex -- these are the characters that COPY wants escaped
const escaped = (text: string) => text.replace(/[\\\t\n\r\0]/g, (character) => escapes[character] as string);

const jsonEscapes = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[dD][89a-fA-F][\da-fA-F]{2}|u0000|.)/g;
/** JSON without the escapes that jsonb refuses: NUL is left out, and half of a character that needs two becomes U+FFFD, as in text. */
const storable = (json: string) =>
  json.replace(jsonEscapes, (escape) => (escape === '\\u0000' ? '' : /^\\u[dD].{3}$/.test(escape) ? '\\ufffd' : escape));

/** The text of a column's values for COPY. */
function copyText(column: Column): (value: Value) => string {
  switch (column.data_type) {
    case 'bool':
      return (value) => (value === true ? 't' : 'f');
    case 'timestamp':
      return (value) => formatTimestamp(value as bigint);
    case 'date':
      return (value) => formatDate(value as number);
    case 'time':
      return (value) => formatTime(value as number);
    case 'decimal':
    case 'wei':
      return (value) => formatDecimal(value as Decimal);
    case 'binary':
      return (value) => `\\\\x${Buffer.from(value as Uint8Array).toString('hex')}`;
    case 'json':
      return (value) => escaped(storable(value as string));
    case 'bigint':
    case 'double':
      return (value) => String(value as bigint | number);
    default:
      return (value) => escaped(value as string);
  }
}
