import { expect, test } from 'vitest';
import { compileGlob, createFilter, FilterError, parseFilterFile, type FilterRule } from './filter.ts';

test.each([
  // pattern, what it matches, what it does not
  ['*.log', ['a.log', 'x/a.log', '.log'], ['a.logs', 'a.log/b']],
  ['/*.log', ['a.log'], ['x/a.log']],
  ['a/b', ['a/b', 'x/a/b'], ['xa/b', 'a/b/c']],
  ['/a/**', ['a/', 'a/b', 'a/b/c'], ['x/a/b', 'a']],
  ['**', ['a', 'a/b', 'a/'], []],
  ['a**z', ['az', 'a/b/z', 'x/abz'], ['a/b']],
  ['?.txt', ['a.txt', '😀.txt'], ['ab.txt', '/.txt']],
  ['[a-c].txt', ['a.txt', 'c.txt'], ['d.txt']],
  ['[!a-c].txt', ['d.txt'], ['a.txt']],
  ['a[!b]c', ['axc'], ['abc', 'a/c']],
  ['[]x]', [']', 'x'], ['y']],
  ['[a\\-c]', ['-', 'a'], ['b']],
  ['*.{jpg,png}', ['a.jpg', 'b/c.png'], ['a.gif', 'a.{jpg,png}']],
  ['a,b', ['a,b'], ['a']],
  ['\\*', ['*'], ['a']],
  ['a.b', ['a.b'], ['axb']],
  ['(a|b)+$', ['(a|b)+$'], ['a']],
  ['a\nb*', ['a\nbc'], []],
])('%s', (pattern, matches, others) => {
  const expression = compileGlob(pattern);
  expect(matches.filter((path) => !expression.test(path))).toEqual([]);
  expect(others.filter((path) => expression.test(path))).toEqual([]);
});

test.each(['', '/', 'a[b', 'a{b', '{a,{b,c}}', 'a\\', '[z-a]'])('%j is refused', (pattern) => {
  expect(() => compileGlob(pattern)).toThrow(FilterError);
});

function rules(...lines: string[]): FilterRule[] {
  return parseFilterFile(lines.join('\n'), 'test');
}

test('the first rule that matches decides', () => {
  const filter = createFilter(rules('+ keep.log', '- *.log'), true);
  expect(['keep.log', 'a/keep.log', 'b.log', 'b.txt'].map(filter.includes)).toEqual([true, true, false, true]);
});

test('what no rule matches goes the other way when there is an include', () => {
  const filter = createFilter(rules('- /old/', '+ *.txt'), false);
  expect(['a.txt', 'old/a.txt', 'a.bin', 'empty/', 'old/'].map(filter.includes)).toEqual([true, false, false, false, false]);
});

test('a folder of which nothing can be included is not read', () => {
  const filter = createFilter(rules('- node_modules/', '+ important/', '- tmp/'), true);
  expect(['node_modules/', 'a/node_modules/', 'src/', 'tmp/'].map(filter.enters)).toEqual([false, false, true, true]);
  // It is read because of the rule before, but nothing of it is taken.
  expect(filter.includes('tmp/a')).toBe(false);
  expect(filter.includes('tmp/important/a')).toBe(true);
});

test('filter files', () => {
  expect(rules('# what we keep', '', '; as said', '+ *.txt', '-   a b.txt  ', '\t- *')).toEqual([
    { includes: true, pattern: '*.txt' },
    { includes: false, pattern: 'a b.txt' },
    { includes: false, pattern: '*' },
  ]);
  expect(() => rules('+ a', 'include b')).toThrow('test, line 2: a rule is "+ pattern" or "- pattern", not "include b"');
});
