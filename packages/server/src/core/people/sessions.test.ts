import { describe, expect, test } from 'vitest';
import { generateSync } from 'otplib';
import { bytesOf, clients, newMember, oneHour, openTestCore, put, withKey, type TestCore } from '../core.test-setup.ts';
import type { AppError } from '../errors.ts';
import type { SignIn } from './sessions.ts';

const right = { username: 'one', password: 'a right password' };
const minute = 60_000;

const signIn = ({ core }: Pick<TestCore, 'core'>, wanted: Partial<SignIn> = {}) =>
  core.sessions.signIn({ ...right, address: '192.0.2.1', userAgent: 'tests', door: 'restapi', ...wanted });

/** What a refused sign-in says: its code and reason. */
async function refusal(t: Pick<TestCore, 'core'>, wanted: Partial<SignIn> = {}): Promise<string> {
  return signIn(t, wanted).then(
    () => 'signed in',
    (error: AppError) => `${error.code} ${error.reason ?? ''}`,
  );
}

const wrong = 'invalid_credentials wrong_password';
const lockedOut = 'rate_limited locked_out';

async function openWithUser(): Promise<TestCore & Awaited<ReturnType<typeof newMember>>> {
  const t = await openTestCore();
  return { ...t, ...(await newMember(t, right)) };
}

