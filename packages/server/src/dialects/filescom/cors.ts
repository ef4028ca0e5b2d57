import type { FastifyReply } from 'fastify';

/**
 * The vendor's JavaScript client runs in browsers too. Credentials are headers that the page's own code sets, never cookies, so any page may
 * ask and nothing is sent that its code does not have.
 */

const readable =
  'X-Files-Cursor, X-Files-Cursor-Next, X-Files-Cursor-Prev, X-Files-Error-Class, X-Request-Id, Accept-Ranges, Content-Disposition, Content-Range, ETag, Link, Location, Retry-After';
const sendable =
  'Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, If-Range, Range, X-FilesAPI-Auth, X-FilesAPI-Key, X-Files-Reauthentication, X-Files-Workspace-Id';

export function allowBrowsers(reply: FastifyReply): void {
  void reply.headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': readable });
}

/** The question of a browser before a call with such headers. */
export function answerPreflight(reply: FastifyReply): FastifyReply {
  return reply
    .headers({
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': sendable,
      'access-control-max-age': '7200',
    })
    .code(204)
    .send();
}
