import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, json, multipart, newUser, outcome, send, type Answer, type ErrorBody } from './client.ts';
import { createSnapshots } from './snapshot.ts';
import { startServer, type Server } from './server.ts';

// Signing in with a password, and what a page of the server does with the cookie that it then has.

const password = 'a right password';

let server: Server;
let admin: ReturnType<typeof clientOf>;
let ada: Awaited<ReturnType<typeof newUser>>;
beforeAll(async () => {
  server = await startServer();
  admin = clientOf(server);
  ada = await newUser(server, 'ada', 'free');
  await admin.patch(`/users/${ada.userId}`, { password, name: 'Ada', email: 'ada@example.com' });
});
afterAll(() => server.end());

const sameOrigin = { 'sec-fetch-site': 'same-origin' };

interface Asked {
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function ask(method: string, path: string, { cookie, headers = {}, body }: Asked = {}): Promise<Answer> {
  return send(`${server.url}/api/v2${path}`, {
    method,
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

interface SignedIn {
  readonly id: string;
  readonly cookie: string;
  readonly expiresAt: string;
}

const signInWith = (body: object): Promise<Answer> => ask('POST', '/sessions', { body });

async function signIn(username = 'ada', code?: string): Promise<SignedIn> {
  const answer = await signInWith({ username, password, ...(code === undefined ? {} : { code }) });
  expect(outcome(answer)).toBe('201');
  const { id, expires_at: expiresAt } = json<{ id: string; expires_at: string }>(answer);
  return { id, expiresAt, cookie: String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? '' };
}

const errorOf = (answer: Answer): ErrorBody['error'] => json<ErrorBody>(answer).error;

describe('the cookie', () => {
  test('is for this server and no script, and says who one is', async () => {
    const answer = await ask('POST', '/sessions', { body: { username: 'ADA', password }, headers: { 'user-agent': 'a browser' } });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^filewharf_session=[0-9a-f]{40}; Path=\/; Max-Age=21600; HttpOnly; SameSite=Strict$/),
    ]);
    const { id, user, expires_at } = json<{ id: string; user: object; expires_at: string }>(answer);
    expect(user).toMatchObject({ id: ada.userId, username: 'ada', name: 'Ada' });
    expect(String(answer.body)).not.toContain(/=(\w{40})/.exec(String(answer.headers['set-cookie']))?.[1]);
    const cookie = String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? '';
    const me = await ask('GET', '/whoami', { cookie: `theme=dark; ${cookie}; other=1` });
    expect(json(me)).toMatchObject({
      user: { id: ada.userId, username: 'ada', plan: 'free', is_admin: false, name: 'Ada', email: 'ada@example.com', second_factor: false },
      session: { id, expires_at },
      must_first: null,
      root_folder_id: ada.rootId,
    });
    expect(me.headers).toMatchObject({ 'x-ratelimit-limit': '1000000000', 'x-ratelimit-remaining': '999999999' });
    expect(await ada.get('/whoami')).toMatchObject({ user: { name: 'Ada' }, session: null });
  });

  test('goes over TLS only, where there is TLS', async () => {
    const secure = await startServer({ args: ['--tls-self-signed'], env: { FILEWHARF_ADMIN_PASSWORD: password } });
    try {
      const ca = readFileSync(join(secure.dataDir, 'tls', 'self-signed.crt'));
      const answer = await send(`${secure.url}/api/v2/sessions`, {
        method: 'POST',
        ca,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'admin', password }),
      });
      const [cookie = ''] = answer.headers['set-cookie'] ?? [];
      expect(cookie).toMatch(/^__Host-filewharf_session=[0-9a-f]{40}; Path=\/; Max-Age=21600; HttpOnly; SameSite=Strict; Secure$/);
      const [pair = ''] = cookie.split(';');
      const whoami = (sent: string): Promise<Answer> => send(`${secure.url}/api/v2/whoami`, { ca, headers: { cookie: sent } });
      expect(outcome(await whoami(pair))).toBe('200');
      // The name without the prefix could have been planted over plain HTTP.
      expect(outcome(await whoami(pair.replace('__Host-', '')))).toBe('401 unauthorized');
    } finally {
      await secure.end();
    }
  });

