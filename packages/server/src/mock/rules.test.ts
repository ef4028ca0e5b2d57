import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseRules, pathMatcher, readRules } from './rules.ts';

const rules = (...list: unknown[]) => parseRules(JSON.stringify(list), 'rules.json');

/** The delays that so many equal requests get; 0 for none. */
function delaysOf(count: number, rule: object): number[] {
  const { faultOf } = rules({ ...rule, delay: 1 });
  return Array.from({ length: count }, () => faultOf('GET', '/x').delay ?? 0);
}

test('a rule applies to all requests, or to the nth, each so many, or the first so many', () => {
  expect(delaysOf(4, {})).toEqual([1, 1, 1, 1]);
  expect(delaysOf(4, { nth: 3 })).toEqual([0, 0, 1, 0]);
  expect(delaysOf(6, { every: 3 })).toEqual([0, 0, 1, 0, 0, 1]);
  expect(delaysOf(4, { first: 2 })).toEqual([1, 1, 0, 0]);
});

test('a status in quotes is a status, as in the header', () => {
  expect(rules({ error: '503' }).faultOf('GET', '/')).toEqual({ error: 503 });
  expect(() => rules({ error: '200' })).toThrow('knows no');
});

test('a rule counts only requests that match it, and each rule for itself', () => {
  const { faultOf } = rules({ method: 'put', path: '/a', nth: 2, delay: 1 }, { path: '/a', nth: 3, truncate: 2 });
  expect(faultOf('PUT', '/a')).toEqual({});
  expect(faultOf('PUT', '/b')).toEqual({});
  expect(faultOf('GET', '/a')).toEqual({});
  expect(faultOf('PUT', '/a')).toEqual({ delay: 1, truncate: 2 });
});

test('the words of all rules whose turn it is come together, and an earlier rule wins', () => {
  const { faultOf } = rules({ delay: 1 }, { path: '/a', error: 500 }, { delay: 2, error: 404, 'retry-after': 3 });
  expect(faultOf('GET', '/a')).toEqual({ delay: 1, error: 500, 'retry-after': 3 });
  expect(faultOf('GET', '/b')).toEqual({ delay: 1, error: 404, 'retry-after': 3 });
});

test.each([
  ['/', ['/', '/a', '/a/b?c=d'], []],
  ['/a', ['/a', '/a/', '/a/b', '/a?x', '//a//b', '/a%2Fb', '/%61'], ['/', '/ab', '/b/a', '/A']],
  ['/a/', ['/a', '/a/b'], ['/ab']],
  ['/a/*', ['/a/b', '/a/', '/a/b?c'], ['/a', '/a/b/c', '/a%2Fb%2Fc']],
  ['/a/*/c', ['/a/b/c'], ['/a/b/c/d', '/a/b/b/c', '/a/c']],
  ['/a/**', ['/a/b', '/a/b/c', '/a/'], ['/a', '/b/a/c']],
  ['/**.csv', ['/a/b.csv', '/b.csv?x=1'], ['/a/bxcsv', '/b.csv/c']],
  ['/a+(b)', ['/a+(b)', '/a+(b)/c'], ['/aab']],
  [
    '/files/*?download=true',
    ['/files/x?download=true', '/files/x?a=b&download=true'],
    ['/files/x', '/files/x?download=false', '/files/x/y?download=true'],
  ],
  ['/a?x=1&y=2', ['/a?y=2&x=1'], ['/a?x=1']],
  ['/%', ['/%', '/%/b'], ['/']],
])('the path %s', (pattern, meant, notMeant) => {
  const matches = pathMatcher(pattern);
  expect(meant.filter((url) => !matches(url))).toEqual([]);
  expect(notMeant.filter(matches)).toEqual([]);
});

test.each([
  ['{', /^The rule file rules.json is wrong: it is not valid JSON \(.+\)\.$/],
  ['{"delay": 1}', 'The rule file rules.json is wrong: it must be a list of rules.'],
  ['[{"delay": 1}, {"delay": "soon"}]', 'The rule file rules.json is wrong: rule 2, delay must be a whole number of milliseconds.'],
  ['[{"path": "/a"}]', /rule 1 has no fault: error, .*expired\.$/],
  ['[{"path": "a", "drop": true}]', /rule 1, path must be a path that begins with \/\.$/],
  ['[{"method": "G T", "drop": true}]', /rule 1, method must be a method such as GET\.$/],
  ['[{"drop": false}]', /rule 1, drop is true or absent\.$/],
  ['[{"nth": 0, "drop": true}]', /rule 1, nth must be a whole number from 1 up\.$/],
  ['[{"nth": 1, "first": 1, "drop": true}]', /rule 1 has more than one of nth, every and first\.$/],
  ['[{"drop": true, "error": 500}]', /rule 1 drop leaves no answer for other faults\.$/],
  ['[{"error": "nonsense"}]', /rule 1, error knows no "nonsense"/],
  ['[{"dleay": 1, "x": 1}, {"delay": -1}]', /rule 1 knows no word "dleay", "x"; rule 2, delay must be a whole number of milliseconds\.$/],
])('%s is refused', (text, problem) => {
  expect(() => parseRules(text, 'rules.json')).toThrow(
    expect.objectContaining({ code: 'invalid', message: typeof problem === 'string' ? problem : expect.stringMatching(problem) }),
  );
});

test('rules come from a file; without one there are none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'filewharf-rules-'));
  try {
    const file = join(folder, 'rules.json');
    writeFileSync(file, '[{ "path": "/a", "drop": true }]');
    expect((await readRules(file)).faultOf('GET', '/a')).toEqual({ drop: true });
    expect((await readRules(undefined)).faultOf('GET', '/a')).toEqual({});
  } finally {
    rmSync(folder, { recursive: true });
  }
});
