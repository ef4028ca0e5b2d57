import { describe, expect, test } from 'vitest';
import { listQuery, pageOf, type ListFacts, type ListQuery, type Page } from './paging.ts';

const facts = {
  sort: { name: 'text', size: 'whole', created_at: 'time' },
  filter: { name: 'text', size: 'whole', admin: 'flag', created_at: 'time' },
  prefix: ['name'],
  range: ['size', 'created_at'],
  combos: ['admin+name'],
} as const satisfies ListFacts;

interface Row {
  readonly number: number;
  readonly name: string;
}
const rows: readonly Row[] = ['b', 'a', 'c', 'a', 'd', 'b', 'a'].map((name, index) => ({ number: index + 1, name }));

/** What a store does: sorts by value and number, goes on behind a place, stops at the limit. */
function stored({ sort, after, limit }: ListQuery<typeof facts>): { item: Row; place: { value: string | number; number: number } }[] {
  const direction = sort.descending ? -1 : 1;
  const placed = rows.map((item) => ({ item, place: { value: sort.field === 'name' ? item.name : item.number, number: item.number } }));
  type Place = (typeof placed)[number]['place'];
  const compare = (one: Place, other: Place): number =>
    direction * (one.value === other.value ? one.number - other.number : one.value < other.value ? -1 : 1);
  const sorted = placed.sort((one, other) => compare(one.place, other.place));
  return sorted.filter(({ place }) => after === undefined || compare(place, after) > 0).slice(0, limit);
}

function page(query: Record<string, unknown>): Page<string> {
  const list = listQuery(facts, query);
  return pageOf(list, stored(list), ({ number, name }) => `${name}${number}`);
}

const errorOf = (query: Record<string, unknown>, of: ListFacts = facts): string => {
  try {
    listQuery(of, query);
    return 'none';
  } catch (error) {
    return (error as { type?: string }).type ?? String(error);
  }
};

