import { z } from 'zod';
import { shareStatuses } from '../../core/metadata-shares.ts';
import { shareKinds } from '../../core/sharing/shares.ts';
import type { Operation } from './contract.ts';
import { fileId, folderIdText, integer, ours, page, password, perPage, shareId, timeText } from './fields.ts';
import { deleted, paged, share } from './nouns.ts';

const tag = 'Shares';
const sharePath = z.object({ id: shareId });

const hours = integer(1, 876_000);
const folder = folderIdText.optional().meta({ ...ours, description: 'A folder id; `root` for the top folder' });
const ids = z
  .array(z.string().min(1).max(64))
  .min(1)
  .max(1000)
  .optional()
  .meta({ ...ours, description: 'Ids of files and folders, for a link to several' });

/** What the seed's operation does not take. */
const extras = {
  folder_id: folder,
  ids,
  kind: z
    .enum(shareKinds, 'has to be download or upload')
    .optional()
    .meta({
      ...ours,
      description:
        '`upload` asks for files: visitors put them into the folder, and see neither its name nor what is there. Default `download`',
    }),
  allow_preview: z
    .boolean()
    .optional()
    .meta({
      ...ours,
      description:
        'Without downloads, whether the page still shows what is in the files, as far as that is safe. Default: false for one file, of which then name, size and type are all that is shown; else true',
    }),
  slug: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{2,63}$/, 'has to be 3 to 64 letters, digits, "-" or "_", beginning with a letter or digit')
    .nullish()
    .meta({
      ...ours,
      description: 'The end of the link, in place of a random one. It can be guessed: give the link a password when that matters',
      example: 'spring-2025',
    }),
  title: z
    .string()
    .max(200)
    .nullish()
    .meta({ ...ours, description: 'What visitors read above what is shared, in place of its name' }),
  message: z
    .string()
    .max(10_000)
    .nullish()
    .meta({ ...ours, description: 'What visitors read below the title' }),
  starts_at: timeText.nullish().meta({ ...ours, type: ['string', 'null'], description: 'Before that nobody comes in' }),
  expires_at: timeText.nullish().meta({ ...ours, type: ['string', 'null'], description: 'In place of `expires_in`' }),
  max_uses: integer(1, Number.MAX_SAFE_INTEGER)
    .nullish()
    .meta({
      ...ours,
      description:
        'How many visitors may come in; null for any number. A browser counts once in 12 hours, a request of a program without its cookie each time',
    }),
};

export const shareOperations = {
  createShare: {
    operationId: 'createShare',
    method: 'POST',
    url: '/share',
    summary: 'Create a link to a file',
    tag,
    description:
      'Or to a folder (`folder_id`), or to several of both (`ids`). A link of the kind `upload` lets visitors put files into a folder.',
    body: z.object({
      file_id: fileId.optional().meta({ description: 'This, `folder_id` or `ids`' }),
      password: password.nullish(),
      expires_in: hours.nullish().meta({ description: 'Hours' }),
      allow_download: z.boolean().default(true),
      ...extras,
    }),
    status: 201,
    answer: share,
  },
  listShares: {
    operationId: 'listShares',
    method: 'GET',
    url: '/shares',
    summary: 'List links, the newest first',
    tag,
    extension: true,
    querystring: z.object({
      page,
      per_page: perPage,
      file_id: fileId.optional().meta({ description: 'Only links that lead to this file, alone or among others' }),
      folder_id: folderIdText.optional().meta({ description: 'Only links that lead to this folder, alone or among others' }),
      status: z.enum(shareStatuses, `has to be one of ${shareStatuses.join(', ')}`).optional(),
    }),
    status: 200,
    answer: z.object({ shares: z.array(share), ...paged }),
  },
  getShare: {
    operationId: 'getShare',
    method: 'GET',
    url: '/shares/:id',
    summary: 'Get a link',
    tag,
    extension: true,
    params: sharePath,
    status: 200,
    answer: share,
  },
  updateShare: {
    operationId: 'updateShare',
    method: 'PATCH',
    url: '/shares/:id',
    summary: 'Change a link',
    tag,
    extension: true,
    description: 'What is left out stays. A new password locks out those who had given the old one.',
    params: sharePath,
    body: z.object({
      file_id: fileId.optional().meta({ description: 'This, `folder_id` or `ids`: what it leads to from now on' }),
      password: password.nullish().meta({ description: 'null removes it' }),
      expires_in: hours.nullish().meta({ description: 'Hours from now; null for no expiry' }),
      allow_download: z.boolean().optional(),
      ...extras,
    }),
    status: 200,
    answer: share,
  },
  revokeShare: {
    operationId: 'revokeShare',
    method: 'DELETE',
    url: '/shares/:id',
    summary: 'Revoke a link',
    tag,
    extension: true,
    params: sharePath,
    status: 200,
    answer: deleted,
  },
} as const satisfies Record<string, Operation>;
