import type { CallOptions, Connection } from '../transport/connection.ts';
import type { List } from '../transport/pages.ts';
import type * as types from './additions.ts';
import { callApi, callOptions, numberedList, path, withoutCallOptions } from './api.ts';
import type * as wire from './wire.ts';

export interface Keys {
  /** Makes a key; its secret is in this answer and nowhere else. */
  create(key: wire.CreateKeyParams, options?: CallOptions): Promise<types.NewKey>;
  list(options?: wire.ListKeysParams & CallOptions): List<types.Key>;
  get(id: string, options?: CallOptions): Promise<types.Key>;
  /** Renames a key. */
  update(id: string, changes: { readonly name: string }, options?: CallOptions): Promise<types.Key>;
  /** Gives a key a new secret; the old one ends at once. */
  rotate(id: string, options?: CallOptions): Promise<types.NewKey>;
  revoke(id: string, options?: CallOptions): Promise<wire.RevokeKeyAnswer>;
}

export function keysOf(connection: Connection): Keys {
  return {
    create: (params, options) => callApi(connection, { method: 'POST', path: '/keys', params, options }),
    list: (options = {}) =>
      numberedList(connection, { path: '/keys', key: 'keys', query: withoutCallOptions(options), options: callOptions(options) }),
    get: (id, options) => callApi(connection, { method: 'GET', path: path`/keys/${id}`, options }),
    update: (id, params, options) => callApi(connection, { method: 'PATCH', path: path`/keys/${id}`, params, options, repeatSafe: true }),
    rotate: (id, options) => callApi(connection, { method: 'POST', path: path`/keys/${id}/rotate`, options }),
    revoke: (id, options) => callApi(connection, { method: 'DELETE', path: path`/keys/${id}`, options }),
  };
}

export interface Users {
  create(user: types.CreateUserParams, options?: CallOptions): Promise<types.User>;
  list(options?: wire.ListUsersParams & CallOptions): List<types.User>;
  get(id: string, options?: CallOptions): Promise<types.User>;
  update(id: string, changes: types.UpdateUserParams, options?: CallOptions): Promise<types.User>;
  /** Deletes a user. Their files stay, and count for `transferFilesTo` from then on; default the caller. */
  delete(id: string, options?: CallOptions & { readonly transferFilesTo?: string | undefined }): Promise<{ readonly deleted: true }>;
}

export function usersOf(connection: Connection): Users {
  return {
    create: (params, options) => callApi(connection, { method: 'POST', path: '/users', params, options }),
    list: (options = {}) =>
      numberedList(connection, { path: '/users', key: 'users', query: withoutCallOptions(options), options: callOptions(options) }),
    get: (id, options) => callApi(connection, { method: 'GET', path: path`/users/${id}`, options }),
    update: (id, params, options) => callApi(connection, { method: 'PATCH', path: path`/users/${id}`, params, options, repeatSafe: true }),
    delete: (id, options = {}) =>
      callApi(connection, {
        method: 'DELETE',
        path: path`/users/${id}`,
        query: { transferFilesTo: options.transferFilesTo },
        options: callOptions(options),
      }),
  };
}
