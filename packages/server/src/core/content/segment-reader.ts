import type { BlobStore } from '../blobs.ts';
import { FRAME_BYTES, HEADER_BYTES, TAG_BYTES, corrupt, createOpener, type Opener } from './encryption.ts';
import { AppError } from '../errors.ts';
import type { Segment } from '../metadata.ts';
import { tagsKey } from './staging.ts';

/** A segment and what it must be bound to. */
export interface SegmentSource {
  /** The blob's data key. */
  readonly dek: Buffer;
  readonly blobId: string;
  readonly encrypted: boolean;
  readonly segment: Segment;
}

export interface SegmentReaderOptions {
  readonly blobs: BlobStore;
  readonly installationId: string;
  /** Default: the format's frame. */
  readonly frameBytes?: number;
  /** Plain bytes per read of the blob store, and so in one array. Default 1 MiB. */
  readonly batchBytes?: number;
}

/**
 * The plain bytes `from` (inclusive) to `to` (exclusive) of one segment, every frame verified before it is given out. Reading up to
 * the end of a segment also proves that its stored bytes end there. Buffers of plain segments are lent, as those of a BlobStore.
 * Throws `corrupt`, and what the blob store throws.
 */
export type SegmentReader = (source: SegmentSource, from: number, to: number) => AsyncGenerator<readonly Buffer[]>;

/** Half of it costs more calls and wakes the client more often; only on a machine that is busy otherwise it is quicker (measured). */
const groupBytes = 1024 * 1024;

/**
 * So many readers at once get groups with read-ahead, and hold up to three of them each while a slow client takes its time.
 * The others read frame by frame and hold one frame.
 */
const wideReaders = 16;

/** Tags of a large plain segment are read so many at a time (64 KiB, for 1 GiB of data). */
const tagsPerRead = 4096;

