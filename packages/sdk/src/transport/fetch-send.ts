import { onAbort, untilAborted } from './abort.ts';
import { AbortError, ConnectionError, throwIfAborted, TimeoutError } from './errors.ts';
import type { Send, WireRequest, WireResponse } from './send.ts';

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** `fetch` does not say how far a body has got, so a slow line is given this much per second before silence means anything. */
const slowestBytesPerSecond = 32 * 1024;

/**
 * Sends over `fetch`. A body is handed over whole, as a Blob; progress is known only when it has been answered. `redirect`: browsers do not
 * show where a redirect leads and have to follow it themselves.
 */
export function fetchSend(fetch: Fetch, redirect: 'manual' | 'follow'): Send {
  return async (request) => {
    const { signal, timeoutMs, method } = request;
    throwIfAborted(signal);
    const body = request.body === undefined ? undefined : await untilAborted(request.body.toBlob(), signal);
    const watch = silenceWatch(request, () => controller.abort());
    const controller = new AbortController();
    const forgetAbort = onAbort(signal, () => controller.abort());
    const close = (): void => {
      watch.stop();
      forgetAbort();
    };
    let response: WireResponse;
    try {
      watch.wait(timeoutMs + ((body?.size ?? 0) / slowestBytesPerSecond) * 1000);
      const answer = await fetch(request.url.href, {
        method,
        headers: { ...request.headers },
        signal: controller.signal,
        redirect,
        ...(body === undefined ? {} : { body }),
      });
      response = responseOf(answer, watch, close, controller);
    } catch (cause) {
      close();
      throw watch.explain(cause);
    }
    try {
      request.onSent?.(body?.size ?? 0);
    } catch (error) {
      response.discard();
      throw error;
    }
    return response;
  };
}

export interface SilenceWatch {
  /** From now on we wait for the other side. */
  wait(milliseconds?: number): void;
  /** Whatever takes time now is our own side. */
  pause(): void;
  stop(): void;
  explain(cause: unknown): Error;
}

function silenceWatch(request: WireRequest, giveUp: () => void): SilenceWatch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSilent = false;
  const pause = (): void => clearTimeout(timer);
  return {
    wait(milliseconds = request.timeoutMs) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        isSilent = true;
        giveUp();
      }, milliseconds);
    },
    pause,
    stop: pause,
    explain(cause) {
      if (request.signal?.aborted === true) return new AbortError(request.signal);
      const where = `${request.method} ${request.url.origin}`;
      if (isSilent) return new TimeoutError(`${where}: nothing was heard for ${request.timeoutMs} ms`, { mayHaveArrived: true, cause });
      return new ConnectionError(`${where}: ${reasonOf(cause)}`, { mayHaveArrived: !neverConnected(cause), cause });
    },
  };
}

/** Node's fetch says why in the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the line broke';
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

const codesBeforeConnecting = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

function neverConnected(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && codesBeforeConnecting.has(String(cause.code));
}

function responseOf(response: Response, watch: SilenceWatch, close: () => void, controller: AbortController): WireResponse {
  async function* stream(): AsyncGenerator<Uint8Array, void, undefined> {
    const reader = response.body?.getReader();
    let isDone = reader === undefined;
    try {
      while (reader !== undefined) {
        watch.wait();
        const { done, value } = await reader.read().catch((error: unknown) => {
          throw watch.explain(error);
        });
        watch.pause();
        isDone = done;
        if (done) return;
        yield value;
      }
    } finally {
      close();
      if (!isDone) controller.abort();
    }
  }
  watch.pause();
  return {
    status: response.status,
    headers: response.headers,
    stream,
    async read(take) {
      for await (const chunk of stream()) await take(chunk);
    },
    discard() {
      close();
      controller.abort();
    },
  };
}
