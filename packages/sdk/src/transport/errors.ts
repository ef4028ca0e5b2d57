/** Everything that this package throws on purpose is one of these. Messages hold no key, no password and no file content. */
export class FilewharfError extends Error {
  override readonly name: string = 'FilewharfError';
}

/** The server could not be reached, or the line broke before the answer was complete. `cause` is what the system said. */
export class ConnectionError extends FilewharfError {
  override readonly name: string = 'ConnectionError';
  /** False when it is certain that the server has seen nothing of the request. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, options: ErrorOptions & { readonly mayHaveArrived: boolean }) {
    super(message, options);
    this.mayHaveArrived = options.mayHaveArrived;
  }
}

/** Nothing was heard for as long as the client waits. The request was given up: it does not go on in the background. */
export class TimeoutError extends ConnectionError {
  override readonly name: string = 'TimeoutError';
}

/** The caller's signal was triggered. `cause` is its reason. */
export class AbortError extends FilewharfError {
  override readonly name: string = 'AbortError';

  constructor(signal: AbortSignal | undefined) {
    super('The operation was aborted', { cause: signal?.reason });
  }
}

/** The bytes that arrived are not those that were sent. */
export class ChecksumError extends FilewharfError {
  override readonly name: string = 'ChecksumError';
}

/** Throws when the signal was triggered. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AbortError(signal);
}
