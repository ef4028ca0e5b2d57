// What the entries for Node and for browsers have in common.
export type { Keys, Users } from './filesapp/account.ts';
export type { FilesAppOptions, RawResponse, RequestOptions } from './filesapp/client.ts';
export type { UploadSession } from './filesapp/chunked.ts';
export type { PutChunkOptions } from './filesapp/chunks.ts';
export type { Chunks } from './filesapp/chunks.ts';
export type { Download, DownloadDestination, DownloadOptions, DownloadResult } from './filesapp/download.ts';
export {
  ApiError,
  BadRequestError,
  ConflictError,
  FileTooLargeError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  ServerError,
  UnauthorizedError,
  type ErrorDetail,
} from './filesapp/errors.ts';
export type { Entries, Files, Folders, IfExists, Shares } from './filesapp/resources.ts';
export type { SecondFactor, Sessions } from './filesapp/sessions.ts';
export type { Groups, Permissions } from './filesapp/people.ts';
export type { Changes, LiveChange, Sync } from './filesapp/sync.ts';
export type { UploadOptions, UploadSource } from './filesapp/upload.ts';
export type { SettingsOfSite, Trash, VersionDownloadOptions, Versions } from './filesapp/versions.ts';
export type {
  BeginSecondFactorAnswer,
  Change,
  ChangePasswordParams,
  Checksum,
  CopyFileParams,
  CopyFolderParams,
  CreateFolderParams,
  CreateGroupParams,
  CreateKeyParams,
  CreateSessionAnswer,
  CreateSessionParams,
  CreatePermissionParams,
  CreateShareParams,
  CreateUserParams,
  DeleteFileParams,
  DeleteFolderParams,
  DeleteUserParams,
  Entry,
  FileInfo,
  FileSummary,
  Folder,
  GetFolderParams,
  Group,
  GroupMember,
  InitUploadAnswer,
  InitUploadParams,
  Key,
  ListChangesAnswer,
  ListChangesParams,
  ListEntriesParams,
  ListFilesParams,
  ListFoldersParams,
  ListGroupsParams,
  ListKeysParams,
  ListSessionsParams,
  ListPermissionsParams,
  ListSharesParams,
  ListTrashParams,
  ListUsersParams,
  ListVersionsParams,
  NewKey,
  Permission,
  Plan,
  PutChunkAnswer,
  SearchParams,
  Session,
  PutGroupMemberParams,
  RestoreFromTrashParams,
  Settings,
  Share,
  StoredFile,
  StreamChangesParams,
  TrashItem,
  UpdateFileParams,
  UpdateFolderParams,
  UpdateGroupParams,
  UpdateKeyParams,
  UpdateSettingsParams,
  UpdateShareParams,
  UpdateUserParams,
  Upload,
  UsageAnswer,
  User,
  Version,
  WhoamiAnswer,
} from './filesapp/wire.ts';
export type { ByteStream } from './transport/chunk-reader.ts';
export type { CallOptions, QueryValue, ResponseEvent } from './transport/connection.ts';
export type { NodeWritable } from './transport/destination.ts';
export type { ByteRange } from './transport/download.ts';
export { AbortError, ChecksumError, ConnectionError, FilewharfError, TimeoutError } from './transport/errors.ts';
export type { List, Page } from './transport/pages.ts';
export type { Progress } from './transport/progress.ts';
export type { RetryEvent } from './transport/retry.ts';
