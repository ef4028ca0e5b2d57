import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BlobInfo, BlobStore, BlobWriter } from '../../core/blobs.ts';
import { AppError } from '../../core/errors.ts';
import { fileCalls, hasCode, unlinkIfThere, type FileCalls } from './disk-calls.ts';
import { createCachedFiles } from './disk-cached.ts';
import { createDirectFiles } from './disk-direct.ts';
import type { FileWriter } from './disk-writer.ts';
import { blobConflict, blobMissing, checkKey, isKey } from './keys.ts';

const ownerName = 'installation';
const folderNames = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

/** What may be in a folder that nobody has claimed: what an interrupted start made, and what a fresh volume holds. */
const ownFolders: ReadonlySet<string> = new Set(['tmp', ...folderNames]);
const harmlessNames: ReadonlySet<string> = new Set([`${ownerName}.new`, 'lost+found']);

/** A group of four frames with its tags, header and a spare byte fits. Shorter reads are not pooled, longer ones do not happen. */
const pooledBytes = 1024 * 1024 + 4096;
const smallestPooledBytes = 512 * 1024;
const pooledBuffers = 16;

/** Any failure of the file system is `unavailable`: none of them is the client's fault, all of them can pass. */
function unavailable(error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  const full = hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT');
  return new AppError('unavailable', full ? 'The disk is full.' : 'The file storage failed. Try again later.', { cause: error });
}

/**
 * Blobs as files: `<folder>/<first two characters>/<key>`, files being written under `<folder>/tmp/`. Folders are made private
 * (0700) and the missing ones are created. `<folder>/installation` names the owner. What a crash left in `tmp` is removed by `claim`, so
 * one process at a time may use a folder. One without an owner has to be empty: what is in it would be taken for leftovers and removed.
 *
 * A committed blob is on the disk: fdatasync of the file, rename, fsync of its folder (which ext4 forgives to leave out and xfs
 * does not). Throws `unavailable` when the folder cannot be used, and `conflict`, with nothing changed in it, when it holds what is not ours.
 */
