import { joinChunks } from '../transport/chunk-reader.ts';
import type { Call, CallOptions, Connection } from '../transport/connection.ts';
import { nodeDestination, webDestination, type Destination, type NodeWritable } from '../transport/destination.ts';
import { carry, discardedUnread, openDownload, type ByteRange, type OpenedDownload } from '../transport/download.ts';
import { FilewharfError } from '../transport/errors.ts';
import type { Progress } from '../transport/progress.ts';
import type { Platform } from '../transport/platform.ts';
import { callOptions, path, toCall } from './api.ts';
import { checkSame, serverChecksum } from './checksum.ts';
import { ApiError } from './errors.ts';
import type { Files } from './resources.ts';

/** A path (Node only), a stream of Node, or a WritableStream. */
export type DownloadDestination = string | NodeWritable | WritableStream<Uint8Array>;

export interface DownloadOptions extends CallOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Only these bytes. */
  readonly range?: ByteRange | undefined;
  /** For paths: goes on with what an earlier call left in `<path>.partial`, and leaves it there when it fails. Default false. */
  readonly resume?: boolean | undefined;
  /** Compares the SHA-256 of what arrived with the server's; ChecksumError when they differ. Not with `range`. Default false. */
  readonly checksum?: boolean | undefined;
  /** For paths: may take the place of a file that is there. Default true. */
  readonly overwrite?: boolean | undefined;
}

/** A download that has begun. Read it once, by one of its methods; or `discard` it. */
export interface Download {
  /** Of the whole file, in bytes. */
  readonly size: number | undefined;
  /** Quotes included. */
  readonly etag: string | undefined;
  readonly contentType: string | undefined;
  /** The bytes as they come. A line that breaks is taken up again where it broke. */
  stream(): AsyncGenerator<Uint8Array, void, undefined>;
  /** All of them, in memory. */
  bytes(): Promise<Uint8Array>;
  /** All of them as UTF-8. */
  text(): Promise<string>;
  discard(): void;
}

export interface DownloadResult {
  /** Where it is now, when it went to a path. */
  readonly path: string | undefined;
  /** Of the whole file, in bytes. */
  readonly size: number | undefined;
  /** Bytes that this call moved. */
  readonly transferred: number;
  /** Bytes that were there from an earlier call. */
  readonly skipped: number;
  readonly etag: string | undefined;
  /** Lower-case hex, when it was compared. */
  readonly sha256: string | undefined;
}

export interface Downloader {
  readonly connection: Connection;
  readonly platform: Platform;
  readonly files: Files;
}

/** Where a download begins, and what the reader does with it. */
type Start = Pick<Destination, 'skip' | 'etag' | 'copies'>;

const fromStart: Start = { skip: 0, etag: undefined, copies: false };

/** A file, or an earlier version of it. */
export interface Wanted {
  readonly id: string;
  readonly versionId?: string | undefined;
}

function begin({ connection }: Downloader, { id, versionId }: Wanted, options: DownloadOptions, start: Start): Promise<OpenedDownload> {
  const of =
    versionId === undefined ? { path: path`/files/${id}`, query: { download: true } } : { path: path`/files/${id}/versions/${versionId}` };
  const call: Call = {
    ...toCall({ method: 'GET', ...of, options: callOptions(options) }),
    signal: options.signal ?? connection.settings.signal,
    copiesAnswer: start.copies,
  };
  const range = start.skip === 0 ? (options.range ?? { start: 0 }) : { start: start.skip };
  return openDownload(connection, { call: () => call, range, ifRange: start.etag });
}

export async function open(downloader: Downloader, wanted: Wanted, options: DownloadOptions): Promise<Download> {
  const opened = await begin(downloader, wanted, options, fromStart);
  let transferred = 0;
  async function* pull(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of opened.stream()) {
      transferred += chunk.byteLength;
      options.onProgress?.({ transferred, skipped: 0, total: opened.size });
      yield chunk;
    }
  }
  async function bytes(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const chunk of pull()) parts.push(chunk);
    return joinChunks(parts);
  }
  return {
    size: opened.size,
    etag: opened.etag,
    contentType: opened.headers.get('content-type') ?? undefined,
    stream: () => discardedUnread(pull(), () => opened.discard()),
    bytes,
    text: async () => new TextDecoder().decode(await bytes()),
    discard: () => opened.discard(),
  };
}

export async function downloadTo(
  downloader: Downloader,
  wanted: Wanted,
  to: DownloadDestination,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const { platform, files } = downloader;
  const { id } = wanted;
  const isCompared = options.checksum === true;
  if (options.range !== undefined && (isCompared || options.resume === true)) {
    throw new FilewharfError('A range of a file can be neither compared nor resumed');
  }
  const destination = await openDestination(platform, to, options);
  try {
    const opened = await beginAt(downloader, wanted, destination, options);
    const carried = await carry(opened, destination, options.onProgress, isCompared ? platform.makeHasher() : undefined);
    const { sha256, transferred, skipped } = carried;
    if (sha256 !== undefined) checkSame(id, sha256, await serverChecksum(files, id, options), opened.etag);
    await destination.finish();
    return { path: destination.path, size: opened.size, transferred, skipped, etag: opened.etag, sha256 };
  } catch (error) {
    await destination.fail(error);
    throw error;
  }
}

/** From where the destination is on, when that can be. */
async function beginAt(
  downloader: Downloader,
  wanted: Wanted,
  destination: Destination,
  options: DownloadOptions,
): Promise<OpenedDownload> {
  const { skip, etag, copies } = destination;
  const anew = { ...fromStart, copies };
  if (skip === 0 || etag === undefined) return begin(downloader, wanted, options, anew);
  try {
    return await begin(downloader, wanted, options, destination);
  } catch (error) {
    // There is nothing behind what is here, so it is not known to be the whole of anything: once more from the beginning.
    if (!(error instanceof ApiError) || error.status !== 416) throw error;
    return begin(downloader, wanted, options, anew);
  }
}

function openDestination(
  platform: Platform,
  to: DownloadDestination,
  { resume = false, overwrite = true }: DownloadOptions,
): Promise<Destination> {
  if (typeof to === 'string') return platform.openDestination(to, { resume, overwrite });
  if ('getWriter' in to) return Promise.resolve(webDestination(to));
  return Promise.resolve(nodeDestination(to, platform.isStandardStream(to)));
}
