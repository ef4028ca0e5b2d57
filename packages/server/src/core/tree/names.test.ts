import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkName, comparisonKey, maxNameLength } from './names.ts';

describe('comparisonKey', () => {
  test.each([
    ['report.PDF', 'report.pdf'],
    ['Straße', 'strasse'],
    ['Crème Brûlée', 'creme brulee'],
    ['Cre\u0300me', 'creme'],
    ['ÅNGSTRÖM', 'angstrom'],
    ['\u212bngstr\u00f6m', 'angstrom'],
    ['Łódź', 'lodz'],
    ['ĲSBERG', 'ijsberg'],
    ['Œuvre', 'oeuvre'],
    ['Ærø', 'aero'],
    ['İstanbul', 'istanbul'],
    ['ısı', 'isi'],
    ['ŉ', 'ʼn'],
    ['ﬁle', 'file'],
    ['ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
    ['№ ²', 'no 2'],
    ['Þing ŊŦ', 'þing ŋŧ'],
    ['ĐĦÐ', 'dhd'],
    ['note \t ', 'note'],
    ['note\u00a0', 'note'],
    [' note', ' note'],
    ['日本語', '日本語'],
    ['Привет', 'привет'],
    // The rule unfolds ß before it lowers, so the capital one stays a letter of its own.
    ['STRAẞE', 'straße'],
  ])('%s -> %s', (name, key) => {
    expect(comparisonKey(name)).toBe(key);
  });

  const latin = fc.string({ unit: fc.integer({ min: 0x20, max: 0x17f }).map((code) => String.fromCodePoint(code)) });

  test('is its own key (Latin letters)', () => {
    fc.assert(
      fc.property(latin, (name) => {
        expect(comparisonKey(comparisonKey(name))).toBe(comparisonKey(name));
      }),
      { numRuns: 2000 },
    );
  });

  test('does not see case, form or trailing white space (Latin letters)', () => {
    fc.assert(
      fc.property(latin, fc.constantFrom('', ' ', '\u3000', ' \t'), (name, space) => {
        const key = comparisonKey(name);
        // The lower case of İ is an i with a dot on top, which is two characters.
        if (!name.includes('İ')) expect(comparisonKey(name.toLowerCase())).toBe(key);
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) expect(comparisonKey(name.normalize(form))).toBe(key);
        expect(comparisonKey(name + space)).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  test('does not see the form of any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) expect(comparisonKey(name.normalize(form))).toBe(comparisonKey(name));
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps different plain names apart', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abcxyz0189._- ~#'.split('')) });
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(comparisonKey(a) === comparisonKey(b)).toBe(a.trimEnd() === b.trimEnd());
      }),
    );
  });
});

describe('checkName', () => {
  test.each([
    'a',
    ' leading',
    'trailing ',
    '...',
    '.hidden',
    'con',
    'a:b*?"<>|',
    '😀',
    '\u202eevil',
    'é'.repeat(maxNameLength),
    '😀'.repeat(maxNameLength),
  ])('takes %j as it is', (name) => {
    expect(checkName(name, 'name')).toBe(name);
  });

  test.each([
    '',
    ' ',
    '\u3000',
    '.',
    '..',
    'a/b',
    '/',
    'a\\b',
    'a\0',
    'a\n',
    '\r',
    '\x1b[0m',
    '\x7f',
    '\ud800',
    'a\udc00b',
    'x'.repeat(maxNameLength + 1),
  ])('refuses %j', (name) => {
    expect(() => checkName(name, 'filename')).toThrow(
      expect.objectContaining({ code: 'invalid', details: [expect.objectContaining({ field: 'filename' })] }),
    );
  });

  test('never changes a name, and never lets one through that could be a path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        let checked: string;
        try {
          checked = checkName(name, 'name');
        } catch {
          return;
        }
        expect(checked).toBe(name);
        // oxlint-disable-next-line no-control-regex
        expect(name).not.toMatch(/[/\\\0-\x1f]|^\.{0,2}$/);
      }),
      { numRuns: 2000 },
    );
  });
});
