import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables, as a command is handed them. The only file of the command that reads the real ones. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const environment: Environment = process.env;

/** Undefined for what is set to nothing, as `FILEWHARF_API_KEY=` does. */
export const given = (value: string | undefined): string | undefined => (value === undefined || value === '' ? undefined : value);

/**
 * The folder of the configuration: `FILEWHARF_CONFIG_DIR`, else `filewharf` below `XDG_CONFIG_HOME` (`~/.config`), on Windows below
 * `APPDATA`.
 */
export function configFolder(env: Environment): string {
  return ownFolder(env, 'FILEWHARF_CONFIG_DIR', 'XDG_CONFIG_HOME', join(homedir(), '.config'));
}

/** The folder of what has to outlive a command, such as begun uploads: the same with `FILEWHARF_STATE_DIR` and `XDG_STATE_HOME` (`~/.local/state`). */
export function stateFolder(env: Environment): string {
  return ownFolder(env, 'FILEWHARF_STATE_DIR', 'XDG_STATE_HOME', join(homedir(), '.local', 'state'));
}

function ownFolder(env: Environment, ours: string, standard: string, fallback: string): string {
  const given = env[ours];
  if (given !== undefined && given !== '') return given;
  const base = process.platform === 'win32' ? env['APPDATA'] : env[standard];
  return join(base === undefined || base === '' ? fallback : base, 'filewharf');
}
