import { z } from 'zod';
import { scopes } from '../../core/access/principal.ts';
import {
  booleanText,
  fileId,
  folderId,
  folderIdOrRoot,
  folderIdText,
  integer,
  integerText,
  keyId,
  name,
  page,
  password,
  perPage,
  shareId,
  time,
  timeText,
  uploadId,
  userId,
} from './fields.ts';

/**
 * The Files App v2 API, operation by operation: the single source for types, checks and the OpenAPI document. The first nine are the
 * seed's (reference/filesapp.md section 2); those marked `x-extension` are ours, in the seed's style (section 3).
 */

const error = z
  .object({
    error: z.object({
      code: z.string().meta({ example: 'not_found' }),
      message: z.string(),
      details: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    }),
  })
  .meta({ id: 'Error', description: 'What went wrong, in every answer that is not 2xx' });

const storedFile = z
  .object({ id: fileId, name: z.string(), size: integer(0, Number.MAX_SAFE_INTEGER), encrypted: z.boolean(), created_at: time })
  .meta({ id: 'StoredFile' });
const file = z
  .object({
    id: fileId,
    name: z.string(),
    size: integer(0, Number.MAX_SAFE_INTEGER),
    encrypted: z.boolean(),
    mime_type: z.string(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'File' });
const fileSummary = z
  .object({ id: fileId, name: z.string(), size: integer(0, Number.MAX_SAFE_INTEGER), created_at: time })
  .meta({ id: 'FileSummary' });
const folder = z
  .object({
    id: folderId,
    name: z.string(),
    parent_id: folderId.nullable().meta({ description: 'null: the top folder' }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Folder' });
const share = z
  .object({ id: shareId, url: z.string(), password_protected: z.boolean(), expires_at: time.nullable(), allow_download: z.boolean() })
  .meta({ id: 'Share' });
const listedShare = share.extend({ file_id: fileId, created_at: time }).meta({ id: 'ListedShare' });
const key = z
  .object({
    id: keyId,
    name: z.string(),
    user_id: userId,
    scopes: z.array(z.enum(scopes)),
    folder_id: folderId.nullable(),
    last4: z.string(),
    expires_at: time.nullable(),
    created_at: time,
  })
  .meta({ id: 'Key' });
const mintedKey = key
  .extend({
    key: z.string().meta({ description: 'The secret. It is shown only now.', example: 'sk_live_...' }),
    key_alphanumeric: z.string().meta({ description: 'The same secret in letters and digits only, for clients that accept nothing else' }),
  })
  .meta({ id: 'NewKey' });
const user = z
  .object({
    id: userId,
    username: z.string(),
    plan: z.string(),
    is_admin: z.boolean(),
    disabled: z.boolean(),
    root_folder_id: folderId,
    storage_used: integer(0, Number.MAX_SAFE_INTEGER),
    created_at: time,
  })
  .meta({ id: 'User' });
const upload = z
  .object({
    upload_id: uploadId,
    filename: z.string(),
    total_size: integer(0, Number.MAX_SAFE_INTEGER),
    total_chunks: integer(1, 10_000),
    chunk_size: integer(0, Number.MAX_SAFE_INTEGER),
    received: z.array(integer(0, 10_000)).meta({ description: 'Indexes of the chunks that are stored' }),
    completed: z.boolean(),
    expires_at: time,
  })
  .meta({ id: 'Upload' });
const change = z.object({ id: z.string(), action: z.enum(['created', 'modified', 'deleted']), timestamp: time }).meta({ id: 'Change' });
const deleted = z.object({ deleted: z.literal(true) });

const paged = { total: integer(0, Number.MAX_SAFE_INTEGER), page: integer(1, 1_000_000_000), per_page: integer(1, 100) };

export interface Operation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly summary: string;
  readonly tag: string;
  /** Not in the seed: ours. */
  readonly extension?: boolean;
  readonly description?: string;
  readonly params?: z.ZodType;
  readonly querystring?: z.ZodType;
  /** A JSON body, checked before the handler runs. */
  readonly body?: z.ZodType;
  /** A multipart body, described here and read by the handler as it streams in. */
  readonly form?: z.ZodType;
  readonly status: 200 | 201;
  readonly answer: z.ZodType;
  /** What it can answer besides JSON: the bytes of a file, or server-sent events in its place. */
  readonly produces?: 'bytes' | 'events';
}

const filesTag = 'Files';
const chunksTag = 'Chunked upload';
const foldersTag = 'Folders';
const sharesTag = 'Shares';
const syncTag = 'Sync';
const accountTag = 'Account';

const filePath = z.object({ id: fileId });
const folderPath = z.object({ id: folderId });
const uploadPath = z.object({ upload_id: uploadId });
const sharePath = z.object({ id: shareId });
const keyPath = z.object({ id: keyId });
const userPath = z.object({ id: userId });
const pages = z.object({ page, per_page: perPage });

const binary = z.any().meta({ type: 'string', format: 'binary' });

export const operations = {
  uploadFile: {
    operationId: 'uploadFile',
    method: 'POST',
    url: '/upload',
    summary: 'Upload a file',
    tag: filesTag,
    description:
      'Encrypted by default. Fields may come before or after the file. A name that the folder already holds becomes the new version of that file.',
    form: z.object({
      file: binary,
      folder_id: folderIdText.optional(),
      encrypt: booleanText.default(true).meta({ type: 'boolean', default: true }),
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
      'chunk_size is total_size / total_chunks, rounded up; every chunk but the last has that size. The upload lives for an hour after its last chunk.',
    body: z.object({
      filename: name,
      total_size: integer(0, Number.MAX_SAFE_INTEGER),
      total_chunks: integer(1, 10_000),
      folder_id: folderIdOrRoot.optional(),
      encrypt: z.boolean().default(true),
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
    summary: 'Delete a file for good',
    tag: filesTag,
    params: filePath,
    status: 200,
    answer: deleted,
  },
  createShare: {
    operationId: 'createShare',
    method: 'POST',
    url: '/share',
    summary: 'Create a link to a file',
    tag: sharesTag,
    body: z.object({
      file_id: fileId,
      password: password.nullish(),
      expires_in: integer(1, 876_000).nullish().meta({ description: 'Hours' }),
      allow_download: z.boolean().default(true),
    }),
    status: 201,
    answer: share,
  },
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
  updateFile: {
    operationId: 'updateFile',
    method: 'PATCH',
    url: '/files/:id',
    summary: 'Rename or move a file',
    tag: filesTag,
    extension: true,
    params: filePath,
    body: z.object({ name: name.optional(), folder_id: folderIdOrRoot.optional() }),
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
    params: filePath,
    body: z.object({ name: name.optional(), folder_id: folderIdOrRoot.optional() }).nullish(),
    status: 201,
    answer: file,
  },
  createFolder: {
    operationId: 'createFolder',
    method: 'POST',
    url: '/folders',
    summary: 'Create a folder',
    tag: foldersTag,
    extension: true,
    body: z.object({ name, parent_id: folderIdOrRoot.optional() }),
    status: 201,
    answer: folder,
  },
  listFolders: {
    operationId: 'listFolders',
    method: 'GET',
    url: '/folders',
    summary: 'List the folders of a folder',
    tag: foldersTag,
    extension: true,
    querystring: pages.extend({ parent_id: folderIdText.optional() }),
    status: 200,
    answer: z.object({ folders: z.array(folder), ...paged }),
  },
  getFolder: {
    operationId: 'getFolder',
    method: 'GET',
    url: '/folders/:id',
    summary: 'Get a folder',
    tag: foldersTag,
    extension: true,
    params: folderPath,
    status: 200,
    answer: folder,
  },
  updateFolder: {
    operationId: 'updateFolder',
    method: 'PATCH',
    url: '/folders/:id',
    summary: 'Rename or move a folder with all that is in it',
    tag: foldersTag,
    extension: true,
    params: folderPath,
    body: z.object({ name: name.optional(), parent_id: folderIdOrRoot.optional() }),
    status: 200,
    answer: folder,
  },
  copyFolder: {
    operationId: 'copyFolder',
    method: 'POST',
    url: '/folders/:id/copy',
    summary: 'Copy a folder with all that is in it',
    tag: foldersTag,
    extension: true,
    params: folderPath,
    body: z.object({ name: name.optional(), parent_id: folderIdOrRoot.optional() }).nullish(),
    status: 201,
    answer: folder,
  },
  deleteFolder: {
    operationId: 'deleteFolder',
    method: 'DELETE',
    url: '/folders/:id',
    summary: 'Delete a folder for good',
    tag: foldersTag,
    extension: true,
    params: folderPath,
    querystring: z.object({
      recursive: booleanText.default(false).meta({ type: 'boolean', default: false, description: 'Also delete all that is in it' }),
    }),
    status: 200,
    answer: deleted,
  },
  listShares: {
    operationId: 'listShares',
    method: 'GET',
    url: '/shares',
    summary: 'List links, the newest first',
    tag: sharesTag,
    extension: true,
    querystring: pages.extend({ file_id: fileId.optional() }),
    status: 200,
    answer: z.object({ shares: z.array(listedShare), ...paged }),
  },
  getShare: {
    operationId: 'getShare',
    method: 'GET',
    url: '/shares/:id',
    summary: 'Get a link',
    tag: sharesTag,
    extension: true,
    params: sharePath,
    status: 200,
    answer: listedShare,
  },
  updateShare: {
    operationId: 'updateShare',
    method: 'PATCH',
    url: '/shares/:id',
    summary: 'Change password, expiry or download of a link',
    tag: sharesTag,
    extension: true,
    params: sharePath,
    body: z.object({
      password: password.nullish().meta({ description: 'null removes it' }),
      expires_in: integer(1, 876_000).nullish().meta({ description: 'Hours from now; null for no expiry' }),
      allow_download: z.boolean().optional(),
    }),
    status: 200,
    answer: listedShare,
  },
  revokeShare: {
    operationId: 'revokeShare',
    method: 'DELETE',
    url: '/shares/:id',
    summary: 'Revoke a link',
    tag: sharesTag,
    extension: true,
    params: sharePath,
    status: 200,
    answer: deleted,
  },
  whoami: {
    operationId: 'whoami',
    method: 'GET',
    url: '/whoami',
    summary: 'Who this key is and what it may do',
    tag: accountTag,
    extension: true,
    status: 200,
    answer: z.object({
      user: z.object({ id: userId, username: z.string(), plan: z.string(), is_admin: z.boolean() }),
      key: z.object({
        id: keyId,
        name: z.string(),
        scopes: z.array(z.enum(scopes)),
        folder_id: folderId.nullable(),
        expires_at: time.nullable(),
      }),
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
      name: z.string().min(1).max(200),
      scopes: z.array(z.string()).max(20).nullish(),
      folder_id: folderId.nullish(),
      expires_in: integer(1, 876_000).nullish().meta({ description: 'Hours' }),
      expires_at: timeText.nullish(),
      user_id: userId.optional().meta({ description: 'For administrators: whose key it is' }),
    }),
    status: 201,
    answer: mintedKey,
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
  listUsers: {
    operationId: 'listUsers',
    method: 'GET',
    url: '/users',
    summary: 'List users',
    tag: accountTag,
    extension: true,
    querystring: pages,
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
    summary: 'Change plan or root folder of a user, or disable one',
    tag: accountTag,
    extension: true,
    params: userPath,
    body: z.object({ plan: z.string().max(64).optional(), root_folder_id: folderId.optional(), disabled: z.boolean().optional() }),
    status: 200,
    answer: user,
  },
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;

/** What the handler of an operation gets after the checks, and what it answers. */
export type Params<N extends OperationName> = Operations[N] extends { params: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Query<N extends OperationName> = Operations[N] extends { querystring: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Body<N extends OperationName> = Operations[N] extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Answer<N extends OperationName> = z.output<Operations[N]['answer']>;

export const errorAnswer = error;
