import { AppError } from '../../core/errors.ts';

/** SQLite's primary result codes. */
const readOnly = 8;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;
export const busy = 5;

/** For faults of the machine, not of the request. */
const machineFaults: ReadonlySet<number | undefined> = new Set([busy, 6, readOnly, ioError, full, cannotOpen]);
/** What is wrong with a file from the start. */
const fileFaults: ReadonlySet<number | undefined> = new Set([readOnly, cannotOpen, notADatabase]);
/** What a file that cannot grow is told, in extended codes: a disk that is full, a used up quota, a shared memory that finds no room. */
const growthFaults: ReadonlySet<number | undefined> = new Set([full, ioError | (3 << 8), ioError | (19 << 8)]);

/** The extended result code, whose low byte is the primary one; undefined when the error is not SQLite's. */
function extendedCodeOf(error: unknown): number | undefined {
  const code: unknown = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** SQLite's primary result code; undefined when the error is not SQLite's. */
export function codeOf(error: unknown): number | undefined {
  const code = extendedCodeOf(error);
  return code === undefined ? undefined : code & 0xff;
}

/** Whether something could not be written for want of room. */
export function isOutOfRoom(error: unknown): boolean {
  return growthFaults.has(extendedCodeOf(error));
}

/** Whether the disk did not take what was written, for want of room or because it fails. */
export function isWriteFault(error: unknown): boolean {
  const code = codeOf(error);
  return code === full || code === ioError;
}

/** Whether a database is damaged, or is none. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  return code === corrupt || code === notADatabase;
}

/** Whether something stood in the way, and not the content of a file. */
export function isMachineFault(error: unknown): boolean {
  return machineFaults.has(codeOf(error));
}

export function asAppError(error: unknown): unknown {
  if (!isMachineFault(error)) return error;
  return new AppError('unavailable', 'The metadata store cannot work right now (is the disk full?). Try again later.', { cause: error });
}

/** What opening the file at `path` fails with. */
export function asOpenError(error: unknown, path: string): unknown {
  if (!(error instanceof Error && fileFaults.has(codeOf(error)))) return asAppError(error);
  return new AppError(
    'invalid',
    `The database ${path} cannot be used (${error.message}). It has to be a SQLite file that this user may write.`,
    {
      cause: error,
    },
  );
}
