import { setTimeout as delay } from 'node:timers/promises';
import { writeJson } from '../json/write.ts';
import type { AddressPolicy } from './addresses.ts';
import type { Auth } from './auth.ts';
import { ConnectionError, openConnections, type HttpConnections, type HttpRequest, type HttpResponse } from './http.ts';
import { PagingError, type RequestPlan } from './paginators/paginator.ts';
import type { ProxySettings } from './proxy.ts';
import { shownUrl, type Redactor } from './secrets.ts';

export interface RetryOptions {
  /** Tries altogether. */
  readonly attempts: number;
  /** The first wait; each further one is twice as long. */
  readonly backoffSeconds: number;
  /** The longest wait, also when the server asks for a longer one. */
  readonly maxDelaySeconds: number;
}

export interface ClientOptions {
  readonly baseUrl: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Other origins that credentials may go to. */
  readonly allowedOrigins: readonly string[];
  readonly retry: RetryOptions;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly addresses: AddressPolicy;
  readonly proxies: ProxySettings;
  readonly redactor: Redactor;
  readonly userAgent: string;
  /** Told about each wait. */
  readonly onWait: (message: string) => void;
  readonly clock: Clock;
}

/** Time, which tests replace. */
export interface Clock {
  now(): number;
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  wait: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
};

export interface RestClient {
  /**
   * Sends a request, again when it failed in a way that may pass; answers whatever comes in the end, whichever status it has.
   * @throws ConnectionError, ResponseTooLargeError, PagingError (the request would go to another origin with credentials)
   */
  send(plan: RequestPlan, auth: Auth | undefined, signal: AbortSignal | undefined): Promise<HttpResponse>;
  close(): void;
}

const maxRedirects = 10;

