import { describe, expect, test } from 'vitest';
import { bytesOf, changesOf, newMember, openTestCore, put, usedBytes, withKey, type TestCore } from '../core.test-setup.ts';
import { AppError } from '../errors.ts';
import type { NewPermission } from '../people/permissions.ts';
import type { Member } from '../access/principal.ts';

const listing = { sort: 'name', descending: false, limit: 1000 } as const;

/** What went wrong: the reason, or the code where there is none. */
const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.reason ?? error.code;
  }
};

/** What a member finds by walking down from a folder: paths with letters; folders end in a slash. */
async function walk({ core }: TestCore, member: Member, path = ''): Promise<string[]> {
  const found: string[] = [];
  for (const { node, path: at, permissions } of await core.tree.list(member, { folderPath: path }, listing)) {
    found.push(`${at}${node.kind === 'folder' ? '/' : ''} ${permissions}`);
    // What is listed is there for those who ask for it, with the same letters.
    expect((await core.tree.find(member, at)).permissions).toBe(permissions);
    if (node.kind === 'folder') found.push(...(await walk({ core } as TestCore, member, at)));
  }
  // The listing of all that is below a folder finds the same.
  const below = await core.tree.listBelow(member, { folderPath: path }, { limit: 1000 });
  expect(below.map(({ node, path: at, permissions }) => `${at}${node.kind === 'folder' ? '/' : ''} ${permissions}`).sort()).toEqual(
    [...found].sort(),
  );
  return found;
}

/** a/one a/b/two a/b/c/three d/four five, and somebody to whom only what the test grants is granted. */
async function opened(): Promise<{
  t: TestCore;
  sam: () => Promise<Member>;
  grant: (path: string, permission: NewPermission['permission'], more?: Partial<NewPermission>) => Promise<void>;
}> {
  const t = await openTestCore();
  for (const path of ['a/b/c', 'd']) await t.core.tree.makeFolder(t.admin, path, { mkdirParents: true });
  for (const path of ['a/one', 'a/b/two', 'a/b/c/three', 'd/four', 'five']) await putAt(t, path);
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [], plan: 'team' });
  return {
    t,
    sam: () => t.core.keys.authenticate(secret),
    grant: async (path, permission, more) => {
      await t.core.permissions.create(t.admin, { path, permission, userNumber: user.number, ...more });
    },
  };
}

async function putAt(t: TestCore, path: string, member: Member = t.admin, bytes = Buffer.from(path)): Promise<void> {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  const folderId = parts.length === 0 ? null : (await t.core.tree.find(t.admin, parts.join('/'))).node.id;
  await put(t, member, { name, folderId, bytes });
}

const textAt = async (t: TestCore, path: string): Promise<string> => {
  const { node } = await t.core.tree.find(t.admin, path);
  return String(await bytesOf(t, t.admin, node.id));
};

