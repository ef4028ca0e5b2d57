import { AppError } from '../errors.ts';
import { right, rightsOn, type Rights } from '../access/access.ts';
import type { FolderNode, MetadataReads, Node } from '../metadata.ts';
import type { Lock } from '../metadata-locks.ts';
import type { Checksums } from '../metadata-transfers.ts';
import { findPathOf } from './paths.ts';
import type { Member } from '../access/principal.ts';

/** A file or folder as one member sees it. */
export interface Entry {
  readonly node: Node;
  /** From the member's root, without slashes at its ends; empty for the root itself. */
  readonly path: string;
  /** What the member may do with it: some of the letters l (list), r (read), w (write), d (delete), in this order. */
  readonly permissions: string;
  /** Of a file's content, once they were computed. */
  readonly checksums: Checksums | undefined;
  /** An exclusive lock stands on it, or on a folder above with all that is in it. */
  readonly isLocked: boolean;
  /** An exclusive lock stands on all that is in the folder. */
  readonly isLockedBelow: boolean;
}

/** More locks than anybody looks at on one file. */
const mostLocks = 10_000;

/** The letters of rights, as far as the member's key can use them. */
export function permissionLetters(member: Member, rights: Rights): string {
  const reads = member.scopes.has('files:read');
  const writes = member.scopes.has('files:write');
  return [
    reads && (rights & right.list) !== 0 ? 'l' : '',
    reads && (rights & right.read) !== 0 ? 'r' : '',
    writes && (rights & right.write) !== 0 ? 'w' : '',
    writes && (rights & right.remove) !== 0 ? 'd' : '',
  ].join('');
}

/** The SHA-256 of a file's content, once it was computed, for those who may read it: it tells when somebody guesses the content. */
export const sha256Of = ({ permissions, checksums }: Pick<Entry, 'permissions' | 'checksums'>): string | null =>
  permissions.includes('r') ? (checksums?.sha256 ?? null) : null;

const exclusive = (locks: readonly Lock[]): readonly Lock[] => locks.filter((lock) => lock.exclusive);

/** Whether the locks on a folder or above it hold for all that is in it. */
export async function isLockedBelow(reads: MetadataReads, folder: FolderNode, now: number): Promise<boolean> {
  const nodeIds = folder.chain.split('/').filter((id) => id !== '');
  return exclusive(await reads.locksIn({ nodeIds }, { now, limit: mostLocks })).some((lock) => lock.recursive);
}

/** The ids of what lies directly in a folder and has an exclusive lock; true: with all that is in it. */
export async function lockedChildren(reads: MetadataReads, folder: FolderNode, now: number): Promise<ReadonlyMap<string, boolean>> {
  const locked = new Map<string, boolean>();
  for (const { nodeId, recursive } of exclusive(await reads.locksIn({ parentId: folder.id }, { now, limit: mostLocks })))
    locked.set(nodeId, recursive || locked.get(nodeId) === true);
  return locked;
}

/** A node that the member may see. Throws `not_found` when it was deleted since it was read: within a transaction it never is. */
export async function entryOf(reads: MetadataReads, member: Member, node: Node, now: number): Promise<Entry> {
  const entry = await findEntryOf(reads, member, node, now);
  if (entry === undefined) throw new AppError('not_found', `No such ${node.kind}.`);
  return entry;
}

/** The same, undefined for what was deleted since it was read. */
export async function findEntryOf(reads: MetadataReads, member: Member, node: Node, now: number): Promise<Entry | undefined> {
  const path = await findPathOf(reads, member, node);
  if (path === undefined) return undefined;
  const parent = await reads.findNode(node.parentId ?? '');
  const above = parent?.kind === 'folder' && (await isLockedBelow(reads, parent, now));
  const own = exclusive(await reads.locksIn({ nodeIds: [node.id] }, { now, limit: mostLocks }));
  return {
    node,
    path,
    permissions: permissionLetters(member, await rightsOn(reads, member.access, node)),
    checksums: node.kind === 'file' ? (await reads.checksumsOf([node.blobId])).get(node.blobId) : undefined,
    isLocked: above || own.length > 0,
    isLockedBelow: above || own.some((lock) => lock.recursive),
  };
}
