import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { capConnections, guardBodies, serverOptions, type Guard } from './slow-clients.ts';

let server: Server;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  server = createServer(serverOptions);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  server.close();
});

function client(): { socket: Socket; received: Promise<string> } {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { socket, received: new Promise((resolve) => socket.once('close', () => resolve(text))) };
}

test('the server options are what Node applies', () => {
  expect(server).toMatchObject({ headersTimeout: 15_000, requestTimeout: 0, keepAliveTimeout: 30_000 });
});

describe('guardBodies', () => {
  let now = 0;
  let guard: Guard;

  beforeEach(() => {
    now = 0;
    guard = guardBodies(server, {
      minBytesPerSecond: 1000,
      windowSeconds: 30,
      now: () => now,
      answer: () => ({ contentType: 'application/json', body: '{"error":"zu träge"}' }),
    });
  });

  afterEach(() => {
    guard.stop();
  });

  function after(seconds: number): void {
    now += seconds * 1000;
    guard.check();
  }

  /** A request of `length` bytes whose head has arrived. */
  async function begin(length = 1e9): Promise<ReturnType<typeof client> & { request: IncomingMessage; response: ServerResponse }> {
    const sender = client();
    sender.socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${String(length)}\r\n\r\n`);
    const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    return { ...sender, request, response };
  }

  async function send(sender: Awaited<ReturnType<typeof begin>>, bytes: number): Promise<void> {
    sender.socket.write(Buffer.alloc(bytes));
    for (let left = bytes; left > 0;) left -= ((await once(sender.request, 'data')) as [Buffer])[0].length;
  }

  test('a body below the rate is answered with 408, and its reader sees the client leave', async () => {
    const sender = await begin();
    const closed = new Promise((resolve) => sender.request.once('close', resolve));
    sender.request.resume();
    await send(sender, 29_000);
    for (let look = 0; look < 5; look += 1) after(5);
    expect(sender.request.socket.writable).toBe(true);
    after(5);
    const text = await sender.received;
    expect(text).toMatch(
      /^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: application\/json\r\nContent-Length: 21\r\n/,
    );
    expect(text.endsWith('{"error":"zu träge"}')).toBe(true);
    await closed;
    expect(sender.request.complete).toBe(false);
  });

  test('a body above the rate goes on, until it stops', async () => {
    const sender = await begin();
    sender.request.resume();
    for (let look = 0; look < 20; look += 1) {
      await send(sender, 5_100);
      after(5);
    }
    expect(sender.request.socket.writable).toBe(true);
    // A fast minute earns no credit: the average is over the last window.
    for (let look = 0; look < 6; look += 1) after(5);
    expect(await sender.received).toContain('408');
  });

  test('bytes of earlier requests on the connection do not count', async () => {
    const first = await begin(50_000);
    first.request.resume();
    await send(first, 50_000);
    const again = once(server, 'request') as Promise<[IncomingMessage]>;
    first.response.end();
    first.socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const [request] = await again;
    request.resume();
    after(15);
    after(15);
    expect(await first.received).toContain('408');
  });

  test.each([
    ['nobody reads', (): void => undefined],
    ['the reader holds it back', (request: IncomingMessage) => void request.on('data', () => undefined).pause()],
  ])('no client is blamed while %s', async (_, prepare) => {
    const sender = await begin();
    prepare(sender.request);
    for (let look = 0; look < 20; look += 1) after(5);
    expect(sender.request.socket.destroyed).toBe(false);
    // From now on it is the client's turn.
    sender.request.resume();
    for (let look = 0; look < 5; look += 1) after(5);
    expect(sender.request.socket.writable).toBe(true);
    after(5);
    expect(await sender.received).toContain('408');
  });

  test('a body that is read by iteration is watched too', async () => {
    const sender = await begin();
    const reading = (async () => {
      let bytes = 0;
      for await (const chunk of sender.request) bytes += (chunk as Buffer).length;
      return bytes;
    })();
    sender.socket.write('abc');
    for (let look = 0; look < 7; look += 1) {
      // The reader has taken what came.
      do await new Promise(setImmediate);
      while (sender.request.readableLength > 0);
      after(5);
    }
    await expect(reading).rejects.toThrow('aborted');
    expect(await sender.received).toContain('408');
  });

  test('an answer that has begun is cut off', async () => {
    const sender = await begin();
    sender.request.resume();
    sender.response.write('begun');
    after(30);
    expect(await sender.received).not.toContain('408');
  });

  test('a request behind a pipelined one is cut off', async () => {
    const sender = client();
    const requests: IncomingMessage[] = [];
    server.on('request', (request: IncomingMessage) => requests.push(request.resume()));
    sender.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\nPOST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n');
    while (requests.length < 2) await once(server, 'request');
    after(30);
    expect(await sender.received).toBe('');
  });

  test('requests without a body, and finished ones, are not watched', async () => {
    const sender = client();
    sender.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    const done = await begin(10);
    done.request.resume();
    done.socket.write(Buffer.alloc(10));
    await once(done.request, 'end');
    for (let look = 0; look < 12; look += 1) after(5);
    response.end('late');
    done.response.end('late');
    sender.socket.end();
    done.socket.end();
    expect(await sender.received).toContain('late');
    expect(await done.received).toContain('late');
  });

  test('a late look measures the time that has really passed', async () => {
    const sender = await begin();
    sender.request.resume();
    await send(sender, 40_000);
    after(60);
    expect(await sender.received).toContain('408');
  });
});

describe('capConnections', () => {
  async function opened(): Promise<Socket> {
    const { socket } = client();
    await once(socket, 'connect');
    return socket;
  }

  test('closes what is too much, and counts connections that end', async () => {
    const remove = capConnections(server, { maxPerClient: 2, isExempt: () => false });
    const ends: Promise<unknown>[] = [];
    server.on('connection', (socket: Socket) => ends.push(once(socket, 'close')));
    const first = await opened();
    await opened();
    const third = await opened();
    await once(third, 'close');
    first.destroy();
    await ends[0];
    const fourth = await opened();
    fourth.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    response.end();
    await once(fourth, 'data');
    remove();
    expect(server.listenerCount('connection')).toBe(2);
  });

  test('exempt peers are not counted', async () => {
    capConnections(server, { maxPerClient: 0, isExempt: (address) => address === '127.0.0.1' });
    const socket = await opened();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    response.end();
    await once(socket, 'data');
  });
});
