import { resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import type * as DuckDb from '@duckdb/node-api';
import { duckDbAnswer } from './duckdb-answer.ts';
import { checkpointed, repair, type CheckpointedFile } from './duckdb-checkpoint.ts';
import { duckDbType } from './duckdb-types.ts';
import { sqlClient, type SqlDriver } from './sql-client.ts';
import type { Capabilities, Destination } from './destination.ts';

export interface DuckDbOptions {
  /** The database file. Default `<pipeline>.duckdb` in the working directory. */
  readonly path?: string;
  /** Settings of DuckDB, such as `memory_limit`. Default: one thread and 128 MiB of buffers; two threads take twice the work here. */
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

/** DuckDB, in a file. */
export function duckdb(options: DuckDbOptions | string = {}): Destination {
  const { path, config } = typeof options === 'string' ? { path: options, config: undefined } : options;
  const fileOf = (pipeline: string) => (path === ':memory:' ? path : resolve(path ?? `${pipeline}.duckdb`));
  return {
    capabilities,
    location: (pipeline) => `duckdb:/${fileOf(pipeline)}`,
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
      const settings = { threads: '1', memory_limit: '128MiB', ...config, TimeZone: 'UTC' };
      for (const [name, value] of Object.entries(settings)) await connection.run(`SET ${name} = '${value.replaceAll("'", "''")}'`);
      const [[catalog]] = (await connection.runAndReadAll('SELECT current_database()')).getRows() as [[string]];
      const checkpoints = file === ':memory:' ? undefined : await checkpointed(connection, file);
      return sqlClient(driverOf(module, instance, connection, catalog, checkpoints), dataset);
    },
  };
}

function driverOf(
  module: typeof DuckDb,
  instance: DuckDBInstance,
  connection: DuckDBConnection,
  catalog: string,
  checkpoints: CheckpointedFile | undefined,
): SqlDriver {
  let hasCommitted = false;
  const bind = (parameters: readonly unknown[]) => parameters as DuckDBValue[];
  return {
    columnType: duckDbType,
    rowOrder: 'rowid',
    catalog,
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
