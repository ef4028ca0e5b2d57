import { expect, test } from 'vitest';
import { createSlots, inParallel } from './slots.ts';

const never = new AbortController().signal;

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
      }, never),
    ),
  );
  expect({ begun, most }).toEqual({ begun: [0, 1, 2, 3, 4], most: 2 });
});

test('who waits gives up with the signal, and takes no slot', async () => {
  const slots = createSlots(1);
  const controller = new AbortController();
  let end = (): void => undefined;
  const first = slots.run(() => new Promise<void>((resolve) => (end = resolve)), never);
  const second = slots.run(() => Promise.resolve('ran'), controller.signal);
  controller.abort(new Error('stopped'));
  await expect(second).rejects.toThrow('stopped');
  end();
  await first;
  expect(await slots.run(() => Promise.resolve('ran'), never)).toBe('ran');
});

test('a slot keeps its buffer, and grows it', async () => {
  const slots = createSlots(1);
  const take = (bytes: number): Promise<Buffer> => slots.run((slot) => Promise.resolve(slot.buffer(bytes)), never);
  const [small, again, large] = [await take(10), await take(65_536), await take(65_537)];
  expect([small.length, again.length, large.length]).toEqual([10, 65_536, 65_537]);
  expect(small.buffer).toBe(again.buffer);
  expect(large.buffer.byteLength).toBe(131_072);
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
