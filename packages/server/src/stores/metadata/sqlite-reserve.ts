import { closeSync, ftruncateSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';

/** Room on the disk that is kept for the time when there is no other. */
export interface Reserve {
  /** Whether there is room for more than deletions need: true while the reserve is there, or as soon as it can be made anew. */
  hasRoom(): boolean;
  /** Gives the room back to the disk. False when that was done already. */
  giveUp(): boolean;
}

/** For what is not on a disk. */
export const noReserve: Reserve = { hasRoom: () => true, giveUp: () => false };

/** There has to be so much besides, or the first upload after the reserve was made would use up the disk again. */
const besidesBytes = 1024 * 1024;

/** Trying to make the reserve writes as much as it holds, so a try that failed is not repeated at once. */
const pauseMilliseconds = 1000;

const fullDisk: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The reserve is a file of `sizeBytes`; it stays when the process ends. Made now, if it is not there and there is room for it. */
export function createReserve(path: string, sizeBytes: number): Reserve {
  let triedAt = Number.NEGATIVE_INFINITY;
  let isThere = statSync(path, { throwIfNoEntry: false })?.size === sizeBytes || make();

  function make(): boolean {
    const { bavail, bsize } = statfsSync(dirname(path));
    if (bavail * bsize < sizeBytes + besidesBytes) return false;
    try {
      const file = openSync(path, 'w', 0o600);
      try {
        // Nothing that a file system could store in less room. What there has to be besides is tried out: a quota shows no other way.
        const block = randomBytes(besidesBytes);
        for (let bytes = 0; bytes < sizeBytes + besidesBytes;) bytes += writeSync(file, block);
        ftruncateSync(file, sizeBytes);
      } finally {
        closeSync(file);
      }
      return true;
    } catch (error) {
      triedAt = performance.now();
      rmSync(path, { force: true });
      if (error instanceof Error && 'code' in error && fullDisk.has(error.code)) return false;
      throw error;
    }
  }

  return {
    hasRoom() {
      if (isThere || performance.now() - triedAt < pauseMilliseconds) return isThere;
      try {
        isThere = make();
      } catch {
        // A disk that fails in other ways has no room either; whatever is written to it says why.
      }
      return isThere;
    },
    giveUp() {
      if (!isThere) return false;
      isThere = false;
      try {
        rmSync(path, { force: true });
        return true;
      } catch {
        // The disk fails, or another program holds the file: there is no more room, and the caller's error says more than this one.
        return false;
      }
    },
  };
}
