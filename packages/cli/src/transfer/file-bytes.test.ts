import { createHash } from 'node:crypto';
import { chmod, link, mkdtemp, open, rename, rm, utimes, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkUnchanged, stateOf, type FileState } from './file-bytes.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-bytes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sha256 = createHash('sha256').update('content').digest('hex');
const check = (handle: FileHandle, before: FileState): Promise<void> =>
  checkUnchanged(handle, before, { sha256, signal: new AbortController().signal });

test('a file that got a link, another name or other rights while it was read is the same file', async () => {
  await writeFile(at('a'), 'content');
  await utimes(at('a'), 1, 1);
  const handle = await open(at('a'));
  try {
    const before = await stateOf(handle);
    await check(handle, before);
    await link(at('a'), at('b'));
    await rename(at('a'), at('c'));
    await chmod(at('c'), 0o640);
    expect((await stateOf(handle)).ctimeNs).not.toBe(before.ctimeNs);
    await check(handle, before);
    // Other content of the same size, with the time set back.
    await writeFile(at('c'), 'CONTENT');
    await utimes(at('c'), 1, 1);
    await expect(check(handle, before)).rejects.toThrow('changed while it was read');
  } finally {
    await handle.close();
  }
});
