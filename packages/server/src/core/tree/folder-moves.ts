import { setImmediate as endOfTurn } from 'node:timers/promises';
import { changedBy } from './authorship.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { changeOf, moveFileRow, nameTaken, requireReplaceable, targetIn } from './file-rows.ts';
import { requireDepth } from './make-folders.ts';
import type { FolderNode, MetadataReads, MetadataStore, MetadataWrites } from '../metadata.ts';
import type { Member } from '../access/principal.ts';
import type { Progress } from './progress.ts';
import { authorizedFolder, authorizedOwnFolder } from '../access/rights.ts';

/** Files and folders that one transaction of a long operation touches, so that other writers get their turn. */
export const filesPerSlice = 500;
export const foldersPerSlice = 100;
/** Names that are looked up before others get their turn. */
const lookUpsPerTurn = 100;

/** The chain of the folder that holds this one. */
export const parentChain = (folder: FolderNode): string => folder.chain.slice(0, -(folder.id.length + 1));

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

/** Inside a transaction: the folder with all that is in it goes to another place, whose name was checked to be free. */
export async function moveFolderRow(
  tx: MetadataWrites,
  member: Member,
  folder: FolderNode,
  to: FolderNode,
  { name, nameKey }: Pick<FolderNode, 'name' | 'nameKey'>,
  now: number,
): Promise<FolderNode> {
  const change = { name, nameKey, updatedAt: now, ...changedBy(member) };
  if (to.id === folder.parentId) {
    await tx.updateFolder(folder.id, change);
    const renamed = { ...folder, ...change };
    await tx.insertChange(changeOf(renamed, 'modified', now, to.chain));
    return renamed;
  }
  await tx.moveFolder(folder, to, change);
  const moved = await tx.findNode(folder.id);
  if (moved?.kind !== 'folder') throw new Error(`folder ${folder.id} vanished while it was moved`);
  await announceMove(tx, folder, moved, now);
  return moved;
}

function requireApart(source: FolderNode, target: FolderNode): void {
  if (target.chain.startsWith(source.chain) || source.chain.startsWith(target.chain)) {
    throw new AppError('conflict', 'One of the folders lies in the other.', { reason: 'into_itself' });
  }
}

/**
 * Throws when a folder cannot take in the other one and overwrite its own files. Looks each name up, so it stands before the transactions,
 * lets others go on meanwhile, and each transaction looks at its own part again.
 */
export async function requireMergeable(reads: MetadataReads, member: Member, source: FolderNode, target: FolderNode): Promise<void> {
  requireApart(source, target);
  for (let lastId: string | undefined; ;) {
    const files = await reads.filesOf(source.id, lookUpsPerTurn, lastId);
    for (const file of files) {
      const taken = await reads.findChild(target.id, file.nameKey);
      if (taken?.kind === 'folder') throw nameTaken(taken);
      if (taken !== undefined) await requireReplaceable(reads, member, taken);
    }
    lastId = files.at(-1)?.id;
    await endOfTurn();
    if (files.length < lookUpsPerTurn) break;
  }
  for (let after: FolderNode | undefined; ;) {
    const folders = await childSlice(reads, source, after);
    for (const folder of folders) {
      const taken = await reads.findChild(target.id, folder.nameKey);
      if (taken?.kind === 'file') throw nameTaken(taken);
      if (taken !== undefined) await requireMergeable(reads, member, folder, taken);
    }
    after = folders.at(-1);
    if (folders.length < foldersPerSlice) return;
  }
}

async function childSlice(reads: MetadataReads, { id }: FolderNode, last: FolderNode | undefined): Promise<readonly FolderNode[]> {
  const after = last === undefined ? undefined : { value: last.nameKey, number: 0 };
  const children = await reads.childFolders({ parentId: id, sort: 'name', descending: false, after, limit: foldersPerSlice });
  return children.map(({ item }) => item);
}

/**
 * Moves all that is in one folder into another, whose files of the same names are gone then, and removes the empty one. In slices: a
 * failure leaves the rest where it was.
 */
export async function mergeFolders(
  { metadata, clock, asOfNow }: LongWork,
  startedBy: Member,
  sourceId: string,
  targetId: string,
  progress: Progress,
): Promise<void> {
  for (let step: MergeStep = 'next'; step !== 'end';) {
    progress.checkpoint();
    const member = await asOfNow(startedBy);
    step = await metadata.write(async (tx): Promise<MergeStep> => {
      const source = await authorizedOwnFolder(tx, member, 'remove', sourceId);
      const target = await authorizedFolder(tx, member, 'write', targetId);
      // Either may have been moved since the last slice.
      requireApart(source, target);
      const now = clock();
      const files = await tx.filesOf(source.id, filesPerSlice);
      for (const file of files)
        await moveFileRow(tx, member, file, source, await targetIn(tx, member, target, file.name, { ifTaken: 'replace' }), now);
      if (files.length > 0) return { moved: files.length };
      const [folder] = await childSlice(tx, source, undefined);
      if (folder === undefined) {
        await tx.deleteNode(source);
        await tx.insertChange(changeOf(source, 'deleted', now, parentChain(source)));
        return 'end';
      }
      const taken = await tx.findChild(target.id, folder.nameKey);
      if (taken?.kind === 'file') throw nameTaken(taken);
      if (taken !== undefined) return { sourceId: folder.id, targetId: taken.id };
      const inside = await tx.countFiles(folder.chain);
      await moveFolderRow(tx, member, folder, target, folder, now);
      return { moved: inside };
    });
    if (step === 'next' || step === 'end') continue;
    if ('moved' in step) await progress.moved(step.moved);
    else await mergeFolders({ metadata, clock, asOfNow }, startedBy, step.sourceId, step.targetId, progress);
  }
}

/** What work in slices needs. */
export interface LongWork {
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  /** The member with the rights of this moment; throws when nobody may come in with the key or session any more. */
  readonly asOfNow: (member: Member) => Promise<Member>;
}

type MergeStep = 'next' | 'end' | { readonly moved: number } | { readonly sourceId: string; readonly targetId: string };
