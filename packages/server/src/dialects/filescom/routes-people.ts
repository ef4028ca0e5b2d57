import type { Core } from '../../core/core.ts';
import { invalidField } from '../../core/errors.ts';
import type { GroupChange } from '../../core/people/groups.ts';
import type { User } from '../../core/metadata.ts';
import type { ListPlace } from '../../core/list-query.ts';
import type { GroupField, UserField } from '../../core/metadata-people.ts';
import { normalizePath } from '../../core/tree/paths.ts';
import type { PermissionAtPath } from '../../core/people/permissions.ts';
import type { Member } from '../../core/access/principal.ts';
import type { Answer, Body } from './contract.ts';
import { coreQuery } from './core-list.ts';
import { FilesComError } from './errors.ts';
import { invalidCursor } from './folder-list.ts';
import { on, type SomeHandlers } from './handler.ts';
import { pageOf } from './paging.ts';
import { membershipNumber, partsOfMembership, presentGroup, presentMembership, presentPermission, presentUser } from './present-people.ts';
import { changesOf, grantsOf, groupsOf, passwordOf, personOf, refuseImportedHash } from './user-input.ts';

const userFields: Readonly<Record<string, UserField>> = {
  username: 'username',
  name: 'name',
  email: 'email',
  company: 'company',
  site_admin: 'is_admin',
  disabled: 'disabled',
  last_login_at: 'last_login_at',
  authenticate_until: 'authenticate_until',
  password_validity_days: 'password_validity_days',
  ssl_required: 'ssl_required',
  primary_group_id: 'primary_group',
};
const groupFields: Readonly<Record<string, GroupField>> = { name: 'name' };

interface WireFilter {
  readonly field: string;
  readonly op: string;
  readonly value: string | number;
}

/** There is one site and one workspace, and there are no partners: a filter for another one leaves nothing. */
const leavesNothing = (filters: readonly WireFilter[]): boolean =>
  filters.some(({ field, value }) => field === 'partner_id' || (field === 'workspace_id' && value !== 0));

/** 0 is whoever asks. */
const userNumber = (member: Member, id: number): number => (id === 0 ? member.userNumber : id);

async function presentUsers(core: Core, member: Member, users: readonly User[]): Promise<ReadonlyMap<string, Answer<'getUser'>>> {
  const [rootPaths, groups, signIns] = [
    await core.users.rootPaths(member, users),
    await core.groups.ofUsers(users),
    await core.sessions.factsOf(users),
  ];
  return new Map(
    users.map((user) => {
      const facts = signIns.get(user.id) ?? { hasSecondFactor: false, apiKeys: 0, publicKeys: 0, lockedUntil: null, passwordEnds: null };
      return [user.id, presentUser(user, { ...facts, rootPath: rootPaths.get(user.id) ?? '', groups: groups.get(user.id) ?? [] })];
    }),
  );
}

export async function presentOne(core: Core, member: Member, user: User): Promise<Answer<'getUser'>> {
  const presented = (await presentUsers(core, member, [user])).get(user.id);
  if (presented === undefined) throw new Error(`user ${user.id} was not presented`);
  return presented;
}

const groupProfile = [
  'notes',
  'allowed_ips',
  'ftp_permission',
  'sftp_permission',
  'dav_permission',
  'restapi_permission',
] as const satisfies readonly (keyof Body<'updateGroup'>)[];

function groupChange(body: Body<'updateGroup'>): GroupChange {
  const profile = Object.fromEntries(groupProfile.map((field) => [field, body[field]] as const).filter(([, value]) => value !== undefined));
  // Addresses hold for a user or for the site.
  if ((body.allowed_ips ?? '').trim() !== '') {
    throw new FilesComError(
      'site-configuration',
      'This server has no lists of addresses for groups. Set allowed_ips of the users, or of the site.',
    );
  }
  const { name, user_ids: users, admin_ids: admins } = body;
  return {
    ...(name === undefined || name === null ? {} : { name }),
    ...(users === undefined ? {} : { users: users ?? [] }),
    ...(admins === undefined ? {} : { admins: admins ?? [] }),
    profile,
  };
}

/** More grants than this are not sorted in memory. */
const permissionsPerRead = 10_000;

/** Users and groups whose permissions one request may ask for, each with each. */
const mostAskedFor = 100;

