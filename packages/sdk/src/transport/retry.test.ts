import { expect, test, vi } from 'vitest';
import { AbortError, ConnectionError } from './errors.ts';
import { isPassing, isRefusal, mayRepeat, retryAfterSeconds, retryDelayMs, sleep } from './retry.ts';

const policy = { maxRetries: 2, retryDelayMs: 500, maxRetryDelayMs: 2000, maxRetryAfterMs: 60_000 };

test('Retry-After is seconds or an HTTP date; of several values the first counts; junk says nothing', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const read = (header: string | null): number | undefined => retryAfterSeconds(header, now);
  expect(read(null)).toBeUndefined();
  expect(read('5')).toBe(5);
  expect(read('5, 10')).toBe(5);
  expect(read('5, junk')).toBe(5);
  expect(read('junk')).toBeUndefined();
  expect(read('-1')).toBeUndefined();
  expect(read('')).toBeUndefined();
  expect(read('Thu, 01 Jan 2026 00:00:08 GMT')).toBe(8);
  expect(read('Thu, 01 Jan 2020 00:00:00 GMT')).toBe(0);
});

test('delays double up to a limit, and half of them is chance', () => {
  const random = vi.spyOn(Math, 'random');
  try {
    random.mockReturnValue(0);
    expect([1, 2, 3, 4, 9].map((attempt) => retryDelayMs(policy, attempt, undefined))).toEqual([250, 500, 1000, 1000, 1000]);
    random.mockReturnValue(1);
    expect([1, 2, 3, 4, 9].map((attempt) => retryDelayMs(policy, attempt, undefined))).toEqual([500, 1000, 2000, 2000, 2000]);
    expect(retryDelayMs(policy, 1, 3)).toBe(3250);
  } finally {
    random.mockRestore();
  }
});

test('a pause that is longer than the caller waits is not waited for', () => {
  expect(retryDelayMs(policy, 1, 60)).toBeGreaterThanOrEqual(60_000);
  expect(retryDelayMs(policy, 1, 61)).toBeUndefined();
});

test('what may be different next time, and what was not done for certain', () => {
  expect([400, 401, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504].filter(isPassing)).toEqual([429, 500, 502, 503, 504]);
  expect([429, 500, 502, 503].filter(isRefusal)).toEqual([429, 503]);
  const arrived = new ConnectionError('', { mayHaveArrived: true });
  const lost = new ConnectionError('', { mayHaveArrived: false });
  expect([mayRepeat(arrived, true), mayRepeat(arrived, false), mayRepeat(lost, false), mayRepeat(new Error('x'), true)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test('a pause ends with the signal', async () => {
  const controller = new AbortController();
  const pause = sleep(60_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(pause).rejects.toMatchObject({ name: 'AbortError', cause: new Error('enough') });
  expect(() => sleep(1, controller.signal)).toThrow(AbortError);
});
