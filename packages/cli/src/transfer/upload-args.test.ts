import { expect, test } from 'vitest';
import { UsageError } from '../output/failures.ts';
import { parseUploadArgs } from './upload-args.ts';

const isFileHere = (path: string): boolean => path === '/tmp/b.txt' || path === 'file_01kfxgjd94fn9stqm414vjb0s9';

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
  [['-', '/tmp/b.txt'], [], ['-'], '/tmp/b.txt'],
  [['a.txt', 'file_2.txt'], [], ['a.txt', 'file_2.txt'], '/'],
  [['/tmp/b.txt'], [], ['/tmp/b.txt'], '/'],
  [['/tmp/b.txt'], ['@a.txt'], ['a.txt'], '/tmp/b.txt'],
])('%j with --file %j', (args, files, sources, destination) => {
  expect(parseUploadArgs(args, files, (path) => path === 'here/', isFileHere)).toEqual({ sources, destination });
});

test.each([
  [[], []],
  [['a', '/b'], ['@c']],
  [['-', 'a'], []],
  [[''], []],
  [['a.txt', '/tmp/b.txt'], []],
  [['a.txt', 'file_01kfxgjd94fn9stqm414vjb0s9'], []],
])('%j with --file %j is refused', (args, files) => {
  expect(() => parseUploadArgs(args, files, () => false, isFileHere)).toThrow(UsageError);
});
