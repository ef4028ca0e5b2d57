// Written by scripts/sdk-types.mjs from openapi/filesapp.json. Do not change it by hand: npm run sdk-types

/** What went wrong, in every answer that is not 2xx */
export interface ErrorAnswer {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details?: readonly { readonly field: string; readonly message: string }[] | undefined;
  };
}

export interface StoredFile {
  /** An id that begins with `file_` */
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly encrypted: boolean;
  /** ISO 8601 */
  readonly created_at: string;
  /** The entity tag of the content with its quotes, as the header `ETag` of a download says it */
  readonly etag: string;
  /** When the content was changed last, as the client said; null when it did not */
  readonly mtime: string | null;
  /** From the top of what the key sees: `/` first, none at the end */
  readonly path: string;
}

export interface FileInfo {
  /** An id that begins with `file_` */
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly encrypted: boolean;
  readonly mime_type: string;
  /** ISO 8601 */
  readonly created_at: string;
  /** ISO 8601 */
  readonly updated_at: string;
  /** From the top of what the key sees: `/` first, none at the end */
  readonly path: string;
  /** null: the top folder */
  readonly folder_id: string | null;
  /** When the content was changed last, as the client said; null when it did not */
  readonly mtime: string | null;
  /** The entity tag of the content with its quotes, as the header `ETag` of a download says it */
  readonly etag: string;
  /** Of the content, in lower-case hex; null while it is not computed (see `POST /checksums`), or when the key may not read the file */
  readonly sha256: string | null;
  /** Links to this file alone that are neither expired nor used up, among those that `GET /shares` lists; null when the key may not share the file. Only `GET /files/{id}` has it */
  readonly shares?: number | null | undefined;
}

export interface FileSummary {
  /** An id that begins with `file_` */
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** ISO 8601 */
  readonly created_at: string;
}

export interface Folder {
  /** An id that begins with `folder_` */
  readonly id: string;
  readonly name: string;
  /** null: the top folder */
  readonly parent_id: string | null;
  /** ISO 8601 */
  readonly created_at: string;
  /** ISO 8601 */
  readonly updated_at: string;
  /** From the top of what the key sees: `/` first, none at the end */
  readonly path: string;
  /** Of all that is below the folder and that the key may list. Only with `totals=true` */
  readonly totals?: { readonly files: number; readonly folders: number; readonly bytes: number } | undefined;
}

/** A file or a folder. `size`, `etag`, `sha256` and `encrypted` of a folder are null */
export interface Entry {
  readonly type: 'file' | 'folder';
  /** An id that begins with `file_` or `folder_` */
  readonly id: string;
  readonly name: string;
  /** From the top of what the key sees: `/` first, none at the end */
  readonly path: string;
  /** null for a folder */
  readonly size: number | null;
  /** When the content was changed last, as the client said; null when it did not */
  readonly mtime: string | null;
  readonly etag: string | null;
  /** Of the content, in lower-case hex; null while it is not computed (see `POST /checksums`), or when the key may not read the file */
  readonly sha256: string | null;
  /** ISO 8601 */
  readonly created_at: string;
  /** ISO 8601 */
  readonly updated_at: string;
  readonly encrypted: boolean | null;
}

export interface Checksum {
  /** An id that begins with `file_` */
  readonly id: string;
  readonly size: number;
  /** The entity tag of the content with its quotes, as the header `ETag` of a download says it */
  readonly etag: string;
  /** Of the content, in lower-case hex; null while it is not computed (see `POST /checksums`), or when the key may not read the file */
  readonly sha256: string | null;
}

