import { expect, test } from 'vitest';
import type { Member } from '../access/principal.ts';
import { newMember, openTestCore, put, withKey, type TestCore } from '../core.test-setup.ts';
import type { MetadataStore } from '../metadata.ts';
import { createCallCounter } from '../turns.test-setup.ts';
import type { EntryBelow, SubtreePlace, SubtreeQuery } from './subtree-listing.ts';

/** Folders end in a slash. The order of making is not that of names. */
const paths = ['z', 'b/', 'b/y', 'b/c', 'b/n/', 'b/n/deep/', 'b/n/deep/er', 'b/n/x', 'b/m/', 'b/m/x', 'a/', 'a/empty/', 'a/1'];

async function openTree(options: Parameters<typeof openTestCore>[0] = {}): Promise<TestCore> {
  const t = await openTestCore(options);
  for (const path of paths) {
    const parts = path.split('/').filter((part) => part !== '');
    const name = parts.pop() ?? '';
    if (path.endsWith('/')) await t.core.tree.makeFolder(t.admin, path, { mkdirParents: true });
    else await put(t, t.admin, { name, folderId: parts.length === 0 ? null : (await t.core.tree.find(t.admin, parts.join('/'))).node.id });
  }
  return t;
}

const shown = ({ node, path }: EntryBelow): string => (node.kind === 'folder' ? `${path}/` : path);

/** All pages of a listing. */
async function list(
  { core }: TestCore,
  member: Member,
  { folderPath = '', limit = 1000, kind }: Partial<SubtreeQuery> & { readonly folderPath?: string } = {},
): Promise<string[]> {
  const found: string[] = [];
  for (let after: SubtreePlace | undefined; ;) {
    const entries = await core.tree.listBelow(member, { folderPath }, { limit, kind, after });
    found.push(...entries.map(shown));
    after = entries.at(-1)?.place;
    if (entries.length < limit) return found;
  }
}

/** Counts what is looked up in the metadata. */
function counted(): { calls: ReturnType<typeof createCallCounter>; watch: (metadata: MetadataStore) => MetadataStore } {
  const calls = createCallCounter();
  const get = (target: MetadataStore, name: string | symbol): unknown => {
    const value: unknown = Reflect.get(target, name);
    if (typeof value !== 'function') return value;
    return (...values: unknown[]): unknown => {
      calls.called(String(name));
      return Reflect.apply(value, target, values);
    };
  };
  return { calls, watch: (metadata) => new Proxy(metadata, { get }) };
}

test('each folder comes before what is in it, files before folders, siblings in the order of their creation, on pages of any size', async () => {
  const t = await openTree();
  const all = ['z', 'b/', 'b/y', 'b/c', 'b/n/', 'b/n/x', 'b/n/deep/', 'b/n/deep/er', 'b/m/', 'b/m/x', 'a/', 'a/1', 'a/empty/'];
  for (let limit = 1; limit <= all.length + 1; limit++) {
    expect(await list(t, t.admin, { limit })).toEqual(all);
    expect(await list(t, t.admin, { limit, kind: 'file' })).toEqual(all.filter((path) => !path.endsWith('/')));
    expect(await list(t, t.admin, { limit, kind: 'folder' })).toEqual(all.filter((path) => path.endsWith('/')));
    expect(await list(t, t.admin, { limit, folderPath: 'b/n' })).toEqual(['b/n/x', 'b/n/deep/', 'b/n/deep/er']);
    expect(await list(t, t.admin, { limit, folderPath: 'a/empty' })).toEqual([]);
  }
});

test('a key for one folder sees paths from there', async () => {
  const t = await openTree();
  const key = await withKey(t, t.admin, { folderId: (await t.core.tree.find(t.admin, 'b/n')).node.id });
  for (const limit of [1, 2, 10]) expect(await list(t, key, { limit })).toEqual(['x', 'deep/', 'deep/er']);
});

test('more folders than are looked up at once, and what may not be seen is passed over as a whole', async () => {
  const { calls, watch } = counted();
  const t = await openTestCore({ watch });
  const rootOf = async (path: string): Promise<string> => (await t.core.tree.makeFolder(t.admin, path, { mkdirParents: true })).node.id;
  const hidden = await rootOf('hidden');
  const many = await rootOf('many');
  for (let i = 0; i < 400; i++) await t.core.folders.create(t.admin, { name: `more ${i}`, parentId: hidden });
  for (const parentId of [hidden, many]) {
    for (let i = 0; i < 120; i++)
      await put(t, t.admin, { name: 'f', folderId: (await t.core.folders.create(t.admin, { name: `${i}`, parentId })).id });
  }
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [], plan: 'team' });
  await t.core.permissions.create(t.admin, { path: 'many', permission: 'readonly', userNumber: user.number });
  const sam = await t.core.keys.authenticate(secret);
  const all = Array.from({ length: 120 }, (_, i) => [`many/${i}/`, `many/${i}/f`]).flat();
  for (const limit of [1, 7, 500]) expect(await list(t, sam, { limit })).toEqual(['many/', ...all]);

  const before = calls.all('subtreeFolders');
  await t.core.tree.listBelow(sam, {}, { limit: 500 });
  // The first 8 folders are hidden ones; then 16, 32, 64 and 128 of those that are shown.
  expect(calls.all('subtreeFolders') - before).toBe(5);
});

