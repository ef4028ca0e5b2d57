import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import type { PipelineConfig, PresetName, RestApiConfig } from '@filewharf/pipeline';
import { closest } from '../closest.ts';
import { onRun, type Context } from '../context.ts';
import { RefusedError, UsageError } from '../output/failures.ts';
import { withPipelineErrors } from '../pipeline/target.ts';

/** Sources that `init` knows; all but the first need no file to run. */
export const sourceNames = ['rest_api', 'filewharf', 'filescom', 'deeptable'] as const;
const destinationNames = ['duckdb', 'postgres', 'filesystem'] as const;
const forms = ['yaml', 'json', 'ts'] as const;

interface InitFlags {
  readonly source?: string;
  readonly destination?: string;
  readonly as: string;
  readonly force?: boolean;
  readonly listSources?: boolean;
  readonly listDestinations?: boolean;
}

export function pipelineInitCommand(): Command {
  const command = new Command('init')
    .description('Write the file of a new pipeline, and where its secrets go')
    .argument('[name]', 'of the pipeline, such as crm_pipeline; or, with a second word, the source')
    .argument('[destination]', 'then the pipeline is called after the source: init filescom duckdb')
    .option('--source <source>', `${sourceNames.join(', ')} (default: rest_api)`)
    .option('--destination <destination>', `${destinationNames.join(', ')} (default: duckdb)`)
    .option('--as <form>', `what file to write: ${forms.join(', ')}`, 'yaml')
    .option('--force', 'write over files that are there')
    .option('--list-sources', 'show which sources there are')
    .option('--list-destinations', 'show which destinations there are');
  return onRun<InitFlags>(command, async (context, words, flags) => {
    await withPipelineErrors(async () => {
      if (flags.listSources === true) return listNames(context, await sources());
      if (flags.listDestinations === true) return listNames(context, destinations);
      await init(context, chosen(words, flags), flags);
    });
  });
}

interface Named {
  readonly name: string;
  readonly description: string;
}

async function sources(): Promise<Named[]> {
  const { presetDescriptions } = await import('@filewharf/pipeline');
  const described: Readonly<Record<string, string>> = { rest_api: 'any REST API, to be described', ...presetDescriptions };
  return sourceNames.map((name) => ({ name, description: described[name] ?? '' }));
}

const destinations: readonly Named[] = [
  { name: 'duckdb', description: 'a DuckDB file beside the pipeline; needs nothing' },
  { name: 'postgres', description: 'a PostgreSQL database' },
  { name: 'filesystem', description: 'files in a folder: Parquet, JSONL, CSV' },
];

function listNames({ output }: Context, items: readonly Named[]): Promise<void> {
  return output.list(items, {
    title: 'pipeline init',
    columns: [
      { title: 'Name', value: ({ name }) => name, kind: 'id', field: 'name' },
      { title: 'What it is', value: ({ description }) => description, field: 'description' },
    ],
  });
}

function oneOf<T extends string>(what: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((known) => known === text);
  if (choice !== undefined) return choice;
  const near = closest(text, choices);
  throw new UsageError(
    `${what} must be one of ${choices.join(', ')}, not "${text}".`,
    near === undefined ? undefined : `did you mean ${near}?`,
  );
}

interface Chosen {
  readonly name: string;
  readonly source: (typeof sourceNames)[number];
  readonly destination: (typeof destinationNames)[number];
}

/** `NAME` with flags, or dlt's `SOURCE DESTINATION`. */
function chosen([first, second]: readonly string[], flags: InitFlags): Chosen {
  if (first === undefined)
    throw new UsageError(
      'Say how the pipeline is called: filewharf pipeline init crm_pipeline',
      'or from where to where: init filescom duckdb',
    );
  if (second !== undefined && (flags.source !== undefined || flags.destination !== undefined))
    throw new UsageError('Source and destination are said twice: as words and as flags.');
  const source = oneOf(
    second === undefined ? '--source' : 'The source',
    (second === undefined ? flags.source : first) ?? 'rest_api',
    sourceNames,
  );
  const destination = oneOf(
    second === undefined ? '--destination' : 'The destination',
    second ?? flags.destination ?? 'duckdb',
    destinationNames,
  );
  const name = second === undefined ? first : `${source}_pipeline`;
  if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) throw new UsageError(`A pipeline's name has letters, digits, _ and - only, not "${name}".`);
  return { name, source, destination };
}

