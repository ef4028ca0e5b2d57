import type { FileCalls } from './disk-calls.ts';

/** A new file that is written from its beginning to its end. Use it from one place at a time: wait for each call before the next one. */
export interface FileWriter {
  /**
   * Appends. Undefined means that all of it was copied and there is room for more; after a promise is fulfilled the buffers may change as
   * well. A failure is final, and may be one of an earlier call.
   */
  append(buffers: readonly Buffer[]): Promise<void> | undefined;
  /** Ends the file: everything that was appended is on the disk. */
  sync(): Promise<void>;
  /** Lets go of the file, whatever happened before. Calls after the first do nothing. */
  close(): Promise<void>;
}

/** What a file is written out of. */
export interface WriteBuffers {
  readonly first: Buffer;
  /** As long as the first one, which is on its way to the disk while this one is filled. Asked for once, by a file that is longer than one. */
  second(): Buffer;
  /** Nothing is read from them any more. */
  release(): void;
}

export interface FileWriterOptions {
  readonly fd: number;
  readonly buffers: WriteBuffers;
  /** Writes begin and end at multiples of so many bytes. 1 for any. */
  readonly blockBytes: number;
  /** The file is pushed to the disk in the background each time so many bytes were written. */
  readonly syncBytes: number;
}

/** Collects what is appended in buffers and writes them one after the other. Copied, so that nobody else's buffers live for as long as the disk takes. */
export function createFileWriter(io: FileCalls, { fd, buffers, blockBytes, syncBytes }: FileWriterOptions): FileWriter {
  const syncs = backgroundSyncs(io, fd, syncBytes);
  let filling = buffers.first;
  /** The one that is or was on its way to the disk. */
  let other: Buffer | undefined;
  let filled = 0;
  /** Where `filling` will go. */
  let position = 0;
  /** The last write. A failed one stays, so that everything that comes later fails with it. */
  let writing: Promise<void> = Promise.resolve();
  /** Until it has succeeded, so for ever when it has not. */
  let isWriting = false;
  let isOpen = true;

  async function write(bytes: Buffer, at: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await io.write(fd, bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
    await syncs.wrote(bytes.length);
  }

  function startWrite(): void {
    isWriting = true;
    writing = write(filling, position).then(() => {
      isWriting = false;
    });
    // Reported by the next call that waits for it.
    writing.catch(() => undefined);
    position += filling.length;
    [filling, other] = [other ?? buffers.second(), filling];
    filled = 0;
  }

  /** Copies, and stops where both buffers are full. The same buffers again, cut where it stopped; none when all were copied. */
  function copy(chunks: readonly Buffer[]): readonly Buffer[] {
    for (const [index, chunk] of chunks.entries()) {
      for (let offset = 0; offset < chunk.length;) {
        if (filled === filling.length) {
          if (isWriting) return [chunk.subarray(offset), ...chunks.slice(index + 1)];
          startWrite();
        }
        const taken = chunk.copy(filling, filled, offset);
        offset += taken;
        filled += taken;
      }
    }
    return [];
  }

  async function appendLater(chunks: readonly Buffer[]): Promise<void> {
    for (let rest = chunks; rest.length > 0; rest = copy(rest)) await writing;
  }

  return {
    append(chunks) {
      // Another file may have the buffers by now.
      if (!isOpen) throw new Error('the file is closed');
      const rest = copy(chunks);
      return rest.length === 0 ? undefined : appendLater(rest);
    },
    async sync() {
      await writing;
      // What the last write has too much, to be whole blocks, is cut off again.
      const end = Math.ceil(filled / blockBytes) * blockBytes;
      if (end > 0) await write(filling.fill(0, filled, end).subarray(0, end), position);
      if (end > filled) await io.ftruncate(fd, position + filled);
      await syncs.settled();
      await io.fdatasync(fd);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      // The descriptor may be given to another file once it is closed. The end of a write may begin a sync.
      // A failure of either keeps `sync` from succeeding; a file that is thrown away needs neither.
      await writing.catch(() => undefined);
      await syncs.settled().catch(() => undefined);
      buffers.release();
      await io.close(fd);
    },
  };
}

/**
 * Pushes a file to the disk each time `stepBytes` were written, without waiting for it, so that the last sync finds little left to do. A failure
 * stays: the kernel reports a lost page once, so no later sync is believed.
 */
function backgroundSyncs(io: FileCalls, fd: number, stepBytes: number) {
  let unsyncedBytes = 0;
  let state: 'idle' | 'running' | 'failed' = 'idle';
  let running: Promise<void> = Promise.resolve();
  return {
    /** To be called after each write. Rejects when a sync has failed before. */
    async wrote(bytes: number): Promise<void> {
      if (state === 'failed') await running;
      unsyncedBytes += bytes;
      if (state === 'running' || unsyncedBytes < stepBytes) return;
      unsyncedBytes = 0;
      state = 'running';
      running = io.fdatasync(fd).then(() => {
        state = 'idle';
      });
      // Reported by the next call that waits for it.
      running.catch(() => {
        state = 'failed';
      });
    },
    /** No sync is running; rejects when one has failed. */
    settled: (): Promise<void> => running,
  };
}
