import fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { firstApiKey, newMember, openTestCore, testPlans, type TestCore } from '../../core/core.test-setup.ts';
import type { Member } from '../../core/access/principal.ts';
import { AppError } from '../../core/errors.ts';
import { authenticate } from './authentication.ts';
import { openFilesCom } from './filescom.test-setup.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const session = 'a5e5510000000000000000000000000000000000';

/** Says who the members of the headers are; `session` is a session of the administrator. */
async function openDoor(): Promise<TestCore & { who(headers: Record<string, string>): Promise<string> }> {
  const opened = await openTestCore();
  const { core, admin } = opened;
  const app: FastifyInstance = fastify();
  onTestFinished(() => app.close());
  app.decorateRequest('member', null);
  app.get('/', async (request) => {
    try {
      const authenticateSession = async (text: string): Promise<Member> => {
        if (text === session) return { ...admin, username: 'by session' };
        throw text === 'broken' ? new Error('the store is broken') : new AppError('invalid_credentials', 'The session is over.');
      };
      const member = await authenticate({ core, authenticateSession, clientAddress: () => '192.0.2.1' }, request);
      return { who: member.username };
    } catch (error) {
      const { code, type, message } = error as { code?: string; type?: string; message: string };
      return { who: `! ${type ?? code ?? message}` };
    }
  });
  return {
    ...opened,
    async who(headers) {
      return (await app.inject({ url: '/', headers })).json<{ who: string }>().who;
    },
  };
}

test('a key in each of its places, a session, and both', async () => {
  const { who, core, admin } = await openDoor();
  const { secret, alphanumericSecret } = await core.keys.create(admin, { name: 'second' });
  const cases: readonly (readonly [Record<string, string>, string])[] = [
    [{ 'x-filesapi-key': firstApiKey }, 'admin'],
    [{ 'X-FilesAPI-Key': secret }, 'admin'],
    [{ 'x-filesapi-key': alphanumericSecret }, 'admin'],
    [{ authorization: basic(`${secret}:x`) }, 'admin'],
    [{ authorization: basic(`${secret}:`) }, 'admin'],
    [{ authorization: basic(secret) }, 'admin'],
    [{ authorization: secret }, 'admin'],
    [{ authorization: `Bearer ${secret}` }, 'admin'],
    [{ authorization: `bearer ${alphanumericSecret}` }, 'admin'],
    [{ 'x-filesapi-auth': session }, 'by session'],
    [{ 'x-filesapi-auth': session, 'x-filesapi-key': secret }, 'by session'],
    [{ 'x-filesapi-auth': session, 'x-filesapi-key': 'this_is_not_a_valid_api_key' }, 'by session'],
    [{ 'x-filesapi-auth': 'over', 'x-filesapi-key': secret }, 'admin'],
    [{ 'x-filesapi-key': secret, authorization: 'other' }, 'admin'],

    [{}, '! unauthenticated'],
    [{ 'x-filesapi-key': '' }, '! unauthenticated'],
    [{ authorization: 'Basic' }, '! invalid_credentials'],
    [{ authorization: basic(':x') }, '! unauthenticated'],
    [{ authorization: 'Bearer a b' }, '! unauthenticated'],
    [{ 'x-filesapi-key': 'this_is_not_a_valid_api_key' }, '! invalid_credentials'],
    [{ authorization: basic('nobody:x') }, '! invalid_credentials'],
    [{ 'x-filesapi-auth': 'over' }, '! invalid_credentials'],
    [{ 'x-filesapi-auth': 'over', 'x-filesapi-key': 'wrong' }, '! invalid_credentials'],
    // A fault of ours is never taken for a wrong session.
    [{ 'x-filesapi-auth': 'broken', 'x-filesapi-key': secret }, '! the store is broken'],
  ];
  for (const [headers, expected] of cases) expect(await who(headers), JSON.stringify(headers)).toBe(expected);
});

test('the workspace', async () => {
  const { who } = await openDoor();
  const key = { 'x-filesapi-key': firstApiKey };
  expect(await who({ ...key, 'x-files-workspace-id': '0' })).toBe('admin');
  for (const workspace of ['7', '-1', 'x', '1.5', '0x0']) {
    expect(await who({ ...key, 'x-files-workspace-id': workspace })).toBe('! bad-request/invalid-workspace-id-header');
  }
  // Whoever is nobody learns nothing of workspaces.
  expect(await who({ 'x-files-workspace-id': 'x' })).toBe('! unauthenticated');
});

describe('on the wire', () => {
  test('no credentials, wrong ones, and a key that was revoked', async () => {
    const opened = await openFilesCom();
    const { member, secret } = await newMember(opened, { username: 'ann' });
    expect((await opened.call('GET', '/behaviors', { key: null })).type).toBe('not-authenticated/authentication-required');
    const wrong = await opened.call('GET', '/behaviors', { key: 'this_is_not_a_valid_api_key' });
    expect([wrong.status, wrong.type]).toEqual([401, 'not-authenticated/invalid-credentials']);
    expect((await opened.call('GET', '/behaviors', { key: secret })).status).toBe(200);
    await opened.core.keys.revoke(member, member.keyId);
    expect((await opened.call('GET', '/behaviors', { key: secret })).type).toBe('not-authenticated/invalid-credentials');
  });

  test('a session, until it is over', async () => {
    const opened = await openFilesCom();
    const { secret } = await opened.core.sessions.signIn({
      username: 'admin',
      password: 'a long password',
      address: '192.0.2.1',
      userAgent: null,
      door: 'restapi',
    });
    const asked = { key: null, headers: { 'x-filesapi-auth': secret } };
    expect((await opened.call('GET', '/behaviors', asked)).status).toBe(200);
    await opened.core.sessions.signOut(await opened.core.sessions.authenticate(secret));
    const over = await opened.call('GET', '/behaviors', asked);
    expect([over.status, over.type]).toEqual([401, 'not-authenticated/invalid-credentials']);
  });

  test('a new session needs none', async () => {
    const { call } = await openFilesCom();
    const answer = await call('POST', '/sessions', { key: null, body: { username: 'nobody', password: 'x' } });
    expect(answer.type).not.toBe('not-authenticated/authentication-required');
  });

  test('requests are counted, and too many are 429', async () => {
    const opened = await openFilesCom({
      plans: { ...testPlans, tiny: { name: 'tiny', requestsPerHour: 2, maxFileBytes: null, storageQuotaBytes: null, maxShareHours: null } },
    });
    const { secret } = await newMember(opened, { username: 'ann', plan: 'tiny' });
    expect((await opened.call('GET', '/behaviors', { key: secret })).status).toBe(200);
    // An address that is not there counts too.
    expect((await opened.call('GET', '/nothing', { key: secret })).status).toBe(404);
    const over = await opened.call('GET', '/behaviors', { key: secret });
    expect([over.status, over.type]).toEqual([429, 'rate-limited/too-many-requests']);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
