import { checkConfig, ConfigError } from '../config/check.ts';
import { openConfiguration, type ConfigurationOptions, type Found } from '../config/configuration.ts';
import { environment } from '../config/environment.ts';
import { track, type Tracker } from '../extract/incremental.ts';
import {
  resource as makeResource,
  type Cursor,
  type IncrementalOptions,
  type Page,
  type Resource,
  type ResourceContext,
  type ResourceOptions,
  type Row,
  type Source,
} from '../extract/resource.ts';
import type { IncrementalState } from '../state/state.ts';
import type { AddressPolicy } from './addresses.ts';
import { authOf, type Lookup } from './auth-config.ts';
import { chainPages, type Chain } from './chain.ts';
import { createClient, systemClock, type Clock, type RestClient } from './client.ts';
import type { RestApiConfig } from './config.ts';
import { createFeed, type Feed } from './feed.ts';
import { contractOf, hintsOf, incrementalOf } from './hints.ts';
import { inParallel } from './parallel.ts';
import { fillText, template } from './placeholders.ts';
import { proxySettings } from './proxy.ts';
import { isRegistered } from './registry.ts';
import { parentRowOf, restResources, withParentFields, type ParentRow, type RestResource } from './resources.ts';
import { untilOutOfRange } from './row-order.ts';
import { detectedRows, parsedRows, parsing, selectedRows, type RowReader } from './rows.ts';
import { definitions, sourceSchema } from './schema.ts';
import { createRedactor, soundsSecret } from './secrets.ts';

/** Something to know about a run: what was detected, a wait, or what may be wrong. */
export interface RestNotice {
  readonly level: 'info' | 'warning';
  /** Undefined when it is about the API as a whole. */
  readonly resource: string | undefined;
  readonly message: string;
}

export interface RestApiOptions extends ConfigurationOptions {
  /** Default: warnings go to `process.emitWarning`, the rest nowhere. */
  readonly onNotice?: (notice: RestNotice) => void;
  /**
   * `public`: no address inside of the operator's network is ever connected to, and no proxy is used, which would resolve names unchecked.
   * For configurations that others write. Default `any`.
   */
  readonly addresses?: AddressPolicy;
  /** Only these are loaded; what they depend on is fetched. Default: all that are selected. */
  readonly only?: readonly string[];
  readonly clock?: Clock;
}

/** How many rows of a parent have their children fetched at the same time, when the child is `parallelized`. */
const parallelParents = 5;

/**
 * A source that reads a REST API as its configuration says. Nothing is asked before the pages of a resource are.
 * @throws ConfigError when the configuration is wrong or a secret is nowhere
 */
export function restApiSource(config: RestApiConfig, options: RestApiOptions = {}): Source {
  checkConfig(config, sourceSchema, { definitions, isKnownType: isRegistered });
  const { name = 'rest_api' } = config;
  const { max_table_nesting: maxTableNesting, root_key: rootKey, schema_contract: contract } = config;
  return {
    name,
    resources: resourcesOf(config, name, options),
    ...(contract === undefined ? {} : { schemaContract: contractOf(contract) }),
    ...(maxTableNesting === undefined ? {} : { maxTableNesting }),
    ...(rootKey === undefined ? {} : { rootKey }),
  };
}

/** The same as resources, for a source of one's own. */
export function restApiResources(config: RestApiConfig, options: RestApiOptions = {}): readonly Resource[] {
  return restApiSource(config, options).resources;
}

function resourcesOf(config: RestApiConfig, name: string, options: RestApiOptions): Resource[] {
  const api = openApi(config, name, options);
  const given = config.resources.filter((entry): entry is Resource => typeof entry === 'object' && 'pages' in entry);
  const known = [...api.resources.map((resource) => resource.config.name), ...given.map((resource) => resource.name)];
  const unknown = options.only?.find((wanted) => !known.includes(wanted));
  if (unknown !== undefined) throw new ConfigError(`there is no resource "${unknown}"; there are ${known.join(', ')}`);
  const isWanted = (resource: string): boolean => options.only === undefined || options.only.includes(resource);
  const needed = neededBy(api.resources, (resource) => isWanted(resource.config.name) && resource.config.selected !== false);
  const ofApi = api.resources
    .filter((resource) => needed.has(resource.config.name))
    .map((resource) => {
      const selected = resource.config.selected !== false && isWanted(resource.config.name);
      return makeResource({ ...optionsOf(resource), ...(selected ? {} : { selected }) }, (context) => api.pages(resource, context));
    });
  return [...ofApi, ...given.filter((resource) => isWanted(resource.name))];
}

