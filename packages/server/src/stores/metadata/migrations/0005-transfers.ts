import type { Migration } from '../sql.ts';

/** Uploads in parts of any size, and checksums of contents. */
export const transfers: Migration = {
  name: '0005-transfers',
  statements: ({ integer }) => [
    `ALTER TABLE uploads ADD COLUMN in_parts ${integer} NOT NULL DEFAULT 0`,
    `ALTER TABLE uploads ADD COLUMN provided_mtime ${integer}`,
    `ALTER TABLE uploads ADD COLUMN renames ${integer} NOT NULL DEFAULT 0`,
    `CREATE TABLE checksums (blob_id TEXT PRIMARY KEY, crc32 TEXT, md5 TEXT, sha1 TEXT, sha256 TEXT)`,
  ],
};
