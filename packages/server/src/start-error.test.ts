import { expect, test } from 'vitest';
import { AppError } from './core/errors.ts';
import { asStartError } from './start-error.ts';

const fault = (code: string, syscall = 'open'): Error => Object.assign(new Error(`${code}: it failed, open '/data/x'`), { code, syscall });
const store = (cause?: unknown): AppError => new AppError('unavailable', 'The store cannot work.', { cause });

test.each([
  ['a port that is taken', fault('EADDRINUSE', 'listen'), 7, /port is in use/],
  ['an address of another machine', fault('EADDRNOTAVAIL', 'listen'), 2, /address given by --host/],
  ['an address that lacks its zone', fault('EINVAL', 'listen'), 2, /address given by --host/],
  ['a host name that nobody has', fault('ENOTFOUND', 'getaddrinfo'), 2, /host name given by --host has no address \(ENOTFOUND\)/],
  ['a full disk', fault('ENOSPC'), 7, /disk is full/],
  ['a quota that is used up, below a store', store(fault('EDQUOT')), 7, /disk is full/],
  ['a key file that finds no room', new AppError('invalid', 'It cannot be made.', { cause: fault('ENOSPC') }), 7, /disk is full/],
  ['a folder that may not be written', fault('EACCES'), 2, /open '\/data\/x'\. Choose folders/],
  ['the same below a store', store(fault('EROFS')), 2, /EROFS.*Choose folders/],
  [
    'a key file that may not be read, which says so itself',
    new AppError('invalid', 'Not readable.', { cause: fault('EACCES') }),
    2,
    /^Not readable\.$/,
  ],
  ['another server, or a newer database', store(), 7, /^The store cannot work\.$/],
  ['files of another installation', new AppError('conflict', 'Of another.'), 2, /^Of another\.$/],
  ['a wrong master key', new AppError('corrupt', 'Not the key.'), 2, /^Not the key\.$/],
] as const)('%s', (_what, error, exitCode, message) => {
  expect(asStartError(error)).toMatchObject({ exitCode, message: expect.stringMatching(message) });
});

test('a bug stays one', () => {
  const bug = new TypeError('x is not a function');
  expect(asStartError(bug)).toBe(bug);
});
