/** What is known of uploads in parts and of the checksums of contents: a part of the metadata (see `metadata.ts`). */

/** Digests of a content in lower-case hexadecimal digits, null where they were not computed. */
export interface Checksums {
  /** Without leading zeros: `0` for no bytes. */
  readonly crc32: string | null;
  readonly md5: string | null;
  readonly sha1: string | null;
  readonly sha256: string | null;
}

export interface TransferReads {
  /** How many uploads in parts of this user are under way at `now`; it counts no further than `limit`. */
  countPartUploads(userId: string, now: number, limit: number): Promise<number>;
  /** What uploads of this user, in chunks or in parts, are charged for that have not become files. */
  reservedBytes(userId: string): Promise<number>;
  /** How long the part of a blob is; undefined when it is not there. */
  partSize(blobId: string, part: number): Promise<number | undefined>;
  /** Contents of which nothing was computed are not in the answer. */
  checksumsOf(blobIds: readonly string[]): Promise<ReadonlyMap<string, Checksums>>;
  /** Contents that files show, in the order of ids, after `afterId` (from the first one for an empty text). */
  contentsAfter(afterId: string, limit: number): Promise<readonly string[]>;
}

export interface TransferWrites {
  /** Keeps what is given and leaves the rest. Nothing happens when the content is gone. */
  putChecksums(blobId: string, checksums: Partial<Checksums>): Promise<void>;
}
