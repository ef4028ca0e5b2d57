import { expect, test } from 'vitest';
import type { FolderNode } from '../../core/metadata.ts';
import { noDetails } from '../../core/metadata-tree.ts';
import { rememberNodes } from './sqlite-nodes.ts';

const folder = (name: string): FolderNode => ({
  kind: 'folder',
  id: 'folder_1',
  parentId: null,
  rootId: 'folder_1',
  chain: '/folder_1/',
  name,
  nameKey: name,
  createdAt: 0,
  updatedAt: 0,
  ...noDetails,
});

/** A table of one row, which counts how often it is read. */
function table(name: string | undefined) {
  const rows = { name, reads: 0 };
  return {
    rows,
    findNode: async () => {
      rows.reads += 1;
      return rows.name === undefined ? undefined : folder(rows.name);
    },
  };
}

test('reads a node once, and again after a commit', async () => {
  const { rows, findNode } = table('old');
  const nodes = rememberNodes({ findNode });
  for (let i = 0; i < 3; i += 1) expect((await nodes.findNode('folder_1'))?.name).toBe('old');
  expect(rows.reads).toBe(1);
  rows.name = 'new';
  nodes.forget();
  expect((await nodes.findNode('folder_1'))?.name).toBe('new');
});

test('what was read before a commit and arrives after it is not remembered', async () => {
  const { rows, findNode } = table('old');
  const nodes = rememberNodes({ findNode });
  const early = nodes.findNode('folder_1');
  rows.name = 'new';
  nodes.forget();
  expect((await early)?.name).toBe('old');
  expect((await nodes.findNode('folder_1'))?.name).toBe('new');
});

test('what is not there is looked for each time', async () => {
  const { rows, findNode } = table(undefined);
  const nodes = rememberNodes({ findNode });
  expect(await nodes.findNode('folder_1')).toBeUndefined();
  rows.name = 'made';
  expect((await nodes.findNode('folder_1'))?.name).toBe('made');
});
