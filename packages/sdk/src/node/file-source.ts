import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { FilewharfError } from '../transport/errors.ts';
import type { Source } from '../transport/source.ts';
import type { Content, Take } from '../transport/send.ts';
import { bufferBytes, giveBuffer, takeBuffer } from './buffers.ts';

/** A file on disk: any piece of it can be read, any number of times. Its size is what it was when it was opened. */
export async function openFileSource(path: string): Promise<Source> {
  const handle = await open(path, 'r');
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new FilewharfError(`${path} is not a regular file`);
    return {
      name: basename(path),
      size: found.size,
      mtime: found.mtime,
      slice: (start, end) => fileContent(handle, path, start, end),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function fileContent(handle: FileHandle, path: string, start: number, end: number): Content {
  return {
    size: end - start,
    repeatable: true,
    write: (take) => readPooled(handle, path, start, end, take),
    async toBlob() {
      const bytes = new Uint8Array(end - start);
      let used = 0;
      await readPooled(handle, path, start, end, (chunk) => {
        bytes.set(chunk, used);
        used += chunk.byteLength;
      });
      return new Blob([bytes]);
    },
  };
}

/** So much is read first, and more as long as it goes out within so many milliseconds: who waits on a slow line wants to see it move. */
const firstBytes = 128 * 1024;
const quickMs = 50;

/** Reads the next buffer while the one before is on its way. */
async function readPooled(handle: FileHandle, path: string, start: number, end: number, take: Take): Promise<void> {
  let position = start;
  let taken: Promise<void> | void = undefined;
  let isDone = false;
  let most = firstBytes;
  let since = performance.now();
  const buffers = [takeBuffer(), takeBuffer()];
  try {
    for (let turn = 0; position < end; turn += 1) {
      const buffer = buffers[turn % 2] as Uint8Array;
      const wanted = Math.min(most, end - position);
      const [{ bytesRead }] = await Promise.all([handle.read(buffer, 0, wanted, position), taken]);
      if (bytesRead === 0) throw new FilewharfError(`${path} became shorter while it was read`);
      position += bytesRead;
      const now = performance.now();
      if (now - since < quickMs) most = Math.min(most * 2, bufferBytes);
      since = now;
      taken = take(buffer.subarray(0, bytesRead));
      // Whoever fails while the next read runs is heard by Promise.all.
      taken?.catch(() => undefined);
    }
    await taken;
    isDone = true;
  } finally {
    // When something failed, a buffer may still be on its way to the network: it is left to the garbage collector.
    if (isDone) for (const buffer of buffers) giveBuffer(buffer);
  }
}
