import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { RestApiConfig } from '../rest/config.ts';
import { isRegistered } from '../rest/registry.ts';
import { definitions } from '../rest/schema.ts';
import { checkConfig, ConfigError } from './check.ts';
import { pipelineFileSchema } from './file-schema.ts';

/** Where data goes: a kind, or a kind with its settings. */
export type DestinationConfig = string | { readonly type: string; readonly [setting: string]: unknown };

/** A pipeline as a file holds it. */
export interface PipelineConfig {
  readonly pipeline_name: string;
  /** Default duckdb. */
  readonly destination?: DestinationConfig;
  /** Default `<pipeline_name>_dataset`. */
  readonly dataset_name?: string;
  readonly source: RestApiConfig;
}

/** Names of files that may hold a pipeline. */
const pipelineFileEndings = ['.yaml', '.yml', '.json', '.ts', '.mts', '.js', '.mjs'] as const;

/** Checks a pipeline that was made in code. @throws ConfigError */
export function checkPipelineConfig(value: unknown): PipelineConfig {
  checkConfig(value, pipelineFileSchema, { definitions, isKnownType: isRegistered });
  return value as PipelineConfig;
}

/**
 * Reads a pipeline from YAML, JSON, or from a module of TypeScript or JavaScript, whose default export it is.
 * @throws ConfigError with the lines that are wrong
 */
export async function readPipelineFile(path: string): Promise<PipelineConfig> {
  const ending = extname(path).toLowerCase();
  if (['.ts', '.mts', '.js', '.mjs'].includes(ending)) return ofModule(path);
  if (!['.yaml', '.yml', '.json'].includes(ending))
    throw new ConfigError(`${path}: a pipeline is a file ending in ${pipelineFileEndings.join(', ')}`);
  const text = await textOf(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, ...(ending === '.json' ? { schema: 'json' } : {}) });
  const [error] = document.errors;
  // The parser's own message may quote the line, and the line may hold a secret.
  if (error !== undefined)
    throw new ConfigError(
      `${path}:${lines.linePos(error.pos[0]).line}: this is no valid ${ending === '.json' ? 'JSON' : 'YAML'} (${error.code})`,
    );
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  checkConfig(value, pipelineFileSchema, {
    definitions,
    isKnownType: isRegistered,
    lineOf: (keys) => `${path}:${lineOf(document, lines, keys)}`,
  });
  return value as PipelineConfig;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new ConfigError(code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})`);
  }
}

/** The line of a key, or of the closest place around it that there is. */
function lineOf(document: Document, lines: LineCounter, keys: readonly (string | number)[]): number {
  for (let length = keys.length; length > 0; length -= 1) {
    const holder: unknown = length === 1 ? document.contents : document.getIn(keys.slice(0, length - 1), true);
    const key = isMap(holder) ? holder.items.find((pair) => isScalar(pair.key) && pair.key.value === keys[length - 1])?.key : undefined;
    const node = key ?? document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range !== null && node.range !== undefined) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

let readsTypeScript = 'typescript' in process.features && process.features.typescript !== false;

async function ofModule(path: string): Promise<PipelineConfig> {
  await textOf(path);
  if (/\.m?ts$/.test(path) && !readsTypeScript) {
    register('./typescript-loader.js', import.meta.url);
    readsTypeScript = true;
  }
  const module = (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown };
  if (module.default === undefined) throw new ConfigError(`${path}: the pipeline has to be the default export`);
  try {
    return checkPipelineConfig(module.default);
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(error.message.replace(/^/gm, `${path}: `), { cause: error });
    throw error;
  }
}
