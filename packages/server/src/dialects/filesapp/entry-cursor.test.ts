import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '../../core/ids.ts';
import { listingCursor, listingPlace, subtreeCursor, subtreePlace, type Listing } from './entry-cursor.ts';

const byName: Listing = { type: undefined, sort: 'name', descending: false };
const encode = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
const refused = expect.objectContaining({ code: 'invalid', details: [expect.objectContaining({ field: 'cursor' })] });

function refusal(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('a cursor is the place that it was made of', () => {
  for (const sort of ['name', 'size', 'updated_at'] as const) {
    for (const type of [undefined, 'file', 'folder'] as const) {
      for (const descending of [true, false]) {
        for (const kind of ['file', 'folder'] as const) {
          const value = sort === 'name' || (sort === 'size' && kind === 'folder') ? 'a näme "日本' : 2 ** 53 - 1;
          const place = { kind, value, number: 7 };
          const listing = { type, sort, descending };
          expect(listingPlace(listing, listingCursor(listing, place))).toEqual(place);
        }
      }
    }
  }
  for (const depth of [0, 1, 100]) {
    const chain = Array.from({ length: depth }, () => `${newId('folder')}/`).join('');
    for (const number of [null, 0, 2 ** 53 - 1]) {
      for (const type of [undefined, 'file', 'folder'] as const) {
        const cursor = subtreeCursor({ type }, { chain, number });
        expect(subtreePlace({ type }, cursor)).toEqual({ chain, number });
        // It has to fit into the line of a request.
        expect(cursor.length).toBeLessThan(4096);
      }
    }
  }
});

describe('what is not a cursor of this listing is refused', () => {
  test.each([
    ['nothing', ''],
    ['text', 'next page'],
    ['no JSON', Buffer.from('x').toString('base64url')],
    ['no list', encode({})],
    ['null', encode(null)],
    ['too little', encode(['list', null, 'name', false, 'file', 'a'])],
    ['too much', encode(['list', null, 'name', false, 'file', 'a', 1, 1])],
    ['another kind of value', encode(['list', null, 'name', false, 'file', 5, 1])],
    ['NUL', encode(['list', null, 'name', false, 'file', 'a\u0000', 1])],
    ['no number', encode(['list', null, 'name', false, 'file', 'a', null])],
    ['half a number', encode(['list', null, 'name', false, 'file', 'a', 1.5])],
    ['an unknown kind', encode(['list', null, 'name', false, 'link', 'a', 1])],
    ['of another sorting', listingCursor({ ...byName, sort: 'size' }, { kind: 'folder', value: 'a', number: 1 })],
    ['of another order', listingCursor({ ...byName, descending: true }, { kind: 'file', value: 'a', number: 1 })],
    ['of another type', listingCursor({ ...byName, type: 'file' }, { kind: 'file', value: 'a', number: 1 })],
    ['of a whole tree', subtreeCursor({ type: undefined }, { chain: '', number: 1 })],
  ])('of a folder: %s', (_what, cursor) => {
    expect(refusal(() => listingPlace(byName, cursor))).toEqual(refused);
  });

  test.each([
    ['nothing', ''],
    ['too little', encode(['below', null, ''])],
    ['a chain of something else', encode(['below', null, '../', 1])],
    ['a chain without its end', encode(['below', null, 'a'.repeat(26), 1])],
    ['a chain that is no text', encode(['below', null, ['a'], 1])],
    ['half a number', encode(['below', null, '', 0.5])],
    ['a text for a number', encode(['below', null, '', '1'])],
    ['of another type', subtreeCursor({ type: 'file' }, { chain: '', number: 1 })],
    ['of a folder', listingCursor(byName, { kind: 'file', value: 'a', number: 1 })],
  ])('of a whole tree: %s', (_what, cursor) => {
    expect(refusal(() => subtreePlace({ type: undefined }, cursor))).toEqual(refused);
  });

  test('whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.jsonValue().map(encode)), (cursor) => {
        expect(refusal(() => listingPlace(byName, cursor))).toEqual(refused);
        expect(refusal(() => subtreePlace({ type: undefined }, cursor))).toEqual(refused);
      }),
    );
  });
});
