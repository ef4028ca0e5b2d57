import { onAbort, untilAborted } from '../transport/abort.ts';
import { AbortError, ConnectionError, throwIfAborted, TimeoutError } from '../transport/errors.ts';
import type { Send, WireRequest, WireResponse } from '../transport/send.ts';

/** As much of XMLHttpRequest as is used; the types of browsers are not part of this build. */
interface Request {
  responseType: string;
  readonly status: number;
  readonly response: unknown;
  readonly upload: { onprogress: ((event: { readonly loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  onprogress: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getAllResponseHeaders(): string;
  send(body: Blob): void;
  abort(): void;
}

declare const XMLHttpRequest: (new () => Request) | undefined;

/**
 * Sends a body over XMLHttpRequest, because `fetch` does not say how far it has got; what nobody watches goes to `other`. The answer comes
 * whole, which is short for what is asked here.
 */
export function xhrSend(other: Send): Send {
  if (typeof XMLHttpRequest === 'undefined') return other;
  const Xhr = XMLHttpRequest;
  return async (request) => {
    if (request.body === undefined || request.onSent === undefined) return other(request);
    throwIfAborted(request.signal);
    return exchange(new Xhr(), request, await untilAborted(request.body.toBlob(), request.signal));
  };
}

function exchange(xhr: Request, request: WireRequest, body: Blob): Promise<WireResponse> {
  const { signal, method, url, timeoutMs } = request;
  return new Promise((resolve, reject) => {
    let isSilent = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let sent = 0;
    const forgetAbort = onAbort(signal, () => xhr.abort());
    function heard(): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        isSilent = true;
        xhr.abort();
      }, timeoutMs);
    }
    function report(loaded: number): void {
      // Some browsers count the end twice.
      const bytes = Math.min(loaded, body.size) - sent;
      sent += bytes;
      try {
        if (bytes > 0) request.onSent?.(bytes);
      } catch (error) {
        // Thrown from here it would reach the page, and not the caller.
        reject(error instanceof Error ? error : new Error('onProgress failed', { cause: error }));
        xhr.abort();
      }
    }
    function end(): void {
      clearTimeout(timer);
      forgetAbort();
    }
    function fail(): void {
      end();
      if (signal?.aborted === true) return reject(new AbortError(signal));
      const where = `${method} ${url.origin}`;
      if (isSilent) return reject(new TimeoutError(`${where}: nothing was heard for ${timeoutMs} ms`, { mayHaveArrived: true }));
      return reject(new ConnectionError(`${where}: the line broke`, { mayHaveArrived: true }));
    }
    xhr.upload.onprogress = ({ loaded }) => {
      heard();
      report(loaded);
    };
    xhr.onprogress = heard;
    xhr.onerror = fail;
    xhr.onabort = fail;
    xhr.onload = () => {
      end();
      report(body.size);
      resolve(responseOf(xhr));
    };
    xhr.open(method, url.href);
    xhr.responseType = 'arraybuffer';
    for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
    heard();
    xhr.send(body);
  });
}

function responseOf(xhr: Request): WireResponse {
  const headers = new Headers();
  for (const line of xhr.getAllResponseHeaders().split('\r\n')) {
    const [, name, value] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined) headers.append(name, value ?? '');
  }
  const bytes = xhr.response instanceof ArrayBuffer ? new Uint8Array(xhr.response) : new Uint8Array();
  return {
    status: xhr.status,
    headers,
    async read(take) {
      if (bytes.byteLength > 0) await take(bytes);
    },
    // oxlint-disable-next-line typescript/require-await -- a generator to be pulled, as any other answer is
    async *stream() {
      yield bytes;
    },
    discard: () => undefined,
  };
}
