// What the entries for Node and for browsers have in common.
export type { FilesComOptions, FileTransfers } from './client.ts';
export type { FilesComDownloadOptions } from './download.ts';
export * from './errors.ts';
export type * from './generated/entities.ts';
export * from './generated/error-classes.ts';
export type * from './generated/operations.ts';
export type { BinaryReader, BinaryWriter, OpenMode, TextReader, TextWriter, Writer } from './handles.ts';
export type { LogLevel } from './log.ts';
export type { Credentials, FilesComCallOptions, FilterBy, ListParams, SortBy } from './params.ts';
export { isSame, normalizeForComparison, normalizePath, startsWith } from './paths.ts';
export type { FilesComUploadOptions, PartTag, UploadCheckpoint, UploadData } from './upload.ts';
export type { ByteStream } from '../transport/chunk-reader.ts';
export type { CallOptions } from '../transport/connection.ts';
export type { NodeWritable } from '../transport/destination.ts';
export {
  AbortError,
  ChecksumError,
  ConnectionError,
  ConnectionError as APIConnectionError,
  FilewharfError,
  TimeoutError,
} from '../transport/errors.ts';
export type { List, Page } from '../transport/pages.ts';
export type { Progress } from '../transport/progress.ts';
