import type { Clock } from './clock.ts';
import type { BlobKey, Content, Contents, Stage, StagedSegment } from './contents.ts';
import { AppError, invalidField } from './errors.ts';
import { newId } from './ids.ts';
import type { FileListQuery, FileNode, FolderNode, MetadataReads, MetadataStore, MetadataWrites, NewChange } from './metadata.ts';
import { checkName, comparisonKey } from './names.ts';
import type { Member, Principal } from './principal.ts';
import { chargeStorage, fileTooLarge, maxFileBytes } from './quota.ts';
import { authorizedFile, authorizedFolder, requireScope } from './rights.ts';

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

export interface FilePlace {
  readonly name: string;
  /** Null for the member's root. */
  readonly folderId: string | null;
}

export interface FileList extends Omit<FileListQuery, 'scope'> {
  /** Undefined for all files that the member can see, null for those directly in the member's root. */
  readonly folderId: string | null | undefined;
}

export type Files = ReturnType<typeof createFiles>;

/** `modified` for a move inside one tree; the feed tells it as `deleted` and `created` to those who see only one end. */
export function changeOf(
  node: { readonly id: string },
  action: NewChange['action'],
  timestamp: number,
  chain: string,
  fromChain: string | null = null,
): NewChange {
  return { nodeId: node.id, action, timestamp, chain, fromChain };
}

/** Throws `conflict` when the folder already holds the name; `except` may have it. */
export async function requireFreeName(tx: MetadataReads, parent: FolderNode, name: string, except?: string): Promise<string> {
  const nameKey = comparisonKey(name);
  const taken = await tx.findChild(parent.id, nameKey);
  if (taken !== undefined && taken.id !== except)
    throw new AppError('conflict', `The folder already holds a ${taken.kind} with the name "${taken.name}".`);
  return nameKey;
}

/** A second file with the same content: the blob is shared, no byte is copied, the copier's quota is charged. */
export async function copyFileRow(
  tx: MetadataWrites,
  member: Member,
  file: FileNode,
  parent: FolderNode,
  name: string,
  nameKey: string,
  now: number,
): Promise<FileNode> {
  await chargeStorage(tx, member, file.sizeBytes);
  const copy: FileNode = {
    ...file,
    id: newId('file', now),
    parentId: parent.id,
    rootId: parent.rootId,
    name,
    nameKey,
    ownerId: member.userId,
    createdAt: now,
    updatedAt: now,
  };
  await tx.insertFile(copy);
  await tx.addBlobReferences(file.blobId, 1);
  await tx.insertChange(changeOf(copy, 'created', now, parent.chain));
  return copy;
}

export async function deleteFileRow(tx: MetadataWrites, file: FileNode, chain: string, now: number): Promise<void> {
  await tx.deleteNode(file);
  await tx.addUsedBytes(file.ownerId, -file.sizeBytes);
  await tx.addBlobReferences(file.blobId, -1);
  await tx.insertChange(changeOf(file, 'deleted', now, chain));
}

async function parentOf(reads: MetadataReads, file: FileNode): Promise<FolderNode> {
  const parent = await reads.findNode(file.parentId);
  if (parent?.kind !== 'folder') throw new Error(`file ${file.id} has no folder`);
  return parent;
}

/**
 * Removes the bytes of a refused transaction, except when the store itself failed: a commit that reports a failed sync may be on the
 * disk all the same, and a crash soon after brings its rows back. Then the bytes stay, and the sweep looks whether a row has them.
 */
export async function discardRefused(contents: Contents, staged: StagedSegment, error: unknown): Promise<void> {
  if (error instanceof AppError && error.code !== 'unavailable') await contents.discard(staged);
}

