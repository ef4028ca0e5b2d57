import { randomBytes } from 'node:crypto';
import { constants, link, lstat, open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RefusedError, TemporaryError } from '../output/failures.ts';
import { comparisonKey } from './comparison-key.ts';
import { isSystemError } from './errors.ts';
import type { FileIdentity } from './leftovers.ts';

/** A file of which not all is there yet, beside the name that it will get. */
export interface PartialFile extends FileIdentity {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes that are there from before. */
  readonly size: number;
}

/** Never follows a link that somebody put in its place. */
const { O_RDWR, O_CREAT, O_EXCL } = constants;
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/** The partial file that was called and known so, when it is still the same; undefined otherwise. */
export async function reopenPartial({ path, dev, ino }: FileIdentity & { readonly path: string }): Promise<PartialFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, O_RDWR | O_NOFOLLOW);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
  const found = await identify(path, handle);
  if (found.dev === dev && found.ino === ino) return found;
  await handle.close();
  return undefined;
}

/** Only its owner may read and write it. */
const privateMode = 0o600;

/** Whether another file of the command gets this name. */
export type IsReserved = (path: string) => boolean;

/** Of the files of a command, those whose names a partial file could take before them. `placeOf` is asked about few. */
export function reserveNames<Item>(
  items: readonly Item[],
  { pathOf, placeOf }: { readonly pathOf: (item: Item) => string; readonly placeOf: (item: Item) => string },
): IsReserved {
  const reserved = new Set(items.filter((item) => /\.partial$/i.test(pathOf(item))).map((item) => comparisonKey(placeOf(item))));
  return (path) => reserved.size > 0 && reserved.has(comparisonKey(path));
}

/**
 * `<path>.partial`, or a name beside it when there is such a file already, which may be the user's, or will be. A short one when these are too
 * long. When a file is there that may be replaced, only the user can read the new one until it has the other's mode.
 */
export async function makePartial(path: string, isReserved: IsReserved): Promise<PartialFile> {
  const unique = randomBytes(4).toString('hex');
  const mode = (await modeOf(path)) === undefined ? 0o666 : privateMode;
  for (const name of [`${path}.partial`, `${path}.${unique}.partial`, join(dirname(path), `${unique}.partial`)]) {
    if (isReserved(name)) continue;
    try {
      const handle = await open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
      return await identify(name, handle);
    } catch (error) {
      if (!isSystemError(error, 'EEXIST', 'ENAMETOOLONG')) throw error;
    }
  }
  throw new RefusedError(`${path}.partial is there already`, 'remove it, or download to another place');
}

async function identify(path: string, handle: FileHandle): Promise<PartialFile> {
  const { dev, ino, size } = await handle.stat({ bigint: true });
  return { path, handle, size: Number(size), dev: String(dev), ino: String(ino) };
}

/** Who may read, write and run the regular file that is there; undefined when there is none. */
async function modeOf(path: string): Promise<number | undefined> {
  try {
    const found = await lstat(path);
    return found.isFile() ? found.mode & 0o777 : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** What may be at the place that a download goes to. */
export type MayReplace = 'nothing' | 'anything' | { readonly size: number; readonly mtime: number };

/**
 * Gives the partial file its name, and the mode of the file that it replaces. Throws when something came there meanwhile that may not be replaced, or when the
 * partial file is no longer the one that was written. `hint`: what helps when the name is taken.
 */
export async function publish(partial: PartialFile, path: string, mayReplace: MayReplace, hint?: string): Promise<void> {
  const ours = await lstat(partial.path, { bigint: true });
  if (String(ours.dev) !== partial.dev || String(ours.ino) !== partial.ino) {
    throw new TemporaryError(`${partial.path} was replaced while it was written`);
  }
  if (mayReplace === 'nothing') {
    await setMode(partial.handle, path);
    await publishNew(partial.path, path, hint);
    return;
  }
  if (mayReplace !== 'anything') {
    const there = await lstat(path);
    if (!there.isFile() || there.size !== mayReplace.size || Math.floor(there.mtimeMs) !== mayReplace.mtime) {
      throw new TemporaryError(`${path} was changed meanwhile, and is left as it is`, 'run the same command again');
    }
  }
  await setMode(partial.handle, path);
  await rename(partial.path, path);
}

/** That of the file which is at the path; when there is none, that of a new file, if it was made for one that has gone since. */
async function setMode(handle: FileHandle, path: string): Promise<void> {
  const mode = (await handle.stat()).mode & 0o777;
  const wanted = (await modeOf(path)) ?? (mode === privateMode ? 0o666 & ~process.umask() : mode);
  // File systems without modes give all files the same, and refuse another.
  if (wanted !== mode) await handle.chmod(wanted);
}

/** A link fails when the name is taken; a rename would replace whatever came there meanwhile. */
async function publishNew(partial: string, path: string, hint: string | undefined): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) throw exists(path, hint);
    // A file system without links.
    if (!isSystemError(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
    if (await isThere(path)) throw exists(path, hint);
    await rename(partial, path);
    return;
  }
  await unlink(partial);
}

export function exists(path: string, hint?: string): RefusedError {
  return new RefusedError(`${path} exists`, hint);
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}
