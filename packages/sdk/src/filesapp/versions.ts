import type { CallOptions, Connection } from '../transport/connection.ts';
import type { List } from '../transport/pages.ts';
import { callApi, callOptions, continuedList, path, withoutCallOptions } from './api.ts';
import {
  downloadTo,
  open,
  type Download,
  type DownloadDestination,
  type Downloader,
  type DownloadOptions,
  type DownloadResult,
} from './download.ts';
import type * as wire from './wire.ts';

/** For versions, which are compared with nothing. */
export type VersionDownloadOptions = Omit<DownloadOptions, 'checksum'>;

export interface Versions {
  /** What a file holds and held, the newest first: `current` is what it holds now. */
  list(fileId: string, options?: wire.ListVersionsParams & CallOptions): List<wire.Version>;
  /** Downloads a version, as `client.download` does a file. */
  download(fileId: string, versionId: string, destination?: undefined, options?: VersionDownloadOptions): Promise<Download>;
  download(fileId: string, versionId: string, destination: DownloadDestination, options?: VersionDownloadOptions): Promise<DownloadResult>;
  /** Its content becomes the newest version. Nothing is lost. */
  restore(fileId: string, versionId: string, options?: CallOptions): Promise<wire.FileInfo>;
  /** Deletes for good. ConflictError for what the file holds now. */
  delete(fileId: string, versionId: string, options?: CallOptions): Promise<wire.DeleteVersionAnswer>;
}

export function versionsOf(downloader: Downloader): Versions {
  const { connection } = downloader;
  function download(id: string, versionId: string, to?: undefined, options?: VersionDownloadOptions): Promise<Download>;
  function download(id: string, versionId: string, to: DownloadDestination, options?: VersionDownloadOptions): Promise<DownloadResult>;
  function download(
    id: string,
    versionId: string,
    to?: DownloadDestination,
    options: VersionDownloadOptions = {},
  ): Promise<Download | DownloadResult> {
    const wanted = { id, versionId };
    return to === undefined ? open(downloader, wanted, options) : downloadTo(downloader, wanted, to, options);
  }
  return {
    list: (fileId, options = {}) =>
      continuedList(connection, {
        path: path`/files/${fileId}/versions`,
        key: 'versions',
        query: withoutCallOptions(options),
        options: callOptions(options),
      }),
    download,
    // Sent twice it makes one version more, of the same content: harmless, but not what was asked for.
    restore: async (fileId, versionId, options) =>
      callApi(connection, { method: 'POST', path: path`/files/${fileId}/versions/${versionId}/restore`, options }),
    delete: async (fileId, versionId, options) =>
      callApi(connection, { method: 'DELETE', path: path`/files/${fileId}/versions/${versionId}`, options }),
  };
}

export interface Trash {
  /** What was deleted with `trash: true`, or through the Files.com API: the newest first. `query`: a part of the name. */
  list(options?: wire.ListTrashParams & CallOptions): List<wire.TrashItem>;
  /** Puts it where it lay, or into `folderId`; a name that is taken gets a number. */
  restore(id: string, target?: wire.RestoreFromTrashParams, options?: CallOptions): Promise<wire.Entry>;
  /** Deletes for good. */
  delete(id: string, options?: CallOptions): Promise<wire.DeleteFromTrashAnswer>;
  /** Deletes all that `list` shows for good. */
  empty(options?: CallOptions): Promise<wire.EmptyTrashAnswer>;
}

export function trashOf(connection: Connection): Trash {
  return {
    list: (options = {}) =>
      continuedList(connection, { path: '/trash', key: 'items', query: withoutCallOptions(options), options: callOptions(options) }),
    restore: async (id, params = {}, options) => callApi(connection, { method: 'POST', path: path`/trash/${id}/restore`, params, options }),
    delete: async (id, options) => callApi(connection, { method: 'DELETE', path: path`/trash/${id}`, options }),
    empty: (options) => callApi(connection, { method: 'DELETE', path: '/trash', options }),
  };
}

export interface SettingsOfSite {
  /** How long versions and deleted files are kept. For administrators, as is `update`. */
  get(options?: CallOptions): Promise<wire.Settings>;
  /** null is the default again. */
  update(changes: wire.UpdateSettingsParams, options?: CallOptions): Promise<wire.Settings>;
}

export function settingsOf(connection: Connection): SettingsOfSite {
  return {
    get: (options) => callApi(connection, { method: 'GET', path: '/settings', options }),
    update: (params, options) => callApi(connection, { method: 'PATCH', path: '/settings', params, options, repeatSafe: true }),
  };
}
