import { expect, test } from 'vitest';
import { isoMilliseconds } from '../../core/clock.ts';
import { mtime, pathText, timeText } from './fields.ts';

test.each([
  ['2025-01-15T10:00:00Z', Date.UTC(2025, 0, 15, 10)],
  ['2025-01-15', Date.UTC(2025, 0, 15)],
  ['2025-01-15 10:00', Date.UTC(2025, 0, 15, 10)],
  ['2025-01-31T23:30:00-02:00', Date.UTC(2025, 1, 1, 1, 30)],
  ['2025-03-01T00:30:00 02:00', Date.UTC(2025, 1, 28, 22, 30)],
  ['2024-02-29', Date.UTC(2024, 1, 29)],
  ['2000-02-29', Date.UTC(2000, 1, 29)],
  ['2025-12-31T23:59:59.999Z', Date.UTC(2025, 11, 31, 23, 59, 59, 999)],
])('timeText understands %s', (text, wanted) => {
  expect(timeText.parse(text)).toBe(wanted);
});

test.each([
  '2025-02-30T00:00:00Z',
  '2025-02-29',
  '1900-02-29',
  '2025-06-31',
  '2025-04-31 10:00',
  '2025-13-01',
  '2025-00-10',
  '2025-01-00',
  '2025-01-32',
  '2025-01-15T25:00:00Z',
  '2025-01-15T10:00:60Z',
  'yesterday',
  '1736935200',
  '',
])('timeText refuses %j', (text) => {
  expect(timeText.safeParse(text).success).toBe(false);
});

test.each([
  ['2025-01-15T10:30:00.123Z', '2025-01-15T10:30:00.123Z'],
  ['2025-01-15T10:30:00.123456789Z', '2025-01-15T10:30:00.123Z'],
  ['2025-01-15T10:30:00.9999+00:00', '2025-01-15T10:30:00.999Z'],
  ['2025-01-15t10:30:00z', '2025-01-15T10:30:00.000Z'],
  ['2025-01-15T10:30Z', '2025-01-15T10:30:00.000Z'],
  ['2025-01-15T10:30:00.5-02:00', '2025-01-15T12:30:00.500Z'],
  ['1601-01-01T00:00:00Z', '1601-01-01T00:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
])('mtime understands %s', (text, shown) => {
  expect(isoMilliseconds(mtime.parse(text))).toBe(shown);
});

test.each([
  '2025-01-15T10:30:00',
  '2025-01-15',
  '2025-01-15 10:30:00Z',
  '2025-01-15T10:30:00 01:00',
  '2025-02-30T00:00:00Z',
  '2025-01-15T25:00:00Z',
  '2025-01-15T10:30:60Z',
  '2025-01-15T10:30:00+25:00',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  '0000-12-31T23:59:59Z',
  '+010000-01-01T00:00:00Z',
  'now',
  '1736937000123',
  '',
])('mtime refuses %j', (text) => {
  expect(mtime.safeParse(text).success).toBe(false);
});

test('pathText says what is wrong with a path', () => {
  expect(pathText.parse('/a/b')).toBe('/a/b');
  expect(pathText.safeParse('/a/../b').error?.issues).toEqual([expect.objectContaining({ message: expect.stringContaining('..') })]);
});
