import { catalogueRows } from './catalogue-data.ts';
import { operations, type OperationName } from './contract.ts';
import type { Operation } from './operation.ts';

/**
 * What an operation of the vendor's API is here. `real`: in the contract. `empty`: a list of something that this server does not have,
 * so that clients which go through everything find nothing of it. `missing`: anything else that it does not have: 404.
 */
export type CatalogueState = 'real' | 'empty' | 'missing';

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
  const [method = '', path = '', list] = row.split(' ');
  const url = toUrl(path);
  const state = known.has(`${method} ${url}`) ? 'real' : list === undefined ? 'missing' : 'empty';
  return { method: method as Operation['method'], path, url, state };
});
