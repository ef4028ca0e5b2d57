import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { someBytes, startRecorder, startServer } from '../server.test-setup.ts';
import type { WireRequest } from '../transport/send.ts';
import { bulkGetter } from './bulk-get.ts';
import { nodeSend } from './http-send.ts';

const get = bulkGetter(undefined);

function request(url: string, more: Partial<WireRequest> = {}): WireRequest {
  return {
    method: 'GET',
    url: new URL(url),
    headers: {},
    body: undefined,
    signal: undefined,
    connectTimeoutMs: 5000,
    timeoutMs: 5000,
    onSent: undefined,
    copiesAnswer: true,
    ...more,
  };
}

/** Reads all, slowly or not. */
async function bytesOf(url: string, slow = false): Promise<Buffer> {
  const response = await get(request(url));
  if (response === undefined) throw new Error('there is no length');
  const parts: Buffer[] = [];
  await response.read((chunk) => {
    if (!slow) {
      parts.push(Buffer.from(chunk));
      return undefined;
    }
    return new Promise((resolve) => {
      setImmediate(() => {
        parts.push(Buffer.from(chunk));
        resolve();
      });
    });
  });
  return Buffer.concat(parts);
}

/** A server of bare bytes. `number` counts the requests. */
async function startBare(
  answer: (socket: Socket, number: number) => void,
): Promise<{ readonly url: string; readonly connections: () => number }> {
  let connections = 0;
  let requests = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests += 1;
      answer(socket, requests);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, connections: () => connections };
}

test('large bodies arrive as they are, at the pace of the reader, over one connection', async () => {
  const bytes = someBytes(5_000_000);
  const recorder = await startRecorder((_, response) => response.writeHead(200, { 'content-length': String(bytes.length) }).end(bytes));
  for (const slow of [false, true, false]) expect(Buffer.compare(await bytesOf(`${recorder.url}/a?b=c`, slow), bytes)).toBe(0);
  expect(recorder.requests.map(({ url }) => url)).toEqual(['/a?b=c', '/a?b=c', '/a?b=c']);
  expect(recorder.connections()).toBe(1);
});

test('a head may come in any pieces, with the body or before it', async () => {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: "x"\r\n\r\nhello';
  for (const size of [1, 7, answer.length - 3, answer.length]) {
    const { url } = await startBare((socket) => {
      for (let start = 0; start < answer.length; start += size) socket.write(answer.slice(start, start + size));
    });
    expect((await bytesOf(url)).toString(), `pieces of ${size}`).toBe('hello');
  }
});

test('over TLS, too, and only to whom the certificate belongs', async () => {
  const server = await startServer(['--tls-self-signed']);
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  await expect(get(request(`${server.url}/readyz`))).rejects.toMatchObject({ name: 'ConnectionError', mayHaveArrived: false });
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    expect((await bytesOf(`${server.url}/readyz`)).toString()).toContain('ready');
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  }
});

test('an answer without a length is left to node:http', async () => {
  const recorder = await startRecorder((_, response) => {
    response.write('chunk');
    response.end('ed');
  });
  expect(await get(request(recorder.url))).toBeUndefined();
  const response = await nodeSend({ proxies: { http: undefined, https: undefined, except: undefined } })(request(recorder.url));
  let text = '';
  await response.read((chunk) => void (text += Buffer.from(chunk).toString()));
  expect(text).toBe('chunked');
});

test('nothing at all, and pulled instead of pushed', async () => {
  const recorder = await startRecorder((incoming, response) => {
    if (incoming.url === '/empty') response.writeHead(204).end();
    else response.writeHead(200, { 'content-length': '300000' }).end(someBytes(300_000));
  });
  expect((await bytesOf(`${recorder.url}/empty`)).length).toBe(0);
  const parts: Uint8Array[] = [];
  const response = await get(request(`${recorder.url}/full`));
  if (response !== undefined) for await (const chunk of response.stream()) parts.push(chunk);
  expect(Buffer.compare(Buffer.concat(parts), someBytes(300_000))).toBe(0);
});

test('a connection that the server gave up is not the end of a request', async () => {
  const { url, connections } = await startBare((socket, number) => {
    // Of two requests on a connection, the second one is not answered any more.
    if (number % 2 === 0) socket.destroy();
    else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  for (let time = 0; time < 3; time += 1) expect((await bytesOf(url)).toString()).toBe('ok');
  expect(connections()).toBe(3);
  // But a new one that is not answered is.
  const silent = await startBare((socket) => socket.destroy());
  await expect(bytesOf(silent.url)).rejects.toMatchObject({ name: 'ConnectionError' });
  expect(silent.connections()).toBe(1);
});

test('more than was announced is no answer; a connection that says close is not used again', async () => {
  const { url } = await startBare((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay'));
  await expect(bytesOf(url)).rejects.toThrow('more than it announced');
  const closing = await startBare((socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'));
  for (let time = 0; time < 2; time += 1) expect((await bytesOf(closing.url)).toString()).toBe('ok');
  expect(closing.connections()).toBe(2);
});

test('headers of a caller take the place of ours', async () => {
  const recorder = await startRecorder((_, response) => response.writeHead(200, { 'content-length': '2' }).end('ok'));
  for (const headers of [{}, { host: 'files.example', connection: 'close' }]) {
    await (await get(request(recorder.url, { headers })))?.read(() => undefined);
  }
  const { host } = new URL(recorder.url);
  expect(recorder.requests.map(({ headers }) => headers)).toEqual([
    { host, connection: 'keep-alive' },
    { host: 'files.example', connection: 'close' },
  ]);
});

test('names and values that would be other headers are not sent', async () => {
  await expect(get(request('http://127.0.0.1:9/', { headers: { x: 'a\r\nb: c' } }))).rejects.toThrow(TypeError);
});
