import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Upload } from '@filewharf/sdk';
import { hashRange, readInto, type FileState } from './file-bytes.ts';
import type { Slot } from './slots.ts';

export interface Chunk {
  readonly index: number;
  readonly bytes: Buffer;
}

/**
 * Reads the chunks that the server does not have, one after the other, whoever asks, and hashes the file on the way: only what the server
 * has from an earlier command is read for its hash alone.
 */
export function chunkReader(
  handle: FileHandle,
  { size }: FileState,
  { chunk_size: chunkSize, received }: Pick<Upload, 'chunk_size' | 'received'>,
  signal: AbortSignal,
) {
  const there = new Set(received);
  const lengthOf = (index: number): number => Math.max(0, Math.min(chunkSize, size - index * chunkSize));
  const total = Math.ceil(size / chunkSize);
  const hash = createHash('sha256');
  let index = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function skipReceived(slot: Slot): Promise<void> {
    for (; index < total && there.has(index); index += 1) {
      const start = index * chunkSize;
      await hashRange(handle, slot.buffer(lengthOf(index)), { start, end: start + lengthOf(index), hash, signal });
    }
  }

  return {
    /** How many `next` has to be asked for. */
    missing: total - [...there].filter((one) => one < total).length,
    receivedBytes: [...there].reduce((sum, one) => sum + lengthOf(one), 0),
    /** The next one, in the slot's buffer; undefined when there is none. */
    next(slot: Slot): Promise<Chunk | undefined> {
      const read = last.then(async () => {
        await skipReceived(slot);
        if (index >= total) return undefined;
        const chunk = { index, bytes: slot.buffer(lengthOf(index)) };
        await readInto(handle, chunk.bytes, index * chunkSize, hash);
        index += 1;
        return chunk;
      });
      last = read.catch(() => undefined);
      return read;
    },
    /** SHA-256 of the whole file. */
    async finish(slot: Slot): Promise<string> {
      await skipReceived(slot);
      return hash.digest('hex');
    },
  };
}
