import { createRequire } from 'node:module';
import type { jsonpath, JSONValue } from 'json-p3';

const require = createRequire(import.meta.url);
/** The library for all that is more than names; loading it takes a while, and most need it not. */
export const jsonpathLibrary = (): typeof jsonpath => (require('json-p3') as { jsonpath: typeof jsonpath }).jsonpath;

/** A selector of RFC 9535, also as dlt writes them: without the leading `$`. */
export interface JsonPath {
  /** As it was written. */
  readonly text: string;
  /** The names and places that lead to the one value it can match; undefined when it may match several. */
  readonly steps: readonly (string | number)[] | undefined;
  /** Every value that matches, in document order. */
  all(value: unknown): readonly unknown[];
  /** The first that matches, or undefined. */
  first(value: unknown): unknown;
}

/** @throws Error when it is no selector, with what is wrong with it. */
export function jsonPath(text: string): JsonPath {
  if (/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(text.trim())) return pathTo(text, text.trim().split('.'));
  const query = compiled(text);
  const steps = query.singularQuery() ? stepsOf(query) : undefined;
  if (steps !== undefined) return pathTo(text, steps);
  return {
    text,
    steps,
    all: (value) => query.query(value as JSONValue).values(),
    first: (value) => query.match(value as JSONValue)?.value,
  };
}

function pathTo(text: string, steps: readonly (string | number)[]): JsonPath {
  return {
    text,
    steps,
    all: (value) => [at(value, steps)].filter((found) => found !== undefined),
    first: (value) => at(value, steps),
  };
}

/** The same selector for a place that was found rather than written. */
export function pathOfSteps(steps: readonly (string | number)[]): JsonPath {
  const shorthand = steps.every((step) => typeof step === 'string' && /^[A-Za-z_]\w*$/.test(step));
  return jsonPath(shorthand && steps.length > 0 ? steps.join('.') : `$${steps.map((step) => `[${JSON.stringify(step)}]`).join('')}`);
}

function compiled(text: string): jsonpath.JSONPathQuery {
  const trimmed = text.trim();
  const library = jsonpathLibrary();
  const full = trimmed.startsWith('$') ? trimmed : trimmed.startsWith('[') ? `$${trimmed}` : `$.${trimmed}`;
  try {
    return library.compile(full);
  } catch (error) {
    // Names such as `next-cursor` or `@odata.nextLink` are no shorthand of RFC 9535, but what people write.
    if (/^[^$[\]*?()'",\s]+$/.test(trimmed)) {
      const names = trimmed.startsWith('@') ? [trimmed] : trimmed.split('.');
      return library.compile(`$${names.map((name) => `[${JSON.stringify(name)}]`).join('')}`);
    }
    throw new Error(`"${text}" is no JSONPath: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function stepsOf(query: jsonpath.JSONPathQuery): (string | number)[] | undefined {
  const { NameSelector, IndexSelector } = jsonpathLibrary().selectors;
  const steps: (string | number)[] = [];
  for (const { selectors } of query.segments) {
    const [selector] = selectors;
    if (selector instanceof NameSelector) steps.push(selector.name);
    else if (selector instanceof IndexSelector && selector.index >= 0) steps.push(selector.index);
    else return undefined;
  }
  return steps;
}

function at(value: unknown, steps: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of steps) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    if (Array.isArray(found) !== (typeof step === 'number')) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}
