import { hash, verify } from '@node-rs/argon2';
import { AppError, invalidField } from './core/errors.ts';
import type { Passwords } from './core/people/passwords.ts';

/** OWASP's smallest setting for argon2id, which is the library's default algorithm. One hash takes 19 MiB and some 50 ms. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const maxPasswordBytes = 1024;
/** Both cores of a small machine, and never more than 40 MB. */
const mostAtOnce = 2;
/** A few seconds of work. Who comes after these is told to come back, so that guesses cannot pile up in memory. */
const mostWaiting = 64;

/** argon2id for the whole process: at most two hashes at once, the rest wait in order. */
export function createPasswords(): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running < mostAtOnce) running += 1;
    else if (waiting.length < mostWaiting) await new Promise<void>((resolve) => waiting.push(resolve));
    else
      throw new AppError('unavailable', 'Too many passwords are being checked right now. Try again in a moment.', { retryAfterSeconds: 1 });
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody who comes in between takes it.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  const isTooLong = (password: string): boolean => Buffer.byteLength(password) > maxPasswordBytes;

  return {
    async hash(password) {
      if (isTooLong(password)) throw invalidField('password', `longer than ${maxPasswordBytes} bytes`);
      return inTurn(() => hash(password, cost));
    },
    async verify(phc, password) {
      // No password on record is so long, so nothing is told by the quick answer.
      if (isTooLong(password)) return false;
      return inTurn(() => verify(phc, password));
    },
  };
}
