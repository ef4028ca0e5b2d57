import type { Context } from '../context.ts';
import { isFatal, isPassing } from '../transfer/errors.ts';
import type { Report } from '../transfer/run.ts';
import type { Changes } from './watch.ts';

/** How long after a failure everything is compared again, when nothing changes before. */
const againMs = 60_000;

/**
 * `--watch`: compares and transfers, again after each change, until the user ends it or nothing can work any more. What fails is said, and
 * tried again with the next change or after a minute.
 */
export async function keepSynchronized(context: Context, changes: Changes, once: () => Promise<Report>): Promise<never> {
  const { output, signal } = context;
  for (;;) {
    let failed = false;
    try {
      const report = await once();
      const fatal = report.failures.find(({ error }) => isFatal(error));
      if (fatal !== undefined) throw fatal.error;
      failed = report.failures.length > 0 || report.stopped;
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      output.error(error);
      failed = true;
    }
    signal.throwIfAborted();
    output.detail('Watching for changes');
    const timer = failed ? setTimeout(() => changes.touch(), againMs) : undefined;
    await changes.next().finally(() => clearTimeout(timer));
  }
}
