import { Command } from 'commander';
import type { FilesApp } from '@filewharf/sdk';
import { onRun } from '../context.ts';
import { MissingError } from '../output/failures.ts';
import { count } from '../output/units.ts';
import type { View } from '../output/view.ts';
import { findRemote, parseRemote } from '../remote.ts';
import { entryView } from './entry-views.ts';

export function trashCommand(): Command {
  return new Command('trash')
    .description('What was deleted and can come back: list, restore, empty')
    .addCommand(listCommand())
    .addCommand(restoreCommand())
    .addCommand(emptyCommand());
}

type TrashItem = Awaited<ReturnType<FilesApp['trash']['list']>>['items'][number];

const trashView: View<TrashItem> = {
  title: 'trash list',
  columns: [
    { title: 'ID', value: ({ id }) => id, kind: 'id', drop: 2, field: 'id' },
    { title: 'Kind', value: ({ kind }) => kind, field: 'kind' },
    { title: 'Path', value: ({ path }) => path, field: 'path' },
    { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
    { title: 'Deleted', value: (item) => item.deleted_at, kind: 'time', field: 'deleted_at' },
    { title: 'By', value: (item) => item.deleted_by?.username, drop: 1, field: 'deleted_by.username' },
    { title: 'Kept until', value: (item) => item.expires_at, kind: 'time', field: 'expires_at' },
  ],
  empty: 'The trash is empty.',
};

function listCommand(): Command {
  const command = new Command('list')
    .alias('ls')
    .description('List what is in the trash, the newest first')
    .argument('[name]', 'only what has this in its name; * and ? stand for anything');
  return onRun(command, async ({ client, output }, [query]) => {
    await output.list((await client()).trash.list({ query }), trashView);
  });
}

function restoreCommand(): Command {
  const command = new Command('restore')
    .description('Put something back where it lay')
    .argument('<item>', 'the path that it had, or its id, as trash list shows them; of several with one path the newest')
    .option('--folder <folder>', 'into this folder instead: path or id');
  return onRun<{ readonly folder?: string }>(command, async ({ client, output, about }, [text = ''], { folder }) => {
    about({ object: text, kind: 'resource' });
    const app = await client();
    const id = await findInTrash(app, text);
    const folderId = folder === undefined ? undefined : (await findRemote(app, folder, 'folder')).id;
    await output.item(await app.trash.restore(id, { folderId }), entryView('trash restore'));
  });
}

async function findInTrash(client: FilesApp, text: string): Promise<string> {
  if (/^trash_[0-9a-hjkmnp-tv-z]{26}$/.test(text)) return text;
  const remote = parseRemote(text);
  for await (const { id, path } of client.trash.list({ limit: 1000 })) if ('path' in remote && path === remote.path) return id;
  throw new MissingError(
    'file',
    `there is no ${text} in the trash, or this key may not see it`,
    'filewharf trash list shows what is there',
  );
}

function emptyCommand(): Command {
  const command = new Command('empty').description('Delete what is in the trash for good');
  return onRun(command, async ({ client, output, connection }) => {
    const { baseUrl } = await connection();
    const app = await client();
    await output.confirm(`Delete all that filewharf trash list shows on ${baseUrl} for good?`);
    const { deleted } = await app.trash.empty();
    await output.item(
      { object: 'trash', deleted },
      { title: 'trash empty', columns: [{ title: 'Deleted', value: (row) => count(row.deleted, 'item') }] },
    );
  });
}
