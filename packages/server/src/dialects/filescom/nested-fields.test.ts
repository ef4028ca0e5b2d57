import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FilesComError } from './errors.ts';
import { parseFields, unfold } from './nested-fields.ts';

test.each<[string, unknown]>([
  ['', {}],
  ['a=1&b=2', { a: '1', b: '2' }],
  ['a', { a: '' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=x%20y+z&%C3%BC=%2B', { a: 'x y z', ü: '+' }],
  ['sort_by%5Busername%5D=asc&filter[not_site_admin]=True', { sort_by: { username: 'asc' }, filter: { not_site_admin: 'True' } }],
  ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
  ['a[]=1&a[]=2', { a: ['1', '2'] }],
  ['etags[0][etag]=x&etags[0][part]=1&etags[1][part]=2', { etags: { 0: { etag: 'x', part: '1' }, 1: { part: '2' } } }],
  ['etags[][etag]=x&etags[][part]=1&etags[][etag]=y&etags[][part]=2', { etags: { etag: ['x', 'y'], part: ['1', '2'] } }],
  // Names that only look nested, and ones that are both a value and a tree.
  ['[a]=1&a]=2&b[c=3', { '[a]': '1', 'a]': '2', 'b[c': '3' }],
  ['a=1&a[b]=2', { a: { b: '2' } }],
  ['a[b]=2&a=1', { a: { b: '2' } }],
])('%s', (text, expected) => {
  expect(parseFields(text)).toEqual(expected);
});

test('no name reaches a prototype', () => {
  const fields = parseFields('__proto__[x]=1&a[__proto__][y]=2&constructor[prototype][z]=3');
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  expect(Object.keys(fields)).toEqual(['__proto__', 'a', 'constructor']);
});

describe('hostile', () => {
  test('deep nesting stays a name', () => {
    expect(Object.keys(parseFields(`a${'[b]'.repeat(50)}=1`))).toEqual([`a${'[b]'.repeat(50)}`]);
  });
  test('too many fields', () => {
    expect(() => parseFields('a=1&'.repeat(10_001))).toThrow(FilesComError);
  });
  test('percent-encoding that is not UTF-8', () => {
    expect(() => parseFields('a=%ff')).toThrow(expect.objectContaining({ type: 'bad-request/invalid-input-encoding' }) as Error);
  });
  test('any text gives fields or that error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '[', ']', '=', '&', '%', '+', '2', 'F', 'ü') }), (text) => {
        try {
          return typeof parseFields(text) === 'object';
        } catch (error) {
          return error instanceof FilesComError;
        }
      }),
    );
  });
  test('what was encoded comes back', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => !/[[\]]/.test(name) && name !== '__proto__'),
          fc.string(),
        ),
        (fields) => {
          expect(parseFields(new URLSearchParams(fields).toString())).toEqual({ ...fields });
        },
      ),
    );
  });
});

test('a JSON object with nesting in its names', () => {
  expect(unfold({ action: 'end', 'etags[0][etag]': 'x', 'etags[0][part]': 1 })).toEqual({
    action: 'end',
    etags: { 0: { etag: 'x', part: 1 } },
  });
  const plain = { custom_metadata: { 'a[b]': 1 } };
  expect(unfold(plain)).toBe(plain);
});
