import { AppError, invalidField } from '../errors.ts';
import { makeFoldersFrom } from './make-folders.ts';
import type { FolderNode, MetadataReads, MetadataWrites, Node } from '../metadata.ts';
import { findPathFrom } from './paths.ts';
import type { Member, Scope } from '../access/principal.ts';
import { authorize, authorizedFolder, isSeen, seenFolder } from '../access/rights.ts';

/** A folder as a client names it: by its id, by a path from the top, or by a path from a folder with an id. */
export interface FolderRef {
  /** Null or undefined: the member's root. */
  readonly folderId?: string | null | undefined;
  /** From there. Undefined: that folder itself. */
  readonly folderPath?: string | undefined;
}

async function findFolderRef(reads: MetadataReads, member: Member, scope: Scope, ref: FolderRef): Promise<Node | undefined> {
  const start = await seenFolder(reads, member, scope, ref.folderId ?? null);
  return findPathFrom(reads, start, ref.folderPath ?? '');
}

/** The folder, for somebody who looks what is in it; else `not_found` or `forbidden`, and `invalid` for a path to a file. */
export async function listedFolder(reads: MetadataReads, member: Member, ref: FolderRef): Promise<FolderNode> {
  const node = await authorize(reads, member, 'list', await findFolderRef(reads, member, 'files:read', ref), 'file or folder');
  if (node.kind === 'file') throw invalidField('path', 'this is a file, not a folder', 'is_file');
  return node;
}

/**
 * The folder, for somebody who puts something there; else `forbidden`, or `not_found` (`parent_missing` where the path leads nowhere), and
 * `conflict` for a path to a file.
 */
export async function destinationFolder(reads: MetadataReads, member: Member, ref: FolderRef): Promise<FolderNode> {
  const { folderId = null, folderPath } = ref;
  if (folderPath === undefined) return authorizedFolder(reads, member, 'write', folderId);
  const found = await findFolderRef(reads, member, 'files:write', ref);
  if (found === undefined || !(await isSeen(reads, member, found)))
    throw new AppError('not_found', `There is no folder "${folderPath}".`, { reason: 'parent_missing' });
  if (found.kind === 'file') throw new AppError('conflict', `"${folderPath}" is a file, not a folder.`, { reason: 'parent_missing' });
  return authorize(reads, member, 'write', found, 'folder');
}

/** Inside a transaction: the folder that something is put into, made with all of its path that is missing. */
export async function makeFolderRef(
  tx: MetadataWrites,
  member: Member,
  { folderId = null, folderPath }: FolderRef,
  now: number,
): Promise<FolderNode> {
  if (folderPath === undefined) return authorizedFolder(tx, member, 'write', folderId);
  const start = await seenFolder(tx, member, 'files:write', folderId);
  return authorize(tx, member, 'write', await makeFoldersFrom(tx, member, start, folderPath, now), 'folder');
}
