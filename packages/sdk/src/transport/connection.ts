import { jsonBody } from './content.ts';
import { FilewharfError, throwIfAborted } from './errors.ts';
import {
  checkNumbers,
  isPassing,
  isRefusal,
  mayRepeat,
  retryAfterSeconds,
  retryDelayMs,
  sleep,
  type RetryEvent,
  type RetryPolicy,
} from './retry.ts';
import type { Body, Send, WireResponse } from './send.ts';

export type QueryValue = string | number | boolean | undefined;

/** What a call may change of the client's settings. */
export interface CallOptions {
  /** Gives the call up; it then throws AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without a sign of life; default the client's. */
  readonly timeoutMs?: number | undefined;
  /** Tries after the first one; default the client's. */
  readonly maxRetries?: number | undefined;
  /** Sent with the request; they win over the client's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** One request as the client sees it. */
export interface Call extends CallOptions {
  readonly method: string;
  /** From the connection's base, or a whole URL, which gets no credentials when it is at another place. */
  readonly path: string | URL;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  readonly json?: unknown;
  readonly body?: Body | undefined;
  /** Sent twice is the same as sent once. Default: what HTTP says of the method. */
  readonly repeatSafe?: boolean | undefined;
  /** In place of the connection's own. */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  /** No credentials go along, and the address itself is a secret. */
  readonly anonymous?: boolean | undefined;
  /** Told how many bytes of the body have gone out since the last time. */
  readonly onSent?: ((bytes: number) => void) | undefined;
  /** Whoever reads the answer copies what it keeps. */
  readonly copiesAnswer?: boolean | undefined;
  /** A try begins: whatever was reported of the one before does not count. */
  readonly onTry?: (() => void) | undefined;
}

/** One answer, for logs. Neither query nor secrets are in it. */
export interface ResponseEvent {
  readonly method: string;
  readonly url: string;
  /** 0 when there was none. */
  readonly status: number;
  /** Until the head of the answer was there. */
  readonly ms: number;
  readonly requestId: string | undefined;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** An answer that is not 2xx. */
export interface Failure {
  readonly method: string;
  /** For messages. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly retryAfterSeconds: number | undefined;
}

export interface ConnectionSettings extends RetryPolicy {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly send: Send;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Of calls that have none of their own. */
  readonly signal?: AbortSignal | undefined;
  /** Sent with every request; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent to this server only, unless a call has its own; names in lower case. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly toError: (failure: Failure) => Error;
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
}

export interface Connection {
  readonly settings: ConnectionSettings;
  /** The answer, when it is 2xx or 304; else throws what `toError` makes of it. Tries again where that is safe. */
  send(call: Call): Promise<WireResponse>;
  /** The same with what `read` makes of the answer, which is a part of the try: a line that breaks within it is as one that broke before. */
  exchange<T>(call: Call, read: (response: WireResponse) => Promise<T>): Promise<T>;
  /** The same, read and parsed; undefined when the body is empty. */
  json<T>(call: Call): Promise<T>;
  /** The same with the headers of the answer. */
  answer<T>(call: Call): Promise<{ readonly value: T; readonly headers: Headers }>;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
/** Those of which nobody learns anything. */
const harmlessHeaders = new Set(['accept', 'content-type', 'if-match', 'if-none-match', 'if-range', 'range', 'user-agent']);
const maxRedirects = 5;
/** More than any error that means something. */
const maxErrorBytes = 256 * 1024;
/** More than any answer that is read as a whole: the longest list has 10,000 items. */
const maxAnswerBytes = 64 * 1024 * 1024;

export function openConnection(settings: ConnectionSettings): Connection {
  const origin = new URL(settings.baseUrl).origin;

  async function exchange<T>(given: Call, read: (response: WireResponse) => Promise<T>): Promise<T> {
    const call = { ...given, signal: given.signal ?? settings.signal };
    checkNumbers({ timeouts: { timeoutMs: call.timeoutMs }, tries: { maxRetries: call.maxRetries } }, 1, (why) => {
      throw new FilewharfError(why);
    });
    const url = addressOf(settings.baseUrl, call);
    const repeatable = call.body?.repeatable ?? true;
    const repeatSafe = repeatable && (call.repeatSafe ?? safeMethods.has(call.method));
    const maxRetries = call.maxRetries ?? settings.maxRetries;
    for (let attempt = 1; ; attempt += 1) {
      throwIfAborted(call.signal);
      let error: Error;
      let asked: number | undefined;
      try {
        call.onTry?.();
        const response = await follow(call, url, attempt);
        if ((response.status >= 200 && response.status < 300) || response.status === 304) return await read(response);
        asked = retryAfterSeconds(response.headers.get('retry-after'));
        const { text: body } = await textOf(response, maxErrorBytes);
        error = settings.toError({
          method: call.method,
          path: shown(url, call),
          status: response.status,
          headers: response.headers,
          body,
          retryAfterSeconds: asked,
        });
        if (!isPassing(response.status) || !repeatable || !(repeatSafe || isRefusal(response.status))) throw error;
      } catch (thrown) {
        if (!mayRepeat(thrown, repeatSafe) || !repeatable) throw thrown;
        error = thrown;
      }
      const delayMs = attempt > maxRetries ? undefined : retryDelayMs(settings, attempt, asked);
      if (delayMs === undefined) throw error;
      settings.onRetry?.({ attempt, delayMs, error });
      await sleep(delayMs, call.signal);
    }
  }

  /** One try, with the redirects that it meets. */
  async function follow(call: Call, url: URL, attempt: number): Promise<WireResponse> {
    const body = call.json === undefined ? call.body : jsonBody(call.json);
    let target = url;
    for (let hops = 0; ; hops += 1) {
      const response = await once(call, target, body, attempt);
      const next = redirectOf(response, target, call.method);
      if (next === undefined) return response;
      response.discard();
      const refuse = (why: string): FilewharfError => new FilewharfError(`${call.method} ${shown(url, call)}: ${why}`);
      if (hops === maxRedirects) throw refuse(`more than ${maxRedirects} redirects`);
      if (body?.repeatable === false) throw refuse('it was redirected, and its source cannot be read again');
      // Without the credentials nothing comes of it, and what is in it, such as a password, is for this server.
      if (body !== undefined && call.anonymous !== true && next.origin !== origin) throw refuse(`it was redirected to ${next.origin}`);
      target = next;
    }
  }

  async function once(call: Call, url: URL, body: Body | undefined, attempt: number): Promise<WireResponse> {
    const headers = headersFor(call, url);
    if (body?.contentType !== undefined) headers['content-type'] ??= body.contentType;
    const started = performance.now();
    const report = (status: number, requestId: string | null): void =>
      settings.onResponse?.({
        method: call.method,
        url: shown(url, call),
        status,
        ms: performance.now() - started,
        requestId: requestId ?? undefined,
        attempt,
      });
    try {
      const response = await settings.send({
        method: call.method,
        url,
        headers,
        body,
        signal: call.signal,
        connectTimeoutMs: settings.connectTimeoutMs,
        timeoutMs: call.timeoutMs ?? settings.timeoutMs,
        onSent: call.onSent,
        copiesAnswer: call.copiesAnswer ?? false,
      });
      report(response.status, response.headers.get('x-request-id'));
      return response;
    } catch (error) {
      report(0, null);
      throw error;
    }
  }

  /** Credentials, and whatever a caller adds, belong to one origin: wherever else a redirect or an address leads, they stay here. */
  function headersFor(call: Call, url: URL): Record<string, string> {
    const own = lowerCased(call.headers);
    if (url.origin === origin && call.anonymous !== true)
      return { ...settings.headers, ...(call.credentials ?? settings.credentials), ...own };
    return Object.fromEntries(Object.entries({ ...settings.headers, ...own }).filter(([name]) => harmlessHeaders.has(name)));
  }

  async function answer<T>(call: Call): Promise<{ value: T; headers: Headers }> {
    const { text, isWhole, headers } = await exchange(call, async (response) => ({
      ...(await textOf(response, maxAnswerBytes)),
      headers: response.headers,
    }));
    const where = `${call.method} ${shown(addressOf(settings.baseUrl, call), call)}`;
    if (!isWhole) throw new FilewharfError(`${where}: the answer has more than ${maxAnswerBytes} bytes`);
    return { value: (text === '' ? undefined : parseJson(text, where)) as T, headers };
  }

  const send = (call: Call): Promise<WireResponse> => exchange(call, (response) => Promise.resolve(response));

  return { settings, send, exchange, answer, json: async <T>(call: Call) => (await answer<T>(call)).value };
}

function addressOf(baseUrl: string, call: Call): URL {
  const url = typeof call.path === 'string' ? new URL(baseUrl + call.path) : new URL(call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) url.searchParams.append(name, String(value));
  return url;
}

/** An address that may be shown: a query can hold tokens, and so can the whole path of an address that needs no credentials. */
function shown(url: URL, call: Call): string {
  return call.anonymous === true ? url.origin : url.origin + url.pathname;
}

export function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Where to go instead. Only what changes nothing follows any redirect; other requests follow those that keep method and body. */
function redirectOf(response: WireResponse, from: URL, method: string): URL | undefined {
  const { status, headers } = response;
  const location = headers.get('location');
  const keepsMethod = status === 307 || status === 308;
  const follows = keepsMethod || ((method === 'GET' || method === 'HEAD') && [301, 302, 303].includes(status));
  if (location === null || !follows || !URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from);
  if (next.protocol !== 'https:' && next.protocol !== from.protocol) return undefined;
  return next;
}

/** What a parser says of a text quotes it, and there may be a secret in it: here it only says where it came from. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FilewharfError(`${where}: the answer is not JSON`);
  }
}

/** Ends the reading of a body of which nobody wants more. */
class Enough extends Error {}

/** The body as text, up to so many bytes; what is behind them is given up. */
async function textOf(response: WireResponse, maxBytes: number): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    await response.read((chunk) => {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new Enough();
      text += decoder.decode(chunk, { stream: true });
    });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return { text: text + decoder.decode(), isWhole: bytes <= maxBytes };
}
