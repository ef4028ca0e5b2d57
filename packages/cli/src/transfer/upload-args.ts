import { existsSync, statSync } from 'node:fs';
import { UsageError } from '../output/failures.ts';
import { isId } from '../remote.ts';

export interface UploadArgs {
  /** Paths on this machine; `-` alone is standard input. */
  readonly sources: readonly string[];
  /** As the user typed it. */
  readonly destination: string;
}

/**
 * `SRC... [DEST]` or `--file @SRC ... [DEST]`. The last of several is DEST when it begins with `/` or is an id, and also when it ends with
 * `/` and is not here; so several sources alone go to the top folder. `/` and a file that is here is both: nobody can tell, so a
 * `UsageError` asks (`filewharf files upload ~/notes/*` ends with one).
 */
export function parseUploadArgs(
  args: readonly string[],
  files: readonly string[],
  isHere: (path: string) => boolean = existsSync,
  isFileHere: (path: string) => boolean = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
): UploadArgs {
  const named = files.map((file) => (file.startsWith('@') ? file.slice(1) : file));
  const last = args.at(-1);
  const hasDestination =
    last !== undefined &&
    args.length + named.length > 1 &&
    (named.length > 0 || last.startsWith('/') || isId(last) || (last.endsWith('/') && !isHere(last)));
  if (hasDestination && named.length === 0 && !args.includes('-') && !last.endsWith('/') && isFileHere(last))
    throw new UsageError(
      `${last} is a file on this machine, and stands where the place on the server is expected.`,
      'name the place at the end, / for the top folder; or name the sources with --file',
    );
  const positional = hasDestination ? args.slice(0, -1) : args;
  if (named.length > 0 && positional.length > 0) throw new UsageError('Give the sources as arguments or with --file, not both.');
  const sources = [...positional, ...named];
  if (sources.length === 0 || sources.includes('')) throw new UsageError('Say what to upload: filewharf files upload report.pdf /reports/');
  if (sources.includes('-') && sources.length > 1) throw new UsageError('Standard input (-) is uploaded alone.');
  return { sources, destination: hasDestination ? last : '/' };
}
