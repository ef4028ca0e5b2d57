import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Destination, DestinationClient } from './destinations/destination.ts';
import { extract } from './extract/extract.ts';
import { applyHints } from './extract/hints.ts';
import type { SchemaContract, Source, WriteDispositionOption } from './extract/resource.ts';
import { StaleError } from './load/connection.ts';
import * as disk from './load/folders.ts';
import type { Folders, PackageState } from './load/folders.ts';
import { failedLoad, loadPackage, pendingPackages, putAside, startLoading, type Loading } from './load/load.ts';
import type { LoadedPackage } from './load/load-info.ts';
import { startNormalizing } from './normalize/normalize.ts';
import type { Findings, PageFile, Part } from './normalize/normalizer.ts';
import { storedContract } from './schema/contract.ts';
import { addRootKeys, draftOf, needsRootKey } from './schema/draft.ts';
import type { Naming } from './schema/naming.ts';
import { newSchema, sortedJson, storedSchema, type Schema, type StoredContract } from './schema/schema.ts';
import type { RunRecorder, StepName } from './trace/trace.ts';
import { bumped, newState, readState, readStateJson, stateRow, writeStateJson, type PipelineState } from './state/state.ts';

export interface EngineOptions {
  readonly name: string;
  readonly destination: Destination;
  readonly dataset: string;
  readonly folders: Folders;
  readonly naming: Naming;
  readonly widenNumbers: boolean;
  readonly keepNullColumns: boolean;
}

/** What a run gives to its extract step. */
export interface ExtractRun {
  readonly source: Source;
  readonly writeDisposition: WriteDispositionOption | undefined;
  readonly schemaContract: SchemaContract | undefined;
  readonly signal: AbortSignal;
  /** Writes down how it goes. */
  readonly record?: RunRecorder | undefined;
}

/** Connects to the destination, or answers the connection that there is. */
type Connect = () => Promise<DestinationClient>;

/** The steps over the folders of one pipeline. Whoever calls them has the folder to itself. */
export interface Engine {
  /** Rows into a package that waits for the next step. Answers its id, undefined when there was nothing new. */
  extract(run: ExtractRun): Promise<string | undefined>;
  /** Extract, normalize and load at the same time: each works on what the one before has ready. Answers undefined when there was nothing new. */
  stream(run: ExtractRun, connect: Connect): Promise<{ readonly loaded: LoadedPackage; readonly findings: Findings } | undefined>;
  /** All extracted packages, the oldest first. */
  normalize(): Promise<Findings[]>;
  /** All normalised packages, the oldest first. */
  load(connect: Connect): Promise<LoadedPackage[]>;
  /** Brings state and schemas to what the destination says: it has the data. */
  restore(client: DestinationClient): Promise<void>;
  dropPending(): Promise<number>;
  state(): Promise<PipelineState>;
  schemas(): Promise<Map<string, Schema>>;
}

