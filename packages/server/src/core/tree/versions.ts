import { changedBy } from './authorship.ts';
import type { Clock } from '../clock.ts';
import type { Content } from '../content/contents.ts';
import { AppError } from '../errors.ts';
import { describedFile, type DescribedFile } from './described-files.ts';
import { changeOf, parentOf } from './file-rows.ts';
import { contentOf } from './files.ts';
import { isId, newId } from '../ids.ts';
import type { FileNode, MetadataReads, MetadataStore, MetadataWrites } from '../metadata.ts';
import type { Version } from '../metadata-versions.ts';
import type { Member, Principal } from '../access/principal.ts';
import { chargeStorage } from '../quota.ts';
import { authorize, authorizedFile } from '../access/rights.ts';
import { dropVersion, dropVersionsOf, retireContent, type FindRetention } from './version-rows.ts';

const filesPerSlice = 500;
const versionsPerSlice = 500;

/** Who did something, as far as that is known. */
export interface Someone {
  readonly id: string;
  readonly username: string;
}

/** A content that a file has or had. */
export interface FileVersion {
  readonly id: string;
  readonly sizeBytes: number;
  /** SHA-256 in hex; null where it was not computed. */
  readonly sha256: string | null;
  readonly createdAt: number;
  /** Who put it in; null when that user is gone. */
  readonly createdBy: Someone | null;
  /** The one that the file has now. */
  readonly current: boolean;
}

export async function someoneOf(reads: MetadataReads, userId: string): Promise<Someone | null> {
  const user = await reads.findUser(userId);
  return user === undefined ? null : { id: user.id, username: user.username };
}

const missing = (): AppError => new AppError('not_found', 'No such version of the file.');

export type Versions = ReturnType<typeof createVersions>;

