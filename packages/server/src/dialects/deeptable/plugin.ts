import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import type { Core } from '../../core/core.ts';
import { bearerToken } from '../../http/bearer-token.ts';
import { isBelow, type Dialect } from '../../http/dialect.ts';
import { otherMethods } from '../../http/other-methods.ts';
import { errorAnswer, operations, structuredSheets, type Operation, type OperationName } from './contract.ts';
import { deepTableDocument } from './document.ts';
import { answerFailure } from './error-handler.ts';
import { DeepTableError } from './errors.ts';
import { problem, problemOfStatus, problemText } from './problems.ts';
import { handlers } from './routes.ts';

export interface DeepTableOptions {
  readonly core: Core;
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: () => string;
  readonly clientAddress: (request: FastifyRequest['raw']) => string;
  /** Hears of every failure that is ours, for the log. */
  readonly onInternalError: (error: unknown, request: FastifyRequest) => void;
  /** Only workbooks (.xlsx) are taken, as by the vendor. */
  readonly strict: boolean;
}

const deepTablePrefix = '/v1';

export const isDeepTableUrl = (url: string): boolean => isBelow(deepTablePrefix, url);

/** Who is it, and how often was it: before anything of the request is read. */
async function authenticate({ core, clientAddress }: DeepTableOptions, request: FastifyRequest): Promise<void> {
  const key = bearerToken(request);
  if (key === undefined) throw new AppError('unauthenticated', 'Give your API key in the header "Authorization: Bearer KEY".');
  const member = await core.keys.authenticate(key, clientAddress(request.raw));
  request.member = member;
  const window = await core.limits.countRequest(member);
  if (window.exceeded) throw core.limits.exceededError(window);
}

/** The DeepTable API: its own errors and not-found answer. */
export function deepTableDialect(options: DeepTableOptions): Dialect {
  return {
    prefix: deepTablePrefix,
    document: deepTableDocument,
    routes: routesOf(options),
    speaksAt: isDeepTableUrl,
    answerFailure: (error, request, reply) => answerFailure(error, request, reply, options.onInternalError),
    async admit(request) {
      if (request.headers.authorization !== undefined) await authenticate(options, request);
    },
    failureText: (status, message) => ({
      contentType: 'application/problem+json',
      body: problemText(problemOfStatus(status, message)),
    }),
  };
}

function routesOf(options: DeepTableOptions): FastifyPluginAsync {
  const { core, publicUrl, strict } = options;

  function register(app: FastifyInstance, name: OperationName): void {
    const { method, url, status, params, querystring, form, answer, operationId, summary, description, produces }: Operation =
      operations[name];
    app.route({
      method,
      url,
      config: { operation: operationId },
      schema: {
        operationId,
        summary,
        tags: ['Files'],
        ...(description === undefined ? {} : { description }),
        ...(params === undefined ? {} : { params }),
        ...(querystring === undefined ? {} : { querystring }),
        ...(form === undefined ? {} : { form }),
        ...(produces === undefined ? {} : { 'x-produces': produces }),
        response: { [status]: answer, default: errorAnswer },
      },
      handler: async (request, reply) => {
        const { member } = request;
        if (member === null) throw new AppError('unauthenticated', 'No API key.');
        const result = await handlers[name]({ core, member, request, reply, publicUrl, strict });
        // The bytes were sent by the handler itself.
        if (result === undefined) return reply;
        void reply.code(status).headers({ 'content-type': 'application/json', 'cache-control': 'no-store' });
        // As bytes, because to a text the framework adds a charset.
        return reply.send(Buffer.from(JSON.stringify(result)));
      },
    });
  }

  function registerStructuredSheets(app: FastifyInstance): void {
    for (const { operationId, method, url, summary } of structuredSheets) {
      app.route({
        method,
        url,
        config: { operation: operationId },
        schema: {
          operationId,
          summary,
          tags: ['Structured sheets'],
          description: 'Not done by this server: the answer is 501.',
          response: { default: errorAnswer },
        },
        handler: async () => {
          throw new DeepTableError(problem('not-implemented', 'This server keeps files. It does not convert workbooks into tables.'));
        },
      });
    }
  }

  return async (app) => {
    app.addHook('onRequest', async (request) => authenticate(options, request));
    app.setNotFoundHandler(async (request) => {
      const [path = ''] = request.url.split('?');
      throw new DeepTableError(problem('not-found', `There is no ${request.method} ${path}. See ${deepTablePrefix}/docs.`));
    });
    // The one body that is needed is read as it streams in. Clients name a type where they send nothing.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));

    for (const name of Object.keys(operations) as OperationName[]) register(app, name);
    registerStructuredSheets(app);
    for (const { url, allow, others } of otherMethods([...Object.values(operations), ...structuredSheets])) {
      app.route({
        method: others,
        url,
        schema: { hide: true },
        handler: async (request, reply) => {
          void reply.header('allow', allow);
          throw new DeepTableError(problem('method-not-allowed', `${request.method} is not possible here.`));
        },
      });
    }
  };
}
