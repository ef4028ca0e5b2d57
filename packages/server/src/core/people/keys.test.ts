import { describe, expect, test } from 'vitest';
import { firstApiKey, newMember, oneHour, openTestCore, put, withKey } from '../core.test-setup.ts';
import { newApiKey } from './api-key.ts';
import { newId } from '../ids.ts';
import type { MetadataStore } from '../metadata.ts';
import { scopes } from '../access/principal.ts';

const page = { offset: 0, limit: 100 };

describe('authenticate', () => {
  test('knows a key in both spellings, and whose it is', async () => {
    const t = await openTestCore();
    const { user } = await newMember(t, { username: 'one', plan: 'free' });
    const { key, secret, alphanumericSecret } = await t.core.keys.create(t.admin, {
      name: 'mine',
      userId: user.id,
      scopes: ['files:read', 'shares'],
    });
    const member = await t.core.keys.authenticate(secret);
    expect(member).toMatchObject({
      kind: 'member',
      userId: user.id,
      username: 'one',
      isAdmin: false,
      keyId: key.id,
      keyName: 'mine',
      keyExpiresAt: null,
      keyFolderId: null,
      rootId: user.rootId,
    });
    expect([...member.scopes]).toEqual(['files:read', 'shares']);
    expect(member.plan.name).toBe('free');
    expect(await t.core.keys.authenticate(alphanumericSecret)).toEqual(member);
    expect(t.admin).toMatchObject({ isAdmin: true, username: 'admin', access: 'all' });
  });

  test('one answer for everything that is no key', async () => {
    const t = await openTestCore();
    const answers = [];
    const { secret, user } = await newMember(t, { username: 'disabled' });
    const expired = await t.core.keys.create(t.admin, { name: 'expired', expiresAt: t.clock.now + 1 });
    const revoked = await t.core.keys.create(t.admin, { name: 'revoked' });
    await t.core.users.update(t.admin, user.id, { disabled: true });
    await t.core.keys.revoke(t.admin, revoked.key.id);
    t.clock.now += 1;
    for (const text of [
      '',
      'nonsense',
      newApiKey(),
      firstApiKey.toUpperCase(),
      `${firstApiKey} `,
      secret,
      expired.secret,
      revoked.secret,
    ]) {
      answers.push(
        await t.core.keys.authenticate(text).catch((error: { code: string; message: string }) => `${error.code} ${error.message}`),
      );
    }
    expect(new Set(answers)).toEqual(new Set(['invalid_credentials The API key provided is invalid or has been revoked.']));
  });

  test('a stolen database holds no secret', async () => {
    const t = await openTestCore();
    const { key, secret } = await t.core.keys.create(t.admin, { name: 'k' });
    const stored = await t.metadata.findKey(key.id);
    expect(stored).toEqual(key);
    expect(JSON.stringify(stored)).not.toContain(secret.slice(0, -4).slice(8));
    expect(stored?.hash).toHaveLength(32);
    expect(stored?.last4).toBe(secret.slice(-4));
  });

  test('a plan that is not configured any more is the operator to solve, not an open door', async () => {
    const t = await openTestCore();
    const { secret } = await newMember(t, { username: 'one' });
    await t.close({ keepFolder: true });
    const { team } = { team: t.admin.plan };
    const again = await openTestCore({ folder: t.folder, plans: { team } });
    await expect(again.core.keys.authenticate(secret)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('"free"'),
    });
  });
});

