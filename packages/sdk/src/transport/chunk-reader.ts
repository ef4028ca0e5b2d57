import type { Hasher } from './platform.ts';

/** Reads a stream in pieces of the sizes that somebody wants. */
export interface ChunkReader {
  /** A copy of as many of the next chunks as have `bytes` bytes together, fewer only at the end. */
  read(bytes: number): Promise<Uint8Array[]>;
  /** Fills the buffer; answers how much of it, less than all only at the end. */
  fill(buffer: Uint8Array): Promise<number>;
  /** How many bytes can be read without waiting, after at least one has come: 0 only at the end. */
  peek(): Promise<number>;
  /** `first`, then whatever has not been read. */
  all(first: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined>;
  /** Lets go of the stream. */
  close(): Promise<void>;
}

/** Bytes that come one chunk after the other: a Readable of Node, a ReadableStream, a generator. */
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** `hasher` is given everything that is read, in order. */
export function chunkReader(chunks: ByteStream, hasher: Hasher | undefined): ChunkReader {
  const iterator = iteratorOf(chunks);
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
        // Whoever makes the chunks may use the same memory for the next one. (`slice` of a Buffer would be the same memory.)
        found.push(new Uint8Array(chunk.subarray(0, left)));
        if (chunk.byteLength > left) rest = chunk.subarray(left);
        left -= chunk.byteLength;
      }
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
    async peek() {
      rest = await next();
      return rest?.byteLength ?? 0;
    },
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

/** Not every browser can iterate over a ReadableStream. */
function iteratorOf(chunks: ByteStream): AsyncIterator<Uint8Array, unknown, undefined> {
  if (Symbol.asyncIterator in chunks) return chunks[Symbol.asyncIterator]();
  const reader = (chunks as ReadableStream<Uint8Array>).getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

export function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let used = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, used);
    used += chunk.byteLength;
  }
  return bytes;
}
