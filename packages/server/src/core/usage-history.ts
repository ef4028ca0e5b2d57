import type { Member, Principal } from './access/principal.ts';
import type { Clock } from './clock.ts';
import type { MetadataStore } from './metadata.ts';
import type { UsageCounts, UsageDay } from './metadata-usage.ts';

const writeDelayMilliseconds = 60_000;
const day = 86_400_000;
const keptDays = 400;

const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

export type UsageHistory = ReturnType<typeof createUsageHistory>;

/**
 * How much users do, day by day. It is added up in memory and written once a minute, and when the server stops: a crash loses the last minute.
 * No limit depends on it.
 */
export function createUsageHistory({ metadata, clock }: { metadata: MetadataStore; clock: Clock }) {
  /** By the day's number since 1970, then by user. Added to in place, because every request comes by here. */
  let waiting = new Map<number, Map<string, { -readonly [Name in keyof UsageCounts]: number }>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function add(userId: string, what: keyof UsageCounts, amount: number): void {
    const today = Math.floor(clock() / day);
    let users = waiting.get(today);
    if (users === undefined) waiting.set(today, (users = new Map()));
    let counts = users.get(userId);
    if (counts === undefined) users.set(userId, (counts = { requests: 0, uploadedBytes: 0, downloadedBytes: 0 }));
    counts[what] += amount;
    if (timer === undefined && !stopped) {
      // A full disk keeps nobody from working: what is lost is a figure on a page.
      timer = setTimeout(() => void flush().catch(() => undefined), writeDelayMilliseconds).unref();
    }
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const days = waiting;
    waiting = new Map();
    if (days.size === 0) return;
    await metadata.write(async (tx) => {
      for (const [number, users] of days) for (const [userId, counts] of users) await tx.addUsage(userId, dateOf(number * day), counts);
    });
  }

  const userOf = (by: Principal): string => (by.kind === 'member' ? by.userId : by.owner.userId);

  return {
    requested(by: Member): void {
      add(by.userId, 'requests', 1);
    },
    uploaded(userId: string, bytes: number): void {
      add(userId, 'uploadedBytes', bytes);
    },
    /** What visitors of a share fetch counts for whose share it is. */
    downloaded(by: Principal, bytes: number): void {
      if (bytes > 0) add(userOf(by), 'downloadedBytes', bytes);
    },

    /** The member's own last days, today as the last one; on days on which nothing happened the storage is what it was before. */
    async list(member: Member, days: number): Promise<readonly UsageDay[]> {
      await flush();
      const now = clock();
      const dates = Array.from({ length: days }, (_, index) => dateOf(now - (days - 1 - index) * day));
      const known = await metadata.listUsageDays(member.userId, dates[0] ?? dateOf(now));
      let storageBytes = 0;
      const byDate = new Map(known.map((one) => [one.date, one]));
      const [first] = known;
      if (first !== undefined && first.date < (dates[0] ?? '')) ({ storageBytes } = first);
      return dates.map((date) => {
        const one = byDate.get(date) ?? { date, requests: 0, uploadedBytes: 0, downloadedBytes: 0, storageBytes };
        ({ storageBytes } = one);
        return one;
      });
    },

    /** Forgets what is older than 400 days. */
    async prune(): Promise<void> {
      await metadata.write((tx) => tx.pruneUsage(dateOf(clock() - keptDays * day)));
    },

    /** Writes what waits; from now on only `list` does. */
    async stop(): Promise<void> {
      stopped = true;
      await flush();
    },
  };
}
