import { describe, expect, test } from 'vitest';
import { newMember, put } from '../../core/core.test-setup.ts';
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

describe('how a user comes in', () => {
  test('from some addresses only, and by the API or not', async () => {
    const t = await openFilesCom();
    const { member, secret } = await newMember(t, { username: 'sam', plan: 'team', password: 'long enough' });
    const user = `/users/${member.userNumber}`;
    const set = async (body: object) => (await t.call('PATCH', user, { body })).body;
    const looks = async () => {
      // A refused guess is remembered for some seconds.
      t.clock.now += 20_000;
      const v2 = await fetch(`${t.url}/api/v2/folders`, { headers: { authorization: `Bearer ${secret}` } });
      return [(await t.call('GET', '/users/0', { key: secret })).status, v2.status, (await signIn()).status];
    };
    const signIn = () => t.call('POST', '/sessions', { key: null, body: { username: 'sam', password: 'long enough' } });
    const open = [200, 200, 201];
    expect(await looks()).toEqual(open);
    const { id: session } = (await signIn()).body as { id: string };
    const bySession = async () => (await t.call('GET', '/users/0', { key: null, headers: { 'x-filesapi-auth': session } })).status;

    expect(await set({ allowed_ips: '192.0.2.1\n10.0.0.0/8' })).toMatchObject({ allowed_ips: '192.0.2.1\n10.0.0.0/8' });
    expect(await looks()).toEqual([403, 403, 401]);
    expect(await bySession()).toBe(403);
    await set({ allowed_ips: '127.0.0.1' });
    expect(await looks()).toEqual(open);
    await set({ allowed_ips: null });
    expect(await set({ restapi_permission: false })).toMatchObject({ restapi_permission: false, allowed_ips: null });
    expect(await looks()).toEqual([403, 403, 401]);
    expect(await bySession()).toBe(403);
    await set({ restapi_permission: true });
    expect(await looks()).toEqual(open);

    expect((await t.call('PATCH', user, { body: { allowed_ips: 'home' } })).type).toBe('processing-failure/model-save-error');
    expect((await t.call('PATCH', '/users/0', { body: { allowed_ips: '192.0.2.1' } })).type).toBe('processing-failure/model-save-error');
    expect((await t.call('PATCH', '/users/0', { body: { restapi_permission: false } })).status).toBe(422);
    expect((await t.call('POST', '/groups', { body: { name: 'x', allowed_ips: '192.0.2.1' } })).type).toBe('site-configuration');
  });

  test('with codes of an app, when it says so of the user', async () => {
    const t = await openFilesCom();
    const { member } = await newMember(t, { username: 'sam', plan: 'team', password: 'long enough' });
    const duty = async () => {
      const { body } = await t.call('POST', '/sessions', { key: null, body: { username: 'sam', password: 'long enough' } });
      return (await t.call('GET', '/folders', { key: null, headers: { 'x-filesapi-auth': (body as { id: string }).id } })).type;
    };
    const set = async (require_2fa: string) => (await t.call('PATCH', `/users/${member.userNumber}`, { body: { require_2fa } })).body;
    expect(await duty()).toBeUndefined();
    expect(await set('always_require')).toMatchObject({ require_2fa: 'always_require' });
    expect(await duty()).toBe('not-authorized/two-factor-authentication-required');
    await t.call('PATCH', '/site', { body: { require_2fa: true } });
    await set('use_system_setting');
    expect(await duty()).toBe('not-authorized/two-factor-authentication-required');
    await set('never_require');
    expect(await duty()).toBeUndefined();
  });

  test('is not for the user to say, but how it looks', async () => {
    const t = await openFilesCom();
    const { secret } = await newMember(t, { username: 'sam', plan: 'team' });
    const change = (body: object) => t.call('PATCH', '/users/0', { key: secret, body });
    for (const body of [{ allowed_ips: '' }, { require_2fa: 'never_require' }, { notes: 'x' }, { bypass_site_allowed_ips: true }]) {
      const same = 'allowed_ips' in body;
      expect((await change(body)).status, JSON.stringify(body)).toBe(same ? 200 : 403);
    }
    expect((await change({ allowed_ips: '127.0.0.1' })).status).toBe(403);
    expect((await change({ language: 'de', time_zone: 'Berlin', skip_welcome_screen: false })).body).toMatchObject({ language: 'de' });
  });
});

