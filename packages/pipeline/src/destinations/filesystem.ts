import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readParquet } from '../normalize/parquet-read.ts';
import { chainOf, engineVersion, readSchema, storedSchema, type Column, type Schema } from '../schema/schema.ts';
import { formatDate, formatTime, formatTimestamp } from '../schema/temporal.ts';
import { formatDecimal, formatDouble, type Decimal, type Value } from '../schema/values.ts';
import { lockFolder } from '../state/lock.ts';
import type { StateRow } from '../state/state.ts';
import type { Capabilities, Destination, DestinationClient, LoadPlan, LoadRecord, LoadSession, Restored } from './destination.ts';
import { duckDbAnswer } from './duckdb-answer.ts';
import { duckDbType } from './duckdb-types.ts';
import { defaultLayout, parseLayout, type Layout } from './layout.ts';

export type FileFormat = 'parquet' | 'jsonl' | 'csv';

export interface FilesystemOptions {
  /** The folder that holds datasets, as a path or a `file:` address. */
  readonly bucketUrl: string;
  /** Default `parquet`. */
  readonly format?: FileFormat;
  /** Default `{table_name}/{load_id}.{file_id}.{ext}`. */
  readonly layout?: string;
  /** States that are kept of a pipeline. Default 100. */
  readonly maxStateFiles?: number;
}

const capabilities: Capabilities = {
  type: 'filesystem',
  maxIdentifierLength: 255,
  mergeStrategies: [],
  tableFormats: [],
  transactions: false,
  loadsEarly: true,
  sql: true,
};

/** A line of `_dlt_loads`. `replaced` is ours: files of these tables from earlier loads count no more. */
interface LoadLine {
  readonly load_id: string;
  readonly schema_name: string;
  readonly status: number;
  readonly inserted_at: string;
  readonly schema_version_hash: string;
  readonly replaced?: readonly string[];
}

/** A folder of files, laid out as dlt does. Files of a load count once its line in `_dlt_loads` is there, which is written last. */
export function filesystem(options: FilesystemOptions | string): Destination {
  const {
    bucketUrl,
    format = 'parquet',
    layout = defaultLayout,
    maxStateFiles = 100,
  } = typeof options === 'string' ? { bucketUrl: options } : options;
  if (/^[a-z]\w+:\/\//.test(bucketUrl) && !bucketUrl.startsWith('file://'))
    throw new Error(`Files go to local folders only, not to ${bucketUrl.split(':')[0]}`);
  const root = resolve(bucketUrl.startsWith('file://') ? new URL(bucketUrl).pathname : bucketUrl);
  const parsed = parseLayout(layout);
  return {
    capabilities,
    location: () => `file://${root}`,
    open: (_, dataset) => Promise.resolve(clientOf(join(root, dataset), dataset, parsed, format, maxStateFiles)),
  };
}

/** Base64 as a name of a file: hex. */
const pathSafe = (hash: string) => Buffer.from(hash, 'base64').toString('hex');

async function filesBelow(folder: string, prefix = ''): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) files.push(...(await filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)));
    else files.push(`${prefix}${entry.name}`);
  }
  return files;
}

/** Puts a file into its place as a whole. */
async function place(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const scratch = join(dirname(path), `.${basename(path)}.new`);
  await writeFile(scratch, text, { flush: true });
  await rename(scratch, path);
}

