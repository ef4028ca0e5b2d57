import type { CallOptions, Connection } from '../transport/connection.ts';
import type { List } from '../transport/pages.ts';
import { callOptions, continuedList, path, withoutCallOptions } from './api.ts';
import type * as wire from './wire.ts';

export interface ActivityLists {
  /** What was done with a file, the newest first. */
  ofFile(id: string, options?: wire.ListFileActivityParams & CallOptions): List<wire.Activity>;
  /** What was done with a folder and what is directly in it; `root`: the top. */
  ofFolder(id: string, options?: wire.ListFolderActivityParams & CallOptions): List<wire.Activity>;
}

export function activityOf(connection: Connection): ActivityLists {
  const list = (place: string, options: wire.ListFileActivityParams & CallOptions): List<wire.Activity> =>
    continuedList(connection, { path: place, key: 'activity', query: withoutCallOptions(options), options: callOptions(options) });
  return {
    ofFile: (id, options = {}) => list(path`/files/${id}/activity`, options),
    ofFolder: (id, options = {}) => list(path`/folders/${id}/activity`, options),
  };
}
