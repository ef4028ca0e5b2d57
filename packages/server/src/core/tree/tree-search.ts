import { setImmediate as endOfTurn } from 'node:timers/promises';
import { right, rightsInside } from '../access/access.ts';
import { maxMetadataKeyLength, maxMetadataValueLength } from './custom-metadata.ts';
import { findEntryOf, type Entry } from './entries.ts';
import { invalidField } from '../errors.ts';
import type { FolderNode, MetadataReads, Node } from '../metadata.ts';
import type { SearchMatch } from '../metadata-tree.ts';
import { comparisonKey, maxNameLength } from './names.ts';
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
  /** So many folders are looked into, and the search then ends early. Default: all there are. */
  readonly mostFolders?: number | undefined;
}

/** Where a search goes on: behind a folder, or behind a file of a folder. Folders come before files. */
export interface SearchPlace {
  /** The chain of the folder that was found, or that holds the file, from the folder that is searched: it may be gone when the search goes on. */
  readonly chain: string;
  /** The file; null for a folder. */
  readonly nameKey: string | null;
}

export interface FoundEntry extends Entry {
  readonly place: SearchPlace;
}

export interface SearchResult {
  readonly found: readonly FoundEntry[];
  /** Where a search that ended early goes on; undefined when it has `limit` entries or has looked at everything. */
  readonly stoppedAt: SearchPlace | undefined;
}

/** Behind all names of a folder. */
const lastNameKey = '\u{10ffff}';

/** Folders that are looked into before others get their turn. */
const foldersPerSlice = 200;
/** Hits whose paths are looked up before others get their turn. */
const entriesPerTurn = 200;

/**
 * `*` and `?` of the one who searches, as LIKE spells them; everything else stands for itself. For a NUL stands another control character,
 * which no name holds either: stores take NUL for the end of a pattern.
 */
export const likeOf = (part: string): string =>
  `%${comparisonKey(part)
    .replaceAll('\0', '\u0001')
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_')}%`;

/** What is longer matches nothing, and stores do not take patterns of any length. */
function matchOf(wanted: SearchQuery['wanted']): SearchMatch {
  const requireShort = (text: string | undefined, field: string, most: number): void => {
    if (text !== undefined && [...text].length > most) throw invalidField(field, `at most ${most} characters`);
  };
  if ('namePart' in wanted) {
    requireShort(comparisonKey(wanted.namePart), 'search', maxNameLength);
    return { nameLike: likeOf(wanted.namePart) };
  }
  requireShort(wanted.metadata.key, 'search_custom_metadata_key', maxMetadataKeyLength);
  requireShort(wanted.metadata.value, 'search', maxMetadataValueLength);
  return wanted;
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
): Promise<SearchResult> {
  const { wanted, kind, after } = query;
  const match = matchOf(wanted);
  const begin = after === undefined ? undefined : await beginOf(reads, folder, after);
  const found: FoundEntry[] = [];
  async function add(node: Node, place: SearchPlace): Promise<void> {
    const entry = await findEntryOf(reads, member, node, now);
    // Deleted since it was found.
    if (entry === undefined) return;
    found.push({ ...entry, place });
    if (found.length % entriesPerTurn === 0) await endOfTurn();
  }
  const search: Search = { ...query, match, begin, found, add };
  if (kind !== 'file' && (begin === undefined || begin.nameKey === null)) await findFolders(reads, member, folder, search);
  const stoppedAt = kind === 'folder' ? undefined : await findFiles(reads, member, folder, search);
  return { found, stoppedAt };
}

/**
 * A place comes from outside. Its chain says only what comes behind it, which has to be below the folder; what lies there is looked at when
 * that is what the tree has there, and passed over when it was deleted or moved since.
 */
async function beginOf(reads: MetadataReads, folder: FolderNode, { chain: below, nameKey }: SearchPlace): Promise<Begin> {
  if (!/^(?:folder_[0-9a-z]{26}\/)*$/.test(below)) throw invalidField('cursor', 'not a place of this search', 'bad_cursor');
  const chain = folder.chain + below;
  const node = await reads.findNode(chain.split('/').at(-2) ?? '');
  return { chain, nameKey, isThere: node?.kind === 'folder' && node.chain === chain };
}

interface Begin {
  readonly chain: string;
  readonly nameKey: string | null;
  readonly isThere: boolean;
}

interface Search extends Pick<SearchQuery, 'modifiedAfter' | 'limit' | 'mostFolders'> {
  readonly match: SearchMatch;
  readonly begin: Begin | undefined;
  readonly found: readonly FoundEntry[];
  readonly add: (node: Node, place: SearchPlace) => Promise<void>;
}

async function findFolders(
  reads: MetadataReads,
  member: Member,
  { chain: top }: FolderNode,
  { match, modifiedAfter, begin, limit, found, add }: Search,
): Promise<void> {
  for (let afterChain = begin?.chain; ;) {
    const folders = await reads.searchFolders({ chain: top, match, modifiedAfter, afterChain, limit: foldersPerSlice });
    for (const node of folders) {
      if (found.length < limit && (await isSeen(reads, member, node)))
        await add(node, { chain: node.chain.slice(top.length), nameKey: null });
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
  { match, modifiedAfter, begin, limit, mostFolders = Number.POSITIVE_INFINITY, found, add }: Search,
): Promise<SearchPlace | undefined> {
  async function lookInto(chain: string, afterNameKey?: string): Promise<void> {
    if (found.length >= limit || (rightsInside(access, chain) & right.list) === 0) return;
    const parentId = chain.split('/').at(-2) ?? '';
    const files = await reads.searchFiles({ parentId, match, modifiedAfter, afterNameKey, limit: limit - found.length });
    for (const node of files) await add(node, { chain: chain.slice(folder.chain.length), nameKey: node.nameKey });
  }

  let lastChain: string | undefined;
  if (begin !== undefined && begin.nameKey !== null) {
    if (begin.isThere) await lookInto(begin.chain, begin.nameKey);
    lastChain = begin.chain;
  }
  for (let left = mostFolders; found.length < limit;) {
    const slice = Math.min(left, foldersPerSlice);
    const folders = await reads.subtreeFolders(folder.chain, slice, lastChain);
    for (const { chain } of folders) await lookInto(chain);
    const last = folders.at(-1);
    if (last === undefined || folders.length < slice) return undefined;
    lastChain = last.chain;
    left -= folders.length;
    if (left === 0 && found.length < limit) return { chain: last.chain.slice(folder.chain.length), nameKey: lastNameKey };
    await endOfTurn();
  }
  return undefined;
}
