import type { Destination } from './destination.ts';
import type { Source } from './source.ts';
import type { Fetch } from './fetch-send.ts';
import type { Send } from './send.ts';

/** SHA-256, piece by piece. */
export interface Hasher {
  update(chunk: Uint8Array): void;
  /** Lower-case hexadecimal. */
  digest(): string;
}

export interface FileDestinationOptions {
  /** Goes on with `<path>.partial` when there is one. */
  readonly resume: boolean;
  /** May take the place of what is there. */
  readonly overwrite: boolean;
}

/** What Node and browsers do differently. */
export interface Platform {
  /** A sender of its own: over `fetch` when one is given, else over what is best here. */
  makeSend(options: { readonly fetch?: Fetch | undefined; readonly sourceIp?: string | undefined }): Send;
  /** The value of an environment variable; undefined when it is unset or empty, and in browsers. */
  env(name: string): string | undefined;
  /** Where a server is when nobody says anything else. */
  readonly defaultBaseUrl: string;
  /** Requests to the page's own server come with its cookies, so that a client may have no key. */
  readonly hasCookies: boolean;
  /** Sent as User-Agent; undefined where the browser decides. */
  readonly userAgent: string | undefined;
  /** Opens a path to read. */
  openSource(path: string): Promise<Source>;
  /** Opens a path to write. */
  openDestination(path: string, options: FileDestinationOptions): Promise<Destination>;
  /** A stream that is not ended with the download, because others go on writing to it. */
  isStandardStream(stream: object): boolean;
  makeHasher(): Hasher;
}
