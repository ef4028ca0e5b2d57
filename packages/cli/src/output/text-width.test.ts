import { expect, test } from 'vitest';
import { pad, shorten, textWidth } from './text-width.ts';

test.each([
  ['', 0],
  ['report.xlsx', 11],
  ['資料', 4],
  ['ｆｕｌｌ', 8],
  ['ﾊﾝｶｸ', 4],
  ['e\u0301', 1],
  ['a\u0300\u0301\u0302', 1],
  ['\u200b', 0],
  ['한글', 4],
  ['\u1112\u1161\u11ab', 2],
  ['😀', 2],
  ['👩‍👩‍👧‍👦', 2],
  ['👍🏽', 2],
  ['🇩🇪', 2],
  ['❤️', 2],
  ['❤', 1],
  ['†', 1],
  ['का', 2],
])('%j takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test.each([
  ['report.xlsx', 11, 'report.xlsx'],
  ['report.xlsx', 10, 'report.xl…'],
  ['report.xlsx', 1, '…'],
  ['report.xlsx', 0, ''],
  // A wide character that fits only half is left out.
  ['資料資料', 6, '資料…'],
  ['資料資料', 5, '資料…'],
  ['資料資料', 4, '資…'],
  ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3, '👩‍👩‍👧‍👦…'],
])('%j in %i columns is %j', (text, columns, short) => {
  expect(shorten(text, columns)).toBe(short);
  expect(textWidth(short)).toBeLessThanOrEqual(columns);
});

test('a path keeps its end', () => {
  expect(shorten('a/very/long/path/name.txt', 10, 'start')).toBe('…/name.txt');
});

test('padding counts columns', () => {
  expect(pad('資', 4)).toBe('資  ');
  expect(pad('5', 3, 'right')).toBe('  5');
});
