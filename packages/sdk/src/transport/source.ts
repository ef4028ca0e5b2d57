import { blobContent, bytesContent } from './content.ts';
import type { Content } from './send.ts';

/** Bytes of which any piece can be had, any number of times. */
export interface Source {
  /** What it is called where it comes from. */
  readonly name: string | undefined;
  readonly size: number;
  /** When it was changed last, where that is known. */
  readonly mtime: Date | undefined;
  /** Bytes from `start` (inclusive) to `end` (exclusive). */
  slice(start: number, end: number): Content;
  close(): Promise<void>;
}

const closed = (): Promise<void> => Promise.resolve();

export function bytesSource(bytes: Uint8Array): Source {
  return {
    name: undefined,
    size: bytes.byteLength,
    mtime: undefined,
    slice: (start, end) => bytesContent(bytes.subarray(start, end)),
    close: closed,
  };
}

/** A Blob or, with its name, a File. */
export function blobSource(blob: Blob): Source {
  return {
    name: 'name' in blob && typeof blob.name === 'string' ? blob.name : undefined,
    size: blob.size,
    mtime: 'lastModified' in blob && typeof blob.lastModified === 'number' ? new Date(blob.lastModified) : undefined,
    slice: (start, end) => blobContent(blob.slice(start, end)),
    close: closed,
  };
}
