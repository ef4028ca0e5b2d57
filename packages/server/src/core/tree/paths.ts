import { AppError, invalidField } from '../errors.ts';
import type { FolderNode, MetadataReads, Node } from '../metadata.ts';
import { comparisonKey, nameProblem } from './names.ts';
import type { Member } from '../access/principal.ts';
import { authorize, isSeen, type Action } from '../access/rights.ts';

/**
 * Paths, for the doors that address nodes by them. A path is seen from the root of the member; names are compared as the tree compares
 * them (reference/filescom/protocol.md section 10).
 */

/** Where the member sees a node: from the root, without slashes at its ends; empty for the root itself. */
export interface Located {
  readonly path: string;
}

/** Most characters of a path. */
export const maxPathLength = 5000;

/** The names of a path: no empty ones, no `.` or `..` (which do not climb), backslashes are slashes. */
export function pathParts(path: string): string[] {
  return path
    .replaceAll('\u0000', '')
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..');
}

/**
 * Why a text is no path, for doors that leave out nothing of what a client says; undefined for one that is: names between slashes, and `/`
 * for the top. Slashes at its ends and double ones count for nothing.
 */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'is empty; "/" is the top folder';
  if ([...path].length > maxPathLength) return `a path has at most ${maxPathLength} characters`;
  for (const part of path.split(/[/\\]/)) {
    if (part === '.' || part === '..') return 'a path cannot hold "." or ".."';
    const problem = part === '' ? undefined : nameProblem(part);
    if (problem !== undefined) return problem.message;
  }
  return undefined;
}

/** The path as it is shown: without slashes at its ends; empty for the root. */
export function normalizePath(path: string): string {
  return pathParts(path).join('/');
}

/** Two paths are the same when these are equal. */
export function comparisonPath(path: string): string {
  return comparisonKey(normalizePath(path));
}

/** The node at a path, whether or not the member may see it; undefined when there is none. */
export async function findPath(reads: MetadataReads, member: Pick<Member, 'rootId'>, path: string): Promise<Node | undefined> {
  return findPathFrom(reads, await reads.findNode(member.rootId), path);
}

/** The same for a path that begins at another folder. */
export async function findPathFrom(reads: MetadataReads, start: Node | undefined, path: string): Promise<Node | undefined> {
  let node = start;
  for (const name of pathParts(path)) {
    if (node?.kind !== 'folder') return undefined;
    node = await reads.findChild(node.id, comparisonKey(name));
  }
  return node;
}

/** The node at a path, when the member may do that with it; else `not_found` or `forbidden`. */
export async function authorizedPath(reads: MetadataReads, member: Member, action: Action, path: string): Promise<Node> {
  return authorize(reads, member, action, await findPath(reads, member, path), 'file or folder');
}

export async function authorizedFolderPath(reads: MetadataReads, member: Member, action: Action, path: string): Promise<FolderNode> {
  const node = await authorizedPath(reads, member, action, path);
  if (node.kind !== 'folder') throw invalidField('path', 'this is a file, not a folder', 'is_file');
  return node;
}

/** Where something is to be put: the folder, which has to be there, and the name. */
export async function destinationOf(
  reads: MetadataReads,
  member: Member,
  path: string,
): Promise<{ readonly parent: FolderNode; readonly name: string }> {
  if ([...path].length > maxPathLength) throw invalidField('path', `a path has at most ${maxPathLength} characters`, 'name_too_long');
  const parts = pathParts(path);
  const name = parts.pop();
  if (name === undefined) throw invalidField('path', 'name a file or folder', 'bad_name');
  const parent = await findPath(reads, member, parts.join('/'));
  if (parent === undefined || !(await isSeen(reads, member, parent))) {
    throw new AppError('not_found', `There is no folder "${parts.join('/')}".`, { reason: 'parent_missing' });
  }
  if (parent.kind === 'file') throw new AppError('conflict', `"${parts.join('/')}" is a file.`, { reason: 'parent_missing' });
  return { parent: await authorize(reads, member, 'write', parent, 'folder'), name };
}

/**
 * The path of a node as the member sees it: empty for the member's root. The whole path for what lies outside of it. Throws `not_found`
 * when it was deleted since it was read, which cannot be within a transaction.
 */
export async function pathOf(reads: MetadataReads, member: Pick<Member, 'rootId'>, node: Node): Promise<string> {
  const path = await findPathOf(reads, member, node);
  if (path === undefined) throw new AppError('not_found', `No such ${node.kind}.`);
  return path;
}

/** The same, undefined for what was deleted since it was read. */
export async function findPathOf(reads: MetadataReads, member: Pick<Member, 'rootId'>, node: Node): Promise<string | undefined> {
  if (node.id === member.rootId) return '';
  if (node.kind === 'folder') return findFolderPath(reads, member, node);
  // No look-up for a file that lies directly in the root.
  if (node.parentId === member.rootId) return node.name;
  const parent = await reads.findNode(node.parentId);
  return parent?.kind === 'folder' ? findPathIn(reads, member, parent, node.name) : undefined;
}

/** The path of a name in a folder that is at hand. Nothing is looked up for one in the member's root or directly below it. */
export async function findPathIn(
  reads: MetadataReads,
  member: Pick<Member, 'rootId'>,
  parent: FolderNode,
  name: string,
): Promise<string | undefined> {
  const above = await findFolderPath(reads, member, parent);
  return above === undefined ? undefined : joinPath(above, name);
}

/** The path of a name in the folder with this path. */
export const joinPath = (above: string, name: string): string => (above === '' ? name : `${above}/${name}`);

async function findFolderPath(reads: MetadataReads, { rootId }: Pick<Member, 'rootId'>, folder: FolderNode): Promise<string | undefined> {
  if (folder.id === rootId) return '';
  const ids = folder.chain.split('/').filter((id) => id !== '');
  const names: string[] = [];
  for (const id of ids.slice(Math.max(ids.indexOf(rootId) + 1, 1))) {
    const above = id === folder.id ? folder : await reads.findNode(id);
    if (above === undefined) return undefined;
    names.push(above.name);
  }
  return names.join('/');
}
