import type { Migration } from '../sql.ts';

/** Files, folders, contents, uploads, shares, users, keys and the change feed. */
export const platform: Migration = {
  name: '0001-platform',
  statements: ({ bytes, integer, counter }) => [
    `CREATE TABLE settings (name TEXT PRIMARY KEY, value ${bytes} NOT NULL)`,

    `CREATE TABLE users (
      number ${counter}, id TEXT NOT NULL UNIQUE, username TEXT NOT NULL, username_key TEXT NOT NULL UNIQUE,
      password_hash TEXT, is_admin ${integer} NOT NULL, plan TEXT NOT NULL, root_id TEXT NOT NULL, disabled ${integer} NOT NULL,
      used_bytes ${integer} NOT NULL, created_at ${integer} NOT NULL)`,

    `CREATE TABLE keys (
      number ${counter}, id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, name TEXT NOT NULL, hash ${bytes} NOT NULL UNIQUE,
      last4 TEXT NOT NULL, scopes TEXT NOT NULL, folder_id TEXT, expires_at ${integer}, revoked_at ${integer}, created_at ${integer} NOT NULL)`,
    `CREATE INDEX keys_of_user ON keys (user_id)`,

    // file_count: files directly inside. root_file_count: files whose nearest root this folder is.
    `CREATE TABLE folders (
      number ${counter}, id TEXT NOT NULL UNIQUE, parent_id TEXT, root_id TEXT NOT NULL, chain TEXT NOT NULL UNIQUE, is_root ${integer} NOT NULL,
      name TEXT NOT NULL, name_key TEXT NOT NULL, created_at ${integer} NOT NULL, updated_at ${integer} NOT NULL,
      file_count ${integer} NOT NULL DEFAULT 0, folder_count ${integer} NOT NULL DEFAULT 0, root_file_count ${integer} NOT NULL DEFAULT 0)`,
    `CREATE UNIQUE INDEX folders_by_name ON folders (parent_id, name_key)`,
    `CREATE INDEX folders_that_are_roots ON folders (chain) WHERE is_root = 1`,

    // number is the order of creation; every listing index ends in it. summary: the row as listings print it (performance-lab.md 7.7).
    `CREATE TABLE files (
      number ${counter}, id TEXT NOT NULL UNIQUE, parent_id TEXT NOT NULL, root_id TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL,
      size ${integer} NOT NULL, encrypted ${integer} NOT NULL, blob_id TEXT NOT NULL, owner_id TEXT NOT NULL,
      created_at ${integer} NOT NULL, updated_at ${integer} NOT NULL, summary TEXT NOT NULL)`,
    `CREATE UNIQUE INDEX files_by_name ON files (parent_id, name_key)`,
    `CREATE INDEX files_by_creation ON files (parent_id, number)`,
    `CREATE INDEX files_by_size ON files (parent_id, size, number)`,
    `CREATE INDEX files_of_root_by_creation ON files (root_id, number)`,
    `CREATE INDEX files_of_root_by_name ON files (root_id, name_key, number)`,
    `CREATE INDEX files_of_root_by_size ON files (root_id, size, number)`,
    `CREATE INDEX all_files_by_name ON files (name_key, number)`,
    `CREATE INDEX all_files_by_size ON files (size, number)`,

    `CREATE TABLE blobs (
      id TEXT PRIMARY KEY, key_version ${integer} NOT NULL, wrapped_key ${bytes} NOT NULL, encrypted ${integer} NOT NULL,
      size ${integer} NOT NULL, mac ${bytes}, reference_count ${integer} NOT NULL DEFAULT 0)`,
    `CREATE INDEX blobs_by_key_version ON blobs (key_version)`,
    `CREATE TABLE segments (
      blob_id TEXT NOT NULL, part ${integer} NOT NULL, key TEXT NOT NULL UNIQUE, salt ${bytes} NOT NULL, size ${integer} NOT NULL,
      inline ${bytes}, inline_tags ${bytes}, PRIMARY KEY (blob_id, part))`,
    `CREATE TABLE garbage (key TEXT PRIMARY KEY)`,

    `CREATE TABLE uploads (
      id TEXT PRIMARY KEY, user_id TEXT NOT NULL, blob_id TEXT NOT NULL, folder_id TEXT NOT NULL, filename TEXT NOT NULL, encrypted ${integer} NOT NULL,
      total_size ${integer} NOT NULL, total_chunks ${integer} NOT NULL, chunk_size ${integer} NOT NULL, expires_at ${integer} NOT NULL, file_id TEXT)`,
    `CREATE INDEX uploads_by_expiry ON uploads (expires_at)`,

    `CREATE TABLE shares (
      number ${counter}, id TEXT NOT NULL UNIQUE, file_id TEXT NOT NULL, owner_id TEXT NOT NULL, salt ${bytes} NOT NULL, token_hash ${bytes} NOT NULL UNIQUE,
      password_hash TEXT, password_version ${integer} NOT NULL, expires_at ${integer}, allow_download ${integer} NOT NULL, created_at ${integer} NOT NULL)`,
    `CREATE INDEX shares_of_file ON shares (file_id)`,
    `CREATE INDEX shares_of_owner ON shares (owner_id)`,

    `CREATE TABLE changes (
      seq ${counter}, node_id TEXT NOT NULL, action TEXT NOT NULL, timestamp ${integer} NOT NULL, chain TEXT NOT NULL, from_chain TEXT)`,
    `CREATE INDEX changes_by_time ON changes (timestamp)`,
  ],
};
