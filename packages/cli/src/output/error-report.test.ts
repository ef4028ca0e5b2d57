import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { ErrorContext } from './error-facts.ts';
import { reportError } from './error-report.ts';
import { exitCodeOfItems } from './exit-codes.ts';
import {
  FatalError,
  InterruptedError,
  ItemsFailedError,
  MissingError,
  NothingToTransferError,
  RefusedError,
  UsageError,
} from './failures.ts';

/** An error as the SDK throws it, by shape. */
function apiError(status: number, code: string, more: object = {}): Error {
  return Object.assign(new Error('The server says why.'), {
    name: 'ApiError',
    status,
    code,
    requestId: 'req_1',
    details: undefined,
    retryAfterSeconds: undefined,
    method: 'POST',
    path: '/api/v2/upload',
    ...more,
  });
}

function connectionError(systemCode: string): Error {
  const cause = Object.assign(new Error(`connect ${systemCode}`), { code: systemCode });
  return Object.assign(new Error('cannot reach the server', { cause: new AggregateError([cause]) }), { name: 'ConnectionError' });
}

function systemError(code: string, path = '/tmp/a'): Error {
  return Object.assign(new Error(`${code}: some words, open '${path}'`), { code, syscall: 'open', path });
}

const upload: ErrorContext = {
  action: 'upload',
  object: '/reports/a.txt',
  kind: 'file',
  baseUrl: 'http://ada:secret@files.example:8080/api/v2',
};

test.each<[string, unknown, ErrorContext, number, RegExp]>([
  ['wrong usage', new UsageError('--limit must be a number', 'try 20'), {}, 2, /try 20/],
  ['no folder here', new MissingError('folder', 'no such folder: x'), {}, 3, /no such folder: x/],
  ['no file here', new MissingError('file', 'no such file: x'), {}, 4, /no such file: x/],
  ['fatal', new FatalError('no key', 'run filewharf login'), {}, 7, /run filewharf login/],
  ['nothing to do', new NothingToTransferError(), {}, 9, /^nothing to transfer$/m],
  ['stopped', new InterruptedError('interrupted', 'run it again to go on'), {}, 130, /run it again/],
  ['aborted by the SDK', Object.assign(new Error('The operation was aborted'), { name: 'AbortError' }), upload, 130, /^interrupted$/m],
  [
    '400',
    apiError(400, 'bad_request', { details: [{ field: 'name', message: 'must not be empty' }] }),
    upload,
    2,
    /^ {2}name: must not be empty$/m,
  ],
  ['422', apiError(422, 'unprocessable'), upload, 2, /--help/],
  ['401', apiError(401, 'invalid_api_key'), upload, 7, /filewharf login.*FILEWHARF_API_KEY/],
  ['403', apiError(403, 'forbidden'), upload, 6, /filewharf whoami/],
  ['404 of a file', apiError(404, 'not_found'), { object: '/a b/c.txt', kind: 'file' }, 4, /filewharf files list '\/a b' shows/],
  ['404 of a folder', apiError(404, 'not_found'), { object: '/reports', kind: 'folder' }, 3, /filewharf files list \/ shows.*create/],
  ['404 of an id', apiError(404, 'not_found'), { object: 'key_1' }, 4, /whether the id is right/],
  ['409 of an upload', apiError(409, 'conflict'), upload, 6, /--if-exists/],
  [
    '409 of a folder that is not empty',
    apiError(409, 'conflict', { message: 'The folder is not empty.' }),
    { action: 'delete' },
    6,
    /--recursive/,
  ],
  ['413', apiError(413, 'file_too_large'), upload, 6, /plan/],
  ['429', apiError(429, 'rate_limited', { retryAfterSeconds: 725 }), upload, 5, /try again in 12m 5s; .*plan/],
  ['since too old', apiError(400, 'since_too_old'), {}, 2, /cursor/],
  ['500', apiError(500, 'internal_error'), upload, 5, /request id/],
  ['503', apiError(503, 'unavailable', { retryAfterSeconds: 5 }), upload, 5, /try again in 5s/],
  ['501', apiError(501, 'not_implemented'), upload, 6, /501/],
  ['refused connection', connectionError('ECONNREFUSED'), upload, 5, /filewharf serve .*--base-url.*now http:\/\/files\.example:8080\)/],
  ['unknown host', connectionError('ENOTFOUND'), upload, 5, /host name/],
  ['broken line', connectionError('ECONNRESET'), upload, 5, /filewharf doctor/],
  ['self-signed certificate', connectionError('DEPTH_ZERO_SELF_SIGNED_CERT'), upload, 7, /NODE_EXTRA_CA_CERTS/],
  ['expired certificate', connectionError('CERT_HAS_EXPIRED'), upload, 7, /has expired/],
  ['no TLS there', connectionError('ERR_SSL_WRONG_VERSION_NUMBER'), upload, 7, /http:\/\/ or https:\/\//],
  ['timeout', Object.assign(new Error('no answer'), { name: 'TimeoutError' }), upload, 5, /--timeout/],
  ['checksum', Object.assign(new Error('differs'), { name: 'ChecksumError' }), upload, 6, /run the same command again/],
  ['full disk', systemError('ENOSPC'), upload, 7, /the disk is full[^]*make room/],
  ['no permission', systemError('EACCES'), {}, 6, /^\/tmp\/a: permission denied\n {2}look at the permissions of \/tmp\/a$/],
  ['no local file', systemError('ENOENT'), { kind: 'file' }, 4, /^\/tmp\/a: there is no such file/],
  ['no local folder', systemError('ENOENT'), { kind: 'folder' }, 3, /no such file or folder/],
  ['an unknown error of the system', systemError('EXDEV'), {}, 1, /EXDEV: some words/],
  ['a text', 'oops', {}, 1, /^oops$/],
  ['nothing', undefined, {}, 1, /^undefined$/],
])('%s', (_name, error, context, exitCode, text) => {
  const report = reportError(error, context);
  expect(report.exitCode).toBe(exitCode);
  expect(report.lines.join('\n')).toMatch(text);
  expect(report.document.error).toMatchObject({ exit_code: exitCode });
  expect(JSON.stringify(report)).not.toContain('secret');
  // Only what the user should see of an expected failure.
  if (exitCode !== 1) expect(report.lines.join('\n')).not.toMatch(/^ +at /m);
});

