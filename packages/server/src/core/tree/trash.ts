import { setImmediate as endOfTurn } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import { entryOf, type Entry } from './entries.ts';
import { parentOf } from './file-rows.ts';
import type { LongWork } from './folder-moves.ts';
import { notEmpty, requireAllBelow, requireNoUserRoot } from './folders.ts';
import { isId } from '../ids.ts';
import { makeFolders } from './make-folders.ts';
import type { FolderNode, MetadataReads, MetadataWrites } from '../metadata.ts';
import type { TrashItem } from '../metadata-trash.ts';
import { findPathIn, joinPath } from './paths.ts';
import type { Member } from '../access/principal.ts';
import { authorizedFile, authorizedFolder, authorizedOwnFolder, requireScope, seesTrash } from '../access/rights.ts';
import { newTrashItem, purgeSlice, putNode, putSlice, restoreSlice } from './trash-slices.ts';
import { likeOf } from './tree-search.ts';
import { someoneOf, type Someone } from './versions.ts';
import type { FindRetention } from './version-rows.ts';

/** Items that one page is looked for among, and that are read at a time: who sees little of a full trash gets an early page. */
const mostItemsPerPage = 10_000;
const itemsPerRead = 500;
const day = 86_400_000;

/** Something in the trash, as a member sees it. */
export interface TrashEntry {
  readonly item: TrashItem;
  /** Where it lay. */
  readonly path: string;
  readonly deletedBy: Someone | null;
  /** When it goes for good. */
  readonly expiresAt: number;
}

export interface TrashPage {
  readonly entries: readonly TrashEntry[];
  /** Continues behind this page; undefined when there is nothing more. */
  readonly nextId: string | undefined;
}

const missing = (): AppError => new AppError('not_found', 'There is nothing like this in the trash.');

export type Trash = ReturnType<typeof createTrash>;

/**
 * What was deleted and can come back for some days. It has no name and no place in the tree; whoever could delete things where it lay sees
 * it, and may restore it or remove it for good. It counts against the quotas of its owners. Folders go in and out in slices
 * (`trash-slices.ts`): when one fails, what is done is done, and the same call goes on.
 */
