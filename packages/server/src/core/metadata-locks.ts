/** Locks that clients hold on files and folders: a part of the metadata (see `metadata.ts`). */

/** They stop nobody from changing the file: they are for clients that ask first, as WebDAV has it. */
export interface Lock {
  /** Counts up from 1 and is never used twice. */
  readonly number: number;
  /** Names the lock; whoever knows it may take the lock away, as far as the lock allows. */
  readonly token: string;
  readonly nodeId: string;
  readonly userId: string;
  readonly userNumber: number;
  readonly username: string;
  /** Nobody else can have a lock at the same time. */
  readonly exclusive: boolean;
  /** Holds for all that is in the folder, too. */
  readonly recursive: boolean;
  /** Everybody who knows the token may take it away. */
  readonly allowAccessByAnyUser: boolean;
  readonly timeoutSeconds: number;
  readonly expiresAt: number;
}

/** Which locks: on these nodes, on what lies directly in a folder, or on a folder and everything below it. */
export type LockScope = { readonly nodeIds: readonly string[] } | { readonly parentId: string } | { readonly chain: string };

export interface LockReads {
  /** Those that stand at `now`, in the order they were made, behind `afterNumber`. */
  locksIn(
    scope: LockScope,
    page: { readonly now: number; readonly afterNumber?: number | undefined; readonly limit: number },
  ): Promise<readonly Lock[]>;
  findLock(token: string, now: number): Promise<Lock | undefined>;
  /** How many locks of a user stand at `now`. */
  countLocks(userId: string, now: number): Promise<number>;
}

export interface LockWrites {
  insertLock(lock: Omit<Lock, 'number' | 'userNumber' | 'username'>): Promise<void>;
  deleteLock(token: string): Promise<void>;
  /** Removes those that ended before `now`. */
  deleteEndedLocks(now: number): Promise<void>;
}