test('a page looks up where it begins, and nothing for each row', async () => {
  const { calls, watch } = counted();
  const t = await openTree({ watch });
  const folderId = (await t.core.tree.find(t.admin, 'b/n/deep')).node.id;
  for (let i = 0; i < 300; i++) await put(t, t.admin, { name: `f${i}`, folderId });
  const first = await t.core.tree.listBelow(t.admin, {}, { limit: 100 });
  const names = ['findNode', 'findChild', 'checksumsOf', 'locksIn', 'childFiles'];
  const before = names.map((name) => calls.all(name));
  const second = await t.core.tree.listBelow(t.admin, {}, { limit: 100, after: first.at(-1)?.place });
  const inDeep = first.filter(({ path }) => path.startsWith('b/n/deep/f')).length;
  expect(second.map(shown)).toEqual(Array.from({ length: 100 }, (_, i) => `b/n/deep/f${inDeep + i}`));
  // The root, and the three folders down to where it begins.
  expect(names.map((name, i) => calls.all(name) - (before[i] ?? 0))).toEqual([4, 0, 1, 0, 1]);
});

test('what is there all the while is listed once, whatever is renamed, made and deleted meanwhile', async () => {
  for (let limit = 1; limit < 6; limit++) {
    const t = await openTree();
    const at = async (path: string): Promise<string> => (await t.core.tree.find(t.admin, path)).node.id;
    const [y, c, n] = [await at('b/y'), await at('b/c'), await at('b/n')];
    const ids: string[] = [];
    let after: SubtreePlace | undefined;
    for (let page = 0; ; page++) {
      const entries = await t.core.tree.listBelow(t.admin, {}, { limit, after });
      ids.push(...entries.map(({ node }) => node.id));
      after = entries.at(-1)?.place;
      if (entries.length < limit) break;
      await t.core.files.update(t.admin, y, { name: `${page % 2 === 0 ? 'A' : 'Z'} ${page}` });
      await t.core.files.update(t.admin, c, { name: `${page % 2 === 0 ? 'Y' : 'B'} ${page}` });
      await t.core.folders.update(t.admin, n, { name: `n ${page}` });
      if (page < 3) await put(t, t.admin, { name: `new ${page}` });
    }
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [y, c, n, await at('z'), await at('b/m/x'), await at('a/1')]) expect(ids).toContain(id);
  }
});

test('a page goes on where the one before ended, also when that is gone or elsewhere', async () => {
  const rest = ['b/m/', 'b/m/x', 'a/', 'a/1', 'a/empty/'];
  for (const change of ['delete', 'move'] as const) {
    for (const end of ['b/n/deep/', 'b/n/deep/er']) {
      const t = await openTree();
      const first = await t.core.tree.listBelow(t.admin, {}, { limit: 1000 });
      const after = first[first.findIndex((entry) => shown(entry) === end)]?.place;
      if (change === 'delete') await t.core.tree.delete(t.admin, 'b/n', { recursive: true });
      else await t.core.tree.move(t.admin, 'b/n', 'n', { overwrite: false });
      const found = (await t.core.tree.listBelow(t.admin, {}, { limit: 1000, after })).map(shown);
      // Moved up, it comes at its own place in the order of creation, which is before "b/m" was passed.
      expect(found.filter((path) => !path.startsWith('n/'))).toEqual(rest);
    }
  }
});

test('a forged place leads nowhere else', async () => {
  const t = await openTree();
  const hidden = (await t.core.tree.find(t.admin, 'a')).node;
  const b = (await t.core.tree.find(t.admin, 'b')).node;
  const key = await withKey(t, t.admin, { folderId: b.id });
  const all = await list(t, key);
  for (const chain of [`${hidden.id}/`, `${hidden.id}/${b.id}/`, `${b.id}/`, 'x/', '/', '~/', '', `${t.admin.rootId}/`]) {
    for (const number of [null, 0, -1, 2 ** 50]) {
      const found = await t.core.tree.listBelow(key, {}, { limit: 1000, after: { chain, number } });
      for (const entry of found) expect(all).toContain(shown(entry));
    }
  }
});

test('checksums are there for those who may read, once they are computed', async () => {
  const t = await openTree();
  const file = (await t.core.tree.find(t.admin, 'z')).node;
  await t.core.checksums.sha256Of(t.admin, [file.id], { waitMilliseconds: 5000 });
  const [first] = await t.core.tree.listBelow(t.admin, {}, { limit: 1 });
  expect(first?.checksums?.sha256).toMatch(/^[0-9a-f]{64}$/);
});
