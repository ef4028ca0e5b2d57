import { expect, onTestFinished, test, vi } from 'vitest';
import { testOutput, type TestOutput } from '../terminal.test-setup.ts';
import { textWidth } from '../text-width.ts';
import type { View } from '../view.ts';

const view: View<object> = { title: 'files list', columns: [] };
const window = { columns: 60, rows: 8 };

interface Scene extends TestOutput {
  /** The lines of the newest frame, without colors. */
  frame(): readonly string[];
  /** Types, and waits until the frame meets the condition. */
  type(keys: string, condition: (frame: readonly string[]) => boolean): Promise<readonly string[]>;
  /** The terminal is as it was. */
  isRestored(): boolean;
}

function scene(size = window, flags: object = {}): Scene {
  const test = testOutput({ format: 'explore', ...flags }, size);
  const frame = (): readonly string[] => {
    const newest = test.stdout.text().split('\x1b[H').at(-1)?.split('\x1b[J')[0] ?? '';
    // eslint-disable-next-line no-control-regex
    return newest.replace(/\x1b\[\d*[mK]/g, '').split('\r\n');
  };
  return {
    ...test,
    frame,
    async type(keys, condition) {
      test.stdin.write(keys);
      // Nobody types so fast that what is loaded has no turn in between.
      await new Promise(setImmediate);
      await vi.waitUntil(() => condition(frame()));
      return frame();
    },
    isRestored: () =>
      test.stdout.text().includes('\x1b[?25h\x1b[?1049l') &&
      !test.stdin.isRaw &&
      test.stdin.isPaused() &&
      !test.stdin.listenerCount('keypress'),
  };
}

function* files(count: number): Generator<object> {
  for (let number = 1; number <= count; number += 1)
    yield { id: `file_${number}`, name: `資料 ${number}`, owner: { name: 'Ada', tags: ['x', 'y'] } };
}

const on =
  (text: string) =>
  (frame: readonly string[]): boolean =>
    frame.some((line) => line.startsWith('>') && line.includes(text));

test('down, right, left, up: through items and what is in them', async () => {
  const { output, frame, type, stdin, isRestored } = scene();
  const exploring = output.list(files(3), view);
  await vi.waitUntil(() => frame()[0] === 'files list  3');
  expect(stdin.isRaw).toBe(true);
  expect(frame()).toEqual([
    'files list  3',
    '> ▸ 1. {"id":"file_1","name":"資料 1","owner":{"name":"Ada…',
    '  ▸ 2. {"id":"file_2","name":"資料 2","owner":{"name":"Ada…',
    '  ▸ 3. {"id":"file_3","name":"資料 3","owner":{"name":"Ada…',
    '',
    '',
    '',
    'up/k down/j right/l left/h  / search  r raw  p print  q qu…',
  ]);
  await type('j', on('2. {'));
  await type('l', on('▾ 2.'));
  await type('\x1b[C', on('id: "file_2"'));
  await type('\x1b[Bj', on('▸ owner:'));
  await type('\r', on('▾ owner:'));
  expect(await type('ljlj', on('1. "x"'))).toEqual(
    [
      'files list  3',
      '        id: "file_2"',
      '        name: "資料 2"',
      '    ▾ owner:',
      '          name: "Ada"',
      '      ▾ tags: 2 elements',
      '>         1. "x"',
      expect.any(String),
    ].map((line: unknown) => (typeof line === 'string' ? expect.stringContaining(line.trim()) : line)),
  );
  await type('h', on('▾ tags'));
  await type('h', on('▸ tags'));
  await type('\x1b[D', on('▾ owner'));
  await type('k', on('name: "資料 2"'));
  await type('g', on('1. {'));
  await type('G', on('3. {'));
  await type('q', () => isRestored());
  await exploring;
});

test('pages are loaded as far as the user looks', async () => {
  const { output, frame, type, isRestored } = scene();
  let made = 0;
  let ended = false;
  async function* many(): AsyncGenerator<object> {
    try {
      for (const file of files(10_000)) {
        made += 1;
        if (made % 20 === 0) await new Promise(setImmediate);
        yield file;
      }
    } finally {
      ended = true;
    }
  }
  const exploring = output.list(many(), view);
  await vi.waitUntil(() => /^files list {2}\d+ and more$/.test(frame()[0] ?? ''));
  const first = made;
  expect(first).toBeLessThan(30);
  for (let number = 2; number <= 41; number += 1) await type('j', on(` ${number}. {`));
  expect(made).toBeGreaterThan(40);
  expect(made).toBeLessThan(80);
  await type('q', () => isRestored());
  await exploring;
  expect(ended).toBe(true);
});

test('p prints what the cursor is on, and nothing else stays', async () => {
  const { output, type, stdout, isRestored } = scene(window, { color: false });
  const exploring = output.list(files(3), view);
  await type('jljjj', on('owner'));
  await type('p', () => isRestored());
  await exploring;
  const after = stdout.text().split('\x1b[?1049l')[1] ?? '';
  expect(JSON.parse(after)).toEqual({ name: 'Ada', tags: ['x', 'y'] });
});

test('a single object shows its members', async () => {
  const { output, frame, type, stdout, isRestored } = scene(window, { color: false, transform: '{id,owner}' });
  const exploring = output.item({ id: 'file_1', size: 1, owner: { name: 'Ada' } }, view);
  await vi.waitUntil(() => frame().length > 2);
  expect(frame().slice(0, 3)).toEqual(['files list', '>   id: "file_1"', '  ▸ owner: {"name":"Ada"}']);
  expect((await type('r', (lines) => lines[1] === '{')).slice(1, 4)).toEqual(['{', '  "id": "file_1",', '  "owner": {']);
  await type('jj', (lines) => lines[1] === '  "owner": {');
  await type('r', on('id'));
  await type('jp', () => isRestored());
  await exploring;
  expect(JSON.parse(stdout.text().split('\x1b[?1049l')[1] ?? '')).toEqual({ name: 'Ada' });
});

test('search goes from line to line', async () => {
  const { output, type, isRestored } = scene();
  const exploring = output.list(files(12), view);
  await type('/FILE_1', (lines) => lines.at(-1) === '/FILE_1');
  await type('x\x7f\r', on('10. {'));
  await type('n', on('11. {'));
  await type('nn', on('1. {'));
  await type('/nowhere\r', (lines) => lines.at(-1)?.startsWith('"nowhere" is not in') === true);
  await type('q', () => isRestored());
  await exploring;
});

test('names of strangers do not drive the terminal', async () => {
  const { output, frame, type, stdout, isRestored } = scene(window, { color: false });
  const hostile = 'a\x1b[2J\x9b\n\u202e';
  const exploring = output.list([{ [hostile]: hostile }], { ...view, title: hostile });
  await vi.waitUntil(() => on('1. {')(frame()));
  await type('ll', on('a\\x1b[2J'));
  await type('r', (lines) => lines[1] === '{');
  // eslint-disable-next-line no-control-regex
  const rest = stdout.text().replace(/\x1b\[(?:H|K|J|\?\d+[hl])|\r\n/g, '');
  // eslint-disable-next-line no-control-regex
  expect(rest).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  await type('q', () => isRestored());
  await exploring;
});

test.each([10, 20, 200])('in a window of %i columns no line reaches its edge', async (columns) => {
  const { output, frame, type, stdout, isRestored } = scene({ columns, rows: 5 });
  const exploring = output.list(files(30), view);
  await type('jl', on('▾'));
  for (const line of frame()) expect(textWidth(line)).toBeLessThan(columns);
  expect(frame()).toHaveLength(5);
  stdout.resize(15);
  for (const line of frame()) expect(textWidth(line)).toBeLessThan(15);
  await type('q', () => isRestored());
  await exploring;
});

test('Ctrl-C is an interruption, and the terminal is as it was', async () => {
  const { output, type, isRestored } = scene();
  const exploring = output.list(files(3), view).catch((error: unknown) => error);
  await type('\x03', () => isRestored());
  expect(await exploring).toMatchObject({ name: 'InterruptedError' });
});

test('a keyboard that goes away quits', async () => {
  const { output, frame, stdin } = scene();
  const exploring = output.list(files(3), view);
  await vi.waitUntil(() => frame().length > 2);
  stdin.end();
  await exploring;
});

test('a list that breaks off restores the terminal and says why', async () => {
  const { output, isRestored } = scene();
  async function* broken(): AsyncGenerator<object> {
    yield* files(2);
    throw new Error('the line broke');
  }
  await expect(output.list(broken(), view)).rejects.toThrow('the line broke');
  expect(isRestored()).toBe(true);
});

test('a signal restores the terminal', async () => {
  // Libraries of other tests in this process hear it too, and would end it.
  const others = process.listeners('SIGTERM');
  process.removeAllListeners('SIGTERM');
  onTestFinished(() => others.forEach((listener) => process.on('SIGTERM', listener)));
  const { output, frame, isRestored } = scene();
  const exploring = output.list(files(3), view).catch((error: unknown) => error);
  await vi.waitUntil(() => frame().length > 2);
  process.emit('SIGTERM');
  expect(await exploring).toMatchObject({ name: 'InterruptedError' });
  expect(isRestored()).toBe(true);
  expect(process.listenerCount('SIGTERM')).toBe(0);
});

test('a list of nothing says so', async () => {
  const { output, frame, type, isRestored } = scene();
  const exploring = output.list([], view);
  await vi.waitUntil(() => frame().some((line) => line.includes('(nothing)')));
  await type('jlhrp', () => isRestored());
  await exploring;
});
