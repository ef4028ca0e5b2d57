import { chainOf, isSystemTable, type Schema } from './schema/schema.ts';
import type { PipelineState } from './state/state.ts';

/** What goes: resources by name or, with `re:` before it, by a regular expression. */
export interface DropSelection {
  readonly resources?: readonly string[];
  /** Everything of the schema. */
  readonly all?: boolean;
  /** Tables stay; only what resources remember goes, so that they begin anew. */
  readonly stateOnly?: boolean;
  /** Further members of the source's state that go, such as `resources.users` or `cursor`. */
  readonly statePaths?: readonly string[];
  /** Default: the pipeline's first schema. */
  readonly schema?: string;
}

export interface DropPlan {
  readonly schema: string;
  readonly resources: readonly string[];
  /** With those below them, these first. */
  readonly tables: readonly string[];
  /** What is forgotten, as paths into the source's state. */
  readonly statePaths: readonly string[];
}

/** What a selection comes to. Names that fit nothing are left out: compare `resources`. */
export function planDrop(schema: Schema, state: PipelineState, selection: DropSelection): DropPlan {
  const remembered = state.sources?.[schema.name] ?? {};
  const roots = Array.from(schema.tables.values()).filter(({ name, parent }) => parent === undefined && !isSystemTable(name));
  const resourceOf = (table: (typeof roots)[number]): string => table.resource ?? table.name;
  const known = [...new Set([...roots.map(resourceOf), ...Object.keys(remembered.resources ?? {})])];
  const isMeant = (name: string): boolean =>
    selection.all === true ||
    (selection.resources ?? []).some((wanted) => (wanted.startsWith('re:') ? new RegExp(wanted.slice(3)).test(name) : wanted === name));
  const resources = known.filter(isMeant);
  const dropped = selection.stateOnly === true ? [] : roots.filter((table) => resources.includes(resourceOf(table)));
  const ofResources = resources.filter((name) => remembered.resources?.[name] !== undefined).map((name) => `resources.${name}`);
  const further = (selection.statePaths ?? []).filter((path) => memberAt(remembered, path.split('.')) !== undefined);
  return {
    schema: schema.name,
    resources,
    tables: dropped.flatMap(({ name }) => chainOf(schema.tables, name).map((table) => table.name)).toReversed(),
    statePaths: [...new Set([...ofResources, ...further])],
  };
}

function memberAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return memberAt((value as Record<string, unknown>)[key], rest);
}

/** The state without what the plan forgets. Its version is the caller's. */
export function forgotten(state: PipelineState, plan: DropPlan): PipelineState {
  const sources = structuredClone(state.sources ?? {});
  const source = sources[plan.schema];
  if (source === undefined) return state;
  for (const path of plan.statePaths) {
    const keys = path.split('.');
    const last = keys.pop();
    const holder = memberAt(source, keys) as Record<string, unknown> | undefined;
    if (holder !== undefined && last !== undefined) delete holder[last];
  }
  return { ...state, sources };
}
