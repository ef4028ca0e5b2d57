import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { alphanumericSpelling, canonicalApiKey, hashApiKey, isChosenApiKey, newApiKey, randomBase62 } from './api-key.ts';

test('a new key has its form, and both spellings are one key', () => {
  for (let i = 0; i < 100; i++) {
    const key = newApiKey();
    expect(key).toMatch(/^sk_live_[0-9A-Za-z]{36}$/);
    expect(alphanumericSpelling(key)).toMatch(/^sklive[0-9A-Za-z]{36}$/);
    expect(canonicalApiKey(key, false)).toBe(key);
    expect(canonicalApiKey(alphanumericSpelling(key), false)).toBe(key);
  }
  expect(new Set(Array.from({ length: 1000 }, newApiKey)).size).toBe(1000);
});

test('a mistyped key is no key', () => {
  const key = newApiKey();
  fc.assert(
    fc.property(fc.nat({ max: key.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }), (place, character) => {
      fc.pre(key[place] !== character);
      expect(canonicalApiKey(key.slice(0, place) + character + key.slice(place + 1), false)).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
  for (let i = 0; i + 1 < 30; i++) {
    const swapped = key.slice(0, 8 + i) + (key[9 + i] ?? '') + (key[8 + i] ?? '') + key.slice(10 + i);
    if (swapped !== key) expect(canonicalApiKey(swapped, false)).toBeUndefined();
  }
  for (const wrong of ['', 'sk_live_', key.slice(0, -1), `${key}0`, ` ${key}`, `${key}\n`, key.toUpperCase(), 'x'.repeat(100_000)]) {
    expect(canonicalApiKey(wrong, false)).toBeUndefined();
  }
});

test('the checksum is the one that was written down', () => {
  // CRC-32 of thirty zeros in base 62; a change of the rule would end every key that is in use.
  expect(canonicalApiKey(`sk_live_${'0'.repeat(30)}2C8GjS`, false)).toBe(`sk_live_${'0'.repeat(30)}2C8GjS`);
});

test('a key that an operator chose counts only where chosen keys are accepted', () => {
  expect(canonicalApiKey('my-own-key-of-choice', true)).toBe('my-own-key-of-choice');
  expect(canonicalApiKey('my-own-key-of-choice', false)).toBeUndefined();
  for (const [text, isChosen] of [
    ['a'.repeat(16), true],
    ['a'.repeat(15), false],
    ['a'.repeat(128), true],
    ['a'.repeat(129), false],
    ['with space in the key', false],
    ['süßer-schlüssel-hier', false],
  ] as const) {
    expect(isChosenApiKey(text), text).toBe(isChosen);
    expect(canonicalApiKey(text, true) === text, text).toBe(isChosen);
  }
});

test('the hash depends on the key and on the pepper', () => {
  const [a, b] = [randomBytes(32), randomBytes(32)];
  const key = newApiKey();
  expect(hashApiKey(a, key)).toEqual(hashApiKey(a, key));
  expect(hashApiKey(a, key)).toHaveLength(32);
  expect(hashApiKey(a, key)).not.toEqual(hashApiKey(b, key));
  expect(hashApiKey(a, key)).not.toEqual(hashApiKey(a, newApiKey()));
});

test('random base 62 text has its length and uses every digit alike', () => {
  for (const length of [0, 1, 22, 36]) expect(randomBase62(length)).toHaveLength(length);
  const counts = new Map<string, number>();
  for (const digit of randomBase62(62_000)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  expect(counts.size).toBe(62);
  // 1000 each, standard deviation 31: ten of them are beyond chance.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(310);
});
