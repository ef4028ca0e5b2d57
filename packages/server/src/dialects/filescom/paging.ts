import { z } from 'zod';
import type { ListPlace } from '../../core/list-query.ts';
import { FilesComError } from './errors.ts';
import { readFlag, readText, readTime, readWhole, text, whole, Wrong } from './fields.ts';

/** What a field is compared as. Times are milliseconds since 1970, flags 1 or 0. */
export type Kind = 'text' | 'whole' | 'flag' | 'time';

/** What a list can do: which sorting and filters are legal (reference/filescom/endpoints.json). */
export interface ListFacts {
  /** Default 10,000. */
  readonly maxPerPage?: number;
  /** Ascending, when the client does not ask for another. Default `id`. */
  readonly defaultSort?: string;
  /** What tells rows with equal sort values apart. Default: their number. */
  readonly placedBy?: 'number' | 'name';
  readonly sort?: Readonly<Record<string, Kind>>;
  readonly filter?: Readonly<Record<string, Kind>>;
  /** Fields legal in `filter_prefix`, and in `filter_gt` and its like. Each one is in `filter` too. */
  readonly prefix?: readonly string[];
  readonly range?: readonly string[];
  /** Which fields may be filtered by together, `a+b`. One alone always may. */
  readonly combos?: readonly string[];
}

interface ValueOf {
  text: string;
  whole: number;
  flag: number;
  time: number;
}
export type FilterOp = 'eq' | 'prefix' | 'gt' | 'gteq' | 'lt' | 'lteq';

type SortField<F extends ListFacts> =
  (F extends { sort: infer S } ? Extract<keyof S, string> : never) | (F extends { defaultSort: infer D extends string } ? D : 'id');
type FilterOf<Fields extends Readonly<Record<string, Kind>>> = {
  [K in Extract<keyof Fields, string>]: { readonly field: K; readonly op: FilterOp; readonly value: ValueOf[Fields[K]] };
}[Extract<keyof Fields, string>];
type Filter<F extends ListFacts> = F extends { filter: infer Fields extends Readonly<Record<string, Kind>> } ? FilterOf<Fields> : never;

/** Like the core's `ListPlace`, for rows that have no number. */
export interface NamePlace {
  readonly value: string | number;
  readonly name: string;
}
type Place = ListPlace | NamePlace;
type PlaceOf<F extends ListFacts> = F extends { placedBy: 'name' } ? NamePlace : ListPlace;

interface Sorting {
  readonly field: string;
  readonly descending: boolean;
}

interface AnyFilter {
  readonly field: string;
  readonly op: FilterOp;
  readonly value: string | number;
}

/** Which rows a list operation wants, checked: what code for all lists sees. */
interface AnyListQuery<P extends Place = ListPlace> {
  /** For a page before a cursor this is already turned round: follow it, and `pageOf` puts the rows back in order. */
  readonly sort: Sorting;
  /** All of them have to hold. */
  readonly filters: readonly AnyFilter[];
  /** Only rows behind this one, in the direction of `sort`. */
  readonly after: P | undefined;
  /** How many rows to fetch: one more than the page has, because the last one only tells that there is more. */
  readonly limit: number;
  /** The page before a cursor is wanted. Only for lists whose order is more than `sort` (folders before files). */
  readonly backwards: boolean;
  /** As the client asked. */
  readonly asked: Sorting & { readonly hasCursor: boolean };
}

/** The same with the names of one list's facts. */
interface KnownListQuery<F extends ListFacts> extends AnyListQuery<PlaceOf<F>> {
  readonly sort: { readonly field: SortField<F>; readonly descending: boolean };
  readonly filters: readonly Filter<F>[];
}

export type ListQuery<F extends ListFacts = ListFacts> = ListFacts extends F ? AnyListQuery : KnownListQuery<F>;

