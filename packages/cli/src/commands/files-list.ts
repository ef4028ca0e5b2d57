import { Command, Option } from 'commander';
import type { Entry, FilesApp } from '@filewharf/sdk';
import { onRun, type Context } from '../context.ts';
import { MissingError, UsageError } from '../output/failures.ts';
import type { View } from '../output/view.ts';
import { findRemote } from '../remote.ts';
import { entryView } from './entry-views.ts';
import { matchesAny } from '../name-patterns.ts';
import { wholeNumber } from './numbers.ts';

interface ListFlags {
  readonly after?: string;
  readonly limit?: string;
  readonly maxItems?: string;
  readonly recursive?: boolean;
  readonly sort?: string;
  readonly order?: string;
  readonly include?: readonly string[];
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/**
 * `files list`: without a folder the seed's own listing, of all files that the user put in, the newest first (`GET /v1/files`); with a
 * folder what is in it (`GET /api/v2/entries`).
 */
export function filesListCommand(): Command {
  const command = new Command('list')
    .alias('ls')
    .description('List your files, the newest first; with a folder, what is in it')
    .argument('[folder]', 'path or id of a folder; / is the top folder')
    .option('--after <id>', 'begin behind this one: an id, or with a folder the cursor that --format raw shows')
    .option('--limit <number>', 'how many are asked for at a time (default of the server: 20)')
    .option('--max-items <number>', 'how many are printed at most, -1 for all', '-1')
    .option('-r, --recursive', 'all below the folder')
    .addOption(new Option('--sort <field>', 'of a folder: by what').choices(['name', 'size', 'updated_at']).argParser(String))
    .addOption(new Option('--order <order>', 'of a folder: which end first').choices(['asc', 'desc']).argParser(String))
    .option('--include <pattern>', 'only names that match, such as *.pdf; may be given more than once', collect);
  return onRun<ListFlags>(command, async (context, [folder], flags) => {
    const inFolder = folder !== undefined || flags.recursive === true || flags.sort !== undefined || flags.order !== undefined;
    if (inFolder) await listFolder(context, folder ?? '/', flags);
    else await listOwn(context, flags);
  });
}

/** How many to print; undefined for all. */
function itemLimit({ maxItems = '-1' }: ListFlags): number {
  const value = wholeNumber(maxItems, '--max-items', -1);
  return value === -1 ? Number.POSITIVE_INFINITY : value;
}

async function* first<Item>(items: AsyncIterable<Item>, count: number): AsyncGenerator<Item> {
  let left = count;
  if (left <= 0) return;
  for await (const item of items) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}

async function* only<Item>(items: AsyncIterable<Item>, accepts: (item: Item) => boolean): AsyncGenerator<Item> {
  for await (const item of items) if (accepts(item)) yield item;
}

/** A file as `GET /v1/files` shows it. */
interface OwnFile {
  readonly id: string;
  readonly content_type: string;
  readonly created_at: string;
  readonly file_name: string;
  readonly object: 'file';
  readonly size: number;
}

const largestOwnPage = 100;

async function listOwn({ client, output, about }: Context, flags: ListFlags): Promise<void> {
  const app = await client();
  const { after } = flags;
  if (after !== undefined) about({ object: after });
  const limit = flags.limit === undefined ? undefined : wholeNumber(flags.limit, '--limit', 1, largestOwnPage);
  const page = (cursor: string | undefined, size: number | undefined) =>
    app.request('GET', '/v1/files', { query: { after: cursor, limit: size } });
  async function* all(): AsyncGenerator<OwnFile> {
    for (let cursor = after; ;) {
      const { data, has_more: hasMore } = (await (await page(cursor, limit ?? largestOwnPage)).json()) as {
        data: readonly OwnFile[];
        has_more: boolean;
      };
      yield* data;
      cursor = data.at(-1)?.id;
      if (!hasMore || cursor === undefined) return;
    }
  }
  const view: View<OwnFile> = {
    title: 'files list',
    columns: [
      { title: 'ID', value: ({ id }) => id, kind: 'id', field: 'id' },
      { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
      { title: 'Created', value: (file) => file.created_at, kind: 'time', drop: 2, field: 'created_at' },
      { title: 'Type', value: (file) => file.content_type, drop: 1, field: 'content_type' },
      { title: 'Name', value: (file) => file.file_name, field: 'file_name' },
    ],
    raw: async () => (await page(after, limit)).bytes(),
    empty: 'No files yet. filewharf files upload FILE puts one in.',
  };
  const { include } = flags;
  const wanted = include === undefined ? all() : only(all(), ({ file_name: name }) => matchesAny(include, name));
  await output.list(first(wanted, itemLimit(flags)), view);
}

async function listFolder({ client, output, about }: Context, folder: string, flags: ListFlags): Promise<void> {
  about({ object: folder, kind: 'folder' });
  const app = await client();
  const { id } = await findFolder(app, folder);
  const { sort, order, recursive = false, after: cursor, include } = flags;
  const limit = flags.limit === undefined ? undefined : wholeNumber(flags.limit, '--limit', 1, 1000);
  const query = { folderId: id, recursive, sort, order } as Parameters<FilesApp['entries']['list']>[0];
  async function* entries(): AsyncGenerator<Entry> {
    const list = app.entries.list({ ...query, limit: limit ?? 1000 });
    for (let page = await list.page(cursor); ; page = await page.loadNextPage()) {
      yield* page;
      if (!page.hasNextPage) return;
    }
  }
  const view: View<Entry> = {
    ...entryView('files list'),
    raw: async () =>
      (
        await app.request('GET', '/api/v2/entries', {
          query: { folder_id: id, recursive: recursive || undefined, sort, order, cursor, limit },
        })
      ).bytes(),
    empty: `There is nothing in ${folder}.`,
  };
  await output.list(
    first(include === undefined ? entries() : only(entries(), ({ name }) => matchesAny(include, name)), itemLimit(flags)),
    view,
  );
}

/** Of a missing thing that was asked for as a folder, the folder is missing: exit code 3. */
async function findFolder(client: FilesApp, folder: string): Promise<Entry> {
  try {
    return await findRemote(client, folder, 'folder');
  } catch (error) {
    if (error instanceof MissingError && error.kind !== 'folder') throw new MissingError('folder', error.message, error.hint);
    if (error instanceof UsageError) throw new UsageError(error.message, 'use filewharf files retrieve for a file');
    throw error;
  }
}
