import { expect, test } from 'vitest';
import { createProgress, type Progress, type ProgressMode } from './progress.ts';
import { createRate } from './progress-rate.ts';
import { oneLine } from './safe-text.ts';
import { createScreen } from './screen.ts';
import { testOutput } from './terminal.test-setup.ts';
import { textWidth } from './text-width.ts';
import { createTestTerminal } from './screen.test-setup.ts';

const mib = 1024 * 1024;

interface Scene {
  readonly progress: Progress;
  /** Milliseconds pass, and what is due is done. */
  pass(milliseconds: number): void;
  /** What was written, as it was. */
  written(): string;
  /** The lines that a user sees. */
  seen(): readonly string[];
  resize(columns: number): void;
  readonly cursorIsHidden: () => boolean;
  readonly print: (text: string) => void;
}

/** A progress on a terminal that understands what moves its cursor, with a clock of its own. */
function scene(mode: ProgressMode, columns = 80, rows = 24): Scene {
  const terminal = createTestTerminal(columns, rows);
  const screen = createScreen();
  let time = 1_000_000;
  let tasks: { every: number; next: number; task: () => void }[] = [];
  const write = (text: string): void => terminal.write(text);
  const print = (text: string): void => screen.write(() => write(`${text}\n`));
  const progress = createProgress({
    mode,
    terminal,
    screen,
    write,
    say: (_kind, text) => print(oneLine(text)),
    now: () => time,
    every(milliseconds, task) {
      const entry = { every: milliseconds, next: time + milliseconds, task };
      tasks.push(entry);
      return () => {
        tasks = tasks.filter((other) => other !== entry);
      };
    },
  });
  return {
    progress,
    pass(milliseconds) {
      const end = time + milliseconds;
      for (;;) {
        const due = tasks.filter((entry) => entry.next <= end).sort((a, b) => a.next - b.next)[0];
        if (due === undefined) break;
        time = due.next;
        due.next += due.every;
        due.task();
      }
      time = end;
    },
    written: () => terminal.written(),
    seen: () => terminal.lines(),
    resize: (next) => terminal.resize(next),
    cursorIsHidden: () => terminal.cursorIsHidden(),
    print,
  };
}

test('a transfer on a terminal', () => {
  const { progress, pass, seen, cursorIsHidden } = scene('block');
  expect(cursorIsHidden()).toBe(true);
  progress.setTotals({ files: 1, bytes: 10 * mib, known: false });
  const file = progress.start('a/b/c.bin', 40 * mib);
  pass(250);
  expect(seen()).toEqual(['0 B  0 B/s  counting  0 of 1+ files', '  a/b/c.bin    0%  40.0 MiB']);

  progress.setTotals({ files: 2, bytes: 80 * mib, known: true });
  for (let step = 1; step <= 10; step += 1) {
    pass(500);
    file.advance(step * 2 * mib);
  }
  pass(250);
  expect(seen()).toEqual([' 25%  [=====               ]  20.0 MiB/80.0 MiB  4.2 MiB/s  ETA 14s  0/2 files', '  a/b/c.bin   50%  40.0 MiB']);

  file.done();
  pass(250);
  expect(seen()).toEqual([expect.stringMatching(/^ 50% .* 1\/2 files$/)]);
  progress.finish({ verb: 'uploaded', suffix: 'to /reports' });
  expect(seen()).toEqual(['1 uploaded, 20.0 MiB, 3.5 MiB/s, 6s to /reports']);
  expect(cursorIsHidden()).toBe(false);
  pass(5000);
  progress.finish({ verb: 'uploaded' });
  expect(seen()).toHaveLength(1);
});

test('an ETA is shown only when the total is known and the line has been seen for a while', () => {
  const { progress, pass, seen } = scene('block');
  const file = progress.start('a', 100 * mib);
  progress.setTotals({ files: 1, bytes: 100 * mib, known: true });
  pass(1000);
  file.advance(mib);
  pass(2500);
  expect(seen()[0]).not.toContain('ETA');
  file.advance(3 * mib);
  pass(500);
  expect(seen()[0]).toContain('ETA');
  // A line that stands still makes no promise.
  pass(60_000);
  expect(seen()[0]).not.toContain('ETA');
  expect(seen()[0]).toContain('0 B/s');
  // Nor does one that would take months.
  progress.setTotals({ files: 1, bytes: 1e15, known: true });
  file.advance(3 * mib + 10);
  pass(1000);
  file.advance(3 * mib + 20);
  pass(250);
  expect(seen()[0]).not.toContain('ETA');
  progress.finish();
});

