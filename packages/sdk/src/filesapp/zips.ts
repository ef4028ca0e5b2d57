import type { CallOptions, Connection } from '../transport/connection.ts';
import { callApi, path, urlOf } from './api.ts';
import type * as wire from './wire.ts';

export interface Zips {
  /** Picks up to 1,000 files and folders, by their ids, to be had as one archive at `url`, for a day. */
  create(ids: readonly string[], options?: CallOptions): Promise<wire.CreateZipAnswer>;
  /** Where an archive that was picked is, for a link in a page of the server: it asks with the cookie of the session. */
  url(id: string): string;
  /** The same for a folder; `root` is all that can be seen. */
  folderUrl(id: string): string;
}

export function zipsOf(connection: Connection): Zips {
  return {
    create: (ids, options) => callApi(connection, { method: 'POST', path: '/zips', params: { ids }, options, repeatSafe: true }),
    url: (id) => urlOf(connection, path`/zips/${id}`),
    folderUrl: (id) => urlOf(connection, path`/folders/${id}/zip`),
  };
}
