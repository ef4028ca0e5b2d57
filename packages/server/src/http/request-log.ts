import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isoSeconds } from '../core/clock.ts';
import type { AnsweredRequest } from './answered-request.ts';

/**
 * One line per request, when it is over: who did what, with which result, in how much time. Paths are printed as their pattern, because
 * ids in them are somebody's business, and links hold a token. Never a header, a query, a body or a name.
 *
 * The line is put together here and given to `write`, in the shape of the logger's: it is a tenth of a small request's time otherwise.
 * Nothing in it needs escaping, because nothing in it is a client's text.
 */
export function requestLog(log: Logger, write: (line: string) => void): (answered: AnsweredRequest) => void {
  if (!log.isLevelEnabled('info')) return () => undefined;
  let second = Number.NaN;
  /** The beginning of each line of one second. */
  let begin = '';
  return ({ id, method, route, status, errorCode, keyId, milliseconds }) => {
    const now = Date.now();
    const millisecond = now % 1000;
    if (now - millisecond !== second) {
      second = now - millisecond;
      begin = `{"level":30,"time":"${isoSeconds(now).slice(0, -1)}.`;
    }
    const padding = millisecond < 10 ? '00' : millisecond < 100 ? '0' : '';
    const error = errorCode === null ? '' : `,"error":"${errorCode}"`;
    const key = keyId === null ? '' : `,"key":"${keyId}"`;
    write(
      `${begin}${padding}${millisecond}Z","request":"${id}",` +
        `"method":"${method}","route":"${route}","status":${status}${error}${key},"milliseconds":${Math.round(milliseconds * 10) / 10}}\n`,
    );
  };
}

/** A failure of ours, with all that the operator needs and the client must not see. */
export function logInternalError(log: Logger, error: unknown, request: FastifyRequest): void {
  log.error({ request: request.id, route: request.routeOptions.url ?? 'unknown', err: error }, 'the request failed');
}
