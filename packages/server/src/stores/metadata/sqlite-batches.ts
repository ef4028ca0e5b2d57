import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { setImmediate as endOfTurn } from 'node:timers/promises';

/** Jobs that share one commit at most: with inline contents of 64 KiB each, a commit then writes 4 MiB. */
const mostJobsPerCommit = 64;

interface Job {
  run(): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** What is done when the batch is committed. */
interface Outcome {
  readonly committed: (() => void)[];
  readonly settle: (() => void)[];
}

export interface BatchOptions {
  readonly database: DatabaseSyncInstance;
  readonly prepare: (sql: string) => StatementSyncInstance;
  /** Called before a job runs: forgets what the job before it did. */
  readonly jobBegins: () => void;
  /** Whether the job has changed a row so far. */
  readonly hasWritten: () => boolean;
  /** Called when a job has ended well. What it answers is called once the job is committed, before the job's promise is fulfilled. */
  readonly jobEnds: () => () => void;
  readonly beforeCommit: () => void;
  /** Calls the one COMMIT that it is given: an engine may have to do something around it. */
  readonly letCommit: (commit: () => void) => void;
  /** Whether a batch failed for want of room. */
  readonly isOutOfRoom: (error: unknown) => boolean;
  /** Called then. True when there is more room now: the batch is run once more. */
  readonly makeRoom: () => boolean;
  /** What a job's promise is rejected with. */
  readonly asError: (error: unknown) => unknown;
}

/**
 * Runs jobs one after the other, many of them in one transaction with one commit, so with one sync of the disk. Each is as if it were alone:
 * one that throws leaves nothing and takes nobody with it. A job may be run twice.
 */
export function createBatches({
  database,
  prepare,
  jobBegins,
  hasWritten,
  jobEnds,
  beforeCommit,
  letCommit,
  isOutOfRoom,
  makeRoom,
  asError,
}: BatchOptions) {
  const queue: Job[] = [];
  let flushing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, mostJobsPerCommit);
      try {
        const { committed, settle } = await runBatch(batch);
        for (const tell of committed) tell();
        for (const tell of settle) tell();
      } catch (error) {
        const reason = asError(error);
        for (const job of batch) job.reject(reason);
      }
    }
    // In the same turn as the last look at the queue, so that a job that arrives from now on starts the next flush.
    flushing = undefined;
  }

  async function runBatch(batch: readonly Job[]): Promise<Outcome> {
    const run = async (): Promise<Outcome> => (await runTogether(batch)) ?? (await runApart(batch));
    try {
      return await run();
    } catch (error) {
      if (!isOutOfRoom(error) || !makeRoom()) throw error;
      return run();
    }
  }

  async function runJob(job: Job, outcome: Outcome): Promise<void> {
    jobBegins();
    const value = await job.run();
    outcome.committed.push(jobEnds());
    outcome.settle.push(() => job.resolve(value));
  }

  /**
   * One transaction for all jobs. Undefined, and nothing has happened, when one of them failed after it had written. One that fails has
   * seldom written, so savepoints, which copy each page that a job touches, are left for when it had.
   */
  async function runTogether(batch: readonly Job[]): Promise<Outcome | undefined> {
    const outcome: Outcome = { committed: [], settle: [] };
    prepare('BEGIN IMMEDIATE').run();
    for (const job of batch) {
      try {
        await runJob(job, outcome);
      } catch (error) {
        if (hasWritten() || !database.isTransaction) {
          rollBack();
          return undefined;
        }
        outcome.settle.push(() => job.reject(asError(error)));
      }
    }
    commit();
    return outcome;
  }

  /** The same with a savepoint for each job. */
  async function runApart(batch: readonly Job[]): Promise<Outcome> {
    const outcome: Outcome = { committed: [], settle: [] };
    prepare('BEGIN IMMEDIATE').run();
    try {
      for (const job of batch) {
        prepare('SAVEPOINT job').run();
        try {
          await runJob(job, outcome);
        } catch (error) {
          // There may be more room for the whole batch in a moment.
          if (isOutOfRoom(error)) throw error;
          // When SQLite has already ended the transaction (disk full), this throws and the whole batch is refused.
          prepare('ROLLBACK TO job').run();
          outcome.settle.push(() => job.reject(asError(error)));
        }
        prepare('RELEASE job').run();
      }
    } catch (error) {
      rollBack();
      throw error;
    }
    commit();
    return outcome;
  }

  function commit(): void {
    beforeCommit();
    try {
      letCommit(() => prepare('COMMIT').run());
    } catch (error) {
      rollBack();
      throw error;
    }
  }

  function rollBack(): void {
    if (database.isTransaction) database.exec('ROLLBACK');
  }

  return {
    /** Fulfilled with what the job answers when it is committed; rejected when it threw or could not be committed. */
    add<T>(run: () => Promise<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        // The queue holds jobs of all result types; each value goes back to the promise that its own job made.
        queue.push({ run, resolve: (value) => resolve(value as T), reject });
        // Everything that arrives in this turn of the event loop and the next shares the commit: those whose answers made the last one
        // come in two halves otherwise.
        flushing ??= endOfTurn()
          .then(() => endOfTurn())
          .then(flush);
      });
    },

    /** Fulfilled when no job is left. */
    async idle(): Promise<void> {
      await flushing;
    },
  };
}
