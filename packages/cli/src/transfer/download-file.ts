import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import type { FilesApp } from '@filewharf/sdk';
import { TemporaryError } from '../output/failures.ts';
import type { Checksums, KnownChecksum } from './checksums.ts';
import { ChecksumError, isFatal, isPassing, statusOf } from './errors.ts';
import { hashRange } from './file-bytes.ts';
import { createFileWriter } from './file-writer.ts';
import type { FileIdentity, Leftovers } from './leftovers.ts';
import { makePartial, publish, reopenPartial, type IsReserved, type MayReplace, type PartialFile } from './partial-file.ts';
import type { Patience } from './patience.ts';
import type { BegunTransfer, Session, SessionStore } from './session-store.ts';
import type { Slot, Slots } from './slots.ts';

export interface DownloadJob {
  readonly id: string;
  /** Bytes, as the server said when it was looked at. */
  readonly size: number;
  /** Quotes included; null when it is not known. */
  readonly etag: string | null;
  /** Absolute. Its folder is there. */
  readonly localPath: string;
  readonly mayReplace: MayReplace;
  /** What helps when the name is taken and `mayReplace` is `nothing`; undefined when nothing of this command does. */
  readonly takenHint?: string;
  /** Milliseconds since 1970; null: the time of the download. */
  readonly mtime: number | null;
  /** What the server says of the content. */
  readonly checksum: Promise<KnownChecksum | undefined>;
}

/** What is kept of a begun download: where its bytes are, and which version of the file they belong to. */
export interface DownloadState extends FileIdentity, BegunTransfer {
  readonly partial: string;
  readonly etag: string;
}

export interface DownloadContext {
  readonly client: FilesApp;
  readonly slots: Slots;
  readonly patience: Patience;
  readonly checksums: Checksums;
  /** Undefined: begun downloads are neither continued nor kept. */
  readonly sessions: SessionStore<DownloadState> | undefined;
  readonly leftovers: Leftovers;
  readonly isReserved: IsReserved;
  readonly signal: AbortSignal;
  /** Says something about a file. */
  readonly note: (text: string) => void;
}

export interface Downloaded {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex, and the same on the server. */
  readonly sha256: string;
}

/** Smaller files begin anew: that is quicker than keeping what is known of them. */
const resumedBytes = 8 * 1024 * 1024;

/** Fetches one file. Nothing has its final name before its SHA-256 has been compared. */
export async function downloadFile(context: DownloadContext, job: DownloadJob, onProgress: (bytes: number) => void): Promise<Downloaded> {
  const session = job.size < resumedBytes ? undefined : await context.sessions?.open([context.client.baseUrl, job.id, job.localPath]);
  try {
    for (let again = false; ; again = true) {
      const attempt = await openAttempt(context, job, session, onProgress);
      try {
        return await fetchInto(attempt);
      } catch (error) {
        // What an earlier command left may be damaged, such as by a machine that stopped.
        if (again || attempt.partial.size === 0 || !(error instanceof ChecksumError)) throw error;
        context.note(`${job.localPath}: what was downloaded earlier is not what the server has, so it begins anew`);
      }
    }
  } finally {
    await session?.close();
  }
}

interface Attempt {
  readonly context: DownloadContext;
  readonly job: DownloadJob;
  readonly session: Session<DownloadState> | undefined;
  readonly partial: PartialFile;
  readonly onProgress: (bytes: number) => void;
}

async function openAttempt(
  context: DownloadContext,
  job: DownloadJob,
  session: Session<DownloadState> | undefined,
  onProgress: (bytes: number) => void,
): Promise<Attempt> {
  const known = session?.state;
  const kept = known === undefined ? undefined : await reopenPartial({ ...known, path: known.partial });
  const partial = kept ?? (await makePartial(job.localPath, context.isReserved));
  if (kept === undefined && session === undefined) await context.leftovers.note(partial.path, partial);
  return { context, job, session, partial, onProgress };
}

