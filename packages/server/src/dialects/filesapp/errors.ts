import type { ErrorCode } from '../../core/errors.ts';

/** Every failure of the core as the seed's error table says it (reference/filesapp.md section 1). A missing code does not compile. */
export const wireErrors: Readonly<Record<ErrorCode, { readonly status: number; readonly code: string }>> = {
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
