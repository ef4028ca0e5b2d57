/** Makes small pictures of large ones, outside of this process. A port: the core knows what it needs, the server gives it a program. */
export interface Thumbnailer {
  /**
   * A WebP of at most `pixels` by `pixels`, of an image of `sizeBytes` bytes; undefined for what is no image that can be read, or takes too
   * much memory or time. Rejects with what the source throws, and with `unavailable` when too many wait.
   */
  make(source: AsyncIterable<readonly Buffer[]>, sizeBytes: number, pixels: number): Promise<Buffer | undefined>;
  /** Ends the program. What is under way has no picture then. */
  close(): Promise<void>;
}
