import type { Clock } from '../clock.ts';

const mostNoted = 10_000;

/**
 * Notes when keys and sessions were used last, late by at most `every` milliseconds, so that requests that only read write nothing.
 * `write`: keeps the time.
 */
export function createUseNotes<Id extends string | number>({
  clock,
  every,
  write,
}: {
  clock: Clock;
  every: number;
  write: (id: Id, at: number) => Promise<void>;
}) {
  /** When each was last seen in use, as far as it is written or about to be. */
  const noted = new Map<Id, number>();

  return {
    /** What the store says, for one that is not known yet. */
    learn(id: Id, at: number): void {
      if (!noted.has(id)) noted.set(id, at);
    },
    note(id: Id): void {
      const now = clock();
      if (now - (noted.get(id) ?? -every) < every) return;
      if (noted.size >= mostNoted) noted.clear();
      noted.set(id, now);
      // Nobody waits for it. When it fails (a full disk), the next use after that time tries again.
      void write(id, now).catch(() => undefined);
    },
  };
}
