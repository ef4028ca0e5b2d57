/** What is drawn at the end of the terminal and goes on changing, such as progress. */
export interface LiveBlock {
  /** Removes it, and leaves the cursor where it began. */
  clear(): void;
  draw(): void;
}

/** The terminal that stdout and stderr share: whoever prints a line while a block is there must not print into it. */
export interface Screen {
  /** Writes above the block, if there is one. */
  write(write: () => void): void;
  /** Shows a block until the returned function is called. There is one at a time: the newest is the one. */
  show(block: LiveBlock): () => void;
}

export function createScreen(): Screen {
  let shown: LiveBlock | undefined;
  return {
    write(write) {
      shown?.clear();
      write();
      shown?.draw();
    },
    show(block) {
      shown?.clear();
      shown = block;
      block.draw();
      return () => {
        if (shown !== block) return;
        block.clear();
        shown = undefined;
      };
    },
  };
}
