import type { JsonSchema } from '../rest/schema.ts';
import { definitions, sourceSchema } from '../rest/schema.ts';

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
        {
          type: 'object',
          description: 'A kind with its settings.',
          properties: {
            type: { enum: ['duckdb', 'postgres', 'filesystem'], description: 'The kind.' },
          },
          required: ['type'],
          additionalProperties: true,
        },
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
