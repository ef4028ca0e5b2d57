import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { corrupt } from '../content/encryption.ts';
import { AppError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Keyring } from '../content/master-key.ts';
import type { MetadataReads, MetadataStore, MetadataWrites } from '../metadata.ts';
import type { SecondFactor } from '../metadata-sessions.ts';
import type { OneTimeCodes } from './one-time-codes.ts';
import type { RequireOwnPassword } from './own-password.ts';
import type { Member } from '../access/principal.ts';
import { requireAdmin, requireScope, requireUnlimited } from '../access/rights.ts';
import type { Site } from '../site.ts';

/** What an authenticator app needs to make the codes of a user. */
export interface Enrolment {
  /** Base 32, for typing. */
  readonly secret: string;
  /** `otpauth://…`, for a QR code. */
  readonly uri: string;
}

const nonceBytes = 12;
const tagBytes = 16;
/** Codes that a member may try per 15 minutes: a stolen session must not find out the code that switches the factor off. */
const guessesPerUser = 10;

/** One answer for a code that is wrong and one that was used. */
export const wrongSecondFactor = (): AppError =>
  new AppError('invalid_credentials', 'The code is wrong, or was used before. Wait for the next one.', { reason: 'wrong_second_factor' });

export type SecondFactors = ReturnType<typeof createSecondFactors>;

/** Codes of an app beside the password. */
export function createSecondFactors({
  metadata,
  clock,
  keyring,
  codes,
  site,
  limits,
  requireOwnPassword,
  changed,
}: {
  metadata: MetadataStore;
  clock: Clock;
  keyring: Keyring;
  codes: OneTimeCodes;
  site: Site;
  limits: Limits;
  requireOwnPassword: RequireOwnPassword;
  changed: () => void;
}) {
  const key = keyring.derive('second-factors');

  /** Nonce, ciphertext, tag; it opens only for this user. */
  function seal(userId: string, secret: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(userId));
    const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, body, cipher.getAuthTag()]);
  }

  function open({ userId, sealedSecret: sealed }: SecondFactor): string {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(userId)).setAuthTag(sealed.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString();
    } catch (error) {
      throw corrupt(`the second factor of ${userId} cannot be opened`, error);
    }
  }

  /** Takes a code of the user's, once; throws `invalid_credentials` with the reason `wrong_second_factor`. */
  async function use(tx: MetadataWrites, factor: SecondFactor | undefined, code: string): Promise<SecondFactor> {
    const step = factor === undefined ? undefined : codes.stepOf(open(factor), code, clock());
    // A code counts once, and none before it: whoever looked over the shoulder has nothing.
    if (factor === undefined || step === undefined || step <= factor.lastStep) throw wrongSecondFactor();
    const used = { ...factor, lastStep: step };
    await tx.putSecondFactor(used);
    return used;
  }

  const noneUnderWay = (): AppError =>
    new AppError('conflict', 'No second factor is being set up. Begin first.', { details: [{ field: 'otp', message: 'is not expected' }] });

  async function ownFactor(reads: MetadataReads, member: Member): Promise<SecondFactor> {
    const factor = await reads.findSecondFactor(member.userId);
    if (factor === undefined) throw noneUnderWay();
    return factor;
  }

  async function guarded<Result>(member: Member, tryCode: () => Promise<Result>): Promise<Result> {
    const counted = await limits.countGuess({ [`second factor ${member.userId}`]: guessesPerUser });
    const result = await tryCode();
    await counted.succeeded();
    changed();
    return result;
  }

  return {
    use,

    /** The first of two steps: a new secret, which counts for nothing until `confirm`. `conflict` when one is in use. */
    async begin(member: Member): Promise<Enrolment> {
      requireUnlimited(member);
      const secret = codes.newSecret();
      await metadata.write(async (tx) => {
        const known = await tx.findSecondFactor(member.userId);
        if (known !== undefined && known.confirmedAt !== null) {
          throw new AppError('conflict', 'A second factor is in use. Switch it off before you set up another.');
        }
        await tx.putSecondFactor({ userId: member.userId, sealedSecret: seal(member.userId, secret), confirmedAt: null, lastStep: 0 });
      });
      return { secret, uri: codes.uri(secret, { issuer: (await site.get()).name, username: member.username }) };
    },

    /** The second step: a code of the app proves that it has the secret. From now on each sign-in asks for one. */
    async confirm(member: Member, code: string): Promise<void> {
      requireUnlimited(member);
      await guarded(member, () =>
        metadata.write(async (tx) => {
          const factor = await ownFactor(tx, member);
          if (factor.confirmedAt !== null) throw noneUnderWay();
          await tx.putSecondFactor({ ...(await use(tx, factor, code)), confirmedAt: clock() });
        }),
      );
    },

    /** Switches the member's own off, with a code. */
    async remove(member: Member, code: string): Promise<void> {
      requireUnlimited(member);
      await guarded(member, () =>
        metadata.write(async (tx) => {
          await use(tx, await ownFactor(tx, member), code);
          await tx.deleteSecondFactor(member.userId);
        }),
      );
    },

    /** Switches the member's own off, with the password; also one that is still being set up. */
    async removeByPassword(member: Member, password: string): Promise<void> {
      requireUnlimited(member);
      await requireOwnPassword(member, password, 'password');
      await metadata.write(async (tx) => {
        await ownFactor(tx, member);
        await tx.deleteSecondFactor(member.userId);
      });
      changed();
    },

    /** Switches that of a user off who has lost the app. For administrators. */
    async reset(member: Member, userId: string): Promise<void> {
      requireScope(member, 'users');
      requireAdmin(member);
      await metadata.write(async (tx) => {
        const user = await tx.findUser(userId);
        if (user === undefined) throw new AppError('not_found', 'No such user.', { reason: 'user_missing' });
        await tx.deleteSecondFactor(user.id);
      });
      changed();
    },
  };
}
