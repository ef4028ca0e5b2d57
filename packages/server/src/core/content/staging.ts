import type { BlobStore, BlobWriter } from '../blobs.ts';
import type { BlobKey } from './contents.ts';
import { createSealer } from './encryption.ts';
import { AppError } from '../errors.ts';
import type { Segment } from '../metadata.ts';

/** A segment whose bytes are durable (or `inline`), ready to be put into the metadata. */
export type StagedSegment = Segment;

export interface StageOptions {
  readonly blob: Pick<BlobKey, 'id' | 'dek'>;
  /** 0 for a plain upload, the number of the chunk else. */
  readonly part: number;
  readonly encrypted: boolean;
  /** More bytes than this are `too_large`. `Infinity` for no limit. */
  readonly maxBytes: number;
  /** What is thrown for more bytes instead. */
  readonly tooLarge?: () => AppError;
  /** False: goes into the blob store however small it is, but for no bytes at all. Default true. */
  readonly mayInline?: boolean;
}

/** One segment being received. Use it from one place at a time. */
export interface Stage {
  /** How many bytes were written. */
  readonly sizeBytes: number;
  /**
   * Takes the next bytes, which must not change any more. Undefined means go on at once; a promise must be waited for before the
   * next call: the disk is slower than the network. Throws `too_large`; throws or rejects with what the blob store throws.
   * After a failure only `abort` may follow.
   */
  write(chunk: Buffer): Promise<void> | undefined;
  /** Ends the segment: when the promise is fulfilled its bytes are durable or in `inline`. After a failure nothing is left behind. */
  finish(): Promise<StagedSegment>;
  /** Throws away what was received. Does nothing after `finish`. */
  abort(): Promise<void>;
}

/**
 * Sealed bytes are handed to the blob store so many at a time, while the processor still has them at hand: fewer cost turns of the event
 * loop, more are slower (measured). How many it writes at once is the store's affair.
 */
const batchedBytes = 256 * 1024;

/** With more uploads at once than this, each hands over half as much at a time, so that their sum stays small. */
const fewUploads = 4;

/**
 * Chunks shorter than this are copied together: a client that sends its file byte by byte would make us hold a Buffer object, ten
 * times the size of its content, for each.
 */
const crumbBytes = 1024;
const crumbBufferBytes = 16 * 1024;

/** Tags of a plain segment up to this length (a segment of about 64 MiB) go into the metadata, so they cost no file of their own. */
const inlineTagsBytes = 4096;

/** The key of the blob that holds a large plain segment's tags. */
export function tagsKey(key: string): string {
  return `${key}.tags`;
}

export interface StagingOptions {
  readonly blobs: BlobStore;
  readonly installationId: string;
  readonly inlineBytes: number;
  readonly frameBytes?: number;
  readonly batchBytes?: number;
}

