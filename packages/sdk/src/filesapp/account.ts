import type { CallOptions, Connection } from '../transport/connection.ts';
import type { List } from '../transport/pages.ts';
import { callApi, callOptions, numberedList, path, withoutCallOptions } from './api.ts';
import type * as wire from './wire.ts';

export interface Keys {
  /** Makes a key; its secret is in this answer and nowhere else. */
  create(key: wire.CreateKeyParams, options?: CallOptions): Promise<wire.NewKey>;
  list(options?: wire.ListKeysParams & CallOptions): List<wire.Key>;
  get(id: string, options?: CallOptions): Promise<wire.Key>;
  /** Renames a key. */
  update(id: string, changes: wire.UpdateKeyParams, options?: CallOptions): Promise<wire.Key>;
  /** Gives a key a new secret; the old one ends at once. */
  rotate(id: string, options?: CallOptions): Promise<wire.NewKey>;
  revoke(id: string, options?: CallOptions): Promise<wire.RevokeKeyAnswer>;
}

export function keysOf(connection: Connection): Keys {
  return {
    create: (params, options) => callApi(connection, { method: 'POST', path: '/keys', params, options }),
    list: (options = {}) =>
      numberedList(connection, { path: '/keys', key: 'keys', query: withoutCallOptions(options), options: callOptions(options) }),
    get: async (id, options) => callApi(connection, { method: 'GET', path: path`/keys/${id}`, options }),
    update: async (id, params, options) =>
      callApi(connection, { method: 'PATCH', path: path`/keys/${id}`, params, options, repeatSafe: true }),
    rotate: async (id, options) => callApi(connection, { method: 'POST', path: path`/keys/${id}/rotate`, options }),
    revoke: async (id, options) => callApi(connection, { method: 'DELETE', path: path`/keys/${id}`, options }),
  };
}

export interface Users {
  create(user: wire.CreateUserParams, options?: CallOptions): Promise<wire.User>;
  /** `query`: a part of the user name, the name or the mail address. */
  list(options?: wire.ListUsersParams & CallOptions): List<wire.User>;
  get(id: string, options?: CallOptions): Promise<wire.User>;
  update(id: string, changes: wire.UpdateUserParams, options?: CallOptions): Promise<wire.User>;
  /** Deletes a user. Their files stay, and count for `transferFilesTo` from then on; default the caller. */
  delete(id: string, options?: wire.DeleteUserParams & CallOptions): Promise<wire.DeleteUserAnswer>;
  /** Lets a user in again who was locked out by wrong passwords. */
  unlock(id: string, options?: CallOptions): Promise<wire.UnlockUserAnswer>;
  /** Switches off the second factor of a user who has lost the app. */
  resetSecondFactor(id: string, options?: CallOptions): Promise<wire.ResetSecondFactorAnswer>;
  /** The plans that a user can have. */
  plans(options?: CallOptions): Promise<readonly wire.Plan[]>;
}

export function usersOf(connection: Connection): Users {
  return {
    create: (params, options) => callApi(connection, { method: 'POST', path: '/users', params, options }),
    list: (options = {}) =>
      numberedList(connection, { path: '/users', key: 'users', query: withoutCallOptions(options), options: callOptions(options) }),
    get: async (id, options) => callApi(connection, { method: 'GET', path: path`/users/${id}`, options }),
    update: async (id, params, options) =>
      callApi(connection, { method: 'PATCH', path: path`/users/${id}`, params, options, repeatSafe: true }),
    delete: async (id, options = {}) =>
      callApi(connection, {
        method: 'DELETE',
        path: path`/users/${id}`,
        query: { transferFilesTo: options.transferFilesTo },
        options: callOptions(options),
      }),
    unlock: async (id, options) => callApi(connection, { method: 'POST', path: path`/users/${id}/unlock`, options, repeatSafe: true }),
    resetSecondFactor: async (id, options) => callApi(connection, { method: 'DELETE', path: path`/users/${id}/second_factor`, options }),
    plans: async (options) => (await callApi<wire.ListPlansAnswer>(connection, { method: 'GET', path: '/plans', options })).plans,
  };
}
