import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  changesOf,
  newMember,
  nothingKept,
  oneHour,
  openTestCore,
  put,
  storedKeys,
  usedBytes,
  withKey,
  type TestCore,
} from '../core.test-setup.ts';
import { maxOpenUploads, maxParts } from './part-uploads.ts';
import type { Member } from '../access/principal.ts';

const begin = async (t: TestCore, member: Member, path = 'big', more: object = {}): Promise<string> =>
  (await t.core.partUploads.begin(member, { path, ...more })).ref;

/** As a door does it: bytes first, in pieces, then the row. */
async function send({ core }: TestCore, member: Member, ref: string, part: number, bytes: Buffer | string): Promise<string> {
  const stage = await core.partUploads.receivePart(member, ref, part);
  try {
    const content = Buffer.from(bytes);
    for (let at = 0; at < content.length; at += 1000) await stage.write(content.subarray(at, at + 1000));
  } catch (error) {
    await stage.abort();
    throw error;
  }
  return core.partUploads.putPart(member, ref, stage);
}

async function uploadOf(t: TestCore, ref: string): Promise<{ totalSizeBytes: number; expiresAt: number }> {
  const upload = await t.metadata.findUpload(ref.replace('put-', 'upl_'));
  if (upload === undefined) throw new Error('no such upload');
  return upload;
}

test('parts of any size become one file, in the order of their numbers', async () => {
  const t = await openTestCore({ retention: nothingKept });
  for (const sizes of [[5], [0], [0, 7], [7, 0], [400, 3, 90_000], [1000, 1000], []]) {
    const parts = sizes.map((size) => randomBytes(size));
    const ref = await begin(t, t.admin, 'some.bin');
    for (const number of [...parts.keys()].reverse()) await send(t, t.admin, ref, number + 1, parts[number] ?? '');
    const { file } = await t.core.partUploads.complete(t.admin, ref);
    expect(file).toMatchObject({ name: 'some.bin', sizeBytes: Buffer.concat(parts).length, encrypted: true, createdBy: 1 });
    expect((await bytesOf(t, t.admin, file.id)).equals(Buffer.concat(parts))).toBe(true);
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(file.sizeBytes);
  }
});

test('any order, in parallel, with repeats: the last one of each part wins', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ part: fc.integer({ min: 1, max: 5 }), size: fc.constantFrom(0, 1, 999, 1001, 300_000) }), { maxLength: 12 }),
      async (sends) => {
        const t = await openTestCore();
        const ref = await begin(t, t.admin);
        const sent = sends.map(({ part, size }) => ({ part, bytes: randomBytes(size) }));
        const byTag = new Map<string, Buffer>();
        await Promise.all(sent.map(async ({ part, bytes }) => byTag.set(await send(t, t.admin, ref, part, bytes), bytes)));
        const stored = await t.metadata.partsOf((await t.metadata.findUpload(ref.replace('put-', 'upl_')))?.blobId ?? '');
        expect(stored.map(({ part }) => part)).toEqual([...new Set(sent.map(({ part }) => part))].sort((a, b) => a - b));
        const whole = Buffer.concat(stored.map(({ key }) => byTag.get(key) ?? Buffer.from('not sent')));
        expect((await uploadOf(t, ref)).totalSizeBytes).toBe(whole.length);
        expect(await usedBytes(t.metadata, t.admin.userId)).toBe(whole.length);
        const hasGap = stored.some(({ part }, index) => part !== index + 1);
        const completed = t.core.partUploads.complete(t.admin, ref);
        if (hasGap) await expect(completed).rejects.toMatchObject({ code: 'invalid', reason: 'part_gap' });
        else expect((await bytesOf(t, t.admin, (await completed).file.id)).equals(whole)).toBe(true);
        await t.core.maintenance.collectGarbage();
        // What was replaced is gone from the store.
        expect((await storedKeys(t.blobs)).length).toBeLessThanOrEqual(stored.length);
        await t.close();
      },
    ),
    { numRuns: 30 },
  );
});

