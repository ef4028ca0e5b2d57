import type { Migration } from '../sql.ts';

/** What the dashboard shows: when a session was used last. */
export const dashboard: Migration = {
  name: '0011-dashboard',
  statements: ({ integer }) => [`ALTER TABLE sessions ADD COLUMN last_used_at ${integer}`],
};
