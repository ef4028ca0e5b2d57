import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { firstApiKey } from '../../core/core.test-setup.ts';
import { openFilesCom, testUrl } from './filescom.test-setup.ts';

/** A request whose address reaches the server as it is written. */
function rawGet(
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const call = httpRequest({ hostname, port, path, headers: { 'x-filesapi-key': firstApiKey, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Record<string, unknown> }));
    });
    call.on('error', reject).end();
  });
}

describe('addresses', () => {
  test('slashes before the prefix, and a slash that is escaped', async () => {
    const { url } = await openFilesCom();
    expect((await rawGet(url, '//api/rest/v1/behaviors')).status).toBe(200);
    expect((await rawGet(url, '///api/rest/v1/behaviors?per_page=1')).status).toBe(200);
    // The root, in its four spellings, and a path: all reach an operation, whatever it answers.
    for (const path of [
      '/folders',
      '/folders/',
      '/folders/%2F',
      '/folders/a%2Fb',
      '/folders/a/b',
      '/files',
      '/locks/%2F',
      '/file_actions/metadata/a%252Fb',
    ]) {
      expect(JSON.stringify((await rawGet(url, `/api/rest/v1${path}`)).body), path).not.toContain('There is no GET');
    }
    const unknown = await rawGet(url, '/api/rest/v1/nothing');
    expect([unknown.status, unknown.body['type']]).toEqual([404, 'not-found']);
    expect(unknown.body['error']).toBe('There is no GET /api/rest/v1/nothing. See /api/rest/v1/docs.');
    // Only this API does that.
    expect((await rawGet(url, '/api/rest/v10')).body['type']).toBeUndefined();
  });

  test('a path is decoded once; an escaped slash is a slash', async () => {
    const { call } = await openFilesCom();
    const made = async (path: string): Promise<unknown> =>
      ((await call('POST', `/folders/${path}`, { body: { mkdir_parents: true, path: 'elsewhere' } })).body as { path?: unknown }).path;
    expect(await made('a%20b%2F%C3%BC%2Bc')).toBe('a b/ü+c');
    expect(await made('a%20b/d')).toBe('a b/d');
    expect(await made('100%2525')).toBe('100%25');
    expect(await made('semi;colon&and%3Fmark')).toBe('semi;colon&and?mark');
    const names = (await call('GET', '/folders/a%20b')).body as { path: string }[];
    expect(names.map(({ path }) => path)).toEqual(['a b/d', 'a b/ü+c']);
  });

  test('an address that is not UTF-8 is an error in the right shape, and its key counts', async () => {
    const { url } = await openFilesCom();
    const answer = await rawGet(url, '/api/rest/v1/files/a%ff');
    expect([answer.status, answer.body['type']]).toEqual([422, 'bad-request/invalid-input-encoding']);
    const wrongKey = await rawGet(url, '/api/rest/v1/files/a%ff', { 'x-filesapi-key': 'wrong' });
    expect(wrongKey.body['type']).toBe('not-authenticated/invalid-credentials');
    const query = await rawGet(url, '/api/rest/v1/users?search=%ff');
    expect(query.body['type']).toBe('bad-request/invalid-input-encoding');
  });

  test('a wrong method on a known path', async () => {
    const { call } = await openFilesCom();
    for (const [method, path] of [
      ['DELETE', '/users'],
      ['PUT', '/files/a'],
      ['POST', '/site/usage'],
      ['PATCH', '/behaviors'],
    ] as const) {
      const answer = await call(method, path, { body: {} });
      expect([answer.status, answer.type], path).toEqual([422, 'bad-request/method-not-allowed']);
      expect(answer.headers.get('allow'), path).toContain('GET');
    }
  });
});

