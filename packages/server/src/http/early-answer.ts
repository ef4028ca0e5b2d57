import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

export interface EarlyAnswer {
  readonly status: number;
  /** Without Content-Length and Connection, which are set here. */
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

export interface LingerLimits {
  /** How long the rest of the body is still received. Default 2,000. */
  readonly lingerMilliseconds?: number;
  /** How many bytes of it. Default 256 MiB: what comes in 2 s over 1 Gbit/s. They are counted and dropped, and cost no memory. */
  readonly lingerBytes?: number;
}

/**
 * Answers a request whose body has not been read to its end, in a way that the client gets the answer.
 *
 * Closing a connection that has unread bytes makes the kernel send a reset, and a client that is busy sending then reports the broken
 * connection instead of the answer. So (RFC 9112 section 9.6) the whole answer goes out at once with `Connection: close`, the input
 * is received and dropped for a while, and only then the connection is closed: a well-behaved client has stopped by then (curl stops at
 * the first bytes of an error), a simple one has sent everything and goes on to read.
 *
 * When the body has arrived completely this is an ordinary answer on a connection that lives on. When the answer has been begun by somebody
 * else the connection is destroyed; when the client has left nothing happens. Fulfilled when the request is over; never rejects.
 * With Fastify, `reply.hijack()` first.
 */
export async function answerEarly(
  request: IncomingMessage,
  response: ServerResponse,
  answer: EarlyAnswer,
  { lingerMilliseconds = 2_000, lingerBytes = 256 * 1024 * 1024 }: LingerLimits = {},
): Promise<void> {
  if (request.socket.destroyed) return;
  if (response.headersSent) {
    request.socket.destroy();
    return;
  }
  const headers = { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) };
  if (request.complete) {
    request.resume();
    response.writeHead(answer.status, headers).end(answer.body);
    return;
  }
  response.writeHead(answer.status, { ...headers, connection: 'close' });
  // Not `end`: after it Node closes the connection as soon as the answer is written.
  if (request.method === 'HEAD') response.flushHeaders();
  else response.write(answer.body);
  if (await discardRest(request, lingerMilliseconds, lingerBytes)) response.end();
  else request.socket.destroy();
}

/** True when the body's end came within the limits; false when it did not, or the client left. */
function discardRest(request: IncomingMessage, milliseconds: number, bytes: number): Promise<boolean> {
  return new Promise((resolve) => {
    let left = bytes;
    function settle(ended: boolean): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      resolve(ended);
    }
    function onData(chunk: Buffer): void {
      left -= chunk.length;
      if (left < 0) settle(false);
    }
    function onEnd(): void {
      settle(true);
    }
    function onClose(): void {
      settle(false);
    }
    const timer = setTimeout(onClose, milliseconds).unref();
    request.on('data', onData).on('end', onEnd).on('close', onClose).resume();
  });
}
