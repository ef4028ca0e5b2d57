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
  const id = (path: string): string => folders.get(path)?.id ?? '';

  expect(await search('')).toEqual(['open', 'open/sub', 'open/file in open', 'open/sub/file in open sub']);
  for (const path of ['hidden', 'hidden/sub']) {
    for (const nameKey of ['', null]) {
      const found = await search('', { folderId: id(path), nameKey });
      expect(found.filter((one) => one.includes('hidden'))).toEqual([]);
    }
  }
  expect(await search('open', { folderId: id('open/sub'), nameKey: '' })).toEqual(['open/sub/file in open sub']);
  const bad = [
    id('hidden'),
    t.admin.rootId,
    'folder_elsewhere',
    '',
    // What a place was made of once: it said itself where it is.
    `/${t.admin.rootId}/${id('open')}/${id('hidden')}/`,
    (await t.core.tree.find(t.admin, 'open/file in open')).node.id,
  ];
  for (const folderId of bad) {
    for (const nameKey of ['', null])
      await expect(search('open', { folderId, nameKey }), folderId).rejects.toMatchObject({ code: 'invalid', reason: 'bad_cursor' });
  }
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
