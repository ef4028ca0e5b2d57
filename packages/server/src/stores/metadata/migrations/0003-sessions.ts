import type { Migration } from '../sql.ts';

/** Sessions, second factors, SSH keys, and more about API keys. */
export const sessions: Migration = {
  name: '0003-sessions',
  statements: ({ bytes, integer, counter }) => [
    `ALTER TABLE keys ADD COLUMN description TEXT`,
    `ALTER TABLE keys ADD COLUMN permission_set TEXT NOT NULL DEFAULT 'full'`,
    `ALTER TABLE keys ADD COLUMN platform TEXT`,
    `ALTER TABLE keys ADD COLUMN is_site_wide ${integer} NOT NULL DEFAULT 0`,
    `ALTER TABLE keys ADD COLUMN last_used_at ${integer}`,

    `CREATE TABLE sessions (
      number ${counter}, hash ${bytes} NOT NULL UNIQUE, user_id TEXT NOT NULL, address TEXT NOT NULL, user_agent TEXT, door TEXT NOT NULL,
      created_at ${integer} NOT NULL, expires_at ${integer} NOT NULL)`,
    `CREATE INDEX sessions_of_user ON sessions (user_id)`,
    `CREATE INDEX sessions_by_expiry ON sessions (expires_at)`,

    // second_factor_at repeats confirmed_at, so that a list of users need not look here.
    `ALTER TABLE users ADD COLUMN second_factor_at ${integer}`,
    `CREATE TABLE second_factors (
      user_id TEXT PRIMARY KEY, sealed_secret ${bytes} NOT NULL, confirmed_at ${integer}, last_step ${integer} NOT NULL)`,

    `CREATE TABLE public_keys (
      number ${counter}, user_id TEXT NOT NULL, title TEXT NOT NULL, public_key TEXT NOT NULL, fingerprint_md5 TEXT NOT NULL,
      fingerprint_sha256 TEXT NOT NULL, is_generated ${integer} NOT NULL, created_at ${integer} NOT NULL, last_login_at ${integer})`,
    `CREATE UNIQUE INDEX public_keys_of_user ON public_keys (user_id, fingerprint_sha256)`,
  ],
};
