import { expect, test } from 'vitest';
import { prettyBox, prettyTitle } from './format-pretty.ts';
import type { Terminal } from './terminal.ts';
import { textWidth } from './text-width.ts';

const value = {
  file_name: 'a\x1b[2J.txt',
  size: 5,
  encrypted: true,
  shared: false,
  sha256: null,
  owner: { name: '資料', groups: [] },
  tags: ['x', { y: 1 }],
  note: 'n'.repeat(200),
};

function terminal(columns: number, color = false): Terminal {
  return { isTerminal: true, color, columns: () => columns, rows: () => 24 };
}

test('a box that fits the window', () => {
  expect(prettyBox(value, terminal(32)).split('\n')).toEqual([
    '╭─────────────────────────────╮',
    '│ file_name: a\\x1b[2J.txt     │',
    '│ size: 5                     │',
    '│ encrypted: yes              │',
    '│ shared: no                  │',
    '│ sha256: -                   │',
    '│ owner:                      │',
    '│   name: 資料                │',
    '│   groups: none              │',
    '│ tags:                       │',
    '│   1. x                      │',
    '│   2.                        │',
    '│     y: 1                    │',
    '│ note: nnnnnnnnnnnnnnnnnnnn… │',
    '╰─────────────────────────────╯',
    '',
  ]);
});

test.each([1, 5, 8, 20, 40, 300])('no line is wider than a window of %i', (columns) => {
  const widths = prettyBox(value, terminal(columns))
    .split('\n')
    .map((line) => textWidth(line));
  expect(Math.max(...widths)).toBeLessThanOrEqual(Math.max(6, columns - 1));
  expect(new Set(widths.slice(0, -1)).size).toBe(1);
});

test('nothing is cut when piped, and nothing colored', () => {
  const piped: Terminal = { ...terminal(20), isTerminal: false };
  expect(prettyBox(value, piped)).toContain('n'.repeat(200));
  // eslint-disable-next-line no-control-regex
  expect(prettyBox(value, piped) + prettyTitle('files list', piped)).not.toMatch(/\x1b/);
});

test('titles are bold and keys blue with color', () => {
  expect(prettyTitle('files list', terminal(80, true))).toBe('\x1b[1mfiles list\x1b[0m\n');
  expect(prettyBox({ a: 1 }, terminal(80, true))).toContain('\x1b[34ma:\x1b[0m 1');
});
