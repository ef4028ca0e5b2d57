import { expect } from 'vitest';
import { newId } from '../../core/ids.ts';
import type { NewActivity } from '../../core/metadata-activity.ts';
import { newUser, makeTop, newKey, newBlob, type Check } from './conformance-records.ts';

/** What the dashboard shows: archives, activity, usage, thumbnails. */
export function dashboardConformance(check: Check): void {
  check('what somebody picked for an archive is kept until it is over', async (store) => {
    const [one, two] = [
      { id: 'zip_1', userId: 'user_1', nodeIds: ['file_1', 'folder_2'], expiresAt: 10 },
      { id: 'zip_2', userId: 'user_1', nodeIds: ['file_1'], expiresAt: 11 },
    ] as const;
    await store.write(async (tx) => {
      for (const selection of [one, two]) await tx.insertZip(selection);
    });
    expect([await store.findZip('zip_1'), await store.findZip('zip_3')]).toEqual([one, undefined]);
    await store.write((tx) => tx.pruneZips(10));
    expect([await store.findZip('zip_1'), await store.findZip('zip_2')]).toEqual([undefined, two]);
  });

  const newActivity = (fields: Partial<NewActivity>): NewActivity => ({
    action: 'uploaded',
    nodeId: newId('file'),
    folderId: newId('folder'),
    name: 'a',
    oldName: null,
    at: 1000,
    userNumber: null,
    keyNumber: null,
    shareNumber: null,
    ...fields,
  });

  check('activity of a file, and of a folder with what is directly in it, comes newest first, page by page', async (store) => {
    const top = await makeTop(store);
    const [user, key] = await store.write(async (tx) => {
      const made = await tx.insertUser({ ...newUser(top, { username: 'Anna' }), usernameKey: 'anna' });
      return [made, await tx.insertKey(newKey(made.id))] as const;
    });
    const [file, folder, above] = [newId('file'), newId('folder'), newId('folder')];
    await store.write(async (tx) => {
      await tx.insertActivity(newActivity({ nodeId: folder, folderId: above, action: 'created', userNumber: user.number }));
      await tx.insertActivity(newActivity({ nodeId: file, folderId: folder, userNumber: user.number, keyNumber: key.number }));
      await tx.insertActivity(newActivity({ nodeId: file, folderId: folder, action: 'renamed', name: 'b', oldName: 'a', at: 2 ** 41 }));
      await tx.insertActivity(newActivity({ nodeId: file, folderId: above, action: 'moved', userNumber: 999, shareNumber: 999 }));
      await tx.insertActivity(newActivity({ folderId: null }));
    });
    const list = (nodeId: string, before?: number, limit = 10) => store.listActivity({ nodeId, before, limit });
    const ofFile = await list(file);
    expect(ofFile).toMatchObject([
      { action: 'moved', user: null, keyId: null, shareId: null, userNumber: 999, shareNumber: 999 },
      { action: 'renamed', name: 'b', oldName: 'a', at: 2 ** 41, user: null },
      { action: 'uploaded', user: { id: user.id, username: 'Anna' }, keyId: key.id, keyNumber: key.number },
    ]);
    expect((await list(folder)).map(({ action }) => action)).toEqual(['renamed', 'uploaded', 'created']);
    expect((await list(above)).map(({ action }) => action)).toEqual(['moved', 'created']);
    expect(await list(file, undefined, 1)).toEqual(ofFile.slice(0, 1));
    expect(await list(file, ofFile[0]?.number, 1)).toEqual(ofFile.slice(1, 2));
    expect(await list(newId('file'))).toEqual([]);
  });

  check('old activity is forgotten from its beginning, and no more than asked for', async (store) => {
    const nodeId = newId('file');
    await store.write(async (tx) => {
      for (const at of [1, 2, 3, 4]) await tx.insertActivity(newActivity({ nodeId, at }));
    });
    const times = async (): Promise<number[]> => (await store.listActivity({ nodeId, before: undefined, limit: 10 })).map(({ at }) => at);
    expect([await store.write((tx) => tx.pruneActivity(4, 2)), await times()]).toEqual([2, [4, 3]]);
    expect([await store.write((tx) => tx.pruneActivity(4, 2)), await times()]).toEqual([1, [4]]);
    expect(await store.write((tx) => tx.pruneActivity(4, 2))).toBe(0);
  });

  check('usage is added up by day, with the storage as it is, and goes with the user', async (store) => {
    const top = await makeTop(store);
    const user = await store.write((tx) => tx.insertUser({ ...newUser(top, { usedBytes: 7 }), usernameKey: 'anna' }));
    const counts = { requests: 1, uploadedBytes: 2 ** 40, downloadedBytes: 3 };
    const add = (date: string, userId = user.id): Promise<void> => store.write((tx) => tx.addUsage(userId, date, counts));
    for (const date of ['2025-01-01', '2025-01-03', '2025-01-05', '2025-01-05']) await add(date);
    await add('2025-01-05', newId('user'));
    await store.write((tx) => tx.addUsedBytes(user.id, 5));
    await add('2025-01-05');
    const last = { date: '2025-01-05', requests: 3, uploadedBytes: 3 * 2 ** 40, downloadedBytes: 9, storageBytes: 12 };
    expect(await store.listUsageDays(user.id, '2025-01-05')).toEqual([{ date: '2025-01-03', ...counts, storageBytes: 7 }, last]);
    expect(await store.listUsageDays(user.id, '2025-01-06')).toEqual([last]);
    expect(await store.listUsageDays(user.id, '2024-01-01')).toHaveLength(3);
    await store.write((tx) => tx.pruneUsage('2025-01-03'));
    expect(await store.listUsageDays(user.id, '2024-01-01')).toHaveLength(2);
    await store.write((tx) => tx.deleteUser(user.id));
    expect(await store.listUsageDays(user.id, '2024-01-01')).toEqual([]);
  });

  check('thumbnails are kept as long as their content', async (store) => {
    const blob = newBlob();
    await store.write(async (tx) => {
      await tx.insertBlob(blob);
      await tx.putThumbnail(blob.id, 64, Buffer.from('small'));
      await tx.putThumbnail(blob.id, 128, null);
      await tx.putThumbnail('blob_gone', 64, Buffer.from('small'));
    });
    const found = async () => [
      await store.findThumbnail(blob.id, 64),
      await store.findThumbnail(blob.id, 128),
      await store.findThumbnail('blob_gone', 64),
    ];
    expect(await found()).toEqual([Buffer.from('small'), null, undefined]);
    await store.write((tx) => tx.putThumbnail(blob.id, 64, Buffer.from('other')));
    expect(await store.findThumbnail(blob.id, 64)).toEqual(Buffer.from('other'));
    await store.write((tx) => tx.deleteBlob(blob.id));
    expect(await found()).toEqual([undefined, undefined, undefined]);
  });
}