test('two attempts of the same part at the same time leave one, and its bytes are charged once', async () => {
  const t = await openTestCore();
  const ref = await begin(t, t.admin);
  const [one, two] = [randomBytes(100_000), randomBytes(70_000)];
  const stages = await Promise.all([1, 2].map(() => t.core.partUploads.receivePart(t.admin, ref, 1)));
  await stages[0]?.write(one);
  await stages[1]?.write(two);
  const etags = await Promise.all(stages.map((stage) => t.core.partUploads.putPart(t.admin, ref, stage)));
  const { file } = await t.core.partUploads.complete(t.admin, ref);
  const winner = (await t.metadata.partsOf(file.blobId))[0]?.key;
  expect(etags).toContain(winner);
  expect((await bytesOf(t, t.admin, file.id)).equals(winner === etags[0] ? one : two)).toBe(true);
  expect(await usedBytes(t.metadata, t.admin.userId)).toBe(file.sizeBytes);
  await t.core.maintenance.collectGarbage();
  expect(await storedKeys(t.blobs)).toEqual([winner]);
});

describe('the destination', () => {
  test('is checked at the beginning, and nothing is kept of a refusal', async () => {
    const t = await openTestCore();
    await t.core.folders.create(t.admin, { name: 'there', parentId: null });
    await put(t, t.admin, { name: 'file.txt' });
    const before = await changesOf(t.metadata);
    for (const [path, failure] of [
      ['missing/x', { code: 'not_found', reason: 'parent_missing' }],
      ['', { code: 'invalid' }],
      ['/', { code: 'invalid' }],
      ['THERE', { code: 'conflict', reason: 'exists' }],
      ['file.txt/x', { reason: 'parent_missing' }],
      ['a\u0001b', { code: 'invalid' }],
      ['x'.repeat(300), { code: 'invalid' }],
    ] as const) {
      await expect(begin(t, t.admin, path), path).rejects.toMatchObject(failure);
    }
    await expect(begin(t, t.admin, 'new/a\u0001b', { mkdirParents: true })).rejects.toMatchObject({ code: 'invalid' });
    expect(await changesOf(t.metadata)).toEqual(before);
  });

  test('its missing folders are made when asked for', async () => {
    const t = await openTestCore();
    await t.core.folders.create(t.admin, { name: 'A', parentId: null });
    const upload = await t.core.partUploads.begin(t.admin, { path: '/a/b//c/d.txt', mkdirParents: true });
    expect(upload.path).toBe('A/b/c/d.txt');
    await send(t, t.admin, upload.ref, 1, 'hi');
    const { file } = await t.core.partUploads.complete(t.admin, upload.ref);
    expect(String(await bytesOf(t, t.admin, file.id))).toBe('hi');
    expect(await t.core.partUploads.begin(t.admin, { path: 'A/B/C/D.TXT' })).toMatchObject({ path: 'A/b/c/D.TXT' });
  });

  test('a file of that name gets the new content, or another name beside it', async () => {
    const t = await openTestCore();
    const old = await put(t, t.admin, { name: 'Report.txt', bytes: 'old' });
    const { file: replaced } = await t.core.partUploads.complete(t.admin, await begin(t, t.admin, 'REPORT.txt'));
    expect(replaced).toMatchObject({ id: old.id, name: 'Report.txt', sizeBytes: 0 });
    const names: string[] = [];
    for (const path of ['report.txt', 'report.txt', '.profile', '.profile', 'x'.repeat(255), 'x'.repeat(255)]) {
      names.push((await t.core.partUploads.complete(t.admin, await begin(t, t.admin, path, { rename: true }))).file.name);
    }
    expect(names).toEqual(['report (2).txt', 'report (3).txt', '.profile', '.profile (2)', 'x'.repeat(255), `${'x'.repeat(251)} (2)`]);
  });

  test("the client's time of change is kept, that of the end before that of the beginning", async () => {
    const t = await openTestCore();
    const times: (number | null)[] = [];
    for (const [first, last] of [
      [1000, undefined],
      [1000, 2000],
      [undefined, 2000],
      [undefined, undefined],
    ] as const) {
      const ref = await begin(t, t.admin, 'x', { providedMtime: first });
      times.push((await t.core.partUploads.complete(t.admin, ref, { providedMtime: last })).file.providedMtime);
    }
    expect(times).toEqual([1000, 2000, 2000, null]);
  });
});

