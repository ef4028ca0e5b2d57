import type { FastifyRequest } from 'fastify';
import { AppError } from '../core/errors.ts';

/** What a visitor's request says. Nothing here looks into the store. */

/** 16 bytes in base64url. Anything else is answered without a look-up. */
const tokenPattern = /^[A-Za-z0-9_-]{22}$/;

export function missingLink(): AppError {
  return new AppError('not_found', 'There is no such link, or it was revoked.');
}

/** The token of the link. Throws `not_found`. */
export function tokenOf(request: FastifyRequest): string {
  const { params } = request;
  const token: unknown = typeof params === 'object' && params !== null && 'token' in params ? params.token : undefined;
  if (typeof token !== 'string' || !tokenPattern.test(token)) throw missingLink();
  return token;
}

/** Whether the answer is for a program. Who does not say gets a page at a link, and no page in place of bytes. */
export function wantsJson(request: FastifyRequest, otherwise: 'page' | 'bytes'): boolean {
  if (/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return true;
  const accept = request.headers.accept ?? '';
  const json = accept.search(/application\/json/i);
  const page = accept.search(/text\/html/i);
  if (json >= 0 && page >= 0) return json < page;
  return json >= 0 || (page < 0 && otherwise === 'bytes');
}

/** The value of the cookie with this name. */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The password of Basic credentials; the user name does not matter. */
export function basicPassword(request: FastifyRequest): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*) *$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.includes(':') ? text.slice(text.indexOf(':') + 1) : undefined;
}

/** The field `password` of a form. */
export function passwordInForm(body: string): string | undefined {
  return new URLSearchParams(body).get('password') ?? undefined;
}

/** The member `password` of a JSON object. Throws `invalid` for what is not JSON. */
export function passwordInJson(body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new AppError('invalid', 'The body is not valid JSON.');
  }
  const password: unknown = typeof value === 'object' && value !== null && 'password' in value ? value.password : undefined;
  return typeof password === 'string' ? password : undefined;
}
