import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../core/errors.ts';
import type { ApiDocument } from './openapi.ts';

/** One wire API, as the server mounts it; and how it says what goes wrong where none of its routes is asked. */
export interface Dialect {
  /** What its addresses begin with. */
  readonly prefix: string;
  readonly document: Omit<ApiDocument, 'version'>;
  /** Its routes, parsers and not-found answer, to be registered under the prefix. What they throw goes to `answerFailure`. */
  readonly routes: FastifyPluginAsync;
  /** Whether failures at this address (a path, perhaps with a query) are told in its form. */
  readonly speaksAt: (url: string) => boolean;
  /** Answers whatever was thrown, in its form. */
  readonly answerFailure: (error: FastifyError | AppError | Error, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
  /**
   * Where an address cannot be routed, no hook asks who it is. Credentials that come with such a request count as everywhere: throws when
   * they are not good, or come too often. Without any, nothing happens.
   */
  readonly admit: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /** The body of a failure in its form, for a connection on which no request can be answered any more. */
  readonly failureText: (status: number, message: string) => { readonly contentType: string; readonly body: string };
}

/** A failure in HTTP itself, as the framework throws them. */
export function httpFailure({ status, message }: { readonly status: number; readonly message: string }): Error {
  return Object.assign(new Error(message), { statusCode: status });
}

/** Whether an address is below a prefix: `/v1`, `/v1?x` and `/v1/files` are below `/v1`, `/v10` is not. */
export function isBelow(prefix: string, url: string): boolean {
  return url.startsWith(prefix) && /^(?:[/?]|$)/.test(url.slice(prefix.length));
}
