import { generateSync } from 'otplib';
import { describe, expect, test } from 'vitest';
import { newMember } from '../../core/core.test-setup.ts';
import { apiKey, publicKey } from './entities-keys.ts';
import { activeSession, newSession } from './entities-people.ts';
import { openFilesCom, testUrl, type TestAnswer, type TestFilesCom, type Wanted } from './filescom.test-setup.ts';

const right = { username: 'motor', password: 'vroom vroom' };
const hour = 3_600_000;
const line = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFkZ9dQRAcEIbVHpz/risq7xiaQ4cPXMn6phQ35H1ZBd';

type Wire = Record<string, unknown>;
const bodyOf = (answer: TestAnswer): Wire => answer.body as Wire;
const listOf = (answer: TestAnswer): Wire[] => answer.body as Wire[];
const fieldsOf = (value: unknown): string[] => Object.keys(value as object).sort();

async function openWithUser() {
  const t = await openFilesCom();
  return { ...t, ...(await newMember(t, right)) };
}

const signIn = (t: TestFilesCom, body: object = right): Promise<TestAnswer> => t.call('POST', '/sessions', { key: null, body });
const withSession = (answer: TestAnswer): Wanted => ({ key: null, headers: { 'x-filesapi-auth': String(bodyOf(answer)['id']) } });

