import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSchema, storedSchema, type Schema } from '../schema/schema.ts';
import { readStateJson, writeStateJson, type StateRow } from '../state/state.ts';

/**
 * The folder of a pipeline, laid out as dlt lays it out. Steps are folders, and going on is one rename, so that after a crash each package
 * is in one place:
 * - `normalize/<random>/<load id>`: is being extracted. After a crash it is worth nothing: the cursors have not moved.
 * - `normalize/extracted/<load id>`: extracted as a whole.
 * - `load/new/<load id>`: is being normalised. After a crash it is made anew.
 * - `load/normalized/<load id>`: waits for its load.
 * - `load/loaded/<load id>`: loaded or given up, see `package_completed.json`.
 */
export interface Folders {
  readonly root: string;
  readonly extracted: string;
  readonly normalizing: string;
  readonly normalized: string;
  readonly loaded: string;
  readonly schemas: string;
}

export function foldersOf(root: string): Folders {
  return {
    root,
    extracted: join(root, 'normalize', 'extracted'),
    normalizing: join(root, 'load', 'new'),
    normalized: join(root, 'load', 'normalized'),
    loaded: join(root, 'load', 'loaded'),
    schemas: join(root, 'schemas'),
  };
}

export async function makeFolders(folders: Folders): Promise<void> {
  for (const folder of [folders.extracted, folders.normalizing, folders.normalized, folders.loaded, folders.schemas])
    await mkdir(folder, { recursive: true });
}

/** What is known of a package, besides its files. */
export interface PackageState {
  /** ISO 8601. */
  readonly created_at: string;
  /** The state that holds once the package is loaded; undefined when it is the one before. */
  readonly pipeline_state?: StateRow;
  /** Whether that state remembers more of the sources than the one before. */
  readonly moves_cursors?: boolean;
  /** Root tables that the package replaces. */
  readonly replaced_tables?: readonly string[];
  /** Files of the extract step, and where their rows are from. */
  readonly extracted_jobs?: readonly {
    readonly file: string;
    readonly table: string;
    readonly resource: string;
    readonly first_page: number;
  }[];
  readonly run_contract?: unknown;
  readonly max_nesting?: Readonly<Record<string, number>>;
  readonly root_key?: boolean;
  /** Files of the normalize step. */
  readonly jobs?: readonly { readonly file: string; readonly table: string; readonly rows: number; readonly size_bytes: number }[];
  readonly rejected_rows?: number;
  /** How often it was tried to load it. */
  readonly attempts?: number;
}

let lastLoadId = 0;

/** The time in microseconds as text, and always later than the one before. */
export function newLoadId(now: () => number = Date.now): string {
  lastLoadId = Math.max(Math.round(now() * 1000) + Math.floor(Math.random() * 1000), lastLoadId + 1);
  return `${Math.floor(lastLoadId / 1e6)}.${String(lastLoadId % 1e6).padStart(6, '0')}`;
}

const jobStates = ['new_jobs', 'started_jobs', 'failed_jobs', 'completed_jobs'];

/** A folder for a package that is being extracted. */
export async function newPackageFolder(folders: Folders, loadId: string): Promise<string> {
  const folder = join(folders.root, 'normalize', randomBytes(4).toString('hex'), loadId);
  await makePackageFolder(folder);
  return folder;
}

export async function makePackageFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const state of jobStates) await mkdir(join(folder, state), { recursive: true });
}

/** Names of the packages in a folder, the oldest first. */
export async function packagesIn(folder: string): Promise<string[]> {
  return existsSync(folder) ? (await readdir(folder)).toSorted() : [];
}

/** Replaces a file as a whole. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const scratch = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  await writeFile(scratch, text, { flush: true });
  await rename(scratch, path);
}

/** Makes renames in a folder outlive a power cut. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Moves a package on. */
export async function moveTo(from: string, folder: string, loadId: string): Promise<string> {
  const to = join(folder, loadId);
  await syncFolder(join(from, 'new_jobs'));
  await syncFolder(from);
  await rename(from, to);
  await syncFolder(folder);
  return to;
}

export async function writePackage(folder: string, state: PackageState, schema: Schema): Promise<void> {
  await writeWhole(join(folder, 'load_package_state.json'), writeStateJson(state));
  await writeWhole(join(folder, 'schema.json'), JSON.stringify(storedSchema(schema)));
}

export async function readPackage(folder: string): Promise<{ state: PackageState; schema: Schema }> {
  const state = readStateJson(await readFile(join(folder, 'load_package_state.json'), 'utf8')) as PackageState;
  return { state, schema: await readSchemaFile(join(folder, 'schema.json')) };
}

export async function readSchemaFile(path: string): Promise<Schema> {
  return readSchema(JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>);
}

/** The package is done with: its rows are loaded, or it is set aside. Its data files are kept only when it is set aside. */
export async function complete(folders: Folders, from: string, loadId: string, outcome: 'loaded' | 'aborted'): Promise<string> {
  await writeWhole(join(from, 'package_completed.json'), outcome);
  if (outcome === 'loaded') for (const state of jobStates) await rm(join(from, state), { recursive: true, force: true });
  const to = join(folders.loaded, loadId);
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
  return to;
}

/** Removes what a crash left: packages that were being extracted, and those that were being normalised. */
export async function removeLeftovers(folders: Folders): Promise<void> {
  const normalize = join(folders.root, 'normalize');
  for (const name of await packagesIn(normalize))
    if (name !== 'extracted') await rm(join(normalize, name), { recursive: true, force: true });
  for (const name of await packagesIn(folders.normalizing)) await rm(join(folders.normalizing, name), { recursive: true, force: true });
}
