import { z } from 'zod';
import { scopes } from '../../core/access/principal.ts';
import { permissionNames } from '../../core/access/access.ts';
import { shareStatuses } from '../../core/metadata-shares.ts';
import { shareKinds } from '../../core/sharing/shares.ts';
import { retentionRanges } from '../../core/site.ts';
import {
  fileId,
  folderId,
  groupId,
  integer,
  keyId,
  pathText,
  permissionId,
  sessionId,
  shareId,
  time,
  timeWithMilliseconds,
  trashId,
  uploadId,
  userId,
  versionId,
} from './fields.ts';

/** What answers are made of. Fields that the seed does not have are ours; those that it has keep name, type and meaning. */

const size = integer(0, Number.MAX_SAFE_INTEGER);
const count = integer(0, Number.MAX_SAFE_INTEGER);
const path = pathText.meta({ description: 'From the top of what the key sees: `/` first, none at the end', example: '/docs/document.pdf' });
const mtime = timeWithMilliseconds
  .nullable()
  .meta({ description: 'When the content was changed last, as the client said; null when it did not' });
const etag = z.string().meta({
  description: 'The entity tag of the content with its quotes, as the header `ETag` of a download says it',
  example: '"blob_01kfxgjd94fn9stqm414vjb0s8"',
});
const sha256 = z.string().nullable().meta({
  description:
    'Of the content, in lower-case hex; null while it is not computed (see `POST /checksums`), or when the key may not read the file',
});

/** Marks a field of a noun of the seed that the seed does not have. */
const ours = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ 'x-extension': true });

export const errorAnswer = z
  .object({
    error: z.object({
      code: z.string().meta({ example: 'not_found' }),
      message: z.string(),
      details: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    }),
  })
  .meta({ id: 'Error', description: 'What went wrong, in every answer that is not 2xx' });

export const storedFile = z
  .object({
    id: fileId,
    name: z.string(),
    size,
    encrypted: z.boolean(),
    created_at: time,
    etag: ours(etag),
    mtime: ours(mtime),
    path: ours(path),
  })
  .meta({ id: 'StoredFile' });

export const file = z
  .object({
    id: fileId,
    name: z.string(),
    size,
    encrypted: z.boolean(),
    mime_type: z.string(),
    created_at: time,
    updated_at: time,
    path: ours(path),
    folder_id: folderId.nullable().meta({ description: 'null: the top folder', 'x-extension': true }),
    mtime: ours(mtime),
    etag: ours(etag),
    sha256: ours(sha256),
    shares: count.nullable().optional().meta({
      description:
        'Links to this file alone that are neither expired nor used up, among those that `GET /shares` lists; null when the key may not share the file. Only `GET /files/{id}` has it.',
      'x-extension': true,
    }),
  })
  .meta({ id: 'File' });

export const fileSummary = z.object({ id: fileId, name: z.string(), size, created_at: time }).meta({ id: 'FileSummary' });

export const folder = z
  .object({
    id: folderId,
    name: z.string(),
    parent_id: folderId.nullable().meta({ description: 'null: the top folder' }),
    created_at: time,
    updated_at: time,
    path,
    totals: z
      .object({ files: count, folders: count, bytes: size })
      .optional()
      .meta({ description: 'Of all that is below the folder and that the key may list. Only with `totals=true`.' }),
  })
  .meta({ id: 'Folder' });

export const entry = z
  .object({
    type: z.enum(['file', 'folder']),
    id: z.string().meta({ example: 'file_01kfxgjd94fn9stqm414vjb0s8', description: 'An id that begins with `file_` or `folder_`' }),
    name: z.string(),
    path,
    size: size.nullable().meta({ description: 'null for a folder' }),
    mtime,
    etag: etag.nullable(),
    sha256,
    created_at: time,
    updated_at: time,
    encrypted: z.boolean().nullable(),
  })
  .meta({ id: 'Entry', description: 'A file or a folder. `size`, `etag`, `sha256` and `encrypted` of a folder are null.' });

export const checksum = z.object({ id: fileId, size, etag, sha256 }).meta({ id: 'Checksum' });

