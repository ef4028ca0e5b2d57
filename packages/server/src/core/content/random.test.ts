import { expect, test } from 'vitest';
import { pooledRandomBytes } from './random.ts';

test('no bytes come twice, whatever the lengths that are asked for', () => {
  const seen = new Set<string>();
  for (let round = 0; round < 5000; round++) {
    for (const length of [12, 16, 24, 32]) {
      const bytes = pooledRandomBytes(length);
      expect(bytes.length).toBe(length);
      seen.add(bytes.toString('hex', 0, 12));
    }
  }
  expect(seen.size).toBe(20_000);
});

test('what was given out does not change when the pool is filled anew', () => {
  const kept = pooledRandomBytes(32);
  const text = kept.toString('hex');
  for (let round = 0; round < 1000; round++) pooledRandomBytes(32);
  expect(kept.toString('hex')).toBe(text);
});
