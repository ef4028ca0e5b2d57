import type { Share } from '@filewharf/sdk';
import { shownName } from '../base/format.ts';
import { parentPath } from '../files/paths.ts';
import { texts } from '../texts.ts';

/** What a link is called in the dashboard: by its title, else by what it leads to. */
export function sharedName({ title, path, item_count: count }: Pick<Share, 'title' | 'path' | 'item_count'>): string {
  if (title !== null) return shownName(title);
  if (path === '/') return texts.files.title;
  if (path !== null) return shownName(path.slice(path.lastIndexOf('/') + 1));
  return count > 1 ? texts.shares.several(count) : texts.shares.unseen;
}

/** Where it is, as far as the name does not say it. */
export function sharedPlace({ title, path }: Pick<Share, 'title' | 'path'>): string {
  if (path === null || (title === null && path === '/')) return '';
  return shownName(title === null ? parentPath(path) : path);
}
