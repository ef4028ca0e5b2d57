import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlItem, yamlText } from './format-yaml.ts';

/** What a parser reads, by both versions of the language. */
function readings(text: string): unknown[] {
  return ['1.2', '1.1'].map((version) => parse(text, { version: version === '1.1' ? '1.1' : '1.2' }) as unknown);
}

test('a file, as it is shown', () => {
  const file = {
    id: 'file_01kfxgjd94fn9stqm414vjb0s8',
    file_name: 'financial report (2).xlsx',
    path: '/reports/資料.txt',
    size: 1_048_576,
    created_at: '2024-01-15T10:30:00Z',
    etag: '"abc"',
    sha256: null,
    encrypted: true,
    tags: ['a', { b: 1, c: [] }],
    totals: {},
    note: 'first line\nsecond: line\n',
  };
  expect(yamlItem(file)).toBe(
    [
      '- id: file_01kfxgjd94fn9stqm414vjb0s8',
      '  file_name: financial report (2).xlsx',
      '  path: /reports/資料.txt',
      '  size: 1048576',
      '  created_at: "2024-01-15T10:30:00Z"',
      '  etag: "\\"abc\\""',
      '  sha256: null',
      '  encrypted: true',
      '  tags:',
      '    - a',
      '    - b: 1',
      '      c: []',
      '  totals: {}',
      '  note: |',
      '    first line',
      '    second: line',
      '',
    ].join('\n'),
  );
});

test.each([
  'no',
  'No',
  'YES',
  'on',
  'off',
  'y',
  'n',
  'null',
  'Null',
  '~',
  'true',
  'nan',
  '.nan',
  '.inf',
  '-.inf',
  '',
  '0x10',
  '0o17',
  '017',
  '1e3',
  '1_000',
  '12:30:45',
  '1.',
  '.5',
  '-1',
  '+1',
  '2024-01-15',
  '2024-01-15T10:30:00Z',
  '-',
  '- a',
  '? a',
  ': a',
  'a: b',
  'a:',
  'a:b',
  'a #b',
  '#a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '%a',
  '@a',
  '`a',
  '{a',
  '[a',
  ',',
  '=',
  '<<',
  "'",
  '"',
  '\\',
  'a\\nb',
  "it's",
  ' a',
  'a ',
  'a  b',
  '\t',
  'a\tb',
  '---',
  '...',
  'http://x/y?z=1#f',
  'C:\\dir',
  'a\nb',
  'a\nb\n',
  'a\n\nb',
  'a\nb\n\n',
  '\na',
  ' a\nb',
  'a\n b',
  'a \nb',
  'a\n\tb',
  '# a\n# b',
  '- a\n- b',
  'a: 1\nb: 2',
  '---\n---',
  '\r',
  'a\r\nb',
  '\u0000',
  '\x1b[2J',
  '\x7f',
  '\x85',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\uffff',
  '\u202e',
  '\ud800',
  'é',
  '資料',
  '😀',
  'е\u0301',
])('the text %j is read back by YAML 1.2 and 1.1', (text) => {
  for (const value of [text, [text], { a: text }, { [text]: text }, [[text], { a: [{ b: text }] }]]) {
    for (const read of readings(yamlText(value))) expect(read).toEqual(value);
  }
});

test.each([0, -0.5, 1e21, 1e-7, 1.5e300, Number.MAX_SAFE_INTEGER, true, false, null, [], {}, [[]], [{}], { a: [] }, [[1, [2]], 3]])(
  '%j is read back',
  (value) => {
    for (const read of readings(yamlText(value))) expect(read).toEqual(value);
  },
);

test('a key of any length is read back', () => {
  const value = { ['k'.repeat(2000)]: { a: [1] }, ['"'.repeat(700)]: 'x' };
  for (const read of readings(yamlText([value]))) expect(read).toEqual([value]);
});

test('any value is read back', () => {
  const strings = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...'ab:#-? \n\t\'"|>0e.{[,&*!%@'.split('')) }),
  );
  const values = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      strings,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(strings, tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  fc.assert(
    fc.property(values, (value) => {
      const plainValue = JSON.parse(JSON.stringify(value)) as unknown;
      for (const read of readings(yamlText(plainValue))) expect(read).toEqual(plainValue);
      for (const read of readings(yamlItem(plainValue) + yamlItem(plainValue))) expect(read).toEqual([plainValue, plainValue]);
    }),
    { numRuns: 500 },
  );
});