test('it is redrawn between 2 and 8 times a second', () => {
  const { progress, pass, written } = scene('block');
  const drawings = (): number => written().split('\x1b[J').length;
  const before = drawings();
  pass(10_000);
  expect((drawings() - before) / 10).toBeGreaterThanOrEqual(2);
  expect((drawings() - before) / 10).toBeLessThanOrEqual(8);
  progress.finish();
  const after = drawings();
  pass(10_000);
  expect(drawings()).toBe(after);
});

test('lines that are printed meanwhile stand above the block', () => {
  const { progress, pass, seen, print } = scene('block');
  progress.setTotals({ files: 3, bytes: 3, known: true });
  const file = progress.start('x.bin', 1);
  pass(250);
  progress.note('first note');
  print('a row of data');
  progress.start('broken\x1b[2J.bin', 1).fail(new Error('refused'));
  pass(250);
  expect(seen()).toEqual([
    'first note',
    'a row of data',
    'failed: broken\\x1b[2J.bin: refused',
    expect.stringMatching(/^ {2}0%.*1 failed/),
    expect.stringMatching(/x\.bin/),
  ]);
  file.done();
  progress.finish({ verb: 'uploaded' });
  expect(seen().at(-1)).toMatch(/^1 uploaded, 1 failed, 0 B/);
});

test.each([10, 20, 30, 40, 79, 80, 200])('in a window of %i columns no line reaches its edge', (columns) => {
  const { progress, pass, seen } = scene('block', columns);
  progress.setTotals({ files: 1200, bytes: 123_456 * mib, known: true });
  for (let index = 0; index < 20; index += 1) progress.start(`ordner/資料資料資料資料-${index}.xlsx`, 1000 * mib).advance(index * 17 * mib);
  pass(250);
  expect(seen()[0]).toMatch(/%/);
  expect(seen().length).toBeLessThanOrEqual(9);
  for (const line of seen()) expect(textWidth(line)).toBeLessThan(columns);
  progress.finish();
  expect(seen()).toEqual([]);
});

test('a window that is made narrower, wider or low leaves nothing behind', () => {
  const { progress, pass, seen, resize } = scene('block', 100, 6);
  progress.setTotals({ files: 9, bytes: 900, known: true });
  for (let index = 0; index < 9; index += 1) progress.start(`some/folder/with/a/name/file-${index}.txt`, 100).advance(50);
  pass(250);
  expect(seen()).toHaveLength(5);
  expect(seen().at(-1)).toBe('  and 6 more');
  for (const columns of [30, 20, 120, 25]) {
    resize(columns);
    pass(500);
    progress.note('still here');
    pass(500);
    expect(seen().filter((line) => line.includes('%  ') && !line.includes('file-'))).toHaveLength(1);
  }
  progress.finish();
  expect(new Set(seen())).toEqual(new Set(['still here']));
});

test('what was there before counts in the total and not in the rate', () => {
  const { progress, pass, seen } = scene('block');
  progress.setTotals({ files: 2, bytes: 100 * mib, known: true });
  const file = progress.start('big', 100 * mib, 90 * mib);
  progress.start('old', 0).done('skipped');
  pass(250);
  expect(seen()[0]).toMatch(/^ 90% .* 0 B\/s/);
  pass(5000);
  file.advance(95 * mib);
  pass(5000);
  file.advance(100 * mib);
  file.done();
  progress.finish({ verb: 'uploaded' });
  expect(seen()).toEqual(['1 uploaded, 1 skipped, 10.0 MiB, 999 KiB/s, 10s']);
});

test('a new try of a file starts over', () => {
  const { progress, pass, seen } = scene('block');
  progress.setTotals({ files: 1, bytes: 10 * mib, known: true });
  const file = progress.start('a', 10 * mib);
  pass(1000);
  file.advance(8 * mib);
  file.advance(0);
  pass(250);
  expect(seen()[0]).toMatch(/^ {2}0%/);
  file.advance(10 * mib);
  file.done();
  file.done();
  file.fail(new Error('late'));
  progress.finish({ verb: 'uploaded' });
  expect(seen().at(-1)).toMatch(/^1 uploaded, 18\.0 MiB/);
});

test('elsewhere it is one line, and with --quiet only what failed', () => {
  const ends = (mode: ProgressMode): string => {
    const { progress, pass, written } = scene(mode);
    progress.setTotals({ files: 2, bytes: 2, known: true });
    progress.note('a note');
    progress.start('a', 1).done();
    progress.start('b', 1).fail(new Error('refused'));
    pass(10_000);
    progress.finish({ verb: 'uploaded' });
    return written();
  };
  expect(ends('summary')).toBe('a note\nfailed: b: refused\n1 uploaded, 1 failed, 0 B\n');
  expect(ends('failures')).toBe('failed: b: refused\n');
});

