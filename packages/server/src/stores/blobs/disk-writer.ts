import { constants } from 'node:fs';
import { hasCode, type FileCalls } from './disk-calls.ts';

/** A new file that is written from its beginning to its end. Use it from one place at a time: wait for each call before the next one. */
export interface FileWriter {
  /** Appends. A failure is final, and may be one of an earlier call. */
  append(buffers: readonly Buffer[]): Promise<void>;
  /** Ends the file: everything that was appended is on the disk. */
  sync(): Promise<void>;
  /** Lets go of the file, whatever happened before. Calls after the first do nothing. */
  close(): Promise<void>;
}

/** Bytes per write of the files that share `largePairs`, and of the others. */
const largeBytes = 2 * 1024 * 1024;
const smallBytes = 256 * 1024;

/** So many files at once have large buffers, which takes 32 MiB. */
const largePairs = 8;

/** Direct writes begin, are long and lie in memory at multiples of this. */
const blockBytes = 4096;

/** Without direct writes bytes are pushed to the disk in the background each time so many were written: `sync` finds little left to do. */
const backgroundSyncBytes = 16 * 1024 * 1024;

/** One is filled while the other is on its way to the disk. */
type Pair = readonly [Buffer, Buffer];

interface Destination {
  readonly fd: number;
  readonly direct: boolean;
}

/** TypeScript knows it in browsers only. */
declare const WebAssembly: { readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer } };

const wasmPageBytes = 64 * 1024;

/** The memory of WebAssembly is the only one in Node that is sure to begin at a page. The system gives it when it is first used. */
function allocateLargePairs(): Pair[] {
  let memory: ArrayBuffer;
  try {
    memory = new WebAssembly.Memory({ initial: (largePairs * 2 * largeBytes) / wasmPageBytes }).buffer;
  } catch (error) {
    // Where the process may have little address space.
    if (error instanceof RangeError) return [];
    throw error;
  }
  const at = (index: number) => Buffer.from(memory, index * largeBytes, largeBytes);
  return Array.from({ length: largePairs }, (_, index) => [at(2 * index), at(2 * index + 1)] as const);
}

/**
 * Makes files and writes them past the page cache (O_DIRECT) where the file system can. A file that must be on the disk before the answer
 * would only be copied there: it takes a good part of an upload's processor time, throws out what is read often, and lets failures of the disk
 * come to light late.
 */
export function createFileWriters(io: FileCalls) {
  let pairs: Pair[] | undefined;
  let supportsDirect: Promise<boolean> | undefined;

  function openDirect(path: string): Promise<number> {
    return io.open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_DIRECT, 0o600);
  }

  /** Some file systems refuse the flag, some only the write. `path` is free, and is free again afterwards. */
  async function probe(path: string, block: Buffer): Promise<boolean> {
    // Windows and macOS have no such flag.
    if ((constants.O_DIRECT as number | undefined) === undefined) return false;
    let made = false;
    try {
      const fd = await openDirect(path);
      made = true;
      try {
        await io.write(fd, block, 0, blockBytes, 0);
      } finally {
        await io.close(fd);
      }
      return true;
    } catch (error) {
      if (hasCode(error, 'EINVAL') || hasCode(error, 'ENOTSUP')) return false;
      throw error;
    } finally {
      if (made) await io.unlink(path);
    }
  }

  async function openFile(path: string, large: Pair | undefined): Promise<Destination> {
    if (large !== undefined) {
      supportsDirect ??= probe(path, large[0]);
      try {
        if (await supportsDirect) return { fd: await openDirect(path), direct: true };
      } catch (error) {
        supportsDirect = undefined;
        throw error;
      }
    }
    return { fd: await io.open(path, 'wx', 0o600), direct: false };
  }

  return {
    /** Makes the file. Throws what the file system throws, and then there is none. */
    async create(path: string): Promise<FileWriter> {
      pairs ??= allocateLargePairs();
      const free = pairs;
      const large = free.pop();
      const giveBack = () => {
        if (large !== undefined) free.push(large);
      };
      try {
        const destination = await openFile(path, large);
        return fileWriter(io, destination, large ?? [Buffer.allocUnsafeSlow(smallBytes), Buffer.allocUnsafeSlow(smallBytes)], giveBack);
      } catch (error) {
        giveBack();
        throw error;
      }
    },
  };
}

function fileWriter(io: FileCalls, { fd, direct }: Destination, pair: Pair, giveBack: () => void): FileWriter {
  let [filling, idle] = pair;
  let filled = 0;
  /** Where `filling` will go. */
  let position = 0;
  /** The last write, and a sync in the background. A failure stays, so that everything that comes later fails with it. */
  let writing: Promise<void> = Promise.resolve();
  let syncing: Promise<void> = Promise.resolve();
  let sync: 'idle' | 'running' | 'failed' = 'idle';
  let syncedBytes = 0;
  let open = true;

  async function write(bytes: Buffer, at: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await io.write(fd, bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
  }

  /** The kernel reports a lost page once, so after a failure no later sync is believed. */
  function syncInBackground(): void {
    if (direct || sync === 'running' || position - syncedBytes < backgroundSyncBytes) return;
    sync = 'running';
    syncedBytes = position;
    syncing = io.fdatasync(fd).then(() => {
      sync = 'idle';
    });
    syncing.catch(() => {
      sync = 'failed';
    });
  }

  async function writeFull(): Promise<void> {
    await writing;
    if (sync === 'failed') await syncing;
    syncInBackground();
    writing = write(filling, position);
    // Reported by the next call that waits for it.
    writing.catch(() => undefined);
    position += filling.length;
    [filling, idle] = [idle, filling];
    filled = 0;
  }

  return {
    async append(buffers) {
      for (const buffer of buffers) {
        for (let offset = 0; offset < buffer.length;) {
          const taken = buffer.copy(filling, filled, offset);
          offset += taken;
          filled += taken;
          if (filled === filling.length) await writeFull();
        }
      }
    },
    async sync() {
      await writing;
      // A direct write is whole blocks; what the last one has too much is cut off again.
      const end = direct ? Math.ceil(filled / blockBytes) * blockBytes : filled;
      if (end > 0) await write(filling.fill(0, filled, end).subarray(0, end), position);
      if (end > filled) await io.ftruncate(fd, position + filled);
      await syncing;
      await io.fdatasync(fd);
    },
    async close() {
      if (!open) return;
      open = false;
      // The descriptor may be given to another file once it is closed.
      await Promise.allSettled([writing, syncing]);
      giveBack();
      await io.close(fd);
    },
  };
}
