import { readFile } from 'node:fs/promises';
import { closest } from './closest.ts';
import { given, type Environment } from './environment.ts';
import { configFilePath, profileOf, readConfig, type ConfigFile } from './profiles.ts';
import { UsageError } from './output/failures.ts';
import { readStandardInput } from './standard-input.ts';

/** What says where the server is and who asks. */
export interface ConnectionFlags {
  /** `-` reads it from standard input, so that it does not show in the list of processes. */
  readonly apiKey?: string | undefined;
  readonly apiKeyFile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly profile?: string | undefined;
}

export interface Connection {
  readonly baseUrl: string;
  /** Where it was found, for people: `--base-url`, `FILEWHARF_BASE_URL`, `profile "work"`, `default`. */
  readonly baseUrlFrom: string;
  /** Undefined when there is none anywhere. */
  readonly apiKey: string | undefined;
  readonly apiKeyFrom: string;
  /** The profile that is in use; undefined when there is none of that name and none was asked for. */
  readonly profile: string | undefined;
}

export const defaultBaseUrl = 'http://127.0.0.1:8080';

/** Flag, then environment, then profile, then default, for each setting by itself. */
export async function findConnection(flags: ConnectionFlags, env: Environment, signal?: AbortSignal): Promise<Connection> {
  const config = await readConfig(env);
  const asked = given(flags.profile) ?? given(env['FILEWHARF_PROFILE']);
  const name = asked ?? config.defaultProfile;
  const profile = profileOf(config, name);
  if (profile === undefined && asked !== undefined) throw unknownProfile(asked, config, env);

  const baseUrl = [
    [given(flags.baseUrl), '--base-url'],
    [given(env['FILEWHARF_BASE_URL']), 'FILEWHARF_BASE_URL'],
    [given(profile?.base_url), `profile "${name}"`],
    [defaultBaseUrl, 'default'],
  ].find((source): source is [string, string] => source[0] !== undefined) ?? [defaultBaseUrl, 'default'];
  const stored = given(profile?.api_key);
  const [apiKey, apiKeyFrom] =
    (await givenKey(flags, env, signal)) ?? (stored === undefined ? [undefined, 'nowhere'] : [stored, `profile "${name}"`]);
  return {
    baseUrl: checkedUrl(baseUrl[0], baseUrl[1]),
    baseUrlFrom: baseUrl[1],
    apiKey,
    apiKeyFrom,
    profile: profile === undefined ? undefined : name,
  };
}

/** The key that flags or environment give to this command alone, and which of them; undefined when there is none. */
export async function givenKey(
  flags: ConnectionFlags,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<[key: string, from: string] | undefined> {
  if (given(flags.apiKey) !== undefined && given(flags.apiKeyFile) !== undefined)
    throw new UsageError('Give --api-key or --api-key-file, not both.');
  if (flags.apiKey === '-')
    return [checkedKey((await readStandardInput('the API key', signal)).toString('utf8'), 'standard input'), 'standard input'];
  if (given(flags.apiKey) !== undefined) return [checkedKey(flags.apiKey ?? '', '--api-key'), '--api-key'];
  const file = given(flags.apiKeyFile);
  if (file !== undefined) return [checkedKey(await readKeyFile(file), file), '--api-key-file'];
  const ofEnvironment = given(env['FILEWHARF_API_KEY']);
  if (ofEnvironment !== undefined) return [checkedKey(ofEnvironment, 'FILEWHARF_API_KEY'), 'FILEWHARF_API_KEY'];
  return undefined;
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // Not the missing file that the command is about: another exit code.
    throw new UsageError(`--api-key-file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A key as it can go into a header. What is wrong with it is said without it. */
export function checkedKey(text: string, from: string): string {
  const key = text.trim();
  if (key === '') throw new UsageError(`There is no API key in ${from}.`);
  if (!/^[\x21-\x7e]+$/.test(key)) throw new UsageError(`What ${from} holds is no API key: it has blanks or letters that no key has.`);
  return key;
}

/** An address without a slash at the end. */
export function checkedUrl(text: string, from: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError(`${from}: "${text}" is no address of a server. It looks like https://files.example.com.`);
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${from}: keys do not belong into the address. Use --api-key or a profile.`);
  if (url.search !== '' || url.hash !== '')
    throw new UsageError(`${from}: "${text}" is more than the address of a server: leave out what begins with ? or #.`);
  return text.replace(/\/+$/, '');
}

function unknownProfile(name: string, config: ConfigFile, env: Environment): UsageError {
  const names = Object.keys(config.profiles);
  if (names.length === 0)
    return new UsageError(
      `There is no profile "${name}", and none at all in ${configFilePath(env)}. Make one: filewharf login --profile ${name}`,
    );
  const near = closest(name, names);
  const hint = near === undefined ? `There are: ${names.join(', ')}.` : `Did you mean "${near}"?`;
  return new UsageError(`There is no profile "${name}". ${hint}`);
}
