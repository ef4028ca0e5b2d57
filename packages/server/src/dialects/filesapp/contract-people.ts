import { z } from 'zod';
import { permissionNames } from '../../core/access/access.ts';
import type { Operation } from './contract.ts';
import { after, booleanText, folderIdText, groupId, limit, permissionId, userId } from './fields.ts';
import { continued, deleted, group, groupMember, permission, plan } from './nouns.ts';

const groupsTag = 'Groups';
const permissionsTag = 'Permissions';
const usersTag = 'Account';

const groupPath = z.object({ id: groupId });
const memberPath = z.object({ id: groupId, user_id: userId });
const groupName = z.string().min(1).max(255);
const notes = z.string().max(10_000);

/** Groups, what users and groups may do in folders, and what administrators do for users besides. */
export const peopleOperations = {
  listGroups: {
    operationId: 'listGroups',
    method: 'GET',
    url: '/groups',
    summary: 'List groups, in the order of their creation',
    tag: groupsTag,
    extension: true,
    description: 'Administrators see all, others those that they are in.',
    querystring: z.object({
      query: z.string().max(255).optional().meta({ description: 'A part of the name' }),
      user_id: userId.optional().meta({ description: 'Only groups that this user is in' }),
      after,
      limit,
    }),
    status: 200,
    answer: z.object({ groups: z.array(group), ...continued }),
  },
  createGroup: {
    operationId: 'createGroup',
    method: 'POST',
    url: '/groups',
    summary: 'Create a group',
    tag: groupsTag,
    extension: true,
    body: z.object({ name: groupName, notes: notes.nullish() }),
    status: 201,
    answer: group,
  },
  getGroup: {
    operationId: 'getGroup',
    method: 'GET',
    url: '/groups/:id',
    summary: 'Get a group with its members',
    tag: groupsTag,
    extension: true,
    params: groupPath,
    status: 200,
    answer: group,
  },
  updateGroup: {
    operationId: 'updateGroup',
    method: 'PATCH',
    url: '/groups/:id',
    summary: 'Rename a group',
    tag: groupsTag,
    extension: true,
    params: groupPath,
    body: z.object({ name: groupName.optional(), notes: notes.nullish() }),
    status: 200,
    answer: group,
  },
  deleteGroup: {
    operationId: 'deleteGroup',
    method: 'DELETE',
    url: '/groups/:id',
    summary: 'Delete a group',
    tag: groupsTag,
    extension: true,
    description: 'What was granted to it ends. Its members stay users.',
    params: groupPath,
    status: 200,
    answer: deleted,
  },
  putGroupMember: {
    operationId: 'putGroupMember',
    method: 'PUT',
    url: '/groups/:id/members/:user_id',
    summary: 'Put a user into a group, or change what the user may do there',
    tag: groupsTag,
    extension: true,
    description: 'For administrators, and those of the group itself.',
    params: memberPath,
    body: z.object({ is_admin: z.boolean().optional().meta({ description: 'Default: as before, and false for a new member' }) }).nullish(),
    status: 200,
    answer: groupMember,
  },
  removeGroupMember: {
    operationId: 'removeGroupMember',
    method: 'DELETE',
    url: '/groups/:id/members/:user_id',
    summary: 'Take a user out of a group',
    tag: groupsTag,
    extension: true,
    params: memberPath,
    status: 200,
    answer: deleted,
  },

  listPermissions: {
    operationId: 'listPermissions',
    method: 'GET',
    url: '/permissions',
    summary: 'List who may do what where, in the order in which it was granted',
    tag: permissionsTag,
    extension: true,
    description:
      'Administrators see all, others their own and those on folders that they administer. Administrators themselves may do everything, without a permission.',
    querystring: z.object({
      folder_id: folderIdText.optional(),
      inherited: booleanText
        .default(false)
        .meta({ type: 'boolean', default: false, description: 'With `folder_id`: also what holds there by a folder above' }),
      user_id: userId.optional(),
      include_groups: booleanText
        .default(false)
        .meta({ type: 'boolean', default: false, description: "With `user_id`: also what the user's groups may do" }),
      group_id: groupId.optional(),
      after,
      limit,
    }),
    status: 200,
    answer: z.object({ permissions: z.array(permission), ...continued }),
  },
  createPermission: {
    operationId: 'createPermission',
    method: 'POST',
    url: '/permissions',
    summary: 'Let a user or a group do something in a folder',
    tag: permissionsTag,
    extension: true,
    description:
      'Permissions add up; the same one again is the one that is there. `full`: read, put in, rename, move and delete. `readonly`, `writeonly` (put in, without seeing what is there), `list` (names only), `previewonly` (look, without download), `history`. `bundle`: read and make links. `admin`: everything, also granting. For those who have `admin` on the folder.',
    body: z.object({
      folder_id: folderIdText.meta({ description: 'A folder id; `root` for the top folder' }),
      user_id: userId.optional().meta({ description: 'Either this or `group_id`' }),
      group_id: groupId.optional(),
      permission: z.enum(permissionNames, `has to be one of ${permissionNames.join(', ')}`),
      recursive: z.boolean().default(true).meta({ description: 'Also for the folders below' }),
    }),
    status: 201,
    answer: permission,
  },
  deletePermission: {
    operationId: 'deletePermission',
    method: 'DELETE',
    url: '/permissions/:id',
    summary: 'Take a permission away',
    tag: permissionsTag,
    extension: true,
    params: z.object({ id: permissionId }),
    status: 200,
    answer: deleted,
  },

  listPlans: {
    operationId: 'listPlans',
    method: 'GET',
    url: '/plans',
    summary: 'The plans that a user can have',
    tag: usersTag,
    extension: true,
    status: 200,
    answer: z.object({ plans: z.array(plan) }),
  },
  unlockUser: {
    operationId: 'unlockUser',
    method: 'POST',
    url: '/users/:id/unlock',
    summary: 'Let a user in again who was locked out by wrong passwords',
    tag: usersTag,
    extension: true,
    params: z.object({ id: userId }),
    status: 200,
    answer: z.object({ unlocked: z.literal(true) }),
  },
  resetSecondFactor: {
    operationId: 'resetSecondFactor',
    method: 'DELETE',
    url: '/users/:id/second_factor',
    summary: 'Switch off the second factor of a user who has lost the app',
    tag: usersTag,
    extension: true,
    params: z.object({ id: userId }),
    status: 200,
    answer: deleted,
  },
} as const satisfies Record<string, Operation>;