/** A page of a list, ready to be sent. Made by `pageOf`. */
export interface Page<T> {
  readonly items: readonly T[];
  /** The cursors of the next and the previous page; undefined where there is none. */
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

const defaultPerPage = 1000;
const defaultMaxPerPage = 10_000;
const operators = {
  filter: 'eq',
  filter_prefix: 'prefix',
  filter_gt: 'gt',
  filter_gteq: 'gteq',
  filter_lt: 'lt',
  filter_lteq: 'lteq',
} as const satisfies Record<string, FilterOp>;
type FilterParameter = keyof typeof operators;
const filterParameters = Object.keys(operators) as FilterParameter[];

function fieldsFor(facts: ListFacts, parameter: FilterParameter): readonly string[] {
  if (parameter === 'filter') return Object.keys(facts.filter ?? {});
  return (parameter === 'filter_prefix' ? facts.prefix : facts.range) ?? [];
}

const nested = (properties: Record<string, unknown>, description: string) =>
  z.unknown().optional().meta({ type: 'object', properties, additionalProperties: false, description });

/** The query fields of a paged list; only the document looks into them, `listQuery` reads them. */
export function pagingFields(facts: ListFacts) {
  const max = facts.maxPerPage ?? defaultMaxPerPage;
  const fields: Record<string, z.ZodType<unknown>> = {
    cursor: text.meta({ type: 'string', description: 'From the header `X-Files-Cursor` of the page before' }),
    per_page: whole.meta({ type: 'integer', minimum: 1, maximum: max, description: `Default ${Math.min(defaultPerPage, max)}` }),
  };
  if (facts.sort !== undefined) {
    const properties = Object.fromEntries(Object.keys(facts.sort).map((field) => [field, { type: 'string', enum: ['asc', 'desc'] }]));
    fields['sort_by'] = nested(properties, 'One field: `sort_by[field]=desc`');
  }
  for (const parameter of filterParameters) {
    const names = fieldsFor(facts, parameter);
    if (names.length === 0) continue;
    fields[parameter] = nested(Object.fromEntries(names.map((field) => [field, {}])), `\`${parameter}[field]=value\``);
  }
  return fields;
}

const isNested = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sortOf(facts: ListFacts, value: unknown): Sorting {
  const fallback = { field: facts.defaultSort ?? 'id', descending: false };
  if (value === undefined || value === null || value === '') return fallback;
  if (facts.sort === undefined) throw new FilesComError('bad-request/does-not-support-sorting', 'This list cannot be sorted.');
  if (!isNested(value)) throw new FilesComError('bad-request/invalid-sort-field', 'sort_by has to be given as sort_by[field]=asc or desc.');
  const [entry, second] = Object.entries(value);
  if (second !== undefined) throw new FilesComError('bad-request/multiple-sort-params-not-allowed', 'A list is sorted by one field.');
  if (entry === undefined) return fallback;
  const [field, direction] = entry;
  if (!Object.hasOwn(facts.sort, field)) {
    throw new FilesComError(
      'bad-request/invalid-sort-field',
      `This list cannot be sorted by ${field}. It can be by ${Object.keys(facts.sort).join(', ')}.`,
    );
  }
  const word = typeof direction === 'string' ? direction.toLowerCase() : '';
  if (word !== 'asc' && word !== 'desc') {
    throw new FilesComError('bad-request/request-params-invalid', `sort_by[${field}] has to be asc or desc.`);
  }
  return { field, descending: word === 'desc' };
}

const readers = { text: readText, whole: readWhole, flag: readFlag, time: readTime };

function filtersOf(facts: ListFacts, query: Readonly<Record<string, unknown>>): AnyFilter[] {
  const filters: AnyFilter[] = [];
  for (const parameter of filterParameters) {
    const given = query[parameter];
    if (given === undefined || given === null || given === '') continue;
    if (!isNested(given))
      throw new FilesComError('bad-request/invalid-filter-param-format', `${parameter} has to be given as ${parameter}[field]=value.`);
    const legal = fieldsFor(facts, parameter);
    for (const [field, value] of Object.entries(given)) {
      const kind = legal.includes(field) ? facts.filter?.[field] : undefined;
      if (kind === undefined) {
        const known = legal.length === 0 ? 'This list has no such filter.' : `Known are ${legal.join(', ')}.`;
        throw new FilesComError('bad-request/invalid-filter-field', `${parameter}[${field}] is not possible here. ${known}`);
      }
      const read = readers[kind](value);
      if (read === null || read instanceof Wrong) {
        const wrong = read === null ? 'needs a value' : read.message;
        throw new FilesComError('bad-request/invalid-filter-param-value', `${parameter}[${field}] ${wrong}.`);
      }
      filters.push({ field, op: operators[parameter], value: typeof read === 'boolean' ? Number(read) : read });
    }
  }
  const together = [...new Set(filters.map(({ field }) => field))].sort().join('+');
  const legalTogether = (facts.combos ?? []).map((combo) => combo.split('+').sort().join('+'));
  if (together.includes('+') && !legalTogether.includes(together)) {
    throw new FilesComError(
      'bad-request/invalid-filter-alias-combination',
      `This list cannot be filtered by ${together.replaceAll('+', ' and ')} together.`,
    );
  }
  return filters;
}

function perPageOf(facts: ListFacts, value: unknown): number {
  const max = facts.maxPerPage ?? defaultMaxPerPage;
  const perPage = value === undefined || value === null ? null : readWhole(value);
  if (perPage === null) return Math.min(defaultPerPage, max);
  if (typeof perPage !== 'number' || perPage < 1 || perPage > max) {
    throw new FilesComError('bad-request/request-params-invalid', `per_page has to be from 1 to ${max}.`);
  }
  return perPage;
}

type Direction = 'next' | 'prev';

function encodeCursor(direction: Direction, { field, descending }: Sorting, place: Place): string {
  const payload = JSON.stringify([field, descending, place.value, 'name' in place ? place.name : place.number]);
  return `c2:${direction}:${Buffer.from(payload).toString('base64url')}`;
}

function decodeCursor(facts: ListFacts, sort: Sorting, text: string): { direction: Direction; place: Place } {
  const invalid = new FilesComError('bad-request/invalid-cursor', 'This is not a cursor of this list. Begin again without one.');
  const match = /^c2:(next|prev):([\w-]{1,40000})=*$/.exec(text);
  if (match === null) throw invalid;
  let payload: unknown;
  try {
    payload = JSON.parse(Buffer.from(match[2] ?? '', 'base64url').toString());
  } catch {
    throw invalid;
  }
  if (!Array.isArray(payload) || payload.length !== 4) throw invalid;
  const [field, descending, value, id] = payload as unknown[];
  if (field !== sort.field || descending !== sort.descending) {
    throw new FilesComError('bad-request/invalid-cursor-type-for-sort', 'This cursor belongs to another sorting. Begin again without it.');
  }
  // It comes from outside, and the store compares it with what it has. A list whose rows are all the same in a field sorts by number.
  const byName = facts.placedBy === 'name';
  // A store takes no number that is not whole and no text with NUL.
  const isText = (given: unknown): boolean => typeof given === 'string' && !(readText(given) instanceof Wrong);
  const isComparable = Number.isSafeInteger(value) || (isText(value) && sort.field !== 'id');
  if (!isComparable || !(byName ? isText(id) : Number.isSafeInteger(id))) throw invalid;
  const place = byName ? { value, name: id } : { value, number: id };
  return { direction: match[1] as Direction, place: place as Place };
}

/** What a list operation is asked for. Throws the fitting `bad-request/...`. */
export function listQuery<F extends ListFacts>(facts: F, query: Readonly<Record<string, unknown>>): ListQuery<F> {
  const limit = perPageOf(facts, query['per_page']) + 1;
  const sort = sortOf(facts, query['sort_by']);
  const filters = filtersOf(facts, query);
  const { cursor } = query;
  const from = typeof cursor === 'string' && cursor !== '' ? decodeCursor(facts, sort, cursor) : undefined;
  const backwards = from?.direction === 'prev';
  const list: AnyListQuery<Place> = {
    sort: { field: sort.field, descending: sort.descending !== backwards },
    filters,
    after: from?.place,
    limit,
    backwards,
    asked: { ...sort, hasCursor: from !== undefined },
  };
  // The checks leave only what the facts name.
  return list as unknown as ListQuery<F>;
}

/** The page that these rows make: what the store answered to `list`, up to `list.limit` of them, in its order, each with its place. */
export function pageOf<P extends Place, Row, T>(
  list: AnyListQuery<P>,
  rows: readonly { readonly item: Row; readonly place: P }[],
  present: (row: Row) => T,
): Page<T> {
  const hasMore = rows.length >= list.limit;
  const shown = hasMore ? rows.slice(0, list.limit - 1) : [...rows];
  if (list.backwards) shown.reverse();
  const [first, last] = [shown[0], shown.at(-1)];
  const hasNext = list.backwards || hasMore;
  const hasPrevious = list.backwards ? hasMore : list.asked.hasCursor;
  return {
    items: shown.map(({ item }) => present(item)),
    next: hasNext && last !== undefined ? encodeCursor('next', list.asked, last.place) : undefined,
    previous: hasPrevious && first !== undefined ? encodeCursor('prev', list.asked, first.place) : undefined,
  };
}
