import type { AppError, ErrorCode, ErrorReason } from '../../core/errors.ts';

interface WireCode {
  readonly status: number;
  readonly code: string;
}

/** Every failure of the core as the seed's error table says it (reference/filesapp.md section 1). A missing code does not compile. */
export const wireErrors: Readonly<Record<ErrorCode, WireCode>> = {
  invalid: { status: 400, code: 'bad_request' },
  unauthenticated: { status: 401, code: 'unauthorized' },
  invalid_credentials: { status: 401, code: 'invalid_api_key' },
  forbidden: { status: 403, code: 'forbidden' },
  not_found: { status: 404, code: 'not_found' },
  gone: { status: 404, code: 'not_found' },
  conflict: { status: 409, code: 'conflict' },
  too_large: { status: 413, code: 'file_too_large' },
  rate_limited: { status: 429, code: 'rate_limited' },
  range_not_satisfiable: { status: 416, code: 'bad_request' },
  since_too_old: { status: 400, code: 'since_too_old' },
  unavailable: { status: 503, code: 'unavailable' },
  corrupt: { status: 500, code: 'internal_error' },
  internal: { status: 500, code: 'internal_error' },
};

/** What has another word here than its code: signing in, which the seed does not have. */
const byReason: Readonly<Partial<Record<ErrorReason, WireCode>>> = {
  wrong_password: { status: 401, code: 'invalid_credentials' },
  wrong_second_factor: { status: 401, code: 'invalid_credentials' },
  second_factor_needed: { status: 401, code: 'second_factor_required' },
  session_over: { status: 401, code: 'unauthorized' },
};

export function wireCodeOf({ code, reason }: AppError): WireCode {
  return (reason === undefined ? undefined : byReason[reason]) ?? wireErrors[code];
}