describe('sessions', () => {
  test('sign in, work, sign out', async () => {
    const t = await openWithUser();
    const begun = await signIn(t);
    expect(begun.status).toBe(201);
    expect(fieldsOf(begun.body)).toEqual(fieldsOf(newSession.shape));
    expect(begun.body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{40}$/),
      language: 'en',
      read_only: false,
      max_dir_listing_size: 100_000,
      timeout_at: new Date(t.clock.now + 6 * hour).toISOString().replace('.000', ''),
      calculate_file_checksums_md5: false,
    });
    const session = withSession(begun);
    expect(bodyOf(await t.call('GET', '/users/0', session))).toMatchObject({ username: 'motor', last_login_at: expect.any(String) });
    expect(listOf(await t.call('GET', '/api_keys?user_id=0', session))).toHaveLength(1);
    expect((await t.call('DELETE', '/sessions', session)).status).toBe(204);
    expect(await t.call('GET', '/users/0', session)).toMatchObject({ status: 401, type: 'not-authenticated/invalid-credentials' });
  });

  test('wrong credentials, one answer', async () => {
    const t = await openWithUser();
    for (const body of [{ ...right, password: 'x' }, { username: 'nobody', password: 'x' }, { username: 'motor' }, {}, { otp: '1' }]) {
      expect(await signIn(t, body)).toMatchObject({ status: 401, type: 'not-authenticated/invalid-username-or-password' });
    }
    expect(await t.call('GET', '/users/0', { key: null, headers: { 'x-filesapi-auth': '0'.repeat(40) } })).toMatchObject({
      status: 401,
      type: 'not-authenticated/invalid-credentials',
    });
  });

  test('a client that repeats each refused request three times has ten tries; then the name is locked until it is unlocked', async () => {
    const t = await openWithUser();
    for (let i = 0; i < 10; i++) {
      for (let attempt = 0; attempt < 3; attempt++) {
        const answer = await signIn(t, { ...right, password: `wrong ${i}` });
        if (attempt === 0 || i < 9) expect(answer.status, `${i} ${attempt}`).toBe(401);
        t.clock.now += 500;
      }
    }
    const refused = await signIn(t);
    expect(refused).toMatchObject({ status: 429, type: 'rate-limited/too-many-login-attempts' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3500);
    expect(bodyOf(await t.call('GET', `/users/${t.user.number}`))['lockout_expires']).toEqual(expect.any(String));
    expect(await t.call('POST', `/users/${t.user.number}/unlock`, { key: t.secret })).toMatchObject({ status: 403 });
    expect((await t.call('POST', `/users/${t.user.number}/unlock`)).status).toBe(204);
    expect((await signIn(t)).status).toBe(201);
    expect(bodyOf(await t.call('GET', `/users/${t.user.number}`))['lockout_expires']).toBeNull();
  });

  test('the second factor: set up, asked for, given, reset', async () => {
    const t = await openWithUser();
    const code = (seed: unknown): string => generateSync({ secret: String(seed), epoch: Math.floor(t.clock.now / 1000) });
    const begun = await t.call('POST', '/users/0/2fa', { key: t.secret });
    expect(begun).toMatchObject({ status: 201, body: { secret: expect.any(String), uri: expect.stringMatching(/^otpauth:/) } });
    const { secret: seed } = bodyOf(begun);
    expect(await t.call('POST', '/users/1/2fa', { key: t.secret })).toMatchObject({
      status: 403,
      type: 'not-authorized/cant-act-for-other-user',
    });
    expect(await t.call('POST', '/users/0/2fa/confirm', { key: t.secret, body: { otp: '1' } })).toMatchObject({
      status: 401,
      type: 'not-authenticated/one-time-password-incorrect',
    });
    expect((await t.call('POST', '/users/0/2fa/confirm', { key: t.secret, body: { otp: code(seed) } })).status).toBe(204);
    expect(bodyOf(await t.call('GET', '/users/0', { key: t.secret }))).toMatchObject({ active_2fa: true, type_of_2fa: 'totp' });

    t.clock.now += 60_000;
    const asked = await signIn(t);
    expect(asked).toMatchObject({ status: 401, type: 'not-authenticated/two-factor-authentication-error' });
    const { data } = bodyOf(asked) as { data: Wire };
    expect(data).toEqual({
      two_factor_authentication_methods: ['totp'],
      partial_session_id: expect.stringMatching(/^[0-9a-f]+$/),
      u2f_sign_requests: [],
    });
    expect((await signIn(t, { ...right, otp: code(seed) })).status).toBe(201);
    t.clock.now += 60_000;
    const partial = { username: 'motor', password: '', partial_session_id: data['partial_session_id'], otp: code(seed) };
    expect((await signIn(t, partial)).status).toBe(201);
    expect(await signIn(t, partial)).toMatchObject({ status: 401, type: 'not-authenticated/one-time-password-incorrect' });

    t.clock.now += 60_000;
    expect((await t.call('DELETE', '/users/0/2fa', { key: t.secret, body: { otp: code(seed) } })).status).toBe(204);
    expect((await signIn(t)).status).toBe(201);
    const { secret: second } = bodyOf(await t.call('POST', '/users/0/2fa', { key: t.secret }));
    await t.call('POST', '/users/0/2fa/confirm', { key: t.secret, body: { otp: code(second) } });
    expect((await t.call('POST', `/users/${t.user.number}/2fa/reset`, { key: t.secret })).status).toBe(403);
    expect((await signIn(t)).status).toBe(401);
    expect((await t.call('POST', `/users/${t.user.number}/2fa/reset`)).status).toBe(204);
    expect((await signIn(t)).status).toBe(201);
  });

  test('a password that has to be changed: nothing but that', async () => {
    const t = await openWithUser();
    await t.call('PATCH', `/users/${t.user.number}`, { body: { require_password_change: true } });
    const session = withSession(await signIn(t));
    expect(await t.call('GET', '/folders', session)).toMatchObject({ status: 403, type: 'not-authorized/password-change-required' });
    const changed = await t.call('PATCH', '/users/0', {
      ...session,
      body: { change_password: 'another one', change_password_confirmation: 'another one' },
    });
    expect(changed).toMatchObject({ status: 200, body: { require_password_change: false } });
    expect((await t.call('GET', '/folders', session)).status).toBe(200);
  });

  test('the list, without secrets; ended by number', async () => {
    const t = await openWithUser();
    const begun = await signIn(t);
    const other = await signIn(t, { username: 'admin', password: 'a long password' });
    const listed = await t.call('GET', '/sessions');
    expect(listOf(listed)).toHaveLength(2);
    for (const each of listOf(listed)) expect(fieldsOf(each)).toEqual(fieldsOf(activeSession.shape));
    expect(listed.text).not.toContain(String(bodyOf(begun)['id']));
    expect(listOf(listed)[0]).toMatchObject({
      user_id: t.user.number,
      username: 'motor',
      ip: '127.0.0.1',
      interface: 'restapi',
      current: false,
    });
    const own = listOf(await t.call('GET', '/sessions', withSession(begun)));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ current: true });
    expect(listOf(await t.call('GET', `/sessions?user_id=${t.user.number}`))).toEqual([{ ...own[0], current: false }]);
    const page = await t.call('GET', '/sessions?per_page=1');
    expect(listOf(page)).toHaveLength(1);
    const next = await t.call('GET', `/sessions?per_page=1&cursor=${encodeURIComponent(page.headers.get('x-files-cursor') ?? '')}`);
    expect(listOf(next)[0]).toMatchObject({ username: 'admin' });
    expect(next.headers.get('x-files-cursor')).toBeNull();
    const { id } = listOf(listed)[1] ?? {};
    expect((await t.call('DELETE', `/sessions/${String(id)}`, withSession(begun))).status).toBe(404);
    expect((await t.call('DELETE', `/sessions/${String(id)}`)).status).toBe(204);
    expect((await t.call('GET', '/users/0', withSession(other))).status).toBe(401);
    expect(await t.call('DELETE', '/sessions')).toMatchObject({ status: 401, type: 'not-authenticated/api-key-sessions-not-supported' });
  });
});

