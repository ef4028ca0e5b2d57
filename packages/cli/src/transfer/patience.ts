import { isPassing, retryAfterOf } from './errors.ts';

/**
 * Keeps a transfer going while the server is away: what failed for a passing reason is tried again, until nothing of the whole transfer has
 * got on for `retryForSeconds`. The client's own few retries come first; these are for a server that is restarted.
 */
export interface Patience {
  /** Runs the task, again and again if need be. Throws what it threw last. `own`: a signal that ends the wait besides the one for all. */
  attempt<Result>(task: () => Promise<Result>, own?: AbortSignal): Promise<Result>;
  /** Something got through: the clock starts anew. */
  progress(): void;
  /** True once it has run out: nothing new need be begun. */
  readonly exhausted: boolean;
}

export interface PatienceOptions {
  readonly retryForSeconds: number;
  readonly signal: AbortSignal;
  /** Told once for each time the server goes away. */
  readonly onTrouble: (error: unknown) => void;
  /** Default: the system's. */
  readonly time?: Time;
}

/** In milliseconds. */
export interface Time {
  now(): number;
  /** Rejects with the signal's reason when it is triggered. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const firstDelayMs = 500;
const longestDelayMs = 8_000;

export function createPatience({ retryForSeconds, signal, onTrouble, time = { now: Date.now, pause } }: PatienceOptions): Patience {
  let failingSince: number | undefined;
  let exhausted = false;

  /** How long to wait; undefined when it is not worth it. */
  function delayAfter(error: unknown, tries: number): number | undefined {
    if (exhausted || !isPassing(error)) return undefined;
    if (failingSince === undefined) {
      failingSince = time.now();
      onTrouble(error);
    }
    const left = failingSince + retryForSeconds * 1000 - time.now();
    const asked = (retryAfterOf(error) ?? 0) * 1000;
    // Half of it is chance, so that files which failed together do not come back together.
    const delay = Math.max(asked, Math.min(firstDelayMs * 2 ** tries, longestDelayMs) * (0.5 + Math.random() / 2));
    // The last try is made when the time is up, unless the server itself asks for more patience than there is.
    if (left <= 0 || asked > left) exhausted = true;
    return exhausted ? undefined : Math.min(delay, left);
  }

  return {
    async attempt(task, own = signal) {
      for (let tries = 0; ; tries += 1) {
        own.throwIfAborted();
        try {
          return await task();
        } catch (error) {
          own.throwIfAborted();
          if (failingSince === undefined) tries = 0;
          const delay = delayAfter(error, tries);
          if (delay === undefined) throw error;
          await time.pause(delay, own);
        }
      }
    },
    progress() {
      failingSince = undefined;
    },
    get exhausted() {
      return exhausted;
    },
  };
}

/** Waits. Rejects with the signal's reason when it is triggered. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
