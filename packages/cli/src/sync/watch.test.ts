import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createChanges, createFolderWatcher } from './watch.ts';

test('many changes are one, and one that came before is not missed', async () => {
  const changes = createChanges(new AbortController().signal);
  for (let count = 0; count < 100; count++) changes.touch();
  await changes.next();
  let again = false;
  const next = changes.next().then(() => {
    again = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(again).toBe(false);
  changes.touch();
  await next;
});

test('the signal ends the wait', async () => {
  const controller = new AbortController();
  const next = createChanges(controller.signal).next();
  controller.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});

test('changes in the folders that are watched, and in no others', async () => {
  const root = await mkdtemp(join(tmpdir(), 'filewharf-watch-'));
  const controller = new AbortController();
  const changes = createChanges(controller.signal);
  const watcher = createFolderWatcher(changes, (error) => {
    throw error;
  });
  try {
    await mkdir(join(root, 'a'));
    await mkdir(join(root, 'b'));
    for (const folder of ['a', 'b', 'a']) watcher.add(join(root, folder));
    await writeFile(join(root, 'a', 'file'), 'new');
    await changes.next();
    await writeFile(join(root, 'a', 'file'), 'changed');
    await changes.next();
    watcher.keepOnly(new Set([join(root, 'a')]));
    await writeFile(join(root, 'b', 'file'), 'unseen');
    // The removal of a folder is a change of it too.
    await rm(join(root, 'a'), { recursive: true });
    await changes.next();
  } finally {
    watcher.close();
    await rm(root, { recursive: true, force: true });
  }
});
