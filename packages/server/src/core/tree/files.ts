import { listedRoots, right, rightsBelow, rightsOn, type Access } from '../access/access.ts';
import { activityOf, changeOfPlace, doneBy } from './activity.ts';
import type { Arriving } from '../arriving.ts';
import { changedBy } from './authorship.ts';
import type { Clock } from '../clock.ts';
import type { BlobKey, Content, Contents, Stage, StagedSegment } from '../content/contents.ts';
import { AppError, invalidField } from '../errors.ts';
import {
  changeOf,
  copyFileRow,
  deleteFileRow,
  moveFileRow,
  nameTaken,
  originalNameOf,
  parentOf,
  requireReplaceable,
  targetIn,
  type IfTaken,
} from './file-rows.ts';
import {
  describedFile,
  describeFile,
  locatedFile,
  type DescribedFile,
  type DescribedFileWithShares,
  type LocatedFile,
} from './described-files.ts';
import { destinationFolder, makeFolderRef, type FolderRef } from './folder-refs.ts';
import { freeNameIn } from './free-name.ts';
import { newId } from '../ids.ts';
import type { Blob, FileListQuery, FileNode, FolderNode, MetadataReads, MetadataStore, MetadataWrites, Segment } from '../metadata.ts';
import type { RootPart } from '../metadata-tree.ts';
import { checkName, comparisonKey } from './names.ts';
import type { Member, Principal } from '../access/principal.ts';
import { chargeStorage, fileTooLarge, maxFileBytes, settleStorage } from '../quota.ts';
import { authorizedFile, authorizedFolder, requireScope } from '../access/rights.ts';
import { retireContent, type FindRetention } from './version-rows.ts';

/** A whole file being received by one request: bytes first, the rest known at `commit`. */
export interface FileStage {
  readonly stage: Stage;
  readonly blob: BlobKey;
  readonly encrypted: boolean;
}

/** A blob whose segments are all in place, ready to become the content of a file. */
export interface SealedContent {
  readonly blobId: string;
  readonly encrypted: boolean;
  readonly sizeBytes: number;
}

/** A received content that is durable and that no row has yet. */
export interface FreshContent {
  readonly content: SealedContent;
  readonly fresh: { readonly blob: Blob; readonly segment: Segment };
}

/** Where a new file goes. Folders of a path that are missing are made. */
export interface FilePlace extends FolderRef {
  readonly name: string;
  /** When the client says that the content was changed last. */
  readonly providedMtime?: number | null | undefined;
  /** Default `replace`: a file that has the name gets a new version. */
  readonly ifTaken?: IfTaken | undefined;
  /** The media type that was found in the bytes. */
  readonly contentType?: string | null | undefined;
  /** The share by which a visitor puts it in, in the name of its owner. */
  readonly shareNumber?: number | undefined;
}

/** Where a file goes; what is undefined stays as it is. A path has to lead to a folder. */
export interface FileChange extends FolderRef {
  readonly name?: string | undefined;
  /** Default `refuse`. */
  readonly ifTaken?: IfTaken | undefined;
}

export interface FileUpdate extends FileChange {
  /** When the client says that the content was changed last. The time of the change and the feed stay as they are. */
  readonly providedMtime?: number | null | undefined;
}

export interface FileList extends Omit<FileListQuery, 'scope'> {
  /** Undefined for all files that the member can see, null for those directly in the member's root. */
  readonly folderId: string | null | undefined;
}

/** A file that was put into a folder. */
export interface PutFile {
  readonly file: FileNode;
  readonly parent: FolderNode;
  /** It was there before, with another content. */
  readonly replaced: boolean;
}

export type Files = ReturnType<typeof createFiles>;

/** What is needed to read a content's bytes; undefined when it is not there, or not whole yet. */
export async function contentOf(reads: MetadataReads, blobId: string): Promise<Content | undefined> {
  const blob = await reads.findBlob(blobId);
  if (blob?.mac === undefined || blob.mac === null) return undefined;
  const { id, wrapped, encrypted, sizeBytes, mac } = blob;
  return { blobId: id, wrapped, encrypted, sizeBytes, mac, segments: await reads.segmentsOf(id) };
}

/**
 * Removes the bytes of a refused transaction, except when the store itself failed: a commit that reports a failed sync may be on the
 * disk all the same, and a crash soon after brings its rows back. Then the bytes stay, and the sweep looks whether a row has them.
 */
