import { isShown, right, rightsInside, rightsOn, type Access, type Rights } from './access.ts';
import { AppError, type ErrorReason } from '../errors.ts';
import { isId } from '../ids.ts';
import type { FileNode, FolderNode, MetadataReads, Node } from '../metadata.ts';
import { scopes, type Member, type Principal, type Scope } from './principal.ts';
import { visitorRights } from './visitor-rights.ts';

/**
 * The one policy: what a principal may do with a node. Every use case of the core asks here; no door decides by itself.
 *
 * - `list`: see that it is there, its name, size and times. `preview`: look at what is in it. `read`: have its bytes.
 * - `write`: change what is known about it, or put something into the folder. `remove`: rename, move or delete it. `share`: make links
 *   to it. `administer`: decide what others may do with it. `history`: see what was done with it.
 */
export type Action = 'list' | 'preview' | 'read' | 'write' | 'remove' | 'share' | 'administer' | 'history';

const rules: Readonly<
  Record<Action, { readonly scope: Scope; readonly rights: Rights; readonly name: string; readonly reason: ErrorReason }>
> = {
  list: { scope: 'files:read', rights: right.list, name: 'list', reason: 'needs_read' },
  preview: { scope: 'files:read', rights: right.preview | right.read, name: 'previewonly', reason: 'needs_read' },
  read: { scope: 'files:read', rights: right.read, name: 'readonly', reason: 'needs_read' },
  write: { scope: 'files:write', rights: right.write, name: 'writeonly', reason: 'needs_write' },
  remove: { scope: 'files:write', rights: right.remove, name: 'full', reason: 'needs_full' },
  share: { scope: 'shares', rights: right.share, name: 'bundle', reason: 'needs_bundle' },
  administer: { scope: 'users', rights: right.administer, name: 'admin', reason: 'needs_folder_admin' },
  history: { scope: 'files:read', rights: right.history, name: 'history', reason: 'needs_history' },
};

/** Throws `forbidden` while a session has to do something else first. */
function requireNoDuty({ mustFirst }: Member): void {
  if (mustFirst === 'change_password') {
    throw new AppError('forbidden', 'The password has to be changed first.', { reason: 'needs_password_change' });
  }
  if (mustFirst === 'set_up_second_factor') {
    throw new AppError('forbidden', 'A second factor has to be set up first: this site asks for one.', { reason: 'needs_second_factor' });
  }
}

export function requireScope(member: Member, scope: Scope): void {
  requireNoDuty(member);
  if (!member.scopes.has(scope)) {
    throw new AppError('forbidden', `This API key lacks the scope ${scope}. Use a key that has it, or create one.`);
  }
}

/** Throws `forbidden` for a key that may do nothing at all, and while a session has to do something else first. */
export function requireAnyScope(member: Member): void {
  requireNoDuty(member);
  if (member.scopes.size === 0) throw new AppError('forbidden', 'This API key may do nothing. Use another one.');
}

const adminOnly = (): AppError => new AppError('forbidden', 'Only an administrator can do this.', { reason: 'needs_site_admin' });

export function requireAdmin(member: Member): void {
  if (!member.isAdmin || member.keyFolderId !== null) throw adminOnly();
}

/**
 * Throws `forbidden` for a key that is limited in any way. What is another way in, such as an SSH key or a session, is not given nor taken
 * by a key that is less than its user.
 */
export function requireUnlimited(member: Member): void {
  if (member.mustFirst === 'change_password') requireNoDuty(member);
  if (member.credential === 'session') return;
  const isLimited = member.keyFolderId !== null || member.keyExpiresAt !== null || scopes.some((scope) => !member.scopes.has(scope));
  if (isLimited)
    throw new AppError('forbidden', 'This API key is limited. Sign in, or use a key that may do everything and does not expire.');
}

/** For looking only: a read-only administrator may as well. */
export function requireAdminView(member: Member): void {
  if (!(member.isAdmin || member.isReadonlyAdmin) || member.keyFolderId !== null) throw adminOnly();
}

const isSeenWith = (access: Access, node: Node, rights: Rights): boolean =>
  (rights & right.list) !== 0 || (node.kind === 'folder' && isShown(access, node, rights));

/** False for what has to look as if it were not there. */
export async function isSeen(reads: MetadataReads, { access }: Member, node: Node): Promise<boolean> {
  return isSeenWith(access, node, await rightsOn(reads, access, node));
}