async function init(context: Context, { name, source, destination }: Chosen, flags: InitFlags): Promise<void> {
  const { checkPipelineConfig, pipelineFileText, publishedSchema } = await import('@filewharf/pipeline');
  const form = oneOf('--as', flags.as, forms);
  const config: PipelineConfig = {
    pipeline_name: name,
    destination,
    dataset_name: `${name.replace(/_pipeline$/, '').replaceAll('-', '_')}_data`,
    source: source === 'rest_api' ? example(name) : await ofPreset(context, source),
  };
  checkPipelineConfig(config);
  const file = `${name}.${form}`;
  if (existsSync(file) && flags.force !== true) throw new RefusedError(`${file} is there already`, '--force writes over it');
  const files: { readonly path: string; readonly state: string }[] = [];
  const write = async (path: string, text: string, always: boolean): Promise<void> => {
    const isThere = existsSync(path);
    if (isThere && !always) {
      files.push({ path, state: 'kept' });
      return;
    }
    await mkdir(dirname(path), { recursive: true });
    // Secrets are for nobody else to read, from the beginning.
    await writeFile(path, text, path.endsWith('secrets.toml') ? { mode: 0o600 } : {});
    files.push({ path, state: isThere ? 'written over' : 'written' });
  };
  await write(file, pipelineFileText(config, form, '.filewharf/pipeline.schema.json'), true);
  await write('.filewharf/pipeline.schema.json', `${JSON.stringify(publishedSchema(), null, 2)}\n`, true);
  await write('.filewharf/secrets.toml', `${secretsText(config)}${ofDestination[destination]?.secrets ?? ''}`, false);
  await write('.filewharf/config.toml', `${configText}${ofDestination[destination]?.settings ?? ''}`, false);
  files.push(await ignored());
  await context.output.list(files, {
    title: 'pipeline init',
    columns: [
      { title: 'File', value: ({ path }) => path, kind: 'id', field: 'path' },
      { title: 'State', value: ({ state }) => state, field: 'state' },
    ],
  });
  context.output.note(`Put the secrets into .filewharf/secrets.toml, then: filewharf pipeline run ${file}`);
}

async function ofPreset(context: Context, preset: PresetName): Promise<RestApiConfig> {
  const { presetConfig } = await import('@filewharf/pipeline');
  return presetConfig(preset, (await context.connection()).baseUrl);
}

/** Something that runs, and shows where to go on. */
function example(name: string): RestApiConfig {
  return {
    name: name.replace(/_pipeline$/, '').replaceAll('-', '_'),
    client: { base_url: 'https://api.example.com/v1', auth: { type: 'bearer' } },
    resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
    resources: ['users', { name: 'orders', endpoint: { path: 'orders', params: { per_page: 100 } } }],
  };
}

/** What a destination wants to know, for the files of secrets and settings. */
const ofDestination: Readonly<Record<string, { readonly secrets: string; readonly settings: string } | undefined>> = {
  postgres: {
    secrets: '\n[destination.postgres.credentials]\n# password = ""\n',
    settings: '\n[destination.postgres.credentials]\n# host = "localhost"\n# port = 5432\n# database = ""\n# username = ""\n',
  },
  filesystem: { secrets: '', settings: '\n[destination.filesystem]\nbucket_url = "data"\n' },
};

function secretsText({ source }: PipelineConfig): string {
  const { auth } = source.client;
  const type = typeof auth === 'string' ? auth : typeof auth === 'object' && 'type' in auth ? auth.type : 'bearer';
  const key = type === 'api_key' ? 'api_key' : type === 'http_basic' ? 'password' : 'token';
  return `# Secrets: this file is for this machine only. Environment variables come before it, such as\n# SOURCES__${(source.name ?? '').toUpperCase()}__${key.toUpperCase()}\n\n[sources.${source.name ?? 'rest_api'}]\n# ${key} = ""\n`;
}

const configText = '# Settings that are no secrets, such as\n# [sources.crm]\n# subdomain = "acme"\n';

/** Keeps secrets and databases out of version control. */
async function ignored(): Promise<{ path: string; state: string }> {
  const wanted = ['.filewharf/secrets.toml', '*.duckdb', '*.duckdb.wal'];
  const there = existsSync('.gitignore') ? (await readFile('.gitignore', 'utf8')).split(/\r?\n/) : [];
  const missing = wanted.filter((line) => !there.includes(line));
  if (missing.length === 0) return { path: '.gitignore', state: 'kept' };
  await appendFile('.gitignore', `${there.length > 0 && there.at(-1) !== '' ? '\n' : ''}${missing.join('\n')}\n`);
  return { path: '.gitignore', state: there.length === 0 ? 'written' : 'completed' };
}
