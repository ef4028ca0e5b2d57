import { joinChunks } from '../transport/chunk-reader.ts';
import type { Call } from '../transport/connection.ts';
import { nodeDestination, webDestination, type Destination, type NodeWritable } from '../transport/destination.ts';
import { carry, openDownload, type OpenedDownload } from '../transport/download.ts';
import { ChecksumError } from '../transport/errors.ts';
import type { Platform } from '../transport/platform.ts';
import type { Progress } from '../transport/progress.ts';
import type { Caller } from './caller.ts';
import { FilesApiError } from './errors.ts';
import type { File } from './generated/entities.ts';
import type { Operations } from './generated/operations.ts';
import type { FilesComCallOptions } from './params.ts';
import { addressOf, callOptions } from './upload.ts';

export interface FilesComDownloadOptions extends FilesComCallOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** For paths: goes on with what an earlier call left in `<path>.partial`, and leaves it there when it fails. Default false. */
  readonly resume?: boolean | undefined;
  /** For paths: may take the place of a file that is there. Default true. */
  readonly overwrite?: boolean | undefined;
}

export interface FilesComDownloader {
  readonly caller: Caller;
  readonly platform: Platform;
  readonly operations: Pick<Operations, 'file'>;
}

export interface BegunDownload {
  readonly file: File;
  readonly opened: OpenedDownload;
}

/** Where a download begins, and what the reader does with it. */
type Start = Pick<Destination, 'skip' | 'etag' | 'copies'>;

const fromStart: Start = { skip: 0, etag: undefined, copies: false };

/** Asks for the bytes of a file where the server says that they are. An address that is over is asked for anew. */
export async function beginDownload(
  { caller, operations }: FilesComDownloader,
  path: string,
  options: FilesComDownloadOptions,
  { skip, etag, copies }: Start = fromStart,
): Promise<BegunDownload> {
  const call = callOptions(options);
  const { signal, timeoutMs, maxRetries } = call;
  let file = await operations.file.download(path, {}, call);
  let isFresh = true;
  async function next(): Promise<Call> {
    if (!isFresh) file = await operations.file.download(path, {}, call);
    isFresh = false;
    const address = addressOf(file.download_uri, caller);
    return { method: 'GET', path: address, anonymous: true, signal, timeoutMs, maxRetries, copiesAnswer: copies };
  }
  const size = file.size ?? undefined;
  const opened = await openDownload(caller.connection, { call: next, range: { start: skip }, size, ifRange: etag });
  return { file, opened };
}

export async function readBytes(downloader: FilesComDownloader, path: string, options: FilesComDownloadOptions): Promise<Uint8Array> {
  const { file, opened } = await beginDownload(downloader, path, options);
  const parts: Uint8Array[] = [];
  let transferred = 0;
  await opened.read((chunk) => {
    parts.push(chunk);
    transferred += chunk.byteLength;
    options.onProgress?.({ transferred, skipped: 0, total: opened.size });
  });
  checkSize(file, transferred);
  return joinChunks(parts);
}

export async function downloadToPath(
  downloader: FilesComDownloader,
  path: string,
  local: string,
  options: FilesComDownloadOptions,
): Promise<File> {
  const { resume = false, overwrite = true } = options;
  return carryTo(downloader, path, await downloader.platform.openDestination(local, { resume, overwrite }), options);
}

export function downloadToStream(
  downloader: FilesComDownloader,
  path: string,
  stream: NodeWritable | WritableStream<Uint8Array>,
  options: FilesComDownloadOptions,
): Promise<File> {
  const destination =
    'getWriter' in stream ? webDestination(stream) : nodeDestination(stream, downloader.platform.isStandardStream(stream));
  return carryTo(downloader, path, destination, options);
}

async function carryTo(
  downloader: FilesComDownloader,
  path: string,
  destination: Destination,
  options: FilesComDownloadOptions,
): Promise<File> {
  try {
    const { file, opened } = await beginAt(downloader, path, destination, options);
    const { transferred, skipped } = await carry(opened, destination, options.onProgress, undefined);
    checkSize(file, transferred + skipped);
    await destination.finish();
    return file;
  } catch (error) {
    await destination.fail(error);
    throw error;
  }
}

/** From where the destination is on, when that can be. */
async function beginAt(
  downloader: FilesComDownloader,
  path: string,
  destination: Destination,
  options: FilesComDownloadOptions,
): Promise<BegunDownload> {
  const anew = { ...fromStart, copies: destination.copies };
  if (destination.skip === 0 || destination.etag === undefined) return beginDownload(downloader, path, options, anew);
  try {
    return await beginDownload(downloader, path, options, destination);
  } catch (error) {
    // There is nothing behind what is here, so it is not known to be the whole of anything: once more from the beginning.
    if (!(error instanceof FilesApiError) || error.httpCode !== 416) throw error;
    return beginDownload(downloader, path, options, anew);
  }
}

function checkSize({ path, size }: File, found: number): void {
  if (typeof size === 'number' && size !== found) throw new ChecksumError(`${path} has ${size} bytes; ${found} arrived`);
}
