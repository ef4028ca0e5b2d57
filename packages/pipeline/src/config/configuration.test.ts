import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConfiguration, type ConfigurationOptions } from './configuration.ts';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'filewharf-config-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const at = (env: Record<string, string> = {}, more: Partial<ConfigurationOptions> = {}) =>
  openConfiguration({ env: { HOME: join(base, 'home'), ...env }, folder: join(base, 'project'), mounted: join(base, 'mounted'), ...more });

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(base, path)), { recursive: true });
  await writeFile(join(base, path), content);
}

const key = ['api_key', ['sources', 'filesdotcom_source'], 'secret'] as const;

test('the secrets of the Files.com seed are found as they are written there', async () => {
  await put('project/.dlt/secrets.toml', '[sources.filesdotcom_source]\napi_key = "your_api_key_here"\n');
  expect(at().require(...key)).toEqual({
    value: 'your_api_key_here',
    from: `${join(base, 'project/.dlt/secrets.toml')} sources.filesdotcom_source.api_key`,
    isSecret: true,
  });
});

test('places, the first before the last', async () => {
  const values: [string, () => Promise<void> | void][] = [
    ['home dlt', () => put('home/.dlt/secrets.toml', 'api_key = "home dlt"')],
    ['home own', () => put('home/.filewharf/secrets.toml', 'api_key = "home own"')],
    ['dlt', () => put('project/.dlt/secrets.toml', 'sources.api_key = "dlt"')],
    ['own', () => put('project/.filewharf/secrets.toml', 'sources.filesdotcom_source.api_key = "own"')],
    ['mounted', () => put('mounted/sources--filesdotcom-source--api-key', 'mounted\n')],
  ];
  expect(at().find(...key)).toBeUndefined();
  for (const [value, write] of values) {
    await write();
    expect(at().find(...key)?.value).toBe(value);
  }
  expect(at({ SOURCES__FILESDOTCOM_SOURCE__API_KEY: 'env' }).find(...key)?.value).toBe('env');
  expect(at({ API_KEY: 'bare' }).find(...key)?.value).toBe('bare');
});

test('sections are left out from the right; what stands below the pipeline comes first', () => {
  const env = {
    API_KEY: 'key',
    SOURCES__API_KEY: 'sources',
    SOURCES__FILESDOTCOM_SOURCE__API_KEY: 'source',
    LOADER__API_KEY: 'pipeline',
    LOADER__SOURCES__FILESDOTCOM_SOURCE__API_KEY: 'pipeline and source',
  };
  const names = Object.keys(env) as (keyof typeof env)[];
  for (const [index, name] of names.entries()) {
    const upTo = Object.fromEntries(names.slice(0, index + 1).map((known) => [known, env[known]]));
    expect(at(upTo, { pipelineName: 'loader' }).find(...key)?.value).toBe(env[name]);
  }
});

test('sources of one section share what is said there', () => {
  const sections = ['sources', 'crm', 'contacts'];
  const env = {
    SOURCES__API_KEY: 'all',
    SOURCES__CONTACTS__API_KEY: 'name',
    SOURCES__CRM__API_KEY: 'section',
    SOURCES__CRM__CONTACTS__API_KEY: 'both',
  };
  const names = Object.keys(env) as (keyof typeof env)[];
  for (const [index, name] of names.entries()) {
    const upTo = Object.fromEntries(names.slice(0, index + 1).map((known) => [known, env[known]]));
    expect(at(upTo).find('api_key', sections, 'secret')?.value).toBe(env[name]);
  }
});

test('a secret that is nowhere: every place and every name that was tried', async () => {
  await put('project/.filewharf/config.toml', 'sources.filesdotcom_source.api_key = "canary"');
  const failure = (() => {
    try {
      at({}, { pipelineName: 'loader' }).require(...key);
      return '';
    } catch (error) {
      return String(error);
    }
  })();
  for (const name of [
    'LOADER__SOURCES__FILESDOTCOM_SOURCE__API_KEY',
    'SOURCES__FILESDOTCOM_SOURCE__API_KEY',
    'SOURCES__API_KEY',
    'API_KEY',
    'sources--filesdotcom-source--api-key',
    'project/.filewharf/secrets.toml: loader.sources.filesdotcom_source.api_key',
    'project/.dlt/secrets.toml',
    'home/.filewharf/secrets.toml',
    'home/.dlt/secrets.toml',
  ])
    expect(failure).toContain(name);
  expect(failure).toContain('secrets belong into secrets.toml');
  expect(failure).not.toContain('canary');
});

test('settings come from config.toml too, numbers as numbers', async () => {
  await put('project/.dlt/config.toml', '[sources.shop]\npage_size = 50\nbig = 9007199254740993\n');
  expect(at().find('page_size', ['sources', 'shop'], 'setting')?.value).toBe(50);
  expect(at().find('big', ['sources', 'shop'], 'setting')).toBeDefined();
});

test('a broken file is named, and not quoted', async () => {
  await put('project/.filewharf/secrets.toml', 'api_key = "canary\n');
  expect(() => at().find(...key)).toThrow(/secrets\.toml is no valid TOML at line 1$/);
});
