import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { clientNetwork } from '../access/addresses.ts';
import { allowedBy, requireEntry } from '../access/entry-rules.ts';
import { AppError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { ListQuery, Placed } from '../list-query.ts';
import { lockedOut, type Attempt, type Lockouts } from './lockouts.ts';
import type { Keyring } from '../content/master-key.ts';
import { passwordEnds, type Members } from '../access/members.ts';
import type { MetadataStore, User } from '../metadata.ts';
import type { ListedSession, Session, SessionField } from '../metadata-sessions.ts';
import { comparisonKey } from '../tree/names.ts';
import type { Passwords } from './passwords.ts';
import { scopes, type Member } from '../access/principal.ts';
import { requireAdmin, requireScope, requireUnlimited } from '../access/rights.ts';
import { wrongSecondFactor, type SecondFactors } from './second-factors.ts';
import type { Site } from '../site.ts';
import { createUseNotes } from './use-notes.ts';

export interface SignIn {
  readonly username: string;
  readonly password: string;
  /** The code of the user's app. */
  readonly otp?: string | undefined;
  /** What a sign-in gave that lacked the code: for some minutes it stands for the password. */
  readonly partialSessionId?: string | undefined;
  readonly address: string;
  readonly userAgent: string | null;
  /** The door that the session is begun at: `restapi`, `web`. */
  readonly door: string;
}

/** A session with its secret, which nobody can see again. */
export interface BegunSession {
  readonly session: Session;
  /** 40 hexadecimal digits: some clients take only letters and digits. */
  readonly secret: string;
  readonly user: User;
}

export interface SignInFacts {
  readonly hasSecondFactor: boolean;
  readonly apiKeys: number;
  /** SSH keys. */
  readonly publicKeys: number;
  /** Wrong passwords have locked the user name until then; null when it is not locked. */
  readonly lockedUntil: number | null;
  /** When the password has to be changed; null when it never has to. */
  readonly passwordEnds: number | null;
}

/** Wrong passwords per 15 minutes from one address (of IPv6: its network, as for all such limits); and for one user name, where the site does not lock names by rules of its own. */
const guessesPerAddress = 30;
const guessesPerName = 30;
/** One client sends each refused request twice again within a second or so. The same wrong guess within this time counts once. */
const sameGuessMilliseconds = 10_000;
const mostRemembered = 1000;
const partialMilliseconds = 5 * 60_000;
const sessionsPerBatch = 1000;
/** How late `lastUsedAt` may be. */
const noteUseEvery = 5 * 60_000;
/** Longer than any name or password on record, so that nobody makes the server work through megabytes. */
const mostCharacters = 1024;
const maxUserAgentLength = 512;

const secretPattern = /^[0-9a-f]{40}$/;

const wrongPassword = (): AppError =>
  new AppError('invalid_credentials', 'The user name or the password is wrong.', { reason: 'wrong_password' });

export type Sessions = ReturnType<typeof createSessions>;

/** Signing in with a password, for some hours. */
export function createSessions({
  metadata,
  clock,
  keyring,
  passwords,
  members,
  site,
  limits,
  lockouts,
  secondFactors,
}: {
  metadata: MetadataStore;
  clock: Clock;
  keyring: Keyring;
  passwords: Passwords;
  members: Members;
  site: Site;
  limits: Limits;
  lockouts: Lockouts;
  secondFactors: SecondFactors;
}) {
  const pepper = keyring.derive('sessions');
  const signInKey = keyring.derive('sign-in');
  const hashOf = (secret: string): Buffer => createHmac('sha256', pepper).update(secret).digest();
  const mac = (...texts: string[]): string => createHmac('sha256', signInKey).update(JSON.stringify(texts)).digest('hex');

  /** What tries are counted under. Not the name itself: people type their password into the wrong field. */
  const counterOf = (usernameKey: string): string => mac('name', usernameKey).slice(0, 32);

  /** Guesses that were just found wrong, as HMACs: for how long, and what was answered. */
  const wrongGuesses = new Map<string, { readonly until: number; readonly answer: () => AppError }>();

  function remember(guess: string, answer: () => AppError): void {
    wrongGuesses.delete(guess);
    wrongGuesses.set(guess, { until: clock() + sameGuessMilliseconds, answer });
    const [oldest] = wrongGuesses.keys();
    if (wrongGuesses.size > mostRemembered && oldest !== undefined) wrongGuesses.delete(oldest);
  }

  let nobodysHash: Promise<string> | undefined;
  /** What is checked for a name that nobody has, so that it takes as long. */
  function hashOfNobody(): Promise<string> {
    nobodysHash ??= passwords.hash(randomBytes(16).toString('hex')).catch((error: unknown) => {
      nobodysHash = undefined;
      throw error;
    });
    return nobodysHash;
  }

  /** Proves for some minutes that the password was given. A change of the password ends it. */
  function partialProof(user: User, endsAt: number): string {
    return `${endsAt.toString(16).padStart(12, '0')}${mac('partial', user.id, user.passwordHash ?? '', String(endsAt))}`;
  }

  function provesPassword(user: User, proof: string): boolean {
    const endsAt = Number.parseInt(proof.slice(0, 12), 16);
    if (!(endsAt > clock())) return false;
    const [wanted, given] = [Buffer.from(partialProof(user, endsAt)), Buffer.from(proof)];
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  }

  function secondFactorNeeded(user: User): AppError {
    return new AppError('unauthenticated', 'Give the code of your authenticator app as well.', {
      reason: 'second_factor_needed',
      data: {
        two_factor_authentication_methods: ['totp'],
        partial_session_id: partialProof(user, clock() + partialMilliseconds),
        u2f_sign_requests: [],
      },
    });
  }

  const mayComeIn = (user: User, now: number): boolean =>
    !user.disabled &&
    user.passwordHash !== null &&
    user.entry.mayUseApi &&
    (user.authenticateUntil === null || user.authenticateUntil > now);

  async function mayComeFrom({ entry }: User, address: string): Promise<boolean> {
    const allows = allowedBy(entry.allowedIps, entry.bypassesSiteIps ? null : (await site.get()).allowedIps);
    return allows === undefined || allows(address);
  }

  /** Counts the try, and throws `rate_limited` when there were too many. */
  async function countTry(name: string, address: string): Promise<Attempt> {
    const settings = await site.get();
    const counted = await limits
      .countGuess({
        [`sign-in from ${clientNetwork(address)}`]: guessesPerAddress,
        ...(settings.userLockout ? {} : { [`sign-in ${name}`]: guessesPerName }),
      })
      .catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'rate_limited') throw error;
        throw new AppError(error.code, error.message, { reason: 'locked_out', retryAfterSeconds: error.retryAfterSeconds ?? 1 });
      });
    if (!settings.userLockout) return { failed: async () => undefined, succeeded: () => counted.succeeded() };
    try {
      const rules = {
        tries: settings.userLockoutTries,
        withinSeconds: settings.userLockoutWithinHours * 3600,
        lockSeconds: settings.userLockoutHours * 3600,
      };
      const attempt = await lockouts.begin(name, rules);
      return {
        failed: attempt.failed,
        async succeeded() {
          await attempt.succeeded();
          await counted.succeeded();
        },
      };
    } catch (error) {
      // A try that is not let in counts nowhere, so that a locked name does not use up the tries of its neighbours.
      await counted.succeeded();
      throw error;
    }
  }

  /** The user, when all is right. Throws `invalid_credentials` for what has to count as a wrong try, and other errors for what has not. */
  async function check(user: User | undefined, wanted: SignIn): Promise<User> {
    // Before it is known whether it is needed: the first one takes time.
    const nobodys = await hashOfNobody();
    const { partialSessionId, otp } = wanted;
    const proved = user !== undefined && partialSessionId !== undefined && provesPassword(user, partialSessionId);
    if (!proved && !(await passwords.verify(user?.passwordHash ?? nobodys, wanted.password))) throw wrongPassword();
    if (user === undefined || !mayComeIn(user, clock()) || !(await mayComeFrom(user, wanted.address))) throw wrongPassword();
    if (user.secondFactorAt !== null && (otp === undefined || otp === '')) throw secondFactorNeeded(user);
    return user;
  }

  async function begin(checked: User, wanted: SignIn): Promise<BegunSession> {
    const secret = randomBytes(20).toString('hex');
    const { sessionExpiryMinutes } = await site.get();
    return metadata.write(async (tx) => {
      const now = clock();
      const user = await tx.findUser(checked.id);
      // It may have been disabled, or got another password, while the slow hash was at work.
      if (user === undefined || user.passwordHash !== checked.passwordHash || !mayComeIn(user, now)) throw wrongPassword();
      if (user.secondFactorAt !== null) {
        if (checked.secondFactorAt === null) throw wrongSecondFactor();
        await secondFactors.use(tx, await tx.findSecondFactor(user.id), wanted.otp ?? '');
      }
      await tx.updateUser(user.id, { lastLoginAt: now });
      const session = await tx.insertSession({
        hash: hashOf(secret),
        userId: user.id,
        address: wanted.address,
        userAgent: wanted.userAgent?.slice(0, maxUserAgentLength) ?? null,
        door: wanted.door,
        createdAt: now,
        lastUsedAt: now,
        expiresAt: now + sessionExpiryMinutes * 60_000,
      });
      return { session, secret, user: { ...user, lastLoginAt: now } };
    });
  }

  async function memberOf(secret: string): Promise<Member | undefined> {
    if (!secretPattern.test(secret)) return undefined;
    const session = await metadata.findSessionByHash(hashOf(secret));
    if (session !== undefined) uses.learn(session.number, session.lastUsedAt);
    return holderOf(session);
  }

  async function holderOf(session: Session | undefined): Promise<Member | undefined> {
    if (session === undefined) return undefined;
    return members.memberFor(session.userId, {
      kind: 'session',
      id: `session_${session.number}`,
      number: session.number,
      name: 'session',
      scopes,
      folderId: null,
      expiresAt: session.expiresAt,
      mayAdminister: true,
    });
  }

  const uses = createUseNotes<number>({
    clock,
    every: noteUseEvery,
    write: (number, lastUsedAt) => metadata.write((tx) => tx.updateSession(number, { lastUsedAt })),
  });

  const seesAll = (member: Member): boolean => (member.isAdmin || member.isReadonlyAdmin) && member.keyFolderId === null;

  return {
    /**
     * Begins a session. Throws `invalid_credentials` with the reason `wrong_password`: one answer, in the same time, for a wrong name,
     * a wrong password, and somebody who may not come in; `unauthenticated` with `second_factor_needed` and what a client needs to go
     * on; `invalid_credentials` with `wrong_second_factor`; `rate_limited` with `locked_out` after too many of those.
     */
    async signIn(wanted: SignIn): Promise<BegunSession> {
      if (wanted.username.length > mostCharacters || wanted.password.length > mostCharacters) throw wrongPassword();
      const usernameKey = comparisonKey(wanted.username);
      const name = counterOf(usernameKey);
      const until = await lockouts.lockedUntil(name);
      if (until !== null) throw lockedOut(until, clock());
      const found = await metadata.findUserByName(usernameKey);
      const { address, password, otp = '', partialSessionId = '' } = wanted;
      const guess = mac('guess', usernameKey, address, password, otp, partialSessionId, found?.passwordHash ?? '');
      const known = wrongGuesses.get(guess);
      if (known !== undefined && known.until > clock()) throw known.answer();
      const attempt = await countTry(name, wanted.address);
      try {
        const begun = await begin(await check(found, wanted), wanted);
        await attempt.succeeded();
        return begun;
      } catch (error) {
        if (error instanceof AppError && error.code === 'invalid_credentials') {
          remember(guess, error.reason === 'wrong_second_factor' ? wrongSecondFactor : wrongPassword);
          await attempt.failed();
        } else await attempt.succeeded();
        throw error;
      }
    },

    /**
     * Who comes with this session. `invalid_credentials` with the reason `session_over` for one that is unknown or over; `forbidden` for a
     * user who may not use the API, or not from `address`.
     */
    async authenticate(secret: string, address?: string): Promise<Member> {
      const member = await members.recall('session', secret, () => memberOf(secret));
      if (member === undefined) {
        throw new AppError('invalid_credentials', 'The session is over. Sign in again.', { reason: 'session_over' });
      }
      requireEntry(member, address);
      if (member.sessionNumber !== null) uses.note(member.sessionNumber);
      return member;
    },

    /** Who comes with the session of this `Member.keyId`, for links that were made with it; undefined when it is over. */
    async findHolder(id: string): Promise<Member | undefined> {
      const number = /^session_(\d{1,15})$/.exec(id)?.[1];
      const member = number === undefined ? undefined : await holderOf(await metadata.findSession(Number(number)));
      return member === undefined || !member.mayUseApi || (member.validUntil !== null && member.validUntil <= clock()) ? undefined : member;
    },

    /** Ends the member's own session. Nothing happens for somebody who came with a key. */
    async signOut(member: Member): Promise<void> {
      const { sessionNumber } = member;
      if (sessionNumber === null) return;
      await metadata.write((tx) => tx.deleteSession(sessionNumber));
      members.forget();
    },

    /** Sessions that are not over: all of them for administrators, others see their own. Secrets never. */
    async list(
      member: Member,
      query: ListQuery<SessionField> & { readonly userId?: string | undefined },
    ): Promise<readonly Placed<ListedSession>[]> {
      requireScope(member, 'keys');
      const userId = seesAll(member) ? query.userId : member.userId;
      return metadata.listSessions({ ...query, userId, now: clock() });
    },

    /** Ends a session: the member's own, or any by an administrator. */
    async end(member: Member, number: number): Promise<void> {
      requireScope(member, 'keys');
      await metadata.write(async (tx) => {
        const session = await tx.findSession(number);
        const isTheirs = session !== undefined && (session.userId === member.userId || (member.isAdmin && member.keyFolderId === null));
        if (!isTheirs) throw new AppError('not_found', 'No such session.');
        requireUnlimited(member);
        await tx.deleteSession(number);
      });
      members.forget();
    },

    /** Lets a user in again who was locked out by wrong passwords; an address that was is let in again by time alone. For administrators. */
    async unlock(member: Member, id: string | number): Promise<void> {
      requireScope(member, 'users');
      requireAdmin(member);
      const user = typeof id === 'number' ? await metadata.findUserByNumber(id) : await metadata.findUser(id);
      if (user === undefined) throw new AppError('not_found', 'No such user.', { reason: 'user_missing' });
      const name = counterOf(comparisonKey(user.username));
      await lockouts.clear(name);
      // What holds in place of a lock where the site has turned that off.
      await limits.forgetGuesses(`sign-in ${name}`);
    },

    /** What is shown of users besides what they are, by their ids. The right to see them is the caller's to check. */
    async factsOf(users: readonly User[]): Promise<ReadonlyMap<string, SignInFacts>> {
      const settings = await site.get();
      const counts = await metadata.countKeys(users.map((user) => user.id));
      const facts = users.map(async (user): Promise<[string, SignInFacts]> => {
        const { apiKeys, publicKeys } = counts.get(user.id) ?? { apiKeys: 0, publicKeys: 0 };
        const lockedUntil = await lockouts.lockedUntil(counterOf(comparisonKey(user.username)));
        const hasSecondFactor = user.secondFactorAt !== null;
        return [user.id, { hasSecondFactor, apiKeys, publicKeys, lockedUntil, passwordEnds: passwordEnds(user, settings) }];
      });
      return new Map(await Promise.all(facts));
    },

    /** Forgets sessions that are over. */
    async prune(): Promise<void> {
      while ((await metadata.write((tx) => tx.pruneSessions(clock(), sessionsPerBatch))) === sessionsPerBatch);
    },
  };
}
