import type { FastifyRequest } from 'fastify';

const bearer = /^Bearer +([^\s]+) *$/i;

/** What stands in `Authorization: Bearer ...`; undefined when nothing does. */
export function bearerToken(request: FastifyRequest): string | undefined {
  return bearer.exec(request.headers.authorization ?? '')?.[1];
}
