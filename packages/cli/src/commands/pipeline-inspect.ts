import { Command } from 'commander';
import type { KnownPipeline, PackageInfo, RunTrace } from '@filewharf/pipeline';
import { onRun } from '../context.ts';
import { MissingError } from '../output/failures.ts';
import type { View } from '../output/view.ts';
import { addTarget, findTarget, withPipelineErrors, type TargetFlags } from '../pipeline/target.ts';

export function pipelineListCommand(): Command {
  const command = new Command('list')
    .alias('ls')
    .description('Pipelines that have run here, and when they did last')
    .option('--pipelines-dir <folder>', 'where pipelines keep their folders (default: ~/.filewharf/pipelines)');
  return onRun<TargetFlags>(command, async ({ output }, _, { pipelinesDir }) => {
    const { listPipelines } = await import('@filewharf/pipeline');
    await output.list((await listPipelines(pipelinesDir)).map(summaryOf), {
      title: 'pipeline list',
      empty: 'No pipeline has run here yet. filewharf pipeline init makes one.',
      columns: [
        { title: 'Name', value: ({ name }) => name, kind: 'id', field: 'name' },
        { title: 'Last run', value: (one) => one.last_run_at, kind: 'time', field: 'last_run_at' },
        { title: 'Outcome', value: (one) => one.last_outcome, field: 'last_outcome' },
        { title: 'Destination', value: ({ destination }) => destination, drop: 2, field: 'destination' },
        { title: 'Dataset', value: (one) => one.dataset_name, drop: 1, field: 'dataset_name' },
      ],
    });
  });
}

function summaryOf({ name, folder, state, lastRun }: KnownPipeline) {
  return {
    name,
    dataset_name: lastRun?.dataset_name ?? state?.dataset_name,
    destination: lastRun?.destination_type ?? state?.destination_type,
    last_run_at: lastRun?.started_at,
    last_outcome: lastRun?.outcome,
    folder,
  };
}

export function pipelineInfoCommand(): Command {
  const command = addTarget(new Command('info').description('What a pipeline is, what it remembers, and what waits'));
  return onRun<TargetFlags>(command, async (context, [name], flags) => {
    await withPipelineErrors(async () => {
      const target = await findTarget(context, name, flags);
      const { pipeline } = await target.open();
      const [state, schemas, packages, runs] = await Promise.all([
        pipeline.state(),
        pipeline.schemas(),
        pipeline.packages(),
        pipeline.history(),
      ]);
      const isOf = (wanted: PackageInfo['state']) => packages.filter((one) => one.state === wanted).map((one) => one.load_id);
      const item = {
        name: target.name,
        file: target.file ?? null,
        folder: pipeline.folder,
        destination: runs.at(-1)?.destination_type ?? state.destination_type ?? null,
        location: runs.at(-1)?.location ?? null,
        dataset_name: pipeline.datasetName,
        schemas: Array.from(schemas.values(), (schema) => ({ name: schema.name, version: schema.version, tables: tablesIn(schema) })),
        sources: shownState(state.sources ?? {}),
        packages: { extracted: isOf('extracted'), normalized: isOf('normalized'), loaded: isOf('loaded'), aborted: isOf('aborted') },
        runs: runs.length,
        last_run: runs.at(-1) ?? null,
      };
      await context.output.item(item, {
        title: 'pipeline info',
        columns: [
          { title: 'Name', value: (one) => one.name, kind: 'id', field: 'name' },
          { title: 'File', value: (one) => one.file, field: 'file' },
          { title: 'Folder', value: (one) => one.folder, field: 'folder' },
          { title: 'Destination', value: (one) => one.destination, field: 'destination' },
          { title: 'Location', value: (one) => one.location, field: 'location' },
          { title: 'Dataset', value: (one) => one.dataset_name, field: 'dataset_name' },
          { title: 'Tables', value: (one) => one.schemas.flatMap(({ tables }) => tables).join(', '), field: 'schemas' },
          { title: 'Remembers', value: (one) => remembering(one.sources), field: 'sources' },
          { title: 'Waiting', value: (one) => [...one.packages.extracted, ...one.packages.normalized].join(', ') || 'nothing' },
          { title: 'Set aside', value: (one) => one.packages.aborted.join(', ') || 'nothing' },
          { title: 'Runs', value: (one) => one.runs, kind: 'number', field: 'runs' },
          { title: 'Last run', value: (one) => one.last_run?.started_at, kind: 'time' },
          { title: 'Outcome', value: (one) => one.last_run?.outcome },
        ],
      });
    });
  });
}

