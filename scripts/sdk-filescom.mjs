// Writes packages/sdk/src/filescom/generated/ from facts about the Files.com API: its operations, params, entities, enums and error types.
// The facts are data collected outside of this repository, so this runs only when they change:
//
//     node scripts/sdk-filescom.mjs FOLDER        (with endpoints.json and errors.json)
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

/**
 * @typedef {{ op: string, m: string, p: string, r?: string, in?: Record<string, string>, paged?: 1, max?: number, sort?: string[], filter?: string[],
 *   filter_prefix?: string[], range?: string[], combos?: string[] }} Op
 * @typedef {{ entity: string, ops: Op[] }} Resource
 * @typedef {{ fields: Record<string, string> }} Entity
 * @typedef {{ type: string, group: string, title: string, http: number | null, js: string | null, py: string | null }} ErrorRow
 */

const folder = process.argv[2];
if (folder === undefined) throw new Error('Say where endpoints.json and errors.json are');
/** @type {{ resources: Record<string, Resource>, entities: Record<string, Entity>, enums: Record<string, string[]> }} */
const { resources, entities, enums } = JSON.parse(await readFile(join(folder, 'endpoints.json'), 'utf8'));
/** @type {{ groups: { group: string, js: string }[], errors: ErrorRow[] }} */
const errorFacts = JSON.parse(await readFile(join(folder, 'errors.json'), 'utf8'));

/** @param {string} name */
const camelCase = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
/** @param {string} name */
const pascalCase = (name) => camelCase(`_${name}`);
/** @param {readonly string[]} names */
const union = (names) => names.map((name) => `'${name}'`).join(' | ');
/** @param {string} name */
const key = (name) => (/^\w+$/.test(name) ? name : `'${name}'`);

/** @type {Record<string, string>} */
const scalars = {
  int64: 'number',
  double: 'number',
  boolean: 'boolean',
  string: 'string',
  decimal: 'string',
  date: 'string',
  'date-time': 'string',
  email: 'string',
  object: 'Readonly<Record<string, unknown>>',
  // One field of one operation, which every client takes for a number.
  'object|string|int64': 'number',
};