export async function openDiskBlobs(folder: string, io: FileCalls = fileCalls): Promise<BlobStore> {
  const tmp = join(folder, 'tmp');
  const ownerFile = join(folder, ownerName);
  const syncFolder = createFolderSync(io);
  const directFiles = createDirectFiles(io);
  const cachedFiles = createCachedFiles(io);
  const buffers = createBufferPool();
  /** Keys between `create` and the end of the writer, so that two writers of one key cannot both win. */
  const beingWritten = new Set<string>();

  function pathOf(key: string): string {
    checkKey(key);
    return join(folder, key.slice(0, 2), key);
  }

  async function statIfThere(path: string): Promise<Stats | undefined> {
    try {
      return await io.stat(path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  async function remove(path: string): Promise<void> {
    try {
      await unlinkIfThere(io, path);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async function prepare(): Promise<void> {
    await io.mkdir(folder, { recursive: true, mode: 0o700 });
    const present = new Set(await io.readdir(folder));
    if (!present.has(ownerName)) await requireNothingIn(present);
    const absent = [...ownFolders].filter((name) => !present.has(name));
    await Promise.all(absent.map((name) => io.mkdir(join(folder, name), { mode: 0o700 })));
    // The folders themselves must survive a power cut before anything in them can.
    if (absent.length > 0) {
      await syncFolder(folder);
      await syncFolder(dirname(folder));
    }
  }

  async function requireNothingIn(present: ReadonlySet<string>): Promise<void> {
    for (const name of present) {
      if (harmlessNames.has(name)) continue;
      const [first] = ownFolders.has(name) ? (await io.readdir(join(folder, name))).map((within) => join(name, within)) : [name];
      if (first === undefined) continue;
      throw new AppError(
        'conflict',
        `${folder} is not empty: it holds ${first}, and no file "${ownerName}" that makes it a storage folder. Choose an empty one (--storage).`,
      );
    }
  }

  async function owner(): Promise<string | undefined> {
    try {
      return (await io.readFile(ownerFile)).trim();
    } catch (error) {
      // The folder itself must be there: without it nothing could be written either.
      if (hasCode(error, 'ENOENT') && (await statIfThere(tmp)) !== undefined) return undefined;
      throw unavailable(error);
    }
  }

  async function claim(installationId: string): Promise<void> {
    const present = await owner();
    if (present !== undefined && present !== installationId) {
      throw new AppError('conflict', `${folder} holds the files of another installation. Check --database and --storage.`);
    }
    try {
      if (present === undefined) {
        const fd = await io.open(`${ownerFile}.new`, 'w', 0o600);
        try {
          await io.writev(fd, [Buffer.from(`${installationId}\n`)]);
          await io.fdatasync(fd);
        } finally {
          await io.close(fd);
        }
        await io.rename(`${ownerFile}.new`, ownerFile);
        await syncFolder(folder);
      }
      const leftovers = (await io.readdir(tmp)).filter(isKey);
      await Promise.all(leftovers.map((name) => io.unlink(join(tmp, name))));
    } catch (error) {
      throw unavailable(error);
    }
  }

  async function create(key: string): Promise<BlobWriter> {
    const path = pathOf(key);
    if (beingWritten.has(key)) throw blobConflict(key);
    beingWritten.add(key);
    const temporary = join(tmp, key);
    let file: FileWriter;
    try {
      file = (await directFiles.create(temporary)) ?? (await cachedFiles.create(temporary));
    } catch (error) {
      beingWritten.delete(key);
      throw unavailable(error);
    }
    let over = false;

    async function throwAway(): Promise<void> {
      over = true;
      try {
        await file.close();
      } finally {
        await remove(temporary);
        beingWritten.delete(key);
      }
    }

    return {
      write: (buffers) =>
        file.append(buffers)?.catch((error: unknown) => {
          throw unavailable(error);
        }),
      async commit() {
        let visible = false;
        try {
          await file.sync();
          await file.close();
          if ((await statIfThere(path)) !== undefined) throw blobConflict(key);
          await io.rename(temporary, path);
          visible = true;
          await syncFolder(dirname(path));
        } catch (error) {
          if (visible) await remove(path);
          await throwAway();
          throw unavailable(error);
        }
        over = true;
        beingWritten.delete(key);
      },
      async abort() {
        if (!over) await throwAway();
      },
    };
  }

  async function* read(key: string, start: number, end: number, step: number): AsyncGenerator<Buffer> {
    const path = pathOf(key);
    let fd: number;
    try {
      fd = await io.open(path, 'r');
    } catch (error) {
      throw hasCode(error, 'ENOENT') ? blobMissing(key) : unavailable(error);
    }
    const size = Math.min(step, end - start);
    const slots: Buffer[] = [];
    let position = start;
    let ahead: Promise<Buffer> | undefined;

    /** Fills a slot with the next bytes: all that were asked for, or all that there are. */
    async function fill(slot: number): Promise<Buffer> {
      const buffer = (slots[slot] ??= buffers.take(size));
      const length = Math.min(step, end - position);
      let have = 0;
      while (have < length) {
        const { bytesRead } = await io.read(fd, buffer, have, length - have, position + have);
        if (bytesRead === 0) break;
        have += bytesRead;
      }
      return buffer.subarray(0, have);
    }

    try {
      if (start < end) ahead = fill(0);
      for (let slot = 1; ahead !== undefined; slot = 1 - slot) {
        const filled = await ahead;
        ahead = undefined;
        position += filled.length;
        if (filled.length === step && position < end) {
          ahead = fill(slot);
          // Reported when its turn comes, if it comes.
          ahead.catch(() => undefined);
        }
        if (filled.length > 0) yield filled;
      }
    } catch (error) {
      throw unavailable(error);
    } finally {
      await ahead?.catch(() => undefined);
      for (const buffer of slots) buffers.giveBack(buffer);
      await io.close(fd);
    }
  }

  async function* list(): AsyncGenerator<BlobInfo> {
    try {
      for (const name of folderNames) {
        for (const key of await io.readdir(join(folder, name))) {
          if (!isKey(key) || !key.startsWith(name)) continue;
          const info = await statIfThere(join(folder, name, key));
          if (info !== undefined) yield { key, sizeBytes: info.size, modifiedAt: info.mtime };
        }
      }
    } catch (error) {
      throw unavailable(error);
    }
  }

  await prepare().catch((error: unknown) => {
    throw unavailable(error);
  });
  return {
    owner,
    claim,
    create,
    read,
    delete: (key) => remove(pathOf(key)),
    list,
    close: () => Promise.resolve(),
  };
}

/**
 * Makes the names in a folder durable. Callers at the same time share an fsync, but never one that was already running when they
 * came: it may have started before their rename.
 */
function createFolderSync(io: FileCalls): (path: string) => Promise<void> {
  const turns = new Map<string, { next: Promise<void> | undefined; running: Promise<void> }>();

  async function sync(path: string): Promise<void> {
    // Windows cannot open folders, and writes their entries through.
    if (process.platform === 'win32') return;
    const fd = await io.open(path, 'r');
    try {
      await io.fsync(fd);
    } finally {
      await io.close(fd);
    }
  }

  function start(path: string): Promise<void> {
    const turn = { running: sync(path), next: undefined };
    turns.set(path, turn);
    const end = () => {
      if (turn.next === undefined) turns.delete(path);
    };
    turn.running.then(end, end);
    return turn.running;
  }

  return (path) => {
    const turn = turns.get(path);
    if (turn === undefined) return start(path);
    const startNext = () => start(path);
    turn.next ??= turn.running.then(startNext, startNext);
    return turn.next;
  };
}

/** Buffers for reading, used again: a fresh MiB costs more to clear than to fill. */
function createBufferPool() {
  const free: Buffer[] = [];
  return {
    /** At least `bytes` long, with any content. */
    take(bytes: number): Buffer {
      if (bytes < smallestPooledBytes || bytes > pooledBytes) return Buffer.allocUnsafeSlow(bytes);
      return free.pop() ?? Buffer.allocUnsafeSlow(pooledBytes);
    },
    giveBack(buffer: Buffer): void {
      if (buffer.length === pooledBytes && free.length < pooledBuffers) free.push(buffer);
    },
  };
}
