import { exitCodes, type ExitCode } from '../output/exit-codes.ts';

/** A transfer that failed for a reason of its own, not the server's nor the system's. `exitCode` says how the command ends for it. */
export class TransferError extends Error {
  override readonly name: string = 'TransferError';
  readonly exitCode: ExitCode;
  /** One concrete next step, a sentence without a full stop. */
  readonly hint: string | undefined;

  constructor(message: string, exitCode: ExitCode, hint?: string) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

/** The file is not what it was when it was looked at; trying again may find it at rest. */
export function changedWhileRead(): TransferError {
  return new TransferError('the file changed while it was read', exitCodes.temporary, 'run the same command again when it is at rest');
}

/** The bytes on the two sides differ. */
export class ChecksumError extends TransferError {
  override readonly name: string = 'ChecksumError';

  constructor(ours: string, theirs: string) {
    super(`the SHA-256 differs: ${ours} here, ${theirs} on the server`, exitCodes.refused);
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
