import type { Migration } from '../sql.ts';

/** Who made and changed files and folders, what clients keep with them, moves and copies under way, and locks. */
export const tree: Migration = {
  name: '0004-tree',
  statements: ({ integer, counter }) => [
    ...['files', 'folders'].flatMap((table) => [
      `ALTER TABLE ${table} ADD COLUMN created_by ${integer}`,
      `ALTER TABLE ${table} ADD COLUMN created_by_key ${integer}`,
      `ALTER TABLE ${table} ADD COLUMN modified_by ${integer}`,
      `ALTER TABLE ${table} ADD COLUMN modified_by_key ${integer}`,
      `ALTER TABLE ${table} ADD COLUMN provided_mtime ${integer}`,
      `ALTER TABLE ${table} ADD COLUMN custom_metadata TEXT`,
      `ALTER TABLE ${table} ADD COLUMN priority_color TEXT`,
      // Few have any, so that a search for it need not look at the others.
      `CREATE INDEX ${table}_with_metadata ON ${table} (parent_id, name_key) WHERE custom_metadata IS NOT NULL`,
    ]),

    `CREATE TABLE file_migrations (
      number ${counter}, user_id TEXT NOT NULL, operation TEXT NOT NULL, path TEXT NOT NULL, dest_path TEXT NOT NULL, status TEXT NOT NULL,
      files_moved ${integer} NOT NULL, files_total ${integer} NOT NULL, failure_message TEXT, created_at ${integer} NOT NULL)`,
    `CREATE INDEX file_migrations_by_time ON file_migrations (created_at)`,

    `CREATE TABLE locks (
      number ${counter}, token TEXT NOT NULL UNIQUE, node_id TEXT NOT NULL, user_id TEXT NOT NULL, exclusive ${integer} NOT NULL,
      recursive ${integer} NOT NULL, allow_access_by_any_user ${integer} NOT NULL, timeout_seconds ${integer} NOT NULL,
      expires_at ${integer} NOT NULL)`,
    `CREATE INDEX locks_on_node ON locks (node_id)`,
    `CREATE INDEX locks_by_expiry ON locks (expires_at)`,
  ],
};
