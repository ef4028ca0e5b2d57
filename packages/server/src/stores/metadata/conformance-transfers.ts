import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { newBlob, newSegment, newUpload, type Check } from './conformance-records.ts';

/** Uploads in parts, and checksums. */
export function transfersConformance(check: Check): void {
  check('an upload keeps what it began with, and how much it holds', async (store) => {
    const kept = [
      { providedMtime: null, ifTaken: 'replace', inParts: true },
      { providedMtime: -5, ifTaken: 'rename', inParts: true },
      { providedMtime: 1_736_937_000_123, ifTaken: 'refuse', inParts: false },
    ] as const;
    for (const began of kept) {
      const upload = newUpload({ ...began, totalSizeBytes: 0, totalChunks: 0, chunkSizeBytes: 0 });
      await store.write((tx) => tx.insertUpload(upload));
      expect(await store.findUpload(upload.id)).toEqual(upload);
      await store.write((tx) => tx.updateUpload(upload.id, { totalSizeBytes: 2 ** 40 }));
      expect(await store.findUpload(upload.id)).toEqual({ ...upload, totalSizeBytes: 2 ** 40 });
    }
  });

  check('uploads in parts are counted while they are under way, up to a limit', async (store) => {
    const uploads = [10, 20, 30].map((expiresAt) => newUpload({ inParts: true, expiresAt, userId: 'user_counted' }));
    const others = [newUpload({ inParts: true, expiresAt: 30 }), newUpload({ expiresAt: 30, userId: 'user_counted' })];
    await store.write(async (tx) => {
      for (const upload of [...uploads, ...others]) await tx.insertUpload(upload);
    });
    const counts = (now: number, limit = 10): Promise<number> => store.countPartUploads('user_counted', now, limit);
    expect([await counts(9), await counts(9, 2), await counts(10), await counts(30)]).toEqual([3, 2, 2, 0]);
    await store.write((tx) => tx.updateUpload(uploads[2]?.id ?? '', { fileId: 'file_1' }));
    expect(await counts(9)).toBe(2);
  });

  check('uploads reserve what they are charged for until they have become files', async (store) => {
    const [chunks, parts, done] = [100, 20, 3].map((totalSizeBytes, index) =>
      newUpload({ inParts: index === 1, totalSizeBytes, userId: 'user_reserving' }),
    );
    if (chunks === undefined || parts === undefined || done === undefined) throw new Error('three uploads');
    await store.write(async (tx) => {
      for (const upload of [chunks, parts, done, newUpload()]) await tx.insertUpload(upload);
    });
    await store.write((tx) => tx.updateUpload(done.id, { fileId: 'file_1' }));
    expect(await store.reservedBytes('user_reserving')).toBe(120);
    await store.write(async (tx) => {
      await tx.updateUpload(parts.id, { totalSizeBytes: 50 });
      await tx.deleteUpload(chunks.id);
      expect(await tx.reservedBytes('user_reserving')).toBe(50);
    });
    expect(await store.reservedBytes('user_nobody')).toBe(0);
  });

  check('the size of a part is that of the last one put there', async (store) => {
    const blob = newBlob();
    expect(await store.partSize(blob.id, 1)).toBeUndefined();
    await store.write(async (tx) => {
      await tx.insertBlob(blob);
      await tx.putSegment(blob.id, newSegment(1, { sizeBytes: 5 }));
      await tx.putSegment(blob.id, newSegment(2, { sizeBytes: 0 }));
      expect(await tx.partSize(blob.id, 1)).toBe(5);
      await tx.putSegment(blob.id, newSegment(1, { sizeBytes: 2 ** 40 }));
    });
    expect([await store.partSize(blob.id, 1), await store.partSize(blob.id, 2), await store.partSize(blob.id, 3)]).toEqual([
      2 ** 40,
      0,
      undefined,
    ]);
  });

  check('checksums are added to those that are there, and go with the content', async (store) => {
    const blob = newBlob({ mac: randomBytes(32) });
    const none = { crc32: null, md5: null, sha1: null, sha256: null };
    await store.write(async (tx) => {
      await tx.insertBlob(blob);
      await tx.addBlobReferences(blob.id, 1);
      await tx.putChecksums(blob.id, { md5: 'a' });
      await tx.putChecksums('blob_gone', { md5: 'b' });
    });
    expect(await store.checksumsOf([blob.id, 'blob_gone'])).toEqual(new Map([[blob.id, { ...none, md5: 'a' }]]));
    await store.write((tx) => tx.putChecksums(blob.id, { crc32: '0', sha1: 'c', sha256: 'd' }));
    const all = { crc32: '0', md5: 'a', sha1: 'c', sha256: 'd' };
    expect(await store.checksumsOf([blob.id])).toEqual(new Map([[blob.id, all]]));
    expect(await store.checksumsOf(Array.from({ length: 1200 }, (_, index) => (index === 1100 ? blob.id : `blob_${index}`)))).toEqual(
      new Map([[blob.id, all]]),
    );
    expect(await store.checksumsOf([])).toEqual(new Map());
    await store.write((tx) => tx.addBlobReferences(blob.id, -1));
    expect(await store.checksumsOf([blob.id])).toEqual(new Map());
  });

  check('contents are walked in the order of ids: those that are whole and shown by a file', async (store) => {
    const shown = Array.from({ length: 5 }, () => newBlob({ mac: randomBytes(32) }));
    await store.write(async (tx) => {
      for (const blob of shown) {
        await tx.insertBlob(blob);
        await tx.addBlobReferences(blob.id, 1);
      }
      await tx.insertBlob(newBlob());
      await tx.insertBlob(newBlob({ mac: randomBytes(32) }));
    });
    const ids = shown.map(({ id }) => id).sort();
    expect(await store.contentsAfter('', 3)).toEqual(ids.slice(0, 3));
    expect(await store.contentsAfter(ids[2] ?? '', 3)).toEqual(ids.slice(3));
    expect(await store.contentsAfter(ids[4] ?? '', 3)).toEqual([]);
  });
}
