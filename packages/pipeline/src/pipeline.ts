import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openDataset, type Dataset } from './dataset/dataset.ts';
import type { AnswerRow } from './dataset/rows.ts';
import type { Destination } from './destinations/destination.ts';
import { forgotten, planDrop, type DropPlan, type DropSelection } from './drop.ts';
import { newEngine, type ExtractRun } from './engine.ts';
import { resource, type Resource, type ResourceData, type ResourceOptions, type Source } from './extract/resource.ts';
import { connectionTo, type Connection } from './load/connection.ts';
import { foldersOf, makeFolders, newLoadId, removeLeftovers } from './load/folders.ts';
import { loadInfo, type LoadedPackage, type LoadInfo } from './load/load-info.ts';
import type { Findings } from './normalize/normalizer.ts';
import { snakeCaseNaming } from './schema/naming.ts';
import { changed, isSystemTable, type Schema } from './schema/schema.ts';
import { lockFolder, LockedError } from './state/lock.ts';
import { bumped, stateRow, type PipelineState } from './state/state.ts';
import { listPackages, type PackageInfo } from './load/package-info.ts';
import { keepRun, readRuns } from './trace/history.ts';
import { recordRun, type OnProgress, type RunRecorder, type RunTrace } from './trace/trace.ts';

export interface PipelineOptions {
  readonly name: string;
  readonly destination: Destination;
  /** Default `<name>_dataset`. */
  readonly dataset?: string;
  /** Where pipelines keep their folders. Default `~/.filewharf/pipelines`. */
  readonly pipelinesDir?: string;
  /** Numbers that do not fit a whole-number column make it a wider one, instead of a variant column beside it. Default false, as in dlt. */
  readonly widenNumbers?: boolean;
  /** Columns that never had a value are made all the same, as text until one says what they are. Default false, as in dlt. */
  readonly keepNullColumns?: boolean;
}

/** What is loaded: a source, resources, or rows (which want a `tableName`). */
export type PipelineData = Source | Resource | readonly Resource[] | ResourceData;

export interface RunOptions extends Partial<Omit<ResourceOptions, 'name'>> {
  /** Names the schema; default: the source's name, else the pipeline's. */
  readonly schema?: string;
  readonly signal?: AbortSignal;
  /** Told how the run goes on. */
  readonly onProgress?: OnProgress;
}

export interface Pipeline {
  readonly name: string;
  readonly datasetName: string;
  /** The folder with its packages, schemas and state. */
  readonly folder: string;
  /** Loads what is left from before, then the data: extract, normalize, load. */
  run(data?: PipelineData, options?: RunOptions): Promise<LoadInfo>;
  /** The first step alone: rows into a package. Answers its id, undefined when there was nothing new. */
  extract(data: PipelineData, options?: RunOptions): Promise<string | undefined>;
  /** The second step alone, for all packages that are extracted. */
  normalize(): Promise<void>;
  /** The third step alone, for all packages that are normalised. */
  load(): Promise<LoadInfo>;
  /** What has been loaded, to be read. `Tables` says which columns there are; `schemaTypes` writes it from a schema. */
  dataset<Tables = Record<string, AnswerRow>>(): Dataset<Tables>;
  /** The state as it is known here. */
  state(): Promise<PipelineState>;
  /** The schemas as they are known here, by name. */
  schemas(): Promise<ReadonlyMap<string, Schema>>;
  /** Removes packages that are not loaded yet. Answers how many. */
  dropPending(): Promise<number>;
  /** Every run, the oldest first. */
  history(): Promise<readonly RunTrace[]>;
  /** The packages that are known here, the oldest first. */
  packages(): Promise<readonly PackageInfo[]>;
  /** What `drop` would do, as far as it is known here: see `restore`. */
  dropPlan(selection: DropSelection): Promise<DropPlan>;
  /** Drops tables and forgets what their resources remember, both at once, so that the next run begins anew with them. */
  drop(selection: DropSelection): Promise<DropPlan>;
  /** Takes over what the destination has, where it is newer than what is known here. Packages that wait stay. */
  restore(): Promise<void>;
  /** Forgets what is known here, packages that wait included, and takes over what the destination has. */
  sync(): Promise<void>;
}