const tablesIn = (schema: { readonly tables: ReadonlyMap<string, unknown> }): string[] =>
  Array.from(schema.tables.keys()).filter((name) => !name.startsWith('_dlt'));

/** Cursors can be whole numbers that most readers of JSON would round: these are shown as text. */
function shownState(sources: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(sources, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

function remembering(sources: Readonly<Record<string, unknown>>): string {
  const names = Object.values(sources).flatMap((source) =>
    typeof source === 'object' && source !== null && 'resources' in source && typeof source.resources === 'object'
      ? Object.keys(source.resources ?? {})
      : [],
  );
  return names.length === 0 ? 'nothing' : `cursors of ${names.join(', ')}`;
}

interface TraceFlags extends TargetFlags {
  readonly run?: string;
  readonly all?: boolean;
}

export function pipelineTraceCommand(): Command {
  const command = addTarget(new Command('trace').description('How runs went, step by step: the last one, or all'))
    .option('--all', 'every run that is in the history, the newest first')
    .option('--run <id>', 'this run');
  return onRun<TraceFlags>(command, async (context, [name], flags) => {
    await withPipelineErrors(async () => {
      const target = await findTarget(context, name, flags);
      const runs = (await (await target.open()).pipeline.history()).toReversed();
      if (flags.all === true) {
        await context.output.list(runs, { ...runView, empty: 'No run yet.' });
        return;
      }
      const run = flags.run === undefined ? runs[0] : runs.find(({ run_id: id }) => id.startsWith(flags.run ?? ''));
      if (run === undefined)
        throw new MissingError('resource', flags.run === undefined ? `${target.name} has not run yet` : `there is no run ${flags.run}`);
      await context.output.item(run, { ...runView, details: [...runView.columns, ...stepColumns(run)] });
    });
  });
}

const runView: View<RunTrace> = {
  title: 'pipeline trace',
  columns: [
    { title: 'Run', value: (run) => run.run_id, kind: 'id', field: 'run_id' },
    { title: 'Started', value: (run) => run.started_at, kind: 'time', field: 'started_at' },
    { title: 'Seconds', value: ({ seconds }) => seconds, kind: 'number', field: 'seconds' },
    { title: 'Outcome', value: ({ outcome }) => outcome, field: 'outcome' },
    { title: 'Rows', value: ({ rows }) => Object.values(rows).reduce((sum, count) => sum + count, 0), kind: 'number' },
    { title: 'Error', value: ({ steps }) => steps.find(({ error }) => error !== undefined)?.error?.message, drop: 1 },
  ],
};

function stepColumns({ steps }: RunTrace): View<RunTrace>['columns'] {
  return steps.map(({ step, seconds, pages, rows, error }) => ({
    title: step,
    value: () =>
      [
        `${seconds} s`,
        ...(pages === undefined ? [] : [`${pages} pages`]),
        ...(rows === undefined ? [] : [`${rows} rows`]),
        ...(error === undefined ? [] : [`failed: ${error.message}`]),
      ].join(', '),
  }));
}

export function pipelineFailedJobsCommand(): Command {
  const command = addTarget(new Command('failed-jobs').description('Files of packages that were set aside, and why'));
  return onRun<TargetFlags>(command, async (context, [name], flags) => {
    await withPipelineErrors(async () => {
      const { pipeline } = await (await findTarget(context, name, flags)).open();
      const jobs = (await pipeline.packages()).flatMap((one) => one.failed_jobs.map((job) => ({ load_id: one.load_id, ...job })));
      await context.output.list(jobs, {
        title: 'pipeline failed-jobs',
        empty: 'No failed jobs.',
        columns: [
          { title: 'Package', value: (job) => job.load_id, kind: 'id', field: 'load_id' },
          { title: 'Job', value: ({ file }) => file, field: 'file' },
          { title: 'Why', value: ({ message }) => message, field: 'message' },
        ],
      });
    });
  });
}

export function pipelineLoadPackageCommand(): Command {
  const command = addTarget(
    new Command('load-package').description('One load package: its jobs, and what it brought into the schema'),
  ).argument('[load-id]', 'of the package (default: the last one)');
  return onRun<TargetFlags>(command, async (context, [name, loadId], flags) => {
    await withPipelineErrors(async () => {
      // With one word that is a number, it is the package that is meant.
      const isId = loadId === undefined && name !== undefined && /^\d+\.\d+$/.test(name);
      const target = await findTarget(context, isId ? undefined : name, flags);
      const packages = await (await target.open()).pipeline.packages();
      const wanted = isId ? name : loadId;
      const found = wanted === undefined ? packages.at(-1) : packages.find(({ load_id: id }) => id === wanted);
      if (found === undefined)
        throw new MissingError('resource', wanted === undefined ? `${target.name} has no package yet` : `there is no package ${wanted}`);
      await context.output.item(found, {
        title: 'pipeline load-package',
        columns: [
          { title: 'Package', value: (one) => one.load_id, kind: 'id', field: 'load_id' },
          { title: 'State', value: ({ state }) => state, field: 'state' },
          { title: 'Created', value: (one) => one.created_at, kind: 'time', field: 'created_at' },
          { title: 'Schema', value: (one) => one.schema_name, field: 'schema_name' },
          {
            title: 'Jobs',
            value: ({ jobs }) => jobs.map(({ table, rows }) => `${table}${rows === undefined ? '' : ` (${rows} rows)`}`).join(', '),
            field: 'jobs',
          },
          {
            title: 'Failed',
            value: (one) => one.failed_jobs.map(({ file, message }) => `${file}: ${message}`).join(', '),
            field: 'failed_jobs',
          },
          { title: 'New in the schema', value: (one) => Object.keys(one.schema_update).join(', '), field: 'schema_update' },
        ],
      });
    });
  });
}

const forms = ['mermaid', 'dbml', 'dot', 'types'] as const;
type Form = (typeof forms)[number];

interface SchemaFlags extends TargetFlags {
  readonly as?: Form;
  readonly name?: string;
  readonly systemTables?: boolean;
}

export function pipelineSchemaCommand(): Command {
  const command = addTarget(
    new Command('schema').description('The schema: --format yaml (default), json, mermaid, dbml, dot, or types (TypeScript)'),
  )
    .option('--name <schema>', 'when the pipeline has several (default: the first)')
    .option('--system-tables', 'with the tables of the bookkeeping');
  // Formats that only a schema has. They are taken out before the output looks at the flag.
  command.hook('preAction', (_, action) => {
    const root = rootOf(action);
    const form = forms.find((known) => known === root.opts<{ format?: string }>().format?.toLowerCase());
    if (form === undefined) return;
    action.setOptionValue('as', form);
    root.setOptionValue('format', undefined);
  });
  return onRun<SchemaFlags>(command, async (context, [name], flags) => {
    await withPipelineErrors(async () => {
      const target = await findTarget(context, name, flags);
      const schemas = await (await target.open()).pipeline.schemas();
      const schema = flags.name === undefined ? [...schemas.values()][0] : schemas.get(flags.name);
      if (schema === undefined) {
        const hint = schemas.size === 0 ? 'it comes with the first run' : `there are ${[...schemas.keys()].join(', ')}`;
        throw new MissingError('resource', `${target.name} has no schema${flags.name === undefined ? '' : ` ${flags.name}`}`, hint);
      }
      const { dbmlOf, dotOf, mermaidOf, schemaTypes, storedSchema } = await import('@filewharf/pipeline');
      const write = { mermaid: mermaidOf, dbml: dbmlOf, dot: dotOf, types: schemaTypes };
      const { output } = context;
      if (flags.as !== undefined) return output.raw(write[flags.as](schema, flags.systemTables === true).trimEnd());
      const stored = storedSchema(schema);
      if (output.format !== 'auto') return output.item(stored, { title: 'pipeline schema', columns: [] });
      const { yamlText } = await import('../output/format-yaml.ts');
      return output.raw(yamlText(stored).trimEnd());
    });
  });
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
