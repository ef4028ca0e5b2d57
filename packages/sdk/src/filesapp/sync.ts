import type { CallOptions, Connection } from '../transport/connection.ts';
import { ConnectionError } from '../transport/errors.ts';
import { isPassing, retryDelayMs, sleep } from '../transport/retry.ts';
import { readEvents } from '../transport/server-sent-events.ts';
import { callApi, callOptions, listIn, toCall, withoutCallOptions } from './api.ts';
import { ApiError } from './errors.ts';
import type { Change, ListChangesAnswer, ListChangesParams, StreamChangesParams } from './wire.ts';

/** Changes until now, one by one. */
export interface Changes extends AsyncIterable<Change> {
  /** Where to go on later: behind the last page of which everything was taken. Undefined before. */
  readonly cursor: string | undefined;
}

/** A change as it happens. */
export interface LiveChange extends Change {
  /** Where to go on behind it. */
  readonly cursor: string;
}

export interface Sync {
  /** One page of changes since a time, or behind a cursor. */
  page(options: ListChangesParams & CallOptions): Promise<ListChangesAnswer>;
  /** All changes until now, page by page. */
  changes(options: ListChangesParams & CallOptions): Changes;
  /**
   * Changes as they happen, from `cursor` or `since` on, else from now. It goes on over broken lines and restarted servers, without a gap and
   * without repeating anything, until the loop is left or `signal` is triggered; only a refusal of the server ends it with an error.
   */
  stream(options?: StreamChangesParams & CallOptions): AsyncIterable<LiveChange>;
}

/** No change is younger, so the feed since then is empty and its cursor is its end. */
const endOfTime = '9999-12-31T23:59:59Z';

export function syncOf(connection: Connection): Sync {
  const page: Sync['page'] = (options) =>
    callApi(connection, { method: 'GET', path: '/sync', query: withoutCallOptions(options), options: callOptions(options) });

  return {
    page,
    changes(options) {
      let cursor: string | undefined;
      return {
        get cursor() {
          return cursor;
        },
        async *[Symbol.asyncIterator]() {
          for (;;) {
            const { since, ...rest } = options;
            const found = await page(cursor === undefined ? { ...rest, since } : { ...rest, cursor });
            yield* listIn<Change>(found, 'changes', { method: 'GET', path: '/sync' });
            ({ cursor } = found);
            if (!found.has_more) return;
          }
        },
      };
    },
    async *stream(options = {}) {
      const { since, cursor: given, ...rest } = withoutCallOptions(options);
      const call = callOptions(options);
      let cursor = given;
      // Without a place to begin, a line that breaks before the first change could not be taken up again.
      if (cursor === undefined && since === undefined) ({ cursor } = await page({ ...rest, ...call, since: endOfTime, limit: 1 }));
      let isEstablished = false;
      for (let failures = 0; ;) {
        try {
          const query = { ...rest, ...(cursor === undefined ? { since } : { cursor }) };
          const response = await connection.send(toCall({ method: 'GET', path: '/sync/stream', query, options: call }));
          isEstablished = true;
          for await (const { event, id, data } of readEvents(response.stream())) {
            if (event !== 'change') continue;
            failures = 0;
            cursor = id;
            yield { ...(JSON.parse(data) as Change), cursor };
          }
        } catch (error) {
          if (!isEstablished || !(error instanceof ConnectionError || (error instanceof ApiError && isPassing(error.status)))) throw error;
        }
        failures += 1;
        await sleep(retryDelayMs(connection.settings, failures, undefined) ?? 0, call.signal ?? connection.settings.signal);
      }
    },
  };
}