export const share = z
  .object({
    id: shareId,
    url: z.string(),
    password_protected: z.boolean(),
    expires_at: time.nullable(),
    allow_download: z.boolean(),
    file_id: ours(fileId.nullable().meta({ description: 'The file, when the link leads to one file' })),
    folder_id: ours(
      folderId.nullable().meta({ description: 'The folder, when the link leads to one folder; null when the key does not see it' }),
    ),
    item_count: ours(count.meta({ description: 'How many files and folders the link leads to' })),
    items: ours(
      z
        .array(z.object({ id: z.string(), type: z.enum(['file', 'folder']), path }))
        .optional()
        .meta({ description: 'What the link leads to, as far as the key sees it. Not in lists.' }),
    ),
    kind: ours(z.enum(shareKinds).meta({ description: '`upload`: visitors put files in and see nothing of what is there' })),
    allow_preview: ours(z.boolean().meta({ description: 'The page shows what is in files, as far as that is safe' })),
    slug: ours(z.string().nullable().meta({ description: 'The end of the link, when somebody chose it' })),
    title: ours(z.string().nullable()),
    message: ours(z.string().nullable()),
    starts_at: ours(time.nullable()),
    status: ours(z.enum(shareStatuses).meta({ description: 'Whether visitors can come in' })),
    user: ours(z.object({ id: userId, username: z.string() }).meta({ description: 'Whose link it is' })),
    created_at: ours(time),
    max_uses: integer(1, Number.MAX_SAFE_INTEGER)
      .nullable()
      .meta({ description: 'How many visitors may come in; null for any number', 'x-extension': true }),
    uses: count.meta({ description: 'Visitors that came in while `max_uses` was set', 'x-extension': true }),
    downloads: ours(count.meta({ description: 'Files, and archives of all, that visitors downloaded' })),
    uploads: ours(count.meta({ description: 'Files that visitors put in' })),
    path: path.nullable().meta({
      description: 'Where the file or folder is; null when the link leads to several, or the key does not see it',
      'x-extension': true,
    }),
  })
  .meta({ id: 'Share' });

export const key = z
  .object({
    id: keyId,
    name: z.string(),
    user_id: userId,
    scopes: z.array(z.enum(scopes)),
    folder_id: folderId.nullable(),
    last4: z.string(),
    expires_at: time.nullable(),
    created_at: time,
    last_used_at: time.nullable().meta({ description: 'At most three hours late' }),
  })
  .meta({ id: 'Key' });

export const mintedKey = key
  .extend({
    key: z.string().meta({ description: 'The secret. It is shown only now.', example: 'sk_live_...' }),
    key_alphanumeric: z.string().meta({ description: 'The same secret in letters and digits only, for clients that accept nothing else' }),
  })
  .meta({ id: 'NewKey' });

export const user = z
  .object({
    id: userId,
    username: z.string(),
    plan: z.string(),
    is_admin: z.boolean(),
    disabled: z.boolean(),
    root_folder_id: folderId,
    storage_used: size,
    created_at: time,
    email: z.string().nullable(),
    name: z.string().nullable(),
    storage_quota: size.nullable().meta({ description: 'Bytes, from the plan; null for no limit' }),
    last_login_at: time.nullable().meta({ description: 'The last sign-in with a password; the use of keys is no sign-in' }),
    own_storage_quota: size.nullable().meta({ description: 'Bytes, in place of what the plan says; null: as the plan says' }),
    has_password: z.boolean(),
    must_change_password: z.boolean().meta({ description: 'Signing in gives nothing but the chance to set another password' }),
    second_factor: z.boolean().meta({ description: 'Signing in asks for the code of an app' }),
    root_path: path.optional().meta({ description: 'Where the root folder is, from the top of what the key sees' }),
    locked_until: time.nullable().optional().meta({ description: 'Wrong passwords have locked the user name until then' }),
  })
  .meta({ id: 'User' });

export const session = z
  .object({
    id: sessionId,
    created_at: time,
    last_used_at: time.meta({ description: 'At most five minutes late' }),
    expires_at: time,
    ip: z.string(),
    user_agent: z.string().nullable(),
    current: z.boolean().meta({ description: 'The one of this request' }),
  })
  .meta({ id: 'Session' });
