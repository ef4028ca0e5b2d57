// What the entries for Node and for browsers have in common.
export type { Keys, Users } from './filesapp/account.ts';
export type { FilesAppOptions, RawResponse, RequestOptions } from './filesapp/client.ts';
export type { UploadSession } from './filesapp/chunked.ts';
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
export type { Changes, LiveChange, Sync } from './filesapp/sync.ts';
export type { ActivityLists } from './filesapp/activity.ts';
export type { Zips } from './filesapp/zips.ts';
export type { UploadOptions, UploadSource } from './filesapp/upload.ts';
export type {
  Activity,
  BeginSecondFactorAnswer,
  Change,
  ChangePasswordParams,
  Checksum,
  CopyFileParams,
  CopyFolderParams,
  CreateFolderParams,
  CreateKeyParams,
  CreateSessionAnswer,
  CreateSessionParams,
  CreateShareParams,
  CreateUserParams,
  CreateZipAnswer,
  DeleteFolderParams,
  DeleteUserParams,
  Entry,
  FileInfo,
  FileSummary,
  Folder,
  GetFolderParams,
  InitUploadAnswer,
  InitUploadParams,
  Key,
  ListChangesAnswer,
  ListChangesParams,
  ListEntriesParams,
  ListFileActivityParams,
  ListFilesParams,
  ListFolderActivityParams,
  ListFoldersParams,
  ListKeysParams,
  ListSessionsParams,
  ListSharesParams,
  ListUsersParams,
  NewKey,
  PutChunkAnswer,
  SearchParams,
  Session,
  Share,
  StoredFile,
  StreamChangesParams,
  UpdateFileParams,
  UpdateFolderParams,
  UpdateKeyParams,
  UpdateShareParams,
  UpdateUserParams,
  Upload,
  UsageAnswer,
  UsageHistoryAnswer,
  User,
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
