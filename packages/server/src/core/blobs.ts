/**
 * Immutable bytes under opaque keys: the second of the two interfaces that a store driver implements (the first is
 * `metadata.ts`). A blob holds what `encryption.ts` made of a part of a file; it knows no names, owners or sizes of files.
 *
 * Keys are made by the core: 32 hexadecimal digits, most of them random, perhaps with `.tags` behind them; never from anything a user sent, used
 * once and never again.
 * The conformance suite is `stores/blobs/conformance.ts`.
 */
export interface BlobStore {
  /** The installation whose blobs these are; undefined for a store that nobody has claimed. Also tells whether the store can be reached. */
  owner(): Promise<string | undefined>;

  /**
   * Makes the store that of one installation, for ever, and removes what unfinished writes left. To be called before anything else:
   * blobs that no row knows are removed, so a store must never meet the metadata of another installation. Throws `conflict` when it is
   * somebody else's, and has then changed nothing.
   */
  claim(installationId: string): Promise<void>;

  /** Starts a blob. Nothing can be seen under `key` before `commit`. Throws `conflict` at once or at `commit` when the key exists. */
  create(key: string): Promise<BlobWriter>;

  /**
   * The bytes from `start` (inclusive) to `end` (exclusive) as buffers of exactly `step` bytes, the last one shorter.
   * A yielded buffer is lent: it may be overwritten as soon as the next one is asked for.
   * Yields fewer bytes when the blob is shorter than `end`; the caller notices by counting.
   * Ending the iteration early frees everything. Throws `not_found` before the first buffer when there is no such blob.
   */
  read(key: string, start: number, end: number, step: number): AsyncIterable<Buffer>;

  /** Removes the blob. Succeeds when it is already gone, so that a sweep can be repeated. */
  delete(key: string): Promise<void>;

  /** Every committed blob, in no particular order. One that comes or goes during the walk may or may not be listed. */
  list(): AsyncIterable<BlobInfo>;

  /** Frees what belongs to the store itself (open handles). Blobs stay. */
  close(): Promise<void>;
}

export interface BlobInfo {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** One blob being written. Use it from one place at a time: wait for each call before the next one. */
export interface BlobWriter {
  /**
   * Appends. Undefined means that the store has a copy and takes more at once; a promise must be waited for, and the buffers must not change
   * until then. They come as they come from the network, perhaps 64 KiB at a time: a store for which that is little collects them. A failure
   * is final, may be one of an earlier call, and the only next step is `abort`.
   */
  write(buffers: readonly Buffer[]): Promise<void> | undefined;

  /**
   * Makes the bytes durable, then visible: after this promise a power cut loses nothing of it. After a failure nothing is
   * visible and the writer is over.
   */
  commit(): Promise<void>;

  /** Throws away what was written. Never fails for bytes that are already gone; does nothing after `commit`. */
  abort(): Promise<void>;
}
