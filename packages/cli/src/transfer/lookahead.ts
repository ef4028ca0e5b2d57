import type { Checksums, KnownChecksum } from './checksums.ts';

/** What the server is asked about. */
export interface Checkable {
  readonly id: string;
  readonly size: number;
  readonly etag: string | null;
  readonly sha256: string | null;
}

/** So many files are asked about at once. */
const batch = 100;
/** The next ones are asked about when fewer of the last batch are left than this. */
const enough = 50;

/**
 * Asks for the checksums of files before they are fetched, a batch at a time, so that the comparison seldom has to wait. `next` has to be
 * called once for each file, in their order.
 */
export function createLookahead(files: readonly Checkable[], checksums: Checksums): { next(): Promise<KnownChecksum | undefined> } {
  /** By the place of the file; only those that were not taken yet. */
  const asked = new Map<number, Promise<KnownChecksum | undefined>>();
  let begun = 0;
  let next = 0;
  return {
    next() {
      if (begun - next < enough && begun < files.length) {
        for (const file of files.slice(begun, begun + batch)) {
          const answer =
            file.sha256 !== null && file.etag !== null
              ? Promise.resolve({ etag: file.etag, sha256: file.sha256 })
              : checksums.of(file.id, file.size);
          // Heard by whoever needs it, if anybody still does.
          answer.catch(() => undefined);
          asked.set(begun, answer);
          begun += 1;
        }
        checksums.flush();
      }
      const answer = asked.get(next);
      asked.delete(next);
      next += 1;
      return answer ?? Promise.resolve(undefined);
    },
  };
}
