import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { ServerResponse } from 'node:http';
import { AppError } from '../../core/errors.ts';
import type { Core } from '../../core/core.ts';
import type { Member } from '../../core/access/principal.ts';
import { operations, type Operation, type OperationName } from './contract.ts';
import { errorAnswer } from './nouns.ts';
import { answerError, toWireError } from './error-handler.ts';
import { bearerKey } from './bearer-key.ts';
import type { Handler } from './handler.ts';
import { handlers } from './routes.ts';

export interface FilesAppOptions {
  readonly core: Core;
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: () => string;
  readonly clientAddress: (request: FastifyRequest['raw']) => string;
  /** Hears of every failure that is ours, for the log. */
  readonly onInternalError: (error: unknown, request: FastifyRequest) => void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set once the key is known to be good. */
    member: Member | null;
    /** The error code that was answered, for the log. */
    errorCode: string | null;
  }
}

/** JSON bodies hold names and ids, never file content. */
const jsonBodyLimit = 64 * 1024;

const allMethods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Who is it, and how often was it: before anything of the request is read. */
export async function authenticate(core: Core, request: FastifyRequest, reply: FastifyReply, clientAddress: string): Promise<void> {
  const member = await core.keys.authenticate(bearerKey(request), clientAddress);
  request.member = member;
  const window = await core.limits.countRequest(member);
  void reply.headers({
    'x-ratelimit-limit': String(window.limit),
    'x-ratelimit-remaining': String(window.remaining),
    'x-ratelimit-reset': String(Math.ceil(window.resetsAt / 1000)),
  });
  if (window.exceeded) throw core.limits.exceededError(window);
}

function addJsonParser(app: FastifyInstance): void {
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: jsonBodyLimit }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(new AppError('invalid', 'The body is not valid JSON.'));
    }
  });
}

/** The Files App v2 dialect, to be registered under `/api/v2`: its own parser, errors and not-found answer. */
export function filesAppDialect(options: FilesAppOptions): FastifyPluginAsync {
  const { core } = options;
  const streams = new Set<ServerResponse>();

  function register(app: FastifyInstance, operation: Operation, handler: Handler): void {
    const { method, url, status, params, querystring, body, form, answer, operationId, summary, tag, description, extension, produces } =
      operation;
    app.route({
      method,
      url,
      config: { operation: operationId },
      schema: {
        operationId,
        summary,
        tags: [tag],
        ...(description === undefined ? {} : { description }),
        ...(params === undefined ? {} : { params }),
        ...(querystring === undefined ? {} : { querystring }),
        ...(body === undefined ? {} : { body }),
        ...(form === undefined ? {} : { form }),
        ...(extension === true ? { 'x-extension': true } : {}),
        ...(produces === undefined ? {} : { 'x-produces': produces }),
        response: { [status]: answer, default: errorAnswer },
      },
      handler: async (request, reply) => {
        const { member } = request;
        if (member === null) throw new AppError('unauthenticated', 'No API key.');
        const clientAddress = options.clientAddress(request.raw);
        const result = await handler({ core, member, request, reply, publicUrl: options.publicUrl, clientAddress, streams });
        // The bytes and the stream were sent by the handler itself.
        if (result === undefined) return reply;
        return reply
          .code(status)
          .header('content-type', 'application/json; charset=utf-8')
          .header('cache-control', 'no-store')
          .send(result);
      },
    });
  }

  /** 405 for a path that exists with another method. */
  function registerOtherMethods(app: FastifyInstance): void {
    const methodsOf = new Map<string, Set<string>>();
    for (const { method, url } of Object.values(operations)) {
      const methods = methodsOf.get(url) ?? new Set<string>();
      methods.add(method);
      if (method === 'GET') methods.add('HEAD');
      methodsOf.set(url, methods);
    }
    for (const [url, methods] of methodsOf) {
      app.route({
        method: allMethods.filter((method) => !methods.has(method)),
        url,
        schema: { hide: true },
        handler: async (request, reply) => {
          request.errorCode = 'method_not_allowed';
          void reply.header('allow', [...methods].sort().join(', '));
          return answerError(request, reply, {
            status: 405,
            code: 'method_not_allowed',
            message: `${request.method} is not possible here.`,
          });
        },
      });
    }
  }

  return async (app) => {
    app.addHook('preClose', async () => {
      for (const stream of streams) stream.end();
    });
    app.addHook('onRequest', async (request, reply) => authenticate(core, request, reply, options.clientAddress(request.raw)));

    app.removeAllContentTypeParsers();
    app.setErrorHandler<Error>(async (error, request, reply) => {
      const wire = toWireError(error as Parameters<typeof toWireError>[0], request.id);
      request.errorCode = wire.code;
      if (wire.status >= 500) options.onInternalError(error, request);
      if (reply.sent || reply.raw.headersSent) {
        // Bytes are on their way: a cut connection is the only error that the client can still see.
        reply.hijack();
        reply.raw.destroy();
        return reply;
      }
      return answerError(request, reply, wire);
    });
    app.setNotFoundHandler(async (request, reply) => {
      request.errorCode = 'not_found';
      return answerError(request, reply, {
        status: 404,
        code: 'not_found',
        message: `There is no ${request.method} ${request.url.split('?')[0] ?? ''}. See /api/v2/docs.`,
      });
    });

    // Each kind of operation takes its own kind of body; another one is 415.
    const names = Object.keys(operations) as OperationName[];
    const takesForm = (name: OperationName): boolean => (operations[name] as Operation).form !== undefined;
    await app.register(async (forms) => {
      // The handler reads these as they stream in.
      forms.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null, undefined));
      for (const name of names.filter(takesForm)) register(forms, operations[name], handlers[name]);
    });
    await app.register(async (rest) => {
      addJsonParser(rest);
      for (const name of names.filter((other) => !takesForm(other))) register(rest, operations[name], handlers[name]);
    });
    await app.register(async (wrong) => {
      wrong.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
      registerOtherMethods(wrong);
    });
  };
}
