import { right, rightsBelow, showsAllFolders, shownFolders } from '../access/access.ts';
import { madeBy } from './authorship.ts';
import { AppError } from '../errors.ts';
import { changeOf, deleteFileRow, nameTaken, requireFreeName, type IfTaken } from './file-rows.ts';
import { copyFolder } from './folder-copies.ts';
import { filesPerSlice, mergeFolders, moveFolderRow, parentChain, requireMergeable, type LongWork } from './folder-moves.ts';
import { destinationFolder } from './folder-refs.ts';
import { totalsBelow, type FolderTotals } from './folder-totals.ts';
import { freeNameIn } from './free-name.ts';
import { insertFolder, makeFoldersFrom } from './make-folders.ts';
import type { FolderNode, MetadataReads, MetadataWrites, Page, PageQuery } from '../metadata.ts';
import { checkName, comparisonKey } from './names.ts';
import type { Member } from '../access/principal.ts';
import { joinPath, pathOf, pathParts, type Located } from './paths.ts';
import { unwatched, type Progress } from './progress.ts';
import { authorizedFolder, authorizedOwnFolder, requireScope, seenFolder } from '../access/rights.ts';
import type { FindRetention } from './version-rows.ts';

/** Where a folder goes; what is undefined stays as it is. */
export interface FolderChange {
  readonly name?: string | undefined;
  /** Null for the member's root. */
  readonly parentId?: string | null | undefined;
  /** From there, or from the member's root. It has to be there. */
  readonly parentPath?: string | undefined;
  /**
   * Default `refuse`. `replace`: a folder that has the name takes in what is in this one, and loses its files of the same names. A file that
   * has it is a `conflict` all the same.
   */
  readonly ifTaken?: IfTaken | undefined;
}

/** The folder that is named as the new parent; undefined when none is. */
async function newParent(reads: MetadataReads, member: Member, { parentId, parentPath }: FolderChange): Promise<FolderNode | undefined> {
  if (parentId === undefined && parentPath === undefined) return undefined;
  return destinationFolder(reads, member, { folderId: parentId, folderPath: parentPath });
}

export interface FolderCopy extends FolderChange {
  /** Folders only, without the files in them. */
  readonly structureOnly?: boolean | undefined;
}

function requireOutside(folder: FolderNode, to: FolderNode, done: 'moved' | 'copied'): void {
  if (to.chain.startsWith(folder.chain))
    throw new AppError('conflict', `A folder cannot be ${done} into itself.`, { reason: 'into_itself' });
}

/** Throws `conflict` when the folder cannot go, because a user has the root there. */
export async function requireNoUserRoot(tx: MetadataReads, folder: FolderNode): Promise<void> {
  // Whose root it is, is not for everybody who may delete folders.
  if ((await tx.findUserRootedIn(folder.chain)) !== undefined)
    throw new AppError('conflict', 'The folder is or holds the root of a user. Give that user another root first.');
}

/** What is granted for a folder and its own files only does not reach the folders in it. */
export async function requireAllBelow(tx: MetadataReads, member: Member, folder: FolderNode): Promise<void> {
  if ((rightsBelow(member.access, folder) & right.remove) !== 0) return;
  if ((await tx.lastFolderOf(folder.chain))?.id === folder.id) return;
  throw new AppError('forbidden', 'This needs the permission "full" on all folders inside. Ask their administrator.', {
    reason: 'needs_full',
  });
}

export const notEmpty = (): AppError =>
  new AppError('conflict', 'The folder is not empty. Empty it first, or pass recursive=true to delete all that is in it.', {
    reason: 'not_empty',
  });

export type Folders = ReturnType<typeof createFolders>;

