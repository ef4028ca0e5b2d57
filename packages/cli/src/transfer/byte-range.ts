import { UsageError } from '../output/failures.ts';

/** Bytes of a file, as `Range` says them: both ends count, and the last ones have no start. */
export interface ByteRange {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** `0-499`, `500-`, `-500` (the last 500). Throws a `UsageError`. */
export function parseRange(text: string): ByteRange {
  const [, first = '', last = ''] = /^(\d{0,15})-(\d{0,15})$/.exec(text) ?? [];
  const start = first === '' ? undefined : Number(first);
  const end = last === '' ? undefined : Number(last);
  const isEmpty = start === undefined && (end === undefined || end === 0);
  if (isEmpty || (start !== undefined && end !== undefined && end < start))
    throw new UsageError(`--range must be bytes such as 0-499, 500- or -500 (the last 500), not "${text}"`);
  return { start, end };
}

/** Of a file of so many bytes: the first one, and the one behind the last. Empty when nothing of the file is in the range. */
export function resolveRange({ start, end }: ByteRange, size: number): { readonly from: number; readonly to: number } {
  if (start === undefined) return { from: Math.max(0, size - (end ?? 0)), to: size };
  return { from: Math.min(start, size), to: Math.min(end === undefined ? size : end + 1, size) };
}
