import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError, type FieldError } from '../../core/errors.ts';
import { replyError } from '../../http/reply-error.ts';
import { wireCodeOf } from './errors.ts';

/** What goes into `{"error": ...}`, and with which status. */
export interface WireError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: readonly FieldError[];
  readonly retryAfterSeconds?: number | undefined;
}

/** Failures that happen before an operation runs, in HTTP itself. */
export const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'bad_request',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'bad_request',
  413: 'file_too_large',
  414: 'bad_request',
  415: 'unsupported_media_type',
  431: 'bad_request',
  503: 'unavailable',
};

/** The body of an error answer. */
export function errorBody({ code, message, details }: Pick<WireError, 'code' | 'message' | 'details'>): string {
  return JSON.stringify({ error: { code, message, ...(details === undefined || details.length === 0 ? {} : { details }) } });
}

/** A wrong body or parameter, field by field. */
function validationError(error: FastifyError): WireError | undefined {
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  const details = error.validation.map(({ instancePath, message }) => ({
    field: instancePath.replace(/^\//, '').replaceAll('/', '.') || 'body',
    message: message?.endsWith('received undefined') === true ? 'is required' : (message ?? 'is wrong'),
  }));
  return { status: 400, code: 'bad_request', message: details.map(({ field, message }) => `${field}: ${message}`).join('; '), details };
}

function fromHttp(error: FastifyError): WireError | undefined {
  const status = error.statusCode;
  const code = status === undefined ? undefined : codeOfStatus[status];
  if (status === undefined || code === undefined) return undefined;
  const messages: Readonly<Record<string, string>> = {
    FST_ERR_CTP_INVALID_MEDIA_TYPE:
      'This operation does not take that Content-Type. JSON operations take application/json, uploads multipart/form-data.',
    FST_ERR_CTP_BODY_TOO_LARGE: 'The request body is too large for this operation.',
  };
  return { status, code, message: messages[error.code] ?? error.message };
}

/** Any failure in the dialect's words. What nobody foresaw becomes `internal_error` and names only the request. */
function toWireError(error: FastifyError | AppError, requestId: string): WireError {
  if (error instanceof AppError) {
    const { status, code } = wireCodeOf(error);
    const message = status < 500 || error.code === 'unavailable' ? error.message : internal(requestId);
    return { status, code, message, details: error.details, retryAfterSeconds: error.retryAfterSeconds };
  }
  return validationError(error) ?? fromHttp(error) ?? { status: 500, code: 'internal_error', message: internal(requestId) };
}

const internal = (requestId: string): string => `Internal server error. Quote the request id ${requestId} when you report it.`;

/** Answers an error. */
export async function answerError(request: FastifyRequest, reply: FastifyReply, wire: WireError): Promise<unknown> {
  void reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store');
  if (wire.retryAfterSeconds !== undefined) void reply.header('retry-after', String(wire.retryAfterSeconds));
  return replyError(request, reply, wire.status, errorBody(wire));
}

/** Answers whatever was thrown; `onInternalError` hears of it when it is a fault of ours. */
export async function answerFailure(
  error: FastifyError | AppError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
  onInternalError: (error: unknown, request: FastifyRequest) => void,
): Promise<unknown> {
  const wire = toWireError(error as Parameters<typeof toWireError>[0], request.id);
  request.errorCode = wire.code;
  if (wire.status >= 500) onInternalError(error, request);
  if (reply.sent || reply.raw.headersSent) {
    // Bytes are on their way: a cut connection is the only error that the client can still see.
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  return answerError(request, reply, wire);
}