export function newEngine({ name, destination, dataset, folders, naming, widenNumbers, keepNullColumns }: EngineOptions): Engine {
  const statePath = join(folders.root, 'state.json');
  const schemaPath = (schema: string) => join(folders.schemas, `${schema}.schema.json`);
  const saveState = (state: PipelineState) => disk.writeWhole(statePath, writeStateJson(state));
  const saveSchema = (schema: Schema) => disk.writeWhole(schemaPath(schema.name), JSON.stringify(storedSchema(schema)));
  const freshState = () => newState(name, dataset, `dlt.destinations.${destination.capabilities.type}`);

  async function state(): Promise<PipelineState> {
    return existsSync(statePath) ? (readStateJson(await readFile(statePath, 'utf8')) as PipelineState) : freshState();
  }

  async function schemas(): Promise<Map<string, Schema>> {
    const found = new Map<string, Schema>();
    for (const file of await disk.packagesIn(folders.schemas))
      if (file.endsWith('.schema.json')) found.set(basename(file, '.schema.json'), await disk.readSchemaFile(join(folders.schemas, file)));
    return found;
  }

  async function restore(client: DestinationClient): Promise<void> {
    const restored = await client.restore(name);
    const local = await state();
    // When the dataset is new or gone, what is remembered of it would skip rows.
    if (restored.state === undefined) {
      if (Object.keys(local.sources ?? {}).length > 0) await saveState(freshState());
    } else {
      const remote = readState(restored.state);
      if (remote._version_hash !== local._version_hash) await saveState(remote);
    }
    const known = await schemas();
    for (const schema of known.values()) if (!restored.schemas.has(schema.name)) await rm(schemaPath(schema.name));
    for (const schema of restored.schemas.values())
      if (known.get(schema.name)?.versionHash !== schema.versionHash) await saveSchema(schema);
  }

  /** Folders of the packages that wait, the newest first. */
  async function waiting(): Promise<string[]> {
    const { extracted, normalized } = await pendingPackages(folders);
    return [
      ...extracted.toReversed().map((id) => join(folders.extracted, id)),
      ...normalized.toReversed().map((id) => join(folders.normalized, id)),
    ];
  }

  /** The schema that a package begins with: that of the packages before it, else the one that holds. */
  async function schemaBefore(schemaName: string, packages: readonly string[]): Promise<Schema> {
    for (const folder of packages) {
      const schema = await disk.readSchemaFile(join(folder, 'schema.json'));
      if (schema.name === schemaName) return schema;
    }
    return (await schemas()).get(schemaName) ?? newSchema(schemaName);
  }

  async function stateBefore(): Promise<PipelineState> {
    for (const folder of await waiting()) {
      const { state: known } = await disk.readPackage(folder);
      if (known.pipeline_state !== undefined) return readState(known.pipeline_state.state);
    }
    return state();
  }

  /** The extract step. Files are handed on while others are written; the package is whole, and in its place, when this answers. */
  async function extractInto(
    run: ExtractRun,
    loadId: string,
    begin: (schema: Schema, replaced: readonly string[]) => (file: PageFile) => void,
  ) {
    const { source } = run;
    const { mergeStrategies, tableFormats } = destination.capabilities;
    const draft = draftOf(await schemaBefore(source.name, await waiting()));
    const replaced: string[] = [];
    for (const one of source.resources) {
      if (one.selected === false) continue;
      const roots = applyHints(draft, one, { source, naming, writeDisposition: run.writeDisposition, tableFormats });
      for (const { name: table, write_disposition } of roots)
        if (write_disposition === 'replace' && !replaced.includes(table)) replaced.push(table);
    }
    const schema = draft.finish();
    const before = await stateBefore();
    const sources = structuredClone(before.sources ?? {});
    const files: PageFile[] = [];
    const folder = await disk.newPackageFolder(folders, loadId);
    const drop = () => rm(join(folder, '..'), { recursive: true, force: true });
    try {
      const handOn = begin(schema, replaced);
      const onFile = (file: PageFile) => {
        files.push(file);
        handOn({ ...file, laterPath: join(folders.extracted, loadId, 'new_jobs', basename(file.path)) });
      };
      await extract({
        source,
        folder: join(folder, 'new_jobs'),
        naming,
        tables: schema.tables,
        canMerge: mergeStrategies.length > 0,
        sources,
        signal: run.signal,
        workers: 5,
        onFile,
        ...(run.record === undefined ? {} : { onPage: run.record.page }),
      });
    } catch (error) {
      await drop();
      throw error;
    }
    const remembered = pruned(sources);
    const after = bumped({
      ...before,
      sources: remembered,
      schema_names: [...new Set([...(before.schema_names ?? []), source.name])],
      default_schema_name: before.default_schema_name ?? source.name,
    });
    const isChanged = after._version_hash !== before._version_hash;
    if (files.length === 0 && replaced.length === 0 && (!isChanged || Object.keys(remembered).length === 0)) {
      await drop();
      return undefined;
    }
    const now = new Date();
    const packageState: PackageState = {
      created_at: now.toISOString(),
      ...(isChanged
        ? { pipeline_state: stateRow(after, now), moves_cursors: sortedJson(pruned(before.sources ?? {})) !== sortedJson(remembered) }
        : {}),
      replaced_tables: replaced,
      extracted_jobs: files.map((file) => ({
        file: basename(file.path),
        table: file.table,
        resource: file.resource,
        first_page: file.firstPage,
      })),
      ...(run.schemaContract === undefined ? {} : { run_contract: storedContract(run.schemaContract) }),
      ...(source.rootKey === true ? { root_key: true } : {}),
    };
    await disk.writePackage(folder, packageState, schema);
    await disk.moveTo(folder, folders.extracted, loadId);
    await drop();
    return packageState;
  }

  function normalizerOptions(loadId: string, schema: Schema, run: { contract: StoredContract | undefined; rootKey: boolean }) {
    return {
      schema,
      loadId,
      folder: join(folders.normalizing, loadId, 'new_jobs'),
      contract: run.contract,
      maxIdentifierLength: naming.maxLength,
      maxNesting: 1000,
      widenNumbers,
      keepNullColumns,
      rootKey: run.rootKey,
      sync: true,
    };
  }

  /** The package of the extract step has become one of the normalize step. */
  async function finishNormalized(
    loadId: string,
    from: PackageState,
    parts: readonly Part[],
    before: Schema,
    schema: Schema,
    findings: Findings,
  ) {
    const folder = join(folders.normalizing, loadId);
    const jobs = parts.flatMap((part) =>
      part.jobs.map(({ name: file, table, rows, sizeBytes }) => ({ file, table, rows, size_bytes: sizeBytes })),
    );
    const normalized: PackageState = { ...from, jobs, rejected_rows: findings.rejectedRows };
    await disk.writePackage(folder, normalized, schema);
    await disk.writeWhole(join(folder, 'schema_updates.json'), JSON.stringify(updates(before, schema)));
    await disk.moveTo(folder, folders.normalized, loadId);
    await rm(join(folders.extracted, loadId), { recursive: true, force: true });
    return normalized;
  }

  /** A crash came between the two steps at the end of `finishNormalized`: what is left of the extracted package is not another one. */
  async function isNormalized(loadId: string): Promise<boolean> {
    const known = await Promise.all([folders.normalized, folders.loaded].map((folder) => disk.packagesIn(folder)));
    return known.some((loadIds) => loadIds.includes(loadId));
  }

  /** Sets an extracted package aside that does not become tables. */
  async function giveUp(loadId: string, error: unknown): Promise<void> {
    await rm(join(folders.normalizing, loadId), { recursive: true, force: true });
    const folder = join(folders.extracted, loadId);
    if (existsSync(folder)) await putAside(folders, folder, loadId, 'normalize', error instanceof Error ? error : new Error(String(error)));
  }

  async function normalizeOne(loadId: string): Promise<Findings> {
    const from = join(folders.extracted, loadId);
    const { state: packageState, schema: hinted } = await disk.readPackage(from);
    const { normalized } = await pendingPackages(folders);
    const rootKey = packageState.root_key === true;
    const before = await schemaBefore(
      hinted.name,
      normalized.toReversed().map((id) => join(folders.normalized, id)),
    );
    await disk.makePackageFolder(join(folders.normalizing, loadId));
    const parts: Part[] = [];
    const normalizing = startNormalizing({
      normalizer: normalizerOptions(loadId, withHints(before, hinted, { rootKey }), {
        contract: packageState.run_contract as StoredContract | undefined,
        rootKey,
      }),
      onPart: (part) => void parts.push(part),
    });
    try {
      for (const { file, table, resource, first_page } of packageState.extracted_jobs ?? [])
        normalizing.add({ path: join(from, 'new_jobs', file), table, resource, firstPage: first_page });
      const { schema, findings } = await normalizing.finish();
      await finishNormalized(loadId, packageState, parts, before, schema, findings);
      return findings;
    } catch (error) {
      await normalizing.abort();
      await giveUp(loadId, error);
      throw error;
    }
  }

  /** What holds once a package is loaded. */
  async function accept(loadId: string, packageState: PackageState, schema: Schema): Promise<LoadedPackage> {
    await saveSchema(schema);
    if (packageState.pipeline_state !== undefined) await saveState(readState(packageState.pipeline_state.state));
    return { loadId, state: 'loaded', jobs: packageState.jobs?.length ?? 0, failedJobs: 0 };
  }

  async function stream(run: ExtractRun, connect: Connect) {
    const loadId = disk.newLoadId();
    const folder = join(folders.normalizing, loadId);
    await disk.makePackageFolder(folder);
    const parts: Part[] = [];
    const createdAt = new Date().toISOString();
    const stop = new AbortController();
    let loading: Loading | undefined;
    let loadQueue = Promise.resolve();
    let loadProblem: unknown;
    let normalizing: ReturnType<typeof startNormalizing> | undefined;
    let before: Schema | undefined;
    const { record } = run;
    let step: StepName = 'extract';
    record?.begin('extract');
    const rowsIn = (part: Part): number => part.jobs.reduce((sum, { rows }) => sum + rows, 0);

    /** Loads what is ready, one after the other. What goes wrong here is tried once more at the end, from the package as it lies on disk. */
    function onPart(part: Part): void {
      parts.push(part);
      record?.count('extract', part.rowsRead);
      record?.count('normalize', rowsIn(part));
      if (loading === undefined || !destination.capabilities.loadsEarly) return;
      const open = loading;
      loadQueue = loadQueue.then(async () => {
        if (loadProblem !== undefined) return;
        try {
          record?.begin('load');
          await open.add(folder, part.jobs, part.schema);
          record?.count('load', rowsIn(part));
        } catch (error) {
          loadProblem = error;
        }
      });
    }

    try {
      const packageState = await extractInto({ ...run, signal: AbortSignal.any([run.signal, stop.signal]) }, loadId, (schema, replaced) => {
        before = schema;
        loading = startLoading(connect, { loadId, createdAt, replacedTables: replaced });
        const contract = run.schemaContract === undefined ? undefined : storedContract(run.schemaContract);
        record?.begin('normalize');
        normalizing = startNormalizing({
          normalizer: normalizerOptions(loadId, schema, { contract, rootKey: run.source.rootKey === true }),
          onPart,
          onFailed: (error) => stop.abort(error),
        });
        return normalizing.add;
      });
      record?.end('extract');
      step = 'normalize';
      if (packageState === undefined || normalizing === undefined || loading === undefined || before === undefined) {
        await rm(folder, { recursive: true, force: true });
        record?.end('normalize');
        return undefined;
      }
      const { schema, findings } = await normalizing.finish();
      record?.end('normalize');
      step = 'load';
      record?.begin('load');
      await loadQueue;
      const normalized = await finishNormalized(loadId, { ...packageState, created_at: createdAt }, parts, before, schema, findings);
      const place = join(folders.normalized, loadId);
      if (loadProblem === undefined && destination.capabilities.loadsEarly) {
        try {
          await loading.commit({ schema, state: normalized.pipeline_state });
        } catch (error) {
          throw await failedLoad(folders, place, loadId, loading, error);
        }
        await disk.complete(folders, place, loadId, 'loaded');
      } else {
        await loading.rollback();
        try {
          await loadPackage(folders, connect, loadId);
        } catch (error) {
          throw error instanceof StaleError ? await failedLoad(folders, place, loadId, loading, error) : error;
        }
      }
      const loaded = await accept(loadId, normalized, schema);
      record?.end('load');
      return { loaded, findings };
    } catch (error) {
      const isOfNormalize = error instanceof Error && (error.name === 'NormalizeError' || error.name === 'ContractError');
      record?.end(isOfNormalize ? 'normalize' : step, error);
      await normalizing?.abort();
      await loadQueue;
      await loading?.rollback();
      await giveUp(loadId, error);
      throw error;
    }
  }

  return {
    stream,
    restore,
    state,
    schemas,
    async extract(run) {
      const loadId = disk.newLoadId();
      return (await extractInto(run, loadId, () => () => undefined)) === undefined ? undefined : loadId;
    },
    async normalize() {
      const findings: Findings[] = [];
      for (const loadId of (await pendingPackages(folders)).extracted) {
        if (await isNormalized(loadId)) await rm(join(folders.extracted, loadId), { recursive: true, force: true });
        else findings.push(await normalizeOne(loadId));
      }
      return findings;
    },
    async load(connect) {
      const loaded: LoadedPackage[] = [];
      for (const loadId of (await pendingPackages(folders)).normalized) {
        const schema = await disk.readSchemaFile(join(folders.normalized, loadId, 'schema.json'));
        loaded.push(await accept(loadId, await loadPackage(folders, connect, loadId), schema));
      }
      return loaded;
    },
    async dropPending() {
      const packages = await waiting();
      for (const folder of packages) await disk.complete(folders, folder, basename(folder), 'aborted');
      return packages.length;
    },
  };
}

