import { invalidField } from '../../core/errors.ts';
import type { Answer, Query } from './contract.ts';
import { listingCursor, listingPlace, subtreeCursor, subtreePlace, type Listing } from './entry-cursor.ts';
import { on } from './handler.ts';
import { presentChecksum, presentEntry } from './present.ts';

const sortOf = { name: 'name', size: 'size', updated_at: 'modified_at' } as const;

/** Of one row more than the page has: that one only tells that there is more. */
function pageOf<Row extends Parameters<typeof presentEntry>[0]>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
): Answer<'listEntries'> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { entries: shown.map(presentEntry), cursor: hasMore ? cursorOf(last) : null, has_more: hasMore };
}

const folderOf = ({ folder_id: folderId, path: folderPath }: Query<'listEntries'>) => ({ folderId, folderPath });

export const listEntries = on('listEntries', async ({ core, member, query }) => {
  const { type, limit, cursor } = query;
  if (query.recursive) {
    for (const field of ['sort', 'order'] as const) {
      if (query[field] !== undefined)
        throw invalidField(field, 'goes with the listing of one folder only: with recursive the order is fixed');
    }
    const after = cursor === undefined ? undefined : subtreePlace({ type }, cursor);
    const rows = await core.tree.listBelow(member, folderOf(query), { kind: type, after, limit: limit + 1 });
    return pageOf(rows, limit, ({ place }) => subtreeCursor({ type }, place));
  }
  const listing: Listing = { type, sort: query.sort ?? 'name', descending: query.order === 'desc' };
  const rows = await core.tree.list(member, folderOf(query), {
    kind: type,
    sort: sortOf[listing.sort],
    descending: listing.descending,
    after: cursor === undefined ? undefined : listingPlace(listing, cursor),
    limit: limit + 1,
  });
  return pageOf(rows, limit, ({ place }) => listingCursor(listing, place));
});

export const lookup = on('lookup', async ({ core, member, query }) => presentEntry(await core.tree.find(member, query.path)));

/** Nobody waits any more when the client has gone, or the server stops. */
export const computeChecksums = on('computeChecksums', async ({ core, member, body, reply, lasting }) => {
  const over = new AbortController();
  const waiting = { end: () => over.abort() };
  reply.raw.once('close', waiting.end);
  lasting.add(waiting);
  try {
    const found = await core.checksums.sha256Of(member, body.ids, { waitMilliseconds: body.wait * 1000, signal: over.signal });
    return { checksums: found.map(presentChecksum) };
  } finally {
    lasting.delete(waiting);
  }
});
