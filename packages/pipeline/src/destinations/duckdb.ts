import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import type * as DuckDb from '@duckdb/node-api';
import { duckDbAnswer } from './duckdb-answer.ts';
import { checkpointed, repair, type CheckpointedFile } from './duckdb-checkpoint.ts';
import { duckDbType } from './duckdb-types.ts';
import { quote, sqlClient, type SqlDriver } from './sql-client.ts';
import type { Capabilities, Destination } from './destination.ts';

export interface DuckDbOptions {
  /** The database file. Default `<pipeline>.duckdb` in the working directory. */
  readonly path?: string;
  /**
   * Settings of DuckDB. Default: `threads` 1, since two take twice the work here, and a `memory_limit` of 64 MiB, to which merges add what
   * they need for the rows that they change.
   */
  readonly config?: Readonly<Record<string, string>>;
}

const capabilities: Capabilities = {
  type: 'duckdb',
  maxIdentifierLength: 65536,
  mergeStrategies: ['delete-insert', 'upsert', 'scd2', 'insert-only'],
  tableFormats: [],
  transactions: true,
  loadsEarly: true,
  sql: true,
};

/** The memory that DuckDB may take while rows come in. More makes it no faster. */
const loadingMib = 64;
/** The same while it merges: it sorts and joins. */
const mergingMib = 128;
/** What DuckDB keeps of each row that is deleted or changed until the commit, and cannot put aside: measured 8 of one that is deleted. */
const bytesPerChange = 16;

/** DuckDB, in a file. */
export function duckdb(options: DuckDbOptions | string = {}): Destination {
  const { path, config } = typeof options === 'string' ? { path: options, config: undefined } : options;
  const fileOf = (pipeline: string) => (path === ':memory:' ? path : resolve(path ?? `${pipeline}.duckdb`));
  return {
    capabilities,
    location: (pipeline) => `duckdb:/${fileOf(pipeline)}`,
    async fingerprint(pipeline) {
      const file = fileOf(pipeline);
      // What is in the log is not in the file yet.
      if (!existsSync(file) || existsSync(`${file}.wal`)) return undefined;
      const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
      return [ino, size, mtimeNs, ctimeNs].join(' ');
    },
    async open(pipeline, dataset) {
      // 70 MB of library: only for who uses it.
      const module = await import('@duckdb/node-api');
      const file = fileOf(pipeline);
      await repair(file, async () => {
        try {
          (await module.DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })).closeSync();
        } catch (error) {
          // That it cannot be read is why it is repaired. Whoever has it open may be in the middle of a checkpoint.
          if (/lock on file|already attached|same database file/i.test(String(error))) throw error;
        }
      });
      // Readers in this process share the file; they would have to give the same options, so these are set afterwards.
      const instance = await module.DuckDBInstance.fromCache(file);
      const connection = await instance.connect();
      const settings = { threads: '1', memory_limit: `${loadingMib}MiB`, ...config, TimeZone: 'UTC' };
      for (const [name, value] of Object.entries(settings)) await connection.run(`SET ${name} = '${value.replaceAll("'", "''")}'`);
      const [[catalog]] = (await connection.runAndReadAll('SELECT current_database()')).getRows() as [[string]];
      const checkpoints = file === ':memory:' ? undefined : await checkpointed(connection, file);
      const isLimited = config?.['memory_limit'] !== undefined;
      return sqlClient(driverOf({ module, instance, connection, catalog, checkpoints, isLimited }), dataset);
    },
  };
}

interface Opened {
  readonly module: typeof DuckDb;
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly catalog: string;
  /** Undefined in memory. */
  readonly checkpoints: CheckpointedFile | undefined;
  /** Whoever configured it said how much memory it may have. */
  readonly isLimited: boolean;
}

function driverOf({ module, instance, connection, catalog, checkpoints, isLimited }: Opened): SqlDriver {
  let hasCommitted = false;
  const bind = (parameters: readonly unknown[]) => parameters as DuckDBValue[];
  const name = (dataset: string, table: string) => [catalog, dataset, table].map(quote).join('.');
  return {
    columnType: duckDbType,
    rowOrder: 'rowid',
    catalog,
    async empty(dataset, table) {
      // Deleting takes memory for every row, and dropping takes none: the table is made again as it was, unless more belongs to it.
      const found = await connection.runAndReadAll(
        `SELECT sql FROM duckdb_tables() AS t WHERE database_name = $1 AND schema_name = $2 AND table_name = $3 AND index_count = 0 AND comment IS NULL
        AND NOT EXISTS (SELECT 1 FROM duckdb_columns() AS c WHERE c.table_oid = t.table_oid AND c.database_name = $1 AND c.comment IS NOT NULL)`,
        [catalog, dataset, table],
      );
      const [[definition] = []] = found.getRows() as [string][];
      await connection.run(definition === undefined ? `DELETE FROM ${name(dataset, table)}` : `DROP TABLE ${name(dataset, table)}`);
      if (definition !== undefined) await connection.run(definition);
    },
    async beforeMerge(tables) {
      if (isLimited) return;
      let rows = 0;
      for (const table of tables) rows += Number((await connection.runAndReadAll(`SELECT count(*) FROM ${table}`)).getRows()[0]?.[0]);
      await connection.run(`SET memory_limit = '${mergingMib + Math.ceil((rows * bytesPerChange) / (1 << 20))}MiB'`);
    },
    async enter(schema) {
      const found = await connection.runAndReadAll('SELECT 1 FROM duckdb_schemas() WHERE database_name = $1 AND schema_name = $2', [
        catalog,
        schema,
      ]);
      if (found.currentRowCount > 0) await connection.run(`USE "${catalog.replaceAll('"', '""')}"."${schema}"`);
    },
    async run(sql, parameters = []) {
      await connection.run(sql, bind(parameters));
      hasCommitted ||= sql === 'COMMIT';
    },
    async rows(sql, parameters = []) {
      return (await connection.runAndReadAll(sql, bind(parameters))).getRows() as unknown[][];
    },
    async query(sql, parameters = []) {
      return duckDbAnswer(module, await connection.stream(sql, bind(parameters)));
    },
    async copy(path, target) {
      await connection.run(`INSERT INTO ${target} BY NAME SELECT * FROM read_parquet('${path.replaceAll("'", "''")}')`);
    },
    // The file is locked by who has it open.
    lock: () => Promise.resolve(),
    // Of two transactions that change the same tables, one fails and comes again.
    lockTables: () => Promise.resolve(),
    async close() {
      try {
        if (hasCommitted) await checkpoints?.checkpoint();
      } finally {
        connection.closeSync();
        instance.closeSync();
        await checkpoints?.close();
      }
    },
  };
}
