import { changeOf, dropContents, originalNameOf } from './file-rows.ts';
import { parentChain } from './folder-moves.ts';
import { freeNameIn } from './free-name.ts';
import { newId } from '../ids.ts';
import { requireDepth } from './make-folders.ts';
import type { FolderNode, MetadataWrites, Node } from '../metadata.ts';
import type { TrashItem } from '../metadata-trash.ts';
import { comparisonKey } from './names.ts';

/**
 * Into the trash, out of it, and for good: what one transaction does of it. Folders go in slices, so that other writers get their turn; each
 * slice is whole in itself.
 */

/** Nodes that one transaction touches. */
const nodesPerSlice = 500;

/** A new item for a node of this folder. Answers its id. */
export async function newTrashItem(
  tx: MetadataWrites,
  node: Node,
  parent: FolderNode,
  { deletedBy, now }: { readonly deletedBy: string; readonly now: number },
): Promise<string> {
  const folderNames: string[] = [];
  for (const id of parent.chain.split('/').filter((one) => one !== '')) {
    const folder = id === parent.id ? parent : await tx.findNode(id);
    if (folder !== undefined && folder.name !== '') folderNames.push(folder.name);
  }
  const id = newId('trash', now);
  const { name, nameKey, kind } = node;
  await tx.insertTrashItem({
    id,
    nodeId: node.id,
    kind,
    name,
    nameKey,
    parentId: parent.id,
    chain: parent.chain,
    folderNames,
    deletedAt: now,
    deletedBy,
  });
  return id;
}

/** `chain`: of the folder that it lies in. */
export async function putNode(tx: MetadataWrites, itemId: string, node: Node, chain: string, now: number): Promise<void> {
  await tx.putInTrash(itemId, node);
  await tx.insertChange(changeOf(node, 'deleted', now, chain));
}

/** Puts in what is in a folder, from the deepest folder up. Answers whether the folder itself has gone. */
export async function putSlice(tx: MetadataWrites, itemId: string, folder: FolderNode, now: number): Promise<boolean> {
  for (let room = nodesPerSlice; room > 0;) {
    const last = (await tx.lastFolderOf(folder.chain)) ?? folder;
    const files = await tx.filesOf(last.id, room);
    for (const file of files) await putNode(tx, itemId, file, last.chain, now);
    room -= files.length + 1;
    if (room < 0) return false;
    await putNode(tx, itemId, last, parentChain(last), now);
    if (last.id === folder.id) return true;
  }
  return false;
}

/** What has the name of a node that comes back is left alone. */
async function restoreNode(tx: MetadataWrites, node: Node, parent: FolderNode, now: number): Promise<Node> {
  const taken = await tx.findChild(parent.id, node.nameKey);
  const name = taken === undefined ? node.name : await freeNameIn(tx, parent.id, node.name, node.kind);
  const place = { parentId: parent.id, name, nameKey: comparisonKey(name) };
  let back: Node;
  if (node.kind === 'file') {
    back = { ...node, ...place, rootId: parent.rootId, originalName: originalNameOf(node.originalName ?? node.name, name) };
  } else {
    const chain = `${parent.chain}${node.id}/`;
    requireDepth(chain);
    // One that is a root of its own is one again.
    back = { ...node, ...place, chain, rootId: node.rootId === node.id ? node.id : parent.rootId };
  }
  await tx.takeFromTrash(back);
  await tx.insertChange(changeOf(back, 'created', now, parent.chain));
  return back;
}

/** Restores from the top down: the node of the item itself into the target, then what was in it. Answers whether that was all. */
export async function restoreSlice(tx: MetadataWrites, item: TrashItem, target: FolderNode, now: number): Promise<boolean> {
  const parents = new Map<string, FolderNode>();
  const nodes = await tx.trashedNodes(item.id, { lastFirst: true, limit: nodesPerSlice });
  for (const node of nodes) {
    let parent = target;
    if (node.id !== item.nodeId) {
      const id = node.parentId ?? '';
      const found = parents.get(id) ?? (await tx.findNode(id));
      // A folder that never came into the trash as a whole may have gone another way since.
      if (found?.kind === 'folder') parent = found;
    }
    const back = await restoreNode(tx, node, parent, now);
    parents.set(parent.id, parent);
    if (back.kind === 'folder') parents.set(back.id, back);
  }
  if (nodes.length === nodesPerSlice) return false;
  await tx.deleteTrashItem(item.id);
  return true;
}

/** Removes nodes for good, with their contents, versions, links and grants. Answers whether that was all. */
export async function purgeSlice(tx: MetadataWrites, itemId: string): Promise<boolean> {
  const nodes = await tx.trashedNodes(itemId, { lastFirst: false, limit: nodesPerSlice });
  for (const node of nodes) {
    await tx.deleteTrashed(node);
    if (node.kind === 'file') await dropContents(tx, node);
  }
  if (nodes.length === nodesPerSlice) return false;
  await tx.deleteTrashItem(itemId);
  return true;
}
