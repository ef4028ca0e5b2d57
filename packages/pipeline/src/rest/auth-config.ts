import { apiKeyAuth, basicAuth, bearerAuth, oauthClientCredentials, oauthJwt, type Auth } from './auth.ts';
import type { AuthConfig } from './config.ts';
import { registeredAuth } from './registry.ts';

/** Looks up what a configuration leaves out. */
export interface Lookup {
  /** @throws MissingConfigError */
  secret(key: string): string;
  /** @throws MissingConfigError */
  setting(key: string): string;
  /** Undefined when it is nowhere. */
  optionalSecret(key: string): string | undefined;
  /** What stands in the configuration itself, and is a secret all the same. */
  keepSecret(value: string): string;
  readonly now: () => number;
}

/** @throws MissingConfigError when something is neither given nor found */
export function authOf(config: AuthConfig | undefined, lookup: Lookup): Auth | undefined {
  if (config === undefined) return undefined;
  if (typeof config === 'object' && 'authenticate' in config && typeof config.authenticate === 'function') return config as Auth;
  const { type = 'bearer', ...members }: { type?: string; [key: string]: unknown } =
    typeof config === 'string' ? { type: config } : { ...config };
  const own = registeredAuth(type);
  if (own !== undefined) return own(members);
  const given = (key: string): string | undefined => members[key] as string | undefined;
  const givenSecret = (key: string): string | undefined => (given(key) === undefined ? undefined : lookup.keepSecret(given(key) ?? ''));
  const secret = (key: string): string => givenSecret(key) ?? lookup.secret(key);
  const setting = (key: string): string => given(key) ?? lookup.setting(key);
  const defaultExpirationSeconds = (members['default_token_expiration'] as number | undefined) ?? 3600;
  switch (type) {
    case 'api_key':
      return apiKeyAuth({
        name: given('name') ?? 'Authorization',
        apiKey: secret('api_key'),
        location: (members['location'] as 'header' | undefined) ?? 'header',
      });
    case 'http_basic':
      return basicAuth(setting('username'), secret('password'));
    case 'oauth2_client_credentials':
      return oauthClientCredentials({
        accessTokenUrl: setting('access_token_url'),
        clientId: setting('client_id'),
        clientSecret: secret('client_secret'),
        accessToken: givenSecret('access_token'),
        requestData: (members['access_token_request_data'] as Record<string, string> | undefined) ?? {},
        defaultExpirationSeconds,
        now: lookup.now,
      });
    case 'oauth2_jwt': {
      const scopes = members['scopes'] as string | readonly string[] | undefined;
      return oauthJwt({
        authEndpoint: setting('auth_endpoint'),
        clientId: setting('client_id'),
        privateKey: secret('private_key'),
        privateKeyPassphrase: givenSecret('private_key_passphrase') ?? lookup.optionalSecret('private_key_passphrase'),
        scopes: typeof scopes === 'string' ? [scopes] : (scopes ?? []),
        defaultExpirationSeconds,
        now: lookup.now,
      });
    }
    default:
      return bearerAuth(secret('token'));
  }
}
