import { Command } from 'commander';
import type { Entry, FilesApp } from '@filewharf/sdk';
import { onRun, type Context } from '../context.ts';
import { ItemsFailedError, MissingError, RefusedError, UsageError, type ItemFailure } from '../output/failures.ts';
import { readStandardInput } from '../standard-input.ts';
import { expandRemote, isMissing, isPattern } from '../remote.ts';
import type { View } from '../output/view.ts';
import { deletedView, type Deleted } from './entry-views.ts';
import { count, humanBytes } from '../output/units.ts';

export interface DeleteFlags {
  readonly recursive?: boolean;
  readonly trash?: boolean;
  readonly dryRun?: boolean;
  readonly ignoreMissing?: boolean;
  readonly stdin0?: boolean;
  readonly fileId?: string;
}

export function filesDeleteCommand(): Command {
  const command = new Command('delete')
    .alias('rm')
    .description('Delete files and folders, for good unless it says --trash')
    .argument('[remote...]', 'paths, ids, or patterns such as /logs/*.txt')
    .option('--file-id <id>', 'one more of them')
    .option('-r, --recursive', 'folders too, with all that is in them')
    .option('--trash', 'keep them in the trash for some days')
    .option('-n, --dry-run', 'only say what would be deleted')
    .option('--ignore-missing', 'what is not there is no failure')
    .option('--stdin0', 'read more names from standard input, each ended by a NUL');
  return onRun<DeleteFlags>(command, async (context, args, flags) => {
    const names = [
      ...args,
      ...(flags.fileId === undefined ? [] : [flags.fileId]),
      ...(flags.stdin0 === true ? await namesOfStdin(context.signal) : []),
    ];
    if (names.length === 0) throw new UsageError('Say what to delete: paths or ids.');
    await deleteRemotes(context, names, flags, 'files delete');
  });
}

async function namesOfStdin(signal: AbortSignal): Promise<readonly string[]> {
  return (await readStandardInput('the names', signal))
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}

/** Deletes what is named. Asks where that is more than one file that was named by itself. */
export async function deleteRemotes(
  context: Context,
  names: readonly string[],
  flags: DeleteFlags,
  title: string,
  expected: 'folder' | 'any' = 'any',
): Promise<void> {
  const { output, signal } = context;
  const trash = flags.trash === true;
  const client = await context.client();
  const failures: ItemFailure[] = [];
  const entries = new Map<string, Entry>();
  if (names.length === 1) context.about({ object: names[0] ?? '', kind: expected === 'folder' ? 'folder' : 'file' });
  for (const name of names) {
    try {
      for (const entry of await expandRemote(client, name, expected)) entries.set(entry.id, entry);
    } catch (error) {
      if (!(error instanceof MissingError)) throw error;
      if (flags.ignoreMissing !== true) failures.push({ name, error });
    }
  }
  // One thing that is not there is that thing's failure, not one of several.
  if (names.length === 1 && failures[0] !== undefined) throw failures[0].error;
  const all = [...entries.values()];
  const folders = all.filter(({ type }) => type === 'folder');
  if (all.some(({ path }) => path === '/')) throw new UsageError('The top folder cannot be deleted.');
  if (folders.length > 0 && flags.recursive !== true) {
    for (const folder of folders) await requireEmpty(client, folder);
  }
  const what = await describe(client, all);
  const { baseUrl, baseUrlFrom } = await context.connection();
  const where = `${baseUrl} (${baseUrlFrom})`;
  if (flags.dryRun === true) {
    const results = output.results(spared(title));
    for (const { id, path, type } of all) await results.write({ id, object: type, path, deleted: false });
    await results.end();
    output.note(`would delete ${what} on ${where}`);
  } else {
    const isMuch = all.length > 1 || folders.length > 0 || names.some(isPattern);
    if (isMuch) await output.confirm(trash ? `Put ${what} on ${where} into the trash?` : `Delete ${what} on ${where} for good?`);
    const results = output.results(deletedView(title));
    for (const entry of all) {
      signal.throwIfAborted();
      try {
        if (entry.type === 'folder') await client.folders.delete(entry.id, { recursive: flags.recursive === true, trash });
        else await client.files.delete(entry.id, { trash });
        await results.write({ id: entry.id, object: entry.type, deleted: true });
      } catch (error) {
        if (flags.ignoreMissing === true && isMissing(error)) continue;
        if (all.length === 1 && failures.length === 0) throw error;
        failures.push({ name: entry.path, error });
      }
    }
    await results.end();
  }
  if (failures.length > 0)
    throw new ItemsFailedError(failures, all.length + failures.filter(({ error }) => error instanceof MissingError).length);
}

/** `--dry-run`: what would be deleted, and was not. */
const spared = (title: string): View<Deleted & { readonly path: string }> => ({
  title,
  columns: [
    { title: 'ID', value: ({ id }) => id, kind: 'id', field: 'id' },
    { title: 'Object', value: ({ object }) => object, field: 'object' },
    { title: 'Path', value: ({ path }) => path, field: 'path' },
  ],
});

async function requireEmpty(client: FilesApp, folder: Entry): Promise<void> {
  for await (const _entry of client.entries.list({ folderId: folder.id, limit: 1 }))
    throw new RefusedError(
      `${folder.path} is a folder that is not empty. Nothing was deleted.`,
      'add --recursive to delete all that is in it',
    );
}

/** `3 files and 1 folder with 1,204 files, 5.3 GiB`. */
async function describe(client: FilesApp, entries: readonly Entry[]): Promise<string> {
  const files = entries.filter(({ type }) => type === 'file');
  const folders = entries.filter(({ type }) => type === 'folder');
  let bytes = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  let inside = 0;
  for (const { id } of folders) {
    const { totals } = await client.folders.get(id, { totals: true });
    inside += totals?.files ?? 0;
    bytes += totals?.bytes ?? 0;
  }
  const only = entries.length === 1 ? entries[0]?.path : undefined;
  const names = [
    ...(files.length > 0 ? [only ?? count(files.length, 'file')] : []),
    ...(folders.length > 0 ? [`${only ?? count(folders.length, 'folder')} with ${count(inside, 'file')}`] : []),
  ];
  return `${names.length === 0 ? 'nothing' : names.join(' and ')}, ${humanBytes(bytes)}`;
}
