import { expect, test } from 'vitest';
import { compactJson, jsonText } from './format-json.ts';
import { painter } from './terminal.ts';

const value = { z: 1, a: [true, null, 'x\x1b\x9b\u202e', [], {}], nothing: undefined, m: { 'é"': -0.5 } };

test('keys stay in order, strings are harmless, the value is the same', () => {
  expect(jsonText(value)).toBe(
    '{\n  "z": 1,\n  "a": [\n    true,\n    null,\n    "x\\u001b\\u009b\\u202e",\n    [],\n    {}\n  ],\n  "m": {\n    "é\\"": -0.5\n  }\n}',
  );
  expect(compactJson(value)).toBe('{"z":1,"a":[true,null,"x\\u001b\\u009b\\u202e",[],{}],"m":{"é\\"":-0.5}}');
});

test('color changes nothing but color', () => {
  const colored = jsonText(value, painter(true));
  expect(colored).toContain('\x1b[34m"z"\x1b[0m: \x1b[33m1\x1b[0m');
  // eslint-disable-next-line no-control-regex
  expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(jsonText(value));
});

test('a margin moves every line but the first', () => {
  expect(jsonText({ a: 1 }, undefined, '  ')).toBe('{\n    "a": 1\n  }');
});
