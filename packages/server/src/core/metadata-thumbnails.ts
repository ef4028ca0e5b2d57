/** Small pictures of contents: a part of the metadata (see `metadata.ts`). They are gone with the content. */
export interface ThumbnailReads {
  /** The sealed picture; null when it is known that there is none; undefined when nobody has tried. */
  findThumbnail(blobId: string, pixels: number): Promise<Buffer | null | undefined>;
}

export interface ThumbnailWrites {
  /** Nothing happens when the content is gone. */
  putThumbnail(blobId: string, pixels: number, sealed: Buffer | null): Promise<void>;
}