const isResource = (data: unknown): data is Resource => typeof data === 'object' && data !== null && 'pages' in data && 'steps' in data;
const isSource = (data: unknown): data is Source => typeof data === 'object' && data !== null && 'resources' in data && !('pages' in data);

/** A pipeline by its name: it goes on where its folder or, when that is new, its dataset says that it was. */
export function pipeline(options: PipelineOptions): Pipeline {
  const { name, destination } = options;
  if (!/^[\w-]+$/.test(name)) throw new Error(`A pipeline's name has letters, digits, - and _ only: ${JSON.stringify(name)}`);
  const naming = snakeCaseNaming(destination.capabilities.maxIdentifierLength);
  const dataset = naming.identifier(options.dataset ?? `${name}_dataset`);
  const folder = join(options.pipelinesDir ?? join(homedir(), '.filewharf', 'pipelines'), name);
  const folders = foldersOf(folder);
  const engine = newEngine({
    name,
    destination,
    dataset,
    folders,
    naming,
    widenNumbers: options.widenNumbers === true,
    keepNullColumns: options.keepNullColumns === true,
  });

  function sourceOf(data: PipelineData, run: RunOptions): Source {
    const { schema, signal: _, onProgress: __, ...given } = run;
    const defaultName = schema ?? naming.identifier(name.replace(/_pipeline$/, ''));
    const withOptions = (one: Resource) => one.with(given);
    if (isSource(data)) return { ...data, name: schema ?? naming.identifier(data.name), resources: data.resources.map(withOptions) };
    if (isResource(data)) return { name: defaultName, resources: [withOptions(data)] };
    if (Array.isArray(data) && data.length > 0 && data.every(isResource)) return { name: defaultName, resources: data.map(withOptions) };
    if (run.tableName === undefined) throw new Error('Rows want a table: give the run a tableName, or make a resource of them');
    return { name: defaultName, resources: [resource({ ...given, name: run.tableName }, data as ResourceData)] };
  }

  const runOf = (data: PipelineData, run: RunOptions, record?: RunRecorder): ExtractRun => ({
    source: sourceOf(data, run),
    record,
    writeDisposition: run.writeDisposition,
    schemaContract: run.schemaContract,
    signal: run.signal ?? new AbortController().signal,
  });

  /** Runs with the folder and the dataset to itself. */
  async function alone<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    await mkdir(folder, { recursive: true });
    const unlock = await lockFolder(folder);
    const connection = connectionTo({ destination, pipeline: name, dataset, folder, restore: (client) => engine.restore(client) });
    let isDone = false;
    try {
      await makeFolders(folders);
      await removeLeftovers(folders);
      const result = await work(connection);
      isDone = true;
      return result;
    } finally {
      try {
        await connection.close(isDone);
      } finally {
        await unlock();
      }
    }
  }

  /** Runs, and keeps in the history how it went. */
  async function recorded(run: RunOptions, work: (record: RunRecorder) => Promise<LoadInfo>): Promise<LoadInfo> {
    const record = recordRun(
      {
        pipeline_name: name,
        destination_type: destination.capabilities.type,
        dataset_name: dataset,
        location: destination.location(name),
      },
      run.onProgress,
    );
    let done: LoadInfo;
    try {
      done = await work(record);
    } catch (error) {
      // Another run has the folder; it is not ours to write into.
      if (!(error instanceof LockedError)) await keepRun(folder, record.finish(undefined));
      throw error;
    }
    await keepRun(folder, record.finish(done));
    return done;
  }

  async function schemaToDrop({ schema: wanted }: DropSelection): Promise<Schema> {
    const schemas = await engine.schemas();
    const schemaName = wanted ?? (await engine.state()).default_schema_name ?? Array.from(schemas.keys())[0];
    const schema = schemaName === undefined ? undefined : schemas.get(schemaName);
    if (schema === undefined) throw new Error(`The pipeline ${name} has no schema${schemaName === undefined ? '' : ` ${schemaName}`}`);
    return schema;
  }

  const info = (packages: readonly LoadedPackage[], findings: readonly Findings[], seconds: number): LoadInfo => {
    const rowCounts: Record<string, number> = {};
    for (const one of findings) for (const [table, rows] of one.rowCounts) rowCounts[table] = (rowCounts[table] ?? 0) + rows;
    return loadInfo({
      pipeline: name,
      destinationType: destination.capabilities.type,
      dataset,
      location: destination.location(name),
      packages,
      rowCounts,
      warnings: findings.flatMap(warningsOf),
      seconds,
    });
  };

  return {
    name,
    datasetName: dataset,
    folder,
    run: (data, run = {}) =>
      recorded(run, (record) =>
        alone(async ({ ready, client }) => {
          await record.step('sync', ready);
          const started = performance.now();
          // What is left from before.
          const findings = await record.step('normalize', () => engine.normalize(), rowsOf);
          const packages = await record.step('load', () => engine.load(client));
          const made = data === undefined ? undefined : await engine.stream(runOf(data, run, record), client);
          if (made !== undefined) {
            packages.push(made.loaded);
            findings.push(made.findings);
          }
          return info(packages, findings, (performance.now() - started) / 1000);
        }),
      ),
    extract: (data, run = {}) => alone(() => engine.extract(runOf(data, run))),
    normalize: () => alone(async () => void (await engine.normalize())),
    load: () =>
      alone(async ({ client }) => {
        await client();
        const started = performance.now();
        return info(await engine.load(client), [], (performance.now() - started) / 1000);
      }),
    dataset: <Tables>() =>
      openDataset<Tables>({
        connect: () => destination.open(name, dataset),
        async tables() {
          const found = Array.from((await engine.schemas()).values()).flatMap((schema) => Array.from(schema.tables.values()));
          return found
            .filter((table) => !isSystemTable(table.name) && table['x-normalizer']?.['seen-data'] === true)
            .map((table) => table.name);
        },
      }),
    state: () => engine.state(),
    schemas: () => engine.schemas(),
    dropPending: () => alone(() => engine.dropPending()),
    history: () => readRuns(folder),
    packages: () => listPackages(folder),
    dropPlan: async (selection) => planDrop(await schemaToDrop(selection), await engine.state(), selection),
    drop: (selection) =>
      alone(async (connection) => {
        const client = await connection.client();
        const schema = await schemaToDrop(selection);
        const state = await engine.state();
        const plan = planDrop(schema, state, selection);
        if (plan.tables.length === 0 && plan.statePaths.length === 0) return plan;
        const gone = new Set(plan.tables);
        const nextSchema = changed(schema, new Map(Array.from(schema.tables).filter(([table]) => !gone.has(table))));
        const nextState = bumped(forgotten(state, plan));
        const now = new Date();
        // Tables, schema and state go together or not at all, where the destination has transactions.
        const session = await client.begin({ loadId: newLoadId(), createdAt: now.toISOString(), replacedTables: [] });
        try {
          await session.migrate(nextSchema);
          await client.dropTables(plan.tables);
          await session.commit({ schema: nextSchema, state: stateRow(nextState, now) });
        } catch (error) {
          await session.rollback();
          throw error;
        }
        await engine.restore(client);
        return plan;
      }),
    restore: () => alone(({ ready }) => ready()),
    sync: async () => {
      await alone(async () => {
        for (const place of [
          join(folder, 'destination.json'),
          join(folder, 'state.json'),
          join(folder, 'normalize'),
          join(folder, 'load'),
          folders.schemas,
        ])
          await rm(place, { recursive: true, force: true });
      });
      await alone(async ({ client }) => void (await client()));
    },
  };
}

/** Rows that came out of normalizing, in all tables. */
function rowsOf(findings: readonly Findings[]): number {
  return findings.reduce((rows, { rowCounts }) => rows + Array.from(rowCounts.values()).reduce((sum, count) => sum + count, 0), 0);
}

function warningsOf(findings: Findings): string[] {
  return [
    ...Array.from(
      findings.nullColumns,
      ([table, columns]) => `Table ${table}: no column for ${columns.join(', ')}, which had no value yet`,
    ),
    ...findings.collisions.map(
      ({ table, column }) => `Table ${table}: several keys of a row became the column ${column}; the value of the last one is kept`,
    ),
    ...(findings.rejectedRows > 0 ? [`${findings.rejectedRows} row(s) or value(s) were left out; see the table _filewharf_rejects`] : []),
  ];
}