test('an error of the server, whole', () => {
  const error = apiError(413, 'file_too_large', { retryAfterSeconds: 3, details: [{ field: 'file', message: 'is 3 GiB' }] });
  const hint = 'filewharf api GET usage shows the largest file and the storage of the plan; make room, or ask for a larger plan';
  expect(reportError(error, upload)).toEqual({
    exitCode: 6,
    brief: 'upload /reports/a.txt: The server says why. (413 file_too_large, request req_1)',
    lines: [
      'upload /reports/a.txt: The server says why.',
      '  file: is 3 GiB',
      '  POST /api/v2/upload was answered with 413 file_too_large, request req_1',
      `  ${hint}`,
    ],
    document: {
      error: {
        message: 'The server says why.',
        exit_code: 6,
        object: '/reports/a.txt',
        status: 413,
        code: 'file_too_large',
        request_id: 'req_1',
        method: 'POST',
        path: '/api/v2/upload',
        retry_after_seconds: 3,
        details: [{ field: 'file', message: 'is 3 GiB' }],
        hint,
      },
    },
  });
});

test('one wrong value is said once', () => {
  const error = apiError(400, 'bad_request', { message: 'sort: is no field', details: [{ field: 'sort', message: 'is no field' }] });
  expect(reportError(error, {}).lines.filter((line) => line.includes('is no field'))).toHaveLength(1);
});

test('one of several names its object, also where the message is a whole sentence', () => {
  expect(reportError(new RefusedError('the name is not UTF-8'), { object: 'w/x' }).brief).toBe('w/x: the name is not UTF-8');
  expect(reportError(new RefusedError('w/x exists'), { object: 'w/x' }).brief).toBe('w/x exists');
});

test('a failure on this machine is about the path here, not about the one on the server', () => {
  expect(reportError(systemError('ENAMETOOLONG'), { action: 'cannot download', object: '/reports/a.txt' })).toMatchObject({
    exitCode: 6,
    lines: [expect.stringContaining('cannot download /tmp/a: the name is too long')],
  });
});

test('a bug shows where it is', () => {
  const report = reportError(new TypeError('x is not a function'));
  expect(report.exitCode).toBe(1);
  expect(report.lines[0]).toBe('x is not a function');
  expect(report.lines[1]).toMatch(/^ +at .*error-report\.test/);
});

test('errors as Node throws them', async () => {
  const missing = await readFile('/nowhere/at/all').catch((error: unknown) => error);
  expect(reportError(missing, { kind: 'file' })).toMatchObject({
    exitCode: 4,
    lines: [expect.stringContaining('/nowhere/at/all: there is no such'), expect.any(String)],
  });

  // A port that was ours a moment ago and is closed now.
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  const refused = await fetch(`http://127.0.0.1:${port}`).catch((error: unknown) => error);
  expect(reportError(refused, { baseUrl: `http://127.0.0.1:${port}` })).toMatchObject({
    exitCode: 5,
    document: { error: { code: 'ECONNREFUSED', hint: expect.stringContaining('filewharf serve') } },
  });
});

test('several items', () => {
  const failures = Array.from({ length: 25 }, (_, index) => ({ name: `/f${index}`, error: apiError(409, 'conflict') }));
  const report = reportError(new ItemsFailedError(failures, 40), { action: 'copy' });
  expect(report.exitCode).toBe(6);
  expect(report.lines).toHaveLength(23);
  expect(report.lines.slice(0, 2)).toEqual(['25 of 40 failed', '  copy /f0: The server says why. (409 conflict, request req_1)']);
  expect(report.lines.slice(-2)).toEqual(['  and 5 more', expect.stringContaining('--if-exists')]);
  expect(report.document.error['failures']).toHaveLength(25);
  expect(reportError(new ItemsFailedError(failures, 40, { told: true }), { action: 'copy' }).lines).toHaveLength(2);
});

test.each<[number[], number]>([
  [[4, 4], 4],
  [[3, 4], 6],
  [[6, 4], 6],
  [[6, 5, 4], 5],
  [[5, 7], 7],
  [[5, 130, 7], 130],
  [[2, 2], 6],
  [[1, 1], 1],
  [[1, 6], 6],
])('items that fail with %j make the command exit with %i', (codes, exitCode) => {
  expect(exitCodeOfItems(codes as Parameters<typeof exitCodeOfItems>[0])).toBe(exitCode);
});
