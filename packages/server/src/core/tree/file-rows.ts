import { changedBy, madeBy } from './authorship.ts';
import { AppError } from '../errors.ts';
import { freeNameIn } from './free-name.ts';
import { newId } from '../ids.ts';
import type { FileNode, FolderNode, MetadataReads, MetadataWrites, NewChange, Node } from '../metadata.ts';
import { comparisonKey } from './names.ts';
import type { Member } from '../access/principal.ts';
import { chargeStorage } from '../quota.ts';
import { authorize, isSeen } from '../access/rights.ts';
import { dropVersionsOf, retireContent, type FindRetention } from './version-rows.ts';

/** What happens to one file inside a transaction, after rights were checked: for files alone and for those of a whole folder. */

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

export const nameTaken = (taken: Node): AppError =>
  new AppError('conflict', `The folder already holds a ${taken.kind} with the name "${taken.name}".`, { reason: 'exists' });

/** Throws `conflict` when the folder already holds the name; `except` may have it. */
export async function requireFreeName(tx: MetadataReads, parent: FolderNode, name: string, except?: string): Promise<string> {
  const nameKey = comparisonKey(name);
  const taken = await tx.findChild(parent.id, nameKey);
  if (taken !== undefined && taken.id !== except) throw nameTaken(taken);
  return nameKey;
}

/**
 * What becomes of a name that is taken. `replace`: a file that has it gives way, which never happens to a folder. `rename`: the new one gets
 * a number, `name (2).txt`. `refuse`: it is a `conflict`.
 */
export type IfTaken = 'replace' | 'rename' | 'refuse';

/** What is kept of the name that a file was put in under, when it is called `name`. */
export function originalNameOf(given: string, name: string): string | null {
  return given === name ? null : given;
}

/** Where a file is to go. */
export interface FileTarget {
  readonly parent: FolderNode;
  readonly name: string;
  readonly nameKey: string;
  /** The file that has the place until now, and gives way. */
  readonly replaced: FileNode | undefined;
}

/**
 * Throws unless the member may have a file give way to another content or file. One out of sight is a name that is
 * taken, as it is without overwriting.
 */
export async function requireReplaceable(reads: MetadataReads, member: Member, taken: FileNode): Promise<void> {
  if (!(await isSeen(reads, member, taken))) throw nameTaken(taken);
  await authorize(reads, member, 'remove', taken, 'file');
}

/** The place of a name in a folder, where `except` may have it. Replacing what is there has to be allowed. */
export async function targetIn(
  tx: MetadataReads,
  member: Member,
  parent: FolderNode,
  name: string,
  { ifTaken, except }: { readonly ifTaken: IfTaken; readonly except?: string | undefined },
): Promise<FileTarget> {
  const nameKey = comparisonKey(name);
  const taken = await tx.findChild(parent.id, nameKey);
  if (taken === undefined || taken.id === except) return { parent, name, nameKey, replaced: undefined };
  if (ifTaken === 'rename') {
    const free = await freeNameIn(tx, parent.id, name);
    return { parent, name: free, nameKey: comparisonKey(free), replaced: undefined };
  }
  if (taken.kind === 'folder' || ifTaken === 'refuse') throw nameTaken(taken);
  await requireReplaceable(tx, member, taken);
  return { parent, name, nameKey, replaced: taken };
}

/** The folder that holds a file. */
export async function parentOf(reads: MetadataReads, file: FileNode): Promise<FolderNode> {
  const parent = await reads.findNode(file.parentId);
  if (parent?.kind !== 'folder') throw new Error(`file ${file.id} has no folder`);
  return parent;
}

/**
 * A second file with the same content: the blob is shared, no byte is copied, the copier's quota is charged. A file that has the place
 * gets the content as its new version.
 */
export async function copyFileRow(
  { tx, retention }: { readonly tx: MetadataWrites; readonly retention: FindRetention },
  member: Member,
  file: FileNode,
  { parent, name, nameKey, replaced }: FileTarget,
  now: number,
): Promise<FileNode> {
  // First, because the one that is replaced may show it as well, and versions may have to go to make room.
  await tx.addBlobReferences(file.blobId, 1);
  if (replaced !== undefined) await retireContent(tx, retention, replaced, now);
  await chargeStorage(tx, member, file.sizeBytes);
  const copy: FileNode = {
    ...file,
    id: replaced?.id ?? newId('file', now),
    parentId: parent.id,
    rootId: parent.rootId,
    name: replaced?.name ?? name,
    nameKey,
    versionId: newId('version', now),
    versionAt: now,
    ownerId: member.userId,
    originalName: null,
    createdAt: replaced?.createdAt ?? now,
    updatedAt: now,
    ...madeBy(member),
    ...(replaced === undefined ? {} : { createdBy: replaced.createdBy, createdByKey: replaced.createdByKey }),
  };
  await (replaced === undefined ? tx.insertFile(copy) : tx.updateFile(copy));
  await tx.insertChange(changeOf(copy, replaced === undefined ? 'created' : 'modified', now, parent.chain));
  return copy;
}

/** The file stays what it is, in another place. A file that has the place is gone. */
export async function moveFileRow(
  tx: MetadataWrites,
  member: Member,
  file: FileNode,
  from: FolderNode,
  { parent, name, nameKey, replaced }: FileTarget,
  now: number,
): Promise<FileNode> {
  if (replaced !== undefined) await deleteFileRow(tx, replaced, parent.chain, now);
  const moved: FileNode = {
    ...file,
    name,
    nameKey,
    originalName: originalNameOf(file.originalName ?? file.name, name),
    parentId: parent.id,
    rootId: parent.rootId,
    updatedAt: now,
    ...changedBy(member),
  };
  await tx.updateFile(moved);
  await tx.insertChange(changeOf(moved, 'modified', now, parent.chain, parent.id === from.id ? null : from.chain));
  return moved;
}

export async function deleteFileRow(tx: MetadataWrites, file: FileNode, chain: string, now: number): Promise<void> {
  await tx.deleteNode(file);
  await dropContents(tx, file);
  await tx.insertChange(changeOf(file, 'deleted', now, chain));
}

/** Lets go of all that a file has had. */
export async function dropContents(tx: MetadataWrites, file: FileNode): Promise<void> {
  await dropVersionsOf(tx, file.id);
  await tx.addUsedBytes(file.ownerId, -file.sizeBytes);
  await tx.addBlobReferences(file.blobId, -1);
}
