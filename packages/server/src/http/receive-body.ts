import type { IncomingMessage } from 'node:http';
import { AppError } from '../core/errors.ts';

/** Takes a body as it comes. Calls never overlap. */
export interface BodySink {
  /** The next bytes, never empty: a network buffer, the sink's to keep. A promise pauses the request until it is fulfilled. */
  push(chunk: Buffer): Promise<void> | undefined;
  /** The body is over. */
  finish?(): void;
}

/**
 * Pushes a request's body into the sink as it comes, with back-pressure, and answers how many bytes it had.
 *
 * Rejects with `too_large` for more than `maxBodyBytes`, before anything is read when Content-Length says so; with `invalid` when the
 * client leaves (then `request.destroyed` is true and nobody is left to answer); and with whatever the sink threw, at once. Settles once,
 * and only when no push is under way, so that the caller can abort the sink. After a rejection the request is paused with its rest
 * unread and without listeners of ours: answer with `answerEarly`.
 */
export function receiveBody(request: IncomingMessage, sink: BodySink, maxBodyBytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let received = 0;
    let pushing = false;
    /** What happened during a push: a stream that is paused can still end (its last bytes were already handed out), or the client leaves. */
    let ended = false;
    let left: AppError | undefined;

    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
      reject(bodyTooLarge(maxBodyBytes));
      return;
    }
    if (request.destroyed || request.readableEnded) {
      reject(clientLeft(request.errored ?? undefined));
      return;
    }

    function settle(error?: unknown): void {
      request.off('data', onData).off('end', onEnd).off('error', onLeft).off('close', onLeft);
      request.pause();
      if (error === undefined) resolve(received);
      else reject(error instanceof Error ? error : new Error('A file sink failed without an error', { cause: error }));
    }

    function onData(chunk: Buffer): void {
      try {
        received += chunk.length;
        if (received > maxBodyBytes) throw bodyTooLarge(maxBodyBytes);
        const wait = sink.push(chunk);
        if (wait === undefined) return;
        pushing = true;
        request.pause();
        wait.then(onPushed, settle);
      } catch (error) {
        settle(error);
      }
    }

    function onPushed(): void {
      pushing = false;
      if (ended) onEnd();
      else if (left === undefined) request.resume();
      else settle(left);
    }

    function onEnd(): void {
      ended = true;
      if (pushing) return;
      try {
        sink.finish?.();
        settle();
      } catch (error) {
        settle(error);
      }
    }

    function onLeft(cause?: Error): void {
      left ??= clientLeft(cause);
      if (!pushing) settle(left);
    }

    request.on('data', onData).on('end', onEnd).on('error', onLeft).on('close', onLeft);
  });
}

function bodyTooLarge(maxBodyBytes: number): AppError {
  return new AppError('too_large', `The request body is larger than ${String(maxBodyBytes)} bytes.`);
}

function clientLeft(cause: Error | undefined): AppError {
  return new AppError('invalid', 'The connection was closed before the whole body had arrived.', { cause });
}
