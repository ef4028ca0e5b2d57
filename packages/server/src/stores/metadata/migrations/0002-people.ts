import type { Migration } from '../sql.ts';

/** Groups, grants on folders, and what is known about a person. */
export const people: Migration = {
  name: '0002-people',
  statements: ({ integer, counter }) => [
    `ALTER TABLE users ADD COLUMN is_readonly_admin ${integer} NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN name TEXT`,
    `ALTER TABLE users ADD COLUMN email TEXT`,
    `ALTER TABLE users ADD COLUMN company TEXT`,
    `ALTER TABLE users ADD COLUMN authenticate_until ${integer}`,
    `ALTER TABLE users ADD COLUMN last_login_at ${integer}`,
    `ALTER TABLE users ADD COLUMN password_set_at ${integer}`,
    `ALTER TABLE users ADD COLUMN password_validity_days ${integer}`,
    `ALTER TABLE users ADD COLUMN must_change_password ${integer} NOT NULL DEFAULT 0`,
    `ALTER TABLE users ADD COLUMN primary_group ${integer}`,
    `ALTER TABLE users ADD COLUMN ssl_required TEXT`,
    `ALTER TABLE users ADD COLUMN profile TEXT NOT NULL DEFAULT '{}'`,

    `CREATE TABLE groups (
      number ${counter}, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, profile TEXT NOT NULL, created_at ${integer} NOT NULL)`,
    `CREATE TABLE memberships (
      group_number ${integer} NOT NULL, user_id TEXT NOT NULL, is_admin ${integer} NOT NULL, PRIMARY KEY (group_number, user_id))`,
    `CREATE INDEX memberships_of_user ON memberships (user_id)`,

    `CREATE TABLE permissions (
      number ${counter}, folder_id TEXT NOT NULL, user_id TEXT, group_number ${integer}, permission TEXT NOT NULL,
      recursive ${integer} NOT NULL, created_at ${integer} NOT NULL)`,
    `CREATE INDEX permissions_on_folder ON permissions (folder_id)`,
    `CREATE INDEX permissions_of_user ON permissions (user_id) WHERE user_id IS NOT NULL`,
    `CREATE INDEX permissions_of_group ON permissions (group_number) WHERE group_number IS NOT NULL`,
    // Until now everybody had everything in their own root.
    `INSERT INTO permissions (folder_id, user_id, group_number, permission, recursive, created_at)
     SELECT root_id, id, NULL, 'admin', 1, created_at FROM users WHERE is_admin = 0`,
  ],
};
