import type { FileCalls } from './disk-calls.ts';
import { createFileWriter, type FileWriter } from './disk-writer.ts';

/** Bytes per write, and of files beyond `fewFiles` at once. A file has two buffers of this, even while its sender is slow. */
const writeBytes = 256 * 1024;
const manyWriteBytes = 64 * 1024;
const fewFiles = 32;

/** The last sync finds little left to do. */
const syncBytes = 16 * 1024 * 1024;

/** Makes files and writes them through the system's page cache. */
export function createCachedFiles(io: FileCalls) {
  let files = 0;
  return {
    /** Throws what the file system throws, and then there is none. */
    async create(path: string): Promise<FileWriter> {
      const length = files < fewFiles ? writeBytes : manyWriteBytes;
      const first = Buffer.allocUnsafeSlow(length);
      const fd = await io.open(path, 'wx', 0o600);
      files += 1;
      const release = () => {
        files -= 1;
      };
      return createFileWriter(io, {
        fd,
        buffers: { first, second: () => Buffer.allocUnsafeSlow(length), release },
        blockBytes: 1,
        syncBytes,
      });
    },
  };
}
