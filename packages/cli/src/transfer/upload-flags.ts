import { UsageError } from '../output/failures.ts';
import type { TransferFlags } from './flags.ts';

/** The flags of `files upload`, by the names that Commander gives them. */
export interface UploadFlags extends TransferFlags {
  readonly file?: readonly string[];
  readonly name?: string;
  readonly recursive?: boolean;
  readonly chunkSize: string;
  readonly checksum?: boolean;
  readonly ifExists: string;
  /** False with `--no-clobber`. */
  readonly clobber: boolean;
  readonly encrypt?: boolean;
}

export const ifExistsChoices = ['fail', 'skip', 'overwrite', 'rename'] as const;
export type IfExists = (typeof ifExistsChoices)[number];

/** What `--chunk-size` may be. */
export const smallestChunk = 64 * 1024;
export const largestChunk = 1024 ** 3;

/** Throws a `UsageError` for an unknown word. */
export function readIfExists({ ifExists, clobber }: UploadFlags): IfExists {
  const choice = ifExistsChoices.find((one) => one === ifExists);
  if (choice === undefined) throw new UsageError(`--if-exists must be one of ${ifExistsChoices.join(', ')}, not "${ifExists}"`);
  return clobber ? choice : 'skip';
}
