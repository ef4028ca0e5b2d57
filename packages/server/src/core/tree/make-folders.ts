import { activityOf } from './activity.ts';
import { madeBy } from './authorship.ts';
import { AppError, invalidField } from '../errors.ts';
import { nameTaken } from './file-rows.ts';
import { newId } from '../ids.ts';
import type { FolderNode, MetadataWrites } from '../metadata.ts';
import { noDetails, type NodeDetails } from '../metadata-tree.ts';
import { checkName, comparisonKey } from './names.ts';
import { maxPathLength, pathParts } from './paths.ts';
import type { Member } from '../access/principal.ts';
import { authorizedFolder, isSeen } from '../access/rights.ts';

/** Deep enough for people, shallow enough that a chain of ids stays a short text. */
export const maxDepth = 100;

export function requireDepth(chain: string): void {
  if (chain.split('/').length - 2 > maxDepth) throw new AppError('conflict', `Folders can be ${maxDepth} levels deep.`);
}

/** Inside a transaction: a new folder, whose name was checked to be free. */
export async function insertFolder(
  tx: MetadataWrites,
  parent: FolderNode,
  { name, nameKey, ...details }: Pick<FolderNode, 'name' | 'nameKey'> & Partial<NodeDetails>,
  now: number,
): Promise<FolderNode> {
  const id = newId('folder', now);
  requireDepth(`${parent.chain}${id}/`);
  const folder: FolderNode = {
    kind: 'folder',
    id,
    parentId: parent.id,
    rootId: parent.rootId,
    chain: `${parent.chain}${id}/`,
    name,
    nameKey,
    createdAt: now,
    updatedAt: now,
    ...noDetails,
    ...details,
  };
  await tx.insertFolder(folder);
  await tx.insertChange({ nodeId: id, action: 'created', timestamp: now, chain: parent.chain, fromChain: null });
  await tx.insertActivity(
    activityOf(folder, 'created', { userNumber: folder.createdBy, keyNumber: folder.createdByKey, shareNumber: null }, now),
  );
  return folder;
}

/** Inside a transaction: the folder at a path below the member's root, made with all that is missing above it. */
export async function makeFolders(tx: MetadataWrites, member: Member, path: string, now: number): Promise<FolderNode> {
  return makeFoldersFrom(tx, member, await authorizedFolder(tx, member, 'list', null), path, now);
}

/** The same below another folder, which the member sees. */
export async function makeFoldersFrom(
  tx: MetadataWrites,
  member: Member,
  start: FolderNode,
  path: string,
  now: number,
): Promise<FolderNode> {
  if ([...path].length > maxPathLength) throw invalidField('path', `a path has at most ${maxPathLength} characters`, 'name_too_long');
  let folder = start;
  for (const part of pathParts(path)) {
    const name = checkName(part, 'path');
    const nameKey = comparisonKey(name);
    const child = await tx.findChild(folder.id, nameKey);
    if (child?.kind === 'folder' && (await isSeen(tx, member, child))) folder = child;
    else {
      // Before a word about what has the name, because it may be out of sight.
      await authorizedFolder(tx, member, 'write', folder.id);
      if (child !== undefined) throw nameTaken(child);
      folder = await insertFolder(tx, folder, { name, nameKey, ...madeBy(member) }, now);
    }
  }
  return folder;
}
