import { setImmediate as endOfTurn } from 'node:timers/promises';
import { right, rightsInside } from '../access/access.ts';
import { entryOf, type Entry } from './entries.ts';
import { invalidField } from '../errors.ts';
import type { FolderNode, MetadataReads, Node } from '../metadata.ts';
import type { SearchMatch } from '../metadata-tree.ts';
import { comparisonKey } from './names.ts';
import type { Member } from '../access/principal.ts';
import { isSeen } from '../access/rights.ts';

export interface SearchQuery {
  /** A part of a name, where `*` stands for any text and `?` for any character; or what custom metadata have to hold. */
  readonly wanted: { readonly namePart: string } | Extract<SearchMatch, { readonly metadata: unknown }>;
  readonly kind?: Node['kind'] | undefined;
  /** Only what was changed later than this. */
  readonly modifiedAfter?: number | undefined;
  readonly after?: SearchPlace | undefined;
  readonly limit: number;
}

/** Where a search goes on: behind a folder, or behind a file of a folder. Folders come before files. */
export interface SearchPlace {
  /** The chain of the folder that was found, or that holds the file. */
  readonly chain: string;
  /** The file; null for a folder. */
  readonly nameKey: string | null;
}

export interface FoundEntry extends Entry {
  readonly place: SearchPlace;
}

/** Folders that are looked into before others get their turn. */
const foldersPerSlice = 200;
/** Hits whose paths are looked up before others get their turn. */
const entriesPerTurn = 200;

/** `*` and `?` of the one who searches, as LIKE spells them; everything else stands for itself. */
const likeOf = (part: string): string =>
  `%${comparisonKey(part)
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_')}%`;

interface Found {
  readonly node: Node;
  readonly place: SearchPlace;
}

/**
 * What matches below a folder, at any depth, as far as the member sees it: first folders, then files folder by folder. Takes as long as
 * there are folders and files to look through, and lets others go on meanwhile.
 */
export async function searchTree(
  reads: MetadataReads,
  member: Member,
  folder: FolderNode,
  now: number,
  query: SearchQuery,
): Promise<readonly FoundEntry[]> {
  const { wanted, kind, after } = query;
  if (after?.chain.startsWith(folder.chain) === false) throw invalidField('cursor', 'not a place of this search', 'bad_cursor');
  const match: SearchMatch = 'namePart' in wanted ? { nameLike: likeOf(wanted.namePart) } : wanted;
  const found: Found[] = [];
  if (kind !== 'file' && (after === undefined || after.nameKey === null))
    await findFolders(reads, member, folder, { ...query, match }, found);
  if (kind !== 'folder') await findFiles(reads, member, folder, { ...query, match }, found);
  const entries: FoundEntry[] = [];
  for (const { node, place } of found) {
    entries.push({ ...(await entryOf(reads, member, node, now)), place });
    if (entries.length % entriesPerTurn === 0) await endOfTurn();
  }
  return entries;
}

type Search = SearchQuery & { readonly match: SearchMatch };

async function findFolders(
  reads: MetadataReads,
  member: Member,
  { chain }: FolderNode,
  { match, modifiedAfter, after, limit }: Search,
  found: Found[],
): Promise<void> {
  for (let afterChain = after?.chain; ;) {
    const folders = await reads.searchFolders({ chain, match, modifiedAfter, afterChain, limit: foldersPerSlice });
    for (const node of folders) {
      if (found.length < limit && (await isSeen(reads, member, node))) found.push({ node, place: { chain: node.chain, nameKey: null } });
    }
    afterChain = folders.at(-1)?.chain;
    if (folders.length < foldersPerSlice || found.length >= limit) return;
    await endOfTurn();
  }
}

async function findFiles(
  reads: MetadataReads,
  { access }: Member,
  folder: FolderNode,
  { match, modifiedAfter, after, limit }: Search,
  found: Found[],
): Promise<void> {
  async function lookInto(chain: string, afterNameKey?: string): Promise<void> {
    if (found.length >= limit || (rightsInside(access, chain) & right.list) === 0) return;
    const parentId = chain.split('/').at(-2) ?? '';
    const files = await reads.searchFiles({ parentId, match, modifiedAfter, afterNameKey, limit: limit - found.length });
    for (const node of files) found.push({ node, place: { chain, nameKey: node.nameKey } });
  }

  let lastChain: string | undefined;
  if (after !== undefined && after.nameKey !== null) {
    await lookInto(after.chain, after.nameKey);
    lastChain = after.chain;
  }
  while (found.length < limit) {
    const folders = await reads.subtreeFolders(folder.chain, foldersPerSlice, lastChain);
    for (const { chain } of folders) await lookInto(chain);
    lastChain = folders.at(-1)?.chain;
    if (folders.length < foldersPerSlice) return;
    await endOfTurn();
  }
}
