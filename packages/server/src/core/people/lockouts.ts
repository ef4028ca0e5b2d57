import type { Clock } from '../clock.ts';
import { isoSeconds } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { MetadataStore } from '../metadata.ts';

export interface LockoutRules {
  /** Wrong tries within the window that lock the name. */
  readonly tries: number;
  readonly withinSeconds: number;
  /** How long the name is locked. */
  readonly lockSeconds: number;
}

/** A try that was let in. One of the two has to be called when it is known how it ended. */
export interface Attempt {
  readonly failed: () => Promise<void>;
  /** Takes the try back. */
  readonly succeeded: () => Promise<void>;
}

export type Lockouts = ReturnType<typeof createLockouts>;

/**
 * Locks a name after too many wrong tries. A try is counted before it is checked, so that parallel ones cannot slip through: of any
 * number at once, only as many as are left are let in.
 */
export function createLockouts({ metadata, clock }: { metadata: MetadataStore; clock: Clock }) {
  const tries = (name: string): string => `tries ${name}`;
  const lock = (name: string): string => `locked ${name}`;

  async function lockedUntil(name: string): Promise<number | null> {
    const window = await metadata.findCount(lock(name), clock());
    return window === undefined || window.count === 0 ? null : window.resetsAt;
  }

  return {
    /** When the name is free again; null when it is not locked. */
    lockedUntil,

    /** Throws `rate_limited` with the reason `locked_out`. */
    async begin(name: string, rules: LockoutRules): Promise<Attempt> {
      const now = clock();
      const counted = await metadata.count(tries(name), rules.withinSeconds, now);
      // Looked up after the count: the lock is there before the tries are forgotten, so one of the two always holds.
      const until = (await lockedUntil(name)) ?? (counted.count > rules.tries ? counted.resetsAt : null);
      if (until !== null) {
        await metadata.uncount(tries(name));
        throw lockedOut(until, now);
      }
      return {
        async failed() {
          if (counted.count < rules.tries) return;
          await metadata.count(lock(name), rules.lockSeconds, clock());
          await metadata.forgetCount(tries(name));
        },
        succeeded: () => metadata.uncount(tries(name)),
      };
    },

    /** Lets the name in again, with all its tries. */
    async clear(name: string): Promise<void> {
      await metadata.forgetCount(lock(name));
      await metadata.forgetCount(tries(name));
    },
  };
}

/** The refusal of a locked name. `until` and `now` are milliseconds since 1970. */
export function lockedOut(until: number, now: number): AppError {
  return new AppError('rate_limited', `Too many wrong passwords. Please retry after ${isoSeconds(Math.ceil(until / 1000) * 1000)}.`, {
    reason: 'locked_out',
    retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1000)),
  });
}
