import { z } from 'zod';
import {
  booleanText,
  folderIdOrRoot,
  folderIdText,
  ifExists,
  integer,
  integerText,
  mtime,
  name,
  ours,
  pathText,
  time,
  uploadId,
} from './fields.ts';
import { deleted, storedFile, upload } from './nouns.ts';
import type { Operation } from './contract.ts';

/** Uploads, whole and in chunks. */

const filesTag = 'Files';
const chunksTag = 'Chunked upload';
const uploadPath = z.object({ upload_id: uploadId });
const newFolderPath = pathText.meta({
  ...ours,
  description: 'A path from the top, or from `folder_id` when both are given; folders that are missing are made',
});
const binary = z.any().meta({ type: 'string', format: 'binary' });

export const uploadOperations = {
  uploadFile: {
    operationId: 'uploadFile',
    method: 'POST',
    url: '/upload',
    summary: 'Upload a file',
    tag: filesTag,
    description:
      'Encrypted by default. Fields may come before or after the file. A name that the folder already holds becomes the new version of that file, unless `if_exists` says otherwise: `fail` is 409 and stores nothing, `rename` stores `name (2).txt`.',
    form: z.object({
      file: binary,
      folder_id: folderIdText.optional(),
      encrypt: booleanText.default(true).meta({ type: 'boolean', default: true }),
      folder_path: newFolderPath.optional(),
      mtime: mtime.optional().meta(ours),
      if_exists: ifExists.default('overwrite').meta({ default: 'overwrite', ...ours }),
    }),
    status: 201,
    answer: storedFile,
  },
  initUpload: {
    operationId: 'initUpload',
    method: 'POST',
    url: '/chunks/init',
    summary: 'Start a chunked upload',
    tag: chunksTag,
    description:
      'chunk_size is total_size / total_chunks, rounded up; every chunk but the last has that size. The upload lives for an hour after its last chunk. Folders of `folder_path` are made now, and a name that is taken is refused now with `if_exists=fail`, and again when the upload is finished.',
    body: z.object({
      filename: name,
      total_size: integer(0, Number.MAX_SAFE_INTEGER),
      total_chunks: integer(1, 10_000),
      folder_id: folderIdOrRoot.optional(),
      encrypt: z.boolean().default(true),
      folder_path: newFolderPath.optional(),
      mtime: mtime.nullish().meta(ours),
      if_exists: ifExists.default('overwrite').meta({ default: 'overwrite', ...ours }),
    }),
    status: 201,
    answer: z.object({ upload_id: uploadId, chunk_size: integer(0, Number.MAX_SAFE_INTEGER), expires_at: time }),
  },
  putChunk: {
    operationId: 'putChunk',
    method: 'POST',
    url: '/chunks',
    summary: 'Upload one chunk',
    tag: chunksTag,
    description: 'Chunks may come in any order, in parallel, and again: the last one stored for an index counts.',
    form: z.object({ upload_id: uploadId, chunk_index: integerText(0, 9_999), data: binary }),
    status: 200,
    answer: z.object({ chunk_index: integer(0, 9_999), received: z.literal(true) }),
  },
  completeUpload: {
    operationId: 'completeUpload',
    method: 'POST',
    url: '/chunks/complete',
    summary: 'Finish a chunked upload',
    tag: chunksTag,
    description: 'Repeated, it answers the same file.',
    body: z.object({ upload_id: uploadId }),
    status: 201,
    answer: storedFile,
  },
  getUpload: {
    operationId: 'getUpload',
    method: 'GET',
    url: '/chunks/:upload_id',
    summary: 'Which chunks are stored',
    tag: chunksTag,
    extension: true,
    params: uploadPath,
    status: 200,
    answer: upload,
  },
  abortUpload: {
    operationId: 'abortUpload',
    method: 'DELETE',
    url: '/chunks/:upload_id',
    summary: 'Abort a chunked upload',
    tag: chunksTag,
    extension: true,
    params: uploadPath,
    status: 200,
    answer: deleted,
  },
} as const satisfies Record<string, Operation>;
