/** Bytes `start` (inclusive) to `end` (exclusive), as `BlobStore.read` takes them; never empty. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a Range header (RFC 9110 section 14.2) for a file of `size` bytes.
 *
 * `none`: answer 200 with the whole file. That is so without the header, and RFC 9110 lets a server ignore it where it is malformed, in
 * another unit, or asks for several ranges (multipart/byteranges is never produced). `unsatisfiable`: answer 416 with
 * `contentRange(undefined, size)`. Otherwise answer 206 with `contentRange(range, size)`.
 *
 * Of an empty file only a suffix can be had, and an empty part cannot be written as Content-Range: so that is `none`.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'none' | 'unsatisfiable' {
  const match = header === undefined ? null : /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header);
  if (match === null) return 'none';
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return 'none';
    // Numbers too large for a double become Infinity or lose digits far beyond any file size; both compare rightly.
    const suffix = Number(last);
    if (suffix === 0) return 'unsatisfiable';
    return size === 0 ? 'none' : { start: Math.max(0, size - suffix), end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'none';
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size : Math.min(size, Number(last) + 1) };
}

/** The Content-Range header (RFC 9110 section 14.4): of a 206 with its range, of a 416 without. */
export function contentRange(range: ByteRange | undefined, size: number): string {
  return range === undefined ? `bytes */${String(size)}` : `bytes ${String(range.start)}-${String(range.end - 1)}/${String(size)}`;
}
