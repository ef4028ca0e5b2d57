import type { BlobStore } from './blobs.ts';
import { createChanges, type Changes } from './changes.ts';
import type { Clock } from './clock.ts';
import { createContents, type Content, type Contents } from './contents.ts';
import { createFiles, type Files } from './files.ts';
import { createFolders, type Folders } from './folders.ts';
import type { Installation } from './installation.ts';
import { createKeys, type Keys } from './keys.ts';
import { createLimits, type Limits } from './limits.ts';
import { createMaintenance, type Maintenance } from './maintenance.ts';
import type { MetadataStore } from './metadata.ts';
import type { Passwords } from './passwords.ts';
import type { Plans } from './plans.ts';
import { createShares, type Shares } from './shares.ts';
import { createUploads, type Uploads } from './uploads.ts';
import { createUsers, type Users } from './users.ts';

export interface CoreOptions {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly installation: Installation;
  readonly passwords: Passwords;
  readonly clock: Clock;
  readonly plans: Plans;
  /** False: uploads with encrypt=false are refused. */
  readonly allowUnencrypted: boolean;
  /** How long an upload waits for its next chunk. */
  readonly uploadTtlSeconds: number;
  readonly rateWindowSeconds: number;
  readonly changesRetentionDays: number;
}

/** All that the platform can do, for every door alike. */
export interface Core {
  readonly files: Files;
  readonly folders: Folders;
  readonly uploads: Uploads;
  readonly shares: Shares;
  readonly keys: Keys;
  readonly users: Users;
  readonly changes: Changes;
  readonly limits: Limits;
  readonly contents: Contents;
  readonly maintenance: Maintenance;
  /** The file's plain bytes (see `Contents.read`). Its blobs stay in place until the reading ends, whatever is deleted meanwhile. */
  read(content: Content, start: number, end: number): AsyncIterable<readonly Buffer[]>;
  /** Ends work in the background. Stores stay open. */
  stop(): Promise<void>;
}

/** Deleted bytes go soon, but not under a download that has looked the file up and is about to read it. */
const garbageDelayMilliseconds = 2000;

export function createCore(options: CoreOptions): Core {
  const { metadata, blobs, installation, passwords, clock, plans } = options;
  const { keyring, installationId } = installation;
  const contents = createContents({ blobs, keyring, installationId, inlineBytes: metadata.inlineBytes });

  const inUse = new Map<string, number>();
  async function* read(content: Content, start: number, end: number): AsyncGenerator<readonly Buffer[]> {
    const keys = content.segments.filter((segment) => (segment.inline ?? null) === null).map((segment) => segment.key);
    for (const key of keys) inUse.set(key, (inUse.get(key) ?? 0) + 1);
    try {
      yield* contents.read(content, start, end);
    } finally {
      for (const key of keys) {
        const left = (inUse.get(key) ?? 1) - 1;
        if (left === 0) inUse.delete(key);
        else inUse.set(key, left);
      }
    }
  }

  let timer: NodeJS.Timeout | undefined;
  let collecting: Promise<void> = Promise.resolve();
  let stopped = false;
  function garbageMade(): void {
    if (timer !== undefined || stopped) return;
    timer = setTimeout(() => {
      timer = undefined;
      // A failure (a busy disk) keeps the rows, and the next sweep tries again.
      collecting = collecting.then(() => maintenance.collectGarbage()).catch(() => undefined);
    }, garbageDelayMilliseconds);
    timer.unref();
  }

  const limits = createLimits({ metadata, clock, windowSeconds: options.rateWindowSeconds });
  const keys = createKeys({ metadata, clock, plans, pepper: keyring.derive('api-keys'), acceptsChosen: installation.acceptsChosenKeys });
  const forgetMembers = (): void => keys.forgetMembers();
  const files = createFiles({ metadata, contents, clock, allowUnencrypted: options.allowUnencrypted, garbageMade });
  const folders = createFolders({ metadata, clock, garbageMade, rootsChanged: forgetMembers });
  const uploads = createUploads({ metadata, contents, files, clock, ttlSeconds: options.uploadTtlSeconds, garbageMade });
  const users = createUsers({ metadata, clock, plans, passwords, changed: forgetMembers });
  const shares = createShares({ metadata, clock, keyring, passwords, limits });
  const changes = createChanges({ metadata });
  const maintenance = createMaintenance({
    metadata,
    blobs,
    contents,
    keyring,
    uploads,
    changes,
    clock,
    blobsInUse: inUse,
    changesRetentionDays: options.changesRetentionDays,
  });

  return {
    files,
    folders,
    uploads,
    shares,
    keys,
    users,
    changes,
    limits,
    contents,
    maintenance,
    read,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      maintenance.stop();
      await collecting;
    },
  };
}
