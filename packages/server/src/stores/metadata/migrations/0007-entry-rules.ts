import type { Migration } from '../sql.ts';

/** From where and how each user may come in. */
export const entryRules: Migration = {
  name: 'entry rules',
  statements: () => [`ALTER TABLE users ADD COLUMN entry TEXT NOT NULL DEFAULT '{}'`],
};
