import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RefusedError } from '../output/failures.ts';
import { comparisonKey } from './comparison-key.ts';
import { isSystemError } from './errors.ts';
import type { Filter } from './filter.ts';

/** A file of a folder on this machine. Kept for every file of a transfer, so nothing is in it that is not needed. */
export interface LocalFile {
  readonly kind: 'file';
  /** Below the folder that was scanned, `/` between names. */
  readonly path: string;
  readonly size: number;
  /** Whole milliseconds since 1970: what the server keeps. */
  readonly mtime: number;
}

export type LocalEntry =
  | LocalFile
  | { readonly kind: 'folder'; readonly path: string }
  /** Left out on purpose: a symbolic link, a socket or the like. */
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: 'symbolic link' | 'not a regular file' }
  /** What could not be read, or cannot be on the server: whatever is compared with this scan is not complete. */
  | { readonly kind: 'failed'; readonly path: string; readonly error: unknown };

export interface ScanOptions {
  readonly filter: Filter;
  readonly signal: AbortSignal;
  /** Called with each folder's path on this machine before it is read. */
  readonly onFolder?: (path: string) => void;
  /**
   * Of names that are one on the server, the one that is transferred; the others fail. Default: the first in the order of the scan.
   * `path` is one of them.
   */
  readonly prefers?: (path: string) => boolean;
}

const statsAtOnce = 32;

/**
 * All that is below `root`, in the order of names (as JavaScript compares texts), what is in a folder right behind it. Symbolic links
 * are not followed, `root` itself excepted. Filtered files are left out without a word.
 *
 * Throws what reading `root` throws; what fails below it is told as an entry.
 */
export async function* scanFolder(root: string, { filter, signal, onFolder, prefers }: ScanOptions): AsyncGenerator<LocalEntry> {
  /** Folders that wait, the next one last. */
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    signal.throwIfAborted();
    if (folder !== '') yield { kind: 'folder', path: folder.slice(0, -1) };
    const here = join(root, folder);
    let names: string[];
    try {
      onFolder?.(here);
      names = (await readdir(here)).sort(byCodeUnit);
    } catch (error) {
      if (folder === '') throw error;
      yield { kind: 'failed', path: folder.slice(0, -1), error };
      continue;
    }
    const clashes = collisions(folder, names, prefers);
    const folders: string[] = [];
    for (let start = 0; start < names.length; start += statsAtOnce) {
      signal.throwIfAborted();
      const some = names.slice(start, start + statsAtOnce);
      for (const entry of await Promise.all(some.map((name) => look(here, folder, name)))) {
        const isFolder = entry.kind === 'folder';
        if (isFolder ? !filter.enters(`${entry.path}/`) : !filter.includes(entry.path)) continue;
        const other = entry.kind === 'skipped' ? undefined : clashes.get(entry.path);
        if (other !== undefined) yield { kind: 'failed', path: entry.path, error: clash(other) };
        else if (isFolder) folders.push(`${entry.path}/`);
        else yield entry;
      }
    }
    waiting.push(...folders.reverse());
  }
}

async function look(here: string, folder: string, name: string): Promise<LocalEntry> {
  const path = `${folder}${name}`;
  try {
    const found = await lstat(join(here, name));
    if (found.isFile()) return { kind: 'file', path, size: found.size, mtime: Math.floor(found.mtimeMs) };
    if (found.isDirectory()) return { kind: 'folder', path };
    return { kind: 'skipped', path, reason: found.isSymbolicLink() ? 'symbolic link' : 'not a regular file' };
  } catch (error) {
    // Node writes U+FFFD for bytes of a name that are no UTF-8, and then there is no file of that name.
    const unreadable = name.includes('\ufffd') && isSystemError(error, 'ENOENT');
    return {
      kind: 'failed',
      path,
      error: unreadable ? new RefusedError('the name is not UTF-8, so it cannot be on the server') : error,
    };
  }
}

/** Of names in one folder that are one name on the server: each path that is not transferred, and the name that is instead. */
function collisions(folder: string, names: readonly string[], prefers: (path: string) => boolean = () => false): Map<string, string> {
  const chosen = new Map<string, string>();
  const clashes = new Map<string, string>();
  for (const name of names) {
    const key = comparisonKey(name);
    const other = chosen.get(key);
    if (other === undefined) {
      chosen.set(key, name);
    } else if (prefers(`${folder}${name}`)) {
      chosen.set(key, name);
      clashes.set(`${folder}${other}`, name);
    } else {
      clashes.set(`${folder}${name}`, other);
    }
  }
  return clashes;
}

function clash(other: string): RefusedError {
  return new RefusedError(`on the server this is the same name as ${JSON.stringify(other)} beside it: rename one of them`);
}

function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
