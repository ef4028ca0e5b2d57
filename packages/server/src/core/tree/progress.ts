/** How a long operation tells how far it is, and hears that it has to end. */
export interface Progress {
  /** How many files there are to go through. */
  total(files: number): void;
  /** After so many more files. */
  moved(files: number): Promise<void>;
  /** To be called between two transactions. Throws `unavailable` when the server is about to stop. */
  checkpoint(): void;
}

/** For operations that nobody watches. */
export const unwatched: Progress = { total: () => undefined, moved: async () => undefined, checkpoint: () => undefined };