export interface Share {
  /** An id that begins with `share_` */
  readonly id: string;
  readonly url: string;
  readonly password_protected: boolean;
  readonly expires_at: string | null;
  readonly allow_download: boolean;
  /** The file, when the link leads to one file */
  readonly file_id: string | null;
  /** The folder, when the link leads to one folder; null when the key does not see it */
  readonly folder_id: string | null;
  /** How many files and folders the link leads to */
  readonly item_count: number;
  /** What the link leads to, as far as the key sees it. Not in lists */
  readonly items?:
    | readonly {
        readonly id: string;
        readonly type: 'file' | 'folder';
        /** From the top of what the key sees: `/` first, none at the end */
        readonly path: string;
      }[]
    | undefined;
  /** `upload`: visitors put files in and see nothing of what is there */
  readonly kind: 'download' | 'upload';
  /** The page shows what is in files, as far as that is safe */
  readonly allow_preview: boolean;
  /** The end of the link, when somebody chose it */
  readonly slug: string | null;
  readonly title: string | null;
  readonly message: string | null;
  readonly starts_at: string | null;
  /** Whether visitors can come in */
  readonly status: 'active' | 'scheduled' | 'expired' | 'used_up';
  /** Whose link it is */
  readonly user: {
    /** An id that begins with `user_` */
    readonly id: string;
    readonly username: string;
  };
  /** ISO 8601 */
  readonly created_at: string;
  /** How many visitors may come in; null for any number */
  readonly max_uses: number | null;
  /** Visitors that came in while `max_uses` was set */
  readonly uses: number;
  /** Files, and archives of all, that visitors downloaded */
  readonly downloads: number;
  /** Files that visitors put in */
  readonly uploads: number;
  /** Where the file or folder is; null when the link leads to several, or the key does not see it */
  readonly path: string | null;
}

export interface Key {
  /** An id that begins with `key_` */
  readonly id: string;
  readonly name: string;
  /** An id that begins with `user_` */
  readonly user_id: string;
  readonly scopes: readonly ('files:read' | 'files:write' | 'shares' | 'keys' | 'users')[];
  readonly folder_id: string | null;
  readonly last4: string;
  readonly expires_at: string | null;
  /** ISO 8601 */
  readonly created_at: string;
  /** At most three hours late */
  readonly last_used_at: string | null;
}

export interface NewKey {
  /** An id that begins with `key_` */
  readonly id: string;
  readonly name: string;
  /** An id that begins with `user_` */
  readonly user_id: string;
  readonly scopes: readonly ('files:read' | 'files:write' | 'shares' | 'keys' | 'users')[];
  readonly folder_id: string | null;
  readonly last4: string;
  readonly expires_at: string | null;
  /** ISO 8601 */
  readonly created_at: string;
  /** At most three hours late */
  readonly last_used_at: string | null;
  /** The secret. It is shown only now */
  readonly key: string;
  /** The same secret in letters and digits only, for clients that accept nothing else */
  readonly key_alphanumeric: string;
}

export interface User {
  /** An id that begins with `user_` */
  readonly id: string;
  readonly username: string;
  readonly plan: string;
  readonly is_admin: boolean;
  readonly disabled: boolean;
  /** An id that begins with `folder_` */
  readonly root_folder_id: string;
  readonly storage_used: number;
  /** ISO 8601 */
  readonly created_at: string;
  readonly email: string | null;
  readonly name: string | null;
  /** Bytes, from the plan; null for no limit */
  readonly storage_quota: number | null;
  /** The last sign-in with a password; the use of keys is no sign-in */
  readonly last_login_at: string | null;
  /** Bytes, in place of what the plan says; null: as the plan says */
  readonly own_storage_quota: number | null;
  readonly has_password: boolean;
  /** Signing in gives nothing but the chance to set another password */
  readonly must_change_password: boolean;
  /** Signing in asks for the code of an app */
  readonly second_factor: boolean;
  /** Where the root folder is, from the top of what the key sees */
  readonly root_path?: string | undefined;
  /** Wrong passwords have locked the user name until then */
  readonly locked_until?: string | null | undefined;
}

export interface Session {
  /** An id that begins with `session_` */
  readonly id: string;
  /** ISO 8601 */
  readonly created_at: string;
  /** At most five minutes late; ISO 8601 */
  readonly last_used_at: string;
  /** ISO 8601 */
  readonly expires_at: string;
  readonly ip: string;
  readonly user_agent: string | null;
  /** The one of this request */
  readonly current: boolean;
}

export interface GroupMember {
  /** An id that begins with `user_` */
  readonly user_id: string;
  readonly username: string;
  /** May manage the members of the group */
  readonly is_admin: boolean;
}

export interface Group {
  /** An id that begins with `group_` */
  readonly id: string;
  readonly name: string;
  readonly notes: string | null;
  readonly member_count: number;
  /** Not in lists */
  readonly members?: readonly GroupMember[] | undefined;
  /** ISO 8601 */
  readonly created_at: string;
}

