import { validateHeaderName, validateHeaderValue } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { byteChannel } from '../transport/byte-channel.ts';
import { FilewharfError } from '../transport/errors.ts';
import type { Take, WireRequest, WireResponse } from '../transport/send.ts';
import { watchLine, type LineWatch } from './line-watch.ts';

/** What the system hands over at once. */
const readBytes = 256 * 1024;
const maxHeadBytes = 64 * 1024;
/** How long a connection waits for its next request, and how many of them wait. Less than servers wait before they close one. */
const idleMs = 4000;
const mostIdle = 8;

/** A connection whose bytes always come in the same memory. */
interface Line {
  readonly socket: Socket;
  /** Takes bytes, and answers whether it wants more at once; `socket.resume()` asks for them later. */
  take: (bytes: Buffer) => boolean;
  /** It has answered a request before. */
  isUsed: boolean;
}

/**
 * GET for bodies that are large, at half the CPU and memory of node:http, which makes a new buffer for each 64 KiB: here the system writes
 * into one that is used again, so whoever reads copies what it keeps. Answers undefined when the body has no Content-Length; node:http then
 * has to ask again. `localAddress`: where connections start from; default the system's choice.
 */
export function bulkGetter(localAddress: string | undefined): (request: WireRequest) => Promise<WireResponse | undefined> {
  const idle = new Map<string, Line[]>();

  function open({ protocol, hostname, port }: URL): Line {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const buffer = Buffer.allocUnsafeSlow(readBytes);
    const onread = { buffer, callback: (count: number): boolean => line.take(buffer.subarray(0, count)) };
    const address = { host, ...(localAddress === undefined ? {} : { localAddress }), onread };
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket =
      protocol === 'https:'
        ? connectSecurely({ ...address, ...servername, port: Number(port) || 443, ALPNProtocols: ['http/1.1'] })
        : connect({ ...address, port: Number(port) || 80 });
    const line: Line = { socket, take: () => true, isUsed: false };
    // Whoever uses the line hears of its end; while nobody does, that is no error.
    socket.on('error', () => undefined);
    return line;
  }

  function reuse(origin: string): Line | undefined {
    const lines = idle.get(origin) ?? [];
    for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
      if (line.socket.destroyed) continue;
      line.socket.removeAllListeners('timeout');
      line.socket.ref();
      return line;
    }
    return undefined;
  }

  function keep(origin: string, line: Line): void {
    const lines = idle.get(origin) ?? [];
    if (line.socket.destroyed || lines.length >= mostIdle) {
      line.socket.destroy();
      return;
    }
    idle.set(origin, [...lines, line]);
    line.isUsed = true;
    // Bytes that nobody asked for belong to no request.
    line.take = () => {
      line.socket.destroy();
      return true;
    };
    line.socket.once('timeout', () => line.socket.destroy());
    line.socket.setTimeout(idleMs);
    line.socket.unref();
    line.socket.resume();
  }

  async function get(request: WireRequest): Promise<WireResponse | undefined> {
    const { origin } = request.url;
    const head = headOf(request);
    const line = reuse(origin) ?? open(request.url);
    try {
      return await exchange(line, head, request, () => keep(origin, line));
    } catch (error) {
      // The server closed it while it waited, and has answered nothing: the request goes over another one.
      if (error instanceof StaleLine) return get(request);
      throw error;
    }
  }
  return get;
}

class StaleLine extends Error {}

function headOf({ method, url, headers }: WireRequest): string {
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries({ host: url.host, connection: 'keep-alive', ...headers })) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    head += `${name}: ${value}\r\n`;
  }
  return `${head}\r\n`;
}

