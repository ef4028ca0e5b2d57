import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { throwIfAborted } from '../transport/errors.ts';
import type { Body, Send, WireRequest, WireResponse } from '../transport/send.ts';
import { bulkGetter } from './bulk-get.ts';
import { watchLine, type LineWatch } from './line-watch.ts';
import { proxyAddress, proxyFor, proxyHeaders, TunnelAgent, type ProxySettings, type TunnelledOptions } from './proxy.ts';

export interface NodeSendOptions {
  /** The local address that connections start from. Default: the system's choice. */
  readonly sourceIp?: string | undefined;
  readonly proxies: ProxySettings;
}

/** Sends over node:http and node:https, with connections that are kept for the next request. An idle one keeps no process alive. */
export function nodeSend({ sourceIp, proxies }: NodeSendOptions): Send {
  const kept = { keepAlive: true, ...(sourceIp === undefined ? {} : { localAddress: sourceIp }) };
  const plain = new http.Agent(kept);
  const secure = new https.Agent(kept);
  const tunnels = new Map<string, https.Agent>();
  const bulkGet = bulkGetter(sourceIp);

  function tunnelThrough(proxy: URL): https.Agent {
    const agent = tunnels.get(proxy.href) ?? new TunnelAgent(proxy, kept);
    tunnels.set(proxy.href, agent);
    return agent;
  }

  return async (request) => {
    throwIfAborted(request.signal);
    const { url, method } = request;
    const headers = { ...request.headers, ...lengthOf(request.body) };
    const proxy = proxyFor(url, proxies);
    if (request.copiesAnswer && method === 'GET' && request.body === undefined && proxy === undefined) {
      const response = await bulkGet(request);
      if (response !== undefined) return response;
    }
    if (proxy === undefined) {
      return exchange(
        request,
        url.protocol === 'https:'
          ? https.request(url, { method, headers, agent: secure })
          : http.request(url, { method, headers, agent: plain }),
      );
    }
    if (url.protocol === 'https:') {
      // As long as there is no tunnel, a request has no connection that could be ended with it.
      const tunnel = new AbortController();
      const options: TunnelledOptions = { method, headers, agent: tunnelThrough(proxy), tunnelSignal: tunnel.signal };
      const outgoing = https.request(url, options);
      return exchange(request, outgoing, () => {
        outgoing.destroy();
        tunnel.abort();
      });
    }
    // Without encryption there is no tunnel: the proxy is asked for the whole address.
    const through = { ...headers, host: url.host, ...proxyHeaders(proxy) };
    const options = { ...proxyAddress(proxy), method, path: url.href, headers: through };
    return exchange(
      request,
      proxy.protocol === 'https:' ? https.request({ ...options, agent: secure }) : http.request({ ...options, agent: plain }),
    );
  };
}

function lengthOf(body: Body | undefined): Record<string, number> {
  return body?.size === undefined ? {} : { 'content-length': body.size };
}

/** Runs one request to the head of its answer, and watches over both until the body has been read. */
function exchange(request: WireRequest, outgoing: ClientRequest, destroy = (): unknown => outgoing.destroy()): Promise<WireResponse> {
  const watch = watchLine(request, destroy);
  outgoing.once('socket', watch.attach);
  outgoing.once('close', watch.end);
  return new Promise((resolve, reject) => {
    let answered = false;
    outgoing.once('response', (incoming) => {
      answered = true;
      resolve(responseOf(incoming, outgoing, watch, request.method));
    });
    outgoing.on('error', (error) => {
      // A request that never got a connection does not close.
      watch.end();
      reject(watch.explain(error));
    });
    outgoing.once('close', () => {
      if (!answered) reject(watch.explain(undefined));
    });
    writeBody(request, outgoing, watch.pause).catch((error: unknown) => {
      // The source's own failure: nobody but the caller can do anything about it.
      reject(error instanceof Error ? error : new Error('The source of the bytes failed', { cause: error }));
      outgoing.destroy();
    });
  });
}

/** Ends the writing of a body whose request has been answered or has failed already. Whoever waits for the request is told why. */
const over = Symbol('over');

async function writeBody({ body, onSent }: WireRequest, outgoing: ClientRequest, pause: (on: boolean) => void): Promise<void> {
  if (body === undefined) {
    outgoing.end();
    return;
  }
  let stop: (() => void) | undefined;
  let isOver = false;
  const end = (): void => {
    isOver = true;
    stop?.();
  };
  outgoing.once('response', end).once('close', end);
  try {
    pause(true);
    await body.write(async (chunk) => {
      await new Promise<void>((resolve, reject) => {
        if (isOver) return reject(over);
        stop = () => reject(over);
        pause(false);
        outgoing.write(chunk, (error) => {
          if (error) return reject(over);
          pause(true);
          resolve();
        });
      });
      // Not in the callback of the stream, where what it throws would end the process.
      onSent?.(chunk.byteLength);
    });
    pause(false);
    outgoing.end();
  } catch (error) {
    if (error !== over) throw error;
  }
}

function responseOf(incoming: IncomingMessage, outgoing: ClientRequest, { explain, pause }: LineWatch, method: string): WireResponse {
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  }
  /** An answer that came before the request was all sent: the connection cannot be used again. */
  function finish(): void {
    if (!outgoing.writableFinished) outgoing.destroy();
  }
  pause(true);
  // An answer that nobody reads keeps no process alive.
  const { socket } = incoming;
  socket.unref();
  // Who is sent no body reads none, and the connection is free again.
  if (method === 'HEAD' || incoming.statusCode === 204 || incoming.statusCode === 304) incoming.resume();
  // A line that breaks while nobody reads is noticed by whoever reads next.
  incoming.on('error', () => undefined);

  return {
    status: incoming.statusCode ?? 0,
    headers,
    read: (take) =>
      new Promise<void>((resolve, reject) => {
        function stop(error: unknown): void {
          reject(error instanceof Error ? error : new Error('The destination of the bytes failed', { cause: error }));
          outgoing.destroy();
        }
        if (incoming.readableEnded) return resolve();
        if (incoming.destroyed && !incoming.complete) return reject(explain(incoming.errored));
        socket.ref();
        incoming.on('data', (chunk: Uint8Array) => {
          try {
            const pending = take(chunk);
            if (pending === undefined) return;
            incoming.pause();
            pause(true);
            pending.then(() => {
              pause(false);
              incoming.resume();
            }, stop);
          } catch (error) {
            stop(error);
          }
        });
        incoming.once('end', () => {
          finish();
          resolve();
        });
        incoming.once('close', () => {
          if (!incoming.readableEnded) reject(explain(incoming.errored));
        });
        pause(false);
        return undefined;
      }),
    async *stream() {
      // The connection may be another request's by now.
      if (incoming.readableEnded) return;
      try {
        socket.ref();
        pause(false);
        for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
          pause(true);
          yield chunk;
          pause(false);
        }
        if (!incoming.complete) throw new Error('the line broke');
        finish();
      } catch (error) {
        throw explain(error);
      } finally {
        if (!incoming.complete) outgoing.destroy();
      }
    },
    discard() {
      if (incoming.complete) incoming.resume();
      else outgoing.destroy();
    },
  };
}