describe('a session', () => {
  test('is the same member as a key that may do everything', async () => {
    const t = await openWithUser();
    const { session, secret, user } = await signIn(t);
    expect(secret).toMatch(/^[0-9a-f]{40}$/);
    expect(session).toMatchObject({ userId: t.user.id, address: '192.0.2.1', userAgent: 'tests', door: 'restapi', createdAt: t.clock.now });
    expect(user).toMatchObject({ id: t.user.id, lastLoginAt: t.clock.now });
    expect((await t.metadata.findUser(t.user.id))?.lastLoginAt).toBe(t.clock.now);
    const member = await t.core.sessions.authenticate(secret);
    const { keyId, keyName, keyNumber, sessionNumber, credential, validUntil, ...rest } = member;
    expect({ ...t.member, ...rest }).toEqual(t.member);
    expect({ keyNumber, sessionNumber, credential, validUntil }).toEqual({
      keyNumber: null,
      sessionNumber: session.number,
      credential: 'session',
      validUntil: session.expiresAt,
    });
    const file = await put(t, member, { name: 'mine' });
    expect((await bytesOf(t, t.member, file.id)).toString()).toBe('mine');
    expect(keyId).not.toBe(t.member.keyId);
    expect(keyName).not.toBe('');
    const signedInAsAdmin = await signIn(t, { username: 'Admin', password: 'a long password' });
    expect(await t.core.sessions.authenticate(signedInAsAdmin.secret)).toMatchObject({ isAdmin: true, access: 'all', mustFirst: null });
  });

  test('ends six hours after it began, however much it is used', async () => {
    const t = await openWithUser();
    const { secret, session } = await signIn(t);
    expect(session.expiresAt).toBe(t.clock.now + 6 * oneHour);
    for (let i = 0; i < 5; i++) {
      t.clock.now += oneHour;
      await t.core.sessions.authenticate(secret);
    }
    t.clock.now += oneHour - 1;
    await t.core.sessions.authenticate(secret);
    t.clock.now += 1;
    await expect(t.core.sessions.authenticate(secret)).rejects.toMatchObject({ code: 'invalid_credentials', reason: 'session_over' });
  });

  test('says when it was used last, at most five minutes late', async () => {
    const t = await openWithUser();
    const { secret, session } = await signIn(t);
    const lastUsed = async () => (await t.metadata.findSession(session.number))?.lastUsedAt;
    const began = t.clock.now;
    for (const [later, expected] of [
      [4 * minute, began],
      [minute, began + 5 * minute],
      [4 * minute, began + 5 * minute],
      [minute, began + 10 * minute],
    ] as const) {
      t.clock.now += later;
      await t.core.sessions.authenticate(secret);
      // It is written behind the request: the next write waits for it.
      await t.metadata.write(async () => undefined);
      expect(await lastUsed()).toBe(expected);
    }
  });

  test('lasts as long as the site says', async () => {
    const t = await openWithUser();
    await t.core.site.update(t.admin, { sessionExpiryMinutes: 10 });
    expect((await signIn(t)).session.expiresAt).toBe(t.clock.now + 10 * minute);
  });

  test('is over once it is signed out, and nothing else is', async () => {
    const t = await openWithUser();
    const [one, two] = [await signIn(t), await signIn(t)];
    await t.core.sessions.signOut(await t.core.sessions.authenticate(one.secret));
    await expect(t.core.sessions.authenticate(one.secret)).rejects.toMatchObject({ reason: 'session_over' });
    await t.core.sessions.authenticate(two.secret);
    await t.core.sessions.signOut(t.member);
    await t.core.sessions.authenticate(two.secret);
  });

  test('ends at once when its user is disabled, deleted, or out of time', async () => {
    const t = await openWithUser();
    const { secret } = await signIn(t);
    await t.core.sessions.authenticate(secret);
    await t.core.users.update(t.admin, t.user.id, { disabled: true });
    await expect(t.core.sessions.authenticate(secret)).rejects.toMatchObject({ reason: 'session_over' });
    await t.core.users.update(t.admin, t.user.id, { disabled: false });

    const later = await signIn(t);
    await t.core.users.update(t.admin, t.user.id, { authenticateUntil: t.clock.now + 1000 });
    await t.core.sessions.authenticate(later.secret);
    t.clock.now += 1000;
    await expect(t.core.sessions.authenticate(later.secret)).rejects.toMatchObject({ reason: 'session_over' });
    await t.core.users.update(t.admin, t.user.id, { authenticateUntil: null });

    const last = await signIn(t);
    await t.core.users.delete(t.admin, t.user.id);
    await expect(t.core.sessions.authenticate(last.secret)).rejects.toMatchObject({ reason: 'session_over' });
  });

  test('does not come back when a disabled user is enabled again', async () => {
    const t = await openWithUser();
    const { secret } = await signIn(t);
    await t.core.users.update(t.admin, t.user.id, { disabled: true });
    await t.core.users.update(t.admin, t.user.id, { disabled: false });
    await expect(t.core.sessions.authenticate(secret)).rejects.toMatchObject({ reason: 'session_over' });
  });

  test('ends when the password changes, but for the one that changes it', async () => {
    const t = await openWithUser();
    const [one, two] = [await signIn(t), await signIn(t)];
    const member = await t.core.sessions.authenticate(one.secret);
    await t.core.users.update(member, member.userId, { password: 'another password' });
    await t.core.sessions.authenticate(one.secret);
    await expect(t.core.sessions.authenticate(two.secret)).rejects.toMatchObject({ reason: 'session_over' });
    expect(await refusal(t)).toBe(wrong);
    await signIn(t, { password: 'another password' });
  });

  test('nothing else is one', async () => {
    const t = await openWithUser();
    const { secret } = await signIn(t);
    for (const text of ['', 'nonsense', secret.toUpperCase(), `${secret} `, secret.slice(1), '0'.repeat(40), t.secret]) {
      await expect(t.core.sessions.authenticate(text), text).rejects.toMatchObject({ code: 'invalid_credentials' });
    }
    await expect(t.core.keys.authenticate(secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  test('a stolen database holds no secret of it', async () => {
    const t = await openWithUser();
    const { secret, session } = await signIn(t);
    const stored = await t.metadata.findSession(session.number);
    expect(stored).toEqual(session);
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(stored?.hash.toString('hex')).not.toContain(secret);
    expect(stored?.hash.toString()).not.toContain(secret);
  });

  test('survives a restart', async () => {
    const t = await openWithUser();
    const { secret } = await signIn(t);
    await t.close({ keepFolder: true });
    const again = await openTestCore({ folder: t.folder });
    expect(await again.core.sessions.authenticate(secret)).toMatchObject({ userId: t.user.id });
  });

  test('keys that it makes outlive it', async () => {
    const t = await openWithUser();
    const member = await t.core.sessions.authenticate((await signIn(t)).secret);
    const { key, secret } = await t.core.keys.create(member, { name: 'made in a session' });
    expect(key.expiresAt).toBeNull();
    t.clock.now += 7 * oneHour;
    await t.core.keys.authenticate(secret);
  });

  test('is pruned when it is over', async () => {
    const t = await openWithUser();
    const { session } = await signIn(t);
    await t.core.maintenance.sweep();
    expect(await t.metadata.findSession(session.number)).toBeDefined();
    t.clock.now = session.expiresAt;
    await t.core.maintenance.sweep();
    expect(await t.metadata.findSession(session.number)).toBeUndefined();
  });
});

describe('who may sign in', () => {
  test('one answer for everybody else', async () => {
    const t = await openWithUser();
    const users = {
      disabled: { disabled: true },
      late: { authenticateUntil: t.clock.now },
      keysOnly: { password: null },
    };
    for (const [username, change] of Object.entries(users)) {
      const { user } = await newMember(t, { username, password: right.password });
      await t.core.users.update(t.admin, user.id, change);
      expect(await refusal(t, { username }), username).toBe(wrong);
    }
    const messages = new Set<string>();
    for (const wanted of [
      { password: 'a wrong one' },
      { username: 'nobody' },
      { username: 'disabled' },
      { password: '' },
      { username: '' },
    ]) {
      expect(await refusal(t, wanted)).toBe(wrong);
      await signIn(t, wanted).catch((error: AppError) => messages.add(error.message));
    }
    expect(messages.size).toBe(1);
    expect(await refusal(t, { username: 'x'.repeat(100_000) })).toBe(wrong);
    expect(await refusal(t, { password: 'x'.repeat(100_000) })).toBe(wrong);
    expect(await refusal(t)).toBe('signed in');
    expect(await refusal(t, { username: 'ONE' })).toBe('signed in');
  });

  test('a name that nobody has costs the same slow check', async () => {
    const checked: string[] = [];
    const t = await openTestCore({
      watchPasswords: (passwords) => ({
        ...passwords,
        verify: (hash, password) => {
          checked.push(password);
          return passwords.verify(hash, password);
        },
      }),
    });
    await newMember(t, right);
    for (const wanted of [{ password: 'wrong' }, { username: 'nobody' }, { username: 'nobody either', password: 'wrong' }])
      await refusal(t, wanted);
    expect(checked).toEqual(['wrong', right.password, 'wrong']);
  });

  test.each([
    ['was disabled', { disabled: true }],
    ['got another password', { password: 'another password' }],
  ])('whoever %s while the password was checked does not come in', async (_, change) => {
    let inBetween = async (): Promise<unknown> => undefined;
    const t = await openTestCore({
      watchPasswords: (passwords) => ({
        ...passwords,
        async verify(hash, password) {
          const isRight = await passwords.verify(hash, password);
          await inBetween();
          return isRight;
        },
      }),
    });
    const { user } = await newMember(t, right);
    inBetween = () => t.core.users.update(t.admin, user.id, change);
    expect(await refusal(t)).toBe(wrong);
    expect(await t.core.sessions.list(t.admin, { filters: [], limit: 10 })).toEqual([]);
  });
});

describe('wrong passwords', () => {
  test('the tenth within an hour locks the name for an hour, for the right password too', async () => {
    const t = await openWithUser();
    for (let i = 0; i < 10; i++) expect(await refusal(t, { password: `wrong ${i}` })).toBe(wrong);
    expect(await refusal(t)).toBe(lockedOut);
    expect((await t.core.sessions.factsOf([t.user])).get(t.user.id)?.lockedUntil).toBe(t.clock.now + oneHour);
    await signIn(t).catch((error: AppError) => expect(error.retryAfterSeconds).toBe(3600));
    expect(await refusal(t, { username: 'admin', password: 'a long password' })).toBe('signed in');
    t.clock.now += oneHour - 1;
    expect(await refusal(t)).toBe(lockedOut);
    t.clock.now += 1;
    expect(await refusal(t)).toBe('signed in');
    expect((await t.core.sessions.factsOf([t.user])).get(t.user.id)?.lockedUntil).toBeNull();
    // All tries are back.
    for (let i = 0; i < 9; i++) expect(await refusal(t, { password: `wrong ${i}` })).toBe(wrong);
    expect(await refusal(t)).toBe('signed in');
  });

  test('any number at once: no more are checked than one after the other', async () => {
    const checked: string[] = [];
    const t = await openTestCore({
      watchPasswords: (passwords) => ({
        ...passwords,
        async verify(hash, password) {
          checked.push(password);
          await new Promise((resolve) => setImmediate(resolve));
          return passwords.verify(hash, password);
        },
      }),
    });
    await newMember(t, right);
    const guesses = Array.from({ length: 200 }, (_, i) => (i === 150 ? right.password : `wrong ${i}`));
    const answers = await Promise.all(guesses.map((password, i) => refusal(t, { password, address: `192.0.2.${i}` })));
    expect(answers.filter((answer) => answer === wrong)).toHaveLength(10);
    expect(answers.filter((answer) => answer === lockedOut)).toHaveLength(190);
    expect(checked).toHaveLength(10);
    // And again, in the moment when the lock ends.
    t.clock.now += oneHour;
    await Promise.all(guesses.map((password, i) => refusal(t, { password: `${password} again`, address: `192.0.2.${i}` })));
    expect(checked).toHaveLength(20);
  });

  test('of a name that nobody has are counted as well', async () => {
    const t = await openWithUser();
    for (let i = 0; i < 10; i++) expect(await refusal(t, { username: 'nobody', password: `wrong ${i}` })).toBe(wrong);
    expect(await refusal(t, { username: 'Nobody', password: 'one more' })).toBe(lockedOut);
  });

  test('the same one sent again at once counts once', async () => {
    const t = await openWithUser();
    for (let i = 0; i < 9; i++) {
      for (let attempt = 0; attempt < 3; attempt++) {
        expect(await refusal(t, { password: `wrong ${i}` })).toBe(wrong);
        t.clock.now += 500;
      }
    }
    expect(await refusal(t)).toBe('signed in');
    t.clock.now += 10_000;
    expect(await refusal(t, { password: 'wrong 0' })).toBe(wrong);
    expect(await refusal(t)).toBe(lockedOut);
  });

  test('a password that was wrong a moment ago is right once it is set', async () => {
    const t = await openWithUser();
    expect(await refusal(t, { password: 'the next password' })).toBe(wrong);
    await t.core.users.update(t.admin, t.user.id, { password: 'the next password' });
    expect(await refusal(t, { password: 'the next password' })).toBe('signed in');
  });

  test.each(clients)('from $client, for whatever names, end after thirty in a quarter of an hour', async ({ addressOf, another }) => {
    const t = await openWithUser();
    for (let i = 0; i < 30; i++) expect(await refusal(t, { username: `name${i}`, address: addressOf(i) })).toBe(wrong);
    const address = addressOf(30);
    expect(await refusal(t, { address })).toBe(lockedOut);
    expect(await refusal(t, { address: another })).toBe('signed in');
    t.clock.now += 15 * minute;
    expect(await refusal(t, { address })).toBe('signed in');
    // What is on record is the address itself.
    const listed = await t.core.sessions.list(t.admin, { filters: [], limit: 100 });
    expect(listed.map(({ item }) => item.address).sort()).toEqual([address, another].sort());
  });

  test('what a lock lets not in counts for no address', async () => {
    const t = await openWithUser();
    await Promise.all(Array.from({ length: 40 }, (_, i) => refusal(t, { password: `wrong ${i}` })));
    for (let i = 0; i < 19; i++) expect(await refusal(t, { username: `name${i}` })).toBe(wrong);
    expect(await refusal(t, { username: 'admin', password: 'a long password' })).toBe('signed in');
  });

  test('right ones count nowhere', async () => {
    const t = await openWithUser();
    for (let i = 0; i < 40; i++) await signIn(t);
    for (let i = 0; i < 9; i++) expect(await refusal(t, { password: `wrong ${i}` })).toBe(wrong);
    expect(await refusal(t)).toBe('signed in');
  });

  test('an administrator lets the name in again', async () => {
    const t = await openWithUser();
    for (let i = 0; i < 10; i++) await refusal(t, { password: `wrong ${i}` });
    await expect(t.core.sessions.unlock(t.member, t.user.number)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.sessions.unlock(t.admin, 999)).rejects.toMatchObject({ code: 'not_found' });
    expect(await refusal(t)).toBe(lockedOut);
    await t.core.sessions.unlock(t.admin, t.user.number);
    expect(await refusal(t)).toBe('signed in');
  });

  test('the site says how many, within how long, for how long, and whether at all', async () => {
    const t = await openWithUser();
    await t.core.site.update(t.admin, { userLockoutTries: 2, userLockoutWithinHours: 3, userLockoutHours: 5 });
    expect(await refusal(t, { password: 'wrong 1' })).toBe(wrong);
    t.clock.now += 3 * oneHour - 1;
    expect(await refusal(t, { password: 'wrong 2' })).toBe(wrong);
    expect(await refusal(t)).toBe(lockedOut);
    t.clock.now += 5 * oneHour - 1;
    expect(await refusal(t)).toBe(lockedOut);
    t.clock.now += 1;
    expect(await refusal(t)).toBe('signed in');

    await t.core.site.update(t.admin, { userLockoutHours: 1 });
    for (let i = 0; i < 2; i++) await refusal(t, { password: `wrong ${i}` });
    expect(await refusal(t)).toBe(lockedOut);
    t.clock.now += oneHour;
    expect(await refusal(t)).toBe('signed in');

    await t.core.site.update(t.admin, { userLockout: false });
    for (let i = 0; i < 30; i++) expect(await refusal(t, { password: `wrong ${i}`, address: `192.0.2.${i}` })).toBe(wrong);
    expect(await refusal(t, { address: '192.0.2.99' })).toBe(lockedOut);
    await t.core.sessions.unlock(t.admin, t.user.number);
    for (let i = 0; i < 30; i++) expect(await refusal(t, { password: `other ${i}`, address: `192.0.2.${i}` })).toBe(wrong);
    expect(await refusal(t, { address: '192.0.2.99' })).toBe(lockedOut);
    t.clock.now += 15 * minute;
    expect(await refusal(t)).toBe('signed in');
  });

  test('counters do not hold what was typed into the field of the name', async () => {
    const names: string[] = [];
    const t = await openTestCore({
      watch: (metadata) => ({ ...metadata, count: (name, ...rest) => (names.push(name), metadata.count(name, ...rest)) }),
    });
    await refusal(t, { username: 'my-secret-password' });
    expect(names.length).toBeGreaterThan(0);
    expect(names.join('\n')).not.toContain('secret');
  });
});

describe('a password that has to be changed', () => {
  test('gives a session that can do nothing else', async () => {
    const t = await openWithUser();
    await t.core.users.update(t.admin, t.user.id, { mustChangePassword: true, isAdmin: true });
    const { secret } = await signIn(t);
    const member = await t.core.sessions.authenticate(secret);
    expect(member).toMatchObject({ mustFirst: 'change_password', isAdmin: false, scopes: new Set() });
    const refused = { code: 'forbidden', reason: 'needs_password_change' };
    await expect(t.core.folders.get(member, null)).rejects.toMatchObject(refused);
    await expect(t.core.keys.create(member, { name: 'k' })).rejects.toMatchObject(refused);
    await expect(t.core.users.list(member, { offset: 0, limit: 1 })).rejects.toMatchObject(refused);
    await expect(t.core.site.update(member, { name: 'mine' })).rejects.toMatchObject(refused);
    await expect(t.core.sessions.list(member, { filters: [], limit: 1 })).rejects.toMatchObject(refused);
    await expect(t.core.secondFactors.begin(member)).rejects.toMatchObject(refused);
    // Keys were not made with the password.
    await t.core.folders.get(t.member, null);

    await expect(t.core.users.update(member, member.userId, { name: 'One' })).rejects.toMatchObject(refused);
    await expect(t.core.users.update(member, t.admin.userId, { password: 'another password' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(t.core.users.update(member, member.userId, { password: right.password })).rejects.toMatchObject({ code: 'invalid' });
    await t.core.users.update(member, member.userId, { password: 'another password' });
    const free = await t.core.sessions.authenticate(secret);
    expect(free).toMatchObject({ mustFirst: null, isAdmin: true });
    await t.core.folders.get(free, null);
  });

  test('is changed in that session by whoever knows it', async () => {
    const t = await openWithUser();
    await t.core.users.update(t.admin, t.user.id, { mustChangePassword: true });
    const { secret } = await signIn(t);
    const member = await t.core.sessions.authenticate(secret);
    const next = 'another password';
    await expect(t.core.users.changePassword(member, { current: 'not it', next })).rejects.toMatchObject({ code: 'invalid' });
    await t.core.users.changePassword(member, { current: right.password, next });
    expect(await t.core.sessions.authenticate(secret)).toMatchObject({ mustFirst: null });
  });

  test('is one that has become too old, by the user or else by the site', async () => {
    const t = await openWithUser();
    const day = 24 * oneHour;
    await t.core.site.update(t.admin, { passwordValidityDays: 30 });
    t.clock.now += 30 * day - 1;
    const mustFirst = async (): Promise<unknown> => (await t.core.sessions.authenticate((await signIn(t)).secret)).mustFirst;
    const { secret } = await signIn(t);
    const within = async (): Promise<unknown> => (await t.core.sessions.authenticate(secret)).mustFirst;
    expect(await mustFirst()).toBeNull();
    expect(await within()).toBeNull();
    t.clock.now += 1;
    expect(await mustFirst()).toBe('change_password');
    expect(await within()).toBe('change_password');
    await t.core.users.update(t.admin, t.user.id, { passwordValidityDays: 60 });
    expect(await mustFirst()).toBeNull();
    await t.core.users.update(t.admin, t.user.id, { passwordValidityDays: 5 });
    expect(await mustFirst()).toBe('change_password');
  });
});

describe('the list of sessions', () => {
  const all = { filters: [], limit: 100 } as const;

  test('shows administrators all, others their own, none that is over, and no secret', async () => {
    const t = await openWithUser();
    const two = await newMember(t, { username: 'two', password: 'a right password' });
    const mine = await signIn(t, { address: '192.0.2.7', userAgent: 'x'.repeat(10_000) });
    t.clock.now += oneHour;
    const others = await signIn(t, { username: 'two' });
    const listed = await t.core.sessions.list(t.admin, all);
    expect(listed.map(({ item }) => item.number)).toEqual([mine.session.number, others.session.number]);
    expect(listed[0]?.item).toMatchObject({ username: 'one', userNumber: t.user.number, address: '192.0.2.7', userAgent: 'x'.repeat(512) });
    expect(JSON.stringify(listed)).not.toContain(mine.secret);
    expect((await t.core.sessions.list(t.member, all)).map(({ item }) => item.number)).toEqual([mine.session.number]);
    expect((await t.core.sessions.list(t.member, { ...all, userId: two.user.id })).map(({ item }) => item.number)).toEqual([
      mine.session.number,
    ]);
    t.clock.now = mine.session.expiresAt;
    expect((await t.core.sessions.list(t.admin, all)).map(({ item }) => item.number)).toEqual([others.session.number]);
    const limited = await withKey(t, t.member, { scopes: ['files:read'] });
    await expect(t.core.sessions.list(limited, all)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('sessions are ended by whose they are and by administrators', async () => {
    const t = await openWithUser();
    const two = await newMember(t, { username: 'two', password: 'a right password' });
    const { session, secret } = await signIn(t);
    await expect(t.core.sessions.end(two.member, session.number)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.sessions.end(t.admin, 999)).rejects.toMatchObject({ code: 'not_found' });
    await t.core.sessions.authenticate(secret);
    await t.core.sessions.end(t.admin, session.number);
    await expect(t.core.sessions.authenticate(secret)).rejects.toMatchObject({ reason: 'session_over' });
  });
});

describe('a second factor', () => {
  const codeAt = (secret: string, now: number): string => generateSync({ secret, epoch: Math.floor(now / 1000) });

  async function enrolled() {
    const t = await openWithUser();
    const { secret: seed } = await t.core.secondFactors.begin(t.member);
    await t.core.secondFactors.confirm(t.member, codeAt(seed, t.clock.now));
    t.clock.now += 5 * minute;
    return { ...t, seed, code: (offset = 0) => codeAt(seed, t.clock.now + offset) };
  }

  test('is asked for after the right password only, with what a client needs to go on', async () => {
    const t = await enrolled();
    expect(await refusal(t, { password: 'wrong' })).toBe(wrong);
    expect(await refusal(t, { password: 'wrong', otp: t.code() })).toBe(wrong);
    await t.core.users.update(t.admin, t.user.id, { disabled: true });
    expect(await refusal(t)).toBe(wrong);
    await t.core.users.update(t.admin, t.user.id, { disabled: false });
    t.clock.now += minute;
    const error = await signIn(t).catch((thrown: AppError) => thrown);
    expect(error).toMatchObject({
      code: 'unauthenticated',
      reason: 'second_factor_needed',
      data: {
        two_factor_authentication_methods: ['totp'],
        partial_session_id: expect.stringMatching(/^[0-9a-f]+$/),
        u2f_sign_requests: [],
      },
    });
    expect(await refusal(t, { otp: '000000' === t.code() ? '000001' : '000000' })).toBe('invalid_credentials wrong_second_factor');
    expect(await refusal(t, { otp: 'nonsense' })).toBe('invalid_credentials wrong_second_factor');
    const { user } = await signIn(t, { otp: t.code() });
    expect(user.secondFactorAt).not.toBeNull();
    // Keys are made without it.
    await t.core.keys.authenticate(t.secret);
  });

  test('takes the code of a clock that is one step off, and no other', async () => {
    const t = await enrolled();
    expect(await refusal(t, { otp: t.code(-60_000) })).toBe('invalid_credentials wrong_second_factor');
    expect(await refusal(t, { otp: t.code(60_000) })).toBe('invalid_credentials wrong_second_factor');
    expect(await refusal(t, { otp: t.code(-30_000) })).toBe('signed in');
    expect(await refusal(t, { otp: ` ${t.code(30_000).slice(0, 3)} ${t.code(30_000).slice(3)}` })).toBe('signed in');
  });

  test('a code works once, also for many at once, and none before it', async () => {
    const t = await enrolled();
    const answers = await Promise.all(Array.from({ length: 8 }, () => refusal(t, { otp: t.code() })));
    expect(answers.filter((answer) => answer === 'signed in')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'invalid_credentials wrong_second_factor')).toHaveLength(7);
    expect(await refusal(t, { otp: t.code(-30_000) })).toBe('invalid_credentials wrong_second_factor');
    t.clock.now += 30_000;
    expect(await refusal(t, { otp: t.code() })).toBe('signed in');
  });

  test('wrong codes lock the name like wrong passwords; to be asked for one counts nothing', async () => {
    const t = await enrolled();
    for (let i = 0; i < 40; i++) expect(await refusal(t)).toBe('unauthenticated second_factor_needed');
    const codes = Array.from({ length: 10 }, (_, i) => `00000${i}`).filter(
      (code) => ![-30_000, 0, 30_000].some((off) => t.code(off) === code),
    );
    for (const otp of codes) await refusal(t, { otp });
    for (let i = codes.length; i < 10; i++) await refusal(t, { password: `wrong ${i}` });
    expect(await refusal(t, { otp: t.code() })).toBe(lockedOut);
  });

  test('what the first answer gave stands for the password, for five minutes', async () => {
    const t = await enrolled();
    async function partial(wanted: Partial<SignIn> = {}): Promise<string> {
      const error = await signIn(t, wanted).catch((thrown: AppError) => thrown);
      return String((error as AppError).data?.['partial_session_id']);
    }
    const partialSessionId = await partial();
    expect(await refusal(t, { password: '', partialSessionId })).toBe('unauthenticated second_factor_needed');
    expect(await refusal(t, { password: '', otp: '12', partialSessionId })).toBe('invalid_credentials wrong_second_factor');
    expect(await refusal(t, { username: 'admin', password: '', otp: t.code(), partialSessionId })).toBe(wrong);
    expect(await refusal(t, { password: '', otp: t.code(), partialSessionId: `f${partialSessionId.slice(1)}` })).toBe(wrong);
    expect(await refusal(t, { password: '', otp: t.code(), partialSessionId })).toBe('signed in');
    t.clock.now += 5 * minute;
    expect(await refusal(t, { password: '', otp: t.code(), partialSessionId })).toBe(wrong);
    const beforeChange = await partial();
    await t.core.users.update(t.admin, t.user.id, { password: 'another password' });
    expect(await refusal(t, { password: '', otp: t.code(), partialSessionId: beforeChange })).toBe(wrong);
  });

  test('counts for nothing until a code has shown that the app has it', async () => {
    const t = await openWithUser();
    const first = await t.core.secondFactors.begin(t.member);
    expect(first.uri).toContain(`secret=${first.secret}`);
    expect(await refusal(t)).toBe('signed in');
    const second = await t.core.secondFactors.begin(t.member);
    expect(second.secret).not.toBe(first.secret);
    const refused = { code: 'invalid_credentials', reason: 'wrong_second_factor' };
    await expect(t.core.secondFactors.confirm(t.member, codeAt(first.secret, t.clock.now))).rejects.toMatchObject(refused);
    expect(await refusal(t)).toBe('signed in');
    await t.core.secondFactors.confirm(t.member, codeAt(second.secret, t.clock.now));
    expect(await refusal(t)).toBe('unauthenticated second_factor_needed');
    await expect(t.core.secondFactors.begin(t.member)).rejects.toMatchObject({ code: 'conflict' });
    await expect(t.core.secondFactors.confirm(t.member, '000000')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is switched off with a code, and by an administrator', async () => {
    const t = await enrolled();
    const two = await newMember(t, { username: 'two' });
    await expect(t.core.secondFactors.remove(t.member, 'wrong!')).rejects.toMatchObject({ reason: 'wrong_second_factor' });
    await t.core.secondFactors.remove(t.member, t.code());
    expect(await refusal(t)).toBe('signed in');
    await expect(t.core.secondFactors.remove(t.member, t.code())).rejects.toMatchObject({ code: 'conflict' });

    const { secret } = await t.core.secondFactors.begin(t.member);
    await t.core.secondFactors.confirm(t.member, codeAt(secret, t.clock.now));
    await expect(t.core.secondFactors.reset(two.member, t.user.id)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await refusal(t)).toBe('unauthenticated second_factor_needed');
    await t.core.secondFactors.reset(t.admin, t.user.id);
    expect(await refusal(t)).toBe('signed in');
    expect((await t.core.sessions.factsOf([await t.core.users.get(t.admin, t.user.id)])).get(t.user.id)?.hasSecondFactor).toBe(false);
  });

  test('codes to switch it off cannot be tried for ever', async () => {
    const t = await enrolled();
    for (let i = 0; i < 10; i++) {
      await expect(t.core.secondFactors.remove(t.member, `wrong ${i}`)).rejects.toMatchObject({ reason: 'wrong_second_factor' });
    }
    await expect(t.core.secondFactors.remove(t.member, t.code())).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test('is not set up with a key that may do less than its user', async () => {
    const t = await openWithUser();
    const limited = await withKey(t, t.member, { scopes: ['files:read', 'users'] });
    await expect(t.core.secondFactors.begin(limited)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a stolen database does not hold its secret', async () => {
    const t = await enrolled();
    const stored = await t.metadata.findSecondFactor(t.user.id);
    expect(stored?.sealedSecret.length).toBeGreaterThan(40);
    expect(stored?.sealedSecret.toString('latin1')).not.toContain(t.seed);
    expect(stored?.sealedSecret.toString('latin1')).not.toContain(Buffer.from(t.seed).toString('base64'));
    // It opens for this user only.
    const { user } = await newMember(t, { username: 'two', password: 'a right password' });
    if (stored === undefined) throw new Error('no second factor');
    await t.metadata.write((tx) => tx.putSecondFactor({ ...stored, userId: user.id }));
    await expect(signIn(t, { username: 'two', otp: t.code() })).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a site that asks for one lets nobody do anything before it is set up', async () => {
    const t = await openWithUser();
    const { secret } = await signIn(t);
    await t.core.folders.get(await t.core.sessions.authenticate(secret), null);
    await t.core.site.update(t.admin, { secondFactorRequired: true });
    const member = await t.core.sessions.authenticate(secret);
    await expect(t.core.folders.get(member, null)).rejects.toMatchObject({ code: 'forbidden', reason: 'needs_second_factor' });
    const { secret: seed } = await t.core.secondFactors.begin(member);
    await t.core.secondFactors.confirm(member, codeAt(seed, t.clock.now));
    await t.core.folders.get(await t.core.sessions.authenticate(secret), null);
    t.clock.now += minute;
    const next = await signIn(t, { otp: codeAt(seed, t.clock.now) });
    expect(await t.core.sessions.authenticate(next.secret)).toMatchObject({ mustFirst: null });
  });

  test('is switched off with the password as well, set up or on the way', async () => {
    const t = await openWithUser();
    const member = await t.core.sessions.authenticate((await signIn(t)).secret);
    await expect(t.core.secondFactors.removeByPassword(member, right.password)).rejects.toMatchObject({ code: 'conflict' });
    await t.core.secondFactors.begin(member);
    await t.core.secondFactors.removeByPassword(member, right.password);
    const { secret } = await t.core.secondFactors.begin(member);
    await t.core.secondFactors.confirm(member, codeAt(secret, t.clock.now));
    await expect(t.core.secondFactors.removeByPassword(member, 'not it')).rejects.toMatchObject({ code: 'invalid' });
    expect(await refusal(t)).toBe('unauthenticated second_factor_needed');
    await t.core.secondFactors.removeByPassword(member, right.password);
    expect(await refusal(t)).toBe('signed in');
  });
});

test('the right password is worth nothing from a wrong address, and from the right one as much as ever', async () => {
  const t = await openWithUser();
  await t.core.users.update(t.admin, t.user.id, { entry: { allowedIps: '192.0.2.1' } });
  expect(await refusal(t, { address: '198.51.100.1' })).toBe(wrong);
  const { secret } = await signIn(t, { address: '192.0.2.1' });
  await expect(t.core.sessions.authenticate(secret, '198.51.100.1')).rejects.toMatchObject({ code: 'forbidden' });
  expect(await t.core.sessions.authenticate(secret, '192.0.2.1')).toMatchObject({ userId: t.user.id });
});

describe('the own password', () => {
  test('is changed by who knows it, and ends the other sessions', async () => {
    const t = await openWithUser();
    const [one, two] = [await signIn(t), await signIn(t)];
    const member = await t.core.sessions.authenticate(one.secret);
    const wrongOne = { code: 'invalid', details: [{ field: 'current_password', message: 'is wrong' }] };
    await expect(t.core.users.changePassword(member, { current: 'not it', next: 'another password' })).rejects.toMatchObject(wrongOne);
    await t.core.sessions.authenticate(two.secret);
    await expect(t.core.users.changePassword(member, { current: right.password, next: 'short' })).rejects.toMatchObject({
      code: 'invalid',
    });
    await t.core.users.changePassword(member, { current: right.password, next: 'another password' });
    await t.core.sessions.authenticate(one.secret);
    await expect(t.core.sessions.authenticate(two.secret)).rejects.toMatchObject({ reason: 'session_over' });
    expect(await refusal(t)).toBe(wrong);
    await signIn(t, { password: 'another password' });
  });

  test('is not found out by guessing: ten tries in a quarter of an hour, of whatever kind', async () => {
    const t = await openWithUser();
    const member = await t.core.sessions.authenticate((await signIn(t)).secret);
    const guess = (current: string) => t.core.users.changePassword(member, { current, next: 'another password' });
    const guesses = await Promise.all(Array.from({ length: 30 }, (_, i) => guess(`guess ${i}`).catch((error: AppError) => error.code)));
    expect(guesses.filter((code) => code === 'invalid')).toHaveLength(10);
    expect(guesses.filter((code) => code === 'rate_limited')).toHaveLength(20);
    await expect(guess(right.password)).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(t.core.secondFactors.removeByPassword(member, right.password)).rejects.toMatchObject({ code: 'rate_limited' });
    t.clock.now += 15 * minute;
    await guess(right.password);
  });

  test('is there first: who has none, or a limited key, changes nothing', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'without' });
    await expect(t.core.users.changePassword(member, { current: '', next: 'another password' })).rejects.toMatchObject({ code: 'invalid' });
    const limited = await withKey(t, t.admin, { scopes: ['users'] });
    await expect(t.core.users.changePassword(limited, { current: 'a long password', next: 'another password' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
