import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { AppError } from '../core/errors.ts';
import { replyError } from '../http/reply-error.ts';
import { answerFilesCom, faultApis, told } from './fault-apis.ts';
import { faultText, parseFault, type Fault } from './fault.ts';
import type { Rules } from './rules.ts';
import { truncateAnswer } from './truncate.ts';

/** In a request: the wanted fault. In an answer: the fault that it shows, so that nobody looks for its cause elsewhere. */
const header = 'x-filewharf-fault';

/** What a test waits for before it begins. These count in no rule. */
const neverFail: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Lets requests fail as the rules and the header `X-Filewharf-Fault` want it; where both name the same word the header wins. Runs before
 * anybody asks who it is, and for paths that do not exist too. Register it before the routes.
 */
export function provokeFaults(app: FastifyInstance, { rules, log }: { readonly rules: Rules; readonly log: Logger }): void {
  app.addHook('onRequest', async (request, reply) => {
    // The question of a browser before a request is no request.
    if (request.method === 'OPTIONS' || neverFail.has(pathOf(request))) return undefined;
    const fromRules = rules.faultOf(request.method, request.url);
    const wanted = request.headers[header];
    const fromHeader = wanted === undefined ? {} : parseFault(String(wanted));
    if (typeof fromHeader === 'string') return answerPlain(request, reply, 400, `The header ${header}: ${fromHeader}.`);
    const fault = { ...fromRules, ...fromHeader };
    const text = faultText(fault);
    if (text === '') return undefined;
    log.info({ request: request.id, fault: text }, 'a fault was provoked');
    void reply.header(header, text);
    return provoke(request, reply, fault);
  });
}

/** Answers the request, or changes what will answer it. */
async function provoke(request: FastifyRequest, reply: FastifyReply, fault: Fault): Promise<unknown> {
  if (fault.delay !== undefined && !(await waited(request, fault.delay))) {
    reply.hijack();
    return reply;
  }
  if (fault.drop === true) {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  if (fault['retry-after'] !== undefined) void reply.header('retry-after', String(fault['retry-after']));
  if (fault.truncate !== undefined) truncateAnswer(reply.raw, fault.truncate);
  if (fault.expired === true) return answerExpired(request, reply);
  if (fault.error !== undefined) return answerError(request, reply, fault.error, fault['retry-after']);
  return undefined;
}

/** False when the connection ended meanwhile: then nobody waits for the answer, and a server that stops not for the delay. */
async function waited({ raw: { socket } }: FastifyRequest, milliseconds: number): Promise<boolean> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  socket.once('close', leave);
  try {
    await sleep(milliseconds, undefined, { signal: gone.signal });
    return true;
  } catch {
    return false;
  } finally {
    socket.off('close', leave);
  }
}

/** In the form of the API that knows this error. One that another API knows is a mistake in a test, which should not pass unseen. */
async function answerError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: string | number,
  retryAfterSeconds: number | undefined,
): Promise<unknown> {
  const path = pathOf(request);
  const here = faultApis.find(({ speaksAt }) => speaksAt(path));
  const api = (here === undefined && typeof error === 'string' ? faultApis : [here]).find((one) => one?.knows(error) === true);
  if (api !== undefined) return api.answer(request, reply, error, retryAfterSeconds);
  // As from a proxy in front.
  if (typeof error === 'number') return answerPlain(request, reply, error, `${error} ${STATUS_CODES[error] ?? 'Unknown'}. ${told}`);
  return answerPlain(request, reply, 400, `${here?.name} answers no ${error}.`);
}

async function answerExpired(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const path = pathOf(request);
  if (/^\/(api|v1)\//.test(path)) return answerPlain(request, reply, 400, 'Only share links and the addresses of transfers can expire.');
  // The page of a link says it in its own way.
  if (path.startsWith('/s/')) throw new AppError('gone', `This link has expired. ${told}`);
  const isDownload = request.method === 'GET' || request.method === 'HEAD';
  const type = isDownload ? 'download_request_expired' : 'upload_request_expired';
  return answerFilesCom(request, reply, type, 'This address has expired');
}

async function answerPlain(request: FastifyRequest, reply: FastifyReply, status: number, text: string): Promise<unknown> {
  request.errorCode = String(status);
  void reply.headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  return replyError(request, reply, status, `${text}\n`);
}

function pathOf({ url }: FastifyRequest): string {
  const mark = url.indexOf('?');
  return mark === -1 ? url : url.slice(0, mark);
}
