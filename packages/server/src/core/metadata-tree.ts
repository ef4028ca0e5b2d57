import type { ListPlace, Placed } from './list-query.ts';
import type { FileNode, FolderNode } from './metadata.ts';

/** What is kept with a file or folder besides its place and its content: a part of the metadata (see `metadata.ts`). */

/** What a client keeps with a node, by its own keys. */
export type CustomMetadata = Readonly<Record<string, string>>;

export interface NodeDetails {
  /** The number of the user who made it; null where that is not known. */
  readonly createdBy: number | null;
  /** The number of the key that it was made with; null for a session. */
  readonly createdByKey: number | null;
  /** The same for the last change. */
  readonly modifiedBy: number | null;
  readonly modifiedByKey: number | null;
  /** When the client says that the content was changed last. */
  readonly providedMtime: number | null;
  readonly customMetadata: CustomMetadata | null;
  readonly priorityColor: string | null;
}

/** The details of a node of which nothing is known. */
export const noDetails: NodeDetails = {
  createdBy: null,
  createdByKey: null,
  modifiedBy: null,
  modifiedByKey: null,
  providedMtime: null,
  customMetadata: null,
  priorityColor: null,
};

/** What the children of a folder can be sorted by. Folders have no size: by that they are sorted by name. `creation`: by their numbers. */
export type ChildSort = 'name' | 'size' | 'modified_at' | 'provided_mtime' | 'creation';

export interface ChildrenQuery {
  readonly parentId: string;
  readonly sort: ChildSort;
  readonly descending: boolean;
  /** Only what was changed later than this. */
  readonly modifiedAfter?: number | undefined;
  /** Only what comes behind this place. */
  readonly after?: ListPlace | undefined;
  readonly limit: number;
}

/** What is looked for: a part of a name as `LIKE` spells it (with `\` before `%` and `_` that stand for themselves), or custom metadata. */
export type SearchMatch = { readonly nameLike: string } | { readonly metadata: MetadataMatch };

export interface MetadataMatch {
  /** Undefined: any key, any value. */
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** Files whose nearest root this is; with `directly` only those that lie in that folder itself. */
export interface RootPart {
  readonly rootId: string;
  readonly directly: boolean;
}

export interface OwnedFilesQuery {
  readonly ownerId: string;
  readonly parts: readonly RootPart[];
  /** Only those whose ids come before this one, whether or not there is a file that has it. */
  readonly beforeId?: string | undefined;
  readonly limit: number;
}

/** A file with what an answer about it tells besides. */
export interface FileFacts {
  readonly file: FileNode;
  /** Of the content; null when it was not computed. */
  readonly sha256: string | null;
  /** Links to this file alone that are neither expired nor used up. */
  readonly liveShares: number;
  /** When the first of these links expires; null when none does. */
  readonly liveSharesUntil: number | null;
}

export interface TreeReads {
  /** In one step, because it is asked for so often. `sharesOf`: counts only the links of this user. */
  findFileFacts(id: string, facts: { readonly now: number; readonly sharesOf: string | null }): Promise<FileFacts | undefined>;
  /** The roots that hold files of this owner (see `NodeFields.rootId`). */
  rootsWithFilesOf(ownerId: string): Promise<readonly string[]>;
  /** The files of an owner in some parts of the tree, the last one made first: by id, descending. */
  ownedFiles(query: OwnedFilesQuery): Promise<readonly FileNode[]>;
  /** The files of a subtree. */
  countFiles(chain: string): Promise<number>;
  /** The files directly in these folders. */
  countFilesOf(folderIds: readonly string[]): Promise<number>;
  /** The same with the sum of their sizes. */
  sizesOf(folderIds: readonly string[]): Promise<{ readonly files: number; readonly sizeBytes: number }>;
  /** The folders directly in a folder; of `ids` only, when it is given. */
  childFolders(query: ChildrenQuery & { readonly ids?: readonly string[] }): Promise<readonly Placed<FolderNode>[]>;
  /** The files directly in a folder. */
  childFiles(query: ChildrenQuery): Promise<readonly Placed<FileNode>[]>;
  /** The matching folders below the one with this chain, in the order of `chain`. */
  searchFolders(query: {
    readonly chain: string;
    readonly match: SearchMatch;
    readonly modifiedAfter?: number | undefined;
    readonly afterChain?: string | undefined;
    readonly limit: number;
  }): Promise<readonly FolderNode[]>;
  /** The matching files directly in a folder, by name. */
  searchFiles(query: {
    readonly parentId: string;
    readonly match: SearchMatch;
    readonly modifiedAfter?: number | undefined;
    readonly afterNameKey?: string | undefined;
    readonly limit: number;
  }): Promise<readonly FileNode[]>;
}
