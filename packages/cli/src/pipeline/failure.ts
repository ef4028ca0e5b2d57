/** What went wrong in a pipeline, in the shape that the output knows: the name decides the exit code. */
class PipelineFailure extends Error {
  readonly hint: string | undefined;
  /** Further lines. */
  readonly details: readonly { readonly field: string; readonly message: string }[];

  constructor(
    name: FailureName,
    message: string,
    options: { readonly hint?: string | undefined; readonly lines?: readonly string[]; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = name;
    this.hint = options.hint;
    this.details = (options.lines ?? []).map((line) => ({ field: '', message: line.trim() }));
  }
}

/** Exit codes 2, 6, 7 and 5. */
type FailureName = 'UsageError' | 'RefusedError' | 'FatalError' | 'ConnectionError';

/** An error of the pipeline as one of the command; anything else is answered as it came, since it is a bug or the system's. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const [message = '', ...lines] = error.message.split('\n');
  const made = (name: FailureName, hint?: string): PipelineFailure => new PipelineFailure(name, message, { lines, cause: error, hint });
  switch (error.name) {
    case 'ConfigError':
      return made('UsageError', 'correct the file; filewharf pipeline init writes one that is right');
    case 'MissingConfigError':
      return made('FatalError', 'put it into .filewharf/secrets.toml, or into one of these environment variables');
    case 'HttpStatusError':
      return ofStatus((error as Error & { readonly status: number }).status, made);
    case 'RestError':
      return causes(error).some(({ name }) => name === 'ConnectionError') || /ECONN|ENOTFOUND|EAI_AGAIN|no complete answer/.test(message)
        ? made('ConnectionError', 'look at client.base_url, and whether the API answers at all')
        : made('RefusedError');
    case 'ExtractError':
    case 'NormalizeError':
    case 'ContractError':
      return made('RefusedError');
    case 'LoadError':
      return made('RefusedError', 'filewharf pipeline failed-jobs shows what was set aside');
    default:
      break;
  }
  if (error.constructor.name === 'LockedError') return made('ConnectionError', 'wait until the other run is over');
  if (/Could not set lock on file/.test(message)) return made('ConnectionError', 'close the program that has the database open');
  return error;
}

function ofStatus(status: number, made: (name: FailureName, hint?: string) => PipelineFailure): PipelineFailure {
  if (status === 401 || status === 403) return made('FatalError');
  return status === 429 || status >= 500
    ? made('ConnectionError', 'try again later: nothing of this run was loaded')
    : made('RefusedError');
}

function causes(error: Error): Error[] {
  return error.cause instanceof Error ? [error.cause, ...causes(error.cause)] : [];
}
