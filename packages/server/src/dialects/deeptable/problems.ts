import { STATUS_CODES } from 'node:http';

const base = 'https://docs.deeptable.com/errors/';

/**
 * Every kind of problem by the end of its `type` (RFC 9457). Those up to 429 are the vendor's own where it has one
 * (reference/deeptable.md section 4); for what it does not document, the others are ours.
 */
export const problemKinds = {
  'invalid-jwt': { status: 401, title: 'Unauthorized' },
  'insufficient-permissions': { status: 403, title: 'Forbidden' },
  'file-not-found': { status: 404, title: 'Not Found' },
  'structured-sheets-not-found': { status: 404, title: 'Not Found' },
  'table-not-found': { status: 404, title: 'Not Found' },
  'cannot-cancel': { status: 409, title: 'Conflict' },
  'export-not-available': { status: 409, title: 'Conflict' },
  'unprocessable-content': { status: 422, title: 'Unprocessable Content' },
  'unsupported-file-type': { status: 422, title: 'Unprocessable Content' },
  'rate-limit-exceeded': { status: 429, title: 'Too Many Requests' },

  'bad-request': { status: 400, title: 'Bad Request' },
  'not-found': { status: 404, title: 'Not Found' },
  'method-not-allowed': { status: 405, title: 'Method Not Allowed' },
  'request-timeout': { status: 408, title: 'Request Timeout' },
  conflict: { status: 409, title: 'Conflict' },
  'precondition-failed': { status: 412, title: 'Precondition Failed' },
  'content-too-large': { status: 413, title: 'Content Too Large' },
  'uri-too-long': { status: 414, title: 'URI Too Long' },
  'unsupported-media-type': { status: 415, title: 'Unsupported Media Type' },
  'range-not-satisfiable': { status: 416, title: 'Range Not Satisfiable' },
  'request-header-fields-too-large': { status: 431, title: 'Request Header Fields Too Large' },
  'internal-server-error': { status: 500, title: 'Internal Server Error' },
  'not-implemented': { status: 501, title: 'Not Implemented' },
  'service-unavailable': { status: 503, title: 'Service Unavailable' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemKind = keyof typeof problemKinds;

export function isProblemKind(text: string): text is ProblemKind {
  return Object.hasOwn(problemKinds, text);
}

/** The kind of a failure in HTTP itself. What the vendor's own kinds stand for is never meant by a bare status. */
const kindOfStatus: Readonly<Record<number, ProblemKind>> = {
  400: 'bad-request',
  401: 'invalid-jwt',
  403: 'insufficient-permissions',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  409: 'conflict',
  412: 'precondition-failed',
  413: 'content-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  416: 'range-not-satisfiable',
  422: 'unprocessable-content',
  429: 'rate-limit-exceeded',
  431: 'request-header-fields-too-large',
  500: 'internal-server-error',
  501: 'not-implemented',
  503: 'service-unavailable',
};

/** A wrong place of a request, as pydantic tells it: where, what, and a word for programs. */
export interface WrongPlace {
  /** The part of the request, then the way down to the value: `['query', 'limit']`. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** An error as it goes out. */
export interface Problem {
  readonly status: number;
  /** The end of `type`; undefined for a status that has no kind of its own. */
  readonly kind: ProblemKind | undefined;
  readonly title: string;
  readonly detail: string | null;
  readonly errors?: readonly WrongPlace[] | undefined;
  /** Whole seconds. */
  readonly retryAfterSeconds?: number | undefined;
}

type More = Partial<Pick<Problem, 'errors' | 'retryAfterSeconds'>>;

export function problem(kind: ProblemKind, detail: string | null, more: More = {}): Problem {
  return { kind, ...problemKinds[kind], detail, ...more };
}

/** The problem that a bare status stands for. */
export function problemOfStatus(status: number, detail: string | null): Problem {
  const kind = kindOfStatus[status];
  return kind === undefined ? { status, kind, title: STATUS_CODES[status] ?? 'Error', detail } : problem(kind, detail);
}

/** From this wait on the vendor's clients no longer follow `Retry-After`, but its Go client sleeps however long it is. */
const longestWaitSeconds = 60;

/**
 * False: nobody should try again by themselves. The vendor's clients repeat what was answered 409, 429 or 5xx, unless they are told; here a
 * 409 or 501 is the same the next time.
 */
export function isWorthRetrying({ status, retryAfterSeconds = 0 }: Problem): boolean {
  return status !== 409 && status !== 501 && retryAfterSeconds <= longestWaitSeconds;
}

/** The body of an error answer. */
export function problemText({ kind, status, title, detail, errors }: Problem): string {
  // RFC 9457 section 4.2.1: nothing more is to be said than the status says.
  const type = kind === undefined ? 'about:blank' : `${base}${kind}`;
  return JSON.stringify({ type, title, status, detail, ...(errors === undefined ? {} : { errors }) });
}
