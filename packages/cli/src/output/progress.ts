import { reportError } from './error-report.ts';
import { compactJson } from './format-json.ts';
import { blockLines } from './progress-block.ts';
import { createProgressState, type ActiveFile } from './progress-state.ts';
import type { LiveBlock, Screen } from './screen.ts';
import type { Terminal } from './terminal.ts';
import { textWidth } from './text-width.ts';
import { humanBytes, humanDuration } from './units.ts';

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
  /** `skipped` files do not count in the rate. Default: `transferred`. */
  done(result?: 'transferred' | 'skipped'): void;
  /** Says it in one line at once (also with `--quiet`), and counts it. */
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
 * one JSON event per line; with `--quiet` nothing but failures. Always call `finish`, also when the transfer throws: it restores the cursor.
 */
export interface Progress {
  setTotals(totals: Totals): void;
  /**
   * `name` is shown, made harmless and shortened as needed. `sizeBytes` when it is known. `doneBytes` (default 0) are there from an earlier
   * run: they count in the total, not in the rate.
   */
  start(name: string, sizeBytes?: number, doneBytes?: number): FileProgress;
  /** A line for people, above the block. Nothing with `--quiet`. */
  note(text: string): void;
  /** Removes the block and says the summary, when there is one. A second call does nothing. */
  finish(summary?: ProgressSummary): void;
}

/*
 * The events of `--progress json`, one JSON object per line on stderr. Bytes are exact, `speed` is bytes per second lately, `eta` and `elapsed`
 * are seconds; null is what is not known (yet).
 *   {"type":"start","name","size"}
 *   {"type":"progress","bytes","totalBytes","files","totalFiles","failed","speed","eta","elapsed","active":[{"name","bytes","size"}]}   twice a second
 *   {"type":"file","name","result":"transferred"|"skipped"|"failed","bytes","error"?}   `error` as in the document of `--format-error json`
 *   {"type":"summary","verb","files","skipped","failed","bytes","speed","elapsed"}   `files` and `bytes` that were moved, `speed` of all of it
 * Lines for people are events as well: {"type":"note"|"warning"|"detail","text"}, and the error of the command: {"type":"error","error"}.
 */

/** `block` on a terminal, `summary` elsewhere, `events` for programs, `failures` with `--quiet`. */
export type ProgressMode = 'block' | 'summary' | 'events' | 'failures';

export interface ProgressOptions {
  readonly mode: ProgressMode;
  readonly terminal: Terminal;
  readonly screen: Screen;
  /** Writes to stderr as it is. */
  readonly write: (text: string) => void;
  /** Says a line for people or programs. */
  readonly say: (kind: 'note' | 'warning', text: string) => void;
  /** Milliseconds; for tests. */
  readonly now?: () => number;
  /** Calls again and again until the returned function is called; for tests. */
  readonly every?: (milliseconds: number, task: () => void) => () => void;
}

const redrawMs = 250;
const eventMs = 500;

export function createProgress(options: ProgressOptions): Progress {
  const { mode, terminal, screen, write, say, now = Date.now, every = interval } = options;
  const state = createProgressState(now);
  let isFinished = false;

  const event = (type: string, facts: object): void => {
    if (mode === 'events') write(`${compactJson({ type, ...facts })}\n`);
  };

  function progressEvent(): void {
    const { bytes, files, totals, speed, etaSeconds, elapsedSeconds, active, failed } = state.standing();
    event('progress', {
      bytes,
      totalBytes: totals.known ? totals.bytes : null,
      files,
      totalFiles: totals.known ? totals.files : null,
      failed,
      speed: Math.round(speed),
      eta: etaSeconds === undefined ? null : Math.round(etaSeconds),
      elapsed: round(elapsedSeconds),
      active: active.map((file) => ({ name: file.name, bytes: file.bytes, size: file.sizeBytes ?? null })),
    });
  }

  const hide = mode === 'block' ? showBlock() : undefined;
  const stopEvents = mode === 'events' ? every(eventMs, progressEvent) : undefined;

  function showBlock(): () => void {
    const block = liveBlock(() => blockLines(state.standing(), terminal.columns(), terminal.rows()), terminal, write);
    // The shell needs its cursor back however this ends.
    const restore = (): void => write('\x1b[?25h');
    process.once('exit', restore);
    write('\x1b[?25l');
    const remove = screen.show(block);
    const stop = every(redrawMs, () => block.draw());
    return () => {
      stop();
      remove();
      restore();
      process.off('exit', restore);
    };
  }

  function handle(file: ActiveFile): FileProgress {
    return {
      advance: (bytes) => state.advance(file, bytes),
      done(result = 'transferred') {
        if (state.end(file, result)) event('file', { name: file.name, result, bytes: file.sizeBytes ?? file.bytes });
      },
      fail(error) {
        if (!state.end(file, 'failed')) return;
        const { brief, document } = reportError(error, { object: file.name });
        if (mode === 'events') event('file', { name: file.name, result: 'failed', bytes: file.bytes, error: document.error });
        else say('warning', `failed: ${brief}`);
      },
    };
  }

  return {
    setTotals: (totals) => state.setTotals(totals),
    start(name, sizeBytes, doneBytes = 0) {
      event('start', { name, size: sizeBytes ?? null });
      return handle(state.start(name, sizeBytes, doneBytes));
    },
    note(text) {
      if (mode !== 'failures') say('note', text);
    },
    finish(summary) {
      if (isFinished) return;
      isFinished = true;
      hide?.();
      stopEvents?.();
      if (mode === 'events') progressEvent();
      if (summary === undefined || mode === 'failures') return;
      const { files, skipped, failed, elapsedSeconds } = state.standing();
      const { bytes, speed } = state.moved();
      const transferred = files - skipped;
      event('summary', {
        verb: summary.verb,
        files: transferred,
        skipped,
        failed,
        bytes,
        speed: Math.round(speed),
        elapsed: round(elapsedSeconds),
      });
      if (mode === 'events') return;
      const parts = [
        `${transferred} ${summary.verb}`,
        ...(skipped === 0 ? [] : [`${skipped} skipped`]),
        ...(failed === 0 ? [] : [`${failed} failed`]),
        humanBytes(bytes),
        ...(bytes === 0 ? [] : [`${humanBytes(speed)}/s`, humanDuration(elapsedSeconds)]),
      ];
      say('note', `${parts.join(', ')}${summary.suffix === undefined ? '' : ` ${summary.suffix}`}`);
    },
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function interval(milliseconds: number, task: () => void): () => void {
  const timer = setInterval(task, milliseconds).unref();
  return () => clearInterval(timer);
}

/** Lines that are drawn again where they are. Each drawing is one write, so that nothing flickers. */
function liveBlock(lines: () => readonly string[], terminal: Terminal, write: (text: string) => void): LiveBlock {
  let drawn: readonly string[] = [];
  // A window that became narrower has wrapped what was drawn.
  const up = (): string => {
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / terminal.columns())), 0);
    return rows === 0 ? '' : `\r\x1b[${rows}A`;
  };
  return {
    clear() {
      if (drawn.length > 0) write(`${up()}\x1b[J`);
      drawn = [];
    },
    draw() {
      const next = lines();
      write(`${up()}${next.map((line) => `${line}\x1b[K\n`).join('')}\x1b[J`);
      drawn = next;
    },
  };
}