function clientOf(folder: string, dataset: string, layout: Layout, preferred: FileFormat, maxStateFiles: number): DestinationClient {
  let unlock: (() => Promise<void>) | undefined;
  const closing: (() => void)[] = [];

  async function loads(): Promise<Map<string, LoadLine>> {
    const lines = new Map<string, LoadLine>();
    for (const file of await filesBelow(join(folder, '_dlt_loads'))) {
      const line = JSON.parse(await readFile(join(folder, '_dlt_loads', file), 'utf8')) as LoadLine;
      if (line.status === 0) lines.set(line.load_id, line);
    }
    return lines;
  }

  /** Files that count, by table: of complete loads, and not replaced by a later one. */
  async function liveFiles(): Promise<{ live: Map<string, string[]>; dead: string[] }> {
    const lines = await loads();
    const since = new Map<string, string>();
    for (const { load_id, replaced } of lines.values())
      for (const table of replaced ?? []) if (load_id > (since.get(table) ?? '')) since.set(table, load_id);
    const live = new Map<string, string[]>();
    const dead: string[] = [];
    for (const path of await filesBelow(folder)) {
      const file = layout.read(path);
      if (file === undefined || path.startsWith('_dlt') || !lines.has(file.loadId)) continue;
      if (file.loadId < (since.get(file.table) ?? '')) dead.push(path);
      else live.set(file.table, [...(live.get(file.table) ?? []), path]);
    }
    return { live, dead };
  }

  async function stateFiles(): Promise<{ path: string; pipeline: string; loadId: string }[]> {
    return (await filesBelow(join(folder, '_dlt_pipeline_state'))).map((file) => {
      // A name may hold `__` itself.
      const [, pipeline = '', loadId = ''] = /^(.*)__(.*)__/.exec(file) ?? [];
      return { path: join(folder, '_dlt_pipeline_state', file), pipeline, loadId };
    });
  }

  async function begin(plan: LoadPlan): Promise<LoadSession> {
    const stage = join(folder, `.loading-${plan.loadId}`);
    await rm(stage, { recursive: true, force: true });
    let schema: Schema | undefined;
    const staged: { readonly from: string; readonly to: string }[] = [];

    async function commit(record: LoadRecord): Promise<void> {
      const now = new Date().toISOString();
      const { name, versionHash, version } = record.schema;
      if (!existsSync(join(folder, 'init'))) await place(join(folder, 'init'), JSON.stringify({ initial_version: 2, current_version: 2 }));
      const versionFile = join(folder, '_dlt_version', `${name}__${plan.loadId}__${pathSafe(versionHash)}.jsonl`);
      const facts = { version_hash: versionHash, schema_name: name, version, engine_version: engineVersion, inserted_at: now };
      await place(versionFile, JSON.stringify({ ...facts, schema: JSON.stringify(storedSchema(record.schema)) }));
      for (const { from, to } of staged) {
        await mkdir(dirname(join(folder, to)), { recursive: true });
        await rename(from, join(folder, to));
      }
      if (record.state !== undefined) {
        const { state } = record;
        const path = join(folder, '_dlt_pipeline_state', `${state.pipeline_name}__${plan.loadId}__${pathSafe(state.version_hash)}.jsonl`);
        await place(path, JSON.stringify({ ...state, _dlt_load_id: plan.loadId }));
      }
      const replaced = plan.replacedTables.flatMap((root) => chainOf(record.schema.tables, root).map((table) => table.name));
      const line: LoadLine = {
        load_id: plan.loadId,
        schema_name: name,
        status: 0,
        inserted_at: now,
        schema_version_hash: versionHash,
        ...(replaced.length > 0 ? { replaced } : {}),
      };
      // From here on the load counts. What it replaced is only in the way now.
      await place(join(folder, '_dlt_loads', `${name}__${plan.loadId}.jsonl`), JSON.stringify(line));
      for (const path of (await liveFiles()).dead) await rm(join(folder, path));
      await rm(stage, { recursive: true, force: true });
      if (record.state !== undefined) await forgetStates(record.state.pipeline_name);
    }

    return {
      migrate(next) {
        schema = next;
        return Promise.resolve();
      },
      async load({ table, path }) {
        if (schema === undefined) throw new Error('A load begins with the schema');
        const [, fileId = ''] = basename(path).split('.');
        const format = formatOf(schema, table, preferred);
        const to = layout.path({ table, schema: schema.name, loadId: plan.loadId, fileId, extension: format });
        const from = join(stage, to);
        await mkdir(dirname(from), { recursive: true });
        const columns = Array.from(schema.tables.get(table)?.columns.values() ?? []).filter((column) => column.data_type !== undefined);
        if (format === 'parquet') await copyFile(path, from, constants.COPYFILE_FICLONE);
        else await writeRows(path, from, columns, format);
        await syncFile(from);
        staged.push({ from, to });
      },
      commit,
      rollback: () => rm(stage, { recursive: true, force: true }),
    };
  }

  async function forgetStates(pipeline: string): Promise<void> {
    const mine = (await stateFiles()).filter((file) => file.pipeline === pipeline).toSorted((a, b) => (a.loadId < b.loadId ? 1 : -1));
    for (const { path } of mine.slice(maxStateFiles)) await rm(path);
  }

  async function restore(pipeline: string): Promise<Restored> {
    const lines = await loads();
    const states = (await stateFiles()).filter((file) => file.pipeline === pipeline && lines.has(file.loadId));
    const newest = states.toSorted((a, b) => (a.loadId < b.loadId ? 1 : -1))[0];
    const row = newest === undefined ? undefined : (JSON.parse(await readFile(newest.path, 'utf8')) as StateRow);
    const schemas = new Map<string, Schema>();
    const byLoad = (file: string) => file.split('__').at(-2) ?? '';
    for (const file of (await filesBelow(join(folder, '_dlt_version'))).toSorted((a, b) => (byLoad(a) < byLoad(b) ? -1 : 1))) {
      if (!lines.has(byLoad(file))) continue;
      const line = JSON.parse(await readFile(join(folder, '_dlt_version', file), 'utf8')) as { schema: string };
      const schema = readSchema(JSON.parse(line.schema) as Record<string, unknown>);
      schemas.set(schema.name, schema);
    }
    return { state: row?.state, schemas };
  }

  return {
    begin,
    tableName: (table) => `"${dataset}"."${table}"`,
    async lock(pipeline) {
      const place_ = join(folder, '.locks', pipeline);
      await mkdir(place_, { recursive: true });
      unlock = await lockFolder(place_);
    },
    restore,
    async isLoaded(loadId) {
      return (await loads()).has(loadId);
    },
    async dropTables(tables) {
      const { live, dead } = await liveFiles();
      for (const path of [...dead, ...tables.flatMap((table) => live.get(table) ?? [])]) await rm(join(folder, path));
    },
    async query(sql, parameters = []) {
      const module = await import('@duckdb/node-api');
      const instance = await module.DuckDBInstance.create(':memory:');
      const connection = await instance.connect();
      closing.push(() => {
        connection.closeSync();
        instance.closeSync();
      });
      await connection.run("SET TimeZone = 'UTC'");
      await connection.run(`CREATE SCHEMA IF NOT EXISTS "${dataset}"`);
      for (const [table, from] of await tablesToRead())
        await connection.run(`CREATE VIEW "${dataset}"."${table}" AS SELECT * FROM ${from}`);
      await connection.run(`USE "${dataset}"`);
      return duckDbAnswer(module, await connection.stream(sql, parameters as never[]));
    },
    async close() {
      for (const one of closing.splice(0)) one();
      await unlock?.();
      unlock = undefined;
    },
  };

  /** What DuckDB reads each table by. */
  async function tablesToRead(): Promise<Map<string, string>> {
    const { live } = await liveFiles();
    const tables = new Map<string, string>();
    for (const schema of (await restore('')).schemas.values())
      for (const table of schema.tables.values()) {
        const columns = Array.from(table.columns.values()).filter((column) => column.data_type !== undefined);
        const files = live.get(table.name) ?? [];
        const byFormat = new Map<string, string[]>();
        for (const path of files) {
          const format = layout.read(path)?.extension ?? formatOf(schema, table.name, preferred);
          byFormat.set(format, [...(byFormat.get(format) ?? []), path]);
        }
        const readers = Array.from(byFormat, ([format, paths]) => reader(paths, columns, format));
        if (readers.length === 1) tables.set(table.name, readers[0] as string);
        else if (readers.length > 1)
          tables.set(table.name, `(${readers.map((each) => `SELECT * FROM ${each}`).join(' UNION ALL BY NAME ')})`);
        else if (table['x-normalizer']?.['seen-data'] === true)
          tables.set(table.name, `(SELECT ${columns.map((column) => typedNull(column)).join(', ')} LIMIT 0)`);
      }
    for (const table of ['_dlt_loads', '_dlt_version', '_dlt_pipeline_state']) {
      const files = (await filesBelow(join(folder, table))).map((file) => `${table}/${file}`);
      if (files.length > 0) tables.set(table, `read_json(${fileList(files)}, union_by_name = true, format = 'newline_delimited')`);
    }
    return tables;
  }

  function fileList(paths: readonly string[]): string {
    return `[${paths.map((path) => `'${join(folder, path).replaceAll("'", "''")}'`).join(', ')}]`;
  }

  function reader(paths: readonly string[], columns: readonly Column[], format: string): string {
    const nulls = (typeOf: (column: Column) => string) => columns.map((column) => typedNull(column, typeOf(column))).join(', ');
    // Files from before a column came, or became wider, are read as the schema is now.
    const complete = (files: string, typeOf: (column: Column) => string) =>
      `((SELECT ${nulls(typeOf)} LIMIT 0) UNION ALL BY NAME SELECT * FROM ${files})`;
    if (format === 'parquet') {
      // Numbers lie in them at their full width.
      const narrow = columns.filter(({ data_type, precision }) => precision !== undefined && /^(bigint|decimal)$/.test(data_type ?? ''));
      const files = complete(`read_parquet(${fileList(paths)}, union_by_name = true)`, duckDbType);
      return replaced(narrow, (column) => `CAST("${column.name}" AS ${duckDbType(column)})`, files);
    }
    const fromText = (column: Column) =>
      column.data_type === 'binary' ? `from_base64("${column.name}")` : `CAST("${column.name}" AS ${duckDbType(column)})`;
    if (format === 'csv') {
      const options = "union_by_name = true, header = true, all_varchar = true, nullstr = '', allow_quoted_nulls = false";
      return replaced(
        columns,
        fromText,
        complete(`read_csv(${fileList(paths)}, ${options})`, () => 'VARCHAR'),
      );
    }
    const types = columns
      .map((column) => `'${column.name}': '${column.data_type === 'binary' ? 'VARCHAR' : duckDbType(column)}'`)
      .join(', ');
    const binary = columns.filter((column) => column.data_type === 'binary');
    return replaced(binary, fromText, `read_json(${fileList(paths)}, format = 'newline_delimited', columns = {${types}})`);
  }
}

