import { readFileSync } from 'node:fs';
import { parse as parseToml, TomlError } from 'smol-toml';
import { type Kind, readableFile } from './config-values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Table = Readonly<Record<string, unknown>>;

/** The text of a setting, and where it was found: `--port`, `FILEWHARF_PORT` or `port in the configuration file`. */
export interface Found {
  readonly source: string;
  readonly text: string;
}

/** The command line, the environment and the configuration file as one. What is wrong in them is collected in `problems`. */
export interface ConfigSource {
  readonly problems: string[];
  readonly env: Environment;
  /** The configuration file; empty when there is none. */
  readonly file: Table;
  /** A setting by its name in camelCase: flag before environment before file. An empty variable counts as not given. */
  find(setting: string): Found | undefined;
  /** The value of what `find` finds. Undefined when it is not given or wrong. */
  read<T>(setting: string, kind: Kind<T>): T | undefined;
  /** The value of a text. Undefined when it is wrong. */
  parse<T>(found: Found, kind: Kind<T>): T | undefined;
  /** An entry of a table of the file; `source` is how to call it. */
  findInTable(table: Table, key: string, source: string): Found | undefined;
}

/** Reads the file named by `--config` or `FILEWHARF_CONFIG`, if any. */
export function configSource(flags: Readonly<Record<string, string | boolean | undefined>>, env: Environment): ConfigSource {
  const problems: string[] = [];

  function find(setting: string, file: Table): Found | undefined {
    const flag = flags[setting];
    if (flag !== undefined) return { source: flagName(setting), text: String(flag) };
    const variable = variableName(setting);
    const text = env[variable];
    if (text !== undefined && text !== '') return { source: variable, text };
    const key = keyName(setting);
    return findInTable(file, key, `${key} in the configuration file`);
  }

  function parse<T>({ source, text }: Found, kind: Kind<T>): T | undefined {
    const value = kind.parse(text);
    if (value === undefined) problems.push(`${source} must be ${kind.expected}${kind.secret ? '' : `, not ${JSON.stringify(text)}`}`);
    return value;
  }

  function findInTable(table: Table, key: string, source: string): Found | undefined {
    if (!Object.hasOwn(table, key)) return undefined;
    const text = textOf(table[key]);
    if (text !== undefined) return { source, text };
    problems.push(`${source} must be a text, a number, true or false, or a list of texts`);
    return undefined;
  }

  function readFile(): Table {
    const found = find('config', {});
    const path = found && parse(found, readableFile);
    if (path === undefined) return {};
    try {
      // Integers beyond 2^53 are then refused by the setting, by name, and not by the parser.
      return parseToml(readFileSync(path, 'utf8'), { integersAsBigInt: true });
    } catch (error) {
      // The parser's message quotes the lines around, which may hold a password.
      const where = error instanceof TomlError ? ` at line ${error.line}, column ${error.column}` : '';
      problems.push(`the configuration file ${path} is not valid TOML${where}`);
      return {};
    }
  }

  const file = readFile();
  return {
    problems,
    env,
    file,
    find: (setting) => find(setting, file),
    read(setting, kind) {
      const found = find(setting, file);
      return found && parse(found, kind);
    },
    parse,
    findInTable,
  };
}

/** `dataDir` on the command line: `--data-dir`. */
export function flagName(setting: string): string {
  return `--${separate(setting, '-')}`;
}

/** `dataDir` in the environment: `FILEWHARF_DATA_DIR`. */
export function variableName(setting: string): string {
  return `FILEWHARF_${separate(setting, '_').toUpperCase()}`;
}

/** `dataDir` in the configuration file: `data_dir`. */
export function keyName(setting: string): string {
  return separate(setting, '_');
}

function separate(setting: string, separator: string): string {
  return setting.replace(/[A-Z]/g, (letter) => separator + letter.toLowerCase());
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.join(',') : undefined;
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : undefined;
}
