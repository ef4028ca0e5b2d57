import { expect, test } from 'vitest';
import { isoSeconds } from './clock.ts';

test('times are printed as Date does, without the milliseconds, whatever the time before was', () => {
  const times = [
    0, 999, 86_399_999, 86_400_000, -1, -86_400_001, 951_782_399_000, 1_709_164_800_000, 253_402_300_799_999, 1_736_937_000_123,
  ];
  for (const time of [...times, ...times.toReversed()]) {
    expect(isoSeconds(time)).toBe(new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z'));
  }
  expect(() => isoSeconds(Number.NaN)).toThrow();
});
