import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { clientNetwork } from '../core/access/addresses.ts';

/**
 * Options for `http.createServer` and `https.createServer` that end connections which do not get their request head done. There is
 * no limit on the whole request, because uploads are long: bodies are watched by `guardBodies`.
 */
export const serverOptions = Object.freeze({
  /** Milliseconds for the request head. */
  headersTimeout: 15_000,
  requestTimeout: 0,
  /** Milliseconds between two looks at the clocks above; Node's own 30 s would triple them. */
  connectionsCheckingInterval: 5_000,
  /** Milliseconds that an idle connection is kept. Behind a proxy use `proxyKeepAliveMilliseconds`. */
  keepAliveTimeout: 30_000,
  /**
   * Bytes of the request line and all headers. Clients of Files.com send a path twice, encoded: so it may have 5,000 letters of most scripts, or
   * 3,500 Chinese ones. No more than what is read from a socket at once (64 KiB), or nothing is left of the address when it is too much.
   */
  maxHeaderSize: 63 * 1024,
  /** Node's own answer to a request without Host has no body; `rejectBadFraming` gives one. */
  requireHostHeader: false,
});

/** `keepAliveTimeout` behind a load balancer: they reuse a connection for up to 60 s, and one that we closed at that moment is a lost request. */
export const proxyKeepAliveMilliseconds = 65_000;

export interface BodyGuardOptions {
  /** A body slower than this, averaged over the window, is ended. Default 1,024. */
  readonly minBytesPerSecond?: number;
  /** Default 30. */
  readonly windowSeconds?: number;
  /** The body of the 408 answer in the shape of the route's dialect. Default none. */
  readonly answer?: (request: IncomingMessage) => { contentType: string; body: string };
  /** Milliseconds on any steady scale. */
  readonly now?: () => number;
}

export interface Guard {
  /** Looks at every body now. Called by the guard's own clock six times per window. */
  check(): void;
  /** Stops the clock and takes the listeners off. */
  stop(): void;
}

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

interface Body {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What the connection had received, at the looks of the last window. The first is the oldest. */
  samples: Sample[];
}

/**
 * Ends requests whose body comes too slowly: with 408 and the end of the connection, or without a word when an answer has begun. A handler
 * that is reading the body sees the client leave. Only a client can be too slow: while nobody reads the body, or its reader holds it back,
 * the window begins anew at each look.
 *
 * One unref'd interval serves all connections. Installs listeners on the server; call before it listens.
 */
export function guardBodies(server: HttpServer | HttpsServer, options: BodyGuardOptions = {}): Guard {
  const { minBytesPerSecond = 1024, windowSeconds = 30, answer, now = () => performance.now() } = options;
  const windowMilliseconds = windowSeconds * 1000;
  const bodies = new Set<Body>();

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const { headers, socket } = request;
    if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
    const body = { request, response, samples: [{ at: now(), bytes: socket.bytesRead }] };
    bodies.add(body);
    request.once('close', () => bodies.delete(body));
  }

  function check(): void {
    const at = now();
    for (const body of bodies) {
      if (body.request.complete || body.request.destroyed) bodies.delete(body);
      else if (isTooSlow(body, at)) end(body);
    }
  }

  function isTooSlow(body: Body, at: number): boolean {
    const { request } = body;
    const sample = { at, bytes: request.socket.bytesRead };
    const isRead = request.readableFlowing === true || request.listenerCount('readable') > 0;
    if (!isRead || request.readableLength > 0) {
      body.samples = [sample];
      return false;
    }
    body.samples.push(sample);
    // The oldest that is kept is the last one which is at least a window old.
    const next = body.samples.findIndex((one) => at - one.at < windowMilliseconds);
    if (next > 1) body.samples.splice(0, next - 1);
    const [oldest = sample] = body.samples;
    const elapsed = at - oldest.at;
    return elapsed >= windowMilliseconds && ((sample.bytes - oldest.bytes) * 1000) / elapsed < minBytesPerSecond;
  }

  function end(body: Body): void {
    const { request, response } = body;
    bodies.delete(body);
    // `response.socket` is still missing while an earlier answer on the connection is being sent.
    if (response.headersSent || response.socket === null || !request.socket.writable) {
      request.socket.destroy();
      return;
    }
    // Straight to the socket, as Node does for its own timeouts: the handler still holds the response and may be about to use it.
    const { contentType, body: text } = answer?.(request) ?? { contentType: undefined, body: '' };
    const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
    request.socket.write(
      `HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n${type}Content-Length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`,
    );
    request.socket.destroySoon();
  }

  server.on('request', onRequest);
  const clock = setInterval(check, windowMilliseconds / 6).unref();
  return {
    check,
    stop() {
      clearInterval(clock);
      server.off('request', onRequest);
    },
  };
}

export interface ConnectionCapOptions {
  /** Open connections of one client (an IPv4 address, or a /64 of IPv6). Default 512. */
  readonly maxPerClient?: number;
  /** Peers that are not counted: loopback and trusted proxies, behind which there are many clients. */
  readonly isExempt: (address: string) => boolean;
}

/**
 * Closes new connections of a client that has too many open ones, at once and without an answer: before TLS there is no
 * way to give one. Works for HTTP and HTTPS servers. Returns a function that takes the cap off.
 */
export function capConnections(server: HttpServer | HttpsServer, { maxPerClient = 512, isExempt }: ConnectionCapOptions): () => void {
  const open = new Map<string, number>();

  function onConnection(socket: Socket): void {
    const address = socket.remoteAddress;
    // Gone already; Node closes it by itself.
    if (address === undefined || isExempt(address)) return;
    const client = clientNetwork(address);
    const count = open.get(client) ?? 0;
    if (count >= maxPerClient) {
      socket.destroy();
      return;
    }
    open.set(client, count + 1);
    socket.once('close', () => {
      const rest = (open.get(client) ?? 1) - 1;
      if (rest === 0) open.delete(client);
      else open.set(client, rest);
    });
  }

  // First in line, so that nothing is set up for a connection that is closed.
  server.prependListener('connection', onConnection);
  return () => server.off('connection', onConnection);
}
