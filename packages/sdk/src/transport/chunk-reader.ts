import { untilAborted } from './abort.ts';
import { FilewharfError, throwIfAborted } from './errors.ts';
import type { Hasher } from './platform.ts';

/** Reads a stream in pieces of the sizes that somebody wants. A `signal` ends the wait for bytes that may never come. */
export interface ChunkReader {
  /** A copy of as many of the next chunks as have `bytes` bytes together, fewer only at the end. */
  read(bytes: number, signal?: AbortSignal): Promise<Uint8Array[]>;
  /** Fills the buffer; answers how much of it, less than all only at the end. */
  fill(buffer: Uint8Array, signal?: AbortSignal): Promise<number>;
  /** How many bytes can be read without waiting, after at least one has come: 0 only at the end. */
  peek(signal?: AbortSignal): Promise<number>;
  /** `first`, then whatever has not been read. */
  all(first: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined>;
  /** Lets go of the stream, also while its next bytes are waited for. */
  close(): Promise<void>;
}

/** Bytes that come one chunk after the other: a Readable of Node without an encoding, a ReadableStream, a generator. */
export type ByteStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** `hasher` is given everything that is read, in order. */
export function chunkReader(chunks: ByteStream, hasher: Hasher | undefined): ChunkReader {
  const iterator = iteratorOf(chunks);
  let rest: Uint8Array | undefined;
  let isAtEnd = false;
  let isWaiting = false;

  async function pull(): Promise<IteratorResult<Uint8Array, unknown>> {
    isWaiting = true;
    try {
      return await iterator.next();
    } finally {
      isWaiting = false;
    }
  }

  async function next(signal?: AbortSignal): Promise<Uint8Array | undefined> {
    if (rest !== undefined) {
      const chunk = rest;
      rest = undefined;
      return chunk;
    }
    while (!isAtEnd) {
      throwIfAborted(signal);
      const { done, value } = await untilAborted(pull(), signal);
      if (done === true) isAtEnd = true;
      else {
        checkBytes(value);
        if (value.byteLength === 0) continue;
        hasher?.update(value);
        return value;
      }
    }
    return undefined;
  }

  return {
    async read(bytes, signal) {
      const found: Uint8Array[] = [];
      for (let left = bytes; left > 0;) {
        const chunk = await next(signal);
        if (chunk === undefined) break;
        // Whoever makes the chunks may use the same memory for the next one. (`slice` of a Buffer would be the same memory.)
        found.push(new Uint8Array(chunk.subarray(0, left)));
        if (chunk.byteLength > left) rest = chunk.subarray(left);
        left -= chunk.byteLength;
      }
      return found;
    },
    async fill(buffer, signal) {
      let used = 0;
      while (used < buffer.byteLength) {
        const chunk = await next(signal);
        if (chunk === undefined) break;
        const taken = chunk.subarray(0, buffer.byteLength - used);
        buffer.set(taken, used);
        used += taken.byteLength;
        if (chunk.byteLength > taken.byteLength) rest = chunk.subarray(taken.byteLength);
      }
      return used;
    },
    async peek(signal) {
      rest = await next(signal);
      return rest?.byteLength ?? 0;
    },
    async *all(first) {
      yield* first;
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
    },
    async close() {
      if (isAtEnd) return;
      isAtEnd = true;
      // The iterator of a stream of Node lets go of it neither before its first bytes nor while it waits for more.
      if ('destroy' in chunks && typeof chunks.destroy === 'function') chunks.destroy();
      const closing = iterator.return?.();
      // A generator that waits for its next bytes ends when they come, if ever.
      if (isWaiting) closing?.catch(() => undefined);
      else await closing;
    },
  };
}

/** The types of Node promise nothing of what a Readable gives: with an encoding it is text, whose bytes nobody knows any more. */
function checkBytes(chunk: unknown): void {
  if (ArrayBuffer.isView(chunk) && 'BYTES_PER_ELEMENT' in chunk && chunk.BYTES_PER_ELEMENT === 1) return;
  throw new FilewharfError(`The stream gives ${typeof chunk === 'string' ? 'text' : 'something else'}, not bytes`);
}

/** Not every browser can iterate over a ReadableStream, and where it can, it cannot be cancelled while it waits. */
function iteratorOf(chunks: ByteStream): AsyncIterator<Uint8Array, unknown, undefined> {
  if (!('getReader' in chunks)) return chunks[Symbol.asyncIterator]();
  const reader = chunks.getReader();
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
