import { describe, expect, test } from 'vitest';
import { bytesOf, changesOf, newMember, openTestCore, storedKeys, usedBytes, withKey, type TestCore } from '../core.test-setup.ts';
import type { FilePlace } from './files.ts';
import type { LocatedFile } from './described-files.ts';
import type { Member } from '../access/principal.ts';

/** Uploads a file to a place. */
async function putTo({ core }: TestCore, member: Member, place: FilePlace, bytes = Buffer.alloc(1500)): Promise<LocatedFile> {
  const received = core.files.receive(member, { encrypted: true });
  await received.stage.write(bytes);
  return core.files.commit(member, received, { ...place, encrypted: true });
}

async function uploadTo({ core }: TestCore, member: Member, { name, ...place }: FilePlace): Promise<LocatedFile> {
  const wanted = { filename: name, totalSizeBytes: 3, totalChunks: 1, encrypted: true, ...place };
  const upload = await core.uploads.init(member, wanted);
  const stage = await core.uploads.receiveChunk(member, upload.id, 0);
  await stage.write(Buffer.from('abc'));
  await core.uploads.putChunk(member, upload.id, 0, stage);
  const file = await core.uploads.complete(member, upload.id);
  expect(await core.uploads.complete(member, upload.id)).toEqual(file);
  return file;
}

const ways = [
  ['in one piece', putTo],
  ['in chunks', uploadTo],
] as const;

/** All paths, as an administrator sees them. */
async function everything({ core, admin }: TestCore): Promise<string[]> {
  return (await core.tree.listBelow(admin, {}, { limit: 1000 })).map(({ path }) => path).sort();
}

