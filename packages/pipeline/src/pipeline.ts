import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import type { Destination, DestinationClient } from './destinations/destination.ts';
import { forgotten, planDrop, type DropPlan, type DropSelection } from './drop.ts';
import { extract, type ExtractOptions } from './extract/extract.ts';
import { applyHints, tableOf } from './extract/hints.ts';
import { resource, type Resource, type ResourceData, type ResourceOptions, type SchemaContract, type Source } from './extract/resource.ts';
import {
  complete,
  foldersOf,
  makeFolders,
  moveTo,
  newLoadId,
  newPackageFolder,
  packagesIn,
  readPackage,
  readSchemaFile,
  removeLeftovers,
  writePackage,
  writeWhole,
  type PackageState,
} from './load/folders.ts';
import { loadPackage, pendingPackages } from './load/load.ts';
import { loadInfo, type LoadedPackage, type LoadInfo } from './load/load-info.ts';
import { normalizePackage, type NormalizeSettings } from './normalize/normalize.ts';
import { type Findings, type PageFile } from './normalize/normalizer.ts';
import { storedContract } from './schema/contract.ts';
import { draftOf } from './schema/draft.ts';
import { snakeCaseNaming } from './schema/naming.ts';
import { changed, newSchema, storedSchema, type Schema } from './schema/schema.ts';
import { bumped, newState, readState, readStateJson, stateRow, writeStateJson, type PipelineState } from './state/state.ts';
import { lockFolder, LockedError } from './state/lock.ts';
import { keepRun, readRuns } from './trace/history.ts';
import { recordRun, type OnProgress, type RunRecorder, type RunTrace } from './trace/trace.ts';
import { listPackages, type PackageInfo } from './load/package-info.ts';

export interface PipelineOptions {
  readonly name: string;
  readonly destination: Destination;
  /** Default `<name>_dataset`. */
  readonly dataset?: string;
  /** Where pipelines keep their folders. Default `~/.filewharf/pipelines`. */
  readonly pipelinesDir?: string;
  /** Numbers that do not fit a whole-number column make it a wider one, instead of a variant column beside it. Default false, as in dlt. */
  readonly widenNumbers?: boolean;
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
  /** What `drop` would do. */
  dropPlan(selection: DropSelection): Promise<DropPlan>;
  /** Drops tables and forgets what their resources remember, both at once, so that the next run begins anew with them. */
  drop(selection: DropSelection): Promise<DropPlan>;
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
  const settings: NormalizeSettings = {
    maxIdentifierLength: destination.capabilities.maxIdentifierLength,
    widenNumbers: options.widenNumbers === true,
  };

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

  async function localState(): Promise<PipelineState> {
    const path = join(folder, 'state.json');
    if (!existsSync(path)) return newState(name, dataset, `dlt.destinations.${destination.capabilities.type}`);
    return readStateJson(await readFile(path, 'utf8')) as PipelineState;
  }

  async function localSchemas(): Promise<Map<string, Schema>> {
    const schemas = new Map<string, Schema>();
    for (const file of await packagesIn(folders.schemas)) {
      if (!file.endsWith('.schema.json')) continue;
      schemas.set(basename(file, '.schema.json'), await readSchemaFile(join(folders.schemas, file)));
    }
    return schemas;
  }

  const saveState = (state: PipelineState) => writeWhole(join(folder, 'state.json'), writeStateJson(state));
  const saveSchema = (schema: Schema) =>
    writeWhole(join(folders.schemas, `${schema.name}.schema.json`), JSON.stringify(storedSchema(schema)));

  /** What holds is what the destination says: it has the data. */
  async function restore(client: DestinationClient): Promise<void> {
    const restored = await client.restore(name);
    const local = await localState();
    if (restored.state === undefined) {
      // The dataset is new or gone. What is remembered of it would skip rows.
      if (local.sources !== undefined && Object.keys(local.sources).length > 0)
        await saveState(newState(name, dataset, local.destination_type ?? ''));
    } else {
      const state = readState(restored.state);
      if (state._version_hash !== local._version_hash) await saveState(state);
    }
    const schemas = await localSchemas();
    for (const schema of schemas.values())
      if (!restored.schemas.has(schema.name)) await rm(join(folders.schemas, `${schema.name}.schema.json`));
    for (const schema of restored.schemas.values())
      if (schemas.get(schema.name)?.versionHash !== schema.versionHash) await saveSchema(schema);
  }

