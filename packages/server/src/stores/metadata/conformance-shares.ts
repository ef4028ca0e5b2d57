import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { newId } from '../../core/ids.ts';
import type { FolderNode, MetadataStore, User } from '../../core/metadata.ts';
import { shareStatuses, statusOf, type NewShareRow, type Share } from '../../core/metadata-shares.ts';
import { newShareRow } from '../../core/sharing/share-terms.ts';
import { newUser, makeTop, newFolder, newFile, type Check } from './conformance-records.ts';

const newShare = (ownerId: string, fields: Partial<NewShareRow> = {}): NewShareRow => ({
  ...newShareRow({ id: newId('share'), ownerId, salt: randomBytes(16), tokenHash: randomBytes(32), createdAt: 7 }, {}),
  ...fields,
});

const all = { offset: 0, limit: 100 };
const listed = { filters: [], limit: 100 };

/** Shares, and who came by them. */
export function sharesConformance(check: Check): void {
  async function put(store: MetadataStore, share: NewShareRow, nodeIds: readonly string[]): Promise<Share> {
    return store.write((tx) => tx.insertShare({ ...share, codeKey: share.code?.toLowerCase() ?? null }, nodeIds));
  }

  async function people(store: MetadataStore, top: FolderNode): Promise<readonly [User, User]> {
    return store.write(async (tx) => [
      await tx.insertUser({ ...newUser(top, { username: 'Anna' }), usernameKey: 'anna' }),
      await tx.insertUser({ ...newUser(top, { username: 'ben' }), usernameKey: 'ben' }),
    ]);
  }

  check('shares of one file: by id, token and code, newest first, gone with their file', async (store) => {
    const top = await makeTop(store);
    const [file, other] = [newFile(top, 'one'), newFile(top, 'two')];
    await store.write(async (tx) => {
      await tx.insertFile(file);
      await tx.insertFile(other);
    });
    const [a, b] = (await people(store, top)).map(({ id }) => id) as [string, string];
    const first = await put(store, newShare(a, { code: 'Spring' }), [file.id]);
    const second = await put(
      store,
      newShare(a, {
        passwordHash: 'h',
        expiresAt: 2 ** 41,
        permissions: 'preview_only',
        startsAt: 3,
        maxUses: 4,
        requireRegistration: true,
        requireShareRecipient: true,
        skipName: true,
        skipEmail: true,
        skipCompany: true,
        bypassesExpiration: true,
        groupNumber: 5,
        description: 'd',
        note: 'n',
        internalName: 'i',
        profile: { x: [1] },
      }),
      [other.id],
    );
    const third = await put(store, newShare(b), [file.id]);
    const fourth = await put(store, newShare(a), [file.id]);
    expect(first).toMatchObject({ fileId: file.id, nodeCount: 1, uses: 0, deletedAt: null });
    for (const share of [first, second, third, fourth]) {
      expect(await store.findShare(share.id)).toEqual(share);
      expect(await store.findShareByToken(share.tokenHash)).toEqual(share);
    }
    expect(await store.findShareByToken(randomBytes(32))).toBeUndefined();
    expect(await store.findShareByCode('spring')).toEqual(first);
    expect(await store.findShareByCode('Spring')).toBeUndefined();
    const listedBy = async (filter: Partial<Parameters<MetadataStore['listShares']>[0]>, page = all) => {
      const { items, total } = await store.listShares({ now: 7, ...filter }, page);
      return { ids: items.map(({ id }) => id), total };
    };
    const idsOf = (...shares: readonly Share[]) => shares.map(({ id }) => id);
    expect((await store.listShares({ now: 7 }, { offset: 1, limit: 1 })).items).toEqual([
      { ...third, ownerNumber: expect.any(Number), ownerName: 'ben' },
    ]);
    expect(await listedBy({})).toEqual({ ids: idsOf(fourth, third, second, first), total: 4 });
    expect(await listedBy({ ownerId: a }, { offset: 1, limit: 1 })).toEqual({ ids: idsOf(second), total: 3 });
    expect(await listedBy({ nodeId: file.id })).toEqual({ ids: idsOf(fourth, third, first), total: 3 });
    expect(await listedBy({ ownerId: a, nodeId: file.id })).toEqual({ ids: idsOf(fourth, first), total: 2 });

    const changes: Partial<Share>[] = [
      { passwordHash: 'new', passwordVersion: 2 },
      { passwordHash: null },
      { expiresAt: 5, startsAt: 6, maxUses: 7 },
      { expiresAt: null, startsAt: null, maxUses: null },
      { permissions: 'full', requireRegistration: true, requireShareRecipient: true, bypassesExpiration: true },
      { skipName: true, skipEmail: true, skipCompany: true, groupNumber: 9, ownerId: b },
      { title: 't', description: 'x', note: 'y', internalName: 'z', profile: { a: 1 } },
      { requireRegistration: false, skipName: false, note: null },
      {},
    ];
    for (const change of changes) {
      const before = await store.findShare(first.id);
      await store.write((tx) => tx.updateShare(first.number, change));
      expect(await store.findShare(first.id)).toEqual({ ...before, ...change });
    }

    await store.write((tx) => tx.endShare(first.number, 99));
    expect(await store.findShare(first.id)).toMatchObject({ deletedAt: 99, fileId: null, code: 'Spring', passwordHash: null });
    expect(await store.findShareByToken(first.tokenHash)).toBeUndefined();
    expect(await store.findShareByCode('spring')).toBeUndefined();
    await put(store, newShare(a, { code: 'SPRING' }), [other.id]);
    await store.write((tx) => tx.deleteNode(file));
    expect((await listedBy({})).ids).toEqual([(await store.findShareByCode('spring'))?.id, second.id]);
    expect(await store.findShare(third.id)).toMatchObject({ fileId: null, nodeCount: 0, deletedAt: null });
  });

  check('two shares never have the same code', async (store) => {
    await put(store, newShare('user_a', { code: 'spring' }), ['file_1']);
    await expect(put(store, newShare('user_a', { code: 'Spring' }), ['file_2'])).rejects.toThrow();
    const other = await put(store, newShare('user_a'), ['file_2']);
    await expect(store.write((tx) => tx.updateShare(other.number, { code: 'spring', codeKey: 'spring' }))).rejects.toThrow();
    await store.write((tx) => tx.updateShare(other.number, { code: 'autumn', codeKey: 'autumn' }));
    expect((await store.findShareByCode('autumn'))?.id).toBe(other.id);
    await store.write((tx) => tx.updateShare(other.number, { code: null, codeKey: null }));
    expect(await store.findShareByCode('autumn')).toBeUndefined();
  });

  check('a share of several nodes loses those that are deleted, and is one of a file when only that is left', async (store) => {
    const top = await makeTop(store);
    const [folder, file] = [newFolder(top, 'folder'), newFile(top, 'file')];
    await store.write(async (tx) => {
      await tx.insertFolder(folder);
      await tx.insertFile(file);
    });
    const [anna] = await people(store, top);
    const share = await put(store, newShare(anna.id), [folder.id, file.id]);
    const ofFolder = await put(store, newShare(anna.id), [folder.id]);
    const listedWith = async (nodeId?: string) => (await store.listShares({ nodeId, now: 7 }, all)).items.map(({ number }) => number);
    expect(share).toMatchObject({ fileId: null, nodeCount: 2 });
    expect(ofFolder).toMatchObject({ fileId: null, nodeCount: 1 });
    expect(await store.nodesOfShare(share.number)).toEqual([folder.id, file.id]);
    expect(await listedWith()).toEqual([ofFolder.number, share.number]);
    expect(await listedWith(folder.id)).toEqual([ofFolder.number, share.number]);
    expect(await listedWith(file.id)).toEqual([share.number]);
    await store.write((tx) => tx.deleteNode(folder));
    expect(await store.findShare(share.id)).toMatchObject({ fileId: file.id, nodeCount: 1 });
    expect(await store.findShare(ofFolder.id)).toMatchObject({ fileId: null, nodeCount: 0 });
    expect(await listedWith()).toEqual([share.number]);
    await store.write((tx) => tx.putShareNodes(share.number, [top.id, file.id, 'file_other']));
    expect(await store.findShare(share.id)).toMatchObject({ fileId: null, nodeCount: 3 });
    expect(await store.nodesOfShare(share.number)).toEqual([top.id, file.id, 'file_other']);
    await store.write((tx) => tx.putShareNodes(share.number, [top.id]));
    expect(await store.findShare(share.id)).toMatchObject({ fileId: null, nodeCount: 1 });
    await store.write((tx) => tx.deleteNode(file));
    expect(await store.findShare(share.id)).toMatchObject({ nodeCount: 1 });
  });

  check('all shares: of whom, below which folder, sorted, filtered, in pages', async (store) => {
    const top = await makeTop(store);
    const [inner, outer] = [newFolder(top, 'inner'), newFolder(top, 'outer')];
    const [inside, outside] = [newFile(inner, 'a'), newFile(outer, 'b')];
    await store.write(async (tx) => {
      for (const folder of [inner, outer]) await tx.insertFolder(folder);
      for (const file of [inside, outside]) await tx.insertFile(file);
    });
    const [anna, ben] = await people(store, top);
    const shares = [
      await put(store, newShare(anna.id, { expiresAt: 30, createdAt: 1, code: 'Alpha' }), [inside.id]),
      await put(store, newShare(anna.id, { expiresAt: 10, createdAt: 2, code: 'alps' }), [inside.id, outside.id]),
      await put(store, newShare(ben.id, { createdAt: 3, groupNumber: 4 }), [inner.id]),
      await put(store, newShare(ben.id, { expiresAt: 10, createdAt: 4, bypassesExpiration: true }), [outer.id]),
    ];
    const [one, two, three, four] = shares.map((share) => share.number);
    const numbers = async (query: Partial<Parameters<MetadataStore['listSharesBy']>[0]>): Promise<readonly number[]> =>
      (await store.listSharesBy({ ...listed, ...query })).map(({ item }) => item.number);

    expect(await store.findShareByNumber(one ?? 0)).toEqual({ ...shares[0], ownerNumber: anna.number, ownerName: 'Anna' });
    expect(await store.findShareByNumber(999)).toBeUndefined();
    expect(await numbers({})).toEqual([one, two, three, four]);
    expect(await numbers({ ownerId: ben.id })).toEqual([three, four]);
    expect(await numbers({ below: inner.chain })).toEqual([one, three]);
    expect(await numbers({ below: outer.chain, ownerId: ben.id })).toEqual([four]);
    expect(await numbers({ tokenHash: shares[1]?.tokenHash })).toEqual([two]);
    expect(await numbers({ sort: { field: 'expires_at', descending: false } })).toEqual([three, two, four, one]);
    expect(await numbers({ sort: { field: 'expires_at', descending: true } })).toEqual([one, four, two, three]);
    expect(await numbers({ filters: [{ field: 'expires_at', op: 'lteq', value: 10 }] })).toEqual([two, four]);
    expect(await numbers({ filters: [{ field: 'created_at', op: 'gt', value: 2 }] })).toEqual([three, four]);
    expect(await numbers({ filters: [{ field: 'code', op: 'prefix', value: 'ALP' }] })).toEqual([one, two]);
    expect(await numbers({ filters: [{ field: 'code', op: 'eq', value: 'ALPS' }] })).toEqual([two]);
    expect(await numbers({ filters: [{ field: 'group_number', op: 'eq', value: 4 }] })).toEqual([three]);
    expect(await numbers({ filters: [{ field: 'owner_number', op: 'eq', value: anna.number }] })).toEqual([one, two]);
    expect(await numbers({ filters: [{ field: 'bypasses_expiration', op: 'eq', value: 1 }] })).toEqual([four]);
    const page = await store.listSharesBy({ ...listed, sort: { field: 'expires_at', descending: false }, limit: 2 });
    expect(page.map(({ item }) => item.number)).toEqual([three, two]);
    expect(
      await numbers({
        sort: { field: 'expires_at', descending: false },
        limit: 2,
        ...(page[1] === undefined ? {} : { after: page[1].place }),
      }),
    ).toEqual([four, one]);

    await store.write(async (tx) => {
      await tx.endShare(two ?? 0, 50);
      await tx.deleteNode(outside);
      await tx.deleteNode(outer);
    });
    expect(await numbers({})).toEqual([one, three]);
    expect(await numbers({ ended: true })).toEqual([two, four]);
  });

  check('shares are listed by their status, as the core tells it, and count what visitors do', async (store) => {
    const top = await makeTop(store);
    const [anna] = await people(store, top);
    const now = 100;
    const shares: Share[] = [];
    for (const expiresAt of [null, now, now + 1]) {
      for (const startsAt of [null, now, now + 1]) {
        for (const [maxUses, uses] of [
          [null, 1],
          [1, 1],
          [2, 1],
        ] as const) {
          const { number, id } = await put(store, newShare(anna.id, { expiresAt, startsAt, maxUses }), [top.id]);
          for (let i = 0; i < uses; i++) await store.write((tx) => tx.countShareUse(number));
          const share = await store.findShare(id);
          if (share !== undefined) shares.unshift(share);
        }
      }
    }
    for (const status of shareStatuses) {
      const { items, total } = await store.listShares({ status, now }, all);
      const wanted = shares.filter((share) => statusOf(share, now) === status).map(({ id }) => id);
      expect([status, items.map(({ id }) => id), total]).toEqual([status, wanted, wanted.length]);
      expect(wanted).not.toEqual([]);
    }

    const { number: shareNumber, id } = shares[0] ?? { number: 0, id: '' };
    const action = { shareNumber, registrationNumber: null, path: 'x', createdAt: 1 };
    for (const one of [
      { action: 'read', downloadMethod: 'file' },
      { action: 'read', downloadMethod: 'full_zip' },
      { action: 'create', downloadMethod: null },
      { action: 'update', downloadMethod: null },
      { action: 'create', downloadMethod: null },
    ] as const) {
      await store.write((tx) => tx.insertShareAction({ ...action, ...one }));
    }
    expect(await store.findShare(id)).toMatchObject({ downloads: 2, uploads: 3 });
    expect(await store.findShare(shares[1]?.id ?? '')).toMatchObject({ downloads: 0, uploads: 0 });
  });

  check('what an answer about a file tells: its checksum, and links to it that are not over', async (store) => {
    const top = await makeTop(store);
    const [anna, ben] = await people(store, top);
    const [file, other] = [newFile(top, 'one'), newFile(top, 'two')];
    await store.write(async (tx) => {
      for (const { blobId } of [file, other]) {
        await tx.insertBlob({ id: blobId, wrapped: { version: 1, bytes: randomBytes(76) }, encrypted: true, sizeBytes: 1, mac: null });
        await tx.addBlobReferences(blobId, 1);
      }
      await tx.insertFile(file);
      await tx.insertFile(other);
      await tx.putChecksums(file.blobId, { sha256: 'abc' });
      await tx.putChecksums(other.blobId, { md5: 'def' });
    });
    const live = [newShare(anna.id), newShare(anna.id, { expiresAt: 11 }), newShare(ben.id, { maxUses: 1 })];
    const over = [newShare(anna.id, { expiresAt: 10 }), newShare(ben.id, { maxUses: 1 }), newShare(ben.id)];
    for (const share of live) await put(store, share, [file.id]);
    const [, used, revoked] = await Promise.all(over.map((share) => put(store, share, [file.id])));
    await put(store, newShare(anna.id), [file.id, other.id]);
    await store.write(async (tx) => {
      await tx.countShareUse(used?.number ?? 0);
      await tx.endShare(revoked?.number ?? 0, 9);
    });
    const facts = (id: string, sharesOf: string | null) => store.findFileFacts(id, { now: 10, sharesOf });
    expect(await facts(file.id, null)).toEqual({ file, sha256: 'abc', liveShares: 3, liveSharesUntil: 11 });
    expect(await facts(file.id, anna.id)).toMatchObject({ liveShares: 2 });
    expect(await facts(file.id, ben.id)).toMatchObject({ liveShares: 1, liveSharesUntil: null });
    expect(await facts(other.id, null)).toEqual({ file: other, sha256: null, liveShares: 0, liveSharesUntil: null });
    expect(await facts(newId('file'), null)).toBeUndefined();
  });

  check('all shares of one owner end together', async (store) => {
    const top = await makeTop(store);
    const [anna, ben] = await people(store, top);
    const file = newFile(top, 'one');
    await store.write((tx) => tx.insertFile(file));
    const [one, other] = [await put(store, newShare(anna.id, { code: 'Mine' }), [file.id]), await put(store, newShare(anna.id), [top.id])];
    const kept = await put(store, newShare(ben.id), [file.id]);
    await store.write((tx) => tx.endShare(other.number, 5));
    await store.write((tx) => tx.endSharesOf(anna.id, 9));
    expect(await store.findShareByToken(one.tokenHash)).toBeUndefined();
    expect(await store.findShareByCode('mine')).toBeUndefined();
    expect(await store.findShare(one.id)).toMatchObject({ deletedAt: 9, fileId: null });
    expect(await store.findShare(other.id)).toMatchObject({ deletedAt: 5 });
    expect(await store.findShareByToken(kept.tokenHash)).toEqual(kept);
  });

  check('uses are counted up to the limit, however many come at once', async (store) => {
    const limited = await put(store, newShare('user_a', { maxUses: 5 }), ['file_1']);
    const open = await put(store, newShare('user_a'), ['file_1']);
    const use = (share: Share) => Array.from({ length: 20 }, () => store.write((tx) => tx.countShareUse(share.number)));
    expect((await Promise.all(use(limited))).filter(Boolean)).toHaveLength(5);
    expect((await Promise.all(use(open))).filter(Boolean)).toHaveLength(20);
    expect((await store.findShare(limited.id))?.uses).toBe(5);
    await store.write((tx) => tx.updateShare(limited.number, { maxUses: 6 }));
    expect(await store.write((tx) => tx.countShareUse(limited.number))).toBe(true);
    expect(await store.write((tx) => tx.countShareUse(limited.number))).toBe(false);
  });

  check('recipients, registrations and what visitors did', async (store) => {
    const top = await makeTop(store);
    const [anna, ben] = await people(store, top);
    const [a, b] = [await put(store, newShare(anna.id), ['file_1']), await put(store, newShare(ben.id), ['file_2'])];
    const recipient = {
      shareNumber: a.number,
      recipient: 'X@example.com',
      name: 'X',
      company: null,
      note: null,
      sentAt: null,
      createdAt: 1,
    };
    const x = await store.write((tx) => tx.putShareRecipient({ ...recipient, recipientKey: 'x@example.com' }));
    const y = await store.write((tx) => tx.putShareRecipient({ ...recipient, recipient: 'y@example.com', recipientKey: 'y@example.com' }));
    await store.write((tx) => tx.putShareRecipient({ ...recipient, recipientKey: 'x@example.com', sentAt: 5, createdAt: 2 }));
    expect(await store.findShareRecipient(a.number, 'x@example.com')).toEqual({ ...x, sentAt: 5 });
    expect(await store.findShareRecipient(b.number, 'x@example.com')).toBeUndefined();

    const registration = {
      shareNumber: a.number,
      code: 'c1',
      name: 'X',
      company: null,
      email: 'x@example.com',
      ip: '192.0.2.1',
      createdAt: 3,
    };
    const one = await store.write((tx) => tx.insertShareRegistration({ ...registration, recipientNumber: x.number }));
    const two = await store.write((tx) =>
      tx.insertShareRegistration({ ...registration, shareNumber: b.number, code: 'c2', recipientNumber: null, createdAt: 2 }),
    );
    expect(await store.findShareRegistration(a.number, 'c1')).toEqual(one);
    expect(await store.findShareRegistration(b.number, 'c1')).toBeUndefined();
    const ids = (rows: readonly { readonly item: { readonly number: number } }[]) => rows.map(({ item }) => item.number);
    const inAll = { ...listed, shareNumber: a.number };
    expect(ids(await store.listShareRecipients(inAll))).toEqual([x.number, y.number]);
    expect(ids(await store.listShareRecipients({ ...inAll, filters: [{ field: 'has_registrations', op: 'eq', value: 1 }] }))).toEqual([
      x.number,
    ]);
    expect(ids(await store.listShareRecipients({ ...inAll, filters: [{ field: 'has_registrations', op: 'eq', value: 0 }] }))).toEqual([
      y.number,
    ]);
    expect(ids(await store.listShareRegistrations(listed))).toEqual([one.number, two.number]);
    expect(ids(await store.listShareRegistrations({ ...listed, sort: { field: 'created_at', descending: false } }))).toEqual([
      two.number,
      one.number,
    ]);
    expect(ids(await store.listShareRegistrations({ ...listed, ownerId: ben.id }))).toEqual([two.number]);
    expect(ids(await store.listShareRegistrations({ ...listed, shareNumber: a.number }))).toEqual([one.number]);

    const action = {
      shareNumber: a.number,
      registrationNumber: one.number,
      action: 'read',
      path: 'a/b',
      downloadMethod: 'file',
      createdAt: 9,
    } as const;
    await store.write(async (tx) => {
      await tx.insertShareAction(action);
      await tx.insertShareAction({ ...action, registrationNumber: null, action: 'create', downloadMethod: null, createdAt: 8 });
      await tx.insertShareAction({ ...action, shareNumber: b.number, registrationNumber: null, downloadMethod: 'full_zip', createdAt: 7 });
    });
    const actions = await store.listShareActions(listed);
    expect(actions.map(({ item }) => item)).toEqual([
      { ...action, number: 1, registration: one },
      { ...action, number: 2, registrationNumber: null, action: 'create', downloadMethod: null, createdAt: 8, registration: null },
      {
        ...action,
        number: 3,
        shareNumber: b.number,
        registrationNumber: null,
        downloadMethod: 'full_zip',
        createdAt: 7,
        registration: null,
      },
    ]);
    expect(ids(await store.listShareActions({ ...listed, downloads: true }))).toEqual([1, 3]);
    expect(ids(await store.listShareActions({ ...listed, shareNumber: a.number }))).toEqual([1, 2]);
    expect(ids(await store.listShareActions({ ...listed, registrationNumber: one.number }))).toEqual([1]);
    expect(ids(await store.listShareActions({ ...listed, ownerId: ben.id }))).toEqual([3]);
    expect(ids(await store.listShareActions({ ...listed, sort: { field: 'created_at', descending: true } }))).toEqual([1, 2, 3]);
    expect(ids(await store.listShareActions({ ...listed, filters: [{ field: 'created_at', op: 'lt', value: 9 }] }))).toEqual([2, 3]);
  });
}
