import { describe, expect, test } from 'vitest';
import { oneTimeCodes } from './one-time-codes.ts';

/** The secret of RFC 6238, appendix B, in base 32; the codes there with their last six digits. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('stepOf', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('knows the code of RFC 6238 at second %d, one step early and late, and no further', (second, code) => {
    const step = Math.floor(second / 30);
    const inStep = (offset: number): number => (step + offset) * 30_000 + 29_999;
    for (const offset of [-1, 0, 1]) expect(oneTimeCodes.stepOf(secret, code, inStep(offset))).toBe(step);
    if (step > 1) expect(oneTimeCodes.stepOf(secret, code, inStep(-2))).toBeUndefined();
    expect(oneTimeCodes.stepOf(secret, code, inStep(2))).toBeUndefined();
    expect(oneTimeCodes.stepOf(secret, code, (step + 1) * 30_000)).toBe(step);
    expect(oneTimeCodes.stepOf(secret, code, (step + 2) * 30_000)).toBeUndefined();
  });

  test('takes no other text', () => {
    for (const code of ['', '287083', '28708', '2870822', '94287082', 'abcdef', '-28708', '287 082 ']) {
      expect(oneTimeCodes.stepOf(secret, code, 59_000) === undefined, code).toBe(code !== '287 082 ');
    }
  });
});

test('a new secret has 160 random bits, and its address is what apps read', () => {
  const made = oneTimeCodes.newSecret();
  expect(made).toMatch(/^[A-Z2-7]{32}$/);
  expect(oneTimeCodes.newSecret()).not.toBe(made);
  const uri = new URL(oneTimeCodes.uri(made, { issuer: 'Our site', username: 'one@example.com' }));
  expect(`${uri.protocol}//${uri.host}${decodeURIComponent(uri.pathname)}`).toBe('otpauth://totp/Our site:one@example.com');
  expect(Object.fromEntries(uri.searchParams)).toEqual({ secret: made, issuer: 'Our site' });
});
