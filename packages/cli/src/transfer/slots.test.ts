import { expect, test } from 'vitest';
import { createSlots, inParallel } from './slots.ts';

test('never more than there are slots, and first come, first served', async () => {
  const slots = createSlots(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  await Promise.all(
    [0, 1, 2, 3, 4].map((number) =>
      slots.run(async () => {
        begun.push(number);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      }),
    ),
  );
  expect({ begun, most }).toEqual({ begun: [0, 1, 2, 3, 4], most: 2 });
});

test('who waits gives up with the signal, and takes no slot', async () => {
  const slots = createSlots(1);
  const controller = new AbortController();
  let end = (): void => undefined;
  const first = slots.run(() => new Promise<void>((resolve) => (end = resolve)));
  const second = slots.run(() => Promise.resolve('ran'), controller.signal);
  controller.abort(new Error('stopped'));
  await expect(second).rejects.toThrow('stopped');
  end();
  await first;
  expect(await slots.run(() => Promise.resolve('ran'))).toBe('ran');
});

test('items are taken one by one; the first failure stops the taking', async () => {
  const taken: number[] = [];
  let closed = false;
  function* numbers(): Generator<number> {
    try {
      for (let number = 0; number < 10; number++) {
        taken.push(number);
        yield number;
      }
    } finally {
      closed = true;
    }
  }
  const run = (number: number): Promise<void> =>
    number === 3 ? Promise.reject(new Error('three')) : new Promise((resolve) => setImmediate(resolve));
  await expect(inParallel(2, numbers(), run)).rejects.toThrow('three');
  expect(taken.length).toBeLessThan(6);
  expect(closed).toBe(true);
});
