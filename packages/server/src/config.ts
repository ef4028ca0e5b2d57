import { join, resolve } from 'node:path';
import { readPlans } from './config-plans.ts';
import { type ConfigSource, configSource, type Environment, flagName, keyName, variableName } from './config-source.ts';
import * as kinds from './config-values.ts';
import type { Plans } from './core/plans.ts';
import { defaultSettings, retentionRanges, type Retention } from './core/site.ts';
import { mockAdministrator } from './mock/credentials.ts';

/** The command line of `filewharf serve`, unchecked. A flag that was not given is absent. */
export interface ServeFlags {
  readonly host?: string;
  readonly port?: string;
  readonly dataDir?: string;
  readonly database?: string;
  readonly storage?: string;
  readonly publicUrl?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsSelfSigned?: boolean;
  readonly trustedProxies?: string;
  readonly config?: string;
  readonly masterKeyFile?: string;
  readonly masterKeyCommand?: string;
  readonly logLevel?: string;
  readonly mock?: boolean;
  readonly mockRules?: string;
  readonly deeptableStrict?: boolean;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * Everything that an operator can set, checked. `dataDir` below is also `--data-dir` (when it is among ServeFlags), `FILEWHARF_DATA_DIR`
 * and `data_dir` in the file of `--config`; the first of these that is given counts, then the default. An empty variable counts as
 * not given. Relative paths start in the working folder.
 */
export interface Config {
  /** Address to listen on. Default 127.0.0.1. */
  readonly host: string;
  /** Port to listen on, 0 for any free one. Default 8080. */
  readonly port: number;
  /** Folder of everything the server keeps. Default `filewharf-data`. */
  readonly dataDir: string;
  /** Where metadata is kept: `sqlite:PATH`. Default `metadata.db` in the data folder. */
  readonly database: { readonly kind: 'sqlite'; readonly path: string };
  /** Where the bytes of files are kept: `file:PATH`. Default `blobs` in the data folder. */
  readonly storage: { readonly kind: 'file'; readonly path: string };
  /** What links to this server start with, without a slash at the end. Undefined: the address it listens on. */
  readonly publicUrl: string | undefined;
  /** TLS from `tlsCert` and `tlsKey` (PEM files), or from `tlsSelfSigned`, a certificate made by the server. Default: plain HTTP. */
  readonly tls:
    { readonly kind: 'files'; readonly certFile: string; readonly keyFile: string } | { readonly kind: 'self-signed' } | undefined;
  /** IP addresses and CIDR blocks whose `X-Forwarded-*` headers are believed (see `addressMatcher`). Default none. */
  readonly trustedProxies: readonly string[];
  /**
   * Where the master key comes from: `masterKeyFile`, made at the first start (default `master.key` in the data folder), or the output
   * of `masterKeyCommand`.
   */
  readonly masterKey: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'command'; readonly command: string };
  /**
   * `mock`: a throwaway site in memory with sample data, which lets requests fail on demand; `mockRules` is the file of its fault rules.
   * It keeps nothing, so no setting that names a place to keep something goes with it. Default: none.
   */
  readonly mock: { readonly rulesFile: string | undefined } | undefined;
  /** Name of the administrator whom the first start creates. Default admin. */
  readonly adminUsername: string;
  /** Undefined: the first start makes one up and prints it; a mock has its own. */
  readonly adminPassword: string | undefined;
  /** Undefined: the first start makes one up and prints it; a mock has its own. */
  readonly adminApiKey: string | undefined;
  /** Whether the DeepTable API takes nothing but workbooks (.xlsx), as the vendor's does. Default false. */
  readonly deeptableStrict: boolean;
  /** Whether users may upload with `encrypt=false`. Default true. */
  readonly allowUnencrypted: boolean;
  /** The least important log lines that are written. Default info. */
  readonly logLevel: (typeof logLevels)[number];
  /** How long the change feed reaches back. Default 365. */
  readonly changesRetentionDays: number;
  /**
   * How long what was replaced or deleted can come back, until an administrator says something else: `versionsKept` (default 10, 0 keeps
   * none), `versionDays` (30) and `trashDays` (30, 0 for no trash).
   */
  readonly retention: Retention;
  /** How long a chunked upload may stay unfinished. Default 3600. */
  readonly uploadTtlSeconds: number;
  /** Length of the window in which `requestsPerHour` requests are allowed. Default 3600. */
  readonly rateWindowSeconds: number;
  /**
   * By name; an unknown name is undefined. Requests per hour / largest file / quota / longest share: free 100 / 100 MiB / 1 GiB / 168 h,
   * pro 1,000 / 5 GiB / 100 GiB / 2,160 h, team 10,000 / 100 GiB / unlimited / unlimited. Changed and added to by
   * `FILEWHARF_PLAN_<NAME>_REQUESTS_PER_HOUR`, `_MAX_FILE_SIZE`, `_STORAGE_QUOTA`, `_MAX_SHARE_HOURS`, and in the file by a table
   * `[plans.NAME]` with `requests_per_hour` and so on. Sizes are bytes, or written like 10MiB or 5GB; `unlimited` is a value.
   */
  readonly plans: Plans;
}

