import { onAbort } from './abort.ts';
import { AbortError, ConnectionError, throwIfAborted } from './errors.ts';

/** Times in milliseconds. */
export interface RetryPolicy {
  /** Tries after the first one. */
  readonly maxRetries: number;
  /** The wait before the second try; it doubles with each further one. */
  readonly retryDelayMs: number;
  readonly maxRetryDelayMs: number;
  /** A server that asks for a longer pause than this is not waited for. */
  readonly maxRetryAfterMs: number;
}

/** Says that the server was asked again. */
export interface RetryEvent {
  /** 1 for the first repetition. */
  readonly attempt: number;
  readonly delayMs: number;
  /** Why. */
  readonly error: Error;
}

/** The longest that a timer waits; more would be no wait at all. */
const longestMs = 2 ** 31 - 1;

export interface NumberSettings {
  /** Waits for something; not 0, with which nothing could come about. */
  readonly timeouts?: Readonly<Record<string, number | undefined>>;
  readonly delays?: Readonly<Record<string, number | undefined>>;
  /** How many tries. */
  readonly tries?: Readonly<Record<string, number | undefined>>;
}

/** Finds settings with which a client would wait for ever, not at all, or without end; they are told to `refuse`. Times are in units of `unitMs`. */
export function checkNumbers(
  { timeouts = {}, delays = {}, tries = {} }: NumberSettings,
  unitMs: number,
  refuse: (why: string) => never,
): void {
  const check = (settings: Readonly<Record<string, number | undefined>>, isGood: (value: number) => boolean): void => {
    for (const [name, value] of Object.entries(settings)) {
      if (value !== undefined && !isGood(value)) refuse(`${name} cannot be ${value}`);
    }
  };
  check(timeouts, (value) => value > 0 && value * unitMs <= longestMs);
  check(delays, (value) => value >= 0 && value * unitMs <= longestMs);
  check(tries, (value) => value >= 0);
}

/** What `Retry-After` asks for, in seconds; undefined when it says nothing that can be understood. Of several values, the first counts. */
export function retryAfterSeconds(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\s*(\d+(?:\.\d+)?)\s*(?:,|$)/.exec(header)?.[1];
  if (seconds !== undefined) return Number(seconds);
  // An HTTP date has a comma and a zone of its own; anything else that Date.parse takes for one is junk here.
  if (!/^\w{3}, \d/.test(header)) return undefined;
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - now) / 1000));
}

/**
 * How long to wait before try `attempt` + 1, or undefined when it is not worth it: half of the delay is chance, so that clients which
 * failed together do not come back together. A pause that the server asks for is kept, with a little chance on top.
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, askedSeconds: number | undefined): number | undefined {
  const delay = Math.min(policy.retryDelayMs * 2 ** (attempt - 1), policy.maxRetryDelayMs);
  if (askedSeconds === undefined) return delay * (0.5 + Math.random() / 2);
  const asked = askedSeconds * 1000;
  return asked > policy.maxRetryAfterMs ? undefined : asked + (Math.random() * policy.retryDelayMs) / 2;
}

/** A status that may be different next time. */
export function isPassing(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** A status by which the server says that it has not done what was asked. */
export function isRefusal(status: number): boolean {
  return status === 429 || status === 503;
}

/** Whether a request that broke may be sent again. `repeatSafe`: twice is the same as once. */
export function mayRepeat(error: unknown, repeatSafe: boolean): error is ConnectionError {
  return error instanceof ConnectionError && (repeatSafe || !error.mayHaveArrived);
}

export function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forgetAbort();
      resolve();
    }, milliseconds);
    const forgetAbort = onAbort(signal, () => {
      clearTimeout(timer);
      reject(new AbortError(signal));
    });
  });
}
