import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { operations, type OperationName } from './contract.ts';
import { openFilesCom, type TestFilesCom } from './filescom.test-setup.ts';
import type { Operation } from './operation.ts';
import { handlers } from './routes.ts';

/** The vendor's facts, beside the repository of those who have them. */
const reference = new URL('../../../../../../shared/reference/filescom/endpoints.json', import.meta.url);
const hasReference = existsSync(reference);
if (!hasReference) console.warn('\n*** endpoints.json is not here: the catalogue was judged by nothing but itself ***\n');

interface VendorOperation {
  readonly m: string;
  readonly p: string;
  readonly s: number;
  readonly r?: string;
  readonly in?: Readonly<Record<string, string>>;
  readonly paged?: 1;
  readonly max?: number;
  readonly sort?: readonly string[];
  readonly filter?: readonly string[];
  readonly filter_prefix?: readonly string[];
  readonly range?: readonly string[];
  readonly combos?: readonly string[];
}
interface Vendor {
  readonly resources: Readonly<Record<string, { readonly tier: string; readonly wave?: number; readonly ops: readonly VendorOperation[] }>>;
  readonly entities: Readonly<Record<string, { readonly fields: Readonly<Record<string, string>> }>>;
}
const vendor = (): Vendor => JSON.parse(readFileSync(reference, 'utf8')) as Vendor;

const names = Object.keys(operations) as OperationName[];
const operationAt = new Map<string, Operation>(
  names.map((name) => [`${operations[name].method} ${operations[name].url}`, operations[name]]),
);

test('there are 419 operations, each once', () => {
  expect(catalogue).toHaveLength(419);
  expect(new Set(catalogue.map(({ method, url }) => `${method} ${url}`)).size).toBe(419);
});

test('69 of them are real, all others empty or missing', () => {
  const count = (state: string): number => catalogue.filter((entry) => entry.state === state).length;
  expect(count('real')).toBe(69);
  expect(count('real') + count('empty') + count('empty-site') + count('missing')).toBe(419);
  // The rest of the contract is ours and says so.
  expect(names.filter((name) => (operations[name] as Operation).extension !== true)).toHaveLength(69);
});

describe('against a running server', () => {
  const concrete = (url: string): string => url.replace('*', 'no/such/path').replaceAll(/:\w+/g, '999999');
  let opened: TestFilesCom | undefined;

  // One server for all of them: they change nothing.
  test('each operation answers as the catalogue says', { timeout: 120_000 }, async () => {
    opened = await openFilesCom();
    const wrong: string[] = [];
    for (const { method, path, url, state } of catalogue) {
      const name = names.find((one) => operations[one].method === method && operations[one].url === url);
      const unsigned = await opened.call(method, concrete(url), { key: null });
      const isPublic = name !== undefined && (operations[name] as Operation).public === true;
      if (!isPublic && unsigned.type !== 'not-authenticated/authentication-required')
        wrong.push(`${method} ${path}: unsigned ${unsigned.status}`);
      // What is real has its own tests; here it only has to be there and to answer in the API's shape.
      if (name === 'deleteCurrentApiKey') continue;
      const answer = await opened.call(method, concrete(url), state === 'real' && method !== 'GET' ? { body: {} } : {});
      const says = `${method} ${path} is ${state}: ${answer.status} ${answer.text.slice(0, 100)}`;
      if (state.startsWith('empty') && !(answer.status === 200 && answer.text === '[]')) wrong.push(says);
      if (state === 'missing' && !(answer.status === 404 && answer.type === 'not-found')) wrong.push(says);
      if (state === 'real' && (answer.status >= 500 || (answer.status >= 400 && answer.type === undefined))) wrong.push(says);
      if (state === 'real' && name !== undefined && handlers[name] !== undefined && answer.text.includes('does not have this operation'))
        wrong.push(says);
    }
    expect(wrong).toEqual([]);
  });
});

describe.runIf(hasReference)('by the vendor', () => {
  const operationsOf = (): readonly (VendorOperation & { tier: string; wave: number | undefined })[] =>
    Object.values(vendor().resources).flatMap(({ tier, wave, ops }) => ops.map((operation) => ({ ...operation, tier, wave })));

  test('the catalogue is the list of all operations', () => {
    const isList = ({ m, r = '' }: VendorOperation): boolean => m === 'GET' && r.endsWith('[]');
    const wanted = operationsOf().map(
      (one) => `${one.m} ${one.p} ${one.tier === 'T1' && (one.wave ?? 9) <= 2 ? 'real' : isList(one) ? 'empty' : 'missing'}`,
    );
    expect(catalogue.map(({ method, path, state }) => `${method} ${path} ${state.replace('-site', '')}`)).toEqual(wanted);
  });

  test('each real operation has the parameters, the status, the paging and the entity', () => {
    const shapeOf = (schema: unknown): string[] => Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
    const paging = new Set([
      'cursor',
      'per_page',
      'sort_by',
      'filter',
      'filter_prefix',
      'filter_gt',
      'filter_gteq',
      'filter_lt',
      'filter_lteq',
    ]);
    for (const one of operationsOf()) {
      const operation = operationAt.get(`${one.m} ${one.p.replaceAll('{path}', '*').replaceAll(/\{(\w+)\}/g, ':$1')}`);
      if (operation === undefined) continue;
      const where = `${one.m} ${one.p}`;
      const given = [...shapeOf(operation.params), ...shapeOf(operation.querystring), ...shapeOf(operation.body)].filter(
        (field) => !paging.has(field),
      );
      const wanted = Object.keys(one.in ?? {}).map((field) => field.replace(/\[.*$/, ''));
      expect([...new Set(given)].sort(), where).toEqual([...new Set(wanted)].sort());
      expect(operation.status, where).toBe(one.s);
      expect(operation.list !== undefined, where).toBe(one.paged === 1);
      if (operation.list !== undefined) {
        const { maxPerPage = 10_000, sort = {}, filter = {}, prefix = [], range = [], combos = [] } = operation.list;
        expect({ max: maxPerPage, sort: Object.keys(sort), filter: Object.keys(filter), prefix, range, combos }, where).toEqual({
          max: one.max ?? 10_000,
          sort: one.sort ?? [],
          filter: one.filter ?? [],
          prefix: one.filter_prefix ?? [],
          range: one.range ?? [],
          combos: one.combos ?? [],
        });
      }
      const answer = operation.answer as unknown as { element?: unknown } | undefined;
      const entity = one.r?.replace('[]', '');
      expect(answer?.element !== undefined, where).toBe(one.r?.endsWith('[]') ?? false);
      // Ours may add fields behind the vendor's.
      const fields = Object.keys(entity === undefined ? {} : (vendor().entities[entity]?.fields ?? {}));
      if (one.p.startsWith('/files/') && one.m === 'POST') continue;
      expect(shapeOf(answer?.element ?? answer).slice(0, fields.length), where).toEqual(fields);
    }
  });
});