/** What the extract step is told. It sees all lists of a child as one, whose rows come in no order. */
function optionsOf({ config, parent }: RestResource): ResourceOptions {
  const options = hintsOf(config);
  if (parent === undefined || options.incremental === undefined) return options;
  const { rowOrder: _, ...incremental } = options.incremental;
  return { ...options, incremental };
}

/** The names of resources that are wanted, or that these depend on. */
function neededBy(resources: readonly RestResource[], isWanted: (resource: RestResource) => boolean): ReadonlySet<string> {
  const needed = new Set<string>();
  // Children stand behind their parents.
  for (const resource of resources.toReversed()) {
    if (!isWanted(resource) && !needed.has(resource.config.name)) continue;
    needed.add(resource.config.name);
    if (resource.parent !== undefined) needed.add(resource.parent);
  }
  return needed;
}

interface Api {
  readonly resources: readonly RestResource[];
  pages(resource: RestResource, context: ResourceContext): AsyncIterable<Page>;
}

/** A page of a parent: for its own table, and what its children need of it. */
interface ParentPage {
  readonly page: Page | undefined;
  readonly rows: readonly ParentRow[];
}

/** What the resources of one run share. */
interface Run {
  readonly feeds: Map<string, Feed<ParentPage>>;
  readonly cursors: Map<string, Cursor | undefined>;
  /** Which rows of a parent are new, for its children: the same ones as for its own table. */
  readonly trackers: Map<string, Tracker>;
  /** Where rows come in order: makes what ends one list of them. A child has a list for each row of its parent. */
  readonly listEnds: Map<string, () => Tracker>;
}

