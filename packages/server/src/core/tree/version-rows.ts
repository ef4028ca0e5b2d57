import type { FileNode, MetadataReads, MetadataWrites } from '../metadata.ts';
import type { Version } from '../metadata-versions.ts';
import type { Retention } from '../site.ts';

/** What happens to contents that are not the present ones of their files, inside a transaction. */

/** How long what was replaced or deleted can come back, as a transaction sees it. */
export type FindRetention = (reads: MetadataReads) => Promise<Retention>;

/** Versions that one read takes. */
const versionsPerSlice = 100;

/** For good: the owner is charged no longer, and bytes that nothing else shows become garbage. */
export async function dropVersion(tx: MetadataWrites, version: Version): Promise<void> {
  await tx.deleteVersion(version);
  await tx.addUsedBytes(version.ownerId, -version.sizeBytes);
  await tx.addBlobReferences(version.blobId, -1);
}

/** Drops the versions of a file, but for the `kept` newest. */
export async function dropVersionsOf(tx: MetadataWrites, fileId: string, kept = 0): Promise<void> {
  for (;;) {
    const versions = await tx.versionsOf(fileId, { skip: kept, limit: versionsPerSlice });
    for (const version of versions) await dropVersion(tx, version);
    if (versions.length < versionsPerSlice) return;
  }
}

/**
 * The content of a file gives way to another: it is kept as a version, as the site wants it, or let go of. Its owner stays charged for what
 * is kept. The file's row is the caller's matter.
 */
export async function retireContent(tx: MetadataWrites, findRetention: FindRetention, file: FileNode, now: number): Promise<void> {
  const { versionsKept } = await findRetention(tx);
  if (versionsKept === 0) {
    await tx.addUsedBytes(file.ownerId, -file.sizeBytes);
    await tx.addBlobReferences(file.blobId, -1);
    return;
  }
  await tx.insertVersion({
    id: file.versionId,
    fileId: file.id,
    blobId: file.blobId,
    sizeBytes: file.sizeBytes,
    encrypted: file.encrypted,
    ownerId: file.ownerId,
    contentType: file.contentType,
    providedMtime: file.providedMtime,
    createdAt: file.versionAt,
    replacedAt: now,
  });
  await dropVersionsOf(tx, file.id, versionsKept);
}
