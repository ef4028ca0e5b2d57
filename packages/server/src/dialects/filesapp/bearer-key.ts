import type { FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import { bearerToken } from '../../http/bearer-token.ts';

/** The key as it came; `unauthenticated` when there is none. */
export function bearerKey(request: FastifyRequest): string {
  const key = bearerToken(request);
  if (key === undefined) throw new AppError('unauthenticated', 'Give your API key in the header "Authorization: Bearer sk_live_...".');
  return key;
}
