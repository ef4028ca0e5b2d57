import type { FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';

const bearer = /^Bearer +([^\s]+) *$/i;

/** The key as it came; `unauthenticated` when there is none. */
export function bearerKey(request: FastifyRequest): string {
  const key = bearer.exec(request.headers.authorization ?? '')?.[1];
  if (key === undefined) throw new AppError('unauthenticated', 'Give your API key in the header "Authorization: Bearer sk_live_...".');
  return key;
}
