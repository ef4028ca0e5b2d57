import type { TransferFlags } from './flags.ts';

/** The flags of `files download`, by the names that Commander gives them. */
export interface DownloadFlags extends TransferFlags {
  /** A path, `-`, or a folder that ends with `/`. */
  readonly output?: string;
  readonly recursive?: boolean;
  readonly range?: string;
  readonly preserveTimes?: boolean;
  readonly force?: boolean;
}

/** For a name that is taken. */
export const forceHint = 'add --force to replace it';
