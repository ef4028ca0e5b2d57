import { describe, expect, test } from 'vitest';
import { bytesOf, newMember, openTestCore, put, storedKeys, type TestCore } from '../core.test-setup.ts';
import type { Member } from '../access/principal.ts';
import type { PermissionName } from '../access/access.ts';
import { archiveOf, zipped } from '../content/zip.test-setup.ts';

/** Who may put something into a folder does not by that take away what is in it. */

const old = { bytes: 'old' } as const;

async function opened(permissions: readonly PermissionName[]): Promise<{ t: TestCore; sam: Member }> {
  const t = await openTestCore();
  for (const [path, bytes] of [
    ['inbox/x', 'old'],
    ['inbox/sub/deep/x', 'old'],
    ['own/x', 'new'],
    ['own/a', 'new'],
    ['own/sub/a', 'new'],
    ['own/sub/deep/x', 'new'],
  ] as const) {
    const [name = '', ...above] = path.split('/').reverse();
    const parent = above.reverse().join('/');
    const there = await t.core.tree.find(t.admin, parent).catch(() => t.core.tree.makeFolder(t.admin, parent, { mkdirParents: true }));
    await put(t, t.admin, { name, folderId: there.node.id, bytes });
  }
  const own = await t.core.tree.find(t.admin, 'own');
  await put(t, t.admin, { name: 'x.zip', folderId: own.node.id, bytes: await archiveOf(zipped('a', 'new'), zipped('x', 'new')) });
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [] });
  for (const permission of permissions) await t.core.permissions.create(t.admin, { path: 'inbox', permission, userNumber: user.number });
  await t.core.permissions.create(t.admin, { path: 'own', permission: 'full', userNumber: user.number });
  return { t, sam: await t.core.keys.authenticate(secret) };
}

const overwrite = { overwrite: true, structureOnly: false } as const;

const ways: Readonly<Record<string, (t: TestCore, sam: Member) => Promise<unknown>>> = {
  'a move': (t, sam) => t.core.tree.move(sam, 'own/x', 'inbox/X', overwrite),
  'a copy': (t, sam) => t.core.tree.copy(sam, 'own/x', 'inbox/x', overwrite),
  'the move of a folder': (t, sam) => t.core.tree.move(sam, 'own/sub', 'inbox/sub', overwrite),
  'the copy of a folder': (t, sam) => t.core.tree.copy(sam, 'own/sub', 'inbox/sub', overwrite),
  'an upload': async (t, sam) => {
    const { node } = await t.core.tree.find(t.admin, 'inbox');
    return put(t, sam, { name: 'x', folderId: node.id, bytes: 'new' });
  },
  'the beginning of an upload in parts': (t, sam) => t.core.partUploads.begin(sam, { path: 'inbox/x' }),
  'the end of an upload in parts': async (t, sam) => {
    const { ref } = await t.core.partUploads.begin(sam, { path: 'inbox/y' });
    await t.core.tree.copy(t.admin, 'inbox/x', 'inbox/y', overwrite);
    return t.core.partUploads.complete(sam, ref);
  },
  'an archive': (t, sam) => t.core.zips.zip(sam, { paths: ['own'], destination: 'inbox/x', overwrite: true }),
  'what comes out of an archive': (t, sam) => t.core.zips.unzip(sam, { path: 'own/x.zip', destination: 'inbox', overwrite: true }),
};

/** Paths and contents of all files. */
async function contents(t: TestCore): Promise<Record<string, string>> {
  const found = await t.core.tree.search(t.admin, '', { wanted: { namePart: '' }, kind: 'file', limit: 100 });
  const texts = found.map(async ({ path, node }): Promise<[string, string]> => [path, String(await bytesOf(t, t.admin, node.id))]);
  return Object.fromEntries(await Promise.all(texts));
}

describe.each(Object.keys(ways))('%s', (way) => {
  const attempt = async (t: TestCore, sam: Member): Promise<unknown> => ways[way]?.(t, sam);

  test.each([
    // What is out of sight is a name that is taken.
    [['writeonly'], { code: 'conflict', reason: 'exists' }],
    [['writeonly', 'readonly'], { code: 'forbidden', reason: 'needs_full' }],
  ] as const)('with %j keeps what is there', async (permissions, failure) => {
    const { t, sam } = await opened(permissions);
    const before = await contents(t);
    const kept = await storedKeys(t.blobs);
    await expect(attempt(t, sam)).rejects.toMatchObject(failure);
    const { 'inbox/y': raced, ...after } = await contents(t);
    expect(after).toEqual(before);
    if (raced !== undefined) expect(raced).toBe(old.bytes);
    expect(await storedKeys(t.blobs)).toEqual(kept);
  });

  test('with full replaces it', async () => {
    const { t, sam } = await opened(['full']);
    await attempt(t, sam);
  });
});
