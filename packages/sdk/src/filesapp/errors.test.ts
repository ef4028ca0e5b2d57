import { expect, test } from 'vitest';
import { toApiError } from './errors.ts';

const failure = (body: string) =>
  toApiError({ method: 'GET', path: '/x', status: 404, headers: new Headers(), body, retryAfterSeconds: undefined });

test.each([
  ['of this API', { error: { code: 'not_found', message: 'No such file.' } }, 'not_found', 'No such file.'],
  [
    'a problem document',
    { type: 'https://docs.example/errors/file-not-found', title: 'Not Found', status: 404, detail: 'No file file_1.' },
    'file-not-found',
    'No file file_1.',
  ],
  ['a problem document without a detail', { type: 'about:blank', title: 'Not Found' }, 'about:blank', 'Not Found'],
  [
    "Files.com's",
    { type: 'not-found/file-not-found', error: 'No such file.', 'http-code': 404 },
    'not-found/file-not-found',
    'No such file.',
  ],
])('an error %s', (_name, body, code, message) => {
  expect(failure(JSON.stringify(body))).toMatchObject({ code, message, status: 404 });
});

test.each(['<html>', '', 'null', '[]', '{"error":null}', '"text"'])('%j says nothing but the status', (body) => {
  expect(failure(body)).toMatchObject({ code: 'unknown', message: 'GET /x was answered with status 404' });
});