export const groupMember = z
  .object({ user_id: userId, username: z.string(), is_admin: z.boolean().meta({ description: 'May manage the members of the group' }) })
  .meta({ id: 'GroupMember' });

export const group = z
  .object({
    id: groupId,
    name: z.string(),
    notes: z.string().nullable(),
    member_count: count,
    members: z.array(groupMember).optional().meta({ description: 'Not in lists' }),
    created_at: time,
  })
  .meta({ id: 'Group' });

export const permission = z
  .object({
    id: permissionId,
    folder_id: folderId,
    path: path.meta({ description: 'Of the folder' }),
    user: z.object({ id: userId, username: z.string() }).nullable(),
    group: z.object({ id: groupId, name: z.string() }).nullable().meta({ description: 'Either a user or a group' }),
    permission: z.enum(permissionNames),
    recursive: z.boolean().meta({ description: 'Also for the folders below' }),
    created_at: time,
  })
  .meta({ id: 'Permission' });

export const plan = z
  .object({
    name: z.string(),
    requests_per_hour: count.nullable(),
    max_file_size: size.nullable(),
    storage_quota: size.nullable(),
    max_share_hours: count.nullable().meta({ description: 'The longest life of a link' }),
  })
  .meta({ id: 'Plan', description: 'null: no limit' });

export const upload = z
  .object({
    upload_id: uploadId,
    filename: z.string(),
    total_size: size,
    total_chunks: integer(1, 10_000),
    chunk_size: size,
    received: z.array(integer(0, 10_000)).meta({ description: 'Indexes of the chunks that are stored' }),
    completed: z.boolean(),
    expires_at: time,
  })
  .meta({ id: 'Upload' });

export const change = z
  .object({ id: z.string(), action: z.enum(['created', 'modified', 'deleted']), timestamp: time })
  .meta({ id: 'Change' });
export const deleted = z.object({ deleted: z.literal(true) });
export const deletedNode = deleted.extend({
  trash_id: ours(trashId).optional().meta({ description: 'What it is called in the trash; only with `trash=true`', 'x-extension': true }),
});

const someone = z.object({ id: userId, username: z.string() }).nullable().meta({ description: 'null when that user is gone' });

export const version = z
  .object({
    id: versionId,
    size,
    checksum: sha256.meta({ description: 'SHA-256 of the content, in lower-case hex; null while it is not computed' }),
    created_at: time.meta({ description: 'When this content was put in', format: 'date-time' }),
    created_by: someone,
    current: z.boolean().meta({ description: 'The content that the file has now' }),
  })
  .meta({ id: 'Version' });

export const trashItem = z
  .object({
    id: trashId,
    kind: z.enum(['file', 'folder']),
    name: z.string(),
    path: path.meta({ description: 'Where it lay, from the top of what the key sees' }),
    size: size.meta({ description: 'Of all files that came along' }),
    deleted_at: time,
    deleted_by: someone,
    expires_at: time.meta({ description: 'When it goes for good', format: 'date-time' }),
  })
  .meta({ id: 'TrashItem' });

export const settings = z
  .object({
    trash_days: integer(...retentionRanges.trashDays).meta({ description: 'Days that what was deleted stays in the trash; 0: no trash' }),
    versions_kept: integer(...retentionRanges.versionsKept).meta({
      description: 'Earlier contents that are kept of each file; 0 keeps none',
    }),
    version_days: integer(...retentionRanges.versionDays).meta({
      description: 'Days that an earlier content is kept at most, counted from when it was replaced',
    }),
  })
  .meta({ id: 'Settings' });

/** The members of a page that goes on behind its last row. */
export const continued = {
  next_cursor: z.string().nullable().meta({ description: 'For `after` of the next page; null when there is none' }),
  has_more: z.boolean(),
};

/** The members of a page that is asked for by number. */
export const paged = { total: count, page: integer(1, 1_000_000_000), per_page: integer(1, 100) };
