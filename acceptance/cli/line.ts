import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from '../server.ts';

/** One request that went over the line. */
export interface Passed {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly range: string | undefined;
  /** Bytes of the bodies that passed so far. */
  sent: number;
  received: number;
  /** Of the answer; 0 before. */
  status: number;
}

export interface Rules {
  /** Called before a request is passed on, which waits for the promise. */
  before?: (request: Passed) => Promise<void> | void;
  /** What becomes of a piece of an upload. */
  sending?: (request: Passed, piece: Buffer) => Buffer;
  /** What becomes of a piece of an answer; a promise holds back what follows. */
  receiving?: (request: Passed, piece: Buffer) => Promise<Buffer> | Buffer;
  /** The whole of a JSON answer, when there is something to change in it. */
  answer?: (request: Passed, text: string) => string | undefined;
}

/** A line to the server, which counts what passes, and can hold it, change it, or be cut: what networks do, at a known moment. */
export interface Line {
  readonly url: string;
  readonly passed: readonly Passed[];
  /** Those of a method and path. */
  of(method: string, path: string): readonly Passed[];
  /** Waits for the next moment that this is true of what has passed; looked at whenever anything passes. */
  until(isSo: () => boolean): Promise<void>;
  rules: Rules;
  forget(): void;
  end(): Promise<void>;
}

/** Fulfilled when more can be written, or nothing ever again. */
function drained(stream: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

export async function openLine(server: Pick<Server, 'port'>): Promise<Line> {
  let passed: Passed[] = [];
  const watchers = new Set<() => void>();
  const look = (): void => watchers.forEach((watcher) => watcher());
  const line = { rules: {} as Rules };

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://line');
    const request: Passed = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      range: incoming.headers.range,
      sent: 0,
      received: 0,
      status: 0,
    };
    passed.push(request);
    look();
    await line.rules.before?.(request);
    if (incoming.destroyed) return;
    const { port } = server;
    const onward = httpRequest({
      port,
      host: '127.0.0.1',
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
      agent: false,
    });
    // A side that breaks off breaks the other one off too.
    const cut = (): void => {
      onward.destroy();
      outgoing.destroy();
    };
    onward.on('error', cut);
    incoming.on('error', cut);
    outgoing.on('close', () => onward.destroy());
    incoming.on('data', (piece: Buffer) => {
      request.sent += piece.length;
      if (!onward.write(line.rules.sending?.(request, piece) ?? piece)) {
        incoming.pause();
        onward.once('drain', () => incoming.resume());
      }
      look();
    });
    incoming.on('end', () => onward.end());
    onward.on('response', (answer) => {
      answer.on('error', cut);
      giveBack(request, answer, outgoing).then(look, cut);
    });
  }

  async function giveBack(request: Passed, answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    if (line.rules.answer !== undefined && isJson) {
      const pieces: Buffer[] = [];
      for await (const piece of answer) pieces.push(piece as Buffer);
      const text = Buffer.concat(pieces).toString('utf8');
      const body = Buffer.from(line.rules.answer(request, text) ?? text);
      request.status = answer.statusCode ?? 0;
      outgoing.writeHead(request.status, { ...answer.headers, 'content-length': body.length }).end(body);
      return;
    }
    request.status = answer.statusCode ?? 0;
    outgoing.writeHead(request.status, answer.headers);
    for await (const piece of answer) {
      const changed = line.rules.receiving?.(request, piece as Buffer);
      look();
      const given = (await changed) ?? (piece as Buffer);
      request.received += given.length;
      if (!outgoing.write(given)) await drained(outgoing);
      look();
    }
    outgoing.end();
  }

  const listener = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get passed() {
      return passed;
    },
    of: (method, path) => passed.filter((one) => one.method === method && one.path === path),
    until: (isSo) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (!isSo()) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
      }),
    get rules() {
      return line.rules;
    },
    set rules(rules) {
      line.rules = rules;
    },
    forget() {
      passed = [];
      line.rules = {};
    },
    async end() {
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
