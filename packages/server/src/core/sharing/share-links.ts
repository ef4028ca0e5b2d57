import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Keyring } from '../content/master-key.ts';
import type { Share } from '../metadata-shares.ts';

/** What a visitor brings back to show that something was settled before. */
export interface Proof {
  readonly text: string;
  readonly expiresAt: number;
}

const proofSeconds = 12 * 3600;

export type ShareLinks = ReturnType<typeof createShareLinks>;

/** The secrets of links: their tokens, and the proofs that visitors carry in cookies. None of them is stored. */
export function createShareLinks({ keyring, clock }: { keyring: Keyring; clock: Clock }) {
  const linkKey = keyring.derive('share-links');
  const cookieKey = keyring.derive('cookies');

  // The token is not stored: it is derived from the row's salt and a server secret, so that a link can be shown again but a stolen
  // database holds none. 16 bytes: 128 bits that nobody can guess.
  const tokenOf = (salt: Buffer): string =>
    createHmac('sha256', linkKey).update('token').update(salt).digest().subarray(0, 16).toString('base64url');
  const hashOf = (token: string): Buffer => createHmac('sha256', linkKey).update('lookup').update(token).digest();
  const mac = (text: string): string => createHmac('sha256', cookieKey).update(text).digest('base64url');

  const unlockText = (share: Share, expiresAt: number): string =>
    `${expiresAt}.${mac(`${share.id} ${share.passwordVersion} ${expiresAt}`)}`;
  const passText = (share: Share, expiresAt: number, code: string): string =>
    `${expiresAt}.${code}.${mac(`visit ${share.id} ${code} ${expiresAt}`)}`;

  function isSame(given: string, wanted: string): boolean {
    const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
    return a.length === b.length && timingSafeEqual(a, b);
  }

  /** The time that a proof begins with, when it is not over. */
  function timeOf(text: string): number | undefined {
    const expiresAt = Number(text.slice(0, text.indexOf('.')));
    return Number.isSafeInteger(expiresAt) && expiresAt > clock() ? expiresAt : undefined;
  }

  return {
    /** For a new share. */
    newLink(): { readonly salt: Buffer; readonly tokenHash: Buffer } {
      const salt = randomBytes(16);
      return { salt, tokenHash: hashOf(tokenOf(salt)) };
    },
    tokenOf,
    hashOf,
    mac,

    /** Stands for the password, until that is changed. */
    unlockProof(share: Share): Proof {
      const expiresAt = clock() + proofSeconds * 1000;
      return { text: unlockText(share, expiresAt), expiresAt };
    },
    isUnlocked(share: Share, proof: string | undefined): boolean {
      const expiresAt = proof === undefined ? undefined : timeOf(proof);
      return proof !== undefined && expiresAt !== undefined && isSame(proof, unlockText(share, expiresAt));
    },

    /** Stands for a visitor who was let in. `code`: that of the registration, or nothing. */
    pass(share: Share, code: string): Proof {
      const expiresAt = clock() + proofSeconds * 1000;
      return { text: passText(share, expiresAt, code), expiresAt };
    },
    /** The code in a pass of this share; undefined when it is none, or over. */
    codeInPass(share: Share, pass: string | undefined): string | undefined {
      const expiresAt = pass === undefined ? undefined : timeOf(pass);
      if (pass === undefined || expiresAt === undefined) return undefined;
      const code = pass.split('.')[1] ?? '';
      return isSame(pass, passText(share, expiresAt, code)) ? code : undefined;
    },
  };
}
