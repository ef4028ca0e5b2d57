import { generateSecret, generateURI, verifySync } from 'otplib';
import type { OneTimeCodes } from './core/people/one-time-codes.ts';

/** One step before and after the present one, for clocks that are not quite right. */
const epochTolerance = 30;

export const oneTimeCodes: OneTimeCodes = {
  newSecret: () => generateSecret(),
  uri: (secret, { issuer, username }) => generateURI({ secret, issuer, label: username }),
  stepOf(secret, code, now) {
    // The library throws for what cannot be a code. People type it in groups of three.
    const digits = code.replaceAll(' ', '');
    if (!/^\d{6}$/.test(digits)) return undefined;
    const result = verifySync({ secret, token: digits, epoch: Math.floor(now / 1000), epochTolerance });
    return result.valid && 'timeStep' in result ? result.timeStep : undefined;
  },
};
