import { z } from 'zod';
import type { Operation } from './contract.ts';
import { folderIdText, limit } from './fields.ts';
import { continued, entry } from './nouns.ts';

/** Of a place deep down: a folder, and a name that is longer for the comparison than as it is written. */
const longestCursor = 14 * 1024;

/** Finding files and folders by their names. */
export const searchOperations = {
  search: {
    operationId: 'search',
    method: 'GET',
    url: '/search',
    summary: 'Find files and folders by name',
    tag: 'Files and folders',
    extension: true,
    description:
      'Below a folder, at any depth: first folders, then files, folder by folder. Upper and lower case, and accents written in one way or another, are the same. Where there is very much to look through, an answer ends early: `cut_short` is then true, and `next_cursor` goes on from there.',
    querystring: z.object({
      query: z
        .string()
        .min(1)
        .max(255)
        .meta({ description: 'A part of the name; `*` stands for any text, `?` for any character', example: 'report*.pdf' }),
      folder_id: folderIdText.optional(),
      kind: z.enum(['file', 'folder'], 'has to be file or folder').optional(),
      after: z.string().min(1).max(longestCursor).optional().meta({ description: 'The `next_cursor` of the page before' }),
      limit,
    }),
    status: 200,
    answer: z.object({
      entries: z.array(entry),
      ...continued,
      cut_short: z.boolean().meta({ description: 'The page is not full, and there is more to look through' }),
    }),
  },
} as const satisfies Record<string, Operation>;