describe('the end', () => {
  test('names the parts that are missing', async () => {
    const t = await openTestCore();
    const ref = await begin(t, t.admin);
    await send(t, t.admin, ref, 2, 'b');
    await send(t, t.admin, ref, 5, 'e');
    await expect(t.core.partUploads.complete(t.admin, ref)).rejects.toMatchObject({
      reason: 'part_gap',
      message: 'part: these parts were not sent: 1, 3, 4',
    });
    await send(t, t.admin, ref, maxParts, 'z');
    await expect(t.core.partUploads.complete(t.admin, ref)).rejects.toMatchObject({ message: expect.stringContaining('22, ... (9997)') });
    for (const part of [0, -1, 1.5, Number.NaN]) {
      await expect(send(t, t.admin, ref, part, 'x')).rejects.toMatchObject({ code: 'invalid' });
    }
    await expect(send(t, t.admin, ref, maxParts + 1, 'x')).rejects.toMatchObject({ reason: 'part_number_too_large' });
  });

  test('verifies the ETags that it is given, and only those', async () => {
    const t = await openTestCore();
    const ref = await begin(t, t.admin);
    const old = await send(t, t.admin, ref, 1, 'old');
    const first = await send(t, t.admin, ref, 1, 'one');
    const second = await send(t, t.admin, ref, 2, 'two');
    for (const etags of [
      [{ part: 1, etag: old }],
      [{ part: 1, etag: second }],
      [{ part: 3, etag: first }],
      [
        { part: 1, etag: first },
        { part: 2, etag: 'x' },
      ],
    ]) {
      await expect(t.core.partUploads.complete(t.admin, ref, { etags })).rejects.toMatchObject({ reason: 'etag_mismatch' });
    }
    const etags = [
      { part: 2, etag: second },
      { part: 1, etag: null },
    ];
    const { file } = await t.core.partUploads.complete(t.admin, ref, { etags });
    expect(String(await bytesOf(t, t.admin, file.id))).toBe('onetwo');
  });

  test('answers the same file when it is repeated or raced', async () => {
    const t = await openTestCore();
    const ref = await begin(t, t.admin);
    await send(t, t.admin, ref, 1, 'once');
    const before = (await changesOf(t.metadata)).length;
    const files = (await Promise.all([1, 2, 3].map(() => t.core.partUploads.complete(t.admin, ref)))).map(({ file }) => file);
    expect(new Set(files.map(({ id }) => id)).size).toBe(1);
    expect((await changesOf(t.metadata)).length).toBe(before + 1);
    await expect(send(t, t.admin, ref, 1, 'late')).rejects.toMatchObject({ code: 'conflict' });
    const [file] = files;
    await t.core.files.update(t.admin, file?.id ?? '', { name: 'moved' });
    expect((await t.core.partUploads.complete(t.admin, ref)).file.name).toBe('moved');
  });

  test('a part that is still coming when the upload ends is refused and leaves nothing', async () => {
    const t = await openTestCore();
    const ref = await begin(t, t.admin);
    await send(t, t.admin, ref, 1, randomBytes(5000));
    const late = await t.core.partUploads.receivePart(t.admin, ref, 1);
    await late.write(randomBytes(5000));
    await t.core.partUploads.complete(t.admin, ref);
    await expect(t.core.partUploads.putPart(t.admin, ref, late)).rejects.toMatchObject({ code: 'conflict' });
    expect(await storedKeys(t.blobs)).toHaveLength(1);
  });
});

