import { pipeline, type Pipeline } from '../pipeline.ts';
import type { Source } from '../extract/resource.ts';
import { restApiSource, type RestApiOptions } from '../rest/source.ts';
import { openConfiguration } from './configuration.ts';
import { destinationOf } from './destination-config.ts';
import type { PipelineConfig } from './pipeline-file.ts';

export interface OpenPipelineOptions extends Omit<RestApiOptions, 'pipelineName'> {
  /** Where pipelines keep their folders. Default `~/.filewharf/pipelines`. */
  readonly pipelinesDir?: string | undefined;
}

export interface OpenedPipeline {
  readonly pipeline: Pipeline;
  /** Made on first use, since that is when its secrets are looked up. @throws ConfigError */
  source(): Source;
}

/** The pipeline that a file or an object of its form describes: `await opened.pipeline.run(opened.source())`. */
export function openPipeline(config: PipelineConfig, options: OpenPipelineOptions = {}): OpenedPipeline {
  const { pipelinesDir, ...others } = options;
  const pipelineName = config.pipeline_name;
  const configuration = openConfiguration({ ...others, pipelineName });
  const destination = destinationOf(config.destination ?? 'duckdb', configuration, {
    folder: options.folder ?? process.cwd(),
    pipelineName,
  });
  return {
    pipeline: pipeline({
      name: pipelineName,
      destination,
      ...(config.dataset_name === undefined ? {} : { dataset: config.dataset_name }),
      ...(pipelinesDir === undefined ? {} : { pipelinesDir }),
    }),
    source: () => restApiSource(config.source, { ...others, pipelineName }),
  };
}
