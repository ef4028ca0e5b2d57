import type { Engine } from '../transfer/engine.ts';
import { createLookahead } from '../transfer/lookahead.ts';
import { inParallel } from '../transfer/slots.ts';
import { hashLocal } from '../transfer/upload-existing.ts';
import type { Direction } from './direction.ts';
import type { SyncSettings } from './flags.ts';
import type { Plan, Transfer } from './plan.ts';

/**
 * Compares the contents of the plan's doubtful files, and moves each to where it belongs: to the transfers, or to the unchanged. Answers
 * those that are the same but for their time, which is then set, so that the next comparison is by time.
 */
export async function settleDoubts(
  engine: Engine,
  direction: Direction,
  plan: Plan,
  { comparison }: SyncSettings,
): Promise<Required<Transfer>[]> {
  const sameContent: Required<Transfer>[] = [];
  const known = createLookahead(
    plan.doubtful.map((transfer) => ({ ...direction.remoteOf(transfer), etag: null, sha256: null })),
    engine.checksums,
  );
  await inParallel(
    engine.transfers,
    plan.doubtful,
    async (transfer) => {
      const asked = known.next();
      const { source } = transfer;
      try {
        const [ours, theirs] = await Promise.all([hashLocal(engine, direction.localOf(transfer)), asked]);
        if (ours !== theirs?.sha256) {
          plan.transfers.push(transfer);
          return;
        }
        plan.unchanged.push(source);
        if (comparison === 'time' && source.mtime !== null) sameContent.push(transfer);
      } catch (error) {
        engine.signal.throwIfAborted();
        plan.failures.push({ name: source.path, error });
      }
    },
    () => engine.patience.exhausted,
  );
  if (engine.patience.exhausted && plan.failures[0] !== undefined) throw plan.failures[0].error;
  plan.doubtful.length = 0;
  return sameContent;
}
