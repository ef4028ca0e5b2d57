import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { attachment, flag, object, objects, oneOf, partTags, path, required, text, texts, time, whole, wholes } from './fields.ts';

/** What a field makes of a value: the value, or `!` and what is wrong. */
function read(field: z.ZodType, value: unknown): unknown {
  const result = z.object({ it: field }).safeParse({ it: value });
  if (result.success) return result.data.it;
  const [issue] = result.error.issues;
  const type = issue?.code === 'custom' ? (issue.params as { type?: string }).type : undefined;
  return `! ${issue?.message ?? ''}${type === undefined ? '' : ` (${type})`}`;
}

test.each<[string, z.ZodType, unknown, unknown]>([
  ['a number', whole, 7, 7],
  ['digits', whole, '7', 7],
  ['a sign', whole, '-7', -7],
  ['the largest', whole, '9007199254740991', 9_007_199_254_740_991],
  ['an empty text', whole, '', null],
  ['null', whole, null, null],
  ['nothing', whole, undefined, undefined],
  ['a fraction', whole, 1.5, '! has to be a whole number'],
  ['too large', whole, '9007199254740993', '! has to be a whole number'],
  ['words', whole, 'seven', '! has to be a whole number'],
  ['hexadecimal', whole, '0x10', '! has to be a whole number'],
  ['a list', whole, [7], '! has to be a whole number'],

  ['true', flag, true, true],
  ['"true"', flag, 'true', true],
  ['"True" of Python', flag, 'True', true],
  ['1', flag, 1, true],
  ['"1"', flag, '1', true],
  ['false', flag, false, false],
  ['"False"', flag, 'False', false],
  ['"0"', flag, '0', false],
  ['empty', flag, '', null],
  ['2', flag, 2, '! has to be true or false'],
  ['an object', flag, {}, '! has to be true or false'],

  ['text', text, 'a b', 'a b'],
  ['an empty text', text, '', ''],
  ['a number as text', text, 17, '17'],
  ['NUL', text, 'a\0b', '! holds a character that no text can have (bad-request/request-params-contain-invalid-character)'],
  ['half a character', text, '\ud800', '! holds a character that no text can have (bad-request/request-params-contain-invalid-character)'],
  ['an object as text', text, {}, '! has to be a text'],
  ['a path with NUL', path, 'a\0/b', 'a/b'],
  ['a path as it came', path, '/A//b ', '/A//b '],

  ['ids with commas', wholes, '1,2, 3', [1, 2, 3]],
  ['ids in an array', wholes, [1, '2'], [1, 2]],
  ['one id', wholes, 4, [4]],
  ['no ids', wholes, '', []],
  ['ids numbered', wholes, { 0: '1', 1: '2' }, [1, 2]],
  ['ids in a repeated key with commas', wholes, ['1,2', '3'], [1, 2, 3]],
  ['ids of words', wholes, '1,x', '! each one has to be a whole number'],
  ['ids to clear', wholes, null, null],
  ['texts', texts, ['a,b', 'c'], ['a,b', 'c']],
  ['one text', texts, 'a,b', ['a,b']],
  ['required texts', required.texts, undefined, '! is required (bad-request/request-params-required)'],

  ['an object', object, { a: 1 }, { a: 1 }],
  ['an object as text', object, '{"a":1}', { a: 1 }],
  ['not an object', object, '[1]', '! has to be an object'],
  ['objects', objects, [{ a: 1 }, '{"b":2}'], [{ a: 1 }, { b: 2 }]],
  ['one of', oneOf('read', 'full'), 'full', 'full'],
  ['none of', oneOf('read', 'full'), 'Full', '! has to be one of read, full'],
  ['none of, empty', oneOf('read', 'full'), '', null],
  ['one of, empty is one', oneOf('', 'stat'), '', ''],
  ['a file', attachment, { encoded_content: 'QQ==', filename: 'a' }, { encoded_content: 'QQ==', filename: 'a' }],

  ['a required text', required.text, 'x', 'x'],
  ['a required text that is absent', required.text, undefined, '! is required (bad-request/request-params-required)'],
  ['a required number that is empty', required.whole, '', '! is required (bad-request/request-params-required)'],
])('%s', (_, field, value, expected) => {
  expect(read(field, value)).toEqual(expected);
});

describe('times', () => {
  test.each([
    ['2025-01-15T10:30:00Z', '2025-01-15T10:30:00.000Z'],
    ['2025-01-15T10:30:00+02:00', '2025-01-15T08:30:00.000Z'],
    ['2025-01-15T10:30:00-0400', '2025-01-15T14:30:00.000Z'],
    // Python's upload_file
    ['2026-11-21T19:31:48.777528', '2026-11-21T19:31:48.777Z'],
    ['2025-01-15 10:30:00', '2025-01-15T10:30:00.000Z'],
    ['2025-01-15 10:30:00 UTC', '2025-01-15T10:30:00.000Z'],
    // An unescaped "+" of a query
    ['2025-01-15T10:30:00 02:00', '2025-01-15T08:30:00.000Z'],
    ['2025-01-15', '2025-01-15T00:00:00.000Z'],
    ['1736937000', '2025-01-15T10:30:00.000Z'],
    [1_736_937_000, '2025-01-15T10:30:00.000Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
  ])('%s', (value, expected) => {
    expect(new Date(read(time, value) as number).toISOString()).toBe(expected);
  });

  test.each(['0001-01-01T00:00:00Z', '2025-02-30', '2025-13-01', '2025-01-15T25:00:00Z', 'tomorrow', '99999999999999', {}, true])(
    '%j',
    (value) => {
      expect(read(time, value)).toBe('! is not a date and time such as 2025-01-15T10:00:00Z (bad-request/datetime-parse)');
    },
  );

  test('null clears, as an empty text does', () => {
    expect([read(time, null), read(time, '')]).toEqual([null, null]);
  });
});

test.each<[string, unknown, unknown]>([
  ['of Python', [{ etag: 'abc', part: 1 }], [{ part: 1, etag: 'abc' }]],
  [
    'of Go: text, in any order',
    [
      { etag: '"b"', part: '2' },
      { etag: 'null', part: '1' },
    ],
    [
      { part: 2, etag: 'b' },
      { part: 1, etag: null },
    ],
  ],
  [
    'numbered',
    { 0: { etag: 'a', part: '1' }, 1: { etag: 'b', part: '2' } },
    [
      { part: 1, etag: 'a' },
      { part: 2, etag: 'b' },
    ],
  ],
  [
    'parallel lists',
    { etag: ['a', 'b'], part: ['1', '2'] },
    [
      { part: 1, etag: 'a' },
      { part: 2, etag: 'b' },
    ],
  ],
  ['one of each', { etag: 'a', part: '1' }, [{ part: 1, etag: 'a' }]],
  ['empty', [], []],
  ['null', null, null],
  ['absent', undefined, undefined],
  ['no part', [{ etag: 'a' }], '! has to be a list of {etag, part}'],
  ['words', 'abc', '! has to be a list of {etag, part}'],
])('ETags: %s', (_, value, expected) => {
  expect(read(partTags, value)).toEqual(expected);
});

test('the document says what they are', () => {
  const schema = z.toJSONSchema(z.object({ a: required.whole, b: whole, c: oneOf('x', 'y'), d: time }), { io: 'input' });
  expect(schema).toMatchObject({
    properties: {
      a: { type: 'integer' },
      b: { type: 'integer' },
      c: { type: 'string', enum: ['x', 'y'] },
      d: { type: 'string', format: 'date-time' },
    },
    required: ['a'],
  });
});