/** One for all segments, because it counts the readers. */
export function createSegmentReader(options: SegmentReaderOptions): SegmentReader {
  const { blobs, installationId, frameBytes = FRAME_BYTES, batchBytes = groupBytes } = options;
  const groupFrames = Math.max(1, Math.floor(batchBytes / frameBytes));
  let wide = 0;

  /** A copy of a short piece of a blob; shorter than asked for when the blob is. */
  async function readPiece(key: string, start: number, end: number): Promise<Buffer> {
    for await (const piece of blobs.read(key, start, end, end - start)) return Buffer.from(piece);
    return Buffer.alloc(0);
  }

  /** The tag of each frame of a plain segment, from the metadata or from the blob beside it. */
  async function openTags({ key, inlineTags }: Segment, opener: Opener): Promise<(frame: number) => Promise<Buffer>> {
    if (inlineTags !== null && inlineTags.length !== opener.tagsBytes) throw corrupt(`segment ${key}: length of tags`);
    opener.verifyHeader(inlineTags?.subarray(0, HEADER_BYTES) ?? (await readPiece(tagsKey(key), 0, HEADER_BYTES)));
    let block = inlineTags?.subarray(HEADER_BYTES) ?? Buffer.alloc(0);
    let blockStart = 0;
    let blockEnd = inlineTags === null ? 0 : opener.frameCount;

    return async (frame) => {
      if (frame < blockStart || frame >= blockEnd) {
        blockStart = frame;
        blockEnd = Math.min(frame + tagsPerRead, opener.frameCount);
        const length = (blockEnd - blockStart) * TAG_BYTES;
        const start = HEADER_BYTES + blockStart * TAG_BYTES;
        // At the end one byte more is asked for, which must not be there.
        block = await readPiece(tagsKey(key), start, start + length + (blockEnd === opener.frameCount ? 1 : 0));
        if (block.length !== length) throw corrupt(`segment ${key}: length of tags`);
      }
      const offset = (frame - blockStart) * TAG_BYTES;
      return block.subarray(offset, offset + TAG_BYTES);
    };
  }

  async function* readVerified({ dek, blobId, encrypted, segment }: SegmentSource, from: number, to: number): AsyncGenerator<Buffer[]> {
    const { key, salt, sizeBytes, inline } = segment;
    const context = { installationId, blobId, part: segment.part };
    const opener = createOpener({ dek, context, encrypted, segment: { key, salt, plaintextBytes: sizeBytes }, frameBytes });
    const tagOf = encrypted ? undefined : await openTags(segment, opener);
    const last = to === sizeBytes ? opener.frameCount - 1 : Math.floor((to - 1) / frameBytes);
    let next = Math.floor(from / frameBytes);

    /** Opens the next frames, as many as `stored` holds, and cuts them to the range. */
    async function open(stored: Buffer): Promise<Buffer[]> {
      const plain: Buffer[] = [];
      let position = 0;
      do {
        if (next > last) throw corrupt(`segment ${key}: too many bytes`);
        const storedEnd = position + opener.frameOffset(next + 1) - opener.frameOffset(next);
        const frame = opener.openFrame(next, stored.subarray(position, storedEnd), await tagOf?.(next));
        const frameStart = next * frameBytes;
        const wanted = frame.subarray(Math.max(from - frameStart, 0), Math.max(to - frameStart, 0));
        if (wanted.length > 0) plain.push(wanted);
        position = storedEnd;
        next += 1;
      } while (position < stored.length);
      return plain;
    }

    if (inline !== null) {
      if (inline.length !== opener.storedBytes) throw corrupt(`segment ${key}: length`);
      if (encrypted) opener.verifyHeader(inline.subarray(0, HEADER_BYTES));
      const plain = await open(inline.subarray(opener.frameOffset(next), opener.frameOffset(last + 1)));
      if (plain.length > 0) yield plain;
      return;
    }

    // At the end of the segment one byte more is asked for, which must not be there. The last frame is shorter than the others, so
    // with that byte its group is at most a full one.
    const readEnd = opener.frameOffset(last + 1) + (last === opener.frameCount - 1 ? 1 : 0);
    let headerBytes = encrypted && next === 0 ? HEADER_BYTES : 0;
    if (encrypted && next > 0) opener.verifyHeader(await readPiece(key, 0, HEADER_BYTES));

    // The first frame comes alone, with its header: the first byte leaves early, and most files have no other frame.
    while (next <= last && (headerBytes > 0 || wide >= wideReaders)) {
      const start = opener.frameOffset(next) - headerBytes;
      const end = next === last ? readEnd : opener.frameOffset(next + 1);
      const before = next;
      let plain: Buffer[] = [];
      for await (const stored of blobs.read(key, start, end, end - start)) {
        if (headerBytes > 0) opener.verifyHeader(stored.subarray(0, headerBytes));
        plain = await open(stored.subarray(headerBytes));
        headerBytes = 0;
        if (!encrypted && plain.length > 0) yield plain;
      }
      // Given out after the read is over, so that a slow client does not hold its buffer too.
      if (encrypted && plain.length > 0) yield plain;
      // The blob ends here; whether it may is decided below.
      if (next === before) break;
    }

    if (next <= last && wide < wideReaders) {
      wide += 1;
      try {
        const step = groupFrames * (frameBytes + (encrypted ? TAG_BYTES : 0));
        const groups = blobs.read(key, opener.frameOffset(next), readEnd, step);
        // Not opened ahead: the socket's own buffer feeds the client meanwhile, and the blob store reads ahead.
        for await (const stored of groups) {
          const plain = await open(stored);
          if (plain.length > 0) yield plain;
        }
      } finally {
        wide -= 1;
      }
    }
    // An empty last frame of a plain segment has no stored bytes, but a tag.
    if (next === last && opener.frameOffset(last) === opener.storedBytes) await open(Buffer.alloc(0));
    if (next <= last) throw corrupt(`segment ${key}: too few bytes`);
  }

  return async function* readSegment(source, from, to) {
    try {
      yield* readVerified(source, from, to);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') throw corrupt(`segment ${source.segment.key}: no such blob`, error);
      throw error;
    }
  };
}
