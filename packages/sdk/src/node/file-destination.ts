import { link, open, readFile, rename, rm, stat, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Destination } from '../transport/destination.ts';
import { FilewharfError } from '../transport/errors.ts';
import type { FileDestinationOptions } from '../transport/platform.ts';
import { bufferBytes, giveBuffer, takeBuffer } from './buffers.ts';

/** Bytes are written together from so many on. */
const batchBytes = 1024 * 1024;
/** So many are made durable at a time, while the next ones arrive. */
const syncBytes = 32 * 1024 * 1024;

/**
 * A file that appears under its name when all its bytes are on disk. Until then they are in `<path>.partial`, and the entity tag that they
 * belong to in `<path>.partial.etag`: with `resume` both stay after a failure, and the next download goes on there; else they are removed.
 */
export async function openFileDestination(path: string, { resume, overwrite }: FileDestinationOptions): Promise<Destination> {
  const partial = `${path}.partial`;
  const etagFile = `${partial}.etag`;
  if (!overwrite && (await exists(path))) throw new FilewharfError(`${path} exists`);
  const etag = resume ? await readTag(etagFile) : undefined;
  // Whoever else writes a file of this name keeps it, and finds out at the end that the name is no longer theirs.
  if (etag === undefined) await rm(partial, { force: true });
  let handle = await open(partial, etag === undefined ? 'wx+' : 'r+').catch((error: unknown) => {
    if (etag !== undefined && isMissing(error)) return open(partial, 'wx+');
    throw error;
  });
  const skip = etag === undefined ? 0 : (await handle.stat()).size;

  let position = skip;
  let batch: Uint8Array[] = [];
  let batched = 0;
  let synced = skip;
  let writing: Promise<void> | undefined;
  let syncing: Promise<void> | undefined;
  let failure: Error | undefined;
  const onFailure = (error: Error): void => {
    failure ??= error;
  };

  async function write(chunks: Uint8Array[], at: number): Promise<void> {
    let start = at;
    let left = chunks;
    while (left.length > 0) {
      const { bytesWritten } = await handle.writev(left, start);
      start += bytesWritten;
      left = afterBytes(left, bytesWritten);
    }
  }
  /** Begins to write what has been collected; never while another write runs. */
  function flush(): void {
    const chunks = batch;
    const at = position;
    position += batched;
    batch = [];
    batched = 0;
    writing = write(chunks, at).then(() => {
      writing = undefined;
      if (position - synced < syncBytes || syncing !== undefined) return;
      synced = position;
      syncing = handle.datasync().then(() => {
        syncing = undefined;
      }, onFailure);
    }, onFailure);
  }
  async function settled(): Promise<void> {
    while (failure === undefined && (writing !== undefined || batched > 0)) {
      if (writing === undefined) flush();
      await writing;
    }
    await syncing;
    if (failure !== undefined) throw failure;
  }

  return {
    path,
    skip,
    etag,
    readBack: (take) => readAll(handle, skip, take),
    async begin(given) {
      if (resume && given !== undefined && given !== etag) await writeFile(etagFile, given);
    },
    take(chunk) {
      if (failure !== undefined) throw failure;
      batch.push(chunk);
      batched += chunk.byteLength;
      if (batched < batchBytes) return undefined;
      if (writing !== undefined) return writing;
      flush();
      return undefined;
    },
    async restart() {
      await settled();
      await handle.close();
      // A new file, and not the same one shorter: whoever else writes to that one still does.
      await rm(partial, { force: true });
      handle = await open(partial, 'wx+');
      position = 0;
      synced = 0;
      return true;
    },
    async finish() {
      await settled();
      await handle.sync();
      if (!(await isOurs(handle, partial))) {
        throw new FilewharfError(`${partial} was replaced: something else downloads to the same place`);
      }
      await handle.close();
      await publish(partial, path, overwrite);
      await rm(etagFile, { force: true });
      await syncFolder(path);
    },
    async fail() {
      // What failed is told to the caller already; here only the rest is tidied up.
      await settled().catch(() => undefined);
      const isLeft = resume || !(await isOurs(handle, partial).catch(() => false));
      await handle.close().catch(() => undefined);
      if (!isLeft) await rm(partial, { force: true }).catch(() => undefined);
    },
  };
}

/** What remains of the chunks behind the first `count` bytes. */
function afterBytes(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  const rest: Uint8Array[] = [];
  for (const chunk of chunks) {
    if (left >= chunk.byteLength) left -= chunk.byteLength;
    else {
      rest.push(left === 0 ? chunk : chunk.subarray(left));
      left = 0;
    }
  }
  return rest;
}

async function publish(partial: string, path: string, overwrite: boolean): Promise<void> {
  if (overwrite) {
    await rename(partial, path);
    return;
  }
  // A link fails when the name is taken; a rename would replace whatever came there meanwhile.
  try {
    await link(partial, path);
  } catch (error) {
    if (isCode(error, 'EEXIST')) throw new FilewharfError(`${path} exists`, { cause: error });
    // File systems without links.
    if (await exists(path)) throw new FilewharfError(`${path} exists`, { cause: error });
    await rename(partial, path);
    return;
  }
  await unlink(partial);
}

/** Whether the file of this name is the one that we write. */
async function isOurs(handle: FileHandle, path: string): Promise<boolean> {
  const [ours, there] = await Promise.all([
    handle.stat({ bigint: true }),
    stat(path, { bigint: true }).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    }),
  ]);
  return there !== undefined && ours.ino === there.ino && ours.dev === there.dev;
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; there the rename has to do.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readAll(handle: FileHandle, end: number, take: (chunk: Uint8Array) => void): Promise<void> {
  const buffer = takeBuffer();
  for (let position = 0; position < end;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(bufferBytes, end - position), position);
    if (bytesRead === 0) break;
    take(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  giveBuffer(buffer);
}

async function readTag(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')) || undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isMissing(error: unknown): boolean {
  return isCode(error, 'ENOENT');
}
