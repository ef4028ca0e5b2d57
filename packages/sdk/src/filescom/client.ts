import { lowerCased, openConnection } from '../transport/connection.ts';
import type { NodeWritable } from '../transport/destination.ts';
import type { Fetch } from '../transport/fetch-send.ts';
import type { Platform } from '../transport/platform.ts';
import { checkNumbers } from '../transport/retry.ts';
import { callerOf, type Defaults } from './caller.ts';
import { downloadToPath, downloadToStream, readBytes, type FilesComDownloadOptions } from './download.ts';
import { ConfigurationError } from './errors.ts';
import type { File } from './generated/entities.ts';
import type { FileOperations } from './generated/operations.ts';
import { Resources } from './generated/resources.ts';
import { openHandle, type BinaryReader, type BinaryWriter, type OpenMode, type TextReader, type TextWriter } from './handles.ts';
import { makeLog, type LogLevel } from './log.ts';
import { operationsOf } from './operations.ts';
import type { Credentials } from './params.ts';
import { toFilesError } from './to-error.ts';
import { uploadData, uploadPath, type FilesComUploadOptions, type UploadData } from './upload.ts';

/** Times in seconds, as the vendor's clients have them. */
export interface FilesComOptions extends Credentials {
  /** Default FILESCOM_BASE_URL, else https://app.files.com. */
  readonly baseUrl?: string | undefined;
  /** `info` writes a line for each answer, `debug` also each repetition and the request ids. Default none. */
  readonly logLevel?: LogLevel | undefined;
  /** Where these lines go; default standard error. */
  readonly log?: ((line: string) => void) | undefined;
  /** How long a connection may take to come about. Default 30. */
  readonly openTimeout?: number | undefined;
  /** How long the line may be silent while something is waited for. Default 80. */
  readonly readTimeout?: number | undefined;
  /** The wait before the second try; it doubles with each further one, and half of it is chance. Default 0.5. */
  readonly initialNetworkRetryDelay?: number | undefined;
  /** Default 2. */
  readonly maxNetworkRetryDelay?: number | undefined;
  /** Tries after the first one. Default 3. */
  readonly maxNetworkRetries?: number | undefined;
  /** The local address that requests are sent from; Node only. Default: the system's choice. */
  readonly sourceIp?: string | undefined;
  /** 0: the default workspace. */
  readonly workspaceId?: number | undefined;
  /** Of messages, such as `es`. */
  readonly language?: string | undefined;
  /** Sends the requests in place of the built-in transport. */
  readonly fetch?: Fetch | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What can be done with files beside the operations of the API. */
export interface FileTransfers {
  /** Uploads a path (Node only); default into the top folder, under its own name. */
  uploadFile(local: string, path?: string, options?: FilesComUploadOptions): Promise<File>;
  /** Uploads text, bytes, a Blob or a stream. */
  upload(data: UploadData, path: string, options?: FilesComUploadOptions): Promise<File>;
  /** Downloads into a path (Node only); default its own name in the current folder. The file appears when all its bytes are on disk. */
  downloadFile(path: string, local?: string, options?: FilesComDownloadOptions): Promise<File>;
  /** Downloads into a stream of Node or a WritableStream, and ends it. */
  downloadToStream(path: string, stream: NodeWritable | WritableStream<Uint8Array>, options?: FilesComDownloadOptions): Promise<File>;
  /** All bytes, in memory. */
  downloadToBytes(path: string, options?: FilesComDownloadOptions): Promise<Uint8Array>;
  /** All bytes as UTF-8. */
  downloadToString(path: string, options?: FilesComDownloadOptions): Promise<string>;
  /** Opens a file to read it or to write it: `r` and `w` are text, `rb` and `wb` bytes. */
  open(path: string, mode?: 'r', options?: FilesComDownloadOptions): Promise<TextReader>;
  open(path: string, mode: 'rb', options?: FilesComDownloadOptions): Promise<BinaryReader>;
  open(path: string, mode: 'w', options?: FilesComUploadOptions): Promise<TextWriter>;
  open(path: string, mode: 'wb', options?: FilesComUploadOptions): Promise<BinaryWriter>;
}

const seconds = (value: number | undefined, preset: number): number => (value ?? preset) * 1000;

/**
 * A client of the Files.com API, with a property for each resource and a method for each operation: `client.user.list()`,
 * `client.folder.listFor('/')`. What is in an operation's path comes first, then its params in an object, then options of the call.
 *
 * Every method throws the class of the server's error type (a FilesApiError), ConnectionError and TimeoutError when it cannot be reached, and
 * AbortError for the caller's signal. Network errors, 429 and 5xx are tried again where that is safe, other refusals never.
 */
export class FilesComClient extends Resources {
  /** The operations of the API, and uploads and downloads. */
  declare readonly file: FileOperations & FileTransfers;
  /** Where the server is, without `/api/rest/v1`. */
  readonly baseUrl: string;
  readonly #options: FilesComOptions;

