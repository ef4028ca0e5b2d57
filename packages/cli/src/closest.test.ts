import { expect, test } from 'vitest';
import { closest } from './closest.ts';

test.each([
  ['raeder', ['work', 'reader'], 'reader'],
  ['WORK', ['work', 'reader'], 'work'],
  ['base_ulr', ['base_url', 'api_key'], 'base_url'],
  ['something', ['work', 'reader'], undefined],
  ['x', [], undefined],
])('%s among %j is %s', (text, candidates, expected) => {
  expect(closest(text, candidates)).toBe(expected);
});
