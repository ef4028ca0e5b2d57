import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bytesOf, changesOf, newMember, openTestCore, put, storedKeys, usedBytes, withKey, type TestCore } from '../core.test-setup.ts';
import type { FileNode, MetadataStore } from '../metadata.ts';
import { createCallCounter, turnsDuring } from '../turns.test-setup.ts';
import type { Member } from '../access/principal.ts';
import { archiveOf, aTime, othersArchive, rawArchive, sourceOf, zipped } from './zip.test-setup.ts';
import { readZipDirectory, unzipEntry } from './zip-reader.ts';

const folder = async (t: TestCore, path: string): Promise<string> =>
  (await t.core.tree.makeFolder(t.admin, path, { mkdirParents: true })).node.id;

async function contentAt(t: TestCore, path: string): Promise<Buffer> {
  return bytesOf(t, t.admin, (await t.core.tree.find(t.admin, path)).node.id);
}

/** Paths and contents of an archive in the tree. */
async function packedAt(t: TestCore, path: string): Promise<Record<string, string>> {
  const archive = await contentAt(t, path);
  const found: Record<string, string> = {};
  for (const entry of await readZipDirectory(sourceOf(archive))) {
    const pieces: Buffer[] = [];
    if (!entry.isFolder) await unzipEntry(sourceOf(archive), entry, (chunk) => void pieces.push(chunk));
    found[entry.isFolder ? `${entry.path}/` : entry.path] = Buffer.concat(pieces).toString('latin1');
  }
  return found;
}

/** All that is in a folder, by path; folders end in a slash. */
async function treeAt(t: TestCore, path: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const listing = { sort: 'name', descending: false, limit: 1000 } as const;
  for (const { node, path: at } of await t.core.tree.list(t.admin, { folderPath: path }, listing)) {
    if (node.kind === 'file') found[at] = (await bytesOf(t, t.admin, node.id)).toString('latin1');
    else Object.assign(found, { [`${at}/`]: '' }, await treeAt(t, at));
  }
  return found;
}

const zip = (t: TestCore, member: Member, paths: readonly string[], destination: string, overwrite = false): Promise<{ status: string }> =>
  t.core.zips.zip(member, { paths, destination, overwrite });

const unzip = (
  t: TestCore,
  path: string,
  destination: string,
  more: { filename?: string; overwrite?: boolean } = {},
): Promise<{ status: string }> => t.core.zips.unzip(t.admin, { path, destination, overwrite: false, ...more });

/** Counts what is asked for outside of transactions. */
function counting(metadata: MetadataStore, calls: ReturnType<typeof createCallCounter>): MetadataStore {
  return {
    ...metadata,
    findChild(parentId, nameKey) {
      calls.called('findChild');
      return metadata.findChild(parentId, nameKey);
    },
    findBlob(id) {
      calls.called('findBlob');
      return metadata.findBlob(id);
    },
  };
}

const putArchive = (t: TestCore, bytes: Buffer, encrypted = true): Promise<FileNode> =>
  put(t, t.admin, { name: 'archive.zip', bytes, encrypted });