/** Sources and resources that have nothing to remember leave no trace. */
function pruned(sources: NonNullable<PipelineState['sources']>): NonNullable<PipelineState['sources']> {
  const kept = Object.entries(sources).map(([name, source]) => {
    const resources = Object.entries(source.resources ?? {}).filter(([, state]) => Object.keys(state).length > 0);
    const own = Object.entries(source).filter(([key]) => key !== 'resources');
    return [name, Object.fromEntries(resources.length === 0 ? own : [...own, ['resources', Object.fromEntries(resources)]])] as const;
  });
  return Object.fromEntries(kept.filter(([, source]) => Object.keys(source).length > 0));
}

/** What packages before this one brought into the schema, and what the resources said of their tables. */
function withHints(before: Schema, hinted: Schema, { rootKey }: { readonly rootKey: boolean }): Schema {
  if (before.versionHash === hinted.versionHash || hinted.previousHashes.includes(before.versionHash)) return hinted;
  const tables = new Map(before.tables);
  for (const [name, table] of hinted.tables) {
    const known = tables.get(name);
    const columns = new Map(known?.columns);
    for (const [column, hints] of table.columns) {
      // Which columns are keys is what the resources said last.
      const { primary_key: _, merge_key: __, ...rest } = columns.get(column) ?? hints;
      columns.set(column, { ...rest, ...hints });
    }
    tables.set(name, { ...known, ...table, columns });
  }
  const merged = { ...before, tables };
  // Of nested tables the extract step knew only those that were there by then.
  const draft = draftOf(merged);
  for (const table of tables.values()) if (table.parent === undefined && (rootKey || needsRootKey(table))) addRootKeys(draft, table.name);
  return draft.changes === 0 ? merged : draft.finish();
}

/** Tables and columns that are new. */
function updates(before: Schema, after: Schema): Record<string, unknown> {
  const { tables } = storedSchema(after) as { tables: Record<string, { columns: Record<string, unknown> }> };
  const changedTables = Object.entries(tables).flatMap(([name, table]) => {
    const known = before.tables.get(name);
    const columns = Object.entries(table.columns).filter(([column]) => known?.columns.get(column)?.data_type === undefined);
    return columns.length === 0 ? [] : [[name, { ...table, columns: Object.fromEntries(columns) }] as const];
  });
  return Object.fromEntries(changedTables);
}