  /** The schema that a new package begins with: that of the packages which wait, else the one that holds. */
  async function schemaOf(schemaName: string): Promise<Schema> {
    const { normalized, extracted } = await pendingPackages(folders);
    for (const [place, ids] of [
      [folders.extracted, extracted],
      [folders.normalized, normalized],
    ] as const) {
      for (const id of ids.toReversed()) {
        const schema = await readSchemaFile(join(place, id, 'schema.json'));
        if (schema.name === schemaName) return schema;
      }
    }
    return (await localSchemas()).get(schemaName) ?? newSchema(schemaName);
  }

  async function extractPackage(data: PipelineData, run: RunOptions, onPage?: RunRecorder['page']): Promise<string | undefined> {
    const source = sourceOf(data, run);
    const draft = draftOf(await schemaOf(source.name));
    const replaced: string[] = [];
    for (const one of source.resources) {
      if (one.selected === false) continue;
      applyHints(draft, source, one, naming, run.writeDisposition);
      const table = tableOf(one, naming);
      if (draft.tables.get(table)?.write_disposition === 'replace' && !replaced.includes(table)) replaced.push(table);
    }
    const loadId = newLoadId();
    const before = await stateInWork();
    const sources = structuredClone(before.sources ?? {});
    const files: PageFile[] = [];
    const packageFolder = await newPackageFolder(folders, loadId);
    const extractOptions: ExtractOptions = {
      source,
      folder: join(packageFolder, 'new_jobs'),
      naming,
      sources,
      signal: run.signal ?? new AbortController().signal,
      workers: 5,
      onFile: (file) => void files.push(file),
      ...(onPage === undefined ? {} : { onPage }),
    };
    try {
      await extract(extractOptions);
    } catch (error) {
      await rm(join(packageFolder, '..'), { recursive: true, force: true });
      throw error;
    }
    const schemaNames = [...new Set([...(before.schema_names ?? []), source.name])];
    const after = bumped({
      ...before,
      sources: pruned(sources),
      schema_names: schemaNames,
      default_schema_name: before.default_schema_name ?? source.name,
    });
    const changedState = after._version_hash !== before._version_hash;
    if (files.length === 0 && replaced.length === 0 && (!changedState || Object.keys(after.sources ?? {}).length === 0)) {
      await rm(join(packageFolder, '..'), { recursive: true, force: true });
      return undefined;
    }
    const now = new Date();
    const state: PackageState = {
      created_at: now.toISOString(),
      ...(changedState ? { pipeline_state: stateRow(after, now) } : {}),
      replaced_tables: replaced,
      extracted_jobs: files.map((file) => ({
        file: basename(file.path),
        table: file.table,
        resource: file.resource,
        first_page: file.firstPage,
      })),
      ...(run.schemaContract === undefined ? {} : { run_contract: storedContract(run.schemaContract as SchemaContract) }),
      ...(source.rootKey === true ? { root_key: true } : {}),
    };
    await writePackage(packageFolder, state, draft.finish());
    await moveTo(packageFolder, folders.extracted, loadId);
    await rm(join(packageFolder, '..'), { recursive: true, force: true });
    return loadId;
  }

  /** The state with what waiting packages bring. */
  async function stateInWork(): Promise<PipelineState> {
    const { extracted, normalized } = await pendingPackages(folders);
    for (const path of [
      ...extracted.map((id) => join(folders.extracted, id)).toReversed(),
      ...normalized.map((id) => join(folders.normalized, id)).toReversed(),
    ]) {
      const { state } = await readPackage(path);
      if (state.pipeline_state !== undefined) return readState(state.pipeline_state.state);
    }
    return localState();
  }

  async function normalizeAll(): Promise<Findings[]> {
    const findings: Findings[] = [];
    for (const loadId of (await pendingPackages(folders)).extracted) {
      const { schema } = await readPackage(join(folders.extracted, loadId));
      findings.push(await normalizePackage(folders, loadId, await baseSchema(schema.name), settings));
    }
    return findings;
  }

  async function baseSchema(schemaName: string): Promise<Schema> {
    for (const id of (await pendingPackages(folders)).normalized.toReversed()) {
      const schema = await readSchemaFile(join(folders.normalized, id, 'schema.json'));
      if (schema.name === schemaName) return schema;
    }
    return (await localSchemas()).get(schemaName) ?? newSchema(schemaName);
  }