describe('packing', () => {
  test('files and whole folders, encrypted or not, into one archive', async () => {
    const t = await openTestCore();
    const large = randomBytes(1_500_000);
    const docs = await folder(t, 'in/docs');
    const sub = await folder(t, 'in/docs/sub');
    await folder(t, 'in/docs/empty');
    await put(t, t.admin, { name: 'a.txt', folderId: docs, bytes: 'A' });
    await put(t, t.admin, { name: 'ü.txt', folderId: sub, bytes: large, encrypted: false });
    await put(t, t.admin, { name: 'a.txt', bytes: 'another A' });
    await put(t, t.admin, { name: 'none', bytes: '' });
    const started = await zip(t, t.admin, ['in/docs', '/a.txt', 'none', 'in/docs/a.txt'], 'in/all.zip');
    expect(started).toMatchObject({ status: 'completed' });
    expect(await packedAt(t, 'in/all.zip')).toEqual({
      'docs/': '',
      'docs/a.txt': 'A',
      'docs/empty/': '',
      'docs/sub/': '',
      'docs/sub/ü.txt': large.toString('latin1'),
      'a.txt': 'another A',
      none: '',
      'a (2).txt': 'A',
    });
    const { number } = started as unknown as { number: number };
    expect(await t.core.fileMigrations.get(t.admin, number)).toMatchObject({
      operation: 'zip',
      status: 'completed',
      path: 'in/docs, a.txt, none, in/docs/a.txt',
      destPath: 'in/all.zip',
      filesMoved: 8,
    });
  });

  test('the whole tree, over the archive that is in it', async () => {
    const t = await openTestCore();
    await put(t, t.admin, { name: 'a', bytes: 'A' });
    await zip(t, t.admin, [''], 'all.zip');
    await expect(zip(t, t.admin, [''], 'ALL.zip')).rejects.toMatchObject({ code: 'conflict', reason: 'exists' });
    await zip(t, t.admin, ['/'], 'all.zip', true);
    expect(await packedAt(t, 'all.zip')).toEqual({ a: 'A' });
  });

  test('only what the member may read, and nothing is kept of a refusal', async () => {
    const t = await openTestCore();
    const { member, user } = await newMember(t, { username: 'ann', plan: 'free', rootId: t.admin.rootId, grants: [] });
    const open = await folder(t, 'open');
    const closed = await folder(t, 'open/closed');
    await put(t, t.admin, { name: 'a', folderId: open, bytes: 'A' });
    await put(t, t.admin, { name: 'secret', folderId: closed, bytes: 'S' });
    const listed = await folder(t, 'listed');
    const grant = (folderId: string, permission: 'readonly' | 'list' | 'full', recursive = true): Promise<unknown> =>
      t.metadata.write((tx) => tx.insertPermission({ folderId, userId: user.id, groupNumber: null, permission, recursive, createdAt: 0 }));
    for (const id of [open, listed, await folder(t, 'out')]) {
      await t.metadata.write(async (tx) => {
        const node = await tx.findNode(id);
        if (node?.kind === 'folder') await tx.makeRoot(node);
      });
    }
    await grant(open, 'readonly', false);
    await grant(listed, 'list');
    await grant((await t.core.tree.find(t.admin, 'out')).node.id, 'full');
    // The rights of a member are looked up when the member comes in.
    const ann = await withKey(t, member, {});
    await zip(t, ann, ['open'], 'out/x.zip');
    expect(await packedAt(t, 'out/x.zip')).toEqual({ 'open/': '', 'open/a': 'A' });

    const before = await changesOf(t.metadata);
    await put(t, t.admin, { name: 'large', folderId: open, bytes: randomBytes(1_000_000) });
    const kept = (await storedKeys(t.blobs)).length;
    for (const [paths, destination, failure] of [
      [['open/closed'], 'out/y.zip', { code: 'not_found' }],
      [['listed'], 'out/y.zip', { code: 'forbidden', reason: 'needs_read' }],
      [['open'], 'open/y.zip', { code: 'forbidden', reason: 'needs_write' }],
      [['open'], 'missing/y.zip', { code: 'not_found', reason: 'parent_missing' }],
      [['open'], 'out', { code: 'forbidden' }],
      [['open'], 'out/large.zip', { code: 'too_large' }],
      [[], 'out/y.zip', { code: 'invalid' }],
    ] as const) {
      await expect(zip(t, ann, paths, destination), destination).rejects.toMatchObject(failure);
    }
    expect((await changesOf(t.metadata)).length).toBe(before.length + 1);
    expect(await storedKeys(t.blobs)).toHaveLength(kept);
  });

  test('what is named twice is packed once, and too many names are refused before anything is looked up', async () => {
    const calls = createCallCounter();
    const t = await openTestCore({ watch: (metadata) => counting(metadata, calls) });
    await put(t, t.admin, { name: 'a.txt', bytes: 'A' });
    await zip(t, t.admin, ['a.txt', '/A.TXT', 'a.txt/'], 'x.zip');
    expect(await packedAt(t, 'x.zip')).toEqual({ 'a.txt': 'A' });
    const before = calls.all('findChild');
    const many = Array.from({ length: 1001 }, () => 'a.txt');
    await expect(zip(t, t.admin, many, 'y.zip')).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('1000') });
    expect(calls.all('findChild')).toBe(before);
  });

  test('others get their turn while paths are looked up, named and packed', async () => {
    const calls = createCallCounter();
    const t = await openTestCore({ watch: (metadata) => counting(metadata, calls) });
    const names = Array.from({ length: 120 }, (_, index) => `${index}.txt`);
    for (const name of names) await put(t, t.admin, { name, bytes: '' });
    await zip(t, t.admin, names, 'x.zip');
    // Looked up, with what else is asked for at the end of it.
    expect(calls.most('findChild')).toBeLessThan(5);
    expect(calls.most('findBlob')).toBeLessThanOrEqual(20);
    // It ends when all have their names, so that nobody waits for a disk.
    const { member } = await newMember(t, { username: 'free', plan: 'free' });
    for (const name of names) await put(t, member, { name, bytes: '' });
    await put(t, member, { name: 'large', bytes: randomBytes(1_000_000) });
    const turns = await turnsDuring(async () => {
      await expect(zip(t, member, [...names, 'large'], 'x.zip')).rejects.toMatchObject({ code: 'too_large' });
    });
    expect(turns).toBeGreaterThanOrEqual(2 * names.length);
  });

  test('a folder with far too much in it is refused before all of it is collected', async () => {
    let slices = 0;
    const t = await openTestCore({
      watch: (metadata) => ({
        ...metadata,
        async filesOf(folderId, limit, afterId) {
          const [file] = await metadata.filesOf(folderId, 1);
          slices += 1;
          if (file === undefined || slices > 300) return [];
          return Array.from({ length: limit }, (_, index) => ({ ...file, id: `${afterId ?? ''}${index}`.slice(-10) }));
        },
      }),
    });
    await put(t, t.admin, { name: 'x', folderId: await folder(t, 'full') });
    await expect(zip(t, t.admin, ['full'], 'x.zip')).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('100000'),
    });
    expect(slices).toBeLessThanOrEqual(201);
  });

  test('one member has two jobs at once, whatever they are and however they end', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'other' });
    await put(t, t.admin, { name: 'a', bytes: 'A' });
    await put(t, member, { name: 'a', bytes: 'A' });
    await zip(t, t.admin, ['a'], 'a.zip');
    const started = await Promise.allSettled([
      zip(t, t.admin, ['missing'], '1.zip'),
      unzip(t, 'a.zip', 'out'),
      zip(t, t.admin, ['a'], '3.zip'),
      unzip(t, 'a.zip', 'four'),
      zip(t, member, ['a'], '5.zip'),
    ]);
    const codes = started.map((result) => (result.status === 'fulfilled' ? 'done' : (result.reason as { code: string }).code));
    expect(codes).toEqual(['not_found', 'done', 'rate_limited', 'rate_limited', 'done']);
    await Promise.all([zip(t, t.admin, ['a'], '3.zip'), unzip(t, 'a.zip', 'four')]);
  });

  test('content that cannot be read ends it, and leaves nothing', async () => {
    const t = await openTestCore();
    await put(t, t.admin, { name: 'a', bytes: randomBytes(70_000) });
    const damaged = await put(t, t.admin, { name: 'b', bytes: randomBytes(70_000) });
    const [segment] = await t.metadata.segmentsOf(damaged.blobId);
    await t.blobs.delete(segment?.key ?? '');
    await expect(zip(t, t.admin, ['a', 'b'], 'x.zip')).rejects.toMatchObject({ code: 'corrupt' });
    await expect(t.core.tree.find(t.admin, 'x.zip')).rejects.toMatchObject({ code: 'not_found' });
    expect(await storedKeys(t.blobs)).toHaveLength(1);
  });
});

