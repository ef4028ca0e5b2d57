import { Command } from 'commander';
import type { Entry, FilesApp } from '@filewharf/sdk';
import { onRun } from '../context.ts';
import { UsageError } from '../output/failures.ts';
import { oneLine } from '../output/safe-text.ts';
import type { View } from '../output/view.ts';
import { findRemote, parseRemote } from '../remote.ts';
import { entryView } from './entry-views.ts';
import { carryCommand } from './files-carry.ts';
import { deleteRemotes, type DeleteFlags } from './files-delete.ts';
import { wholeNumber } from './numbers.ts';

export function foldersCommand(): Command {
  return new Command('folders')
    .description('Folders: list, create, retrieve, move, copy, delete')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(retrieveCommand())
    .addCommand(carryCommand('move', 'folders'))
    .addCommand(carryCommand('copy', 'folders'))
    .addCommand(deleteCommand());
}

type Folder = Awaited<ReturnType<FilesApp['folders']['get']>>;

const folderView = (title: string): View<Folder> => ({
  title,
  columns: [
    { title: 'ID', value: ({ id }) => id, kind: 'id', field: 'id' },
    { title: 'Path', value: ({ path }) => path, field: 'path' },
    { title: 'Files', value: ({ totals }) => totals?.files, kind: 'number', field: 'totals.files' },
    { title: 'Folders', value: ({ totals }) => totals?.folders, kind: 'number', field: 'totals.folders' },
    { title: 'Size', value: ({ totals }) => totals?.bytes, kind: 'bytes', field: 'totals.bytes' },
    { title: 'Created', value: (folder) => folder.created_at, kind: 'time', drop: 1, field: 'created_at' },
  ],
});

interface ListFlags {
  readonly tree?: boolean;
  readonly depth?: string;
  readonly recursive?: boolean;
}

function listCommand(): Command {
  const command = new Command('list')
    .alias('ls')
    .description('List the folders in a folder')
    .argument('[folder]', 'path or id', '/')
    .option('-r, --recursive', 'all below it')
    .option('--tree', 'draw them as a tree')
    .option('--depth <number>', 'how deep to go, with --tree or --recursive');
  return onRun<ListFlags>(command, async ({ client, output, about }, [folder = '/'], flags) => {
    if (flags.tree === true && output.format !== 'auto')
      throw new UsageError('--tree is a picture for people.', 'leave out --tree, or the format');
    about({ object: folder, kind: 'folder' });
    const depth = flags.depth === undefined ? Number.POSITIVE_INFINITY : wholeNumber(flags.depth, '--depth', 1);
    const app = await client();
    const root = await findRemote(app, folder, 'folder');
    const recursive = flags.recursive === true || flags.tree === true || flags.depth !== undefined;
    const below = app.entries.list({ folderId: root.id, type: 'folder', recursive, limit: 1000 });
    const rootDepth = depthOf(root.path);
    async function* wanted(): AsyncGenerator<Entry> {
      for await (const entry of below) if (depthOf(entry.path) - rootDepth <= depth) yield entry;
    }
    if (flags.tree !== true) {
      await output.list(wanted(), { ...entryView('folders list'), empty: `There are no folders in ${folder}.` });
      return;
    }
    const paths: string[] = [];
    for await (const { path } of wanted()) paths.push(path);
    await output.raw([root.path, ...treeLines(root.path, paths)].join('\n'));
  });
}

const depthOf = (path: string): number => (path === '/' ? 0 : path.split('/').length - 1);

/** The folders as branches, each below the one it is in. */
export function treeLines(root: string, paths: readonly string[]): string[] {
  const children = new Map<string, string[]>();
  for (const path of paths) {
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    children.set(parent, [...(children.get(parent) ?? []), path]);
  }
  const lines: string[] = [];
  const draw = (parent: string, indent: string): void => {
    const inside = (children.get(parent) ?? []).sort((a, b) => a.localeCompare(b));
    for (const [index, path] of inside.entries()) {
      const last = index === inside.length - 1;
      lines.push(`${indent}${last ? '└── ' : '├── '}${oneLine(path.slice(path.lastIndexOf('/') + 1))}`);
      draw(path, `${indent}${last ? '    ' : '│   '}`);
    }
  };
  draw(root, '');
  return lines;
}

function createCommand(): Command {
  const command = new Command('create')
    .alias('mkdir')
    .description('Create a folder')
    .argument('<path>', 'where it will be, such as /reports/2025')
    .option('-p, --parents', 'make what is missing on the way, and be content with one that is there')
    .option('-n, --dry-run', 'only say what would be created');
  return onRun<{ readonly parents?: boolean; readonly dryRun?: boolean }>(
    command,
    async ({ client, output, about }, [text = ''], flags) => {
      const remote = parseRemote(text);
      if (!('path' in remote) || remote.path === '/') throw new UsageError(`${text} is no path for a new folder.`);
      const { path } = remote;
      about({ object: path, kind: 'folder' });
      if (flags.dryRun === true) {
        output.note(`would create ${path}`);
        await output.item(
          { object: 'folder', path, created: false },
          { title: 'folders create', columns: [{ title: 'Path', value: (row) => row.path }] },
        );
        return;
      }
      const folder = await (await client()).folders.create({ path, parents: flags.parents === true });
      await output.item(folder, folderView('folders create'));
    },
  );
}

function retrieveCommand(): Command {
  const command = new Command('retrieve')
    .alias('stat')
    .description('Show a folder, with how much is in it')
    .argument('<folder>', 'path or id');
  return onRun(command, async ({ client, output, about }, [text = '']) => {
    about({ object: text, kind: 'folder' });
    const app = await client();
    const { id } = await findRemote(app, text, 'folder');
    await output.item(() => app.folders.get(id, { totals: true }), {
      ...folderView('folders retrieve'),
      raw: async () => (await app.request('GET', `/api/v2/folders/${id}`, { query: { totals: true } })).bytes(),
    });
  });
}

function deleteCommand(): Command {
  const command = new Command('delete')
    .alias('rm')
    .description('Delete folders, for good unless it says --trash')
    .argument('<folder...>', 'paths or ids')
    .option('-r, --recursive', 'with all that is in them')
    .option('--trash', 'keep them in the trash for some days')
    .option('-n, --dry-run', 'only say what would be deleted')
    .option('--ignore-missing', 'what is not there is no failure');
  return onRun<DeleteFlags>(command, (context, args, flags) => deleteRemotes(context, args, flags, 'folders delete', 'folder'));
}
