import type { BlobStore, BlobWriter } from '../blobs.ts';
import type { BlobKey } from './contents.ts';
import { createSealer } from './encryption.ts';
import { AppError, diskFull } from '../errors.ts';
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
   * next call: the store needs time. Throws `too_large`, or `unavailable` when there is no room; throws or rejects with what the blob store
   * throws.
   * After a failure only `abort` may follow.
   */
  write(chunk: Buffer): Promise<void> | undefined;
  /** Ends the segment: when the promise is fulfilled its bytes are durable or in `inline`. After a failure nothing is left behind. */
  finish(): Promise<StagedSegment>;
  /** Throws away what was received. Does nothing after `finish`. */
  abort(): Promise<void>;
}

/**
 * A blob is opened when more bytes than this have come, or at the end: a file that is shorter, and may have to wait for others of its request,
 * holds neither a descriptor nor what the store writes from.
 */
const heldBytes = 128 * 1024;

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
  readonly hasRoom?: () => boolean;
  readonly frameBytes?: number;
  readonly batchBytes?: number;
}

/** Where segments are received: sealed as they come, kept in memory while small, then streamed into the blob store. */
export function createStaging({
  blobs,
  installationId,
  inlineBytes,
  hasRoom = () => true,
  frameBytes,
  batchBytes = heldBytes,
}: StagingOptions) {
  function requireRoom(): void {
    if (!hasRoom()) throw diskFull();
  }

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
    const mostHeldBytes = Math.max(mostInlineBytes, batchBytes);
    const context = { installationId, blobId: blob.id, part };
    const sealer = createSealer({ dek: blob.dek, context, encrypted, ...(frameBytes === undefined ? {} : { frameBytes }) });
    let sizeBytes = 0;
    let ended = false;
    let waiting = false;

    let crumbs: Buffer | undefined;
    let crumbsLength = 0;
    /** Sealed bytes as long as there is no writer. */
    const pending: Buffer[] = [];
    let writer: BlobWriter | undefined;
    /** The last step that had to be waited for. */
    let lastStep: Promise<void> | undefined;

    function sealCrumbs(): Buffer[] {
      if (crumbs === undefined) return [];
      const sealed = sealer.push(crumbs.subarray(0, crumbsLength));
      // A plain segment keeps the buffer itself.
      crumbs = undefined;
      crumbsLength = 0;
      return sealed;
    }

    function seal(chunk: Buffer): Buffer[] {
      if (chunk.length >= crumbBytes) return crumbs === undefined ? sealer.push(chunk) : [...sealCrumbs(), ...sealer.push(chunk)];
      crumbs ??= Buffer.allocUnsafe(crumbBufferBytes);
      crumbsLength += chunk.copy(crumbs, crumbsLength);
      return crumbsLength + crumbBytes > crumbBufferBytes ? sealCrumbs() : [];
    }

    async function openWriter(): Promise<BlobWriter> {
      requireRoom();
      writer = await blobs.create(sealer.key);
      await writer.write(pending.splice(0));
      return writer;
    }

    function handOver(sealed: readonly Buffer[]): Promise<unknown> | undefined {
      if (writer !== undefined) {
        requireRoom();
        return writer.write(sealed);
      }
      pending.push(...sealed);
      return sizeBytes > mostHeldBytes ? openWriter() : undefined;
    }

    async function close(): Promise<void> {
      ended = true;
      // Most small files end here: nothing of them was ever to be written.
      if (lastStep === undefined && writer === undefined) return;
      // Whoever called `write` has been told.
      await lastStep?.catch(() => undefined);
      await writer?.abort();
    }

    async function storeRest(sealed: readonly Buffer[], tags: Buffer | null): Promise<void> {
      const opened = writer ?? (await openWriter());
      await opened.write(sealed);
      if (tags !== null && tags.length > inlineTagsBytes) await store(tagsKey(sealer.key), tags);
      try {
        await opened.commit();
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
        const step = handOver(seal(chunk));
        if (step === undefined) return undefined;
        waiting = true;
        lastStep = step.then(() => {
          waiting = false;
        });
        return lastStep;
      },
      async finish() {
        if (ended || waiting) throw new Error(ended ? 'the stage is over' : 'wait for the promise of the last write');
        ended = true;
        try {
          const rest = [...sealCrumbs(), ...sealer.finish()];
          const tags = encrypted ? null : sealer.tags();
          const inline = sizeBytes <= mostInlineBytes ? Buffer.concat([...pending, ...rest]) : null;
          if (inline === null) await storeRest(rest, tags);
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
