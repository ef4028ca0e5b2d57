/** Takes bytes on their way. When it answers a promise, the bytes may be overwritten as soon as that is fulfilled, and not before. */
export type Take = (chunk: Uint8Array) => Promise<void> | void;

/** Bytes to send. */
export interface Content {
  /** Undefined: nobody knows. It then goes out chunked, where that can be done. */
  readonly size: number | undefined;
  /** False: what was handed out once is gone, so a request with it cannot be sent again. */
  readonly repeatable: boolean;
  /** Hands out all bytes in order. */
  write(take: Take): Promise<void>;
  /** For senders that cannot take bytes one after the other. */
  toBlob(): Promise<Blob>;
}

/** A request's body. */
export interface Body extends Content {
  /** Undefined: no header says what it is. */
  readonly contentType: string | undefined;
}

/** One HTTP request, ready to go. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body | undefined;
  readonly signal: AbortSignal | undefined;
  /** How long a connection may take to come about. */
  readonly connectTimeoutMs: number;
  /** How long the line may be silent while we wait for it. */
  readonly timeoutMs: number;
  /** Told how many bytes of the body have gone out since the last time. */
  readonly onSent: ((bytes: number) => void) | undefined;
  /** Whoever reads the answer copies what it keeps, so that each piece can come in the same memory. */
  readonly copiesAnswer: boolean;
}

/** What came back; the body is still on its way, and has to be read or given up. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Hands out the body in order, at the pace of `take`. Throws when the line breaks before its end. */
  read(take: Take): Promise<void>;
  /** The same, to be pulled. Leaving the loop early gives up the rest. */
  stream(): AsyncGenerator<Uint8Array, void, undefined>;
  /** Gives up what has not been read. */
  discard(): void;
}

/**
 * Sends one request, once. Throws ConnectionError and TimeoutError for what may be tried again, AbortError for the caller's signal, and
 * whatever the body's source threw. Every status is an answer.
 */
export type Send = (request: WireRequest) => Promise<WireResponse>;