describe('errors', () => {
  test('body and headers', async () => {
    const { call } = await openFilesCom();
    const answer = await call('GET', '/projects/1');
    const id = answer.headers.get('x-request-id');
    expect(answer.body).toEqual({
      error: 'This server does not have this operation.',
      'http-code': 404,
      instance: id,
      title: 'Not Found',
      type: 'not-found',
    });
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(answer.headers.get('x-files-error-class')).toBe('not-found');
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-store, max-age=0, must-revalidate');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('wrong parameters', async () => {
    const { call } = await openFilesCom();
    const cases = [
      ['POST', '/users', {}, 'bad-request/request-params-required', 'username is required.'],
      ['POST', '/users', { username: {} }, 'bad-request/request-params-invalid', 'username has to be a text.'],
      ['POST', '/users', { username: 'a', authenticate_until: 'then' }, 'bad-request/datetime-parse', undefined],
      ['POST', '/users', { username: 'a\0' }, 'bad-request/request-params-contain-invalid-character', undefined],
      ['GET', '/users/me', undefined, 'bad-request/request-params-invalid', 'id has to be a whole number.'],
      ['GET', '/users?per_page=0', undefined, 'bad-request/request-params-invalid', undefined],
      ['GET', '/users?sort_by[nothing]=asc', undefined, 'bad-request/invalid-sort-field', undefined],
      ['GET', '/users?cursor=x', undefined, 'bad-request/invalid-cursor', undefined],
    ] as const;
    for (const [method, path, body, type, text] of cases) {
      const answer = await call(method, path, body === undefined ? {} : { body });
      expect([answer.status, answer.type], `${path} ${answer.text}`).toEqual([type.endsWith('datetime-parse') ? 400 : 422, type]);
      if (text !== undefined) expect((answer.body as { error: string }).error).toBe(text);
    }
  });

  test('bodies that are none', async () => {
    const { call } = await openFilesCom();
    expect((await call('POST', '/users', { text: '{' })).type).toBe('bad-request/invalid-body');
    expect((await call('POST', '/users', { text: '[1]' })).type).toBe('bad-request/invalid-body');
    expect((await call('POST', '/users', { text: '<a/>', type: 'application/xml' })).type).toBe('bad-request/unsupported-media-type');
    expect((await call('POST', '/users', { text: `{"notes":"${'x'.repeat(1024 * 1024)}"}` })).type).toBe(
      'bad-request/request-body-too-large',
    );
    expect((await call('POST', '/users', { text: '{}', headers: { 'content-encoding': 'gzip' } })).type).toBe(
      'bad-request/unsupported-media-type',
    );
  });
});

describe('input', () => {
  test('comes from a form, from the query, and without a body under a content type', async () => {
    const { call } = await openFilesCom();
    // What is missing shows what was read.
    const required = async (...[method, path, wanted]: Parameters<typeof call>): Promise<unknown> =>
      ((await call(method, path, wanted)).body as { error?: string }).error;
    const form = 'application/x-www-form-urlencoded';
    expect(await required('POST', '/group_users', { text: 'group_id=x', type: form })).toBe(
      'group_id has to be a whole number; user_id is required.',
    );
    expect(await required('POST', '/group_users?group_id=x', { body: { user_id: 'y' } })).toBe(
      'group_id has to be a whole number; user_id has to be a whole number.',
    );
    expect(await required('POST', '/group_users', { text: '' })).toBe('group_id is required; user_id is required.');
    // DELETE takes its parameters from a body and from the query, and the path wins over both.
    expect(await required('DELETE', '/group_users/1', { body: { id: 'x', group_id: 'a' } })).toBe(
      'group_id has to be a whole number; user_id is required.',
    );
    expect(await required('DELETE', '/group_users/1?id=x&group_id=a')).toBe('group_id has to be a whole number; user_id is required.');
    expect(await required('DELETE', '/group_users/1', { headers: { 'content-type': 'application/json' } })).toBe(
      'group_id is required; user_id is required.',
    );
    expect((await call('GET', '/behaviors', { headers: { 'content-type': 'application/json' } })).status).toBe(200);
  });
});

