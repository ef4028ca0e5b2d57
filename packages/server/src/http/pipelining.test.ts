import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { capPipelining } from './pipelining.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

/** A server that keeps its answers back until the test gives them. */
async function serve(most?: number): Promise<{ begun: ServerResponse[]; client: () => Socket }> {
  const begun: ServerResponse[] = [];
  const server = createServer(capPipelining((_, response) => begun.push(response), most));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    begun,
    client: () => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
      closers.push(() => socket.destroy());
      return socket;
    },
  };
}

const soon = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test('900 requests at once: 16 are begun, and the connection ends without an answer', async () => {
  const { begun, client } = await serve();
  const socket = client();
  let received = 0;
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  socket.write(request.repeat(900));
  await once(socket, 'close');
  expect([begun.length, received]).toEqual([16, 0]);
});

test('as many as are allowed are answered, again and again', async () => {
  const { begun, client } = await serve(4);
  const socket = client();
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  for (let round = 1; round <= 5; round += 1) {
    socket.write(request.repeat(4));
    await soon(() => begun.length === 4);
    for (const response of begun.splice(0)) response.end('x');
    await soon(() => text.match(/200 OK/g)?.length === round * 4);
  }
  expect(socket.destroyed).toBe(false);
});

test('each connection is counted by itself', async () => {
  const { begun, client } = await serve(2);
  const sockets = [client(), client(), client()];
  for (const socket of sockets) socket.write(request.repeat(2));
  await soon(() => begun.length === 6);
  sockets[0]?.resume().write(request);
  if (sockets[0] !== undefined) await once(sockets[0], 'close');
  for (const response of begun) response.end('x');
  await Promise.all(sockets.slice(1).map(async (socket) => once(socket, 'data')));
  expect(sockets.map((socket) => socket.destroyed)).toEqual([true, false, false]);
});