/** Where segments are received: sealed as they come, kept in memory while small, then streamed into the blob store. */
export function createStaging({ blobs, installationId, inlineBytes, frameBytes, batchBytes = batchedBytes }: StagingOptions) {
  /** Stages that have a writer. */
  let writing = 0;

  async function store(key: string, bytes: Buffer): Promise<void> {
    const writer = await blobs.create(key);
    try {
      await writer.write([bytes]);
      await writer.commit();
    } catch (error) {
      await writer.abort();
      throw error;
    }
  }

  function stage({ blob, part, encrypted, maxBytes, tooLarge, mayInline = true }: StageOptions): Stage {
    const mostInlineBytes = mayInline ? inlineBytes : 0;
    const context = { installationId, blobId: blob.id, part };
    const sealer = createSealer({ dek: blob.dek, context, encrypted, ...(frameBytes === undefined ? {} : { frameBytes }) });
    let sizeBytes = 0;
    let ended = false;

    /** Sealed bytes that no write has taken yet. */
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    let crumbs: Buffer | undefined;
    let crumbsLength = 0;

    let writer: BlobWriter | undefined;
    /** The last write. A failed one stays, so that everything that comes later fails with it. */
    let lastWrite: Promise<void> = Promise.resolve();
    let busy = false;
    let waiting = false;

    function keep(stored: readonly Buffer[]): void {
      for (const buffer of stored) {
        pending.push(buffer);
        pendingBytes += buffer.length;
      }
    }

    function sealCrumbs(): void {
      if (crumbs === undefined) return;
      keep(sealer.push(crumbs.subarray(0, crumbsLength)));
      // A plain segment keeps the buffer itself.
      crumbs = undefined;
      crumbsLength = 0;
    }

    function take(chunk: Buffer): void {
      if (chunk.length >= crumbBytes) {
        sealCrumbs();
        keep(sealer.push(chunk));
        return;
      }
      crumbs ??= Buffer.allocUnsafe(crumbBufferBytes);
      crumbsLength += chunk.copy(crumbs, crumbsLength);
      if (crumbsLength + crumbBytes > crumbBufferBytes) sealCrumbs();
    }

    async function writePending(): Promise<void> {
      const batch = pending;
      pending = [];
      pendingBytes = 0;
      if (writer === undefined) {
        writer = await blobs.create(sealer.key);
        writing += 1;
      }
      await writer.write(batch);
      busy = false;
    }

    function startWrite(): void {
      busy = true;
      lastWrite = writePending();
      // Reported by the next call that waits for it.
      lastWrite.catch(() => undefined);
    }

    async function writeAfterLast(): Promise<void> {
      waiting = true;
      await lastWrite;
      waiting = false;
      startWrite();
    }

    async function close(): Promise<void> {
      ended = true;
      // Most small files end here: nothing of them was ever to be written.
      if (writer === undefined && !busy) return;
      await lastWrite.catch(() => undefined);
      if (writer === undefined) return;
      writing -= 1;
      await writer.abort();
    }

    async function storeRest(tags: Buffer | null): Promise<void> {
      await lastWrite;
      await writePending();
      if (writer === undefined) throw new Error('there is nothing to commit');
      if (tags !== null && tags.length > inlineTagsBytes) await store(tagsKey(sealer.key), tags);
      try {
        await writer.commit();
      } catch (error) {
        await blobs.delete(tagsKey(sealer.key));
        throw error;
      }
    }

    return {
      get sizeBytes() {
        return sizeBytes;
      },
      write(chunk) {
        if (ended || waiting) throw new Error(ended ? 'the stage is over' : 'wait for the promise of the last write');
        if (sizeBytes + chunk.length > maxBytes) {
          throw tooLarge?.() ?? new AppError('too_large', `The upload is larger than ${maxBytes} bytes.`);
        }
        sizeBytes += chunk.length;
        take(chunk);
        const enough = writing > fewUploads ? batchBytes / 2 : batchBytes;
        if (pendingBytes < enough || sizeBytes <= mostInlineBytes) return undefined;
        if (busy) return writeAfterLast();
        startWrite();
        return undefined;
      },
      async finish() {
        if (ended || waiting) throw new Error(ended ? 'the stage is over' : 'wait for the promise of the last write');
        ended = true;
        try {
          sealCrumbs();
          keep(sealer.finish());
          const tags = encrypted ? null : sealer.tags();
          const inline = sizeBytes <= mostInlineBytes ? Buffer.concat(pending, pendingBytes) : null;
          if (inline === null) await storeRest(tags);
          const inlineTags = tags !== null && (inline !== null || tags.length <= inlineTagsBytes) ? tags : null;
          return { key: sealer.key, part, salt: sealer.salt, sizeBytes, inline, inlineTags };
        } finally {
          // `abort` of a writer that has committed does nothing.
          await close();
        }
      },
      async abort() {
        if (!ended) await close();
      },
    };
  }

  return { stage };
}
