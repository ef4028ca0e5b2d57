import type { View } from '../output/view.ts';

/** A downloaded file as commands print it. */
export interface FetchedFile {
  readonly id: string;
  /** On this machine. */
  readonly path: string;
  /** Bytes that were written. */
  readonly size: number;
  /** Of what was written; lower-case hex. */
  readonly sha256: string;
}

export const fetchedView: View<FetchedFile> = {
  title: 'files download',
  columns: [
    { title: 'ID', value: ({ id }) => id, kind: 'id', drop: 1, field: 'id' },
    { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
    { title: 'SHA-256', value: ({ sha256 }) => sha256, kind: 'id', drop: 2, field: 'sha256' },
    { title: 'Path', value: ({ path }) => path, field: 'path' },
  ],
};
