import { z } from 'zod';
import { booleanText, folderIdText, integerText, timeText } from './fields.ts';
import { change } from './nouns.ts';
import type { Operation } from './contract.ts';

/** The change feed. */

const syncTag = 'Sync';

export const syncOperations = {
  listChanges: {
    operationId: 'listChanges',
    method: 'GET',
    url: '/sync',
    summary: 'File changes since a time or a cursor',
    tag: syncTag,
    description:
      'Call with `since`, then with each returned `cursor` until `has_more` is false, and later again with the last one: every change is seen exactly once, in the order of commits.',
    querystring: z.object({
      since: timeText.optional(),
      folder_id: folderIdText.optional(),
      cursor: z.string().max(64).optional().meta({ 'x-extension': true }),
      limit: integerText(1, 1000).default(100).meta({ type: 'integer', minimum: 1, maximum: 1000, default: 100, 'x-extension': true }),
      fold: booleanText.default(false).meta({
        type: 'boolean',
        default: false,
        'x-extension': true,
        description: 'Several changes of one file in a page become the last one',
      }),
      include: z
        .enum(['folders'], 'has to be folders')
        .optional()
        .meta({ 'x-extension': true, description: '`folders`: also changes of folders themselves' }),
    }),
    status: 200,
    answer: z.object({ changes: z.array(change), cursor: z.string(), has_more: z.boolean() }),
  },

  streamChanges: {
    operationId: 'streamChanges',
    method: 'GET',
    url: '/sync/stream',
    summary: 'The same changes as server-sent events, as they happen',
    tag: syncTag,
    extension: true,
    description: 'Events named `change`, each with its cursor as id. Begins at `cursor`, `Last-Event-ID` or `since`, else now.',
    querystring: z.object({
      since: timeText.optional(),
      cursor: z.string().max(64).optional(),
      folder_id: folderIdText.optional(),
      include: z.enum(['folders'], 'has to be folders').optional(),
    }),
    status: 200,
    answer: z.string().meta({ description: 'Events `change` with `{id, action, timestamp}` as data and the cursor as id' }),
    produces: 'events',
  },
} as const satisfies Record<string, Operation>;
