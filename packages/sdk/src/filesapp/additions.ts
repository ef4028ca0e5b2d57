import type * as wire from './wire.ts';

// What the API document does not say yet. Each of these goes when it does.

export interface StoredFile extends wire.StoredFile {
  /** The entity tag of the content, quotes included, as the download's ETag header says it. */
  readonly etag: string;
  /** When the content changed last, as the uploader says; ISO 8601 with milliseconds. */
  readonly mtime: string | null;
  /** From the top of what the key sees, `/` first. */
  readonly path: string;
}

export interface FileInfo extends wire.FileInfo {
  readonly path: string;
  /** null: the top folder. */
  readonly folder_id: string | null;
  readonly mtime: string | null;
  readonly etag: string;
  /** Lower-case hex; null while it is not computed. */
  readonly sha256: string | null;
  /** Live links to it; only in the answer of `files.get`. */
  readonly shares?: number | undefined;
}

export interface Folder extends wire.Folder {
  readonly path: string;
  /** Of all that is below it; only when it was asked for. */
  readonly totals?: { readonly files: number; readonly folders: number; readonly bytes: number } | undefined;
}

export interface Share extends wire.Share {
  readonly file_id: string;
  readonly created_at: string;
  /** How often it can be used; null: without end. */
  readonly max_uses: number | null;
  readonly uses: number;
  readonly path?: string | undefined;
}

export interface Key extends wire.Key {
  readonly last_used_at: string | null;
}

export interface NewKey extends wire.NewKey {
  readonly last_used_at: string | null;
}

export interface User extends wire.User {
  readonly email: string | null;
  readonly name: string | null;
  /** Bytes, from the plan; null: without end. */
  readonly storage_quota: number | null;
  readonly last_login_at: string | null;
}

/** A file or a folder in a listing. */
export interface Entry {
  readonly type: 'file' | 'folder';
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** Bytes; null for folders. */
  readonly size: number | null;
  readonly mtime: string | null;
  /** null for folders. */
  readonly etag: string | null;
  readonly sha256: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  /** null for folders. */
  readonly encrypted: boolean | null;
}

export interface Checksum {
  readonly id: string;
  readonly size: number;
  readonly etag: string;
  /** Lower-case hex; null: not computed yet, ask again. */
  readonly sha256: string | null;
}

/** What happens when the name is taken: the file gets a new version, the request fails with ConflictError, or a free name is found. */
export type IfExists = 'overwrite' | 'fail' | 'rename';

export interface UpdateFileParams extends wire.UpdateFileParams {
  /** Another way to say the folder, which has to exist. */
  readonly folderPath?: string | undefined;
  /** Default fail. */
  readonly ifExists?: IfExists | undefined;
  readonly mtime?: Date | string | null | undefined;
}

export interface CopyFileParams extends wire.CopyFileParams {
  readonly folderPath?: string | undefined;
  /** Default fail. */
  readonly ifExists?: IfExists | undefined;
}

export interface CreateFolderParams {
  readonly name?: string | undefined;
  /** A folder id; null for the top folder. */
  readonly parentId?: string | null | undefined;
  /** Instead of `name` and `parentId`. */
  readonly path?: string | undefined;
  /** Also makes what is missing above it, and takes a folder that is there already. */
  readonly parents?: boolean | undefined;
}

export interface UpdateFolderParams extends wire.UpdateFolderParams {
  readonly parentPath?: string | undefined;
  /** Default fail. */
  readonly ifExists?: IfExists | undefined;
}

export interface CopyFolderParams extends wire.CopyFolderParams {
  readonly parentPath?: string | undefined;
  /** Default fail. */
  readonly ifExists?: IfExists | undefined;
}

export interface ListEntriesParams {
  /** Default `/`. */
  readonly path?: string | undefined;
  readonly folderId?: string | undefined;
  /** Also what is below the folders of the folder; the order is then the server's. */
  readonly recursive?: boolean | undefined;
  /** Default name. */
  readonly sort?: 'name' | 'size' | 'updated_at' | undefined;
  /** Default asc. */
  readonly order?: 'asc' | 'desc' | undefined;
  /** Entries per page, 1 to 1000. */
  readonly limit?: number | undefined;
  readonly type?: 'file' | 'folder' | undefined;
}

export interface InitUploadParams extends wire.InitUploadParams {
  readonly folderPath?: string | undefined;
  readonly mtime?: Date | string | undefined;
  readonly ifExists?: IfExists | undefined;
}

export interface CreateShareParams extends wire.CreateShareParams {
  /** How often it can be used; null: without end. */
  readonly maxUses?: number | null | undefined;
}

export interface UpdateShareParams extends wire.UpdateShareParams {
  readonly maxUses?: number | null | undefined;
}

export interface CreateUserParams extends wire.CreateUserParams {
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
}

export interface UpdateUserParams extends wire.UpdateUserParams {
  readonly email?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly password?: string | null | undefined;
  readonly isAdmin?: boolean | undefined;
}
