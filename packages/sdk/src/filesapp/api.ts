import type { Call, CallOptions, Connection, QueryValue } from '../transport/connection.ts';
import { FilewharfError } from '../transport/errors.ts';
import { listOf, type List } from '../transport/pages.ts';

/** Below the server's root. */
export const apiPath = '/api/v2';

/** A call of an operation of the API. */
export interface Operation {
  readonly method: string;
  /** Below the API, encoded. */
  readonly path: string;
  /** In camelCase. */
  readonly query?: object | undefined;
  /** In camelCase; sent as JSON. */
  readonly params?: object | undefined;
  readonly repeatSafe?: boolean | undefined;
  readonly options?: CallOptions | undefined;
}

/** Names and values as they go over the wire: snake_case, times as ISO 8601. What is undefined stays away. */
export function toWire(values: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    if (value !== undefined) {
      result[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value instanceof Date ? value.toISOString() : value;
    }
  }
  return result;
}

/** The settings of a call out of an object that holds them beside other things. */
export function callOptions({ signal, timeoutMs, maxRetries, headers }: CallOptions): CallOptions {
  return { signal, timeoutMs, maxRetries, headers };
}

/** The other things. */
export function withoutCallOptions<T extends CallOptions>(options: T): Omit<T, keyof CallOptions> {
  const { signal: _signal, timeoutMs: _timeoutMs, maxRetries: _maxRetries, headers: _headers, ...rest } = options;
  return rest;
}

export function toCall({ method, path, query, params, repeatSafe, options }: Operation): Call {
  return {
    ...options,
    method,
    path: apiPath + path,
    query: query === undefined ? undefined : (toWire(query) as Record<string, QueryValue>),
    ...(params === undefined ? {} : { json: toWire(params) }),
    repeatSafe,
  };
}

export function callApi<T>(connection: Connection, operation: Operation): Promise<T> {
  return callObject<T>(connection, toCall(operation));
}

/** Every answer of this API is an object; whatever else comes is not from it. */
export async function callObject<T>(connection: Connection, call: Call): Promise<T> {
  const answer = await connection.json<T>(call);
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw notFromApi(call);
  return answer;
}

/** What an answer has under `key`, which has to be a list. */
export function listIn<Item>(answer: object, key: string, call: { readonly method: string; readonly path: string | URL }): readonly Item[] {
  const items = (answer as Readonly<Record<string, unknown>>)[key];
  if (!Array.isArray(items)) throw notFromApi(call);
  return items as Item[];
}

function notFromApi({ method, path: asked }: { readonly method: string; readonly path: string | URL }): FilewharfError {
  return new FilewharfError(`${method} ${String(asked)}: the answer is not one of this API`);
}

/** The whole address of something below the API. */
export const urlOf = ({ settings }: Connection, place: string): string => settings.baseUrl + apiPath + place;

/** A list that the API pages by number. `key`: where its answers hold the items. */
export function numberedList<Item>(
  connection: Connection,
  { path, key, query, options }: { path: string; key: string; query: { readonly page?: number | undefined }; options: CallOptions },
): List<Item> {
  return listOf(async (next) => {
    const page = next === undefined ? query.page : Number(next);
    const operation = { method: 'GET', path, query: { ...query, page }, options };
    const answer = await callApi<{ total: number; page: number; per_page: number }>(connection, operation);
    const items = listIn<Item>(answer, key, operation);
    const isLast = items.length === 0 || answer.page * answer.per_page >= answer.total;
    return { items, total: answer.total, next: isLast ? undefined : String(answer.page + 1) };
  });
}

/** A list that the API pages by place. `key`: where its answers hold the items. */
export function continuedList<Item>(
  connection: Connection,
  {
    path,
    key,
    query,
    options,
  }: { path: string; key: string; query: object & { readonly after?: string | undefined }; options: CallOptions },
): List<Item> {
  return listOf(async (next) => {
    const operation: Operation = { method: 'GET', path, query: { ...query, after: next ?? query.after }, options };
    const answer = await callApi<{ next_cursor: string | null }>(connection, operation);
    return { items: listIn(answer, key, operation), next: answer.next_cursor ?? undefined };
  });
}

/** A path with its parts encoded. What would lead elsewhere, such as an empty id, is refused here. */
export function path(strings: TemplateStringsArray, ...parts: readonly (string | number)[]): string {
  for (const part of parts) if (/^\.{0,2}$/.test(String(part))) throw new FilewharfError(`"${part}" is not an id`);
  return String.raw({ raw: strings }, ...parts.map((part) => encodeURIComponent(part)));
}
