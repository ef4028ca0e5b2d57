import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import { connect } from 'node:net';

/** Nothing that a test asks for takes this long; who has to wait longer is held up for good. */
const hangMilliseconds = 5_000;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const secureAgent = new SecureAgent({ keepAlive: true, maxSockets: 64 });

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RequestOptions {
  readonly method?: string;
  /** Asked for as it stands, with its dots; what is in the URL is tidied of them first. */
  readonly path?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Takes the body of the answer piece by piece; `Answer.body` is then empty. */
  readonly onData?: (chunk: Buffer) => void;
  /** Milliseconds without a sign of life. */
  readonly hangAfter?: number;
  /** The certificate to trust, for a URL with https. */
  readonly ca?: Buffer | undefined;
}

/**
 * One request. Rejects when the server hangs or closes the connection without an answer. Of a stream of events, which has no end, only
 * the head is taken.
 */
export function send(
  url: string,
  { method = 'GET', path, headers = {}, body, onData, hangAfter = hangMilliseconds, ca }: RequestOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Node itself announces no body of a GET or DELETE, though it sends one.
    const framing = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const about = { method, ...(path === undefined ? {} : { path }), headers: { ...framing, ...headers } };
    const request = url.startsWith('https:')
      ? httpsRequest(url, { ...about, agent: secureAgent, ca })
      : httpRequest(url, { ...about, agent });
    const clock = setTimeout(() => request.destroy(new Error(`${method} ${url} hangs`)), hangAfter);
    const settled = (): void => clearTimeout(clock);
    let answered = false;
    request.once('response', (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      if (response.headers['content-type']?.startsWith('text/event-stream') === true) {
        settled();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.alloc(0) });
        request.destroy();
        return;
      }
      response.on('data', (chunk: Buffer) => {
        clock.refresh();
        if (onData === undefined) chunks.push(chunk);
        else onData(chunk);
      });
      response.once('close', () => {
        settled();
        if (response.complete) resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        else reject(new Error(`${method} ${url}: the answer broke off`));
      });
      response.on('error', () => undefined);
    });
    // A server that refuses a body while it is being sent closes the connection after its answer.
    request.on('error', (error) => {
      if (answered) return;
      settled();
      reject(error);
    });
    request.end(body);
  });
}

/** The answer's JSON, taken for what the caller knows it to be. */
export function json<T>(answer: Answer): T {
  return JSON.parse(answer.body.toString('utf8')) as T;
}

export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details?: readonly { readonly field: string; readonly message: string }[];
  };
}

/** `403 forbidden`, or `200` for what worked: the two that tables compare. */
export function outcome(answer: Answer): string {
  return answer.status < 300 ? String(answer.status) : `${answer.status} ${json<ErrorBody>(answer).error.code}`;
}

/** A part of a form: a field, or bytes with a file name. */
export type Part = string | { readonly filename: string; readonly bytes: Buffer };

/** A multipart/form-data body, its parts in this order. */
export function multipart(parts: readonly (readonly [name: string, part: Part])[]): { contentType: string; body: Buffer } {
  const boundary = randomUUID();
  const pieces: Buffer[] = [];
  for (const [name, part] of parts) {
    const file = typeof part === 'string' ? '' : `; filename="${part.filename}"\r\nContent-Type: application/octet-stream`;
    pieces.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`));
    pieces.push(typeof part === 'string' ? Buffer.from(part) : part.bytes, Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(pieces) };
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly encrypted: boolean;
  readonly created_at: string;
}

export interface ChangesPage {
  readonly changes: readonly { readonly id: string; readonly action: string; readonly timestamp: string }[];
  readonly cursor: string;
  readonly has_more: boolean;
}

export type Client = ReturnType<typeof clientOf>;

/** Where a server is, and its administrator's key; `ca` is the certificate to trust when it speaks TLS. */
export interface Reachable {
  readonly url: string;
  readonly apiKey: string;
  readonly ca?: Buffer;
}

/** The API with one key. `server.url` is read at each request, so a client outlives a restart of the server. */
export function clientOf(server: Reachable, key: string = server.apiKey) {
  const authorization = { authorization: `Bearer ${key}` };

  function call(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    return send(`${server.url}/api/v2${path}`, { ca: server.ca, ...options, method, headers: { ...authorization, ...options.headers } });
  }
  function callJson(method: string, path: string, body: unknown): Promise<Answer> {
    return call(method, path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }
  function callForm(path: string, parts: Parameters<typeof multipart>[0]): Promise<Answer> {
    const { contentType, body } = multipart(parts);
    return call('POST', path, { headers: { 'content-type': contentType }, body, hangAfter: 60_000 });
  }
  async function good<T>(answer: Promise<Answer>): Promise<T> {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`${status}: ${body.toString('utf8')}`);
    return JSON.parse(body.toString('utf8')) as T;
  }

  return {
    key,
    call,
    callJson,
    callForm,
    /** These throw for anything but success. */
    get: <T>(path: string) => good<T>(call('GET', path)),
    post: <T>(path: string, body: unknown) => good<T>(callJson('POST', path, body)),
    patch: <T>(path: string, body: unknown) => good<T>(callJson('PATCH', path, body)),
    delete: (path: string) => good<{ deleted: true }>(call('DELETE', path)),
    upload: (filename: string, bytes: Buffer, fields: Readonly<Record<string, string>> = {}) =>
      good<StoredFile>(callForm('/upload', [...Object.entries(fields), ['file', { filename, bytes }]])),
    putChunk: (uploadId: string, index: number, bytes: Buffer) =>
      callForm('/chunks', [
        ['upload_id', uploadId],
        ['chunk_index', String(index)],
        ['data', { filename: 'chunk', bytes }],
      ]),
    changes: (query: string) => good<ChangesPage>(call('GET', `/sync?${query}`)),
  };
}

/** A new user and a client with a key of that user. */
export async function newUser(
  server: Reachable,
  username: string,
  plan = 'team',
): Promise<Client & { readonly userId: string; readonly rootId: string }> {
  const admin = clientOf(server);
  const user = await admin.post<{ id: string; root_folder_id: string }>('/users', { username, plan });
  const { key } = await admin.post<{ key: string }>('/keys', { name: username, user_id: user.id });
  return { ...clientOf(server, key), userId: user.id, rootId: user.root_folder_id };
}

/**
 * Sends bytes as they are over a connection of their own and answers all that comes back until the server closes it, as a request with
 * `Connection: close` makes it do. Without an end of the input: half-closed connections are another matter.
 */
export function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const clock = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the server keeps the connection open after ${Buffer.concat(chunks).toString('latin1')}`));
    }, hangMilliseconds);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (chunk.includes('text/event-stream')) socket.destroy();
    });
    // Whoever is refused while still sending may see the connection reset; what came before counts.
    socket.once('error', (error) => {
      if (chunks.length === 0) reject(error);
    });
    socket.once('close', () => {
      clearTimeout(clock);
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
    socket.write(bytes);
  });
}

/** Runs the tasks, at most `width` at once. */
export async function inParallel<T>(width: number, tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const queue = tasks.entries();
  async function lane(): Promise<void> {
    for (const [index, task] of queue) results[index] = await task();
  }
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
