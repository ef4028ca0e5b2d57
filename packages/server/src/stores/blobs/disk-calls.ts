import * as fs from 'node:fs';
import { promisify } from 'node:util';

/** The calls into the file system, so that tests can make each of them fail. */
export const fileCalls = {
  open: promisify(fs.open),
  close: promisify(fs.close),
  read: promisify(fs.read),
  write: promisify(fs.write),
  writev: promisify(fs.writev),
  ftruncate: promisify(fs.ftruncate),
  fdatasync: promisify(fs.fdatasync),
  fsync: promisify(fs.fsync),
  rename: promisify(fs.rename),
  unlink: promisify(fs.unlink),
  stat: promisify(fs.stat),
  mkdir: promisify(fs.mkdir),
  readdir: promisify(fs.readdir),
  readFile: (path: string): Promise<string> => fs.promises.readFile(path, 'utf8'),
};

export type FileCalls = typeof fileCalls;

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Removes a file that may be gone already. Throws what the file system throws. */
export async function unlinkIfThere(io: FileCalls, path: string): Promise<void> {
  try {
    await io.unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
