import type { Failure } from '../transport/connection.ts';
import { FilesApiError } from './errors.ts';
import { errorClasses } from './generated/error-classes.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The error as an object; some answers put it into a list. Empty for what is no JSON, such as a proxy's page: then the status says enough. */
function readBody(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return isFields(first) ? first : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The class of a type; of its group when the type is not known; the base when neither is. */
function classOf(type: string): typeof FilesApiError {
  const [group = ''] = type.split('/');
  const key = type.replace(/\/+$/, '');
  return (
    (Object.hasOwn(errorClasses, key) ? errorClasses[key] : undefined) ??
    (Object.hasOwn(errorClasses, group) ? errorClasses[group] : undefined) ??
    FilesApiError
  );
}

export function toFilesError(failure: Failure): FilesApiError {
  const body = readBody(failure.body);
  const type = textOf(body['type']) ?? '';
  const Class = classOf(type);
  // The service spells it in one way and its clients read the other.
  const modelErrors = body['model_errors'] ?? body['model-errors'];
  const errors = Array.isArray(body['errors']) ? body['errors'].filter((error) => typeof error === 'string') : [];
  return new Class({
    message: textOf(body['error']) ?? errors[0] ?? `${failure.method} ${failure.path} was answered with status ${failure.status}`,
    type,
    title: textOf(body['title']) ?? '',
    httpCode: failure.status,
    instance: textOf(body['instance']) ?? failure.headers.get('x-request-id') ?? undefined,
    detail: textOf(body['detail']),
    data: isFields(body['data']) ? body['data'] : {},
    errors,
    modelErrors: isFields(modelErrors) ? (modelErrors as Record<string, readonly string[]>) : {},
    retryAfterSeconds: failure.retryAfterSeconds,
    method: failure.method,
    path: failure.path,
  });
}
