/**
 * What commands throw on purpose. Everything else (the SDK's errors, the system's) is understood by its shape: `describeError`.
 * None of these needs a stack: the message is for the user.
 */

/** The command was used wrongly, or a question was refused. Nothing has been done. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** One concrete next step, a sentence without a full stop. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** What was asked for is not there. Exit code 3 for folders (on either side), 4 for everything else. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
  readonly kind: 'folder' | 'file' | 'resource';
  readonly hint: string | undefined;

  constructor(kind: MissingError['kind'], message: string, hint?: string) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }
}

/** What was asked for is not possible as things are, and a second try will not help; the server would say 409. Exit code 6. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** Something did not work now and may work later, such as a file that is being written. Exit code 5. */
export class TemporaryError extends Error {
  override readonly name = 'TemporaryError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * The command cannot go on, and neither can a second try as things stand (no key, the disk is full, a port is in use, a limit of the user's own
 * would be passed). Exit code 7.
 */
export class FatalError extends Error {
  override readonly name = 'FatalError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** One thing of several that failed. `name` is what the user calls it: a path, an id. */
export interface ItemFailure {
  readonly name: string;
  readonly error: unknown;
}

/** Some of several things failed; the others were done. The exit code follows from the errors: `exitCodeOfItems`. */
export class ItemsFailedError extends Error {
  override readonly name = 'ItemsFailedError';
  readonly failures: readonly ItemFailure[];
  /** How many were tried in all. */
  readonly total: number;
  /** The user has read about each one already, such as from `Progress`: the text then says only how many there are. */
  readonly told: boolean;

  constructor(failures: readonly ItemFailure[], total: number, options: { readonly told?: boolean } = {}) {
    super(`${failures.length} of ${total} failed`);
    this.failures = failures;
    this.total = total;
    this.told = options.told === true;
  }
}

/** There was nothing to transfer, and the user asked to be told (`--error-on-no-transfer`). Exit code 9. */
export class NothingToTransferError extends Error {
  override readonly name = 'NothingToTransferError';

  constructor(message = 'nothing to transfer') {
    super(message);
  }
}

/** The user stopped the command. Exit code 130. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly hint: string | undefined;

  constructor(message = 'interrupted', hint?: string) {
    super(message);
    this.hint = hint;
  }
}
