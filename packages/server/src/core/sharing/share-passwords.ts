import type { Clock } from '../clock.ts';
import { clientNetwork } from '../access/addresses.ts';
import { AppError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Share } from '../metadata-shares.ts';
import type { Passwords } from '../people/passwords.ts';
import type { ShareLinks } from './share-links.ts';

/** Guesses at a share's password per 15 minutes: for the share from everywhere, and for an address at all shares. */
const guessesPerShare = 10;
const guessesPerAddress = 30;
/** A right password is known again for so long, without a count and without a slow hash. */
const knownForMilliseconds = 5 * 60_000;
const mostKnown = 1000;

/** Checks passwords of shares: throws `invalid_credentials` for a wrong one and `rate_limited` for too many. */
export function createSharePasswords({
  clock,
  links,
  passwords,
  limits,
}: {
  clock: Clock;
  links: ShareLinks;
  passwords: Passwords;
  limits: Limits;
}): (share: Share, password: string, address: string) => Promise<void> {
  // Programs send the password with each of many requests, also in parallel (Basic credentials).
  const knownRight = new Map<string, number>();
  const beingChecked = new Map<string, Promise<void>>();

  function isKnownRight(guess: string): boolean {
    const until = knownRight.get(guess);
    if (until === undefined) return false;
    knownRight.delete(guess);
    if (until <= clock()) return false;
    // Used last, dropped last.
    knownRight.set(guess, until);
    return true;
  }

  return async (share, password, address) => {
    const { passwordHash } = share;
    if (passwordHash === null) return;
    // Only the HMAC is kept, and another password is another version. The first word keeps it apart from a proof.
    const guess = links.mac(`password ${share.id} ${share.passwordVersion} ${password}`);
    // One at a time tries the same password; when it was wrong, whoever waited counts like everybody.
    const other = beingChecked.get(guess);
    if (other !== undefined) await other;
    if (isKnownRight(guess)) return;
    const checking = tryPassword(passwordHash);
    const settled = checking.catch(() => undefined);
    if (!beingChecked.has(guess)) {
      beingChecked.set(guess, settled);
      void settled.then(() => beingChecked.delete(guess));
    }
    await checking;

    async function tryPassword(hash: string): Promise<void> {
      const counted = await limits.countGuess({
        [`share ${share.id}`]: guessesPerShare,
        [`address ${clientNetwork(address)}`]: guessesPerAddress,
      });
      if (!(await passwords.verify(hash, password))) throw new AppError('invalid_credentials', 'The password is wrong.');
      knownRight.set(guess, clock() + knownForMilliseconds);
      const [oldest] = knownRight.keys();
      if (knownRight.size > mostKnown && oldest !== undefined) knownRight.delete(oldest);
      await counted.succeeded();
    }
  };
}