/** What files held before. Whoever may read a file may read its versions; whoever may replace its content may restore and remove them. */
export function createVersions({
  metadata,
  clock,
  retention,
  garbageMade,
}: {
  metadata: MetadataStore;
  clock: Clock;
  retention: FindRetention;
  garbageMade: () => void;
}) {
  /** The file as it was with that version. */
  async function asOf(reads: MetadataReads, file: FileNode, versionId: string): Promise<FileNode> {
    if (versionId === file.versionId) return file;
    const version = isId('version', versionId) ? await reads.findVersion(file.id, versionId) : undefined;
    if (version === undefined) throw missing();
    const { sizeBytes, encrypted, blobId, ownerId, contentType, providedMtime, createdAt } = version;
    return {
      ...file,
      sizeBytes,
      encrypted,
      blobId,
      ownerId,
      contentType,
      providedMtime,
      versionId,
      versionAt: createdAt,
      updatedAt: createdAt,
    };
  }

  /** A file whose content the member may replace, and read. */
  async function replaceable(tx: MetadataWrites, member: Member, fileId: string): Promise<FileNode> {
    const file = await authorizedFile(tx, member, 'read', fileId);
    await authorize(tx, member, 'write', file, 'file');
    return authorize(tx, member, 'remove', file, 'file');
  }

  return {
    /** The newest first: the present one, then the others. `afterId`: the last one of the page before. */
    async list(
      member: Member,
      fileId: string,
      { afterId, limit }: { readonly afterId?: string | undefined; readonly limit: number },
    ): Promise<{ readonly versions: readonly FileVersion[]; readonly hasMore: boolean }> {
      const file = await authorizedFile(metadata, member, 'read', fileId);
      const present = { ...file, createdAt: file.versionAt };
      const older = await metadata.versionsOf(fileId, { beforeId: afterId, limit: limit + 1 });
      const found: readonly (Pick<Version, 'blobId' | 'sizeBytes' | 'createdAt' | 'ownerId'> & { readonly versionId: string })[] = [
        ...(afterId === undefined ? [present] : []),
        ...older.map((version) => ({ ...version, versionId: version.id })),
      ];
      const page = found.slice(0, limit);
      const checksums = await metadata.checksumsOf(page.map(({ blobId }) => blobId));
      const versions: FileVersion[] = [];
      for (const { versionId, blobId, sizeBytes, createdAt, ownerId } of page) {
        versions.push({
          id: versionId,
          sizeBytes,
          sha256: checksums.get(blobId)?.sha256 ?? null,
          createdAt,
          createdBy: await someoneOf(metadata, ownerId),
          current: versionId === file.versionId,
        });
      }
      return { versions, hasMore: found.length > limit };
    },

    /** What is needed to read a version's bytes with `core.read`, and the file as it was then. A link gives only what a file holds now. */
    async open(principal: Principal, fileId: string, versionId: string): Promise<{ file: FileNode; content: Content }> {
      if (principal.kind === 'visitor') throw missing();
      const file = await asOf(metadata, await authorizedFile(metadata, principal, 'read', fileId), versionId);
      const content = await contentOf(metadata, file.blobId);
      // Dropped since it was looked up.
      if (content === undefined) throw missing();
      return { file, content };
    },

    /**
     * The content of a version becomes the newest one: nothing is lost, the version stays where it is. No byte is copied, but it counts
     * against the quota like any other. The present version is the answer as it is.
     */
    async restore(member: Member, fileId: string, versionId: string): Promise<DescribedFile> {
      const restored = await metadata.write(async (tx) => {
        const file = await replaceable(tx, member, fileId);
        const then = await asOf(tx, file, versionId);
        if (then === file) return describedFile(tx, member, file);
        const now = clock();
        // First, because what makes room for it may be this version.
        await tx.addBlobReferences(then.blobId, 1);
        await retireContent(tx, retention, file, now);
        await chargeStorage(tx, member, then.sizeBytes);
        const after: FileNode = {
          ...then,
          versionId: newId('version', now),
          versionAt: now,
          ownerId: member.userId,
          originalName: null,
          updatedAt: now,
          ...changedBy(member),
        };
        await tx.updateFile(after);
        await tx.insertChange(changeOf(after, 'modified', now, (await parentOf(tx, file)).chain));
        return describedFile(tx, member, after);
      });
      garbageMade();
      return restored;
    },

    /** For good. Throws `conflict` for the present one. */
    async delete(member: Member, fileId: string, versionId: string): Promise<void> {
      await metadata.write(async (tx) => {
        const file = await replaceable(tx, member, fileId);
        if (versionId === file.versionId) {
          throw new AppError('conflict', 'This is the content that the file has now. Delete the file, or restore another version first.');
        }
        const version = isId('version', versionId) ? await tx.findVersion(file.id, versionId) : undefined;
        if (version === undefined) throw missing();
        await dropVersion(tx, version);
      });
      garbageMade();
    },

    /** Drops what was replaced before this time, as long as `goesOn`. */
    async dropReplacedBefore(time: number, goesOn: () => boolean): Promise<void> {
      for (let more = true; more && goesOn();) {
        more = await metadata.write(async (tx) => {
          const oldest = await tx.oldestVersions({ limit: versionsPerSlice });
          // In the order in which they were replaced, as far as the clock was right.
          const over = oldest.findIndex(({ replacedAt }) => replacedAt >= time);
          for (const version of over === -1 ? oldest : oldest.slice(0, over)) await dropVersion(tx, version);
          return over === -1 && oldest.length === versionsPerSlice;
        });
      }
    },

    /** Drops what files have more than this, the oldest first, as long as `goesOn`. */
    async dropMoreThan(kept: number, goesOn: () => boolean): Promise<void> {
      for (let afterFileId = '', more = true; more && goesOn();) {
        const counts = await metadata.countVersions({ afterFileId, limit: filesPerSlice });
        for (const { fileId, count } of counts) if (count > kept) await metadata.write((tx) => dropVersionsOf(tx, fileId, kept));
        afterFileId = counts.at(-1)?.fileId ?? afterFileId;
        more = counts.length === filesPerSlice;
      }
    },
  };
}
