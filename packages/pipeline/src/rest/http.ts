import { request as httpRequest, Agent as HttpAgent, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { guardedLookup, refuseLiteral, type AddressPolicy } from './addresses.ts';
import { proxyFor, throughProxy, TunnelAgent, type ProxySettings } from './proxy.ts';

/** One request, as it goes out. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; several values of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where it came from in the end, after redirects. */
  readonly url: URL;
}

export interface HttpLimits {
  /** For the whole answer. */
  readonly timeoutMs: number;
  /** Of the body, decompressed. */
  readonly maxResponseBytes: number;
}

/** The connection failed, or what came is not HTTP as it should be: asking again may help. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** The answer is larger than allowed. */
export class ResponseTooLargeError extends Error {
  override readonly name = 'ResponseTooLargeError';
}

export interface HttpConnections {
  /** @throws ConnectionError, ResponseTooLargeError, ForbiddenAddressError */
  send(request: HttpRequest, limits: HttpLimits, signal: AbortSignal | undefined): Promise<HttpResponse>;
  /** Closes what is kept open for the next request. */
  close(): void;
}

const decompressors = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/**
 * Connections that are kept between requests. Redirects are not followed here: who follows one has to decide what may be sent there.
 * @param policy which addresses may be connected to; checked on the address that is used, after names are resolved.
 * @param proxies what to go through. Under the policy `public` nothing goes through a proxy, since it would resolve names unchecked.
 */
export function openConnections(policy: AddressPolicy, proxies: ProxySettings): HttpConnections {
  const lookup = guardedLookup(policy);
  const kept = { keepAlive: true, maxSockets: 16 };
  const plain = new HttpAgent({ ...kept, lookup });
  const secure = new HttpsAgent({ ...kept, lookup });
  const tunnels = new Map<string, TunnelAgent>();

  function tunnelThrough(proxy: URL): TunnelAgent {
    const agent = tunnels.get(proxy.href) ?? new TunnelAgent(proxy, kept);
    tunnels.set(proxy.href, agent);
    return agent;
  }

  function begun({ method, url, headers, body }: HttpRequest, signal: AbortSignal): ClientRequest {
    const allHeaders = {
      'accept-encoding': 'gzip, deflate, br',
      ...headers,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    };
    const proxy = policy === 'public' ? undefined : proxyFor(url, proxies);
    const options = { method, headers: allHeaders, signal };
    if (url.protocol === 'https:') return httpsRequest(url, { ...options, agent: proxy === undefined ? secure : tunnelThrough(proxy) });
    if (proxy === undefined) return httpRequest(url, { ...options, agent: plain });
    const through = { ...options, ...throughProxy(proxy, url, allHeaders) };
    return proxy.protocol === 'https:' ? httpsRequest({ ...through, agent: secure }) : httpRequest({ ...through, agent: plain });
  }

  async function send(request: HttpRequest, limits: HttpLimits, signal: AbortSignal | undefined): Promise<HttpResponse> {
    refuseLiteral(request.url, policy);
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const ends = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    try {
      const answer = await headOf(begun(request, ends), request.body);
      const body = await bodyOf(answer, limits.maxResponseBytes);
      return { status: answer.statusCode ?? 0, headers: joinedHeaders(answer), body, url: request.url };
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (timeout.aborted) throw new ConnectionError(`no complete answer within ${limits.timeoutMs / 1000} s`, { cause: error });
      if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
        if (error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits.maxResponseBytes);
        if (error.name === 'ProxyError') throw new ConnectionError(error.message, { cause: error });
        if (error.name !== 'ForbiddenAddressError') throw new ConnectionError(`${error.code}: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }
  return {
    send,
    close() {
      for (const agent of [plain, secure, ...tunnels.values()]) agent.destroy();
    },
  };
}

function headOf(outgoing: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject).end(body);
  });
}

async function bodyOf(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) {
      answer.destroy();
      throw tooLarge(maxBytes);
    }
    chunks.push(chunk);
  }
  const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
  const encoding = answer.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '' || bytes.length === 0) return bytes;
  if (!(encoding in decompressors)) throw new ConnectionError(`the answer is encoded as "${encoding}", which was not asked for`);
  return decompressors[encoding as keyof typeof decompressors](bytes, { maxOutputLength: maxBytes });
}

function joinedHeaders(answer: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

function tooLarge(maxBytes: number): ResponseTooLargeError {
  return new ResponseTooLargeError(`the answer has more than ${maxBytes} bytes; ask for smaller pages, or raise client.max_response_bytes`);
}
