import { Command } from 'commander';
import type { DropSelection } from '@filewharf/pipeline';
import { onRun } from '../context.ts';
import { MissingError, UsageError } from '../output/failures.ts';
import { count } from '../output/units.ts';
import { addTarget, findTarget, withPipelineErrors, type TargetFlags } from '../pipeline/target.ts';

interface DropFlags extends TargetFlags {
  readonly dropAll?: boolean;
  readonly stateOnly?: boolean;
  readonly statePaths?: string;
  readonly schema?: string;
  readonly dryRun?: boolean;
}

export function pipelineDropCommand(): Command {
  const command = addTarget(
    new Command('drop').description('Drop tables and what their resources remember, so that they are loaded anew'),
    'name or file of the pipeline',
  )
    .argument('[resources...]', 'names, or re:PATTERN')
    .option('--drop-all', 'everything')
    .option('--state-only', 'keep the tables')
    .option('--state-paths <list>', 'further parts of the state, separated by commas')
    .option('--schema <name>', 'when the pipeline has several (default: the first)')
    .option('--dry-run', 'only show what would go');
  return onRun<DropFlags>(command, async (context, [name, ...resources], flags) => {
    await withPipelineErrors(async () => {
      const { output } = context;
      const target = await findTarget(context, name, flags);
      const selection = selectionOf(resources, flags);
      const { pipeline } = await target.open();
      const plan = await pipeline.dropPlan(selection);
      const unknown = resources.find((one) => !one.startsWith('re:') && !plan.resources.includes(one));
      if (unknown !== undefined)
        throw new MissingError('resource', `${target.name} has no resource ${unknown}`, 'filewharf pipeline info shows what there is');
      const last = (await pipeline.history()).at(-1);
      const item = {
        pipeline_name: target.name,
        destination: last?.destination_type ?? null,
        location: last?.location ?? null,
        dataset_name: pipeline.datasetName,
        schema: plan.schema,
        resources: plan.resources,
        tables: plan.tables,
        state_paths: plan.statePaths,
        dropped: false,
      };
      if (plan.tables.length > 0 || plan.statePaths.length > 0) {
        if (flags.dryRun !== true) {
          const what = [
            plan.tables.length > 0 ? `tables ${plan.tables.join(', ')}` : '',
            plan.statePaths.length > 0 ? `state ${plan.statePaths.join(', ')}` : '',
          ];
          await output.confirm(
            `Drop ${what.filter((text) => text !== '').join(' and ')} of dataset ${pipeline.datasetName} in ${item.location ?? 'the destination'}?`,
          );
          await pipeline.drop(selection);
          item.dropped = true;
        }
      } else output.note('There is nothing to drop.');
      await output.item(item, {
        title: 'pipeline drop',
        columns: [
          { title: 'Pipeline', value: (one) => one.pipeline_name, kind: 'id', field: 'pipeline_name' },
          { title: 'Dataset', value: (one) => one.dataset_name, field: 'dataset_name' },
          { title: 'Tables', value: ({ tables }) => tables.join(', '), field: 'tables' },
          { title: 'State', value: (one) => one.state_paths.join(', '), field: 'state_paths' },
          { title: 'Dropped', value: ({ dropped }) => dropped, field: 'dropped' },
        ],
      });
    });
  });
}

function selectionOf(resources: readonly string[], { dropAll, stateOnly, statePaths, schema }: DropFlags): DropSelection {
  const paths = statePaths?.split(',').map((path) => path.trim());
  if (dropAll !== true && resources.length === 0 && paths === undefined)
    throw new UsageError('Say what to drop: resources, --state-paths, or --drop-all.', 'filewharf pipeline drop NAME RESOURCE');
  for (const resource of resources) {
    try {
      if (resource.startsWith('re:')) new RegExp(resource.slice(3));
    } catch {
      throw new UsageError(`"${resource.slice(3)}" is no regular expression.`);
    }
  }
  return {
    resources,
    ...(dropAll === undefined ? {} : { all: dropAll }),
    ...(stateOnly === undefined ? {} : { stateOnly }),
    ...(paths === undefined ? {} : { statePaths: paths }),
    ...(schema === undefined ? {} : { schema }),
  };
}

export function pipelineDropPendingCommand(): Command {
  const command = addTarget(
    new Command('drop-pending')
      .alias('drop-pending-packages')
      .description('Remove packages that wait to be loaded; their rows come again with the next run'),
  );
  return onRun<TargetFlags>(command, async (context, [name], flags) => {
    await withPipelineErrors(async () => {
      const target = await findTarget(context, name, flags);
      const { pipeline } = await target.open();
      const waiting = (await pipeline.packages()).filter(({ state }) => state === 'extracted' || state === 'normalized');
      if (waiting.length > 0) {
        await context.output.confirm(
          `Remove ${count(waiting.length, 'package')} of ${target.name} that ${waiting.length === 1 ? 'waits' : 'wait'}: ${waiting.map(({ load_id: id }) => id).join(', ')}?`,
        );
        await pipeline.dropPending();
      } else context.output.note('No package waits.');
      const item = { pipeline_name: target.name, dropped: waiting.map(({ load_id: id }) => id) };
      await context.output.item(item, {
        title: 'pipeline drop-pending',
        columns: [
          { title: 'Pipeline', value: (one) => one.pipeline_name, kind: 'id', field: 'pipeline_name' },
          { title: 'Removed', value: ({ dropped }) => dropped.join(', '), field: 'dropped' },
        ],
      });
    });
  });
}

export function pipelineSyncCommand(): Command {
  const command = addTarget(new Command('sync').description('Forget what is known here, and take over what the destination has'));
  return onRun<TargetFlags>(command, async (context, [name], flags) => {
    await withPipelineErrors(async () => {
      const target = await findTarget(context, name, flags);
      const { pipeline } = await target.open();
      const waiting = (await pipeline.packages()).filter(({ state }) => state === 'extracted' || state === 'normalized').length;
      const also = waiting === 0 ? '' : `, ${count(waiting, 'package')} that ${waiting === 1 ? 'waits' : 'wait'} included`;
      await context.output.confirm(`Replace the local state of ${target.name} by that of dataset ${pipeline.datasetName}${also}?`);
      await pipeline.sync();
      const [state, schemas] = await Promise.all([pipeline.state(), pipeline.schemas()]);
      const item = {
        pipeline_name: target.name,
        dataset_name: pipeline.datasetName,
        state_version: state._state_version,
        schemas: [...schemas.keys()],
      };
      await context.output.item(item, {
        title: 'pipeline sync',
        columns: [
          { title: 'Pipeline', value: (one) => one.pipeline_name, kind: 'id', field: 'pipeline_name' },
          { title: 'Dataset', value: (one) => one.dataset_name, field: 'dataset_name' },
          { title: 'State', value: (one) => one.state_version, kind: 'number', field: 'state_version' },
          { title: 'Schemas', value: (one) => one.schemas.join(', '), field: 'schemas' },
        ],
      });
    });
  });
}