/** @param {string} text between commas that are in no braces @returns {string[]} */
function split(text) {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if ('{<'.includes(letter)) depth += 1;
    if ('}>'.includes(letter)) depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/** @param {string} type @returns {string} */
function typeOf(type) {
  if (type.endsWith('[]')) return `readonly ${typeOf(type.slice(0, -2))}[]`;
  if (type.startsWith('map<')) return `Readonly<Record<string, ${typeOf(split(type.slice(4, -1))[1] ?? '')}>>`;
  if (type.startsWith('{')) {
    const fields = split(type.slice(1, -1)).map((field) => {
      const colon = field.indexOf(':');
      return `readonly ${key(field.slice(0, colon))}: ${typeOf(field.slice(colon + 1))}`;
    });
    return `{ ${fields.join('; ')} }`;
  }
  const known = scalars[type] ?? (entities[type] === undefined ? undefined : type);
  if (known === undefined) throw new Error(`unknown type ${type}`);
  return known;
}

/** @param {string} type */
function note(type) {
  if (type === 'date-time') return '/** ISO 8601 */\n';
  if (type === 'decimal') return '/** A decimal number, as text so that no digit is lost */\n';
  return '';
}

/**
 * The values that fields and params can have, by the name of their type. Some facts name a param instead of a field (`File download param
 * action`), some say how they were found (`(seen)`), and one lists letters, of which a value has several.
 * @type {Map<string, string[]>}
 */
const valuesOf = new Map();
for (const [fact, values] of Object.entries(enums)) {
  if (fact.endsWith('(letters)')) continue;
  const name = fact
    .replace(' (seen)', '')
    .replace(/^(\w+) param$/, '$1')
    .replace(/(\w+) (\w+) param (\w+)$/, '$1_$2_$3');
  valuesOf.set(
    pascalCase(name.replace('.', '_')),
    values.filter((value) => value !== ''),
  );
}

/** The name of the type, when the values are known. @param {string} entity @param {string} field @param {string} [op] */
function enumOf(entity, field, op) {
  const name = pascalCase(field.replace('?', ''));
  const ofParam = op === undefined ? [] : [`${entity}${pascalCase(op.replace(/_for.*/, ''))}${name}`];
  return [...ofParam, `${entity}${name}`, name].find((type) => valuesOf.has(type));
}

let text = '';
for (const [name, values] of valuesOf) {
  text += `/** The server may know more than these. */\nexport type ${name} = ${union(values)} | (string & {});\n\n`;
}
for (const [name, { fields }] of Object.entries(entities)) {
  text += `export interface ${name} {\n`;
  for (const [field, type] of Object.entries(fields)) {
    const value = enumOf(name, field) ?? typeOf(type);
    const isAlways = field === 'id' || (field === 'path' && ['File', 'Folder'].includes(name));
    text += `${note(type)}readonly ${key(field)}${isAlways ? `: ${value}` : `?: ${value} | null`};\n`;
  }
  text += '}\n\n';
}
await write('entities.ts', text);

/** A word of TypeScript where a param of this type is wanted. @param {string} entity @param {string} op @param {string} name @param {string} type */
function paramType(entity, op, name, type) {
  if (type === 'file') return 'Blob | Uint8Array';
  if (/(_at|_at_datetime|_on_date|_until|_by|mtime)$/.test(name) && type === 'string') return 'Date | string';
  return enumOf(entity, name, op) ?? typeOf(type);
}

/** @param {Op} op */
function listFields({ sort = [], filter = [], filter_prefix: prefix = [], range = [] }) {
  let fields = '';
  if (sort.length > 0) fields += `/** By one field. */\nreadonly sort_by?: SortBy<${union(sort)}> | undefined;\n`;
  if (filter.length > 0) fields += `readonly filter?: FilterBy<${union(filter)}> | undefined;\n`;
  if (prefix.length > 0) fields += `readonly filter_prefix?: FilterBy<${union(prefix)}> | undefined;\n`;
  if (range.length > 0) {
    for (const name of ['filter_gt', 'filter_gteq', 'filter_lt', 'filter_lteq'])
      fields += `readonly ${name}?: FilterBy<${union(range)}> | undefined;\n`;
  }
  return fields;
}

/** @param {Op} op */
function documentation({ m, p, paged, max, combos }) {
  const parts = [`\`${m} ${p}\``];
  if (paged === 1) parts.push(`pages of at most ${max ?? 10_000}`);
  if (combos !== undefined && combos.length <= 20) parts.push(`filters that go together: ${combos.join(', ')}`);
  return `/** ${parts.join('; ')}. */\n`;
}

const aliases = { find: 'get', list: 'all', delete: 'destroy' };
const head = `import type { List } from '../../transport/pages.ts';
import type { FilesComCallOptions, FilterBy, ListParams, SortBy } from '../params.ts';
`;
let shapes = '';
let all = 'export interface Operations {\n';
let rows = '';
for (const [name, { entity, ops }] of Object.entries(resources)) {
  const Name = pascalCase(name);
  let methods = '';
  rows += `${camelCase(name)}: {\n`;
  for (const op of ops) {
    const method = camelCase(op.op);
    const inPath = [...op.p.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => param);
    const others = Object.entries(op.in ?? {}).filter(([param]) => !inPath.includes(param) && !param.startsWith('etags['));
    const hasParams = others.length > 0 || op.paged === 1;
    const positional = inPath.map((param) => `${param}: ${typeOf((op.in?.[param] ?? 'string!').replace('!', ''))}`);
    const isNeeded = others.some(([, type]) => type.endsWith('!'));
    if (hasParams) {
      shapes += `export interface ${Name}${pascalCase(op.op)}Params ${op.paged === 1 ? 'extends ListParams ' : ''}{\n`;
      for (const [param, type] of others) {
        const isOptional = !type.endsWith('!');
        const value = paramType(entity, op.op, param, type.replace('!', ''));
        shapes += `readonly ${key(param)}${isOptional ? `?: ${value} | null | undefined` : `: ${value}`};\n`;
      }
      if (op.in?.['etags[etag]'] !== undefined)
        shapes += 'readonly etags?: readonly { readonly etag: string; readonly part: number }[] | undefined;\n';
      shapes += `${listFields(op)}}\n\n`;
      positional.push(`params${isNeeded ? '' : '?'}: ${Name}${pascalCase(op.op)}Params`);
    }
    positional.push('options?: FilesComCallOptions');
    const answer = op.r === undefined ? 'void' : typeOf(op.r);
    const result = op.paged === 1 ? `List<${answer.replace(/^readonly (.*)\[\]$/, '$1')}>` : `Promise<${answer}>`;
    methods += `${documentation(op)}${method}(${positional.join(', ')}): ${result};\n`;
    rows += `${method}: '${op.m} ${op.p}${op.paged === 1 ? ' paged' : hasParams ? ' params' : ''}',\n`;
    const alias = aliases[op.op];
    if (alias !== undefined && !ops.some((other) => other.op === alias)) {
      methods += `/** The same as \`${method}\`. */\nreadonly ${alias}: ${Name}Operations['${method}'];\n`;
    }
  }
  rows += '},\n';
  shapes += `export interface ${Name}Operations {\n${methods}}\n\n`;
  all += `readonly ${camelCase(name)}: ${Name}Operations;\n`;
}
const used = [...new Set(shapes.match(/\b[A-Z]\w+/g))].filter((word) => entities[word] !== undefined || valuesOf.has(word)).sort();
await write('operations.ts', `${head}import type { ${used.join(', ')} } from './entities.ts';\n\n${shapes}${all}}\n`);
await write(
  'resources.ts',
  `import type * as operations from './operations.ts';

/** A property for each resource. */
export class Resources {
${Object.keys(resources)
  .map((name) => `declare readonly ${camelCase(name)}: operations.${pascalCase(name)}Operations;`)
  .join('\n')}

  constructor(all: operations.Operations) {
    Object.assign(this, all);
  }
}
`,
);
await write(
  'table.ts',
  `/** Every operation: method and path below the API, whether it takes params, and whether it answers in pages. */
export const operationTable = {\n${rows}} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Other names for the same. */
export const aliases: Readonly<Record<string, string>> = ${JSON.stringify(aliases)};\n`,
);

let classes = "import { FilesApiError } from '../errors.ts';\n\n";
let table = '/** The class of each error type. */\nexport const errorClasses: Readonly<Record<string, typeof FilesApiError>> = {\n';
/** @type {[string, string][]} */
const renamed = [];
/** @param {string} type @param {string} name @param {string} base @param {string} meaning */
function addClass(type, name, base, meaning) {
  classes += `/** \`${type}\`${meaning}. */\nexport class ${name} extends ${base} {\noverride readonly name: string = '${name}';\n}\n`;
  table += `'${type}': ${name},\n`;
}
for (const { group, js } of errorFacts.groups) addClass(group, js, 'FilesApiError', ' and whatever is below it');
for (const { type, group, title, http, js, py } of errorFacts.errors) {
  if (errorFacts.groups.some((row) => row.group === type)) continue;
  // Two types are known to one of the vendor's clients only, which has no classes.
  const name = js ?? `${pascalCase(type)}Error`;
  const base = errorFacts.groups.find((row) => row.group === group)?.js ?? 'FilesApiError';
  addClass(type, name, base, `: ${title}${http === null ? '' : ` (${http})`}`);
  if (py !== null && py !== name) renamed.push([name, py]);
}
classes += `\n// The names that the vendor's Python client has for them.\nexport { ${renamed.map(([name, py]) => `${name} as ${py}`).join(', ')} };\n`;
await write('error-classes.ts', `${classes}\n${table}};\n`);

/** @param {string} name @param {string} content */
async function write(name, content) {
  const file = fileURLToPath(new URL(`../packages/sdk/src/filescom/generated/${name}`, import.meta.url));
  await mkdir(join(file, '..'), { recursive: true });
  const notice = '// Written by scripts/sdk-filescom.mjs. Do not change it by hand.\n\n';
  await writeFile(file, await format(notice + content, { ...(await resolveConfig(file)), parser: 'typescript' }));
}
