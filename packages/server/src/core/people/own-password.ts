import { invalidField } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { MetadataStore } from '../metadata.ts';
import type { Member } from '../access/principal.ts';
import { requireUnlimited } from '../access/rights.ts';
import type { Passwords } from './passwords.ts';
import type { Users } from './users.ts';

/** Wrong ones per 15 minutes: a stolen session must not find the password out. */
const guessesPerUser = 10;

/** Shows that whoever asks is who signed in: throws `invalid` about `field` for a wrong password, `rate_limited` after too many. */
export type RequireOwnPassword = (member: Member, password: string, field: string) => Promise<void>;

export function createOwnPassword({
  metadata,
  passwords,
  limits,
}: {
  metadata: MetadataStore;
  passwords: Passwords;
  limits: Limits;
}): RequireOwnPassword {
  return async (member, password, field) => {
    const counted = await limits.countGuess({ [`own password ${member.userId}`]: guessesPerUser });
    const hash = (await metadata.findUser(member.userId))?.passwordHash ?? null;
    if (hash === null) {
      await counted.succeeded();
      throw invalidField(field, 'this user has no password: an administrator can set one');
    }
    if (!(await passwords.verify(hash, password))) throw invalidField(field, 'is wrong');
    await counted.succeeded();
  };
}

/** Members change their own password, who know the one before. All other sessions of theirs end. */
export type ChangePassword = (member: Member, wanted: { readonly current: string; readonly next: string }) => Promise<void>;

export function createPasswordChange({
  users,
  requireOwnPassword,
}: {
  users: Users;
  requireOwnPassword: RequireOwnPassword;
}): ChangePassword {
  return async (member, { current, next }) => {
    // Whoever has to change the password may do this and nothing else.
    if (member.mustFirst !== 'change_password') requireUnlimited(member);
    await requireOwnPassword(member, current, 'current_password');
    await users.update(member, member.userId, { password: next });
  };
}
