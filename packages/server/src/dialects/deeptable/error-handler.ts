import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError } from '../../core/errors.ts';
import { replyError } from '../../http/reply-error.ts';
import { DeepTableError, internalError, ofAppError, unprocessable } from './errors.ts';
import { isWorthRetrying, problemOfStatus, problemText, type Problem } from './problems.ts';

const partOfRequest: Readonly<Record<string, string>> = { params: 'path', querystring: 'query', body: 'body', headers: 'header' };

/** Wrong parameters, in pydantic's words: the contract says them itself, or a pattern was not met. */
function validationProblem(error: FastifyError): Problem | undefined {
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  const part = partOfRequest[error.validationContext ?? ''] ?? 'body';
  return unprocessable(
    error.validation.map(({ keyword, instancePath, message, params }) => ({
      loc: [part, ...instancePath.split('/').filter((name) => name !== '')],
      msg: message ?? 'Value error, this value is wrong',
      type:
        (params as { params?: { type?: string } }).params?.type ??
        (keyword === 'invalid_format' ? 'string_pattern_mismatch' : 'value_error'),
    })),
  );
}

/** Any failure in this API's words. What nobody foresaw names only the request. */
export function toProblem(error: FastifyError | AppError | Error, requestId: string): Problem {
  if (error instanceof DeepTableError) return error.problem;
  if (error instanceof AppError) return ofAppError(error, requestId);
  const httpError = error as FastifyError;
  const wrong = validationProblem(httpError);
  if (wrong !== undefined) return wrong;
  const { statusCode = 500, message } = httpError;
  return statusCode < 500 ? problemOfStatus(statusCode, message) : internalError(requestId);
}

/** Answers an error. When a body is still on its way the connection is closed after the answer, in a way that the client gets it. */
export async function answerProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): Promise<unknown> {
  request.errorCode = problem.kind ?? String(problem.status);
  void reply.headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', String(problem.retryAfterSeconds));
  if (!isWorthRetrying(problem)) void reply.header('x-should-retry', 'false');
  return replyError(request, reply, problem.status, problemText(problem));
}

/** Answers whatever was thrown; `onInternalError` hears of it when it is a fault of ours. */
export async function answerFailure(
  error: FastifyError | AppError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
  onInternalError: (error: unknown, request: FastifyRequest) => void,
): Promise<unknown> {
  const problem = toProblem(error, request.id);
  if (problem.status >= 500 && !(error instanceof DeepTableError)) onInternalError(error, request);
  if (reply.sent || reply.raw.headersSent) {
    // Bytes are on their way: a cut connection is the only error that the client can still see.
    request.errorCode = problem.kind ?? null;
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  return answerProblem(request, reply, problem);
}
