import { expect, test } from 'vitest';
import { UsageError } from '../output/failures.ts';
import { treeLines } from './folders.ts';
import { hours, wholeNumber } from './numbers.ts';
import { startOf } from './sync-changes.ts';

test('whole numbers', () => {
  expect(wholeNumber('7', '--n', 1, 10)).toBe(7);
  expect(wholeNumber('-1', '--n', -1)).toBe(-1);
  for (const text of ['0', '11', '1.5', '1e1', '', ' 1', '٣', '0x1'])
    expect(() => wholeNumber(text, '--n', 1, 10)).toThrow(new UsageError(`--n must be a whole number from 1 to 10, not "${text}"`));
});

test('times', () => {
  expect(['168', '7d', '12h', '2w'].map((text) => hours(text, '--t'))).toEqual([168, 168, 12, 336]);
  for (const text of ['0', '-1d', '1m', 'd', '', '999999d', '1.5h']) expect(() => hours(text, '--t')).toThrow(UsageError);
});

test('since when', () => {
  expect(startOf('cur_abc')).toEqual({ cursor: 'cur_abc' });
  expect(startOf('2025-01-15T10:00:00Z')).toEqual({ since: new Date('2025-01-15T10:00:00Z') });
  expect(startOf('90s', 100_000)).toEqual({ since: new Date(10_000) });
  expect(startOf('2w', 1_209_600_000)).toEqual({ since: new Date(0) });
  for (const text of ['yesterday', '7', '7y', '', '15.01.2025']) expect(() => startOf(text)).toThrow(UsageError);
});

test('folders as a tree', () => {
  expect(treeLines('/', ['/b', '/a', '/a/x', '/a/y', '/a/x/deep'])).toEqual([
    '├── a',
    '│   ├── x',
    '│   │   └── deep',
    '│   └── y',
    '└── b',
  ]);
  expect(treeLines('/a', ['/a/\u001b[31m'])).toEqual(['└── \\x1b[31m']);
  expect(treeLines('/a', [])).toEqual([]);
});
