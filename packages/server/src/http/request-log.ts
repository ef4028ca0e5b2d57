import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isoSeconds } from '../core/clock.ts';

/**
 * One line per request, when it is over: who did what, with which result, in how much time. Paths are printed as their pattern, because
 * ids in them are somebody's business, and links hold a token. Never a header, a query, a body or a name.
 *
 * The line is put together here and given to `write`, in the shape of the logger's: it is a tenth of a small request's time otherwise.
 * Nothing in it needs escaping, because nothing in it is a client's text.
 */
export function logRequests(app: FastifyInstance, log: Logger, write: (line: string) => void): void {
  if (!log.isLevelEnabled('info')) return;
  app.addHook('onResponse', (request, reply, done) => {
    const now = Date.now();
    const error = request.errorCode === null ? '' : `,"error":"${request.errorCode}"`;
    const key = request.member === null ? '' : `,"key":"${request.member.keyId}"`;
    write(
      `{"level":30,"time":"${isoSeconds(now).slice(0, -1)}.${String(now % 1000).padStart(3, '0')}Z","request":"${request.id}",` +
        `"method":"${request.method}","route":"${request.routeOptions.url ?? 'unknown'}","status":${reply.statusCode}${error}${key},` +
        `"milliseconds":${Math.round(reply.elapsedTime * 10) / 10}}\n`,
    );
    done();
  });
}

/** A failure of ours, with all that the operator needs and the client must not see. */
export function logInternalError(log: Logger, error: unknown, request: FastifyRequest): void {
  log.error({ request: request.id, route: request.routeOptions.url ?? 'unknown', err: error }, 'the request failed');
}
