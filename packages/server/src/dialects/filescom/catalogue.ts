import { catalogueRows } from './catalogue-data.ts';
import { operations, type OperationName } from './contract.ts';
import type { Operation } from './operation.ts';

/**
 * What an operation of the vendor's API is here. `real`: in the contract. `empty`: a list of something that members could have and this
 * server does not, so that clients which go through everything find nothing of it. `empty-site`: the same of something about the whole
 * site, which only administrators ask for. `missing`: anything else that it does not have: 404.
 */
export type CatalogueState = 'real' | 'empty' | 'empty-site' | 'missing';

export interface CatalogueEntry {
  readonly method: Operation['method'];
  /** As the vendor writes it: `/users/{id}`. */
  readonly path: string;
  /** As a route: `/users/:id`, `/files/*`. */
  readonly url: string;
  readonly state: CatalogueState;
}

const toUrl = (path: string): string => path.replaceAll('{path}', '*').replaceAll(/\{(\w+)\}/g, ':$1');

const known = new Set((Object.keys(operations) as OperationName[]).map((name) => `${operations[name].method} ${operations[name].url}`));

/** All operations of the vendor's API. */
export const catalogue: readonly CatalogueEntry[] = catalogueRows.map((row) => {
  const [method = '', path = '', list, own] = row.split(' ');
  const url = toUrl(path);
  const empty = own === undefined ? 'empty-site' : 'empty';
  const state = known.has(`${method} ${url}`) ? 'real' : list === undefined ? 'missing' : empty;
  return { method: method as Operation['method'], path, url, state };
});

interface Address {
  readonly matches: RegExp;
  readonly methods: Map<string, CatalogueState>;
}

/** By the first part of the path, so that only a few have to be looked at. */
const addresses = new Map<string, Map<string, Address>>();
const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

function add(method: string, url: string, state: CatalogueState): void {
  const first = url.split('/')[1] ?? '';
  const group = addresses.get(first) ?? new Map<string, Address>();
  addresses.set(first, group);
  const pattern = escaped(url).replaceAll(/:\w+/g, '[^/]+').replace('/*', '(?:/.*)?');
  const address = group.get(url) ?? { matches: new RegExp(`^${pattern}$`), methods: new Map<string, CatalogueState>() };
  group.set(url, address);
  address.methods.set(method, state);
}

for (const { method, url, state } of catalogue) add(method, url, state);
for (const { method, url } of Object.values(operations)) add(method, url, 'real');

/** The operations at a path below the prefix, by method; empty for a path that the API does not have. */
export function operationsAt(path: string): ReadonlyMap<string, CatalogueState> {
  const found = new Map<string, CatalogueState>();
  for (const { matches, methods } of addresses.get(path.split('/')[1] ?? '')?.values() ?? [])
    if (matches.test(path)) for (const [method, state] of methods) found.set(method, state);
  return found;
}
