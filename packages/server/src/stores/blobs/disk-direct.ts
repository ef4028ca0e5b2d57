import { constants } from 'node:fs';
import { hasCode, unlinkIfThere, type FileCalls } from './disk-calls.ts';
import { createFileWriter, type FileWriter } from './disk-writer.ts';

/** Bytes per write. More gain nothing, fewer cost calls (measured). */
const writeBytes = 2 * 1024 * 1024;

/** So many files at once are written directly, which takes 16 MiB in all. */
const mostFiles = 4;

/** Writes begin, are long and lie in memory at multiples of this. */
const blockBytes = 4096;

/** Some file systems take direct writes and keep them in the page cache all the same. Where they do not, there is nothing to sync. */
const syncBytes = 64 * 1024 * 1024;

type Pair = readonly [Buffer, Buffer];

/** TypeScript knows it in browsers only, and Node has none with `--jitless`. */
declare const WebAssembly: { readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer } } | undefined;

const wasmPageBytes = 64 * 1024;

/** The memory of WebAssembly is the only one in Node that is sure to begin at a page. The system gives it when it is first used. */
function allocatePairs(): Pair[] {
  if (typeof WebAssembly === 'undefined') return [];
  let memory: ArrayBuffer;
  try {
    memory = new WebAssembly.Memory({ initial: (mostFiles * 2 * writeBytes) / wasmPageBytes }).buffer;
  } catch (error) {
    // Where the process may have little address space.
    if (error instanceof RangeError) return [];
    throw error;
  }
  const at = (index: number) => Buffer.from(memory, index * writeBytes, writeBytes);
  return Array.from({ length: mostFiles }, (_, index) => [at(2 * index), at(2 * index + 1)] as const);
}

/**
 * Makes files and writes them past the page cache (O_DIRECT), where the file system can and not too many want to at once. A file that must be on
 * the disk before the answer would only be copied there: it takes a good part of an upload's processor time, throws out what is read
 * often, and lets failures of the disk come to light late.
 */
export function createDirectFiles(io: FileCalls) {
  let pairs: Promise<Pair[]> | undefined;

  function open(path: string): Promise<number> {
    return io.open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_DIRECT, 0o600);
  }

  /** Some file systems refuse the flag, and may have made the file by then; some only the write. Leaves no file. */
  async function probe(path: string, block: Buffer): Promise<boolean> {
    try {
      const fd = await open(path);
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
      await unlinkIfThere(io, path);
    }
  }

  async function prepare(path: string): Promise<Pair[]> {
    // Windows and macOS have no such flag.
    if ((constants.O_DIRECT as number | undefined) === undefined) return [];
    const allocated = allocatePairs();
    const [first] = allocated;
    return first !== undefined && (await probe(path, first[0])) ? allocated : [];
  }

  return {
    /** Undefined, and nothing has happened, when the file cannot be written directly. Throws what the file system throws. */
    async create(path: string): Promise<FileWriter | undefined> {
      pairs ??= prepare(path);
      let free: Pair[];
      try {
        free = await pairs;
      } catch (error) {
        // The disk was full, say: whoever comes next finds out anew.
        pairs = undefined;
        throw error;
      }
      const pair = free.pop();
      if (pair === undefined) return undefined;
      const [first, second] = pair;
      const release = () => {
        free.push(pair);
      };
      try {
        return createFileWriter(io, { fd: await open(path), buffers: { first, second: () => second, release }, blockBytes, syncBytes });
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}
