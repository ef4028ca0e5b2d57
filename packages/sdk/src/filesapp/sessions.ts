import type { CallOptions, Connection } from '../transport/connection.ts';
import type { List } from '../transport/pages.ts';
import { callApi, callOptions, continuedList, path, withoutCallOptions } from './api.ts';
import type * as wire from './wire.ts';

export interface Sessions {
  /**
   * Signs in. In a page of the server this sets the cookie that all further requests come with; elsewhere it has no use but to try a
   * password. UnauthorizedError with the code `invalid_credentials`, or `second_factor_required` when only `code` is missing.
   */
  create(signIn: wire.CreateSessionParams, options?: CallOptions): Promise<wire.CreateSessionAnswer>;
  /** Where you are signed in, the newest first. */
  list(options?: wire.ListSessionsParams & CallOptions): List<wire.Session>;
  /** Signs out; default: `current`, the session of this client. */
  delete(id?: string, options?: CallOptions): Promise<wire.DeleteSessionAnswer>;
}

export function sessionsOf(connection: Connection): Sessions {
  return {
    create: (params, options) => callApi(connection, { method: 'POST', path: '/sessions', params, options }),
    list: (options = {}) =>
      continuedList(connection, { path: '/sessions', key: 'sessions', query: withoutCallOptions(options), options: callOptions(options) }),
    delete: async (id = 'current', options) => callApi(connection, { method: 'DELETE', path: path`/sessions/${id}`, options }),
  };
}

export interface SecondFactor {
  /** The secret for an authenticator app. It counts for nothing until it is confirmed. */
  begin(options?: CallOptions): Promise<wire.BeginSecondFactorAnswer>;
  /** A code shows that the app has the secret; from then on signing in asks for one. */
  confirm(code: string, options?: CallOptions): Promise<wire.ConfirmSecondFactorAnswer>;
  /** Switches it off. */
  delete(password: string, options?: CallOptions): Promise<wire.DeleteSecondFactorAnswer>;
}

export function secondFactorOf(connection: Connection): SecondFactor {
  return {
    begin: (options) => callApi(connection, { method: 'POST', path: '/second_factor', options }),
    confirm: (code, options) => callApi(connection, { method: 'POST', path: '/second_factor/confirm', params: { code }, options }),
    // Repeated, it would be refused because nothing is left to switch off.
    delete: (password, options) =>
      callApi(connection, { method: 'DELETE', path: '/second_factor', params: { password }, repeatSafe: false, options }),
  };
}
