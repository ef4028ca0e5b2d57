import { chunkReader, type ByteStream } from '../transport/chunk-reader.ts';
import type { Call } from '../transport/connection.ts';
import { bodyOf } from '../transport/content.ts';
import { ChecksumError, FilewharfError } from '../transport/errors.ts';
import { sendSource, sendStream, type PieceWork } from '../transport/pieces.ts';
import type { Platform } from '../transport/platform.ts';
import { progressMeter, type Progress, type SendWatch } from '../transport/progress.ts';
import { blobSource, bytesSource, type Source } from '../transport/source.ts';
import type { Content } from '../transport/send.ts';
import type { Caller } from './caller.ts';
import { FilesApiError } from './errors.ts';
import type { File, FileUploadPart } from './generated/entities.ts';
import { NotFoundError, ProcessingFailureError } from './generated/error-classes.ts';
import type { Operations } from './generated/operations.ts';
import type { FilesComCallOptions } from './params.ts';
import { normalizePath } from './paths.ts';

/** Text, which goes up as UTF-8; bytes; a Blob or File; a stream of bytes, such as a Readable of Node, but not one of text. Paths: `uploadFile`. */
export type UploadData = string | Uint8Array | Blob | ByteStream;

/** An upload that can be gone on with. Holds no secret. */
export interface UploadCheckpoint {
  readonly ref: string;
  /** Bytes of every part but the last. */
  readonly partSize: number;
  /** Of all bytes. */
  readonly size: number;
  /** The parts that have arrived. */
  readonly etags: readonly PartTag[];
}

export interface PartTag {
  /** Counted from 1. */
  readonly part: number;
  readonly etag: string;
}

/** Params of the API keep the names that it has for them. */
export interface FilesComUploadOptions extends FilesComCallOptions {
  /** Makes the folders above that are missing. */
  readonly mkdir_parents?: boolean | undefined;
  /** When the content changed last; for paths, default what the disk says. */
  readonly provided_mtime?: Date | string | undefined;
  /** Finds another name when this one is taken, instead of replacing what is there. */
  readonly with_rename?: boolean | undefined;
  /** How many bytes a stream has, when that is known; another number is an error. */
  readonly size?: number | undefined;
  /** Parts at once, where the server allows it; default 4. */
  readonly concurrency?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Told after each part, when the size is known. Kept, it can be given to `resume` later. */
  readonly onCheckpoint?: ((checkpoint: UploadCheckpoint) => void) | undefined;
  /** Goes on with this upload when the server still has it and the size is the same; else everything is sent. Not for streams. */
  readonly resume?: UploadCheckpoint | undefined;
}

export interface FilesComUploader {
  readonly caller: Caller;
  readonly platform: Platform;
  readonly operations: Pick<Operations, 'file'>;
}

const defaultConcurrency = 4;
/** Up to this size the server's part size is kept; larger files go faster in larger parts, because each part is made durable for itself. */
const keptUpTo = 10 * 1024 * 1024;
const largestPart = 32 * 1024 * 1024;
const partsOfLargeFile = 16;
/** When the server does not say. */
const usualPartSize = 5 * 1024 * 1024;

export async function uploadPath(uploader: FilesComUploader, local: string, path: string, options: FilesComUploadOptions): Promise<File> {
  const source = await uploader.platform.openSource(local);
  try {
    return await uploadSource(uploader, source, path, { provided_mtime: source.mtime, ...options });
  } finally {
    await source.close();
  }
}

export async function uploadData(
  uploader: FilesComUploader,
  data: UploadData,
  path: string,
  options: FilesComUploadOptions,
): Promise<File> {
  if (typeof data === 'string') return uploadSource(uploader, bytesSource(new TextEncoder().encode(data)), path, options);
  if (data instanceof Uint8Array) return uploadSource(uploader, bytesSource(data), path, options);
  if (data instanceof Blob) return uploadSource(uploader, blobSource(data), path, options);
  return uploadStream(uploader, data, path, options);
}

async function uploadSource(uploader: FilesComUploader, source: Source, path: string, options: FilesComUploadOptions): Promise<File> {
  const { resume } = options;
  if (resume?.size === source.size) {
    try {
      return await run(uploader, path, source.size, options, resume, (work) => sendSource(source, work));
    } catch (error) {
      // The server keeps an upload for a while only, and takes no part of one that is complete; whatever else is wrong, it says again.
      if (!(error instanceof NotFoundError || error instanceof ProcessingFailureError)) throw error;
    }
  }
  return run(uploader, path, source.size, options, undefined, (work) => sendSource(source, work));
}

async function uploadStream(uploader: FilesComUploader, chunks: ByteStream, path: string, options: FilesComUploadOptions): Promise<File> {
  const { size } = options;
  const reader = chunkReader(chunks, undefined);
  try {
    return await run(uploader, path, size, options, undefined, (work) => sendStream(reader, size, work));
  } finally {
    await reader.close();
  }
}