describe('what a member sees', () => {
  test('an administrator sees everything', async () => {
    const { t } = await opened();
    expect(await walk(t, t.admin)).toEqual([
      'a/ lrwd',
      'a/b/ lrwd',
      'a/b/c/ lrwd',
      'a/b/c/three lrwd',
      'a/b/two lrwd',
      'a/one lrwd',
      'd/ lrwd',
      'd/four lrwd',
      'five lrwd',
    ]);
    const reader = await withKey(t, t.admin, { scopes: ['files:read'] });
    expect((await t.core.tree.find(reader, 'five')).permissions).toBe('lr');
  });

  test('nothing granted: an empty root, and nothing there', async () => {
    const { t, sam } = await opened();
    expect(await walk(t, await sam())).toEqual([]);
    for (const path of ['a', 'five', 'a/one', 'none']) expect(await refusal(t.core.tree.find(await sam(), path))).toBe('not_found');
    expect(await t.core.tree.search(await sam(), '', { wanted: { namePart: '' }, limit: 100 })).toEqual([]);
  });

  test('list below: the way there, and names without bytes', async () => {
    const { t, sam, grant } = await opened();
    await grant('a/b', 'list');
    expect(await walk(t, await sam())).toEqual(['a/ ', 'a/b/ l', 'a/b/c/ l', 'a/b/c/three l', 'a/b/two l']);
    expect(await refusal(t.core.tree.find(await sam(), 'a/one'))).toBe('not_found');
    const found = await t.core.tree.search(await sam(), '', { wanted: { namePart: '' }, limit: 100 });
    expect(found.map(({ path }) => path)).toEqual(['a', 'a/b', 'a/b/c', 'a/b/two', 'a/b/c/three']);
    expect(await refusal(t.core.tree.copy(await sam(), 'a/b/two', 'a/b/copy', { overwrite: false, structureOnly: false }))).toBe(
      'needs_write',
    );
  });

  test('writeonly shows nothing of what is in it', async () => {
    const { t, sam, grant } = await opened();
    await grant('a/b', 'writeonly');
    // The root of somebody else inside inherits the right to put things in, and is as hidden as its neighbours.
    await newMember(t, { username: 'other', rootPath: 'a/b/c' });
    expect(await walk(t, await sam())).toEqual(['a/ ', 'a/b/ w']);
    expect(await refusal(t.core.tree.find(await sam(), 'a/b/two'))).toBe('not_found');
    await grant('a/b/c', 'readonly');
    expect(await walk(t, await sam())).toEqual(['a/ ', 'a/b/ w', 'a/b/c/ lrw', 'a/b/c/three lrw']);
  });

  test('not recursive: the folder and its files, and no folder in it', async () => {
    const { t, sam, grant } = await opened();
    await grant('a/b', 'full', { recursive: false });
    expect(await walk(t, await sam())).toEqual(['a/ ', 'a/b/ lrwd', 'a/b/two lrwd']);
    expect(await refusal(t.core.tree.find(await sam(), 'a/b/c'))).toBe('not_found');
    const tree = t.core.tree;
    // What is out of sight stays where it is.
    for (const recursive of [true, false]) {
      expect(await refusal(tree.delete(await sam(), 'a/b', { recursive }))).toBe(recursive ? 'needs_full' : 'not_empty');
    }
    expect(await refusal(tree.move(await sam(), 'a/b', 'a/b2', { overwrite: false }))).toBe('needs_write');
    await grant('d', 'full');
    expect(await refusal(tree.move(await sam(), 'a/b', 'd/b', { overwrite: false }))).toBe('needs_full');
    expect((await tree.copy(await sam(), 'a/b', 'd/b', { overwrite: false, structureOnly: false })).status).toBe('completed');
    expect((await walk(t, t.admin, 'd')).map((line) => line.split(' ')[0])).toEqual(['d/b/', 'd/b/two', 'd/four']);
  });

  test('rights of groups count as well', async () => {
    const { t, sam, grant } = await opened();
    const group = await t.core.groups.create(t.admin, { name: 'staff' });
    await t.core.groups.putMember(t.admin, group.number, (await sam()).userNumber, undefined);
    await t.core.permissions.create(t.admin, { path: 'a/b', permission: 'readonly', groupNumber: group.number });
    expect(await walk(t, await sam())).toEqual(['a/ ', 'a/b/ lr', 'a/b/c/ lr', 'a/b/c/three lr', 'a/b/two lr']);
    await grant('a/b/c', 'writeonly');
    expect(await walk(t, await sam())).toContain('a/b/c/ lrw');
  });

  test('paths begin at the root of the member, or of the key', async () => {
    const { t } = await opened();
    const { member } = await newMember(t, { username: 'sub', rootPath: 'a/b' });
    expect(await walk(t, member)).toEqual(['c/ lrwd', 'c/three lrwd', 'two lrwd']);
    expect((await t.core.tree.find(member, '')).path).toBe('');
    const { node } = await t.core.tree.find(t.admin, 'a/b/c');
    expect(await walk(t, await withKey(t, member, { folderId: node.id }))).toEqual(['three lrwd']);
    for (const path of ['../one', '../../five', '/a/one', '..\\..\\five'])
      expect(await refusal(t.core.tree.find(member, path))).toBe('not_found');
  });
});

describe('folders out of sight', () => {
  test('cannot be told from folders that are not there', async () => {
    const { t, sam, grant } = await opened();
    await grant('a/b', 'full');
    const member = await sam();
    const { tree } = t.core;
    for (const path of ['d', 'none', 'a/one', 'a/none']) {
      expect(await refusal(tree.find(member, path))).toBe('not_found');
      expect(await refusal(tree.list(member, { folderPath: path }, listing))).toBe('not_found');
      expect(await refusal(tree.makeFolder(member, `${path}/x`, { mkdirParents: false })), path).toBe('parent_missing');
      expect(await refusal(tree.makeFolder(member, `${path}/x`, { mkdirParents: true })), path).toBe('needs_write');
      expect(await refusal(tree.makeFolder(member, path, { mkdirParents: true })), path).toBe('needs_write');
      expect(await refusal(tree.move(member, 'a/b/two', `${path}/x`, { overwrite: true })), path).toBe('parent_missing');
      expect(await refusal(tree.move(member, 'a/b/two', path, { overwrite: true })), path).toBe('needs_write');
      expect(await refusal(tree.delete(member, path, { recursive: true }))).toBe('not_found');
      expect(await refusal(tree.update(member, path, { priorityColor: 'red' }))).toBe('not_found');
      expect(await refusal(t.core.locks.create(member, path, {}))).toBe('not_found');
    }
  });
});

