import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { MissingError, UsageError, type ItemFailure, RefusedError } from '../output/failures.ts';
import { withoutClashes } from './clashes.ts';
import { isSystemError } from './errors.ts';
import type { Filter } from './filter.ts';
import { scanFolder } from './local-scan.ts';
import { lonelyFolders } from './lonely-folders.ts';
import { joinRemote } from './remote-path.ts';
import { placeIn, type Target } from './upload-targets.ts';

/** One thing that the user named. */
export interface UploadRoot {
  /** As the user typed it. */
  readonly shown: string;
  /** Absolute. */
  readonly local: string;
  /** What it becomes on the server. */
  readonly remote: string;
  readonly kind: 'file' | 'folder';
}

/** One file of it. There can be very many, so the rest is computed when it is needed. */
export interface UploadItem {
  readonly root: UploadRoot;
  /** Below the root; empty for the root itself. */
  readonly path: string;
  /** Bytes, when it was found. */
  readonly size: number;
}

export const shownOf = ({ root, path }: UploadItem): string => (path === '' ? root.shown : join(root.shown, path));
export const localOf = ({ root, path }: UploadItem): string => (path === '' ? root.local : join(root.local, path));
export const remoteOf = ({ root, path }: UploadItem): string => joinRemote(root.remote, path);

export interface Found {
  readonly roots: readonly UploadRoot[];
  readonly items: readonly UploadItem[];
  /** Folders on the server that no file makes. */
  readonly folders: readonly string[];
  readonly failures: readonly ItemFailure[];
  /** Symbolic links and the like, which are left out. */
  readonly skipped: readonly string[];
}

/** Looks at what the user named. Throws a `UsageError` for a folder without `recursive`: nothing has been done then. */
export async function findUploads(
  sources: readonly string[],
  target: Target,
  { recursive, filter, signal }: { recursive: boolean; filter: Filter; signal: AbortSignal },
): Promise<Found> {
  const failures: ItemFailure[] = [];
  const roots: UploadRoot[] = [];
  const items: UploadItem[] = [];
  const folders: string[] = [];
  const skipped: string[] = [];
  for (const shown of sources) {
    const local = resolve(shown);
    try {
      const found = await stat(local);
      const remote = placeIn(target, basename(local));
      if (found.isDirectory()) {
        if (!recursive) throw new UsageError(`${shown} is a folder.`, 'add --recursive to upload all that is in it');
        roots.push({ shown, local, remote, kind: 'folder' });
      } else if (found.isFile()) {
        const root = { shown, local, remote, kind: 'file' } as const;
        roots.push(root);
        if (filter.includes(basename(local))) items.push({ root, path: '', size: found.size });
      } else {
        failures.push({ name: shown, error: new RefusedError('it is neither a file nor a folder') });
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const missing = isSystemError(error, 'ENOENT', 'ENOTDIR');
      failures.push({
        name: shown,
        error: missing ? new MissingError('file', `there is no ${shown} here`, 'look whether the path is right') : error,
      });
    }
  }
  for (const root of roots.filter(({ kind }) => kind === 'folder')) {
    const found = { folders: [{ path: '' }], files: [] as UploadItem[] };
    try {
      for await (const entry of scanFolder(root.local, { filter, signal })) {
        if (entry.kind === 'file') found.files.push({ root, path: entry.path, size: entry.size });
        else if (entry.kind === 'folder') found.folders.push(entry);
        else if (entry.kind === 'skipped') skipped.push(join(root.shown, entry.path));
        else failures.push({ name: join(root.shown, entry.path), error: entry.error });
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      failures.push({ name: root.shown, error });
    }
    // The root is made by whatever is in it.
    const empty = lonelyFolders(found.folders, found.files).filter(
      ({ path }) => path !== '' || found.folders.length + found.files.length === 1,
    );
    for (const { path } of empty) if (path === '' || filter.includes(`${path}/`)) folders.push(joinRemote(root.remote, path));
    items.push(...found.files);
  }
  // Within one folder the scan has looked for names that are one.
  const placed = roots.length < 2 ? items : withoutClashes(items, { placeOf: remoteOf, nameOf: shownOf }, failures);
  return { roots, items: placed, folders, failures, skipped };
}
