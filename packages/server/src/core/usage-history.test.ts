import { expect, test } from 'vitest';
import { newMember, openTestCore, put } from './core.test-setup.ts';

const day = 86_400_000;

test('what users do is added up by day, and written when the server stops', async () => {
  const t = await openTestCore();
  const { core, clock } = t;
  const { member: ada } = await newMember(t, { username: 'ada' });
  await put(t, ada, { name: 'a', bytes: Buffer.alloc(100) });
  const file = await put(t, ada, { name: 'b', bytes: Buffer.alloc(20) });
  for (let i = 0; i < 3; i++) await core.limits.countRequest(ada);
  core.usageHistory.downloaded(ada, 7);
  const { token } = await core.shares.create(ada, { fileId: file.id, allowDownload: true });
  const { visitor } = await core.shares.open(token);
  if (visitor === undefined) throw new Error('nobody came in');
  core.usageHistory.downloaded(visitor, 5);
  const first = { date: '2025-01-15', requests: 3, uploadedBytes: 120, downloadedBytes: 12, storageBytes: 120 };
  expect(await core.usageHistory.list(ada, 1)).toEqual([first]);
  await core.limits.countRequest(ada);
  expect(await core.usageHistory.list(ada, 1)).toEqual([{ ...first, requests: 4 }]);

  clock.now += 3 * day;
  await core.files.delete(ada, file.id);
  await core.limits.countRequest(ada);
  core.usageHistory.requested({ ...ada, userId: 'user_gone' });
  const nothing = { requests: 0, uploadedBytes: 0, downloadedBytes: 0, storageBytes: 120 };
  const days = [
    { date: '2025-01-16', ...nothing },
    { date: '2025-01-17', ...nothing },
    { date: '2025-01-18', ...nothing, requests: 1, storageBytes: 100 },
  ];
  expect(await core.usageHistory.list(ada, 3)).toEqual(days);
  expect(await core.usageHistory.list(ada, 5)).toEqual([
    { date: '2025-01-14', ...nothing, storageBytes: 0 },
    { ...first, requests: 4 },
    ...days,
  ]);
  expect(await core.usageHistory.list(t.admin, 1)).toMatchObject([{ requests: 0, uploadedBytes: 0 }]);

  await core.limits.countRequest(ada);
  await t.close({ keepFolder: true });
  const again = await openTestCore({ folder: t.folder, now: clock.now });
  expect(await again.core.usageHistory.list(ada, 1)).toMatchObject([{ requests: 2 }]);
  again.clock.now += 400 * day;
  await again.core.maintenance.sweep();
  expect(await again.metadata.listUsageDays(ada.userId, '2025-01-01')).toMatchObject([{ date: '2025-01-18' }]);
  again.clock.now += day;
  await again.core.maintenance.sweep();
  expect(await again.metadata.listUsageDays(ada.userId, '2025-01-01')).toEqual([]);
});

test('bytes count once when they have become a file, through each door, and not when they were refused', async () => {
  const t = await openTestCore();
  const { core } = t;
  const { member } = await newMember(t, { username: 'ada', plan: 'free' });
  const uploaded = async () => (await core.usageHistory.list(member, 1))[0]?.uploadedBytes;
  const docs = await core.folders.create(member, { name: 'Docs', parentId: null });
  await put(t, member, { name: 'a', bytes: Buffer.alloc(1) });
  await expect(put(t, member, { name: 'docs', bytes: Buffer.alloc(1000) })).rejects.toMatchObject({ code: 'conflict' });
  expect(await uploaded()).toBe(1);

  const wanted = { filename: 'b', totalSizeBytes: 20, totalChunks: 1, folderId: null, encrypted: true };
  const { id } = await core.uploads.init(member, wanted);
  const chunk = await core.uploads.receiveChunk(member, id, 0);
  await chunk.write(Buffer.alloc(20));
  await core.uploads.putChunk(member, id, 0, chunk);
  expect(await uploaded()).toBe(1);
  for (let i = 0; i < 2; i++) await core.uploads.complete(member, id);
  expect(await uploaded()).toBe(21);

  const { ref } = await core.partUploads.begin(member, { path: 'c' });
  const part = await core.partUploads.receivePart(member, ref, 1);
  await part.write(Buffer.alloc(300));
  await core.partUploads.putPart(member, ref, part);
  for (let i = 0; i < 2; i++) await core.partUploads.complete(member, ref);
  expect(await uploaded()).toBe(321);

  const { code } = await core.bundles.create(member, { paths: ['Docs'], permissions: 'write' });
  const { visitor } = await core.shares.open(code);
  if (visitor === undefined) throw new Error('nobody came in');
  const form = await core.sharedTree.uploads(visitor, docs.id);
  for (const name of ['d', 'e']) await form.file(name)(Buffer.alloc(2000));
  await form.commit();
  await form.end();
  expect(await uploaded()).toBe(4321);
});
