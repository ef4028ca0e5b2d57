import { FilewharfError } from '../transport/errors.ts';

export interface FilesApiErrorFacts {
  readonly message: string;
  readonly type: string;
  readonly title: string;
  readonly httpCode: number;
  readonly instance: string | undefined;
  readonly detail: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly string[];
  readonly modelErrors: Readonly<Record<string, readonly string[]>>;
  readonly retryAfterSeconds: number | undefined;
  readonly method: string;
  readonly path: string;
}

/** The server answered that it did not do what it was asked. There is a class for each `type`, below one for its group, below this one. */
export class FilesApiError extends FilewharfError {
  override readonly name: string = 'FilesApiError';
  /** The server's word for it, such as `not-authenticated/invalid-credentials`; empty when something in between answered. */
  readonly type: string;
  /** The same in words. */
  readonly title: string;
  /** The HTTP status. */
  readonly httpCode: number;
  /** Names this request in the server's log. */
  readonly instance: string | undefined;
  readonly detail: string | undefined;
  /** What a program needs to go on, such as the methods of a second factor. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What is wrong with the request, in sentences. */
  readonly errors: readonly string[];
  /** The same by field. */
  readonly modelErrors: Readonly<Record<string, readonly string[]>>;
  /** How long the server asks to be left alone. */
  readonly retryAfterSeconds: number | undefined;
  readonly method: string;
  /** The address without its query; only the server's when the address itself is a secret. */
  readonly path: string;

  constructor(facts: FilesApiErrorFacts) {
    super(facts.message);
    this.type = facts.type;
    this.title = facts.title;
    this.httpCode = facts.httpCode;
    this.instance = facts.instance;
    this.detail = facts.detail;
    this.data = facts.data;
    this.errors = facts.errors;
    this.modelErrors = facts.modelErrors;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.method = facts.method;
    this.path = facts.path;
  }
}

/** A setting of the client cannot work. */
export class ConfigurationError extends FilewharfError {
  override readonly name: string = 'ConfigurationError';
}

/** An argument cannot be what it is. */
export class InvalidParameterError extends FilewharfError {
  override readonly name: string = 'InvalidParameterError';
}

/** An argument is missing without which there is no request. */
export class MissingParameterError extends FilewharfError {
  override readonly name: string = 'MissingParameterError';
}
