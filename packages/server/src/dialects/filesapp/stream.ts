import { isoSeconds } from '../../core/clock.ts';
import type { FeedPage } from '../../core/tree/changes.ts';
import { replyHeaders } from '../../http/reply-headers.ts';
import type { Query } from './contract.ts';
import type { Handler } from './handler.ts';

/** A comment line keeps proxies from closing a quiet stream, and shows us clients that have gone. */
const heartbeatMilliseconds = 15_000;
const changesPerRead = 500;

function toEvents(page: FeedPage): string {
  return page.changes
    .map(
      ({ id, action, timestamp, cursor }) =>
        `id: ${cursor}\nevent: change\ndata: ${JSON.stringify({ id, action, timestamp: isoSeconds(timestamp) })}\n\n`,
    )
    .join('');
}

/** GET /sync/stream: the feed as server-sent events. A client that comes back with `Last-Event-ID` misses nothing. */
export const streamChanges: Handler = async ({ core, member, request, reply, identify, lasting }) => {
  const query = request.query as Query<'streamChanges'>;
  const lastEventId = request.headers['last-event-id'];
  const given = query.cursor ?? (typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined);
  const feed = { folderId: query.folder_id, limit: changesPerRead, fold: false, includeFolders: query.include === 'folders' };
  const start =
    given === undefined ? (query.since === undefined ? { cursor: await core.changes.now() } : { since: query.since }) : { cursor: given };
  // The first page is asked for before the stream begins, so that a wrong cursor or folder is an ordinary error.
  let page = await core.changes.list(member, { ...feed, ...start });

  const headers = replyHeaders(reply);
  reply.hijack();
  const response = reply.raw;
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  if (request.method === 'HEAD') {
    response.end();
    return undefined;
  }
  response.write(': the feed begins here\n\n');

  let changed = false;
  let wake: (() => void) | undefined;
  const notify = (): void => wake?.();
  const stopListening = core.changes.onChange(() => {
    changed = true;
    notify();
  });
  response.on('close', notify).on('drain', notify);
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMilliseconds);
  heartbeat.unref();
  lasting.add(response);

  const isOver = (): boolean => response.destroyed || response.writableEnded;
  async function waitUntil(condition: () => boolean): Promise<void> {
    while (!isOver() && !condition()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  try {
    for (;;) {
      const events = toEvents(page);
      if (events !== '') response.write(events);
      await waitUntil(() => !response.writableNeedDrain);
      const { hasMore } = page;
      await waitUntil(() => changed || hasMore);
      if (isOver()) return undefined;
      changed = false;
      // A key that was revoked meanwhile, or a session that was signed out, ends the stream.
      page = await core.changes.list(await identify(), { ...feed, cursor: page.cursor });
    }
  } finally {
    clearInterval(heartbeat);
    stopListening();
    lasting.delete(response);
    response.end();
  }
};