  constructor(platform: Platform, options: FilesComOptions = {}) {
    const baseUrl = serverOf(options.baseUrl ?? platform.env('FILESCOM_BASE_URL') ?? 'https://app.files.com');
    const { openTimeout, readTimeout, initialNetworkRetryDelay, maxNetworkRetryDelay, maxNetworkRetries, sourceIp } = options;
    const times = { timeouts: { openTimeout, readTimeout }, delays: { initialNetworkRetryDelay, maxNetworkRetryDelay } };
    checkNumbers({ ...times, tries: { maxNetworkRetries } }, 1000, (why) => {
      throw new ConfigurationError(why);
    });
    const log = makeLog(options.logLevel ?? 'none', options.log);
    const connection = openConnection({
      baseUrl,
      send: platform.makeSend({ fetch: options.fetch, sourceIp: sourceIp === '' ? undefined : sourceIp }),
      maxRetries: maxNetworkRetries ?? 3,
      retryDelayMs: seconds(initialNetworkRetryDelay, 0.5),
      maxRetryDelayMs: seconds(maxNetworkRetryDelay, 2),
      maxRetryAfterMs: 60_000,
      timeoutMs: seconds(readTimeout, 80),
      connectTimeoutMs: seconds(openTimeout, 30),
      headers: {
        accept: 'application/json',
        ...(platform.userAgent === undefined ? {} : { 'user-agent': platform.userAgent }),
        ...lowerCased(options.headers),
      },
      credentials: {},
      toError: toFilesError,
      ...log,
    });
    const defaults: Defaults = { ...options, apiKey: options.apiKey ?? platform.env('FILESCOM_API_KEY') };
    const caller = callerOf(connection, defaults);
    const operations = operationsOf(caller);
    const transfers = { caller, platform, operations };
    super({
      ...operations,
      file: {
        ...operations.file,
        uploadFile: (local: string, path?: string, given: FilesComUploadOptions = {}) =>
          uploadPath(transfers, local, path ?? nameOf(local), given),
        upload: (data: UploadData, path: string, given: FilesComUploadOptions = {}) => uploadData(transfers, data, path, given),
        downloadFile: (path: string, local?: string, given: FilesComDownloadOptions = {}) =>
          downloadToPath(transfers, path, local ?? nameOf(path), given),
        downloadToStream: (path: string, stream: NodeWritable | WritableStream<Uint8Array>, given: FilesComDownloadOptions = {}) =>
          downloadToStream(transfers, path, stream, given),
        downloadToBytes: (path: string, given: FilesComDownloadOptions = {}) => readBytes(transfers, path, given),
        downloadToString: async (path: string, given: FilesComDownloadOptions = {}) =>
          new TextDecoder().decode(await readBytes(transfers, path, given)),
        open: (path: string, mode: OpenMode = 'r', given: FilesComUploadOptions & FilesComDownloadOptions = {}) =>
          openHandle(transfers, path, mode, given),
      } as FileOperations & FileTransfers,
    });
    this.baseUrl = baseUrl;
    this.#options = options;
  }

  /**
   * A client with other settings where they are given, and these where they are not: `client.with({ sessionId: session.id })`. A key takes the
   * place of a session, and a session that of a key.
   */
  with(options: FilesComOptions): this {
    const Client = this.constructor as new (options: FilesComOptions) => this;
    // Whoever says a key means that one, and not the session of this client.
    const isSigned = options.apiKey !== undefined || options.sessionId !== undefined;
    return new Client({ ...this.#options, ...(isSigned ? { apiKey: undefined, sessionId: undefined } : {}), ...options });
  }
}

/** The last part of a path, of this system's or of the API's. */
function nameOf(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
}

function serverOf(url: string): string {
  const whole = url.includes('://') ? url : `https://${url}`;
  if (!URL.canParse(whole) || !/^https?:$/.test(new URL(whole).protocol))
    throw new ConfigurationError(`${url} is not the address of a server`);
  const { origin, pathname } = new URL(whole);
  return origin + pathname.replace(/\/+$/, '').replace(/\/api\/rest\/v1$/, '');
}
