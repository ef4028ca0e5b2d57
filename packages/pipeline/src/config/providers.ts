import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'smol-toml';
import { ConfigError } from './check.ts';
import { homeFolder, type Environment } from './environment.ts';

/** One place where settings can be. */
export interface Provider {
  /** Ends the sentence "It was looked for in ...". */
  readonly name: string;
  /** Whether nothing but secrets belongs there. */
  readonly holdsSecrets: boolean;
  /** Its name for a setting, such as `SOURCES__GITHUB__TOKEN`. */
  nameOf(path: readonly string[]): string;
  /** Undefined when it is not there. Texts, unless the place has types. */
  find(path: readonly string[]): unknown;
}

export interface Places {
  readonly env: Environment;
  /** Where `.filewharf` and `.dlt` are looked for first. */
  readonly folder: string;
  /** Where secrets are mounted as files. Default `/run/secrets`. */
  readonly mounted?: string;
}

/** For secrets: environment, mounted files, `secrets.toml` of the project, then of the user. */
export function secretProviders(places: Places): Provider[] {
  return [environmentProvider(places.env), mountedProvider(places.mounted ?? '/run/secrets'), ...tomlProviders(places, 'secrets.toml')];
}

/** For what is no secret: environment, `secrets.toml` and `config.toml` of the project, then of the user. */
export function settingProviders(places: Places): Provider[] {
  const [secrets, configs] = [tomlProviders(places, 'secrets.toml'), tomlProviders(places, 'config.toml')];
  return [environmentProvider(places.env), ...secrets.flatMap((provider, index) => [provider, ...configs.slice(index, index + 1)])];
}

function environmentProvider(env: Environment): Provider {
  const nameOf = (path: readonly string[]): string => path.map((part) => part.toUpperCase().replace(/[^A-Z0-9_]/g, '_')).join('__');
  return {
    name: 'environment',
    holdsSecrets: false,
    nameOf,
    find(path) {
      const value = env[nameOf(path)];
      return value === '' ? undefined : value;
    },
  };
}

function mountedProvider(folder: string): Provider {
  const nameOf = (path: readonly string[]): string =>
    join(
      folder,
      path
        .join('--')
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '-'),
    );
  return {
    name: `files in ${folder}`,
    holdsSecrets: true,
    nameOf,
    find(path) {
      const text = textOf(nameOf(path));
      return text?.replace(/\r?\n$/, '');
    },
  };
}

function tomlProviders({ env, folder }: Places, file: string): Provider[] {
  return [folder, homeFolder(env)]
    .flatMap((base) => [join(base, '.filewharf', file), join(base, '.dlt', file)])
    .filter((path, index, all) => all.indexOf(path) === index)
    .map(tomlProvider);
}

function tomlProvider(file: string): Provider {
  let content: unknown;
  let isRead = false;
  function contents(): unknown {
    if (!isRead) content = parsedToml(file);
    isRead = true;
    return content;
  }
  return {
    name: file,
    holdsSecrets: basename(file) === 'secrets.toml',
    nameOf: (path) => path.join('.'),
    find(path) {
      let found = contents();
      for (const part of path) {
        if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
        found = (found as Record<string, unknown>)[part];
      }
      return typeof found === 'bigint' ? Number(found) : found;
    },
  };
}

function parsedToml(file: string): unknown {
  const text = textOf(file);
  if (text === undefined) return {};
  try {
    return parse(text, { integersAsBigInt: true });
  } catch (error) {
    // The parser quotes the line, and the line may hold a secret.
    const place =
      typeof error === 'object' && error !== null && 'line' in error && 'column' in error ? ` at line ${String(error.line)}` : '';
    throw new ConfigError(`${file} is no valid TOML${place}`);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ConfigError(`${file} cannot be read (${String(code)})`);
  }
}