async function fetchInto(attempt: Attempt): Promise<Downloaded> {
  const { context, job, session, partial } = attempt;
  const { slots, signal } = context;
  let mayGoOn = false;
  let hasItsName = false;
  try {
    const received = await slots.run((slot) => receive(attempt, slot), signal);
    if (job.mtime !== null) await partial.handle.utimes(new Date(), new Date(job.mtime));
    await partial.handle.sync();
    await compare(attempt, received);
    await publish(partial, job.localPath, job.mayReplace, job.takenHint);
    hasItsName = true;
    await session?.forget();
    return received;
  } catch (error) {
    // Without a state nobody would find it again.
    mayGoOn = session?.state !== undefined && (signal.aborted || isPassing(error) || isFatal(error));
    throw error;
  } finally {
    await partial.handle.close();
    if (!mayGoOn && !hasItsName) await removePartial(attempt);
  }
}

async function removePartial({ partial, session }: Attempt): Promise<void> {
  await session?.forget();
  const still = await reopenPartial(partial);
  if (still === undefined) return;
  await still.handle.close();
  await unlink(partial.path);
}

interface Received extends Downloaded {
  readonly etag: string;
}

/** Fetches what is not there, and hashes all of it. */
async function receive({ context, job, session, partial, onProgress }: Attempt, slot: Slot): Promise<Received> {
  const { client, patience, signal } = context;
  const { handle } = partial;
  let hash = createHash('sha256');
  let position = 0;
  let etag = session?.state?.etag ?? '';
  let isWhole = false;

  async function save(): Promise<void> {
    const { localPath, id: remote, size } = job;
    const { path, dev, ino } = partial;
    await session?.save({ partial: path, dev, ino, etag, localPath, remote, server: client.baseUrl, size });
  }
  async function beginAnew(): Promise<void> {
    await handle.truncate(0);
    hash = createHash('sha256');
    position = 0;
  }

  if (partial.size > 0 && etag !== '' && (job.etag === null || job.etag === etag)) {
    await hashRange(handle, slot.buffer(1024 * 1024), { start: 0, end: partial.size, hash, signal });
    position = partial.size;
    // Everything came, and then the command ended before it had its name.
    isWhole = position === job.size && (await job.checksum)?.etag === etag;
    if (position >= job.size && !isWhole) await beginAnew();
  } else if (partial.size > 0) {
    await beginAnew();
  }
  onProgress(position);

  while (!isWhole) {
    isWhole = await patience.attempt(async () => {
      const response = await client
        .request('GET', `/api/v2/files/${job.id}`, {
          query: { download: true },
          headers: position > 0 ? { range: `bytes=${position}-`, 'if-range': etag } : {},
          signal,
        })
        .catch((error: unknown) => {
          // Nothing is behind what is here, so it is no part of this version.
          if (statusOf(error) === 416 && position > 0) return undefined;
          throw error;
        });
      if (response === undefined) {
        await beginAnew();
        return false;
      }
      const found = response.headers.get('etag') ?? '';
      const isRest = response.status === 206 && (response.headers.get('content-range') ?? '').startsWith(`bytes ${position}-`);
      if (position > 0 && !isRest) await beginAnew();
      if (found !== etag || position === 0) {
        etag = found;
        await save();
      }
      const writer = createFileWriter(handle, position);
      const end = position + Number(response.headers.get('content-length') ?? Number.NaN);
      try {
        for await (const chunk of response.stream()) {
          hash.update(chunk);
          position += chunk.byteLength;
          const pending = writer.write(chunk);
          if (pending !== undefined) {
            await pending;
            patience.progress();
            onProgress(position);
          }
        }
      } finally {
        await writer.flush();
        onProgress(position);
      }
      patience.progress();
      // A line that broke has thrown; this is an answer that was shorter than it said.
      if (position !== end && !Number.isNaN(end)) throw new TemporaryError(`the server sent ${position} of ${end} bytes`);
      return true;
    });
  }
  return { size: position, sha256: hash.digest('hex'), etag };
}

async function compare({ context, job }: Attempt, { sha256, etag, size }: Received): Promise<void> {
  let known = await job.checksum;
  if (known?.etag !== etag) {
    // It became another version between the question and the download, or is about to be.
    const again = context.checksums.of(job.id, size);
    context.checksums.flush();
    known = await again;
  }
  if (known?.etag !== etag) {
    throw new TemporaryError('it was changed on the server while it was downloaded', 'run the same command again');
  }
  if (known.sha256 !== sha256) throw new ChecksumError(sha256, known.sha256);
}
