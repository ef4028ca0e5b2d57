import type { Handlers } from './handler.ts';
import { bundlesHandlers } from './routes-bundles.ts';
import { filesHandlers } from './routes-files.ts';
import { keysHandlers } from './routes-keys.ts';
import { locksHandlers } from './routes-locks.ts';
import { peopleHandlers } from './routes-people.ts';
import { siteHandlers } from './routes-site.ts';
import { transfersHandlers } from './routes-transfers.ts';

/** What each operation does: the contract's, all of them. */
export const handlers: Handlers = {
  ...peopleHandlers,
  ...keysHandlers,
  ...filesHandlers,
  ...transfersHandlers,
  ...bundlesHandlers,
  ...locksHandlers,
  ...siteHandlers,
};
