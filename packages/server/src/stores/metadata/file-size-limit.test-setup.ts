import { execFileSync } from 'node:child_process';

/** Lets no file of this process grow beyond so many bytes; the system answers as it does for a full disk or a broken one. */
export function limitFileSize(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}:`]);
}

export function canLimitFileSize(): boolean {
  try {
    limitFileSize('unlimited');
    return true;
  } catch {
    return false;
  }
}
