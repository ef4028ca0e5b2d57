import { describe, expect, it } from 'vitest';
import { createPasswords } from './passwords.ts';

describe('passwords', () => {
  it('are kept as argon2id with the parameters asked for and a salt of their own', async () => {
    const passwords = createPasswords();
    const first = await passwords.hash('hunter2');
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.hash('hunter2')).not.toBe(first);
    expect(await passwords.verify(first, 'hunter2')).toBe(true);
  });

  it.each(['', 'hunter3', 'Hunter2', 'hunter2 ', 'hunter2\0', '\ud800', 'x'.repeat(1024), 'x'.repeat(1025), 'ü'.repeat(100_000)])(
    'are not mistaken for %j',
    async (wrong) => {
      const passwords = createPasswords();
      expect(await passwords.verify(await passwords.hash('hunter2'), wrong)).toBe(false);
    },
  );

  it('have at most 1,024 bytes', async () => {
    const passwords = createPasswords();
    const longest = 'ü'.repeat(512);
    expect(await passwords.verify(await passwords.hash(longest), longest)).toBe(true);
    await expect(passwords.hash(`${longest}x`)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('wait for each other, 64 at most, and the queue empties', async () => {
    const passwords = createPasswords();
    const phc = await passwords.hash('right');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 70 }, (_, index) => passwords.verify(phc, index % 2 === 0 ? 'right' : 'wrong')),
    );
    outcomes.forEach((outcome, index) => {
      if (index < 66) expect(outcome).toEqual({ status: 'fulfilled', value: index % 2 === 0 });
      else expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryAfterSeconds: 1 } });
    });
    expect(await passwords.verify(phc, 'right')).toBe(true);
  });

  it('free their place when a stored hash cannot be read', async () => {
    const passwords = createPasswords();
    for (let round = 0; round < 3; round++) await expect(passwords.verify('not a hash', 'x')).rejects.toThrow();
    expect(await passwords.verify(await passwords.hash('a'), 'a')).toBe(true);
  });
});
