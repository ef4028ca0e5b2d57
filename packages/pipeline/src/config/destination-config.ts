import { resolve } from 'node:path';
import type { Destination } from '../destinations/destination.ts';
import { duckdb } from '../destinations/duckdb.ts';
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
 * `destination.duckdb.credentials` is the database file.
 * @throws ConfigError when there is no such destination
 */
export function destinationOf(
  config: DestinationConfig,
  configuration: Configuration,
  { folder, pipelineName }: DestinationPlace,
): Destination {
  const { type, ...settings }: { type: string; [setting: string]: unknown } = typeof config === 'string' ? { type: config } : config;
  /** What is no text cannot be one of these. */
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const setting = (name: string): string | undefined =>
    text(settings[name] ?? configuration.find(name, ['destination', type], 'setting')?.value);
  if (type === 'duckdb') {
    const path = text(settings['path']) ?? setting('credentials')?.replace(/^duckdb:(\/\/\/)?/, '');
    if (path === ':memory:') return duckdb(path);
    return duckdb(resolve(folder, path === undefined || path === ':pipeline:' ? `${pipelineName}.duckdb` : path));
  }
  throw new ConfigError(`destination: "${type}" is not there yet`);
}
