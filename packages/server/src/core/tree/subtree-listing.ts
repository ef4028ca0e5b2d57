import { right, rightsInside } from '../access/access.ts';
import { permissionLetters, type Entry } from './entries.ts';
import type { FolderNode, MetadataReads, Node } from '../metadata.ts';
import { findPathOf, joinPath, type Located } from './paths.ts';
import type { Member } from '../access/principal.ts';
import { seenFolders } from './seen-folders.ts';

export interface SubtreeQuery {
  /** Only files, or only folders. */
  readonly kind?: Node['kind'] | undefined;
  readonly after?: SubtreePlace | undefined;
  readonly limit: number;
}

/** Where an entry stands in the listing of a whole subtree. */
export interface SubtreePlace {
  /** The folder, or the one that holds the file: the ids from the listed folder down to it, each with a slash behind it. */
  readonly chain: string;
  /** The number of the file; null for the folder itself. */
  readonly number: number | null;
}

export interface EntryBelow extends Pick<Entry, 'node' | 'path' | 'permissions' | 'checksums'> {
  readonly place: SubtreePlace;
}

/**
 * All that is below a folder that the member was allowed to list: its files, then folder after folder, each before its files and these before
 * the folders in it. Siblings come in the order of their creation, so that renaming something in the middle of a listing neither hides
 * nor repeats it. A page climbs once to where it begins; all other paths follow from those of the folders before.
 */
export async function listBelow(
  reads: MetadataReads,
  member: Member,
  { folder, path }: { readonly folder: FolderNode } & Located,
  { kind, after, limit }: SubtreeQuery,
): Promise<readonly EntryBelow[]> {
  const found: Omit<EntryBelow, 'checksums'>[] = [];
  /** By the ids of folders. */
  const paths = new Map([[folder.id, path]]);
  const placeOf = (chain: string, number: number | null): SubtreePlace => ({ chain: chain.slice(folder.chain.length), number });

  async function addFiles(parent: FolderNode, behind: number | null): Promise<void> {
    const rights = rightsInside(member.access, parent.chain);
    const above = paths.get(parent.id);
    if (kind === 'folder' || found.length >= limit || above === undefined || (rights & right.list) === 0) return;
    const permissions = permissionLetters(member, rights);
    const files = await reads.childFiles({
      parentId: parent.id,
      sort: 'creation',
      descending: false,
      after: behind === null ? undefined : { value: behind, number: behind },
      limit: limit - found.length,
    });
    for (const { item, place } of files) {
      found.push({ node: item, path: joinPath(above, item.name), permissions, place: placeOf(parent.chain, place.number) });
    }
  }

  /** Where the page before ended, when that folder is still there. A place comes from outside, so it is not believed. */
  async function begin(chain: string): Promise<FolderNode | undefined> {
    let last = folder;
    for (const id of chain.split('/').slice(0, -1)) {
      const node = await reads.findNode(id);
      if (node?.kind !== 'folder' || node.chain !== `${last.chain}${id}/`) return undefined;
      paths.set(id, joinPath(paths.get(last.id) ?? '', node.name));
      last = node;
    }
    return last;
  }

  const start = after === undefined ? folder : await begin(after.chain);
  if (start !== undefined) await addFiles(start, after?.number ?? null);
  const folders = { chain: folder.chain, afterChain: folder.chain + (after?.chain ?? '') };
  if (found.length < limit) {
    for await (const one of seenFolders(reads, member, folders)) {
      const above = paths.get(one.parentId ?? '');
      // The folder above was moved since it was passed.
      const onePath = above === undefined ? await findPathOf(reads, member, one) : joinPath(above, one.name);
      if (onePath === undefined) continue;
      paths.set(one.id, onePath);
      const permissions = permissionLetters(member, rightsInside(member.access, one.chain));
      if (kind !== 'file') found.push({ node: one, path: onePath, permissions, place: placeOf(one.chain, null) });
      await addFiles(one, null);
      if (found.length >= limit) break;
    }
  }
  const checksums = await reads.checksumsOf(found.flatMap(({ node }) => (node.kind === 'file' ? [node.blobId] : [])));
  return found.map((entry) => ({ ...entry, checksums: entry.node.kind === 'file' ? checksums.get(entry.node.blobId) : undefined }));
}
