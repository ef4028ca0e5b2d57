import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import type { Member } from '../../core/access/principal.ts';
import { isBelow, type Dialect } from '../../http/dialect.ts';
import { otherMethods } from '../../http/other-methods.ts';
import type { ReadyAnswers } from '../../http/ready-answers.ts';
import { windowHeaders } from '../../http/window-headers.ts';
import { operations, type Operation, type OperationName } from './contract.ts';
import { errorAnswer } from './nouns.ts';
import { answerError, answerFailure, codeOfStatus, errorBody } from './error-handler.ts';
import { hasCredentials, identify, originOf, type Entrance } from './credentials.ts';
import { filesAppDocument } from './document.ts';
import type { Handler, Lasting, PublicHandler } from './handler.ts';
import { handlers } from './routes.ts';

export interface FilesAppOptions extends Entrance {
  /** Where answers are kept that others may have again. */
  readonly ready: ReadyAnswers;
  /** Hears of every failure that is ours, for the log. */
  readonly onInternalError: (error: unknown, request: FastifyRequest) => void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set once the key or session is known to be good. */
    member: Member | null;
    /** The error code that was answered, for the log. */
    errorCode: string | null;
  }
}

/** JSON bodies hold names and ids, never file content. */
const jsonBodyLimit = 64 * 1024;

/** Who is it, and how often was it: before anything of the request is read. */
async function authenticate(options: FilesAppOptions, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { core, ready } = options;
  const member = await identify(options, request);
  request.member = member;
  const window = ready.windowOf(request.raw) ?? (await core.limits.countRequest(member));
  const headers = windowHeaders(window);
  for (let at = 0; at < headers.length; at += 2) void reply.header(headers[at] ?? '', headers[at + 1]);
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

const filesAppPrefix = '/api/v2';

function isPublic(request: FastifyRequest): boolean {
  const { operation } = request.routeOptions.config;
  return operation !== undefined && (operations[operation as OperationName] as Operation).public === true;
}

export const isFilesAppUrl = (url: string): boolean => isBelow(filesAppPrefix, url);

/** The Files App v2 API: its own parser, errors and not-found answer. */
export function filesAppDialect(options: FilesAppOptions): Dialect {
  const { onInternalError } = options;
  return {
    prefix: filesAppPrefix,
    document: filesAppDocument,
    routes: routesOf(options),
    speaksAt: isFilesAppUrl,
    answerFailure: (error, request, reply) => answerFailure(error, request, reply, onInternalError),
    async admit(request, reply) {
      if (isFilesAppUrl(request.url) && hasCredentials(options, request)) await authenticate(options, request, reply);
    },
    failureText: (status, message) => ({
      contentType: 'application/json; charset=utf-8',
      body: errorBody({ code: codeOfStatus[status] ?? 'bad_request', message }),
    }),
  };
}

function routesOf(options: FilesAppOptions): FastifyPluginAsync {
  const { core, ready, publicUrl } = options;
  const lasting = new Set<Lasting>();

  function answerOf(operation: Operation, handler: Handler, request: FastifyRequest, reply: FastifyReply): ReturnType<Handler> {
    const { raw, member } = request;
    const clientAddress = options.clientAddress(raw);
    const call = { core, request, reply, ready, publicUrl, clientAddress, isSecure: options.isSecure(raw), lasting };
    // Handlers of public operations are made by `onPublic`.
    if (operation.public === true) return (handler as PublicHandler)(call);
    if (member === null) throw new AppError('unauthenticated', 'No API key.');
    return handler({ ...call, member, identify: () => identify(options, request) });
  }

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
        ...(operation.public === true ? { security: [] } : {}),
        ...(produces === undefined ? {} : { 'x-produces': produces }),
        response: { [status]: answer, default: errorAnswer },
      },
      handler: async (request, reply) => {
        const result = await answerOf(operation, handler, request, reply);
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
    for (const { url, allow, others } of otherMethods(Object.values(operations))) {
      app.route({
        method: others,
        url,
        schema: { hide: true },
        handler: async (request, reply) => {
          request.errorCode = 'method_not_allowed';
          void reply.header('allow', allow);
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
      for (const one of lasting) one.end();
    });
    app.addHook('onRequest', async (request, reply) => {
      if (!isPublic(request)) return authenticate(options, request, reply);
      // Otherwise a page of somebody else could sign its visitors in as somebody else.
      if (originOf(options, request) === 'other') throw new AppError('forbidden', 'Only pages of this server may do this.');
      return undefined;
    });

    app.removeAllContentTypeParsers();
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
