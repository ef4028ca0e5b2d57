import { expect, test } from 'vitest';
import { count, humanBytes, humanDuration, localTime } from './units.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [102_350, '100 KiB'],
  [1_048_575, '1.0 MiB'],
  [1_048_576, '1.0 MiB'],
  [88_185_242, '84.1 MiB'],
  [5 * 1024 ** 4, '5.0 TiB'],
  [2048 * 1024 ** 6, '2048 EiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(humanBytes(bytes)).toBe(text);
});

test.each([
  [0, '0s'],
  [0.4, '0s'],
  [59.6, '1m'],
  [65, '1m 5s'],
  [3600, '1h'],
  [3605, '1h'],
  [7384, '2h 3m'],
  [3 * 86_400 + 4 * 3600 + 59, '3d 4h'],
  [99 * 86_400 + 1, '>99d'],
  [Infinity, '>99d'],
  [NaN, '>99d'],
])('%d seconds are %s', (seconds, text) => {
  expect(humanDuration(seconds)).toBe(text);
});

test('times are local and sort as text', () => {
  expect(localTime(new Date(2025, 0, 5, 9, 7, 59))).toBe('2025-01-05 09:07');
});

test('counts', () => {
  expect([count(1, 'file'), count(0, 'file'), count(1200, 'file')]).toEqual(['1 file', '0 files', '1,200 files']);
});
