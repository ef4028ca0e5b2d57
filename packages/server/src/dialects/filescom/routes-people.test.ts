import { describe, expect, test } from 'vitest';
import { newMember } from '../../core/core.test-setup.ts';
import { user } from './entities-people.ts';
import { openFilesCom, type TestFilesCom, type TestAnswer } from './filescom.test-setup.ts';

interface WireUser {
  id: number;
  username: string;
  [field: string]: unknown;
}

const idOf = (answer: TestAnswer): number => (answer.body as { id: number }).id;
const usernames = (answer: TestAnswer): string[] => (answer.body as WireUser[]).map(({ username }) => username);

async function makeUsers(t: TestFilesCom, ...names: string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const username of names) ids.push(idOf(await t.call('POST', '/users', { body: { username, password: 'long enough' } })));
  return ids;
}

describe('users', () => {
  test('a new one has every field, keeps what was said, and never shows a password', async () => {
    const t = await openFilesCom();
    const group = idOf(await t.call('POST', '/groups', { body: { name: 'staff' } }));
    const made = await t.call('POST', '/users', {
      body: {
        username: 'motor',
        password: 'vroom vroom',
        password_confirmation: 'vroom vroom',
        name: 'Motor',
        email: 'motor@example.com',
        notes: 'n',
        group_ids: String(group),
        user_root: 'homes/motor',
        grant_permission: 'read+write',
        require_2fa: 'never_require',
        authenticate_until: '2030-01-01T00:00:00Z',
        time_zone: 'Berlin',
        unknown: 'ignored',
      },
    });
    expect(made.status).toBe(201);
    expect(Object.keys(made.body as object).sort()).toEqual(Object.keys(user.shape).sort());
    expect(made.body).toMatchObject({
      id: 2,
      username: 'motor',
      name: 'Motor',
      email: 'motor@example.com',
      notes: 'n',
      group_ids: String(group),
      user_root: 'homes/motor',
      require_2fa: 'never_require',
      authenticate_until: '2030-01-01T00:00:00Z',
      time_zone: 'Berlin',
      site_admin: false,
      admin_group_ids: [],
    });
    expect(made.text).not.toContain('vroom');
    expect((await t.call('GET', '/users/2')).body).toEqual(made.body);
    const granted = (await t.call('GET', '/permissions?user_id=2')).body as { permission: string; path: string }[];
    expect(granted.map(({ permission, path }) => `${permission} ${path}`).sort()).toEqual([
      'readonly homes/motor',
      'writeonly homes/motor',
    ]);
  });

  test('what cannot be saved says so field by field, and changes nothing', async () => {
    const t = await openFilesCom();
    await makeUsers(t, 'motor');
    const taken = await t.call('POST', '/users', { body: { username: 'MOTOR' } });
    expect(taken).toMatchObject({ status: 422, type: 'processing-failure/model-save-error' });
    expect(taken.body).toMatchObject({
      model_errors: { username: ['Username: is taken'] },
      'model-errors': { username: ['Username: is taken'] },
    });
    expect((await t.call('POST', '/users', { body: {} })).type).toBe('bad-request/request-params-required');
    const differs = { username: 'x1', password: 'long enough', password_confirmation: 'another one' };
    expect((await t.call('POST', '/users', { body: differs })).type).toBe('processing-failure/failed-to-change-password');
    expect((await t.call('POST', '/users', { body: { username: 'x1', group_ids: '99' } })).type).toBe('not-found/group-not-found');
    expect((await t.call('POST', '/users', { body: { username: 'x1', imported_password_hash: 'abc' } })).status).toBe(422);
    expect(usernames(await t.call('GET', '/users'))).toEqual(['admin', 'motor']);
  });

  test('pages, sorting, filters and search', async () => {
    const t = await openFilesCom();
    await makeUsers(t, 'ann', 'bob', 'Cid', 'dan');
    await t.call('PATCH', '/users/3', { body: { name: 'Robert', site_admin: true } });
    const first = await t.call('GET', '/users?per_page=2&sort_by%5Busername%5D=desc');
    expect(usernames(first)).toEqual(['dan', 'Cid']);
    const cursor = first.headers.get('x-files-cursor') ?? '';
    expect(first.headers.get('x-files-cursor-next')).toBe(cursor);
    const second = await t.call('GET', `/users?per_page=2&sort_by%5Busername%5D=desc&page=2&cursor=${encodeURIComponent(cursor)}`);
    expect(usernames(second)).toEqual(['bob', 'ann']);
    const third = await t.call('GET', `/users?per_page=2&sort_by[username]=desc&cursor=${second.headers.get('x-files-cursor') ?? ''}`);
    expect(usernames(third)).toEqual(['admin']);
    expect(third.headers.get('x-files-cursor')).toBeNull();
    expect(third.headers.get('x-files-cursor-prev')).not.toBeNull();
    const back = await t.call('GET', `/users?per_page=2&sort_by[username]=desc&cursor=${third.headers.get('x-files-cursor-prev') ?? ''}`);
    expect(usernames(back)).toEqual(['bob', 'ann']);

    expect(usernames(await t.call('GET', '/users?filter[username]=CID'))).toEqual(['Cid']);
    expect(usernames(await t.call('GET', '/users?filter_prefix%5Busername%5D=A&filter%5Bnot_site_admin%5D=True'))).toEqual(['ann']);
    expect(usernames(await t.call('GET', '/users?filter[site_admin]=true'))).toEqual(['admin', 'bob']);
    expect(usernames(await t.call('GET', '/users?search=obe'))).toEqual(['bob']);
    expect(usernames(await t.call('GET', '/users?search=%25'))).toEqual([]);
    expect(usernames(await t.call('GET', '/users?ids=2,4'))).toEqual(['ann', 'Cid']);
    expect(usernames(await t.call('GET', '/users?filter[workspace_id]=7'))).toEqual([]);
    expect((await t.call('GET', '/users?filter[nonsense]=1')).type).toBe('bad-request/invalid-filter-field');
    expect((await t.call('GET', '/users?sort_by[notes]=asc')).type).toBe('bad-request/invalid-sort-field');
    expect((await t.call('GET', '/users?per_page=10001')).status).toBe(422);
  });

  test('a client saves the whole object; others than administrators change only what is theirs', async () => {
    const t = await openFilesCom();
    const { member, secret } = await newMember(t, { username: 'sam', plan: 'team', email: 'old@example.com' });
    const own = `/users/${member.userNumber}`;
    const known = await t.call('GET', own, { key: secret });
    expect(known.status).toBe(200);
    const saved = await t.call('PATCH', own, { key: secret, body: { ...(known.body as object), company: 'Acme', name: 'Sam' } });
    expect(saved).toMatchObject({ status: 200, body: { ...(known.body as object), company: 'Acme', name: 'Sam' } });
    const refused = await t.call('PATCH', own, { key: secret, body: { ...(saved.body as object), site_admin: true } });
    expect(refused).toMatchObject({ status: 403, type: 'not-authorized/site-admin-required' });
    expect((await t.call('GET', '/users', { key: secret })).type).toBe('not-authorized/site-admin-required');
    expect((await t.call('PATCH', '/users/1', { key: secret, body: { name: 'x' } })).status).toBe(403);
    expect((await t.call('PATCH', '/users/0', { key: secret, body: { name: null } })).body).toMatchObject({ name: null, username: 'sam' });
  });

  test('deleting hands the files on, and the key is worth nothing', async () => {
    const t = await openFilesCom();
    const { member, secret } = await newMember(t, { username: 'sam', plan: 'team' });
    expect((await t.call('DELETE', `/users/${member.userNumber}`, { body: { id: member.userNumber } })).status).toBe(204);
    expect((await t.call('GET', `/users/${member.userNumber}`)).type).toBe('not-found/user-not-found');
    expect((await t.call('GET', '/users/1', { key: secret })).type).toBe('not-authenticated/invalid-credentials');
    expect((await t.call('DELETE', '/users/1')).status).toBe(422);
  });
});

