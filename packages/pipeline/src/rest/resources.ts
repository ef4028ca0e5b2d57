import { ConfigError } from '../config/check.ts';
import { closest } from '../config/closest.ts';
import type { Cursor, CursorValue, Row } from '../extract/resource.ts';
import type { Auth } from './auth.ts';
import type { Conversion, EndpointConfig, PaginatorConfig, ResourceConfig, RestApiConfig } from './config.ts';
import { conversions } from './conversions.ts';
import { incrementalOf, isBound } from './hints.ts';
import { jsonPath, type JsonPath } from './json-path.ts';
import type { MakePaginator, RequestPlan } from './paginators/paginator.ts';
import { fillPrepared, fillText, placeholdersOf, prepare, type Fill, type Placeholder, type Prepared } from './placeholders.ts';
import { processing } from './processing.ts';
import { paginatorOf } from './registry.ts';

/** A resource of a configuration, ready to make requests. */
export interface RestResource {
  readonly config: ResourceConfig;
  readonly endpoint: EndpointConfig;
  /** The resource whose rows it needs. */
  readonly parent: string | undefined;
  /** What it needs of each of them, by the text of the JSONPath. */
  readonly parentFields: ReadonlyMap<string, JsonPath>;
  readonly paginator: MakePaginator | undefined;
  /** JSONPath, or undefined for detection. */
  readonly dataSelector: string | undefined;
  readonly auth: Auth | undefined;
  /** The path as it was configured, for detection and messages. */
  readonly path: string;
  readonly process: ((rows: readonly unknown[]) => unknown[]) | undefined;
  /** The first request, for a row of the parent. */
  plan(parent: ParentRow | undefined, cursor: Cursor | undefined): RequestPlan;
}

/** The needed fields of a parent's row, by the text of their JSONPath; undefined for one that it does not have. */
export type ParentRow = ReadonlyMap<string, unknown>;

export interface ResourcesContext {
  readonly baseUrl: string;
  readonly clientAuth: Auth | undefined;
  readonly clientPaginator: PaginatorConfig | undefined;
  authOf(config: EndpointConfig['auth']): Auth | undefined;
  /** Looks up a name of the configuration. @throws MissingConfigError */
  lookUp(name: string, isSecret: boolean): string;
}

/** Reads the resources of a configuration, parents before their children. @throws ConfigError */
export function restResources(config: RestApiConfig, context: ResourcesContext): RestResource[] {
  const configs = config.resources
    .filter((entry) => typeof entry === 'string' || !('pages' in entry))
    .map((entry) => withDefaults(typeof entry === 'string' ? { name: entry } : (entry as ResourceConfig), config.resource_defaults));
  const names = configs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConfigError(`resources: there are two with the name "${twice}"`);
  const resources = configs.map((resource) => {
    try {
      return restResource(resource, config, context);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof ConfigError) throw error;
      throw new ConfigError(`resource ${resource.name}: ${error.message}`, { cause: error });
    }
  });
  return parentsFirst(resources, names);
}

function withDefaults(resource: ResourceConfig, defaults: RestApiConfig['resource_defaults']): ResourceConfig {
  if (defaults === undefined) return resource;
  const own = endpointOf(resource);
  const common = typeof defaults.endpoint === 'string' ? { path: defaults.endpoint } : (defaults.endpoint ?? {});
  /** Objects member by member; of anything else the resource's own. */
  const merged = (key: 'params' | 'json' | 'headers'): EndpointConfig => {
    const [shared, special] = [common[key] as unknown, own[key] as unknown];
    if (shared === undefined && special === undefined) return {};
    const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
    return { [key]: isObject(shared) && isObject(special) ? { ...shared, ...special } : (special ?? shared) };
  };
  return {
    ...defaults,
    ...resource,
    endpoint: { ...common, ...own, ...merged('params'), ...merged('json'), ...merged('headers') },
    ...(defaults.columns === undefined && resource.columns === undefined ? {} : { columns: { ...defaults.columns, ...resource.columns } }),
  };
}

function endpointOf({ endpoint }: ResourceConfig): EndpointConfig {
  return typeof endpoint === 'string' ? { path: endpoint } : (endpoint ?? {});
}