/** A client of one API. Credentials and configured headers go to its own origin and to those that are allowed, nowhere else. */
export function createClient(options: ClientOptions): RestClient {
  const { clock, redactor, retry } = options;
  const connections: HttpConnections = openConnections(options.addresses, options.proxies);
  const trusted = new Set([options.baseUrl.origin, ...options.allowedOrigins.map((origin) => new URL(origin).origin)]);
  const limits = { timeoutMs: options.timeoutMs, maxResponseBytes: options.maxResponseBytes };
  /** Until then the server wants no further request, by its own headers. */
  let quietUntil = 0;

  async function send(plan: RequestPlan, auth: Auth | undefined, signal: AbortSignal | undefined): Promise<HttpResponse> {
    let hasRenewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const request = await prepared(plan, auth, signal);
      await untilAllowed(signal);
      const outcome = await tried(request, auth, plan, signal);
      if ('status' in outcome) {
        noteRateLimit(outcome);
        if (outcome.status === 401 && !hasRenewed && auth?.refused?.() === true) {
          hasRenewed = true;
          continue;
        }
        if (!isPassing(outcome.status) || attempt >= retry.attempts) return outcome;
      } else if (attempt >= retry.attempts) {
        throw new ConnectionError(
          `${plan.method} ${shownUrl(request.url, redactor)}: ${redactor.redact(outcome.message)}${attempt > 1 ? ` (${attempt} tries)` : ''}`,
        );
      }
      const wanted = 'status' in outcome ? retryAfterMs(outcome, clock.now()) : undefined;
      const waitMs = Math.min(wanted ?? retry.backoffSeconds * 1000 * 2 ** (attempt - 1), retry.maxDelaySeconds * 1000);
      const why = 'status' in outcome ? `status ${outcome.status}` : redactor.redact(outcome.message);
      options.onWait(
        `${plan.method} ${shownUrl(request.url, redactor)}: ${why}; try ${attempt + 1} of ${retry.attempts} in ${seconds(waitMs)}`,
      );
      await clock.wait(waitMs, signal);
    }
  }

  /** What goes out: with credentials when the place is one of the API's. */
  async function prepared(plan: RequestPlan, auth: Auth | undefined, signal: AbortSignal | undefined): Promise<HttpRequest> {
    const target = new URL(plan.url);
    if (target.protocol !== 'http:' && target.protocol !== 'https:')
      throw new PagingError(`${shownUrl(target, redactor)} is no http address`);
    const isTrusted = trusted.has(target.origin);
    if (!isTrusted && (auth !== undefined || Object.keys(options.headers).length > 0 || Object.keys(plan.headers).length > 0))
      throw new PagingError(
        `the request would go to ${target.origin}, and with it the credentials for ${options.baseUrl.origin}; if that is wanted, add it to client.allowed_origins`,
      );
    const headers = { ...options.headers, ...plan.headers };
    const complete =
      auth === undefined
        ? { ...plan, headers }
        : await auth.authenticate({ ...plan, headers }, (url, form, own) => token(url, form, own, signal));
    const [body, contentType] = bodyOf(complete);
    return {
      method: complete.method,
      url: urlOf(complete),
      headers: {
        'user-agent': options.userAgent,
        accept: 'application/json',
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        ...lowerCase(complete.headers),
      },
      body,
    };
  }

  /** The answer, or the error that may pass. Redirects are followed, to other places without credentials. */
  async function tried(
    first: HttpRequest,
    auth: Auth | undefined,
    plan: RequestPlan,
    signal: AbortSignal | undefined,
  ): Promise<HttpResponse | ConnectionError> {
    let request = first;
    for (let followed = 0; ; followed += 1) {
      const answer = await sentOrFailed(request, signal);
      if (!('status' in answer)) return answer;
      const location = answer.headers['location'];
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
      if (followed >= maxRedirects) return new ConnectionError('too many redirects');
      request = await redirected(request, answer.status, new URL(location, request.url), auth, plan, signal);
    }
  }

  async function sentOrFailed(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse | ConnectionError> {
    try {
      return await connections.send(request, limits, signal);
    } catch (error) {
      if (error instanceof ConnectionError) return error;
      throw error;
    }
  }

  async function redirected(
    request: HttpRequest,
    status: number,
    target: URL,
    auth: Auth | undefined,
    plan: RequestPlan,
    signal: AbortSignal | undefined,
  ): Promise<HttpRequest> {
    const keepsBody = status === 307 || status === 308;
    const method = keepsBody || request.method === 'GET' || request.method === 'HEAD' ? request.method : 'GET';
    const body = keepsBody ? plan : { ...plan, json: undefined, data: undefined };
    if (trusted.has(target.origin)) return prepared({ ...body, method, url: target.href, params: {} }, auth, signal);
    if (target.protocol !== 'http:' && target.protocol !== 'https:')
      throw new PagingError(`the answer leads to ${shownUrl(target, redactor)}`);
    if (keepsBody && request.body !== undefined)
      throw new PagingError(
        `the answer wants the body of the request sent to ${target.origin}; if that is wanted, add it to client.allowed_origins`,
      );
    return { method, url: target, headers: { 'user-agent': options.userAgent, accept: 'application/json' }, body: undefined };
  }

  async function token(
    url: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const body = new URLSearchParams(form).toString();
    const request: HttpRequest = {
      method: 'POST',
      url: new URL(url, options.baseUrl),
      headers: {
        'user-agent': options.userAgent,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...lowerCase(headers),
      },
      body,
    };
    const answer = await sentOrFailed(request, signal);
    const where = `POST ${shownUrl(request.url, redactor)}`;
    if (!('status' in answer)) throw new ConnectionError(`no token: ${where}: ${redactor.redact(answer.message)}`);
    if (answer.status < 200 || answer.status > 299) throw new Error(`no token: ${where} answered with status ${answer.status}`);
    try {
      const parsed: unknown = JSON.parse(answer.body.toString('utf8'));
      const { access_token: secret } = parsed as Record<string, unknown>;
      if (typeof secret === 'string') redactor.add(secret);
      return parsed;
    } catch {
      // The parser's message quotes the text, which may hold the token.
      throw new Error(`no token: ${where} answered with something that is not JSON`);
    }
  }

  async function untilAllowed(signal: AbortSignal | undefined): Promise<void> {
    const waitMs = quietUntil - clock.now();
    if (waitMs <= 0) return;
    options.onWait(`the rate limit of ${options.baseUrl.host} is used up; going on in ${seconds(waitMs)}`);
    await clock.wait(waitMs, signal);
  }

  function noteRateLimit({ status, headers }: HttpResponse): void {
    const remaining = headers['ratelimit-remaining'] ?? headers['x-ratelimit-remaining'] ?? headers['x-rate-limit-remaining'];
    const reset = headers['ratelimit-reset'] ?? headers['x-ratelimit-reset'] ?? headers['x-rate-limit-reset'];
    if (status === 429 || remaining === undefined || reset === undefined || Number(remaining) > 0) return;
    const at = momentOf(reset, clock.now());
    if (at !== undefined) quietUntil = Math.min(at, clock.now() + retry.maxDelaySeconds * 1000);
  }

  return { send, close: connections.close };
}

const isPassing = (status: number): boolean => status === 429 || (status >= 500 && status <= 599);

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** `Retry-After` in milliseconds from now; the header holds seconds or a date. */
function retryAfterMs({ headers }: HttpResponse, now: number): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** When a limit is lifted: APIs send seconds from now, seconds or milliseconds since 1970, or a date. */
function momentOf(text: string, now: number): number | undefined {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number > 1e11 ? number : number > 1e8 ? number * 1000 : now + number * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

function bodyOf({ json, data }: RequestPlan): [body: string | undefined, contentType: string | undefined] {
  if (json !== undefined) return [writeJson(json), 'application/json'];
  if (data === undefined) return [undefined, undefined];
  if (typeof data === 'string') return [data, 'text/plain; charset=utf-8'];
  return [new URLSearchParams(pairs(data)).toString(), 'application/x-www-form-urlencoded'];
}

/** The URL with its parameters; one that the URL has already is replaced. */
export function urlOf({ url, params }: Pick<RequestPlan, 'url' | 'params'>): URL {
  const complete = new URL(url);
  const added = pairs(params);
  for (const [name] of added) complete.searchParams.delete(name);
  for (const [name, value] of added) complete.searchParams.append(name, value);
  return complete;
}

function pairs(values: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value])
      .filter((item) => item !== undefined && item !== null)
      .map((item): [string, string] => [
        name,
        typeof item === 'object' ? writeJson(item) : String(item as string | number | boolean | bigint),
      ]),
  );
}
