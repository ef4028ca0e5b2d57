import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { FilesApp, StoredFile, Upload } from '@filewharf/sdk';
import { TemporaryError } from '../output/failures.ts';
import { chunkReader } from './chunk-reader.ts';
import { isPassing, statusOf } from './errors.ts';
import { checkUnchanged, mtimeOf, readInto, stateOf, type FileState } from './file-bytes.ts';
import type { Patience } from './patience.ts';
import { joinRemote } from './remote-path.ts';
import type { BegunTransfer, Session, SessionStore } from './session-store.ts';
import { inParallel, type Slots } from './slots.ts';

export interface UploadJob {
  /** On this machine, absolute. */
  readonly localPath: string;
  /** Where it goes: the folder's path on the server, and the name. Missing folders are made. */
  readonly folderPath: string;
  readonly name: string;
  readonly ifExists: 'overwrite' | 'fail' | 'rename';
}

/** What is kept of a begun upload. */
export interface UploadState extends BegunTransfer {
  readonly uploadId: string;
}

export interface UploadContext {
  readonly client: FilesApp;
  readonly slots: Slots;
  readonly patience: Patience;
  /** Undefined: begun uploads are neither continued nor kept. */
  readonly sessions: SessionStore<UploadState> | undefined;
  /** Tells apart the begun uploads of one user of one server. Asked once at most. */
  readonly account: () => Promise<string>;
  readonly signal: AbortSignal;
  /** Bytes. Larger files go in chunks of so many, others in one request. */
  readonly chunkSize: number;
  /** Undefined: what the server does by itself. */
  readonly encrypt: boolean | undefined;
  /** Says something about a file. */
  readonly note: (text: string) => void;
}

export interface Uploaded {
  readonly file: StoredFile;
  /** Of what was read here. */
  readonly sha256: string;
  /** It had become a file before this command: what the server shows of it may be somebody's who has replaced it since. */
  readonly wasThere: boolean;
}

/** Sends one file. `onProgress`: bytes that the server has of it. Whatever fails leaves nothing visible on the server. */
export async function uploadFile(context: UploadContext, job: UploadJob, onProgress: (bytes: number) => void): Promise<Uploaded> {
  const handle = await open(job.localPath, 'r');
  try {
    const state = await stateOf(handle);
    const upload: OpenUpload = { context, job, handle, state, onProgress };
    return state.size <= context.chunkSize ? await sendWhole(upload) : await sendChunks(upload);
  } finally {
    await handle.close();
  }
}

interface OpenUpload {
  readonly context: UploadContext;
  readonly job: UploadJob;
  readonly handle: FileHandle;
  readonly state: FileState;
  readonly onProgress: (bytes: number) => void;
}

function sendWhole({ context, job, handle, state, onProgress }: OpenUpload): Promise<Uploaded> {
  const { client, patience, slots, signal, encrypt } = context;
  const { folderPath, name, ifExists } = job;
  return slots.run(async (slot) => {
    const bytes = slot.buffer(state.size);
    const hash = createHash('sha256');
    await readInto(handle, bytes, 0, hash);
    const sha256 = hash.digest('hex');
    await checkUnchanged(handle, state, { sha256, signal });
    let mayBeThere = false;
    const file = await patience.attempt(async () => {
      // Sent twice, it would be there twice, or seem to be somebody else's.
      if (mayBeThere) throw new TemporaryError('the line broke before the server had answered: it may be there or not');
      try {
        const options = { name, folderPath, ifExists, encrypt, mtime: new Date(mtimeOf(state)), signal };
        return await client.upload(bytes, { ...options, chunkThreshold: Number.POSITIVE_INFINITY });
      } catch (error) {
        mayBeThere = ifExists !== 'overwrite' && error instanceof Error && 'mayHaveArrived' in error && error.mayHaveArrived === true;
        throw error;
      }
    });
    patience.progress();
    onProgress(state.size);
    return { file, sha256, wasThere: false };
  }, signal);
}