  test('does everything that a key does: uploads, downloads, events', async () => {
    const { cookie } = await signIn();
    const { contentType, body } = multipart([['file', { filename: 'by cookie.txt', bytes: Buffer.from('hello') }]]);
    const uploaded = await send(`${server.url}/api/v2/upload`, {
      method: 'POST',
      headers: { cookie, 'content-type': contentType, origin: server.url },
      body,
    });
    expect(outcome(uploaded)).toBe('201');
    const { id } = json<{ id: string }>(uploaded);
    expect(String((await ask('GET', `/files/${id}?download=true`, { cookie })).body)).toBe('hello');
    const events = await ask('GET', '/sync/stream', { cookie });
    expect([events.status, events.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    // A path that cannot be decoded, too, is a request of somebody.
    expect((await ask('GET', '/files/%zz', { cookie })).headers).toHaveProperty('x-ratelimit-remaining');
  });

  test('is not bound by the limit of the plan, which is for keys', async () => {
    const { cookie } = await signIn();
    for (let count = 0; count < 150; count++) expect(outcome(await ask('GET', '/whoami', { cookie }))).toBe('200');
    expect(outcome(await ask('DELETE', '/sessions/current', { cookie, headers: sameOrigin }))).toBe('200');
  });

  test('loses to a key that comes with it, and is not taken by other doors', async () => {
    const { cookie } = await signIn();
    const asAdmin = await ask('GET', '/whoami', { cookie, headers: { authorization: `Bearer ${server.apiKey}` } });
    expect(json(asAdmin)).toMatchObject({ user: { username: 'admin' }, session: null });
    expect(outcome(await ask('GET', '/whoami', { cookie, headers: { authorization: 'Bearer nonsense' } }))).toBe('401 invalid_api_key');
    for (const path of ['/api/rest/v1/folders', '/v1/files']) {
      expect((await send(`${server.url}${path}`, { headers: { cookie } })).status).toBe(401);
    }
  });
});

describe('a page of the user before', () => {
  test('changes and sees nothing of the user who has signed in since', async () => {
    const ben = await newUser(server, 'ben');
    await admin.patch(`/users/${ben.userId}`, { password });
    const { cookie } = await signIn('ben');
    const snapshot = createSnapshots(admin, () => ({ userIds: [ben.userId], uploads: [] }));
    const before = await snapshot();
    const ofAda = { ...sameOrigin, 'x-filewharf-user': ada.userId };
    const { contentType, body } = multipart([['file', { filename: 'of ada.txt', bytes: Buffer.from('secret') }]]);
    const upload = (headers: Readonly<Record<string, string>>): Promise<Answer> =>
      send(`${server.url}/api/v2/upload`, { method: 'POST', headers: { cookie, 'content-type': contentType, ...headers }, body });
    for (const answer of [
      await upload(ofAda),
      await ask('POST', '/chunks/init', { cookie, headers: ofAda, body: { filename: 'of ada.txt', total_size: 6, total_chunks: 1 } }),
      await ask('POST', '/folders', { cookie, headers: ofAda, body: { name: 'of ada' } }),
      await ask('DELETE', '/sessions/current', { cookie, headers: ofAda }),
      await ask('GET', '/entries', { cookie, headers: ofAda }),
    ]) {
      expect([outcome(answer), errorOf(answer).message]).toEqual(['401 unauthorized', 'Another user has signed in in this browser since.']);
    }
    expect(await snapshot()).toEqual(before);
    expect(outcome(await upload({ ...sameOrigin, 'x-filewharf-user': ben.userId }))).toBe('201');
  });
});

describe('a page of somebody else', () => {
  test('changes nothing with the cookie that the browser sends along', async () => {
    const { cookie, id } = await signIn();
    const file = await ada.upload('kept.txt', Buffer.from('kept'));
    const snapshot = createSnapshots(admin, () => ({ userIds: [ada.userId], uploads: [] }));
    const before = await snapshot();
    const { host } = new URL(server.url);
    const foreign: readonly Readonly<Record<string, string>>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'cross-site', origin: server.url },
      { origin: 'null' },
      { origin: 'https://example.com' },
      { origin: `https://${host}` },
      { origin: `${server.url}.example.com` },
      { origin: 'http://localhost' },
      { origin: `http://127.0.0.1:${server.port + 1}` },
      { referer: `${server.url}/` },
    ];
    for (const headers of foreign) {
      const asked = { cookie, headers };
      const outcomes = await Promise.all([
        ask('DELETE', `/files/${file.id}`, asked),
        ask('POST', '/folders', { ...asked, body: { name: 'planted' } }),
        ask('PATCH', `/files/${file.id}`, { ...asked, body: { name: 'renamed' } }),
        ask('POST', '/keys', { ...asked, body: { name: 'stolen' } }),
        ask('DELETE', `/sessions/${id}`, asked),
      ]);
      expect([headers, ...outcomes.map(outcome)]).toEqual([headers, ...outcomes.map(() => '403 forbidden')]);
    }
    expect(await snapshot()).toEqual(before);
    expect(outcome(await ask('GET', `/files/${file.id}`, { cookie, headers: { 'sec-fetch-site': 'none' } }))).toBe('200');
    expect(outcome(await ask('PATCH', `/files/${file.id}`, { cookie, headers: sameOrigin, body: { name: 'renamed' } }))).toBe('200');
    expect(outcome(await ask('PATCH', `/files/${file.id}`, { cookie, headers: { origin: server.url }, body: { name: 'again' } }))).toBe(
      '200',
    );
  });

