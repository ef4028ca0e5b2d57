import { TemporaryError } from '../output/failures.ts';

/** The file is not what it was when it was looked at; trying again may find it at rest. */
export function changedWhileRead(): TemporaryError {
  return new TemporaryError('the file changed while it was read', 'run the same command again when it is at rest');
}

/** The bytes on the two sides differ. */
export class ChecksumError extends Error {
  override readonly name = 'ChecksumError';

  constructor(ours: string, theirs: string) {
    super(`the SHA-256 differs: ${ours} here, ${theirs} on the server`);
  }
}

/** The status of the server's answer; undefined for any other error. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

/** Seconds that the server asked to be left alone. */
export function retryAfterOf(error: unknown): number | undefined {
  return error instanceof Error && 'retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number'
    ? error.retryAfterSeconds
    : undefined;
}

/** The server may answer otherwise in a while, or be there again. */
export function isPassing(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) return status === 429 || (status >= 500 && status !== 501 && status !== 505);
  return error instanceof Error && (error.name === 'ConnectionError' || error.name === 'TimeoutError');
}

export function isSystemError(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && (codes.length === 0 || codes.includes(error.code));
}

/** Nothing else of the command can work either: the key is refused, or the disk is full or not to be written. */
export function isFatal(error: unknown): boolean {
  return statusOf(error) === 401 || isSystemError(error, 'ENOSPC', 'EDQUOT', 'EROFS');
}
