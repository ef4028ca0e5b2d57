import type { Hasher } from './platform.ts';

/** Reads a stream in pieces of the sizes that somebody wants. */
export interface ChunkReader {
  /** As many of the next chunks as have `bytes` bytes together, fewer only at the end. */
  read(bytes: number): Promise<Uint8Array[]>;
  /** Fills the buffer; answers how much of it, less than all only at the end. */
  fill(buffer: Uint8Array): Promise<number>;
  /** True when everything has been read. Known only after a `read` or `fill` that met the end. */
  isAtEnd(): boolean;
  /** `first`, then whatever has not been read. */
  all(first: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined>;
  /** Lets go of the stream. */
  close(): Promise<void>;
}

/** `hasher` is given everything that is read, in order. */
export function chunkReader(chunks: AsyncIterable<Uint8Array>, hasher: Hasher | undefined): ChunkReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array | undefined;
  let isAtEnd = false;

  async function next(): Promise<Uint8Array | undefined> {
    if (rest !== undefined) {
      const chunk = rest;
      rest = undefined;
      return chunk;
    }
    while (!isAtEnd) {
      const { done, value } = await iterator.next();
      if (done === true) isAtEnd = true;
      else if (value.byteLength > 0) {
        hasher?.update(value);
        return value;
      }
    }
    return undefined;
  }

  return {
    async read(bytes) {
      const found: Uint8Array[] = [];
      for (let left = bytes; left > 0;) {
        const chunk = await next();
        if (chunk === undefined) break;
        found.push(chunk.subarray(0, left));
        if (chunk.byteLength > left) rest = chunk.subarray(left);
        left -= chunk.byteLength;
      }
      if (rest === undefined && !isAtEnd) rest = await next();
      return found;
    },
    async fill(buffer) {
      let used = 0;
      while (used < buffer.byteLength) {
        const chunk = await next();
        if (chunk === undefined) break;
        const taken = chunk.subarray(0, buffer.byteLength - used);
        buffer.set(taken, used);
        used += taken.byteLength;
        if (chunk.byteLength > taken.byteLength) rest = chunk.subarray(taken.byteLength);
      }
      return used;
    },
    isAtEnd: () => isAtEnd && rest === undefined,
    async *all(first) {
      yield* first;
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
    },
    async close() {
      if (!isAtEnd) await iterator.return?.();
      isAtEnd = true;
    },
  };
}

export function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let used = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, used);
    used += chunk.byteLength;
  }
  return bytes;
}
