import fc from 'fast-check';
import { validateHeaderValue } from 'node:http';
import { expect, test } from 'vitest';
import { contentDisposition } from './content-disposition.ts';

test.each([
  ['report.pdf', 'attachment; filename="report.pdf"'],
  ["it's (1) a*b;c=d.txt", 'attachment; filename="it\'s (1) a*b;c=d.txt"'],
  ['żółć 🎈.txt', 'attachment; filename="____ _.txt"; filename*=UTF-8\'\'%C5%BC%C3%B3%C5%82%C4%87%20%F0%9F%8E%88.txt'],
  ['a"b\\c/d%41', 'attachment; filename="a_b_c_d_41"; filename*=UTF-8\'\'a%22b%5Cc%2Fd%2541'],
  ['a\r\nSet-Cookie: x', 'attachment; filename="a__Set-Cookie: x"; filename*=UTF-8\'\'a%0D%0ASet-Cookie%3A%20x'],
  ["ü'()*", "attachment; filename=\"_'()*\"; filename*=UTF-8''%C3%BC%27%28%29%2A"],
  ['\ud800x', 'attachment; filename="_x"; filename*=UTF-8\'\'%EF%BF%BDx'],
  ['', 'attachment; filename=""'],
])('%j', (filename, header) => {
  expect(contentDisposition('attachment', filename)).toBe(header);
});

test('inline', () => {
  expect(contentDisposition('inline', 'a.png')).toBe('inline; filename="a.png"');
});

test('any name is one header with two quotes, and comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (filename) => {
      const header = contentDisposition('attachment', filename);
      validateHeaderValue('content-disposition', header);
      const match = /^attachment; filename="([ !#-[\]-~]*)"(?:; filename\*=UTF-8''([\w!#$&+.^`|~%-]*))?$/.exec(header);
      expect(match).not.toBeNull();
      expect(match?.[2] === undefined ? match?.[1] : decodeURIComponent(match[2])).toBe(filename);
    }),
    { numRuns: 2000 },
  );
});