/** Sends the request, and reads the head of its answer. */
function exchange(line: Line, head: string, request: WireRequest, release: () => void): Promise<WireResponse | undefined> {
  const { socket } = line;
  const watch = watchLine(request, () => socket.destroy());
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const onClose = (): void => {
      watch.end();
      const cause = watch.explain(socket.errored);
      const isStale = line.isUsed && received.byteLength === 0 && cause.name === 'ConnectionError';
      reject(isStale ? new StaleLine() : cause);
    };
    socket.once('close', onClose);
    watch.attach(socket);
    line.take = (bytes) => {
      received = Buffer.concat([received, bytes]);
      const end = received.indexOf('\r\n\r\n');
      if (end === -1) {
        if (received.byteLength > maxHeadBytes) socket.destroy(new Error('the head of the answer is too large'));
        return true;
      }
      socket.off('close', onClose);
      const answer = parseHead(received.toString('latin1', 0, end));
      if (answer === undefined) {
        watch.end();
        socket.destroy();
        resolve(undefined);
        return true;
      }
      watch.pause(true);
      resolve(responseOf(line, answer, received.subarray(end + 4), watch, release));
      return false;
    };
    socket.write(head, 'latin1');
  });
}

interface Head {
  readonly status: number;
  readonly headers: Headers;
  /** Of the body, in bytes. */
  readonly length: number;
  /** The connection can be used again. */
  readonly isKept: boolean;
}

/** Undefined for what cannot be read here: interim answers, bodies without a length, what is no HTTP. */
function parseHead(text: string): Head | undefined {
  const [statusLine = '', ...fields] = text.split('\r\n');
  const [, minor, code] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(statusLine) ?? [];
  const status = Number(code);
  const headers = new Headers();
  for (const field of fields) {
    const [, name, value = ''] = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/.exec(field) ?? [];
    if (name === undefined) return undefined;
    headers.append(name, value);
  }
  const length = status === 204 || status === 304 ? '0' : (headers.get('content-length') ?? '');
  if (!(status >= 200) || headers.has('transfer-encoding') || !/^\d{1,15}$/.test(length)) return undefined;
  const connection = headers.get('connection')?.toLowerCase() ?? '';
  return { status, headers, length: Number(length), isKept: minor === '1' && !connection.includes('close') };
}

function responseOf(
  line: Line,
  { status, headers, length, isKept }: Head,
  first: Buffer,
  watch: LineWatch,
  release: () => void,
): WireResponse {
  const { socket } = line;

  function read(take: Take): Promise<void> {
    return new Promise((resolve, reject) => {
      let left = length;
      const onClose = (): void => {
        watch.end();
        reject(watch.explain(socket.errored));
      };
      function stop(error: unknown): void {
        socket.off('close', onClose);
        watch.end();
        socket.destroy();
        reject(error instanceof Error ? error : new Error('The destination of the bytes failed', { cause: error }));
      }
      function finish(): void {
        socket.off('close', onClose);
        watch.end();
        if (isKept) release();
        else socket.destroy();
        resolve();
      }
      async function goOn(pending: Promise<void>): Promise<void> {
        watch.pause(true);
        try {
          await pending;
        } catch (error) {
          stop(error);
          return;
        }
        watch.pause(false);
        if (left === 0) finish();
        else if (socket.destroyed) onClose();
        else socket.resume();
      }
      /** Hands bytes on. Answers whether more can come at once. */
      function deliver(bytes: Buffer): boolean {
        if (bytes.byteLength > left) {
          stop(new FilewharfError('The server sent more than it announced'));
          return false;
        }
        left -= bytes.byteLength;
        try {
          const pending = bytes.byteLength === 0 ? undefined : take(bytes);
          if (pending !== undefined) {
            void goOn(pending);
            return false;
          }
        } catch (error) {
          stop(error);
          return false;
        }
        // Behind the last byte, too: whoever waits for nothing hears that the server hangs up.
        if (left === 0) finish();
        return true;
      }

      if (socket.destroyed && first.byteLength < left) {
        onClose();
        return;
      }
      socket.once('close', onClose);
      line.take = deliver;
      watch.pause(false);
      if (deliver(first)) socket.resume();
    });
  }

  return {
    status,
    headers,
    read,
    async *stream() {
      const channel = byteChannel();
      // Pulled, a piece stays with whoever pulls, so it gets memory of its own.
      read((chunk) => channel.write(new Uint8Array(chunk))).then(channel.end, channel.fail);
      let isWhole = false;
      try {
        yield* channel.bytes;
        isWhole = true;
      } finally {
        if (!isWhole) socket.destroy();
        channel.close(new FilewharfError('Nobody reads any more'));
      }
    },
    discard() {
      watch.end();
      socket.destroy();
    },
  };
}
