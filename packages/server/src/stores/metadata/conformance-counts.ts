import { expect } from 'vitest';
import type { Check, CheckKept } from './conformance-records.ts';

/** Counters of events in windows of time. */
export function countsConformance(check: Check, checkKept: CheckKept): void {
  check('a window starts with the first event and ends by itself', async (store) => {
    expect(await store.findCount('a', 1000)).toBeUndefined();
    expect(await store.count('a', 10, 1000)).toEqual({ count: 1, resetsAt: 11_000 });
    expect(await store.count('a', 10, 5000)).toEqual({ count: 2, resetsAt: 11_000 });
    expect(await store.count('b', 10, 5000)).toEqual({ count: 1, resetsAt: 15_000 });
    expect(await store.findCount('a', 10_999)).toEqual({ count: 2, resetsAt: 11_000 });
    expect(await store.findCount('a', 11_000)).toBeUndefined();
    expect(await store.count('a', 10, 11_000)).toEqual({ count: 1, resetsAt: 21_000 });
  });

  check('events are taken back, never below none', async (store) => {
    await store.uncount('a');
    await store.count('a', 10, 0);
    await store.count('a', 10, 0);
    await store.uncount('a');
    expect(await store.findCount('a', 1)).toEqual({ count: 1, resetsAt: 10_000 });
    await store.uncount('a');
    await store.uncount('a');
    expect(await store.count('a', 10, 1)).toEqual({ count: 1, resetsAt: 10_000 });
  });

  check('a window can be ended', async (store) => {
    await store.forgetCount('a');
    await store.count('a', 10, 1000);
    await store.count('b', 10, 1000);
    await store.forgetCount('a');
    expect(await store.findCount('a', 1001)).toBeUndefined();
    await store.uncount('a');
    expect(await store.count('a', 10, 2000)).toEqual({ count: 1, resetsAt: 12_000 });
    expect(await store.findCount('b', 1001)).toEqual({ count: 1, resetsAt: 11_000 });
  });

  check('64 clients at once are counted exactly', async (store) => {
    const counted = await Promise.all(Array.from({ length: 64 * 10 }, () => store.count('a', 3600, 1000)));
    expect(counted.map(({ count }) => count).sort((a, b) => a - b)).toEqual(Array.from({ length: 640 }, (_, i) => i + 1));
  });

  checkKept('are there after close and open, until they are pruned', async (store, closeAndReopen) => {
    await store.count('a', 10, 0);
    await store.count('a', 10, 0);
    await store.count('b', 20, 0);
    const again = await closeAndReopen();
    expect(await again.findCount('a', 1)).toEqual({ count: 2, resetsAt: 10_000 });
    await again.pruneCounts(10_000);
    expect(await again.findCount('a', 1)).toBeUndefined();
    expect(await again.findCount('b', 1)).toEqual({ count: 1, resetsAt: 20_000 });
  });

  check('do not wait for a job under way', async (store) => {
    await store.write(async () => {
      expect((await store.count('a', 10, 0)).count).toBe(1);
    });
  });
}