  test('does not sign its visitors in either', async () => {
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://example.com' }]) {
      const answer = await ask('POST', '/sessions', { body: { username: 'ada', password }, headers });
      expect([outcome(answer), answer.headers['set-cookie']]).toEqual(['403 forbidden', undefined]);
    }
    const form = await send(`${server.url}/api/v2/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ username: 'ada', password }),
    });
    expect(outcome(form)).toBe('415 unsupported_media_type');
  });
});

describe('sessions', () => {
  test('are listed page by page, one is signed out, and refused at once; those of others are not there', async () => {
    const grace = await newUser(server, 'grace');
    await admin.patch(`/users/${grace.userId}`, { password });
    const sessions = [await signIn('grace'), await signIn('grace'), await signIn('grace')];
    const [first, second, third] = sessions as [SignedIn, SignedIn, SignedIn];
    interface Listed {
      readonly sessions: readonly { readonly id: string; readonly current: boolean }[];
      readonly next_cursor: string | null;
      readonly has_more: boolean;
    }
    const list = async (query: string): Promise<Listed> => json<Listed>(await ask('GET', `/sessions?${query}`, { cookie: second.cookie }));
    const page = await list('limit=2');
    expect(page).toMatchObject({
      sessions: [
        { id: third.id, current: false, ip: '127.0.0.1', user_agent: null, expires_at: third.expiresAt },
        { id: second.id, current: true },
      ],
      has_more: true,
    });
    expect(await list(`limit=2&after=${page.next_cursor}`)).toMatchObject({
      sessions: [{ id: first.id, current: false }],
      next_cursor: null,
      has_more: false,
    });

    const stranger = await signIn();
    for (const id of [first.id, 'session_0', 'session_999999', 'file_1', '%20'])
      expect(outcome(await ask('DELETE', `/sessions/${id}`, { cookie: stranger.cookie, headers: sameOrigin }))).toBe('404 not_found');
    expect(outcome(await grace.call('DELETE', '/sessions/current'))).toBe('404 not_found');

    expect(outcome(await ask('DELETE', `/sessions/${first.id}`, { cookie: second.cookie, headers: sameOrigin }))).toBe('200');
    expect(outcome(await ask('GET', '/whoami', { cookie: first.cookie }))).toBe('401 unauthorized');
    const out = await ask('DELETE', '/sessions/current', { cookie: second.cookie, headers: sameOrigin });
    expect(out.headers['set-cookie']).toEqual(['filewharf_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict']);
    expect(errorOf(await ask('GET', '/whoami', { cookie: second.cookie }))).toMatchObject({
      code: 'unauthorized',
      message: 'The session is over. Sign in again.',
    });
    expect(outcome(await ask('GET', '/whoami', { cookie: third.cookie }))).toBe('200');
  });

  test('survive a restart, and end with their user', async () => {
    const user = await newUser(server, 'shortly');
    await admin.patch(`/users/${user.userId}`, { password });
    const { cookie } = await signIn('shortly');
    await server.kill();
    await server.start();
    expect(outcome(await ask('GET', '/whoami', { cookie }))).toBe('200');
    await admin.patch(`/users/${user.userId}`, { disabled: true });
    expect(outcome(await ask('GET', '/whoami', { cookie }))).toBe('401 unauthorized');
    expect(errorOf(await signInWith({ username: 'shortly', password })).code).toBe('invalid_credentials');
  });
});

describe('what proves that it is them', () => {
  test('a wrong name and a wrong password look the same; too many of them lock the name', async () => {
    const user = await newUser(server, 'locked');
    await admin.patch(`/users/${user.userId}`, { password });
    const nobody = await signInWith({ username: 'nobody', password });
    const wrong = await signInWith({ username: 'locked', password: 'wrong 0' });
    expect([outcome(nobody), errorOf(nobody)]).toEqual(['401 invalid_credentials', errorOf(wrong)]);
    for (let count = 1; count < 10; count++) await signInWith({ username: 'locked', password: `wrong ${count}` });
    const locked = await signInWith({ username: 'locked', password });
    expect([outcome(locked), Number(locked.headers['retry-after']) > 3000]).toEqual(['429 rate_limited', true]);
  });

  test('a second factor is set up, asked for, and switched off with the password', async () => {
    const user = await newUser(server, 'careful');
    await admin.patch(`/users/${user.userId}`, { password });
    const { cookie } = await signIn('careful');
    const asked = { cookie, headers: sameOrigin };
    const begun = await ask('POST', '/second_factor', asked);
    expect(outcome(begun)).toBe('201');
    const { secret, uri } = json<{ secret: string; uri: string }>(begun);
    expect(uri).toMatch(/^otpauth:\/\/totp\/.*careful.*secret=/);
    const wrong = await ask('POST', '/second_factor/confirm', { ...asked, body: { code: '000000' } });
    expect([outcome(wrong), errorOf(wrong).details]).toEqual(['400 bad_request', [{ field: 'code', message: expect.any(String) }]]);
    // Codes of the step before, this one and the next are taken, each once.
    const code = (steps: number): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
    expect(outcome(await ask('POST', '/second_factor/confirm', { ...asked, body: { code: code(0) } }))).toBe('200');
    expect(json(await ask('GET', '/whoami', { cookie }))).toMatchObject({ user: { second_factor: true } });
    expect(outcome(await ask('POST', '/second_factor', asked))).toBe('409 conflict');

    expect(outcome(await signInWith({ username: 'careful', password }))).toBe('401 second_factor_required');
    expect(outcome(await signInWith({ username: 'careful', password: 'wrong' }))).toBe('401 invalid_credentials');
    expect(outcome(await signInWith({ username: 'careful', password, code: '000000' }))).toBe('401 invalid_credentials');
    await signIn('careful', code(1));

    expect(outcome(await ask('DELETE', '/second_factor', { ...asked, body: { password: 'wrong' } }))).toBe('400 bad_request');
    expect(outcome(await ask('DELETE', '/second_factor', { ...asked, body: { password } }))).toBe('200');
    await signIn('careful');
  });

  test('a new password ends the other sessions', async () => {
    const user = await newUser(server, 'changing');
    await admin.patch(`/users/${user.userId}`, { password });
    const [one, two] = [await signIn('changing'), await signIn('changing')];
    const change = (current_password: string): Promise<Answer> =>
      ask('POST', '/password', { cookie: one.cookie, headers: sameOrigin, body: { current_password, new_password: 'another password' } });
    const wrong = await change('wrong');
    expect([outcome(wrong), errorOf(wrong).details]).toEqual(['400 bad_request', [{ field: 'current_password', message: 'is wrong' }]]);
    expect(json(await change(password))).toEqual({ changed: true });
    expect(outcome(await ask('GET', '/whoami', { cookie: one.cookie }))).toBe('200');
    expect(outcome(await ask('GET', '/whoami', { cookie: two.cookie }))).toBe('401 unauthorized');
    expect(outcome(await signInWith({ username: 'changing', password }))).toBe('401 invalid_credentials');
    expect(outcome(await signInWith({ username: 'changing', password: 'another password' }))).toBe('201');
  });
});

test('neither password nor cookie gets into the log', async () => {
  const { cookie } = await signIn();
  await ask('GET', '/whoami', { cookie });
  await signInWith({ username: 'ada', password: 'mistyped-secret' });
  const secret = cookie.split('=')[1] ?? 'none';
  const log = server.program.stdout() + server.program.stderr();
  expect(log).toContain('"key":"session_');
  for (const text of [password, 'mistyped-secret', secret]) expect(log).not.toContain(text);
});
