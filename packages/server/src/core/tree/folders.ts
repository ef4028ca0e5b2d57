import { right, rightsBelow, showsAllFolders, shownFolders } from '../access/access.ts';
import { madeBy } from './authorship.ts';
import { AppError } from '../errors.ts';
import { changeOf, deleteFileRow, nameTaken, requireFreeName } from './file-rows.ts';
import { copyFolder } from './folder-copies.ts';
import { filesPerSlice, mergeFolders, moveFolderRow, parentChain, requireMergeable, type LongWork } from './folder-moves.ts';
import { insertFolder } from './make-folders.ts';
import type { FolderNode, MetadataReads, MetadataWrites, Page, PageQuery } from '../metadata.ts';
import { checkName, comparisonKey } from './names.ts';
import type { Member } from '../access/principal.ts';
import { unwatched, type Progress } from './progress.ts';
import { authorizedFolder, authorizedOwnFolder, requireScope } from '../access/rights.ts';

/** Where a folder goes; what is undefined stays as it is. */
export interface FolderChange {
  readonly name?: string | undefined;
  /** Null for the member's root. */
  readonly parentId?: string | null | undefined;
  /** A folder that has the name takes in what is in this one, and loses its files of the same names; else it is a `conflict`. */
  readonly overwrite?: boolean | undefined;
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
async function requireNoUserRoot(tx: MetadataWrites, folder: FolderNode): Promise<void> {
  // Whose root it is, is not for everybody who may delete folders.
  if ((await tx.findUserRootedIn(folder.chain)) !== undefined)
    throw new AppError('conflict', 'The folder is or holds the root of a user. Give that user another root first.');
}

export type Folders = ReturnType<typeof createFolders>;

export function createFolders({
  metadata,
  clock,
  asOfNow,
  garbageMade,
  rootsChanged,
}: LongWork & {
  garbageMade: () => void;
  rootsChanged: () => void;
}) {
  /** What is granted for a folder and its own files only does not reach the folders in it. */
  async function requireAllBelow(tx: MetadataWrites, member: Member, folder: FolderNode): Promise<void> {
    if ((rightsBelow(member.access, folder) & right.remove) !== 0) return;
    if ((await tx.lastFolderOf(folder.chain))?.id === folder.id) return;
    throw new AppError('forbidden', 'This needs the permission "full" on all folders inside. Ask their administrator.', {
      reason: 'needs_full',
    });
  }

  return {
    async get(member: Member, id: string | null): Promise<FolderNode> {
      return authorizedFolder(metadata, member, 'list', id);
    },

    async list(member: Member, parentId: string | null, page: PageQuery): Promise<Page<FolderNode>> {
      const parent = await authorizedFolder(metadata, member, 'list', parentId);
      if (showsAllFolders(member.access, parent)) return metadata.listFolders(parent.id, page);
      const shown = await shownFolders(metadata, member.access, parent);
      return { items: shown.slice(page.offset, page.offset + page.limit), total: shown.length };
    },

    async create(member: Member, wanted: { readonly name: string; readonly parentId: string | null }): Promise<FolderNode> {
      const name = checkName(wanted.name, 'name');
      return metadata.write(async (tx) => {
        const parent = await authorizedFolder(tx, member, 'write', wanted.parentId);
        return insertFolder(tx, parent, { name, nameKey: await requireFreeName(tx, parent, name), ...madeBy(member) }, clock());
      });
    },

    /** Renames, moves, or both. A folder that takes this one in is the answer then. */
    async update(member: Member, id: string, change: FolderChange, progress: Progress = unwatched): Promise<FolderNode> {
      const { folder, mergesInto, moved } = await metadata.write(async (tx) => {
        const folder = await authorizedOwnFolder(tx, member, 'remove', id);
        await requireAllBelow(tx, member, folder);
        const parent = await tx.findNode(folder.parentId ?? '');
        if (parent?.kind !== 'folder') throw new Error(`folder ${id} has no parent`);
        const to = change.parentId === undefined ? parent : await authorizedFolder(tx, member, 'write', change.parentId);
        const name = change.name === undefined ? folder.name : checkName(change.name, 'name');
        if (to.id === parent.id && name === folder.name) return { folder, mergesInto: undefined, moved: 0 };
        requireOutside(folder, to, 'moved');
        const inside = await tx.countFiles(folder.chain);
        progress.total(inside);
        const nameKey = comparisonKey(name);
        const taken = await tx.findChild(to.id, nameKey);
        if (taken !== undefined && taken.id !== id) {
          if (taken.kind === 'file' || change.overwrite !== true) throw nameTaken(taken);
          await requireNoUserRoot(tx, folder);
          return { folder, mergesInto: taken, moved: 0 };
        }
        return { folder: await moveFolderRow(tx, member, folder, to, { name, nameKey }, clock()), mergesInto: undefined, moved: inside };
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
      return mergesInto ?? folder;
    },

    /** A copy of the folder and all in it. Contents are shared, no byte is copied. In slices: a failure leaves what was copied so far. */
    async copy(member: Member, id: string, change: FolderCopy, progress: Progress = unwatched): Promise<FolderNode> {
      requireScope(member, 'files:read');
      const plan = async (tx: MetadataReads): Promise<{ folder: FolderNode; to: FolderNode; name: string }> => {
        const folder = await authorizedOwnFolder(tx, member, 'read', id);
        const to = await authorizedFolder(tx, member, 'write', change.parentId === undefined ? folder.parentId : change.parentId);
        requireOutside(folder, to, 'copied');
        const name = change.name === undefined ? folder.name : checkName(change.name, 'name');
        return { folder, to, name };
      };
      const overwrite = change.overwrite === true;
      const options = { overwrite, structureOnly: change.structureOnly === true };
      const copy = await copyFolder({ metadata, clock, asOfNow }, member, plan, options, progress);
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
            throw new AppError('conflict', 'The folder is not empty. Empty it first, or pass recursive=true to delete all that is in it.', {
              reason: 'not_empty',
            });
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
