import type { Context } from '../context.ts';
import { UsageError } from '../output/failures.ts';
import type { Filter } from '../transfer/filter.ts';
import { conclude, type Report } from '../transfer/run.ts';
import { readSyncFlags, type SyncFlags } from './flags.ts';
import { pushing } from './push.ts';
import { synchronize } from './synchronize.ts';
import { createChanges, createFolderWatcher } from './watch.ts';
import { keepSynchronized } from './watching.ts';

/** `sync push`. */
export async function push(context: Context, args: readonly string[], flags: SyncFlags, readFilter: () => Promise<Filter>): Promise<void> {
  const [local, remote] = args;
  if (local === undefined || remote === undefined) throw new UsageError('Say from where to where: filewharf sync push photos /photos');
  const settings = readSyncFlags(flags);
  const filter = await readFilter();
  const once = async (onFolder?: (path: string) => void): Promise<Report> => {
    const direction = await pushing(context, { local, remote, filter, flags, settings, ...(onFolder === undefined ? {} : { onFolder }) });
    return synchronize(context, 'sync push', flags, settings, direction);
  };
  if (flags.watch !== true) {
    conclude(await once(), context, flags);
    return;
  }
  const changes = createChanges(context.signal);
  const watcher = createFolderWatcher(changes, ({ message }) => context.output.warn(`not watched: ${message}`));
  try {
    await keepSynchronized(context, changes, async () => {
      const seen = new Set<string>();
      const report = await once((folder) => {
        seen.add(folder);
        watcher.add(folder);
      });
      if (report.failures.length === 0) watcher.keepOnly(seen);
      return report;
    });
  } finally {
    watcher.close();
  }
}