export function createFiles({
  metadata,
  contents,
  clock,
  allowUnencrypted,
  garbageMade,
}: {
  metadata: MetadataStore;
  contents: Contents;
  clock: Clock;
  allowUnencrypted: boolean;
  garbageMade: () => void;
}) {
  function checkEncryption(encrypted: boolean): void {
    if (!encrypted && !allowUnencrypted)
      throw new AppError('forbidden', 'This server stores files only encrypted. Leave out encrypt=false.');
  }

  /**
   * Inside a transaction: gives the sealed content a name. In a folder that holds a file of that name it becomes the file's new
   * version: same id, `modified` in the feed. `charged`: the quota was charged before.
   */
  async function putContent(
    tx: MetadataWrites,
    member: Member,
    place: FilePlace,
    content: SealedContent,
    charged: boolean,
  ): Promise<{ file: FileNode; replaced: boolean }> {
    const name = checkName(place.name, 'name');
    const parent = await authorizedFolder(tx, member, 'write', place.folderId);
    const nameKey = comparisonKey(name);
    const existing = await tx.findChild(parent.id, nameKey);
    if (existing?.kind === 'folder') throw new AppError('conflict', `The folder already holds a folder with the name "${existing.name}".`);
    if (existing !== undefined) await tx.addUsedBytes(existing.ownerId, -existing.sizeBytes);
    if (!charged) await chargeStorage(tx, member, content.sizeBytes);
    const now = clock();
    const fields = { parentId: parent.id, rootId: parent.rootId, ...content, ownerId: member.userId, updatedAt: now };
    await tx.addBlobReferences(content.blobId, 1);
    if (existing === undefined) {
      const file: FileNode = { kind: 'file', id: newId('file', now), name, nameKey, createdAt: now, ...fields };
      await tx.insertFile(file);
      await tx.insertChange(changeOf(file, 'created', now, parent.chain));
      return { file, replaced: false };
    }
    const file: FileNode = { ...existing, ...fields };
    await tx.updateFile(file);
    await tx.addBlobReferences(existing.blobId, -1);
    await tx.insertChange(changeOf(file, 'modified', now, parent.chain));
    return { file, replaced: true };
  }

  return {
    putContent,
    checkEncryption,

    /** Starts to receive a file. Throws `forbidden` before a byte is taken when the member cannot write anywhere. */
    receive(member: Member, { encrypted }: { readonly encrypted: boolean }): FileStage {
      requireScope(member, 'files:write');
      checkEncryption(encrypted);
      const blob = contents.newBlob();
      return {
        blob,
        encrypted,
        stage: contents.stage({ blob, part: 0, encrypted, maxBytes: maxFileBytes(member), tooLarge: () => fileTooLarge(member) }),
      };
    },

    /**
     * Makes the received bytes a file. They are durable before the row is written, and the row before this answers. When it fails,
     * nothing of them is kept.
     */
    async commit(member: Member, received: FileStage, place: FilePlace & { readonly encrypted: boolean }): Promise<FileNode> {
      let staged: StagedSegment;
      try {
        checkName(place.name, 'file');
        checkEncryption(place.encrypted);
        staged = await received.stage.finish();
      } catch (error) {
        await received.stage.abort();
        throw error;
      }
      try {
        // The default is to encrypt, so only a late encrypt=false pays for a copy.
        staged = await contents.restage(staged, received.blob, { from: received.encrypted, to: place.encrypted });
      } catch (error) {
        await contents.discard(staged);
        throw error;
      }
      const { sizeBytes, mac } = contents.seal(received.blob, place.encrypted, [staged]);
      try {
        const { file, replaced } = await metadata.write(async (tx) => {
          await tx.insertBlob({ id: received.blob.id, wrapped: received.blob.wrapped, encrypted: place.encrypted, sizeBytes, mac });
          await tx.putSegment(received.blob.id, staged);
          return putContent(tx, member, place, { blobId: received.blob.id, encrypted: place.encrypted, sizeBytes }, false);
        });
        if (replaced) garbageMade();
        return file;
      } catch (error) {
        await discardRefused(contents, staged, error);
        throw error;
      }
    },

    async get(principal: Principal, id: string): Promise<FileNode> {
      return authorizedFile(metadata, principal, 'list', id);
    },

    /** What is needed to read the file's bytes with `contents.read`. */
    async open(principal: Principal, id: string): Promise<{ file: FileNode; content: Content }> {
      const file = await authorizedFile(metadata, principal, 'read', id);
      const blob = await metadata.findBlob(file.blobId);
      if (blob?.mac === undefined || blob.mac === null) throw new AppError('corrupt', 'The file has no content on record.');
      const segments = await metadata.segmentsOf(blob.id);
      return {
        file,
        content: { blobId: blob.id, wrapped: blob.wrapped, encrypted: blob.encrypted, sizeBytes: blob.sizeBytes, mac: blob.mac, segments },
      };
    },

    async list(member: Member, query: FileList): Promise<{ json: string; total: number }> {
      requireScope(member, 'files:read');
      const { folderId, ...rest } = query;
      if (folderId === undefined)
        return metadata.listFileSummaries({ ...rest, scope: { rootIds: member.roots === 'all' ? 'all' : [...member.roots] } });
      const folder = await authorizedFolder(metadata, member, 'list', folderId);
      return metadata.listFileSummaries({ ...rest, scope: { folderId: folder.id } });
    },

    /** Renames, moves, or both. */
    async update(
      member: Member,
      id: string,
      change: { readonly name?: string | undefined; readonly folderId?: string | null | undefined },
    ): Promise<FileNode> {
      return metadata.write(async (tx) => {
        const file = await authorizedFile(tx, member, 'write', id);
        const from = await parentOf(tx, file);
        const to = change.folderId === undefined ? from : await authorizedFolder(tx, member, 'write', change.folderId);
        const name = change.name === undefined ? file.name : checkName(change.name, 'name');
        if (to.id === from.id && name === file.name) return file;
        const nameKey = await requireFreeName(tx, to, name, file.id);
        const now = clock();
        const moved: FileNode = { ...file, name, nameKey, parentId: to.id, rootId: to.rootId, updatedAt: now };
        await tx.updateFile(moved);
        await tx.insertChange(changeOf(moved, 'modified', now, to.chain, to.id === from.id ? null : from.chain));
        return moved;
      });
    },

    async copy(
      member: Member,
      id: string,
      change: { readonly name?: string | undefined; readonly folderId?: string | null | undefined },
    ): Promise<FileNode> {
      requireScope(member, 'files:write');
      return metadata.write(async (tx) => {
        const file = await authorizedFile(tx, member, 'read', id);
        const to = change.folderId === undefined ? await parentOf(tx, file) : await authorizedFolder(tx, member, 'write', change.folderId);
        const name = change.name === undefined ? file.name : checkName(change.name, 'name');
        if (to.id === file.parentId && comparisonKey(name) === file.nameKey)
          throw invalidField('name', 'a copy in the same folder needs another name');
        const nameKey = await requireFreeName(tx, to, name);
        return copyFileRow(tx, member, file, to, name, nameKey, clock());
      });
    },

    /** For good: its key is destroyed with the row, its shares end, its bytes are removed soon after. */
    async delete(member: Member, id: string): Promise<void> {
      await metadata.write(async (tx) => {
        const file = await authorizedFile(tx, member, 'delete', id);
        await deleteFileRow(tx, file, (await parentOf(tx, file)).chain, clock());
      });
      garbageMade();
    },
  };
}
