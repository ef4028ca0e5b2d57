import type { Migration } from '../sql.ts';

/** What the dashboard needs: when a session was used last, what somebody picked for an archive, what was done with files and folders, how much by whom, and small pictures. */
export const dashboard: Migration = {
  name: '0011-dashboard',
  statements: ({ bytes, integer, counter }) => [
    `ALTER TABLE sessions ADD COLUMN last_used_at ${integer}`,

    `CREATE TABLE zips (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, node_ids TEXT NOT NULL, expires_at ${integer} NOT NULL)`,
    `CREATE INDEX zips_by_expiry ON zips (expires_at)`,

    `CREATE TABLE activity (
      number ${counter}, node_id TEXT NOT NULL, folder_id TEXT, action TEXT NOT NULL, name TEXT NOT NULL, old_name TEXT, at ${integer} NOT NULL,
      user_number ${integer}, key_number ${integer}, share_number ${integer})`,
    `CREATE INDEX activity_of_node ON activity (node_id, number)`,
    `CREATE INDEX activity_in_folder ON activity (folder_id, number)`,

    `CREATE TABLE usage_days (
      user_id TEXT NOT NULL, date TEXT NOT NULL, requests ${integer} NOT NULL, uploaded_bytes ${integer} NOT NULL,
      downloaded_bytes ${integer} NOT NULL, storage_bytes ${integer} NOT NULL, PRIMARY KEY (user_id, date))`,

    `CREATE TABLE thumbnails (blob_id TEXT NOT NULL, pixels ${integer} NOT NULL, sealed ${bytes}, PRIMARY KEY (blob_id, pixels))`,
  ],
};
