import { expect, test } from 'vitest';
import { mayPass } from './passing.ts';

const coded = (code: string, message = 'it failed') => Object.assign(new Error(message), { code });

test.each([
  coded('ECONNRESET'),
  coded('ENOSPC'),
  coded('08006'),
  coded('40001'),
  coded('40P01'),
  coded('53100'),
  coded('55P03'),
  coded('57P01'),
  coded('25006'),
  coded('ESTALE'),
  new Error('Connection terminated unexpectedly'),
  new Error('IO Error: Could not write file "data.duckdb.wal": No space left on device'),
  new Error('Out of Memory Error: could not allocate block of size 256.0 KiB (63.9 MiB/64.0 MiB used)'),
  new Error('TransactionContext Error: Catalog write-write conflict on create with "t"'),
])('what may pass: %s', (error) => expect(mayPass(error)).toBe(true));

test.each([
  coded('EEXIST'),
  coded('ENOTDIR'),
  coded('22P02'),
  coded('23505', 'duplicate key value: the connection timeout of IO Error'),
  coded('42703'),
  coded('42809'),
  coded('55000'),
  new Error('Binder Error: Referenced column "x" not found in FROM clause'),
  new Error('Not implemented Error: anything'),
  new TypeError("Cannot read properties of undefined (reading 'x')"),
])('what does not: %s', (error) => expect(mayPass(error)).toBe(false));
