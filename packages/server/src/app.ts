import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Core } from './core/core.ts';
import { AppError } from './core/errors.ts';
import { answerError, toWireError } from './dialects/filesapp/error-handler.ts';
import { authenticate, filesAppDialect } from './dialects/filesapp/plugin.ts';
import { filesComDocument } from './dialects/filescom/document.ts';
import { errorBody as filesComErrorBody } from './dialects/filescom/errors.ts';
import {
  answerUnroutedFilesCom,
  filesComDialect,
  filesComPrefix,
  isFilesComUrl,
  tidyFilesComUrl,
  type FilesComOptions,
} from './dialects/filescom/plugin.ts';
import { transferDoors } from './dialects/filescom/transfer-doors.ts';
import { isLoopback } from './http/addresses.ts';
import { measureRequests } from './http/metrics.ts';
import { describeApi, serveDocs } from './http/openapi.ts';
import { capPipelining } from './http/pipelining.ts';
import { logInternalError, logRequests } from './http/request-log.ts';
import { capConnections, guardBodies, proxyKeepAliveMilliseconds, serverOptions } from './http/slow-clients.ts';
import { rejectBadFraming, rejectEncodedBody, transportPolicy } from './http/transport.ts';
import { provokeFaults } from './mock/faults.ts';
import type { Rules } from './mock/rules.ts';
import { landingPage } from './pages/landing.ts';
import { sharePages, shortLinks } from './pages/share.ts';
import { version } from './version.ts';

export interface AppOptions {
  readonly core: Core;
  readonly log: Logger;
  /** Takes ready lines of the log. */
  readonly writeLog: (line: string) => void;
  /** The listener is bound to a loopback address. */
  readonly listenerIsLoopback: boolean;
  /** PEM texts; undefined for plain HTTP. */
  readonly tls: { readonly cert: string | Buffer; readonly key: string | Buffer } | undefined;
  readonly trustsProxy: (address: string) => boolean;
  /** True when there are trusted proxies: idle connections are kept longer than they keep them. */
  readonly behindProxy: boolean;
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Whether the stores can work; throws when not. */
  readonly checkReady: () => Promise<void>;
  /** What a mock lets fail; undefined for a server that is none. */
  readonly faultRules?: Rules | undefined;
}

const documentTitle = 'Files App API v2';
const documentText =
  'The Files App v2 API of a Filewharf server. Operations marked `x-extension` are additions in the same style. ' +
  'Every answer is JSON, errors included. Times are UTC in whole seconds.';

function plainHttpRefused(): AppError {
  return new AppError('forbidden', 'Plain HTTP is refused here. Use https://, or set the server up with TLS or behind a trusted proxy.');
}

