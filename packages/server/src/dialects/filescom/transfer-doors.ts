import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Core } from '../../core/core.ts';
import { sendFile } from '../../http/file-response.ts';
import { receiveBody } from '../../http/receive-body.ts';
import { replyHeaders } from '../../http/reply-headers.ts';
import { admit } from './authentication.ts';
import { allowBrowsers, answerPreflight } from './cors.ts';
import { answerFailure } from './error-handler.ts';
import { FilesComError } from './errors.ts';
import { linkIn } from './transfer-urls.ts';

export interface TransferDoorsOptions {
  readonly core: Core;
  /** Hears of every failure that is ours, for the log. */
  readonly onInternalError: (error: unknown, request: FastifyRequest) => void;
}

function queryOf(request: FastifyRequest): URLSearchParams {
  const mark = request.url.indexOf('?');
  return new URLSearchParams(mark === -1 ? '' : request.url.slice(mark + 1));
}

function partIn(query: URLSearchParams): number {
  const text = query.get('part_number') ?? '';
  if (!/^\d{1,9}$/.test(text))
    throw new FilesComError('bad-request/request-params-invalid', 'part_number has to be a whole number from 1.');
  return Number(text);
}

/** PUT (or POST) of a part's bytes, of any type. */
async function receivePart(core: Core, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { ref } = request.params as { ref: string };
  const query = queryOf(request);
  const member = await core.transferLinks.open('upload', linkIn(query, ref));
  await admit(core, request, member);
  const announced = Number(request.headers['content-length'] ?? 0);
  const stage = await core.partUploads.receivePart(member, ref, partIn(query), announced);
  try {
    // The stage itself knows how much may come.
    await receiveBody(request.raw, { push: (chunk) => stage.write(chunk) }, Number.MAX_SAFE_INTEGER);
  } catch (error) {
    await stage.abort();
    throw error;
  }
  const etag = await core.partUploads.putPart(member, ref, stage);
  return reply
    .code(200)
    .headers({ etag: `"${etag}"`, 'cache-control': 'no-store' })
    .send();
}

/** GET or HEAD of a file's bytes. */
async function sendBytesOf(core: Core, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { file } = request.params as { file: string };
  const member = await core.transferLinks.open('download', linkIn(queryOf(request), file));
  await admit(core, request, member);
  await sendFile({
    request: request.raw,
    response: reply.raw,
    core,
    principal: member,
    fileId: file,
    disposition: 'attachment',
    extraHeaders: replyHeaders(reply),
    namesCharset: true,
  });
  reply.hijack();
  return reply;
}

/** Answers every other method of an address. */
function refuseOthers(app: FastifyInstance, url: string, allowed: readonly HTTPMethods[]): void {
  const all: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
  app.route({
    method: all.filter((method) => !allowed.includes(method)),
    url,
    handler: async (request, reply) => {
      void reply.header('allow', allowed.join(', '));
      throw new FilesComError('bad-request/method-not-allowed', `${request.method} is not possible here.`);
    },
  });
}

/**
 * `/upload/...` and `/download/...` at the root of the server: what the addresses that the Files.com dialect gives out lead to. They bring
 * their own right, so nobody is asked for a key here: a request counts for the one who was given the address. Bodies are received as they
 * come, whatever they are called.
 */
export function transferDoors({ core, onInternalError }: TransferDoorsOptions): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      allowBrowsers(reply);
      // What the body is called does not matter, but the framework refuses a name that is none.
      delete request.raw.headers['content-type'];
      return request.method === 'OPTIONS' ? answerPreflight(reply) : undefined;
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
    app.setErrorHandler<Error>(async (error, request, reply) => answerFailure(error, request, reply, onInternalError));

    const upload = '/upload/:ref';
    app.route({
      method: ['PUT', 'POST'],
      url: upload,
      handler: async (request, reply) => receivePart(core, request, reply),
    });
    refuseOthers(app, upload, ['POST', 'PUT']);
    // A name can be longer than the router lets a parameter be.
    const download = '/download/:file/*';
    app.route({
      method: ['GET', 'HEAD'],
      url: download,
      handler: async (request, reply) => sendBytesOf(core, request, reply),
    });
    refuseOthers(app, download, ['GET', 'HEAD']);
    // The hook answers; without a route it would not be asked.
    for (const url of [upload, download]) app.options(url, async (_request, reply) => reply.send());
  };
}