export interface Permission {
  /** An id that begins with `permission_` */
  readonly id: string;
  /** An id that begins with `folder_` */
  readonly folder_id: string;
  /** Of the folder */
  readonly path: string;
  readonly user: {
    /** An id that begins with `user_` */
    readonly id: string;
    readonly username: string;
  } | null;
  /** Either a user or a group */
  readonly group: {
    /** An id that begins with `group_` */
    readonly id: string;
    readonly name: string;
  } | null;
  readonly permission: 'admin' | 'full' | 'readonly' | 'writeonly' | 'list' | 'history' | 'bundle' | 'previewonly';
  /** Also for the folders below */
  readonly recursive: boolean;
  /** ISO 8601 */
  readonly created_at: string;
}

/** null: no limit */
export interface Plan {
  readonly name: string;
  readonly requests_per_hour: number | null;
  readonly max_file_size: number | null;
  readonly storage_quota: number | null;
  /** The longest life of a link */
  readonly max_share_hours: number | null;
}

export interface Activity {
  readonly id: string;
  readonly action: 'uploaded' | 'new_version' | 'created' | 'copied' | 'renamed' | 'moved' | 'deleted' | 'downloaded' | 'shared';
  /** ISO 8601 */
  readonly at: string;
  /** null for a visitor of a link, and for who is gone */
  readonly user: {
    /** An id that begins with `user_` */
    readonly id: string;
    readonly username: string;
  } | null;
  /** The API key that was used */
  readonly key_id: string | null;
  /** The link that was used, or made */
  readonly share_id: string | null;
  /** What it was done with, and what that was called then */
  readonly entry: { readonly type: 'file' | 'folder'; readonly id: string; readonly name: string };
  /** The name before, when it got another one */
  readonly details: { readonly old_name: string } | null;
}

export interface Upload {
  /** An id that begins with `upl_` */
  readonly upload_id: string;
  readonly filename: string;
  readonly total_size: number;
  readonly total_chunks: number;
  readonly chunk_size: number;
  /** Indexes of the chunks that are stored */
  readonly received: readonly number[];
  readonly completed: boolean;
  /** ISO 8601 */
  readonly expires_at: string;
}

export interface Change {
  readonly id: string;
  readonly action: 'created' | 'modified' | 'deleted';
  /** ISO 8601 */
  readonly timestamp: string;
}

export interface Version {
  /** An id that begins with `version_` */
  readonly id: string;
  readonly size: number;
  /** SHA-256 of the content, in lower-case hex; null while it is not computed */
  readonly checksum: string | null;
  /** When this content was put in; ISO 8601 */
  readonly created_at: string;
  /** null when that user is gone */
  readonly created_by: {
    /** An id that begins with `user_` */
    readonly id: string;
    readonly username: string;
  } | null;
  /** The content that the file has now */
  readonly current: boolean;
}

export interface TrashItem {
  /** An id that begins with `trash_` */
  readonly id: string;
  readonly kind: 'file' | 'folder';
  readonly name: string;
  /** Where it lay, from the top of what the key sees */
  readonly path: string;
  /** Of all files that came along */
  readonly size: number;
  /** ISO 8601 */
  readonly deleted_at: string;
  /** null when that user is gone */
  readonly deleted_by: {
    /** An id that begins with `user_` */
    readonly id: string;
    readonly username: string;
  } | null;
  /** When it goes for good; ISO 8601 */
  readonly expires_at: string;
}

export interface Settings {
  /** Days that what was deleted stays in the trash; 0: no trash */
  readonly trash_days: number;
  /** Earlier contents that are kept of each file; 0 keeps none */
  readonly versions_kept: number;
  /** Days that an earlier content is kept at most, counted from when it was replaced */
  readonly version_days: number;
}

export interface PutChunkAnswer {
  readonly chunk_index: number;
  readonly received: true;
}

export interface InitUploadParams {
  /** A file or folder name: up to 255 characters, no `/`, `\` or control characters */
  readonly filename: string;
  readonly totalSize: number;
  readonly totalChunks: number;
  /** A folder id; null for the top folder */
  readonly folderId?: string | null | undefined;
  /** default true */
  readonly encrypt?: boolean | undefined;
  /** A path from the top, or from `folder_id` when both are given; folders that are missing are made */
  readonly folderPath?: string | undefined;
  readonly mtime?: Date | string | null | undefined;
  /** default "overwrite" */
  readonly ifExists?: 'overwrite' | 'fail' | 'rename' | undefined;
}

