import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { sendBytes } from './send-bytes.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server that answers every request with `send`, and the result of the first. */
async function serve<T>(send: (response: ServerResponse) => Promise<T>): Promise<{ port: number; result: Promise<T> }> {
  let settle: (result: Promise<T>) => void = () => undefined;
  const result = new Promise<T>((resolve) => {
    settle = resolve;
  });
  const port = await listen((_, response) => {
    const sending = send(response);
    sending.catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(String(error)));
    });
    settle(sending);
  });
  // Rejections are looked at by the tests that expect them.
  result.catch(() => undefined);
  return { port, result };
}

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: Buffer;
  complete: boolean;
}

async function fetchAll(port: number, method = 'GET'): Promise<Answer> {
  const [response] = (await once(get({ port, method, host: '127.0.0.1' }), 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('error', () => undefined);
  await new Promise((resolve) => response.once('close', resolve));
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks), complete: response.complete };
}

/** A raw client: it reads only when told. */
function rawGet(port: number, text = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write(text);
  closers.push(() => socket.destroy());
  return socket;
}

/** A source over one buffer that is used again for every group, as a store that lends its buffers does. */
async function* lent(groups: number, size: number, log: string[] = []): AsyncGenerator<readonly Buffer[]> {
  const buffer = Buffer.alloc(size);
  try {
    for (let group = 0; group < groups; group += 1) {
      log.push(`group ${String(group)}`);
      await new Promise(setImmediate);
      buffer.fill(97 + (group % 26));
      yield [buffer.subarray(0, size / 2), buffer.subarray(size / 2)];
    }
    log.push('exhausted');
  } finally {
    log.push('closed');
  }
}

test('sends lent buffers unchanged, with head and length', async () => {
  const size = 256 * 1024;
  const { port, result } = await serve((response) =>
    sendBytes(response, lent(40, size), { status: 206, headers: { 'Content-Length': 40 * size, 'x-test': 'y' } }),
  );
  const answer = await fetchAll(port);
  expect(answer).toMatchObject({ status: 206, complete: true, headers: { 'x-test': 'y', 'content-length': String(40 * size) } });
  expect(await result).toBe(40 * size);
  expect(answer.body.length).toBe(40 * size);
  for (let group = 0; group < 40; group += 1) {
    expect(answer.body.subarray(group * size, (group + 1) * size).equals(Buffer.alloc(size, 97 + (group % 26)))).toBe(true);
  }
});

test('without a length the body is chunked; empty buffers and groups are nothing', async () => {
  async function* source(): AsyncGenerator<readonly Buffer[]> {
    await Promise.resolve();
    yield [];
    yield [Buffer.alloc(0)];
    yield [Buffer.from('a'), Buffer.alloc(0), Buffer.from('b'), Buffer.alloc(0)];
    yield [Buffer.from('c')];
  }
  const { port, result } = await serve((response) => sendBytes(response, source(), { status: 200, headers: {} }));
  const answer = await fetchAll(port);
  expect(answer).toMatchObject({ complete: true, headers: { 'transfer-encoding': 'chunked' } });
  expect(answer.body.toString()).toBe('abc');
  expect(await result).toBe(3);
});

test('an empty file', async () => {
  const { port, result } = await serve((response) => sendBytes(response, lent(0, 2), { status: 200, headers: { 'content-length': 0 } }));
  expect(await fetchAll(port)).toMatchObject({ status: 200, complete: true, body: Buffer.alloc(0) });
  expect(await result).toBe(0);
});

test('HEAD sends the head only and never starts the source', async () => {
  const log: string[] = [];
  const { port, result } = await serve((response) =>
    sendBytes(response, lent(3, 2, log), { status: 200, headers: { 'content-length': 6 } }),
  );
  expect(await fetchAll(port, 'HEAD')).toMatchObject({ status: 200, headers: { 'content-length': '6' }, body: Buffer.alloc(0) });
  expect(await result).toBe(0);
  expect(log).toEqual([]);
});

test.each([
  ['pipelined', 3],
  ['one after the other', 1],
])('many responses on one connection, %s, leave nothing behind', async (_, atOnce) => {
  const listeners: number[] = [];
  const sockets = new Set<Socket>();
  const { port } = await serve(async (response) => {
    const { socket } = response.req;
    sockets.add(socket);
    listeners.push(socket.listenerCount('close') + response.listenerCount('timeout'));
    await sendBytes(response, lent(2, 4), { status: 200, headers: { 'content-length': 8 } });
  });
  const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(atOnce);
  const socket = rawGet(port, request);
  let text = '';
  let expected = atOnce;
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if ((text.match(/\r\n\r\naaaabbbb/g)?.length ?? 0) < expected) return;
    if (expected === 3) socket.end();
    else socket.write(request);
    expected += 1;
  });
  await once(socket, 'close');
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  expect(sockets.size).toBe(1);
  if (atOnce === 1) expect(new Set(listeners).size).toBe(1);
});

test('a first group that fails leaves the response to the caller', async () => {
  // eslint-disable-next-line require-yield -- a source that fails before it gives anything
  async function* broken(): AsyncGenerator<readonly Buffer[]> {
    await Promise.resolve();
    throw new Error('first frame is corrupt');
  }
  const { port, result } = await serve((response) => sendBytes(response, broken(), { status: 200, headers: { 'content-length': 5 } }));
  expect(await fetchAll(port)).toMatchObject({ status: 500, complete: true, headers: { 'content-type': 'application/json' } });
  await expect(result).rejects.toThrow('first frame is corrupt');
});

