import { Command } from 'commander';
import { onRun } from '../context.ts';
import { addFilterFlags, addTransferFlags } from '../transfer/flags.ts';
import type { SyncFlags } from './flags.ts';

/** `sync push`. */
export function syncPushCommand(): Command {
  const command = new Command('push')
    .description('Make a folder on the server like a folder here')
    .argument('[local]', 'folder on this machine')
    .argument('[remote]', 'path or id of a folder on the server; a path is made when it is missing');
  const filter = addFilterFlags(command);
  addSyncFlags(command).option(
    '--chunk-size <bytes>',
    'larger files go in chunks of so many bytes; each one on its way is in memory',
    '8M',
  );
  command.addHelpText('after', help('filewharf sync push photos /photos', 'filewharf sync push --delete --exclude tmp/ site /www'));
  return onRun<SyncFlags>(command, async (context, args, flags) => {
    const { push } = await import('./run-push.ts');
    await push(context, args, flags, filter);
  });
}

/** `sync pull`. */
export function syncPullCommand(): Command {
  const command = new Command('pull')
    .description('Make a folder here like a folder on the server')
    .argument('[remote]', 'path or id of a folder on the server')
    .argument('[local]', 'folder on this machine, which is made when it is missing');
  const filter = addFilterFlags(command);
  addSyncFlags(command);
  command.addHelpText('after', help('filewharf sync pull /photos photos', 'filewharf sync pull --delete --dry-run /www site'));
  return onRun<SyncFlags>(command, async (context, args, flags) => {
    const { pull } = await import('./run-pull.ts');
    await pull(context, args, flags, filter);
  });
}

/** `sync status`. */
export function syncStatusCommand(): Command {
  const command = new Command('status').description('What was begun and cut off: the same command continues it');
  return onRun(command, async (context) => {
    const { status } = await import('./status.ts');
    await status(context);
  });
}

function addSyncFlags(command: Command): Command {
  return addTransferFlags(command)
    .option('--delete', 'delete what only the destination has, when everything else has worked')
    .option('--delete-excluded', 'the same, and also what the filters leave out')
    .option('--max-delete <number>', 'do nothing at all when more files and folders would be deleted')
    .option('--checksum', 'compare contents, whatever the times say')
    .option('--size-only', 'compare nothing but sizes')
    .option('--update', 'leave files alone that are newer at the destination')
    .option('--watch', 'go on, and transfer again when something changes');
}

const help = (...examples: readonly string[]): string => `
What is the same:
  Files of the same size and time are. When only the time differs, the contents decide, and the time is set when they
  are the same. Names are compared as on the server: a.txt and A.txt are one, and two of them here are an error.
  Symbolic links are not followed, and what the other side has in their place stays. What a download
  has begun (NAME.partial) is no file of the folder until it is whole.

--dry-run prints + for new, * for changed, - for deleted and = for the same.
--delete deletes what was looked at, where it was: what was changed or moved meanwhile stays, and the exit code is 5.

Examples:
  ${examples.join('\n  ')}`;