test('a cursor with what no store takes is none', () => {
  const cursor = (...payload: unknown[]): string => `c2:next:${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  const wrong = 'bad-request/invalid-cursor';
  const byName = { sort_by: { name: 'asc' } };
  expect(errorOf({ ...byName, cursor: cursor('name', false, 'a', 1) })).toBe('none');
  for (const [value, number] of [
    ['a\u0000', 1],
    ['\ud800', 1],
    [1.5, 1],
    [1e300, 1],
    ['a', 1.5],
    ['a', 2 ** 53],
    ['a', '1'],
  ])
    expect(errorOf({ ...byName, cursor: cursor('name', false, value, number) }), `${value} ${number}`).toBe(wrong);
  const named = { ...facts, placedBy: 'name' } as const;
  expect(errorOf({ ...byName, cursor: cursor('name', false, 'a', 'b') }, named)).toBe('none');
  expect(errorOf({ ...byName, cursor: cursor('name', false, 'a', 'b\u0000') }, named)).toBe(wrong);
});

describe('pages', () => {
  test.each([
    [{}, ['b1', 'a2', 'c3', 'a4', 'd5', 'b6', 'a7']],
    [{ sort_by: { name: 'asc' } }, ['a2', 'a4', 'a7', 'b1', 'b6', 'c3', 'd5']],
    [{ sort_by: { name: 'desc' } }, ['d5', 'c3', 'b6', 'b1', 'a7', 'a4', 'a2']],
  ])('forward and back, %j', (query, all) => {
    for (const per_page of [1, 2, 3, 6, 7, 8]) {
      const pages: Page<string>[] = [page({ ...query, per_page })];
      for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) pages.push(page({ ...query, per_page, cursor: next }));
      expect(pages.flatMap(({ items }) => items)).toEqual(all);
      expect(pages.map(({ items }) => items.length).slice(0, -1)).toEqual(Array(pages.length - 1).fill(per_page));
      expect(pages[0]?.previous).toBeUndefined();

      // From the last page to the first one, by the other cursor.
      const back = [pages.at(-1)?.items ?? []];
      let last: Page<string> | undefined = pages.at(-1);
      for (let previous = last?.previous; previous !== undefined; previous = last.previous) {
        last = page({ ...query, per_page, cursor: previous });
        back.unshift(last.items);
        expect(page({ ...query, per_page, cursor: last.next }).items).toEqual(back[1]);
      }
      expect(back.flat()).toEqual(all);
    }
  });

  test('the last page has no cursor, not even when it is full', () => {
    expect(page({ per_page: 7 }).next).toBeUndefined();
    expect(page({ per_page: 6 }).next).toMatch(/^c2:next:[\w-]+$/);
  });
});

describe('per_page', () => {
  test('one more row is asked for; 1,000 by default', () => {
    expect(listQuery(facts, {}).limit).toBe(1001);
    expect(listQuery({ maxPerPage: 500 }, {}).limit).toBe(501);
    expect(listQuery(facts, { per_page: '10000' }).limit).toBe(10_001);
  });
  test.each([0, -1, 10_001, 'many', 1.5])('%s is refused', (per_page) => {
    expect(errorOf({ per_page })).toBe('bad-request/request-params-invalid');
  });
  test("the maximum is the list's", () => {
    expect(errorOf({ per_page: 1001 }, { maxPerPage: 1000 })).toBe('bad-request/request-params-invalid');
  });
});

describe('sorting', () => {
  test('by default the first field', () => {
    expect(listQuery(facts, {}).sort).toEqual({ field: 'id', descending: false });
    expect(listQuery({ defaultSort: 'path' }, { sort_by: '' }).sort).toEqual({ field: 'path', descending: false });
    expect(listQuery(facts, { sort_by: { size: 'DESC' } }).sort).toEqual({ field: 'size', descending: true });
  });
  test.each<[unknown, string]>([
    [{ color: 'asc' }, 'bad-request/invalid-sort-field'],
    [{ constructor: 'asc' }, 'bad-request/invalid-sort-field'],
    ['name', 'bad-request/invalid-sort-field'],
    [{ name: 'asc', size: 'asc' }, 'bad-request/multiple-sort-params-not-allowed'],
    [{ name: 'upwards' }, 'bad-request/request-params-invalid'],
    [{ name: ['asc', 'desc'] }, 'bad-request/request-params-invalid'],
  ])('%j', (sort_by, type) => {
    expect(errorOf({ sort_by })).toBe(type);
  });
  test('a list that cannot be sorted', () => {
    expect(errorOf({ sort_by: { name: 'asc' } }, {})).toBe('bad-request/does-not-support-sorting');
  });
});

describe('filters', () => {
  test('of all kinds', () => {
    const query = { filter: { admin: 'True' }, filter_prefix: { name: 'a' } };
    expect(listQuery(facts, query).filters).toEqual([
      { field: 'admin', op: 'eq', value: 1 },
      { field: 'name', op: 'prefix', value: 'a' },
    ]);
    expect(listQuery(facts, { filter_gteq: { created_at: '2025-01-15' }, filter_lt: { created_at: '1736985600' } }).filters).toEqual([
      { field: 'created_at', op: 'gteq', value: Date.UTC(2025, 0, 15) },
      { field: 'created_at', op: 'lt', value: Date.UTC(2025, 0, 16) },
    ]);
  });
  test.each<[Record<string, unknown>, string]>([
    [{ filter: { color: 'red' } }, 'bad-request/invalid-filter-field'],
    [{ filter: { __proto__: null, toString: 'x' } }, 'bad-request/invalid-filter-field'],
    [{ filter_prefix: { size: '1' } }, 'bad-request/invalid-filter-field'],
    [{ filter_gt: { name: 'a' } }, 'bad-request/invalid-filter-field'],
    [{ filter: 'name' }, 'bad-request/invalid-filter-param-format'],
    [{ filter: { size: 'large' } }, 'bad-request/invalid-filter-param-value'],
    [{ filter: { size: '' } }, 'bad-request/invalid-filter-param-value'],
    [{ filter: { created_at: 'then' } }, 'bad-request/invalid-filter-param-value'],
    [{ filter: { admin: 'maybe' } }, 'bad-request/invalid-filter-param-value'],
    [{ filter: { name: 'a', size: '1' } }, 'bad-request/invalid-filter-alias-combination'],
    [{ filter: { name: 'a', admin: '1' }, filter_gt: { size: '1' } }, 'bad-request/invalid-filter-alias-combination'],
    [{ filter: { name: 'a', admin: '1' } }, 'none'],
    [{ filter: { size: '1' }, filter_gt: { size: '1' } }, 'none'],
  ])('%j', (query, type) => {
    expect(errorOf(query)).toBe(type);
  });
});

describe('cursors', () => {
  const next = page({ per_page: 2, sort_by: { name: 'asc' } }).next ?? '';
  const forged = (payload: unknown): string => `c2:next:${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  test('belong to a sorting', () => {
    expect(errorOf({ cursor: next, sort_by: { name: 'asc' } })).toBe('none');
    expect(errorOf({ cursor: next })).toBe('bad-request/invalid-cursor-type-for-sort');
    expect(errorOf({ cursor: next, sort_by: { name: 'desc' } })).toBe('bad-request/invalid-cursor-type-for-sort');
    expect(errorOf({ cursor: next, sort_by: { size: 'asc' } })).toBe('bad-request/invalid-cursor-type-for-sort');
  });
  test.each([
    'x',
    'c2:next:',
    'c2:next:!!!',
    'c2:next:AAAA',
    'c3:next:W10',
    forged([]),
    forged({}),
    forged(['id', false, {}, 1]),
    forged(['id', false, 1, {}]),
    forged(['id', false, 'a', 1]),
    forged(['id', false, 1, '1']),
    forged(['id', false, 1, null]),
  ])('%s is none', (cursor) => {
    expect(errorOf({ cursor })).toBe('bad-request/invalid-cursor');
  });
  test('of rows without a number', () => {
    const named = { placedBy: 'name', defaultSort: 'path' } as const satisfies ListFacts;
    const list = listQuery<typeof named>(named, { per_page: 1 });
    const { next: cursor } = pageOf(
      list,
      ['a', 'b'].map((item) => ({ item, place: { value: item, name: item } })),
      (item) => item,
    );
    expect(listQuery<typeof named>(named, { cursor }).after).toEqual({ value: 'a', name: 'a' });
    expect(errorOf({ cursor: forged(['path', false, 'a', 1]) }, named)).toBe('bad-request/invalid-cursor');
  });
});
