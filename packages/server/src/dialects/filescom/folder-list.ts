import type { ListingPlace } from '../../core/tree/folder-listing.ts';
import type { Node } from '../../core/metadata.ts';
import type { ChildSort } from '../../core/metadata-tree.ts';
import { pathParts } from '../../core/tree/paths.ts';
import type { SearchPlace, SearchQuery } from '../../core/tree/tree-search.ts';
import type { Query } from './contract.ts';
import { FilesComError } from './errors.ts';
import type { NamePlace } from './paging.ts';

/** How the list of a folder is asked for: what the query says, and where a page begins. */

export const sortOf = {
  path: 'name',
  size: 'size',
  modified_at_datetime: 'modified_at',
  provided_modified_at: 'provided_mtime',
} as const satisfies Record<string, ChildSort>;

export const invalidCursor = (): FilesComError =>
  new FilesComError('bad-request/invalid-cursor', 'This is not a cursor of this list. Begin again without one.');

const letterOf: Readonly<Record<Node['kind'], string>> = { folder: 'd', file: 'f' };

/** In a cursor: the kind and the number of the row, beside the value that it is sorted by. */
export const placeToCursor = ({ kind, value, number }: ListingPlace): NamePlace => ({ value, name: `${letterOf[kind]}${number}` });

export function placeFromCursor({ value, name }: NamePlace, sort: ChildSort): ListingPlace {
  const match = /^([df])(\d{1,15})$/.exec(name);
  const kind = match?.[1] === 'd' ? 'folder' : 'file';
  // Folders have no size, so by that they are sorted by name.
  const isText = sort === 'name' || (sort === 'size' && kind === 'folder');
  if (match === null || typeof value !== (isText ? 'string' : 'number')) throw invalidCursor();
  return { kind, value, number: Number(match[2]) };
}

export const foundToCursor = ({ chain, nameKey }: SearchPlace): NamePlace => ({
  value: chain,
  name: nameKey === null ? 'd' : `f${nameKey}`,
});

export function foundFromCursor({ value, name }: NamePlace): SearchPlace {
  if (typeof value !== 'string' || !/^[df]/.test(name)) throw invalidCursor();
  return { chain: value, nameKey: name.startsWith('f') ? name.slice(1) : null };
}

/** Undefined when nothing is searched for. */
export function searchOf(path: string, query: Query<'listFolder'>): SearchQuery['wanted'] | undefined {
  const { search, search_all: everywhere, search_custom_metadata_key: key } = query;
  const hasKey = typeof key === 'string' && key !== '';
  const hasText = typeof search === 'string' && search !== '';
  if (everywhere === true && pathParts(path).length > 0) {
    throw new FilesComError(
      'bad-request/search-all-on-child-path',
      'search_all searches everything, so it goes with the root folder only.',
    );
  }
  if (hasKey) return { metadata: { ...(key === '*' ? {} : { key }), ...(hasText ? { value: search } : {}) } };
  // As the vendor has it: folders before the name do not count.
  return hasText || everywhere === true ? { namePart: (search ?? '').replace(/^.*\//, '') } : undefined;
}
