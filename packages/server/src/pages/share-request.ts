import type { FastifyRequest } from 'fastify';
import { AppError } from '../core/errors.ts';
import type { Introduction } from '../core/sharing/share-visits.ts';

/** What a visitor's request says. Nothing here looks into the store. */

/** A token (16 bytes in base64url), or a chosen code. Anything else is answered without a look-up. */
const linkPattern = /^[A-Za-z0-9_-]{3,64}$/;

export function missingLink(): AppError {
  return new AppError('not_found', 'There is no such link, or it was revoked.');
}

function parameterOf(request: FastifyRequest, name: string): string | undefined {
  const { params } = request;
  const value: unknown =
    typeof params === 'object' && params !== null ? Object.entries(params).find(([key]) => key === name)?.[1] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The end of the link. Throws `not_found`. */
export function linkOf(request: FastifyRequest): string {
  const link = parameterOf(request, 'token');
  if (link === undefined || !linkPattern.test(link)) throw missingLink();
  return link;
}

/** The id of a file or folder in the path. */
export function idOf(request: FastifyRequest): string {
  return parameterOf(request, 'id') ?? '';
}

/** What can stand behind a link: a file or folder in it. */
const aimPattern = /^(?:files|folders)\/[A-Za-z0-9_-]{1,64}$/;

/** The place behind the link that the visitor is on the way to, `files/<id>` or `folders/<id>`; undefined for the link itself. */
export function aimOf(request: FastifyRequest): string | undefined {
  const kind = /\/:token\/(files|folders)\/:id/.exec(request.routeOptions.url ?? '')?.[1];
  const aim = kind === undefined ? (queryOf(request, 'to') ?? '') : `${kind}/${idOf(request)}`;
  return aimPattern.test(aim) ? aim : undefined;
}

/** The value of a query parameter that was given once. */
export function queryOf(request: FastifyRequest, name: string): string | undefined {
  const { query } = request;
  const value: unknown = typeof query === 'object' && query !== null ? Object.entries(query).find(([key]) => key === name)?.[1] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** A whole number from 1 up in the query, else `otherwise`. */
export function numberOf(request: FastifyRequest, name: string, otherwise: number): number {
  const text = queryOf(request, name) ?? '';
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : otherwise;
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

/** The password of Basic credentials; the user name does not matter. */
export function basicPassword(request: FastifyRequest): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*) *$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.includes(':') ? text.slice(text.indexOf(':') + 1) : undefined;
}

/** What a visitor tells: the password, or who they are. */
export interface Told {
  readonly password: string | undefined;
  /** Undefined when nothing of it was said. */
  readonly introduction: Introduction | undefined;
}

const answers = ['name', 'email', 'company'] as const satisfies readonly (keyof Introduction)[];

function toldBy(valueOf: (name: string) => string | undefined): Told {
  const given = answers.filter((name) => valueOf(name) !== undefined);
  return {
    password: valueOf('password'),
    introduction: given.length === 0 ? undefined : Object.fromEntries(given.map((name) => [name, valueOf(name)])),
  };
}

/** The fields of a form. */
export function toldInForm(body: string): Told {
  const form = new URLSearchParams(body);
  return toldBy((name) => form.get(name) ?? undefined);
}

/** The members of a JSON object. Throws `invalid` for what is not JSON. */
export function toldInJson(body: string): Told {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new AppError('invalid', 'The body is not valid JSON.');
  }
  const members = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  return toldBy((name) => {
    const member = members.get(name);
    return typeof member === 'string' ? member : undefined;
  });
}
