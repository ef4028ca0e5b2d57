import { expect, test } from 'vitest';
import { newMember, put } from '../../core/core.test-setup.ts';
import { openFilesCom, type TestAnswer, type TestFilesCom } from './filescom.test-setup.ts';

async function opened(): Promise<TestFilesCom> {
  const t = await openFilesCom();
  const { node } = await t.core.tree.makeFolder(t.admin, 'a/b', { mkdirParents: true });
  await put(t, t.admin, { name: 'file', folderId: node.id });
  return t;
}

const tokenOf = (answer: TestAnswer): string => (answer.body as { token: string }).token;

test('a lock as the vendor shows it; in the list and gone again', async () => {
  const t = await opened();
  const made = await t.call('POST', '/locks/A%2FB', { body: { timeout: 60, recursive: true, exclusive: false, path: 'A/B' } });
  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    path: 'a/b',
    timeout: 60,
    depth: 'infinity',
    recursive: true,
    owner: 'admin',
    scope: 'shared',
    exclusive: false,
    token: tokenOf(made),
    type: 'write',
    allow_access_by_any_user: false,
    user_id: 1,
    username: 'admin',
  });
  const other = await t.call('POST', '/locks/a/b/file', { body: { exclusive: false, timeout: 10 ** 9 } });
  expect(other.body).toMatchObject({ depth: '0', timeout: 604_800 });
  expect((await t.call('GET', '/locks/a/b')).body).toEqual([made.body]);
  expect((await t.call('GET', '/locks/a')).body).toEqual([]);
  const first = await t.call('GET', '/locks/a?include_children=true&per_page=1');
  expect(first.body).toEqual([made.body]);
  const cursor = encodeURIComponent(first.headers.get('x-files-cursor') ?? '');
  const second = await t.call('GET', `/locks/a?include_children=true&per_page=1&cursor=${cursor}`);
  expect(second.body).toEqual([other.body]);
  expect(second.headers.get('x-files-cursor')).toBeNull();

  expect((await t.call('DELETE', '/locks/a', { body: { token: tokenOf(made) } })).type).toBe('not-found');
  expect((await t.call('DELETE', '/locks/a/b')).type).toBe('bad-request/request-params-required');
  expect((await t.call('DELETE', '/locks/a/b', { body: { path: 'a/b', token: tokenOf(made) } })).status).toBe(204);
  expect((await t.call('DELETE', `/locks/a/b?token=${tokenOf(made)}`)).type).toBe('not-found');
  expect((await t.call('GET', '/locks/%2F?include_children=True')).body).toEqual([other.body]);
});

test('an exclusive lock shows in listings and metadata, and refuses another', async () => {
  const t = await opened();
  const flags = async (path: string): Promise<unknown> => {
    const { 'subfolders_locked?': below, is_locked: own } = (await t.call('GET', `/file_actions/metadata/${path}`)).body as Record<
      string,
      unknown
    >;
    return [own, below];
  };
  expect(await flags('a')).toEqual([false, false]);
  await t.call('POST', '/locks/a', { body: { recursive: true } });
  expect(await flags('a')).toEqual([true, true]);
  expect(await flags('a/b')).toEqual([true, true]);
  expect((await t.call('GET', '/folders/')).body).toMatchObject([{ path: 'a', is_locked: true, 'subfolders_locked?': true }]);
  expect((await t.call('GET', '/folders/a')).body).toMatchObject([{ path: 'a/b', is_locked: true }]);
  for (const path of ['a', 'a/b', 'a/b/file']) {
    expect(await t.call('POST', `/locks/${path}`, { body: {} })).toMatchObject({ status: 422, type: 'processing-failure/resource-locked' });
  }
  expect((await t.call('POST', '/locks/none', { body: {} })).type).toBe('not-found');
  expect((await t.call('POST', '/locks/a', { body: { timeout: 0 } })).status).toBe(422);
});

test("another user's lock goes when it allows that, or for an administrator", async () => {
  const t = await opened();
  const { node } = await t.core.tree.find(t.admin, 'a');
  const one = await newMember(t, { username: 'one', rootId: node.id });
  const two = await newMember(t, { username: 'two', rootId: node.id });
  const lock = (allow: boolean): Promise<TestAnswer> =>
    t.call('POST', '/locks/b', { key: one.secret, body: { exclusive: false, allow_access_by_any_user: allow } });
  const [closed, open] = [tokenOf(await lock(false)), tokenOf(await lock(true))];
  expect((await t.call('DELETE', `/locks/b?token=${closed}`, { key: two.secret })).type).toBe('not-authorized/cant-act-for-other-user');
  expect((await t.call('DELETE', `/locks/b?token=${open}`, { key: two.secret })).status).toBe(204);
  expect((await t.call('DELETE', `/locks/a/b?token=${closed}`)).status).toBe(204);
  expect((await t.call('GET', '/locks/a/b')).body).toEqual([]);
});
