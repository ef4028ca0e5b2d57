import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { changedWhileRead } from './errors.ts';

/** What a file was when it was opened. */
export interface FileState {
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** The same, of the last change to anything of the file. Nobody can set it back, as tools do with the other one. */
  readonly ctimeNs: bigint;
  /** Tells it from another file that got its name, also where the file system keeps no time of its own for changes. */
  readonly ino: bigint;
}

export async function stateOf(handle: FileHandle): Promise<FileState> {
  const { size, mtimeNs, ctimeNs, ino } = await handle.stat({ bigint: true });
  return { size: Number(size), mtimeNs, ctimeNs, ino };
}

/** Whole milliseconds since 1970, as the server keeps times. */
export function mtimeOf({ mtimeNs }: FileState): number {
  return Number(mtimeNs / 1_000_000n);
}

/**
 * Throws when the file is not what it was: what has been read then belongs to no version of it. `sha256`: of what was read. Where nothing but a
 * name, a link or a right may have changed, the file is read once more.
 */
export async function checkUnchanged(
  handle: FileHandle,
  before: FileState,
  { sha256, signal }: { readonly sha256: string; readonly signal: AbortSignal },
): Promise<void> {
  const now = await stateOf(handle);
  if (now.size !== before.size || now.mtimeNs !== before.mtimeNs) throw changedWhileRead();
  if (now.ctimeNs === before.ctimeNs) return;
  const hash = createHash('sha256');
  await hashRange(handle, Buffer.allocUnsafe(pieceBytes), { start: 0, end: now.size, hash, signal });
  if (hash.digest('hex') !== sha256) throw changedWhileRead();
}

/** Hashing goes on between reads, so that nothing else has to wait long for it. */
const pieceBytes = 1024 * 1024;

/** Fills the buffer with the file's bytes from `position` on, and hands them to `hash` as they come. Throws when the file ends before. */
export async function readInto(handle: FileHandle, buffer: Buffer, position: number, hash: Hash): Promise<void> {
  for (let at = 0; at < buffer.length;) {
    const { bytesRead } = await handle.read(buffer, at, Math.min(pieceBytes, buffer.length - at), position + at);
    if (bytesRead === 0) throw changedWhileRead();
    hash.update(buffer.subarray(at, at + bytesRead));
    at += bytesRead;
  }
}

/** Hands bytes of the file to `hash`, by way of the buffer. */
export async function hashRange(
  handle: FileHandle,
  buffer: Buffer,
  { start, end, hash, signal }: { start: number; end: number; hash: Hash; signal: AbortSignal },
): Promise<void> {
  for (let position = start; position < end;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, Math.min(pieceBytes, buffer.length, end - position), position);
    if (bytesRead === 0) throw changedWhileRead();
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
