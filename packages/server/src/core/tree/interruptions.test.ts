import { describe, expect, test } from 'vitest';
import { newMember, openTestCore, put, type TestCore } from '../core.test-setup.ts';
import { interrupter } from './interruptions.test-setup.ts';
import type { Member } from '../access/principal.ts';

/** What others do between two steps of an operation. */

/** The paths of all that a member sees, sorted as a search finds it: folders first. */
const all = async ({ core }: TestCore, member: Member): Promise<string[]> =>
  (await core.tree.search(member, '', { wanted: { namePart: '' }, limit: 1000 })).map(({ path }) => path).sort();

/** `hasMigrated`: a server's first operation on a whole folder has one transaction more at its beginning. */
async function opened(paths: readonly string[], { hasMigrated = true } = {}) {
  const interruption = interrupter();
  const t = await openTestCore({ watch: interruption.watch });
  for (const path of paths) await putAt(t, path);
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [] });
  const nothing = { operation: 'copy', path: '', destPath: '' } as const;
  if (hasMigrated) await t.core.fileMigrations.run(t.admin, nothing, async () => undefined);
  const grant = (path: string): Promise<{ number: number }> =>
    t.core.permissions.create(t.admin, { path, permission: 'full', userNumber: user.number });
  return { t, arm: interruption.arm, grant, sam: () => t.core.keys.authenticate(secret) };
}

async function putAt(t: TestCore, path: string): Promise<void> {
  const slash = path.lastIndexOf('/');
  if (slash !== -1 && (await t.core.tree.find(t.admin, path.slice(0, slash)).catch(() => undefined)) === undefined)
    await t.core.tree.makeFolder(t.admin, path.slice(0, slash), { mkdirParents: true });
  const folder = await t.core.tree.find(t.admin, path.slice(0, Math.max(slash, 0)));
  await put(t, t.admin, { name: path.slice(slash + 1), folderId: folder.node.id });
}

const overwrite = { overwrite: true, structureOnly: false } as const;

describe('a folder that is to take in another one', () => {
  test('and is moved into it meanwhile: nothing is lost', async () => {
    const { t, arm } = await opened(['S/x/deep', 'S/f1', 'T/f2']);
    arm(() => t.core.tree.move(t.admin, 'T', 'S/x/T', { overwrite: false }));
    await expect(t.core.tree.move(t.admin, 'S', 'T', { overwrite: true })).rejects.toMatchObject({ reason: 'into_itself' });
    expect(await all(t, t.admin)).toEqual(['S', 'S/f1', 'S/x', 'S/x/T', 'S/x/T/f2', 'S/x/deep']);
  });

  test('whose source is moved into it meanwhile: nothing is lost', async () => {
    const { t, arm } = await opened(['S/x/deep', 'S/f1', 'T/f2']);
    arm(() => t.core.tree.move(t.admin, 'S', 'T/S', { overwrite: false }));
    await expect(t.core.tree.move(t.admin, 'S', 'T', { overwrite: true })).rejects.toMatchObject({ reason: 'into_itself' });
    expect(await all(t, t.admin)).toEqual(['T', 'T/S', 'T/S/f1', 'T/S/x', 'T/S/x/deep', 'T/f2']);
  });

  test('is looked through outside of transactions, and others go on meanwhile', async () => {
    let turns = 0;
    let wrote = false;
    let during: (() => Promise<unknown>) | undefined;
    const t = await openTestCore({
      watch: (metadata) => ({
        ...metadata,
        async filesOf(...query) {
          const job = during;
          during = undefined;
          // Nobody could write here if the look-ups were part of a transaction.
          await job?.();
          return metadata.filesOf(...query);
        },
      }),
    });
    const source = (await t.core.tree.makeFolder(t.admin, 'S', { mkdirParents: false })).node;
    await t.core.tree.makeFolder(t.admin, 'T/file 999', { mkdirParents: true });
    await Promise.all(Array.from({ length: 1000 }, (_, i) => put(t, t.admin, { name: `file ${i}`, folderId: source.id })));
    for (const carry of [
      () => t.core.tree.move(t.admin, 'S', 'T', { overwrite: true }),
      () => t.core.tree.copy(t.admin, 'S', 'T', overwrite),
    ]) {
      wrote = false;
      during = async () => {
        await t.core.tree.makeFolder(t.admin, 'other/folder', { mkdirParents: true });
        await t.core.tree.delete(t.admin, 'other', { recursive: true });
        wrote = true;
        turns = 0;
        setImmediate(tick);
      };
      await expect(carry()).rejects.toMatchObject({ reason: 'exists' });
      expect(wrote).toBe(true);
      expect(turns).toBeGreaterThan(7);
      turns = Number.NaN;
    }

    function tick(): void {
      if (Number.isNaN(turns)) return;
      turns += 1;
      setImmediate(tick);
    }
  });
});

