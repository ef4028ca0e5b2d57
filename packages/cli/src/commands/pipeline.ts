import { Command } from 'commander';
import { UsageError } from '../output/failures.ts';
import { closest } from '../closest.ts';
import { pipelineDropCommand, pipelineDropPendingCommand, pipelineSyncCommand } from './pipeline-drop.ts';
import { pipelineInitCommand } from './pipeline-init.ts';
import {
  pipelineFailedJobsCommand,
  pipelineInfoCommand,
  pipelineListCommand,
  pipelineLoadPackageCommand,
  pipelineSchemaCommand,
  pipelineTraceCommand,
} from './pipeline-inspect.ts';
import { pipelineRunCommand } from './pipeline-run.ts';

export function pipelineCommand(): Command {
  const group = new Command('pipeline')
    .description('Load REST APIs into DuckDB, PostgreSQL and files: init, run, list, info, trace, schema, drop')
    .addCommand(pipelineInitCommand())
    .addCommand(pipelineRunCommand())
    .addCommand(pipelineListCommand())
    .addCommand(pipelineInfoCommand())
    .addCommand(pipelineTraceCommand())
    .addCommand(pipelineSchemaCommand())
    .addCommand(pipelineFailedJobsCommand())
    .addCommand(pipelineLoadPackageCommand())
    .addCommand(pipelineDropCommand())
    .addCommand(pipelineDropPendingCommand())
    .addCommand(pipelineSyncCommand());
  return group.addCommand(nameFirst(group), { hidden: true, isDefault: true });
}

/** dlt has the name before the verb: `pipeline crm_pipeline info`. Both orders are understood. */
function nameFirst(group: Command): Command {
  return new Command('name-first')
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: readonly string[]) => {
      const [name, verb, ...others] = words;
      if (name === undefined || name === '--help' || name === '-h') return group.help({ error: name === undefined });
      const verbs = group.commands
        .filter((command) => command.name() !== 'name-first')
        .flatMap((command) => [command.name(), ...command.aliases()]);
      if (verb !== undefined && verbs.includes(verb)) {
        await group.parseAsync([verb, name, ...others], { from: 'user' });
        return;
      }
      const near = closest(verb ?? name, verbs);
      throw new UsageError(
        verb === undefined ? `there is no command pipeline ${name}` : `there is no command ${verb} for the pipeline ${name}`,
        near === undefined ? `there are ${verbs.join(', ')}` : `did you mean ${near}?`,
      );
    });
}