export function createFolders({
  metadata,
  clock,
  asOfNow,
  retention,
  garbageMade,
  rootsChanged,
}: LongWork & {
  retention: FindRetention;
  garbageMade: () => void;
  rootsChanged: () => void;
}) {
  async function insertIn(tx: MetadataWrites, member: Member, parent: FolderNode, name: string): Promise<FolderNode & Located> {
    const nameKey = await requireFreeName(tx, parent, name);
    const folder = await insertFolder(tx, parent, { name, nameKey, ...madeBy(member) }, clock());
    return { ...folder, path: await pathOf(tx, member, folder) };
  }

  return {
    async get(member: Member, id: string | null): Promise<FolderNode & Located> {
      const folder = await authorizedFolder(metadata, member, 'list', id);
      return { ...folder, path: await pathOf(metadata, member, folder) };
    },

    /** How much is below a folder. */
    async totals(member: Member, id: string | null): Promise<FolderTotals> {
      return totalsBelow(metadata, member, await authorizedFolder(metadata, member, 'list', id));
    },

    async list(member: Member, parentId: string | null, page: PageQuery): Promise<Page<FolderNode & Located>> {
      const parent = await authorizedFolder(metadata, member, 'list', parentId);
      const above = await pathOf(metadata, member, parent);
      const placed = (folder: FolderNode): FolderNode & Located => ({ ...folder, path: joinPath(above, folder.name) });
      if (showsAllFolders(member.access, parent)) {
        const { items, total } = await metadata.listFolders(parent.id, page);
        return { items: items.map(placed), total };
      }
      const shown = await shownFolders(metadata, member.access, parent);
      return { items: shown.slice(page.offset, page.offset + page.limit).map(placed), total: shown.length };
    },

    async create(member: Member, wanted: { readonly name: string; readonly parentId: string | null }): Promise<FolderNode & Located> {
      const name = checkName(wanted.name, 'name');
      return metadata.write(async (tx) => {
        return insertIn(tx, member, await authorizedFolder(tx, member, 'write', wanted.parentId), name);
      });
    },

    /**
     * The folder at a path, which begins at `folderId` or the top. `parents`: made with the folders above it that are missing, and one that is
     * there already is the answer; else it is a `conflict` (`exists`), and a missing one above it `not_found` (`parent_missing`).
     */
    async createPath(
      member: Member,
      wanted: { readonly folderId: string | null; readonly path: string; readonly parents: boolean },
    ): Promise<FolderNode & Located> {
      const parts = pathParts(wanted.path);
      return metadata.write(async (tx) => {
        if (wanted.parents) {
          const start = await seenFolder(tx, member, 'files:write', wanted.folderId);
          const folder = await makeFoldersFrom(tx, member, start, wanted.path, clock());
          return { ...folder, path: await pathOf(tx, member, folder) };
        }
        const last = parts.at(-1);
        if (last === undefined) throw new AppError('conflict', 'This folder is there already.', { reason: 'exists' });
        const name = checkName(last, 'path');
        const above = parts.length === 1 ? undefined : parts.slice(0, -1).join('/');
        const parent = await destinationFolder(tx, member, { folderId: wanted.folderId, folderPath: above });
        return insertIn(tx, member, parent, name);
      });
    },

    /** Renames, moves, or both. A folder that takes this one in is the answer then. */
    async update(member: Member, id: string, change: FolderChange, progress: Progress = unwatched): Promise<FolderNode & Located> {
      const { folder, mergesInto, path, moved } = await metadata.write(async (tx) => {
        const folder = await authorizedOwnFolder(tx, member, 'remove', id);
        await requireAllBelow(tx, member, folder);
        const parent = await tx.findNode(folder.parentId ?? '');
        if (parent?.kind !== 'folder') throw new Error(`folder ${id} has no parent`);
        const to = (await newParent(tx, member, change)) ?? parent;
        const wanted = change.name === undefined ? folder.name : checkName(change.name, 'name');
        if (to.id === parent.id && wanted === folder.name)
          return { folder, mergesInto: undefined, path: await pathOf(tx, member, folder), moved: 0 };
        requireOutside(folder, to, 'moved');
        const inside = await tx.countFiles(folder.chain);
        progress.total(inside);
        const taken = await tx.findChild(to.id, comparisonKey(wanted));
        const isTaken = taken !== undefined && taken.id !== id;
        if (isTaken && change.ifTaken !== 'rename') {
          if (taken.kind === 'file' || change.ifTaken !== 'replace') throw nameTaken(taken);
          await requireNoUserRoot(tx, folder);
          return { folder, mergesInto: taken, path: await pathOf(tx, member, taken), moved: 0 };
        }
        const name = isTaken ? await freeNameIn(tx, to.id, wanted, 'folder') : wanted;
        const after = await moveFolderRow(tx, member, folder, to, { name, nameKey: comparisonKey(name) }, clock());
        return { folder: after, mergesInto: undefined, path: await pathOf(tx, member, after), moved: inside };
      });
      try {
        if (mergesInto !== undefined) {
          await requireMergeable(metadata, member, folder, mergesInto);
          await mergeFolders({ metadata, clock, asOfNow }, member, folder.id, mergesInto.id, progress);
        }
      } finally {
        // Also for what was moved before a failure.
        rootsChanged();
        if (mergesInto !== undefined) garbageMade();
      }
      await progress.moved(moved);
      return { ...(mergesInto ?? folder), path };
    },

    /** A copy of the folder and all in it. Contents are shared, no byte is copied. In slices: a failure leaves what was copied so far. */
    async copy(member: Member, id: string, change: FolderCopy, progress: Progress = unwatched): Promise<FolderNode & Located> {
      requireScope(member, 'files:read');
      const plan = async (tx: MetadataReads): Promise<{ folder: FolderNode; to: FolderNode; name: string }> => {
        const folder = await authorizedOwnFolder(tx, member, 'read', id);
        const to = (await newParent(tx, member, change)) ?? (await authorizedFolder(tx, member, 'write', folder.parentId));
        requireOutside(folder, to, 'copied');
        const name = change.name === undefined ? folder.name : checkName(change.name, 'name');
        return { folder, to, name: change.ifTaken === 'rename' ? await freeNameIn(tx, to.id, name, 'folder') : name };
      };
      const overwrite = change.ifTaken === 'replace';
      const options = { overwrite, structureOnly: change.structureOnly === true };
      const copy = await copyFolder({ metadata, clock, asOfNow, retention }, member, plan, options, progress);
      if (overwrite) garbageMade();
      return copy;
    },

    /**
     * For good. `recursive` also removes what is inside, from the deepest folder up and in slices, so that others are not held up:
     * a failure leaves the rest in place, and the same call goes on. Without it a folder that is not empty is a `conflict`.
     */
    async delete(member: Member, id: string, { recursive }: { readonly recursive: boolean }): Promise<void> {
      for (let by = member, done = false; !done;) {
        done = await metadata.write(async (tx) => {
          const folder = await authorizedOwnFolder(tx, by, 'remove', id);
          if (recursive) await requireAllBelow(tx, by, folder);
          const last = (await tx.lastFolderOf(folder.chain)) ?? folder;
          const files = await tx.filesOf(last.id, filesPerSlice);
          if (!recursive && (last.id !== folder.id || files.length > 0)) {
            throw notEmpty();
          }
          await requireNoUserRoot(tx, folder);
          const now = clock();
          for (const file of files) await deleteFileRow(tx, file, last.chain, now);
          if (files.length === filesPerSlice) return false;
          await tx.deleteNode(last);
          await tx.insertChange(changeOf(last, 'deleted', now, parentChain(last)));
          return last.id === folder.id;
        });
        garbageMade();
        if (!done) by = await asOfNow(by);
      }
      rootsChanged();
    },
  };
}