describe('who and how long', () => {
  test('an upload belongs to its member, and is no upload in chunks', async () => {
    const t = await openTestCore();
    const other = (await newMember(t, { username: 'other', plan: 'team', rootId: t.admin.rootId })).member;
    const ref = await begin(t, t.admin);
    const missing = { code: 'not_found', reason: 'upload_missing' };
    await expect(send(t, other, ref, 1, 'x')).rejects.toMatchObject(missing);
    await expect(t.core.partUploads.complete(other, ref)).rejects.toMatchObject(missing);
    await expect(t.core.partUploads.find(other, ref)).rejects.toMatchObject(missing);
    for (const wrong of ['', 'put-1', 'upl_1', `${ref}x`]) {
      await expect(t.core.partUploads.find(t.admin, wrong)).rejects.toMatchObject(missing);
    }
    const id = ref.replace('put-', 'upl_');
    await expect(t.core.uploads.complete(t.admin, id)).rejects.toMatchObject(missing);
    await expect(t.core.uploads.receiveChunk(t.admin, id, 0)).rejects.toMatchObject(missing);
    const chunks = await t.core.uploads.init(t.admin, {
      filename: 'x',
      totalSizeBytes: 1,
      totalChunks: 1,
      folderId: null,
      encrypted: true,
    });
    await expect(t.core.partUploads.find(t.admin, chunks.id.replace('upl_', 'put-'))).rejects.toMatchObject(missing);
    const reading = await withKey(t, t.admin, { scopes: ['files:read'] });
    await expect(begin(t, reading)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(t.core.partUploads.find(reading, ref)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('it lives at least 72 minutes after its last part, over a restart, and is swept with its bytes and its charge', async () => {
    const first = await openTestCore();
    const ref = await begin(first, first.admin);
    first.clock.now += 70 * 60_000;
    await send(first, first.admin, ref, 1, randomBytes(5000));
    await first.close({ keepFolder: true });

    const t = await openTestCore({ folder: first.folder, now: first.clock.now + 70 * 60_000 });
    await send(t, t.admin, ref, 2, 'two');
    t.clock.now += 71 * 60_000;
    expect(await t.core.partUploads.find(t.admin, ref)).toEqual({ ref, path: 'big' });
    await t.core.maintenance.sweep();
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(5003);
    t.clock.now += oneHour;
    await expect(t.core.partUploads.complete(t.admin, ref)).rejects.toMatchObject({ reason: 'upload_missing' });
    await t.core.maintenance.sweep();
    expect(await usedBytes(t.metadata, t.admin.userId)).toBe(0);
    expect(await storedKeys(t.blobs)).toEqual([]);
  });

  test('a core that is opened on what a killed one left goes on with the parts that were answered', async () => {
    const first = await openTestCore();
    const bytes = [randomBytes(5000), randomBytes(70_000), randomBytes(10)];
    const ref = await begin(first, first.admin);
    for (const part of [1, 2]) await send(first, first.admin, ref, part, bytes[part - 1] ?? '');
    const cut = await first.core.partUploads.receivePart(first.admin, ref, 3);
    await cut.write(randomBytes(70_000));
    // The process is gone: what it was receiving has no row.
    await first.close({ keepFolder: true });

    const t = await openTestCore({ folder: first.folder, now: first.clock.now });
    await expect(t.core.partUploads.complete(t.admin, ref, { etags: [{ part: 3, etag: 'x' }] })).rejects.toMatchObject({
      reason: 'etag_mismatch',
    });
    await send(t, t.admin, ref, 3, bytes[2] ?? '');
    const { file } = await t.core.partUploads.complete(t.admin, ref);
    expect((await bytesOf(t, t.admin, file.id)).equals(Buffer.concat(bytes))).toBe(true);
    await t.core.maintenance.sweep(Date.now() + oneHour);
    expect(await storedKeys(t.blobs)).toHaveLength(3);
  });
});

describe('limits', () => {
  test('a negative size is refused', async () => {
    const t = await openTestCore();
    await expect(begin(t, t.admin, 'x', { size: -1 })).rejects.toMatchObject({ code: 'invalid' });
  });

  test('parts without a byte make no files of their own', async () => {
    const t = await openTestCore();
    const ref = await begin(t, t.admin);
    for (const part of [1, 2, 3]) await send(t, t.admin, ref, part, '');
    expect(await storedKeys(t.blobs)).toEqual([]);
    const { file } = await t.core.partUploads.complete(t.admin, ref);
    expect(await bytesOf(t, t.admin, file.id)).toEqual(Buffer.alloc(0));
  });

  test('so many are under way at once, until they end', async () => {
    const t = await openTestCore();
    const other = (await newMember(t, { username: 'other' })).member;
    const ref = await begin(t, t.admin, 'x');
    const upload = await t.metadata.findUpload(ref.replace('put-', 'upl_'));
    if (upload === undefined) throw new Error('no such upload');
    await t.metadata.write(async (tx) => {
      for (let index = 1; index < maxOpenUploads; index++)
        await tx.insertUpload({ ...upload, id: `${upload.id.slice(0, -4)}${1000 + index}` });
    });
    const before = await changesOf(t.metadata);
    await expect(begin(t, t.admin, 'new/y', { mkdirParents: true })).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await changesOf(t.metadata)).toEqual(before);
    await begin(t, other, 'y');
    await t.core.partUploads.complete(t.admin, ref);
    await begin(t, t.admin, 'y');
    await expect(begin(t, t.admin, 'z')).rejects.toMatchObject({ code: 'rate_limited' });
    t.clock.now = upload.expiresAt;
    await begin(t, t.admin, 'z');
  });

  test('the largest file holds for the sum of the parts', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'free', plan: 'free' });
    await expect(begin(t, member, 'x', { size: 1_000_001 })).rejects.toMatchObject({ code: 'too_large' });
    const ref = await begin(t, member, 'x', { size: 10 });
    await send(t, member, ref, 1, randomBytes(600_000));
    await expect(t.core.partUploads.receivePart(member, ref, 2, 400_001)).rejects.toMatchObject({ code: 'too_large' });
    await expect(send(t, member, ref, 2, randomBytes(400_001))).rejects.toMatchObject({ code: 'too_large' });
    // Sent again, it makes room for itself.
    await send(t, member, ref, 1, randomBytes(1_000_000));
    await expect(send(t, member, ref, 2, 'x')).rejects.toMatchObject({ code: 'too_large' });
    await send(t, member, ref, 1, randomBytes(100_000));
    // Each of them has room while the other is still coming.
    const both = await Promise.all([2, 3].map((part) => t.core.partUploads.receivePart(member, ref, part)));
    for (const stage of both) await stage.write(randomBytes(600_000));
    const results = await Promise.allSettled(both.map((stage) => t.core.partUploads.putPart(member, ref, stage)));
    expect(results.map(({ status }) => status).sort((a, b) => a.localeCompare(b))).toEqual(['fulfilled', 'rejected']);
    // Either of them may have come first; that one makes room for the other.
    const [first, second] = results[0]?.status === 'fulfilled' ? [2, 3] : [3, 2];
    await send(t, member, ref, first, randomBytes(500_000));
    await send(t, member, ref, second, randomBytes(400_000));
    expect((await t.core.partUploads.complete(member, ref)).file.sizeBytes).toBe(1_000_000);
  });

  test('unfinished parts count against the quota, exactly, however many come at once', async () => {
    const t = await openTestCore();
    const { member } = await newMember(t, { username: 'free', plan: 'free' });
    await expect(begin(t, member, 'x', { size: 3_000_000 })).rejects.toMatchObject({ code: 'too_large' });
    const refs = await Promise.all(['a', 'b', 'c', 'd'].map((name) => begin(t, member, name)));
    const results = await Promise.allSettled(
      refs.flatMap((ref) => [1, 2, 3].map((part) => send(t, member, ref, part, randomBytes(300_000)))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect(await usedBytes(t.metadata, member.userId)).toBe(1_800_000);
    await t.core.maintenance.collectGarbage();
    expect(await storedKeys(t.blobs)).toHaveLength(6);
    // Nothing is free now but the rest.
    await expect(put(t, member, { name: 'other', bytes: randomBytes(200_001) })).rejects.toMatchObject({ code: 'too_large' });
    await put(t, member, { name: 'other', bytes: randomBytes(200_000) });
    await expect(t.core.partUploads.receivePart(member, refs[0] ?? '', 9, 1)).rejects.toMatchObject({ code: 'too_large' });
    t.clock.now += 2 * oneHour;
    await t.core.maintenance.sweep();
    expect(await usedBytes(t.metadata, member.userId)).toBe(200_000);
  });
});