test('lists of nothing ask for the rights that the things would', async () => {
  const t = await openFilesCom();
  const { secret } = await newMember(t, { username: 'sam', plan: 'team' });
  const key = async (wanted: Parameters<typeof t.core.keys.create>[1]) => (await t.core.keys.create(t.admin, wanted)).secret;
  const none = await key({ name: 'none', permissionSet: 'none' });
  const files = await key({ name: 'files', permissionSet: 'files_only' });
  const status = async (path: string, by: string) => (await t.call('GET', path, { key: by })).status;
  for (const path of ['/settings_changes', '/history', '/api_request_logs', '/ip_addresses', '/user_requests', '/usage_snapshots']) {
    expect((await t.call('GET', path)).status, path).toBe(200);
    for (const who of [secret, none, files]) expect(await status(path, who), path).toBe(403);
  }
  expect(await status('/notifications', secret)).toBe(200);
  expect(await status('/notifications', files)).toBe(200);
  expect(await status('/notifications', none)).toBe(403);
  await newMember(t, { username: 'new', password: 'long enough', mustChangePassword: true });
  const begun = await t.call('POST', '/sessions', { key: null, body: { username: 'new', password: 'long enough' } });
  const headers = { 'x-filesapi-auth': (begun.body as { id: string }).id };
  expect((await t.call('GET', '/notifications', { key: null, headers })).type).toBe('not-authorized/password-change-required');
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
    // The list goes forwards only, and says nothing else.
    expect(rest.headers.get('x-files-cursor-prev')).toBeNull();
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
    expect(await ids(`user_id=1,${ann}`)).toEqual([one]);
    expect(await ids(`user_id=${ann},1,${ann}&include_groups=true`)).toEqual([one, two]);
    expect(await ids(`group_id=99,${group}`)).toEqual([two]);
    // Each is asked about once, and not too many of them by one request.
    const many = Array.from({ length: 11 }, (_, i) => i + 1).join();
    expect(await ids(`user_id=${Array.from({ length: 2000 }, () => ann).join()}`)).toEqual([one]);
    expect((await t.call('GET', `/permissions?user_id=${many}&group_id=${many}`)).status).toBe(422);
    // What holds for a file was granted on the folders around it.
    await put(t, t.admin, { name: 'doc.txt', folderId: (await t.core.tree.find(t.admin, 'a/b')).node.id });
    expect(await ids('path=a%2Fb%2Fdoc.txt')).toEqual([one, two]);
    expect(await ids('filter[path]=a%2Fb%2Fdoc.txt')).toEqual([]);

    const first = await t.call('GET', '/permissions?per_page=1&sort_by[path]=desc');
    expect(first.body).toMatchObject([{ id: one }]);
    expect(await ids(`per_page=1&sort_by[path]=desc&cursor=${first.headers.get('x-files-cursor') ?? ''}`)).toEqual([two]);

    // All or none, each once.
    expect((await t.call('POST', '/permissions', { body: { path: 'a/b', group_ids: [group, 99_999] } })).status).toBe(404);
    expect(await ids('')).toEqual([one, two]);
    const both = await t.call('POST', '/permissions', { body: { path: 'a/b', group_ids: [group, group], permission: 'list' } });
    expect(both.body).toMatchObject({ group_ids: [group], group_names: ['staff'] });
    expect((await t.call('DELETE', `/permissions/${idOf(both)}`)).status).toBe(204);

    expect((await t.call('POST', '/permissions', { body: { path: 'missing', user_id: ann } })).status).toBe(404);
    expect((await t.call('POST', '/permissions', { body: { path: 'a', user_id: 99 } })).type).toBe('not-found/user-not-found');
    expect((await t.call('POST', '/permissions', { body: { path: 'a', user_id: ann, permission: 'everything' } })).status).toBe(422);
    expect((await t.call('DELETE', `/permissions/${one}`)).status).toBe(204);
    expect(await ids('')).toEqual([two]);
  });
});