function restResource(config: ResourceConfig, source: RestApiConfig, context: ResourcesContext): RestResource {
  const endpoint = endpointOf(config);
  if (endpoint.json !== undefined && endpoint.data !== undefined) throw new Error('endpoint.json and endpoint.data exclude each other');
  // Read now, so that a mistake in it is said before anything is asked.
  if (endpoint.data_selector !== undefined) jsonPath(endpoint.data_selector);
  const path = endpoint.path ?? config.name;
  const bound = Object.entries(endpoint.params ?? {}).filter(([, value]) => isBound(value, 'resolve'));
  const resolves = new Map(
    bound.map(([name, value]) => {
      const { resource, field } = value as { resource: string; field: string };
      return [name, { resource, field: jsonPath(field) }] as const;
    }),
  );
  const params = Object.fromEntries(Object.entries(endpoint.params ?? {}).filter(([name]) => !resolves.has(name)));
  const incremental = incrementalOf(config);
  const prepared = {
    path: prepare(path),
    params: prepare(withRange(params, endpoint)),
    json: endpoint.json === undefined ? undefined : prepare(endpoint.json),
    data: endpoint.data === undefined ? undefined : prepare(endpoint.data),
    headers: prepare(endpoint.headers ?? {}),
  };
  const inPath = placeholdersOf(prepared.path);
  const used = new Set(inPath.filter(({ kind }) => kind === 'name').map((placeholder) => (placeholder as { name: string }).name));
  const unused = [...resolves.keys()].find((name) => !used.has(name));
  if (unused !== undefined) throw new Error(`endpoint.params.${unused} is bound to a parent, but {${unused}} is not in the path "${path}"`);
  const placeholders = Object.values(prepared).flatMap((part) => (part === undefined ? [] : placeholdersOf(part)));
  checkIncremental(placeholders, incremental !== undefined);

  const ofParents = placeholders.filter((placeholder) => placeholder.kind === 'parent');
  const parents = new Set([...ofParents.map(({ resource }) => resource), ...[...resolves.values()].map(({ resource }) => resource)]);
  if (parents.size > 1) throw new Error(`it depends on several resources (${[...parents].join(', ')}), but can have only one parent`);
  const [parent] = parents;
  const included = config.include_from_parent ?? [];
  if (included.length > 0 && parent === undefined)
    throw new Error('include_from_parent is there, but no {resources.<parent>.<field>} says which parent');
  const parentFields = new Map<string, JsonPath>();
  for (const { field } of [...ofParents, ...resolves.values()]) parentFields.set(field.text, field);
  for (const field of included) parentFields.set(field, jsonPath(field));

  const names = new Map<string, string>();
  const isHeader = new Set(placeholdersOf(prepared.headers).map(({ text }) => text));
  for (const placeholder of placeholders) {
    if (placeholder.kind === 'name' && !resolves.has(placeholder.name) && !names.has(placeholder.name))
      names.set(placeholder.name, context.lookUp(placeholder.name, isHeader.has(placeholder.text)));
  }

  // A path that ends in a placeholder is about one thing: its answer is the row, and there is one page.
  const isSingle = /\{[^{}]*\}[^/]*\/?$/.test(path.replace(/\?.*$/, ''));
  const ofSource = source.client.paginator;
  const paginatorConfig = endpoint.paginator ?? (isSingle ? 'single_page' : ofSource);
  const convert = conversionOf(incremental?.convert);

  return {
    config,
    endpoint,
    parent,
    parentFields,
    paginator: paginatorOf(paginatorConfig),
    dataSelector: endpoint.data_selector ?? (isSingle ? '$' : undefined),
    auth: endpoint.auth === undefined ? context.clientAuth : context.authOf(endpoint.auth),
    path,
    process: processing(config.processing_steps),
    plan(parentRow, cursor) {
      const fill: Fill = (placeholder) => {
        if (placeholder.kind === 'incremental') return converted(valueOf(cursor, placeholder.value), convert);
        if (placeholder.kind === 'parent') return ofParent(parentRow, placeholder.field, placeholder.resource);
        const resolve = resolves.get(placeholder.name);
        return resolve === undefined ? names.get(placeholder.name) : ofParent(parentRow, resolve.field, resolve.resource);
      };
      const filledParams = fillPrepared(prepared.params, fill) as Record<string, unknown>;
      for (const [name, value] of Object.entries(params)) {
        if (isBound(value, 'incremental')) filledParams[name] = converted(cursor?.startValue, convert);
      }
      return {
        method: (endpoint.method ?? 'GET').toUpperCase(),
        url: joined(context.baseUrl, filledPath(prepared.path, fill)),
        params: filledParams,
        json: prepared.json === undefined ? undefined : fillPrepared(prepared.json, fill),
        data: prepared.data === undefined ? undefined : (fillPrepared(prepared.data, fill) as RequestPlan['data']),
        headers: fillPrepared(prepared.headers, fill, (filled) => fillText(filled, fill)) as Record<string, string>,
      };
    },
  };
}

