import { z } from 'zod';
import { email, folderId, integer, pages, password, personName, userId } from './fields.ts';
import { deleted, paged, user } from './nouns.ts';
import type { Operation } from './contract.ts';

/** Accounts. */

const accountTag = 'Account';
const userPath = z.object({ id: userId });
const ownStorageQuota = integer(0, Number.MAX_SAFE_INTEGER)
  .nullish()
  .meta({ description: 'Bytes, in place of what the plan says; null: as the plan says' });
const mustChangePassword = z
  .boolean()
  .optional()
  .meta({ description: 'With a new password: it has to be changed at the next sign-in. Default false' });

export const userOperations = {
  listUsers: {
    operationId: 'listUsers',
    method: 'GET',
    url: '/users',
    summary: 'List users',
    tag: accountTag,
    extension: true,
    querystring: pages.extend({
      query: z.string().max(255).optional().meta({ description: 'A part of the user name, the name or the mail address' }),
    }),
    status: 200,
    answer: z.object({ users: z.array(user), ...paged }),
  },
  createUser: {
    operationId: 'createUser',
    method: 'POST',
    url: '/users',
    summary: 'Create a user',
    tag: accountTag,
    extension: true,
    description: 'Without `root_folder_id` the user gets a new folder of that name in the top folder; an administrator sees all.',
    body: z.object({
      username: z.string().min(1).max(64),
      password: password.nullish(),
      plan: z.string().max(64).optional(),
      root_folder_id: folderId.optional(),
      is_admin: z.boolean().optional(),
      email: email.nullish(),
      name: personName.nullish(),
      own_storage_quota: ownStorageQuota,
      must_change_password: mustChangePassword,
    }),
    status: 201,
    answer: user,
  },
  getUser: {
    operationId: 'getUser',
    method: 'GET',
    url: '/users/:id',
    summary: 'Get a user',
    tag: accountTag,
    extension: true,
    params: userPath,
    status: 200,
    answer: user,
  },
  updateUser: {
    operationId: 'updateUser',
    method: 'PATCH',
    url: '/users/:id',
    summary: 'Change a user, or disable one',
    tag: accountTag,
    extension: true,
    description:
      'Without being an administrator one changes the own `email`, `name` and `password`. A new password ends the sessions of the user. The last administrator cannot be disabled, nor stop being one: 409.',
    params: userPath,
    body: z.object({
      username: z.string().min(1).max(64).optional(),
      plan: z.string().max(64).optional(),
      root_folder_id: folderId.optional(),
      disabled: z.boolean().optional(),
      email: email.nullish(),
      name: personName.nullish(),
      password: password.nullish().meta({ description: 'null takes it away' }),
      is_admin: z.boolean().optional(),
      own_storage_quota: ownStorageQuota,
      must_change_password: mustChangePassword,
    }),
    status: 200,
    answer: user,
  },
  deleteUser: {
    operationId: 'deleteUser',
    method: 'DELETE',
    url: '/users/:id',
    summary: 'Delete a user for good',
    tag: accountTag,
    extension: true,
    description:
      'Keys, sessions and links of the user end. Files stay where they are, and count against the quota of another user from then on. The last administrator cannot be deleted, and nobody deletes themselves: 409.',
    params: userPath,
    querystring: z.object({
      transfer_files_to: userId.optional().meta({ description: 'Whose the files are then; default: whoever asks' }),
    }),
    status: 200,
    answer: deleted,
  },
} as const satisfies Record<string, Operation>;
