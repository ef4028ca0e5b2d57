/** Earlier contents of files: a part of the metadata (see `metadata.ts`). */

/** A content that a file had until another one took its place. It holds a reference to its blob, and its bytes count against its owner. */
export interface Version {
  /** The one that `FileNode.versionId` was while this was the file's content. */
  readonly id: string;
  readonly fileId: string;
  readonly blobId: string;
  readonly sizeBytes: number;
  readonly encrypted: boolean;
  /** Who put it in. */
  readonly ownerId: string;
  readonly contentType: string | null;
  readonly providedMtime: number | null;
  /** When it was put in. */
  readonly createdAt: number;
  /** When another content took its place. */
  readonly replacedAt: number;
}

export interface VersionReads {
  findVersion(fileId: string, id: string): Promise<Version | undefined>;
  /** The versions of a file, the newest first: by id, descending. `skip`: how many of the newest are passed over. */
  versionsOf(
    fileId: string,
    query: { readonly beforeId?: string | undefined; readonly skip?: number | undefined; readonly limit: number },
  ): Promise<readonly Version[]>;
  /** Those that were replaced first; of one owner, or of all. */
  oldestVersions(query: { readonly ownerId?: string | undefined; readonly limit: number }): Promise<readonly Version[]>;
  /** What the versions of this owner take up. */
  versionBytesOf(ownerId: string): Promise<number>;
  /** Files with versions and how many they have, by id. */
  countVersions(query: {
    readonly afterFileId: string;
    readonly limit: number;
  }): Promise<readonly { readonly fileId: string; readonly count: number }[]>;
}

export interface VersionWrites {
  insertVersion(version: Version): Promise<void>;
  /** Removes the row; its blob is another matter. */
  deleteVersion(version: Pick<Version, 'fileId' | 'id'>): Promise<void>;
}