describe('what is needed', () => {
  test.each([
    ['readonly', 'needs_write', 'needs_full', 'needs_write'],
    ['list', 'needs_write', 'needs_full', 'needs_write'],
    ['full', 'done', 'done', 'done'],
  ] as const)('%s: to change details %s, to move and delete %s, to make a folder %s', async (permission, update, remove, make) => {
    const { t, sam, grant } = await opened();
    await grant('a', permission);
    await grant('d', 'full');
    const member = await sam();
    const { tree } = t.core;
    expect(await refusal(tree.update(member, 'a/one', { priorityColor: 'red' }))).toBe(update);
    expect(await refusal(tree.makeFolder(member, 'a/new', { mkdirParents: false }))).toBe(make);
    expect(await refusal(tree.move(member, 'a/b', 'd/b', { overwrite: false }))).toBe(remove);
    expect(await refusal(tree.move(member, 'a/one', 'd/one', { overwrite: false }))).toBe(remove);
    expect(await refusal(tree.delete(member, 'a', { recursive: true }))).toBe(remove);
  });

  test('a key that only reads changes nothing', async () => {
    const { t } = await opened();
    const reader = await withKey(t, t.admin, { scopes: ['files:read'] });
    const { tree, locks } = t.core;
    const before = await walk(t, t.admin);
    const work = [
      tree.update(reader, 'five', { priorityColor: 'red' }),
      tree.makeFolder(reader, 'new', { mkdirParents: true }),
      tree.move(reader, 'five', 'six', { overwrite: false }),
      tree.copy(reader, 'a', 'new', { overwrite: false, structureOnly: false }),
      tree.delete(reader, 'a', { recursive: true }),
      locks.create(reader, 'a', {}),
    ];
    expect(await Promise.all(work.map(refusal))).toEqual(work.map(() => 'forbidden'));
    expect(await walk(t, t.admin)).toEqual(before);
  });
});

