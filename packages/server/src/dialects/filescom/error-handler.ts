import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError } from '../../core/errors.ts';
import { replyError } from '../../http/reply-error.ts';
import { errorBody, FilesComError, internalError, ofAppError, type WireError } from './errors.ts';
import { statusOf, type ErrorType } from './error-types.ts';
import type { FieldProblem } from './fields.ts';

/** Failures that happen before an operation runs, in HTTP itself. */
export const typeOfStatus: Readonly<Record<number, ErrorType>> = {
  400: 'bad-request',
  403: 'not-authorized',
  404: 'not-found',
  408: 'bad-request',
  413: 'bad-request/request-body-too-large',
  414: 'bad-request/invalid-path',
  415: 'bad-request/unsupported-media-type',
  431: 'bad-request',
  503: 'service-unavailable',
};

const typeOfHttpError: Readonly<Record<string, { readonly type: ErrorType; readonly message: string }>> = {
  FST_ERR_BAD_URL: { type: 'bad-request/invalid-input-encoding', message: 'The address holds percent-encoding that is not UTF-8.' },
  FST_ERR_MAX_PARAM_LENGTH: { type: 'bad-request/invalid-path', message: 'The address is too long.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    type: 'bad-request/unsupported-media-type',
    message: 'Send the body as application/json or application/x-www-form-urlencoded.',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { type: 'bad-request/request-body-too-large', message: 'The request body is too large.' },
};

/** Wrong parameters. The first problem names the type. */
function validationError(error: FastifyError): WireError | undefined {
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  const problems = error.validation.map(({ instancePath, message, params }) => ({
    text: `${instancePath.replace(/^\//, '').replaceAll('/', '.') || 'body'} ${message ?? 'is wrong'}`,
    type: (params as { params?: { type?: FieldProblem } }).params?.type,
  }));
  return {
    type: problems[0]?.type ?? 'bad-request/request-params-invalid',
    message: `${problems.map(({ text }) => text).join('; ')}.`,
  };
}

/** Any failure in this API's words. What nobody foresaw names only the request. */
export function toWireError(error: FastifyError | AppError | FilesComError, requestId: string): WireError {
  if (error instanceof FilesComError) return error;
  if (error instanceof AppError) return ofAppError(error, requestId);
  const known = validationError(error) ?? typeOfHttpError[error.code];
  if (known !== undefined) return known;
  const type = error.statusCode === undefined ? undefined : typeOfStatus[error.statusCode];
  return type === undefined ? internalError(requestId) : { type, message: error.message };
}

/** Answers an error. When a body is still on its way the connection is closed after the answer, in a way that the client gets it. */
export async function answerError(request: FastifyRequest, reply: FastifyReply, error: WireError): Promise<unknown> {
  request.errorCode = error.type;
  void reply.headers({
    'x-request-id': request.id,
    'x-files-error-class': error.type,
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
  });
  if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', String(error.retryAfterSeconds));
  return replyError(request, reply, error.status ?? statusOf(error.type), errorBody(error, request.id));
}

/** Answers whatever was thrown; `onInternalError` hears of it when it is a fault of ours. */
export async function answerFailure(
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
  onInternalError: (error: unknown, request: FastifyRequest) => void,
): Promise<unknown> {
  const known = toWireError(error as Parameters<typeof toWireError>[0], request.id);
  // HTTP has a status of its own for a range that the file does not have.
  const wire = error instanceof AppError && error.code === 'range_not_satisfiable' ? { ...known, status: 416 } : known;
  if ((wire.status ?? 0) >= 500) onInternalError(error, request);
  if (reply.sent || reply.raw.headersSent) {
    // Bytes are on their way: a cut connection is the only error that the client can still see.
    request.errorCode = wire.type;
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  return answerError(request, reply, wire);
}
