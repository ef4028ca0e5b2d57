import type { PermissionName } from '../../core/access/access.ts';
import { isoSeconds } from '../../core/clock.ts';
import type { User } from '../../core/metadata.ts';
import { checkAllowedIps } from '../../core/access/entry-rules.ts';
import type { EntryRules, Membership } from '../../core/metadata-people.ts';
import type { Person, UserChanges } from '../../core/people/person.ts';
import type { Body } from './contract.ts';
import { FilesComError } from './errors.ts';
import { shownProfile } from './present-people.ts';

type UserBody = Omit<Body<'updateUser'>, 'username'>;

/** Fields that no rule of this server reads: kept as they came and shown again. */
const kept = [
  'attachments_permission',
  'authentication_method',
  'billing_permission',
  'bypass_user_lifecycle_rules',
  'dav_permission',
  'filesystem_layout',
  'ftp_permission',
  'header_text',
  'language',
  'notes',
  'notification_daily_send_time',
  'notify_on_all_automation_failures',
  'notify_on_all_expectation_failures',
  'notify_on_all_pending_work_failures',
  'notify_on_all_siem_http_destination_failures',
  'notify_on_all_site_warnings',
  'notify_on_all_sso_failures',
  'notify_on_all_sync_failures',
  'notify_on_all_user_security_events',
  'office_integration_enabled',
  'receive_admin_alerts',
  'responsible_group_id',
  'responsible_user_id',
  'self_managed',
  'sftp_permission',
  'skip_welcome_screen',
  'subscribe_to_newsletter',
  'tags',
  'time_zone',
  'user_home',
] as const satisfies readonly (keyof UserBody)[];

function profileOf(body: UserBody): Record<string, unknown> {
  const given = kept.map((field) => [field, body[field]] as const).filter(([, value]) => value !== undefined);
  const { require_login_by: loginBy } = body;
  return {
    ...Object.fromEntries(given),
    ...(loginBy === undefined ? {} : { require_login_by: loginBy === null ? null : isoSeconds(loginBy) }),
  };
}

const secondFactorWords = { use_system_setting: null, always_require: true, never_require: false } as const;

/** What rules read of how a user comes in. */
function entryOf(body: UserBody): Partial<EntryRules> {
  const { allowed_ips: allowedIps, bypass_site_allowed_ips: bypasses, restapi_permission: mayUseApi, require_2fa: secondFactor } = body;
  return {
    ...(allowedIps === undefined ? {} : { allowedIps: checkAllowedIps(allowedIps) }),
    ...(bypasses === undefined ? {} : { bypassesSiteIps: bypasses ?? false }),
    ...(mayUseApi === undefined ? {} : { mayUseApi: mayUseApi ?? true }),
    ...(secondFactor === undefined ? {} : { secondFactorRequired: secondFactorWords[secondFactor ?? 'use_system_setting'] }),
  };
}

/** null for a flag that cannot be unset means what it is without. */
const flag = (value: boolean | null | undefined): boolean | undefined => value ?? (value === null ? false : undefined);

/** Everything that one call says of a person. */
export function personOf(body: UserBody): Person {
  const profile = profileOf(body);
  const entry = entryOf(body);
  return {
    isAdmin: flag(body.site_admin),
    isReadonlyAdmin: flag(body.readonly_site_admin),
    name: body.name,
    email: body.email,
    company: body.company,
    disabled: flag(body.disabled),
    authenticateUntil: body.authenticate_until,
    passwordValidityDays: body.password_validity_days,
    mustChangePassword: flag(body.require_password_change),
    primaryGroup: body.primary_group_id,
    sslRequired: body.ssl_required,
    ...(Object.keys(entry).length === 0 ? {} : { entry }),
    ...(Object.keys(profile).length === 0 ? {} : { profile }),
  };
}

/** The new password; undefined when there is none in the body. */
export function passwordOf(body: UserBody): string | undefined {
  const [password, confirmation] =
    typeof body.change_password === 'string'
      ? [body.change_password, body.change_password_confirmation]
      : [body.password, body.password_confirmation];
  if (typeof password !== 'string' || password === '') return undefined;
  if (typeof confirmation === 'string' && confirmation !== password) {
    throw new FilesComError('processing-failure/failed-to-change-password', 'The password and its confirmation are not the same.');
  }
  return password;
}

/** Passwords that were hashed elsewhere cannot be checked here. */
export function refuseImportedHash(body: UserBody): void {
  if (typeof body.imported_password_hash !== 'string' || body.imported_password_hash === '') return;
  throw new FilesComError(
    'bad-request/request-params-invalid',
    'imported_password_hash is not supported. Set a password, or leave it out.',
  );
}

const grantWords: Readonly<Record<string, PermissionName>> = { full: 'full', read: 'readonly', write: 'writeonly', list: 'list' };

/** `read+write` and the like, on the user's root. */
export function grantsOf(body: UserBody): readonly PermissionName[] {
  return (body.grant_permission ?? '').split('+').flatMap((word) => grantWords[word] ?? []);
}

/** Undefined when the body says nothing about groups. Who administers a group stays so. */
export function groupsOf(body: UserBody, known: readonly Membership[]): UserChanges['groups'] {
  const wanted =
    body.group_ids === null
      ? []
      : (body.group_ids ?? (body.group_id === undefined ? undefined : body.group_id === null ? [] : [body.group_id]));
  return wanted?.map((number) => ({ number, isAdmin: known.some((one) => one.groupNumber === number && one.isAdmin) }));
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Without what is so already: clients save a whole object, and not everybody may change all of it. */
export function changesOf(known: User, rootPath: string, groups: readonly Membership[], wanted: UserChanges): UserChanges {
  const { profile, entry, rootPath: wantedRoot, groups: wantedGroups, password, ...simple } = wanted;
  const changed = Object.entries(simple).filter(([field, value]) => {
    const now: unknown = known[field as keyof User];
    // The wire has whole seconds.
    const isSameTime = typeof now === 'number' && typeof value === 'number' && Math.floor(now / 1000) === value / 1000;
    return value !== undefined && !isSame(now, value) && !isSameTime && !(now === null && value === 'use_system_setting');
  });
  const shown: Readonly<Record<string, unknown>> = shownProfile(known);
  const newProfile = Object.entries(profile ?? {}).filter(([field, value]) => !isSame(shown[field] ?? null, value));
  const newEntry = Object.entries(entry ?? {}).filter(([field, value]) => !isSame(known.entry[field as keyof EntryRules], value));
  const numbers = (all: readonly number[]): string => [...all].sort((a, b) => a - b).join(',');
  const sameGroups =
    wantedGroups === undefined ||
    numbers(wantedGroups.map(({ number }) => number)) === numbers(groups.map(({ groupNumber }) => groupNumber));
  return {
    ...Object.fromEntries(changed),
    ...(newEntry.length === 0 ? {} : { entry: Object.fromEntries(newEntry) }),
    ...(newProfile.length === 0 ? {} : { profile: Object.fromEntries(newProfile) }),
    ...(wantedRoot === undefined || wantedRoot === rootPath ? {} : { rootPath: wantedRoot }),
    ...(sameGroups ? {} : { groups: wantedGroups }),
    ...(password === undefined ? {} : { password }),
  };
}
