import type { FileHandle } from 'node:fs/promises';

/** Bytes are written together from so many on. */
const batchBytes = 1024 * 1024;

/** Writes bytes one behind the other from `start` on, while the next ones come. */
export function createFileWriter(handle: FileHandle, start: number) {
  let position = start;
  let batch: Uint8Array[] = [];
  let batched = 0;
  let writing: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    await writing;
    const chunks = batch;
    const at = position;
    position += batched;
    batch = [];
    batched = 0;
    writing = writeAll(handle, chunks, at);
    // Heard by whoever waits for it next.
    writing.catch(() => undefined);
  }

  return {
    /** Answers a promise when the bytes have to wait. */
    write(chunk: Uint8Array): Promise<void> | undefined {
      batch.push(chunk);
      batched += chunk.byteLength;
      return batched < batchBytes ? undefined : flush();
    },
    async flush(): Promise<void> {
      await flush();
      await writing;
    },
  };
}

async function writeAll(handle: FileHandle, chunks: readonly Uint8Array[], start: number): Promise<void> {
  let position = start;
  let left = chunks;
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left as Uint8Array[], position);
    position += bytesWritten;
    left = behind(left, bytesWritten);
  }
}

/** What is behind the first `count` bytes. */
function behind(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count;
  const rest: Uint8Array[] = [];
  for (const chunk of chunks) {
    if (skip >= chunk.byteLength) skip -= chunk.byteLength;
    else {
      rest.push(chunk.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}