/**
 * The node, when the principal may do that with it; else `not_found` or `forbidden`. What somebody cannot see looks the same as what is
 * not there. `what` is what the message calls it.
 */
export async function authorize<N extends Node>(
  reads: MetadataReads,
  principal: Principal,
  action: Action,
  node: N | undefined,
  what: string,
): Promise<N> {
  const missing = (): AppError => new AppError('not_found', `No such ${what}.`);
  if (principal.kind === 'visitor') {
    const rights = node === undefined ? 0 : await visitorRights(reads, principal, node);
    if (node === undefined) throw missing();
    if ((rights & rules[action].rights) !== 0) return node;
    if ((rights & right.list) === 0) throw missing();
    if (action === 'read' || action === 'preview') throw new AppError('forbidden', 'Downloads are switched off for this link.');
    throw new AppError('forbidden', 'This link does not allow that.');
  }
  const rule = rules[action];
  requireScope(principal, rule.scope);
  if (node === undefined) throw missing();
  const rights = await rightsOn(reads, principal.access, node);
  // First: who may only put things in does not find out what is there, nor change it.
  if (!isSeenWith(principal.access, node, rights)) throw missing();
  if ((rights & rule.rights) !== 0 || (action === 'list' && node.kind === 'folder')) return node;
  if (action === 'read' && (rights & right.preview) !== 0) {
    throw new AppError('forbidden', 'You can look at this file, but not download it.', { reason: 'preview_only' });
  }
  throw new AppError('forbidden', `This needs the permission "${rule.name}" on the folder. Ask its administrator.`, {
    reason: rule.reason,
  });
}

/** Whether `authorize` would let the member do that. */
export async function isAllowed(reads: MetadataReads, member: Member, action: Action, node: Node): Promise<boolean> {
  const { scope, rights } = rules[action];
  return member.mustFirst === null && member.scopes.has(scope) && ((await rightsOn(reads, member.access, node)) & rights) !== 0;
}

/** Whether the member sees, restores and removes what was deleted from the folder with this chain: whoever may delete things there. */
export function seesTrash({ access }: Member, chain: string): boolean {
  return (rightsInside(access, chain) & right.remove) !== 0;
}

/** The file, or `not_found` / `forbidden`. */
export async function authorizedFile(reads: MetadataReads, principal: Principal, action: Action, id: string): Promise<FileNode> {
  const node = await authorize(reads, principal, action, isId('file', id) ? await reads.findNode(id) : undefined, 'file');
  if (node.kind !== 'file') throw new AppError('not_found', 'No such file.');
  return node;
}

/** The folder, the member's root for null, or `not_found` / `forbidden`. */
export async function authorizedFolder(reads: MetadataReads, member: Member, action: Action, id: string | null): Promise<FolderNode> {
  const found = id === null ? await reads.findNode(member.rootId) : isId('folder', id) ? await reads.findNode(id) : undefined;
  const node = await authorize(reads, member, action, found, 'folder');
  if (node.kind !== 'folder') throw new AppError('not_found', 'No such folder.');
  return node;
}

/** A folder that a path begins at, the member's root for null: the member has to see it, and need not have any right on it. */
export async function seenFolder(reads: MetadataReads, member: Member, scope: Scope, id: string | null): Promise<FolderNode> {
  requireScope(member, scope);
  const node = id === null ? await reads.findNode(member.rootId) : isId('folder', id) ? await reads.findNode(id) : undefined;
  if (node?.kind !== 'folder' || !(await isSeen(reads, member, node))) throw new AppError('not_found', 'No such folder.');
  return node;
}

/** Throws `forbidden` for the root of the member's own tree: nobody renames, moves, copies or removes that. */
export function requireNotOwnRoot(member: Member, folder: FolderNode): void {
  if (folder.id === member.rootId || folder.parentId === null) {
    throw new AppError('forbidden', 'The root folder cannot be renamed, moved, copied or deleted.');
  }
}

/** `authorizedFolder` for a folder that is itself to be renamed, moved or removed. */
export async function authorizedOwnFolder(reads: MetadataReads, member: Member, action: Action, id: string): Promise<FolderNode> {
  const folder = await authorizedFolder(reads, member, action, id);
  requireNotOwnRoot(member, folder);
  return folder;
}
