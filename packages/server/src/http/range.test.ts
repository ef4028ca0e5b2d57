import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentRange, parseRange } from './range.ts';

describe('parseRange', () => {
  const huge = '9'.repeat(400);
  test.each([
    [undefined, 10, 'none'],
    ['bytes=0-4', 10, { start: 0, end: 5 }],
    ['bytes=3-3', 10, { start: 3, end: 4 }],
    ['bytes=9-9', 10, { start: 9, end: 10 }],
    ['bytes=4-', 10, { start: 4, end: 10 }],
    ['bytes=4-100', 10, { start: 4, end: 10 }],
    ['bytes=-3', 10, { start: 7, end: 10 }],
    ['bytes=-10', 10, { start: 0, end: 10 }],
    ['bytes=-11', 10, { start: 0, end: 10 }],
    ['BYTES= 0-4 ', 10, { start: 0, end: 5 }],
    ['bytes=00-04', 10, { start: 0, end: 5 }],
    [`bytes=0-${huge}`, 10, { start: 0, end: 10 }],
    [`bytes=-${huge}`, 10, { start: 0, end: 10 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=10-12', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    [`bytes=${huge}-`, 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=0-0', 0, 'unsatisfiable'],
    ['bytes=-0', 0, 'unsatisfiable'],
    ['bytes=-5', 0, 'none'],
    ['bytes=5-4', 10, 'none'],
    [`bytes=${huge}-5`, 10, 'none'],
    ['bytes=-', 10, 'none'],
    ['bytes=', 10, 'none'],
    ['bytes', 10, 'none'],
    ['', 10, 'none'],
    ['bytes=a-b', 10, 'none'],
    ['bytes=1.5-2', 10, 'none'],
    ['bytes=+1-2', 10, 'none'],
    ['bytes=--1', 10, 'none'],
    ['bytes=0-1,3-4', 10, 'none'],
    ['items=0-1', 10, 'none'],
    ['bytes=0-1\r\nX: y', 10, 'none'],
    ['bytes=٣-٤', 10, 'none'],
  ])('%s of %d bytes', (header, size, expected) => {
    expect(parseRange(header, size)).toEqual(expected);
  });

  test('a range is never empty and never outside of the file', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^bytes=\d{0,25}-\d{0,25}$/)), fc.nat({ max: 1e6 }), (header, size) => {
        const range = parseRange(header, size);
        if (typeof range === 'string') return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.start).toBeLessThan(range.end);
        expect(range.end).toBeLessThanOrEqual(size);
      }),
    );
  });
});

test('contentRange', () => {
  expect(contentRange({ start: 0, end: 5 }, 10)).toBe('bytes 0-4/10');
  expect(contentRange(undefined, 10)).toBe('bytes */10');
});
