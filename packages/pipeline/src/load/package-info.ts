import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersOf, packagesIn, readPackage } from './folders.ts';

/** A load package as it is on disk. */
export interface PackageInfo {
  readonly load_id: string;
  readonly state: 'extracted' | 'normalized' | 'loaded' | 'aborted';
  /** ISO 8601. */
  readonly created_at: string;
  readonly schema_name: string;
  /** The files of the package, by the last step that made them. */
  readonly jobs: readonly { readonly file: string; readonly table: string; readonly rows?: number; readonly size_bytes?: number }[];
  /** Why it was set aside, file by file. */
  readonly failed_jobs: readonly { readonly file: string; readonly message: string }[];
  /** Tables and columns that it brought. */
  readonly schema_update: Readonly<Record<string, unknown>>;
}

/** The packages in a pipeline's folder, the oldest first. */
export async function listPackages(folder: string): Promise<PackageInfo[]> {
  const folders = foldersOf(folder);
  const found: PackageInfo[] = [];
  for (const [place, state] of [
    [folders.loaded, 'loaded'],
    [folders.normalized, 'normalized'],
    [folders.extracted, 'extracted'],
  ] as const)
    for (const id of await packagesIn(place)) found.push(await packageInfo(join(place, id), id, state));
  return found.toSorted((a, b) => (a.load_id < b.load_id ? -1 : 1));
}

async function packageInfo(folder: string, loadId: string, place: 'extracted' | 'normalized' | 'loaded'): Promise<PackageInfo> {
  const { state, schema } = await readPackage(folder);
  const outcome = place === 'loaded' ? (await textOf(join(folder, 'package_completed.json')))?.trim() : undefined;
  const update = await textOf(join(folder, 'schema_updates.json'));
  return {
    load_id: loadId,
    state: outcome === 'aborted' ? 'aborted' : place,
    created_at: state.created_at,
    schema_name: schema.name,
    jobs: state.jobs ?? (state.extracted_jobs ?? []).map(({ file, table }) => ({ file, table })),
    failed_jobs: await failedJobs(join(folder, 'failed_jobs')),
    schema_update: update === undefined ? {} : (JSON.parse(update) as Record<string, unknown>),
  };
}

async function failedJobs(folder: string): Promise<{ file: string; message: string }[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith('.exception')).toSorted();
  return Promise.all(
    names.map(async (name) => ({ file: name.replace(/\.exception$/, ''), message: (await textOf(join(folder, name))) ?? '' })),
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return existsSync(path) ? readFile(path, 'utf8') : undefined;
}
