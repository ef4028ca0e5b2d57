import { z } from 'zod';
import { isId } from '../../core/ids.ts';
import type { Operation } from './contract.ts';
import { fileId, folderIdOrRoot, integer, limit, trashId, versionId } from './fields.ts';
import { continued, deleted, entry, file, settings, trashItem, version } from './nouns.ts';

/** Earlier contents of files, the trash, and how long both are kept. All of it is ours. */

const versionsTag = 'Versions';
const trashTag = 'Trash';
const settingsTag = 'Settings';

const filePath = z.object({ id: fileId });
const versionPath = z.object({ id: fileId, version_id: versionId });
const trashPath = z.object({ id: trashId });

/** The last id of a page, whether or not there still is such a thing. */
const after = (prefix: 'version' | 'trash') =>
  z
    .string()
    .refine((text) => isId(prefix, text), 'is not a cursor that this server gave')
    .optional()
    .meta({ description: '`next_cursor` of the page before' });

export const versionOperations = {
  listVersions: {
    operationId: 'listVersions',
    method: 'GET',
    url: '/files/:id/versions',
    summary: 'List what a file held, the newest first',
    tag: versionsTag,
    extension: true,
    description:
      'The first one is what the file holds now. When a file gets another content, by whatever way, the one before is kept, as many and as long as the site says (see `GET /settings`). Versions count against the quota of whoever put them in; when that is full, what is new takes the place of the versions that were replaced first. Who may read the file may read its versions.',
    params: filePath,
    querystring: z.object({ after: after('version'), limit }),
    status: 200,
    answer: z.object({ versions: z.array(version), ...continued }),
  },
  downloadVersion: {
    operationId: 'downloadVersion',
    method: 'GET',
    url: '/files/:id/versions/:version_id',
    summary: 'Download a version',
    tag: versionsTag,
    extension: true,
    description: 'The bytes; Range, If-Range, If-None-Match and HEAD work.',
    params: versionPath,
    status: 200,
    answer: z.any().meta({ type: 'string', format: 'binary' }),
    produces: 'only bytes',
  },
  restoreVersion: {
    operationId: 'restoreVersion',
    method: 'POST',
    url: '/files/:id/versions/:version_id/restore',
    summary: 'Make a version the present content',
    tag: versionsTag,
    extension: true,
    description: 'Its content becomes the newest version, and nothing is lost: the version stays where it is, and so does the present one.',
    params: versionPath,
    status: 200,
    answer: file,
  },
  deleteVersion: {
    operationId: 'deleteVersion',
    method: 'DELETE',
    url: '/files/:id/versions/:version_id',
    summary: 'Delete a version for good',
    tag: versionsTag,
    extension: true,
    description: 'The present one cannot be deleted: 409.',
    params: versionPath,
    status: 200,
    answer: deleted,
  },
  listTrash: {
    operationId: 'listTrash',
    method: 'GET',
    url: '/trash',
    summary: 'List the trash, the newest first',
    tag: trashTag,
    extension: true,
    description:
      'What was deleted with `trash=true`, or through the Files.com API, from where the key may delete things. A folder is one item, with all that was in it. Until it is removed for good it counts against the quota. A page can be short, or empty, though there is more.',
    querystring: z.object({
      query: z
        .string()
        .min(1)
        .max(255)
        .optional()
        .meta({ description: 'A part of the name; `*` stands for any text, `?` for any character' }),
      after: after('trash'),
      limit,
    }),
    status: 200,
    answer: z.object({ items: z.array(trashItem), ...continued }),
  },
  restoreFromTrash: {
    operationId: 'restoreFromTrash',
    method: 'POST',
    url: '/trash/:id/restore',
    summary: 'Put something back from the trash',
    tag: trashTag,
    extension: true,
    description:
      'To where it lay, or into another folder. Folders on the way that are missing are made anew; when the name is taken it gets a number, as in `name (2).txt`. Its links work again.',
    params: trashPath,
    body: z.object({ folder_id: folderIdOrRoot.optional() }).nullish(),
    status: 200,
    answer: entry,
  },
  deleteFromTrash: {
    operationId: 'deleteFromTrash',
    method: 'DELETE',
    url: '/trash/:id',
    summary: 'Delete something in the trash for good',
    tag: trashTag,
    extension: true,
    params: trashPath,
    status: 200,
    answer: deleted,
  },
  emptyTrash: {
    operationId: 'emptyTrash',
    method: 'DELETE',
    url: '/trash',
    summary: 'Delete all that the trash lists for good',
    tag: trashTag,
    extension: true,
    status: 200,
    answer: z.object({ deleted: integer(0, Number.MAX_SAFE_INTEGER).meta({ description: 'How many items that were' }) }),
  },
  getSettings: {
    operationId: 'getSettings',
    method: 'GET',
    url: '/settings',
    summary: 'How long versions and deleted files are kept',
    tag: settingsTag,
    extension: true,
    description: 'For administrators.',
    status: 200,
    answer: settings,
  },
  updateSettings: {
    operationId: 'updateSettings',
    method: 'PATCH',
    url: '/settings',
    summary: 'Change how long versions and deleted files are kept',
    tag: settingsTag,
    extension: true,
    description: 'For administrators. null is the default again. What is kept for too long goes within some minutes.',
    body: z.object({
      trash_days: settings.shape.trash_days.nullish(),
      versions_kept: settings.shape.versions_kept.nullish(),
      version_days: settings.shape.version_days.nullish(),
    }),
    status: 200,
    answer: settings,
  },
} as const satisfies Record<string, Operation>;
