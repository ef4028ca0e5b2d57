import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { newId } from '../../core/ids.ts';
import type { Key, User } from '../../core/metadata.ts';
import { comparisonKey } from '../../core/tree/names.ts';
import { all, makeTop, newUser, newKey, type Check } from './conformance-records.ts';

/** Users and their keys. */
export function peopleConformance(check: Check): void {
  check('users: found by id and name, listed in the order they came, changed field by field', async (store) => {
    const top = await makeTop(store);
    const users: User[] = [];
    await store.write(async (tx) => {
      for (const username of ['Zoë', 'adam', 'bea']) {
        const user = newUser(top, { username, isAdmin: username === 'Zoë', usedBytes: users.length });
        users.push(await tx.insertUser({ ...user, usernameKey: comparisonKey(username) }));
      }
    });
    expect(users.map((user) => user.number)).toEqual([1, 2, 3]);
    expect(await store.findUserByNumber(2)).toEqual(users[1]);
    expect(await store.findUserByName('zoe')).toEqual(users[0]);
    expect(await store.findUserByName('Zoë')).toBeUndefined();
    expect(await store.listUsers({ offset: 1, limit: 1 })).toEqual({ items: [users[1]], total: 3 });
    expect(await store.listUsers({ search: 'EA', offset: 0, limit: 9 })).toEqual({ items: [users[2]], total: 1 });
    const [first] = users;
    if (first === undefined) throw new Error('no users');
    await expect(store.write((tx) => tx.insertUser({ ...newUser(top), usernameKey: 'adam' }))).rejects.toThrow();
    for (const change of [
      { plan: 'pro' },
      { storageQuotaBytes: 2 ** 41 },
      { storageQuotaBytes: null },
      { disabled: true },
      { passwordHash: null },
      { isAdmin: false },
      { rootId: newId('folder') },
      { isReadonlyAdmin: true, mustChangePassword: true, primaryGroup: 7, sslRequired: 'always_require' },
      { name: 'N', email: 'e@example.com', company: 'C', authenticateUntil: 2 ** 41, passwordValidityDays: 3 },
      { passwordSetAt: 5, lastLoginAt: 6, profile: { notes: 'x', tags: null } },
      { name: null },
      { entry: { allowedIps: '192.0.2.1\n10.0.0.0/8', bypassesSiteIps: true, mayUseApi: false, secondFactorRequired: true } },
      {},
    ]) {
      const before = await store.findUser(first.id);
      await store.write((tx) => tx.updateUser(first.id, change));
      expect(await store.findUser(first.id)).toEqual({ ...before, ...change });
    }
    expect(await store.findUser(users[1]?.id ?? '')).toEqual(users[1]);
    expect(await store.findUser(newId('user'))).toBeUndefined();
  });

  check('used bytes: exact for any number of writers, beyond 32 bits', async (store) => {
    const top = await makeTop(store);
    const user = newUser(top, { usedBytes: 5 });
    await store.write((tx) => tx.insertUser({ ...user, usernameKey: 'u' }));
    const sums = await Promise.all(Array.from({ length: 64 }, () => store.write((tx) => tx.addUsedBytes(user.id, 2 ** 33))));
    expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => 5 + (i + 1) * 2 ** 33));
    expect(await store.write((tx) => tx.addUsedBytes(user.id, -(2 ** 33)))).toBe(5 + 63 * 2 ** 33);
    expect((await store.findUser(user.id))?.usedBytes).toBe(5 + 63 * 2 ** 33);
  });

  check('keys: found by id and hash, listed without the revoked ones', async (store) => {
    const [a, b] = [newId('user'), newId('user')];
    const wanted = [newKey(a), newKey(a, { scopes: [], folderId: newId('folder'), expiresAt: 2 ** 41 }), newKey(b), newKey(a)];
    const keys: Key[] = [];
    await store.write(async (tx) => {
      for (const key of wanted) keys.push(await tx.insertKey(key));
    });
    expect(keys.map((key) => key.number)).toEqual([1, 2, 3, 4]);
    for (const key of keys) {
      expect(await store.findKey(key.id)).toEqual(key);
      expect(await store.findKeyByHash(key.hash)).toEqual(key);
    }
    const [first, second, third, fourth] = keys;
    if (first === undefined || second === undefined) throw new Error('no keys');
    await store.write((tx) => tx.updateKey(first.id, { revokedAt: 7 }));
    expect(await store.findKey(first.id)).toEqual({ ...first, revokedAt: 7 });
    expect(await store.listKeys(a, all)).toEqual({ items: [second, fourth], total: 2 });
    expect(await store.listKeys(a, { offset: 1, limit: 1 })).toEqual({ items: [fourth], total: 2 });
    expect(await store.listKeys(undefined, all)).toEqual({ items: [second, third, fourth], total: 3 });
    const hash = randomBytes(32);
    await store.write((tx) => tx.updateKey(second.id, { hash, last4: 'zzzz', name: 'new' }));
    expect(await store.findKeyByHash(second.hash)).toBeUndefined();
    expect(await store.findKeyByHash(hash)).toEqual({ ...second, hash, last4: 'zzzz', name: 'new' });
    await expect(store.write((tx) => tx.insertKey(newKey(b, { hash })))).rejects.toThrow();
  });
}
