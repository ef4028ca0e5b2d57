import type { CallOptions, Connection } from '../transport/connection.ts';
import type { List } from '../transport/pages.ts';
import { callApi, callOptions, continuedList, path, withoutCallOptions } from './api.ts';
import type * as wire from './wire.ts';

export interface Groups {
  /** In the order of their creation, without their members. */
  list(options?: wire.ListGroupsParams & CallOptions): List<wire.Group>;
  create(group: wire.CreateGroupParams, options?: CallOptions): Promise<wire.Group>;
  /** With its members. */
  get(id: string, options?: CallOptions): Promise<wire.Group>;
  update(id: string, changes: wire.UpdateGroupParams, options?: CallOptions): Promise<wire.Group>;
  /** Deletes a group; what was granted to it ends. */
  delete(id: string, options?: CallOptions): Promise<wire.DeleteGroupAnswer>;
  /** Puts a user into a group, or says whether the user manages its members. */
  putMember(id: string, userId: string, membership?: wire.PutGroupMemberParams, options?: CallOptions): Promise<wire.GroupMember>;
  removeMember(id: string, userId: string, options?: CallOptions): Promise<wire.RemoveGroupMemberAnswer>;
}

export function groupsOf(connection: Connection): Groups {
  return {
    list: (options = {}) =>
      continuedList(connection, { path: '/groups', key: 'groups', query: withoutCallOptions(options), options: callOptions(options) }),
    create: (params, options) => callApi(connection, { method: 'POST', path: '/groups', params, options }),
    get: async (id, options) => callApi(connection, { method: 'GET', path: path`/groups/${id}`, options }),
    update: async (id, params, options) =>
      callApi(connection, { method: 'PATCH', path: path`/groups/${id}`, params, options, repeatSafe: true }),
    delete: async (id, options) => callApi(connection, { method: 'DELETE', path: path`/groups/${id}`, options }),
    putMember: async (id, userId, params = {}, options) =>
      callApi(connection, { method: 'PUT', path: path`/groups/${id}/members/${userId}`, params, options }),
    removeMember: async (id, userId, options) =>
      callApi(connection, { method: 'DELETE', path: path`/groups/${id}/members/${userId}`, options }),
  };
}

export interface Permissions {
  /** In the order in which they were granted; of a folder, of a user or of a group. */
  list(options?: wire.ListPermissionsParams & CallOptions): List<wire.Permission>;
  /** Lets a user or a group do something in a folder. The same one again is the one that is there. */
  create(permission: wire.CreatePermissionParams, options?: CallOptions): Promise<wire.Permission>;
  delete(id: string, options?: CallOptions): Promise<wire.DeletePermissionAnswer>;
}

export function permissionsOf(connection: Connection): Permissions {
  return {
    list: (options = {}) =>
      continuedList(connection, {
        path: '/permissions',
        key: 'permissions',
        query: withoutCallOptions(options),
        options: callOptions(options),
      }),
    create: (params, options) => callApi(connection, { method: 'POST', path: '/permissions', params, options, repeatSafe: true }),
    delete: async (id, options) => callApi(connection, { method: 'DELETE', path: path`/permissions/${id}`, options }),
  };
}
