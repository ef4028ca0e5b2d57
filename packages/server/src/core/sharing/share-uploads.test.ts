import { expect, test } from 'vitest';
import type { NewBundle } from './bundles.ts';
import { newMember, openTestCore, put, storedKeys, usedBytes } from '../core.test-setup.ts';
import type { Visitor } from '../access/principal.ts';

const firstPage = { offset: 0, limit: 100 };

async function shared(terms: Partial<NewBundle> = {}, plan = 'team') {
  /** Called once, before the next transaction begins. */
  const before: { write?: (() => Promise<unknown>) | undefined } = {};
  const t = await openTestCore({
    watch: (metadata) => ({
      ...metadata,
      async write(job) {
        const { write } = before;
        before.write = undefined;
        await write?.();
        return metadata.write(job);
      },
    }),
  });
  const { core } = t;
  const one = await newMember(t, { username: 'one', plan });
  const docs = await core.folders.create(one.member, { name: 'Docs', parentId: null });
  await core.folders.create(one.member, { name: 'Deep', parentId: docs.id });
  await put(t, one.member, { name: 'a.txt', folderId: docs.id });
  const member = await core.keys.authenticate(one.secret);
  const { share, code } = await core.bundles.create(member, { paths: ['Docs'], permissions: 'write', ...terms });
  const enter = async (): Promise<Visitor> => {
    const { visitor } = await core.shares.open(code);
    if (visitor === undefined) throw new Error('the share is not open');
    return visitor;
  };
  const names = async (): Promise<readonly string[]> => (await t.metadata.filesOf(docs.id, 100, undefined)).map(({ name }) => name).sort();
  return { ...t, docs, member, user: one.user, share, before, enter, names };
}

test('what is on its way counts against the quota, in all forms together', async () => {
  const t = await shared({}, 'free');
  const visitor = await t.enter();
  const room = 2_000_000 - (await usedBytes(t.metadata, t.user.id));
  const [one, two] = [await t.core.sharedTree.uploads(visitor, t.docs.id), await t.core.sharedTree.uploads(visitor, t.docs.id)];
  expect(one.roomBytes).toBe(room);
  await one.file('1')(Buffer.alloc(1_000_000));
  await one.file('2')(Buffer.alloc(900_000));
  const more = one.file('3');
  expect(() => more(Buffer.alloc(100_000))).toThrow(expect.objectContaining({ code: 'too_large' }));
  const others = two.file('4');
  expect(() => others(Buffer.alloc(100_000))).toThrow(expect.objectContaining({ code: 'too_large' }));
  await one.end();
  await others(Buffer.alloc(100_000));
  expect(await two.commit()).toHaveLength(1);
  await two.end();
  const three = await t.core.sharedTree.uploads(visitor, t.docs.id);
  expect(three.roomBytes).toBe(room - 100_000);
  await three.end();
});

test('so many people put files in by one link at once', async () => {
  const t = await shared();
  const visitor = await t.enter();
  const forms = [];
  for (let i = 0; i < 50; i++) forms.push(await t.core.sharedTree.uploads(visitor, t.docs.id));
  await expect(t.core.sharedTree.uploads(visitor, t.docs.id)).rejects.toMatchObject({ code: 'rate_limited' });
  await forms[0]?.end();
  await forms[0]?.end();
  await (await t.core.sharedTree.uploads(visitor, t.docs.id)).end();
});

test.each<[string, (t: Awaited<ReturnType<typeof shared>>) => Promise<unknown>]>([
  ['not_found', (t) => t.core.bundles.delete(t.member, t.share.number)],
  ['forbidden', (t) => t.core.bundles.update(t.member, t.share.number, { permissions: 'read' })],
  ['unauthenticated', (t) => t.core.bundles.update(t.member, t.share.number, { password: 'new' })],
  ['not_found', (t) => t.core.users.update(t.admin, t.user.id, { disabled: true })],
])('an upload is %s when the link changes just before it is stored', async (code, change) => {
  const t = await shared();
  const form = await t.core.sharedTree.uploads(await t.enter(), t.docs.id);
  await form.file('late.txt')(Buffer.alloc(5000));
  t.before.write = () => change(t);
  await expect(form.commit()).rejects.toMatchObject({ code });
  await form.end();
  expect(await t.names()).toEqual(['a.txt']);
  expect(await storedKeys(t.blobs)).toEqual([]);
});

test('the files of a form come in together, or none of them', async () => {
  const t = await shared({ permissions: 'full' });
  const form = await t.core.sharedTree.uploads(await t.enter(), t.docs.id);
  await form.file('first')(Buffer.alloc(5000));
  // The name of a folder.
  await form.file('deep')(Buffer.alloc(5000));
  await expect(form.commit()).rejects.toMatchObject({ code: 'conflict' });
  await form.end();
  expect(await t.names()).toEqual(['a.txt']);
  expect(await storedKeys(t.blobs)).toEqual([]);
  expect(await t.core.sharePeople.actions(t.member, { filters: [], limit: 9 })).toEqual([]);
});

test('a name that a folder has gets a number like any other', async () => {
  const t = await shared();
  const form = await t.core.sharedTree.uploads(await t.enter(), t.docs.id);
  for (const name of ['deep', 'A.txt']) await form.file(name)(Buffer.from('x'));
  expect((await form.commit()).map(({ name }) => name)).toEqual(['deep (2)', 'A (2).txt']);
  await form.end();
  expect((await t.core.folders.list(t.member, t.docs.id, firstPage)).total).toBe(1);
});

test('what the owner has to do after signing in does not matter to visitors', async () => {
  const t = await shared();
  await t.core.users.update(t.admin, t.user.id, { mustChangePassword: true });
  const form = await t.core.sharedTree.uploads(await t.enter(), t.docs.id);
  await form.file('x')(Buffer.from('x'));
  expect(await form.commit()).toHaveLength(1);
  await form.end();
});
