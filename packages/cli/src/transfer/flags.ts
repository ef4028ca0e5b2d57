import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { wholeNumber } from '../commands/numbers.ts';
import { UsageError } from '../output/failures.ts';
import type { Filter, FilterRule } from './filter.ts';

/** What all commands that transfer files take, by the names that Commander gives them. */
export interface TransferFlags {
  readonly transfers: string;
  readonly retryFor: string;
  readonly dryRun?: boolean;
  /** False with `--no-resume`. */
  readonly resume: boolean;
  readonly errorOnNoTransfer?: boolean;
}

const defaultTransfers = 4;
const mostTransfers = 64;

export function addTransferFlags(command: Command): Command {
  return command
    .option('--transfers <number>', 'files, and chunks of large files, on their way at once', String(defaultTransfers))
    .option('--retry-for <seconds>', 'how long a server that is away is waited for', '60')
    .option('--no-resume', 'begin anew what an earlier command has begun, and keep nothing for a later one')
    .option('--error-on-no-transfer', 'exit with 9 when there was nothing to transfer')
    .option('-n, --dry-run', 'only say what would be done');
}

export function readTransferFlags({ transfers, retryFor }: TransferFlags): {
  readonly transfers: number;
  readonly retryForSeconds: number;
} {
  return {
    transfers: wholeNumber(transfers, '--transfers', 1, mostTransfers),
    retryForSeconds: wholeNumber(retryFor, '--retry-for', 0, 7 * 24 * 3600),
  };
}

type FilterFlag = { readonly flag: 'include' | 'exclude'; readonly value: string } | { readonly flag: 'from'; readonly value: string };

/** Adds the flags of filters. The answer reads them, in the order in which they were given, once the command line has been parsed. */
export function addFilterFlags(command: Command): () => Promise<Filter> {
  const given: FilterFlag[] = [];
  const take = (flag: FilterFlag['flag']) => (value: string) => {
    given.push({ flag, value });
    return given.length;
  };
  command
    .option('--include <pattern>', 'transfer what matches, and nothing that no other rule speaks of', take('include'))
    .option('--exclude <pattern>', 'do not transfer what matches', take('exclude'))
    .option('--filter-from <file>', 'file of rules, one a line: "+ pattern" or "- pattern"', take('from'))
    .addHelpText('after', filterHelp);
  return () => readFilter(given);
}

const filterHelp = `
Filters:
  Rules are tried in the order they are given in; the first one that matches decides. What none matches is
  transferred, unless there is an --include. *.log matches at any depth, /*.log only at the top, tmp/ a folder
  with all that is in it. * and ? stop at /, ** does not; [a-z], {a,b} and \\ as in a shell.`;

async function readFilter(given: readonly FilterFlag[]): Promise<Filter> {
  const { createFilter, everything, FilterError, parseFilterFile } = await import('./filter.ts');
  if (given.length === 0) return everything;
  try {
    const rules: FilterRule[] = [];
    for (const { flag, value } of given) {
      if (flag === 'from') rules.push(...parseFilterFile(await readFile(value, 'utf8'), value));
      else rules.push({ includes: flag === 'include', pattern: value });
    }
    return createFilter(rules, !given.some(({ flag }) => flag === 'include'));
  } catch (error) {
    if (error instanceof FilterError) throw new UsageError(error.message, 'filewharf sync push --help describes the patterns');
    throw error;
  }
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `8388608`, `8M`, `8MiB`: bytes, in powers of 1024. Throws a `UsageError` that names the flag. */
export function parseBytes(text: string, flag: string, min: number, max: number): number {
  const [, amount = '', unit = ''] = /^(\d{1,15})\s*([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = amount === '' ? Number.NaN : Number(amount) * (units[unit.toLowerCase()] ?? Number.NaN);
  if (bytes >= min && bytes <= max) return bytes;
  throw new UsageError(`${flag} must be a number of bytes from ${min} to ${max}, such as 16M, not "${text}"`);
}
