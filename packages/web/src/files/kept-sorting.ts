import type { Sorting } from './listing.ts';

const storageKey = 'filewharf-sorting';
const sortings: readonly Sorting[] = (['name', 'size', 'updated_at'] as const).flatMap((by) => [
  { by, order: 'asc' as const },
  { by, order: 'desc' as const },
]);

const textOf = ({ by, order }: Sorting): string => `${by} ${order}`;

/** How folders were sorted last in this browser; by name at first. */
export function keptSorting(): Sorting {
  const kept = localStorage.getItem(storageKey);
  return sortings.find((sorting) => textOf(sorting) === kept) ?? { by: 'name', order: 'asc' };
}

export function keepSorting(sorting: Sorting): void {
  localStorage.setItem(storageKey, textOf(sorting));
}
