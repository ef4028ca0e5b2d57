import type { Migration } from '../sql.ts';

/** Shares of several files and folders, their terms, and who came by them. */
export const bundles: Migration = {
  name: '0006-bundles',
  statements: ({ bytes, integer, counter }) => [
    // file_id: the file of a share that has only one. A column cannot lose its NOT NULL everywhere, so the table is made anew.
    `CREATE TABLE new_shares (
      number ${counter}, id TEXT NOT NULL UNIQUE, owner_id TEXT NOT NULL, file_id TEXT, node_count ${integer} NOT NULL,
      salt ${bytes} NOT NULL, token_hash ${bytes} NOT NULL UNIQUE, code TEXT, code_key TEXT,
      password_hash TEXT, password_version ${integer} NOT NULL, permissions TEXT NOT NULL, starts_at ${integer}, expires_at ${integer},
      max_uses ${integer}, uses ${integer} NOT NULL DEFAULT 0, require_registration ${integer} NOT NULL DEFAULT 0,
      require_share_recipient ${integer} NOT NULL DEFAULT 0, skip_name ${integer} NOT NULL DEFAULT 0, skip_email ${integer} NOT NULL DEFAULT 0,
      skip_company ${integer} NOT NULL DEFAULT 0, bypasses_expiration ${integer} NOT NULL DEFAULT 0, group_number ${integer},
      description TEXT, note TEXT, internal_name TEXT, profile TEXT NOT NULL DEFAULT '{}', deleted_at ${integer}, created_at ${integer} NOT NULL)`,
    `INSERT INTO new_shares (id, owner_id, file_id, node_count, salt, token_hash, password_hash, password_version, permissions, expires_at, created_at)
     SELECT id, owner_id, file_id, 1, salt, token_hash, password_hash, password_version,
     CASE WHEN allow_download = 1 THEN 'read' ELSE 'none' END, expires_at, created_at FROM shares ORDER BY number`,
    `DROP TABLE shares`,
    `ALTER TABLE new_shares RENAME TO shares`,
    `CREATE INDEX shares_of_file ON shares (file_id) WHERE file_id IS NOT NULL`,
    `CREATE INDEX shares_of_owner ON shares (owner_id)`,
    `CREATE UNIQUE INDEX shares_by_code ON shares (code_key) WHERE code_key IS NOT NULL`,

    `CREATE TABLE share_nodes (
      share_number ${integer} NOT NULL, node_id TEXT NOT NULL, position ${integer} NOT NULL, PRIMARY KEY (share_number, node_id))`,
    `INSERT INTO share_nodes (share_number, node_id, position) SELECT number, file_id, 0 FROM shares`,
    `CREATE INDEX share_nodes_by_node ON share_nodes (node_id)`,

    `CREATE TABLE share_recipients (
      number ${counter}, share_number ${integer} NOT NULL, recipient TEXT NOT NULL, recipient_key TEXT NOT NULL, name TEXT, company TEXT,
      note TEXT, sent_at ${integer}, created_at ${integer} NOT NULL)`,
    `CREATE UNIQUE INDEX share_recipients_by_address ON share_recipients (share_number, recipient_key)`,
    `CREATE TABLE share_registrations (
      number ${counter}, share_number ${integer} NOT NULL, code TEXT NOT NULL, name TEXT, company TEXT, email TEXT, ip TEXT NOT NULL,
      recipient_number ${integer}, created_at ${integer} NOT NULL)`,
    `CREATE UNIQUE INDEX share_registrations_by_code ON share_registrations (share_number, code)`,
    `CREATE INDEX share_registrations_of_recipient ON share_registrations (recipient_number) WHERE recipient_number IS NOT NULL`,
    `CREATE TABLE share_actions (
      number ${counter}, share_number ${integer} NOT NULL, registration_number ${integer}, action TEXT NOT NULL, path TEXT NOT NULL,
      download_method TEXT, created_at ${integer} NOT NULL)`,
    `CREATE INDEX share_actions_of_share ON share_actions (share_number, number)`,
    `CREATE INDEX share_actions_of_registration ON share_actions (registration_number, number) WHERE registration_number IS NOT NULL`,
  ],
};
