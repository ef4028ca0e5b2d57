import type { Profile } from '../../core/metadata-people.ts';
import type { SiteChange } from '../../core/site.ts';
import type { Body } from './contract.ts';
import { FilesComError } from './errors.ts';

type SiteBody = Body<'updateSite'>;

/** Settings that a rule reads, by their names here. */
const ruled = {
  name: 'name',
  session_expiry_minutes: 'sessionExpiryMinutes',
  // What the vendor calls the backup of deleted files is the trash.
  days_to_retain_backups: 'trashDays',
  calculate_file_checksums_crc32: 'crc32',
  calculate_file_checksums_md5: 'md5',
  calculate_file_checksums_sha1: 'sha1',
  calculate_file_checksums_sha256: 'sha256',
  allowed_ips: 'allowedIps',
  always_mkdir_parents: 'alwaysMkdirParents',
  bundle_password_required: 'bundlePasswordRequired',
  bundle_expiration: 'bundleExpirationDays',
  password_min_length: 'passwordMinLength',
  password_validity_days: 'passwordValidityDays',
  require_2fa: 'secondFactorRequired',
  user_lockout: 'userLockout',
  user_lockout_tries: 'userLockoutTries',
  user_lockout_within: 'userLockoutWithinHours',
  user_lockout_lock_period: 'userLockoutHours',
  users_can_create_api_keys: 'usersCanCreateApiKeys',
  users_can_create_ssh_keys: 'usersCanCreateSshKeys',
} as const satisfies Partial<Record<keyof SiteBody, keyof SiteChange>>;

/** Days for which 0 says never. */
const zeroIsNever: ReadonlySet<string> = new Set(['bundle_expiration', 'password_validity_days']);

/** Secrets that nobody here needs, and orders about pictures, which are not kept. */
const notKept =
  /^(?:smtp_password|ldap_password_change(?:_confirmation)?|immutable_files|disable_2fa_with_delay|redirect_old_subdomain|.*_(?:file|delete))$/;

/** Nobody here knows in which country an address is: a list that would not hold is not taken. */
const impossible = ['allowed_countries', 'disallowed_countries'] as const satisfies readonly (keyof SiteBody)[];

/** What the request wants to change. Settings that no rule reads are kept as they came. */
export function siteChangeOf(body: SiteBody): SiteChange {
  for (const field of impossible) {
    if ((body[field] ?? '') !== '') throw new FilesComError('site-configuration', `This server has no ${field}. Use allowed_ips.`);
  }
  const change: Record<string, unknown> = {};
  const profile: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(body)) {
    if (value === undefined) continue;
    if (Object.hasOwn(ruled, field)) change[ruled[field as keyof typeof ruled]] = value === 0 && zeroIsNever.has(field) ? null : value;
    else if (!notKept.test(field)) profile[field] = value;
  }
  // The contract has given each field the type that the setting of its name has.
  return { ...(change as SiteChange), ...(Object.keys(profile).length === 0 ? {} : { profile: profile as Profile }) };
}
