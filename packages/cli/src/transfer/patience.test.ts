import { expect, test } from 'vitest';
import { createPatience } from './patience.ts';

class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

function setUp(retryForSeconds: number) {
  let now = 0;
  const controller = new AbortController();
  const troubles: unknown[] = [];
  const pauses: number[] = [];
  const time = {
    now: () => now,
    pause: async (milliseconds: number, signal: AbortSignal) => {
      pauses.push(milliseconds);
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    },
  };
  const patience = createPatience({ retryForSeconds, signal: controller.signal, onTrouble: (error) => troubles.push(error), time });
  return {
    patience,
    controller,
    troubles,
    pauses,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('what fails for a passing reason is tried again until it works', async () => {
  const { patience, troubles, pauses } = setUp(60);
  let tries = 0;
  const result = await patience.attempt(() => {
    tries += 1;
    return tries < 3 ? Promise.reject(new ConnectionError('gone')) : Promise.resolve('there');
  });
  expect({ result, tries, troubles: troubles.length }).toEqual({ result: 'there', tries: 3, troubles: 1 });
  const [first = 0, second = 0] = pauses;
  expect(first >= 250 && first <= 500 && second >= 500 && second <= 1000).toBe(true);
});

test.each([
  [new Error('a bug')],
  [Object.assign(new Error('forbidden'), { status: 403 })],
  [Object.assign(new Error('not implemented'), { status: 501 })],
])('%s is not tried again', async (error) => {
  const { patience } = setUp(60);
  let tries = 0;
  await expect(
    patience.attempt(() => {
      tries += 1;
      return Promise.reject(error);
    }),
  ).rejects.toBe(error);
  expect({ tries, exhausted: patience.exhausted }).toEqual({ tries: 1, exhausted: false });
});

test('it runs out when nothing gets on for so long, and then for everything', async () => {
  const { patience, pass } = setUp(60);
  const error = new ConnectionError('gone');
  const attempt = () =>
    patience.attempt(() => {
      pass(25_000);
      return Promise.reject(error);
    });
  await expect(attempt()).rejects.toBe(error);
  expect(patience.exhausted).toBe(true);
  let tries = 0;
  await expect(
    patience.attempt(() => {
      tries += 1;
      return Promise.reject(error);
    }),
  ).rejects.toBe(error);
  expect(tries).toBe(1);
});

test('progress of anything starts the clock anew', async () => {
  const { patience, pass } = setUp(60);
  let tries = 0;
  await patience.attempt(() => {
    tries += 1;
    pass(50_000);
    if (tries === 2) patience.progress();
    return tries < 3 ? Promise.reject(new ConnectionError('gone')) : Promise.resolve();
  });
  expect(tries).toBe(3);
});

test('a server that asks for more time than there is gets it by giving up at once', async () => {
  const { patience } = setUp(60);
  const limited = Object.assign(new Error('slow down'), { status: 429, retryAfterSeconds: 3000 });
  await expect(patience.attempt(() => Promise.reject(limited))).rejects.toBe(limited);
  expect(patience.exhausted).toBe(true);
});

test('an interruption ends the wait', async () => {
  const { patience, controller } = setUp(60);
  const attempt = patience.attempt(() => Promise.reject(new ConnectionError('gone')));
  controller.abort(new Error('interrupted'));
  await expect(attempt).rejects.toThrow('interrupted');
});
