import type { Node } from './metadata.ts';

/**
 * What was deleted and can come back: a part of the metadata (see `metadata.ts`). Nodes in the trash are kept apart from the tree, so that
 * no listing, search, link or path can meet one; contents, versions, links and grants stay with them.
 */

/** What somebody put into the trash: a file, or a folder with all that was in it. */
export interface TrashItem {
  readonly id: string;
  /** The file or folder itself. */
  readonly nodeId: string;
  readonly kind: Node['kind'];
  readonly name: string;
  readonly nameKey: string;
  /** The folder that it lay in, which may be gone as well. */
  readonly parentId: string;
  /** The chain of that folder at the time, and the names on the way to it: none for the top folder. */
  readonly chain: string;
  readonly folderNames: readonly string[];
  /** Of all files that came along. */
  readonly sizeBytes: number;
  readonly deletedAt: number;
  /** The id of a user, who may be gone by now. */
  readonly deletedBy: string;
}

export interface TrashReads {
  findTrashItem(id: string): Promise<TrashItem | undefined>;
  /** The one that this node lies in, or is on its way into: a folder goes in slices. */
  findTrashItemOf(nodeId: string): Promise<TrashItem | undefined>;
  /** The newest first: by id, descending. `nameLike`: see `SearchMatch`. */
  listTrash(query: {
    readonly beforeId?: string | undefined;
    readonly nameLike?: string | undefined;
    readonly limit: number;
  }): Promise<readonly TrashItem[]>;
  /** Those that were put in first. */
  oldestTrash(limit: number): Promise<readonly TrashItem[]>;
  /** What came with an item, in the order in which it came, or the last ones first. */
  trashedNodes(itemId: string, query: { readonly lastFirst: boolean; readonly limit: number }): Promise<readonly Node[]>;
}

export interface TrashWrites {
  insertTrashItem(item: Omit<TrashItem, 'sizeBytes'>): Promise<void>;
  /** Takes the node out of the tree. Children of a folder must be gone before. Its locks end; links to it and grants on it stay. */
  putInTrash(itemId: string, node: Node): Promise<void>;
  /** Puts a node of the trash into the tree again, with what is said of it now. Whatever was kept of it is as before. */
  takeFromTrash(node: Node): Promise<void>;
  /** Removes a node of the trash, the links to it and the grants on it. Its content and versions are another matter. */
  deleteTrashed(node: Node): Promise<void>;
  /** Removes an item of which nothing is left. */
  deleteTrashItem(id: string): Promise<void>;
}
