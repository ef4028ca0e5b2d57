import type { CallOptions, Connection } from '../transport/connection.ts';
import { listOf, type List } from '../transport/pages.ts';
import { callApi, callOptions, listIn, numberedList, path, urlOf, withoutCallOptions, type Operation } from './api.ts';
import type * as wire from './wire.ts';

/** What happens when the name is taken: the file gets a new version, the request fails with ConflictError, or a free name is found. */
export type IfExists = 'overwrite' | 'fail' | 'rename';

/** Sent twice, a change leaves the same behind, unless a free name is looked for each time. */
const isSettled = ({ ifExists }: { readonly ifExists?: IfExists | undefined }): boolean => ifExists !== 'rename';

export interface Files {
  /** What is known of a file. */
  get(id: string, options?: CallOptions): Promise<wire.FileInfo>;
  /** The files of a folder, or all of them; the newest first unless sorted. 20 a page, at most 100. */
  list(options?: wire.ListFilesParams & CallOptions): List<wire.FileSummary>;
  /** Renames, moves, or sets `mtime`. */
  update(id: string, changes: wire.UpdateFileParams, options?: CallOptions): Promise<wire.FileInfo>;
  /** Copies; without a target beside itself, which needs another name. */
  copy(id: string, target?: wire.CopyFileParams, options?: CallOptions): Promise<wire.FileInfo>;
  /** Deletes for good; with `trash` it can come back (see `client.trash`). */
  delete(id: string, options?: wire.DeleteFileParams & CallOptions): Promise<wire.DeleteFileAnswer>;
  /** Where the bytes are, for an `<img>`, `<video>` or `<audio>` in a page of the server: it asks with the cookie of the session. */
  contentUrl(id: string): string;
  /** The same for a small WebP of an image, whose longer side has at least `size` pixels (16 to 1024, default 256); 404 when there is none. */
  thumbnailUrl(id: string, size?: number): string;
  /**
   * SHA-256 of up to 100 files, in the order asked; files that are not there are left out. `wait`: how many seconds (0 to 60, default 20) the
   * server may take for those that it has to compute; what is not ready then has null.
   */
  checksums(ids: readonly string[], options?: CallOptions & { readonly wait?: number | undefined }): Promise<readonly wire.Checksum[]>;
}

export function filesOf(connection: Connection): Files {
  return {
    get: async (id, options) => callApi(connection, { method: 'GET', path: path`/files/${id}`, options }),
    list: (options = {}) =>
      numberedList(connection, { path: '/files', key: 'files', query: withoutCallOptions(options), options: callOptions(options) }),
    update: async (id, params, options) =>
      callApi(connection, { method: 'PATCH', path: path`/files/${id}`, params, options, repeatSafe: isSettled(params) }),
    copy: async (id, params = {}, options) => callApi(connection, { method: 'POST', path: path`/files/${id}/copy`, params, options }),
    delete: async (id, options = {}) =>
      callApi(connection, { method: 'DELETE', path: path`/files/${id}`, query: { trash: options.trash }, options: callOptions(options) }),
    contentUrl: (id) => urlOf(connection, path`/files/${id}/content`),
    thumbnailUrl: (id, size = 256) => urlOf(connection, path`/files/${id}/thumbnail?size=` + size),
    async checksums(ids, options = {}) {
      const { wait = 20 } = options;
      const operation: Operation = {
        method: 'POST',
        path: '/checksums',
        params: { ids, wait },
        options: { ...callOptions(options), timeoutMs: Math.max(options.timeoutMs ?? connection.settings.timeoutMs, wait * 1000 + 10_000) },
        repeatSafe: true,
      };
      return listIn(await callApi<wire.ComputeChecksumsAnswer>(connection, operation), 'checksums', operation);
    },
  };
}

export interface Entries {
  /** Files and folders of a folder, or of all below it. */
  list(options?: wire.ListEntriesParams & CallOptions): List<wire.Entry>;
  /** What is at a path such as `/a/b.txt`; NotFoundError when nothing is. */
  lookup(path: string, options?: CallOptions): Promise<wire.Entry>;
}

