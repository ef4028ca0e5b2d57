import { right, rightsInside, rightsOn, showsAllFolders, shownFolders } from '../access/access.ts';
import { isLockedBelow, lockedChildren, permissionLetters, type Entry } from './entries.ts';
import type { ListPlace, Placed } from '../list-query.ts';
import type { FolderNode, MetadataReads, Node } from '../metadata.ts';
import type { ChildSort } from '../metadata-tree.ts';
import type { Member } from '../access/principal.ts';

export interface ListingQuery {
  readonly sort: ChildSort;
  readonly descending: boolean;
  /** Folders come first, whatever the sorting; with this they come last, for a reader who goes backwards. */
  readonly filesFirst?: boolean | undefined;
  /** Only files, or only folders. */
  readonly kind?: Node['kind'] | undefined;
  /** Only what was changed later than this. */
  readonly modifiedAfter?: number | undefined;
  readonly after?: ListingPlace | undefined;
  readonly limit: number;
}

/** Where an entry stands in the listing of its folder. */
export interface ListingPlace extends ListPlace {
  readonly kind: Node['kind'];
}

export interface ListedEntry extends Entry {
  readonly place: ListingPlace;
}

interface Child {
  readonly node: Node;
  readonly place: ListingPlace;
}

/** The children of one kind that the member sees. Who may list a folder sees all files of it; else only folders on the way to what is granted. */
async function childrenOf(
  reads: MetadataReads,
  { access }: Member,
  folder: FolderNode,
  kind: Node['kind'],
  { sort, descending, modifiedAfter, after, limit }: ListingQuery,
): Promise<readonly Child[]> {
  const query = { parentId: folder.id, sort, descending, modifiedAfter, limit, after: after?.kind === kind ? after : undefined };
  let found: readonly Placed<Node>[];
  if (kind === 'folder') {
    const shown = showsAllFolders(access, folder) ? undefined : (await shownFolders(reads, access, folder)).map(({ id }) => id);
    found = await reads.childFolders(shown === undefined ? query : { ...query, ids: shown });
  } else found = ((await rightsOn(reads, access, folder)) & right.list) === 0 ? [] : await reads.childFiles(query);
  return found.map(({ item, place }) => ({ node: item, place: { ...place, kind } }));
}

/** What is directly in a folder that the member was allowed to list, as far as the member sees it; `path` is where it lies. */
export async function listChildren(
  reads: MetadataReads,
  member: Member,
  { folder, path, now }: { readonly folder: FolderNode; readonly path: string; readonly now: number },
  query: ListingQuery,
): Promise<readonly ListedEntry[]> {
  const kinds: readonly Node['kind'][] = query.filesFirst === true ? ['file', 'folder'] : ['folder', 'file'];
  const children: Child[] = [];
  for (const kind of kinds.slice(query.after === undefined ? 0 : kinds.indexOf(query.after.kind))) {
    const limit = query.limit - children.length;
    if (limit === 0 || (query.kind !== undefined && query.kind !== kind)) continue;
    for (const child of await childrenOf(reads, member, folder, kind, { ...query, limit })) children.push(child);
  }

  const lockedAbove = await isLockedBelow(reads, folder, now);
  const locked = await lockedChildren(reads, folder, now);
  const checksums = await reads.checksumsOf(children.flatMap(({ node }) => (node.kind === 'file' ? [node.blobId] : [])));
  // The same for all files of a folder.
  const lettersOfFiles = permissionLetters(member, rightsInside(member.access, folder.chain));
  return children.map(({ node, place }) => ({
    node,
    place,
    path: path === '' ? node.name : `${path}/${node.name}`,
    permissions: node.kind === 'file' ? lettersOfFiles : permissionLetters(member, rightsInside(member.access, node.chain)),
    checksums: node.kind === 'file' ? checksums.get(node.blobId) : undefined,
    isLocked: lockedAbove || locked.has(node.id),
    isLockedBelow: lockedAbove || locked.get(node.id) === true,
  }));
}
