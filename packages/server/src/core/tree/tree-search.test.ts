import { expect, test } from 'vitest';
import { newMember, openTestCore, put } from '../core.test-setup.ts';
import type { Node } from '../metadata.ts';
import type { SearchPlace } from './tree-search.ts';

const wanted = { namePart: '' } as const;

test('a place that was not given by the search shows nothing that is out of sight', async () => {
  const t = await openTestCore();
  const folders = new Map<string, Node>();
  for (const path of ['open', 'open/sub', 'hidden', 'hidden/sub']) {
    const { node } = await t.core.tree.makeFolder(t.admin, path, { mkdirParents: true });
    folders.set(path, node);
    await put(t, t.admin, { name: `file in ${path.replace('/', ' ')}`, folderId: node.id });
  }
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [] });
  await t.core.permissions.create(t.admin, { path: 'open', permission: 'readonly', userNumber: user.number });
  const sam = await t.core.keys.authenticate(secret);
  const search = async (path: string, after?: SearchPlace): Promise<string[]> =>
    (await t.core.tree.search(sam, path, { wanted, after, limit: 100 })).map((found) => found.path);
  const chain = (...paths: string[]): string => paths.map((path) => `${folders.get(path)?.id}/`).join('');

  expect(await search('')).toEqual(['open', 'open/sub', 'open/file in open', 'open/sub/file in open sub']);
  // The second lies nowhere: to be behind `open` does not bring it into sight.
  const hidden = [chain('hidden'), chain('open', 'hidden'), chain('hidden', 'hidden/sub'), chain('open', 'hidden/sub')];
  for (const place of hidden) {
    for (const nameKey of ['', null]) {
      const found = await search('', { chain: place, nameKey });
      expect(found.filter((one) => one.includes('hidden'))).toEqual([]);
    }
  }
  expect(await search('open', { chain: chain('open/sub'), nameKey: '' })).toEqual(['open/sub/file in open sub']);
  const bad = [
    t.admin.rootId,
    'folder_elsewhere/',
    '../',
    `/${chain('hidden')}`,
    `${(await t.core.tree.find(t.admin, 'open/file in open')).node.id}/`,
  ];
  for (const place of bad) {
    for (const nameKey of ['', null])
      await expect(search('open', { chain: place, nameKey }), place).rejects.toMatchObject({ code: 'invalid', reason: 'bad_cursor' });
  }
});

test('a search goes on when what it found last was deleted, or moved, and when the folder around it was', async () => {
  const t = await openTestCore();
  for (const path of ['hit 1', 'hit 2', 'a', 'b', 'a/hit 3', 'a/hit 4', 'away'])
    await t.core.tree.makeFolder(t.admin, path, { mkdirParents: true });
  const find = async (path: string): Promise<Node> => (await t.core.tree.find(t.admin, path)).node;
  for (const path of ['a', 'b']) for (const i of [5, 6]) await put(t, t.admin, { name: `hit ${i}`, folderId: (await find(path)).id });

  const away = (path: string) => t.core.tree.move(t.admin, path, `away/${path.replace(/[^0-9]/g, '')}`, { overwrite: false });
  const remove = (path: string) => t.core.tree.delete(t.admin, path, { recursive: true });
  const done: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
    'hit 1': remove,
    'hit 2': away,
    'a/hit 4': remove,
    'a/hit 6': () => remove('a'),
    'b/hit 6': away,
  };
  const seen: string[] = [];
  for (let after: SearchPlace | undefined; ;) {
    const { found } = await t.core.tree.searchFor(t.admin, {}, { wanted: { namePart: 'hit' }, after, limit: 1, mostFolders: 1000 });
    const [one] = found;
    if (one === undefined) break;
    seen.push(one.path);
    await done[one.path]?.(one.path);
    after = one.place;
  }
  expect(seen).toEqual(['hit 1', 'hit 2', 'a/hit 3', 'a/hit 4', 'a/hit 5', 'a/hit 6', 'b/hit 5', 'b/hit 6']);
});

test('what is longer than a name is not searched for', async () => {
  const t = await openTestCore();
  const search = (namePart: string): Promise<unknown> => t.core.tree.search(t.admin, '', { wanted: { namePart }, limit: 10 });
  // One such letter is 18 for the comparison.
  for (const tooLong of ['x'.repeat(256), '\ufdfa'.repeat(15), '\ufdfa'.repeat(1700), '%'.repeat(30_000)])
    await expect(search(tooLong)).rejects.toMatchObject({ code: 'invalid' });
  for (const longest of ['x'.repeat(255), '\u{1f30d}'.repeat(255), '%'.repeat(255)]) expect(await search(longest)).toEqual([]);
  const byMetadata = (metadata: { key?: string; value?: string }): Promise<unknown> =>
    t.core.tree.search(t.admin, '', { wanted: { metadata }, limit: 10 });
  for (const tooLong of [{ key: 'x'.repeat(257) }, { value: '\\'.repeat(16_000) }])
    await expect(byMetadata(tooLong)).rejects.toMatchObject({ code: 'invalid' });
  expect(await byMetadata({ key: '\\'.repeat(256), value: '\\'.repeat(1024) })).toEqual([]);
});

test('a NUL is in no name, and ends no pattern', async () => {
  const t = await openTestCore();
  await put(t, t.admin, { name: 'a file' });
  const search = (namePart: string): Promise<readonly unknown[]> => t.core.tree.search(t.admin, '', { wanted: { namePart }, limit: 10 });
  expect(await search('a')).toHaveLength(1);
  for (const namePart of ['\0', 'a\0', '*\0', '\0a', 'a\0b']) expect(await search(namePart)).toEqual([]);
});

test('a search that looks into few folders at a time finds everything once, and says where to go on', async () => {
  const t = await openTestCore();
  const paths = Array.from({ length: 30 }, (_, i) => (i < 10 ? `f${i}` : `f${i % 10}/f${i}`));
  for (const path of paths) {
    const { node } = await t.core.tree.makeFolder(t.admin, path, { mkdirParents: true });
    if (path.endsWith('9')) for (const name of ['hit 1', 'hit 2', 'miss']) await put(t, t.admin, { name, folderId: node.id });
  }
  await put(t, t.admin, { name: 'hit at the top' });
  for (const kind of [undefined, 'file'] as const) {
    for (const [mostFolders, limit] of [
      [1, 100],
      [7, 100],
      [7, 2],
      [31, 3],
      [1000, 100],
    ] as const) {
      const found: string[] = [];
      const pages: number[] = [];
      for (let after: SearchPlace | undefined; ;) {
        const result = await t.core.tree.searchFor(t.admin, {}, { wanted: { namePart: 'hit' }, kind, after, limit, mostFolders });
        found.push(...result.found.map(({ path }) => path));
        pages.push(result.found.length);
        expect(result.found.length).toBeLessThanOrEqual(limit);
        const next = result.stoppedAt ?? (result.found.length === limit ? result.found.at(-1)?.place : undefined);
        if (next === undefined) break;
        after = next;
      }
      expect(found.sort()).toEqual(
        ['f9/f19', 'f9/f29', 'f9'].flatMap((path) => [`${path}/hit 1`, `${path}/hit 2`]).concat('hit at the top'),
      );
      if (mostFolders === 1) expect(pages).toHaveLength(32);
      if (mostFolders === 1000) expect(pages).toHaveLength(1);
    }
  }
});