async function run(
  uploader: FilesComUploader,
  path: string,
  size: number | undefined,
  options: FilesComUploadOptions,
  resume: UploadCheckpoint | undefined,
  sendAll: (work: PieceWork) => Promise<unknown>,
): Promise<File> {
  const call = callOptions(options);
  const { mkdir_parents, with_rename, provided_mtime } = options;
  const params = { mkdir_parents, with_rename, size };
  const done = new Map(resume?.etags.map(({ part, etag }) => [part, etag]));

  async function describe(part: number, ref: string | undefined, signal = options.signal): Promise<FileUploadPart> {
    const request = { ...params, part, ref };
    const places = await uploader.caller.connection.json<unknown>(
      // A place that is asked for twice and used once does no harm.
      uploader.caller.call(
        {
          method: 'POST',
          path: `/file_actions/begin_upload/${encodeURIComponent(normalizePath(path))}`,
          json: { ...request, path },
          repeatSafe: true,
        },
        { ...call, signal },
      ),
    );
    const found: unknown = Array.isArray(places) ? places[0] : undefined;
    if (typeof found !== 'object' || found === null) throw new FilewharfError('The server does not say where a part goes');
    return found as FileUploadPart;
  }

  const firstMissing = firstGap(done);
  // When only the end is missing, it may have been said already, and be the answer that got lost: then there is no place for a part any more.
  const isAllThere = resume !== undefined && firstMissing > Math.max(1, Math.ceil(resume.size / resume.partSize));
  const first: FileUploadPart = isAllThere ? {} : await describe(firstMissing, resume?.ref);
  const ref = first.ref ?? resume?.ref ?? undefined;
  const pieceSize = resume?.partSize ?? partSizeFor(first, size);
  const sizeOf = (part: number): number =>
    size === undefined ? pieceSize : Math.max(0, Math.min(pieceSize, size - (part - 1) * pieceSize));
  const skipped = [...done.keys()].reduce((sum, part) => sum + sizeOf(part), 0);
  const meter = progressMeter(options.onProgress, { skipped, total: size });
  let sent = skipped;

  await sendAll({
    pieceSize,
    concurrency: first.parallel_parts === true ? (options.concurrency ?? defaultConcurrency) : 1,
    signal: options.signal,
    isThere: (index) => done.has(index + 1),
    async send(index, content, signal) {
      const part = index + 1;
      const place = part === firstMissing ? first : await describe(part, ref, signal);
      const etag = await putPart(
        uploader.caller,
        place,
        () => describe(part, ref, signal),
        content,
        { ...call, signal },
        meter(content.size),
      );
      done.set(part, etag);
      sent += content.size;
      if (size !== undefined && ref !== undefined) options.onCheckpoint?.({ ref, partSize: pieceSize, size, etags: tagsOf(done) });
    },
  });

  const file = await uploader.caller.connection.json<File | undefined>(
    // The end that is said twice answers the same file.
    uploader.caller.call(
      {
        method: 'POST',
        path: `/files/${encodeURIComponent(normalizePath(first.path ?? path))}`,
        json: {
          action: 'end',
          etags: tagsOf(done).filter(({ etag }) => etag !== ''),
          mkdir_parents,
          provided_mtime,
          ref,
          size: sent,
          path: first.path ?? path,
        },
        repeatSafe: true,
      },
      call,
    ),
  );
  if (typeof file !== 'object' || file === null) throw new FilewharfError(`The server does not say what became of ${normalizePath(path)}`);
  if (typeof file.size === 'number' && file.size !== sent) {
    throw new ChecksumError(`The server has ${file.size} bytes of ${normalizePath(path)}; ${sent} were sent`);
  }
  return file;
}

/** Sends one part; answers its entity tag without quotes, empty when the server gives none. An address that is over is asked for anew, once. */
async function putPart(
  caller: Caller,
  place: FileUploadPart,
  again: () => Promise<FileUploadPart>,
  content: Content,
  call: FilesComCallOptions,
  watch: SendWatch,
): Promise<string> {
  const put = ({ upload_uri: uri, http_method: method, headers }: FileUploadPart): Promise<string> => {
    const request: Call = {
      ...call,
      ...watch,
      method: method ?? 'PUT',
      path: addressOf(uri, caller),
      headers: headers as Record<string, string> | undefined,
      body: bodyOf(content),
      repeatSafe: true,
      anonymous: true,
    };
    return caller.connection.exchange(request, async (response) => {
      await response.read(() => undefined);
      const etag = response.headers.get('etag') ?? '';
      return etag.replace(/^W\//, '').replaceAll('"', '');
    });
  };
  try {
    return await put(place);
  } catch (error) {
    if (!(error instanceof FilesApiError) || error.httpCode !== 403) throw error;
    return put(await again());
  }
}

/** An address that the server gave. */
export function addressOf(uri: string | null | undefined, { connection }: Caller): URL {
  const { baseUrl } = connection.settings;
  if (typeof uri !== 'string' || !URL.canParse(uri, baseUrl)) throw new FilewharfError('The server gives no address for the bytes');
  return new URL(uri, baseUrl);
}

function partSizeFor({ partsize, available_parts: available }: FileUploadPart, size: number | undefined): number {
  const advised = partsize ?? usualPartSize;
  if (size === undefined || size <= keptUpTo) return advised;
  const fast = Math.min(Math.ceil(size / partsOfLargeFile), largestPart);
  return Math.max(advised, fast, Math.ceil(size / (available ?? 10_000)));
}

function firstGap(done: ReadonlyMap<number, string>): number {
  let part = 1;
  while (done.has(part)) part += 1;
  return part;
}

function tagsOf(done: ReadonlyMap<number, string>): PartTag[] {
  return [...done].map(([part, etag]) => ({ etag, part })).sort((a, b) => a.part - b.part);
}

/** What of the options is about each call. */
export function callOptions(options: FilesComCallOptions): FilesComCallOptions {
  const { signal, timeoutMs, maxRetries, headers, apiKey, sessionId, basic, workspaceId, language } = options;
  return { signal, timeoutMs, maxRetries, headers, apiKey, sessionId, basic, workspaceId, language };
}
