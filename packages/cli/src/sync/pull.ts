import { lstat, mkdir, rmdir, stat, unlink, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '../context.ts';
import { UsageError, TemporaryError } from '../output/failures.ts';
import { findRemote } from '../remote.ts';
import { findBegunPartials } from '../transfer/begun-partials.ts';
import { comparisonKey } from '../transfer/comparison-key.ts';
import { createFolders, localPath } from '../transfer/destination.ts';
import { downloadFile } from '../transfer/download-file.ts';
import { isSystemError } from '../transfer/errors.ts';
import { everything, type Filter } from '../transfer/filter.ts';
import { scanFolder } from '../transfer/local-scan.ts';
import { createLookahead } from '../transfer/lookahead.ts';
import { reserveNames, type IsReserved } from '../transfer/partial-file.ts';
import type { Direction } from './direction.ts';
import type { SyncSettings } from './flags.ts';
import { destinationOf, type Destination, type Item, type SourceEntry } from './plan.ts';
import { listRemote } from './remote-listing.ts';

export interface PullOptions {
  readonly remote: string;
  readonly local: string;
  readonly filter: Filter;
  readonly settings: SyncSettings;
}

/** From a folder on the server to a folder here, which is made when it is missing. */
export async function pulling(context: Context, { remote, local, filter, settings }: PullOptions): Promise<Direction> {
  const { signal, stateDir } = context;
  const root = resolve(local);
  context.about({ object: remote, kind: 'folder' });
  const client = await context.client();
  const top = await findRemote(client, remote, 'folder');
  const isThere = await isFolder(root, local);
  const folders = createFolders(root);
  let there: Destination = destinationOf([]);
  let known: ReturnType<typeof createLookahead> | undefined;
  let isReserved: IsReserved = () => false;
  /** What could not be read here. It is told with what the source has, and stops deletions as well. */
  const unread: SourceEntry[] = [];

  /** Where something goes: into a folder that is here already, however that is spelled. */
  function placeOf(path: string): string {
    const known = there.get(comparisonKey(path));
    if (known !== undefined) return known.path;
    const slash = path.lastIndexOf('/');
    return slash === -1 ? path : `${placeOf(path.slice(0, slash))}/${path.slice(slash + 1)}`;
  }

  return {
    verb: 'downloaded',
    destinationName: local,

    async destination() {
      const found: Item[] = [];
      const isPartial = await findBegunPartials(stateDir);
      if (isThere) {
        for await (const entry of scanFolder(root, { filter: settings.deletesExcluded ? everything : filter, signal })) {
          if (entry.kind === 'failed') unread.push(entry);
          else if (entry.kind === 'skipped') found.push({ kind: 'other', path: entry.path, size: 0, mtime: null, id: '' });
          else if (entry.kind === 'file') {
            if (!(await isPartial(join(root, entry.path)))) found.push({ ...entry, id: '' });
          } else if (settings.deletesExcluded || filter.includes(`${entry.path}/`))
            found.push({ kind: 'folder', path: entry.path, size: 0, mtime: null, id: '' });
        }
      }
      there = destinationOf(found);
      return there;
    },

    async *source() {
      yield* unread;
      for await (const item of listRemote(client, top, { filter, signal })) {
        try {
          if (item.kind !== 'failed') localPath(root, item.path);
          yield item;
        } catch (error) {
          yield { kind: 'failed', path: item.path, error };
        }
      }
    },

    localOf: ({ replaces }) => join(root, replaces?.path ?? ''),
    remoteOf: ({ source: { id, size } }) => ({ id, size }),

    begin({ checksums }, transfers) {
      const asked = transfers.map(({ source: { id, size } }) => ({ id, size, etag: null, sha256: null }));
      known = createLookahead(asked, checksums);
      isReserved = reserveNames(transfers, {
        pathOf: ({ source }) => source.path,
        placeOf: ({ source, replaces }) => join(root, replaces?.path ?? placeOf(source.path)),
      });
    },

    async transfer({ slots, patience, checksums, leftovers, downloads: sessions, progress, client: app }, { source, replaces }, file) {
      const checksum = known?.next() ?? checksums.of(source.id, source.size);
      const path = replaces?.path ?? placeOf(source.path);
      const slash = path.lastIndexOf('/');
      await folders.ensure(slash === -1 ? '' : path.slice(0, slash));
      await downloadFile(
        { client: app, slots, patience, checksums, sessions, leftovers, isReserved, signal, note: (text) => progress.note(text) },
        {
          id: source.id,
          size: source.size,
          etag: null,
          mtime: source.mtime,
          localPath: localPath(root, path),
          mayReplace: replaces === undefined ? 'nothing' : { size: replaces.size, mtime: replaces.mtime ?? 0 },
          checksum,
        },
        (bytes) => file.advance(bytes),
      );
      return 'transferred';
    },

    async setTime(_engine, { source, replaces }) {
      if (source.mtime === null || replaces === undefined) return;
      const path = join(root, replaces.path);
      await requireUnchanged(path, replaces);
      await utimes(path, new Date(), new Date(source.mtime));
    },

    makeTop: async () => void (await mkdir(root, { recursive: true })),
    makeFolder: (_engine, { path }) => folders.ensure(placeOf(path)),

    async remove(_engine, item) {
      const path = localPath(root, item.path);
      try {
        if (item.kind === 'folder') {
          await rmdir(path);
          return true;
        }
        await requireUnchanged(path, item);
        await unlink(path);
        return true;
      } catch (error) {
        if (isSystemError(error, 'ENOENT')) return true;
        // What the filter leaves out, or what came since, is in it.
        if (isSystemError(error, 'ENOTEMPTY', 'EEXIST') && item.kind === 'folder') return false;
        throw error;
      }
    },
  };
}

/** Whether there is such a folder here. Throws a `UsageError` when something else is in its place. */
async function isFolder(path: string, shown: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
  throw new UsageError(`${shown} is a file, and a folder was expected.`, 'filewharf files download takes files');
}

/** Only what was looked at is deleted, or gets a time: with that of another content, nobody would ever compare it again. */
async function requireUnchanged(path: string, { size, mtime }: Item): Promise<void> {
  const found = await lstat(path);
  if (found.isFile() && found.size === size && Math.floor(found.mtimeMs) === mtime) return;
  throw new TemporaryError(`${path} was changed meanwhile, and is left as it is`, 'run the same command again');
}
