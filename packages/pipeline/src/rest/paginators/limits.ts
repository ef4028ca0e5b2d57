import type { JsonPath } from '../json-path.ts';
import { PagingError } from './paginator.ts';

/** What the body says about more pages. A text counts as the word it is. */
export function moreOf(path: JsonPath, body: unknown): boolean {
  const value = path.first(body);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (['true', 'yes', 'y', 't', '1'].includes(word)) return true;
  if (['false', 'no', 'n', 'f', '0'].includes(word)) return false;
  throw new PagingError(`the answer has no yes or no at "${path.text}", where has_more_path looks`);
}

/** A total as the body states it; a text counts as the number it is. Undefined when there is none. */
export function totalOf(path: JsonPath, body: unknown): number | undefined {
  const value = path.first(body);
  const total = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (value === undefined || value === null) return undefined;
  if (typeof total === 'number' && Number.isFinite(total)) return total;
  throw new PagingError(`the answer has no number at "${path.text}", where total_path looks`);
}

/** What ends paging by numbers. */
export interface EndOptions {
  /** Null: there is no total. */
  readonly totalPath: string | null;
  /** The configuration names the total: then the answers have to have it. */
  readonly totalRequired: boolean;
  readonly hasMorePath: string | undefined;
  readonly stopAfterEmptyPage: boolean;
}

/** @throws PagingError when nothing could ever end it */
export function checkEnds(kind: string, { totalPath, hasMorePath, stopAfterEmptyPage }: EndOptions, maximum: number | undefined): void {
  if (totalPath === null && maximum === undefined && hasMorePath === undefined && !stopAfterEmptyPage)
    throw new PagingError(
      `a paginator of type ${kind} needs something that ends it: total_path, has_more_path, a maximum, or stop_after_empty_page`,
    );
}
