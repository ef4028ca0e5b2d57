import { expect, test } from 'vitest';
import { parseRange, resolveRange } from './byte-range.ts';

test.each([
  ['0-4', 10, 0, 5],
  ['9-9', 10, 9, 10],
  ['5-', 10, 5, 10],
  ['-3', 10, 7, 10],
  ['-30', 10, 0, 10],
  ['8-30', 10, 8, 10],
  ['10-', 10, 10, 10],
  ['20-30', 10, 10, 10],
])('%s of %i bytes', (text, size, from, to) => {
  expect(resolveRange(parseRange(text), size)).toEqual({ from, to });
});

test.each(['', '-', '-0', '5-4', 'a-b', '1', '0-1,3-4', ' 0-1', '1e3-'])('%j is no range', (text) => {
  expect(() => parseRange(text)).toThrow('--range must be bytes');
});
