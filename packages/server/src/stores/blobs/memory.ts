import type { BlobInfo, BlobStore, BlobWriter } from '../../core/blobs.ts';
import { AppError } from '../../core/errors.ts';
import { blobConflict, blobMissing, checkKey } from './keys.ts';

interface MemoryBlob {
  /** As they were written, one after the other. */
  readonly pieces: readonly Buffer[];
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** Blobs in the memory of this process, gone with it. */
export function openMemoryBlobs(): BlobStore {
  const blobs = new Map<string, MemoryBlob>();
  let owner: string | undefined;

  async function create(key: string): Promise<BlobWriter> {
    checkKey(key);
    if (blobs.has(key)) throw blobConflict(key);
    const pieces: Buffer[] = [];
    return {
      write(buffers) {
        // The caller may use its buffers again.
        pieces.push(Buffer.concat(buffers));
        return undefined;
      },
      async commit() {
        if (blobs.has(key)) throw blobConflict(key);
        blobs.set(key, { pieces, sizeBytes: pieces.reduce((sum, piece) => sum + piece.length, 0), modifiedAt: new Date() });
      },
      // What was written goes with the writer.
      abort: () => Promise.resolve(),
    };
  }

  async function* read(key: string, start: number, end: number, step: number): AsyncGenerator<Buffer> {
    checkKey(key);
    const blob = blobs.get(key);
    if (blob === undefined) throw blobMissing(key);
    const last = Math.min(end, blob.sizeBytes);
    // A buffer that is lent may be changed by who borrows it, so each is a copy.
    for (let at = start; at < last; at += step) yield copy(blob.pieces, at, Math.min(at + step, last));
  }

  async function* list(): AsyncGenerator<BlobInfo> {
    for (const [key, { sizeBytes, modifiedAt }] of blobs) yield { key, sizeBytes, modifiedAt };
  }

  return {
    owner: async () => owner,
    async claim(installationId) {
      if (owner !== undefined && owner !== installationId) throw new AppError('conflict', 'The blobs belong to another installation.');
      owner = installationId;
    },
    create,
    read,
    async delete(key) {
      checkKey(key);
      blobs.delete(key);
    },
    list,
    close: () => Promise.resolve(),
  };
}

function copy(pieces: readonly Buffer[], start: number, end: number): Buffer {
  const result = Buffer.allocUnsafe(end - start);
  let offset = 0;
  for (const piece of pieces) {
    if (offset >= end) break;
    // Where the piece lies in the result; both are cut where they do not overlap.
    if (offset + piece.length > start) piece.copy(result, Math.max(0, offset - start), Math.max(0, start - offset), end - offset);
    offset += piece.length;
  }
  return result;
}
