import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { KnownPipeline, OpenedPipeline, OpenPipelineOptions, PipelineConfig } from '@filewharf/pipeline';
import { closest } from '../closest.ts';
import type { Context } from '../context.ts';
import { MissingError, UsageError } from '../output/failures.ts';
import { failureOf } from './failure.ts';
import { pipelineFiles } from './names.ts';

/** Flags of every command that works with a pipeline. */
export interface TargetFlags {
  readonly pipelinesDir?: string;
}

export function addTarget(command: Command, description = 'name, or file of the pipeline (default: the one in this folder)'): Command {
  return command
    .argument('[pipeline]', description)
    .option('--pipelines-dir <folder>', 'where pipelines keep their folders (default: ~/.filewharf/pipelines)');
}

const endings = ['.yaml', '.yml', '.json', '.ts', '.mts', '.js', '.mjs'];

/** The pipeline a command is about: its file, when there is one, and what is known of its runs. */
export interface Target {
  readonly name: string;
  /** Where its configuration was read from. */
  readonly file: string | undefined;
  readonly config: PipelineConfig | undefined;
  readonly known: KnownPipeline | undefined;
  /** Without a file: with the destination that it had in its runs. */
  open(options?: OpenPipelineOptions): Promise<OpenedPipeline>;
}

/** Does what a command does, with the pipeline's errors made the command's. */
export async function withPipelineErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error);
  }
}

/** Finds the pipeline by a file, by a name, or the only one that there is. */
export async function findTarget(
  { about }: Pick<Context, 'about'>,
  argument: string | undefined,
  { pipelinesDir }: TargetFlags,
): Promise<Target> {
  const { listPipelines, readPipelineFile } = await import('@filewharf/pipeline');
  const all = await listPipelines(pipelinesDir);
  const file = argument === undefined ? await onlyFile() : fileOf(argument);
  if (file !== undefined) {
    const config = await readPipelineFile(file);
    about({ object: config.pipeline_name, kind: 'resource' });
    return target(config.pipeline_name, all, pipelinesDir, config, file);
  }
  const name = argument ?? (all.length === 1 ? all[0]?.name : undefined);
  if (name === undefined)
    throw new UsageError('Say which pipeline: its name or its file.', 'filewharf pipeline list shows which there are');
  about({ object: name, kind: 'resource' });
  if (!all.some((known) => known.name === name)) {
    const near = closest(name, [...all.map((known) => known.name), ...(await pipelineFiles())]);
    throw new MissingError(
      'resource',
      `there is no pipeline ${name}`,
      near === undefined ? 'filewharf pipeline list shows which there are' : `did you mean ${near}?`,
    );
  }
  return target(name, all, pipelinesDir, undefined, undefined);
}

function target(
  name: string,
  all: readonly KnownPipeline[],
  pipelinesDir: string | undefined,
  config: PipelineConfig | undefined,
  file: string | undefined,
): Target {
  const known = all.find((one) => one.name === name);
  return {
    name,
    file,
    config,
    known,
    async open(options = {}) {
      const { openPipeline } = await import('@filewharf/pipeline');
      return openPipeline(config ?? remembered(name, known), { pipelinesDir, ...options });
    },
  };
}

/** A configuration for a pipeline whose file is not here, from what its runs left. */
function remembered(name: string, known: KnownPipeline | undefined): PipelineConfig {
  const dataset = known?.state?.dataset_name ?? known?.lastRun?.dataset_name;
  const location = known?.lastRun?.location;
  const type = known?.lastRun?.destination_type ?? known?.state?.destination_type?.split('.').at(-1) ?? 'duckdb';
  return {
    pipeline_name: name,
    destination: type === 'duckdb' && location !== undefined ? { type, path: location.replace(/^duckdb:\//, '') } : type,
    ...(dataset === undefined ? {} : { dataset_name: dataset }),
    source: { client: { base_url: 'http://localhost' }, resources: ['none'] },
  };
}

function fileOf(argument: string): string | undefined {
  if (endings.some((ending) => argument.endsWith(ending))) return argument;
  return endings.map((ending) => `${argument}${ending}`).find((file) => existsSync(file));
}

async function onlyFile(): Promise<string | undefined> {
  const files = await pipelineFiles();
  if (files.length > 1) throw new UsageError(`There are several pipelines here: ${files.join(', ')}.`, 'say which one');
  return files[0];
}
