import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { isoSeconds, type Clock } from '../core/clock.ts';
import type { Core } from '../core/core.ts';
import { AppError } from '../core/errors.ts';
import type { OpenedShare } from '../core/shares.ts';
import { mediaTypeOf, sendFile } from '../http/file-response.ts';
import { replyHeaders } from '../http/reply-headers.ts';
import { pageHeaders, renderPage, type Page } from './page.ts';
import { filePage, passwordPage } from './share-html.ts';
import { isSafeImage, previewOf, type Preview } from './share-preview.ts';
import { answerOf } from './share-problems.ts';
import { basicPassword, cookieOf, missingLink, passwordInForm, passwordInJson, tokenOf, wantsJson } from './share-request.ts';

export interface SharePagesOptions {
  readonly core: Core;
  /** The public URL is https: the cookie of an unlocked share is then sent over nothing else. */
  readonly secure: boolean;
  /** Whom a wrong password counts against. */
  readonly clientAddress: (request: IncomingMessage) => string;
  /** Told of every answer from 500 on, of downloads that broke off, and of previews that could not be made. */
  readonly onInternalError?: (error: unknown, request: FastifyRequest) => void;
  /** The core's. */
  readonly clock?: Clock;
}

const cookieName = 'filewharf_share';
/** Of a body that gives a password. */
const bodyLimit = 16 * 1024;

/**
 * The public side of shares. Register it with the prefix `/s`.
 *
 * - `GET /s/<token>`: a page for people, JSON for programs that ask for it. `POST`: the password, from the page's form or as JSON.
 * - `GET /s/<token>/download`: the bytes; with `?inline=1` images of safe types are shown in place.
 *
 * A right password is remembered in a cookie for this link alone. Programs may send it as Basic credentials with any user name.
 */
export function sharePages({
  core,
  secure,
  clientAddress,
  onInternalError = () => undefined,
  clock = Date.now,
}: SharePagesOptions): FastifyPluginAsync {
  /** Follows the link with whatever the request brought as proof. */
  async function open(request: FastifyRequest): Promise<OpenedShare> {
    const token = tokenOf(request);
    const opened = await core.shares.open(token, cookieOf(request, cookieName));
    const password = opened.locked ? basicPassword(request) : undefined;
    return password === undefined ? opened : core.shares.unlock(token, password, clientAddress(request.raw));
  }

  async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const opened = await open(request);
    const { share, file, visitor } = opened;
    const { page, bytes } = pathsOf(request);
    if (wantsJson(request, 'page')) {
      if (visitor !== undefined) return reply.send(describe(opened, bytes));
      // Both the API's error, for clients that stop at a 401, and what may be known of a locked share.
      const { status, headers, body } = answerOf(passwordNeeded(), request.id);
      return reply
        .code(status)
        .headers(headers)
        .send({ ...body, ...describe(opened, bytes) });
    }
    if (visitor === undefined) return sendPage(reply, passwordPage(page));
    let preview: Preview | undefined;
    try {
      preview = await previewOf(core, visitor, file);
    } catch (error) {
      // The rest of the page is still true, and the download will tell what is wrong.
      onInternalError(error, request);
    }
    return sendPage(reply, filePage({ share, file, bytesPath: bytes, preview, now: clock() }));
  }

  async function unlock(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const token = tokenOf(request);
    const { page, bytes } = pathsOf(request);
    const password = request.body;
    if (typeof password !== 'string' || password === '') {
      await core.shares.open(token, undefined);
      throw new AppError('invalid', 'Send the password of this link as "password".');
    }
    const opened = await core.shares.unlock(token, password, clientAddress(request.raw));
    if (opened.share.passwordHash !== null) {
      const seconds = Math.floor((opened.proofExpiresAt - clock()) / 1000);
      const cookie = `${cookieName}=${opened.proof}; Path=${page}; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
      reply.header('set-cookie', secure ? `${cookie}; Secure` : cookie);
    }
    if (wantsJson(request, 'page')) return reply.send(describe(opened, bytes));
    return reply.code(303).header('location', page).send();
  }

  async function download(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { file, visitor } = await open(request);
    if (visitor === undefined) throw passwordNeeded();
    const { query } = request;
    const inline = typeof query === 'object' && query !== null && 'inline' in query && query.inline === '1';
    try {
      await sendFile({
        request: request.raw,
        response: reply.raw,
        core,
        principal: visitor,
        fileId: file.id,
        disposition: inline && isSafeImage(file) ? 'inline' : 'attachment',
        extraHeaders: { ...replyHeaders(reply), 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' },
      });
    } catch (error) {
      if (!reply.raw.headersSent) throw error;
      // The connection is cut, which is all that the visitor can be told now.
      onInternalError(error, request);
    }
    reply.hijack();
  }

  /** A problem: a page for people, the API's shape for programs. Where the password is missing, people get the form. */
  function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { status, headers, body, page } = answerOf(error, request.id);
    if (status >= 500) onInternalError(error, request);
    request.errorCode = body.error.code;
    reply.code(status).headers(headers);
    const isDownload = request.routeOptions.url?.endsWith('/download') === true;
    if (wantsJson(request, isDownload ? 'bytes' : 'page')) return reply.send(body);
    // With this header a browser would ask for the password in a window of its own, in place of the form.
    reply.removeHeader('www-authenticate');
    return sendPage(reply, status === 401 ? passwordPage(pathsOf(request).page, body.error.message) : page);
  }

  return async (app) => {
    acceptPasswords(app);
    // Not for the bytes: those are written past the framework, with headers of their own.
    app.addHook('onSend', async (_request, reply) => {
      reply.headers(pageHeaders).header('vary', 'Accept');
    });
    app.setErrorHandler(sendProblem);
    app.setNotFoundHandler((request, reply) => sendProblem(missingLink(), request, reply));
    app.route({ method: ['GET', 'HEAD'], url: '/:token', handler: show });
    app.route({ method: 'POST', url: '/:token', bodyLimit, handler: unlock });
    app.route({ method: ['GET', 'HEAD'], url: '/:token/download', handler: download });
  };
}

/** Makes `request.body` the password, undefined when the body holds none. */
function acceptPasswords(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) =>
    passwordInForm(body),
  );
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) =>
    passwordInJson(body),
  );
}

function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(renderPage(page));
}

function passwordNeeded(): AppError {
  return new AppError('unauthenticated', 'This link is protected by a password.');
}

function pathsOf(request: FastifyRequest): { page: string; bytes: string } {
  const page = `/s/${tokenOf(request)}`;
  return { page, bytes: `${page}/download` };
}

/** What programs are told of a share. Of a locked one, nothing about the file. */
function describe({ share, file, locked }: OpenedShare, bytesPath: string) {
  return {
    name: locked ? null : file.name,
    size: locked ? null : file.sizeBytes,
    mime_type: locked ? null : mediaTypeOf(file.name),
    password_protected: share.passwordHash !== null,
    locked,
    expires_at: share.expiresAt === null ? null : isoSeconds(share.expiresAt),
    allow_download: share.allowDownload,
    download_url: locked || !share.allowDownload ? null : bytesPath,
  };
}
