import { z } from 'zod';
import {
  booleanText,
  fileId,
  folderIdOrRoot,
  folderIdText,
  ifExists,
  integer,
  intoTrash,
  knownFolderPath,
  mtime,
  name,
  ours,
  page,
  perPage,
} from './fields.ts';
import { checksum, deletedNode, file, fileSummary, paged } from './nouns.ts';
import type { Operation } from './contract.ts';

/** Files. */

const filesTag = 'Files';
const filePath = z.object({ id: fileId });

export const fileOperations = {
  getFile: {
    operationId: 'getFile',
    method: 'GET',
    url: '/files/:id',
    summary: 'Get metadata or download the file',
    tag: filesTag,
    description: 'With download=true the answer is the bytes; Range, If-Range, If-None-Match and HEAD work.',
    params: filePath,
    querystring: z.object({ download: booleanText.default(false).meta({ type: 'boolean', default: false }) }),
    status: 200,
    answer: file,
    produces: 'bytes',
  },
  listFiles: {
    operationId: 'listFiles',
    method: 'GET',
    url: '/files',
    summary: 'List all files, or those of a folder',
    tag: filesTag,
    querystring: z.object({
      folder_id: folderIdText.optional(),
      page,
      per_page: perPage,
      sort: z
        .enum(['name', 'size', 'created_at'], 'has to be name, size or created_at')
        .optional()
        .meta({ description: 'Ascending; without it, the newest come first' }),
      order: z.enum(['asc', 'desc'], 'has to be asc or desc').optional().meta({ 'x-extension': true }),
    }),
    status: 200,
    answer: z.object({ files: z.array(fileSummary), ...paged }),
  },
  deleteFile: {
    operationId: 'deleteFile',
    method: 'DELETE',
    url: '/files/:id',
    summary: 'Delete a file',
    tag: filesTag,
    description: 'For good, or with `trash=true` into the trash: 409 with `trash` in `details` when the site keeps none.',
    params: filePath,
    querystring: z.object({ trash: intoTrash.meta(ours) }),
    status: 200,
    answer: deletedNode,
  },
  updateFile: {
    operationId: 'updateFile',
    method: 'PATCH',
    url: '/files/:id',
    summary: 'Rename or move a file, or say when its content was changed',
    tag: filesTag,
    extension: true,
    description:
      'A name that is taken is 409, unless `if_exists` says otherwise: with `overwrite` the file that has it is gone, with `rename` this one gets another. `mtime` alone leaves `updated_at` and the feed as they are.',
    params: filePath,
    body: z.object({
      name: name.optional(),
      folder_id: folderIdOrRoot.optional(),
      folder_path: knownFolderPath('folder_id').optional(),
      mtime: mtime.nullish().meta({ description: 'null forgets it' }),
      if_exists: ifExists.default('fail').meta({ default: 'fail' }),
    }),
    status: 200,
    answer: file,
  },
  copyFile: {
    operationId: 'copyFile',
    method: 'POST',
    url: '/files/:id/copy',
    summary: 'Copy a file',
    tag: filesTag,
    extension: true,
    description:
      'A name that is taken is 409, unless `if_exists` says otherwise: with `overwrite` the file that has it gets a new version, with `rename` the copy gets another name, also beside the original.',
    params: filePath,
    body: z
      .object({
        name: name.optional(),
        folder_id: folderIdOrRoot.optional(),
        folder_path: knownFolderPath('folder_id').optional(),
        if_exists: ifExists.default('fail').meta({ default: 'fail' }),
      })
      .nullish(),
    status: 201,
    answer: file,
  },
  computeChecksums: {
    operationId: 'computeChecksums',
    method: 'POST',
    url: '/checksums',
    summary: 'SHA-256 of files',
    tag: filesTag,
    extension: true,
    description:
      'In the order asked; files that are not there are left out. What is not known yet is computed now, and kept. `sha256` is null where that takes longer than `wait`: it goes on, so ask again.',
    body: z.object({
      ids: z.array(fileId).min(1).max(100),
      wait: integer(0, 60).default(20).meta({ description: 'Seconds' }),
    }),
    status: 200,
    answer: z.object({ checksums: z.array(checksum) }),
  },
} as const satisfies Record<string, Operation>;