describe('unpacking', () => {
  test('archives of ours and of others, encrypted or not, into a folder that is made', async () => {
    const t = await openTestCore();
    const large = randomBytes(700_000);
    const ours = await archiveOf(zipped('dir/'), zipped('dir/large', large), zipped('dir/empty', ''), zipped('x', 'X'));
    for (const encrypted of [true, false]) {
      await putArchive(t, ours, encrypted);
      const out = `out/${encrypted}`;
      expect(await unzip(t, 'archive.zip', out)).toMatchObject({ status: 'completed' });
      expect(await treeAt(t, out)).toEqual({
        [`${out}/dir/`]: '',
        [`${out}/dir/large`]: large.toString('latin1'),
        [`${out}/dir/empty`]: '',
        [`${out}/x`]: 'X',
      });
      expect((await t.core.tree.find(t.admin, `${out}/x`)).node).toMatchObject({ providedMtime: aTime, createdBy: 1 });
    }
    for (const by of ['infoZip', 'jar', 'python'] as const) {
      await putArchive(t, othersArchive(by));
      await unzip(t, 'archive.zip', by);
      expect(await treeAt(t, by)).toMatchObject({
        [`${by}/a.txt`]: 'hello\n',
        [`${by}/dir/rep.txt`]: 'abc'.repeat(3000),
        [`${by}/dir/sub/ü.txt`]: Buffer.from('ü').toString('latin1'),
      });
    }
  });

  test('what was packed comes out again', async () => {
    const t = await openTestCore();
    const docs = await folder(t, 'docs/deep');
    for (let index = 0; index < 30; index++) await put(t, t.admin, { name: `${index}`, folderId: docs, bytes: randomBytes(index * 1000) });
    await zip(t, t.admin, ['docs'], 'docs.zip');
    await unzip(t, 'docs.zip', 'again');
    const strip = (tree: Record<string, string>): Record<string, string> =>
      Object.fromEntries(Object.entries(tree).map(([path, text]) => [path.replace(/^again\//, ''), text]));
    const all = await treeAt(t, 'docs');
    expect(strip(await treeAt(t, 'again/docs'))).toEqual(all);
  });

  test('one file of it, or one folder', async () => {
    const t = await openTestCore();
    await putArchive(t, await archiveOf(zipped('a/b/x', '1'), zipped('a/y', '2'), zipped('ab', '3')));
    await unzip(t, 'archive.zip', 'one', { filename: 'a/y' });
    await unzip(t, 'archive.zip', 'two', { filename: '/a/' });
    expect(await treeAt(t, 'one')).toEqual({ 'one/a/': '', 'one/a/y': '2' });
    expect(Object.keys(await treeAt(t, 'two'))).toEqual(['two/a/', 'two/a/b/', 'two/a/b/x', 'two/a/y']);
    await expect(unzip(t, 'archive.zip', 'three', { filename: 'nothing' })).rejects.toMatchObject({ code: 'not_found' });
    expect((await t.core.zips.list(t.admin, 'archive.zip')).map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
      ['a/b/x', 1],
      ['a/y', 1],
      ['ab', 1],
    ]);
  });

  test('a long directory of an archive that is stored as it is', async () => {
    const t = await openTestCore();
    // Several times what is read at once.
    const names = Array.from({ length: 15_000 }, (_, index) => `${index} ${'x'.repeat(200)}`);
    await putArchive(t, await archiveOf(...names.map((name) => zipped(name, ''))), false);
    expect((await t.core.zips.list(t.admin, 'archive.zip')).map(({ path }) => path)).toEqual(names);
  });

  test('files that are there are replaced only when that is wanted', async () => {
    const t = await openTestCore();
    await putArchive(t, await archiveOf(zipped('new', 'N'), zipped('Dir/X', 'after')));
    const dir = await folder(t, 'out/dir');
    const old = await put(t, t.admin, { name: 'x', folderId: dir, bytes: 'before' });
    const before = await changesOf(t.metadata);
    await expect(unzip(t, 'archive.zip', 'out')).rejects.toMatchObject({ code: 'conflict', reason: 'exists' });
    expect(await changesOf(t.metadata)).toEqual(before);
    await unzip(t, 'archive.zip', 'out', { overwrite: true });
    expect(await treeAt(t, 'out')).toEqual({ 'out/dir/': '', 'out/dir/x': 'after', 'out/new': 'N' });
    expect((await t.core.tree.find(t.admin, 'out/dir/x')).node.id).toBe(old.id);
    // A folder never gives way to a file, nor the other way round.
    await folder(t, 'other/new');
    await expect(unzip(t, 'archive.zip', 'other', { overwrite: true })).rejects.toMatchObject({ reason: 'exists' });
    await put(t, t.admin, { name: 'dir', folderId: await folder(t, 'third'), bytes: 'a file' });
    await expect(unzip(t, 'archive.zip', 'third', { overwrite: true })).rejects.toMatchObject({ reason: 'exists' });
    await expect(unzip(t, 'archive.zip', 'third/dir')).rejects.toMatchObject({ reason: 'is_file' });
  });

  test('others get their turn while it is looked what is in the way', async () => {
    const calls = createCallCounter();
    const t = await openTestCore({ watch: (metadata) => counting(metadata, calls) });
    const deep = 'd/'.repeat(49);
    await putArchive(t, await archiveOf(...Array.from({ length: 50 }, (_, index) => zipped(`${deep}${index}`, ''))));
    await folder(t, `out/${deep}`);
    await unzip(t, 'archive.zip', 'out');
    // The way down once, then each of them is 50 names to compare.
    expect(calls.most('findChild')).toBeLessThan(60);
    expect(calls.all('findChild')).toBeGreaterThan(90);
  });

  test('hostile archives change nothing', async () => {
    const t = await openTestCore();
    for (const bytes of [
      rawArchive([
        { name: 'fine', packed: Buffer.from('x') },
        { name: '../../escaped', packed: Buffer.from('x') },
      ]),
      othersArchive('symlink'),
      othersArchive('encrypted'),
      Buffer.from('no archive'),
      Buffer.alloc(0),
    ]) {
      await putArchive(t, bytes);
      const before = await changesOf(t.metadata);
      await expect(unzip(t, 'archive.zip', 'out')).rejects.toMatchObject({ code: 'invalid', reason: 'bad_zip' });
      await expect(t.core.zips.list(t.admin, 'archive.zip')).rejects.toMatchObject({ reason: 'bad_zip' });
      expect(await changesOf(t.metadata)).toEqual(before);
    }
    await folder(t, 'a folder');
    await expect(unzip(t, 'a folder', 'out')).rejects.toMatchObject({ reason: 'is_folder' });
    await expect(unzip(t, 'missing', 'out')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('bombs, and what is larger than the plan allows, are refused by what they announce, and ended when they lie', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'free', plan: 'free' });
    const asFree = (): Promise<unknown> => t.core.zips.unzip(member, { path: 'a.zip', destination: 'out', overwrite: false });
    const zeros = (sizeBytes: number): { packed: Buffer; plain: Buffer; method: number } => {
      const plain = Buffer.alloc(sizeBytes);
      return { packed: deflateRawSync(plain), plain, method: 8 };
    };
    await put(t, member, { name: 'a.zip', bytes: rawArchive([{ name: 'x', ...zeros(1_000_001) }]) });
    await expect(asFree()).rejects.toMatchObject({ code: 'too_large' });
    await put(t, member, { name: 'a.zip', bytes: rawArchive(['x', 'y', 'z'].map((name) => ({ name, ...zeros(900_000) }))) });
    await expect(asFree()).rejects.toMatchObject({ code: 'too_large' });
    // Says that it has 10 bytes, and has a million.
    await put(t, member, { name: 'a.zip', bytes: rawArchive([{ name: 'x', ...zeros(1_000_000), sizeBytes: 10 }]) });
    const used = await usedBytes(t.metadata, member.userId);
    await expect(asFree()).rejects.toMatchObject({ reason: 'bad_zip' });
    expect(await usedBytes(t.metadata, member.userId)).toBe(used);
    // No quota, but nobody packs 2 GiB into this.
    const tiny = { packed: deflateRawSync(Buffer.alloc(1000)), method: 8, sizeBytes: 1024 ** 3 - 1, crc: 0 };
    await putArchive(t, rawArchive(['x', 'y'].map((name) => ({ name, ...tiny }))));
    await expect(unzip(t, 'archive.zip', 'out')).rejects.toMatchObject({ reason: 'bad_zip' });
    expect(await treeAt(t, '')).not.toHaveProperty('out/');
  });

  test('needs the right to read the archive, and to write into the folder', async () => {
    const t = await openTestCore();
    await putArchive(t, await archiveOf(zipped('x', 'X')));
    const reading = await withKey(t, t.admin, { scopes: ['files:read'] });
    const writing = await withKey(t, t.admin, { scopes: ['files:write'] });
    for (const member of [reading, writing]) {
      await expect(t.core.zips.unzip(member, { path: 'archive.zip', destination: 'out', overwrite: false })).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    await expect(t.core.zips.list(writing, 'archive.zip')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.zips.zip(reading, { paths: ['archive.zip'], destination: 'y.zip', overwrite: false })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('a damaged file ends it and is told; those before it stay', async () => {
    const t = await openTestCore();
    const fine = Array.from({ length: 5 }, (_, index) => ({ name: `a${index}`, packed: Buffer.from('fine') }));
    await putArchive(t, rawArchive([...fine, { name: 'b', packed: Buffer.from('bad'), crc: 1 }, { name: 'c', packed: Buffer.from('c') }]));
    await expect(unzip(t, 'archive.zip', 'out')).rejects.toMatchObject({ reason: 'bad_zip', message: expect.stringContaining('"b"') });
    expect(await treeAt(t, 'out')).not.toHaveProperty('out/b');
    expect(await storedKeys(t.blobs)).toEqual([]);
  });
});
