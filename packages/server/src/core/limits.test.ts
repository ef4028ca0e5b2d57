import { describe, expect, test } from 'vitest';
import type { Stage } from './content/contents.ts';
import type { Upload } from './metadata.ts';
import {
  newMember,
  nothingKept,
  oneHour,
  openTestCore,
  put,
  startOfTime,
  storedKeys,
  testPlans,
  usedBytes,
  withKey,
} from './core.test-setup.ts';

const tenFit = {
  ...testPlans,
  ten: { name: 'ten', requestsPerHour: null, maxFileBytes: null, storageQuotaBytes: 100_000, maxShareHours: null },
};
const fulfilled = (results: readonly PromiseSettledResult<unknown>[]) => results.filter((result) => result.status === 'fulfilled').length;

describe('requests', () => {
  test('64 clients at once: exactly the limit pass', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'one' });
    const windows = await Promise.all(Array.from({ length: 64 * 3 }, () => t.core.limits.countRequest(member)));
    expect(windows.filter((window) => !window.exceeded)).toHaveLength(100);
    expect(
      windows
        .map((window) => window.remaining)
        .sort((a, b) => b - a)
        .slice(0, 100),
    ).toEqual(Array.from({ length: 100 }, (_, i) => 99 - i));
    for (const window of windows) expect(window).toMatchObject({ limit: 100, resetsAt: startOfTime + oneHour });
  });

  test('the window belongs to the key, starts with its first request, and is looked at without counting', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'one' });
    const other = await withKey(t, member, {});
    expect(await t.core.limits.requestWindow(member)).toEqual({ limit: 100, remaining: 100, resetsAt: startOfTime + oneHour });
    t.clock.now += 1000;
    await t.core.limits.countRequest(member);
    t.clock.now += 1000;
    expect(await t.core.limits.requestWindow(member)).toEqual({ limit: 100, remaining: 99, resetsAt: startOfTime + 1000 + oneHour });
    expect(await t.core.limits.requestWindow(other)).toMatchObject({ remaining: 100 });
    t.clock.now = startOfTime + 1000 + oneHour;
    expect(await t.core.limits.requestWindow(member)).toMatchObject({ remaining: 100 });
    expect(await t.core.limits.countRequest(member)).toEqual({
      limit: 100,
      remaining: 99,
      resetsAt: t.clock.now + oneHour,
      exceeded: false,
    });
  });

  test('survives a restart', async () => {
    const t = await openTestCore();
    const { member, secret } = await newMember(t, { username: 'one' });
    for (let i = 0; i < 100; i++) await t.core.limits.countRequest(member);
    await t.close({ keepFolder: true });
    const again = await openTestCore({ folder: t.folder });
    expect(await again.core.limits.countRequest(await again.core.keys.authenticate(secret))).toMatchObject({
      exceeded: true,
      remaining: 0,
    });
  });

  test('a plan without a limit is never exceeded', async () => {
    const t = await openTestCore();
    expect(await t.core.limits.countRequest(t.admin)).toEqual({
      limit: 1e9,
      remaining: 1e9 - 1,
      resetsAt: startOfTime + oneHour,
      exceeded: false,
    });
  });

  test('a session is counted, and never refused', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'one' });
    const session = { ...member, credential: 'session', keyId: 'session_1' } as const;
    for (let i = 0; i < 100; i++) await t.core.limits.countRequest(session);
    expect(await t.core.limits.countRequest(session)).toMatchObject({ limit: 1e9, remaining: 1e9 - 101, exceeded: false });
    expect(await t.core.limits.requestWindow(session)).toMatchObject({ limit: 1e9, remaining: 1e9 - 101 });
  });

  test('the error says when to come back', async () => {
    const t = await openTestCore();
    const window = { limit: 100, remaining: 0, resetsAt: startOfTime + 1500 };
    expect(t.core.limits.exceededError(window)).toMatchObject({
      code: 'rate_limited',
      message: 'Too many requests. Please retry after 2025-01-15T10:30:02Z.',
      retryAfterSeconds: 2,
    });
    t.clock.now += 5000;
    expect(t.core.limits.exceededError(window).retryAfterSeconds).toBe(1);
  });
});

