import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { answerEarly, type LingerLimits } from './early-answer.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const answer = { status: 413, headers: { 'content-type': 'application/json' }, body: '{"error":"zażółć"}' };
const megabyte = Buffer.alloc(1 << 20);

/** A server that answers as soon as the first bytes of a body are there, and the end of its answering. */
async function serve(
  limits: LingerLimits,
  prepare?: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<{ port: number; answered: Promise<IncomingMessage> }> {
  const server = createServer();
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      request.once('data', () => {
        request.pause();
        Promise.resolve(prepare?.(request, response))
          .then(() => answerEarly(request, response, answer, limits))
          .then(() => resolve(request), reject);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, answered };
}

interface Client {
  socket: Socket;
  /** What the server sent, when it has closed the connection. */
  received: Promise<string>;
  errors: Error[];
}

/** A client that begins a body of `length` bytes with the first one. */
function post(port: number, length: number): Client {
  const socket = connect(port, '127.0.0.1');
  const errors: Error[] = [];
  closers.push(() => socket.destroy());
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', (error) => errors.push(error));
  const received = new Promise<string>((resolve) => {
    socket.once('close', () => {
      resolve(text);
    });
  });
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${String(length)}\r\n\r\nx`);
  return { socket, received, errors };
}

test('a client that sends everything before it reads gets the whole answer and no reset', async () => {
  const { port, answered } = await serve({});
  const size = 100;
  const client = post(port, 1 + size * megabyte.length);
  client.socket.pause();
  for (let sent = 0; sent < size; sent += 1) {
    if (!client.socket.write(megabyte)) await once(client.socket, 'drain');
  }
  client.socket.resume();
  const text = await client.received;
  expect(client.errors).toEqual([]);
  expect(text).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
  expect(text.toLowerCase()).toContain('\r\nconnection: close\r\n');
  expect(text.endsWith(`\r\n\r\n${answer.body}`)).toBe(true);
  expect((await answered).complete).toBe(true);
});

test('the whole answer arrives before the body does', async () => {
  const { port, answered } = await serve({});
  const client = post(port, 1e9);
  let text = '';
  while (!text.endsWith(answer.body)) text += ((await once(client.socket, 'data')) as [string])[0];
  client.socket.destroy();
  expect((await answered).complete).toBe(false);
});

test('after the time the connection is cut, the answer given', async () => {
  const { port, answered } = await serve({ lingerMilliseconds: 20 });
  const client = post(port, 1e9);
  expect(await client.received).toContain(answer.body);
  expect((await answered).socket.destroyed).toBe(true);
});

test('after the amount the connection is cut', async () => {
  const { port, answered } = await serve({ lingerBytes: 2 << 20 });
  const client = post(port, 1e9);
  while (!client.socket.destroyed && client.socket.writable) {
    if (!client.socket.write(megabyte)) await Promise.race([once(client.socket, 'drain'), client.received]).catch(() => undefined);
  }
  await client.received;
  expect((await answered).complete).toBe(false);
});

test('a body that has come completely leaves the connection alive', async () => {
  const { port } = await serve({}, async (request) => {
    while (!request.complete) await new Promise(setImmediate);
  });
  const client = post(port, 1);
  let text = '';
  while (!text.endsWith(answer.body)) text += ((await once(client.socket, 'data')) as [string])[0];
  expect(text).toContain('413');
  expect(text.toLowerCase()).not.toContain('connection: close');
  client.socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx');
  const [again] = (await once(client.socket, 'data')) as [string];
  expect(again).toContain('413');
});

test('an answer that has begun is cut off', async () => {
  const { port, answered } = await serve({}, (_, response) => response.write('begun'));
  const client = post(port, 1e9);
  await answered;
  expect(await client.received).not.toContain('413');
});

test('a client that is already gone is no error', async () => {
  const { port, answered } = await serve({}, (request) => new Promise((resolve) => request.once('close', resolve)));
  const client = post(port, 1e9);
  client.socket.write('x', () => client.socket.destroy());
  expect((await answered).socket.destroyed).toBe(true);
});
