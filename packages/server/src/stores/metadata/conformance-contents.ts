import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { newId } from '../../core/ids.ts';
import type { Blob } from '../../core/metadata.ts';
import { newBlob, newSegment, newUpload, type Check } from './conformance-records.ts';

/** Blobs, their segments, and uploads that are not over. */
export function contentsConformance(check: Check): void {
  check('blobs and segments come back as they were put, parts in order', async (store) => {
    const blob = newBlob({ encrypted: false });
    const segments = [3, 0, 2, 1].map((part) =>
      newSegment(part, part % 2 === 0 ? { inline: randomBytes(9), inlineTags: randomBytes(4) } : {}),
    );
    await store.write(async (tx) => {
      await tx.insertBlob(blob);
      for (const segment of segments) await tx.putSegment(blob.id, segment);
      await tx.putSegment(newId('blob'), newSegment(0));
    });
    const sorted = segments.sort((a, b) => a.part - b.part);
    expect(await store.findBlob(blob.id)).toEqual(blob);
    expect(await store.segmentsOf(blob.id)).toEqual(sorted);
    expect(await store.partsOf(blob.id)).toEqual(sorted.map(({ key, part, sizeBytes }) => ({ key, part, sizeBytes })));
    expect(await store.hasSegment(sorted[1]?.key ?? '')).toBe(true);
    expect(await store.hasSegment('nowhere')).toBe(false);
    const mac = randomBytes(32);
    await store.write((tx) => tx.sealBlob(blob.id, { sizeBytes: 2 ** 40, mac }));
    expect(await store.findBlob(blob.id)).toEqual({ ...blob, sizeBytes: 2 ** 40, mac });
  });

  check('a segment that is replaced becomes garbage, an inline one does not', async (store) => {
    const blob = newBlob();
    const stored = newSegment(0);
    const inline = newSegment(0, { inline: Buffer.alloc(0) });
    const last = newSegment(0);
    await store.write(async (tx) => {
      await tx.insertBlob(blob);
      await tx.putSegment(blob.id, stored);
    });
    expect(await store.listGarbage(10)).toEqual([]);
    await store.write((tx) => tx.putSegment(blob.id, inline));
    expect(await store.listGarbage(10)).toEqual([stored.key]);
    await store.write((tx) => tx.putSegment(blob.id, last));
    expect(await store.listGarbage(10)).toEqual([stored.key]);
    expect(await store.segmentsOf(blob.id)).toEqual([last]);
    await store.write((tx) => tx.forgetGarbage([stored.key, 'unknown']));
    expect(await store.listGarbage(10)).toEqual([]);
  });

  check('a whole blob comes with its segment and one reference', async (store) => {
    const blob = newBlob();
    const segment = newSegment(0);
    await store.write((tx) => tx.insertWholeBlob(blob, segment));
    expect(await store.findBlob(blob.id)).toEqual(blob);
    expect(await store.segmentsOf(blob.id)).toEqual([segment]);
    await store.write((tx) => tx.addBlobReferences(blob.id, 1));
    await store.write((tx) => tx.addBlobReferences(blob.id, -1));
    expect(await store.findBlob(blob.id)).toEqual(blob);
    await store.write((tx) => tx.addBlobReferences(blob.id, -1));
    expect(await store.findBlob(blob.id)).toBeUndefined();
    expect(await store.listGarbage(10)).toEqual([segment.key]);
  });

  check('a blob goes with its last reference', async (store) => {
    const blob = newBlob();
    const segments = [newSegment(0), newSegment(1), newSegment(2, { inline: randomBytes(1) })];
    await store.write(async (tx) => {
      await tx.insertBlob(blob);
      for (const segment of segments) await tx.putSegment(blob.id, segment);
      for (let i = 0; i < 3; i++) await tx.addBlobReferences(blob.id, 1);
    });
    for (let i = 0; i < 2; i++) {
      await store.write((tx) => tx.addBlobReferences(blob.id, -1));
      expect(await store.findBlob(blob.id)).toEqual(blob);
      expect(await store.listGarbage(10)).toEqual([]);
    }
    await store.write((tx) => tx.addBlobReferences(blob.id, -1));
    expect(await store.findBlob(blob.id)).toBeUndefined();
    expect(await store.segmentsOf(blob.id)).toEqual([]);
    expect(await store.hasSegment(segments[0]?.key ?? '')).toBe(false);
    const garbage = segments
      .slice(0, 2)
      .map((segment) => segment.key)
      .sort();
    expect([...(await store.listGarbage(10))].sort()).toEqual(garbage);
    expect(await store.listGarbage(1)).toHaveLength(1);
  });

  check('a blob that no file showed can be removed', async (store) => {
    const [blob, other] = [newBlob(), newBlob()];
    const segment = newSegment(0);
    await store.write(async (tx) => {
      await tx.insertBlob(blob);
      await tx.insertBlob(other);
      await tx.putSegment(blob.id, segment);
      await tx.putSegment(other.id, newSegment(0));
    });
    await store.write((tx) => tx.deleteBlob(blob.id));
    expect(await store.findBlob(blob.id)).toBeUndefined();
    expect(await store.listGarbage(10)).toEqual([segment.key]);
    expect(await store.findBlob(other.id)).toEqual(other);
  });

  check('keys are rewrapped only from the version that was read', async (store) => {
    expect(await store.wrappingVersions()).toEqual([]);
    const blobs = [1, 2, 1].map((version) => newBlob({ wrapped: { version, bytes: randomBytes(76) } }));
    await store.write(async (tx) => {
      for (const blob of blobs) await tx.insertBlob(blob);
    });
    expect(await store.wrappingVersions()).toEqual([1, 2]);
    const ids = (found: readonly Blob[]) => found.map((blob) => blob.id).sort();
    expect(ids(await store.blobsNotWrappedBy(2, 10))).toEqual(ids(blobs.filter((blob) => blob.wrapped.version === 1)));
    expect(await store.blobsNotWrappedBy(2, 1)).toHaveLength(1);
    const [first = newBlob()] = blobs;
    const to = { version: 2, bytes: randomBytes(76) };
    await store.write((tx) => tx.rewrapBlob(first.id, first.wrapped, to));
    expect(await store.findBlob(first.id)).toEqual({ ...first, wrapped: to });
    await store.write((tx) => tx.rewrapBlob(first.id, first.wrapped, { version: 3, bytes: randomBytes(76) }));
    expect(await store.findBlob(first.id)).toEqual({ ...first, wrapped: to });
  });

  check('uploads: found, changed, expired in their order, deleted', async (store) => {
    const uploads = [30, 10, 20].map((expiresAt) => newUpload({ expiresAt, totalSizeBytes: 2 ** 40 }));
    await store.write(async (tx) => {
      for (const upload of uploads) await tx.insertUpload(upload);
    });
    const [late = newUpload(), early = newUpload(), middle] = uploads;
    expect(await store.findUpload(late.id)).toEqual(late);
    expect(await store.expiredUploads(9, 10)).toEqual([]);
    expect(await store.expiredUploads(20, 10)).toEqual([early, middle]);
    expect(await store.expiredUploads(20, 1)).toEqual([early]);
    await store.write((tx) => tx.updateUpload(early.id, { expiresAt: 40 }));
    await store.write((tx) => tx.updateUpload(early.id, { fileId: 'file_1' }));
    expect(await store.findUpload(early.id)).toEqual({ ...early, expiresAt: 40, fileId: 'file_1' });
    expect(await store.expiredUploads(20, 10)).toEqual([middle]);
    await store.write((tx) => tx.deleteUpload(early.id));
    expect(await store.findUpload(early.id)).toBeUndefined();
  });
}
