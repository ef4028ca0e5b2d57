import type { ChunkReader } from '../transport/chunk-reader.ts';
import { bytesContent } from '../transport/content.ts';
import { FilewharfError } from '../transport/errors.ts';
import { oneAtATime, runWorkers } from '../transport/parallel.ts';
import type { Source } from '../transport/source.ts';
import type { Content } from '../transport/wire.ts';
import type { StoredFile } from './additions.ts';
import { callOptions } from './api.ts';
import { putChunk } from './chunks.ts';
import { NotFoundError } from './errors.ts';
import type { Uploader, UploadOptions } from './upload.ts';

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
const largestChunk = 32 * 1024 * 1024;
const chunksOfLargeFile = 16;
const mostChunks = 10_000;
const defaultConcurrency = 4;

/** What can be read anywhere: workers take the next index, and read their chunk while it goes out. */
export async function uploadSource(uploader: Uploader, source: Source, name: string, options: UploadOptions): Promise<StoredFile> {
  const wanted = Math.min(Math.max(smallestChunk, Math.ceil(source.size / chunksOfLargeFile)), largestChunk);
  const session = await openSession(uploader, { size: source.size, name, chunkSize: wanted }, options);
  let next = 0;
  return run(uploader, session, source.size, options, (send) => async (signal) => {
    for (;;) {
      while (session.received.has(next)) next += 1;
      const index = next;
      next += 1;
      if (index >= session.totalChunks) return;
      const start = index * session.chunkSize;
      await send(index, source.slice(start, Math.min(start + session.chunkSize, source.size)), signal);
    }
  });
}

/** What can be read once: each worker fills its buffer when it is its turn, and keeps it until the chunk has arrived. */
export async function uploadStream(
  uploader: Uploader,
  reader: ChunkReader,
  size: number,
  name: string,
  options: UploadOptions,
): Promise<StoredFile> {
  const session = await openSession(uploader, { size, name, chunkSize: smallestChunk }, options);
  const inTurn = oneAtATime();
  let next = 0;
  try {
    return await run(uploader, session, size, options, (send) => async (signal) => {
      const buffer = new Uint8Array(session.chunkSize);
      for (;;) {
        const { index, chunk } = await inTurn(async () => {
          const mine = next;
          next += 1;
          const wanted = Math.min(session.chunkSize, size - mine * session.chunkSize);
          if (mine >= session.totalChunks) {
            if ((await reader.fill(new Uint8Array(1))) > 0)
              throw new FilewharfError(`The stream has more than the announced ${size} bytes`);
            return { index: mine, chunk: undefined };
          }
          const found = await reader.fill(buffer.subarray(0, wanted));
          if (found < wanted) throw new FilewharfError(`The stream ended before the announced ${size} bytes`);
          return { index: mine, chunk: buffer.subarray(0, wanted) };
        });
        if (chunk === undefined) return;
        if (!session.received.has(index)) await send(index, bytesContent(chunk), signal);
      }
    });
  } finally {
    await reader.close();
  }
}

type SendChunk = (index: number, content: Content, signal: AbortSignal) => Promise<void>;

async function run(
  uploader: Uploader,
  session: OpenSession,
  size: number,
  options: UploadOptions,
  makeWorker: (send: SendChunk) => (signal: AbortSignal) => Promise<void>,
): Promise<StoredFile> {
  const { uploadId, totalChunks, received } = session;
  const chunkBytes = (index: number): number => Math.min(session.chunkSize, size - index * session.chunkSize);
  const skipped = [...received].reduce((sum, index) => sum + chunkBytes(index), 0);
  let transferred = 0;
  const move = (bytes: number): void => {
    transferred += bytes;
    options.onProgress?.({ transferred, skipped, total: size });
  };

  const send: SendChunk = async (index, content, signal) => {
    let sent = 0;
    await putChunk(
      uploader.connection,
      { uploadId, index, content },
      { ...callOptions(options), signal },
      {
        onTry: () => {
          transferred -= sent;
          sent = 0;
        },
        onSent: (bytes) => {
          // What is around the chunk does not count.
          const counted = Math.min(bytes, chunkBytes(index) - sent);
          sent += counted;
          move(counted);
        },
      },
    );
  };
  const worker = makeWorker(send);
  const missing = totalChunks - received.size;
  try {
    await runWorkers(Math.min(options.concurrency ?? defaultConcurrency, missing), options.signal, ({ signal }) => worker(signal));
    return await uploader.chunks.complete(uploadId, callOptions(options));
  } catch (error) {
    // Nobody knows of it but this call, so nobody could go on with it; when that fails too, it expires by itself.
    if (options.onSession === undefined && options.resume === undefined) {
      await uploader.chunks.abort(uploadId, { maxRetries: 0, timeoutMs: 5000 }).catch(() => undefined);
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
