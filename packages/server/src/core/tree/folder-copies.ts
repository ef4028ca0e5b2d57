import { setImmediate as endOfTurn } from 'node:timers/promises';
import { madeBy } from './authorship.ts';
import { AppError } from '../errors.ts';
import { copyFileRow, nameTaken, targetIn } from './file-rows.ts';
import { filesPerSlice, foldersPerSlice, requireMergeable, type LongWork } from './folder-moves.ts';
import { insertFolder } from './make-folders.ts';
import type { FolderNode, MetadataReads, MetadataWrites } from '../metadata.ts';
import { comparisonKey } from './names.ts';
import { pathOf, type Located } from './paths.ts';
import type { Member } from '../access/principal.ts';
import type { Progress } from './progress.ts';
import { authorize, authorizedFolder, isSeen } from '../access/rights.ts';
import type { FindRetention } from './version-rows.ts';

export interface CopyOptions {
  /** A folder that has the name takes the copies in, and its files of the same names get new versions; else it is a `conflict`. */
  readonly overwrite: boolean;
  /** Folders only, without the files in them. */
  readonly structureOnly: boolean;
}

/** The folders inside a folder that the member sees, parents before children. `forbidden` when one of them may not be read. */
async function foldersInside(reads: MetadataReads, member: Member, folder: FolderNode): Promise<FolderNode[]> {
  const inside: FolderNode[] = [];
  for (let last = folder; ;) {
    const slice = await reads.subtreeFolders(folder.chain, foldersPerSlice, last.chain);
    for (const one of slice) {
      if (await isSeen(reads, member, one)) inside.push(await authorize(reads, member, 'read', one, 'folder'));
    }
    const end = slice.at(-1);
    if (end === undefined || slice.length < foldersPerSlice) return inside;
    last = end;
    await endOfTurn();
  }
}

/** The files directly in these folders. */
async function filesIn(reads: MetadataReads, folders: readonly FolderNode[]): Promise<number> {
  let total = 0;
  for (let from = 0; from < folders.length; from += foldersPerSlice) {
    total += await reads.countFilesOf(folders.slice(from, from + foldersPerSlice).map(({ id }) => id));
  }
  return total;
}

/** A folder of this name, with what the original says about itself; the one that is there, when that may be. */
async function copyFolderRow(
  tx: MetadataWrites,
  member: Member,
  folder: FolderNode,
  parent: FolderNode,
  { name, overwrite, now }: { readonly name: string; readonly overwrite: boolean; readonly now: number },
): Promise<FolderNode> {
  const nameKey = comparisonKey(name);
  const taken = await tx.findChild(parent.id, nameKey);
  if (taken?.kind === 'folder' && overwrite) return taken;
  if (taken !== undefined) throw nameTaken(taken);
  const { providedMtime, customMetadata, priorityColor } = folder;
  return insertFolder(tx, parent, { name, nameKey, providedMtime, customMetadata, priorityColor, ...madeBy(member) }, now);
}

/**
 * A copy of a folder, which the member may read, and of all in it. Contents are shared, no byte is copied. In slices: a failure leaves
 * what was copied so far.
 */
export async function copyFolder(
  { metadata, clock, asOfNow, retention }: LongWork & { readonly retention: FindRetention },
  startedBy: Member,
  plan: (reads: MetadataReads) => Promise<{ readonly folder: FolderNode; readonly to: FolderNode; readonly name: string }>,
  { overwrite, structureOnly }: CopyOptions,
  progress: Progress,
): Promise<FolderNode & Located> {
  const planned = await plan(metadata);
  const taken = overwrite ? await metadata.findChild(planned.to.id, comparisonKey(planned.name)) : undefined;
  if (taken?.kind === 'folder') await requireMergeable(metadata, startedBy, planned.folder, taken);
  const inside = await foldersInside(metadata, startedBy, planned.folder);
  if (!structureOnly) progress.total(await filesIn(metadata, [planned.folder, ...inside]));
  const { folder, target } = await metadata.write(async (tx) => {
    const { folder, to, name } = await plan(tx);
    const row = await copyFolderRow(tx, startedBy, folder, to, { name, overwrite, now: clock() });
    return { folder, target: { ...row, path: await pathOf(tx, startedBy, row) } };
  });
  const copies = new Map([[folder.id, target.id]]);
  if (!structureOnly) await copyFiles(folder.id, target.id);
  for (const original of inside) {
    progress.checkpoint();
    const member = await asOfNow(startedBy);
    const copy = await metadata.write(async (tx) => {
      const parent = await authorizedFolder(tx, member, 'write', copies.get(original.parentId ?? '') ?? '');
      return copyFolderRow(tx, member, original, parent, { name: original.name, overwrite, now: clock() });
    });
    copies.set(original.id, copy.id);
    if (!structureOnly) await copyFiles(original.id, copy.id);
  }
  return target;

  /** The copy may be moved or deleted while it grows, and rights may change, so each slice looks at both folders anew. */
  async function copyFiles(fromId: string, toId: string): Promise<void> {
    for (let lastId: string | undefined; ;) {
      progress.checkpoint();
      const member = await asOfNow(startedBy);
      const afterId = lastId;
      const files = await metadata.write(async (tx) => {
        const from = await authorizedFolder(tx, member, 'read', fromId);
        const to = await authorizedFolder(tx, member, 'write', toId);
        if (afterId !== undefined && (await tx.findNode(afterId)) === undefined) {
          throw new AppError(
            'conflict',
            'Files were deleted from the folder while it was copied. Delete the unfinished copy and try again.',
          );
        }
        const slice = await tx.filesOf(from.id, filesPerSlice, afterId);
        for (const file of slice) {
          const target = await targetIn(tx, member, to, file.name, { ifTaken: overwrite ? 'replace' : 'refuse' });
          await copyFileRow({ tx, retention }, member, file, target, clock());
        }
        return slice;
      });
      await progress.moved(files.length);
      lastId = files.at(-1)?.id;
      if (files.length < filesPerSlice) return;
    }
  }
}
