import type { AppError, ErrorCode, ErrorReason } from '../../core/errors.ts';
import { statusOf, titleOf, type ErrorType } from './error-types.ts';

/** A failure that only this API knows: it says itself which one it is. Thrown by paging, fields and handlers. */
export class FilesComError extends Error {
  override readonly name = 'FilesComError';
  readonly type: ErrorType;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(type: ErrorType, message: string, data?: Readonly<Record<string, unknown>>) {
    super(message);
    this.type = type;
    this.data = data;
  }
}

/** Every failure of the core in this API's words. A missing code does not compile. */
export const typeOfCode: Readonly<Record<ErrorCode, ErrorType>> = {
  invalid: 'bad-request',
  unauthenticated: 'not-authenticated/authentication-required',
  invalid_credentials: 'not-authenticated/invalid-credentials',
  forbidden: 'not-authorized',
  not_found: 'not-found',
  gone: 'not-found',
  conflict: 'processing-failure',
  too_large: 'bad-request/request-body-too-large',
  rate_limited: 'rate-limited/too-many-requests',
  range_not_satisfiable: 'processing-failure/invalid-range',
  since_too_old: 'processing-failure/history-unavailable',
  unavailable: 'service-unavailable',
  corrupt: 'service-unavailable',
  internal: 'service-unavailable',
};

/** The finer word of the core, which wins over the code. */
export const typeOfReason: Readonly<Record<ErrorReason, ErrorType>> = {
  exists: 'processing-failure/destination-exists',
  not_empty: 'processing-failure/folder-not-empty',
  into_itself: 'processing-failure/destination-parent-conflict',
  parent_missing: 'processing-failure/destination-parent-does-not-exist',
  // The live service answers the bare type for a missing path.
  file_missing: 'not-found',
  upload_missing: 'not-found/file-upload-not-found',
  user_missing: 'not-found/user-not-found',
  group_missing: 'not-found/group-not-found',
  key_missing: 'not-found/api-key-not-found',
  is_folder: 'bad-request/cannot-download-directory',
  is_file: 'bad-request/folder-must-not-be-a-file',
  bad_name: 'processing-failure/invalid-filename',
  name_too_long: 'processing-failure/filename-too-long',
  bad_cursor: 'bad-request/invalid-cursor',
  same_place: 'bad-request/destination-same',
  part_gap: 'bad-request/invalid-upload-part-gap',
  etag_mismatch: 'bad-request/invalid-etags',
  part_number_too_large: 'bad-request/part-number-too-large',
  needs_site_admin: 'not-authorized/site-admin-required',
  needs_folder_admin: 'not-authorized/folder-admin-permission-required',
  needs_full: 'not-authorized/full-permission-required',
  needs_read: 'not-authorized/read-permission-required',
  needs_write: 'not-authorized/write-permission-required',
  needs_history: 'not-authorized/history-permission-required',
  needs_bundle: 'not-authorized/bundle-permission-required',
  preview_only: 'not-authorized/preview-only-permission-cannot-download',
  needs_self_managed: 'not-authorized/self-managed-required',
  not_for_other_users: 'not-authorized/cant-act-for-other-user',
  needs_password_change: 'not-authorized/password-change-required',
  needs_second_factor: 'not-authorized/two-factor-authentication-required',
  uses_up: 'not-authorized/bundle-maximum-uses-reached',
  not_started: 'not-authorized',
  not_a_recipient: 'not-authorized',
  bad_code: 'processing-failure/invalid-bundle-code',
  recipient_exists: 'processing-failure/recipient-already-shared',
  upload_link_expired: 'upload_request_expired',
  download_link_expired: 'download_request_expired',
  bad_zip: 'processing-failure/invalid-zip-file',
  // The live service answers the same for a bad key and for a session that is over.
  session_over: 'not-authenticated/invalid-credentials',
  wrong_password: 'not-authenticated/invalid-username-or-password',
  second_factor_needed: 'not-authenticated/two-factor-authentication-error',
  wrong_second_factor: 'not-authenticated/one-time-password-incorrect',
  locked_out: 'rate-limited/too-many-login-attempts',
  locked: 'processing-failure/resource-locked',
};

/** Wrong fields of a thing that is to be saved. `reason` is the word for `model_error_keys`. */
interface FieldFailure {
  readonly field: string;
  readonly message: string;
  readonly reason: string;
}

/** An error as it goes out. */
export interface WireError {
  readonly type: ErrorType;
  /** Default: that of the type. */
  readonly status?: number;
  /** For the one who reads it; one client cannot do without. */
  readonly message: string;
  readonly fields?: readonly FieldFailure[];
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** Faults of ours, which nobody can mend by asking differently. */
const isInternal = (code: ErrorCode): boolean => code === 'internal' || code === 'corrupt';

export const internalError = (requestId: string): WireError => ({
  type: 'service-unavailable',
  status: 500,
  message: `Internal server error. Quote the request id ${requestId} when you report it.`,
});

/** A failure of the core on the wire. */
export function ofAppError(error: AppError, requestId: string): WireError {
  const { code, reason, message, details, data, retryAfterSeconds } = error;
  if (isInternal(code)) return internalError(requestId);
  const common = { message, data, retryAfterSeconds };
  if (reason !== undefined) return { ...common, type: typeOfReason[reason] };
  if (details.length === 0 || !(code === 'invalid' || code === 'conflict')) return { ...common, type: typeOfCode[code] };
  const fields = details.map((detail) => ({ ...detail, reason: code === 'conflict' ? 'taken' : 'invalid' }));
  return { ...common, type: 'processing-failure/model-save-error', fields };
}

/** `{ username: ["..."] }` of all fields. */
function byField(fields: readonly FieldFailure[], textOf: (failure: FieldFailure) => string): Record<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const failure of fields) texts.set(failure.field, [...(texts.get(failure.field) ?? []), textOf(failure)]);
  return Object.fromEntries(texts);
}

const sentence = ({ field, message }: FieldFailure): string =>
  `${field.charAt(0).toUpperCase()}${field.slice(1).replaceAll('_', ' ')}: ${message}`;

/** The body of an error answer: one client crashes without `type`, others need `error`. */
export function errorBody({ type, status, message, fields, data }: WireError, requestId: string): string {
  const modelErrors = fields === undefined ? undefined : byField(fields, sentence);
  return JSON.stringify({
    error: message,
    'http-code': status ?? statusOf(type),
    instance: requestId,
    ...(fields === undefined
      ? {}
      : {
          errors: fields.map(sentence),
          // The service says it with "_", two of its clients read it with "-".
          model_errors: modelErrors,
          'model-errors': modelErrors,
          model_error_keys: byField(fields, ({ reason }) => reason),
        }),
    ...(data === undefined ? {} : { data }),
    title: titleOf(type),
    type,
  });
}
