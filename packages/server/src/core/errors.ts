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

/**
 * A finer word for some failures, for doors whose clients tell them apart; a door may also look at the code alone. A dialect that
 * does keeps an exhaustive table of these as well.
 */
export type ErrorReason =
  /** `conflict`: the wanted place is taken; the folder holds something; the new place is inside of the thing itself. */
  | 'exists'
  | 'not_empty'
  | 'into_itself'
  /** `not_found`: the folder that the thing should go into; and what else is missing by its kind. */
  | 'parent_missing'
  | 'file_missing'
  | 'upload_missing'
  | 'user_missing'
  | 'group_missing'
  | 'key_missing'
  /** `invalid`: a folder where a file is wanted, and the other way round; a name or path that nothing can have. */
  | 'is_folder'
  | 'is_file'
  | 'bad_name'
  | 'name_too_long'
  | 'bad_cursor'
  | 'same_place'
  /** `invalid`: a part is missing in the middle; a part is not the one that was sent; too many parts. */
  | 'part_gap'
  | 'etag_mismatch'
  | 'part_number_too_large'
  /** `forbidden`: the permission that is missing. */
  | 'needs_site_admin'
  | 'needs_folder_admin'
  | 'needs_full'
  | 'needs_read'
  | 'needs_write'
  | 'needs_history'
  | 'needs_bundle'
  | 'preview_only'
  | 'needs_self_managed'
  | 'not_for_other_users'
  | 'needs_password_change'
  | 'needs_second_factor'
  | 'uses_up'
  | 'not_started'
  | 'not_a_recipient'
  | 'upload_link_expired'
  | 'download_link_expired'
  /** `invalid`: what cannot be the end of a link; `conflict`: the link was given to that address before. */
  | 'bad_code'
  | 'recipient_exists'
  /** `invalid`: a file that is not a zip file that we can read. */
  | 'bad_zip'
  /** `unauthenticated` and `invalid_credentials`: a session that is over, a wrong password, the second factor. */
  | 'session_over'
  | 'wrong_password'
  | 'second_factor_needed'
  | 'wrong_second_factor'
  /** `rate_limited`: too many wrong passwords. */
  | 'locked_out'
  /** `conflict`: somebody holds a lock. */
  | 'locked';

/** One wrong field of a request. `field` is the name as the core knows it. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface AppErrorOptions extends ErrorOptions {
  readonly details?: readonly FieldError[];
  /** Whole seconds after which the same request can succeed. */
  readonly retryAfterSeconds?: number;
  readonly reason?: ErrorReason;
  /** What a client needs to go on, such as the ways to give a second factor. */
  readonly data?: Readonly<Record<string, unknown>>;
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
  readonly reason: ErrorReason | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.reason = options.reason;
    this.data = options.data;
  }
}

/** `invalid` about one field. */
export function invalidField(field: string, message: string, reason?: ErrorReason): AppError {
  return new AppError('invalid', `${field}: ${message}`, { details: [{ field, message }], ...(reason === undefined ? {} : { reason }) });
}

/** Nothing can be put in. */
export function diskFull(): AppError {
  return new AppError('unavailable', 'The disk is full.');
}
