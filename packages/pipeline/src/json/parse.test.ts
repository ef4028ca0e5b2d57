import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJson } from './find.ts';
import { Float } from './float.ts';
import { JsonError, parseJson, skipValue } from './parse.ts';

const bytes = (text: string) => Buffer.from(text);

test('numbers keep what they were', () => {
  expect(parseJson(bytes('[7, -0, 12345678901234567890, 9007199254740993, 0.5]'))).toEqual([
    7,
    -0,
    12345678901234567890n,
    9007199254740993n,
    0.5,
  ]);
  const [whole, exponent] = parseJson(bytes('[7.0, 1e3]')) as [unknown, unknown];
  expect(whole).toBeInstanceOf(Float);
  expect(Number(whole)).toBe(7);
  expect(exponent).toBeInstanceOf(Float);
});

test('anything that JSON.stringify writes is read alike', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const ours = parseJson(bytes(text));
      const theirs: unknown = JSON.parse(text);
      // Boxed and big numbers are written as what they are.
      const plain = (key: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
      expect(JSON.stringify(ours, plain)).toBe(JSON.stringify(theirs));
      expect(skipValue(bytes(text.trim()), 0, bytes(text.trim()).length)).toBe(bytes(text.trim()).length);
    }),
  );
});

test('a key that objects have by themselves is only a key', () => {
  const row = parseJson(bytes('{"__proto__": {"polluted": 1}}')) as object;
  expect(Object.keys(row)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test.each(['', '{', '[1,]', '{"a":1,}', '{"a" 1}', '01', 'nul', '"\u0001"', '"\\x"', '[1] 2', '{a:1}', '"ab', '-'])(
  '%j is refused',
  (text) => {
    expect(() => parseJson(bytes(text))).toThrow(JsonError);
  },
);

test('text that nests without an end is refused, not run into', () => {
  expect(() => parseJson(bytes('['.repeat(100_000)))).toThrow(/deeper/);
});

test('the bytes of a value are found below its keys', () => {
  const body = bytes(' {"meta": {"data": [0]}, "d\\u0061ta": {"items": [1, {"a": "]"}], "n": 2}} ');
  expect(findJson(body, ['data', 'items'])?.toString()).toBe('[1, {"a": "]"}]');
  expect(findJson(body, ['data', 'none'])).toBeUndefined();
  expect(findJson(body, ['data', 'n', 'deeper'])).toBeUndefined();
  expect(findJson(bytes(' [1] '), [])?.toString()).toBe('[1]');
  expect(() => findJson(bytes('{"a" 1}'), ['b'])).toThrow(JsonError);
});