describe('API keys', () => {
  test('one of the calling user: its key is shown once, in letters and digits, and works', async () => {
    const t = await openWithUser();
    const expires = new Date(t.clock.now + hour).toISOString();
    const made = await t.call('POST', '/api_keys', {
      key: t.secret,
      body: { user_id: 0, name: 'laptop', description: 'mine', expires_at: expires, permission_set: 'files_only' },
    });
    expect(made.status).toBe(201);
    expect(fieldsOf(made.body)).toEqual(fieldsOf(apiKey.shape));
    expect(made.body).toMatchObject({
      key: expect.stringMatching(/^[A-Za-z0-9]+$/),
      name: 'laptop',
      description: 'mine',
      permission_set: 'files_only',
      user_id: t.user.number,
      url: testUrl,
      expires_at: expires.replace('.000', ''),
      aws_style_credentials: false,
      last_use_at: null,
    });
    const { id, key } = bodyOf(made);
    const own = { key: String(key) };
    expect((await t.call('GET', '/folders', own)).status).toBe(200);
    const shown = await t.call('GET', `/api_keys/${String(id)}`, { key: t.secret });
    expect(shown.body).toEqual({ ...(made.body as object), key: null, last_use_at: expect.any(String) });
    expect((await t.call('GET', '/api_key', own)).body).toEqual(shown.body);
    expect((await t.call('GET', '/users', own)).status).toBe(403);
    expect((await t.call('POST', '/api_keys', { ...own, body: { user_id: 0, name: 'x' } })).status).toBe(403);
  });

  test('one of another user, and one of the site, for administrators', async () => {
    const t = await openWithUser();
    const foreign = await t.call('POST', '/api_keys', { body: { user_id: t.user.number, name: 'theirs' } });
    expect(foreign.body).toMatchObject({ user_id: t.user.number, permission_set: 'full' });
    expect(bodyOf(await t.call('GET', '/users/0', { key: String(bodyOf(foreign)['key']) }))['username']).toBe('motor');
    await t.core.tree.makeFolder(t.admin, 'in/here', { mkdirParents: true });
    const limited = await t.call('POST', '/api_keys', { body: { user_id: 0, name: 'here', path: 'in/here' } });
    expect(limited.body).toMatchObject({ descriptive_label: expect.stringContaining('limited to the folder /in/here') });
    const { id: limitedId } = limited.body as { id: number };
    expect(bodyOf(await t.call('GET', `/api_keys/${limitedId}`))['descriptive_label']).toEqual(bodyOf(limited)['descriptive_label']);
    await t.call('DELETE', `/api_keys/${limitedId}`);
    const site = await t.call('POST', '/api_keys', { body: { name: 'integration' } });
    expect(site.body).toMatchObject({ user_id: null, descriptive_label: expect.stringMatching(/^Site-wide API key/) });
    expect((await t.call('GET', '/users', { key: String(bodyOf(site)['key']) })).status).toBe(200);
    expect(listOf(await t.call('GET', '/api_keys')).map(({ name }) => name)).toEqual(['integration']);
    expect(listOf(await t.call('GET', '/api_keys?user_id=0')).map(({ name }) => name)).toEqual(['first key']);
    expect(listOf(await t.call('GET', `/api_keys?user_id=${t.user.number}`)).map(({ name }) => name)).toEqual(['test', 'theirs']);

    const asUser = { key: t.secret };
    expect(await t.call('POST', '/api_keys', { ...asUser, body: { name: 'x' } })).toMatchObject({
      status: 403,
      type: 'not-authorized/site-admin-required',
    });
    expect((await t.call('POST', '/api_keys', { ...asUser, body: { user_id: 1, name: 'x' } })).status).toBe(403);
    expect((await t.call('GET', '/api_keys?user_id=1', asUser)).status).toBe(403);
    expect(listOf(await t.call('GET', '/api_keys', asUser)).map(({ name }) => name)).toEqual(['test', 'theirs']);
    expect(await t.call('POST', '/api_keys', { body: { user_id: 99, name: 'x' } })).toMatchObject({
      status: 404,
      type: 'not-found/user-not-found',
    });
    expect(await t.call('GET', '/api_keys/1', asUser)).toMatchObject({ status: 404, type: 'not-found/api-key-not-found' });
  });

  test('one for a folder sees only that', async () => {
    const t = await openWithUser();
    await t.core.folders.create(t.member, { name: 'inside', parentId: null });
    const made = await t.call('POST', '/api_keys', { key: t.secret, body: { user_id: 0, name: 'folder', path: '/inside' } });
    const member = await t.core.keys.authenticate(String(bodyOf(made)['key']));
    expect(member.keyFolderId).not.toBeNull();
    expect((await t.call('POST', '/api_keys', { key: t.secret, body: { user_id: 0, name: 'folder', path: 'no/such' } })).status).toBe(404);
  });

  test('changed and revoked, by number and by itself', async () => {
    const t = await openWithUser();
    const make = async (): Promise<Wire> => bodyOf(await t.call('POST', '/api_keys', { key: t.secret, body: { user_id: 0, name: 'k' } }));
    const one = await make();
    const saved = await t.call('PATCH', `/api_keys/${String(one['id'])}`, {
      key: t.secret,
      body: { ...one, name: 'new', expires_at: null },
    });
    expect(saved).toMatchObject({ status: 200, body: { name: 'new', expires_at: null, key: null } });
    const itself = { key: String(one['key']) };
    const expires_at = new Date(t.clock.now + hour).toISOString().replace('.000', '');
    expect(await t.call('PATCH', '/api_key', { ...itself, body: { name: 'self', expires_at, permission_set: 'none' } })).toMatchObject({
      status: 200,
      body: { name: 'self', expires_at, permission_set: 'none' },
    });
    expect((await t.call('DELETE', '/api_key', itself)).status).toBe(204);
    expect((await t.call('GET', '/api_key', itself)).status).toBe(401);
    const two = await make();
    expect((await t.call('DELETE', `/api_keys/${String(two['id'])}`, { key: t.secret, body: { id: two['id'] } })).status).toBe(204);
    expect((await t.call('GET', `/api_keys/${String(two['id'])}`, { key: t.secret })).status).toBe(404);

    const session = withSession(await signIn(t));
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      expect(await t.call(method, '/api_key', session)).toMatchObject({
        status: 403,
        type: 'not-authorized/must-authenticate-with-api-key',
      });
    }
  });

  test('filters, sorting and what is not possible', async () => {
    const t = await openWithUser();
    const asUser = { key: t.secret };
    for (const hours of [1, 2, 3]) {
      const expires_at = new Date(t.clock.now + hours * hour).toISOString();
      await t.call('POST', '/api_keys', { ...asUser, body: { user_id: 0, name: `${hours}`, expires_at } });
    }
    const names = async (query: string): Promise<unknown[]> =>
      listOf(await t.call('GET', `/api_keys?user_id=0&${query}`, asUser)).map(({ name }) => name);
    const until = encodeURIComponent(new Date(t.clock.now + 2 * hour).toISOString());
    expect(await names(`filter_lteq[expires_at]=${until}`)).toEqual(['1', '2']);
    expect(await names(`filter_gt[expires_at]=${until}`)).toEqual(['3']);
    expect(await names('filter[aws_style_credentials]=true')).toEqual([]);
    expect(await names('filter[aws_style_credentials]=false')).toEqual(['test', '1', '2', '3']);
    expect(await names('sort_by[site_id]=desc')).toEqual(['3', '2', '1', 'test']);
    const refused = { status: 422, type: 'bad-request/request-params-invalid' };
    expect(await t.call('POST', '/api_keys', { ...asUser, body: { user_id: 0, name: 'x', aws_style_credentials: true } })).toMatchObject(
      refused,
    );
    expect(await t.call('POST', '/api_keys', { ...asUser, body: { user_id: 0, name: 'x', permission_set: 'everything' } })).toMatchObject(
      refused,
    );
    expect(await t.call('POST', '/api_keys', { ...asUser, body: { user_id: 0 } })).toMatchObject({
      type: 'bad-request/request-params-required',
    });
    expect(
      await t.call('POST', '/api_keys', { ...asUser, body: { user_id: 0, name: 'x', expires_at: '2001-01-01T00:00:00Z' } }),
    ).toMatchObject({
      status: 422,
      type: 'processing-failure/model-save-error',
    });
    expect(await names('')).toEqual(['test', '1', '2', '3']);
  });
});

