import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Member } from '../../core/access/principal.ts';
import { requireAdminView, requireAnyScope, requireScope } from '../../core/access/rights.ts';
import { isBelow, type Dialect } from '../../http/dialect.ts';
import { apiKeyOf, authenticate, sessionIdOf, type AuthenticationOptions } from './authentication.ts';
import { operationsAt } from './catalogue.ts';
import { operations, type OperationName } from './contract.ts';
import { allowBrowsers, answerPreflight } from './cors.ts';
import { filesComDocument } from './document.ts';
import { answerFailure, typeOfStatus } from './error-handler.ts';
import { errorBody, FilesComError } from './errors.ts';
import { answered } from './handler.ts';
import { parseFields, unfold } from './nested-fields.ts';
import type { Operation } from './operation.ts';
import { listQuery, type Page } from './paging.ts';
import { handlers } from './routes.ts';

export interface FilesComOptions extends AuthenticationOptions {
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Hears of every failure that is ours, for the log. */
  readonly onInternalError: (error: unknown, request: FastifyRequest) => void;
}

const filesComPrefix = '/api/rest/v1';

/** Also the addresses that its clients are given to transfer bytes (transfer-doors.ts). */
export const isFilesComUrl = (url: string): boolean => [filesComPrefix, '/upload', '/download'].some((prefix) => isBelow(prefix, url));

/** A client with a slash at the end of its base URL sends two; and some put one behind the name of a resource. */
export const tidyFilesComUrl = (url: string): string =>
  url.replace(/^\/{2,}(?=api\/rest\/v1(?:[/?]|$))/, '/').replace(/^(\/api\/rest\/v1\/\w+)\/(?=\?|$)/, '$1');

/** Bodies hold names, ids and metadata, never file content. */
const bodyLimit = 1024 * 1024;

/** As the live service says it. */
const notCached = 'no-cache, no-store, max-age=0, must-revalidate';

const errorAnswer = z
  .object({
    error: z.string(),
    'http-code': z.number(),
    instance: z.string().meta({ description: 'The request id' }),
    errors: z.array(z.string()).optional(),
    model_errors: z.record(z.string(), z.array(z.string())).optional(),
    'model-errors': z.record(z.string(), z.array(z.string())).optional(),
    model_error_keys: z.record(z.string(), z.array(z.string())).optional(),
    data: z.record(z.string(), z.unknown()).optional(),
    title: z.string(),
    type: z.string().meta({ example: 'not-found' }),
  })
  .meta({ id: 'FilesCom.Error', description: 'What went wrong, in every answer that is not 2xx' });

/** Nothing is there to be seen; but whoever may see nothing, or nothing of the site, is told so, as where something is. */
function requireMayAsk(member: Member, state: 'empty' | 'empty-site'): void {
  requireAnyScope(member);
  if (state === 'empty') return;
  requireScope(member, 'users');
  requireAdminView(member);
}

function addParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (_request, body, done) => {
    // One client names this type on every call, those without a body too.
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(new FilesComError('bad-request/invalid-body', 'The body is not valid JSON.'));
    }
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit }, (_request, body, done) => {
    try {
      done(null, parseFields(body.toString()));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** The fields of a request, wherever they stand: in the query or in the body, which wins. */
function fieldsOf(request: FastifyRequest): Record<string, unknown> {
  const { url, body } = request;
  const mark = url.indexOf('?');
  const query = mark === -1 ? {} : parseFields(url.slice(mark + 1));
  if (body === undefined || body === null) return query;
  if (typeof body !== 'object' || Array.isArray(body)) throw new FilesComError('bad-request/invalid-body', 'The body has to be an object.');
  return { ...query, ...unfold(body as Record<string, unknown>) };
}

/** Puts what came where the contract's schemas look for it. */
function arrangeInput(request: FastifyRequest): void {
  const { '*': path, ...params } = request.params as Record<string, string>;
  request.params = { ...params, path: path ?? '' };
  const fields = fieldsOf(request);
  request.query = fields;
  request.body = fields;
}

const linkTo = (publicUrl: string, request: FastifyRequest, cursor: string): string => {
  const [path = '', query = ''] = request.url.split('?');
  const kept = query.split('&').filter((pair) => pair !== '' && !/^(?:cursor|page)(?:=|$)/.test(pair));
  return `<${publicUrl}${path}?${[...kept, `cursor=${encodeURIComponent(cursor)}`].join('&')}>; rel="next"`;
};

function sendPage(publicUrl: string, request: FastifyRequest, reply: FastifyReply, page: Page<unknown>): FastifyReply {
  if (page.next !== undefined) {
    // The documents say one name, the clients read the other.
    void reply.headers({ 'x-files-cursor': page.next, 'x-files-cursor-next': page.next, link: linkTo(publicUrl, request, page.next) });
  }
  if (page.previous !== undefined) void reply.header('x-files-cursor-prev', page.previous);
  return reply.send(page.items);
}

/** The Files.com API: its own parsers, errors and not-found answer. */
export function filesComDialect(options: FilesComOptions): Dialect {
  return {
    prefix: filesComPrefix,
    document: filesComDocument,
    routes: routesOf(options),
    speaksAt: isFilesComUrl,
    answerFailure(error, request, reply) {
      allowBrowsers(reply);
      return answerFailure(error, request, reply, options.onInternalError);
    },
    async admit(request) {
      if (apiKeyOf(request) !== undefined || sessionIdOf(request) !== undefined) await authenticate(options, request);
    },
    failureText: (status, message) => ({
      contentType: 'application/json; charset=utf-8',
      body: errorBody({ type: typeOfStatus[status] ?? 'bad-request', status, message }, randomUUID()),
    }),
  };
}

function routesOf(options: FilesComOptions): FastifyPluginAsync {
  const { core, publicUrl } = options;

  function register(app: FastifyInstance, name: OperationName): void {
    const operation: Operation = operations[name];
    const { method, url, status, params, querystring, body, list, answer, operationId, summary, tag, description, extension } = operation;
    const handler = handlers[name];
    const schema = {
      operationId,
      summary,
      tags: [tag],
      ...(description === undefined ? {} : { description }),
      ...(params === undefined ? {} : { params }),
      ...(querystring === undefined ? {} : { querystring }),
      ...(body === undefined ? {} : { body }),
      ...(extension === true ? { 'x-extension': true } : {}),
      ...(operation.public === true ? { security: [] } : {}),
      response: { [status]: answer ?? z.null(), default: errorAnswer },
    };
    const route = {
      method,
      config: { operation: operationId },
      preValidation: async (request: FastifyRequest) => arrangeInput(request),
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const query = request.query as Record<string, unknown>;
        void reply.code(status).header('cache-control', notCached);
        const result = await handler({
          core,
          member: request.member,
          request,
          reply,
          publicUrl,
          clientAddress: options.clientAddress(request.raw),
          params: request.params,
          query,
          body: request.body,
          list: list === undefined ? undefined : listQuery(list, query),
        });
        if (result === answered) return reply;
        if (status === 204) return reply.send();
        void reply.header('content-type', 'application/json; charset=utf-8');
        return list === undefined ? reply.send(result) : sendPage(publicUrl(), request, reply, result as Page<unknown>);
      },
    };
    app.route({ ...route, url, schema });
    // The root, without the slash before an empty path.
    if (url.endsWith('/*')) app.route({ ...route, url: url.slice(0, -2), schema: { ...schema, hide: true } });
  }

  /** What the vendor has and this server does not: nothing in a list, else 404; and a fitting answer to a wrong method. */
  async function answerRest(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const [path = ''] = request.url.split('?');
    const methods = operationsAt(path.slice(filesComPrefix.length));
    const state = methods.get(request.method === 'HEAD' ? 'GET' : request.method);
    if (state === 'empty' || state === 'empty-site') {
      if (request.member !== null) requireMayAsk(request.member, state);
      return reply.headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': notCached }).send([]);
    }
    if (state === 'missing') throw new FilesComError('not-found', 'This server does not have this operation.');
    if (methods.size === 0) throw new FilesComError('not-found', `There is no ${request.method} ${path}. See ${filesComPrefix}/docs.`);
    void reply.header('allow', [...methods.keys(), ...(methods.has('GET') ? ['HEAD'] : [])].sort().join(', '));
    throw new FilesComError('bad-request/method-not-allowed', `${request.method} is not possible here.`);
  }

  return async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      allowBrowsers(reply);
      if (request.method === 'OPTIONS') return answerPreflight(reply);
      const { operation } = request.routeOptions.config;
      const isPublic = operation !== undefined && (operations[operation as OperationName] as Operation).public === true;
      if (!isPublic) await authenticate(options, request);
      return undefined;
    });
    // Nothing of the body is needed to say no.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
    app.setNotFoundHandler(answerRest);

    await app.register(async (real) => {
      addParsers(real);
      for (const name of Object.keys(operations) as OperationName[]) register(real, name);
    });
  };
}
