import type { Entry } from '@filewharf/sdk';
import type { Context } from '../context.ts';
import { UsageError } from '../output/failures.ts';
import type { FileProgress } from '../output/progress.ts';
import { startEngine, type Engine } from './engine.ts';
import { statusOf } from './errors.ts';
import type { Filter } from './filter.ts';
import { parseBytes } from './flags.ts';
import { splitRemote } from './remote-path.ts';
import { conclude, runJobs, type Report, type Worked } from './run.ts';
import { createSender, sentView } from './send.ts';
import { parseUploadArgs } from './upload-args.ts';
import { sayUploads } from './upload-dry-run.ts';
import { decide, findExisting, type Looked } from './upload-existing.ts';
import { largestChunk, readIfExists, smallestChunk, type UploadFlags } from './upload-flags.ts';
import { findUploads, localOf, remoteOf, shownOf, type Found, type UploadItem } from './upload-sources.ts';
import { uploadStandardInput } from './upload-stdin.ts';
import { findTarget } from './upload-targets.ts';

/** `files upload`. */
export async function upload(
  context: Context,
  args: readonly string[],
  flags: UploadFlags,
  readFilter: () => Promise<Filter>,
): Promise<void> {
  const { sources, destination } = parseUploadArgs(args, flags.file ?? []);
  const ifExists = readIfExists(flags);
  const chunkSize = parseBytes(flags.chunkSize, '--chunk-size', smallestChunk, largestChunk);
  const filter = await readFilter();
  const client = await context.client();
  context.about({ object: destination, kind: 'folder', action: 'cannot upload' });
  const target = await findTarget(client, destination, sources.length);
  context.about({ action: 'cannot upload', ...(sources.length === 1 ? { object: sources[0] ?? '' } : {}) });
  if (sources[0] === '-') {
    await uploadStandardInput(context, target, flags, ifExists);
    return;
  }
  if (flags.name !== undefined) throw new UsageError('--name names what comes from standard input; a file gets another name by DEST.');
  const found = await findUploads(sources, target, { recursive: flags.recursive === true, filter, signal: context.signal });
  // One thing that is not there is that thing's failure, not one of several.
  const only = found.failures[0];
  if (sources.length === 1 && found.roots.length === 0 && only !== undefined) throw only.error;

  const needsExisting = ifExists === 'skip' || ifExists === 'fail' || flags.checksum === true;
  const existing = needsExisting ? await findExisting(client, found.roots) : new Map<string, Entry>();
  const plan: Plan = { existing, ifExists, checksum: flags.checksum === true, chunkSize };
  await (flags.dryRun === true ? sayUploads(context, flags, found, plan) : sendAll(context, flags, found, plan));
}

interface Plan extends Looked {
  readonly chunkSize: number;
}

async function sendAll(context: Context, flags: UploadFlags, found: Found, plan: Plan): Promise<void> {
  const { output, signal } = context;
  const { ifExists } = plan;
  const progress = output.progress();
  try {
    const engine = await startEngine(context, flags, progress);
    const { send } = createSender(engine, { chunkSize: plan.chunkSize, encrypt: flags.encrypt });
    const results = output.results(sentView('files upload'));
    for (const path of found.skipped) output.detail(`${path} is a symbolic link or no regular file, and left out`);
    if (found.skipped.length > 0) output.note(`${found.skipped.length} symbolic links and special files are left out.`);
    const total = found.items.length + found.failures.length;
    for (const { name, error } of found.failures) if (total > 1) progress.start(name).fail(error);
    progress.setTotals({ files: found.items.length, bytes: found.items.reduce((sum, { size }) => sum + size, 0), known: true });

    async function work(item: UploadItem, file: FileProgress): Promise<Worked> {
      if ((await decide(engine, item, plan)) === 'skip') return 'skipped';
      const { folder: folderPath, name } = splitRemote(remoteOf(item));
      try {
        const { compared } = await send(
          { localPath: localOf(item), folderPath, name, ifExists: ifExists === 'skip' ? 'fail' : ifExists },
          file,
        );
        return { later: compared.then((sent) => results.write(sent)).then(() => 'transferred') };
      } catch (error) {
        // It came there since we looked.
        if (ifExists === 'skip' && statusOf(error) === 409) return 'skipped';
        throw error;
      }
    }

    const report = await runJobs(
      found.items,
      {
        describe: (item) => ({ name: shownOf(item), sizeBytes: item.size }),
        progress,
        patience: engine.patience,
        signal,
        transfers: engine.transfers,
        flush: () => engine.checksums.flush(),
        alwaysSay: total > 1,
      },
      work,
    );
    report.failures.push(...found.failures);
    await makeFolders(engine, found.folders, report);
    progress.finish({ verb: 'uploaded' });
    if (!signal.aborted) await results.end();
    conclude({ ...report, total: total + found.folders.length }, context, flags);
  } finally {
    progress.finish();
  }
}

/** Folders that no file has made. */
async function makeFolders({ client, patience, progress, signal }: Engine, folders: readonly string[], report: Report): Promise<void> {
  for (const path of folders) {
    if (report.stopped || signal.aborted || patience.exhausted) return;
    try {
      await patience.attempt(() => client.folders.create({ path, parents: true }, { signal }));
    } catch (error) {
      if (signal.aborted) return;
      report.failures.push({ name: path, error });
      if (report.told) progress.start(path).fail(error);
    }
  }
}
