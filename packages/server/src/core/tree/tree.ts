import { madeBy } from './authorship.ts';
import type { Clock } from '../clock.ts';
import { checkCustomMetadata, checkPriorityColor } from './custom-metadata.ts';
import { entryOf, type Entry } from './entries.ts';
import { AppError } from '../errors.ts';
import type { FileMigrations, FileMigrationStarted } from './file-migrations.ts';
import { requireFreeName } from './file-rows.ts';
import type { Files } from './files.ts';
import { listChildren, type ListedEntry, type ListingQuery } from './folder-listing.ts';
import { listedFolder, type FolderRef } from './folder-refs.ts';
import type { Folders } from './folders.ts';
import { insertFolder, makeFolders } from './make-folders.ts';
import type { FolderNode, MetadataStore, Node } from '../metadata.ts';
import { checkName } from './names.ts';
import { authorizedFolderPath, authorizedPath, destinationOf, normalizePath, pathOf, pathParts } from './paths.ts';
import type { Member } from '../access/principal.ts';
import { authorizedFolder, requireNotOwnRoot } from '../access/rights.ts';
import { listBelow, type EntryBelow, type SubtreeQuery } from './subtree-listing.ts';
import type { Trash } from './trash.ts';
import { searchTree, type FoundEntry, type SearchQuery, type SearchResult } from './tree-search.ts';
import type { FindRetention } from './version-rows.ts';

/** What clients keep with a file or folder. What is undefined stays, null takes it away. */
export interface DetailsChange {
  /** Milliseconds since 1970. */
  readonly providedMtime?: number | null | undefined;
  /** Values by their keys, all of them; see `checkCustomMetadata`. */
  readonly customMetadata?: Readonly<Record<string, unknown>> | null | undefined;
  readonly priorityColor?: string | null | undefined;
}

/** A copy or move: done, or under way as a file migration. */
export type Carried = Omit<FileMigrationStarted, 'number'> & {
  /** The file migration; null for a single file, which has none. */
  readonly number: number | null;
};

export type Tree = ReturnType<typeof createTree>;

