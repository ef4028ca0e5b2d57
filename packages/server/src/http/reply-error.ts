import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerEarly } from './early-answer.ts';
import { replyHeaders } from './reply-headers.ts';

/**
 * Sends an error whose headers are on the reply. When a body is still on its way the connection is closed after the answer, in a way that
 * the client gets it.
 */
export async function replyError(request: FastifyRequest, reply: FastifyReply, status: number, body: string): Promise<unknown> {
  if (request.raw.complete || (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined)) {
    // As bytes, because to a text the framework adds a charset.
    return reply.code(status).send(Buffer.from(body));
  }
  const headers = replyHeaders(reply);
  reply.hijack();
  await answerEarly(request.raw, reply.raw, { status, headers, body });
  return reply;
}
