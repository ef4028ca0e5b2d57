import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../core/errors.ts';
import type { OpenedShare } from '../core/sharing/share-visits.ts';
import { replyError } from '../http/reply-error.ts';
import { pageHeaders, renderPage, type Page } from './page.ts';
import {
  IntroductionNeeded,
  passwordNeeded,
  pathsOf,
  shareDoor,
  SpelledOtherwise,
  type DoorOptions,
  type EnteredShare,
} from './share-door.ts';
import { downloadPieces } from './share-downloads.ts';
import { registrationPage } from './share-folder-html.ts';
import { passwordPage } from './share-html.ts';
import { describeShare } from './share-json.ts';
import { answerOf, saidTo } from './share-problems.ts';
import { idOf, linkOf, missingLink, queryOf, toldInForm, toldInJson, wantsJson, type Told } from './share-request.ts';
import { receiveFiles, sendArchive, sendSharedFile } from './share-transfer.ts';
import { sendPage, shareViews } from './share-views.ts';

export interface SharePagesOptions extends Omit<DoorOptions, 'clock'> {
  /** Told of every answer from 500 on, of downloads that broke off, and of previews that could not be made. */
  readonly onInternalError?: (error: unknown, request: FastifyRequest) => void;
  /** The core's. */
  readonly clock?: DoorOptions['clock'];
}

/** Of a body that gives a password, or says who the visitor is. */
const bodyLimit = 16 * 1024;

/**
 * The public side of shares. Register it with the prefix `/s`. A link ends in its token or in its chosen code.
 *
 * - `GET /s/<link>`: a page for people, JSON for programs that ask for it. `POST`: the password, or who the visitor is, from the page's
 *   form or as JSON. With `?to=files/<id>` or `?to=folders/<id>` people get there when they are in.
 * - `GET /s/<link>/download`: the bytes of the file; where more is shared, all of it as a zip archive. With `?inline=1` images,
 *   sound and video of safe types are shown in place.
 * - `GET /s/<link>/folders/<id>` and `/files/<id>`, each also with `/download`: the same for what is in shared folders.
 * - `POST /s/<link>/folders/<id>`: puts files into it (multipart, field `file`), where the link allows that.
 *
 * A right password, and having been let in, are remembered in cookies for this link alone. Programs may send the password as Basic
 * credentials with any user name.
 */
