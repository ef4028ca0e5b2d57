import type { ChunkReader } from '../transport/chunk-reader.ts';
import { sendSource, sendStream, type PieceWork } from '../transport/pieces.ts';
import { progressMeter } from '../transport/progress.ts';
import type { Source } from '../transport/source.ts';
import { callOptions } from './api.ts';
import { putChunk } from './chunks.ts';
import { NotFoundError } from './errors.ts';
import type { Uploader, UploadOptions } from './upload.ts';
import type { StoredFile } from './wire.ts';

/** A chunked upload that the server keeps for an hour after its last chunk. */
export interface UploadSession {
  readonly uploadId: string;
  /** Bytes of every chunk but the last. */
  readonly chunkSize: number;
  readonly totalChunks: number;
  /** ISO 8601. */
  readonly expiresAt: string;
}

interface OpenSession extends UploadSession {
  /** Indexes of the chunks that the server has. */
  readonly received: ReadonlySet<number>;
}

const smallestChunk = 8 * 1024 * 1024;
/** Each chunk is made durable for itself, so large files go faster in larger ones. A chunk of a stream has to be held in memory. */
const largestChunk = 64 * 1024 * 1024;
const chunksOfLargeFile = 8;
const mostChunks = 10_000;
const defaultConcurrency = 4;

/** What can be read anywhere, in chunks that it is read in while they go out. */
export async function uploadSource(uploader: Uploader, source: Source, name: string, options: UploadOptions): Promise<StoredFile> {
  const chunkSize = Math.min(Math.max(smallestChunk, Math.ceil(source.size / chunksOfLargeFile)), largestChunk);
  const session = await openSession(uploader, { size: source.size, name, chunkSize }, options);
  return run(uploader, session, source.size, options, (work) => sendSource(source, work));
}

/** What can be read once, in chunks that are held in memory until they have arrived. */
export async function uploadStream(
  uploader: Uploader,
  reader: ChunkReader,
  size: number,
  name: string,
  options: UploadOptions,
): Promise<StoredFile> {
  const session = await openSession(uploader, { size, name, chunkSize: smallestChunk }, options);
  return run(uploader, session, size, options, (work) => sendStream(reader, size, work));
}

async function run(
  uploader: Uploader,
  session: OpenSession,
  size: number,
  options: UploadOptions,
  sendAll: (work: PieceWork) => Promise<unknown>,
): Promise<StoredFile> {
  const { uploadId, chunkSize, received } = session;
  const skipped = [...received].reduce((sum, index) => sum + Math.min(chunkSize, size - index * chunkSize), 0);
  const meter = progressMeter(options.onProgress, { skipped, total: size });
  try {
    await sendAll({
      pieceSize: chunkSize,
      concurrency: options.concurrency ?? defaultConcurrency,
      signal: options.signal,
      isThere: (index) => received.has(index),
      async send(index, content, signal) {
        await putChunk(uploader.connection, { uploadId, index, content }, { ...callOptions(options), signal }, meter(content.size));
      },
    });
    return await uploader.chunks.complete(uploadId, callOptions(options));
  } catch (error) {
    // Nobody knows of it but this call, so nobody could go on with it; when that fails too, it expires by itself.
    if (options.onSession === undefined && options.resume === undefined) {
      // With a signal of its own, because the client's may be what ended it.
      const { signal } = new AbortController();
      await uploader.chunks.abort(uploadId, { maxRetries: 0, timeoutMs: 5000, signal }).catch(() => undefined);
    }
    throw error;
  }
}

interface Planned {
  readonly size: number;
  readonly name: string;
  /** When the caller does not say. */
  readonly chunkSize: number;
}

async function openSession(uploader: Uploader, planned: Planned, options: UploadOptions): Promise<OpenSession> {
  const session = (await findSession(uploader, planned.size, options)) ?? (await newSession(uploader, planned, options));
  const { received: _received, ...told } = session;
  options.onSession?.(told);
  return session;
}

async function newSession({ chunks }: Uploader, { size, name, chunkSize }: Planned, options: UploadOptions): Promise<OpenSession> {
  const totalChunks = Math.min(mostChunks, Math.ceil(size / (options.chunkSize ?? chunkSize)));
  const { folderId, folderPath, mtime, encrypt, ifExists } = options;
  const begun = await chunks.init(
    { filename: name, totalSize: size, totalChunks, folderId, folderPath, mtime, encrypt, ifExists },
    callOptions(options),
  );
  return {
    uploadId: begun.upload_id,
    chunkSize: begun.chunk_size,
    totalChunks,
    expiresAt: begun.expires_at,
    received: new Set(),
  };
}

/** The upload to go on with, when it is still there and of this size. */
async function findSession({ chunks }: Uploader, size: number, options: UploadOptions): Promise<OpenSession | undefined> {
  if (options.resume === undefined) return undefined;
  try {
    const found = await chunks.status(options.resume.uploadId, callOptions(options));
    if (found.total_size !== size) return undefined;
    return {
      uploadId: found.upload_id,
      chunkSize: found.chunk_size,
      totalChunks: found.total_chunks,
      expiresAt: found.expires_at,
      received: new Set(found.received),
    };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
