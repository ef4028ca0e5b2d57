import { jsonPath, type JsonPath } from './json-path.ts';

/** What a `{placeholder}` stands for. */
export type Placeholder =
  | { readonly kind: 'parent'; readonly resource: string; readonly field: JsonPath; readonly text: string }
  | { readonly kind: 'incremental'; readonly value: IncrementalValue; readonly text: string }
  /** A bound parameter, or a name of the configuration. */
  | { readonly kind: 'name'; readonly name: string; readonly text: string };

export const incrementalValues = ['start_value', 'initial_value', 'last_value', 'end_value'] as const;
export type IncrementalValue = (typeof incrementalValues)[number];

/** A text with placeholders, taken apart. `{{` and `}}` are braces. */
export interface Template {
  readonly parts: readonly (string | Placeholder)[];
}

/** @throws Error when a placeholder cannot be read */
export function template(text: string): Template {
  const parts: (string | Placeholder)[] = [];
  let literal = '';
  const tokens = text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[^{}]+|[{}]/g);
  for (const [token, inside] of tokens) {
    if (inside === undefined) {
      if (token === '{' || token === '}') throw new Error(`"${text}" has a single ${token}; a brace that is meant is written twice`);
      literal += token === '{{' ? '{' : token === '}}' ? '}' : token;
      continue;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(placeholder(inside.trim(), token));
  }
  if (literal !== '') parts.push(literal);
  return { parts };
}

function placeholder(inside: string, text: string): Placeholder {
  const parent = /^resources\.([A-Za-z_][\w-]*)\.(.+)$/.exec(inside);
  if (parent?.[1] !== undefined && parent[2] !== undefined)
    return { kind: 'parent', resource: parent[1], field: jsonPath(parent[2]), text };
  const incremental = /^incremental\.(\w+)$/.exec(inside)?.[1];
  if (incremental !== undefined) {
    const value = incrementalValues.find((known) => known === incremental);
    if (value === undefined)
      throw new Error(`${text} is not known; there are ${incrementalValues.map((known) => `{incremental.${known}}`).join(', ')}`);
    return { kind: 'incremental', value, text };
  }
  if (/^[A-Za-z_]\w*$/.test(inside)) return { kind: 'name', name: inside, text };
  throw new Error(`${text} cannot be read; write {resources.<parent>.<field>}, {incremental.start_value} or {name}`);
}

export type Fill = (placeholder: Placeholder) => unknown;

/** The text with its placeholders filled. `encode` is applied to what is filled in. */
export function fillText({ parts }: Template, fill: Fill, encode: (text: string) => string = (text) => text): string {
  return parts.map((part) => (typeof part === 'string' ? part : encode(asText(fill(part), part)))).join('');
}

/** The same, but a text that is one placeholder and nothing else becomes the value itself, with its type. */
function fillValue(filled: Template, fill: Fill): unknown {
  const [only] = filled.parts;
  if (filled.parts.length === 1 && only !== undefined && typeof only !== 'string') return fill(only);
  return fillText(filled, fill);
}

function asText(value: unknown, { text }: Placeholder): string {
  if (value === null || value === undefined) throw new Error(`${text} has no value`);
  if (typeof value === 'object' && !(value instanceof Number))
    throw new Error(`${text} is an object or a list, which cannot be put into a text`);
  return String(value as string | number | boolean | bigint);
}

/** A value of JSON whose texts are templates. */
export type Prepared =
  | { readonly template: Template }
  | { readonly value: unknown }
  | { readonly list: readonly Prepared[] }
  | { readonly members: readonly (readonly [string, Prepared])[] };

/** Reads the placeholders in every text of a value, however deep. */
export function prepare(value: unknown): Prepared {
  if (typeof value === 'string') return value.includes('{') || value.includes('}') ? { template: template(value) } : { value };
  if (Array.isArray(value)) return { list: value.map(prepare) };
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return { members: Object.entries(value).map(([key, member]) => [key, prepare(member)] as const) };
  return { value };
}

/** The value with its placeholders filled. */
export function fillPrepared(prepared: Prepared, fill: Fill, fillOne: (filled: Template, fill: Fill) => unknown = fillValue): unknown {
  if ('template' in prepared) return fillOne(prepared.template, fill);
  if ('list' in prepared) return prepared.list.map((item) => fillPrepared(item, fill, fillOne));
  if ('members' in prepared) return Object.fromEntries(prepared.members.map(([key, member]) => [key, fillPrepared(member, fill, fillOne)]));
  return prepared.value;
}

/** Every placeholder of a value. */
export function placeholdersOf(prepared: Prepared): readonly Placeholder[] {
  if ('template' in prepared) return prepared.template.parts.filter((part) => typeof part !== 'string');
  if ('list' in prepared) return prepared.list.flatMap(placeholdersOf);
  if ('members' in prepared) return prepared.members.flatMap(([, member]) => placeholdersOf(member));
  return [];
}