export async function discardRefused(contents: Contents, staged: StagedSegment, error: unknown): Promise<void> {
  if (error instanceof AppError && error.code !== 'unavailable') await contents.discard(staged);
}

const namesFolder = ({ folderId, folderPath }: FolderRef): boolean => folderId !== undefined || folderPath !== undefined;

export function createFiles({
  metadata,
  contents,
  arriving,
  clock,
  allowUnencrypted,
  retention,
  garbageMade,
  uploaded,
}: {
  metadata: MetadataStore;
  contents: Contents;
  arriving: Arriving;
  clock: Clock;
  allowUnencrypted: boolean;
  retention: FindRetention;
  garbageMade: () => void;
  /** Hears of the bytes that a user has put in, for the history. */
  uploaded: (userId: string, bytes: number) => void;
}) {
  function checkEncryption(encrypted: boolean): void {
    if (!encrypted && !allowUnencrypted)
      throw new AppError('forbidden', 'This server stores files only encrypted. Leave out encrypt=false.');
  }

  /**
   * Inside a transaction: gives the sealed content a name. In a folder that holds a file of that name it becomes the file's new
   * version: same id, `modified` in the feed. `fresh`: the content is not stored and the quota not charged yet, both happen here. Once the
   * transaction is committed, `committed` has to be told.
   */
  async function putContent(
    tx: MetadataWrites,
    member: Member,
    place: FilePlace,
    content: SealedContent,
    fresh?: { readonly blob: Blob; readonly segment: Segment },
  ): Promise<PutFile> {
    const wanted = checkName(place.name, 'name');
    const now = clock();
    const parent = await makeFolderRef(tx, member, place, now);
    const name = place.ifTaken === 'rename' ? await freeNameIn(tx, parent.id, wanted) : wanted;
    const nameKey = comparisonKey(name);
    const existing = await tx.findChild(parent.id, nameKey);
    if (existing?.kind === 'folder' || (existing !== undefined && place.ifTaken === 'refuse')) throw nameTaken(existing);
    if (existing !== undefined) await requireReplaceable(tx, member, existing);
    if (existing !== undefined) await retireContent(tx, retention, existing, now);
    await (fresh === undefined ? settleStorage : chargeStorage)(tx, member, content.sizeBytes);
    const providedMtime = place.providedMtime ?? null;
    const contentType = place.contentType ?? null;
    const by = place.shareNumber === undefined ? doneBy(member) : { userNumber: null, keyNumber: null, shareNumber: place.shareNumber };
    if (fresh === undefined) await tx.addBlobReferences(content.blobId, 1);
    else await tx.insertWholeBlob(fresh.blob, fresh.segment);
    if (existing === undefined) {
      // Each field by its name: V8 spends 50 us on an object that begins with spread fields and goes on with so many (measured).
      const file: FileNode = {
        kind: 'file',
        id: newId('file', now),
        parentId: parent.id,
        rootId: parent.rootId,
        name,
        nameKey,
        sizeBytes: content.sizeBytes,
        encrypted: content.encrypted,
        blobId: content.blobId,
        versionId: newId('version', now),
        versionAt: now,
        ownerId: member.userId,
        createdAt: now,
        updatedAt: now,
        createdBy: member.userNumber,
        createdByKey: member.keyNumber,
        modifiedBy: member.userNumber,
        modifiedByKey: member.keyNumber,
        providedMtime,
        contentType,
        originalName: originalNameOf(wanted, name),
        customMetadata: null,
        priorityColor: null,
      };
      await tx.insertFile(file);
      await tx.insertChange(changeOf(file, 'created', now, parent.chain));
      await tx.insertActivity(activityOf(file, 'uploaded', by, now));
      return { file, parent, replaced: false };
    }
    const file: FileNode = {
      ...existing,
      parentId: parent.id,
      rootId: parent.rootId,
      ...content,
      versionId: newId('version', now),
      versionAt: now,
      ownerId: member.userId,
      updatedAt: now,
      ...changedBy(member),
      providedMtime,
      contentType,
      originalName: originalNameOf(wanted, existing.name),
    };
    await tx.updateFile(file);
    await tx.insertChange(changeOf(file, 'modified', now, parent.chain));
    await tx.insertActivity(activityOf(file, 'new_version', by, now));
    return { file, parent, replaced: true };
  }

  /** What follows when `putContent` is committed. Not before: a job may be run twice, or never be committed. */
  function committed({ file, replaced }: Pick<PutFile, 'file' | 'replaced'>): void {
    uploaded(file.ownerId, file.sizeBytes);
    if (replaced) garbageMade();
  }

  /** What may be listed of the files below these roots. */
  async function listedParts(rootIds: readonly string[], access: Access): Promise<readonly RootPart[]> {
    if (access === 'all') return rootIds.map((rootId) => ({ rootId, directly: false }));
    const parts: RootPart[] = [];
    for (const rootId of rootIds) {
      const root = await metadata.findNode(rootId);
      if (root?.kind !== 'folder') continue;
      const directly = (rightsBelow(access, root) & right.list) === 0;
      if (!directly || ((await rightsOn(metadata, access, root)) & right.list) !== 0) parts.push({ rootId, directly });
    }
    return parts;
  }

  /** Makes received bytes durable. When it fails, nothing of them is kept. */
  async function seal(received: FileStage, encrypted: boolean): Promise<FreshContent> {
    let staged = await received.stage.finish();
    try {
      // The default is to encrypt, so only a late encrypt=false pays for a copy.
      staged = await contents.restage(staged, received.blob, { from: received.encrypted, to: encrypted });
    } catch (error) {
      await contents.discard(staged);
      throw error;
    }
    const { sizeBytes, mac } = contents.seal(received.blob, encrypted, [staged]);
    const { id, wrapped } = received.blob;
    return {
      content: { blobId: id, encrypted, sizeBytes },
      fresh: { blob: { id, wrapped, encrypted, sizeBytes, mac }, segment: staged },
    };
  }

  return {
    putContent,
    committed,
    checkEncryption,

    /**
     * Starts to receive a file. Throws `forbidden` before a byte is taken when the member cannot write anywhere. `isCounted`: the caller sees to
     * it that no more is on its way than the quota allows. Default false: it is seen to here.
     */
    receive(member: Member, { encrypted, isCounted = false }: { readonly encrypted: boolean; readonly isCounted?: boolean }): FileStage {
      requireScope(member, 'files:write');
      checkEncryption(encrypted);
      const blob = contents.newBlob();
      const stage = contents.stage({ blob, part: 0, encrypted, maxBytes: maxFileBytes(member), tooLarge: () => fileTooLarge(member) });
      return { blob, encrypted, stage: isCounted ? stage : arriving.bounded(member, stage) };
    },

    /**
     * Makes the received bytes a file. They are durable before the row is written, and the row before this answers. When it fails,
     * nothing of them is kept.
     */
    async commit(member: Member, received: FileStage, place: FilePlace & { readonly encrypted: boolean }): Promise<LocatedFile> {
      let sealed: FreshContent;
      try {
        checkName(place.name, 'file');
        checkEncryption(place.encrypted);
        sealed = await seal(received, place.encrypted);
      } catch (error) {
        await received.stage.abort();
        throw error;
      }
      const { content, fresh } = sealed;
      try {
        const { replaced, ...located } = await metadata.write(async (tx) =>
          locatedFile(tx, member, await putContent(tx, member, place, content, fresh)),
        );
        committed({ ...located, replaced });
        return located;
      } catch (error) {
        await discardRefused(contents, fresh.segment, error);
        throw error;
      }
    },

    /**
     * The same for several at once: all of them become files, or none. `put` gives them their names inside the transaction, with
     * `putContent`, and looks there whether they may come in.
     */
    async commitAll(
      received: readonly FileStage[],
      put: (tx: MetadataWrites, contents: readonly FreshContent[]) => Promise<readonly PutFile[]>,
    ): Promise<readonly FileNode[]> {
      const sealed: FreshContent[] = [];
      try {
        for (const one of received) sealed.push(await seal(one, one.encrypted));
        const done = await metadata.write((tx) => put(tx, sealed));
        for (const one of done) committed(one);
        return done.map(({ file }) => file);
      } catch (error) {
        for (const { stage } of received) await stage.abort();
        for (const { fresh } of sealed) await discardRefused(contents, fresh.segment, error);
        throw error;
      }
    },

    async get(principal: Principal, id: string): Promise<FileNode> {
      return authorizedFile(metadata, principal, 'list', id);
    },

    /** With what else an answer about it tells. */
    describe: (member: Member, id: string): Promise<DescribedFileWithShares> => describeFile(metadata, member, id, clock()),

    /** What is needed to read the file's bytes with `contents.read`. */
    async open(principal: Principal, id: string, purpose: 'read' | 'preview' = 'read'): Promise<{ file: FileNode; content: Content }> {
      const file = await authorizedFile(metadata, principal, purpose, id);
      const content = await contentOf(metadata, file.blobId);
      if (content === undefined) throw new AppError('corrupt', 'The file has no content on record.');
      return { file, content };
    },

    async list(member: Member, query: FileList): Promise<{ json: string; total: number }> {
      requireScope(member, 'files:read');
      const { folderId, ...rest } = query;
      if (folderId === undefined) return metadata.listFileSummaries({ ...rest, scope: { rootIds: listedRoots(member.access) } });
      const folder = await authorizedFolder(metadata, member, 'list', folderId);
      // A folder that is only on the way to something granted shows no files.
      if (((await rightsOn(metadata, member.access, folder)) & right.list) === 0) return { json: '', total: 0 };
      return metadata.listFileSummaries({ ...rest, scope: { folderId: folder.id } });
    },

    /**
     * The files that the member's user put in, through whichever door, as far as the member sees them: the last one made first. `beforeId`
     * is the last id of the page before, whether or not that file is still there.
     */
    async listOwn(
      member: Member,
      { beforeId, limit }: { readonly beforeId?: string | undefined; readonly limit: number },
    ): Promise<{ readonly files: readonly FileNode[]; readonly hasMore: boolean }> {
      requireScope(member, 'files:read');
      const found = await metadata.ownedFiles({
        ownerId: member.userId,
        parts: await listedParts(await metadata.rootsWithFilesOf(member.userId), member.access),
        beforeId,
        limit: limit + 1,
      });
      return { files: found.slice(0, limit), hasMore: found.length > limit };
    },

    /** Renames, moves, says another time of the content, or all of it. `replace`: a file that has the name there is gone. */
    async update(member: Member, id: string, change: FileUpdate): Promise<DescribedFile> {
      const { ifTaken = 'refuse', providedMtime } = change;
      const goes = change.name !== undefined || namesFolder(change);
      const { described, replaced } = await metadata.write(async (tx) => {
        const known = await authorizedFile(tx, member, goes ? 'remove' : 'write', id);
        if (goes && providedMtime !== undefined) await authorizedFile(tx, member, 'write', id);
        const file = providedMtime === undefined ? known : { ...known, providedMtime };
        const from = await parentOf(tx, file);
        const to = namesFolder(change) ? await destinationFolder(tx, member, change) : from;
        const name = change.name === undefined ? file.name : checkName(change.name, 'name');
        if (to.id === from.id && name === file.name) {
          if (providedMtime !== undefined) await tx.updateFile(file);
          return { described: await describedFile(tx, member, file), replaced: false };
        }
        const target = await targetIn(tx, member, to, name, { ifTaken, except: file.id });
        const moved = await moveFileRow(tx, member, file, from, target, clock());
        await tx.insertActivity(changeOfPlace(file, moved, doneBy(member), moved.updatedAt));
        return { described: await describedFile(tx, member, moved), replaced: target.replaced !== undefined };
      });
      if (replaced) garbageMade();
      return described;
    },

    /** `replace`: a file that has the name there gets the content as its new version. */
    async copy(member: Member, id: string, change: FileChange): Promise<DescribedFile> {
      requireScope(member, 'files:write');
      const { ifTaken = 'refuse' } = change;
      const { copy, replaced } = await metadata.write(async (tx) => {
        const file = await authorizedFile(tx, member, 'read', id);
        const to = namesFolder(change) ? await destinationFolder(tx, member, change) : await parentOf(tx, file);
        const name = change.name === undefined ? file.name : checkName(change.name, 'name');
        if (to.id === file.parentId && comparisonKey(name) === file.nameKey && ifTaken !== 'rename')
          throw invalidField('name', 'a copy in the same folder needs another name', 'same_place');
        const target = await targetIn(tx, member, to, name, { ifTaken });
        const copy = await copyFileRow({ tx, retention }, member, file, target, clock());
        return { copy: await describedFile(tx, member, copy), replaced: target.replaced !== undefined };
      });
      if (replaced) garbageMade();
      return copy;
    },

    /** For good, with its versions: keys are destroyed with their rows, its shares end, its bytes are removed soon after. */
    async delete(member: Member, id: string): Promise<void> {
      await metadata.write(async (tx) => {
        const file = await authorizedFile(tx, member, 'remove', id);
        const now = clock();
        await deleteFileRow(tx, file, (await parentOf(tx, file)).chain, now);
        await tx.insertActivity(activityOf(file, 'deleted', doneBy(member), now));
      });
      garbageMade();
    },
  };
}
