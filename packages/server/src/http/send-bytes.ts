import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { AppError } from '../core/errors.ts';

export interface SendOptions {
  readonly status: number;
  /** With a Content-Length the source must yield exactly so many bytes; without one the body is sent chunked. */
  readonly headers: OutgoingHttpHeaders;
  /** Ends the sending as if the client had left. */
  readonly signal?: AbortSignal;
  /**
   * A client whose connection takes no byte for so long is cut off, after at most twice the time. Default 180,000: Linux says that a socket
   * has room again when a third of its send buffer (4 MiB at most by default) is free, so from a healthy reader of
   * 10 KiB/s next to the server nothing is heard for up to 150 s.
   */
  readonly stallMilliseconds?: number;
}

/**
 * Sends groups of buffers as the body of a response that has not been begun. Returns the number of body bytes that the kernel took, when
 * the response is finished or the connection gone.
 *
 * - Nothing is asked for while the response waits for an earlier one on its connection (pipelining).
 * - The first group is asked for before anything is sent. When that fails the error is thrown on and the response is untouched, so
 *   that it can still be answered. A later failure destroys the connection (the client sees a short body, never a clean
 *   end) and is thrown on; `response.headersSent` tells the two apart. A source that yields more or less than Content-Length has failed.
 * - The buffers of a group are lent: the next group is asked for when the kernel has taken all of this one. A source that wants to be
 *   quick reads ahead by itself.
 * - When the client leaves or is too slow, the iteration is ended by `return()` and the count so far returned: nobody is left to answer.
 * - HEAD sends the head only; the source is ended without being started.
 */
export async function sendBytes(response: ServerResponse, source: AsyncIterable<readonly Buffer[]>, options: SendOptions): Promise<number> {
  const { status, headers } = options;
  if (response.req.method === 'HEAD') {
    await source[Symbol.asyncIterator]().return?.();
    response.writeHead(status, headers).end();
    return 0;
  }

  const announced = contentLength(headers);
  const connection = watch(response, options);
  let sent = 0;
  try {
    // Behind an earlier answer on the connection nothing is read: a group for each request in the queue would be held in memory.
    if (!(await connection.untilItsTurn())) {
      await source[Symbol.asyncIterator]().return?.();
      return 0;
    }
    for await (const group of source) {
      if (connection.isGone()) break;
      const length = group.reduce((sum, buffer) => sum + buffer.length, 0);
      if (announced !== undefined && sent + length > announced) throw wrongLength(announced, 'more');
      await connection.waitFor((done) => {
        response.cork();
        if (!response.headersSent) response.writeHead(status, headers);
        writeAll(response, group, done);
        response.uncork();
      });
      if (connection.isGone()) break;
      sent += length;
    }
    if (connection.isGone()) return sent;
    if (announced !== undefined && sent < announced) throw wrongLength(announced, 'fewer');
    if (!response.headersSent) response.writeHead(status, headers);
    await connection.waitFor((done) => response.end(done));
    return sent;
  } catch (error) {
    if (response.headersSent) response.req.socket.destroy();
    throw error;
  } finally {
    connection.release();
  }
}

/** Calls `done` when the kernel has taken the buffers. After a failed write it is the end of the connection that is noticed. */
function writeAll(response: ServerResponse, group: readonly Buffer[], done: () => void): void {
  const last = group.at(-1);
  if (last === undefined) {
    done();
    return;
  }
  for (const buffer of group.slice(0, -1)) response.write(buffer);
  response.write(last, (error) => {
    if (error == null) done();
  });
}

function contentLength(headers: OutgoingHttpHeaders): number | undefined {
  const header = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length');
  return header?.[1] === undefined ? undefined : Number(header[1]);
}

function wrongLength(announced: number, which: 'more' | 'fewer'): AppError {
  return new AppError('internal', `The file yielded ${which} than its ${String(announced)} bytes.`);
}

interface Connection {
  isGone(): boolean;
  /** Waits until the response is the first on its connection. False when the connection is gone. */
  untilItsTurn(): Promise<boolean>;
  /** Waits until `start` calls its argument or the connection is gone. Only meanwhile a client can be too slow. */
  waitFor(start: (done: () => void) => void): Promise<void>;
  /** Takes the listeners off. */
  release(): void;
}

function watch(response: ServerResponse, { signal, stallMilliseconds = 180_000 }: SendOptions): Connection {
  // The request's socket: a response that waits behind a pipelined one has none yet, and would not hear of its end.
  const { socket } = response.req;
  let wake: (() => void) | undefined;

  function onClose(): void {
    wake?.();
  }
  function destroy(): void {
    socket.destroy();
  }

  socket.on('close', onClose);
  // Node's socket timeout is put off by partial progress of a large write too, which no write callback would show.
  response.on('timeout', destroy);
  signal?.addEventListener('abort', destroy);
  if (signal?.aborted === true) destroy();
  return {
    isGone: () => socket.destroyed,
    async untilItsTurn() {
      if (response.socket === null && !socket.destroyed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          response.once('socket', () => resolve());
        });
        wake = undefined;
      }
      return !socket.destroyed;
    },
    async waitFor(start) {
      response.setTimeout(stallMilliseconds);
      await new Promise<void>((resolve) => {
        wake = resolve;
        start(resolve);
      });
      wake = undefined;
      response.setTimeout(0);
    },
    release() {
      socket.off('close', onClose);
      response.off('timeout', destroy);
      signal?.removeEventListener('abort', destroy);
    },
  };
}
