import type { BlobStore } from './blobs.ts';
import type { Activities } from './tree/activity.ts';
import type { Changes } from './tree/changes.ts';
import type { Checksums } from './content/checksums.ts';
import type { Clock } from './clock.ts';
import type { Contents } from './content/contents.ts';
import { AppError } from './errors.ts';
import type { Keyring, WrappedKey } from './content/master-key.ts';
import type { MetadataStore } from './metadata.ts';
import type { Sessions } from './people/sessions.ts';
import type { Trash } from './tree/trash.ts';
import type { Uploads } from './content/uploads.ts';
import type { FindRetention } from './tree/version-rows.ts';
import type { Versions } from './tree/versions.ts';
import type { UsageHistory } from './usage-history.ts';
import type { ZipDownloads } from './content/zip-downloads.ts';

const keysPerBatch = 500;
const day = 86_400_000;

/** Blob keys whose bytes are on their way to somebody, and so must not be removed yet. */
export interface BlobsInUse {
  has(key: string): boolean;
}

export interface SweepResult {
  /** Blobs in the store that no row knows, left by a crash or a failed removal. */
  readonly orphans: number;
}

export type Maintenance = ReturnType<typeof createMaintenance>;

/** The work behind the scenes. Each step can be stopped anywhere and repeated. */
export function createMaintenance({
  metadata,
  blobs,
  contents,
  keyring,
  uploads,
  sessions,
  zipDownloads,
  changes,
  activities,
  usageHistory,
  checksums,
  versions,
  trash,
  retention,
  clock,
  blobsInUse,
  changesRetentionDays,
}: {
  metadata: MetadataStore;
  blobs: BlobStore;
  contents: Contents;
  keyring: Keyring;
  uploads: Uploads;
  sessions: Sessions;
  zipDownloads: ZipDownloads;
  changes: Changes;
  activities: Activities;
  usageHistory: UsageHistory;
  checksums: Checksums;
  versions: Versions;
  trash: Trash;
  retention: FindRetention;
  clock: Clock;
  blobsInUse: BlobsInUse;
  changesRetentionDays: number;
}) {
  let stopped = false;
  /** No file has more versions than this, unless it was let go of since. */
  let mostVersions = Number.POSITIVE_INFINITY;

  /** Lets go of what was replaced or deleted too long ago. */
  async function forget(): Promise<void> {
    const { versionsKept, versionDays, trashDays } = await retention(metadata);
    const goesOn = (): boolean => !stopped;
    await trash.purgeBefore(clock() - trashDays * day, goesOn);
    await versions.dropReplacedBefore(clock() - versionDays * day, goesOn);
    // A replacement drops what is too much by itself, so only another setting makes work here.
    if (versionsKept < mostVersions) await versions.dropMoreThan(versionsKept, goesOn);
    if (!stopped) mostVersions = versionsKept;
  }

  /** One that fails, whatever it hits upon, keeps none of those behind it from their work. Throws what went wrong, at the end. */
  async function runAll(steps: readonly (() => unknown)[]): Promise<void> {
    const failures: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 1) throw new AggregateError(failures, `${failures.length} steps of a sweep failed`);
    if (failures.length === 1) throw failures[0];
  }

  /** Removes the bytes of what was deleted. */
  async function collectGarbage(): Promise<void> {
    while (!stopped) {
      const keys = await metadata.listGarbage(keysPerBatch);
      const free = keys.filter((key) => !blobsInUse.has(key));
      for (const key of free) await contents.remove(key);
      if (free.length > 0) await metadata.write((tx) => tx.forgetGarbage(free));
      if (free.length < keysPerBatch) return;
    }
  }

  /** Blobs that are older than `before` and belong to nothing. */
  async function collectOrphans(before: number): Promise<number> {
    let orphans = 0;
    for await (const { key, modifiedAt } of blobs.list()) {
      if (stopped) break;
      if (modifiedAt.getTime() >= before || blobsInUse.has(key)) continue;
      const segment = key.endsWith('.tags') ? key.slice(0, -'.tags'.length) : key;
      if (await metadata.hasSegment(segment)) continue;
      await blobs.delete(key);
      orphans += 1;
    }
    return orphans;
  }

  /**
   * Wraps the keys of all blobs by the active master key, and answers how many that were; undefined when it was stopped before the last. No
   * stored byte of a file changes.
   */
  async function rewrapKeys(): Promise<number | undefined> {
    let count = 0;
    while (!stopped) {
      const old = await metadata.blobsNotWrappedBy(keyring.activeVersion, keysPerBatch);
      const rewrapped: { id: string; from: WrappedKey; to: WrappedKey }[] = [];
      let failure: unknown;
      for (const { id, wrapped } of old) {
        try {
          rewrapped.push({ id, from: wrapped, to: keyring.rewrap(id, wrapped) });
        } catch (error) {
          failure = error;
        }
      }
      await metadata.write(async (tx) => {
        for (const { id, from, to } of rewrapped) await tx.rewrapBlob(id, from, to);
      });
      count += rewrapped.length;
      // A damaged one holds up nobody else, and is reported when only such are left.
      if (rewrapped.length === 0) {
        if (failure !== undefined) throw new AppError('corrupt', 'The keys of some files cannot be wrapped anew.', { cause: failure });
        return count;
      }
    }
    return undefined;
  }

  return {
    collectGarbage,
    rewrapKeys,

    /**
     * Everything that is due: expired uploads and sessions, what was long in the trash, old versions, deleted bytes, old changes, ended counters, checksums; and orphans older than `orphansBefore`, when
     * it is given. Only a crash leaves those, so a look at the start of a process is enough. All of it is tried; throws what failed.
     */
    async sweep(orphansBefore?: number): Promise<SweepResult> {
      let orphans = 0;
      await runAll([
        () => uploads.expire(),
        () => sessions.prune(),
        () => forget(),
        () => zipDownloads.prune(),
        () => changes.prune(clock() - changesRetentionDays * day),
        () => activities.prune(clock() - changesRetentionDays * day),
        () => usageHistory.prune(),
        () => metadata.pruneCounts(clock()),
        () => collectGarbage(),
        () => checksums.wake(),
        async () => {
          if (orphansBefore !== undefined) orphans = await collectOrphans(orphansBefore);
        },
      ]);
      return { orphans };
    },

    /** Lets what is running end at the next safe place. */
    stop(): void {
      stopped = true;
    },
  };
}
