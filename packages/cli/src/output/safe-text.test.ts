import { expect, test } from 'vitest';
import { cellText, harmlessJson, manyLines, oneLine } from './safe-text.ts';

const hostile = 'a\x1b]0;owned\x07\x1b[2J\x9b31m\r\n\t\u202etxt.exe\u2028\x7f\ud800b';

test('no control character, line end or override is left', () => {
  const shown = 'a\\x1b]0;owned\\x07\\x1b[2J\\x9b31m\\r\\n\\t\\u202etxt.exe\\u2028\\x7f\\ud800b';
  expect(oneLine(hostile)).toBe(shown);
  expect(cellText(hostile)).toBe(shown);
});

test('cells can be read back: a backslash of a name is told from one of an escape', () => {
  expect(cellText('a\\n\n')).toBe('a\\\\n\\n');
});

test('names in other scripts stay as they are', () => {
  const names = 'Übersicht 資料 👩‍👩‍👧 e\u0301 עברית \u200fשלום';
  expect(oneLine(names)).toBe(names);
  expect(manyLines(`${names}\n\t`)).toBe(`${names}\n\t`);
});

test('harmless JSON is the same value', () => {
  const json = harmlessJson(JSON.stringify({ [hostile]: hostile }));
  expect(JSON.parse(json)).toEqual({ [hostile]: hostile });
  // eslint-disable-next-line no-control-regex
  expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
});
