import type { Migration } from '../sql.ts';

/** Earlier contents of files, and the trash. */
export const versions: Migration = {
  name: '0010-versions',
  statements: ({ integer, counter }) => [
    // Of the present content. Files from before have none: `rows.ts` says what stands for it.
    `ALTER TABLE files ADD COLUMN version_id TEXT`,
    `ALTER TABLE files ADD COLUMN version_at ${integer}`,

    // number is the order in which they were replaced.
    `CREATE TABLE versions (
      number ${counter}, id TEXT NOT NULL, file_id TEXT NOT NULL, blob_id TEXT NOT NULL, size ${integer} NOT NULL, encrypted ${integer} NOT NULL,
      owner_id TEXT NOT NULL, content_type TEXT, provided_mtime ${integer}, created_at ${integer} NOT NULL, replaced_at ${integer} NOT NULL)`,
    `CREATE UNIQUE INDEX versions_of_file ON versions (file_id, id)`,
    `CREATE INDEX versions_of_owner ON versions (owner_id, number)`,

    `CREATE TABLE trash (
      number ${counter}, id TEXT NOT NULL UNIQUE, node_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
      parent_id TEXT NOT NULL, chain TEXT NOT NULL, folder_names TEXT NOT NULL, size ${integer} NOT NULL, deleted_at ${integer} NOT NULL,
      deleted_by TEXT NOT NULL)`,
    // node: all that is known of it. node_number: the one that its row had, and has again when it comes back.
    `CREATE TABLE trashed_nodes (
      number ${counter}, item_id TEXT NOT NULL, node_id TEXT NOT NULL UNIQUE, node_number ${integer} NOT NULL, owner_id TEXT, node TEXT NOT NULL)`,
    `CREATE INDEX trashed_nodes_of_item ON trashed_nodes (item_id, number)`,
  ],
};
