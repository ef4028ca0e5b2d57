import type { Tracker } from '../extract/incremental.ts';
import type { Page, Row } from '../extract/resource.ts';
import { parsedRows } from './rows.ts';

/** The pages of one list whose rows come in order, up to the one after which no row can be wanted. The tracker is for this list alone. */
export async function* untilOutOfRange(pages: AsyncIterable<Page>, tracker: Tracker): AsyncGenerator<Page> {
  for await (const page of pages) {
    // The page that leaves the range has rows within it too.
    yield page;
    for (const row of parsedRows(page)) {
      tracker.wants(row as Row);
      if (tracker.finished) return;
    }
  }
}
