import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach } from 'vitest';
import { parseJson } from '../json/parse.ts';
import type { Page, Resource, ResourceContext, Source, Cursor } from '../extract/resource.ts';
import type { Clock } from './client.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text or bytes as they are, anything else as JSON. */
  readonly body?: unknown;
  /** The connection breaks after that many bytes of the body. */
  readonly breakAfter?: number;
}

export interface Api {
  readonly url: string;
  readonly requests: readonly ApiRequest[];
}

const open = new Set<() => Promise<void>>();
const closeAll = async (): Promise<void> => {
  for (const close of open) await close();
  open.clear();
};
afterEach(closeAll);
afterAll(closeAll);

/** An API on loopback, closed after the test. */
export async function startApi(answer: (request: ApiRequest, count: number) => ApiAnswer | Promise<ApiAnswer>): Promise<Api> {
  const requests: ApiRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const url = new URL(incoming.url ?? '/', 'http://api');
      const request = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: incoming.headers,
        body: await text(incoming),
      };
      requests.push(request);
      const { status = 200, headers = {}, body = '', breakAfter } = await answer(request, requests.length);
      const bytes = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
      outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
      if (breakAfter === undefined) outgoing.end(bytes);
      else outgoing.write(bytes.subarray(0, breakAfter), () => incoming.socket.destroy());
    })();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.add(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** A clock that does not wait, and remembers for how long it should have. */
export function impatientClock(): Clock & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  let now = Date.now();
  return {
    waits,
    now: () => now,
    wait(ms) {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

export function context(cursor?: Cursor, signal = new AbortController().signal): ResourceContext {
  return { state: {}, sourceState: {}, cursor, signal };
}

/** Rows of a page as objects. */
function rowsOf(page: Page): unknown[] {
  if (!(page instanceof Uint8Array)) return [...page];
  const parsed = parseJson(page);
  return Array.isArray(parsed) ? parsed : [parsed];
}

/** Every row of one resource. */
export async function allRows(resource: Resource, given = context()): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const page of resource.pages(given)) rows.push(...rowsOf(page));
  return rows;
}

/** Every row of every selected resource, one resource after the other, as one run. */
export async function load(source: Source): Promise<Record<string, unknown[]>> {
  const run = context();
  const tables: Record<string, unknown[]> = {};
  for (const resource of source.resources) if (resource.selected !== false) tables[resource.name] = await allRows(resource, run);
  return tables;
}