/** All of them, when they are to be sorted by something else than their number. */
async function allPermissions(core: Core, member: Member, query: Parameters<Core['permissions']['list']>[1]): Promise<PermissionAtPath[]> {
  const all: PermissionAtPath[] = [];
  for (;;) {
    const some = await core.permissions.list(member, { ...query, afterNumber: all.at(-1)?.number, limit: permissionsPerRead });
    all.push(...some);
    if (some.length < permissionsPerRead) return all;
  }
}

function permissionKey(permission: PermissionAtPath, field: string): string | number {
  if (field === 'path') return permission.path;
  if (field === 'user_id') return permission.userNumber ?? 0;
  if (field === 'group_id') return permission.groupNumber ?? 0;
  return field === 'id' ? permission.number : 0;
}

function compare(one: ListPlace, other: ListPlace): number {
  if (one.value !== other.value) return one.value < other.value ? -1 : 1;
  return one.number - other.number;
}

export const peopleHandlers = {
  listUsers: on('listUsers', async ({ core, member, query, list }) => {
    const filters = list.filters.map((filter) =>
      filter.field === 'not_site_admin' ? ({ ...filter, field: 'site_admin', value: 1 - filter.value } as const) : filter,
    );
    const wanted = { ...coreQuery({ ...list, filters }, userFields), search: query.search ?? undefined, numbers: query.ids ?? undefined };
    const rows = leavesNothing(list.filters) ? [] : await core.users.listBy(member, wanted);
    const presented = await presentUsers(
      core,
      member,
      rows.map(({ item }) => item),
    );
    return pageOf(list, rows, (user) => {
      const one = presented.get(user.id);
      if (one === undefined) throw new Error(`user ${user.id} was not presented`);
      return one;
    });
  }),
  getUser: on('getUser', async ({ core, member, params }) =>
    presentOne(core, member, await core.users.get(member, userNumber(member, params.id))),
  ),
  createUser: on('createUser', async ({ core, member, body }) => {
    refuseImportedHash(body);
    const user = await core.users.create(member, {
      ...personOf(body),
      username: body.username,
      password: passwordOf(body),
      // Whoever is let in by this door works as much as the one who lets them in.
      plan: member.plan.name,
      rootPath: body.user_root ?? '',
      grants: grantsOf(body),
      groups: groupsOf(body, []) ?? [],
    });
    return presentOne(core, member, user);
  }),
  updateUser: on('updateUser', async ({ core, member, params, body, clientAddress }) => {
    refuseImportedHash(body);
    const id = userNumber(member, params.id);
    const known = await core.users.get(member, id);
    const rootPath = (await core.users.rootPaths(member, [known])).get(known.id) ?? '';
    const groups = (await core.groups.ofUsers([known])).get(known.id) ?? [];
    const wanted = {
      ...personOf(body),
      username: body.username ?? undefined,
      password: passwordOf(body),
      rootPath: body.user_root === undefined ? undefined : normalizePath(body.user_root ?? ''),
      groups: groupsOf(body, groups),
    };
    const changes = changesOf(known, rootPath, groups, wanted);
    const user = Object.keys(changes).length === 0 ? known : await core.users.update(member, id, changes, clientAddress);
    if (body.clear_2fa === true) await core.secondFactors.reset(member, known.id);
    return presentOne(core, member, user);
  }),
  deleteUser: on('deleteUser', async ({ core, member, params, query }) => {
    await core.users.delete(member, params.id, { newOwner: query.new_owner_id ?? undefined });
    return undefined;
  }),
  resendWelcomeEmail: on('resendWelcomeEmail', async ({ core, member, params }) => {
    await core.users.get(member, params.id);
    throw new FilesComError('site-configuration', 'This server sends no mail.');
  }),

  listGroups: on('listGroups', async ({ core, member, query, list }) => {
    const wanted = { ...coreQuery(list, groupFields), numbers: query.ids ?? undefined };
    return pageOf(list, leavesNothing(list.filters) ? [] : await core.groups.list(member, wanted), presentGroup);
  }),
  getGroup: on('getGroup', async ({ core, member, params }) => presentGroup(await core.groups.get(member, params.id))),
  createGroup: on('createGroup', async ({ core, member, body }) =>
    presentGroup(await core.groups.create(member, { ...groupChange(body), name: body.name })),
  ),
  updateGroup: on('updateGroup', async ({ core, member, params, body }) =>
    presentGroup(await core.groups.update(member, params.id, groupChange(body))),
  ),
  deleteGroup: on('deleteGroup', async ({ core, member, params }) => {
    await core.groups.delete(member, params.id);
    return undefined;
  }),

  listGroupUsers: on('listGroupUsers', async ({ core, member, query, list }) => {
    // The list goes one way only.
    if (list.backwards) throw invalidCursor();
    const rows = await core.groups.listMembers(member, {
      groupNumber: query.group_id ?? undefined,
      userNumber: query.user_id === undefined || query.user_id === null ? undefined : userNumber(member, query.user_id),
      after: list.after === undefined ? undefined : partsOfMembership(list.after.number),
      limit: list.limit,
    });
    const placed = rows.map((item) => {
      const number = membershipNumber(item);
      return { item, place: { value: number, number } };
    });
    return { ...pageOf(list, placed, presentMembership), previous: undefined };
  }),
  createGroupUser: on('createGroupUser', async ({ core, member, body }) =>
    presentMembership(await core.groups.putMember(member, body.group_id, userNumber(member, body.user_id), body.admin ?? undefined)),
  ),
  // The pair in the body says which one it is; the id is the same in one number.
  updateGroupUser: on('updateGroupUser', async ({ core, member, body }) =>
    presentMembership(await core.groups.putMember(member, body.group_id, userNumber(member, body.user_id), body.admin ?? undefined)),
  ),
  deleteGroupUser: on('deleteGroupUser', async ({ core, member, query }) => {
    await core.groups.removeMember(member, query.group_id, userNumber(member, query.user_id));
    return undefined;
  }),

  listPermissions: on('listPermissions', async ({ core, member, query, list }) => {
    const filters: readonly WireFilter[] = list.filters;
    if (leavesNothing(filters) || (query.partner_id ?? []).length > 0) return pageOf(list, [], presentPermission);
    const by = (field: string, op: string): string | number | undefined =>
      filters.find((filter) => filter.field === field && filter.op === op)?.value;
    const numbers = (
      given: readonly number[] | null | undefined,
      filtered: string | number | undefined,
    ): readonly (number | undefined)[] =>
      given !== undefined && given !== null && given.length > 0 ? given : [typeof filtered === 'number' ? filtered : undefined];
    const users = new Set(numbers(query.user_id, by('user_id', 'eq')));
    const groups = new Set(numbers(query.group_id, by('group_id', 'eq')));
    if (users.size * groups.size > mostAskedFor) throw invalidField('user_id', `at most ${mostAskedFor} users or groups at a time`);
    const [exact, below] = [by('path', 'eq'), by('path', 'prefix')];
    const wanted = {
      path: query.path ?? undefined,
      exactPath: typeof exact === 'string' ? exact : undefined,
      belowPath: typeof below === 'string' ? below : undefined,
      includeGroups: query.include_groups ?? undefined,
      limit: permissionsPerRead,
    };
    const found = new Map<number, PermissionAtPath>();
    for (const user of users)
      for (const group of groups) {
        const of = { userNumber: user === undefined ? undefined : userNumber(member, user), groupNumber: group };
        for (const permission of await allPermissions(core, member, { ...wanted, ...of })) found.set(permission.number, permission);
      }
    const { sort, after, limit } = list;
    const placed = [...found.values()].map((item) => ({
      item,
      place: { value: permissionKey(item, sort.field), number: item.number },
    }));
    const direction = sort.descending ? -1 : 1;
    placed.sort((one, other) => compare(one.place, other.place) * direction);
    const rows = after === undefined ? placed : placed.filter(({ place }) => compare(place, after) * direction > 0);
    return pageOf(list, rows.slice(0, limit), (permission) => presentPermission(permission));
  }),
  createPermission: on('createPermission', async ({ core, member, body }) => {
    const groups = body.group_ids ?? (body.group_id === undefined || body.group_id === null ? [] : [body.group_id]);
    const common = { path: body.path, permission: body.permission ?? undefined, recursive: body.recursive ?? undefined };
    if (groups.length === 0) {
      const user = body.user_id ?? undefined;
      return presentPermission(
        await core.permissions.create(member, {
          ...common,
          userNumber: user === undefined ? undefined : userNumber(member, user),
          ...(user === undefined ? { username: body.username ?? undefined } : {}),
        }),
      );
    }
    const made = await core.permissions.createForGroups(member, groups, common);
    const [first] = made;
    if (first === undefined) throw new Error('nothing was granted');
    return presentPermission(first, made);
  }),
  deletePermission: on('deletePermission', async ({ core, member, params }) => {
    await core.permissions.delete(member, params.id);
    return undefined;
  }),
} satisfies SomeHandlers;
