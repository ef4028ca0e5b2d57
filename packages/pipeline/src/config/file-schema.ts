import type { JsonSchema } from '../rest/schema.ts';
import { definitions, sourceSchema } from '../rest/schema.ts';

function kind(type: string, description: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    type: 'object',
    description,
    properties: { type: { const: type }, ...properties },
    required: ['type'],
    additionalProperties: false,
  };
}

/** A pipeline as a file: `pipeline_name`, `destination`, `dataset_name`, `source`. */
export const pipelineFileSchema: JsonSchema = {
  type: 'object',
  description: 'A pipeline: a source, and where its data goes.',
  properties: {
    $schema: { type: 'string', description: 'Where this schema is, for editors.' },
    pipeline_name: {
      type: 'string',
      description: 'Names the pipeline, its working folder and, with DuckDB, its database.',
      pattern: '^[A-Za-z_][A-Za-z0-9_-]*$',
    },
    destination: {
      description: 'Where data goes. A word stands for a kind whose settings come from the configuration.',
      default: 'duckdb',
      anyOf: [
        { enum: ['duckdb', 'postgres', 'filesystem'], description: 'A kind.' },
        kind('duckdb', 'A DuckDB file.', {
          path: { type: 'string', description: 'The file. Default: <pipeline_name>.duckdb here.' },
          credentials: { type: 'string', description: "The same, under dlt's name." },
        }),
        kind('postgres', 'A PostgreSQL database. What is left out is looked up, as destination.postgres.credentials.<key>.', {
          credentials: {
            type: 'string',
            description: 'Secret. Address with everything in it: postgresql://user:password@host:5432/database.',
          },
          host: { type: 'string', description: 'Name or address of the server.' },
          port: { type: 'integer', description: 'Of the server.', default: 5432, minimum: 1 },
          database: { type: 'string', description: 'Name of the database.' },
          username: { type: 'string', description: 'Who connects.' },
          password: { type: 'string', description: 'Secret.' },
          connect_timeout: { type: 'number', description: 'Seconds.', default: 15, exclusiveMinimum: 0 },
        }),
        kind('filesystem', 'Files in a folder.', {
          bucket_url: { type: 'string', description: 'The folder. Left out, it is looked up as destination.filesystem.bucket_url.' },
          format: { enum: ['parquet', 'jsonl', 'csv'], description: 'Of the files.', default: 'parquet' },
          layout: { type: 'string', description: 'Their names.', default: '{table_name}/{load_id}.{file_id}.{ext}' },
          max_state_files: { type: 'integer', description: 'States that are kept.', default: 100, minimum: 1 },
        }),
      ],
    },
    dataset_name: { type: 'string', description: 'The schema in the destination. Default: <pipeline_name>_dataset.', minLength: 1 },
    source: sourceSchema,
  },
  required: ['pipeline_name', 'source'],
  additionalProperties: false,
};

/** The schema as it is published, for editors and other validators: JSON Schema draft 7. */
export function publishedSchema(): Record<string, unknown> {
  const { type, description, properties, required, additionalProperties } = published(pipelineFileSchema);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Filewharf pipeline',
    type,
    description,
    properties,
    required,
    additionalProperties,
    definitions: Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, published(schema)])),
  };
}

/** Without what only code can have. */
function published(schema: JsonSchema): JsonSchema {
  const { inCode: _, ...rest } = schema;
  const inMap = (schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> =>
    Object.fromEntries(Object.entries(schemas).map(([name, member]) => [name, published(member)]));
  return {
    ...rest,
    ...(rest.properties === undefined ? {} : { properties: inMap(rest.properties) }),
    ...(rest.items === undefined ? {} : { items: published(rest.items) }),
    ...(rest.anyOf === undefined ? {} : { anyOf: rest.anyOf.map(published) }),
    ...(typeof rest.additionalProperties === 'object' ? { additionalProperties: published(rest.additionalProperties) } : {}),
  };
}