/** The same rows with other expressions for some columns. */
const replaced = (columns: readonly Column[], expression: (column: Column) => string, files: string): string =>
  columns.length === 0
    ? files
    : `(SELECT * REPLACE (${columns.map((column) => `${expression(column)} AS "${column.name}"`).join(', ')}) FROM ${files})`;

const typedNull = (column: Column, type: string = duckDbType(column)) => `CAST(NULL AS ${type}) AS "${column.name}"`;

/** The form of a table's files: what hints say, of the table or of one above it, else the destination's. */
function formatOf(schema: Schema, name: string, preferred: FileFormat): FileFormat {
  const table = schema.tables.get(name);
  const hinted = (['parquet', 'jsonl', 'csv'] as const).find((known) => known === table?.file_format);
  if (hinted !== undefined || table?.parent === undefined) return hinted ?? preferred;
  return formatOf(schema, table.parent, preferred);
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes the rows of a package file as text. */
async function writeRows(from: string, to: string, columns: readonly Column[], format: 'jsonl' | 'csv'): Promise<void> {
  const file = await open(to, 'w');
  try {
    if (format === 'csv') await file.write(`${columns.map(({ name }) => csvText(name)).join(',')}\n`);
    for await (const rows of readParquet(from, columns)) {
      for (let start = 0; start < rows.length; start += 1000) {
        const lines = rows
          .slice(start, start + 1000)
          .map((row) =>
            format === 'csv'
              ? row.map((value, index) => (value === null ? '' : csvText(plainText(value, columns[index] as Column)))).join(',')
              : `{${row.flatMap((value, index) => (value === null ? [] : [`${JSON.stringify(columns[index]?.name)}:${jsonValue(value, columns[index] as Column)}`])).join(',')}}`,
          );
        await file.appendFile(`${lines.join('\n')}\n`);
      }
    }
  } finally {
    await file.close();
  }
}

function plainText(value: Value, column: Column): string {
  switch (column.data_type) {
    case 'timestamp':
      return formatTimestamp(value as bigint);
    case 'date':
      return formatDate(value as number);
    case 'time':
      return formatTime(value as number);
    case 'decimal':
    case 'wei':
      return formatDecimal(value as Decimal);
    case 'double':
      return formatDouble(value as number);
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return String(value as string | bigint | boolean);
  }
}

function jsonValue(value: Value, column: Column): string {
  switch (column.data_type) {
    case 'bigint':
    case 'bool':
    case 'json':
      return String(value as string | bigint | boolean);
    case 'double':
      return Number.isFinite(value) ? formatDouble(value as number) : JSON.stringify(formatDouble(value as number));
    default:
      return JSON.stringify(plainText(value, column));
  }
}

/** Always quoted: an empty text is told from null by its quotes. */
function csvText(text: string): string {
  return /^[\w.:+-]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
