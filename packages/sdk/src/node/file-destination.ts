import type { Stats } from 'node:fs';
import { link, open, readFile, rename, rm, stat, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Destination } from '../transport/destination.ts';
import { FilewharfError } from '../transport/errors.ts';
import type { FileDestinationOptions } from '../transport/platform.ts';
import { bufferBytes, giveBuffer, takeBuffer } from './buffers.ts';

/** So many are made durable at a time, while the next ones arrive. */
const syncBytes = 16 * 1024 * 1024;

/**
 * A file that appears under its name when all its bytes are on disk. Until then they are in `<path>.partial`, and the entity tag that they
 * belong to in `<path>.partial.etag`: with `resume` both stay after a failure, and the next download goes on there; else they are removed.
 */
export async function openFileDestination(path: string, { resume, overwrite }: FileDestinationOptions): Promise<Destination> {
  const partial = `${path}.partial`;
  const etagFile = `${partial}.etag`;
  const there = await find(path);
  if (there !== undefined && !overwrite) throw new FilewharfError(`${path} exists`);
  // A folder could not be replaced at the end, and a pipe or a device would be.
  if (there?.isFile() === false) throw new FilewharfError(`${path} is not a regular file`);
  const etag = resume ? await readTag(etagFile) : undefined;
  // Whoever else writes a file of this name keeps it, and finds out at the end that the name is no longer theirs.
  if (etag === undefined) {
    // The tag goes first: at no moment does it stand beside bytes that are not its own.
    await rm(etagFile, { force: true });
    await rm(partial, { force: true });
  }
  let handle = await open(partial, etag === undefined ? 'wx+' : 'r+').catch((error: unknown) => {
    if (etag !== undefined && isMissing(error)) return open(partial, 'wx+');
    throw error;
  });
  const skip = etag === undefined ? 0 : (await handle.stat()).size;

  // What arrives is collected in one buffer while the other one is written.
  const buffers = [takeBuffer(), takeBuffer()];
  let turn = 0;
  let used = 0;
  let position = skip;
  let synced = skip;
  let writing: Promise<void> | undefined;
  let syncing: Promise<void> | undefined;
  /** All is written, and the name of the partial file is known to be ours while nothing is open any more. */
  let isToPublish = false;
  let failure: Error | undefined;
  const onFailure = (error: Error): void => {
    failure ??= error;
  };

  async function write(bytes: Uint8Array, at: number): Promise<void> {
    for (let written = 0; written < bytes.byteLength;) {
      written += (await handle.write(bytes, written, bytes.byteLength - written, at + written)).bytesWritten;
    }
  }
  /** Begins to write what has been collected; never while another write runs. */
  function flush(): void {
    const bytes = (buffers[turn] as Uint8Array).subarray(0, used);
    const at = position;
    position += used;
    turn = 1 - turn;
    used = 0;
    writing = write(bytes, at).then(() => {
      writing = undefined;
      if (position - synced < syncBytes || syncing !== undefined) return;
      synced = position;
      syncing = handle.datasync().then(() => {
        syncing = undefined;
      }, onFailure);
    }, onFailure);
  }
  function take(chunk: Uint8Array): Promise<void> | undefined {
    if (failure !== undefined) throw failure;
    for (let left = chunk; left.byteLength > 0;) {
      if (used === bufferBytes) {
        const rest = left;
        if (writing !== undefined) return writing.then(() => take(rest));
        flush();
      }
      const part = left.subarray(0, bufferBytes - used);
      (buffers[turn] as Uint8Array).set(part, used);
      used += part.byteLength;
      left = left.subarray(part.byteLength);
    }
    // A full one goes out at once, so that the disk is at work while the next one fills.
    if (used === bufferBytes && writing === undefined) flush();
    return undefined;
  }
  async function settled(): Promise<void> {
    while (failure === undefined && (writing !== undefined || used > 0)) {
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
    copies: true,
    readBack: (take) => readAll(handle, skip, take),
    async begin(given) {
      if (!resume || given === etag) return;
      if (given === undefined) await rm(etagFile, { force: true });
      else await writeFile(etagFile, given);
    },
    take,
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
      isToPublish = true;
      await handle.close();
      buffers.forEach(giveBuffer);
      await publish(partial, path, overwrite);
      isToPublish = false;
      await rm(etagFile, { force: true });
      await syncFolder(path);
    },
    async fail() {
      // What failed is told to the caller already; here only the rest is tidied up.
      await settled().catch(() => undefined);
      const isLeft = resume || !(isToPublish || (await isOurs(handle, partial).catch(() => false)));
      await handle.close().catch(() => undefined);
      if (!isLeft) await rm(partial, { force: true }).catch(() => undefined);
    },
  };
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
    if ((await find(path)) !== undefined) throw new FilewharfError(`${path} exists`, { cause: error });
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

/** What is at a path; undefined when nothing is. */
async function find(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function isMissing(error: unknown): boolean {
  return isCode(error, 'ENOENT');
}
