import { expect, test } from 'vitest';
import { timeText } from './fields.ts';

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