export function sharePages({
  core,
  secure,
  clientAddress,
  onInternalError = () => undefined,
  clock = Date.now,
}: SharePagesOptions): FastifyPluginAsync {
  const door = shareDoor({ core, secure, clientAddress, clock });
  const views = shareViews({ core, clock, onInternalError });
  const isFirstPiece = downloadPieces(clock);
  const transfer = (request: FastifyRequest, reply: FastifyReply, { visitor }: EnteredShare) => ({
    core,
    request,
    reply,
    visitor,
    address: door.address(request),
    isFirstPiece,
    onInternalError,
  });

  async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const opened = await door.open(request, reply);
    const { share, visitor } = opened;
    if (visitor !== undefined) return views.share(request, reply, { ...opened, visitor });
    const { entry } = pathsOf(request);
    if (wantsJson(request, 'page')) return tellWhatIsNeeded(request, reply, opened);
    return sendPage(reply, opened.locked ? passwordPage(entry) : registrationPage(entry, share));
  }

  /** Both the API's error, for clients that stop at a 401, and what may be known of a share that is not open. */
  function tellWhatIsNeeded(request: FastifyRequest, reply: FastifyReply, opened: OpenedShare): FastifyReply {
    const problem = opened.locked ? passwordNeeded() : new IntroductionNeeded(opened.share);
    const { status, headers, body } = answerOf(problem, request.id);
    return reply
      .code(status)
      .headers(headers)
      .send({ ...body, ...describeShare(opened, pathsOf(request)) });
  }

  /** The password, or who the visitor is. */
  async function letIn(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    linkOf(request);
    const { password = '', introduction } = (request.body ?? {}) as Partial<Told>;
    let opened: OpenedShare;
    if (password !== '') opened = await door.unlock(request, reply, password);
    else if (introduction !== undefined) opened = await door.register(request, reply, introduction);
    else {
      opened = await door.open(request, reply);
      if (opened.unregistered) throw new IntroductionNeeded(opened.share);
      throw new AppError('invalid', 'Send the password of this link as "password".');
    }
    if (wantsJson(request, 'page')) {
      return opened.unregistered ? tellWhatIsNeeded(request, reply, opened) : reply.send(describeShare(opened, pathsOf(request)));
    }
    const { entry, aim } = pathsOf(request);
    // Who has more to tell does not get to what the link pointed at yet.
    return reply
      .code(303)
      .header('location', opened.visitor === undefined ? entry : aim)
      .send();
  }

  async function download(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const entered = await door.enter(request, reply);
    const { file, nodes } = entered;
    if (file !== undefined) {
      await sendSharedFile(transfer(request, reply, entered), file, queryOf(request, 'inline') === '1');
      return;
    }
    const [only] = nodes;
    const name = entered.share.nodeCount === 1 && only !== undefined && only.name !== '' ? only.name : 'shared-files';
    await sendArchive(transfer(request, reply, entered), nodes, name, undefined);
  }

  async function showFile(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const opened = await door.open(request, reply, (visitor) => core.files.get(visitor, idOf(request)));
    if (opened.visitor === undefined) return backToShare(request, reply, opened);
    const entered = { ...opened, visitor: opened.visitor };
    return views.file(request, reply, entered, await core.files.get(entered.visitor, idOf(request)));
  }

  async function showFolder(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const opened = await door.open(request, reply, (visitor) => core.sharedTree.folder(visitor, idOf(request)));
    if (opened.visitor === undefined) return backToShare(request, reply, opened);
    const entered = { ...opened, visitor: opened.visitor };
    return views.folder(request, reply, entered, await core.sharedTree.folder(entered.visitor, idOf(request)));
  }

  /** To where the password is asked for, or who the visitor is. */
  function backToShare(request: FastifyRequest, reply: FastifyReply, opened: OpenedShare): FastifyReply {
    if (wantsJson(request, 'page')) return tellWhatIsNeeded(request, reply, opened);
    return reply.code(303).header('location', pathsOf(request).entry).send();
  }

  async function downloadFile(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const entered = await door.enter(request, reply, (visitor) => core.files.get(visitor, idOf(request)));
    const file = await core.files.get(entered.visitor, idOf(request));
    await sendSharedFile(transfer(request, reply, entered), file, queryOf(request, 'inline') === '1');
  }

  async function downloadFolder(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const entered = await door.enter(request, reply, (visitor) => core.sharedTree.folder(visitor, idOf(request)));
    const folder = await core.sharedTree.folder(entered.visitor, idOf(request));
    await sendArchive(transfer(request, reply, entered), [folder], folder.name === '' ? 'shared-files' : folder.name, folder);
  }

  async function upload(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const id = idOf(request);
    const entered = await door.enter(request, reply, async (visitor) => (await core.sharedTree.uploads(visitor, id)).end());
    const files = await receiveFiles(transfer(request, reply, entered), id);
    if (wantsJson(request, 'page')) {
      return reply.code(201).send({ files });
    }
    return reply
      .code(303)
      .header('location', `${views.folderPath(request, entered, id)}?uploaded=${files.length}`)
      .send();
  }

  /** A problem: a page for people, the API's shape for programs. Where something is to be told first, people get the form. */
  async function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (error instanceof SpelledOtherwise) return reply.code(302).header('location', error.path).send();
    const back = door.leadsSomewhere(request) ? wayBack(error, request) : undefined;
    const { status, headers, body, page } = answerOf(error, request.id, back);
    if (status >= 500) onInternalError(error, request);
    request.errorCode = body.error.code;
    const isBytes = request.routeOptions.url?.endsWith('/download') === true;
    const json = wantsJson(request, isBytes ? 'bytes' : 'page');
    // Sent past the hooks when the body of a refused upload is still on its way.
    reply
      .headers({ ...pageHeaders, vary: 'Accept', ...headers })
      .type(json ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8');
    if (json) return replyError(request, reply, status, JSON.stringify(body));
    // With this header a browser would ask for the password in a window of its own, in place of the form.
    reply.removeHeader('www-authenticate');
    return replyError(request, reply, status, renderPage(problemPage(error, request, status, body.error.message, page)));
  }

  /** From a problem behind a link that leads somewhere: to the folder of a form, else to the share. */
  function wayBack(error: unknown, request: FastifyRequest): string {
    const isThere = !(error instanceof AppError && error.code === 'not_found');
    return request.method === 'POST' && isThere ? pathsOf(request).aim : pathsOf(request).page;
  }

  function problemPage(error: unknown, request: FastifyRequest, status: number, message: string, page: Page): Page {
    if (error instanceof IntroductionNeeded) {
      return registrationPage(
        pathsOf(request).entry,
        error.share,
        error.given,
        error.problem === undefined ? undefined : saidTo(error.problem),
      );
    }
    return status === 401 ? passwordPage(pathsOf(request).entry, message) : page;
  }

  return async (app) => {
    acceptAnswers(app);
    // Not for the bytes: those are written past the framework, with headers of their own.
    app.addHook('onSend', async (_request, reply) => {
      reply.headers(pageHeaders).header('vary', 'Accept');
    });
    app.setErrorHandler(sendProblem);
    app.setNotFoundHandler((request, reply) => sendProblem(missingLink(), request, reply));
    app.route({ method: ['GET', 'HEAD'], url: '/:token', handler: show });
    app.route({ method: 'POST', url: '/:token', bodyLimit, handler: letIn });
    app.route({ method: ['GET', 'HEAD'], url: '/:token/download', handler: download });
    app.route({ method: ['GET', 'HEAD'], url: '/:token/files/:id', handler: showFile });
    app.route({ method: ['GET', 'HEAD'], url: '/:token/files/:id/download', handler: downloadFile });
    app.route({ method: ['GET', 'HEAD'], url: '/:token/folders/:id', handler: showFolder });
    app.route({ method: ['GET', 'HEAD'], url: '/:token/folders/:id/download', handler: downloadFolder });
    await app.register(async (forms) => {
      // The handler reads these as they stream in.
      forms.removeAllContentTypeParsers();
      forms.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null, undefined));
      forms.route({ method: 'POST', url: '/:token/folders/:id', handler: upload });
    });
  };
}

/** Other products' form of the same links: register it with the prefix `/f`. */
export function shortLinks(): FastifyPluginAsync {
  return async (app) => {
    app.route({
      method: ['GET', 'HEAD'],
      url: '/:token',
      handler: async (request: FastifyRequest<{ Params: { token: string } }>, reply) =>
        reply
          .code(302)
          .headers(pageHeaders)
          .header('location', `/s/${encodeURIComponent(request.params.token)}`)
          .send(),
    });
  };
}

/** Makes `request.body` what the visitor tells. */
function acceptAnswers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) =>
    toldInForm(body),
  );
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => toldInJson(body));
}
