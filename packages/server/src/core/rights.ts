import { AppError } from './errors.ts';
import type { FileNode, FolderNode, MetadataReads, Node } from './metadata.ts';
import type { Member, Principal, Scope } from './principal.ts';
import { isId } from './ids.ts';

/**
 * The one policy: what a principal may do with a node. Every use case of the core asks here; no door decides by itself.
 *
 * - `list`: see that it is there, its name, size and times. `read`: have its bytes.
 * - `write`: change it, or put something into the folder. `delete`: remove it. `share`: make links to it.
 */
export type Action = 'list' | 'read' | 'write' | 'delete' | 'share';

const scopeOf: Readonly<Record<Action, Scope>> = {
  list: 'files:read',
  read: 'files:read',
  write: 'files:write',
  delete: 'files:write',
  share: 'shares',
};

function sees(principal: Principal, node: Node): boolean {
  if (principal.kind === 'visitor') return node.id === principal.fileId;
  if (principal.roots === 'all') return true;
  // A folder's own chain says it even when a new root was made between since the member came; a member without roots sees nothing.
  if (node.kind === 'folder') return principal.roots.size > 0 && node.chain.includes(`/${principal.rootId}/`);
  return principal.roots.has(node.rootId);
}

function can(principal: Principal, action: Action, node: Node): boolean {
  if (!sees(principal, node)) return false;
  if (principal.kind === 'visitor') return action === 'list' || (action === 'read' && principal.allowDownload);
  return principal.scopes.has(scopeOf[action]);
}

export function requireScope(member: Member, scope: Scope): void {
  if (!member.scopes.has(scope)) {
    throw new AppError('forbidden', `This API key lacks the scope ${scope}. Use a key that has it, or create one.`);
  }
}

export function requireAdmin(member: Member): void {
  if (!member.isAdmin || member.keyFolderId !== null) throw new AppError('forbidden', 'Only an administrator can do this.');
}

function authorize(principal: Principal, action: Action, node: Node | undefined, what: string): asserts node is Node {
  if (principal.kind === 'member') requireScope(principal, scopeOf[action]);
  // What somebody cannot see looks the same as what is not there.
  if (node === undefined || !sees(principal, node)) throw new AppError('not_found', `No such ${what}.`);
  if (!can(principal, action, node)) throw new AppError('forbidden', 'Downloads are switched off for this link.');
}

/** The file, or `not_found` / `forbidden`. */
export async function authorizedFile(reads: MetadataReads, principal: Principal, action: Action, id: string): Promise<FileNode> {
  const node = isId('file', id) ? await reads.findNode(id) : undefined;
  authorize(principal, action, node, 'file');
  if (node.kind !== 'file') throw new AppError('not_found', 'No such file.');
  return node;
}

/** The folder, the member's root for null, or `not_found` / `forbidden`. */
export async function authorizedFolder(reads: MetadataReads, member: Member, action: Action, id: string | null): Promise<FolderNode> {
  const node = id === null ? await reads.findNode(member.rootId) : isId('folder', id) ? await reads.findNode(id) : undefined;
  authorize(member, action, node, 'folder');
  if (node.kind !== 'folder') throw new AppError('not_found', 'No such folder.');
  return node;
}

/** The same for a folder that is itself to be renamed, moved or removed: nobody does that to the root of their own tree. */
export async function authorizedOwnFolder(
  reads: MetadataReads,
  member: Member,
  action: 'write' | 'delete',
  id: string,
): Promise<FolderNode> {
  const folder = await authorizedFolder(reads, member, action, id);
  if (folder.id === member.rootId || folder.parentId === null) {
    throw new AppError('forbidden', 'The root folder cannot be renamed, moved, copied or deleted.');
  }
  return folder;
}
