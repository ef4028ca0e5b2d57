import { right, rightsInside } from '../access/access.ts';
import type { FolderNode, MetadataReads } from '../metadata.ts';
import type { Member } from '../access/principal.ts';
import { seenFolders } from './seen-folders.ts';

/** How much is below a folder. */
export interface FolderTotals {
  readonly files: number;
  readonly folders: number;
  readonly sizeBytes: number;
}

/** Folders whose files are added up together. */
const foldersPerSum = 200;

/** All that is below a folder and that the member may list. Goes once through the folders and an index of the files. */
export async function totalsBelow(reads: MetadataReads, member: Member, folder: FolderNode): Promise<FolderTotals> {
  let folders = 0;
  let files = 0;
  let sizeBytes = 0;
  let slice: string[] = [];
  const collect = ({ id, chain }: FolderNode): unknown => (rightsInside(member.access, chain) & right.list) !== 0 && slice.push(id);
  async function addUp(): Promise<void> {
    const found = await reads.sizesOf(slice);
    files += found.files;
    sizeBytes += found.sizeBytes;
    slice = [];
  }
  collect(folder);
  for await (const one of seenFolders(reads, member, { chain: folder.chain, afterChain: folder.chain })) {
    folders += 1;
    collect(one);
    if (slice.length >= foldersPerSum) await addUp();
  }
  await addUp();
  return { files, folders, sizeBytes };
}
