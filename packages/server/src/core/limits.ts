import type { Clock } from './clock.ts';
import { isoSeconds } from './clock.ts';
import { AppError } from './errors.ts';
import type { MetadataStore } from './metadata.ts';
import type { Member } from './access/principal.ts';

/** Where a key stands in its window of one hour. */
export interface RequestWindow {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since 1970. */
  readonly resetsAt: number;
}

/** Stands for no limit, where the wire wants a number. */
const unlimited = 1_000_000_000;

const failedTriesWindowSeconds = 15 * 60;

export type Limits = ReturnType<typeof createLimits>;

/** How often something may be done. Counted in the store, so exact for any number of clients and across restarts. */
export function createLimits({
  metadata,
  clock,
  windowSeconds,
  requested,
}: {
  metadata: MetadataStore;
  clock: Clock;
  windowSeconds: number;
  /** Hears of each request, for the history. */
  requested: (member: Member) => void;
}) {
  /** The names of counters, kept because a new text would be hashed at every request. */
  const counterNames = new WeakMap<Member, string>();

  function counterOf(member: Member): string {
    const known = counterNames.get(member);
    if (known !== undefined) return known;
    const name = `requests ${member.keyId}`;
    counterNames.set(member, name);
    return name;
  }

  function toWindow(member: Member, counted: { count: number; resetsAt: number } | undefined, now: number): RequestWindow {
    // Plans limit keys. Whoever signed in would have used up a small plan by dropping one folder, and then could not even sign out.
    const limit = (member.credential === 'session' ? null : member.plan.requestsPerHour) ?? unlimited;
    return { limit, remaining: Math.max(0, limit - (counted?.count ?? 0)), resetsAt: counted?.resetsAt ?? now + windowSeconds * 1000 };
  }

  return {
    /**
     * Counts a request of this key or session. `exceeded` when the plan's limit was reached before it, which holds for keys only. The window
     * starts with the first request.
     */
    async countRequest(member: Member): Promise<RequestWindow & { readonly exceeded: boolean }> {
      const now = clock();
      requested(member);
      const counted = await metadata.count(counterOf(member), windowSeconds, now);
      const { limit, remaining, resetsAt } = toWindow(member, counted, now);
      return { limit, remaining, resetsAt, exceeded: counted.count > limit };
    },

    /** The error for a request over the limit; its text is the seed's. */
    exceededError(window: RequestWindow): AppError {
      return new AppError(
        'rate_limited',
        `Too many requests. Please retry after ${isoSeconds(Math.ceil(window.resetsAt / 1000) * 1000)}.`,
        {
          retryAfterSeconds: Math.max(1, Math.ceil((window.resetsAt - clock()) / 1000)),
        },
      );
    },

    /** The window as it stands, without counting. */
    async requestWindow(member: Member): Promise<RequestWindow> {
      const now = clock();
      return toWindow(member, await metadata.findCount(counterOf(member), now), now);
    },

    /**
     * Counts a guess at a secret before it is checked, so that parallel guesses cannot slip through. `allowances` are the most
     * guesses per 15 minutes for each name (a share, an address); `what` are they in the message. Throws `rate_limited`. Call `succeeded` to take a right guess back.
     */
    async countGuess(allowances: Readonly<Record<string, number>>, what = 'wrong passwords'): Promise<{ succeeded(): Promise<void> }> {
      const now = clock();
      const names = Object.keys(allowances);
      const counts = await Promise.all(names.map((name) => metadata.count(`guess ${name}`, failedTriesWindowSeconds, now)));
      const blocked = counts.filter((counted, index) => counted.count > (allowances[names[index] ?? ''] ?? 0));
      if (blocked.length > 0) {
        // A guess that is not checked counts nowhere, so that a blocked address cannot use up the tries of other shares.
        await Promise.all(names.map((name) => metadata.uncount(`guess ${name}`)));
        const resetsAt = Math.max(...blocked.map((counted) => counted.resetsAt));
        throw new AppError('rate_limited', `Too many ${what}. Please retry after ${isoSeconds(Math.ceil(resetsAt / 1000) * 1000)}.`, {
          retryAfterSeconds: Math.max(1, Math.ceil((resetsAt - now) / 1000)),
        });
      }
      return {
        async succeeded() {
          await Promise.all(names.map((name) => metadata.uncount(`guess ${name}`)));
        },
      };
    },

    /** Lets a name of `countGuess` guess again. */
    async forgetGuesses(name: string): Promise<void> {
      await metadata.forgetCount(`guess ${name}`);
    },
  };
}
