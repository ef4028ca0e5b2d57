import type { Row } from '../extract/resource.ts';
import type { ProcessingStep, RowChange } from './config.ts';
import { jsonPath, jsonpathLibrary } from './json-path.ts';
import type { jsonpath, JSONValue } from 'json-p3';

/** Rows in, rows out. */
type Step = (rows: readonly unknown[]) => unknown[];

/** The steps as one, or undefined when there are none. @throws Error when a condition or a path cannot be read */
export function processing(steps: readonly ProcessingStep[] = []): Step | undefined {
  if (steps.length === 0) return undefined;
  const all = steps.map(stepOf);
  return (rows) => all.reduce<unknown[]>((current, step) => step(current), [...rows]);
}

function stepOf(step: ProcessingStep): Step {
  if ('filter' in step) {
    const keep = typeof step.filter === 'string' ? condition(step.filter) : step.filter;
    return (rows) => rows.filter((row) => keep(row as Row));
  }
  if ('map' in step) {
    const change = typeof step.map === 'function' ? step.map : changing(step.map);
    return (rows) => rows.map((row) => change(row as Row));
  }
  const { yield_map: inner } = step;
  const several = typeof inner === 'function' ? inner : insideOf(inner);
  return (rows) => rows.flatMap((row) => [...several(row as Row)]);
}

/** A condition of JSONPath, where `@` is the row. */
function condition(text: string): (row: Row) => boolean {
  let query: jsonpath.JSONPathQuery;
  try {
    query = jsonpathLibrary().compile(`$[?${text}]`);
  } catch (error) {
    throw new Error(
      `"${text}" is no condition of JSONPath, such as @.active == true: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
  return (row) => query.match([row as JSONValue]) !== undefined;
}

function insideOf(text: string): (row: Row) => Iterable<unknown> {
  const path = jsonPath(text);
  return (row) => path.all(row).flatMap((found) => (Array.isArray(found) ? (found as unknown[]) : [found]));
}

function changing({ keep, drop = [], rename = {}, set = {} }: RowChange): (row: Row) => Row {
  const kept = keep === undefined ? undefined : new Set(keep);
  const dropped = new Set(drop);
  return (row) => ({
    ...Object.fromEntries(
      Object.entries(row)
        .filter(([name]) => (kept === undefined || kept.has(name)) && !dropped.has(name))
        .map(([name, value]) => [Object.hasOwn(rename, name) ? (rename[name] ?? name) : name, value]),
    ),
    ...set,
  });
}
