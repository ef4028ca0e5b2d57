// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { expectStatus } from './api.mjs';
import { Unanswered, Violation } from './violation.mjs';

/**
 * Reads the change feed with one cursor over the whole run, also while everybody writes, and compares it with what was acknowledged.
 *
 * @param {import('./api.mjs').Call} call
 */
export function createFeedReader(call) {
  let position = 'since=1970-01-01T00:00:00Z';
  let lastTimestamp = '';
  /** Read and not yet compared. @type {{ id: string, action: string }[]} */
  let unchecked = [];
  let total = 0;

  /** @param {number} limit @returns {Promise<boolean>} whether there is more */
  async function readPage(limit) {
    const page = expectStatus(await call('GET', `/sync?${position}&limit=${limit}&include=folders`), 200, `GET /sync?${position}`);
    for (const { id, action, timestamp } of page.changes) {
      if (timestamp < lastTimestamp) throw new Violation('feed', `the time of ${id} ${action} is before that of the change before it`);
      lastTimestamp = timestamp;
      unchecked.push({ id, action });
    }
    position = `cursor=${page.cursor}`;
    return page.has_more;
  }

  return {
    get total() {
      return total;
    },

    /** Follows the feed until the server is gone. @param {import('./random.mjs').Random} random */
    async follow(random) {
      try {
        for (;;) {
          await readPage(1 + random.int(60));
          await sleep(5 + random.int(30));
        }
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
      }
    },

    /**
     * Reads to the end. Each client's changes have to be there exactly once and in its order, and a change that was acknowledged
     * before another one began has to stand before it, whoever made them.
     *
     * @param {readonly import('./client.mjs').FaultClient[]} clients
     * @param {import('./contest.mjs').Contest} contest
     */
    async check(clients, contest) {
      while (await readPage(500));
      /** @type {Map<string, import('./client.mjs').FaultClient>} */
      const owners = new Map();
      for (const client of clients) {
        for (const group of client.model.feed) for (const change of group.changes.keys()) owners.set(change.split(' ')[0] ?? '', client);
      }

      let latestStart = 0;
      for (const { id, action } of unchecked) {
        const contested = contest.feed.get(id);
        if (contested !== undefined) {
          if ((contested.seen === 0) !== (action === 'created'))
            throw new Violation('feed', `contested ${id}: change ${contested.seen + 1} is "${action}"`);
          contested.seen += 1;
          continue;
        }
        const change = `${id} ${action}`;
        const client = owners.get(id);
        const group = client?.model.feed[0];
        const left = group?.changes.get(change);
        if (client === undefined || group === undefined || left === undefined) {
          const expected = group === undefined ? 'nothing more' : [...group.changes.keys()].join(', ');
          throw new Violation('feed', `"${change}" is in the feed where ${client?.name ?? 'nobody'} expects ${expected}`);
        }
        if (group.span.end < latestStart)
          throw new Violation('feed', `"${change}" stands behind a change that began after it was acknowledged`);
        latestStart = Math.max(latestStart, group.span.start);
        if (left > 1) group.changes.set(change, left - 1);
        else group.changes.delete(change);
        if (group.changes.size === 0) client.model.feed.shift();
      }
      total += unchecked.length;
      unchecked = [];

      for (const { name, model } of clients) {
        const missing = model.feed[0];
        if (missing !== undefined) throw new Violation('feed', `${name}: the feed lacks ${[...missing.changes.keys()].join(', ')}`);
      }
      for (const [id, counts] of contest.feed) {
        if (counts.seen < counts.least || counts.seen > counts.most) {
          throw new Violation(
            'feed',
            `contested ${id} is in the feed ${counts.seen} times, acknowledged were ${counts.least}, sent ${counts.most}`,
          );
        }
        counts.least = counts.seen;
        counts.most = counts.seen;
      }
    },
  };
}
