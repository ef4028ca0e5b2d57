import type { z } from 'zod';
import { isoSeconds } from '../../core/clock.ts';
import { maxParts, type PartUpload } from '../../core/content/part-uploads.ts';
import type { ZippedEntry } from '../../core/content/zip-reader.ts';
import { unset } from './answer-fields.ts';
import { fileUploadPart, type zipListEntry } from './entities-files.ts';

export type WireUploadPart = z.output<typeof fileUploadPart>;

/**
 * One byte more than the vendor's 5 MiB: a client that is handed all bytes at once sends the last part twice when its data is a multiple of
 * this, and nobody's data is (reference/filescom/protocol.md section 12).
 */
export const partSizeBytes = 5_242_881;

/** So many parts have one size; then it doubles, so that a client which follows it gets large files into 10,000 parts. */
const partsOfOneSize = 1000;
const mostDoublings = 6;

const none = unset(fileUploadPart);

/** The size that is advised for a part: of 10,000 parts like this, more than 1 TB. `size`: of the file, when the client has said it. */
export function adviseSize(part: number, size: number | undefined): number {
  const doublings = Math.min(Math.floor((part - 1) / partsOfOneSize), mostDoublings);
  // Odd for the same reason.
  const needed = Math.ceil((size ?? 0) / maxParts) | 1;
  return Math.max(partSizeBytes * 2 ** doublings, needed);
}

/** Where and how a part is to be sent. */
export function presentUploadPart(
  { ref, path }: PartUpload,
  part: number,
  { uri, expiresAt, size }: { readonly uri: string; readonly expiresAt: number; readonly size: number | undefined },
): WireUploadPart {
  return {
    ...none,
    send: { partsize: 'required-header Content-Length', partdata: 'body' },
    action: 'put/write',
    ask_about_overwrites: false,
    available_parts: maxParts,
    expires: isoSeconds(expiresAt),
    headers: {},
    http_method: 'PUT',
    next_partsize: adviseSize(part + 1, size),
    parallel_parts: true,
    retry_parts: true,
    parameters: {},
    part_number: part,
    partsize: adviseSize(part, size),
    path,
    ref,
    upload_uri: uri,
  };
}

/** Paths of this API have no slash at their end, those of folders neither. */
export function presentZipEntry({ path, sizeBytes }: ZippedEntry): z.output<typeof zipListEntry> {
  return { path, size: sizeBytes };
}
