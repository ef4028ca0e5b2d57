import type { Totals } from './progress.ts';
import { createRate } from './progress-rate.ts';

/** One file under way. */
export interface ActiveFile {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  bytes: number;
}

/** Where a transfer stands. Times are milliseconds of `now`. */
export interface Standing {
  /** Bytes that are there: of files that are done or skipped, and so far of those under way. */
  readonly bytes: number;
  /** Files that are done or skipped. */
  readonly files: number;
  readonly skipped: number;
  readonly failed: number;
  readonly totals: Totals;
  readonly active: readonly ActiveFile[];
  /** Bytes per second lately; 0 when nothing moved. */
  readonly speed: number;
  /** Seconds until all is done; undefined while that would be a guess. */
  readonly etaSeconds: number | undefined;
  readonly elapsedSeconds: number;
}

/** Longer waits are not stated. */
const longestEtaSeconds = 99 * 86_400;

/** Counts what happens. */
export function createProgressState(now: () => number) {
  const startedAt = now();
  const rate = createRate(now);
  const active = new Set<ActiveFile>();
  let totals: Totals = { files: 0, bytes: 0, known: false };
  let doneBytes = 0;
  let movedBytes = 0;
  const ended = { transferred: 0, skipped: 0, failed: 0 };

  return {
    setTotals(next: Totals): void {
      totals = next;
    },

    start(name: string, sizeBytes: number | undefined, doneBefore: number): ActiveFile {
      const file: ActiveFile = { name, sizeBytes, bytes: doneBefore };
      active.add(file);
      return file;
    },

    advance(file: ActiveFile, bytes: number): void {
      // A new try begins at the start again: what moves then is moved once more.
      movedBytes += bytes >= file.bytes ? bytes - file.bytes : bytes;
      file.bytes = bytes;
      rate.add(movedBytes);
    },

    /** False when the file had ended before. */
    end(file: ActiveFile, result: keyof typeof ended): boolean {
      if (!active.delete(file)) return false;
      ended[result] += 1;
      if (result !== 'failed') doneBytes += file.sizeBytes ?? file.bytes;
      return true;
    },

    /** Bytes that were moved, and their average rate. */
    moved(): { readonly bytes: number; readonly speed: number } {
      const seconds = (now() - startedAt) / 1000;
      return { bytes: movedBytes, speed: seconds > 0 ? movedBytes / seconds : 0 };
    },

    standing(): Standing {
      const bytes = doneBytes + [...active].reduce((sum, file) => sum + file.bytes, 0);
      const speed = rate.perSecond();
      const eta = speed > 0 ? Math.max(0, totals.bytes - bytes) / speed : Infinity;
      return {
        bytes,
        files: ended.transferred + ended.skipped,
        skipped: ended.skipped,
        failed: ended.failed,
        totals,
        active: [...active],
        speed,
        etaSeconds: totals.known && rate.isWarm() && eta <= longestEtaSeconds ? eta : undefined,
        elapsedSeconds: (now() - startedAt) / 1000,
      };
    },
  };
}
