// Writes packages/sdk/src/filesapp/wire.ts from openapi/filesapp.json: what the Files App v2 API answers, in the names of the wire, and
// what its operations take, in camelCase and with Date for times, as the client turns it into what the wire wants.
// `--check` writes nothing and fails when the committed file differs.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = fileURLToPath(new URL('../', import.meta.url));
const source = 'openapi/filesapp.json';
const target = 'packages/sdk/src/filesapp/wire.ts';

/** @typedef {{ $ref?: string, type?: string | string[], properties?: Record<string, Schema>, required?: string[], items?: Schema, enum?: unknown[], const?: unknown,
 *   anyOf?: Schema[], oneOf?: Schema[], description?: string, format?: string, default?: unknown, minimum?: number, maximum?: number }} Schema */

/** @param {string} name */
const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** @param {Schema} schema @param {boolean} isInput @returns {string} */
function typeOf(schema, isInput) {
  if (schema.$ref !== undefined) return exportedName(schema.$ref.split('/').at(-1) ?? 'unknown');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return [...new Set(choices.map((choice) => typeOf(choice, isInput)))].join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type }, isInput)).join(' | ');
  switch (schema.type) {
    case 'string':
      return isInput && schema.format === 'date-time' ? 'Date | string' : 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return `readonly (${typeOf(schema.items ?? {}, isInput)})[]`;
    case 'object':
      return schema.properties === undefined ? 'Readonly<Record<string, unknown>>' : `{ ${fields(schema, isInput)} }`;
    default:
      return 'unknown';
  }
}

/** @param {Schema} schema */
function comment({ description, default: preset, format: kind }) {
  const parts = [
    description?.replace(/\.$/, ''),
    kind === 'date-time' ? 'ISO 8601' : undefined,
    preset === undefined ? undefined : `default ${JSON.stringify(preset)}`,
  ];
  const text = parts.filter((part) => part !== undefined && part !== '').join('; ');
  return text === '' ? '' : `/** ${text.replaceAll('*/', '* /')} */\n`;
}

/** @param {Schema} schema @param {boolean} isInput */
function fields({ properties = {}, required = [] }, isInput) {
  return Object.entries(properties)
    .map(([name, schema]) => {
      const isOptional = !required.includes(name);
      return `${comment(schema)}readonly ${isInput ? camelCase(name) : name}${isOptional ? '?' : ''}: ${typeOf(schema, isInput)}${isOptional ? ' | undefined' : ''};`;
    })
    .join('\n');
}

/** @param {string} name @param {Schema} schema @param {boolean} isInput */
function declare(name, schema, isInput) {
  // A body that may be left out or null has no more to say than one that is there.
  const shape = schema.anyOf?.find(({ type }) => type === 'object') ?? schema;
  return `${comment(schema)}export interface ${name} { ${fields(shape, isInput)} }\n\n`;
}

/** A name that is no global of its own. @param {string} name */
const exportedName = (name) => ({ File: 'FileInfo', Error: 'ErrorAnswer' })[name] ?? name;

const document = JSON.parse(await readFile(`${root}${source}`, 'utf8'));
let text = `// Written by scripts/sdk-types.mjs from ${source}. Do not change it by hand: npm run sdk-types\n\n`;
for (const [name, schema] of Object.entries(document.components.schemas)) text += declare(exportedName(name), schema, false);
for (const methods of Object.values(document.paths)) {
  for (const { operationId, parameters = [], requestBody, responses } of Object.values(methods)) {
    const name = operationId[0].toUpperCase() + operationId.slice(1);
    const queries = parameters.filter((parameter) => parameter.in === 'query');
    const properties = Object.fromEntries(
      queries.map(({ name: key, schema, description }) => [key, description === undefined ? schema : { description, ...schema }]),
    );
    const required = queries.filter((parameter) => parameter.required).map((parameter) => parameter.name);
    const body = requestBody?.content?.['application/json']?.schema;
    if (body !== undefined) text += declare(`${name}Params`, body, true);
    else if (queries.length > 0) text += declare(`${name}Params`, { type: 'object', properties, required }, true);
    const answer = (responses['200'] ?? responses['201'])?.content?.['application/json']?.schema;
    if (answer !== undefined && answer.$ref === undefined) text += declare(`${name}Answer`, answer, false);
  }
}
const formatted = await format(text, { ...(await resolveConfig(`${root}${target}`)), parser: 'typescript' });
if (!process.argv.includes('--check')) await writeFile(`${root}${target}`, formatted);
else if (formatted !== (await readFile(`${root}${target}`, 'utf8').catch(() => ''))) {
  console.error(`${target} is not what ${source} says. Run: npm run sdk-types`);
  process.exitCode = 1;
}
