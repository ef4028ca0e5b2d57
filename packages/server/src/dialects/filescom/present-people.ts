import { isoSeconds } from '../../core/clock.ts';
import type { GroupWithMembers } from '../../core/people/groups.ts';
import type { User } from '../../core/metadata.ts';
import type { Membership } from '../../core/metadata-people.ts';
import type { PermissionAtPath } from '../../core/people/permissions.ts';
import { unset } from './answer-fields.ts';
import type { Answer } from './contract.ts';
import { group, groupUser, permission, user } from './entities-people.ts';

type WireUser = Answer<'getUser'>;

const timeOrNull = (time: number | null): string | null => (time === null ? null : isoSeconds(time));
const numbers = (all: readonly number[]): string | null => (all.length === 0 ? null : all.join(','));
const day = 86_400_000;

/** What a user of this server has who never said anything else. */
const usual = {
  ...unset(user),
  attachments_permission: true,
  authentication_method: 'password',
  billable: true,
  billing_permission: false,
  bypass_user_lifecycle_rules: false,
  dav_permission: false,
  disabled_expired_or_inactive: false,
  filesystem_layout: 'site_root',
  ftp_permission: false,
  language: 'en',
  notification_daily_send_time: 18,
  office_integration_enabled: false,
  partner_admin: false,
  receive_admin_alerts: false,
  self_managed: true,
  sftp_permission: false,
  workspace_admin: false,
  site_id: 0,
  workspace_id: 0,
  skip_welcome_screen: true,
  ssl_required: 'use_system_setting',
  subscribe_to_newsletter: false,
  externally_managed: false,
} satisfies Partial<WireUser>;

/** What an answer says of a user and the user's row does not. */
export interface UserFacts {
  readonly rootPath: string;
  readonly groups: readonly Membership[];
  readonly hasSecondFactor: boolean;
  readonly apiKeys: number;
  readonly publicKeys: number;
  readonly lockedUntil: number | null;
  readonly passwordEnds: number | null;
}

/** What was said of a user and no rule reads, with what holds for those of whom nothing was. */
export const shownProfile = (known: Pick<User, 'profile'>) => ({ ...usual, ...known.profile });

const secondFactorWord = (isRequired: boolean | null): NonNullable<WireUser['require_2fa']> =>
  isRequired === null ? 'use_system_setting' : isRequired ? 'always_require' : 'never_require';

export function presentUser(
  known: User,
  { rootPath, groups, hasSecondFactor, apiKeys, publicKeys, lockedUntil, passwordEnds: expiresAt }: UserFacts,
): WireUser {
  return {
    ...shownProfile(known),
    id: known.number,
    username: known.username,
    allowed_ips: known.entry.allowedIps,
    bypass_site_allowed_ips: known.entry.bypassesSiteIps,
    restapi_permission: known.entry.mayUseApi,
    require_2fa: secondFactorWord(known.entry.secondFactorRequired),
    admin_group_ids: groups.filter(({ isAdmin }) => isAdmin).map(({ groupNumber }) => groupNumber),
    api_keys_count: apiKeys,
    authenticate_until: timeOrNull(known.authenticateUntil),
    created_at: isoSeconds(known.createdAt),
    disabled: known.disabled,
    email: known.email,
    group_ids: numbers(groups.map(({ groupNumber }) => groupNumber)),
    last_login_at: timeOrNull(known.lastLoginAt),
    lockout_expires: timeOrNull(lockedUntil),
    name: known.name,
    company: known.company,
    password_set_at: timeOrNull(known.passwordSetAt),
    password_validity_days: known.passwordValidityDays,
    primary_group_id: known.primaryGroup,
    public_keys_count: publicKeys,
    active_2fa: hasSecondFactor,
    require_password_change: known.mustChangePassword,
    password_expired: expiresAt !== null && expiresAt <= Date.now(),
    readonly_site_admin: known.isReadonlyAdmin,
    site_admin: known.isAdmin,
    ssl_required: known.sslRequired ?? usual.ssl_required,
    type_of_2fa: hasSecondFactor ? 'totp' : null,
    type_of_2fa_for_display: hasSecondFactor ? 'TOTP' : null,
    user_root: rootPath,
    password_expire_at: timeOrNull(expiresAt),
    days_remaining_until_password_expire: expiresAt === null ? null : Math.max(0, Math.ceil((expiresAt - Date.now()) / day)),
  };
}

const usualGroup = {
  ...unset(group),
  site_id: 0,
  workspace_id: 0,
  ftp_permission: false,
  sftp_permission: false,
  dav_permission: false,
  restapi_permission: true,
};

export function presentGroup(known: GroupWithMembers): Answer<'getGroup'> {
  const { members } = known;
  return {
    ...usualGroup,
    ...known.profile,
    id: known.number,
    name: known.name,
    admin_ids: numbers(members.filter(({ isAdmin }) => isAdmin).map(({ userNumber }) => userNumber)),
    user_ids: numbers(members.map(({ userNumber }) => userNumber)),
    usernames: members.length === 0 ? null : members.map(({ username }) => username).join(','),
  };
}

const mostUsers = 2 ** 26;

/** Both numbers of a membership, which has none of its own, in one: its id, and what a cursor of memberships holds. */
export const membershipNumber = ({ groupNumber, userNumber }: Pick<Membership, 'groupNumber' | 'userNumber'>): number =>
  groupNumber * mostUsers + userNumber;

/** The numbers of group and user in a membership's. */
export const partsOfMembership = (number: number): [groupNumber: number, userNumber: number] => [
  Math.floor(number / mostUsers),
  number % mostUsers,
];

export function presentMembership(known: Membership): Answer<'createGroupUser'> {
  return {
    ...unset(groupUser),
    // The clients' objects change and delete nothing that has no id.
    id: membershipNumber(known),
    group_name: known.groupName,
    group_id: known.groupNumber,
    user_id: known.userNumber,
    admin: known.isAdmin,
    username: known.username,
  };
}

/** `groups`: when one call granted to several, all of them. */
export function presentPermission(known: PermissionAtPath, groups: readonly PermissionAtPath[] = [known]): Answer<'createPermission'> {
  const groupNumbers = groups.map(({ groupNumber }) => groupNumber).filter((number) => number !== null);
  return {
    ...unset(permission),
    id: known.number,
    path: known.path,
    user_id: known.userNumber,
    username: known.username,
    group_id: known.groupNumber,
    group_name: known.groupName,
    group_ids: groupNumbers.length === 0 ? null : groupNumbers,
    group_names: groupNumbers.length === 0 ? null : groups.map(({ groupName }) => groupName ?? ''),
    permission: known.permission,
    recursive: known.recursive,
    site_id: 0,
  };
}
