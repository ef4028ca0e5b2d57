import { invalidField } from '../../core/errors.ts';
import type { ListingPlace } from '../../core/tree/folder-listing.ts';
import type { SubtreePlace } from '../../core/tree/subtree-listing.ts';
import type { SearchPlace } from '../../core/tree/tree-search.ts';

/** Cursors of `GET /entries` and `GET /search`: where the page before ended, and in which listing. They come back from outside, so nothing in them is believed. */

/** What a listing is asked for; a cursor goes on with the same only. */
export interface Listing {
  readonly type: 'file' | 'folder' | undefined;
  readonly sort: 'name' | 'size' | 'updated_at';
  readonly descending: boolean;
}

const invalidCursor = () => invalidField('cursor', 'this is not a cursor of this listing; begin again without one');
export const invalidAfter = () => invalidField('after', 'this is not a cursor of this list; begin again without one');

const encode = (parts: readonly unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

function decode(cursor: string, invalid = invalidCursor): readonly unknown[] {
  if (!/^[\w-]+$/.test(cursor)) throw invalid();
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw invalid();
  }
  if (!Array.isArray(parts)) throw invalid();
  return parts as unknown[];
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
/** No store compares with NUL. */
const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\u0000');

const listingParts = ({ type, sort, descending }: Listing): readonly unknown[] => ['list', type ?? null, sort, descending];
const isSame = (parts: readonly unknown[], wanted: readonly unknown[]): boolean => wanted.every((part, index) => parts[index] === part);

export function listingCursor(listing: Listing, { kind, value, number }: ListingPlace): string {
  return encode([...listingParts(listing), kind, value, number]);
}

export function listingPlace(listing: Listing, cursor: string): ListingPlace {
  const parts = decode(cursor);
  const wanted = listingParts(listing);
  const [kind, value, number] = parts.slice(wanted.length);
  if (!isSame(parts, wanted) || parts.length !== wanted.length + 3 || !isWhole(number)) throw invalidCursor();
  if (kind !== 'file' && kind !== 'folder') throw invalidCursor();
  // By size, folders are sorted by name.
  const byName = listing.sort === 'name' || (listing.sort === 'size' && kind === 'folder');
  if (byName ? isText(value) : isWhole(value)) return { kind, value: value as string | number, number };
  throw invalidCursor();
}

const subtreeParts = ({ type }: Pick<Listing, 'type'>): readonly unknown[] => ['below', type ?? null];
/** Of the ids in a chain only what tells them apart is kept. */
const shortChain = (chain: string): string => chain.replaceAll('folder_', '');

/** Undefined for what is none. */
const longChain = (short: unknown): string | undefined =>
  typeof short === 'string' && /^(?:[0-9a-z]{26}\/)*$/.test(short) ? short.replace(/[0-9a-z]+(?=\/)/g, 'folder_$&') : undefined;

export function subtreeCursor(listing: Pick<Listing, 'type'>, { chain, number }: SubtreePlace): string {
  return encode([...subtreeParts(listing), shortChain(chain), number]);
}

export function subtreePlace(listing: Pick<Listing, 'type'>, cursor: string): SubtreePlace {
  const parts = decode(cursor);
  const wanted = subtreeParts(listing);
  const [short, number] = parts.slice(wanted.length);
  const chain = longChain(short);
  if (!isSame(parts, wanted) || parts.length !== wanted.length + 2 || (number !== null && !isWhole(number))) throw invalidCursor();
  if (chain === undefined) throw invalidCursor();
  return { chain, number };
}

export const searchCursor = ({ chain, nameKey }: SearchPlace): string => encode(['search', shortChain(chain), nameKey]);

export function searchPlace(after: string): SearchPlace {
  const parts = decode(after, invalidAfter);
  const [kind, short, nameKey] = parts;
  const chain = longChain(short);
  if (kind !== 'search' || parts.length !== 3 || chain === undefined || !(nameKey === null || isText(nameKey))) throw invalidAfter();
  return { chain, nameKey };
}