describe('guesses', () => {
  test('64 at once: exactly the allowance is tried', async () => {
    const t = await openTestCore();
    const results = await Promise.allSettled(
      Array.from({ length: 64 }, () => t.core.limits.countGuess({ 'share a': 10, 'address b': 30 })),
    );
    expect(fulfilled(results)).toBe(10);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 900 });
    t.clock.now += 900_000;
    await t.core.limits.countGuess({ 'share a': 10, 'address b': 30 });
  });

  test('a right guess is taken back', async () => {
    const t = await openTestCore();
    for (let i = 0; i < 50; i++) await (await t.core.limits.countGuess({ a: 3 })).succeeded();
    for (let i = 0; i < 3; i++) await t.core.limits.countGuess({ a: 3 });
    await expect(t.core.limits.countGuess({ a: 3 })).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test('an address that may guess no more uses up no share', async () => {
    const t = await openTestCore();
    for (let i = 0; i < 50; i++) await t.core.limits.countGuess({ [`share ${i}`]: 10, 'address a': 30 }).catch(() => undefined);
    for (let i = 0; i < 20; i++) await t.core.limits.countGuess({ 'share x': 10, 'address a': 30 }).catch(() => undefined);
    for (let i = 0; i < 10; i++) await t.core.limits.countGuess({ 'share x': 10, 'address b': 30 });
    await expect(t.core.limits.countGuess({ 'share x': 10, 'address b': 30 })).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

describe('the storage quota', () => {
  const size = 10_000;

  test('64 uploads at once, in one piece: exactly those that fit are stored', async () => {
    const t = await openTestCore({ plans: tenFit });
    const { member, user } = await newMember(t, { username: 'one', plan: 'ten' });
    const results = await Promise.allSettled(
      Array.from({ length: 64 }, (_, i) => put(t, member, { name: `${i}`, bytes: Buffer.alloc(size), encrypted: i % 2 === 0 })),
    );
    expect(fulfilled(results)).toBe(10);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'too_large', message: expect.stringContaining('quota') });
    expect(await usedBytes(t.metadata, user.id)).toBe(100_000);
    expect(await t.metadata.filesOf(member.rootId, 100)).toHaveLength(10);
    expect(await storedKeys(t.blobs)).toHaveLength(10);
  });

  test('64 uploads at once, in chunks: exactly those that fit begin, and all of them end', async () => {
    const t = await openTestCore({ plans: tenFit });
    const { member, user } = await newMember(t, { username: 'one', plan: 'ten' });
    const results = await Promise.allSettled(
      Array.from({ length: 64 }, async (_, i) => {
        const upload = await t.core.uploads.init(member, {
          filename: `${i}`,
          totalSizeBytes: size,
          totalChunks: 2,
          folderId: null,
          encrypted: true,
        });
        for (const index of [0, 1]) {
          const stage = await t.core.uploads.receiveChunk(member, upload.id, index);
          await stage.write(Buffer.alloc(size / 2));
          await t.core.uploads.putChunk(member, upload.id, index, stage);
        }
        return t.core.uploads.complete(member, upload.id);
      }),
    );
    expect(fulfilled(results)).toBe(10);
    expect(await usedBytes(t.metadata, user.id)).toBe(100_000);
    expect(await t.metadata.filesOf(member.rootId, 100)).toHaveLength(10);
    expect(await storedKeys(t.blobs)).toHaveLength(20);
  });

  test('both kinds at once', async () => {
    const t = await openTestCore({ plans: tenFit });
    const { member, user } = await newMember(t, { username: 'one', plan: 'ten' });
    const results = await Promise.allSettled(
      Array.from({ length: 64 }, (_, i) =>
        i % 2 === 0
          ? put(t, member, { name: `${i}`, bytes: Buffer.alloc(size) })
          : t.core.uploads.init(member, { filename: `${i}`, totalSizeBytes: size, totalChunks: 1, folderId: null, encrypted: true }),
      ),
    );
    expect(fulfilled(results)).toBe(10);
    expect(await usedBytes(t.metadata, user.id)).toBe(100_000);
  });

  test('no more than it is on its way, in all requests together, and what is refused makes room at once', async () => {
    const t = await openTestCore({ plans: tenFit });
    const { member } = await newMember(t, { username: 'one', plan: 'ten' });
    const { ref } = await t.core.partUploads.begin(member, { path: 'parts' });
    const [one, two] = [t.core.files.receive(member, { encrypted: true }), t.core.files.receive(member, { encrypted: true })];
    const part = await t.core.partUploads.receivePart(member, ref, 1);
    await one.stage.write(Buffer.alloc(60_000));
    await two.stage.write(Buffer.alloc(30_000));
    await part.write(Buffer.alloc(10_000));
    const other = t.core.files.receive(member, { encrypted: true });
    const tooLarge = expect.objectContaining({ code: 'too_large', message: expect.stringContaining('quota of 100000 bytes') });
    for (const stage of [other.stage, part]) expect(() => stage.write(Buffer.alloc(1))).toThrow(tooLarge);
    await Promise.all([other.stage.abort(), part.abort()]);
    // Nobody else is concerned.
    await put(t, t.admin, { name: 'large', bytes: Buffer.alloc(200_000) });
    await two.stage.write(Buffer.alloc(10_000));
    expect(() => one.stage.write(Buffer.alloc(1))).toThrow(tooLarge);
    await two.stage.write(Buffer.alloc(60_000));
    await one.stage.abort();
    await t.core.files.commit(member, two, { name: 'two', encrypted: true });
    // It may take the place of what is stored.
    await put(t, member, { name: 'two', bytes: Buffer.alloc(100_000) });
  });

  test.each([
    ['is kept', { versionsKept: 10 }],
    ['is gone', nothingKept],
  ])('a file that gives way makes room for an upload in chunks and in parts, as for one in one piece, when it %s', async (_what, kept) => {
    const t = await openTestCore({ plans: tenFit, retention: kept });
    const { member, user } = await newMember(t, { username: 'one', plan: 'ten' });
    await put(t, member, { name: 'rest', bytes: Buffer.alloc(20_000) });
    await put(t, member, { name: 'a', bytes: Buffer.alloc(80_000) });
    const init = (filename: string, ifTaken?: 'rename') =>
      t.core.uploads.init(member, { filename, totalSizeBytes: 80_000, totalChunks: 1, folderId: null, encrypted: true, ifTaken });
    const begin = (path: string, rename = false) => t.core.partUploads.begin(member, { path, size: 80_000, rename });
    const putBytes = async (stage: Stage) => {
      await stage.write(Buffer.alloc(80_000));
      return stage;
    };
    const tooLarge = { code: 'too_large' };

    for (const refused of [() => init('b'), () => init('a', 'rename'), () => init('rest'), () => begin('b'), () => begin('a', true)])
      await expect(refused()).rejects.toMatchObject(tooLarge);

    const upload = await init('A');
    // What gives way does so once.
    await expect(init('a')).rejects.toMatchObject(tooLarge);
    await t.core.uploads.putChunk(member, upload.id, 0, await putBytes(await t.core.uploads.receiveChunk(member, upload.id, 0)));
    const { file } = await t.core.uploads.complete(member, upload.id);
    expect(file).toMatchObject({ name: 'a', sizeBytes: 80_000 });
    expect(await usedBytes(t.metadata, user.id)).toBe(100_000);

    const { ref } = await begin('a');
    const stage = await putBytes(await t.core.partUploads.receivePart(member, ref, 1, 80_000));
    await t.core.partUploads.putPart(member, ref, stage);
    await t.core.partUploads.complete(member, ref);
    expect(await usedBytes(t.metadata, user.id)).toBe(100_000);
    expect((await t.core.versions.list(member, file.id, { limit: 10 })).versions).toHaveLength(1);
  });

  test('an upload that has its room ends while another one waits for what gives way to it', async () => {
    const t = await openTestCore({ plans: tenFit });
    const { member, user } = await newMember(t, { username: 'one', plan: 'ten' });
    await put(t, member, { name: 'a', bytes: Buffer.alloc(30_000) });
    const begin = (filename: string, totalSizeBytes: number) =>
      t.core.uploads.init(member, { filename, totalSizeBytes, totalChunks: 1, folderId: null, encrypted: true });
    const end = async ({ id, totalSizeBytes }: Upload) => {
      const stage = await t.core.uploads.receiveChunk(member, id, 0);
      await stage.write(Buffer.alloc(totalSizeBytes));
      await t.core.uploads.putChunk(member, id, 0, stage);
      await t.core.uploads.complete(member, id);
    };
    const [other, version] = [await begin('b', 60_000), await begin('a', 40_000)];
    expect(await usedBytes(t.metadata, user.id)).toBe(130_000);
    await end(other);
    await end(version);
    expect(await usedBytes(t.metadata, user.id)).toBe(100_000);
  });

  test('an upload whose room was a file that gives way no more waits until there is room', async () => {
    const t = await openTestCore({ plans: tenFit });
    const { member, user } = await newMember(t, { username: 'one', plan: 'ten' });
    const { id } = await put(t, member, { name: 'a', bytes: Buffer.alloc(80_000) });
    const upload = await t.core.uploads.init(member, {
      filename: 'a',
      totalSizeBytes: 50_000,
      totalChunks: 1,
      folderId: null,
      encrypted: true,
    });
    const stage = await t.core.uploads.receiveChunk(member, upload.id, 0);
    await stage.write(Buffer.alloc(50_000));
    await t.core.uploads.putChunk(member, upload.id, 0, stage);
    await t.core.files.update(member, id, { name: 'b' });
    await expect(t.core.uploads.complete(member, upload.id)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('needs 50000 bytes, but only 20000'),
    });
    await t.core.files.delete(member, id);
    await t.core.uploads.complete(member, upload.id);
    expect(await usedBytes(t.metadata, user.id)).toBe(50_000);
  });

  test('what is deleted, replaced by less, or aborted makes room at once', async () => {
    const t = await openTestCore({ plans: tenFit });
    const { member } = await newMember(t, { username: 'one', plan: 'ten' });
    const full = await put(t, member, { name: 'full', bytes: Buffer.alloc(100_000) });
    await put(t, member, { name: 'empty', bytes: '' });
    await expect(put(t, member, { name: 'a', bytes: 'x' })).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('only 0 of'),
    });
    await put(t, member, { name: 'full', bytes: Buffer.alloc(100_000) });
    await put(t, member, { name: 'full', bytes: Buffer.alloc(50_000) });
    const upload = await t.core.uploads.init(member, {
      filename: 'u',
      totalSizeBytes: 50_000,
      totalChunks: 1,
      folderId: null,
      encrypted: true,
    });
    await expect(put(t, member, { name: 'a', bytes: 'x' })).rejects.toMatchObject({ code: 'too_large' });
    await t.core.uploads.abort(member, upload.id);
    await put(t, member, { name: 'a', bytes: Buffer.alloc(50_000) });
    await t.core.files.delete(member, full.id);
    await put(t, member, { name: 'b', bytes: Buffer.alloc(50_000) });
    await expect(put(t, member, { name: 'c', bytes: 'x' })).rejects.toMatchObject({ code: 'too_large' });
  });
});
