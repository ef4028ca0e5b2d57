import { resolve } from 'node:path';
import type { Destination } from '../destinations/destination.ts';
import { duckdb } from '../destinations/duckdb.ts';
import { filesystem } from '../destinations/filesystem.ts';
import { postgres, type PostgresOptions } from '../destinations/postgres.ts';
import { ConfigError } from './check.ts';
import type { Configuration } from './configuration.ts';
import type { DestinationConfig } from './pipeline-file.ts';

export interface DestinationPlace {
  /** What relative paths are relative to. */
  readonly folder: string;
  /** Names the database of DuckDB when nothing else does. */
  readonly pipelineName: string;
}

/**
 * The destination that a configuration names. Its settings stand beside the name or, under dlt's names, in the configuration:
 * `destination.duckdb.credentials` is the database file, `destination.postgres.credentials` an address or its parts one by one,
 * `destination.filesystem.bucket_url` the folder.
 * @throws ConfigError when there is no such destination, MissingConfigError when it lacks something
 */
export function destinationOf(config: DestinationConfig, configuration: Configuration, place: DestinationPlace): Destination {
  const { type, ...settings }: { type: string; [setting: string]: unknown } = typeof config === 'string' ? { type: config } : config;
  const given = (name: string): string | undefined => textOf(settings[name]);
  const found = (name: string): string | undefined => textOf(configuration.find(name, ['destination', type], 'setting')?.value);
  switch (type) {
    case 'duckdb': {
      const path = (given('path') ?? given('credentials') ?? found('credentials'))?.replace(/^duckdb:(\/\/\/)?/, '');
      if (path === ':memory:') return duckdb(path);
      return duckdb(resolve(place.folder, path === undefined || path === ':pipeline:' ? `${place.pipelineName}.duckdb` : path));
    }
    case 'postgres':
      return postgres(postgresOptions(settings, configuration));
    case 'filesystem': {
      const url = given('bucket_url') ?? textOf(configuration.require('bucket_url', ['destination', type], 'setting').value) ?? '';
      const format = formats.find((known) => known === (given('format') ?? found('format')));
      const layout = given('layout') ?? found('layout');
      const maxStateFiles = Number(settings['max_state_files'] ?? found('max_state_files') ?? Number.NaN);
      return filesystem({
        bucketUrl: url.startsWith('file:') ? url : resolve(place.folder, url),
        ...(format === undefined ? {} : { format }),
        ...(layout === undefined ? {} : { layout }),
        ...(Number.isNaN(maxStateFiles) ? {} : { maxStateFiles }),
      });
    }
    default:
      throw new ConfigError(`destination: "${type}" is not known; there are duckdb, postgres, filesystem`);
  }
}

const formats = ['parquet', 'jsonl', 'csv'] as const;

/** One address, or its parts. What has no default is looked for, and missed, under dlt's names. */
function postgresOptions(settings: Readonly<Record<string, unknown>>, configuration: Configuration): PostgresOptions | string {
  const sections = ['destination', 'postgres'];
  const address = textOf(settings['credentials']) ?? textOf(configuration.find('credentials', sections, 'secret')?.value);
  if (address !== undefined && settings['host'] === undefined) return checkedAddress(address);
  const parts = [...sections, 'credentials'];
  const optional = (name: string): string | undefined => textOf(settings[name] ?? configuration.find(name, parts, 'setting')?.value);
  const wanted = (name: string, kind: 'secret' | 'setting'): string =>
    textOf(settings[name]) ?? textOf(configuration.require(name, parts, kind).value) ?? '';
  const port = optional('port');
  const connectTimeout = optional('connect_timeout');
  return {
    host: wanted('host', 'setting'),
    database: wanted('database', 'setting'),
    username: wanted('username', 'setting'),
    password: wanted('password', 'secret'),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(connectTimeout === undefined ? {} : { connectTimeout: Number(connectTimeout) }),
  };
}

/** An address as it is: it may say more than the parts, such as `sslmode`. It is not repeated in the error, since it holds the password. */
function checkedAddress(address: string): string {
  if (URL.canParse(address) && /^postgres(ql)?:$/.test(new URL(address).protocol)) return address;
  throw new ConfigError('destination.postgres.credentials: must look like postgresql://user:password@host:5432/database');
}

/** Numbers are texts too; anything else is no setting. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}
