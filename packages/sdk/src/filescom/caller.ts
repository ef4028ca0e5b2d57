import type { Call, Connection } from '../transport/connection.ts';
import { ConfigurationError } from './errors.ts';
import type { FilesComCallOptions } from './params.ts';

const apiPath = '/api/rest/v1';

/** What a client says for all its calls. */
export type Defaults = Pick<FilesComCallOptions, 'apiKey' | 'sessionId' | 'basic' | 'workspaceId' | 'language'>;

/** Makes requests of the API with the credentials that hold for them. */
export interface Caller {
  readonly connection: Connection;
  /** `path`: below the API, encoded. */
  call(request: Pick<Call, 'method' | 'path' | 'query' | 'json' | 'repeatSafe'>, options: FilesComCallOptions | undefined): Call;
}

export function callerOf(connection: Connection, defaults: Defaults): Caller {
  return {
    connection,
    call(request, options = {}) {
      const { apiKey, sessionId, basic, workspaceId, language, ...settings } = options;
      const workspace = workspaceId ?? defaults.workspaceId;
      const code = language ?? defaults.language;
      // Whoever says one of them for a call means that one, and not the other of the client.
      const chosen = apiKey === undefined && sessionId === undefined ? defaults : { apiKey, sessionId };
      return {
        ...settings,
        ...request,
        path: apiPath + String(request.path),
        headers: {
          ...(workspace === undefined ? {} : { 'x-files-workspace-id': String(workspace) }),
          ...(code === undefined ? {} : { 'accept-language': code }),
          ...settings.headers,
        },
        // A session begins with a password and nothing else.
        credentials:
          request.method === 'POST' && request.path === '/sessions' ? {} : credentialHeaders({ ...chosen, basic: basic ?? defaults.basic }),
      };
    },
  };
}

function credentialHeaders({ apiKey, sessionId, basic }: Defaults): Record<string, string> {
  if (sessionId !== undefined) return { 'x-filesapi-auth': checked(sessionId, 'session id') };
  if (apiKey === undefined) return {};
  const key = checked(apiKey, 'API key');
  return basic === true ? { authorization: `Basic ${btoa(`${key}:x`)}` } : { 'x-filesapi-key': key };
}

function checked(secret: string, what: string): string {
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(secret)) throw new ConfigurationError(`The ${what} has characters that none has`);
  return secret;
}
