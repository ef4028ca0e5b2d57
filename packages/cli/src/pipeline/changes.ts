import type { PipelineConfig } from '@filewharf/pipeline';
import { UsageError } from '../output/failures.ts';

/** What flags change in a configuration. */
export interface Changes {
  readonly destination?: string;
  readonly dataset?: string;
  /** `path=value`, where the value is JSON or else a text. */
  readonly set: readonly string[];
}

/**
 * The configuration with what the command line says.
 * @param server its origin takes the place of that in `source.client.base_url`; the path stays
 */
export function changedConfig(config: PipelineConfig, { destination, dataset, set }: Changes, server?: string): PipelineConfig {
  let changed: unknown = {
    ...config,
    ...(destination === undefined ? {} : { destination }),
    ...(dataset === undefined ? {} : { dataset_name: dataset }),
  };
  if (server !== undefined) {
    const address = config.source.client.base_url.replace(/^https?:\/\/[^/]*/, server.replace(/\/+$/, ''));
    changed = withValue(changed, ['source', 'client', 'base_url'], address);
  }
  for (const change of set) {
    const [, path, text] = /^([^=]+)=(.*)$/s.exec(change) ?? [];
    if (path === undefined || text === undefined) throw new UsageError(`--set wants path=value, not "${change}".`);
    changed = withValue(changed, path.split('.'), valueOf(text));
  }
  return changed as PipelineConfig;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withValue(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    const index = value.findIndex(
      (item: unknown) => item === key || (typeof item === 'object' && item !== null && 'name' in item && item.name === key),
    );
    const at = /^\d+$/.test(key) ? Number(key) : index;
    if (at < 0 || at >= value.length) throw new UsageError(`--set: there is no "${key}" in that list.`);
    return value.with(at, withValue(value[at], rest, replacement));
  }
  const object = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return { ...object, [key]: withValue(object[key], rest, replacement) };
}
