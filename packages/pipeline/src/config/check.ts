import type { JsonSchema, JsonTypeName } from '../rest/schema.ts';
import { closest } from './closest.ts';

/** A configuration does not fit. The message has a line for each place. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
}

export interface CheckOptions {
  /** The place of the value, such as `source`; empty for the whole. */
  readonly at?: string;
  /** What `$ref` leads to. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** Values of `type` that somebody added: what goes with them is theirs to check. */
  readonly isKnownType?: (name: string) => boolean;
  /** Where a place is in its file, such as `crm.yaml:12`; put before the message. */
  readonly lineOf?: (keys: readonly (string | number)[]) => string;
}

/**
 * Checks a configuration against its schema.
 * @throws ConfigError that names every wrong place, and for a wrong word the one that was probably meant
 */
export function checkConfig(value: unknown, schema: JsonSchema, options: CheckOptions): void {
  const problems = problemsOf(value, schema, options.at ?? '', { ...options, root: schema });
  const line = ({ at, message }: Problem): string =>
    `${options.lineOf === undefined ? '' : `${options.lineOf(keysOf(at))}: `}${at === '' ? 'the configuration' : at}: ${message}`;
  if (problems.length > 0) throw new ConfigError(problems.map(line).join('\n'));
}

/** `resources[0].name` as the keys that lead there. */
function keysOf(at: string): (string | number)[] {
  return at === '' ? [] : at.split(/\.|(?=\[)/).map((key) => (key.startsWith('[') ? Number(key.slice(1, -1)) : key));
}

interface Problem {
  readonly at: string;
  readonly message: string;
}

interface Context extends CheckOptions {
  readonly root: JsonSchema;
}

function problemsOf(value: unknown, given: JsonSchema, at: string, context: Context): Problem[] {
  const schema = resolved(given, context);
  if (schema.inCode === true && isCode(value)) return [];
  if (schema.anyOf !== undefined) return problemsOfChoice(value, schema.anyOf, at, context);
  if (!allows(schema, value)) return [{ at, message: `must be ${named(schema)}, not ${shown(value)}` }];
  if (schema.const !== undefined && value !== schema.const) return [{ at, message: `must be ${JSON.stringify(schema.const)}` }];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [wrongWord(value, schema.enum, at)];
  if (typeof value === 'string') return problemsOfText(value, schema, at);
  if (typeof value === 'number') return problemsOfNumber(value, schema, at);
  if (Array.isArray(value)) return problemsOfList(value, schema, at, context);
  if (typeof value === 'object' && value !== null) return problemsOfObject(value as Record<string, unknown>, schema, at, context);
  return [];
}

function problemsOfText(value: string, { minLength = 0, pattern }: JsonSchema, at: string): Problem[] {
  if (value.length < minLength) return [{ at, message: 'must not be empty' }];
  if (pattern !== undefined && !new RegExp(pattern).test(value))
    return [{ at, message: `must look like ${pattern}, not ${JSON.stringify(value)}` }];
  return [];
}

function problemsOfNumber(value: number, { minimum, exclusiveMinimum }: JsonSchema, at: string): Problem[] {
  if (minimum !== undefined && value < minimum) return [{ at, message: `must be at least ${minimum}, not ${value}` }];
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return [{ at, message: `must be more than ${exclusiveMinimum}` }];
  return [];
}

function problemsOfList(value: readonly unknown[], { items, minItems = 0, maxItems }: JsonSchema, at: string, context: Context): Problem[] {
  if (value.length < minItems) return [{ at, message: `must have at least ${minItems} of them` }];
  if (maxItems !== undefined && value.length > maxItems) return [{ at, message: `must have at most ${maxItems} of them` }];
  return items === undefined ? [] : value.flatMap((item, index) => problemsOf(item, items, `${at}[${index}]`, context));
}

function problemsOfObject(value: Readonly<Record<string, unknown>>, schema: JsonSchema, at: string, context: Context): Problem[] {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const missing = required.filter((key) => value[key] === undefined).map((key) => ({ at, message: `"${key}" is missing` }));
  const wrong = Object.entries(value).flatMap(([key, member]): Problem[] => {
    const place = at === '' ? key : `${at}.${key}`;
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (member === undefined) return [];
    if (known !== undefined) return problemsOf(member, known, place, context);
    if (additionalProperties === true) return [];
    if (additionalProperties !== false) return problemsOf(member, additionalProperties, place, context);
    return [{ at: place, message: `there is no such key here; ${whatWasMeant(key, Object.keys(properties), context)}` }];
  });
  return [...missing, ...wrong];
}

function whatWasMeant(key: string, here: readonly string[], context: Context): string {
  const near = closest(key, here);
  if (near !== undefined) return `did you mean "${near}"?`;
  const elsewhere = placesOf(key, context.root, '', context, new Set());
  if (elsewhere !== undefined) return `it belongs into ${elsewhere === '' ? 'the outermost level' : elsewhere}`;
  return here.length === 0 ? 'there is nothing to say here' : `there are ${here.join(', ')}`;
}

/** Where a key is known. */
function placesOf(key: string, given: JsonSchema, at: string, context: Context, seen: Set<JsonSchema>): string | undefined {
  const schema = resolved(given, context);
  if (seen.has(schema)) return undefined;
  seen.add(schema);
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, key)) return at;
  const inside = [
    ...Object.entries(schema.properties ?? {}).map(([name, member]) => [member, at === '' ? name : `${at}.${name}`] as const),
    ...(schema.items === undefined ? [] : [[schema.items, `${at}[]`] as const]),
    ...(schema.anyOf ?? []).map((branch) => [branch, at] as const),
  ];
  for (const [member, place] of inside) {
    const found = placesOf(key, member, place, context, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function problemsOfChoice(value: unknown, given: readonly JsonSchema[], at: string, context: Context): Problem[] {
  const branches = given.map((branch) => resolved(branch, context));
  const fitting = branches.filter((branch) => allows(branch, value));
  if (fitting.length === 0) {
    const kinds = [...new Set(branches.map(named))];
    return [{ at, message: `must be ${kinds.join(' or ')}, not ${shown(value)}` }];
  }
  const byType =
    typeof value === 'object' && value !== null ? problemsByType(value as Record<string, unknown>, fitting, at, context) : undefined;
  if (byType !== undefined) return byType;
  const outcomes = fitting.map((branch) => problemsOf(value, branch, at, context));
  return outcomes.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

/** When the member `type` tells the branches apart, the one it names is asked, so that its problems are the ones that are said. */
function problemsByType(
  value: Readonly<Record<string, unknown>>,
  branches: readonly JsonSchema[],
  at: string,
  context: Context,
): Problem[] | undefined {
  const tagged = branches.flatMap((branch) => {
    const tag = branch.properties?.['type'];
    const names = tag?.const === undefined ? tag?.enum : [tag.const];
    return names === undefined ? [] : [{ branch, names }];
  });
  if (tagged.length === 0 || tagged.length !== branches.length) return undefined;
  const { type } = value;
  const chosen =
    type === undefined
      ? tagged.find(({ branch }) => !(branch.required ?? []).includes('type'))
      : tagged.find(({ names }) => names.includes(type));
  if (chosen !== undefined) return problemsOf(value, chosen.branch, at, context);
  const known = tagged.flatMap(({ names }) => names);
  if (type === undefined) return [{ at, message: `"type" is missing; there are ${known.join(', ')}` }];
  if (typeof type === 'string' && context.isKnownType?.(type) === true) return [];
  return [wrongWord(type, known, `${at}.type`)];
}

function wrongWord(value: unknown, known: readonly unknown[], at: string): Problem {
  const near =
    typeof value === 'string'
      ? closest(
          value,
          known.filter((word) => typeof word === 'string'),
        )
      : undefined;
  const hint = near === undefined ? `there are ${known.map(String).join(', ')}` : `did you mean "${near}"?`;
  return { at, message: `${shown(value)} is not known; ${hint}` };
}

function resolved(schema: JsonSchema, { definitions }: CheckOptions): JsonSchema {
  const name = schema.$ref?.replace('#/definitions/', '');
  return (name === undefined ? undefined : definitions[name]) ?? schema;
}

/** A function, or a ready-made object: it has methods. */
function isCode(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item === 'function');
  return typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((member) => typeof member === 'function') &&
    'pages' in value
    ? true
    : typeof value === 'object' && value !== null && 'authenticate' in value;
}

function typesOf(schema: JsonSchema): readonly JsonTypeName[] {
  if (schema.type !== undefined) return typeof schema.type === 'string' ? [schema.type] : schema.type;
  const values = schema.const === undefined ? schema.enum : [schema.const];
  return values === undefined ? [] : [...new Set(values.map((value) => typeof value as JsonTypeName))];
}

function allows(schema: JsonSchema, value: unknown): boolean {
  if (schema.anyOf !== undefined) return true;
  const types = typesOf(schema);
  if (types.length === 0) return true;
  if (typeof value === 'bigint') return types.includes('integer') || types.includes('number');
  if (typeof value === 'number') return types.includes('number') || (types.includes('integer') && Number.isInteger(value));
  if (value === null) return types.includes('null');
  return types.includes(Array.isArray(value) ? 'array' : (typeof value as JsonTypeName));
}

const typeNames: Readonly<Record<JsonTypeName, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

function named(schema: JsonSchema): string {
  return typesOf(schema)
    .map((type) => typeNames[type])
    .join(' or ');
}

/** The kind of a value; the value itself only when it is a short word, since texts may be secrets. */
function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return /^[\w.-]{1,30}$/.test(value) ? `"${value}"` : 'a text';
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return typeof value === 'object' ? 'an object' : typeof value;
}
