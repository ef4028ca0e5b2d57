import type { FileCalls } from './disk-calls.ts';
import { backgroundSyncs, type FileWriter } from './disk-writer.ts';

/** Makes a file and writes it through the system's page cache. Throws what the file system throws, and then there is none. */
export async function createCachedFile(io: FileCalls, path: string): Promise<FileWriter> {
  const fd = await io.open(path, 'wx', 0o600);
  const syncs = backgroundSyncs(io, fd, 16 * 1024 * 1024);
  let failure: Error | undefined;
  let open = true;

  return {
    async append(buffers) {
      if (failure !== undefined) throw failure;
      try {
        for (let rest = buffers.filter((buffer) => buffer.length > 0); rest.length > 0;) {
          const { bytesWritten } = await io.writev(fd, rest);
          await syncs.wrote(bytesWritten);
          rest = withoutFirst(rest, bytesWritten);
        }
      } catch (error) {
        failure = error instanceof Error ? error : new Error('writing failed', { cause: error });
        throw failure;
      }
    },
    async sync() {
      if (failure !== undefined) throw failure;
      await syncs.settled();
      await io.fdatasync(fd);
    },
    async close() {
      if (!open) return;
      open = false;
      // The descriptor may be given to another file once it is closed.
      await syncs.settled().catch(() => undefined);
      await io.close(fd);
    },
  };
}

/** What is left of `buffers` when the first `bytes` were taken. */
function withoutFirst(buffers: Buffer[], bytes: number): Buffer[] {
  let skip = bytes;
  for (const [index, buffer] of buffers.entries()) {
    if (skip < buffer.length) return [buffer.subarray(skip), ...buffers.slice(index + 1)];
    skip -= buffer.length;
  }
  return [];
}