/** `start_param` and `end_param` are parameters like others. */
function withRange(params: Readonly<Record<string, unknown>>, { incremental }: EndpointConfig): Record<string, unknown> {
  return {
    ...params,
    ...(incremental?.start_param === undefined ? {} : { [incremental.start_param]: '{incremental.start_value}' }),
    ...(incremental?.end_param === undefined ? {} : { [incremental.end_param]: '{incremental.end_value}' }),
  };
}

function checkIncremental(placeholders: readonly Placeholder[], isIncremental: boolean): void {
  const first = placeholders.find(({ kind }) => kind === 'incremental');
  if (first !== undefined && !isIncremental) throw new Error(`${first.text} is used, but there is no endpoint.incremental`);
}

function valueOf(cursor: Cursor | undefined, value: 'start_value' | 'initial_value' | 'last_value' | 'end_value'): CursorValue | undefined {
  if (value === 'start_value') return cursor?.startValue;
  if (value === 'initial_value') return cursor?.initialValue;
  return value === 'end_value' ? cursor?.endValue : (cursor?.lastValue ?? cursor?.startValue);
}

function conversionOf(convert: Conversion | ((value: CursorValue) => unknown) | undefined): ((value: CursorValue) => unknown) | undefined {
  return typeof convert === 'string' ? conversions[convert] : convert;
}

function converted(value: CursorValue | undefined, convert: ((value: CursorValue) => unknown) | undefined): unknown {
  return value === undefined || convert === undefined ? value : convert(value);
}

function ofParent(row: ParentRow | undefined, field: JsonPath, parent: string): unknown {
  const value = row?.get(field.text);
  if (value === undefined) throw new Error(`a row of ${parent} has no "${field.text}"`);
  return value;
}

/** What is filled into a path stays within it: it can neither climb out of it nor become a query. A path that is one placeholder may be a URL. */
function filledPath(path: Prepared, fill: Fill): string {
  if (!('template' in path)) return String((path as { value: unknown }).value);
  const { parts } = path.template;
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== 'string') {
    const value = String(fill(only));
    if (/^https?:\/\//.test(value)) return value;
  }
  return fillText(path.template, fill, (text) => {
    if (text.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part))) throw new Error('a value for the path would lead out of it');
    return text.split('/').map(encodeURIComponent).join('/');
  });
}

function joined(baseUrl: string, path: string): string {
  if (/^https?:\/\//.test(path)) return path;
  return path === '' ? baseUrl : `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

function parentsFirst(resources: readonly RestResource[], names: readonly string[]): RestResource[] {
  const byName = new Map(resources.map((resource) => [resource.config.name, resource]));
  const ordered = new Set<RestResource>();
  function place(resource: RestResource, below: readonly string[]): void {
    const { name } = resource.config;
    if (below.includes(name)) throw new ConfigError(`resource ${name} depends on itself: ${[...below, name].join(' -> ')}`);
    if (resource.parent !== undefined) {
      const parent = byName.get(resource.parent);
      if (parent === undefined) {
        const near = closest(resource.parent, names);
        throw new ConfigError(
          `resource ${name}: there is no resource "${resource.parent}"${near === undefined ? `; there are ${names.join(', ')}` : `; did you mean "${near}"?`}`,
        );
      }
      place(parent, [...below, name]);
    }
    ordered.add(resource);
  }
  for (const resource of resources) place(resource, []);
  return [...ordered];
}

/** What a child needs of a row. */
export function parentRowOf(row: unknown, fields: Iterable<JsonPath>): ParentRow {
  return new Map([...fields].map((field) => [field.text, field.first(row)] as const));
}

/** A row of a child with the fields of its parent, as `_<parent>_<field>` behind its own. */
export function withParentFields(row: unknown, { config, parent }: RestResource, parentRow: ParentRow): Row {
  const own = typeof row === 'object' && row !== null && !Array.isArray(row) ? (row as Row) : { value: row };
  const fields = (config.include_from_parent ?? []).map((field) => {
    const value = parentRow.get(field);
    if (value === undefined) throw new Error(`a row of ${parent ?? ''} has no "${field}", which include_from_parent wants`);
    return [`_${parent ?? ''}_${field}`, value] as const;
  });
  return { ...own, ...Object.fromEntries(fields) };
}
