import type { Clock } from '../core/clock.ts';

/** For so long pieces of a file belong to one download. */
const pieceMilliseconds = 3_600_000;
const mostRemembered = 10_000;

/** Tells downloads apart, which come in any number of pieces: none may pass unrecorded, and no piece counts as another one. */
export function downloadPieces(clock: Clock) {
  const begun = new Map<string, number>();

  /** True for the first piece. `name` says who downloads which content. */
  return function isFirst(name: string): boolean {
    const now = clock();
    const since = begun.get(name);
    if (since !== undefined && now - since < pieceMilliseconds) return false;
    // Last in, last to be forgotten.
    begun.delete(name);
    begun.set(name, now);
    const [oldest] = begun.keys();
    if (begun.size > mostRemembered && oldest !== undefined) begun.delete(oldest);
    return true;
  };
}
