import { lstat } from 'node:fs/promises';
import { extname, relative } from 'node:path';
import type { Context } from '../context.ts';
import { ItemsFailedError, UsageError } from '../output/failures.ts';
import type { FileProgress } from '../output/progress.ts';
import type { KnownChecksum } from './checksums.ts';
import { downloadFile } from './download-file.ts';
import { forceHint, type DownloadFlags } from './download-flags.ts';
import { parseRange } from './byte-range.ts';
import { downloadRange } from './download-range.ts';
import { downloadToStandardOutput } from './download-stdout.ts';
import { destinationOf, findDownloads, findEntries, placeDownloads, type DownloadItem, type FoundDownloads } from './download-targets.ts';
import { startEngine, type Engine } from './engine.ts';
import { fetchedView } from './fetched-view.ts';
import type { Filter } from './filter.ts';
import { createLookahead } from './lookahead.ts';
import { exists, isThere, reserveNames, type MayReplace } from './partial-file.ts';
import { conclude, runJobs, type Worked } from './run.ts';
import { hashLocal } from './upload-existing.ts';

/** `files download`. */
export async function download(
  context: Context,
  names: readonly string[],
  flags: DownloadFlags,
  readFilter: () => Promise<Filter>,
): Promise<void> {
  const range = flags.range === undefined ? undefined : parseRange(flags.range);
  if (flags.dryRun === true && (flags.output === '-' || range !== undefined))
    throw new UsageError('--dry-run goes with neither --range nor -o -.', 'leave out --dry-run: only one file is read');
  const filter = await readFilter();
  const client = await context.client();
  if (names.length === 1) context.about({ object: names[0] ?? '', kind: 'file', action: 'cannot download' });
  const { entries, failures } = await findEntries(client, names);
  const folder = entries.find(({ type }) => type === 'folder');
  if (folder !== undefined && flags.recursive !== true)
    throw new UsageError(`${folder.path} is a folder.`, 'add --recursive to download all that is in it');
  if (flags.output === '-' || range !== undefined) {
    const [only, ...others] = entries;
    if (only === undefined || others.length > 0 || failures.length > 0 || only.type !== 'file')
      throw new UsageError(`${range === undefined ? '-o -' : '--range'} is for one file.`);
    if (flags.output === '-') await downloadToStandardOutput(context, only, range, flags);
    else if (range !== undefined) await downloadRange(context, only, range, flags);
    return;
  }
  const roots = await placeDownloads(entries, flags.output);
  const found = await findDownloads(client, roots, filter, context.signal);
  const all = { ...found, failures: [...failures, ...found.failures] };
  if (flags.dryRun !== true) {
    await fetchAll(context, flags, all);
    return;
  }
  await sayDownloads(context, all.items);
  if (all.failures.length > 0) throw new ItemsFailedError(all.failures, all.items.length + all.failures.length);
}

async function fetchAll(context: Context, flags: DownloadFlags, { items, folders, failures }: FoundDownloads): Promise<void> {
  const { output, signal } = context;
  const progress = output.progress();
  let engine: Engine | undefined;
  try {
    engine = await startEngine(context, flags, progress);
    const { client, slots, patience, checksums, downloads: sessions, leftovers, transfers } = engine;
    const known = createLookahead(items, checksums);
    const isReserved = reserveNames(items, { pathOf: ({ path }) => path, placeOf: destinationOf });
    const results = output.results(fetchedView);
    const total = items.length + failures.length;
    for (const { name, error } of failures) if (total > 1) progress.start(name).fail(error);
    progress.setTotals({ files: items.length, bytes: items.reduce((sum, { size }) => sum + size, 0), known: true });

    const started = engine;
    async function work(item: DownloadItem, file: FileProgress): Promise<Worked> {
      // Asked for in the order of the items, whether it is needed or not.
      const checksum = known.next();
      await item.root.folders.ensure(item.path.includes('/') ? item.path.slice(0, item.path.lastIndexOf('/')) : '');
      const place = await choosePlace(started, item, checksum, {
        force: flags.force === true,
        rename: output.interactive && !item.root.isNamed,
      });
      if (place === undefined) return 'skipped';
      const { size, sha256 } = await downloadFile(
        { client, slots, patience, checksums, sessions, leftovers, isReserved, signal, note: (text) => progress.note(text) },
        { ...item, ...place, takenHint: forceHint, mtime: flags.preserveTimes === true ? item.mtime : null, checksum },
        (bytes) => file.advance(bytes),
      );
      await results.write({ id: item.id, path: relative('.', place.localPath), size, sha256 });
      return 'transferred';
    }

    for (const { root, path } of folders) await root.folders.ensure(path);
    const report = await runJobs(
      items,
      {
        describe: (item) => ({ name: relative('.', destinationOf(item)), sizeBytes: item.size }),
        progress,
        patience,
        signal,
        transfers,
        flush: () => checksums.flush(),
        alwaysSay: total > 1,
      },
      work,
    );
    report.failures.push(...failures);
    progress.finish({ verb: 'downloaded' });
    if (!signal.aborted) await results.end();
    conclude({ ...report, total }, context, flags);
  } finally {
    await engine?.leftovers.end();
    progress.finish();
  }
}

interface Place {
  readonly localPath: string;
  readonly mayReplace: MayReplace;
}

/** Where the file goes; undefined when it is there already, byte for byte. */
async function choosePlace(
  engine: Engine,
  item: DownloadItem,
  checksum: Promise<KnownChecksum | undefined>,
  { force, rename }: { readonly force: boolean; readonly rename: boolean },
): Promise<Place | undefined> {
  const localPath = destinationOf(item);
  if (!(await isThere(localPath))) return { localPath, mayReplace: 'nothing' };
  if (await isSame(engine, localPath, item, checksum)) return undefined;
  if (force) return { localPath, mayReplace: 'anything' };
  if (rename) return { localPath: await freeName(localPath), mayReplace: 'nothing' };
  throw exists(localPath, forceHint);
}

async function isSame(
  engine: Engine,
  path: string,
  { size }: DownloadItem,
  checksum: Promise<KnownChecksum | undefined>,
): Promise<boolean> {
  const there = await lstat(path);
  if (!there.isFile() || there.size !== size) return false;
  const [ours, theirs] = await Promise.all([hashLocal(engine, path), checksum]);
  return ours === theirs?.sha256;
}

/** `report (2).pdf`, or a higher number. */
async function freeName(path: string): Promise<string> {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  for (let number = 2; ; number += 1) {
    const name = `${stem} (${number})${ending}`;
    if (!(await isThere(name))) return name;
  }
}

interface PlannedDownload {
  /** `*`: something is there already. */
  readonly action: '+' | '*';
  readonly size: number;
  readonly path: string;
}

async function sayDownloads({ output }: Context, items: readonly DownloadItem[]): Promise<void> {
  const results = output.results<PlannedDownload>({
    title: 'files download',
    columns: [
      { title: '', value: ({ action }) => action, field: 'action' },
      { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
      { title: 'Path', value: ({ path }) => path, field: 'path' },
    ],
  });
  for (const item of items) {
    const path = destinationOf(item);
    await results.write({ action: (await isThere(path)) ? '*' : '+', size: item.size, path: relative('.', path) });
  }
  await results.end();
}