function openApi(config: RestApiConfig, name: string, options: RestApiOptions): Api {
  const redactor = createRedactor();
  const notice = options.onNotice ?? warn;
  const clock = options.clock ?? systemClock;
  const sections = ['sources', ...(config.section === undefined ? [] : [config.section]), name];
  const lookup = lookupOf(sections, options, clock, redactor.add);
  const baseUrl = baseUrlOf(config.client.base_url, (placeholder) => lookup.placeholder(placeholder));
  const clientAuth = authOf(config.client.auth, lookup);
  const resources = restResources(config, {
    baseUrl: baseUrl.href.replace(/\/$/, ''),
    clientAuth,
    clientPaginator: config.client.paginator,
    authOf: (auth) => authOf(auth, lookup),
    lookUp: (key, isSecret) => (isSecret ? lookup.secret(key) : lookup.placeholder(key)),
  });
  const { retry = {} } = config.client;
  const client: RestClient = createClient({
    baseUrl,
    headers: headersOf(config.client.headers ?? {}, (placeholder) => lookup.secret(placeholder)),
    allowedOrigins: config.client.allowed_origins ?? [],
    retry: { attempts: retry.attempts ?? 5, backoffSeconds: retry.backoff_factor ?? 1, maxDelaySeconds: retry.max_delay ?? 300 },
    timeoutMs: (config.client.timeout ?? 60) * 1000,
    maxResponseBytes: config.client.max_response_bytes ?? 268_435_456,
    addresses: options.addresses ?? 'any',
    proxies: proxySettings(options.env ?? environment),
    redactor,
    userAgent: 'filewharf-pipeline',
    onWait: (message) => notice({ level: 'info', resource: undefined, message }),
    clock,
  });
  const childrenOf = (parent: string): RestResource[] => resources.filter((resource) => resource.parent === parent);
  const runs = new WeakMap<AbortSignal, Run>();

  function chainOf(resource: RestResource, reader: RowReader): Chain {
    const { endpoint } = resource;
    return {
      resource: resource.config.name,
      client,
      auth: resource.auth,
      paginator: resource.paginator,
      reader,
      responseActions: endpoint.response_actions ?? [],
      maxPages: endpoint.max_pages ?? 1_000_000,
      loopGuard: endpoint.loop_guard ?? true,
      redactor,
      onNotice: (level, message) => notice({ level, resource: resource.config.name, message }),
    };
  }

  /** The pages of a resource, processed, for one run. */
  async function* read(resource: RestResource, run: Run, signal: AbortSignal): AsyncGenerator<Page> {
    const cursor = run.cursors.get(resource.config.name) ?? initialCursor(resource);
    const found = readerOf(resource, (message) => notice({ level: 'info', resource: resource.config.name, message }));
    const listEnd = run.listEnds.get(resource.config.name);
    // What is worked on here is parsed where its page is known, so that a complaint can name it.
    const isWorkedOn =
      resource.process !== undefined ||
      resource.config.include_from_parent !== undefined ||
      listEnd !== undefined ||
      childrenOf(resource.config.name).length > 0;
    const chain = chainOf(resource, isWorkedOn ? parsing(found) : found);
    const pagesFor = (parent: ParentRow | undefined): AsyncGenerator<Page> => {
      const list = finished(chainPages(chain, planFor(resource, parent, cursor), signal), resource, parent);
      return listEnd === undefined ? list : untilOutOfRange(list, listEnd());
    };
    if (resource.parent === undefined) {
      yield* pagesFor(undefined);
      return;
    }
    const parents = feedOf(resource.parent, run, signal).take(resource.config.name);
    if (resource.config.parallelized === true) {
      yield* inParallel(flattened(parents), parallelParents, pagesFor);
      return;
    }
    for await (const { rows } of parents) {
      let isEmpty = true;
      for (const row of rows) {
        for await (const page of pagesFor(row)) {
          isEmpty = false;
          yield page;
        }
      }
      // Whoever reads gets its turn, so that the parent's own pages do not pile up.
      if (isEmpty) yield [];
    }
  }

  function feedOf(name: string, run: Run, signal: AbortSignal): Feed<ParentPage> {
    const known = run.feeds.get(name);
    if (known !== undefined) return known;
    const parent = resources.find((resource) => resource.config.name === name);
    if (parent === undefined) throw new Error(`there is no resource ${name}`);
    const children = childrenOf(name);
    const fields = new Map(children.flatMap((child) => [...child.parentFields]));
    async function* open(): AsyncGenerator<ParentPage> {
      if (parent === undefined) return;
      for await (const page of read(parent, run, signal)) {
        const tracker = run.trackers.get(name);
        const rows = parsedRows(page).filter((row) => tracker === undefined || tracker.wants(row as Row));
        yield { page, rows: rows.map((row) => parentRowOf(row, fields.values())) };
      }
    }
    const consumers = [name, ...children.map((child) => child.config.name)].filter((consumer) => isExpected(consumer));
    const feed = createFeed(open, consumers, ({ page, rows }, consumer): ParentPage =>
      consumer === name ? { page, rows: [] } : { page: undefined, rows },
    );
    run.feeds.set(name, feed);
    return feed;
  }

  /** Whether somebody will ask for its pages. */
  function isExpected(consumer: string): boolean {
    const isLoaded = ({ config: { selected, name: own } }: RestResource): boolean =>
      selected !== false && (options.only?.includes(own) ?? true);
    const reaches = (resource: RestResource): boolean => isLoaded(resource) || childrenOf(resource.config.name).some(reaches);
    const resource = resources.find(({ config: { name: own } }) => own === consumer);
    return resource !== undefined && (isLoaded(resource) || childrenOf(consumer).some(reaches));
  }

  async function* pages(resource: RestResource, context: ResourceContext): AsyncGenerator<Page> {
    const { name: own } = resource.config;
    const run = runs.get(context.signal) ?? { feeds: new Map(), cursors: new Map(), trackers: new Map(), listEnds: new Map() };
    runs.set(context.signal, run);
    run.cursors.set(own, context.cursor);
    const isParent = childrenOf(own).length > 0;
    const { incremental, primaryKey } = hintsOf(resource.config);
    if (incremental !== undefined) {
      const known = rememberedBy(context, incremental.cursorPath);
      // These only say which rows are new; what to remember is not their business.
      if (isParent) run.trackers.set(own, track(incremental, { primaryKey, known, mergesByKey: true }));
      // A list that nobody else needs is ended by the extract step itself.
      if (incremental.rowOrder !== undefined && (isParent || resource.parent !== undefined)) {
        // There may be many lists, and many rows at the boundary: where the range ends does not depend on these.
        const start = known === undefined ? undefined : { ...known, unique_hashes: [] };
        const options: IncrementalOptions = { ...incremental, primaryKey: [], onCursorValueMissing: 'include' };
        run.listEnds.set(own, () => track(options, { primaryKey, known: start, mergesByKey: true }));
      }
    }
    if (!isParent) {
      yield* read(resource, run, context.signal);
      return;
    }
    for await (const { page } of feedOf(own, run, context.signal).take(own)) if (page !== undefined) yield page;
  }
  return { resources, pages };
}

