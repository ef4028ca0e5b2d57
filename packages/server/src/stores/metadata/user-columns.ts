import type { UserChange } from '../../core/metadata.ts';
import type { SqlValue } from './sql.ts';

/** What is read of a user. */
export const users = `SELECT number, id, username, password_hash, is_admin, is_readonly_admin, name, email, company, plan, storage_quota, root_id, disabled,
  authenticate_until, last_login_at, password_set_at, password_validity_days, must_change_password, primary_group, ssl_required, profile,
  entry, second_factor_at, used_bytes, created_at FROM users`;

const flag = (value: boolean | undefined): number | undefined => (value === undefined ? undefined : value ? 1 : 0);

/** The columns of a user's row that are given, by name; undefined for those that are not. */
export function userColumns(change: UserChange): Record<string, SqlValue | undefined> {
  return {
    username: change.username,
    username_key: change.usernameKey,
    password_hash: change.passwordHash,
    is_admin: flag(change.isAdmin),
    is_readonly_admin: flag(change.isReadonlyAdmin),
    name: change.name,
    email: change.email,
    company: change.company,
    plan: change.plan,
    storage_quota: change.storageQuotaBytes,
    root_id: change.rootId,
    disabled: flag(change.disabled),
    authenticate_until: change.authenticateUntil,
    last_login_at: change.lastLoginAt,
    password_set_at: change.passwordSetAt,
    password_validity_days: change.passwordValidityDays,
    must_change_password: flag(change.mustChangePassword),
    primary_group: change.primaryGroup,
    ssl_required: change.sslRequired,
    entry: change.entry === undefined ? undefined : JSON.stringify(change.entry),
    profile: change.profile === undefined ? undefined : JSON.stringify(change.profile),
  };
}