  async function loadAll(client: DestinationClient): Promise<LoadedPackage[]> {
    const loaded: LoadedPackage[] = [];
    for (const loadId of (await pendingPackages(folders)).normalized) {
      const schema = await readSchemaFile(join(folders.normalized, loadId, 'schema.json'));
      const state = await loadPackage(folders, client, loadId);
      await saveSchema(schema);
      if (state.pipeline_state !== undefined) await saveState(readState(state.pipeline_state.state));
      loaded.push({ loadId, state: 'loaded', jobs: state.jobs?.length ?? 0, failedJobs: 0 });
    }
    return loaded;
  }

  /** Runs with the folder and the dataset to itself. */
  async function alone<T>(work: (client: () => Promise<DestinationClient>) => Promise<T>): Promise<T> {
    await mkdir(folder, { recursive: true });
    const unlock = await lockFolder(folder);
    let client: DestinationClient | undefined;
    try {
      await makeFolders(folders);
      await removeLeftovers(folders);
      return await work(async () => {
        if (client === undefined) {
          client = await destination.open(name, dataset);
          await client.lock(name);
          await restore(client);
        }
        return client;
      });
    } finally {
      await client?.close();
      await unlock();
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
    let done: LoadInfo | undefined;
    try {
      done = await work(record);
      return done;
    } catch (error) {
      // Another run has the folder; it is not ours to write into.
      if (error instanceof LockedError) throw error;
      await keepRun(folder, record.finish(undefined));
      throw error;
    } finally {
      if (done !== undefined) await keepRun(folder, record.finish(done));
    }
  }

  async function schemaToDrop({ schema: wanted }: DropSelection): Promise<Schema> {
    const schemas = await localSchemas();
    const schemaName = wanted ?? (await localState()).default_schema_name ?? Array.from(schemas.keys())[0];
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
        alone(async (connect) => {
          const client = await record.step('sync', connect);
          const findings = await record.step('normalize', normalizeAll, rowsOf);
          const packages = await record.step('load', () => loadAll(client));
          if (data !== undefined) await record.step('extract', () => extractPackage(data, run, record.page));
          findings.push(...(await record.step('normalize', normalizeAll, rowsOf)));
          const started = performance.now();
          packages.push(...(await record.step('load', () => loadAll(client))));
          return info(packages, findings, (performance.now() - started) / 1000);
        }),
      ),
    extract: (data, run = {}) => alone(() => extractPackage(data, run)),
    normalize: () => alone(async () => void (await normalizeAll())),
    load: () =>
      alone(async (connect) => {
        const client = await connect();
        const started = performance.now();
        return info(await loadAll(client), [], (performance.now() - started) / 1000);
      }),
    state: localState,
    schemas: localSchemas,
    history: () => readRuns(folder),
    packages: () => listPackages(folder),
    dropPlan: async (selection) => planDrop(await schemaToDrop(selection), await localState(), selection),
    drop: (selection) =>
      alone(async (connect) => {
        const client = await connect();
        const schema = await schemaToDrop(selection);
        const state = await localState();
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
        await saveSchema(nextSchema);
        await saveState(nextState);
        return plan;
      }),
    sync: async () => {
      await alone(async () => {
        for (const place of [join(folder, 'state.json'), join(folder, 'normalize'), join(folder, 'load'), folders.schemas])
          await rm(place, { recursive: true, force: true });
      });
      await alone(async (connect) => void (await connect()));
    },
    dropPending: () =>
      alone(async () => {
        const { extracted, normalized } = await pendingPackages(folders);
        for (const id of extracted) await complete(folders, join(folders.extracted, id), id, 'aborted');
        for (const id of normalized) await complete(folders, join(folders.normalized, id), id, 'aborted');
        return extracted.length + normalized.length;
      }),
  };
}

/** Rows that came out of normalizing, in all tables. */
function rowsOf(findings: readonly Findings[]): number {
  return findings.reduce((rows, { rowCounts }) => rows + Array.from(rowCounts.values()).reduce((sum, count) => sum + count, 0), 0);
}

/** Sources and resources that have nothing to remember leave no trace. */
function pruned(sources: PipelineState['sources']): NonNullable<PipelineState['sources']> {
  const kept = Object.entries(sources ?? {}).map(([name, source]) => {
    const resources = Object.entries(source.resources ?? {}).filter(([, state]) => Object.keys(state).length > 0);
    const own = Object.entries(source).filter(([key]) => key !== 'resources');
    return [name, Object.fromEntries(resources.length === 0 ? own : [...own, ['resources', Object.fromEntries(resources)]])] as const;
  });
  return Object.fromEntries(kept.filter(([, source]) => Object.keys(source).length > 0));
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