describe('SSH keys', () => {
  test('added, shown, renamed, deleted', async () => {
    const t = await openWithUser();
    const made = await t.call('POST', '/public_keys', {
      key: t.secret,
      body: { user_id: 0, title: 'laptop', public_key: `${line} me@laptop` },
    });
    expect(made.status).toBe(201);
    expect(fieldsOf(made.body)).toEqual(fieldsOf(publicKey.shape));
    expect(made.body).toMatchObject({
      title: 'laptop',
      fingerprint: '92:07:5b:92:23:99:f2:df:f7:cc:57:16:80:ca:09:37',
      fingerprint_sha256: 'SHA256:QYv9KQmiBi4/zJEGFUidgRyn/gHKfEWuIXXdjOlu4jI',
      status: 'not_set',
      username: 'motor',
      user_id: t.user.number,
      generated_private_key: null,
    });
    const { id } = bodyOf(made);
    const url = `/public_keys/${String(id)}`;
    expect((await t.call('GET', url, { key: t.secret })).body).toEqual(made.body);
    expect((await t.call('PATCH', url, { key: t.secret, body: { ...(made.body as object), title: 'new' } })).body).toMatchObject({
      title: 'new',
    });
    expect(listOf(await t.call('GET', '/public_keys?user_id=0', { key: t.secret }))).toHaveLength(1);
    expect(listOf(await t.call('GET', '/public_keys?sort_by[title]=desc&filter[workspace_id]=0'))).toHaveLength(1);
    expect(listOf(await t.call('GET', '/public_keys?filter[workspace_id]=7'))).toEqual([]);
    expect(bodyOf(await t.call('GET', `/users/${t.user.number}`))['public_keys_count']).toBe(1);
    expect(await t.call('POST', '/public_keys', { key: t.secret, body: { title: 'again', public_key: line } })).toMatchObject({
      status: 422,
      type: 'processing-failure/model-save-error',
    });
    expect((await t.call('DELETE', url, { key: t.secret })).status).toBe(204);
    expect((await t.call('GET', url, { key: t.secret })).status).toBe(404);
  });

  test('made here: both halves once', async () => {
    const t = await openWithUser();
    const made = await t.call('POST', '/public_keys', {
      key: t.secret,
      body: { title: 'made', generate_keypair: true, generate_algorithm: 'ecdsa', generate_length: 384 },
    });
    expect(made).toMatchObject({
      status: 201,
      body: { status: 'complete', generated_public_key: expect.stringMatching(/^ecdsa-sha2-nistp384 /) },
    });
    expect(String(bodyOf(made)['generated_private_key'])).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    const shown = bodyOf(await t.call('GET', `/public_keys/${String(bodyOf(made)['id'])}`, { key: t.secret }));
    expect(shown).toEqual({ ...bodyOf(made), generated_private_key: null, generated_public_key: null });
  });

  test.each([
    [{ title: 'x' }, 'processing-failure/model-save-error'],
    [{ title: 'x', public_key: 'nonsense' }, 'processing-failure/model-save-error'],
    [{ public_key: line }, 'bad-request/request-params-required'],
    [{ title: 'x', generate_keypair: true, public_key: line }, 'bad-request/request-params-invalid'],
    [{ title: 'x', generate_keypair: true, generate_algorithm: 'dsa' }, 'processing-failure/model-save-error'],
    [{ title: 'x', generate_keypair: true, generate_algorithm: 'rsa', generate_length: 512 }, 'processing-failure/model-save-error'],
  ])('%j is %s', async (body, type) => {
    const t = await openFilesCom();
    expect((await t.call('POST', '/public_keys', { body })).type).toBe(type);
    expect(listOf(await t.call('GET', '/public_keys'))).toEqual([]);
  });
});