/** What a resource remembers of its cursor. */
function rememberedBy({ state }: ResourceContext, cursorPath: string): IncrementalState | undefined {
  return (state['incremental'] as unknown as Readonly<Record<string, IncrementalState>> | undefined)?.[cursorPath];
}

function warn({ level, resource, message }: RestNotice): void {
  if (level === 'warning') process.emitWarning(resource === undefined ? message : `resource ${resource}: ${message}`, 'RestApiWarning');
}

interface SourceLookup extends Lookup {
  /** What `{name}` in an address or a request stands for. It is a secret by where it stands, or by its name. @throws MissingConfigError */
  placeholder(key: string): string;
}

function lookupOf(sections: readonly string[], options: RestApiOptions, clock: Clock, keep: (secret: string) => void): SourceLookup {
  const configuration = openConfiguration(options);
  const secretText = (value: unknown): string => {
    const text = String(value);
    keep(text);
    return text;
  };
  const setting = (key: string): Found => configuration.find(key, sections, 'setting') ?? configuration.require(key, sections, 'secret');
  return {
    secret: (key) => secretText(configuration.require(key, sections, 'secret').value),
    setting: (key) => String(setting(key).value),
    placeholder(key) {
      const found = setting(key);
      return found.isSecret || soundsSecret(key) ? secretText(found.value) : String(found.value);
    },
    optionalSecret(key) {
      const found = configuration.find(key, sections, 'secret');
      return found === undefined ? undefined : secretText(found.value);
    },
    keepSecret: secretText,
    now: clock.now,
  };
}

function baseUrlOf(text: string, lookUp: (name: string) => string): URL {
  const filled = fillText(template(text), (placeholder) => {
    if (placeholder.kind !== 'name') throw new ConfigError(`client.base_url: ${placeholder.text} cannot stand here`);
    return lookUp(placeholder.name);
  });
  const url = URL.canParse(filled) ? new URL(filled) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new ConfigError('client.base_url: must be an address such as https://api.example.com/v1');
  if (url.username !== '' || url.password !== '') throw new ConfigError('client.base_url: credentials belong into client.auth');
  return url;
}

function headersOf(headers: Readonly<Record<string, string>>, lookUp: (name: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      fillText(template(value), (placeholder) => {
        if (placeholder.kind !== 'name') throw new ConfigError(`client.headers.${name}: ${placeholder.text} cannot stand here`);
        return lookUp(placeholder.name);
      }),
    ]),
  );
}

function readerOf(resource: RestResource, onFound: (message: string) => void): RowReader {
  if (resource.dataSelector !== undefined) return selectedRows(resource.dataSelector);
  return detectedRows(resource.config.name, resource.path, (keys) =>
    onFound(keys.length === 0 ? 'rows: the answer itself' : `rows: the list at "${keys.join('.')}"`),
  );
}

function planFor(resource: RestResource, parent: ParentRow | undefined, cursor: Cursor | undefined) {
  try {
    return resource.plan(parent, cursor);
  } catch (error) {
    throw new ConfigError(`resource ${resource.config.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Rows as they are handed over: with the fields of the parent, and processed. Bytes stay bytes when nothing happens to them. */
async function* finished(pages: AsyncIterable<Page>, resource: RestResource, parent: ParentRow | undefined): AsyncGenerator<Page> {
  const includes = parent !== undefined && (resource.config.include_from_parent ?? []).length > 0;
  for await (const page of pages) {
    if (!includes && resource.process === undefined) {
      yield page;
      continue;
    }
    const rows = parsedRows(page);
    const complete = includes ? rows.map((row) => withParentFields(row, resource, parent)) : rows;
    yield resource.process === undefined ? complete : resource.process(complete);
  }
}

async function* flattened(pages: AsyncIterable<ParentPage>): AsyncGenerator<ParentRow> {
  for await (const { rows } of pages) yield* rows;
}

/** Where a resource begins whose own pages nobody asks for, so that there is no state of it. */
function initialCursor({ config }: RestResource): Cursor | undefined {
  const incremental = incrementalOf(config);
  if (incremental === undefined) return undefined;
  const { cursor_path: cursorPath, initial_value: initialValue, end_value: endValue } = incremental;
  return { cursorPath, initialValue, startValue: initialValue, endValue, lastValue: undefined };
}
