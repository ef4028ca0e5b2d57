import { setImmediate as endOfTurn } from 'node:timers/promises';
import { isListed } from '../access/access.ts';
import type { FolderNode, MetadataReads } from '../metadata.ts';
import type { Member } from '../access/principal.ts';

const fewFolders = 8;
const mostPerSlice = 256;

/**
 * The folders below the one with this chain that the member finds in listings, in the order of `chain`: each before what is in it. Begins behind
 * `afterChain`, which may be that of the folder itself. Looks at a few first, because a page of a listing seldom needs more, and at most at
 * `mostPerSlice` before others get their turn.
 */
export async function* seenFolders(
  reads: MetadataReads,
  { access }: Member,
  { chain, afterChain }: { readonly chain: string; readonly afterChain: string },
): AsyncGenerator<FolderNode> {
  for (let last = afterChain, slice = fewFolders; ; slice = Math.min(2 * slice, mostPerSlice)) {
    const folders = await reads.subtreeFolders(chain, slice, last);
    let hidden: string | undefined;
    for (const folder of folders) {
      if (hidden !== undefined && folder.chain.startsWith(hidden)) continue;
      const isHidden = !isListed(access, folder);
      hidden = isHidden ? folder.chain : undefined;
      if (!isHidden) yield folder;
    }
    const end = folders.at(-1);
    if (end === undefined || folders.length < slice) return;
    // All folders on the way to something that is listed are listed: what is below a hidden one is passed over. Ids and slashes sort before "~".
    last = hidden === undefined ? end.chain : `${hidden}~`;
    await endOfTurn();
  }
}
