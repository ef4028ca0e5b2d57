import type { CallOptions, Connection } from '../transport/connection.ts';
import { bytesContent, multipartBody, streamContent } from '../transport/content.ts';
import { FilewharfError } from '../transport/errors.ts';
import { chunkReader, joinChunks, type ByteStream, type ChunkReader } from '../transport/chunk-reader.ts';
import { progressMeter, type Progress } from '../transport/progress.ts';
import type { Platform } from '../transport/platform.ts';
import { blobSource, bytesSource, type Source } from '../transport/source.ts';
import type { Content } from '../transport/send.ts';
import type { StoredFile } from './wire.ts';
import { callObject, callOptions, toCall, toWire } from './api.ts';
import { uploadSource, uploadStream, type UploadSession } from './chunked.ts';
import type { Chunks } from './chunks.ts';
import { checkUpload } from './checksum.ts';
import type { Files, IfExists } from './resources.ts';

/** A path (Node only), bytes, a Blob or File, or a stream of bytes, such as a Readable of Node. A stream of text is refused. */
export type UploadSource = string | Uint8Array | Blob | ByteStream;

export interface UploadOptions extends CallOptions {
  /** The file's name; default that of the path or File. Bytes and streams need one. */
  readonly name?: string | undefined;
  /** The folder; default the top folder. */
  readonly folderId?: string | undefined;
  /** The folder as a path from the top, or from `folderId`; what is missing of it is made. */
  readonly folderPath?: string | undefined;
  /** When the content changed last. */
  readonly mtime?: Date | undefined;
  /** Whether the server keeps it encrypted. Default true. */
  readonly encrypt?: boolean | undefined;
  /** What happens when the name is taken. Default overwrite: the file gets a new version. */
  readonly ifExists?: IfExists | undefined;
  /** How many bytes a stream has. A large one whose size is known goes up in chunks, so that a broken line costs one chunk, not all. */
  readonly size?: number | undefined;
  /** Bytes per chunk; default 8 MiB, up to 64 MiB for large files, and more when there would be more than 10,000 of them. */
  readonly chunkSize?: number | undefined;
  /** From so many bytes on it goes up in chunks; default 16 MiB. */
  readonly chunkThreshold?: number | undefined;
  /** Chunks at once; default 4. */
  readonly concurrency?: number | undefined;
  /** Bytes that have gone out; what has to be sent again is taken back first. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Goes on with this chunked upload when the server still has it and it is of the same size: only what is missing is sent. */
  readonly resume?: { readonly uploadId: string } | undefined;
  /** Told before the first chunk of a chunked upload is sent, so that it can be resumed. It then stays on the server when it fails. */
  readonly onSession?: ((session: UploadSession) => void) | undefined;
  /** Compares the SHA-256 of what was sent with the server's afterwards; ChecksumError when they differ. Default false. */
  readonly checksum?: boolean | undefined;
}

export interface Uploader {
  readonly connection: Connection;
  readonly platform: Platform;
  readonly chunks: Chunks;
  readonly files: Files;
}

const defaultThreshold = 16 * 1024 * 1024;
/** A stream that ends within so many bytes goes up as bytes, which can be sent again. */
const bufferedBytes = 4 * 1024 * 1024;

export async function upload(uploader: Uploader, source: UploadSource, given: UploadOptions = {}): Promise<StoredFile> {
  const { platform, connection } = uploader;
  // The chunks have a signal of their own, by which they end each other.
  const options = { ...given, signal: given.signal ?? connection.settings.signal };
  if (typeof source === 'string') return fromSource(uploader, await platform.openSource(source), options);
  if (source instanceof Uint8Array) return fromSource(uploader, bytesSource(source), options);
  if (source instanceof Blob) return fromSource(uploader, blobSource(source), options);
  return fromStream(uploader, source, options);
}

async function fromSource(uploader: Uploader, source: Source, options: UploadOptions): Promise<StoredFile> {
  try {
    const name = nameOf(options, source.name);
    const isChunked = source.size >= (options.chunkThreshold ?? defaultThreshold) || options.resume !== undefined;
    const whole = source.slice(0, source.size);
    const file =
      isChunked && source.size > 0
        ? await uploadSource(uploader, source, name, options)
        : await inOneRequest(uploader, whole, name, options);
    if (options.checksum === true) await checkUpload(uploader, file, whole, options);
    return file;
  } finally {
    await source.close();
  }
}

async function fromStream(uploader: Uploader, chunks: ByteStream, options: UploadOptions): Promise<StoredFile> {
  const name = nameOf(options, undefined);
  const hasher = options.checksum === true ? uploader.platform.makeHasher() : undefined;
  const reader = chunkReader(chunks, hasher);
  try {
    const file = await sendChunks(uploader, reader, name, options);
    if (hasher !== undefined) await checkUpload(uploader, file, hasher, options);
    return file;
  } finally {
    await reader.close();
  }
}

async function sendChunks(uploader: Uploader, reader: ChunkReader, name: string, options: UploadOptions): Promise<StoredFile> {
  const { size, signal } = options;
  if (size !== undefined && size > 0 && size >= (options.chunkThreshold ?? defaultThreshold))
    return uploadStream(uploader, reader, size, name, options);
  const first = await reader.read(bufferedBytes, signal);
  const content = (await reader.peek(signal)) === 0 ? bytesContent(joinChunks(first)) : streamContent(reader.all(first), size);
  if (size !== undefined && content.size !== size) {
    throw new FilewharfError(`The stream has ${content.size} bytes; ${size} were announced`);
  }
  return inOneRequest(uploader, content, name, options);
}

/** POST /upload. Sending it twice is the same as once where the name's file gets the same content twice. */
function inOneRequest({ connection }: Uploader, content: Content, name: string, options: UploadOptions): Promise<StoredFile> {
  const { onProgress, folderId, folderPath, mtime, encrypt, ifExists } = options;
  const fields = Object.entries(toWire({ folderId, folderPath, mtime, encrypt, ifExists })).map(([key, value]) => [key, String(value)]);
  const body = multipartBody(Object.fromEntries(fields) as Record<string, string>, { field: 'file', filename: name, content });
  const total = content.size;
  const watch = progressMeter(onProgress, { skipped: 0, total })(total ?? Number.POSITIVE_INFINITY);
  return callObject<StoredFile>(connection, {
    ...toCall({ method: 'POST', path: '/upload', options: callOptions(options), repeatSafe: (ifExists ?? 'overwrite') === 'overwrite' }),
    body,
    ...watch,
  });
}

function nameOf({ name }: UploadOptions, found: string | undefined): string {
  const result = name ?? found;
  if (result === undefined || result === '') throw new FilewharfError('Give the file a name: upload(source, { name })');
  return result;
}
