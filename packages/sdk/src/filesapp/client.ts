import {
  lowerCased,
  openConnection,
  parseJson,
  type CallOptions,
  type Connection,
  type QueryValue,
  type ResponseEvent,
} from '../transport/connection.ts';
import { joinChunks } from '../transport/chunk-reader.ts';
import { bodyOf, blobContent, bytesContent } from '../transport/content.ts';
import { FilewharfError } from '../transport/errors.ts';
import type { Fetch } from '../transport/fetch-send.ts';
import type { List } from '../transport/pages.ts';
import type { Platform } from '../transport/platform.ts';
import { checkNumbers, type RetryEvent } from '../transport/retry.ts';
import { keysOf, usersOf, type Keys, type Users } from './account.ts';
import type { StoredFile } from './wire.ts';
import { apiPath, callApi, callOptions, continuedList, withoutCallOptions } from './api.ts';
import { chunksOf, type Chunks } from './chunks.ts';
import { downloadTo, open, type Download, type DownloadDestination, type DownloadOptions, type DownloadResult } from './download.ts';
import { toApiError } from './errors.ts';
import { entriesOf, filesOf, foldersOf, sharesOf, type Entries, type Files, type Folders, type Shares } from './resources.ts';
import { secondFactorOf, sessionsOf, type SecondFactor, type Sessions } from './sessions.ts';
import { groupsOf, permissionsOf, type Groups, type Permissions } from './people.ts';
import { syncOf, type Sync } from './sync.ts';
import { settingsOf, trashOf, versionsOf, type SettingsOfSite, type Trash, type Versions } from './versions.ts';
import { activityOf, type ActivityLists } from './activity.ts';
import { zipsOf, type Zips } from './zips.ts';
import { upload, type UploadOptions, type UploadSource } from './upload.ts';
import type {
  ChangePasswordAnswer,
  ChangePasswordParams,
  Entry,
  SearchParams,
  UsageAnswer,
  UsageHistoryAnswer,
  WhoamiAnswer,
} from './wire.ts';

/** Times in milliseconds. */
export interface FilesAppOptions {
  /** Where the server is, `/api/v2` at its end or not. Default FILEWHARF_BASE_URL, else http://127.0.0.1:8080 (in browsers the page's own). */
  readonly baseUrl?: string | undefined;
  /** Sends the requests in place of the built-in transport. */
  readonly fetch?: Fetch | undefined;
  /** Tries after the first one; default 2. */
  readonly maxRetries?: number | undefined;
  /** The wait before the second try, doubled for each further one; half of it is chance. Default 500. */
  readonly retryDelayMs?: number | undefined;
  /** Default 8000. */
  readonly maxRetryDelayMs?: number | undefined;
  /** A server that asks for a longer pause (Retry-After) is not waited for; its error is thrown. Default 60,000. */
  readonly maxRetryAfterMs?: number | undefined;
  /** How long the line may be silent while something is waited for. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Gives up every call that has no signal of its own; it then throws AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Put before the SDK's own in User-Agent; not in browsers. */
  readonly userAgent?: string | undefined;
  /** Told before a request is sent again. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
  /** Told of every answer, for logs; there are no secrets in it. */
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
}

export interface RequestOptions extends CallOptions {
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: Uint8Array | Blob | string | undefined;
  /** Sent twice is the same as sent once. Default: what HTTP says of the method. */
  readonly repeatSafe?: boolean | undefined;
}

/** An answer as it came. Read it once, or `discard` it: its connection is kept for it until then. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  bytes(): Promise<Uint8Array>;
  text(): Promise<string>;
  json<T = unknown>(): Promise<T>;
  stream(): AsyncIterable<Uint8Array>;
  discard(): void;
}

/**
 * A client of the Files App v2 API. It has no state but its settings, so one can serve a whole program.
 *
 * Every method throws an ApiError for what the server refuses, ConnectionError and TimeoutError when it cannot be reached, and AbortError for
 * the caller's signal. Network errors, 429 and 5xx are tried again where that is safe, other refusals never.
 */
export class FilesAppClient {
  /** Where the server is, without `/api/v2`. */
  readonly baseUrl: string;
  readonly files: Files;
  readonly entries: Entries;
  readonly folders: Folders;
  readonly versions: Versions;
  readonly trash: Trash;
  readonly settings: SettingsOfSite;
  readonly chunks: Chunks;
  readonly shares: Shares;
  readonly keys: Keys;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly secondFactor: SecondFactor;
  readonly groups: Groups;
  readonly permissions: Permissions;
  readonly sync: Sync;
  readonly zips: Zips;
  readonly activity: ActivityLists;
  readonly #connection: Connection;
  readonly #platform: Platform;

