import type { Context } from '../context.ts';
import { InterruptedError, ItemsFailedError, NothingToTransferError, type ItemFailure } from '../output/failures.ts';
import type { FileProgress, Progress } from '../output/progress.ts';
import { isFatal } from './errors.ts';
import type { Patience } from './patience.ts';
import { inParallel } from './slots.ts';

export type Outcome = 'transferred' | 'skipped';

/** What became of a job: known now, or when its checksum has been compared, which holds up no other transfer. */
export type Worked = Outcome | { readonly later: Promise<Outcome> };

export interface Report {
  readonly total: number;
  transferred: number;
  skipped: number;
  readonly failures: ItemFailure[];
  /** Some were not begun, because nothing would have worked any more. */
  stopped: boolean;
  /** The user has read of each failure already. */
  readonly told: boolean;
}

export interface RunOptions<Job> {
  /** How a job is shown and counted. There can be very many jobs, so they do not hold it. */
  readonly describe: (job: Job) => { readonly name: string; readonly sizeBytes: number };
  readonly progress: Progress;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Files at once. */
  readonly transfers: number;
  /** No further job comes: whatever waits for more company goes now. */
  readonly flush: () => void;
  /** Says also the failure of the only job at once; otherwise that is left to the end of the command. */
  readonly alwaysSay?: boolean;
}

/** The most transfers that wait for their comparison. */
const mostLater = 250;

/**
 * Works off the jobs. What fails is said, kept and counted, and the others go on, unless it is of a kind that all would meet: a full disk,
 * a refused key, a server that stays away. Rejects for nothing but faults of its own.
 */
export async function runJobs<Job>(
  jobs: readonly Job[],
  { describe, progress, patience, signal, transfers, flush, alwaysSay = false }: RunOptions<Job>,
  work: (job: Job, progress: FileProgress) => Promise<Worked>,
): Promise<Report> {
  const report: Report = {
    total: jobs.length,
    transferred: 0,
    skipped: 0,
    failures: [],
    stopped: false,
    told: alwaysSay || jobs.length > 1,
  };
  const later = new Set<Promise<void>>();
  const stops = (): boolean => report.stopped || signal.aborted || patience.exhausted;

  function settle(file: FileProgress, outcome: Outcome): void {
    report[outcome] += 1;
    file.done(outcome);
  }
  function fail(name: string, file: FileProgress, error: unknown): void {
    // It is not the file's failure that the user stopped; what is begun is continued by the next command.
    if (signal.aborted) return;
    report.failures.push({ name, error });
    // A failure that is the command's is said at its end, in all detail.
    if (report.told) file.fail(error);
    if (isFatal(error)) report.stopped = true;
  }

  await inParallel(
    transfers,
    jobs,
    async (job) => {
      const { name, sizeBytes } = describe(job);
      const file = progress.start(name, sizeBytes);
      try {
        const worked = await work(job, file);
        if (typeof worked === 'string') {
          settle(file, worked);
          return;
        }
        const settled = worked.later.then(
          (outcome) => settle(file, outcome),
          (error: unknown) => fail(name, file, error),
        );
        const waiting = settled.finally(() => later.delete(waiting));
        later.add(waiting);
        if (later.size >= mostLater) await Promise.race(later);
      } catch (error) {
        fail(name, file, error);
      }
    },
    stops,
  );
  flush();
  await Promise.all(later);
  if (patience.exhausted) report.stopped = true;
  return report;
}

/** Ends a command as its report says: throws for whatever was not done. */
export function conclude(
  report: Report,
  { output, signal }: Context,
  { errorOnNoTransfer = false }: { errorOnNoTransfer?: boolean } = {},
): void {
  const { failures, total, transferred, skipped } = report;
  if (signal.aborted) throw new InterruptedError('interrupted', 'run the same command again: it continues what was begun');
  if (failures.length > 0) {
    const left = total - transferred - skipped - failures.length;
    if (report.stopped && left > 0) output.warn(`${left} more were not tried.`);
    if (report.stopped) output.note('What was begun is kept: run the same command again to continue.');
    const only = failures[0];
    if (only !== undefined && failures.length === 1 && !report.told) throw only.error;
    throw new ItemsFailedError(failures, total, { told: true });
  }
  if (errorOnNoTransfer && transferred === 0) throw new NothingToTransferError();
}
