import { expect, test } from 'vitest';
import { JsonError, parseJson } from './parse.ts';
import { pathAt, shownPath } from './place.ts';

const text = Buffer.from('[{"id": 1, "é": {"a b": [true, {"x": tru}]}, "last": "[{,:\\""}, 7]');
const at = (part: string) => text.indexOf(part);

test.each([
  ['[{"id"', '$'],
  ['"id"', '$[0]'],
  ['1,', '$[0].id'],
  [', "é"', '$[0].id'],
  ['true', "$[0]['é']['a b'][0]"],
  ['{"x"', "$[0]['é']['a b'][1]"],
  ['tru}', "$[0]['é']['a b'][1].x"],
  ['"[{', '$[0].last'],
  [', 7]', '$[0]'],
  ['7]', '$[1]'],
])('%s is at %s', (part, path) => expect(pathAt(text, at(part))).toBe(path));

test('what is wrong is where its error says, in bytes', () => {
  const error = (() => {
    try {
      return parseJson(text);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(JsonError);
  expect((error as JsonError).at).toBe(at('tru}'));
  expect((error as JsonError).message).toBe(`Unexpected text where a JSON value should be at byte ${at('tru}')}`);
});

test('paths can be read, whatever is in them', () => {
  expect(shownPath(["it's", 'a\\b', 'line\nbreak', '0'])).toBe(String.raw`$['it\'s']['a\\b']['line\nbreak']['0']`);
  expect(shownPath(Array.from({ length: 5000 }, () => 'a')).length).toBeLessThan(200);
  expect(pathAt(Buffer.from('{"a": "unfinished'), 17)).toBe('$.a');
});
