import type { Failure } from '../transport/connection.ts';
import { FilewharfError } from '../transport/errors.ts';

export interface ApiErrorFacts {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly method: string;
  readonly path: string;
}

/** What is wrong with one field of a request. */
export interface ErrorDetail {
  readonly field: string;
  readonly message: string;
}

/** The server answered that it did not do what it was asked. */
export class ApiError extends FilewharfError {
  override readonly name: string = 'ApiError';
  /** The HTTP status. */
  readonly status: number;
  /** The server's word for it, such as `not_found`; `unknown` when something in between answered. */
  readonly code: string;
  /** Names this request in the server's log. */
  readonly requestId: string | undefined;
  /** Field by field, when the request itself was wrong. */
  readonly details: readonly ErrorDetail[] | undefined;
  /** How long the server asks to be left alone. */
  readonly retryAfterSeconds: number | undefined;
  readonly method: string;
  /** The address without its query. */
  readonly path: string;

  constructor(facts: ApiErrorFacts) {
    super(facts.message);
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.details = facts.details;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.method = facts.method;
    this.path = facts.path;
  }
}

/** 400: something in the request is wrong; see `details`. */
export class BadRequestError extends ApiError {
  override readonly name = 'BadRequestError';
}
/** 401: no key, or one that is unknown, revoked or expired. */
export class UnauthorizedError extends ApiError {
  override readonly name = 'UnauthorizedError';
}
/** 403: the key may not do this. */
export class ForbiddenError extends ApiError {
  override readonly name = 'ForbiddenError';
}
/** 404: it is not there, or the key may not know that it is. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
}
/** 409: it contradicts what is there, such as a name that is taken. */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError';
}
/** 413: larger than the plan allows. */
export class FileTooLargeError extends ApiError {
  override readonly name = 'FileTooLargeError';
}
/** 429: too many requests; see `retryAfterSeconds`. */
export class RateLimitedError extends ApiError {
  override readonly name = 'RateLimitedError';
}
/** 5xx: the server's own trouble. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError';
}

const classes: Readonly<Record<number, typeof ApiError>> = {
  400: BadRequestError,
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  413: FileTooLargeError,
  429: RateLimitedError,
};

interface ErrorBody {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
}

/** What this API says of an error, and what the server's others say, which `request` reaches as well: a problem document, and Files.com's. */
function readBody(text: string): ErrorBody {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    const { error, type, title, detail } = value as Readonly<Record<string, unknown>>;
    if (typeof error === 'object' && error !== null) return error;
    // The type of a problem is a URL, whose last part is the word for it.
    const code = typeof type === 'string' ? type.replace(/^https?:.*\//, '') : undefined;
    return { code, message: error ?? detail ?? title };
  } catch {
    // A proxy's page, for example. The status says enough.
  }
  return {};
}

export function toApiError(failure: Failure): ApiError {
  const { code, message, details } = readBody(failure.body);
  const Class = classes[failure.status] ?? (failure.status >= 500 ? ServerError : ApiError);
  return new Class({
    status: failure.status,
    code: typeof code === 'string' ? code : 'unknown',
    message: typeof message === 'string' ? message : `${failure.method} ${failure.path} was answered with status ${failure.status}`,
    requestId: failure.headers.get('x-request-id') ?? undefined,
    details: Array.isArray(details) ? (details as ErrorDetail[]) : undefined,
    retryAfterSeconds: failure.retryAfterSeconds,
    method: failure.method,
    path: failure.path,
  });
}
