import { UsageError } from './failures.ts';
import { parseFormat, type Format } from './format.ts';
import type { ProgressMode } from './progress.ts';

/** The global flags that say how a command speaks, by the names that Commander gives them. */
export interface OutputFlags {
  readonly format?: string;
  /** `--format json`. Refused together with another `--format`. */
  readonly json?: boolean;
  readonly formatError?: string;
  readonly transform?: string;
  readonly transformError?: string;
  /** `id,size,owner.name`. */
  readonly fields?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** False with `--no-color`. */
  readonly color?: boolean;
  readonly nonInteractive?: boolean;
  readonly yes?: boolean;
  /** `json`, `auto`, or false with `--no-progress`. */
  readonly progress?: string | boolean;
}

/** Throws `UsageError`. */
export function formatOf(flags: OutputFlags): Format {
  const format = flags.format === undefined ? undefined : parseFormat(flags.format, '--format');
  if (flags.json !== true) return format ?? 'auto';
  if (format !== undefined && format !== 'json') throw new UsageError(`--json and --format ${format} contradict each other`);
  return 'json';
}

/** `canRedraw`: stderr is a terminal that can move its cursor. Throws `UsageError`. */
export function progressModeOf(flags: OutputFlags, canRedraw: boolean): ProgressMode {
  const { progress = 'auto' } = flags;
  // Asked for by name, so also with --quiet.
  if (progress === 'json') return 'events';
  if (progress !== 'auto' && typeof progress !== 'boolean') throw new UsageError(`--progress must be auto or json, not "${progress}"`);
  if (flags.quiet === true) return 'failures';
  return progress !== false && canRedraw ? 'block' : 'summary';
}