export interface InitUploadAnswer {
  /** An id that begins with `upl_` */
  readonly upload_id: string;
  readonly chunk_size: number;
  /** ISO 8601 */
  readonly expires_at: string;
}

export interface CompleteUploadParams {
  /** An id that begins with `upl_` */
  readonly uploadId: string;
}

export interface AbortUploadAnswer {
  readonly deleted: true;
}

export interface GetFileParams {
  /** default false */
  readonly download?: boolean | undefined;
}

export interface DeleteFileParams {
  /** Keep it in the trash, from where it can come back; default false */
  readonly trash?: boolean | undefined;
}

export interface DeleteFileAnswer {
  readonly deleted: true;
  /** What it is called in the trash; only with `trash=true` */
  readonly trash_id?: string | undefined;
}

export interface UpdateFileParams {
  /** A file or folder name: up to 255 characters, no `/`, `\` or control characters */
  readonly name?: string | undefined;
  /** A folder id; null for the top folder */
  readonly folderId?: string | null | undefined;
  /** A path from the top, or from `folder_id` when both are given; the folder has to be there */
  readonly folderPath?: string | undefined;
  /** null forgets it */
  readonly mtime?: Date | string | null | undefined;
  /** default "fail" */
  readonly ifExists?: 'overwrite' | 'fail' | 'rename' | undefined;
}

export interface ListFilesParams {
  /** A folder id; `root` for the top folder */
  readonly folderId?: string | undefined;
  /** Page number; default 1 */
  readonly page?: number | undefined;
  /** Items per page; default 20 */
  readonly perPage?: number | undefined;
  /** Ascending; without it, the newest come first */
  readonly sort?: 'name' | 'size' | 'created_at' | undefined;
  readonly order?: 'asc' | 'desc' | undefined;
}

export interface ListFilesAnswer {
  readonly files: readonly FileSummary[];
  readonly total: number;
  readonly page: number;
  readonly per_page: number;
}

export interface CopyFileParams {
  /** A file or folder name: up to 255 characters, no `/`, `\` or control characters */
  readonly name?: string | undefined;
  /** A folder id; null for the top folder */
  readonly folderId?: string | null | undefined;
  /** A path from the top, or from `folder_id` when both are given; the folder has to be there */
  readonly folderPath?: string | undefined;
  /** default "fail" */
  readonly ifExists?: 'overwrite' | 'fail' | 'rename' | undefined;
}

export interface ComputeChecksumsParams {
  readonly ids: readonly string[];
  /** Seconds; default 20 */
  readonly wait?: number | undefined;
}

export interface ComputeChecksumsAnswer {
  readonly checksums: readonly Checksum[];
}

export interface CreateFolderParams {
  /** A file or folder name: up to 255 characters, no `/`, `\` or control characters */
  readonly name?: string | undefined;
  /** A folder id; null for the top folder */
  readonly parentId?: string | null | undefined;
  /** In place of `name` */
  readonly path?: string | undefined;
  /** Goes with `path`; default false */
  readonly parents?: boolean | undefined;
}

export interface ListFoldersParams {
  /** Page number; default 1 */
  readonly page?: number | undefined;
  /** Items per page; default 20 */
  readonly perPage?: number | undefined;
  /** A folder id; `root` for the top folder */
  readonly parentId?: string | undefined;
}

export interface ListFoldersAnswer {
  readonly folders: readonly Folder[];
  readonly total: number;
  readonly page: number;
  readonly per_page: number;
}

export interface GetFolderParams {
  /** Also count what is below it; default false */
  readonly totals?: boolean | undefined;
}

export interface UpdateFolderParams {
  /** A file or folder name: up to 255 characters, no `/`, `\` or control characters */
  readonly name?: string | undefined;
  /** A folder id; null for the top folder */
  readonly parentId?: string | null | undefined;
  /** A path from the top, or from `parent_id` when both are given; the folder has to be there */
  readonly parentPath?: string | undefined;
  /** default "fail" */
  readonly ifExists?: 'overwrite' | 'fail' | 'rename' | undefined;
}

