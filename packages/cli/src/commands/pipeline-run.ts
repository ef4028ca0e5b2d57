import { Command } from 'commander';
import type { LoadInfo, OpenedPipeline, PipelineConfig, PresetName, RestNotice, Source } from '@filewharf/pipeline';
import { onRun, type Context } from '../context.ts';
import { UsageError } from '../output/failures.ts';
import type { View } from '../output/view.ts';
import { changedConfig } from '../pipeline/changes.ts';
import { runProgress } from '../pipeline/progress.ts';
import { addTarget, findTarget, withPipelineErrors, type TargetFlags } from '../pipeline/target.ts';
import { sourceNames } from './pipeline-init.ts';

interface RunFlags extends TargetFlags {
  readonly source?: string;
  readonly destination?: string;
  readonly dataset?: string;
  readonly resources?: string;
  readonly writeDisposition?: string;
  readonly fullRefresh?: boolean;
  readonly limit?: string;
  readonly dryRun?: boolean;
  readonly set: readonly string[];
}

const dispositions = ['append', 'replace', 'merge', 'skip'] as const;

export function pipelineRunCommand(): Command {
  const command = addTarget(new Command('run').description('Load data: ask the source, put the rows into the destination'))
    .option('--source <source>', `without a file: ${sourceNames.join(', ')}, of the server in --base-url`)
    .option('--destination <destination>', 'instead of that in the file')
    .option('--dataset <name>', 'instead of that in the file')
    .option('--resources <list>', 'only these, separated by commas')
    .option('--write-disposition <disposition>', `for all of them: ${dispositions.join(', ')}`)
    .option('--full-refresh', 'drop the tables and what is remembered, and load everything again')
    .option('--limit <pages>', 'at most so many pages of each resource')
    .option('--dry-run', 'ask for the first page of each resource, and load nothing')
    .option('--set <path=value>', 'change a value of the file, such as source.client.timeout=5', collect, [])
    .addHelpText('after', examples);
  return onRun<RunFlags>(command, async (context, [argument], flags) => {
    await withPipelineErrors(async () => {
      const { checkPipelineConfig, openPipeline } = await import('@filewharf/pipeline');
      const { config: changed, file } = await configOf(context, argument, flags);
      const config = checkPipelineConfig(changed);
      const only = flags.resources?.split(',').map((name) => name.trim());
      const opened = openPipeline(config, {
        pipelinesDir: flags.pipelinesDir,
        onNotice: (notice) => tell(context, notice),
        ...(only === undefined ? {} : { only }),
      });
      const source = limited(opened.source(), flags.limit);
      if (file !== undefined) context.output.detail(`pipeline ${config.pipeline_name} of ${file}`);
      if (flags.dryRun === true) await preview(context, source);
      else await load(context, opened, source, flags);
    });
  });
}

const examples = `
Examples:
  filewharf pipeline run crm_pipeline.yaml
  filewharf pipeline run filesdotcom_pipeline.yaml --base-url http://127.0.0.1:8080
  filewharf pipeline run --source filewharf --destination duckdb
  filewharf pipeline run crm_pipeline --resources users,orders --limit 1 --dry-run
`;

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

async function configOf(
  context: Context,
  argument: string | undefined,
  flags: RunFlags,
): Promise<{ config: PipelineConfig; file: string | undefined }> {
  if (flags.source !== undefined) {
    if (argument !== undefined && /[./]/.test(argument)) throw new UsageError('A file has its source: leave out --source, or the file.');
    return { config: changedConfig(await ofPreset(context, flags.source, argument), flags), file: undefined };
  }
  const { config, file } = await findTarget(context, argument, flags);
  if (config === undefined)
    throw new UsageError(
      `There is no file of the pipeline ${argument ?? ''} here.`,
      `run it where its file is, or make one: filewharf pipeline init ${argument ?? 'NAME'}`,
    );
  return { config: changedConfig(await withCredentials(config, context), flags, context.flags.baseUrl), file };
}

/** The server and the key are those of all other commands. */
async function ofPreset(context: Context, source: string, name: string | undefined): Promise<PipelineConfig> {
  const { presetConfig, presetNames } = await import('@filewharf/pipeline');
  const preset = presetNames.find((known): known is PresetName => known === source);
  if (preset === undefined)
    throw new UsageError(
      `--source must be one of ${presetNames.join(', ')}, not "${source}".`,
      'another API needs a file: filewharf pipeline init',
    );
  const { baseUrl, apiKey } = await context.connection();
  const config: PipelineConfig = {
    pipeline_name: name ?? `${preset}_pipeline`,
    dataset_name: `${preset}_data`,
    source: presetConfig(preset, baseUrl),
  };
  return apiKey === undefined ? config : withKey(config, apiKey);
}

/** A key that was given on this command line counts more than one that is looked up. */
async function withCredentials(config: PipelineConfig, { flags, connection }: Context): Promise<PipelineConfig> {
  if (flags.apiKey === undefined && flags.apiKeyFile === undefined) return config;
  const { apiKey } = await connection();
  return apiKey === undefined ? config : withKey(config, apiKey);
}

function withKey(config: PipelineConfig, key: string): PipelineConfig {
  const { auth } = config.source.client;
  if (typeof auth !== 'object' || 'authenticate' in auth) return config;
  const member = 'type' in auth && auth.type === 'api_key' ? 'api_key' : 'token';
  return { ...config, source: { ...config.source, client: { ...config.source.client, auth: { ...auth, [member]: key } as typeof auth } } };
}

