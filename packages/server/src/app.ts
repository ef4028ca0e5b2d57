import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer, STATUS_CODES, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Core } from './core/core.ts';
import { AppError } from './core/errors.ts';
import { deepTableDialect } from './dialects/deeptable/plugin.ts';
import { filesAppDialect } from './dialects/filesapp/plugin.ts';
import { filesComDialect, tidyFilesComUrl } from './dialects/filescom/plugin.ts';
import { transferDoors } from './dialects/filescom/transfer-doors.ts';
import { isLoopback } from './http/addresses.ts';
import type { AnsweredRequest } from './http/answered-request.ts';
import { httpFailure, type Dialect } from './http/dialect.ts';
import { createMetrics } from './http/metrics.ts';
import { describeApi, serveDocs } from './http/openapi.ts';
import { capPipelining } from './http/pipelining.ts';
import { createReadyAnswers } from './http/ready-answers.ts';
import { logInternalError, requestLog } from './http/request-log.ts';
import { capConnections, guardBodies, proxyKeepAliveMilliseconds, serverOptions } from './http/slow-clients.ts';
import { rejectBadFraming, rejectEncodedBody, transportPolicy } from './http/transport.ts';
import { provokeFaults } from './mock/faults.ts';
import type { Rules } from './mock/rules.ts';
import { dashboardPages, loadDashboard } from './pages/dashboard.ts';
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
  /** Where the built dashboard is; undefined for a server without one. */
  readonly dashboardFolder?: string | undefined;
  /** Whether the stores can work; throws when not. */
  readonly checkReady: () => Promise<void>;
  /** The DeepTable API takes workbooks only. Default false. */
  readonly deeptableStrict?: boolean;
  /** What a mock lets fail; undefined for a server that is none. */
  readonly faultRules?: Rules | undefined;
}

function plainHttpRefused(): AppError {
  return new AppError('forbidden', 'Plain HTTP is refused here. Use https://, or set the server up with TLS or behind a trusted proxy.');
}

/**
 * Where a request was going that cannot be read to its end: its address, if its head could be read, or else the beginning of it in the first
 * line of what came last. Undefined when there is none.
 */
function addressOf(error: { readonly rawPacket?: unknown }, request: IncomingMessage | undefined): string | undefined {
  if (request?.complete === false) return request.url;
  if (!Buffer.isBuffer(error.rawPacket)) return undefined;
  return /^[A-Z]+ (\/\S*)/.exec(error.rawPacket.toString('latin1', 0, 100))?.[1];
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
  const logRequest = requestLog(log, options.writeLog);
  const metrics = createMetrics();
  function answered(request: AnsweredRequest): void {
    logRequest(request);
    metrics.count(request);
  }
  const ready = createReadyAnswers({ core, answered, isPlain });
  const common = { core, publicUrl: options.publicUrl, clientAddress: transport.clientAddress, onInternalError };
  const filesApp = filesAppDialect({ ...common, ready, isSecure: (request) => transport.check(request) === 'secure' });
  const filesCom = filesComDialect({ ...common, authenticateSession: async (text, address) => core.sessions.authenticate(text, address) });
  const deepTable = deepTableDialect({ ...common, strict: options.deeptableStrict ?? false });
  const dialects: readonly Dialect[] = [filesApp, filesCom, deepTable];
  /** Who tells what goes wrong at an address. What belongs to no API is told as in the first. */
  const dialectAt = (url = ''): Dialect => dialects.find(({ speaksAt }) => speaksAt(url)) ?? filesApp;
  const limits = { ...serverOptions, ...(options.behindProxy ? { keepAliveTimeout: proxyKeepAliveMilliseconds } : {}) };

  /** What goes past the framework's hooks has to come through them without a word; a mock's faults are one of them. */
  function isPlain(request: IncomingMessage): boolean {
    const { headers } = request;
    return (
      options.faultRules === undefined &&
      headers.upgrade === undefined &&
      headers['content-length'] === undefined &&
      headers['transfer-encoding'] === undefined &&
      headers['content-encoding'] === undefined &&
      rejectBadFraming(request) === undefined &&
      transport.check(request) !== 'refused'
    );
  }

  /** For a path that cannot be decoded or is too long no hook runs. */
  async function answerUnrouted(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const dialect = dialectAt(request.url);
    void reply.header('x-request-id', request.id);
    try {
      if (transport.check(request.raw) === 'refused') {
        void reply.header('connection', 'close');
        throw plainHttpRefused();
      }
      await dialect.admit(request, reply);
      throw error;
    } catch (problem) {
      await dialect.answerFailure(problem as Error, request, reply);
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
    serverFactory(handler) {
      const listener = capPipelining(ready.before(handler));
      return tls === undefined ? createHttpServer(limits, listener) : createHttpsServer({ ...limits, ...tls }, listener);
    },
    frameworkErrors: (error, request, reply) => void answerUnrouted(error, request, reply),
    clientErrorHandler(error, socket) {
      // Not HTTP, or over a limit of the parser: there is no request to answer, only a connection.
      if (!socket.writable || error.code === 'ECONNRESET') {
        socket.destroy();
        return;
      }
      // Behind an answer that was begun, a second one would belong to no request. Node looks at the same before it answers by itself.
      const answer = (socket as { _httpMessage?: { _headerSent: boolean; req: IncomingMessage } | null })._httpMessage;
      if (answer?._headerSent === true) {
        socket.destroySoon();
        return;
      }
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
      const reason = STATUS_CODES[status] ?? '';
      const { contentType, body } = dialectAt(addressOf(error, answer?.req)).failureText(
        status,
        `The request could not be understood: ${reason.toLowerCase()}.`,
      );
      socket.end(
        `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nX-Request-Id: ${randomUUID()}\r\nContent-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    },
  });
  const guard = guardBodies(app.server, {
    answer: ({ url }) => dialectAt(url).failureText(408, 'The request body came too slowly.'),
  });
  const uncap = capConnections(app.server, { isExempt: (address) => isLoopback(address) || options.trustsProxy(address) });
  // An Expect that is not 100-continue: Node would answer 417 without a word. It may be ignored as well (RFC 9110 section 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.addHook('preClose', async () => ready.stop());
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
      void dialectAt(request.url).answerFailure(httpFailure(bad), request, reply.header('connection', 'close'));
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
    void dialectAt(request.url).answerFailure(httpFailure(bad), request, reply.header('connection', 'close'));
  });
  app.addHook('onResponse', (request, reply, done) => {
    answered({
      id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      errorCode: request.errorCode,
      keyId: request.member?.keyId ?? null,
      milliseconds: reply.elapsedTime,
    });
    done();
  });

  app.setErrorHandler<Error>(filesApp.answerFailure);
  app.setNotFoundHandler(async (request, reply) =>
    filesApp.answerFailure(httpFailure({ status: 404, message: 'There is nothing at this address.' }), request, reply),
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

  const dashboard = options.dashboardFolder === undefined ? undefined : await loadDashboard(options.dashboardFolder);
  await app.register(landingPage({ publicUrl: options.publicUrl, dashboard }));
  if (dashboard !== undefined) await app.register(dashboardPages(dashboard));
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
  for (const { prefix, document, routes, answerFailure } of dialects) {
    await app.register(
      async (api) => {
        const about = { ...document, version };
        api.setErrorHandler<Error>(answerFailure);
        await describeApi(api, about);
        await api.register(routes);
        await serveDocs(api, about);
      },
      { prefix },
    );
  }
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