async function sendChunks(upload: OpenUpload): Promise<Uploaded> {
  const { context, job, state } = upload;
  const { sessions, client, account, encrypt } = context;
  const { localPath, folderPath, name, ifExists } = job;
  const words = [
    client.baseUrl,
    await account(),
    localPath,
    state.size,
    String(state.mtimeNs),
    String(state.ctimeNs),
    String(state.ino),
    folderPath,
    name,
    ifExists,
    String(encrypt),
  ];
  const session = await sessions?.open(words);
  try {
    for (let again = false; ; again = true) {
      try {
        return await continueChunks(upload, session);
      } catch (error) {
        if (!isGone(error) || again) throw error;
        await session?.forget();
        context.note(`${localPath}: what was uploaded of it has expired on the server, so it begins anew`);
      }
    }
  } finally {
    await session?.close();
  }
}

/** The server no longer knows the upload. */
class UploadGoneError extends Error {
  override readonly name = 'UploadGoneError';
}

function isGone(error: unknown): boolean {
  return error instanceof UploadGoneError;
}

/** Sends what the server does not have yet. */
async function continueChunks(upload: OpenUpload, session: Session<UploadState> | undefined): Promise<Uploaded> {
  const { context, handle, state, onProgress } = upload;
  const { client, patience, slots } = context;
  const begun = await beginChunks(upload, session);
  const { upload_id: id } = begun;
  // The first failure of one chunk ends the others.
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  try {
    const reader = chunkReader(handle, state, begun, signal);
    let there = reader.receivedBytes;
    onProgress(there);
    async function sendNext(): Promise<void> {
      await slots.run(async (slot) => {
        const chunk = await reader.next(slot);
        if (chunk === undefined) return;
        await patience.attempt(() => client.chunks.put(id, chunk.index, chunk.bytes, { signal }), signal);
        patience.progress();
        there += chunk.bytes.length;
        onProgress(there);
      }, signal);
    }
    await inParallel(slots.count, Array.from({ length: reader.missing }), () =>
      sendNext().catch((error: unknown) => {
        failure.abort(error);
        throw error;
      }),
    );
    const sha256 = await slots.run((slot) => reader.finish(slot), signal);
    await checkUnchanged(handle, state, { sha256, signal });
    const file = await patience.attempt(() => client.chunks.complete(id, { signal }));
    patience.progress();
    await session?.forget();
    return { file, sha256, wasThere: begun.completed };
  } catch (error) {
    if (statusOf(error) === 404) throw new UploadGoneError('the server no longer knows the upload', { cause: error });
    const mayGoOn = session !== undefined && (context.signal.aborted || isPassing(error) || statusOf(error) === 401);
    if (!mayGoOn) await giveUp(client, id, session);
    throw error;
  }
}

/** The upload to go on with, or a new one. */
async function beginChunks({ context, job, state }: OpenUpload, session: Session<UploadState> | undefined): Promise<Upload> {
  const { client, patience, signal, chunkSize, encrypt } = context;
  const { name, folderPath, ifExists } = job;
  const known = session?.state;
  if (known !== undefined) {
    try {
      const status = await patience.attempt(() => client.chunks.status(known.uploadId, { signal }));
      // It became a file, and then the command ended before it knew.
      return status.completed ? { ...status, received: [...Array(status.total_chunks).keys()] } : status;
    } catch (error) {
      if (statusOf(error) === 404) throw new UploadGoneError('the server no longer knows the upload', { cause: error });
      throw error;
    }
  }
  const totalChunks = Math.min(mostChunks, Math.ceil(state.size / chunkSize));
  const wanted = { filename: name, totalSize: state.size, totalChunks, folderPath, ifExists, mtime: new Date(mtimeOf(state)) };
  const begun = await patience.attempt(() => client.chunks.init({ ...wanted, ...(encrypt === undefined ? {} : { encrypt }) }, { signal }));
  patience.progress();
  await session?.save({
    uploadId: begun.upload_id,
    localPath: job.localPath,
    remote: joinRemote(folderPath, name),
    server: client.baseUrl,
    size: state.size,
  });
  return { ...begun, filename: name, total_size: state.size, total_chunks: totalChunks, received: [], completed: false };
}

/** Most chunks that the server takes for one upload. */
const mostChunks = 10_000;

/** Nobody will go on with it, so its room on the server is given back. When that fails too, it expires by itself. */
async function giveUp(client: FilesApp, uploadId: string, session: Session<UploadState> | undefined): Promise<void> {
  await client.chunks.abort(uploadId, { maxRetries: 0, signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  await session?.forget();
}
