import type { Entry } from '@filewharf/sdk';
import type { Column, View } from '../output/view.ts';

/** How files and folders look in tables. */
const entryColumns: readonly Column<Entry>[] = [
  { title: 'ID', value: ({ id }) => id, kind: 'id', drop: 1, field: 'id' },
  { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
  { title: 'Modified', value: ({ mtime, updated_at }) => mtime ?? updated_at, kind: 'time', drop: 2, field: 'updated_at' },
  { title: 'Path', value: ({ type, path }) => (type === 'folder' && path !== '/' ? `${path}/` : path), field: 'path' },
];

export const entryView = (title: string): View<Entry> => ({ title, columns: entryColumns });

/** One thing that a command did to another, such as a move. */
export interface Carried {
  readonly id: string;
  readonly object: 'file' | 'folder';
  readonly from: string;
  readonly to: string;
}

export const carriedView = (title: string): View<Carried> => ({
  title,
  columns: [
    { title: 'ID', value: ({ id }) => id, kind: 'id', drop: 1, field: 'id' },
    { title: 'From', value: ({ from }) => from, field: 'from' },
    { title: 'To', value: ({ to }) => to, field: 'to' },
  ],
});

export interface Deleted {
  readonly id: string;
  readonly object: string;
  readonly deleted: boolean;
}

export const deletedView = (title: string): View<Deleted> => ({
  title,
  columns: [
    { title: 'ID', value: ({ id }) => id, kind: 'id', field: 'id' },
    { title: 'Object', value: ({ object }) => object, field: 'object' },
    { title: 'Deleted', value: ({ deleted }) => deleted, field: 'deleted' },
  ],
});