describe('lists', () => {
  test('page headers and links', async () => {
    const opened = await openFilesCom();
    for (const username of ['ann', 'bob', 'cat', 'dan']) await opened.core.users.create(opened.admin, { username });
    const first = await opened.call('GET', '/users?per_page=2&sort_by[username]=asc&page=1');
    const cursor = first.headers.get('x-files-cursor') ?? '';
    expect((first.body as { username: string }[]).map(({ username }) => username)).toEqual(['admin', 'ann']);
    expect(cursor).toMatch(/^c2:next:/);
    expect(first.headers.get('x-files-cursor-next')).toBe(cursor);
    expect(first.headers.get('x-files-cursor-prev')).toBeNull();
    expect(first.headers.get('link')).toBe(
      `<${testUrl}/api/rest/v1/users?per_page=2&sort_by[username]=asc&cursor=${encodeURIComponent(cursor)}>; rel="next"`,
    );

    const names: string[] = [];
    let link: string | undefined = first.headers.get('link') ?? undefined;
    let last = first;
    for (; link !== undefined; link = last.headers.get('link') ?? undefined) {
      last = await opened.call('GET', /\/users[^>]+/.exec(link)?.[0] ?? '');
      expect(last.headers.get('x-files-cursor-prev')).toMatch(/^c2:prev:/);
      names.push(...(last.body as { username: string }[]).map(({ username }) => username));
    }
    expect(names).toEqual(['bob', 'cat', 'dan']);
    expect(last.headers.get('x-files-cursor')).toBeNull();
    expect(last.headers.get('x-files-cursor-next')).toBeNull();

    const back = await opened.call(
      'GET',
      `/users?per_page=2&sort_by[username]=asc&cursor=${last.headers.get('x-files-cursor-prev') ?? ''}`,
    );
    expect((back.body as { username: string }[]).map(({ username }) => username)).toEqual(['bob', 'cat']);
  });
});

describe('browsers', () => {
  test('may ask from anywhere, without cookies, and read the cursor', async () => {
    const { call } = await openFilesCom();
    const headers = {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-filesapi-key',
    };
    const preflight = await call('OPTIONS', '/users', { key: null, headers });
    expect([preflight.status, preflight.text]).toEqual([204, '']);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    expect(preflight.headers.get('access-control-allow-headers')).toContain('X-FilesAPI-Key');
    for (const path of ['/behaviors', '/nothing', '/projects/1']) {
      const answer = await call('GET', path, { headers: { origin: 'https://elsewhere.example' } });
      expect(answer.headers.get('access-control-allow-origin'), path).toBe('*');
      expect(answer.headers.get('access-control-expose-headers')).toMatch(/X-Files-Cursor, .*X-Files-Cursor-Prev.*ETag.*Retry-After/);
    }
    expect((await call('OPTIONS', '/nothing', { key: null, headers })).status).toBe(204);
  });
});

test('a slash too many does not matter', async () => {
  const { url, call } = await openFilesCom();
  expect((await call('GET', '/users/?per_page=1')).status).toBe(200);
  expect((await call('GET', '/folders/')).body).toEqual([]);
  const headers = { 'x-filesapi-key': 'a-key-chosen-for-tests' };
  expect((await fetch(`${url}//api/rest/v1/users/`, { headers })).status).toBe(200);
  expect((await fetch(`${url}/api/rest/v1/history/`, { headers })).headers.get('cache-control')).toContain('no-store');
});

test('the document describes every real operation, and needs no key', async () => {
  const { call } = await openFilesCom();
  const { body, text } = await call('GET', '/openapi.json', { key: null });
  const { paths, components } = body as {
    paths: Record<string, Record<string, { operationId: string; 'x-extension'?: boolean }>>;
    components: { schemas: Record<string, { properties: object }> };
  };
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  expect(operations).toHaveLength(75);
  expect(
    operations
      .filter((operation) => operation['x-extension'] === true)
      .map(({ operationId }) => operationId)
      .sort(),
  ).toEqual(['beginDelete', 'beginSecondFactor', 'confirmSecondFactor', 'endSession', 'listSessions', 'removeSecondFactor']);
  expect(paths['/api/rest/v1/files/{path}'] ?? paths['/files/{path}']).toBeDefined();
  expect(Object.keys(components.schemas['User']?.properties ?? {})).toHaveLength(88);
  expect(text).not.toContain('FilesCom.');
});
