import { AppError, type ErrorCode, type ErrorReason } from '../core/errors.ts';
import type { Page } from './page.ts';
import { inWords, problemPage } from './share-html.ts';

/** A problem in all the forms in which it may be told. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The shape of the API's errors. */
  readonly body: { readonly error: { readonly code: string; readonly message: string } };
  readonly page: Page;
}

interface Row {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** What the visitor can do. */
  readonly advice?: string;
}

/** For what is missing behind a link that works. */
const missingBehind = { status: 404, code: 'not_found', title: 'This is not here', advice: 'It may have been moved or deleted.' };
const askAgain = 'Ask whoever sent it to you for a new one.';
const damaged = { status: 500, code: 'internal_error', title: 'This file cannot be sent' };
const badRequest = { status: 400, code: 'bad_request', title: 'That did not work' };
const locked = { status: 401, code: 'unauthorized', title: 'Password needed' };

const rows: Readonly<Record<ErrorCode, Row>> = {
  invalid: badRequest,
  unauthenticated: locked,
  invalid_credentials: locked,
  forbidden: { status: 403, code: 'forbidden', title: 'Not allowed' },
  not_found: { status: 404, code: 'not_found', title: 'Link not found', advice: askAgain },
  gone: { status: 410, code: 'gone', title: 'This link has expired', advice: askAgain },
  conflict: { status: 409, code: 'conflict', title: 'That did not work' },
  too_large: { status: 413, code: 'bad_request', title: 'That did not work' },
  rate_limited: { status: 429, code: 'rate_limited', title: 'Too many tries' },
  range_not_satisfiable: { status: 416, code: 'range_not_satisfiable', title: 'That did not work' },
  since_too_old: badRequest,
  unavailable: { status: 503, code: 'unavailable', title: 'Try again in a moment' },
  corrupt: damaged,
  internal: { ...damaged, title: 'Something went wrong' },
};

/** Where the code alone does not say what a visitor should read. */
const rowsByReason: Readonly<Partial<Record<ErrorReason, Row>>> = {
  uses_up: { ...rows.gone, title: 'This link is used up' },
  not_started: { ...rows.forbidden, title: 'This link is not open yet', advice: 'Come back then, and it will work.' },
};

/** The failure of a request as its answer. Messages of faults inside of the server are for its log only; the visitor gets the id to look there. */
export function answerOf(error: unknown, requestId: string, back?: string): ProblemAnswer {
  const { status, code, title, advice } = rowOf(error, back !== undefined);
  const message = status >= 500 ? internalMessage(error, requestId, status) : messageOf(error);
  const wait = error instanceof AppError ? error.retryAfterSeconds : undefined;
  // Whole minutes, rounded up, so that the visitor does not come back too early.
  const next = wait === undefined ? advice : `You can try again ${inWords(Math.ceil(wait / 60) * 60_000)}.`;
  return {
    status,
    headers: {
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="share", charset="UTF-8"' } : {}),
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
    },
    body: { error: { code, message } },
    page: problemPage(title, status >= 500 ? message : saidTo(error), next, back),
  };
}

function rowOf(error: unknown, isBehind: boolean): Row {
  if (isBehind && error instanceof AppError && error.code === 'not_found') return missingBehind;
  if (error instanceof AppError) return (error.reason === undefined ? undefined : rowsByReason[error.reason]) ?? rows[error.code];
  const status: unknown = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status !== 'number' || status < 400 || status > 499) return rows.internal;
  // The framework's own complaints about a body: too large, of another type, cut off.
  return { ...badRequest, status, code: status === 415 ? 'unsupported_media_type' : 'bad_request' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

/** What people read: without the names that fields and times have for programs. */
export function saidTo(error: unknown): string {
  if (!(error instanceof AppError)) return messageOf(error);
  const startsAt = error.reason === 'not_started' ? error.data?.['starts_at'] : undefined;
  if (typeof startsAt === 'number') return `This link opens on ${dateAndTime(startsAt)}.`;
  if (error.code !== 'invalid' || error.details.length === 0) return error.message;
  return error.details.map(({ field, message }) => asSentence(labels.get(field), message)).join(' ');
}

/** Fields of forms whose name has to be said, because the message says only what is wrong with it. */
const labels: ReadonlyMap<string, string> = new Map([
  ['name', 'Your name'],
  ['email', 'Your email address'],
  ['company', 'Your company'],
]);

function asSentence(subject: string | undefined, message: string): string {
  const text =
    subject === undefined
      ? message.charAt(0).toUpperCase() + message.slice(1)
      : `${subject}${message.startsWith('is ') ? ' ' : ': '}${message}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function dateAndTime(time: number): string {
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${words.format(time)} UTC`;
}

function internalMessage(error: unknown, requestId: string, status: number): string {
  // What is wrong with the server, such as with the plan of the owner, is for its operator.
  if (status === 503) return 'The server cannot do this right now.';
  const isDamaged = error instanceof AppError && error.code === 'corrupt';
  const what = isDamaged
    ? 'The stored file is damaged, so none of it was sent. Please tell whoever sent you the link.'
    : 'The server failed. Please try again.';
  return `${what} Request id: ${requestId}`;
}
