import { z } from 'zod';
import { scopes } from '../../core/access/principal.ts';
import { folderId, integer, sessionId, time, userId } from './fields.ts';
import type { Operation } from './contract.ts';

/** Who is asking, and how much is used. */

const accountTag = 'Account';

export const accountOperations = {
  whoami: {
    operationId: 'whoami',
    method: 'GET',
    url: '/whoami',
    summary: 'Who asks, and what the key or session may do',
    tag: accountTag,
    extension: true,
    status: 200,
    answer: z.object({
      user: z.object({
        id: userId,
        username: z.string(),
        plan: z.string(),
        is_admin: z.boolean(),
        name: z.string().nullable(),
        email: z.string().nullable(),
        second_factor: z.boolean().meta({ description: 'Signing in asks for the code of an app' }),
      }),
      key: z.object({
        id: z.string().meta({ example: 'key_01kfxgjd94fn9stqm414vjb0s8', description: 'Of the key, or of the session in its place' }),
        name: z.string(),
        scopes: z.array(z.enum(scopes)),
        folder_id: folderId.nullable(),
        expires_at: time.nullable(),
      }),
      session: z.object({ id: sessionId, expires_at: time }).nullable().meta({ description: 'null for a key' }),
      must_first: z
        .enum(['change_password', 'set_up_second_factor'])
        .nullable()
        .meta({ description: 'What has to be done in this session before anything else' }),
      root_folder_id: folderId,
    }),
  },
  usage: {
    operationId: 'usage',
    method: 'GET',
    url: '/usage',
    summary: 'What is used of the plan',
    tag: accountTag,
    extension: true,
    status: 200,
    answer: z.object({
      plan: z.string(),
      storage: z.object({ used: integer(0, Number.MAX_SAFE_INTEGER), quota: integer(0, Number.MAX_SAFE_INTEGER).nullable() }),
      max_file_size: integer(0, Number.MAX_SAFE_INTEGER).nullable(),
      requests: z.object({ limit: z.number(), remaining: z.number(), resets_at: time }),
    }),
  },
} as const satisfies Record<string, Operation>;
