import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import type { Entry, FilesApp } from '@filewharf/sdk';
import { MissingError, UsageError, type ItemFailure } from '../output/failures.ts';
import { expandRemote } from '../remote.ts';
import { withoutClashes } from './clashes.ts';
import { createFolders, checkLocalName, localPath, type Folders } from './destination.ts';
import { isSystemError } from './errors.ts';
import type { Filter } from './filter.ts';
import { belowRemote, joinRemote } from './remote-path.ts';

/** Where a file or folder of the server goes. */
export interface DownloadRoot {
  readonly entry: Entry;
  /** Absolute: the folder that is made when it is missing, and below which everything stays. */
  readonly folder: string;
  /** Makes folders below `folder`. */
  readonly folders: Folders;
  /** Below `folder`: what the entry becomes; empty for a folder that becomes `folder` itself. */
  readonly path: string;
  /** The user said the name, so no other is taken when it is there already. */
  readonly isNamed: boolean;
}

/** One file to fetch. There can be very many, so the rest is computed when it is needed. */
export interface DownloadItem {
  readonly root: DownloadRoot;
  readonly id: string;
  /** Below the root's folder. */
  readonly path: string;
  readonly size: number;
  readonly mtime: number | null;
  readonly etag: string | null;
  readonly sha256: string | null;
}

export const destinationOf = ({ root, path }: DownloadItem): string => localPath(root.folder, path);

/** Its path on the server. */
function remoteOf({ root: { entry, path: top }, path }: DownloadItem): string {
  return entry.type === 'file' ? entry.path : joinRemote(entry.path, top === '' ? path : path.slice(top.length + 1));
}

/** What `-o` says: where each entry goes. Throws a `UsageError` when several would become one. */
export async function placeDownloads(entries: readonly Entry[], to: string | undefined): Promise<readonly DownloadRoot[]> {
  const isFolder = to === undefined || /[\\/]$/.test(to) || (await isDirectory(to));
  if (!isFolder && entries.length > 1)
    throw new UsageError(`${to} is no folder, and ${entries.length} files cannot become one.`, `end it with / to have it made`);
  const made = new Map<string, Folders>();
  const foldersOf = (folder: string): Folders => {
    const folders = made.get(folder) ?? createFolders(folder);
    made.set(folder, folders);
    return folders;
  };
  return entries.map((entry) => {
    if (isFolder) {
      const folder = resolve(to ?? '.');
      return { entry, folder, folders: foldersOf(folder), path: entry.path === '/' ? '' : entry.name, isNamed: false };
    }
    const path = resolve(to);
    if (entry.type === 'folder') return { entry, folder: path, folders: foldersOf(path), path: '', isNamed: true };
    return { entry, folder: dirname(path), folders: foldersOf(dirname(path)), path: basename(path), isNamed: true };
  });
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

export interface FoundDownloads {
  readonly items: readonly DownloadItem[];
  /** Folders below their root's, which are made even when nothing is in them. */
  readonly folders: readonly { readonly root: DownloadRoot; readonly path: string }[];
  readonly failures: readonly ItemFailure[];
}

/** All files of what is downloaded. Names that can have no file here fail by themselves, and so does what goes where another one goes. */
export async function findDownloads(
  client: FilesApp,
  roots: readonly DownloadRoot[],
  filter: Filter,
  signal: AbortSignal,
): Promise<FoundDownloads> {
  const items: DownloadItem[] = [];
  const folders: { root: DownloadRoot; path: string }[] = [];
  const failures: ItemFailure[] = [];

  function add(root: DownloadRoot, entry: Entry, path: string): void {
    try {
      // The name that the user gave is his own.
      if (!root.isNamed || path !== root.path) localPath(root.folder, path);
    } catch (error) {
      failures.push({ name: entry.path, error });
      return;
    }
    if (entry.type === 'folder') folders.push({ root, path });
    else items.push({ root, path, id: entry.id, size: entry.size ?? 0, mtime: timeOf(entry), etag: entry.etag, sha256: entry.sha256 });
  }

  for (const root of roots) {
    if (root.entry.type === 'file') {
      if (filter.includes(root.entry.name)) add(root, root.entry, root.path);
      continue;
    }
    if (root.path !== '') {
      try {
        checkLocalName(root.path);
      } catch (error) {
        failures.push({ name: root.entry.path, error });
        continue;
      }
    }
    folders.push({ root, path: root.path });
    for await (const entry of client.entries.list({ folderId: root.entry.id, recursive: true, limit: 1000, signal })) {
      const below = belowRemote(root.entry.path, entry.path);
      if (below === undefined) {
        failures.push({ name: entry.path, error: new UsageError(`the server says that it is in ${root.entry.path}`) });
        continue;
      }
      if (!filter.includes(entry.type === 'folder' ? `${below}/` : below)) continue;
      add(root, entry, root.path === '' ? below : `${root.path}/${below}`);
    }
  }
  // Names within one folder of the server differ.
  const placed =
    roots.length < 2
      ? items
      : withoutClashes(
          items,
          {
            placeOf: (item) => relative('.', destinationOf(item)),
            keyOf: localKey,
            nameOf: remoteOf,
            isSame: (one, other) => one.id === other.id,
          },
          failures,
        );
  return { items: placed, folders, failures };
}

/** The same for paths that are one file on this machine. */
const localKey =
  process.platform === 'win32' || process.platform === 'darwin'
    ? (path: string): string => path.normalize('NFC').toLowerCase()
    : (path: string): string => path;

/** When the content was changed, in milliseconds since 1970; null when the server was never told. */
export function timeOf({ mtime }: Pick<Entry, 'mtime'>): number | null {
  return mtime === null ? null : Date.parse(mtime);
}

/** What the user named, and what of it is not there. Throws when there is only one and it is not. */
export async function findEntries(client: FilesApp, names: readonly string[]): Promise<{ entries: Entry[]; failures: ItemFailure[] }> {
  const entries: Entry[] = [];
  const failures: ItemFailure[] = [];
  for (const name of names) {
    try {
      entries.push(...(await expandRemote(client, name)));
    } catch (error) {
      if (!(error instanceof MissingError) || names.length === 1) throw error;
      failures.push({ name, error });
    }
  }
  return { entries, failures };
}