describe('rights that are taken away meanwhile', () => {
  const files = ['in/a/1', 'in/2', 'out/b/3'];

  test.each(['copy', 'move'] as const)('end a %s', async (operation) => {
    const { t, arm, grant, sam } = await opened([...files, 'to/in/a/kept']);
    const given = await grant('in');
    await grant('to');
    const member = await sam();
    arm(() => t.core.permissions.delete(t.admin, given.number));
    await expect(t.core.tree[operation](member, 'in', 'to/in', overwrite)).rejects.toMatchObject({ code: 'not_found' });
    const left = await all(t, t.admin);
    expect(left).toEqual(['in', 'in/2', 'in/a', 'in/a/1', 'out', 'out/b', 'out/b/3', 'to', 'to/in', 'to/in/a', 'to/in/a/kept']);
  });

  test('end a copy of folders alone', async () => {
    const { t, arm, grant, sam } = await opened([...files, 'to/x']);
    await grant('in');
    const given = await grant('to');
    const member = await sam();
    arm(() => t.core.permissions.delete(t.admin, given.number));
    const copy = t.core.tree.copy(member, 'in', 'to/in', { overwrite: false, structureOnly: true });
    await expect(copy).rejects.toMatchObject({ code: 'not_found' });
    expect(await all(t, t.admin)).not.toContain('to/in/a');
  });

  test('by the end of the key: what is left stays', async () => {
    const { t, arm, grant, sam } = await opened(files);
    await grant('in');
    const member = await sam();
    arm(() => t.core.keys.revoke(t.admin, member.keyId));
    const { node } = await t.core.tree.find(member, 'in');
    await expect(t.core.folders.delete(member, node.id, { recursive: true })).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(await all(t, t.admin)).toEqual(['in', 'in/2', 'out', 'out/b', 'out/b/3']);
  });

  test('leave out of an archive what is not yet in it, and the archive', async () => {
    const { t, arm, grant, sam } = await opened([...files, 'to/x'], { hasMigrated: false });
    const given = await grant('in');
    await grant('to');
    const member = await sam();
    // Behind the transaction that comes between the look at what there is and the reading of it.
    arm(() => t.core.permissions.delete(t.admin, given.number));
    const zipping = t.core.zips.zip(member, { paths: ['in'], destination: 'to/x.zip', overwrite: false });
    await expect(zipping).rejects.toMatchObject({ code: 'not_found' });
    expect(await all(t, t.admin)).not.toContain('to/x.zip');
  });
});

describe('what is deleted as soon as it is made', () => {
  test('was made all the same', async () => {
    const { t, arm } = await opened(['a/file']);
    const remove = (path: string) => () => t.core.tree.delete(t.admin, path, { recursive: true });
    arm(remove('b'));
    expect((await t.core.tree.makeFolder(t.admin, 'b/c', { mkdirParents: true })).path).toBe('b/c');
    arm(remove('a'));
    const changed = await t.core.tree.update(t.admin, 'a/file', { priorityColor: 'red' });
    expect(changed).toMatchObject({ path: 'a/file', node: { priorityColor: 'red' } });
    const { ref } = await t.core.partUploads.begin(t.admin, { path: 'd/file', mkdirParents: true });
    arm(remove('d'));
    expect((await t.core.partUploads.complete(t.admin, ref)).entry.path).toBe('d/file');
    expect(await all(t, t.admin)).toEqual([]);
  });

  test('is not found by a search that goes on, and fails none', async () => {
    let found: (() => Promise<unknown>) | undefined;
    const t = await openTestCore({
      watch: (metadata) => ({
        ...metadata,
        async searchFiles(query) {
          const files = await metadata.searchFiles(query);
          if (files.length > 0) {
            const job = found;
            found = undefined;
            await job?.();
          }
          return files;
        },
      }),
    });
    for (const path of ['a/x', 'b/x']) await putAt(t, path);
    found = () => t.core.tree.delete(t.admin, 'a', { recursive: true });
    const names = await t.core.tree.search(t.admin, '', { wanted: { namePart: 'x' }, limit: 10 });
    expect(names.map(({ path }) => path)).toEqual(['b/x']);
  });
});