describe('groups and memberships', () => {
  test('members as comma lists, roles, and the pair that names a membership', async () => {
    const t = await openFilesCom();
    const [ann, bob] = await makeUsers(t, 'ann', 'bob');
    const made = await t.call('POST', '/groups', { body: { name: 'staff', user_ids: [ann, bob], admin_ids: `${bob}`, notes: 'n' } });
    expect(made).toMatchObject({ status: 201, body: { name: 'staff', user_ids: '2,3', admin_ids: '3', usernames: 'ann,bob', notes: 'n' } });
    expect((await t.call('POST', '/groups', { body: { name: 'STAFF' } })).type).toBe('processing-failure/model-save-error');
    const id = idOf(made);
    expect((await t.call('POST', '/group_users', { body: { group_id: id, user_id: 1 } })).body).toMatchObject({
      username: 'admin',
      admin: false,
    });
    const page = await t.call('GET', `/group_users?group_id=${id}&per_page=2`);
    expect(page.body).toMatchObject([{ user_id: 1 }, { user_id: 2 }]);
    const rest = await t.call('GET', `/group_users?group_id=${id}&per_page=2&cursor=${page.headers.get('x-files-cursor') ?? ''}`);
    expect(rest.body).toMatchObject([{ user_id: 3, admin: true, group_name: 'staff' }]);
    expect(rest.headers.get('x-files-cursor')).toBeNull();
    const promoted = await t.call('PATCH', '/group_users/77', { body: { group_id: id, user_id: ann, admin: true } });
    expect(promoted).toMatchObject({ status: 200, body: { admin: true, username: 'ann' } });
    expect((await t.call('DELETE', `/group_users/77?group_id=${id}&user_id=${bob}`)).status).toBe(204);
    expect((await t.call('PATCH', `/groups/${id}`, { body: { name: 'crew', user_ids: '2' } })).body).toMatchObject({
      name: 'crew',
      user_ids: '2',
    });
    expect((await t.call('DELETE', `/groups/${id}`)).status).toBe(204);
    expect((await t.call('GET', `/groups/${id}`)).type).toBe('not-found/group-not-found');
  });
});

