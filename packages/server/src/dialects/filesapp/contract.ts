import { z } from 'zod';
import { scopes } from '../../core/access/principal.ts';
import { previewOperations } from './contract-previews.ts';
import { searchOperations } from './contract-search.ts';
import { sessionOperations } from './contract-sessions.ts';
import { peopleOperations } from './contract-people.ts';
import { shareOperations } from './contract-shares.ts';
import {
  booleanText,
  email,
  fileId,
  folderId,
  folderIdOrRoot,
  folderIdText,
  ifExists,
  integer,
  integerText,
  keyId,
  mtime,
  name,
  page,
  password,
  pathText,
  personName,
  perPage,
  sessionId,
  time,
  timeText,
  uploadId,
  userId,
} from './fields.ts';
import { versionOperations } from './contract-versions.ts';
import {
  change,
  checksum,
  deleted,
  deletedNode,
  entry,
  file,
  fileSummary,
  folder,
  key,
  mintedKey,
  paged,
  storedFile,
  upload,
  user,
} from './nouns.ts';

/**
 * The Files App v2 API, operation by operation: the single source for types, checks and the OpenAPI document. The first nine are the
 * seed's (reference/filesapp.md section 2); those marked `x-extension` are ours, in the seed's style (section 3).
 */

export interface Operation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly summary: string;
  readonly tag: string;
  /** Not in the seed: ours. */
  readonly extension?: boolean;
  /** For everybody, without key or session. Default false. */
  readonly public?: boolean;
  readonly description?: string;
  readonly params?: z.ZodType;
  readonly querystring?: z.ZodType;
  /** A JSON body, checked before the handler runs. */
  readonly body?: z.ZodType;
  /** A multipart body, described here and read by the handler as it streams in. */
  readonly form?: z.ZodType;
  readonly status: 200 | 201;
  readonly answer: z.ZodType;
  /** What it can answer besides JSON: the bytes of a file; or in its place: bytes, or server-sent events. */
  readonly produces?: 'bytes' | 'only bytes' | 'events';
}

const filesTag = 'Files';
const chunksTag = 'Chunked upload';
const foldersTag = 'Folders';
const entriesTag = 'Files and folders';
const syncTag = 'Sync';
const accountTag = 'Account';

/** Of a place deep down, with long names. */
const longestCursor = 14 * 1024;

const filePath = z.object({ id: fileId });
const folderPath = z.object({ id: folderId });
const uploadPath = z.object({ upload_id: uploadId });
const keyPath = z.object({ id: keyId });
const userPath = z.object({ id: userId });
const pages = z.object({ page, per_page: perPage });

/** Marks a field of an operation of the seed that the seed does not have. */
const ours = { 'x-extension': true };
const newFolderPath = pathText.meta({
  ...ours,
  description: 'A path from the top, or from `folder_id` when both are given; folders that are missing are made',
});
const knownFolderPath = (id: string) =>
  pathText.meta({ description: `A path from the top, or from \`${id}\` when both are given; the folder has to be there` });

const intoTrash = booleanText
  .default(false)
  .meta({ type: 'boolean', default: false, description: 'Keep it in the trash, from where it can come back' });

const keyName = z.string().min(1).max(200);
const ownStorageQuota = integer(0, Number.MAX_SAFE_INTEGER)
  .nullish()
  .meta({ description: 'Bytes, in place of what the plan says; null: as the plan says' });
const mustChangePassword = z
  .boolean()
  .optional()
  .meta({ description: 'With a new password: it has to be changed at the next sign-in. Default false' });

const binary = z.any().meta({ type: 'string', format: 'binary' });

