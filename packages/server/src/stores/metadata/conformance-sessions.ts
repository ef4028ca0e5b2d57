import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { newId } from '../../core/ids.ts';
import type { Placed } from '../../core/list-query.ts';
import type { MetadataStore, User } from '../../core/metadata.ts';
import type { PublicKey, Session } from '../../core/metadata-sessions.ts';
import { newUser, makeTop, newKey, type Check } from './conformance-records.ts';

const hour = 3_600_000;

/** Sessions, second factors, SSH keys, and API keys by number. */
export function sessionsConformance(check: Check): void {
  async function people(store: MetadataStore): Promise<readonly [User, User]> {
    const top = await makeTop(store);
    return store.write(async (tx) => [
      await tx.insertUser({ ...newUser(top, { username: 'Anna', usedBytes: 7 }), usernameKey: 'anna' }),
      await tx.insertUser({ ...newUser(top, { username: 'ben', usedBytes: 2 ** 40 }), usernameKey: 'ben' }),
    ]);
  }

  const newSession = (user: User, fields: Partial<Session> = {}): Omit<Session, 'number'> => ({
    hash: randomBytes(32),
    userId: user.id,
    address: '192.0.2.1',
    userAgent: null,
    door: 'restapi',
    createdAt: 1000,
    lastUsedAt: 1000,
    expiresAt: hour,
    ...fields,
  });

  const newPublicKey = (user: User, fields: Partial<PublicKey> = {}): Omit<PublicKey, 'number'> => ({
    userId: user.id,
    title: 'laptop',
    publicKey: 'ssh-ed25519 AAAA',
    fingerprintMd5: 'aa:bb',
    fingerprintSha256: `SHA256:${randomBytes(32).toString('base64')}`,
    isGenerated: false,
    createdAt: 5,
    lastLoginAt: null,
    ...fields,
  });

  const items = <T>(rows: readonly Placed<T>[]): T[] => rows.map(({ item }) => item);
  const numbers = (rows: readonly Placed<{ readonly number: number }>[]): number[] => rows.map(({ item }) => item.number);
  const all = { filters: [], limit: 100 } as const;
  const withName = (user: User) => ({ userNumber: user.number, username: user.username });

  check('lists: text is found as it is written, whatever letters the engine can lower, and with patterns of any length', async (store) => {
    const [anna] = await people(store);
    const titles = ['Änderung', 'plain_100%'];
    await store.write(async (tx) => {
      for (const title of titles) await tx.insertPublicKey(newPublicKey(anna, { title }));
      await tx.updateUser(anna.id, { name: 'Élise' });
    });
    const found = async (op: 'eq' | 'prefix' | 'contains' | 'gteq', value: string) =>
      items(await store.listPublicKeys({ ...all, filters: [{ field: 'title', op, value }] })).map(({ title }) => title);
    expect(await found('eq', 'ÄNDERUNG')).toEqual(['Änderung']);
    expect(await found('prefix', 'Änd')).toEqual(['Änderung']);
    expect(await found('contains', 'N_1')).toEqual(['plain_100%']);
    expect(await found('contains', '0%')).toEqual(['plain_100%']);
    expect(await found('contains', 'n%1')).toEqual([]);
    expect(await found('gteq', 'PLAIN')).toContain('plain_100%');
    expect(await found('contains', 'x'.repeat(60_000))).toEqual([]);
    expect([await found('contains', '\0'), await found('prefix', 'plain\0')]).toEqual([[], []]);
    expect(items(await store.listUsersBy({ ...all, search: 'Élis' })).map(({ id }) => id)).toEqual([anna.id]);
    expect(await store.listUsersBy({ ...all, search: 'É'.repeat(60_000) })).toEqual([]);
  });

  check('keys for the whole site can get another owner, the others of the user stay', async (store) => {
    const [anna, ben] = await people(store);
    const [own, forSite] = [newKey(anna.id), newKey(anna.id, { id: newId('key'), isSiteWide: true })];
    await store.write(async (tx) => {
      await tx.insertKey(own);
      await tx.insertKey(forSite);
      await tx.changeOwnerOfSiteKeys(anna.id, ben.id);
    });
    expect((await store.findKey(own.id))?.userId).toBe(anna.id);
    expect((await store.findKey(forSite.id))?.userId).toBe(ben.id);
  });

  check('sessions: by number and hash, listed while they last, pruned when they are over', async (store) => {
    const [anna, ben] = await people(store);
    const [one, two, three] = await store.write(async (tx) => [
      await tx.insertSession(newSession(anna, { userAgent: 'agent', createdAt: 3000 })),
      await tx.insertSession(newSession(ben, { expiresAt: 2 * hour, createdAt: 2000 })),
      await tx.insertSession(newSession(anna, { expiresAt: 3 * hour })),
    ]);
    if (one === undefined || two === undefined || three === undefined) throw new Error('no sessions');
    expect(await store.findSession(one.number)).toEqual(one);
    expect(await store.findSessionByHash(two.hash)).toEqual(two);
    expect(await store.findSession(999)).toBeUndefined();
    expect(await store.findSessionByHash(randomBytes(32))).toBeUndefined();
    await expect(store.write((tx) => tx.insertSession(newSession(anna, { hash: two.hash })))).rejects.toThrow();

    expect(items(await store.listSessions({ ...all, now: 0 }))).toEqual([
      { ...one, ...withName(anna) },
      { ...two, ...withName(ben) },
      { ...three, ...withName(anna) },
    ]);
    expect(numbers(await store.listSessions({ ...all, now: hour }))).toEqual([two.number, three.number]);
    expect(numbers(await store.listSessions({ ...all, now: 0, userId: anna.id }))).toEqual([one.number, three.number]);
    const byTime = { ...all, now: 0, sort: { field: 'created_at', descending: true } } as const;
    expect(numbers(await store.listSessions(byTime))).toEqual([one.number, two.number, three.number]);
    const [first] = await store.listSessions({ ...byTime, limit: 1 });
    expect(numbers(await store.listSessions({ ...byTime, after: first?.place }))).toEqual([two.number, three.number]);

    expect(await store.write((tx) => tx.pruneSessions(2 * hour, 1))).toBe(1);
    expect(await store.findSession(one.number)).toBeUndefined();
    expect(await store.write((tx) => tx.pruneSessions(2 * hour, 10))).toBe(1);
    expect(await store.write((tx) => tx.pruneSessions(2 * hour, 10))).toBe(0);
    await store.write((tx) => tx.deleteSession(three.number));
    expect(await store.listSessions({ ...all, now: 0 })).toEqual([]);
    expect((await store.write((tx) => tx.insertSession(newSession(anna)))).number).toBeGreaterThan(three.number);
  });

  check('sessions of one user end together, but for one', async (store) => {
    const [anna, ben] = await people(store);
    const made = await store.write(async (tx) => [
      await tx.insertSession(newSession(anna)),
      await tx.insertSession(newSession(anna)),
      await tx.insertSession(newSession(ben)),
    ]);
    const [, second, bens] = made.map(({ number }) => number);
    await store.write((tx) => tx.deleteSessionsOf(anna.id, second));
    expect(numbers(await store.listSessions({ ...all, now: 0 }))).toEqual([second, bens]);
    await store.write((tx) => tx.deleteSessionsOf(anna.id));
    expect(numbers(await store.listSessions({ ...all, now: 0 }))).toEqual([bens]);
  });

  check('second factors: one for each user, shown with the user once it is confirmed', async (store) => {
    const [anna, ben] = await people(store);
    const factor = { userId: anna.id, sealedSecret: randomBytes(60), confirmedAt: null, lastStep: 0 };
    expect(await store.findSecondFactor(anna.id)).toBeUndefined();
    await store.write((tx) => tx.putSecondFactor(factor));
    expect(await store.findSecondFactor(anna.id)).toEqual(factor);
    expect(await store.findUser(anna.id)).toEqual(anna);
    const confirmed = { ...factor, sealedSecret: randomBytes(60), confirmedAt: 2 ** 41, lastStep: 57_000_000 };
    await store.write((tx) => tx.putSecondFactor(confirmed));
    expect(await store.findSecondFactor(anna.id)).toEqual(confirmed);
    expect(await store.findUser(anna.id)).toEqual({ ...anna, secondFactorAt: 2 ** 41 });
    expect(await store.findUser(ben.id)).toEqual(ben);
    await store.write((tx) => tx.deleteSecondFactor(anna.id));
    expect(await store.findSecondFactor(anna.id)).toBeUndefined();
    expect(await store.findUser(anna.id)).toEqual(anna);
  });

  check('SSH keys: found, renamed, sorted, once for each user', async (store) => {
    const [anna, ben] = await people(store);
    const fingerprintSha256 = 'SHA256:same';
    const [one, two, three] = await store.write(async (tx) => [
      await tx.insertPublicKey(newPublicKey(ben, { title: 'b', fingerprintSha256, isGenerated: true })),
      await tx.insertPublicKey(newPublicKey(anna, { title: 'C', createdAt: 9, lastLoginAt: 2 ** 41 })),
      await tx.insertPublicKey(newPublicKey(anna, { title: 'a', fingerprintSha256 })),
    ]);
    if (one === undefined || two === undefined || three === undefined) throw new Error('no keys');
    expect(await store.findPublicKey(one.number)).toEqual({ ...one, ...withName(ben) });
    expect(await store.findPublicKeyOf(anna.id, fingerprintSha256)).toEqual({ ...three, ...withName(anna) });
    expect(await store.findPublicKeyOf(anna.id, one.fingerprintMd5)).toBeUndefined();
    await expect(store.write((tx) => tx.insertPublicKey(newPublicKey(ben, { fingerprintSha256 })))).rejects.toThrow();
    const list = async (query: Partial<Parameters<MetadataStore['listPublicKeys']>[0]>): Promise<number[]> =>
      numbers(await store.listPublicKeys({ ...all, ...query }));
    expect(await list({})).toEqual([one.number, two.number, three.number]);
    expect(await list({ userId: anna.id })).toEqual([two.number, three.number]);
    expect(await list({ sort: { field: 'title', descending: false } })).toEqual([three.number, one.number, two.number]);
    expect(await list({ sort: { field: 'user_number', descending: true } })).toEqual([one.number, three.number, two.number]);
    expect(await list({ filters: [{ field: 'created_at', op: 'gt', value: 5 }] })).toEqual([two.number]);
    await store.write((tx) => tx.updatePublicKey(one.number, { title: 'new' }));
    expect((await store.findPublicKey(one.number))?.title).toBe('new');
    await store.write((tx) => tx.deletePublicKey(one.number));
    expect(await store.findPublicKey(one.number)).toBeUndefined();
  });

  check('API keys by number: of a user, or of the site; changed field by field', async (store) => {
    const [anna, ben] = await people(store);
    const [one, two, site, revoked] = await store.write(async (tx) => [
      await tx.insertKey(newKey(anna.id, { expiresAt: 2 ** 41, description: 'text', permissionSet: 'files_only', platform: 'win32' })),
      await tx.insertKey(newKey(anna.id)),
      await tx.insertKey(newKey(ben.id, { isSiteWide: true, lastUsedAt: 2 ** 41 })),
      await tx.insertKey(newKey(anna.id, { revokedAt: 5 })),
    ]);
    if (one === undefined || two === undefined || site === undefined || revoked === undefined) throw new Error('no keys');
    expect(await store.findListedKey(one.number)).toEqual({ ...one, userNumber: anna.number });
    expect(await store.findKey(site.id)).toEqual(site);
    expect(numbers(await store.listKeysBy({ ...all, of: { userId: anna.id } }))).toEqual([one.number, two.number]);
    expect(numbers(await store.listKeysBy({ ...all, of: { userId: ben.id } }))).toEqual([]);
    expect(items(await store.listKeysBy({ ...all, of: 'site' }))).toEqual([{ ...site, userNumber: ben.number }]);
    const byExpiry = { ...all, of: { userId: anna.id }, sort: { field: 'expires_at', descending: true } } as const;
    expect(numbers(await store.listKeysBy(byExpiry))).toEqual([one.number, two.number]);
    const [last] = await store.listKeysBy({ ...byExpiry, limit: 1 });
    expect(numbers(await store.listKeysBy({ ...byExpiry, after: last?.place }))).toEqual([two.number]);
    expect(await store.countKeys([anna.id, ben.id])).toEqual(new Map([[anna.id, { apiKeys: 2, publicKeys: 0 }]]));
    for (const change of [
      { description: null },
      { expiresAt: null },
      { permissionSet: 'none', scopes: [] },
      { lastUsedAt: 2 ** 41 },
      { name: undefined },
    ] as const) {
      const before = await store.findKey(one.id);
      await store.write((tx) => tx.updateKey(one.id, change));
      expect(await store.findKey(one.id)).toEqual({ ...before, ...change, name: one.name });
    }
  });

  check('what a user has to come in with goes with the user; the whole site is counted', async (store) => {
    const [anna, ben] = await people(store);
    expect(await store.usage()).toEqual({ users: 2, usedBytes: 2 ** 40 + 7 });
    const [session, publicKey] = await store.write(async (tx) => {
      await tx.putSecondFactor({ userId: anna.id, sealedSecret: randomBytes(60), confirmedAt: 1, lastStep: 0 });
      await tx.insertPublicKey(newPublicKey(ben));
      return [await tx.insertSession(newSession(anna)), await tx.insertPublicKey(newPublicKey(anna))];
    });
    expect(await store.countKeys([anna.id, ben.id, newId('user')])).toEqual(
      new Map([anna, ben].map((user) => [user.id, { apiKeys: 0, publicKeys: 1 }])),
    );
    expect(await store.countKeys([])).toEqual(new Map());
    await store.write((tx) => tx.deleteUser(anna.id));
    expect(await store.findSession(session.number)).toBeUndefined();
    expect(await store.findSecondFactor(anna.id)).toBeUndefined();
    expect(await store.findPublicKey(publicKey.number)).toBeUndefined();
    expect(await store.usage()).toEqual({ users: 1, usedBytes: 2 ** 40 });
  });
}
