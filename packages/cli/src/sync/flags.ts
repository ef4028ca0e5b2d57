import { wholeNumber } from '../commands/numbers.ts';
import { UsageError } from '../output/failures.ts';
import type { TransferFlags } from '../transfer/flags.ts';
import type { Comparison } from './plan.ts';

/** The flags of `sync push` and `sync pull`, by the names that Commander gives them. */
export interface SyncFlags extends TransferFlags {
  readonly delete?: boolean;
  readonly deleteExcluded?: boolean;
  readonly checksum?: boolean;
  readonly sizeOnly?: boolean;
  readonly update?: boolean;
  readonly maxDelete?: string;
  readonly watch?: boolean;
  /** Only of `sync push`. */
  readonly chunkSize?: string;
  readonly yes?: boolean;
}

export interface SyncSettings {
  readonly comparison: Comparison;
  readonly update: boolean;
  readonly deletes: boolean;
  readonly deletesExcluded: boolean;
  /** Infinity when there is no limit. */
  readonly maxDelete: number;
}

/** Throws a `UsageError` for flags that contradict each other. */
export function readSyncFlags(flags: SyncFlags): SyncSettings {
  if (flags.checksum === true && flags.sizeOnly === true) throw new UsageError('--checksum and --size-only exclude each other.');
  const deletes = flags.delete === true || flags.deleteExcluded === true;
  if (flags.watch === true && flags.dryRun === true) throw new UsageError('--watch and --dry-run exclude each other.');
  if (flags.watch === true && deletes && flags.yes !== true)
    throw new UsageError(
      '--watch with --delete cannot ask each time.',
      'add --yes if what is deleted on one side may be deleted on the other',
    );
  return {
    comparison: flags.checksum === true ? 'checksum' : flags.sizeOnly === true ? 'size' : 'time',
    update: flags.update === true,
    deletes,
    deletesExcluded: flags.deleteExcluded === true,
    maxDelete: flags.maxDelete === undefined ? Number.POSITIVE_INFINITY : wholeNumber(flags.maxDelete, '--max-delete', 0),
  };
}
