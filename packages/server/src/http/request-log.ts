import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

/**
 * One line per request, when it is over: who did what, with which result, in how much time. Paths are printed as their pattern, because
 * ids in them are somebody's business, and links hold a token. Never a header, a query, a body or a name.
 */
export function logRequests(app: FastifyInstance, log: Logger): void {
  if (!log.isLevelEnabled('info')) return;
  app.addHook('onResponse', (request, reply, done) => {
    log.info({
      request: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ...(request.errorCode === null ? {} : { error: request.errorCode }),
      ...(request.member === null ? {} : { key: request.member.keyId }),
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    });
    done();
  });
}

/** A failure of ours, with all that the operator needs and the client must not see. */
export function logInternalError(log: Logger, error: unknown, request: FastifyRequest): void {
  log.error({ request: request.id, route: request.routeOptions.url ?? 'unknown', err: error }, 'the request failed');
}