export function createTrash({
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
  async function requireTrash(reads: MetadataReads): Promise<void> {
    if ((await retention(reads)).trashDays > 0) return;
    // The field tells it from the other conflicts of deleting.
    throw new AppError('conflict', 'This site keeps no trash. What is deleted here is gone for good, so say so: leave out trash=true.', {
      details: [{ field: 'trash', message: 'this site keeps none' }],
    });
  }

  async function liveParent(reads: MetadataReads, { parentId }: TrashItem): Promise<FolderNode | undefined> {
    const parent = await reads.findNode(parentId);
    return parent?.kind === 'folder' ? parent : undefined;
  }

  /** The folder that it lay in, wherever that is now, when the member sees the item. */
  async function seen(reads: MetadataReads, member: Member, item: TrashItem): Promise<{ parent: FolderNode | undefined } | undefined> {
    const parent = await liveParent(reads, item);
    const chain = parent?.chain ?? item.chain;
    return seesTrash(member, item.kind === 'file' ? chain : `${chain}${item.nodeId}/`) ? { parent } : undefined;
  }

  async function own(reads: MetadataReads, member: Member, id: string): Promise<{ item: TrashItem; parent: FolderNode | undefined }> {
    requireScope(member, 'files:write');
    const item = isId('trash', id) ? await reads.findTrashItem(id) : undefined;
    const found = item === undefined ? undefined : await seen(reads, member, item);
    if (item === undefined || found === undefined) throw missing();
    return { item, parent: found.parent };
  }

  /** The names of the folders on the way to a place that may be gone, from the member's root. */
  function namesBelowRoot({ rootId }: Member, { chain, folderNames }: TrashItem): string {
    // The first id is that of the top folder, which has no name.
    const ids = chain.split('/').filter((id) => id !== '');
    return folderNames.slice(Math.max(ids.indexOf(rootId), 0)).join('/');
  }

  async function pathOf(reads: MetadataReads, member: Member, item: TrashItem, parent: FolderNode | undefined): Promise<string> {
    const found = parent === undefined ? undefined : await findPathIn(reads, member, parent, item.name);
    return found ?? joinPath(namesBelowRoot(member, item), item.name);
  }

  async function purge(itemId: string, goesOn = (): boolean => true): Promise<void> {
    for (let done = false; !done && goesOn();) done = await metadata.write((tx) => purgeSlice(tx, itemId));
    garbageMade();
  }

  /** What the member sees of the trash, the newest first. */
  async function look(
    member: Member,
    query: { readonly namePart?: string | undefined; readonly afterId?: string | undefined; readonly limit: number },
  ): Promise<{ found: { item: TrashItem; parent: FolderNode | undefined }[]; nextId: string | undefined }> {
    const found: { item: TrashItem; parent: FolderNode | undefined }[] = [];
    const nameLike = query.namePart === undefined ? undefined : likeOf(query.namePart);
    for (let beforeId = query.afterId, looked = 0; ;) {
      const items = await metadata.listTrash({ beforeId, nameLike, limit: itemsPerRead });
      for (const item of items) {
        const place = await seen(metadata, member, item);
        if (place !== undefined && found.length === query.limit) return { found, nextId: beforeId };
        if (place !== undefined) found.push({ item, ...place });
        beforeId = item.id;
      }
      looked += items.length;
      if (items.length < itemsPerRead) return { found, nextId: undefined };
      if (looked >= mostItemsPerPage) return { found, nextId: beforeId };
      // A look at a long trash must not hold up everybody else.
      await endOfTurn();
    }
  }

  return {
    /** Answers the id of the item. Throws `conflict` when the site keeps no trash. */
    async putFile(member: Member, fileId: string): Promise<string> {
      return metadata.write(async (tx) => {
        const file = await authorizedFile(tx, member, 'remove', fileId);
        await requireTrash(tx);
        const parent = await parentOf(tx, file);
        const now = clock();
        const itemId = await newTrashItem(tx, file, parent, { deletedBy: member.userId, now });
        await putNode(tx, itemId, file, parent.chain, now);
        return itemId;
      });
    },

    /** With all that is in it; `recursive: false` throws `conflict` (`not_empty`) when there is anything. */
    async putFolder(member: Member, folderId: string, { recursive = true }: { readonly recursive?: boolean } = {}): Promise<string> {
      try {
        for (let by = member; ;) {
          const { itemId, done } = await metadata.write(async (tx) => {
            const folder = await authorizedOwnFolder(tx, by, 'remove', folderId);
            await requireTrash(tx);
            const isEmpty = async (): Promise<boolean> =>
              (await tx.lastFolderOf(folder.chain))?.id === folder.id && (await tx.filesOf(folder.id, 1)).length === 0;
            if (recursive) await requireAllBelow(tx, by, folder);
            else if (!(await isEmpty())) throw notEmpty();
            await requireNoUserRoot(tx, folder);
            const begun = await tx.findTrashItemOf(folder.id);
            const now = clock();
            const itemId = begun?.id ?? (await newTrashItem(tx, folder, await folderAbove(tx, folder), { deletedBy: by.userId, now }));
            return { itemId, done: await putSlice(tx, itemId, folder, now) };
          });
          if (done) return itemId;
          by = await asOfNow(by);
        }
      } finally {
        rootsChanged();
      }
    },

    async list(
      member: Member,
      query: { readonly namePart?: string | undefined; readonly afterId?: string | undefined; readonly limit: number },
    ): Promise<TrashPage> {
      requireScope(member, 'files:read');
      const { trashDays } = await retention(metadata);
      const { found, nextId } = await look(member, query);
      const entries: TrashEntry[] = [];
      for (const { item, parent } of found) {
        entries.push({
          item,
          path: await pathOf(metadata, member, item, parent),
          deletedBy: await someoneOf(metadata, item.deletedBy),
          expiresAt: item.deletedAt + trashDays * day,
        });
      }
      return { entries, nextId };
    },

    /**
     * Puts it where it lay, or into another folder (null: the member's root). Folders on the way that are missing are made anew; a name that
     * is taken gets a number.
     */
    async restore(member: Member, id: string, { folderId }: { readonly folderId?: string | null | undefined } = {}): Promise<Entry> {
      try {
        let target: string | undefined;
        for (let by = member; ;) {
          const known = target;
          const { into, entry } = await metadata.write(async (tx): Promise<{ into: string; entry: Entry | undefined }> => {
            const { item, parent } = await own(tx, by, id);
            const to = await destination(tx, by, item, known ?? (folderId === undefined ? parent?.id : folderId));
            if (!(await restoreSlice(tx, item, to, clock()))) return { into: to.id, entry: undefined };
            // A folder that never came into the trash as a whole, and is gone since: what was in it lies in the target now.
            return { into: to.id, entry: await entryOf(tx, by, (await tx.findNode(item.nodeId)) ?? to, clock()) };
          });
          if (entry !== undefined) return entry;
          // Only now: a folder that was made for it and not committed is not there.
          target = into;
          by = await asOfNow(by);
        }
      } finally {
        rootsChanged();
      }
    },

    /** For good. */
    async delete(member: Member, id: string): Promise<void> {
      await own(metadata, member, id);
      await purge(id);
    },

    /** All that the member sees, for good. Answers how many items that were. */
    async empty(member: Member): Promise<number> {
      requireScope(member, 'files:write');
      let purged = 0;
      for (let afterId: string | undefined, by = member; ; by = await asOfNow(by)) {
        const { found, nextId } = await look(by, { afterId, limit: itemsPerRead });
        for (const { item } of found) await purge(item.id);
        purged += found.length;
        if (nextId === undefined) return purged;
        afterId = nextId;
      }
    },

    /** Removes for good what was put in before this time, as long as `goesOn`. */
    async purgeBefore(time: number, goesOn: () => boolean): Promise<void> {
      for (;;) {
        const oldest = await metadata.oldestTrash(itemsPerRead);
        for (const item of oldest) {
          // In the order in which they came, as far as the clock was right.
          if (item.deletedAt >= time) return;
          await purge(item.id, goesOn);
          if (!goesOn()) return;
        }
        if (oldest.length < itemsPerRead) return;
      }
    },
  };

  async function folderAbove(tx: MetadataWrites, folder: FolderNode): Promise<FolderNode> {
    const parent = await tx.findNode(folder.parentId ?? '');
    if (parent?.kind !== 'folder') throw new Error(`folder ${folder.id} has no parent`);
    return parent;
  }

  /** Undefined: where it lay is gone, and made anew. */
  async function destination(
    tx: MetadataWrites,
    member: Member,
    item: TrashItem,
    folderId: string | null | undefined,
  ): Promise<FolderNode> {
    if (folderId !== undefined) return authorizedFolder(tx, member, 'write', folderId);
    const made = await makeFolders(tx, member, namesBelowRoot(member, item), clock());
    return authorizedFolder(tx, member, 'write', made.id);
  }
}