test('events for programs are a JSON object per line', () => {
  const { progress, pass, written } = scene('events');
  progress.start('a\x1b', 10 * mib).done('skipped');
  const file = progress.start('b', 10 * mib);
  progress.setTotals({ files: 2, bytes: 20 * mib, known: true });
  pass(500);
  file.advance(4 * mib);
  pass(4000);
  file.fail(Object.assign(new Error('no'), { status: 409, code: 'conflict' }));
  progress.finish({ verb: 'uploaded' });
  const events = written()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  expect(events.slice(0, 4)).toEqual([
    { type: 'start', name: 'a\x1b', size: 10 * mib },
    { type: 'file', name: 'a\x1b', result: 'skipped', bytes: 10 * mib },
    { type: 'start', name: 'b', size: 10 * mib },
    {
      type: 'progress',
      bytes: 10 * mib,
      totalBytes: 20 * mib,
      files: 1,
      totalFiles: 2,
      failed: 0,
      speed: 0,
      eta: null,
      elapsed: 0.5,
      active: [{ name: 'b', bytes: 0, size: 10 * mib }],
    },
  ]);
  expect(events.at(-4)).toMatchObject({ type: 'progress', bytes: 14 * mib, speed: mib, eta: 6, elapsed: 4.5 });
  expect(events.at(-3)).toMatchObject({ type: 'file', name: 'b', result: 'failed', error: { status: 409, exit_code: 6 } });
  expect(events.at(-2)).toMatchObject({ type: 'progress', bytes: 10 * mib, failed: 1, active: [] });
  expect(events.at(-1)).toEqual({
    type: 'summary',
    verb: 'uploaded',
    files: 0,
    skipped: 1,
    failed: 1,
    bytes: 4 * mib,
    speed: 932_068,
    elapsed: 4.5,
  });
});

test('before totals are known, events say so', () => {
  const { progress, pass, written } = scene('events');
  pass(500);
  expect(JSON.parse(written())).toMatchObject({ totalBytes: null, totalFiles: null, eta: null });
  progress.finish();
});

test('the mode follows the flags and the terminal', () => {
  const window = { columns: 80, rows: 24 };
  const print = (flags: object, size?: { columns: number; rows: number }, env = {}): string => {
    const { output, stderr } = testOutput(flags, size, env);
    const progress = output.progress();
    progress.finish({ verb: 'uploaded' });
    return stderr.text();
  };
  const hidden = '\x1b[?25l';
  expect(print({}, window)).toContain(hidden);
  for (const text of [print({}), print({ progress: false }, window), print({}, window, { TERM: 'dumb' })])
    expect(text).toBe('0 uploaded, 0 B\n');
  for (const size of [window, undefined]) {
    expect(print({ quiet: true }, size)).toBe('');
    expect(print({ progress: 'json', quiet: true }, size)).toMatch(/^\{"type":"progress".*\n\{"type":"summary".*\n$/);
  }
});

test('data and notes on the same terminal do not run into the block', async () => {
  const { output, stdout, stderr } = testOutput({ format: 'jsonl' }, { columns: 80, rows: 24 });
  const terminal = createTestTerminal(80, 24);
  for (const { stream } of [stdout, stderr]) {
    stream.write = ((chunk: string, done?: () => void) => {
      terminal.write(chunk);
      done?.();
      return true;
    }) as typeof stream.write;
  }
  const progress = output.progress();
  progress.setTotals({ files: 2, bytes: 2, known: true });
  const results = output.results<{ id: string }>({ title: 'x', columns: [] });
  await results.write({ id: 'file_1' });
  await new Promise(setImmediate);
  output.warn('careful');
  await results.write({ id: 'file_2' });
  await results.end();
  expect(terminal.lines()).toEqual(['{"id":"file_1"}', 'careful', '{"id":"file_2"}', expect.stringMatching(/^ {2}0%/)]);
  progress.finish();
  expect(terminal.lines()).toEqual(['{"id":"file_1"}', 'careful', '{"id":"file_2"}']);
});

test('the rate is that of the last seconds', () => {
  let time = 0;
  const rate = createRate(() => time);
  const run = (seconds: number, from: number, perSecond: number): number => {
    for (let step = 1; step <= seconds * 10; step += 1) {
      time += 100;
      rate.add(from + (step / 10) * perSecond);
    }
    return from + seconds * perSecond;
  };
  expect(rate.perSecond()).toBe(0);
  const first = run(60, 0, 1000);
  expect(rate.perSecond()).toBeCloseTo(1000, -1);
  run(15, first, 10);
  expect(rate.perSecond()).toBeCloseTo(10, 0);
});
