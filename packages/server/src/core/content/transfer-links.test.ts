import { expect, test } from 'vitest';
import { newMember, openTestCore, withKey } from '../core.test-setup.ts';

const day = 86_400;

test('a link is good for one thing, for its time, and for the one who asked for it', async () => {
  const t = await openTestCore();
  const { transferLinks } = t.core;
  const { member } = await newMember(t, { username: 'ann' });
  const limited = await withKey(t, member, { scopes: ['files:read'] });
  const link = transferLinks.sign('download', limited, 'file_1', 60);
  expect(link).toMatchObject({ subject: 'file_1', madeAt: t.clock.now, ttlSeconds: 60 });
  // The rights are those of the key, not of its user.
  expect(await transferLinks.open('download', link)).toEqual(limited);
  const forbidden = { code: 'forbidden', reason: undefined };
  for (const wrong of [
    { ...link, subject: 'file_2' },
    { ...link, ttlSeconds: day },
    { ...link, madeAt: link.madeAt + 1000 },
    { ...link, holder: `key-${t.admin.keyId}` },
    { ...link, holder: '' },
    { ...link, signature: '' },
    { ...link, signature: `${link.signature}AAAA` },
  ]) {
    await expect(transferLinks.open('download', wrong)).rejects.toMatchObject(forbidden);
  }
  await expect(transferLinks.open('upload', link)).rejects.toMatchObject(forbidden);
  t.clock.now += 59_000;
  await transferLinks.open('download', link);
  t.clock.now += 1000;
  await expect(transferLinks.open('download', link)).rejects.toMatchObject({ code: 'forbidden', reason: 'download_link_expired' });
  const upload = transferLinks.sign('upload', member, 'put-1', 60);
  t.clock.now += 60_000;
  await expect(transferLinks.open('upload', upload)).rejects.toMatchObject({ reason: 'upload_link_expired' });
});

test('it ends with the key that it was made with, and with the user', async () => {
  const t = await openTestCore();
  const { member, user } = await newMember(t, { username: 'ann' });
  const other = await withKey(t, member, {});
  const [first, second] = [member, other].map((each) => t.core.transferLinks.sign('upload', each, 'put-1', day));
  if (first === undefined || second === undefined) throw new Error('no link');
  await t.core.keys.revoke(t.admin, member.keyId);
  await expect(t.core.transferLinks.open('upload', first)).rejects.toMatchObject({ code: 'forbidden' });
  expect((await t.core.transferLinks.open('upload', second)).userId).toBe(user.id);
  await t.core.users.update(t.admin, user.id, { disabled: true });
  await expect(t.core.transferLinks.open('upload', second)).rejects.toMatchObject({ code: 'forbidden' });
});

test('it holds over a restart', async () => {
  const first = await openTestCore();
  const link = first.core.transferLinks.sign('download', first.admin, 'file_1', 60);
  await first.close({ keepFolder: true });
  const t = await openTestCore({ folder: first.folder, now: first.clock.now });
  expect((await t.core.transferLinks.open('download', link)).userId).toBe(first.admin.userId);
});
