import { AppError, invalidField } from '../../core/errors.ts';
import type { GroupWithMembers } from '../../core/people/groups.ts';
import type { Answer } from './contract.ts';
import { on } from './handler.ts';
import { numberAfter, numberCursor, pageOf } from './list-cursor.ts';
import { groupIdOf, permissionIdOf, presentGroup, presentGroupMember, presentPermission, presentPlan } from './present-people.ts';

const deleted = { deleted: true } as const;

/** The number in an id such as `group_12`; undefined for what cannot be one. */
function numberIn(id: string, idOf: (number: number) => string): number | undefined {
  const number = Number(/_([1-9]\d{0,14})$/.exec(id)?.[1]);
  return idOf(number) === id ? number : undefined;
}

function groupNumber(id: string): number {
  const number = numberIn(id, groupIdOf);
  if (number === undefined) throw new AppError('not_found', 'No such group.');
  return number;
}

/** The same for a group that a body or query names. */
function namedGroup(id: string | undefined): number | undefined {
  const number = id === undefined ? undefined : numberIn(id, groupIdOf);
  if (id !== undefined && number === undefined) throw invalidField('group_id', 'no such group');
  return number;
}

const withMembers = (group: GroupWithMembers): Answer<'getGroup'> => ({
  ...presentGroup(group),
  members: group.members.map(presentGroupMember),
});

export const peopleHandlers = {
  listGroups: on('listGroups', async ({ core, member, query }) => {
    const place = query.after === undefined ? undefined : numberAfter(query.after);
    const found = await core.groups.list(member, {
      filters: query.query === undefined ? [] : [{ field: 'name', op: 'contains', value: query.query }],
      userId: query.user_id,
      after: place === undefined ? undefined : { value: place, number: place },
      limit: query.limit + 1,
    });
    const { rows, ...more } = pageOf(found, query.limit, numberCursor);
    return { groups: rows.map(({ item }) => presentGroup(item)), ...more };
  }),
  createGroup: on('createGroup', async ({ core, member, body }) =>
    withMembers(await core.groups.create(member, { name: body.name, profile: { notes: body.notes ?? null } })),
  ),
  getGroup: on('getGroup', async ({ core, member, params }) => withMembers(await core.groups.get(member, groupNumber(params.id)))),
  updateGroup: on('updateGroup', async ({ core, member, params, body }) => {
    const { name, notes } = body;
    if (name === undefined && notes === undefined) throw invalidField('name', 'give a new name, or notes');
    return withMembers(
      await core.groups.update(member, groupNumber(params.id), { name, ...(notes === undefined ? {} : { profile: { notes } }) }),
    );
  }),
  deleteGroup: on('deleteGroup', async ({ core, member, params }) => {
    await core.groups.delete(member, groupNumber(params.id));
    return deleted;
  }),
  putGroupMember: on('putGroupMember', async ({ core, member, params, body }) =>
    presentGroupMember(await core.groups.putMember(member, groupNumber(params.id), params.user_id, body?.is_admin)),
  ),
  removeGroupMember: on('removeGroupMember', async ({ core, member, params }) => {
    await core.groups.removeMember(member, groupNumber(params.id), params.user_id);
    return deleted;
  }),

  listPermissions: on('listPermissions', async ({ core, member, query }) => {
    const found = await core.permissions.list(member, {
      folderId: query.folder_id,
      inherited: query.inherited,
      userId: query.user_id,
      includeGroups: query.include_groups,
      groupNumber: namedGroup(query.group_id),
      afterNumber: query.after === undefined ? undefined : numberAfter(query.after),
      limit: query.limit + 1,
    });
    const { rows, ...more } = pageOf(found, query.limit, ({ number }) => String(number));
    return { permissions: rows.map(presentPermission), ...more };
  }),
  createPermission: on('createPermission', async ({ core, member, body }) =>
    presentPermission(
      await core.permissions.create(member, {
        folderId: body.folder_id,
        userId: body.user_id,
        groupNumber: namedGroup(body.group_id),
        permission: body.permission,
        recursive: body.recursive,
      }),
    ),
  ),
  deletePermission: on('deletePermission', async ({ core, member, params }) => {
    const number = numberIn(params.id, permissionIdOf);
    if (number === undefined) throw new AppError('not_found', 'No such permission.');
    await core.permissions.delete(member, number);
    return deleted;
  }),

  listPlans: on('listPlans', async ({ core, member }) => ({ plans: core.users.plans(member).map(presentPlan) })),
  unlockUser: on('unlockUser', async ({ core, member, params }) => {
    await core.sessions.unlock(member, params.id);
    return { unlocked: true } as const;
  }),
  resetSecondFactor: on('resetSecondFactor', async ({ core, member, params }) => {
    await core.secondFactors.reset(member, params.id);
    return deleted;
  }),
};
