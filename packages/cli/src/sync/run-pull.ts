import type { Context } from '../context.ts';
import { UsageError } from '../output/failures.ts';
import { findRemote } from '../remote.ts';
import type { Filter } from '../transfer/filter.ts';
import { conclude, type Report } from '../transfer/run.ts';
import { readSyncFlags, type SyncFlags } from './flags.ts';
import { pulling } from './pull.ts';
import { synchronize } from './synchronize.ts';
import { createChanges, type Changes } from './watch.ts';
import { keepSynchronized } from './watching.ts';

/** `sync pull`. */
export async function pull(context: Context, args: readonly string[], flags: SyncFlags, readFilter: () => Promise<Filter>): Promise<void> {
  const [remote, local] = args;
  if (local === undefined || remote === undefined) throw new UsageError('Say from where to where: filewharf sync pull /photos photos');
  const settings = readSyncFlags(flags);
  const filter = await readFilter();
  const once = async (): Promise<Report> =>
    synchronize(context, 'sync pull', flags, settings, await pulling(context, { remote, local, filter, settings }));
  if (flags.watch !== true) {
    conclude(await once(), context, flags);
    return;
  }
  const changes = createChanges(context.signal);
  // Heard from before the first comparison on, so that nothing is missed between the two.
  const listening = listen(context, remote, changes);
  await Promise.race([keepSynchronized(context, changes, once), listening]);
}

/** The feed says that something changed in the folder. It goes on over broken lines; rejects when the server refuses it. */
async function listen(context: Context, remote: string, changes: Changes): Promise<never> {
  const client = await context.client();
  const folder = await findRemote(client, remote, 'folder');
  // Folders too: when one is made or renamed, no file changes.
  const stream = client.sync.stream({ folderId: folder.id, include: 'folders', signal: context.signal });
  for await (const _change of stream) changes.touch();
  throw new Error('the server ended its feed of changes');
}