export const operations = {
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
    description: 'For good, or with `trash=true` into the trash: 409 when the site keeps none.',
    params: filePath,
    querystring: z.object({ trash: intoTrash.meta(ours) }),
    status: 200,
    answer: deletedNode,
  },
  ...shareOperations,
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
  createFolder: {
    operationId: 'createFolder',
    method: 'POST',
    url: '/folders',
    summary: 'Create a folder',
    tag: foldersTag,
    extension: true,
    description:
      'By `name` in a folder, or by `path` from the top (from `parent_id` when both are given). With `parents` the folders of the path that are missing are made, and a folder that is there already is the answer, with 201 as well.',
    body: z.object({
      name: name.optional(),
      parent_id: folderIdOrRoot.optional(),
      path: pathText.optional().meta({ description: 'In place of `name`' }),
      parents: z.boolean().default(false).meta({ description: 'Goes with `path`' }),
    }),
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
    description: 'The id `root` is the top folder.',
    params: folderPath,
    querystring: z.object({
      totals: booleanText.default(false).meta({ type: 'boolean', default: false, description: 'Also count what is below it' }),
    }),
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
    description:
      'A name that is taken is 409, unless `if_exists` says otherwise: with `overwrite` a folder that has it takes in what is in this one, loses its files of the same names, and is the answer; with `rename` this one gets another name.',
    params: folderPath,
    body: z.object({
      name: name.optional(),
      parent_id: folderIdOrRoot.optional(),
      parent_path: knownFolderPath('parent_id').optional(),
      if_exists: ifExists.default('fail').meta({ default: 'fail' }),
    }),
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
    description:
      'A name that is taken is 409, unless `if_exists` says otherwise: with `overwrite` a folder that has it takes the copies in, its files of the same names get new versions, and it is the answer; with `rename` the copy gets another name.',
    params: folderPath,
    body: z
      .object({
        name: name.optional(),
        parent_id: folderIdOrRoot.optional(),
        parent_path: knownFolderPath('parent_id').optional(),
        if_exists: ifExists.default('fail').meta({ default: 'fail' }),
      })
      .nullish(),
    status: 201,
    answer: folder,
  },
  deleteFolder: {
    operationId: 'deleteFolder',
    method: 'DELETE',
    url: '/folders/:id',
    summary: 'Delete a folder',
    tag: foldersTag,
    extension: true,
    description: 'For good, or with `trash=true` and all that is in it into the trash: 409 when the site keeps none.',
    params: folderPath,
    querystring: z.object({
      recursive: booleanText.default(false).meta({ type: 'boolean', default: false, description: 'Also delete all that is in it' }),
      trash: intoTrash,
    }),
    status: 200,
    answer: deletedNode,
  },
  lookup: {
    operationId: 'lookup',
    method: 'GET',
    url: '/lookup',
    summary: 'What is at a path',
    tag: entriesTag,
    extension: true,
    description:
      'The file or folder; 404 when nothing is there. Names are compared as in a folder: without regard to case, and to different spellings of one letter. `/` is the top folder.',
    querystring: z.object({ path: pathText }),
    status: 200,
    answer: entry,
  },
  listEntries: {
    operationId: 'listEntries',
    method: 'GET',
    url: '/entries',
    summary: 'List the files and folders of a folder, or all that is below it',
    tag: entriesTag,
    extension: true,
    description:
      'Folders come before files, both sorted as asked; equal ones in the order of their creation. With `recursive` the order is fixed: each folder comes before what is in it, first its files, then the folders in it, siblings in the order of their creation; so what is there all the while is listed once, also when it is renamed meanwhile. For the next page send the same parameters with `cursor`. What the key may not list is not in it.',
    querystring: z.object({
      path: pathText.optional().meta({ default: '/', description: 'The folder, from the top, or from `folder_id` when both are given' }),
      folder_id: folderIdText.optional(),
      recursive: booleanText.default(false).meta({ type: 'boolean', default: false, description: 'Also what is in the folders inside' }),
      type: z.enum(['file', 'folder'], 'has to be file or folder').optional(),
      sort: z
        .enum(['name', 'size', 'updated_at'], 'has to be name, size or updated_at')
        .optional()
        .meta({ default: 'name', description: 'Not with `recursive`. By size, folders are sorted by name.' }),
      order: z.enum(['asc', 'desc'], 'has to be asc or desc').optional().meta({ default: 'asc', description: 'Not with `recursive`' }),
      limit: integerText(1, 1000).default(100).meta({ type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
      cursor: z.string().max(longestCursor).optional(),
    }),
    status: 200,
    answer: z.object({
      entries: z.array(entry),
      cursor: z.string().nullable().meta({ description: 'For the next page; null when there is none' }),
      has_more: z.boolean(),
    }),
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
  ...previewOperations,
  ...searchOperations,
  ...sessionOperations,
  ...peopleOperations,
  ...versionOperations,
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;

/** What the handler of an operation gets after the checks, and what it answers. */
export type Params<N extends OperationName> = Operations[N] extends { params: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Query<N extends OperationName> = Operations[N] extends { querystring: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Body<N extends OperationName> = Operations[N] extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Answer<N extends OperationName> = z.output<Operations[N]['answer']>;