/** The whole server, ready to listen. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { core, log, tls } = options;
  const transport = transportPolicy({
    listenerIsLoopback: options.listenerIsLoopback,
    tls: tls !== undefined,
    trustsProxy: options.trustsProxy,
  });
  const onInternalError = (error: unknown, request: FastifyRequest): void => logInternalError(log, error, request);
  const filesCom: FilesComOptions = {
    core,
    authenticateSession: async (text, address) => core.sessions.authenticate(text, address),
    publicUrl: options.publicUrl,
    clientAddress: transport.clientAddress,
    onInternalError,
  };
  const limits = { ...serverOptions, ...(options.behindProxy ? { keepAliveTimeout: proxyKeepAliveMilliseconds } : {}) };

  /** For a path that cannot be decoded or is too long no hook runs. A key that comes with it counts as everywhere in the API. */
  async function answerUnrouted(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    void reply.header('x-request-id', request.id);
    if (isFilesComUrl(request.url)) {
      const refused = transport.check(request.raw) === 'refused';
      await answerUnroutedFilesCom(
        filesCom,
        refused ? plainHttpRefused() : error,
        request,
        refused ? reply.header('connection', 'close') : reply,
      );
      return;
    }
    const answer = async (problem: FastifyError | AppError): Promise<unknown> =>
      answerError(request, reply, toWireError(problem, request.id));
    if (transport.check(request.raw) === 'refused') {
      void reply.header('connection', 'close');
      await answer(plainHttpRefused());
      return;
    }
    try {
      if (request.url.startsWith('/api/v2/') && request.headers.authorization !== undefined) {
        await authenticate(core, request, reply, transport.clientAddress(request.raw));
      }
      await answer(error);
    } catch (problem) {
      if (!(problem instanceof AppError)) onInternalError(problem, request);
      await answer(problem as FastifyError | AppError);
    }
  }

  const app: FastifyInstance = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    // While the server stops, what still arrives on open connections is done, and then they are closed. Fastify's own 503 is not in our shape.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 2048 },
    rewriteUrl: ({ url = '/' }) => tidyFilesComUrl(url),
    serverFactory: (handler) =>
      tls === undefined
        ? createHttpServer(limits, capPipelining(handler))
        : createHttpsServer({ ...limits, ...tls }, capPipelining(handler)),
    frameworkErrors: (error, request, reply) => void answerUnrouted(error, request, reply),
    clientErrorHandler(error, socket) {
      // Not HTTP, or over a limit of the parser: there is no request to answer, only a connection.
      if (!socket.writable || error.code === 'ECONNRESET') {
        socket.destroy();
        return;
      }
      // Behind an answer that was begun, a second one would belong to no request. Node looks at the same before it answers by itself.
      const answer = (socket as { _httpMessage?: { _headerSent: boolean } | null })._httpMessage;
      if (answer?._headerSent === true) {
        socket.destroySoon();
        return;
      }
      const status =
        error.code === 'HPE_HEADER_OVERFLOW'
          ? '431 Request Header Fields Too Large'
          : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
            ? '408 Request Timeout'
            : '400 Bad Request';
      const body = JSON.stringify({
        error: { code: 'bad_request', message: `The request could not be understood: ${status.slice(4).toLowerCase()}.` },
      });
      socket.end(
        `HTTP/1.1 ${status}\r\nConnection: close\r\nX-Request-Id: ${randomUUID()}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    },
  });
  const guard = guardBodies(app.server, {
    answer: ({ url = '' }) => {
      const message = 'The request body came too slowly.';
      return {
        contentType: 'application/json; charset=utf-8',
        body: isFilesComUrl(url)
          ? filesComErrorBody({ type: 'bad-request', status: 408, message }, randomUUID())
          : JSON.stringify({ error: { code: 'bad_request', message } }),
      };
    },
  });
  const uncap = capConnections(app.server, { isExempt: (address) => isLoopback(address) || options.trustsProxy(address) });
  // An Expect that is not 100-continue: Node would answer 417 without a word. It may be ignored as well (RFC 9110 section 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.addHook('onClose', async () => {
    guard.stop();
    uncap();
  });

  app.setValidatorCompiler(validatorCompiler);
  // Answers are made by `present.ts`, whose types are the contract's; they are not checked again at run time.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.decorateRequest('member', null);
  app.decorateRequest('errorCode', null);

  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    // An Upgrade is ignored, but Node says nothing more on such a connection when what follows is not HTTP.
    if (request.headers.upgrade !== undefined) void reply.header('connection', 'close');
    const bad = rejectBadFraming(request.raw);
    if (bad !== undefined) {
      if (isFilesComUrl(request.url)) {
        void reply.header('connection', 'close');
        done(Object.assign(new Error(bad.message), { statusCode: bad.status }));
        return;
      }
      request.errorCode = 'bad_request';
      void answerError(request, reply.header('connection', 'close'), { ...bad, code: 'bad_request' });
      return;
    }
    if (transport.check(request.raw) === 'refused' && request.routeOptions.config.plainHttp !== true) {
      void reply.header('connection', 'close');
      done(plainHttpRefused());
      return;
    }
    done();
  });
  if (options.faultRules !== undefined) provokeFaults(app, { rules: options.faultRules, log });
  // After the API has asked who it is: it counts the request, and answers 401 first.
  app.addHook('preParsing', (request, reply, _payload, done) => {
    const bad = rejectEncodedBody(request.raw);
    if (bad === undefined) {
      done();
      return;
    }
    if (isFilesComUrl(request.url)) {
      void reply.header('connection', 'close');
      done(Object.assign(new Error(bad.message), { statusCode: bad.status }));
      return;
    }
    request.errorCode = 'unsupported_media_type';
    void answerError(request, reply.header('connection', 'close'), { ...bad, code: 'unsupported_media_type' });
  });
  logRequests(app, log, options.writeLog);
  const metrics = measureRequests(app);

  app.setErrorHandler<Error>(async (error, request, reply) => {
    const wire = toWireError(error as Parameters<typeof toWireError>[0], request.id);
    if (wire.status >= 500) onInternalError(error, request);
    return answerError(request, reply, wire);
  });
  app.setNotFoundHandler(async (request, reply) =>
    answerError(request, reply, { status: 404, code: 'not_found', message: 'There is nothing at this address.' }),
  );

  app.get('/healthz', { config: { plainHttp: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { config: { plainHttp: true } }, async () => {
    await options.checkReady();
    return { status: 'ready' };
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.print();
    return reply.header('content-type', contentType).send(text);
  });

  await app.register(landingPage({ publicUrl: options.publicUrl }));
  await app.register(
    sharePages({
      core,
      secure: options.publicUrl().startsWith('https:') || tls !== undefined,
      clientAddress: transport.clientAddress,
      onInternalError,
    }),
    { prefix: '/s' },
  );
  await app.register(shortLinks(), { prefix: '/f' });
  await app.register(
    async (api) => {
      const about = { title: documentTitle, version, description: documentText };
      await describeApi(api, about);
      await api.register(filesAppDialect({ core, publicUrl: options.publicUrl, clientAddress: transport.clientAddress, onInternalError }));
      await serveDocs(api, about);
    },
    { prefix: '/api/v2' },
  );
  await app.register(
    async (api) => {
      const about = { ...filesComDocument, version };
      await describeApi(api, about);
      await api.register(filesComDialect(filesCom));
      await serveDocs(api, about);
    },
    { prefix: filesComPrefix },
  );
  await app.register(transferDoors({ core, onInternalError }));
  return app;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered over plain HTTP on any listener: it tells nothing and takes nothing. */
    plainHttp?: boolean;
    /** The operation's name in the contract. */
    operation?: string;
  }
}
