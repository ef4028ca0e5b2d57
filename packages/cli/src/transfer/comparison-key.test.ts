import { expect, test } from 'vitest';
import { comparisonKey as serverKey } from '../../../server/dist/core/tree/names.js';
import { comparisonKey } from './comparison-key.ts';

test('every character counts as it does for the server', () => {
  const different: string[] = [];
  for (let point = 1; point <= 0x10ffff; point++) {
    if ((point >= 0xd800 && point <= 0xdfff) || point === 0x2f) continue;
    const name = `x${String.fromCodePoint(point)}`;
    if (comparisonKey(name).replaceAll('\0', '/') !== serverKey(name)) different.push(name);
  }
  expect(different).toEqual([]);
});

test('a path is the keys of its names', () => {
  expect(comparisonKey('Über /ﬁle.TXT  /a b')).toBe('uber/file.txt/a b');
  expect(comparisonKey('a／b')).not.toBe(comparisonKey('a/b'));
});
