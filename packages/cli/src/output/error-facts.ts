/** What an error was about, for its message. */
export interface ErrorContext {
  /** The path or id that the command worked on. */
  readonly object?: string;
  /** What that is: a missing folder has an exit code of its own. */
  readonly kind?: 'folder' | 'file' | 'resource';
  /** What was tried: `cannot upload`. */
  readonly action?: string;
  readonly baseUrl?: string;
}

/**
 * What can be read from a thrown value by its shape: errors come from the SDK, the system and this command, and none of their classes has to
 * be loaded to print them.
 */
export interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  /** HTTP status. */
  readonly status?: number;
  /** The server's word for it (`not_found`). */
  readonly code?: string;
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
  readonly details?: readonly { readonly field: string; readonly message: string }[];
  readonly method?: string;
  /** Path of the URL. */
  readonly urlPath?: string;
  /** The system's or the TLS library's word for it (`ECONNREFUSED`), of the error or what caused it. */
  readonly systemCode?: string;
  /** The local path of a file system error. */
  readonly localPath?: string;
  readonly hint?: string;
  readonly stack?: string;
}

export function factsOf(thrown: unknown): ErrorFacts {
  if (typeof thrown !== 'object' || thrown === null) return { name: 'Error', message: String(thrown) };
  const text = (key: string): string | undefined => stringOf(read(thrown, key));
  const number = (key: string): number | undefined => numberOf(read(thrown, key));
  const status = number('status');
  const systemCode = systemCodeOf(thrown);
  return {
    name: text('name') ?? 'Error',
    message: text('message') ?? '',
    ...present({
      status,
      code: status === undefined ? undefined : text('code'),
      requestId: text('requestId'),
      retryAfterSeconds: number('retryAfterSeconds'),
      details: detailsOf(read(thrown, 'details')),
      method: text('method'),
      urlPath: status === undefined ? undefined : text('path'),
      systemCode: status === undefined ? systemCode : undefined,
      localPath: status === undefined ? text('path') : undefined,
      hint: text('hint'),
      stack: text('stack'),
    }),
  };
}

/** Without the members that are undefined. */
export function present<Facts extends object>(facts: Facts): { [Key in keyof Facts]?: Exclude<Facts[Key], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Facts]?: Exclude<Facts[Key], undefined>;
  };
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function detailsOf(value: unknown): ErrorFacts['details'] {
  if (!Array.isArray(value)) return undefined;
  const details = value.flatMap((detail: unknown) => {
    const message = stringOf(read(detail, 'message'));
    return message === undefined ? [] : [{ field: stringOf(read(detail, 'field')) ?? '', message }];
  });
  return details.length === 0 ? undefined : details;
}

/** Looks through causes, and through the tries at several addresses that one connection can be. */
function systemCodeOf(thrown: unknown, depth = 0): string | undefined {
  if (depth > 5 || typeof thrown !== 'object' || thrown === null) return undefined;
  const code = stringOf(read(thrown, 'code'));
  if (code !== undefined && systemCodes.test(code)) return code;
  const errors = read(thrown, 'errors');
  const inner: readonly unknown[] = [read(thrown, 'cause'), ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  for (const cause of inner) {
    const found = systemCodeOf(cause, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

const systemCodes = /^(?:E[A-Z0-9]+|ERR_(?:SSL|TLS)_\w+|\w*CERT\w*|UNABLE_TO_\w+|HOSTNAME_MISMATCH|UND_ERR_\w+)$/;
