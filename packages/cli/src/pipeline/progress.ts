import type { LoadInfo, ProgressEvent } from '@filewharf/pipeline';
import type { Context } from '../context.ts';
import { count, humanBytes } from '../output/units.ts';

/** How a run goes, on stderr. */
export interface RunProgress {
  event(event: ProgressEvent): void;
  /** Says the rate of the last step, which knows its rows only at the end. */
  finish(info: LoadInfo | undefined): void;
}

/** Between two events of one step: more would be noise. */
const intervalMs = 250;

/** Lines for people, a line that is redrawn on a terminal, events for programs with `--progress json`, nothing with `--quiet`. */
export function runProgress({ output, flags, env }: Pick<Context, 'output' | 'flags' | 'env'>): RunProgress {
  if (output.quiet || flags.progress === false) return { event: () => undefined, finish: () => undefined };
  const asEvents = flags.progress === 'json';
  const isLive = !asEvents && output.stderr.isTerminal && env['TERM'] !== 'dumb';
  let toldAt = 0;
  let loadSeconds = 0;
  /** Its rows are counted by the next step, so its line waits for that. */
  let extracted: ProgressEvent | undefined;
  const clear = (): void => {
    if (isLive) process.stderr.write('\r\u001B[K');
  };
  function noteExtracted(): void {
    const line = extracted === undefined ? undefined : lineOf(extracted);
    extracted = undefined;
    if (line !== undefined) output.note(line);
  }
  return {
    event(event) {
      if (event.step === 'load' && event.state === 'finished') loadSeconds = event.seconds;
      const now = performance.now();
      if (event.state === 'running' && now - toldAt < intervalMs) return;
      toldAt = event.state === 'running' ? now : 0;
      if (asEvents) {
        process.stderr.write(`${JSON.stringify({ type: 'progress', ...event })}\n`);
        return;
      }
      const line = lineOf(event);
      if (event.state === 'finished' && event.step === 'extract') extracted = event;
      else if (event.state === 'finished') {
        clear();
        if (event.step === 'normalize') noteExtracted();
        if (line !== undefined && event.step !== 'load') output.note(line);
      } else if (isLive) process.stderr.write(`\r\u001B[K${line ?? `${event.step} ...`}`);
    },
    finish(info) {
      clear();
      if (asEvents) return;
      noteExtracted();
      if (info === undefined) return;
      const rows = Object.values(info.rowCounts).reduce((sum, table) => sum + table, 0);
      if (rows > 0)
        output.note(
          `load: ${count(rows, 'row')} into ${count(Object.keys(info.rowCounts).length, 'table')} in ${took(loadSeconds)}${rate(rows, loadSeconds)}`,
        );
    },
  };
}

function lineOf({ step, pages, rows, bytes, seconds, resource }: ProgressEvent): string | undefined {
  const at = resource === undefined ? '' : ` (${resource})`;
  if (step === 'extract') {
    if (pages === 0) return undefined;
    const speed = seconds > 0 ? `, ${humanBytes(bytes / seconds)}/s` : '';
    const what = rows === 0 ? '' : `${count(rows, 'row')} in `;
    return `extract: ${what}${count(pages, 'page')}, ${humanBytes(bytes)} in ${took(seconds)}${rows === 0 ? '' : rate(rows, seconds)}${speed}${at}`;
  }
  return rows === 0 ? undefined : `${step}: ${count(rows, 'row')} in ${took(seconds)}${rate(rows, seconds)}${at}`;
}

const took = (seconds: number): string => `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0)} s`;

function rate(rows: number, seconds: number): string {
  return seconds > 0 ? `, ${Math.round(rows / seconds).toLocaleString('en-US')} rows/s` : '';
}
