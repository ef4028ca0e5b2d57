import type { AppError, ErrorCode, FieldError } from '../../core/errors.ts';
import { problem, type Problem, type ProblemKind, type WrongPlace } from './problems.ts';

/** A failure that only this API knows. Thrown by its handlers. */
export class DeepTableError extends Error {
  override readonly name = 'DeepTableError';
  readonly problem: Problem;

  constructor(what: Problem) {
    super(what.detail ?? what.title);
    this.problem = what;
  }
}

/** Every failure of the core in this API's words. A missing code does not compile. */
export const kindOfCode: Readonly<Record<ErrorCode, ProblemKind>> = {
  invalid: 'unprocessable-content',
  unauthenticated: 'invalid-jwt',
  invalid_credentials: 'invalid-jwt',
  forbidden: 'insufficient-permissions',
  not_found: 'file-not-found',
  gone: 'file-not-found',
  conflict: 'conflict',
  too_large: 'content-too-large',
  rate_limited: 'rate-limit-exceeded',
  range_not_satisfiable: 'range-not-satisfiable',
  since_too_old: 'unprocessable-content',
  unavailable: 'service-unavailable',
  corrupt: 'internal-server-error',
  internal: 'internal-server-error',
};

/** A value that is of the right type and still cannot be taken. */
export function valueError(loc: WrongPlace['loc'], message: string): WrongPlace {
  return { loc, msg: `Value error, ${message}`, type: 'value_error' };
}

/** `unprocessable-content` about some places of the request. */
export function unprocessable(errors: readonly WrongPlace[]): Problem {
  return problem('unprocessable-content', errors.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '), { errors });
}

const inBody = ({ field, message }: FieldError): WrongPlace => valueError(['body', ...field.split('.')], message);

export const internalError = (requestId: string): Problem =>
  problem('internal-server-error', `Internal server error. Quote the request id ${requestId} when you report it.`);

/** A failure of the core on the wire. */
export function ofAppError({ code, message, details, retryAfterSeconds }: AppError, requestId: string): Problem {
  const kind = kindOfCode[code];
  switch (kind) {
    case 'internal-server-error':
      return internalError(requestId);
    case 'unprocessable-content':
      return unprocessable(details.length === 0 ? [valueError(['body'], message)] : details.map(inBody));
    case 'rate-limit-exceeded':
      return problem(kind, `${message} The header Retry-After says how many seconds that is.`, { retryAfterSeconds });
    default:
      return problem(kind, message, { retryAfterSeconds });
  }
}
