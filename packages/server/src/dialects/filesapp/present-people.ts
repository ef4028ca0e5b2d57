import { isoSeconds } from '../../core/clock.ts';
import type { Core } from '../../core/core.ts';
import type { User } from '../../core/metadata.ts';
import type { Membership } from '../../core/metadata-people.ts';
import type { GroupWithMembers } from '../../core/people/groups.ts';
import type { PermissionAtPath } from '../../core/people/permissions.ts';
import type { Plan } from '../../core/plans.ts';
import type { Member } from '../../core/access/principal.ts';
import type { Answer } from './contract.ts';
import { presentUser } from './present.ts';

export const groupIdOf = (number: number): string => `group_${number}`;
export const permissionIdOf = (number: number): string => `permission_${number}`;

export const presentGroup = ({ number, name, profile, members, createdAt }: GroupWithMembers): Answer<'listGroups'>['groups'][number] => ({
  id: groupIdOf(number),
  name,
  notes: typeof profile['notes'] === 'string' ? profile['notes'] : null,
  member_count: members.length,
  created_at: isoSeconds(createdAt),
});

export const presentGroupMember = ({ userId, username, isAdmin }: Membership): Answer<'putGroupMember'> => ({
  user_id: userId,
  username,
  is_admin: isAdmin,
});

export const presentPermission = (grant: PermissionAtPath): Answer<'createPermission'> => ({
  id: permissionIdOf(grant.number),
  folder_id: grant.folderId,
  path: `/${grant.path}`,
  user: grant.userId === null ? null : { id: grant.userId, username: grant.username ?? '' },
  group: grant.groupNumber === null ? null : { id: groupIdOf(grant.groupNumber), name: grant.groupName ?? '' },
  permission: grant.permission,
  recursive: grant.recursive,
  created_at: isoSeconds(grant.createdAt),
});

export const presentPlan = (plan: Plan): Answer<'listPlans'>['plans'][number] => ({
  name: plan.name,
  requests_per_hour: plan.requestsPerHour,
  max_file_size: plan.maxFileBytes,
  storage_quota: plan.storageQuotaBytes,
  max_share_hours: plan.maxShareHours,
});

export async function presentUsers(core: Core, member: Member, users: readonly User[]): Promise<Answer<'listUsers'>['users']> {
  const [paths, facts] = await Promise.all([core.users.rootPaths(member, users), core.sessions.factsOf(users)]);
  return users.map((user) => {
    const lockedUntil = facts.get(user.id)?.lockedUntil ?? null;
    return {
      ...presentUser(core, user),
      root_path: `/${paths.get(user.id) ?? ''}`,
      locked_until: lockedUntil === null ? null : isoSeconds(lockedUntil),
    };
  });
}

export async function presentUserDetails(core: Core, member: Member, user: User): Promise<Answer<'getUser'>> {
  const [details] = await presentUsers(core, member, [user]);
  if (details === undefined) throw new Error(`user ${user.id} was not presented`);
  return details;
}
