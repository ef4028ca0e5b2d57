import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBegunPartials } from './begun-partials.ts';
import type { DownloadState } from './download-file.ts';
import { identityOf, type FileIdentity } from './leftovers.ts';
import { createSessionStore } from './session-store.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-partials-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function begin(partial: string, identity: FileIdentity | undefined): Promise<void> {
  if (identity === undefined) throw new Error(`${partial} is not there`);
  const session = await createSessionStore<DownloadState>(at('state/downloads')).open([partial]);
  await session?.save({ ...identity, partial, localPath: partial, remote: '/x', server: 'http://localhost', size: 9, etag: '"x"' });
  await session?.close();
}

test("what begun downloads keep is known by what it is, and one that cannot be looked at is in nobody's way", async () => {
  for (const name of ['ours.partial', 'mine.partial']) await writeFile(at(name), name);
  await begin(at('ours.partial'), await identityOf(at('ours.partial')));
  // A link to itself stands for a disk that is gone.
  await symlink('loop', at('loop'));
  await begin(at('loop/lost.partial'), { dev: '1', ino: '1' });
  const isBegun = await findBegunPartials(at('state'));
  expect([await isBegun(at('ours.partial')), await isBegun(at('mine.partial'))]).toEqual([true, false]);
});

test('where nothing can be kept, nothing is begun', async () => {
  await writeFile(at('file'), '');
  expect(await (await findBegunPartials(at('file')))(at('ours.partial'))).toBe(false);
});