function limited(source: Source, limit: string | undefined): Source {
  if (limit === undefined) return source;
  if (!/^[1-9]\d*$/.test(limit)) throw new UsageError(`--limit must be a number of pages, not "${limit}".`);
  return { ...source, resources: source.resources.map((resource) => resource.addLimit(Number(limit))) };
}

function tell({ output }: Context, { level, resource, message }: RestNotice): void {
  const text = resource === undefined ? message : `resource ${resource}: ${message}`;
  if (level === 'warning') output.warn(`warning: ${text}`);
  else output.detail(text);
}

async function load(context: Context, { pipeline }: OpenedPipeline, source: Source, flags: RunFlags): Promise<void> {
  const { output, signal } = context;
  const disposition = dispositions.find((known) => known === flags.writeDisposition);
  if (flags.writeDisposition !== undefined && disposition === undefined)
    throw new UsageError(`--write-disposition must be one of ${dispositions.join(', ')}, not "${flags.writeDisposition}".`);
  if (flags.fullRefresh === true) await refresh(context, pipeline, source);
  const progress = runProgress(context);
  let info: LoadInfo | undefined;
  try {
    info = await pipeline.run(source, {
      signal,
      onProgress: progress.event,
      ...(disposition === undefined ? {} : { writeDisposition: disposition }),
    });
  } finally {
    progress.finish(info);
  }
  for (const warning of info.warnings) output.warn(`warning: ${output.verbose ? warning : shortened(warning)}`);
  if (output.format === 'auto') await output.raw(String(info));
  else await output.item(documentOf(info), loadView);
}

/** Some APIs have dozens of fields that never had a value; `--verbose` and JSON name them all. */
function shortened(warning: string): string {
  return warning.length <= 160 ? warning : `${warning.slice(0, 150).replace(/,[^,]*$/, '')} and more (--verbose)`;
}

async function refresh({ output }: Context, pipeline: OpenedPipeline['pipeline'], source: Source): Promise<void> {
  // Tables may be there that another machine loaded, or a folder of pipelines that is gone.
  await pipeline.restore();
  const schemas = await pipeline.schemas();
  if (!schemas.has(source.name)) return;
  const selection = { schema: source.name, resources: source.resources.map(({ name }) => name) };
  const plan = await pipeline.dropPlan(selection);
  if (plan.tables.length === 0 && plan.statePaths.length === 0) return;
  await output.confirm(`Drop ${plan.tables.join(', ')} of dataset ${pipeline.datasetName}, and load them again?`);
  await pipeline.drop(selection);
}

interface LoadDocument {
  readonly pipeline_name: string;
  readonly destination: string;
  readonly dataset_name: string;
  readonly location: string;
  readonly seconds: number;
  readonly packages: readonly { readonly load_id: string; readonly state: string; readonly jobs: number; readonly failed_jobs: number }[];
  readonly rows: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly summary: string;
}

function documentOf(info: LoadInfo): LoadDocument {
  return {
    pipeline_name: info.pipeline,
    destination: info.destinationType,
    dataset_name: info.dataset,
    location: info.location,
    seconds: Math.round(info.seconds * 1000) / 1000,
    packages: info.packages.map(({ loadId, state, jobs, failedJobs }) => ({ load_id: loadId, state, jobs, failed_jobs: failedJobs })),
    rows: info.rowCounts,
    warnings: info.warnings,
    summary: String(info),
  };
}

const loadView: View<LoadDocument> = {
  title: 'pipeline run',
  columns: [
    { title: 'Pipeline', value: ({ pipeline_name: name }) => name, field: 'pipeline_name' },
    { title: 'Destination', value: ({ destination }) => destination, field: 'destination' },
    { title: 'Dataset', value: ({ dataset_name: name }) => name, field: 'dataset_name' },
    { title: 'Rows', value: ({ rows }) => rows, field: 'rows' },
  ],
};

interface Preview {
  readonly resource: string;
  readonly rows: number;
  readonly fields: readonly string[];
}

/** The first page of each resource. */
async function preview({ output, signal }: Context, source: Source): Promise<void> {
  const { parseJson } = await import('@filewharf/pipeline');
  async function* pages(): AsyncGenerator<Preview> {
    for (const resource of source.resources) {
      if (resource.selected === false) continue;
      const initial = resource.incremental?.initialValue;
      const cursor =
        resource.incremental === undefined
          ? undefined
          : {
              cursorPath: resource.incremental.cursorPath,
              initialValue: initial,
              startValue: initial,
              endValue: resource.incremental.endValue,
              lastValue: undefined,
            };
      for await (const page of resource.pages({ state: {}, sourceState: {}, cursor, signal })) {
        const read: unknown = page instanceof Uint8Array ? parseJson(page) : page;
        const rows = Array.isArray(read) ? (read as unknown[]) : [read];
        const [first] = rows;
        yield { resource: resource.name, rows: rows.length, fields: typeof first === 'object' && first !== null ? Object.keys(first) : [] };
        break;
      }
    }
  }
  await output.list(pages(), {
    title: 'pipeline run',
    columns: [
      { title: 'Resource', value: ({ resource }) => resource, kind: 'id', field: 'resource' },
      { title: 'Rows of the first page', value: ({ rows }) => rows, kind: 'number', field: 'rows' },
      { title: 'Fields', value: ({ fields }) => fields.join(', '), field: 'fields' },
    ],
  });
}
