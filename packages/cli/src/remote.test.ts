import { expect, test } from 'vitest';
import { matchesAny, wildcard } from './name-patterns.ts';
import { UsageError } from './output/failures.ts';
import { isPattern, parseRemote } from './remote.ts';

const id = `file_${'0'.repeat(26)}`;

test.each([
  ['/a/b.txt', { path: '/a/b.txt' }],
  ['a//b.txt/', { path: '/a/b.txt' }],
  ['/', { path: '/' }],
  [id, { id, kind: 'file' }],
  [`folder_${'0'.repeat(26)}`, { id: `folder_${'0'.repeat(26)}`, kind: 'folder' }],
  ['file_short', { path: '/file_short' }],
  ['...dots', { path: '/...dots' }],
])('%s', (text, remote) => {
  expect(parseRemote(text)).toEqual(remote);
});

test.each(['', './a', '../a', '.', '..', '~/a', 'C:\\a', 'c:/a', 'file:///a'])('%j is no place on the server', (text) => {
  expect(() => parseRemote(text)).toThrow(UsageError);
});

test('a pattern is in the last part of a path', () => {
  expect(['/a/*.txt', 'b?', '/a*/b', id].map(isPattern)).toEqual([true, true, false, false]);
});

test('patterns are names with * and ?, and nothing else', () => {
  expect(wildcard('*.TXT').test('a.txt')).toBe(true);
  expect(wildcard('a?c').test('abc')).toBe(true);
  expect(wildcard('a?c').test('ac')).toBe(false);
  expect(wildcard('a.c').test('abc')).toBe(false);
  expect(wildcard('[ab](c)+$').test('[ab](c)+$')).toBe(true);
  expect(wildcard('*').test('two\nlines')).toBe(true);
  expect(matchesAny(['x', 'größe*'], 'GRÖSSE')).toBe(false);
  expect(matchesAny(['x', 'größe*'], 'GRÖßE.txt')).toBe(true);
});
