import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../../core/core.ts';
import { AppError } from '../../core/errors.ts';
import type { Member } from '../../core/access/principal.ts';
import { bearerToken } from '../../http/bearer-token.ts';
import { cookieOf } from '../../http/cookies.ts';
import { requestOrigin, type RequestOrigin } from '../../http/request-origin.ts';

/** What has to be known of the way that a request came. */
export interface Entrance {
  readonly core: Core;
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: () => string;
  readonly clientAddress: (request: IncomingMessage) => string;
  /** It came over TLS, to us or to a trusted proxy. */
  readonly isSecure: (request: IncomingMessage) => boolean;
}

/** Over TLS no other host, and no page over plain HTTP, can plant a cookie of this name. */
const cookieName = (isSecure: boolean): string => (isSecure ? '__Host-filewharf_session' : 'filewharf_session');

const secretOf = ({ isSecure }: Entrance, request: FastifyRequest): string | undefined =>
  cookieOf(request, cookieName(isSecure(request.raw))) || undefined;

/** Whether the request says who sends it, rightly or not. */
export function hasCredentials(entrance: Entrance, request: FastifyRequest): boolean {
  return request.headers.authorization !== undefined || secretOf(entrance, request) !== undefined;
}

/** Whether a page of this server sent it. */
export function originOf({ publicUrl, isSecure }: Entrance, { headers, raw }: FastifyRequest): RequestOrigin {
  const here = `${isSecure(raw) ? 'https' : 'http'}://${headers.host ?? ''}`;
  return requestOrigin(headers, [here, new URL(publicUrl()).origin]);
}

/**
 * The id of the user that a page is shown to. All tabs of a browser share one cookie: what a page of one user still sends must not be done in
 * the account of another one who has signed in since.
 */
const meantUser = 'x-filewharf-user';

/**
 * Who asks: by API key, else by the cookie of a session. A browser sends that along whoever made the page, so what changes something has to
 * come from a page of this server, and from one of the same user where it says whose it is. Throws `unauthenticated`, `invalid_credentials`,
 * `forbidden`.
 */
export async function identify(entrance: Entrance, request: FastifyRequest): Promise<Member> {
  const { core, clientAddress } = entrance;
  const address = clientAddress(request.raw);
  const key = bearerToken(request);
  if (key !== undefined) return core.keys.authenticate(key, address);
  const secret = secretOf(entrance, request);
  if (secret === undefined) {
    throw new AppError('unauthenticated', 'Give your API key in the header "Authorization: Bearer sk_live_...", or sign in.');
  }
  const changesNothing = request.method === 'GET' || request.method === 'HEAD';
  if (!changesNothing && originOf(entrance, request) !== 'same') {
    throw new AppError('forbidden', 'With the cookie of a session, only pages of this server change something. Programs use an API key.');
  }
  const member = await core.sessions.authenticate(secret, address);
  const meant = request.headers[meantUser];
  if (meant !== undefined && meant !== member.userId) {
    throw new AppError('invalid_credentials', 'Another user has signed in in this browser since.', { reason: 'session_over' });
  }
  return member;
}

/** Gives the browser the secret of a session, for as long as that lasts; undefined takes it away. */
export function putCookie(
  reply: FastifyReply,
  isSecure: boolean,
  session: { readonly secret: string; readonly seconds: number } | undefined,
): void {
  const { secret, seconds } = session ?? { secret: '', seconds: 0 };
  const cookie = `${cookieName(isSecure)}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
  void reply.header('set-cookie', isSecure ? `${cookie}; Secure` : cookie);
}
