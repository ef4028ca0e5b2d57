import type { CallOptions, QueryValue } from '../transport/connection.ts';

/** Who asks. A session goes before a key; what a call says goes before what the client says. */
export interface Credentials {
  /** Default FILESCOM_API_KEY. */
  readonly apiKey?: string | undefined;
  /** The id of a session (`client.session.create`). */
  readonly sessionId?: string | undefined;
  /** Sends the key as the user name of HTTP Basic, instead of in a header of its own. */
  readonly basic?: boolean | undefined;
}

/** What one call may say for itself. `timeoutMs` is milliseconds without a sign of life. */
export interface FilesComCallOptions extends CallOptions, Credentials {
  /** 0: the default workspace. */
  readonly workspaceId?: number | undefined;
  /** Of messages, such as `es`. */
  readonly language?: string | undefined;
}

export interface ListParams {
  /** Where an earlier page ended. */
  readonly cursor?: string | undefined;
  /** Items in a page. */
  readonly per_page?: number | undefined;
}

export type SortBy<Field extends string> = { readonly [F in Field]?: 'asc' | 'desc' | undefined };

export type FilterBy<Field extends string> = { readonly [F in Field]?: string | number | boolean | Date | undefined };

/** Params as a query: `a[b]=c` for what is inside, times as ISO 8601, several values with commas. What is null or undefined stays away. */
export function toQuery(params: object, prefix = ''): Record<string, QueryValue> {
  const query: Record<string, QueryValue> = {};
  for (const [name, value] of Object.entries(params) as [string, unknown][]) {
    const key = prefix === '' ? name : `${prefix}[${name}]`;
    if (value === undefined || value === null) continue;
    if (value instanceof Date) query[key] = value.toISOString();
    else if (Array.isArray(value)) query[key] = value.map((item) => (item instanceof Date ? item.toISOString() : String(item))).join(',');
    else if (typeof value === 'object') Object.assign(query, toQuery(value, key));
    else query[key] = String(value as string | number | boolean);
  }
  return query;
}

/** Params as a JSON body. Files go into it as the API wants them there; null is kept, because it unsets. */
export async function toBody(params: object): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params) as [string, unknown][]) {
    if (value !== undefined) body[name] = value instanceof Blob || value instanceof Uint8Array ? await encodedFile(name, value) : value;
  }
  return body;
}

async function encodedFile(name: string, file: Blob | Uint8Array): Promise<Record<string, string>> {
  const bytes = file instanceof Uint8Array ? file : new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const filename = 'name' in file && typeof file.name === 'string' ? file.name : name;
  const type = file instanceof Blob && file.type !== '' ? file.type : 'application/octet-stream';
  return { encoded_content: btoa(binary), filename, type };
}
