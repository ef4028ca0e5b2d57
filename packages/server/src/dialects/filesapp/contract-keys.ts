import { z } from 'zod';
import { folderId, integer, keyId, pages, timeText, userId } from './fields.ts';
import { deleted, key, mintedKey, paged } from './nouns.ts';
import type { Operation } from './contract.ts';

/** API keys. */

const accountTag = 'Account';
const keyPath = z.object({ id: keyId });
const keyName = z.string().min(1).max(200);

export const keyOperations = {
  listKeys: {
    operationId: 'listKeys',
    method: 'GET',
    url: '/keys',
    summary: 'List API keys',
    tag: accountTag,
    extension: true,
    querystring: pages.extend({ user_id: userId.optional() }),
    status: 200,
    answer: z.object({ keys: z.array(key), ...paged }),
  },
  createKey: {
    operationId: 'createKey',
    method: 'POST',
    url: '/keys',
    summary: 'Create an API key',
    tag: accountTag,
    extension: true,
    description: 'A key can give another one no more than it has itself: scopes, folder and lifetime are a part of its own.',
    body: z.object({
      name: keyName,
      scopes: z.array(z.string()).max(20).nullish(),
      folder_id: folderId.nullish(),
      expires_in: integer(1, 876_000).nullish().meta({ description: 'Hours' }),
      expires_at: timeText.nullish(),
      user_id: userId.optional().meta({ description: 'For administrators: whose key it is' }),
    }),
    status: 201,
    answer: mintedKey,
  },
  getKey: {
    operationId: 'getKey',
    method: 'GET',
    url: '/keys/:id',
    summary: 'Get an API key',
    tag: accountTag,
    extension: true,
    description: 'Never with its secret.',
    params: keyPath,
    status: 200,
    answer: key,
  },
  updateKey: {
    operationId: 'updateKey',
    method: 'PATCH',
    url: '/keys/:id',
    summary: 'Rename an API key',
    tag: accountTag,
    extension: true,
    params: keyPath,
    body: z.object({ name: keyName }),
    status: 200,
    answer: key,
  },
  rotateKey: {
    operationId: 'rotateKey',
    method: 'POST',
    url: '/keys/:id/rotate',
    summary: 'Give a key a new secret',
    tag: accountTag,
    extension: true,
    params: keyPath,
    status: 200,
    answer: mintedKey,
  },
  revokeKey: {
    operationId: 'revokeKey',
    method: 'DELETE',
    url: '/keys/:id',
    summary: 'Revoke a key',
    tag: accountTag,
    extension: true,
    params: keyPath,
    status: 200,
    answer: deleted,
  },
} as const satisfies Record<string, Operation>;
