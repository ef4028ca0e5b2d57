import { expect, test } from 'vitest';
import { newMember, openTestCore, put, type TestCore } from '../core.test-setup.ts';
import { defaultLockSeconds, maxLockSeconds } from './locks.ts';

async function opened(): Promise<TestCore> {
  const t = await openTestCore();
  const { node } = await t.core.tree.makeFolder(t.admin, 'a/b', { mkdirParents: true });
  await put(t, t.admin, { name: 'file', folderId: node.id });
  return t;
}

const all = { includeChildren: true, limit: 100 };
const locked = expect.objectContaining({ code: 'conflict', reason: 'locked' });

test('what stands in the way of what', async () => {
  const paths = ['a', 'a/b', 'a/b/file'] as const;
  const kinds = [
    { exclusive: true, recursive: true },
    { exclusive: true, recursive: false },
    { exclusive: false, recursive: true },
    { exclusive: false, recursive: false },
  ] as const;
  const t = await opened();
  for (const first of paths) {
    for (const firstKind of kinds) {
      const standing = await t.core.locks.create(t.admin, first, firstKind);
      for (const second of paths) {
        for (const secondKind of kinds) {
          const upper = first.length < second.length ? firstKind : secondKind;
          const meets = first === second || upper.recursive;
          const refused = meets && (firstKind.exclusive || secondKind.exclusive);
          const attempt = t.core.locks.create(t.admin, second, secondKind);
          const what = JSON.stringify([first, firstKind, second, secondKind]);
          if (refused) await expect(attempt, what).rejects.toEqual(locked);
          else await t.core.locks.delete(t.admin, second, (await attempt).token);
        }
      }
      await t.core.locks.delete(t.admin, first, standing.token);
    }
  }
});

test('64 exclusive locks at once are one lock', async () => {
  const t = await opened();
  const results = await Promise.allSettled(Array.from({ length: 64 }, () => t.core.locks.create(t.admin, 'a/b/file', {})));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await t.core.locks.list(t.admin, 'a/b/file', all)).toHaveLength(1);
});

test('a lock ends by itself, and lasts no longer than a week', async () => {
  const t = await opened();
  const lock = await t.core.locks.create(t.admin, 'a', {});
  expect(lock.timeoutSeconds).toBe(defaultLockSeconds);
  t.clock.now += defaultLockSeconds * 1000 - 1;
  await expect(t.core.locks.create(t.admin, 'a', {})).rejects.toEqual(locked);
  t.clock.now += 1;
  expect(await t.core.locks.list(t.admin, 'a', all)).toEqual([]);
  await expect(t.core.locks.delete(t.admin, 'a', lock.token)).rejects.toMatchObject({ code: 'not_found' });
  expect((await t.core.locks.create(t.admin, 'a', { timeoutSeconds: 1e9 })).timeoutSeconds).toBe(maxLockSeconds);
  for (const timeoutSeconds of [0, -1, Number.NaN]) {
    await expect(t.core.locks.create(t.admin, 'a/b', { timeoutSeconds })).rejects.toMatchObject({ code: 'invalid' });
  }
});

test('a lock goes along with its file, and ends with it', async () => {
  const t = await opened();
  const { token } = await t.core.locks.create(t.admin, 'a/b/file', {});
  await t.core.tree.move(t.admin, 'a/b', 'bb', { overwrite: false });
  expect(await t.core.locks.list(t.admin, '', all)).toMatchObject([{ path: 'bb/file', token }]);
  // It holds nobody up who does not ask for it.
  await t.core.tree.delete(t.admin, 'bb', { recursive: true });
  expect(await t.core.locks.list(t.admin, '', all)).toEqual([]);
});

test('only locks on what one sees are listed, page by page, and none can be taken away by guessing the place', async () => {
  const t = await opened();
  await t.core.tree.makeFolder(t.admin, 'hidden', { mkdirParents: false });
  const sam = (await newMember(t, { username: 'sam', rootPath: '', grants: [] })).user;
  await t.core.permissions.create(t.admin, { path: 'a/b', permission: 'full', userNumber: sam.number });
  const { secret } = await t.core.keys.create(t.admin, { name: 'again', userId: sam.id });
  const member = await t.core.keys.authenticate(secret);
  const made = [];
  for (const path of ['hidden', 'a/b', 'a/b/file', 'hidden']) {
    made.push(await t.core.locks.create(t.admin, path, { exclusive: false, allowAccessByAnyUser: true }));
  }
  const [first, second] = [await t.core.locks.list(member, '', { ...all, limit: 1 }), await t.core.locks.list(member, '', all)];
  expect(first.map(({ path }) => path)).toEqual(['a/b']);
  expect(second.map(({ path }) => path)).toEqual(['a/b', 'a/b/file']);
  expect(await t.core.locks.list(member, '', { ...all, afterNumber: first[0]?.number })).toEqual(second.slice(1));
  for (const path of ['hidden', 'a/b']) {
    await expect(t.core.locks.delete(member, path, made[0]?.token ?? '')).rejects.toMatchObject({ code: 'not_found' });
  }
  await t.core.locks.delete(member, 'a/b', made[1]?.token ?? '');
  expect(await t.core.locks.list(member, 'a/b', { ...all, includeChildren: false })).toEqual([]);
});

test('nobody piles up locks', async () => {
  const t = await opened();
  for (let i = 0; i < 100; i++) await t.core.locks.create(t.admin, 'a', { exclusive: false });
  await expect(t.core.locks.create(t.admin, 'a', { exclusive: false })).rejects.toEqual(locked);
  const others = Array.from({ length: 9 }, (_, i) => `folder ${i}`);
  for (const path of others) await t.core.tree.makeFolder(t.admin, path, { mkdirParents: false });
  const hundred = Array.from({ length: 100 });
  await Promise.all(others.flatMap((path) => hundred.map(() => t.core.locks.create(t.admin, path, { exclusive: false }))));
  await expect(t.core.locks.create(t.admin, 'a/b', {})).rejects.toEqual(locked);
  const { member } = await newMember(t, { username: 'other', rootPath: '' });
  await t.core.locks.create(member, 'a/b', {});
  // Those that ended do not count.
  t.clock.now += defaultLockSeconds * 1000;
  await t.core.locks.create(t.admin, 'a/b', {});
});
