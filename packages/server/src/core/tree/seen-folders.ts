import { setImmediate as endOfTurn } from 'node:timers/promises';
import { isShown, rightsInside } from '../access/access.ts';
import type { FolderNode, MetadataReads } from '../metadata.ts';
import type { Member } from '../access/principal.ts';

/**
 * The folders below the one with this chain that the member sees, in the order of `chain`: each before what is in it. Begins behind
 * `afterChain`, which may be that of the folder itself. Looks at `slice` of them before others get their turn.
 */
export async function* seenFolders(
  reads: MetadataReads,
  { access }: Member,
  { chain, afterChain, slice }: { readonly chain: string; readonly afterChain: string; readonly slice: number },
): AsyncGenerator<FolderNode> {
  for (let last = afterChain; ;) {
    const folders = await reads.subtreeFolders(chain, slice, last);
    let hidden: string | undefined;
    for (const folder of folders) {
      if (hidden !== undefined && folder.chain.startsWith(hidden)) continue;
      const isHidden = !isShown(access, folder, rightsInside(access, folder.chain));
      hidden = isHidden ? folder.chain : undefined;
      if (!isHidden) yield folder;
    }
    const end = folders.at(-1);
    if (end === undefined || folders.length < slice) return;
    // All folders on the way to something that is shown are shown: what is below a hidden one is passed over. Ids and slashes sort before "~".
    last = hidden === undefined ? end.chain : `${hidden}~`;
    await endOfTurn();
  }
}
