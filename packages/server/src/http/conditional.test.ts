import { describe, expect, test } from 'vitest';
import { evaluateConditions, parseHttpDate, type Validators } from './conditional.ts';

const date = 'Sun, 06 Nov 1994 08:49:37 GMT';
const before = 'Sun, 06 Nov 1994 08:49:36 GMT';
const after = 'Sun, 06 Nov 1994 08:49:38 GMT';
// The milliseconds must not count: the client cannot know them.
const current: Validators = { etag: '"v1"', lastModified: new Date(Date.parse(date) + 700) };
const now = Date.parse(date) + 60_000;

function outcome(method: string, headers: Record<string, string>, of: Validators | undefined = current): string {
  const verdict = evaluateConditions({ method, headers, current: of, now });
  return verdict.outcome === 'proceed' ? `proceed${verdict.rangeApplies ? ' with range' : ''}` : verdict.outcome;
}

describe('evaluateConditions', () => {
  test.each<[string, Record<string, string>, string]>([
    ['GET', {}, 'proceed with range'],
    ['HEAD', {}, 'proceed'],
    ['GET', { 'if-none-match': '"v1"' }, 'not_modified'],
    ['HEAD', { 'if-none-match': '"v1"' }, 'not_modified'],
    ['PUT', { 'if-none-match': '"v1"' }, 'precondition_failed'],
    ['GET', { 'if-none-match': 'W/"v1"' }, 'not_modified'],
    ['GET', { 'if-none-match': '"v0", ,W/"v,2" , "v1"' }, 'not_modified'],
    ['GET', { 'if-none-match': '*' }, 'not_modified'],
    ['DELETE', { 'if-none-match': '*' }, 'precondition_failed'],
    ['GET', { 'if-none-match': '"v2"' }, 'proceed with range'],
    ['GET', { 'if-none-match': 'v1' }, 'proceed with range'],
    ['GET', { 'if-none-match': '"V1"' }, 'proceed with range'],
    ['GET', { 'if-none-match': '"a\\"v1"' }, 'proceed with range'],
    ['GET', { 'if-match': '"v1"' }, 'proceed with range'],
    ['GET', { 'if-match': '*' }, 'proceed with range'],
    ['GET', { 'if-match': '"v0","v1"' }, 'proceed with range'],
    ['GET', { 'if-match': 'W/"v1"' }, 'precondition_failed'],
    ['PUT', { 'if-match': '"v2"' }, 'precondition_failed'],
    ['PUT', { 'if-match': 'v1' }, 'precondition_failed'],
    ['GET', { 'if-modified-since': date }, 'not_modified'],
    ['GET', { 'if-modified-since': after }, 'not_modified'],
    ['GET', { 'if-modified-since': before }, 'proceed with range'],
    ['PUT', { 'if-modified-since': date }, 'proceed'],
    ['GET', { 'if-modified-since': 'yesterday' }, 'proceed with range'],
    ['GET', { 'if-modified-since': '2099-01-01' }, 'proceed with range'],
    ['PUT', { 'if-unmodified-since': date }, 'proceed'],
    ['PUT', { 'if-unmodified-since': before }, 'precondition_failed'],
    ['PUT', { 'if-unmodified-since': 'never' }, 'proceed'],
    // Entity tags win over dates.
    ['GET', { 'if-none-match': '"v2"', 'if-modified-since': date }, 'proceed with range'],
    ['GET', { 'if-match': '"v1"', 'if-unmodified-since': before }, 'proceed with range'],
    // If-Match comes before If-None-Match.
    ['GET', { 'if-match': '"v2"', 'if-none-match': '"v1"' }, 'precondition_failed'],
    ['GET', { 'if-match': '"v1"', 'if-none-match': '"v1"' }, 'not_modified'],
    ['GET', { 'if-range': '"v1"' }, 'proceed with range'],
    ['GET', { 'if-range': '"v2"' }, 'proceed'],
    ['GET', { 'if-range': 'W/"v1"' }, 'proceed'],
    ['GET', { 'if-range': date }, 'proceed with range'],
    ['GET', { 'if-range': before }, 'proceed'],
    ['GET', { 'if-range': after }, 'proceed'],
    ['GET', { 'if-range': 'nonsense' }, 'proceed'],
  ])('%s %o', (method, headers, expected) => {
    expect(outcome(method, headers)).toBe(expected);
  });

  test('a weak current tag is good for If-None-Match only', () => {
    const weak = { etag: 'W/"v1"' };
    expect(outcome('GET', { 'if-none-match': '"v1"' }, weak)).toBe('not_modified');
    expect(outcome('GET', { 'if-match': '"v1"' }, weak)).toBe('precondition_failed');
    expect(outcome('GET', { 'if-range': 'W/"v1"' }, weak)).toBe('proceed');
  });

  test('what does not exist', () => {
    const missing = (headers: Record<string, string>): string => evaluateConditions({ method: 'PUT', headers, current: undefined }).outcome;
    expect(missing({ 'if-none-match': '*' })).toBe('proceed');
    expect(missing({ 'if-match': '*' })).toBe('precondition_failed');
    expect(missing({ 'if-match': '"v1"' })).toBe('precondition_failed');
  });

  test('a date within the second of the change is no strong validator', () => {
    const verdict = evaluateConditions({ method: 'GET', headers: { 'if-range': date }, current, now: Date.parse(date) + 999 });
    expect(verdict.rangeApplies).toBe(false);
  });

  test('a long list is read in linear time', () => {
    expect(outcome('GET', { 'if-none-match': `${'"x", '.repeat(3000)}"v1"` })).toBe('not_modified');
    expect(outcome('GET', { 'if-none-match': `${', \t'.repeat(5000)}x` })).toBe('proceed with range');
  });
});

test.each([
  [date, 784111777],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 784111777],
  ['Sun Nov  6 08:49:37 1994', 784111777],
  ['Sun, 06 Nov 1994 08:49:37', undefined],
  ['Sun, 06 Xyz 1994 08:49:37 GMT', undefined],
  ['0', undefined],
  ['', undefined],
  [undefined, undefined],
])('parseHttpDate %s', (text, expected) => {
  expect(parseHttpDate(text)).toBe(expected);
});
