import { createVerify, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { allRows, impatientClock, startApi, type Api } from './api.test-setup.ts';
import type { AuthConfig } from './config.ts';
import { registerAuth } from './registry.ts';
import { restApiSource, type RestApiOptions } from './source.ts';

async function ask(api: Api, auth: AuthConfig, options: RestApiOptions = {}): Promise<void> {
  const [resource] = restApiSource({ name: 'shop', client: { base_url: api.url, auth }, resources: ['rows'] }, options).resources;
  if (resource !== undefined) await allRows(resource);
}

const nowhere = { folder: '/nowhere', mounted: '/nowhere' };

test.each<[AuthConfig, string, string]>([
  [{ token: 'tok-1' }, 'authorization', 'Bearer tok-1'],
  [{ type: 'bearer', token: 'tok-1' }, 'authorization', 'Bearer tok-1'],
  [{ type: 'api_key', api_key: 'key-1' }, 'authorization', 'key-1'],
  [{ type: 'api_key', api_key: 'key-1', name: 'X-Key' }, 'x-key', 'key-1'],
  [{ type: 'api_key', api_key: 'k;1', name: 'sid', location: 'cookie' }, 'cookie', 'sid=k%3B1'],
  [
    { type: 'http_basic', username: 'ann', password: 'pässword' },
    'authorization',
    `Basic ${Buffer.from('ann:pässword').toString('base64')}`,
  ],
])('%j', async (auth, header, value) => {
  const api = await startApi(() => ({ body: [] }));
  await ask(api, auth);
  expect(api.requests[0]?.headers[header]).toBe(value);
});

test.each(['query', 'param'] as const)('a key as a parameter (%s)', async (location) => {
  const api = await startApi(() => ({ body: [] }));
  await ask(api, { type: 'api_key', api_key: 'key-1', name: 'key', location });
  expect(api.requests[0]?.query).toEqual({ key: 'key-1' });
});

test('what the configuration leaves out comes from the environment', async () => {
  const api = await startApi(() => ({ body: [] }));
  await ask(api, 'api_key', { ...nowhere, env: { SOURCES__SHOP__API_KEY: 'from-env' } });
  await ask(api, { type: 'http_basic' }, { ...nowhere, env: { SOURCES__SHOP__USERNAME: 'ann', SOURCES__PASSWORD: 'secret' } });
  expect(api.requests.map(({ headers }) => headers.authorization)).toEqual([
    'from-env',
    `Basic ${Buffer.from('ann:secret').toString('base64')}`,
  ]);
});

test('OAuth: a token is fetched once, used, renewed when it has run out and when it is refused', async () => {
  const clock = impatientClock();
  let tokens = 0;
  let refuse = false;
  const api = await startApi(({ path, headers }) => {
    if (path === '/token') return { body: { access_token: `token-${++tokens}`, expires_in: 100 } };
    if (refuse && headers.authorization !== `Bearer token-3`) return { status: 401 };
    return { body: [] };
  });
  const auth = {
    type: 'oauth2_client_credentials',
    access_token_url: `${api.url}/token`,
    client_id: 'id',
    client_secret: 'canary-secret',
    access_token_request_data: { scope: 'read' },
  } as const;
  const [resource] = restApiSource({ client: { base_url: api.url, auth }, resources: ['rows'] }, { clock }).resources;
  const used = async (): Promise<unknown> => {
    if (resource !== undefined) await allRows(resource);
    return api.requests.at(-1)?.headers.authorization;
  };
  expect(await used()).toBe('Bearer token-1');
  expect(await used()).toBe('Bearer token-1');
  await clock.wait(80_000, undefined);
  expect(await used()).toBe('Bearer token-2');
  refuse = true;
  expect(await used()).toBe('Bearer token-3');
  const asked = api.requests.find(({ path }) => path === '/token');
  expect(asked?.body).toBe('grant_type=client_credentials&client_id=id&client_secret=canary-secret&scope=read');
  expect(asked?.headers['content-type']).toBe('application/x-www-form-urlencoded');
});

test('OAuth: a refused client is an error without its secret', async () => {
  const api = await startApi(() => ({ status: 401, body: 'canary-secret' }));
  const auth = {
    type: 'oauth2_client_credentials',
    access_token_url: `${api.url}/token`,
    client_id: 'id',
    client_secret: 'canary-secret',
  } as const;
  const failure = await ask(api, auth).catch(String);
  expect(failure).toMatch(/no token: POST .*\/token answered with status 401/);
  expect(failure).not.toContain('canary');
});

test('OAuth with a signed assertion', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const api = await startApi(({ path }) => (path === '/token' ? { body: { access_token: 'token-1' } } : { body: [] }));
  await ask(api, {
    type: 'oauth2_jwt',
    client_id: 'service',
    auth_endpoint: `${api.url}/token`,
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    scopes: ['read', 'list'],
  });
  const form = new URLSearchParams(api.requests[0]?.body);
  const [header = '', claims = '', signature = ''] = form.get('assertion')?.split('.') ?? [];
  expect(createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(publicKey, signature, 'base64url')).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    iss: 'service',
    aud: `${api.url}/token`,
    scope: 'read list',
  });
  expect(api.requests[1]?.headers.authorization).toBe('Bearer token-1');
});

test('an own kind, by name and as an object', async () => {
  registerAuth('reversed', ({ word }) => ({
    authenticate: (plan) => ({ ...plan, headers: { ...plan.headers, 'X-Word': String(word).split('').toReversed().join('') } }),
  }));
  const api = await startApi(() => ({ body: [] }));
  await ask(api, { type: 'reversed', word: 'abc' });
  await ask(api, { authenticate: (plan) => ({ ...plan, params: { me: 'yes' } }) });
  expect(api.requests[0]?.headers['x-word']).toBe('cba');
  expect(api.requests[1]?.query).toEqual({ me: 'yes' });
});
