import { right, rightsOn, type Rights } from './access.ts';
import type { MetadataReads, Node } from '../metadata.ts';
import type { SharePermissions } from '../metadata-shares.ts';
import type { Visitor } from './principal.ts';

const { list, read, write, remove, preview } = right;

/** What a link gives at most. `full` is also what replaces files that are there. */
export const rightsOfShare: Readonly<Record<SharePermissions, Rights>> = {
  read: list | read | preview,
  write,
  read_write: list | read | preview | write,
  full: list | read | preview | write | remove,
  none: 0,
  preview_only: list | preview,
};

/** True when visitors may have the bytes. */
export const allowsDownload = (permissions: SharePermissions): boolean => (rightsOfShare[permissions] & read) !== 0;

/** True when the page may show visitors what is in the files. */
export const allowsPreview = (permissions: SharePermissions): boolean => (rightsOfShare[permissions] & preview) !== 0;

/** The ids of the folders that a node is in, from the top down. */
async function foldersAbove(reads: MetadataReads, node: Node): Promise<readonly string[]> {
  const folder = node.kind === 'folder' ? node : await reads.findNode(node.parentId);
  return folder?.kind === 'folder' ? folder.chain.split('/') : [];
}

/**
 * What a visitor may do with a node: what the link gives, as far as its owner has it and could share the node now. 0 for what is not
 * there for the visitor. What the link names is always seen; what is in it only when the link lets visitors look.
 */
export async function visitorRights(reads: MetadataReads, visitor: Visitor, node: Node): Promise<Rights> {
  const isNamed = visitor.nodeIds.has(node.id);
  if (!isNamed && !(await foldersAbove(reads, node)).some((id) => visitor.nodeIds.has(id))) return 0;
  const granted = await rightsOn(reads, visitor.owner.access, node);
  if ((granted & right.share) === 0) return 0;
  // Whoever has the bytes can look at them, and let others look.
  const ofOwner = (granted & read) === 0 ? granted : granted | preview;
  return (ofOwner & visitor.rights) | (isNamed ? list : 0);
}
