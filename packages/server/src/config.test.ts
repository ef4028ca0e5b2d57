import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, type ServeFlags } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function tomlFile(text: string): string {
  files += 1;
  const path = join(folder, `${files}.toml`);
  writeFileSync(path, text);
  return path;
}

function problemsOf(flags: ServeFlags, env: Record<string, string> = {}): readonly string[] {
  try {
    loadConfig(flags, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('values', () => {
  test('without any setting there are defaults', () => {
    const config = loadConfig({}, {});
    expect(config).toEqual({
      host: '127.0.0.1',
      port: 8080,
      dataDir: resolve('filewharf-data'),
      database: { kind: 'sqlite', path: resolve('filewharf-data/metadata.db') },
      storage: { kind: 'file', path: resolve('filewharf-data/blobs') },
      publicUrl: undefined,
      tls: undefined,
      trustedProxies: [],
      masterKey: { kind: 'file', path: resolve('filewharf-data/master.key') },
      mock: undefined,
      adminUsername: 'admin',
      adminPassword: undefined,
      adminApiKey: undefined,
      deeptableStrict: false,
      allowUnencrypted: true,
      logLevel: 'info',
      changesRetentionDays: 365,
      retention: { versionsKept: 10, versionDays: 30, trashDays: 30 },
      uploadTtlSeconds: 3600,
      rateWindowSeconds: 3600,
      plans: {
        free: { name: 'free', requestsPerHour: 100, maxFileBytes: 104_857_600, storageQuotaBytes: 1_073_741_824, maxShareHours: 168 },
        pro: { name: 'pro', requestsPerHour: 1000, maxFileBytes: 5_368_709_120, storageQuotaBytes: 107_374_182_400, maxShareHours: 2160 },
        team: { name: 'team', requestsPerHour: 10_000, maxFileBytes: 107_374_182_400, storageQuotaBytes: null, maxShareHours: null },
      },
    });
  });

  test('a flag goes before the environment, that before the file, that before the default', () => {
    const config = tomlFile('host = "0.0.0.3"\nport = 3\nlog_level = "warn"\n');
    expect(loadConfig({ config, host: '0.0.0.1' }, { FILEWHARF_HOST: '0.0.0.2', FILEWHARF_PORT: '2' })).toMatchObject({
      host: '0.0.0.1',
      port: 2,
      logLevel: 'warn',
    });
    expect(loadConfig({}, { FILEWHARF_CONFIG: config })).toMatchObject({ host: '0.0.0.3', port: 3, dataDir: resolve('filewharf-data') });
  });

  test('an empty variable is not given', () => {
    expect(loadConfig({}, { FILEWHARF_PORT: '', FILEWHARF_PLAN_FREE_MAX_FILE_SIZE: '' })).toEqual(loadConfig({}, {}));
  });

  test('every setting can come from the environment', () => {
    const env = {
      FILEWHARF_HOST: '[::1]',
      FILEWHARF_PORT: '0',
      FILEWHARF_DATA_DIR: '/data',
      FILEWHARF_DATABASE: 'sqlite:/db/a.db',
      FILEWHARF_STORAGE: 'file:///blobs',
      FILEWHARF_PUBLIC_URL: 'https://files.example.com/',
      FILEWHARF_TLS_SELF_SIGNED: 'yes',
      FILEWHARF_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      FILEWHARF_MASTER_KEY_COMMAND: 'cat key',
      FILEWHARF_ADMIN_USERNAME: 'root',
      FILEWHARF_ADMIN_PASSWORD: ' with spaces ',
      FILEWHARF_ADMIN_API_KEY: 'sk_live_x',
      FILEWHARF_DEEPTABLE_STRICT: 'on',
      FILEWHARF_ALLOW_UNENCRYPTED: 'false',
      FILEWHARF_LOG_LEVEL: 'silent',
      FILEWHARF_CHANGES_RETENTION_DAYS: '1',
      FILEWHARF_VERSIONS_KEPT: '0',
      FILEWHARF_VERSION_DAYS: '4',
      FILEWHARF_TRASH_DAYS: '5',
      FILEWHARF_UPLOAD_TTL_SECONDS: '2',
      FILEWHARF_RATE_WINDOW_SECONDS: '3',
    };
    const expected = {
      host: '::1',
      port: 0,
      dataDir: resolve('/data'),
      database: { kind: 'sqlite', path: resolve('/db/a.db') },
      storage: { kind: 'file', path: resolve('/blobs') },
      publicUrl: 'https://files.example.com',
      tls: { kind: 'self-signed' },
      trustedProxies: ['10.0.0.0/8', '::1'],
      masterKey: { kind: 'command', command: 'cat key' },
      adminUsername: 'root',
      adminPassword: ' with spaces ',
      adminApiKey: 'sk_live_x',
      deeptableStrict: true,
      allowUnencrypted: false,
      logLevel: 'silent',
      changesRetentionDays: 1,
      retention: { versionsKept: 0, versionDays: 4, trashDays: 5 },
      uploadTtlSeconds: 2,
      rateWindowSeconds: 3,
    };
    expect(loadConfig({}, env)).toMatchObject(expected);

    const toml = Object.entries(env).map(([name, value]) => `${name.replace('FILEWHARF_', '').toLowerCase()} = ${JSON.stringify(value)}\n`);
    expect(loadConfig({ config: tomlFile(toml.join('')) }, {})).toMatchObject(expected);
  });

  test('every flag counts', () => {
    const file = tomlFile('');
    const flags: ServeFlags = {
      host: 'localhost',
      port: '9000',
      dataDir: 'here',
      database: 'sqlite:db',
      storage: 'file:blobs',
      publicUrl: 'http://localhost:9000/files/',
      tlsCert: file,
      tlsKey: file,
      trustedProxies: '127.0.0.1',
      config: file,
      masterKeyFile: 'key',
      deeptableStrict: true,
    };
    expect(loadConfig(flags, {})).toMatchObject({
      host: 'localhost',
      port: 9000,
      dataDir: resolve('here'),
      database: { path: resolve('db') },
      storage: { path: resolve('blobs') },
      publicUrl: 'http://localhost:9000/files',
      tls: { kind: 'files', certFile: file, keyFile: file },
      trustedProxies: ['127.0.0.1'],
      masterKey: { kind: 'file', path: resolve('key') },
      deeptableStrict: true,
    });
    expect(loadConfig({ tlsSelfSigned: true, masterKeyCommand: 'pass key' }, {})).toMatchObject({
      tls: { kind: 'self-signed' },
      masterKey: { kind: 'command', command: 'pass key' },
    });
  });

  test('a mock by flag, environment and file', () => {
    const rules = tomlFile('');
    expect(loadConfig({ mock: true }, {}).mock).toEqual({ rulesFile: undefined });
    expect(loadConfig({ mock: true, mockRules: rules }, {}).mock).toEqual({ rulesFile: rules });
    expect(loadConfig({}, { FILEWHARF_MOCK: 'true', FILEWHARF_MOCK_RULES: rules }).mock).toEqual({ rulesFile: rules });
    const config = tomlFile(`mock = true\nmock_rules = ${JSON.stringify(rules)}\n`);
    expect(loadConfig({ config }, {}).mock).toEqual({ rulesFile: rules });
    expect(loadConfig({}, { FILEWHARF_MOCK: 'false', FILEWHARF_DATA_DIR: '/data' }).mock).toBeUndefined();
  });

  test('the file has native numbers, booleans and lists', () => {
    const config = tomlFile('port = 9000\ntls_self_signed = true\ntrusted_proxies = ["10.0.0.0/8", "::1"]\n');
    expect(loadConfig({ config }, {})).toMatchObject({ port: 9000, tls: { kind: 'self-signed' }, trustedProxies: ['10.0.0.0/8', '::1'] });
  });

  test('the result cannot be changed', () => {
    const config = loadConfig({}, {});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.plans)).toBe(true);
    expect(Object.isFrozen(config.plans['free'])).toBe(true);
    expect(Object.isFrozen(config.trustedProxies)).toBe(true);
  });
});

describe('plans', () => {
  test('limits come from the environment before the file', () => {
    const config = tomlFile('[plans.team]\nrequests_per_hour = 7\nmax_file_size = "10MiB"\n[plans.big_one]\nstorage_quota = "2 GB"\n');
    const { plans } = loadConfig(
      { config },
      { FILEWHARF_PLAN_TEAM_REQUESTS_PER_HOUR: 'unlimited', FILEWHARF_PLAN_BIG_ONE_MAX_SHARE_HOURS: '5' },
    );
    expect(plans['team']).toMatchObject({ requestsPerHour: null, maxFileBytes: 10_485_760, storageQuotaBytes: null });
    expect(plans['big_one']).toEqual({ ...plans['free'], name: 'big_one', storageQuotaBytes: 2e9, maxShareHours: 5 });
  });

  test.each([
    ['0', 0],
    ['10', 10],
    ['10B', 10],
    ['10KiB', 10_240],
    ['1kb', 1000],
    ['10 MiB', 10_485_760],
    ['5GB', 5e9],
    ['5gib', 5 * 2 ** 30],
    ['Unlimited', null],
  ])('a size of %s', (text, bytes) => {
    expect(loadConfig({}, { FILEWHARF_PLAN_X_MAX_FILE_SIZE: text }).plans['x']?.maxFileBytes).toBe(bytes);
  });

  test('names of Object.prototype are no plans', () => {
    expect(loadConfig({}, {}).plans['constructor']).toBeUndefined();
  });
});

describe('problems', () => {
  test.each<[string, ServeFlags, Record<string, string>]>([
    ['--data-dir and --mock exclude each other: a mock keeps nothing', { mock: true, dataDir: 'x' }, {}],
    ['--database and --mock exclude each other: a mock keeps nothing', { mock: true, database: 'sqlite:x' }, {}],
    [
      'FILEWHARF_STORAGE and FILEWHARF_MOCK exclude each other: a mock keeps nothing',
      {},
      { FILEWHARF_MOCK: '1', FILEWHARF_STORAGE: 'file:x' },
    ],
    ['--master-key-file and --mock exclude each other: a mock keeps nothing', { mock: true, masterKeyFile: 'x' }, {}],
    ['--mock-rules needs a mock: set --mock or FILEWHARF_MOCK', { mockRules: process.execPath }, {}],
    ['--mock-rules must be a file that can be read, not "/nothing/here"', { mock: true, mockRules: '/nothing/here' }, {}],
    ['FILEWHARF_ADMIN_API_KEY is the key of every mock: choose another', {}, { FILEWHARF_ADMIN_API_KEY: 'mockadminkey1234567890' }],
    ['FILEWHARF_ADMIN_PASSWORD is the password of every mock: choose another', {}, { FILEWHARF_ADMIN_PASSWORD: 'mock-password' }],
    ['--port must be a whole number from 0 to 65535, not "abc"', { port: 'abc' }, {}],
    ['FILEWHARF_PORT must be a whole number from 0 to 65535, not "65536"', {}, { FILEWHARF_PORT: '65536' }],
    ['--port must be a whole number from 0 to 65535, not ""', { port: '' }, {}],
    ['--host must be an IP address or a host name without a port, not "a:80"', { host: 'a:80' }, {}],
    ['--data-dir must be a path, not ""', { dataDir: '' }, {}],
    ['FILEWHARF_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, not "loud"', {}, { FILEWHARF_LOG_LEVEL: 'loud' }],
    ['FILEWHARF_ALLOW_UNENCRYPTED must be true or false, not "maybe"', {}, { FILEWHARF_ALLOW_UNENCRYPTED: 'maybe' }],
    ['FILEWHARF_UPLOAD_TTL_SECONDS must be a whole number of at least 1, not "0"', {}, { FILEWHARF_UPLOAD_TTL_SECONDS: '0' }],
    ['--database must be sqlite:PATH (no other kind of URL is supported)', { database: 'postgres://me:secret@db/x' }, {}],
    ['--database must be sqlite:PATH (no other kind of URL is supported)', { database: 'sqlite::memory:' }, {}],
    ['--database must be sqlite:PATH (no other kind of URL is supported)', { database: 'sqlite:' }, {}],
    ['--storage must be file:PATH (no other kind of URL is supported)', { storage: 's3://bucket' }, {}],
    ['--storage must be file:PATH (no other kind of URL is supported)', { storage: 'file://host/share' }, {}],
    [
      '--public-url must be a URL that starts with http:// or https://, without a user name, query or fragment',
      { publicUrl: 'https://me:secret@x/' },
      {},
    ],
    [
      '--trusted-proxies must be a list of IP addresses or CIDR blocks separated by commas, such as 10.0.0.0/8,::1, not "10.0.0.0/33"',
      { trustedProxies: '10.0.0.0/33' },
      {},
    ],
    ['--tls-cert must be a file that can be read, not "/missing.pem"', { tlsCert: '/missing.pem', tlsKey: '/dev/null' }, {}],
    ['--tls-cert needs the key of the certificate: set --tls-key or FILEWHARF_TLS_KEY', { tlsCert: '/dev/null' }, {}],
    ['FILEWHARF_TLS_KEY needs the certificate of the key: set --tls-cert or FILEWHARF_TLS_CERT', {}, { FILEWHARF_TLS_KEY: '/dev/null' }],
    [
      '--tls-cert and FILEWHARF_TLS_SELF_SIGNED exclude each other: keep one of them',
      { tlsCert: '/dev/null', tlsKey: '/dev/null' },
      { FILEWHARF_TLS_SELF_SIGNED: '1' },
    ],
    [
      '--master-key-file and FILEWHARF_MASTER_KEY_COMMAND exclude each other: keep one of them',
      { masterKeyFile: 'a' },
      { FILEWHARF_MASTER_KEY_COMMAND: 'b' },
    ],
    ['FILEWHARF_ADMIN_API_KEY must be a key of letters, digits, _ and -', {}, { FILEWHARF_ADMIN_API_KEY: 'secret secret' }],
    [`--config must be a file that can be read, not ${JSON.stringify(folder)}`, { config: folder }, {}],
    ['--config must be a file that can be read, not "/missing.toml"', { config: '/missing.toml' }, {}],
    [
      'FILEWHARF_PLAN_TEAM_MAX_FILE_SIZE must be a number of bytes such as 1048576, 10MiB or 5GB, or unlimited, not "10 apples"',
      {},
      { FILEWHARF_PLAN_TEAM_MAX_FILE_SIZE: '10 apples' },
    ],
    [
      'FILEWHARF_PLAN_TEAM_REQUESTS is not a setting: it must be FILEWHARF_PLAN_<NAME>_ and one of REQUESTS_PER_HOUR, MAX_FILE_SIZE, STORAGE_QUOTA, MAX_SHARE_HOURS',
      {},
      { FILEWHARF_PLAN_TEAM_REQUESTS: '1' },
    ],
  ])('%s', (problem, flags, env) => {
    expect(problemsOf(flags, env)).toEqual([problem]);
  });

  test.each([
    ['port in the configuration file must be a whole number from 0 to 65535, not "1.5"', 'port = 1.5'],
    ['port in the configuration file must be a whole number from 0 to 65535, not "99999999999999999999"', 'port = "99999999999999999999"'],
    ['port in the configuration file must be a text, a number, true or false, or a list of texts', 'port = 2026-01-01'],
    ['hots in the configuration file is not a setting', 'hots = "x"'],
    ['config in the configuration file is not a setting', 'config = "x"'],
    ['plans in the configuration file must be tables such as [plans.team]', 'plans = 3'],
    ['plans in the configuration file must be tables such as [plans.team]', '[plans]\nteam = 3'],
    ['plans.Big-Team in the configuration file must have a name of a-z, 0-9 and _', '[plans.Big-Team]\n'],
    [
      'plans.team.requests in the configuration file is not a setting: a plan has requests_per_hour, max_file_size, storage_quota, max_share_hours',
      '[plans.team]\nrequests = 3',
    ],
    [
      'plans.team.storage_quota in the configuration file must be a number of bytes such as 1048576, 10MiB or 5GB, or unlimited, not "-1"',
      '[plans.team]\nstorage_quota = -1',
    ],
  ])('%s', (problem, toml) => {
    expect(problemsOf({ config: tomlFile(toml) })).toEqual([problem]);
  });

  test('a key of the file that a flag overrides is still a setting', () => {
    expect(problemsOf({ config: tomlFile('port = 1'), port: '2' }, {})).toEqual([]);
  });

  test('all are told at once, with the exit code of wrong usage', () => {
    const load = () => loadConfig({ port: 'x' }, { FILEWHARF_HOST: 'a b' });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(/^2 settings are wrong:\n {2}FILEWHARF_HOST must .*\n {2}--port must .*$/);
    expect(new ConfigError(['x']).exitCode).toBe(2);
  });

  test('broken TOML is told by its place and without its text', () => {
    const config = tomlFile('admin_password = "secret\nport = 1\n');
    expect(problemsOf({ config })).toEqual([expect.stringMatching(/^the configuration file .* is not valid TOML at line 1, column \d+$/)]);
  });

  test('no secret is shown', () => {
    const env = {
      FILEWHARF_ADMIN_API_KEY: 'secret!',
      FILEWHARF_DATABASE: 'postgres://u:secret@h/d',
      FILEWHARF_STORAGE: 's3://id:secret@h/d',
      FILEWHARF_PUBLIC_URL: 'https://u:secret@h/',
    };
    expect(problemsOf({ masterKeyCommand: 'echo secret', masterKeyFile: 'x' }, env)).toHaveLength(5);
    expect(() => loadConfig({ masterKeyCommand: 'echo secret', masterKeyFile: 'x' }, env)).not.toThrow(/secret/);
  });
});
