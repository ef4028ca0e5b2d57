import { expect, test } from 'vitest';
import { parseUploadArgs } from './upload-args.ts';

test.each([
  // arguments, --file, sources, destination
  [['a.txt'], [], ['a.txt'], '/'],
  [['/tmp/a.txt'], [], ['/tmp/a.txt'], '/'],
  [['a.txt', 'b.txt'], [], ['a.txt', 'b.txt'], '/'],
  [['a.txt', '/docs'], [], ['a.txt'], '/docs'],
  [['a.txt', 'folder_01kfxgjd94fn9stqm414vjb0s8'], [], ['a.txt'], 'folder_01kfxgjd94fn9stqm414vjb0s8'],
  [['a.txt', 'docs/'], [], ['a.txt'], 'docs/'],
  [['a.txt', 'here/'], [], ['a.txt', 'here/'], '/'],
  [[], ['@a.txt', 'b.txt'], ['a.txt', 'b.txt'], '/'],
  [['docs'], ['@a.txt'], ['a.txt'], 'docs'],
  [['-', '/docs/x'], [], ['-'], '/docs/x'],
])('%j with --file %j', (args, files, sources, destination) => {
  expect(parseUploadArgs(args, files, (path) => path === 'here/')).toEqual({ sources, destination });
});

test.each([
  [[], []],
  [['a', '/b'], ['@c']],
  [['-', 'a'], []],
  [[''], []],
])('%j with --file %j is refused', (args, files) => {
  expect(() => parseUploadArgs(args, files, () => false)).toThrow();
});