describe('permissions', () => {
  test('granted to users and groups, listed by path, user and group, taken back', async () => {
    const t = await openFilesCom();
    const [ann] = await makeUsers(t, 'ann');
    const group = idOf(await t.call('POST', '/groups', { body: { name: 'staff', user_ids: ann } }));
    await t.core.tree.makeFolder(t.admin, 'a/b', { mkdirParents: true });
    const made = await t.call('POST', '/permissions', { body: { path: 'A/b', user_id: ann, permission: 'readonly' } });
    expect(made).toMatchObject({
      status: 201,
      body: { path: 'a/b', user_id: ann, username: 'ann', permission: 'readonly', recursive: true },
    });
    const forGroup = await t.call('POST', '/permissions', { body: { path: 'a', group_id: group } });
    expect(forGroup.body).toMatchObject({ group_id: group, group_name: 'staff', group_ids: [group], permission: 'full', user_id: null });

    const ids = async (query: string): Promise<number[]> =>
      ((await t.call('GET', `/permissions?${query}`)).body as { id: number }[]).map(({ id }) => id);
    const [one, two] = [idOf(made), idOf(forGroup)];
    expect(await ids('')).toEqual([one, two]);
    expect(await ids('sort_by[path]=asc')).toEqual([two, one]);
    expect(await ids(`filter[user_id]=${ann}`)).toEqual([one]);
    expect(await ids(`user_id=${ann}&include_groups=true`)).toEqual([one, two]);
    expect(await ids(`group_id=${group}`)).toEqual([two]);
    expect(await ids('path=a%2Fb')).toEqual([one, two]);
    expect(await ids('filter[path]=a%2Fb')).toEqual([one]);
    expect(await ids('filter_prefix[path]=a')).toEqual([one, two]);
    expect(await ids('path=nowhere')).toEqual([]);

    const first = await t.call('GET', '/permissions?per_page=1&sort_by[path]=desc');
    expect(first.body).toMatchObject([{ id: one }]);
    expect(await ids(`per_page=1&sort_by[path]=desc&cursor=${first.headers.get('x-files-cursor') ?? ''}`)).toEqual([two]);

    expect((await t.call('POST', '/permissions', { body: { path: 'missing', user_id: ann } })).status).toBe(404);
    expect((await t.call('POST', '/permissions', { body: { path: 'a', user_id: 99 } })).type).toBe('not-found/user-not-found');
    expect((await t.call('POST', '/permissions', { body: { path: 'a', user_id: ann, permission: 'everything' } })).status).toBe(422);
    expect((await t.call('DELETE', `/permissions/${one}`)).status).toBe(204);
    expect(await ids('')).toEqual([two]);
  });
});
