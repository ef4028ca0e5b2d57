import type { BlobStore } from '../blobs.ts';
import { corrupt, manifestBytes, manifestMac, verifyManifest, type Manifest } from './encryption.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Keyring, WrappedKey } from './master-key.ts';
import type { Segment } from '../metadata.ts';
import { createSegmentReader } from './segment-reader.ts';
import { createStaging, tagsKey, type Stage, type StagedSegment, type StageOptions } from './staging.ts';

export type { Stage, StagedSegment, StageOptions } from './staging.ts';

/** A blob whose data key is at hand: what bytes are staged under. */
export interface BlobKey {
  readonly id: string;
  /** 32 bytes; never stored. */
  readonly dek: Buffer;
  /** What is stored of it. */
  readonly wrapped: WrappedKey;
}

/** Everything that is needed to read a file's bytes, as the metadata keeps it. `segments` in the order of the bytes. */
export interface Content {
  readonly blobId: string;
  readonly wrapped: WrappedKey;
  readonly encrypted: boolean;
  readonly sizeBytes: number;
  readonly mac: Buffer;
  readonly segments: readonly Segment[];
}

/** The bytes of files: staged, sealed, kept in the blob store or (small ones) in the metadata, and read back verified. */
export interface Contents {
  /** A new blob with a fresh data key. Nothing is stored. */
  newBlob(): BlobKey;
  /** A blob whose wrapped key was stored, to stage more segments of it. Throws `corrupt`. */
  openBlob(id: string, wrapped: WrappedKey): BlobKey;

  /** Starts a segment. Every stage must end in `finish` or `abort`. */
  stage(options: StageOptions): Stage;
  /**
   * The same bytes in the other form, for a client that says `encrypt=false` (or true) after its bytes arrived: a copy through
   * memory, a few MiB at a time. The old segment is discarded; when the copy fails it is kept. Nothing happens when the forms are the same.
   */
  restage(staged: StagedSegment, blob: BlobKey, encrypted: { readonly from: boolean; readonly to: boolean }): Promise<StagedSegment>;
  /** The total and the manifest MAC to store when these segments, in this order, become a file. At least one (an empty one for an empty file). */
  seal(blob: BlobKey, encrypted: boolean, segments: readonly SegmentRow[]): { sizeBytes: number; mac: Buffer };

  /**
   * The plain bytes from `start` (inclusive) to `end` (exclusive) in arrays of about 1 MiB, each ready for one corked write.
   * Every byte was verified before it is given out. The buffers of unencrypted content are lent: they may be overwritten as soon as
   * the next array is asked for or the iteration is ended. Ending the iteration early frees everything.
   * Throws `corrupt` for any mismatch, a short, long or missing blob (perhaps after good bytes), `range_not_satisfiable` for a range
   * outside of the file, and what the blob store throws.
   */
  read(content: Content, start: number, end: number): AsyncIterable<readonly Buffer[]>;

  /** Removes what a stage left in the blob store. For segments that did not make it into the metadata. */
  discard(staged: StagedSegment): Promise<void>;
  /** Removes a segment's stored bytes from the blob store by its key. Succeeds when there are none. */
  remove(key: string): Promise<void>;
}

/** A segment without its bytes: what the manifest binds. */
export type SegmentRow = Pick<Segment, 'key' | 'part' | 'salt' | 'sizeBytes'>;

export interface ContentsOptions {
  readonly blobs: BlobStore;
  readonly keyring: Keyring;
  readonly installationId: string;
  /** Segments of at most so many plain bytes are given back for the metadata and never touch the blob store. */
  readonly inlineBytes: number;
  /** Whether the blob store may be given more bytes (`MetadataStore.hasRoom`). Default: always. */
  readonly hasRoom?: () => boolean;
  /** Only tests change these. Defaults: the format's frame; and what `staging.ts` holds and `segment-reader.ts` reads at a time. */
  readonly frameBytes?: number;
  readonly batchBytes?: number;
}

interface OpenedBlob {
  readonly content: Pick<Content, 'wrapped' | 'mac'>;
  readonly manifest: Buffer;
  readonly dek: Buffer;
}

/** Manifests beyond this length (about 75 segments) are not remembered: they would cost more memory than time. */
const rememberedManifestBytes = 4096;
const rememberedBlobs = 512;

