import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RefusedError } from '../output/failures.ts';
import { checkLocalName, createFolders, localPath } from './destination.ts';

test.each(['', '.', '..', 'a/b', '/etc', 'a\\b', '..\\a', 'a\0b', 'a\nb', '\u001b[2J', 'a\u007f', '\u009b2J'])(
  '%j is no name here',
  (name) => {
    expect(() => checkLocalName(name, 'linux')).toThrow(RefusedError);
  },
);

test.each(['CON', 'con.txt', 'NUL', 'Com1', 'LPT¹.x', 'aux .txt', 'a.', 'a ', 'a:b', 'C:', 'a?', '*', '"', '<', '|', 'conin$'])(
  '%j is a name, but not on Windows',
  (name) => {
    expect(() => checkLocalName(name, 'linux')).not.toThrow();
    expect(() => checkLocalName(name, 'win32')).toThrow(RefusedError);
  },
);

test.each(['a', '...a', '.hidden', 'a b', 'ü', 'console', 'com10', 'lpt', 'a..b', '-rf', '~'])('%j is a name everywhere', (name) => {
  expect(() => checkLocalName(name, 'linux')).not.toThrow();
  expect(() => checkLocalName(name, 'win32')).not.toThrow();
});

test.each(['../x', 'a/../../x', '/x', 'a//x', 'a/./x', ''])('%j leads nowhere', (path) => {
  expect(() => localPath('/root', path)).toThrow(RefusedError);
});

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'filewharf-destination-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('folders are made, all at once too, and may be there', async () => {
  await mkdir(join(root, 'in/a'), { recursive: true });
  const folders = createFolders(join(root, 'in'));
  await Promise.all(['a/b/c', 'a/b', 'a/b/d', '', 'x'].map((folder) => folders.ensure(folder)));
  expect((await readdir(join(root, 'in'), { recursive: true })).sort()).toEqual(['a', 'a/b', 'a/b/c', 'a/b/d', 'x']);
});

test('nothing is made through a symbolic link or a file; the folder itself may be a link', async () => {
  await mkdir(join(root, 'real'));
  await mkdir(join(root, 'outside'));
  await symlink('real', join(root, 'in'));
  await symlink('../outside', join(root, 'real/link'));
  await symlink('../nowhere', join(root, 'real/dangling'));
  await writeFile(join(root, 'real/file'), '');
  const folders = createFolders(join(root, 'in'));
  await folders.ensure('ok');
  await expect(folders.ensure('link/x')).rejects.toThrow('is a symbolic link, so nothing is written below it');
  await expect(folders.ensure('dangling')).rejects.toThrow(RefusedError);
  await expect(folders.ensure('file/x')).rejects.toThrow('is no folder, so nothing is written below it');
  await expect(folders.ensure('../x')).rejects.toThrow(RefusedError);
  expect(await readdir(join(root, 'outside'))).toEqual([]);
  expect((await readdir(join(root, 'real'))).sort()).toEqual(['dangling', 'file', 'link', 'ok']);
});
