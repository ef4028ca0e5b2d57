import { afterAll, beforeAll, expect, test } from 'vitest';
import * as sdk from '../filescom.ts';
import { cleanUp, startMock, type TestServer } from '../server.test-setup.ts';
import type { Failure } from '../transport/connection.ts';
import { errorClasses } from './generated/error-classes.ts';
import { toFilesError } from './to-error.ts';

const groups = [
  'bad-request',
  'not-authenticated',
  'not-authorized',
  'not-found',
  'processing-failure',
  'rate-limited',
  'service-unavailable',
  'site-configuration',
];
const types = Object.keys(errorClasses);

function failure(body: object, status = 422): Failure {
  return {
    method: 'GET',
    path: 'https://h/a',
    status,
    headers: new Headers({ 'x-request-id': 'from-header' }),
    body: JSON.stringify(body),
    retryAfterSeconds: undefined,
  };
}

test('215 types and their groups, each with a class of its own below the class of its group', () => {
  expect(types).toHaveLength(215);
  expect(new Set(Object.values(errorClasses)).size).toBe(types.length);
  for (const [type, Class] of Object.entries(errorClasses)) {
    const error = toFilesError(failure({ type, error: 'text', title: 'Title', 'http-code': 422 }));
    expect(error).toBeInstanceOf(Class);
    expect(error.name).toBe(Class.name);
    expect(error).toBeInstanceOf(sdk.FilesApiError);
    expect(error).toBeInstanceOf(sdk.FilewharfError);
    const group = type.split('/')[0] ?? '';
    if (groups.includes(group)) expect(error).toBeInstanceOf(errorClasses[group]);
    // Both names that the vendor's clients have for it are exported.
    const exported = sdk as unknown as Record<string, unknown>;
    expect(exported[Class.name], type).toBe(Class);
    const short = Class.name.split('_').at(-1) ?? '';
    expect(exported[short], type).toBe(Class);
  }
});

test('what an error says', () => {
  const error = toFilesError(
    failure({
      type: 'not-authenticated/two-factor-authentication-error',
      title: 'Two Factor Authentication Error',
      error: 'A second factor is needed',
      detail: 'more',
      instance: 'i-1',
      data: { partial_session_id: 'p' },
      errors: ['one', 'two'],
      'model-errors': { name: ['is taken'] },
    }),
  );
  expect(error).toMatchObject({
    message: 'A second factor is needed',
    type: 'not-authenticated/two-factor-authentication-error',
    title: 'Two Factor Authentication Error',
    httpCode: 422,
    instance: 'i-1',
    detail: 'more',
    data: { partial_session_id: 'p' },
    errors: ['one', 'two'],
    modelErrors: { name: ['is taken'] },
  });
  expect(toFilesError(failure({ model_errors: { a: ['b'] }, errors: ['said here'] }))).toMatchObject({
    message: 'said here',
    modelErrors: { a: ['b'] },
    instance: 'from-header',
    data: {},
  });
});

test('a type that nobody knows is of its group; one whose group nobody knows either is an error', () => {
  expect(toFilesError(failure({ type: 'not-found/moon-not-found', error: '' }))).toBeInstanceOf(sdk.NotFoundError);
  expect(toFilesError(failure({ type: 'moon/new', error: '' })).name).toBe('FilesApiError');
  for (const type of ['constructor', '__proto__/x', 'toString', 7, null])
    expect(toFilesError(failure({ type })).name).toBe('FilesApiError');
});

let mock: TestServer;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(cleanUp);

test('the server’s errors arrive as their classes', async () => {
  const client = new sdk.FilesCom({ apiKey: mock.apiKey, baseUrl: mock.url, maxNetworkRetries: 0 });
  for (const type of types) {
    const error: unknown = await client.user
      .list({}, { headers: { 'X-Filewharf-Fault': `error=${type}` } })
      .page()
      .catch((thrown: unknown) => thrown);
    expect((error as Error).constructor, type).toBe(errorClasses[type]);
    expect((error as sdk.FilesApiError).type).toBe(type);
  }
});