export function entriesOf(connection: Connection): Entries {
  return {
    list: (options = {}) =>
      listOf(async (cursor) => {
        const operation: Operation = {
          method: 'GET',
          path: '/entries',
          query: { ...withoutCallOptions(options), cursor: cursor ?? options.cursor },
          options: callOptions(options),
        };
        const answer = await callApi<wire.ListEntriesAnswer>(connection, operation);
        return { items: listIn(answer, 'entries', operation), next: answer.cursor ?? undefined };
      }),
    lookup: (place, options) => callApi(connection, { method: 'GET', path: '/lookup', query: { path: place }, options }),
  };
}

export interface Folders {
  /** Makes a folder; with `parents`, also those above it, and it may be there already. */
  create(folder: wire.CreateFolderParams, options?: CallOptions): Promise<wire.Folder>;
  /** `totals`: also how much is below it. */
  get(id: string, options?: wire.GetFolderParams & CallOptions): Promise<wire.Folder>;
  /** The folders of a folder. */
  list(options?: wire.ListFoldersParams & CallOptions): List<wire.Folder>;
  /** Renames or moves, with all that is in it. */
  update(id: string, changes: wire.UpdateFolderParams, options?: CallOptions): Promise<wire.Folder>;
  /** Copies, with all that is in it. */
  copy(id: string, target?: wire.CopyFolderParams, options?: CallOptions): Promise<wire.Folder>;
  /** Deletes for good. `recursive`: also when something is in it. `trash`: with all that is in it, and it can come back. */
  delete(id: string, options?: wire.DeleteFolderParams & CallOptions): Promise<wire.DeleteFolderAnswer>;
}

export function foldersOf(connection: Connection): Folders {
  return {
    create: (params, options) =>
      callApi(connection, { method: 'POST', path: '/folders', params, options, repeatSafe: params.parents === true }),
    get: async (id, options = {}) =>
      callApi(connection, {
        method: 'GET',
        path: path`/folders/${id}`,
        query: { totals: options.totals },
        options: callOptions(options),
      }),
    list: (options = {}) =>
      numberedList(connection, { path: '/folders', key: 'folders', query: withoutCallOptions(options), options: callOptions(options) }),
    update: async (id, params, options) =>
      callApi(connection, { method: 'PATCH', path: path`/folders/${id}`, params, options, repeatSafe: isSettled(params) }),
    copy: async (id, params = {}, options) => callApi(connection, { method: 'POST', path: path`/folders/${id}/copy`, params, options }),
    delete: async (id, options = {}) =>
      callApi(connection, {
        method: 'DELETE',
        path: path`/folders/${id}`,
        query: { recursive: options.recursive, trash: options.trash },
        options: callOptions(options),
      }),
  };
}

export interface Shares {
  /** Makes a link to a file, a folder or several of both, or one by which visitors put files into a folder. */
  create(share: wire.CreateShareParams, options?: CallOptions): Promise<wire.Share>;
  /** The newest first; of a file, of a folder, or of those in one `status`. */
  list(options?: wire.ListSharesParams & CallOptions): List<wire.Share>;
  get(id: string, options?: CallOptions): Promise<wire.Share>;
  update(id: string, changes: wire.UpdateShareParams, options?: CallOptions): Promise<wire.Share>;
  revoke(id: string, options?: CallOptions): Promise<wire.RevokeShareAnswer>;
}

export function sharesOf(connection: Connection): Shares {
  return {
    create: (params, options) => callApi(connection, { method: 'POST', path: '/share', params, options }),
    list: (options = {}) =>
      numberedList(connection, { path: '/shares', key: 'shares', query: withoutCallOptions(options), options: callOptions(options) }),
    get: async (id, options) => callApi(connection, { method: 'GET', path: path`/shares/${id}`, options }),
    update: async (id, params, options) =>
      // An expiry counts from now, so the second time it is another one, by as little as a repetition takes.
      callApi(connection, { method: 'PATCH', path: path`/shares/${id}`, params, options, repeatSafe: true }),
    revoke: async (id, options) => callApi(connection, { method: 'DELETE', path: path`/shares/${id}`, options }),
  };
}