/** Every problem of a configuration in one error. Its message holds no secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** What a program that fails for this reason exits with. */
  readonly exitCode = 2;
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      problems.length === 1
        ? problems.join()
        : `${problems.length} settings are wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Reads the configuration from the command line, the environment and the configuration file. Throws one `ConfigError`. */
export function loadConfig(flags: ServeFlags = {}, env: Environment = process.env): Config {
  const source = configSource({ ...flags }, env);
  const known = new Set(['plans']);

  function read<T>(setting: string, kind: kinds.Kind<T>): T | undefined {
    known.add(keyName(setting));
    return source.read(setting, kind);
  }

  const dataDir = read('dataDir', kinds.path) ?? resolve('filewharf-data');
  const config: Config = {
    host: read('host', kinds.hostName) ?? '127.0.0.1',
    port: read('port', kinds.wholeNumber(0, 65_535)) ?? 8080,
    dataDir,
    database: { kind: 'sqlite', path: read('database', kinds.pathUrl('sqlite')) ?? join(dataDir, 'metadata.db') },
    storage: { kind: 'file', path: read('storage', kinds.pathUrl('file')) ?? join(dataDir, 'blobs') },
    publicUrl: read('publicUrl', kinds.webUrl),
    tls: checkTls(source, read('tlsCert', kinds.readableFile), read('tlsKey', kinds.readableFile), read('tlsSelfSigned', kinds.yesOrNo)),
    trustedProxies: read('trustedProxies', kinds.addressList) ?? [],
    masterKey: checkMasterKey(
      source,
      read('masterKeyCommand', kinds.command),
      read('masterKeyFile', kinds.path) ?? join(dataDir, 'master.key'),
    ),
    mock: checkMock(source, read('mock', kinds.yesOrNo), read('mockRules', kinds.readableFile)),
    adminUsername: read('adminUsername', kinds.name) ?? 'admin',
    adminPassword: read('adminPassword', kinds.password),
    adminApiKey: read('adminApiKey', kinds.apiKey),
    deeptableStrict: read('deeptableStrict', kinds.yesOrNo) ?? false,
    allowUnencrypted: read('allowUnencrypted', kinds.yesOrNo) ?? true,
    logLevel: read('logLevel', kinds.oneOf(logLevels)) ?? 'info',
    changesRetentionDays: read('changesRetentionDays', kinds.atLeastOne) ?? 365,
    retention: {
      versionsKept: read('versionsKept', kinds.wholeNumber(...retentionRanges.versionsKept)) ?? defaultSettings.versionsKept,
      versionDays: read('versionDays', kinds.wholeNumber(...retentionRanges.versionDays)) ?? defaultSettings.versionDays,
      trashDays: read('trashDays', kinds.wholeNumber(...retentionRanges.trashDays)) ?? defaultSettings.trashDays,
    },
    uploadTtlSeconds: read('uploadTtlSeconds', kinds.atLeastOne) ?? 3600,
    rateWindowSeconds: read('rateWindowSeconds', kinds.atLeastOne) ?? 3600,
    plans: readPlans(source),
  };

  checkAdministrator(source, config);
  const { problems, file } = source;
  for (const key of Object.keys(file)) if (!known.has(key)) problems.push(`${key} in the configuration file is not a setting`);
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(config);
}

function checkTls({ find, problems }: ConfigSource, certFile?: string, keyFile?: string, selfSigned = false): Config['tls'] {
  const cert = find('tlsCert')?.source;
  const key = find('tlsKey')?.source;
  if (cert !== undefined && key === undefined) problems.push(`${cert} needs the key of the certificate: ${spellings('tlsKey')}`);
  if (key !== undefined && cert === undefined) problems.push(`${key} needs the certificate of the key: ${spellings('tlsCert')}`);
  if (selfSigned && cert !== undefined) problems.push(`${cert} and ${find('tlsSelfSigned')?.source} exclude each other: keep one of them`);
  if (certFile !== undefined && keyFile !== undefined) return { kind: 'files', certFile, keyFile };
  return selfSigned ? { kind: 'self-signed' } : undefined;
}

function checkMasterKey({ find, problems }: ConfigSource, command: string | undefined, path: string): Config['masterKey'] {
  const sources = [find('masterKeyFile')?.source, find('masterKeyCommand')?.source];
  if (!sources.includes(undefined)) problems.push(`${sources.join(' and ')} exclude each other: keep one of them`);
  return command === undefined ? { kind: 'file', path } : { kind: 'command', command };
}

function checkMock({ find, problems }: ConfigSource, isMock = false, rulesFile?: string): Config['mock'] {
  const rules = find('mockRules')?.source;
  if (!isMock) {
    if (rules !== undefined) problems.push(`${rules} needs a mock: ${spellings('mock')}`);
    return undefined;
  }
  for (const setting of ['dataDir', 'database', 'storage', 'masterKeyFile', 'masterKeyCommand']) {
    const kept = find(setting)?.source;
    if (kept !== undefined) problems.push(`${kept} and ${find('mock')?.source} exclude each other: a mock keeps nothing`);
  }
  return { rulesFile };
}

/** Everybody knows what opens a mock, so it must not open anything else. */
function checkAdministrator({ find, problems }: ConfigSource, { mock, adminPassword, adminApiKey }: Config): void {
  if (mock !== undefined) return;
  if (adminPassword === mockAdministrator.password)
    problems.push(`${find('adminPassword')?.source} is the password of every mock: choose another`);
  if (adminApiKey === mockAdministrator.apiKey) problems.push(`${find('adminApiKey')?.source} is the key of every mock: choose another`);
}

function spellings(setting: string): string {
  return `set ${flagName(setting)} or ${variableName(setting)}`;
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
