import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { MetadataStore } from '../metadata.ts';
import type { FileMigration, FileMigrationOperation, FileMigrationStatus } from '../metadata-file-migrations.ts';
import type { Member } from '../access/principal.ts';
import type { Progress } from './progress.ts';
import { requireScope } from '../access/rights.ts';

/** How long the one who asks for something long waits for its end. */
const defaultPatienceMilliseconds = 2000;
/** How often a long one writes down how far it is. */
const reportMilliseconds = 1000;
const retentionMilliseconds = 30 * 86_400_000;

export interface FileMigrationWanted {
  readonly operation: FileMigrationOperation;
  /** As the one who asks sees them. */
  readonly path: string;
  readonly destPath: string;
}

/** `pending` means that it goes on, and that `get` tells how far it is. */
export interface FileMigrationStarted {
  readonly status: Extract<FileMigrationStatus, 'completed' | 'pending'>;
  readonly number: number;
}

type Counts = Pick<FileMigration, 'filesMoved' | 'filesTotal'>;

export type FileMigrations = ReturnType<typeof createFileMigrations>;

/** Copies, moves and the like of whole folders: who asked for one waits for a short one and comes back for a long one. */
export function createFileMigrations({
  metadata,
  clock,
  patienceMilliseconds = defaultPatienceMilliseconds,
}: {
  metadata: MetadataStore;
  clock: Clock;
  patienceMilliseconds?: number | undefined;
}) {
  const running = new Set<Promise<void>>();
  let stopped = false;

  /** Before the first one of this process: what an earlier process left unfinished stays so. */
  let cleared: Promise<void> | undefined;
  const clearLeftovers = async (): Promise<void> => {
    // With other processes around it may be theirs.
    if (!metadata.exclusive) return;
    await metadata.write((tx) =>
      tx.failUnfinishedFileMigrations('The server was stopped before this was done. What is missing can be done again.'),
    );
  };
  const ready = async (): Promise<void> => {
    cleared ??= clearLeftovers();
    try {
      await cleared;
    } catch (error) {
      cleared = undefined;
      throw error;
    }
  };

  /** Counts, and keeps the row up to date once there is one. */
  function createReport(): { readonly progress: Progress; readonly counts: () => Counts; readonly writeTo: (number: number) => void } {
    const counted = { total: 0, moved: 0 };
    const counts = (): Counts => ({ filesMoved: counted.moved, filesTotal: Math.max(counted.total, counted.moved) });
    let row: number | undefined;
    let reportedAt = clock();
    return {
      counts,
      writeTo(number) {
        row = number;
      },
      progress: {
        total(files) {
          counted.total = files;
        },
        async moved(files) {
          counted.moved += files;
          const number = row;
          if (number === undefined || clock() - reportedAt < reportMilliseconds) return;
          reportedAt = clock();
          await metadata.write((tx) => tx.updateFileMigration(number, { status: 'in_progress', ...counts() }));
        },
        checkpoint() {
          if (stopped) throw new AppError('unavailable', 'The server is stopping. What is missing can be done again in a moment.');
        },
      },
    };
  }

  async function insert(member: Member, wanted: FileMigrationWanted, status: FileMigrationStatus, counts: Counts): Promise<number> {
    const now = clock();
    const { number } = await metadata.write(async (tx) => {
      await tx.deleteFileMigrations(now - retentionMilliseconds);
      return tx.insertFileMigration({
        ...wanted,
        ...counts,
        userId: member.userId,
        status,
        failureMessage: null,
        createdAt: now,
      });
    });
    return number;
  }

  function track(work: Promise<void>): void {
    // Whoever needs the failure has it from `work`. A store that cannot write keeps the row unfinished: the next process marks it as failed.
    const ended: Promise<void> = work.catch(() => undefined).finally(() => running.delete(ended));
    running.add(ended);
  }

  /** Nobody waits for it any more: what went wrong is told to the one who asks how far it is. */
  async function finish(number: number, work: Promise<void>, counts: () => Counts): Promise<void> {
    let change: Partial<Pick<FileMigration, 'status' | 'failureMessage'>> = { status: 'completed' };
    try {
      await work;
    } catch (error) {
      const isTold = error instanceof AppError && error.code !== 'internal';
      change = { status: 'failed', failureMessage: isTold ? error.message : 'An internal error stopped this.' };
    }
    await metadata.write((tx) => tx.updateFileMigration(number, { ...change, ...counts() }));
  }

  return {
    /**
     * Does the job, which was authorized or authorizes itself. One that ends soon is `completed`, and its failure is thrown, as if nobody
     * had ever heard of it. One that takes longer is `pending`, and its failure is in the row.
     */
    async run(member: Member, wanted: FileMigrationWanted, job: (progress: Progress) => Promise<void>): Promise<FileMigrationStarted> {
      await ready();
      const report = createReport();
      const work = job(report.progress);
      track(work);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), patienceMilliseconds);
      });
      try {
        const done = await Promise.race([work.then(() => true), late]);
        if (done) return { status: 'completed', number: await insert(member, wanted, 'completed', report.counts()) };
      } finally {
        clearTimeout(timer);
      }
      const number = await insert(member, wanted, 'pending', report.counts());
      report.writeTo(number);
      track(finish(number, work, report.counts));
      return { status: 'pending', number };
    },

    /** How far one's own is; an administrator sees all. */
    async get(member: Member, number: number): Promise<FileMigration> {
      requireScope(member, 'files:read');
      await ready();
      const found = await metadata.findFileMigration(number);
      const mayLook = member.keyFolderId === null && (member.isAdmin || member.isReadonlyAdmin);
      if (found === undefined || (found.userId !== member.userId && !mayLook)) throw new AppError('not_found', 'No such file migration.');
      return found;
    },

    /** Lets those under way end at the next safe place. */
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all(running);
    },
  };
}