describe('copy and move', () => {
  test('who made it and who changed it are kept', async () => {
    const { t, sam, grant } = await opened();
    await grant('a', 'full');
    const member = await sam();
    const { tree } = t.core;
    const byAdmin = { createdBy: t.admin.userNumber, createdByKey: t.admin.keyNumber };
    const bySam = { modifiedBy: member.userNumber, modifiedByKey: member.keyNumber };
    await tree.update(t.admin, 'a/one', { providedMtime: 77, customMetadata: { k: 'v' } });
    await tree.move(member, 'a/one', 'a/uno', { overwrite: false });
    expect((await tree.find(t.admin, 'a/uno')).node).toMatchObject({ ...byAdmin, ...bySam, providedMtime: 77 });
    await tree.copy(member, 'a/uno', 'a/copy', { overwrite: false, structureOnly: false });
    expect((await tree.find(t.admin, 'a/copy')).node).toMatchObject({
      createdBy: member.userNumber,
      createdByKey: member.keyNumber,
      ...bySam,
      providedMtime: 77,
      customMetadata: { k: 'v' },
    });
    await tree.update(t.admin, 'a/b', { customMetadata: { folder: 'yes' } });
    await tree.copy(member, 'a/b', 'a/bb', { overwrite: false, structureOnly: false });
    expect((await tree.find(t.admin, 'a/bb')).node).toMatchObject({ createdBy: member.userNumber, customMetadata: { folder: 'yes' } });
    await putAt(t, 'a/uno', member);
    // A new content has no time of the old one, and keeps the words of its clients.
    expect((await tree.find(t.admin, 'a/uno')).node).toMatchObject({
      ...byAdmin,
      ...bySam,
      providedMtime: null,
      customMetadata: { k: 'v' },
    });
  });

  test('a copy over a file is its new version; a move over a file takes its place', async () => {
    const { t } = await opened();
    const { tree } = t.core;
    const before = await usedBytes(t.metadata, t.admin.userId);
    const four = (await tree.find(t.admin, 'd/four')).node;
    await tree.copy(t.admin, 'a/one', 'd/FOUR', { overwrite: true, structureOnly: false });
    expect((await tree.find(t.admin, 'd/four')).node).toMatchObject({ id: four.id, name: 'four', createdAt: four.createdAt });
    expect(await textAt(t, 'd/four')).toBe('a/one');
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(before + 'a/one'.length);
    const five = (await tree.find(t.admin, 'five')).node;
    await tree.move(t.admin, 'five', 'd/four', { overwrite: true });
    expect((await tree.find(t.admin, 'd/four')).node.id).toBe(five.id);
    expect(await textAt(t, 'd/four')).toBe('five');
    expect(await t.metadata.findNode(four.id)).toBeUndefined();
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(before - 'd/four'.length);
  });

  test('a folder over a folder takes all in, whole subtrees and single files', async () => {
    const { t } = await opened();
    const { tree } = t.core;
    for (const path of ['to/b/c', 'to/b/x']) await tree.makeFolder(t.admin, path, { mkdirParents: true });
    for (const path of ['to/b/two', 'to/b/kept', 'to/b/c/three']) await putAt(t, path);
    const seq = await t.metadata.lastSeq();
    await tree.makeFolder(t.admin, 'a/b/new/deep', { mkdirParents: true });
    await tree.move(t.admin, 'a', 'to', { overwrite: true });
    const lines = (await walk(t, t.admin)).map((line) => line.split(' ')[0]);
    expect(lines).toEqual([
      'd/',
      'd/four',
      'to/',
      'to/b/',
      'to/b/c/',
      'to/b/c/three',
      'to/b/new/',
      'to/b/new/deep/',
      'to/b/x/',
      'to/b/kept',
      'to/b/two',
      'to/one',
      'five',
    ]);
    expect([await textAt(t, 'to/b/two'), await textAt(t, 'to/b/kept'), await textAt(t, 'to/b/c/three')]).toEqual([
      'a/b/two',
      'to/b/kept',
      'a/b/c/three',
    ]);
    const told = new Set((await changesOf(t.metadata, seq)).map(({ nodeId, action }) => `${nodeId} ${action}`));
    for (const path of ['to/b/two', 'to/one', 'to/b/new/deep'])
      expect(told).toContain(`${(await tree.find(t.admin, path)).node.id} modified`);
  });

  test('a clash inside is found before anything is moved or copied', async () => {
    const { t } = await opened();
    const { tree } = t.core;
    await tree.makeFolder(t.admin, 'to/b/c/three', { mkdirParents: true });
    const before = await walk(t, t.admin);
    expect(await refusal(tree.move(t.admin, 'a', 'to', { overwrite: true }))).toBe('exists');
    expect(await refusal(tree.copy(t.admin, 'a', 'to', { overwrite: true, structureOnly: false }))).toBe('exists');
    await tree.makeFolder(t.admin, 'a/b/c/a', { mkdirParents: false });
    expect(await refusal(tree.move(t.admin, 'a/b', 'a', { overwrite: true }))).toBe('into_itself');
    expect(await refusal(tree.copy(t.admin, 'a/b', 'a', { overwrite: true, structureOnly: false }))).toBe('into_itself');
    expect(await walk(t, t.admin)).toEqual([...before.slice(0, 3), 'a/b/c/a/ lrwd', ...before.slice(3)]);
  });

  test('a folder that is moved and renamed meets nobody on the way', async () => {
    const { t } = await opened();
    const { tree } = t.core;
    for (const path of ['a/y', 'd/b']) await tree.makeFolder(t.admin, path, { mkdirParents: false });
    await tree.move(t.admin, 'a/b', 'd/y', { overwrite: false });
    expect((await walk(t, t.admin, 'd')).map((line) => line.split(' ')[0])).toEqual([
      'd/b/',
      'd/y/',
      'd/y/c/',
      'd/y/c/three',
      'd/y/two',
      'd/four',
    ]);
  });

  test('a folder that is somebody’s root is not given up for another', async () => {
    const { t } = await opened();
    await newMember(t, { username: 'other', rootPath: 'a/b' });
    await t.core.tree.makeFolder(t.admin, 'to', { mkdirParents: false });
    expect(await refusal(t.core.tree.move(t.admin, 'a', 'to', { overwrite: true }))).toBe('conflict');
    expect((await t.core.tree.find(t.admin, 'a/b/two')).path).toBe('a/b/two');
  });
});

test('hostile paths find nothing and harm nothing', async () => {
  const { t } = await opened();
  const { tree } = t.core;
  const before = await walk(t, t.admin);
  const paths = [
    'a\u0000/../..//none',
    '/'.repeat(5000) + 'none',
    'none/'.repeat(1000),
    '\ud800',
    'a/%2e%2e/none',
    "'; DROP TABLE files; --",
    ' ',
    '%',
    '_____',
  ];
  for (const path of paths) {
    expect(await refusal(tree.find(t.admin, path)), path.slice(0, 20)).toBe('not_found');
    expect(await refusal(tree.delete(t.admin, path, { recursive: true }))).toBe('not_found');
  }
  for (const path of ['\ud800', 'a\u0007b', ' ', 'x'.repeat(256)]) {
    expect(['bad_name', 'name_too_long']).toContain(await refusal(tree.makeFolder(t.admin, path, { mkdirParents: true })));
    expect(['bad_name', 'name_too_long']).toContain(await refusal(tree.move(t.admin, 'five', path, { overwrite: true })));
  }
  const deep = 'x/'.repeat(2600);
  expect(await refusal(tree.makeFolder(t.admin, deep, { mkdirParents: true }))).toBe('name_too_long');
  expect(await refusal(tree.copy(t.admin, 'five', deep, { overwrite: true, structureOnly: false }))).toBe('name_too_long');
  expect(await walk(t, t.admin)).toEqual(before);
});
