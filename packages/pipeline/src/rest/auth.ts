import { createPrivateKey, createSign, randomUUID } from 'node:crypto';
import type { RequestPlan } from './paginators/paginator.ts';

/** Sends a form and answers the JSON that comes back: how tokens are asked for. */
export type FetchToken = (
  url: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
) => Promise<unknown>;

/** Puts credentials into requests. */
export interface Auth {
  authenticate(plan: RequestPlan, fetchToken: FetchToken): RequestPlan | Promise<RequestPlan>;
  /** The credentials were refused. True when others can be had, so that one more try makes sense. */
  refused?(): boolean;
}

const withHeader = (plan: RequestPlan, name: string, value: string): RequestPlan => ({
  ...plan,
  headers: {
    ...Object.fromEntries(Object.entries(plan.headers).filter(([other]) => other.toLowerCase() !== name.toLowerCase())),
    [name]: value,
  },
});

export function bearerAuth(token: string): Auth {
  return { authenticate: (plan) => withHeader(plan, 'Authorization', `Bearer ${token}`) };
}

export interface ApiKeyOptions {
  readonly name: string;
  readonly apiKey: string;
  readonly location: 'header' | 'query' | 'param' | 'cookie';
}

/** The value goes out as it is, without a word such as `Bearer` before it. */
export function apiKeyAuth({ name, apiKey, location }: ApiKeyOptions): Auth {
  return {
    authenticate(plan) {
      if (location === 'header') return withHeader(plan, name, apiKey);
      if (location !== 'cookie') return { ...plan, params: { ...plan.params, [name]: apiKey } };
      const others = Object.entries(plan.headers).find(([header]) => header.toLowerCase() === 'cookie')?.[1];
      return withHeader(plan, 'Cookie', `${others === undefined ? '' : `${others}; `}${name}=${encodeURIComponent(apiKey)}`);
    },
  };
}

export function basicAuth(username: string, password: string): Auth {
  return { authenticate: (plan) => withHeader(plan, 'Authorization', basic(username, password)) };
}

const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

export interface OauthOptions {
  readonly accessTokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Used until it is refused. */
  readonly accessToken: string | undefined;
  /** Sent beside the grant: `scope`, `audience` and the like. */
  readonly requestData: Readonly<Record<string, string>>;
  /** Seconds a token holds when the answer does not say. */
  readonly defaultExpirationSeconds: number;
  readonly now: () => number;
}

/** OAuth 2.0, client credentials: a token is fetched before the first request and again when it has run out. */
export function oauthClientCredentials(options: OauthOptions): Auth {
  return tokenAuth(options, (fetchToken) =>
    fetchToken(
      options.accessTokenUrl,
      { grant_type: 'client_credentials', client_id: options.clientId, client_secret: options.clientSecret, ...options.requestData },
      {},
    ),
  );
}

export interface JwtOptions {
  /** Where a signed assertion is changed into a token. */
  readonly authEndpoint: string;
  readonly clientId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly privateKeyPassphrase: string | undefined;
  readonly scopes: readonly string[];
  readonly defaultExpirationSeconds: number;
  readonly now: () => number;
}

/** OAuth 2.0 with an assertion (RFC 7523) signed by a private key, RS256. */
export function oauthJwt(options: JwtOptions): Auth {
  return tokenAuth({ ...options, accessToken: undefined }, (fetchToken) =>
    fetchToken(options.authEndpoint, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion(options) }, {}),
  );
}

function assertion({ authEndpoint, clientId, privateKey, privateKeyPassphrase, scopes, now }: JwtOptions): string {
  const issuedAt = Math.floor(now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: authEndpoint,
    iat: issuedAt,
    exp: issuedAt + 3600,
    jti: randomUUID(),
    scope: scopes.join(' '),
  };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  const key = createPrivateKey({ key: privateKey, ...(privateKeyPassphrase === undefined ? {} : { passphrase: privateKeyPassphrase }) });
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

interface TokenOptions {
  readonly accessToken: string | undefined;
  readonly defaultExpirationSeconds: number;
  readonly now: () => number;
}

/** A token that is about to run out is replaced before it does. */
const renewBeforeMs = 30_000;

function tokenAuth(
  { accessToken, defaultExpirationSeconds, now }: TokenOptions,
  fetch: (fetchToken: FetchToken) => Promise<unknown>,
): Auth {
  let token: Promise<string> | undefined = accessToken === undefined ? undefined : Promise.resolve(accessToken);
  let expiresAt = Number.POSITIVE_INFINITY;
  async function renewed(fetchToken: FetchToken): Promise<string> {
    const answer = await fetch(fetchToken);
    const { access_token: fetched, expires_in: seconds } =
      typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
    if (typeof fetched !== 'string' || fetched === '') throw new Error('the answer to the request for a token has no access_token');
    const lifetimeSeconds = Number(seconds ?? defaultExpirationSeconds);
    expiresAt = now() + (Number.isFinite(lifetimeSeconds) ? lifetimeSeconds : defaultExpirationSeconds) * 1000;
    return fetched;
  }
  return {
    async authenticate(plan, fetchToken) {
      if (token === undefined || now() >= expiresAt - renewBeforeMs) {
        // Requests that run at the same time share one.
        expiresAt = Number.POSITIVE_INFINITY;
        token = renewed(fetchToken);
        token.catch(() => (token = undefined));
      }
      return withHeader(plan, 'Authorization', `Bearer ${await token}`);
    },
    refused() {
      const canRenew = token !== undefined;
      token = undefined;
      return canRenew;
    },
  };
}