/** One per process: it bounds what all transfers together hold in memory. */
export function createContents(options: ContentsOptions): Contents {
  const { blobs, keyring } = options;
  const staging = createStaging(options);
  const readSegment = createSegmentReader(options);
  /** Least recently used first. */
  const opened = new Map<string, OpenedBlob>();

  /** The data key of content whose manifest is proven. */
  function open(content: Content): Buffer {
    const { blobId, wrapped, mac } = content;
    const claimed = manifestOf(content);
    const manifest = manifestBytes(claimed);
    const known = opened.get(blobId);
    if (
      known?.manifest.equals(manifest) &&
      known.content.mac.equals(mac) &&
      known.content.wrapped.version === wrapped.version &&
      known.content.wrapped.bytes.equals(wrapped.bytes)
    ) {
      opened.delete(blobId);
      opened.set(blobId, known);
      return known.dek;
    }
    const dek = keyring.unwrap(blobId, wrapped);
    verifyManifest(dek, claimed, mac);
    if (manifest.length <= rememberedManifestBytes) {
      opened.delete(blobId);
      opened.set(blobId, { content: { wrapped, mac }, manifest, dek });
      for (const oldest of opened.keys()) {
        if (opened.size <= rememberedBlobs) break;
        opened.delete(oldest);
      }
    }
    return dek;
  }

  async function* read(content: Content, start: number, end: number): AsyncGenerator<readonly Buffer[]> {
    if (!(start >= 0 && start <= end && end <= content.sizeBytes)) {
      throw new AppError('range_not_satisfiable', `The file has ${content.sizeBytes} bytes.`);
    }
    const dek = open(content);
    let segmentStart = 0;
    for (const segment of content.segments) {
      const segmentEnd = segmentStart + segment.sizeBytes;
      // Empty segments at the edges are opened as well, so that damage of an empty file is noticed too.
      const wanted = segment.sizeBytes > 0 ? segmentStart < end && segmentEnd > start : segmentStart >= start && segmentStart <= end;
      if (wanted) {
        const from = Math.max(start - segmentStart, 0);
        const to = Math.min(end - segmentStart, segment.sizeBytes);
        yield* readSegment({ dek, blobId: content.blobId, encrypted: content.encrypted, segment }, from, to);
      }
      segmentStart = segmentEnd;
    }
  }

  async function remove(key: string): Promise<void> {
    await Promise.all([blobs.delete(key), blobs.delete(tagsKey(key))]);
  }

  async function discard(staged: StagedSegment): Promise<void> {
    if (staged.inline === null) await remove(staged.key);
  }

  return {
    newBlob() {
      const id = newId('blob');
      return { id, ...keyring.newBlobKey(id) };
    },
    openBlob: (id, wrapped) => ({ id, dek: keyring.unwrap(id, wrapped), wrapped }),
    stage: staging.stage,
    async restage(staged, blob, { from, to }) {
      if (from === to) return staged;
      const stage = staging.stage({ blob, part: staged.part, encrypted: to, maxBytes: staged.sizeBytes });
      let copy: StagedSegment;
      try {
        const source = { dek: blob.dek, blobId: blob.id, encrypted: from, segment: staged };
        for await (const buffers of readSegment(source, 0, staged.sizeBytes)) {
          // The buffers of a plain segment are lent; an encrypting stage is done with them when `write` returns.
          for (const buffer of buffers) await stage.write(buffer);
        }
        copy = await stage.finish();
      } catch (error) {
        await stage.abort();
        throw error;
      }
      await discard(staged);
      return copy;
    },
    seal(blob, encrypted, segments) {
      if (segments.length === 0) throw corrupt(`blob ${blob.id}: no segments`);
      const sizeBytes = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
      return { sizeBytes, mac: manifestMac(blob.dek, manifestOf({ blobId: blob.id, encrypted, sizeBytes, segments })) };
    },
    read,
    discard,
    remove,
  };
}

function manifestOf({
  blobId,
  encrypted,
  sizeBytes,
  segments,
}: Omit<Manifest, 'segments'> & { readonly segments: readonly SegmentRow[] }): Manifest {
  return {
    blobId,
    encrypted,
    sizeBytes,
    segments: segments.map(({ key, part, salt, sizeBytes: plaintextBytes }) => ({ key, part, salt, plaintextBytes })),
  };
}
