/**
 * Every failure that the core reports on purpose. A dialect maps each code to its own wire error in an exhaustive table,
 * so a code added here does not compile until every dialect answers it.
 */
export type ErrorCode =
  /** The request makes no sense: a wrong type, a missing field, an impossible value. */
  | 'invalid'
  /** No credentials, or credentials that are not of the form the door asks for. */
  | 'unauthenticated'
  /** Credentials of the right form that name nobody: unknown, revoked or expired. */
  | 'invalid_credentials'
  /** Known, but not allowed. */
  | 'forbidden'
  /** Absent, or not visible to the one who asks: both look the same. */
  | 'not_found'
  /** It was there and is over: an expired share. */
  | 'gone'
  /** The name is taken, or the state does not allow it. */
  | 'conflict'
  /** Larger than the plan's largest file, the storage quota or the route's limit. */
  | 'too_large'
  | 'rate_limited'
  /** The wanted bytes are outside of the file. */
  | 'range_not_satisfiable'
  /** The changes asked for were pruned: an answer would have a silent gap. */
  | 'since_too_old'
  /** A temporary fault: the disk is full, the store is busy, the server is stopping. */
  | 'unavailable'
  /** Stored bytes failed their integrity check. They are never sent. */
  | 'corrupt'
  | 'internal';

/** One wrong field of a request. `field` is the name as the core knows it. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface AppErrorOptions extends ErrorOptions {
  readonly details?: readonly FieldError[];
  /** Whole seconds after which the same request can succeed. */
  readonly retryAfterSeconds?: number;
}

/**
 * The only error that the core throws on purpose. `message` is for the client: it says what failed and what to do next, and
 * never holds a secret or file content. `cause` is for the log, never for the client.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** `invalid` about one field. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('invalid', `${field}: ${message}`, { details: [{ field, message }] });
}
