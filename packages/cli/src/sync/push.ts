import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Entry, FilesApp } from '@filewharf/sdk';
import type { Context } from '../context.ts';
import { MissingError, TemporaryError, UsageError } from '../output/failures.ts';
import { parseRemote } from '../remote.ts';
import { findBegunPartials } from '../transfer/begun-partials.ts';
import { comparisonKey } from '../transfer/comparison-key.ts';
import { timeOf } from '../transfer/download-targets.ts';
import { isSystemError, statusOf } from '../transfer/errors.ts';
import { everything, type Filter } from '../transfer/filter.ts';
import { parseBytes } from '../transfer/flags.ts';
import { scanFolder } from '../transfer/local-scan.ts';
import { joinRemote, splitRemote } from '../transfer/remote-path.ts';
import { createSender } from '../transfer/send.ts';
import { largestChunk, smallestChunk } from '../transfer/upload-flags.ts';
import { findThere } from '../transfer/upload-existing.ts';
import type { Direction } from './direction.ts';
import type { SyncFlags, SyncSettings } from './flags.ts';
import { destinationOf, type Destination, type Item, type SourceEntry } from './plan.ts';
import { listRemote } from './remote-listing.ts';

export interface PushOptions {
  readonly local: string;
  readonly remote: string;
  readonly filter: Filter;
  readonly flags: SyncFlags;
  readonly settings: SyncSettings;
  /** Called with each folder on this machine before it is read. */
  readonly onFolder?: (path: string) => void;
}

/** From a folder here to a folder on the server, which is made when it is missing. */
export async function pushing(context: Context, { local, remote, filter, flags, settings, onFolder }: PushOptions): Promise<Direction> {
  const { signal, stateDir } = context;
  const root = resolve(local);
  await requireFolder(root, local);
  const chunkSize = parseBytes(flags.chunkSize ?? '8M', '--chunk-size', smallestChunk, largestChunk);
  const client = await context.client();
  const top = await findTop(context, remote);
  let sender: ReturnType<typeof createSender> | undefined;

  return {
    verb: 'uploaded',
    destinationName: `${top.path} on ${client.baseUrl}`,

    async destination() {
      if (top.entry === undefined) return destinationOf([]);
      const found: Item[] = [];
      for await (const item of listRemote(client, top.entry, { filter: settings.deletesExcluded ? everything : filter, signal })) {
        if (item.kind === 'failed') throw item.error;
        found.push(item);
      }
      return destinationOf(found);
    },

    source: (destination) => localItems(root, destination, { filter, signal, stateDir, ...(onFolder === undefined ? {} : { onFolder }) }),
    localOf: ({ source }) => join(root, source.path),
    remoteOf: ({ replaces }) => ({ id: replaces?.id ?? '', size: replaces?.size ?? 0 }),

    begin: () => undefined,

    async transfer(engine, { source }, file) {
      sender ??= createSender(engine, { chunkSize, encrypt: undefined });
      const { folder: folderPath, name } = splitRemote(joinRemote(top.path, source.path));
      const { compared } = await sender.send({ localPath: join(root, source.path), folderPath, name, ifExists: 'overwrite' }, file);
      return { later: compared.then(() => 'transferred') };
    },

    async setTime({ client: app }, { source, replaces }) {
      if (source.mtime === null || replaces === undefined) return;
      await requireUnchanged(app, joinRemote(top.path, replaces.path), replaces, signal);
      await app.files.update(replaces.id, { mtime: new Date(source.mtime) }, { signal });
    },

    async makeTop({ client: app, patience }) {
      if (top.entry === undefined) await patience.attempt(() => app.folders.create({ path: top.path, parents: true }, { signal }));
    },

    async makeFolder({ client: app }, { path }) {
      await app.folders.create({ path: joinRemote(top.path, path), parents: true }, { signal });
    },

    async remove({ client: app }, item) {
      const { kind, id } = item;
      try {
        await requireUnchanged(app, joinRemote(top.path, item.path), item, signal);
        if (kind === 'folder') await app.folders.delete(id, { signal });
        else await app.files.delete(id, { signal });
        return true;
      } catch (error) {
        if (statusOf(error) === 404) return true;
        // What the filter leaves out, or what came since, is in it.
        if (statusOf(error) === 409 && kind === 'folder') return false;
        throw error;
      }
    },
  };
}

async function requireFolder(path: string, shown: string): Promise<void> {
  try {
    if ((await stat(path)).isDirectory()) return;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR'))
      throw new MissingError('folder', `there is no folder ${shown} here`, 'look whether the path is right');
    throw error;
  }
  throw new UsageError(`${shown} is a file, and a folder was expected.`, 'filewharf files upload takes files');
}

/** The folder on the server; without an entry when it is to be made. */
async function findTop(context: Context, text: string): Promise<{ readonly path: string; readonly entry: Entry | undefined }> {
  const remote = parseRemote(text);
  context.about({ object: text, kind: 'folder' });
  const entry = await findThere(await context.client(), text);
  if (entry === undefined) {
    if ('path' in remote) return { path: remote.path, entry: undefined };
    throw new MissingError('folder', `there is no folder ${text} on the server, or this key may not see it`);
  }
  if (entry.type !== 'folder') throw new UsageError(`${text} is a file, and a folder was expected.`);
  return { path: entry.path, entry };
}

/** Only what was looked at is touched, and only where it was: an id goes with a file that is moved, and stays with one that is replaced. */
async function requireUnchanged(app: FilesApp, path: string, { kind, id, size, mtime }: Item, signal: AbortSignal): Promise<void> {
  if (kind === 'folder') {
    if ((await app.folders.get(id, { signal })).path === path) return;
  } else {
    const found = await app.files.get(id, { signal });
    if (found.path === path && found.size === size && timeOf(found) === mtime) return;
  }
  throw new TemporaryError(`${path} was changed meanwhile, and is left as it is`, 'run the same command again');
}

async function* localItems(
  root: string,
  destination: Destination,
  options: {
    readonly filter: Filter;
    readonly signal: AbortSignal;
    readonly stateDir: string;
    readonly onFolder?: (path: string) => void;
  },
): AsyncGenerator<SourceEntry> {
  const prefers = (path: string): boolean => destination.get(comparisonKey(path))?.path === path;
  const isPartial = await findBegunPartials(options.stateDir);
  for await (const entry of scanFolder(root, { ...options, prefers })) {
    if (entry.kind === 'file') {
      if (!(await isPartial(join(root, entry.path)))) yield { ...entry, id: '' };
      // Folders are the filter's too: of those that it leaves out, only what it lets in is transferred.
    } else if (entry.kind === 'folder') {
      if (options.filter.includes(`${entry.path}/`)) yield { kind: 'folder', path: entry.path, size: 0, mtime: null, id: '' };
    } else yield entry;
  }
}
