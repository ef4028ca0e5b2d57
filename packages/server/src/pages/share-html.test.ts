import { describe, expect, it } from 'vitest';
import { html, renderPage, shownName } from './page.ts';
import { humanSize, inWords, utc } from './share-html.ts';

describe('html', () => {
  it('escapes whatever is not html already', () => {
    const hostile = `</title><script>alert("1" + '2')</script>&amp;`;
    const text = renderPage({ title: hostile, body: html`<p title="${hostile}">${hostile} ${1} ${[html`<b>a</b>`, html`<b>b</b>`]}</p>` });
    expect(text).not.toContain('<script');
    expect(text.match(/&#60;script&#62;alert\(&#34;1&#34; \+ &#39;2&#39;\)/g)).toHaveLength(3);
    expect(text).toContain('&#38;amp;');
    expect(text).toContain('<b>a</b><b>b</b>');
  });
});

it.each([
  ['jpg\u202egpj.exe', 'jpg\ufffdgpj.exe'],
  ['a\u0000b\nc\u007f', 'a\ufffdb\ufffdc\ufffd'],
  ['\ufeff\u2066x\u2069', '\ufffd\ufffdx\ufffd'],
  ['\ud800.txt', '\ufffd.txt'],
  ['Bücher 書籍 كتب 👩‍👩‍👧 e\u0301.pdf', 'Bücher 書籍 كتب 👩‍👩‍👧 e\u0301.pdf'],
])('shows the name %j as %j', (name, shown) => {
  expect(shownName(name)).toBe(shown);
});

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [1005, '1 kB'],
  [1234, '1.23 kB'],
  [9_994, '9.99 kB'],
  [9_995, '10 kB'],
  [99_940, '99.9 kB'],
  [99_950, '100 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [524_288_000, '524 MB'],
  [5_497_558_138_880, '5.5 TB'],
  [Number.MAX_SAFE_INTEGER, '9.01 PB'],
])('%d bytes are %s', (bytes, words) => {
  expect(humanSize(bytes)).toBe(words);
});

it.each([
  [59_999, 'in less than a minute'],
  [60_000, 'in 1 minute'],
  [119 * 60_000, 'in 119 minutes'],
  [120 * 60_000, 'in 2 hours'],
  [47.4 * 3_600_000, 'in 47 hours'],
  [48 * 3_600_000, 'in 2 days'],
  [72 * 3_600_000 - 1, 'in 3 days'],
  [365 * 86_400_000, 'in 365 days'],
])('%d ms are %s', (milliseconds, words) => {
  expect(inWords(milliseconds)).toBe(words);
});

it('prints times in UTC', () => {
  expect(utc(Date.UTC(2025, 0, 15, 10, 30, 5, 999))).toBe('2025-01-15 10:30:05 UTC');
});
