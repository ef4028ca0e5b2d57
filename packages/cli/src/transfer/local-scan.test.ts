import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFilter, everything } from './filter.ts';
import { scanFolder, type ScanOptions } from './local-scan.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'filewharf-scan-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function make(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (path.endsWith('/')) await mkdir(join(root, path), { recursive: true });
    else {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), path);
    }
  }
}

/** `file a/b`, one line an entry. */
async function scan(options: Partial<ScanOptions> = {}, from = root): Promise<string[]> {
  const lines: string[] = [];
  for await (const entry of scanFolder(from, { filter: everything, signal: new AbortController().signal, ...options })) {
    const about = entry.kind === 'skipped' ? ` (${entry.reason})` : entry.kind === 'failed' ? `: ${(entry.error as Error).message}` : '';
    lines.push(`${entry.kind} ${entry.path}${about}`);
  }
  return lines;
}

test('files and folders, a folder before what is in it', async () => {
  await make('b.txt', 'a/2', 'a/1', 'a/deep/x', 'empty/', 'z');
  expect(await scan()).toEqual([
    'file b.txt',
    'file z',
    'folder a',
    'file a/1',
    'file a/2',
    'folder a/deep',
    'file a/deep/x',
    'folder empty',
  ]);
});

test('size and time, in whole milliseconds', async () => {
  await make('a');
  await utimes(join(root, 'a'), 1, 1_700_000_000.9876);
  const [entry] = await Readable.from(scanFolder(root, { filter: everything, signal: new AbortController().signal })).toArray();
  expect(entry).toEqual({ kind: 'file', path: 'a', size: 1, mtime: 1_700_000_000_987 });
});

test('symbolic links are named and not followed, but for the folder itself', async () => {
  await make('real/file');
  await symlink('/etc', join(root, 'real/etc'));
  await symlink('file', join(root, 'real/link'));
  await symlink('real', join(root, 'other'));
  expect(await scan({}, join(root, 'other'))).toEqual(['skipped etc (symbolic link)', 'file file', 'skipped link (symbolic link)']);
});

test('filtered files are not there, and excluded folders are not read', async () => {
  await make('a.txt', 'a.log', 'node_modules/x', 'src/b.log', 'src/b.txt');
  const read: string[] = [];
  const filter = createFilter(
    [
      { includes: false, pattern: '*.log' },
      { includes: false, pattern: 'node_modules/' },
    ],
    true,
  );
  expect(await scan({ filter, onFolder: (path) => read.push(path) })).toEqual(['file a.txt', 'folder src', 'file src/b.txt']);
  expect(read).toEqual([root, join(root, 'src/')]);
});

test('names that are one on the server fail, but for one of them', async () => {
  await make('Ab', 'aB', 'ab/x', 'é', 'e\u0301');
  const failed = (other: string) => `: on the server this is the same name as ${JSON.stringify(other)} beside it: rename one of them`;
  expect(await scan()).toEqual([
    'file Ab',
    `failed aB${failed('Ab')}`,
    `failed ab${failed('Ab')}`,
    'file e\u0301',
    `failed é${failed('e\u0301')}`,
  ]);
  expect(await scan({ prefers: (path) => path === 'aB' })).toContain('file aB');
});

test('a folder that cannot be read fails, and the scan goes on', async () => {
  await make('gone/x', 'open/y');
  const onFolder = (path: string): void => {
    if (path === join(root, 'gone/')) rmSync(path, { recursive: true });
  };
  expect(await scan({ onFolder })).toEqual(['folder gone', expect.stringMatching(/^failed gone: ENOENT/), 'folder open', 'file open/y']);
});

test('a name that is no UTF-8 fails by itself', async () => {
  await make('ok');
  await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x61, 0xff])]), '');
  expect(await scan()).toEqual(['failed a\ufffd: the name is not UTF-8, so it cannot be on the server', 'file ok']);
});

test('a folder that is not there is an error, not an empty scan', async () => {
  await expect(scan({}, join(root, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
});
