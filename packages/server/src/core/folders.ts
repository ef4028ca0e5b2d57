import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';
import { changeOf, copyFileRow, deleteFileRow, requireFreeName } from './files.ts';
import { newId } from './ids.ts';
import type { FolderNode, MetadataStore, MetadataWrites, Page, PageQuery } from './metadata.ts';
import { checkName } from './names.ts';
import type { Member } from './principal.ts';
import { authorizedFolder, authorizedOwnFolder, requireScope } from './rights.ts';

/** Files that one transaction of a long operation touches, so that other writers get their turn. */
const filesPerSlice = 500;
const foldersPerSlice = 100;
/** Deep enough for people, shallow enough that a chain of ids stays a short text. */
const maxDepth = 100;

function requireDepth(chain: string): void {
  if (chain.split('/').length - 2 > maxDepth) throw new AppError('conflict', `Folders can be ${maxDepth} levels deep.`);
}

export type Folders = ReturnType<typeof createFolders>;

export function createFolders({
  metadata,
  clock,
  garbageMade,
  rootsChanged,
}: {
  metadata: MetadataStore;
  clock: Clock;
  garbageMade: () => void;
  rootsChanged: () => void;
}) {
  async function insertFolder(tx: MetadataWrites, parent: FolderNode, name: string, nameKey: string): Promise<FolderNode> {
    const now = clock();
    const id = newId('folder', now);
    requireDepth(`${parent.chain}${id}/`);
    const folder: FolderNode = {
      kind: 'folder',
      id,
      parentId: parent.id,
      rootId: parent.rootId,
      chain: `${parent.chain}${id}/`,
      name,
      nameKey,
      createdAt: now,
      updatedAt: now,
    };
    await tx.insertFolder(folder);
    await tx.insertChange(changeOf(folder, 'created', now, parent.chain));
    return folder;
  }

  const parentChain = (folder: FolderNode): string => folder.chain.slice(0, -(folder.id.length + 1));

  /** Everything in a moved subtree: those who see only one end of the move have to hear of each folder and file. */
  async function announceMove(tx: MetadataWrites, before: FolderNode, after: FolderNode, now: number): Promise<void> {
    let lastChain: string | undefined;
    for (;;) {
      const folders = await tx.subtreeFolders(after.chain, foldersPerSlice, lastChain);
      for (const folder of folders) {
        requireDepth(folder.chain);
        const from = before.chain + folder.chain.slice(after.chain.length);
        await tx.insertChange(changeOf(folder, 'modified', now, parentChain(folder), from.slice(0, -(folder.id.length + 1))));
        let lastId: string | undefined;
        for (;;) {
          const files = await tx.filesOf(folder.id, filesPerSlice, lastId);
          for (const file of files) await tx.insertChange(changeOf(file, 'modified', now, folder.chain, from));
          lastId = files.at(-1)?.id;
          await tx.giveWay();
          if (files.length < filesPerSlice) break;
        }
      }
      lastChain = folders.at(-1)?.chain;
      if (folders.length < foldersPerSlice) break;
    }
  }

  /** The copy may be moved or deleted while it grows, and rights may change, so each slice looks at both folders anew. */
  async function copyFiles(member: Member, fromId: string, toId: string): Promise<void> {
    let lastId: string | undefined;
    for (;;) {
      const afterId = lastId;
      const files = await metadata.write(async (tx) => {
        const from = await authorizedFolder(tx, member, 'list', fromId);
        const to = await authorizedFolder(tx, member, 'write', toId);
        if (afterId !== undefined && (await tx.findNode(afterId)) === undefined) {
          throw new AppError(
            'conflict',
            'Files were deleted from the folder while it was copied. Delete the unfinished copy and try again.',
          );
        }
        const slice = await tx.filesOf(from.id, filesPerSlice, afterId);
        for (const file of slice) {
          const nameKey = await requireFreeName(tx, to, file.name);
          await copyFileRow(tx, member, file, to, file.name, nameKey, clock());
        }
        return slice;
      });
      lastId = files.at(-1)?.id;
      if (files.length < filesPerSlice) return;
    }
  }

  /** The folders inside a folder, parents before children. */
  async function foldersInside(tx: MetadataWrites, folder: FolderNode): Promise<FolderNode[]> {
    const inside: FolderNode[] = [];
    for (let last = folder; ;) {
      const slice = await tx.subtreeFolders(folder.chain, foldersPerSlice, last.chain);
      inside.push(...slice);
      const end = slice.at(-1);
      if (end === undefined || slice.length < foldersPerSlice) return inside;
      last = end;
    }
  }

  return {
    async get(member: Member, id: string | null): Promise<FolderNode> {
      return authorizedFolder(metadata, member, 'list', id);
    },

    async list(member: Member, parentId: string | null, page: PageQuery): Promise<Page<FolderNode>> {
      const parent = await authorizedFolder(metadata, member, 'list', parentId);
      return metadata.listFolders(parent.id, page);
    },

    async create(member: Member, wanted: { readonly name: string; readonly parentId: string | null }): Promise<FolderNode> {
      const name = checkName(wanted.name, 'name');
      return metadata.write(async (tx) => {
        const parent = await authorizedFolder(tx, member, 'write', wanted.parentId);
        return insertFolder(tx, parent, name, await requireFreeName(tx, parent, name));
      });
    },

    /** Renames, moves, or both. */
    async update(
      member: Member,
      id: string,
      change: { readonly name?: string | undefined; readonly parentId?: string | null | undefined },
    ): Promise<FolderNode> {
      const updated = await metadata.write(async (tx) => {
        const folder = await authorizedOwnFolder(tx, member, 'write', id);
        const parent = await tx.findNode(folder.parentId ?? '');
        if (parent?.kind !== 'folder') throw new Error(`folder ${id} has no parent`);
        const to = change.parentId === undefined ? parent : await authorizedFolder(tx, member, 'write', change.parentId);
        const name = change.name === undefined ? folder.name : checkName(change.name, 'name');
        if (to.id === parent.id && name === folder.name) return folder;
        if (to.chain.startsWith(folder.chain)) throw new AppError('conflict', 'A folder cannot be moved into itself.');
        const nameKey = await requireFreeName(tx, to, name, id);
        const now = clock();
        if (name !== folder.name) await tx.renameFolder(id, { name, nameKey, updatedAt: now });
        if (to.id === parent.id) {
          const renamed = { ...folder, name, nameKey, updatedAt: now };
          await tx.insertChange(changeOf(renamed, 'modified', now, parent.chain));
          return renamed;
        }
        await tx.moveFolder(folder, to, now);
        const moved = await tx.findNode(id);
        if (moved?.kind !== 'folder') throw new Error(`folder ${id} vanished while it was moved`);
        await announceMove(tx, folder, moved, now);
        return moved;
      });
      rootsChanged();
      return updated;
    },

    /** A copy of the folder and all in it. Contents are shared, no byte is copied. In slices: a failure leaves what was copied so far. */
    async copy(
      member: Member,
      id: string,
      change: { readonly name?: string | undefined; readonly parentId?: string | null | undefined },
    ): Promise<FolderNode> {
      requireScope(member, 'files:read');
      const { target, inside } = await metadata.write(async (tx) => {
        const folder = await authorizedOwnFolder(tx, member, 'write', id);
        const to = await authorizedFolder(tx, member, 'write', change.parentId === undefined ? folder.parentId : change.parentId);
        if (to.chain.startsWith(folder.chain)) throw new AppError('conflict', 'A folder cannot be copied into itself.');
        const name = change.name === undefined ? folder.name : checkName(change.name, 'name');
        const copy = await insertFolder(tx, to, name, await requireFreeName(tx, to, name));
        return { target: copy, inside: await foldersInside(tx, folder) };
      });
      await copyFiles(member, id, target.id);
      const copies = new Map([[id, target.id]]);
      for (const folder of inside) {
        const copy = await metadata.write(async (tx) => {
          const parent = await authorizedFolder(tx, member, 'write', copies.get(folder.parentId ?? '') ?? '');
          return insertFolder(tx, parent, folder.name, await requireFreeName(tx, parent, folder.name));
        });
        copies.set(folder.id, copy.id);
        await copyFiles(member, folder.id, copy.id);
      }
      return target;
    },

    /**
     * For good. `recursive` also removes what is inside, from the deepest folder up and in slices, so that others are not held up:
     * a failure leaves the rest in place, and the same call goes on. Without it a folder that is not empty is a `conflict`.
     */
    async delete(member: Member, id: string, { recursive }: { readonly recursive: boolean }): Promise<void> {
      for (let done = false; !done;) {
        done = await metadata.write(async (tx) => {
          const folder = await authorizedOwnFolder(tx, member, 'delete', id);
          const rooted = await tx.findUserRootedIn(folder.chain);
          if (rooted !== undefined)
            throw new AppError(
              'conflict',
              `The folder is or holds the root of the user "${rooted.username}". Give that user another root first.`,
            );
          const last = (await tx.lastFolderOf(folder.chain)) ?? folder;
          const files = await tx.filesOf(last.id, filesPerSlice);
          if (!recursive && (last.id !== folder.id || files.length > 0)) {
            throw new AppError('conflict', 'The folder is not empty. Empty it first, or pass recursive=true to delete all that is in it.');
          }
          const now = clock();
          for (const file of files) await deleteFileRow(tx, file, last.chain, now);
          if (files.length === filesPerSlice) return false;
          await tx.deleteNode(last);
          await tx.insertChange(changeOf(last, 'deleted', now, parentChain(last)));
          return last.id === folder.id;
        });
        garbageMade();
      }
      rootsChanged();
    },
  };
}
