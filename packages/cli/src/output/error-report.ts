import { factsOf, present, type ErrorContext, type ErrorFacts } from './error-facts.ts';
import { hintOf } from './error-hints.ts';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.ts';
import { ItemsFailedError } from './failures.ts';

/** An error as the user gets it. */
export interface ErrorReport {
  readonly exitCode: ExitCode;
  /** For people: each is one line, the first one says what failed. Still with what strangers named: to be made harmless. */
  readonly lines: readonly string[];
  /** The whole in one line, for one of several failures: also when `lines` does not name the object. */
  readonly brief: string;
  /** For programs: `{"error": {...}}`, as the server's own errors are. */
  readonly document: { readonly error: Readonly<Record<string, unknown>> };
}

/** How many failed items are told one by one; a document names all. */
const toldItems = 20;

/**
 * What failed, on which object, HTTP status, error code and request id, and one thing to do next. Takes whatever was thrown. Of a bug the
 * stack is a part; no key, password or file content ever is.
 */
export function reportError(error: unknown, context: ErrorContext = {}): ErrorReport {
  if (error instanceof ItemsFailedError) return reportItems(error, context);
  const facts = factsOf(error);
  const exitCode = exitCodeOf(error, context.kind);
  const message = messageOf(facts);
  const hint = hintOf(facts, context);
  const isBug =
    exitCode === exitCodes.other && facts.name !== 'FilewharfError' && facts.systemCode === undefined && facts.hint === undefined;
  // Of a single wrong value the message is what the detail says, word for word.
  const details = (facts.details ?? []).map(({ field, message: text }) => `${field === '' ? '' : `${field}: `}${text}`);
  const subject = subjectOf(facts, context);
  const stack = isBug ? (facts.stack ?? '').split('\n').slice(1) : [];
  const heading = isQuiet(facts, context) ? message : [subject, message].filter((part) => part !== '').join(': ');
  const object = context.object ?? '';
  return {
    exitCode,
    brief: `${heading.includes(object) ? '' : `${object}: `}${heading}${answerOf(facts, ' (', ')')}`,
    lines: [
      heading,
      ...details.filter((detail) => detail !== message).map((detail) => `  ${detail}`),
      ...wireLine(facts),
      ...stack,
      ...(hint === undefined ? [] : [`  ${hint}`]),
    ],
    document: {
      error: {
        message,
        exit_code: exitCode,
        ...(context.object === undefined ? {} : { object: context.object }),
        ...wireFields(facts),
        ...present({ hint }),
      },
    },
  };
}

function reportItems(error: ItemsFailedError, context: ErrorContext): ErrorReport {
  const reports = error.failures.map(({ name, error: cause }) => ({ name, report: reportError(cause, { ...context, object: name }) }));
  const told = error.told ? [] : reports.slice(0, toldItems);
  const untold = error.told ? 0 : reports.length - told.length;
  const hints = new Set(reports.map(({ report }) => report.document.error['hint']).filter((hint) => typeof hint === 'string'));
  return {
    exitCode: exitCodeOf(error, context.kind),
    brief: error.message,
    lines: [
      error.message,
      ...told.map(({ report }) => `  ${report.brief}`),
      ...(untold > 0 ? [`  and ${untold} more`] : []),
      // The same advice for all of them is worth a line; twenty different ones are not.
      ...(hints.size === 1 ? [`  ${[...hints].join('')}`] : []),
    ],
    document: {
      error: {
        message: error.message,
        exit_code: exitCodeOf(error, context.kind),
        total: error.total,
        failures: reports.map(({ report }) => report.document.error),
      },
    },
  };
}

/** Errors of our own whose message is the whole sentence. One that is about a file, and does not name it, needs the rest. */
function isQuiet({ name, message }: ErrorFacts, { object }: ErrorContext): boolean {
  if (name === 'RefusedError' || name === 'TemporaryError') return object === undefined || message.includes(object);
  return ['UsageError', 'MissingError', 'FatalError', 'NothingToTransferError', 'InterruptedError', 'AbortError'].includes(name);
}

/** `upload /reports/a.txt`: what was tried, on which object. */
function subjectOf(facts: ErrorFacts, { action, object }: ErrorContext): string {
  const where = facts.localPath === undefined || object?.includes(facts.localPath) === true ? object : facts.localPath;
  return [action, where].filter((part) => part !== undefined && part !== '').join(' ');
}

function messageOf(facts: ErrorFacts): string {
  if (facts.name === 'AbortError') return 'interrupted';
  const known = facts.systemCode === undefined || facts.name === 'ConnectionError' ? undefined : systemMessages[facts.systemCode];
  return (known ?? facts.message).trim() || facts.name;
}

/** The system's messages hold the call and the path again. */
const systemMessages: Readonly<Record<string, string | undefined>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk can only be read',
  EISDIR: 'is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'exists already',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long for this disk',
};

function wireLine(facts: ErrorFacts): string[] {
  const { status, method, urlPath } = facts;
  if (status === undefined) return [];
  const call = method === undefined || urlPath === undefined ? '' : `${method} ${urlPath} was answered with `;
  return [answerOf(facts, `  ${call}`, '')];
}

/** `404 not_found, request 8a1c`, between these two; nothing when no server answered. */
function answerOf({ status, code, requestId }: ErrorFacts, before: string, after: string): string {
  if (status === undefined) return '';
  return `${before}${status}${code === undefined ? '' : ` ${code}`}${requestId === undefined ? '' : `, request ${requestId}`}${after}`;
}

function wireFields(facts: ErrorFacts): Readonly<Record<string, unknown>> {
  return present({
    status: facts.status,
    code: facts.code ?? facts.systemCode,
    request_id: facts.requestId,
    method: facts.method,
    path: facts.urlPath ?? facts.localPath,
    retry_after_seconds: facts.retryAfterSeconds,
    details: facts.details,
  });
}
