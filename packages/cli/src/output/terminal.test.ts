import { expect, test } from 'vitest';
import { fakeStream } from './terminal.test-setup.ts';
import { terminalOf } from './terminal.ts';

const window = { columns: 100, rows: 30 };

test.each<[string, boolean, Record<string, string>, { color?: boolean }, boolean]>([
  ['a terminal', true, {}, {}, true],
  ['a pipe', false, {}, {}, false],
  ['--no-color', true, {}, { color: false }, false],
  ['--no-color before FORCE_COLOR', true, { FORCE_COLOR: '1' }, { color: false }, false],
  ['NO_COLOR', true, { NO_COLOR: '1' }, {}, false],
  ['an empty NO_COLOR', true, { NO_COLOR: '' }, {}, true],
  ['NO_COLOR before FORCE_COLOR', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, {}, false],
  ['FORCE_COLOR on a pipe', false, { FORCE_COLOR: '1' }, {}, true],
  ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, {}, false],
  ['a dumb terminal', true, { TERM: 'dumb' }, {}, false],
])('color: %s', (_name, isTerminal, env, flags, color) => {
  expect(terminalOf(fakeStream(isTerminal ? window : undefined).stream, env, flags).color).toBe(color);
});

test('sizes follow the window', () => {
  const stream = fakeStream(window);
  const terminal = terminalOf(stream.stream, {}, {});
  expect([terminal.columns(), terminal.rows()]).toEqual([100, 30]);
  stream.resize(20);
  expect(terminal.columns()).toBe(20);
});

test('sizes of what has none', () => {
  const pipe = fakeStream().stream;
  expect(terminalOf(pipe, {}, {}).columns()).toBe(80);
  expect(terminalOf(pipe, { COLUMNS: '132', LINES: '50' }, {}).columns()).toBe(132);
  expect(terminalOf(pipe, { COLUMNS: '132', LINES: '50' }, {}).rows()).toBe(50);
  expect(terminalOf(fakeStream({ columns: 0, rows: 0 }).stream, { COLUMNS: 'x' }, {}).columns()).toBe(80);
});
