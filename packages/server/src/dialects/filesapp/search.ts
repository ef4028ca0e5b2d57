import { AppError } from '../../core/errors.ts';
import { invalidAfter, searchCursor, searchPlace } from './entry-cursor.ts';
import { on } from './handler.ts';
import { pageOf } from './list-cursor.ts';
import { presentEntry } from './present.ts';

/** About a second's work. */
const mostFolders = 20_000;

export const search = on('search', async ({ core, member, query }) => {
  const { query: namePart, folder_id: folderId, kind, after, limit } = query;
  const wanted = {
    wanted: { namePart },
    kind,
    after: after === undefined ? undefined : searchPlace(after),
    limit: limit + 1,
    mostFolders,
  };
  try {
    const { found, stoppedAt } = await core.tree.searchFor(member, { folderId }, wanted);
    const { rows, ...more } = pageOf(found, limit, ({ place }) => searchCursor(place));
    const entries = rows.map(presentEntry);
    if (more.has_more || stoppedAt === undefined) return { entries, ...more, cut_short: false };
    return { entries, next_cursor: searchCursor(stoppedAt), has_more: true, cut_short: true };
  } catch (error) {
    if (error instanceof AppError && error.reason === 'bad_cursor') throw invalidAfter();
    throw error;
  }
});
