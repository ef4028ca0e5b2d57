/** Files and folders that somebody has picked to have them as one archive: a part of the metadata (see `metadata.ts`). */
export interface ZipSelection {
  readonly id: string;
  readonly userId: string;
  /** Of files and folders. */
  readonly nodeIds: readonly string[];
  readonly expiresAt: number;
}

export interface ZipReads {
  findZip(id: string): Promise<ZipSelection | undefined>;
}

export interface ZipWrites {
  insertZip(selection: ZipSelection): Promise<void>;
  /** Forgets those that are over at `now`. */
  pruneZips(now: number): Promise<void>;
}