  constructor(platform: Platform, apiKey: string | undefined, options: FilesAppOptions = {}) {
    const key = apiKey ?? platform.env('FILEWHARF_API_KEY');
    const isSignedIn = key === undefined && platform.hasCookies;
    if (!isSignedIn && (key === undefined || key === ''))
      throw new FilewharfError("Give an API key: new FilesApp('sk_live_...'), or FILEWHARF_API_KEY");
    if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) throw new FilewharfError('The API key has characters that no key has');
    const { maxRetries, retryDelayMs, maxRetryDelayMs, maxRetryAfterMs, timeoutMs } = options;
    checkNumbers(
      { timeouts: { timeoutMs }, delays: { retryDelayMs, maxRetryDelayMs, maxRetryAfterMs }, tries: { maxRetries } },
      1,
      (why) => {
        throw new FilewharfError(why);
      },
    );
    this.baseUrl = serverOf(options.baseUrl ?? platform.env('FILEWHARF_BASE_URL') ?? platform.defaultBaseUrl);
    this.#platform = platform;
    const userAgent = [options.userAgent, platform.userAgent].filter((part) => part !== undefined).join(' ');
    const headers = {
      ...(platform.userAgent === undefined ? {} : { 'user-agent': userAgent }),
      accept: 'application/json',
      ...lowerCased(options.headers),
    };
    this.#connection = openConnection({
      baseUrl: this.baseUrl,
      send: platform.makeSend({ fetch: options.fetch }),
      maxRetries: maxRetries ?? 2,
      retryDelayMs: retryDelayMs ?? 500,
      maxRetryDelayMs: maxRetryDelayMs ?? 8000,
      maxRetryAfterMs: maxRetryAfterMs ?? 60_000,
      timeoutMs: timeoutMs ?? 60_000,
      connectTimeoutMs: Math.min(30_000, timeoutMs ?? 60_000),
      signal: options.signal,
      headers,
      credentials: key === undefined ? {} : { authorization: `Bearer ${key}` },
      toError: toApiError,
      onRetry: options.onRetry,
      onResponse: options.onResponse,
    });
    this.files = filesOf(this.#connection);
    this.entries = entriesOf(this.#connection);
    this.folders = foldersOf(this.#connection);
    this.versions = versionsOf({ connection: this.#connection, platform, files: this.files });
    this.trash = trashOf(this.#connection);
    this.settings = settingsOf(this.#connection);
    this.chunks = chunksOf(this.#connection);
    this.shares = sharesOf(this.#connection);
    this.keys = keysOf(this.#connection);
    this.users = usersOf(this.#connection);
    this.sessions = sessionsOf(this.#connection);
    this.secondFactor = secondFactorOf(this.#connection);
    this.groups = groupsOf(this.#connection);
    this.permissions = permissionsOf(this.#connection);
    this.sync = syncOf(this.#connection);
    this.zips = zipsOf(this.#connection);
    this.activity = activityOf(this.#connection);
  }

  /**
   * Uploads a file: small ones in one request, large ones in chunks, several at once. A name that the folder already holds becomes the new
   * version of that file, unless `ifExists` says something else.
   */
  upload(source: UploadSource, options?: UploadOptions): Promise<StoredFile> {
    return upload({ connection: this.#connection, platform: this.#platform, chunks: this.chunks, files: this.files }, source, options);
  }

  /**
   * Downloads a file, given its id. Into a path it comes under another name, and gets its own when all bytes are on disk. Without a
   * destination, the answer is read by one of its methods. A line that breaks is taken up again where it broke.
   */
  download(id: string, destination?: undefined, options?: DownloadOptions): Promise<Download>;
  download(id: string, destination: DownloadDestination, options?: DownloadOptions): Promise<DownloadResult>;
  download(id: string, destination?: DownloadDestination, options: DownloadOptions = {}): Promise<Download | DownloadResult> {
    const downloader = { connection: this.#connection, platform: this.#platform, files: this.files };
    return destination === undefined ? open(downloader, { id }, options) : downloadTo(downloader, { id }, destination, options);
  }

  /**
   * Files and folders by a part of their name, `*` and `?` as in a shell, below `folderId` at any depth. Where there is much to look through, a
   * page can be empty and not the last.
   */
  search(query: string, options: Omit<SearchParams, 'query'> & CallOptions = {}): List<Entry> {
    const wanted: SearchParams = { ...withoutCallOptions(options), query };
    return continuedList(this.#connection, { path: '/search', key: 'entries', query: wanted, options: callOptions(options) });
  }

  /** Changes your own password; all your other sessions end. BadRequestError for a wrong `currentPassword`. */
  changePassword(passwords: ChangePasswordParams, options?: CallOptions): Promise<ChangePasswordAnswer> {
    return callApi(this.#connection, { method: 'POST', path: '/password', params: passwords, options });
  }

  /** Who asks, and what the key or session may do. */
  whoami(options?: CallOptions): Promise<WhoamiAnswer> {
    return callApi(this.#connection, { method: 'GET', path: '/whoami', options });
  }

  /** What is used of the plan. */
  usage(options?: CallOptions): Promise<UsageAnswer> {
    return callApi(this.#connection, { method: 'GET', path: '/usage', options });
  }

  /** What you used, day by day: the last 30, or `days`. */
  usageHistory(options: { readonly days?: number | undefined } & CallOptions = {}): Promise<UsageHistoryAnswer> {
    const { days, ...call } = options;
    return callApi(this.#connection, { method: 'GET', path: '/usage/history', query: { days }, options: call });
  }

  /** Any path of the server, from its root, with this client's key and its tries. Throws ApiError for what is neither 2xx nor 304. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<RawResponse> {
    const { body, ...call } = options;
    const response = await this.#connection.send({
      ...call,
      method: method.toUpperCase(),
      path: path.startsWith('/') ? path : `/${path}`,
      body: body === undefined ? undefined : bodyOf(body instanceof Blob ? blobContent(body) : bytesContent(bytesOf(body))),
    });
    async function bytes(): Promise<Uint8Array> {
      const parts: Uint8Array[] = [];
      await response.read((chunk) => void parts.push(chunk));
      return joinChunks(parts);
    }
    const text = async (): Promise<string> => new TextDecoder().decode(await bytes());
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      json: async <T>() => parseJson(await text(), `${method} ${this.baseUrl}${path}`) as T,
      stream: () => response.stream(),
      discard: () => response.discard(),
    };
  }
}

function bytesOf(body: Uint8Array | string): Uint8Array {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body;
}

function serverOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new FilewharfError(`${url} is not the address of a server`);
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/+$/, '');
  return origin + (prefix.endsWith(apiPath) ? prefix.slice(0, -apiPath.length) : prefix);
}