/** The tree for doors that address files and folders by path. Paths are seen from the member's root. */
export function createTree({
  metadata,
  clock,
  files,
  folders,
  fileMigrations,
  trash,
  retention,
}: {
  metadata: MetadataStore;
  clock: Clock;
  files: Files;
  folders: Folders;
  fileMigrations: FileMigrations;
  trash: Trash;
  retention: FindRetention;
}) {
  /** What is to be copied or moved, and where it is to go. Rights on the node itself are looked at when it happens. */
  async function resolve(
    member: Member,
    path: string,
    destination: string,
  ): Promise<{ readonly node: Node; readonly to: FolderNode; readonly name: string }> {
    const node = await authorizedPath(metadata, member, 'list', path);
    if (node.kind === 'folder') requireNotOwnRoot(member, node);
    const { parent, name } = await destinationOf(metadata, member, destination);
    if (parent.id === node.parentId && checkName(name, 'destination') === node.name) {
      throw new AppError('invalid', 'It is there already.', { reason: 'same_place' });
    }
    return { node, to: parent, name };
  }

  return {
    async find(member: Member, path: string, action: 'list' | 'read' = 'list'): Promise<Entry> {
      return entryOf(metadata, member, await authorizedPath(metadata, member, action, path), clock());
    },

    /** What is directly in a folder. */
    async list(member: Member, ref: FolderRef, query: ListingQuery): Promise<readonly ListedEntry[]> {
      const folder = await listedFolder(metadata, member, ref);
      return listChildren(metadata, member, { folder, path: await pathOf(metadata, member, folder), now: clock() }, query);
    },

    /** What is below a folder, at any depth. */
    async listBelow(member: Member, ref: FolderRef, query: SubtreeQuery): Promise<readonly EntryBelow[]> {
      const folder = await listedFolder(metadata, member, ref);
      return listBelow(metadata, member, { folder, path: await pathOf(metadata, member, folder) }, query);
    },

    /** What matches below a folder, at any depth. */
    async search(member: Member, path: string, query: SearchQuery): Promise<readonly FoundEntry[]> {
      const folder = await authorizedFolderPath(metadata, member, 'list', path);
      return (await searchTree(metadata, member, folder, clock(), query)).found;
    },

    /** The same for somebody who waits: it ends early where there is much to look through, and says where to go on. */
    async searchFor(
      member: Member,
      ref: FolderRef,
      query: SearchQuery & { readonly wanted: { readonly namePart: string }; readonly mostFolders: number },
    ): Promise<SearchResult> {
      return searchTree(metadata, member, await listedFolder(metadata, member, ref), clock(), query);
    },

    /** A new folder. `mkdirParents`: with the folders above it that are missing; else a missing one is `not_found` (`parent_missing`). */
    async makeFolder(
      member: Member,
      path: string,
      { mkdirParents, providedMtime = null }: { readonly mkdirParents: boolean; readonly providedMtime?: number | null | undefined },
    ): Promise<Entry> {
      const parts = pathParts(path);
      if (parts.length === 0) throw new AppError('conflict', 'The root folder is there already.', { reason: 'exists' });
      const name = checkName(parts.at(-1) ?? '', 'path');
      return metadata.write(async (tx) => {
        const above = mkdirParents
          ? await makeFolders(tx, member, parts.slice(0, -1).join('/'), clock())
          : (await destinationOf(tx, member, path)).parent;
        const parent = await authorizedFolder(tx, member, 'write', above.id);
        const nameKey = await requireFreeName(tx, parent, name);
        const folder = await insertFolder(tx, parent, { name, nameKey, providedMtime, ...madeBy(member) }, clock());
        // Afterwards it may be gone already.
        return entryOf(tx, member, folder, clock());
      });
    },

    /** Changes what clients keep with it. The content, its time and the feed stay as they are. */
    async update(member: Member, path: string, change: DetailsChange): Promise<Entry> {
      const customMetadata = checkCustomMetadata(change.customMetadata);
      const priorityColor = checkPriorityColor(change.priorityColor);
      return metadata.write(async (tx) => {
        const node = await authorizedPath(tx, member, 'write', path);
        const changed = {
          ...(change.providedMtime === undefined ? {} : { providedMtime: change.providedMtime }),
          ...(customMetadata === undefined ? {} : { customMetadata }),
          ...(priorityColor === undefined ? {} : { priorityColor }),
        };
        if (node.kind === 'file') await tx.updateFile({ ...node, ...changed });
        else await tx.updateFolder(node.id, changed);
        return entryOf(tx, member, { ...node, ...changed }, clock());
      });
    },

    /** Into the trash, if the site keeps one; else for good. A folder that is not empty is a `conflict` (`not_empty`) without `recursive`. */
    async delete(member: Member, path: string, { recursive }: { readonly recursive: boolean }): Promise<void> {
      const node = await authorizedPath(metadata, member, 'remove', path);
      const keeps = (await retention(metadata)).trashDays > 0;
      if (node.kind === 'file') await (keeps ? trash.putFile(member, node.id) : files.delete(member, node.id));
      else if (keeps) await trash.putFolder(member, node.id, { recursive });
      else await folders.delete(member, node.id, { recursive });
    },

    /**
     * A copy at `destination`, which names the copy itself. Something that is there is a `conflict` (`exists`) unless `overwrite`: then
     * files get the content as their new version, and a folder takes in the copies.
     */
    async copy(
      member: Member,
      path: string,
      destination: string,
      { overwrite, structureOnly }: { readonly overwrite: boolean; readonly structureOnly: boolean },
    ): Promise<Carried> {
      const { node, to, name } = await resolve(member, path, destination);
      const ifTaken = overwrite ? 'replace' : 'refuse';
      if (node.kind === 'folder') {
        const wanted = { operation: 'copy', path: normalizePath(path), destPath: normalizePath(destination) } as const;
        return fileMigrations.run(member, wanted, async (progress) => {
          await folders.copy(member, node.id, { name, parentId: to.id, ifTaken, structureOnly }, progress);
        });
      }
      await files.copy(member, node.id, { name, folderId: to.id, ifTaken });
      return { status: 'completed', number: null };
    },

    /** The same for a move. With `overwrite`, files that had the names are gone. */
    async move(member: Member, path: string, destination: string, { overwrite }: { readonly overwrite: boolean }): Promise<Carried> {
      const { node, to, name } = await resolve(member, path, destination);
      const ifTaken = overwrite ? 'replace' : 'refuse';
      if (node.kind === 'folder') {
        const wanted = { operation: 'move', path: normalizePath(path), destPath: normalizePath(destination) } as const;
        return fileMigrations.run(member, wanted, async (progress) => {
          await folders.update(member, node.id, { name, parentId: to.id, ifTaken }, progress);
        });
      }
      await files.update(member, node.id, { name, folderId: to.id, ifTaken });
      return { status: 'completed', number: null };
    },
  };
}
