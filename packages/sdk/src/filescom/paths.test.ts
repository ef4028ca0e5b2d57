import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSame, normalizeForComparison, normalizePath, startsWith } from './paths.ts';

test('a path as it is kept', () => {
  for (const [path, kept] of [
    ['', ''],
    ['/', ''],
    ['a', 'a'],
    ['/a/b/', 'a/b'],
    ['a//b///c', 'a/b/c'],
    ['\\a\\b/c', 'a/b/c'],
    ['a/./b/../c', 'a/b/c'],
    ['../../a', 'a'],
    ['.//a', 'a'],
    ['a\0b', 'ab'],
    ['.hidden/..more/...', '.hidden/..more/...'],
    [' a /b ', ' a /b '],
    ['Übung/Straße', 'Übung/Straße'],
  ] as const) {
    expect(normalizePath(path), path).toBe(kept);
  }
});

test('what two spellings of a name have in common', () => {
  for (const [path, key] of [
    ['README.TXT', 'readme.txt'],
    ['Übung/Çédille', 'ubung/cedille'],
    ['ubu\u0308ng', 'ubung'],
    ['STRASSE', 'strasse'],
    ['straße', 'strasse'],
    ['Æsop/Œuvre/łódź/Øre/Đak/Ħal', 'aesop/oeuvre/lodz/ore/dak/hal'],
    ['ｆｕｌｌ－ｗｉｄｔｈ', 'full-width'],
    ['ﬁle №1', 'file no1'],
    ['Þing/Ŋo/Ŧa', 'þing/ŋo/ŧa'],
    ['name.txt \t\n', 'name.txt'],
    [' name.txt', ' name.txt'],
    ['日本語/한국어', '日本語/한국어'],
    ['a\\B/../C', 'a/b/c'],
  ] as const) {
    expect(normalizeForComparison(path), path).toBe(key);
  }
});

test('property: comparing changes nothing that was compared before, and is the same both ways', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(normalizePath(normalizePath(a))).toBe(normalizePath(a));
      expect(isSame(a, b)).toBe(isSame(b, a));
      expect(isSame(a, `/${a}/`)).toBe(true);
    }),
  );
});

test('the same, and in a folder', () => {
  expect(isSame('Fïłèńämê.Txt', 'filename.txt')).toBe(true);
  expect(isSame('filename.txt', 'filename.tx')).toBe(false);
  expect(startsWith('/Uploads/2026/a.txt', 'uploads')).toBe(true);
  expect(startsWith('uploads', '/uploads/')).toBe(true);
  expect(startsWith('uploads-old/a.txt', 'uploads')).toBe(false);
  expect(startsWith('anything', '/')).toBe(true);
});