describe.each(ways)('an upload %s', (_way, upload) => {
  test('makes the folders of its path that are missing, and says where it is', async () => {
    const t = await openTestCore();
    const first = await upload(t, t.admin, { name: 'x', folderPath: '/A/b//c/' });
    expect(first.path).toBe('A/b/c/x');
    expect(await t.core.tree.find(t.admin, 'a/B/C/X')).toMatchObject({ node: { id: first.file.id }, path: 'A/b/c/x' });
    const { node: b } = await t.core.tree.find(t.admin, 'a/b');
    for (const [place, path] of [
      [{ folderPath: 'a/B' }, 'A/b/y'],
      [{ folderId: b.id, folderPath: 'c' }, 'A/b/c/y'],
      [{ folderId: b.id, folderPath: '/' }, 'A/b/y'],
      [{ folderId: b.id }, 'A/b/y'],
      [{ folderPath: '/' }, 'y'],
      [{}, 'y'],
      [{ folderId: null }, 'y'],
    ] as const) {
      expect((await upload(t, t.admin, { name: 'y', ...place })).path).toBe(path);
    }
    expect(await everything(t)).toEqual(['A', 'A/b', 'A/b/c', 'A/b/c/x', 'A/b/c/y', 'A/b/y', 'y']);
  });

  test('many at once make each folder once', async () => {
    const t = await openTestCore();
    await Promise.all(Array.from({ length: 40 }, (_, i) => upload(t, t.admin, { name: `${i}`, folderPath: `new/${i % 2}` })));
    expect((await everything(t)).filter((path) => !/\d+$/.test(path) || path.split('/').length < 3)).toEqual(['new', 'new/0', 'new/1']);
    expect((await t.core.folders.totals(t.admin, null)).files).toBe(40);
  });

  test('keeps the time of the content to the millisecond, and forgets that of the version before', async () => {
    const t = await openTestCore();
    const times = [1_736_937_000_123, 0, -62_135_596_800_000, 253_402_300_799_999];
    for (const providedMtime of times) {
      const { file } = await upload(t, t.admin, { name: 'x', providedMtime });
      expect(file.providedMtime).toBe(providedMtime);
      expect(await t.core.files.describe(t.admin, file.id)).toMatchObject({ file: { providedMtime } });
    }
    expect((await upload(t, t.admin, { name: 'x' })).file.providedMtime).toBeNull();
  });

  test('a taken name: the new version, another name, or a refusal that leaves nothing', async () => {
    const t = await openTestCore();
    const first = await upload(t, t.admin, { name: 'x.txt', folderPath: 'a' });
    const numbered = await upload(t, t.admin, { name: 'X.txt', folderPath: 'a', ifTaken: 'rename' });
    expect(numbered.path).toBe('a/X (2).txt');
    const version = await upload(t, t.admin, { name: 'X.TXT', folderPath: 'a', ifTaken: 'replace' });
    expect(version).toMatchObject({ file: { id: first.file.id }, path: 'a/x.txt' });
    await t.core.maintenance.collectGarbage();
    const before = [await storedKeys(t.blobs), await changesOf(t.metadata), await usedBytes(t.metadata, t.admin.userId)];
    for (const folderPath of ['A', 'a/x.txt', 'a/x.txt/b'])
      await expect(upload(t, t.admin, { name: 'x.txt', folderPath, ifTaken: 'refuse' })).rejects.toMatchObject({ code: 'conflict' });
    expect([await storedKeys(t.blobs), await changesOf(t.metadata), await usedBytes(t.metadata, t.admin.userId)]).toEqual(before);
    // Free in another folder, it is stored.
    expect((await upload(t, t.admin, { name: 'x.txt', folderPath: 'b', ifTaken: 'refuse' })).path).toBe('b/x.txt');
  });

  test('goes as deep as folders do, and no deeper', async () => {
    const t = await openTestCore();
    const before = await changesOf(t.metadata);
    await expect(upload(t, t.admin, { name: 'x', folderPath: 'd/'.repeat(101) })).rejects.toMatchObject({ code: 'conflict' });
    expect(await changesOf(t.metadata)).toEqual(before);
    expect((await upload(t, t.admin, { name: 'x', folderPath: 'd/'.repeat(99) })).path).toBe(`${'d/'.repeat(99)}x`);
  });

  test('asks for rights on the way: what is not seen is made beside nothing, and what is granted further down is found', async () => {
    const t = await openTestCore();
    await putTo(t, t.admin, { name: 'secret', folderPath: 'a/hidden' });
    await putTo(t, t.admin, { name: 'x', folderPath: 'a/inbox/deep' });
    const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [], plan: 'team' });
    await t.core.permissions.create(t.admin, { path: 'a/inbox', permission: 'writeonly', userNumber: user.number });
    const sam = await t.core.keys.authenticate(secret);
    const before = await changesOf(t.metadata);
    for (const folderPath of ['/', 'a', 'a/hidden', 'a/new', 'new', 'a/hidden/secret']) {
      const code = folderPath === '/' || folderPath === 'a' ? 'forbidden' : expect.stringMatching(/^(?:forbidden|not_found)$/);
      await expect(upload(t, sam, { name: 'x', folderPath }), folderPath).rejects.toMatchObject({ code });
    }
    expect(await changesOf(t.metadata)).toEqual(before);
    // Who may only put things in does that, also in folders to be made, with a key that may not even read.
    const writer = await withKey(t, sam, { scopes: ['files:write'] });
    for (const [member, folderPath] of [
      [sam, 'a/inbox/new'],
      [writer, 'a/inbox/deep'],
      [writer, 'a/inbox/another/one'],
    ] as const) {
      expect((await upload(t, member, { name: 'mine', folderPath })).path).toBe(`${folderPath}/mine`);
    }
    const reader = await withKey(t, t.admin, { scopes: ['files:read'] });
    await expect(upload(t, reader, { name: 'x', folderPath: 'new' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a key for one folder names paths from there', async () => {
    const t = await openTestCore();
    const { node } = await t.core.tree.makeFolder(t.admin, 'a/b', { mkdirParents: true });
    const key = await withKey(t, t.admin, { folderId: node.id });
    expect((await upload(t, key, { name: 'x', folderPath: 'c' })).path).toBe('c/x');
    expect((await upload(t, key, { name: 'y' })).path).toBe('y');
    await expect(upload(t, key, { name: 'x', folderId: t.admin.rootId, folderPath: 'a' })).rejects.toMatchObject({ code: 'not_found' });
    expect(await everything(t)).toEqual(['a', 'a/b', 'a/b/c', 'a/b/c/x', 'a/b/y']);
  });
});

test('a refusal takes the folders back that were made for it', async () => {
  const t = await openTestCore();
  const { member, user } = await newMember(t, { username: 'small', plan: 'free' });
  for (const name of ['a', 'b']) await putTo(t, member, { name, folderPath: 'full' }, Buffer.alloc(900_000));
  const before = [await everything(t), await changesOf(t.metadata), await usedBytes(t.metadata, user.id)];
  await expect(putTo(t, member, { name: 'c', folderPath: 'new/one' }, Buffer.alloc(900_000))).rejects.toMatchObject({ code: 'too_large' });
  const large = { filename: 'c', totalSizeBytes: 900_000, totalChunks: 1, encrypted: true, folderPath: 'new/one' };
  await expect(t.core.uploads.init(member, large)).rejects.toMatchObject({ code: 'too_large' });
  expect([await everything(t), await changesOf(t.metadata), await usedBytes(t.metadata, user.id)]).toEqual(before);
});

test('a name that is taken is refused before the bytes come, and again when it was taken meanwhile', async () => {
  const t = await openTestCore();
  const wanted = { filename: 'x', totalSizeBytes: 3, totalChunks: 1, encrypted: true, folderPath: 'new', ifTaken: 'refuse' } as const;
  const upload = await t.core.uploads.init(t.admin, wanted);
  expect(await everything(t)).toEqual(['new']);
  const { file } = await putTo(t, t.admin, { name: 'X', folderPath: 'new' }, Buffer.from('other'));
  await expect(t.core.uploads.init(t.admin, wanted)).rejects.toMatchObject({ code: 'conflict' });
  const stage = await t.core.uploads.receiveChunk(t.admin, upload.id, 0);
  await stage.write(Buffer.from('abc'));
  await t.core.uploads.putChunk(t.admin, upload.id, 0, stage);
  await expect(t.core.uploads.complete(t.admin, upload.id)).rejects.toMatchObject({ code: 'conflict' });
  expect(String(await bytesOf(t, t.admin, file.id))).toBe('other');
  // Whoever makes room can finish it.
  await t.core.files.delete(t.admin, file.id);
  expect(await t.core.uploads.complete(t.admin, upload.id)).toMatchObject({ path: 'new/x', file: { sizeBytes: 3 } });
});

test('nothing is looked up for the path of a file in the root or directly below it', async () => {
  let lookUps = 0;
  const t = await openTestCore({
    watch: (metadata) =>
      new Proxy(metadata, {
        get(target, name) {
          if (name !== 'write') return Reflect.get(target, name) as unknown;
          return (job: Parameters<typeof target.write>[0]) =>
            target.write((tx) => {
              // A job may be run twice.
              lookUps = 0;
              return job({
                ...tx,
                findNode(id) {
                  lookUps += 1;
                  return tx.findNode(id);
                },
              });
            });
        },
      }),
  });
  const deep = await t.core.tree.makeFolder(t.admin, 'a/b/c', { mkdirParents: true });
  const above = await t.core.tree.find(t.admin, 'a');
  for (const [folderId, most] of [
    [null, 1],
    [above.node.id, 1],
    [deep.node.id, 3],
  ] as const) {
    await putTo(t, t.admin, { name: 'x', folderId });
    expect(lookUps).toBe(most);
  }
});
