import { expect, test } from 'vitest';
import { detectRows } from './detect-rows.ts';

// Where the rows of an answer to `GET /v1/users` are; empty: the answer itself.
test.each<[string, unknown, string]>([
  ['a bare list', [{ id: 1 }], ''],
  ['no object at all', 'text', ''],
  ['the usual envelope', { data: [{ id: 1 }], has_more: false }, 'data'],
  ['called like the resource', { data: [{ id: 1 }], users: [{ id: 2 }] }, 'users'],
  ['in other letters', { result: { Users: [{ id: 1 }] } }, 'result.Users'],
  ['usual names have an order', { records: [{ id: 1 }], items: [{ id: 2 }] }, 'items'],
  ['a filled list before an empty one', { items: [], records: [{ id: 1 }] }, 'records'],
  ['not below meta and the like', { meta: { tags: [{ id: 1 }] }, errors: [{ id: 2 }], people: [{ id: 3 }] }, 'people'],
  ['the only list of objects', { ids: [1, 2], people: [{ id: 1 }] }, 'people'],
  ['an empty envelope', { people: [], total: 0, page: 1 }, 'people'],
  ['OData', { '@odata.context': 'x', value: [{ id: 1 }] }, 'value'],
  ['HAL', { _embedded: { users: [{ id: 1 }] }, _links: { self: [{ href: 'x' }] } }, '_embedded.users'],
  ['three keys deep', { a: { b: { users: [{ id: 1 }] } } }, 'a.b.users'],
  ['not four', { a: { b: { c: { users: [{ id: 1 }] } } } }, ''],
  ['one row with tags', { name: 'x', tags: ['a'] }, ''],
  ['one row with an id and a list of objects', { id: 7, items: [{ sku: 1 }] }, ''],
  ['one row with _id', { _id: 'x', data: [{ sku: 1 }] }, ''],
  ['one row', { name: 'x', active: true }, ''],
])('%s', (_, body, keys) => expect(detectRows(body, 'users', 'v1/users').keys.join('.')).toBe(keys));

test('the last word of the path counts as a name too', () => {
  expect(detectRows({ data: [{ id: 1 }], members: [{ id: 2 }] }, 'people', 'teams/7/members?x=1').keys).toEqual(['members']);
});

test('what says too little is looked at again on the next page', () => {
  expect(detectRows({ items: [], records: [] }, 'users', 'users').isCertain).toBe(false);
  expect(detectRows({ items: [{ id: 1 }] }, 'users', 'users').isCertain).toBe(true);
});