export interface DeleteFolderParams {
  /** Also delete all that is in it; default false */
  readonly recursive?: boolean | undefined;
  /** Keep it in the trash, from where it can come back; default false */
  readonly trash?: boolean | undefined;
}

export interface DeleteFolderAnswer {
  readonly deleted: true;
  /** What it is called in the trash; only with `trash=true` */
  readonly trash_id?: string | undefined;
}

export interface CopyFolderParams {
  /** A file or folder name: up to 255 characters, no `/`, `\` or control characters */
  readonly name?: string | undefined;
  /** A folder id; null for the top folder */
  readonly parentId?: string | null | undefined;
  /** A path from the top, or from `parent_id` when both are given; the folder has to be there */
  readonly parentPath?: string | undefined;
  /** default "fail" */
  readonly ifExists?: 'overwrite' | 'fail' | 'rename' | undefined;
}

export interface LookupParams {
  readonly path: string;
}

export interface ListEntriesParams {
  /** The folder, from the top, or from `folder_id` when both are given; default "/" */
  readonly path?: string | undefined;
  /** A folder id; `root` for the top folder */
  readonly folderId?: string | undefined;
  /** Also what is in the folders inside; default false */
  readonly recursive?: boolean | undefined;
  readonly type?: 'file' | 'folder' | undefined;
  /** Not with `recursive`. By size, folders are sorted by name; default "name" */
  readonly sort?: 'name' | 'size' | 'updated_at' | undefined;
  /** Not with `recursive`; default "asc" */
  readonly order?: 'asc' | 'desc' | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface ListEntriesAnswer {
  readonly entries: readonly Entry[];
  /** For the next page; null when there is none */
  readonly cursor: string | null;
  readonly has_more: boolean;
}

export interface CreateShareParams {
  /** This, `folder_id` or `ids` */
  readonly fileId?: string | undefined;
  readonly password?: string | null | undefined;
  /** Hours */
  readonly expiresIn?: number | null | undefined;
  /** default true */
  readonly allowDownload?: boolean | undefined;
  /** A folder id; `root` for the top folder */
  readonly folderId?: string | undefined;
  /** Ids of files and folders, for a link to several */
  readonly ids?: readonly string[] | undefined;
  /** `upload` asks for files: visitors put them into the folder, and see neither its name nor what is there. Default `download` */
  readonly kind?: 'download' | 'upload' | undefined;
  /** Without downloads, whether the page still shows what is in the files, as far as that is safe. Default: false for one file, of which then name, size and type are all that is shown; else true */
  readonly allowPreview?: boolean | undefined;
  /** The end of the link, in place of a random one. It can be guessed: give the link a password when that matters */
  readonly slug?: string | null | undefined;
  /** What visitors read above what is shared, in place of its name */
  readonly title?: string | null | undefined;
  /** What visitors read below the title */
  readonly message?: string | null | undefined;
  /** Before that nobody comes in */
  readonly startsAt?: Date | string | null | undefined;
  /** In place of `expires_in` */
  readonly expiresAt?: Date | string | null | undefined;
  /** How many visitors may come in; null for any number. A browser counts once in 12 hours, a request of a program without its cookie each time */
  readonly maxUses?: number | null | undefined;
}

export interface ListSharesParams {
  /** Page number; default 1 */
  readonly page?: number | undefined;
  /** Items per page; default 20 */
  readonly perPage?: number | undefined;
  /** Only links that lead to this file, alone or among others */
  readonly fileId?: string | undefined;
  /** Only links that lead to this folder, alone or among others */
  readonly folderId?: string | undefined;
  readonly status?: 'active' | 'scheduled' | 'expired' | 'used_up' | undefined;
}

export interface ListSharesAnswer {
  readonly shares: readonly Share[];
  readonly total: number;
  readonly page: number;
  readonly per_page: number;
}

export interface UpdateShareParams {
  /** This, `folder_id` or `ids`: what it leads to from now on */
  readonly fileId?: string | undefined;
  /** null removes it */
  readonly password?: string | null | undefined;
  /** Hours from now; null for no expiry */
  readonly expiresIn?: number | null | undefined;
  readonly allowDownload?: boolean | undefined;
  /** A folder id; `root` for the top folder */
  readonly folderId?: string | undefined;
  /** Ids of files and folders, for a link to several */
  readonly ids?: readonly string[] | undefined;
  /** `upload` asks for files: visitors put them into the folder, and see neither its name nor what is there. Default `download` */
  readonly kind?: 'download' | 'upload' | undefined;
  /** Without downloads, whether the page still shows what is in the files, as far as that is safe. Default: false for one file, of which then name, size and type are all that is shown; else true */
  readonly allowPreview?: boolean | undefined;
  /** The end of the link, in place of a random one. It can be guessed: give the link a password when that matters */
  readonly slug?: string | null | undefined;
  /** What visitors read above what is shared, in place of its name */
  readonly title?: string | null | undefined;
  /** What visitors read below the title */
  readonly message?: string | null | undefined;
  /** Before that nobody comes in */
  readonly startsAt?: Date | string | null | undefined;
  /** In place of `expires_in` */
  readonly expiresAt?: Date | string | null | undefined;
  /** How many visitors may come in; null for any number. A browser counts once in 12 hours, a request of a program without its cookie each time */
  readonly maxUses?: number | null | undefined;
}

export interface RevokeShareAnswer {
  readonly deleted: true;
}

export interface ListChangesParams {
  /** ISO 8601 */
  readonly since?: Date | string | undefined;
  /** A folder id; `root` for the top folder */
  readonly folderId?: string | undefined;
  readonly cursor?: string | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
  /** Several changes of one file in a page become the last one; default false */
  readonly fold?: boolean | undefined;
  /** `folders`: also changes of folders themselves */
  readonly include?: 'folders' | undefined;
}

export interface ListChangesAnswer {
  readonly changes: readonly Change[];
  readonly cursor: string;
  readonly has_more: boolean;
}

export interface StreamChangesParams {
  /** ISO 8601 */
  readonly since?: Date | string | undefined;
  readonly cursor?: string | undefined;
  /** A folder id; `root` for the top folder */
  readonly folderId?: string | undefined;
  readonly include?: 'folders' | undefined;
}

export interface WhoamiAnswer {
  readonly user: {
    /** An id that begins with `user_` */
    readonly id: string;
    readonly username: string;
    readonly plan: string;
    readonly is_admin: boolean;
    readonly name: string | null;
    readonly email: string | null;
    /** Signing in asks for the code of an app */
    readonly second_factor: boolean;
  };
  readonly key: {
    /** Of the key, or of the session in its place */
    readonly id: string;
    readonly name: string;
    readonly scopes: readonly ('files:read' | 'files:write' | 'shares' | 'keys' | 'users')[];
    readonly folder_id: string | null;
    readonly expires_at: string | null;
  };
  /** null for a key */
  readonly session: {
    /** An id that begins with `session_` */
    readonly id: string;
    /** ISO 8601 */
    readonly expires_at: string;
  } | null;
  /** What has to be done in this session before anything else */
  readonly must_first: 'change_password' | 'set_up_second_factor' | null;
  /** An id that begins with `folder_` */
  readonly root_folder_id: string;
}

export interface UsageAnswer {
  readonly plan: string;
  readonly storage: { readonly used: number; readonly quota: number | null };
  readonly max_file_size: number | null;
  readonly requests: {
    readonly limit: number;
    readonly remaining: number;
    /** ISO 8601 */
    readonly resets_at: string;
  };
}

export interface ListKeysParams {
  /** Page number; default 1 */
  readonly page?: number | undefined;
  /** Items per page; default 20 */
  readonly perPage?: number | undefined;
  /** An id that begins with `user_` */
  readonly userId?: string | undefined;
}

export interface ListKeysAnswer {
  readonly keys: readonly Key[];
  readonly total: number;
  readonly page: number;
  readonly per_page: number;
}

export interface CreateKeyParams {
  readonly name: string;
  readonly scopes?: readonly string[] | null | undefined;
  readonly folderId?: string | null | undefined;
  /** Hours */
  readonly expiresIn?: number | null | undefined;
  readonly expiresAt?: Date | string | null | undefined;
  /** For administrators: whose key it is */
  readonly userId?: string | undefined;
}

export interface UpdateKeyParams {
  readonly name: string;
}

export interface RevokeKeyAnswer {
  readonly deleted: true;
}

export interface ListUsersParams {
  /** Page number; default 1 */
  readonly page?: number | undefined;
  /** Items per page; default 20 */
  readonly perPage?: number | undefined;
  /** A part of the user name, the name or the mail address */
  readonly query?: string | undefined;
}

export interface ListUsersAnswer {
  readonly users: readonly User[];
  readonly total: number;
  readonly page: number;
  readonly per_page: number;
}

export interface CreateUserParams {
  readonly username: string;
  readonly password?: string | null | undefined;
  readonly plan?: string | undefined;
  /** An id that begins with `folder_` */
  readonly rootFolderId?: string | undefined;
  readonly isAdmin?: boolean | undefined;
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
  /** Bytes, in place of what the plan says; null: as the plan says */
  readonly ownStorageQuota?: number | null | undefined;
  /** With a new password: it has to be changed at the next sign-in. Default false */
  readonly mustChangePassword?: boolean | undefined;
}

export interface UpdateUserParams {
  readonly username?: string | undefined;
  readonly plan?: string | undefined;
  /** An id that begins with `folder_` */
  readonly rootFolderId?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
  /** null takes it away */
  readonly password?: string | null | undefined;
  readonly isAdmin?: boolean | undefined;
  /** Bytes, in place of what the plan says; null: as the plan says */
  readonly ownStorageQuota?: number | null | undefined;
  /** With a new password: it has to be changed at the next sign-in. Default false */
  readonly mustChangePassword?: boolean | undefined;
}

export interface DeleteUserParams {
  /** Whose the files are then; default: whoever asks */
  readonly transferFilesTo?: string | undefined;
}

export interface DeleteUserAnswer {
  readonly deleted: true;
}

export interface GetThumbnailParams {
  /** Pixels of the longer side, at least; default 256 */
  readonly size?: number | undefined;
}

export interface SearchParams {
  /** A part of the name; `*` stands for any text, `?` for any character */
  readonly query: string;
  /** A folder id; `root` for the top folder */
  readonly folderId?: string | undefined;
  readonly kind?: 'file' | 'folder' | undefined;
  /** The `next_cursor` of the page before */
  readonly after?: string | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
}

export interface SearchAnswer {
  readonly entries: readonly Entry[];
  /** For `after` of the next page; null when there is none */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
  /** The page is not full, and there is more to look through */
  readonly cut_short: boolean;
}

export interface CreateSessionParams {
  readonly username: string;
  readonly password: string;
  readonly code?: string | null | undefined;
}

export interface CreateSessionAnswer {
  /** An id that begins with `session_` */
  readonly id: string;
  readonly user: User;
  /** ISO 8601 */
  readonly expires_at: string;
}

export interface ListSessionsParams {
  /** The `next_cursor` of the page before */
  readonly after?: string | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
}

export interface ListSessionsAnswer {
  readonly sessions: readonly Session[];
  /** For `after` of the next page; null when there is none */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

export interface DeleteSessionAnswer {
  readonly deleted: true;
}

export interface BeginSecondFactorAnswer {
  /** Base 32, for typing */
  readonly secret: string;
  /** `otpauth://...`, for a QR code */
  readonly uri: string;
}

export interface DeleteSecondFactorParams {
  readonly password: string;
}

export interface DeleteSecondFactorAnswer {
  readonly deleted: true;
}

export interface ConfirmSecondFactorParams {
  /** Of the authenticator app */
  readonly code: string;
}

export interface ConfirmSecondFactorAnswer {
  readonly confirmed: true;
}

export interface ChangePasswordParams {
  readonly currentPassword: string;
  readonly newPassword: string;
}

export interface ChangePasswordAnswer {
  readonly changed: true;
}

export interface ListGroupsParams {
  /** A part of the name */
  readonly query?: string | undefined;
  /** Only groups that this user is in */
  readonly userId?: string | undefined;
  /** The `next_cursor` of the page before */
  readonly after?: string | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
}

export interface ListGroupsAnswer {
  readonly groups: readonly Group[];
  /** For `after` of the next page; null when there is none */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

export interface CreateGroupParams {
  readonly name: string;
  readonly notes?: string | null | undefined;
}

export interface UpdateGroupParams {
  readonly name?: string | undefined;
  readonly notes?: string | null | undefined;
}

export interface DeleteGroupAnswer {
  readonly deleted: true;
}

export interface PutGroupMemberParams {
  /** Default: as before, and false for a new member */
  readonly isAdmin?: boolean | undefined;
}

export interface RemoveGroupMemberAnswer {
  readonly deleted: true;
}

export interface ListPermissionsParams {
  /** A folder id; `root` for the top folder */
  readonly folderId?: string | undefined;
  /** With `folder_id`: also what holds there by a folder above; default false */
  readonly inherited?: boolean | undefined;
  /** An id that begins with `user_` */
  readonly userId?: string | undefined;
  /** With `user_id`: also what the user's groups may do; default false */
  readonly includeGroups?: boolean | undefined;
  /** An id that begins with `group_` */
  readonly groupId?: string | undefined;
  /** The `next_cursor` of the page before */
  readonly after?: string | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
}

export interface ListPermissionsAnswer {
  readonly permissions: readonly Permission[];
  /** For `after` of the next page; null when there is none */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

export interface CreatePermissionParams {
  /** A folder id; `root` for the top folder */
  readonly folderId: string;
  /** Either this or `group_id` */
  readonly userId?: string | undefined;
  /** An id that begins with `group_` */
  readonly groupId?: string | undefined;
  readonly permission: 'admin' | 'full' | 'readonly' | 'writeonly' | 'list' | 'history' | 'bundle' | 'previewonly';
  /** Also for the folders below; default true */
  readonly recursive?: boolean | undefined;
}

export interface DeletePermissionAnswer {
  readonly deleted: true;
}

export interface ListPlansAnswer {
  readonly plans: readonly Plan[];
}

export interface UnlockUserAnswer {
  readonly unlocked: true;
}

export interface ResetSecondFactorAnswer {
  readonly deleted: true;
}

export interface ListVersionsParams {
  /** `next_cursor` of the page before */
  readonly after?: string | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
}

export interface ListVersionsAnswer {
  readonly versions: readonly Version[];
  /** For `after` of the next page; null when there is none */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

export interface DeleteVersionAnswer {
  readonly deleted: true;
}

export interface ListTrashParams {
  /** A part of the name; `*` stands for any text, `?` for any character */
  readonly query?: string | undefined;
  /** `next_cursor` of the page before */
  readonly after?: string | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
}

export interface ListTrashAnswer {
  readonly items: readonly TrashItem[];
  /** For `after` of the next page; null when there is none */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

export interface EmptyTrashAnswer {
  /** How many items that were */
  readonly deleted: number;
}

export interface RestoreFromTrashParams {
  /** A folder id; null for the top folder */
  readonly folderId?: string | null | undefined;
}

export interface DeleteFromTrashAnswer {
  readonly deleted: true;
}

export interface UpdateSettingsParams {
  readonly trashDays?: number | null | undefined;
  readonly versionsKept?: number | null | undefined;
  readonly versionDays?: number | null | undefined;
}

export interface CreateZipParams {
  /** Of files and folders */
  readonly ids: readonly string[];
}

export interface CreateZipAnswer {
  /** An id that begins with `zip_` */
  readonly id: string;
  readonly url: string;
  readonly size: number;
  /** ISO 8601 */
  readonly expires_at: string;
}

export interface ListFileActivityParams {
  /** The `next_cursor` of the page before */
  readonly after?: string | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
}

export interface ListFileActivityAnswer {
  readonly activity: readonly Activity[];
  /** For `after` of the next page; null when there is none */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

export interface ListFolderActivityParams {
  /** The `next_cursor` of the page before */
  readonly after?: string | undefined;
  /** default 100 */
  readonly limit?: number | undefined;
}

export interface ListFolderActivityAnswer {
  readonly activity: readonly Activity[];
  /** For `after` of the next page; null when there is none */
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

export interface UsageHistoryParams {
  /** default 30 */
  readonly days?: number | undefined;
}

export interface UsageHistoryAnswer {
  readonly days: readonly {
    readonly date: string;
    readonly requests: number;
    readonly uploaded_bytes: number;
    readonly downloaded_bytes: number;
    readonly storage_bytes: number;
  }[];
}
