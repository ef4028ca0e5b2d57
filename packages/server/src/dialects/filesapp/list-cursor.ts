import type { Placed } from '../../core/list-query.ts';
import { invalidAfter } from './entry-cursor.ts';

/** One page, of one row more than it has: that one only tells that there is more. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => string,
): { readonly rows: readonly Row[]; readonly next_cursor: string | null; readonly has_more: boolean } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { rows: shown, next_cursor: hasMore ? cursorOf(last) : null, has_more: hasMore };
}

/** Cursors of lists whose rows are counted: the number of the last row. */
export const numberCursor = ({ place }: Pick<Placed<unknown>, 'place'>): string => String(place.number);

/** The number behind which the page begins. Throws `invalid`. */
export function numberAfter(after: string): number {
  if (!/^\d{1,15}$/.test(after)) throw invalidAfter();
  return Number(after);
}
