import { basename, join } from 'node:path';
import type { DestinationClient, LoadPlan, LoadRecord, LoadSession } from '../destinations/destination.ts';
import type { JobFile } from '../normalize/buffers.ts';
import type { Schema } from '../schema/schema.ts';
import { mayPass } from './passing.ts';
import { complete, packagesIn, readPackage, writePackage, writeWhole, type Folders, type PackageState } from './folders.ts';

/** A package did not get into the destination. */
export class LoadError extends Error {
  readonly loadId: string;
  /** The file at fault, when it is one. */
  readonly job: string | undefined;
  /** Whether the package is set aside; else it waits for the next run. */
  readonly setAside: boolean;
  constructor(loadId: string, job: string | undefined, setAside: boolean, cause: Error) {
    const what = setAside ? 'It is set aside, and its rows come again with the next run' : 'It waits for the next run';
    super(`Package ${loadId} did not load${job === undefined ? '' : ` (${job})`}: ${cause.message}. ${what}.`, { cause });
    this.name = 'LoadError';
    this.loadId = loadId;
    this.job = job;
    this.setAside = setAside;
  }
}

/** A load that takes files as they come. Nothing is asked of the destination before the first one. */
export interface Loading {
  /** Takes files, and the schema that they fit. */
  add(folder: string, jobs: readonly JobFile[], schema: Schema): Promise<void>;
  commit(record: LoadRecord): Promise<void>;
  rollback(): Promise<void>;
  /** The file that was being loaded when it failed. */
  readonly job: string | undefined;
}

export function startLoading(connect: () => Promise<DestinationClient>, plan: LoadPlan): Loading {
  let session: LoadSession | undefined;
  let hash: string | undefined;
  let job: string | undefined;
  async function ready(schema: Schema): Promise<LoadSession> {
    session ??= await (await connect()).begin(plan);
    if (schema.versionHash !== hash) await session.migrate(schema);
    hash = schema.versionHash;
    return session;
  }
  return {
    get job() {
      return job;
    },
    async add(folder, jobs, schema) {
      const open = await ready(schema);
      for (const { table, name } of jobs) {
        job = name;
        await open.load({ table, path: join(folder, 'new_jobs', name) });
      }
      job = undefined;
    },
    async commit(record) {
      await (await ready(record.schema)).commit(record);
      session = undefined;
    },
    async rollback() {
      const open = session;
      session = undefined;
      await open?.rollback();
    },
  };
}

/** After so many runs that could not load it, a package is set aside: what looked like a passing trouble is none. */
const maxAttempts = 5;

/**
 * Loads a package that waits for it. One that is loaded already, since a crash came between the commit and the rename, is only put away.
 * Throws `LoadError`; the destination is then as it was.
 */
export async function loadPackage(folders: Folders, connect: () => Promise<DestinationClient>, loadId: string): Promise<PackageState> {
  const folder = join(folders.normalized, loadId);
  const { state, schema } = await readPackage(folder);
  if (!(await (await connect()).isLoaded(loadId))) {
    const loading = startLoading(connect, { loadId, createdAt: state.created_at, replacedTables: state.replaced_tables ?? [] });
    try {
      const jobs = (state.jobs ?? []).map(({ file, table, rows, size_bytes }) => ({ name: file, table, rows, sizeBytes: size_bytes }));
      await loading.add(folder, jobs, schema);
      await loading.commit({ schema, state: state.pipeline_state });
    } catch (error) {
      throw await failedLoad(folders, folder, loadId, loading, error);
    }
  }
  await complete(folders, folder, loadId, 'loaded');
  return state;
}

/** Takes a load back, and puts the package where it belongs. */
export async function failedLoad(folders: Folders, folder: string, loadId: string, loading: Loading, cause: unknown): Promise<LoadError> {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const { job } = loading;
  try {
    await loading.rollback();
  } catch (also) {
    // The connection is gone, and the transaction with it.
    error.message += ` (and it could not be taken back: ${also instanceof Error ? also.message : String(also)})`;
  }
  const { state, schema } = await readPackage(folder);
  const attempts = (state.attempts ?? 0) + 1;
  const setAside = !mayPass(error) || attempts >= maxAttempts;
  await writePackage(folder, { ...state, attempts }, schema);
  if (setAside) await putAside(folders, folder, loadId, job ?? 'package', error);
  return new LoadError(loadId, job, setAside, error);
}

/**
 * Keeps a package that cannot be loaded where it is in nobody's way, and says why. When it moves cursors, packages behind it that move some
 * go with it: their rows were chosen by these, and their states would move them past the rows that are set aside. All of these come again. Of
 * other packages behind it only the state is dropped, which holds these cursors too.
 */
export async function putAside(folders: Folders, folder: string, loadId: string, job: string, error: Error): Promise<void> {
  const { state } = await readPackage(folder);
  if (movesCursors(state)) {
    const { extracted, normalized } = await pendingPackages(folders);
    const waiting = [...extracted.map((id) => join(folders.extracted, id)), ...normalized.map((id) => join(folders.normalized, id))];
    const behind = waiting.filter((place) => basename(place) > loadId);
    // The newest first, and this one last: a crash in between leaves none without those that it goes on from.
    for (const place of behind.toSorted((a, b) => (basename(a) < basename(b) ? 1 : -1))) {
      const { state: known, schema } = await readPackage(place);
      if (!movesCursors(known)) {
        const { pipeline_state: _, ...stateless } = known;
        await writePackage(place, stateless, schema);
        continue;
      }
      const why = `Its rows were chosen by cursors of the package ${loadId}, which is set aside`;
      await writeAside(folders, place, basename(place), 'package', why);
    }
  }
  await writeAside(folders, folder, loadId, job, error.message);
}

const movesCursors = ({ pipeline_state: state, moves_cursors: moves = true }: PackageState): boolean => state !== undefined && moves;

async function writeAside(folders: Folders, folder: string, loadId: string, job: string, why: string): Promise<void> {
  await writeWhole(join(folder, 'failed_jobs', `${job}.exception`), why);
  await complete(folders, folder, loadId, 'aborted');
}

/** Packages that wait: extracted ones and normalised ones. */
export async function pendingPackages(folders: Folders): Promise<{ extracted: string[]; normalized: string[] }> {
  return { extracted: await packagesIn(folders.extracted), normalized: await packagesIn(folders.normalized) };
}