test.each([
  ['fails', 30, 'frame is corrupt', true],
  ['ends early', 30, 'fewer than its 30 bytes', false],
])('a source that %s in the middle cuts the connection', async (_, announced, message, throws) => {
  async function* broken(): AsyncGenerator<readonly Buffer[]> {
    await Promise.resolve();
    yield [Buffer.from('0123456789')];
    if (throws) throw new Error('frame is corrupt');
  }
  for (const headers of throws ? [{}, { 'content-length': announced }] : [{ 'content-length': announced }]) {
    const { port, result } = await serve((response) => sendBytes(response, broken(), { status: 200, headers }));
    expect(await fetchAll(port)).toMatchObject({ status: 200, complete: false });
    await expect(result).rejects.toThrow(message);
  }
});

test('a source that yields more than announced sends nothing of the surplus', async () => {
  const log: string[] = [];
  const { port, result } = await serve((response) =>
    sendBytes(response, lent(3, 4, log), { status: 200, headers: { 'content-length': 6 } }),
  );
  const answer = await fetchAll(port);
  expect(answer).toMatchObject({ complete: false });
  expect(answer.body.toString()).toBe('aaaa');
  await expect(result).rejects.toThrow('more than its 6 bytes');
  expect(log.at(-1)).toBe('closed');
});

test.each(['gets its turn', 'loses the connection'])('nothing is read for a response that waits behind another and %s', async (what) => {
  const log: string[] = [];
  const waiting: { first?: ServerResponse; second?: Promise<number> } = {};
  const port = await listen((_, response) => {
    if (waiting.first === undefined) waiting.first = response;
    else waiting.second = sendBytes(response, lent(2, 4, log), { status: 200, headers: { 'content-length': 8 } });
  });
  const socket = rawGet(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2));
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  while (waiting.second === undefined) await new Promise(setImmediate);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(log).toEqual([]);
  if (what === 'gets its turn') {
    waiting.first?.end('first');
    expect(await waiting.second).toBe(8);
    expect(log).toEqual(['group 0', 'group 1', 'exhausted', 'closed']);
    while (!text.endsWith('aaaabbbb')) await once(socket, 'data');
    expect(text).toMatch(/first[^]*aaaabbbb$/);
  } else {
    socket.destroy();
    expect(await waiting.second).toBe(0);
    expect(log).toEqual([]);
  }
});

const endless = { status: 200, headers: {}, stallMilliseconds: 60_000 };

test('a client that leaves ends the iteration', async () => {
  const log: string[] = [];
  const { port, result } = await serve((response) => sendBytes(response, lent(Infinity, 1 << 20, log), endless));
  const socket = rawGet(port);
  await once(socket, 'data');
  socket.destroy();
  const sent = await result;
  expect(sent).toBeGreaterThan(0);
  expect(log.at(-1)).toBe('closed');
});

test('a client that leaves before the first group gets nothing and is no error', async () => {
  const log: string[] = [];
  const { port, result } = await serve((response) => {
    async function* late(): AsyncGenerator<readonly Buffer[]> {
      await once(response.req.socket, 'close');
      yield* lent(1, 2, log);
    }
    return sendBytes(response, late(), endless);
  });
  const socket = rawGet(port);
  await once(socket, 'connect');
  socket.end();
  socket.destroy();
  expect(await result).toBe(0);
  expect(log.at(-1)).toBe('closed');
});

test('a client that does not read is cut off, and holds no more than the buffers of the connection', async () => {
  const log: string[] = [];
  const { port, result } = await serve((response) =>
    sendBytes(response, lent(Infinity, 1 << 20, log), { ...endless, stallMilliseconds: 50 }),
  );
  const socket = rawGet(port);
  socket.pause();
  const sent = await result;
  expect(sent).toBeLessThan(64 << 20);
  expect(log.at(-1)).toBe('closed');
});

test('no clock runs while the source works', async () => {
  const timeouts: unknown[] = [];
  const { port, result } = await serve((response) => {
    async function* source(): AsyncGenerator<readonly Buffer[]> {
      for (const letter of ['a', 'b', 'c']) {
        await Promise.resolve();
        timeouts.push(response.req.socket.timeout);
        yield [Buffer.from(letter)];
      }
    }
    return sendBytes(response, source(), endless);
  });
  expect((await fetchAll(port)).body.toString()).toBe('abc');
  expect(await result).toBe(3);
  expect(timeouts.map((milliseconds) => milliseconds ?? 0)).toEqual([0, 0, 0]);
});

test('the signal ends the sending', async () => {
  const log: string[] = [];
  const abort = new AbortController();
  const { port, result } = await serve((response) =>
    sendBytes(response, lent(Infinity, 1 << 20, log), { ...endless, signal: abort.signal }),
  );
  const socket = rawGet(port);
  await once(socket, 'data');
  abort.abort();
  await result;
  expect(log.at(-1)).toBe('closed');
  socket.resume();
  await once(socket, 'close');
});