describe('a change holds from the next request on', () => {
  test('revoke, rotate, disable, plan, root', async () => {
    const t = await openTestCore();
    const { user, secret } = await newMember(t, { username: 'one' });
    const who = () => t.core.keys.authenticate(secret);
    const { keyId } = await who();
    await t.core.users.update(t.admin, user.id, { plan: 'team' });
    expect((await who()).plan.name).toBe('team');
    const folder = await t.core.folders.create(t.admin, { name: 'new root', parentId: null });
    await t.core.users.update(t.admin, user.id, { rootId: folder.id });
    expect((await who()).rootId).toBe(folder.id);
    await t.core.users.update(t.admin, user.id, { disabled: true });
    await expect(who()).rejects.toMatchObject({ code: 'invalid_credentials' });
    await t.core.users.update(t.admin, user.id, { disabled: false });
    await who();
    const rotated = await t.core.keys.rotate(t.admin, keyId);
    await expect(who()).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect((await t.core.keys.authenticate(rotated.secret)).keyId).toBe(keyId);
    await t.core.keys.revoke(t.admin, keyId);
    await expect(t.core.keys.authenticate(rotated.secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  test('also for a request that looks the key up at that very moment', async () => {
    let whileLooking: (() => Promise<void>) | undefined;
    const t = await openTestCore({
      watch: (metadata): MetadataStore => ({
        ...metadata,
        async findKeyByHash(hash) {
          const key = await metadata.findKeyByHash(hash);
          const job = whileLooking;
          whileLooking = undefined;
          await job?.();
          return key;
        },
      }),
    });
    const { key, secret } = await t.core.keys.create(t.admin, { name: 'k' });
    whileLooking = () => t.core.keys.revoke(t.admin, key.id);
    await t.core.keys.authenticate(secret);
    await expect(t.core.keys.authenticate(secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  test('expiry needs no request to take effect', async () => {
    const t = await openTestCore();
    const { secret } = await t.core.keys.create(t.admin, { name: 'k', expiresAt: t.clock.now + oneHour });
    t.clock.now += oneHour - 1;
    await t.core.keys.authenticate(secret);
    t.clock.now += 1;
    await expect(t.core.keys.authenticate(secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });
});

describe('a key makes only what is no stronger than itself', () => {
  test('scopes', async () => {
    const t = await openTestCore();
    const weak = await withKey(t, t.admin, { scopes: ['keys', 'files:read'] });
    expect((await t.core.keys.create(weak, { name: 'same' })).key.scopes).toEqual(['files:read', 'keys']);
    expect((await t.core.keys.create(weak, { name: 'less', scopes: ['keys', 'keys'] })).key.scopes).toEqual(['keys']);
    for (const wanted of [['files:write'], ['keys', 'users'], [...scopes]]) {
      await expect(t.core.keys.create(weak, { name: 'more', scopes: wanted })).rejects.toMatchObject({ code: 'forbidden' });
    }
    for (const wanted of [[], ['everything'], ['keys', '']])
      await expect(t.core.keys.create(weak, { name: 'odd', scopes: wanted })).rejects.toMatchObject({ code: 'invalid' });
    const readOnly = await withKey(t, t.admin, { scopes: ['files:read'] });
    await expect(t.core.keys.create(readOnly, { name: 'k' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.keys.list(readOnly, page)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.keys.rotate(readOnly, readOnly.keyId)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.keys.revoke(readOnly, readOnly.keyId)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await t.core.keys.list(t.admin, page)).total).toBe(5);
  });

  test('folder', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'one' });
    const a = await t.core.folders.create(member, { name: 'a', parentId: null });
    const inside = await t.core.folders.create(member, { name: 'inside', parentId: a.id });
    const b = await t.core.folders.create(member, { name: 'b', parentId: null });
    const file = await put(t, member, { name: 'file', folderId: b.id });
    const limited = await withKey(t, member, { folderId: a.id });
    expect(limited).toMatchObject({ keyFolderId: a.id, rootId: a.id });
    expect((await t.core.keys.create(limited, { name: 'same' })).key.folderId).toBe(a.id);
    expect((await t.core.keys.create(limited, { name: 'null', folderId: null })).key.folderId).toBe(a.id);
    const narrower = await t.core.keys.create(limited, { name: 'inside', folderId: inside.id });
    for (const folderId of [b.id, member.rootId, t.admin.rootId, newId('folder'), file.id]) {
      await expect(t.core.keys.create(limited, { name: 'wider', folderId })).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(t.core.keys.create(t.admin, { name: 'outside', userId: member.userId, folderId: t.admin.rootId })).rejects.toMatchObject({
      code: 'invalid',
    });

    const inInside = await t.core.keys.authenticate(narrower.secret);
    for (const [who, sees] of [
      [inInside, [inside.id]],
      [await t.core.keys.authenticate((await t.core.keys.create(limited, { name: 'again' })).secret), [a.id, inside.id]],
    ] as const) {
      for (const folder of [a, inside, b]) {
        const got = t.core.folders.get(who, folder.id);
        if (sees.some((id) => id === folder.id)) expect((await got).id).toBe(folder.id);
        else await expect(got).rejects.toMatchObject({ code: 'not_found' });
      }
      await expect(t.core.files.get(who, file.id)).rejects.toMatchObject({ code: 'not_found' });
      // An administrator's limited key is no administrator.
      await expect(t.core.users.list(who, page)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  test('lifetime', async () => {
    const t = await openTestCore();
    const soon = t.clock.now + oneHour;
    const short = await t.core.keys.authenticate((await t.core.keys.create(t.admin, { name: 'short', expiresAt: soon })).secret);
    for (const expiresAt of [undefined, null, soon])
      expect((await t.core.keys.create(short, { name: 'k', expiresAt })).key.expiresAt).toBe(soon);
    expect((await t.core.keys.create(short, { name: 'k', expiresAt: soon - 1 })).key.expiresAt).toBe(soon - 1);
    await expect(t.core.keys.create(short, { name: 'k', expiresAt: soon + 1 })).rejects.toMatchObject({ code: 'forbidden' });
    for (const expiresAt of [t.clock.now, 0])
      await expect(t.core.keys.create(t.admin, { name: 'k', expiresAt })).rejects.toMatchObject({ code: 'invalid' });
    // The new secret of a key that lives longer would outlive it as well.
    await expect(t.core.keys.rotate(short, t.admin.keyId)).rejects.toMatchObject({ code: 'forbidden' });
    await t.core.keys.rotate(short, short.keyId);
  });

  test('a key for the top folder gives no more than its user has, when that user gets a smaller root', async () => {
    const t = await openTestCore();
    const { user } = await newMember(t, { username: 'one', rootId: t.admin.rootId });
    const home = await t.core.folders.create(t.admin, { name: 'home', parentId: null });
    const outside = await put(t, t.admin, { name: 'outside' });
    const { secret } = await t.core.keys.create(t.admin, { name: 'k', userId: user.id, folderId: t.admin.rootId });
    await t.core.files.get(await t.core.keys.authenticate(secret), outside.id);
    await t.core.users.update(t.admin, user.id, { rootId: home.id });
    const limited = await t.core.keys.authenticate(secret);
    await expect(t.core.files.get(limited, outside.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.core.folders.get(limited, null)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('who manages which keys', () => {
  test('foreign keys look missing, unless one is an administrator', async () => {
    const t = await openTestCore();
    const [one, two] = [await newMember(t, { username: 'one' }), await newMember(t, { username: 'two' })];
    const revoked = await t.core.keys.create(one.member, { name: 'k' });
    await t.core.keys.revoke(one.member, revoked.key.id);
    for (const id of [two.member.keyId, t.admin.keyId, newId('key'), 'nonsense', one.user.id, revoked.key.id]) {
      await expect(t.core.keys.rotate(one.member, id), id).rejects.toMatchObject({ code: 'not_found' });
      await expect(t.core.keys.revoke(one.member, id), id).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(t.core.keys.list(one.member, { ...page, userId: two.user.id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.keys.create(one.member, { name: 'k', userId: two.user.id })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.keys.create(t.admin, { name: 'k', userId: newId('user') })).rejects.toMatchObject({ code: 'invalid' });
    expect((await t.core.keys.list(one.member, page)).items.map((key) => key.id)).toEqual([one.member.keyId]);
    expect((await t.core.keys.list(t.admin, { ...page, userId: two.user.id })).items.map((key) => key.id)).toEqual([two.member.keyId]);
    await t.core.keys.revoke(t.admin, two.member.keyId);
    await expect(t.core.keys.authenticate(two.secret)).rejects.toMatchObject({ code: 'invalid_credentials' });
    const withoutUsers = await withKey(t, t.admin, { scopes: ['keys'] });
    await expect(t.core.keys.create(withoutUsers, { name: 'k', userId: one.user.id })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a limited key manages what is as limited as it is', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'one' });
    const folder = await t.core.folders.create(member, { name: 'folder', parentId: null });
    const inside = await t.core.folders.create(member, { name: 'inside', parentId: folder.id });
    const weak = await withKey(t, member, { scopes: ['keys', 'files:read'] });
    const limited = await withKey(t, member, { folderId: folder.id });
    for (const [who, stronger] of [
      [weak, member],
      [weak, limited],
      [limited, member],
      [limited, weak],
    ] as const) {
      await expect(t.core.keys.rotate(who, stronger.keyId)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(t.core.keys.revoke(who, stronger.keyId)).rejects.toMatchObject({ code: 'forbidden' });
    }
    const made = await t.core.keys.create(limited, { name: 'made', folderId: inside.id });
    const limitedNow = await t.core.keys.authenticate((await t.core.keys.rotate(limited, limited.keyId)).secret);
    await t.core.keys.revoke(limitedNow, made.key.id);
    await t.core.keys.revoke(weak, weak.keyId);
  });
});
