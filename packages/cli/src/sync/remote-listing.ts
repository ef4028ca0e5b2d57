import type { Entry, FilesApp } from '@filewharf/sdk';
import { RefusedError } from '../output/failures.ts';
import { timeOf } from '../transfer/download-targets.ts';
import type { Filter } from '../transfer/filter.ts';
import { belowRemote } from '../transfer/remote-path.ts';
import type { Item } from './plan.ts';

/** The most entries that one request answers. */
const pageEntries = 1000;

/** All that is below a folder of the server and passes the filter, in few requests. */
export async function* listRemote(
  client: FilesApp,
  folder: Pick<Entry, 'id' | 'path'>,
  { filter, signal }: { readonly filter: Filter; readonly signal: AbortSignal },
): AsyncGenerator<Item | { readonly kind: 'failed'; readonly path: string; readonly error: unknown }> {
  for await (const entry of client.entries.list({ folderId: folder.id, recursive: true, limit: pageEntries, signal })) {
    const path = belowRemote(folder.path, entry.path);
    if (path === undefined) {
      yield {
        kind: 'failed',
        path: entry.path,
        error: new RefusedError(`the server says that it is in ${folder.path}`),
      };
    } else if (filter.includes(entry.type === 'folder' ? `${path}/` : path)) {
      yield {
        kind: entry.type,
        path,
        size: entry.size ?? 0,
        mtime: timeOf(entry),
        id: entry.id,
      };
    }
  }
}
