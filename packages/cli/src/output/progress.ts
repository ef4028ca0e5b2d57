/** Bytes and files of a whole transfer. */
export interface Totals {
  readonly files: number;
  readonly bytes: number;
  /** False while counting goes on: totals are then shown as a lower bound, and no ETA is. */
  readonly known: boolean;
}

/** One file under way. After `done` or `fail` the handle is dead. */
export interface FileProgress {
  /** Bytes of this file that are there so far (not the difference). Less than before is taken as a new try. */
  advance(bytes: number): void;
  /** `skipped` bytes do not count in the rate. Default: `transferred`. */
  done(result?: 'transferred' | 'skipped'): void;
  /** Says it in one line at once, and counts it. */
  fail(error: unknown): void;
}

/** The last line: `12 uploaded, 3 skipped, 1 failed, 1.2 GiB, 84.1 MiB/s`. */
export interface ProgressSummary {
  /** `uploaded`, `downloaded`, `copied`. */
  readonly verb: string;
  /** Said behind the counts, such as where it went. */
  readonly suffix?: string;
}

/**
 * How a transfer goes, on stderr: a block that is redrawn on a terminal; else nothing until the summary line; with `--progress json`
 * one JSON event per line; with `--quiet` nothing. Always call `finish`, also when the transfer throws: it restores the cursor.
 */
export interface Progress {
  setTotals(totals: Totals): void;
  /** `name` is shown, made harmless and shortened as needed. `sizeBytes` when it is known. */
  start(name: string, sizeBytes?: number): FileProgress;
  /** A line for people, above the block. Nothing with `--quiet`. */
  note(text: string): void;
  /** Removes the block and says the summary, when there is one. A second call does nothing. */
  finish(summary?: ProgressSummary): void;
}
