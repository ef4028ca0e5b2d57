import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'smol-toml';
import { configFolder, given, type Environment } from './environment.ts';
import { UsageError } from './output/failures.ts';

/** A server and who one is there, under a name. */
export interface Profile {
  readonly base_url?: string;
  readonly api_key?: string;
}

export const profileSettings = ['base_url', 'api_key'] as const satisfies readonly (keyof Profile)[];

/**
 * The configuration file, as it lies on the disk:
 *
 *     default_profile = "work"
 *
 *     [profiles.work]
 *     base_url = "https://files.example.com"
 *     api_key = "sk_live_..."
 */
export interface ConfigFile {
  readonly defaultProfile: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

export const configFilePath = (env: Environment): string => join(configFolder(env), 'config.toml');

const empty: ConfigFile = { defaultProfile: 'default', profiles: {} };

/** The profile of that name, and nothing that every object has. */
export const profileOf = ({ profiles }: ConfigFile, name: string): Profile | undefined =>
  Object.hasOwn(profiles, name) ? profiles[name] : undefined;

/** The name of the profile in use, whether there is such a profile or not. */
export const profileName = ({ defaultProfile }: ConfigFile, asked: string | undefined, env: Environment): string =>
  given(asked) ?? given(env['FILEWHARF_PROFILE']) ?? defaultProfile;

const isTable = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The configuration; an empty one when there is no file. Throws a `UsageError` that names the file when it cannot be understood. */
export async function readConfig(env: Environment): Promise<ConfigFile> {
  const path = configFilePath(env);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty;
    throw error;
  }
  let table: unknown;
  try {
    table = parse(text);
  } catch (error) {
    // Only the place of the fault: the parser quotes the line, which may hold a key.
    const line = error instanceof Error && 'line' in error ? ` (line ${String(error.line)})` : '';
    throw new UsageError(`${path} is not valid TOML${line}. Correct it, or remove it and run filewharf login.`);
  }
  const { default_profile: defaultProfile = empty.defaultProfile, profiles = {} } = isTable(table) ? table : {};
  if (typeof defaultProfile !== 'string' || !isTable(profiles))
    throw new UsageError(`${path}: default_profile has to be a text, and profiles a table.`);
  const known: [name: string, profile: Profile][] = [];
  for (const [name, profile] of Object.entries(profiles)) {
    if (!isTable(profile)) throw new UsageError(`${path}: profiles.${name} has to be a table.`);
    const settings: Record<string, string> = {};
    for (const setting of profileSettings) {
      const value = profile[setting];
      if (value === undefined) continue;
      if (typeof value !== 'string') throw new UsageError(`${path}: profiles.${name}.${setting} has to be a text.`);
      settings[setting] = value;
    }
    known.push([name, settings]);
  }
  // Not by assignment: `__proto__` is a name, too.
  return { defaultProfile, profiles: Object.fromEntries(known) };
}

/** Writes it whole, readable by its owner only: it holds keys. A crash leaves the old one or the new one. */
export async function writeConfig(env: Environment, config: ConfigFile): Promise<void> {
  const path = configFilePath(env);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(stringify({ default_profile: config.defaultProfile, profiles: config.profiles }));
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await chmod(draft, 0o600);
  await rename(draft, path);
}

/** The configuration with these settings of a profile; undefined removes one. */
export function withProfile(
  config: ConfigFile,
  name: string,
  change: { readonly [Setting in keyof Profile]: string | undefined },
): ConfigFile {
  const settings = Object.fromEntries(
    Object.entries({ ...profileOf(config, name), ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return { ...config, profiles: { ...config.profiles, [name]: settings } };
}
