// Writes packages/pipeline/schema/pipeline.schema.json, the JSON Schema of pipeline files, from the one that checks them.
import { mkdir, writeFile } from 'node:fs/promises';
import { publishedSchema } from '../packages/pipeline/dist/config/file-schema.js';

const folder = new URL('../packages/pipeline/schema/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL('pipeline.schema.json', folder), `${JSON.stringify(publishedSchema(), null, 2)}\n`);
