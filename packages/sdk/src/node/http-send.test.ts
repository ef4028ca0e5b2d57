import { execFile } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { inspect, promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { sendJson, someBytes, startRecorder, type Recorder } from '../server.test-setup.ts';
import { openConnection, type Connection } from '../transport/connection.ts';
import { bodyOf, bytesContent, streamContent } from '../transport/content.ts';
import { ConnectionError, TimeoutError } from '../transport/errors.ts';
import { fetchSend } from '../transport/fetch-send.ts';
import type { Send } from '../transport/send.ts';
import { nodeSend } from './http-send.ts';

const none = { http: undefined, https: undefined, except: undefined };

function connect(baseUrl: string, more: { timeoutMs?: number; maxRetries?: number; send?: Send } = {}): Connection {
  return openConnection({
    baseUrl,
    send: more.send ?? nodeSend({ proxies: none }),
    maxRetries: more.maxRetries ?? 2,
    retryDelayMs: 1,
    maxRetryDelayMs: 2,
    maxRetryAfterMs: 1000,
    timeoutMs: more.timeoutMs ?? 10_000,
    connectTimeoutMs: 10_000,
    headers: {},
    credentials: { authorization: 'secret-key' },
    toError: ({ status }) => new Error(`status ${status}`),
  });
}

/** A server of bare bytes: HTTP that breaks cannot be had from one that speaks it well. */
async function startBare(onRequest: (write: (text: string) => void, close: () => void, number: number) => void): Promise<string> {
  let requests = 0;
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests += 1;
      onRequest(
        (text) => socket.write(text),
        () => socket.destroy(),
        requests,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port that nobody listens at. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const senders: Record<string, () => Send> = {
  'node:http': () => nodeSend({ proxies: none }),
  'connections whose memory is used again': () => {
    const send = nodeSend({ proxies: none });
    return (request) => send({ ...request, copiesAnswer: true });
  },
  'a fetch that was handed in': () => fetchSend(fetch, 'manual'),
};

for (const [name, makeSend] of Object.entries(senders)) {
  test(`over ${name}: what is safe is sent again after 429, 5xx and broken lines, and only then`, async () => {
    const statuses = [503, 429, 200];
    const recorder = await startRecorder((_, response, number) => sendJson(response, statuses[number - 1] ?? 200, { number }));
    const { json } = connect(recorder.url, { send: makeSend() });
    expect(await json({ method: 'GET', path: '/a' })).toEqual({ number: 3 });

    for (const status of [400, 401, 403, 404, 409, 422, 501]) {
      const other = await startRecorder((_, response) => sendJson(response, status, {}));
      await expect(connect(other.url, { send: makeSend() }).json({ method: 'GET', path: '/' })).rejects.toThrow(`status ${status}`);
      expect(other.requests).toHaveLength(1);
    }
  });

  test(`over ${name}: a POST is not sent again when it may have arrived`, async () => {
    const recorder = await startRecorder((_, response, number) => (number === 1 ? response.destroy() : sendJson(response, 200, {})));
    const { json } = connect(recorder.url, { send: makeSend() });
    await expect(json({ method: 'POST', path: '/', json: {} })).rejects.toMatchObject({ name: 'ConnectionError', mayHaveArrived: true });
    expect(recorder.requests).toHaveLength(1);
    // 500: nobody knows what was done. 503 and 429: nothing was.
    const failing = await startRecorder((_, response) => sendJson(response, 500, {}));
    await expect(connect(failing.url, { send: makeSend() }).json({ method: 'POST', path: '/', json: {} })).rejects.toThrow('status 500');
    expect(failing.requests).toHaveLength(1);
    const busy = await startRecorder((_, response, number) => sendJson(response, number === 1 ? 503 : 201, {}));
    await connect(busy.url, { send: makeSend() }).json({ method: 'POST', path: '/', json: {} });
    expect(busy.requests).toHaveLength(2);
    // The caller knows that twice is the same as once.
    const twice = await startRecorder((_, response, number) => (number === 1 ? response.destroy() : sendJson(response, 200, {})));
    await connect(twice.url, { send: makeSend() }).json({ method: 'POST', path: '/', json: { a: 1 }, repeatSafe: true });
    expect(twice.requests.map(({ body }) => body.toString())).toEqual(['{"a":1}', '{"a":1}']);
  });

  test(`over ${name}: a line that breaks within an answer is as one that breaks before it`, async () => {
    const startBreaking = (): Promise<Recorder> =>
      startRecorder((_, response, number) => {
        if (number > 1) sendJson(response, 200, { number });
        else response.writeHead(200, { 'content-length': '12' }).write('{"num', () => response.destroy());
      });
    const reading = await startBreaking();
    const { json } = connect(reading.url, { send: makeSend() });
    expect(await json({ method: 'GET', path: '/' })).toEqual({ number: 2 });
    const changing = await startBreaking();
    const other = connect(changing.url, { send: makeSend() });
    await expect(other.json({ method: 'POST', path: '/', json: {} })).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(changing.requests).toHaveLength(1);
    const twice = await startBreaking();
    const safe = connect(twice.url, { send: makeSend() });
    expect(await safe.json({ method: 'POST', path: '/', json: {}, repeatSafe: true })).toEqual({ number: 2 });
  });

  test(`over ${name}: a POST is sent again when nobody was there to take it`, async () => {
    let tries = 0;
    const base = makeSend();
    const { send } = connect(`http://127.0.0.1:${await closedPort()}`, {
      send: (request) => {
        tries += 1;
        return base(request);
      },
    });
    await expect(send({ method: 'POST', path: '/', json: {} })).rejects.toMatchObject({ name: 'ConnectionError', mayHaveArrived: false });
    expect(tries).toBe(3);
  });

  test(`over ${name}: a silent server is given up, and its connection closed`, async () => {
    const recorder = await startRecorder(() => undefined);
    const aborted = recorder.aborted();
    const { send } = connect(recorder.url, { timeoutMs: 50, maxRetries: 0, send: makeSend() });
    await expect(send({ method: 'GET', path: '/slow' })).rejects.toBeInstanceOf(TimeoutError);
    expect((await aborted).url).toBe('/slow');
  });

  test(`over ${name}: an abort ends the request, before, during and after the head of the answer`, async () => {
    const early = new AbortController();
    early.abort();
    let tellArrived: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => (tellArrived = resolve));
    const recorder = await startRecorder((request, response) => {
      if (request.url === '/head') tellArrived?.();
      if (request.url === '/body') response.writeHead(200, { 'content-length': '10' }).write('12345');
    });
    const { send } = connect(recorder.url, { send: makeSend() });
    await expect(send({ method: 'GET', path: '/', signal: early.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(recorder.requests).toHaveLength(0);

    const during = new AbortController();
    const aborted = recorder.aborted();
    const pending = send({ method: 'GET', path: '/head', signal: during.signal });
    pending.catch(() => undefined);
    await arrived;
    during.abort(new Error('enough'));
    await expect(pending).rejects.toMatchObject({ name: 'AbortError', cause: new Error('enough') });
    expect((await aborted).url).toBe('/head');

    const after = new AbortController();
    const response = await send({ method: 'GET', path: '/body', signal: after.signal });
    const reading = response.read(() => after.abort());
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  test(`over ${name}: a body that ends too early is an error, not a short file`, async () => {
    const url = await startBare((write, close) => {
      write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345');
      setImmediate(close);
    });
    const { send } = connect(url, { send: makeSend(), maxRetries: 0 });
    const read = async (): Promise<void> => (await send({ method: 'GET', path: '/' })).read(() => undefined);
    await expect(read()).rejects.toBeInstanceOf(ConnectionError);
    const pull = async (): Promise<number> => {
      let bytes = 0;
      for await (const chunk of (await send({ method: 'GET', path: '/' })).stream()) bytes += chunk.byteLength;
      return bytes;
    };
    await expect(pull()).rejects.toBeInstanceOf(ConnectionError);
  });

  test(`over ${name}: redirects are followed; credentials and what callers add stay with their server`, async () => {
    const other = await startRecorder((_, response) => sendJson(response, 200, { where: 'other' }));
    const recorder = await startRecorder((request, response) => {
      const to = { '/away': other.url, '/here': '/end', '/loop': '/loop' }[request.url];
      if (to === undefined) sendJson(response, 200, { where: 'here' });
      else response.writeHead(302, { location: to }).end();
    });
    const { json } = connect(recorder.url, { send: makeSend(), maxRetries: 0 });
    const headers = { 'X-Mine': 'secret-too', range: 'bytes=0-1' };
    expect(await json({ method: 'GET', path: '/here', headers })).toEqual({ where: 'here' });
    expect(recorder.requests.at(-1)?.headers).toMatchObject({ authorization: 'secret-key', 'x-mine': 'secret-too' });
    expect(await json({ method: 'GET', path: '/away', headers })).toEqual({ where: 'other' });
    expect(other.requests[0]?.headers).toMatchObject({ range: 'bytes=0-1' });
    expect(JSON.stringify(other.requests[0])).not.toContain('secret');
    await expect(json({ method: 'GET', path: '/loop' })).rejects.toThrow('redirects');
    // What changes something goes nowhere but where it was sent.
    await expect(json({ method: 'POST', path: '/here', json: {} })).rejects.toThrow('status 302');
  });

  test(`over ${name}: a source that cannot be read again is sent once`, async () => {
    const recorder = await startRecorder((_, response) => sendJson(response, 503, {}));
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(someBytes(10));
    }
    const { send } = connect(recorder.url, { send: makeSend() });
    await expect(send({ method: 'PUT', path: '/', body: bodyOf(streamContent(chunks())) })).rejects.toThrow('status 503');
    expect(recorder.requests).toHaveLength(1);
    expect(recorder.requests[0]?.body.byteLength).toBe(10);
  });

  test(`over ${name}: what fails in the source is told as it is, and not tried again`, async () => {
    const recorder = await startRecorder((_, response) => sendJson(response, 200, {}));
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(someBytes(10));
      throw new RangeError('the disk is gone');
    }
    const { send } = connect(recorder.url, { send: makeSend() });
    await expect(send({ method: 'PUT', path: '/', body: bodyOf(streamContent(chunks(), 20)) })).rejects.toThrow(RangeError);
    expect(recorder.requests).toHaveLength(0);
  });

  test(`over ${name}: an abort is heard while the source is silent`, async () => {
    const recorder = await startRecorder((_, response) => sendJson(response, 200, {}));
    const controller = new AbortController();
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(someBytes(10));
      controller.abort(new Error('enough'));
      yield await new Promise<Uint8Array>(() => undefined);
    }
    const { send } = connect(recorder.url, { send: makeSend() });
    const sending = send({ method: 'PUT', path: '/', body: bodyOf(streamContent(chunks())), signal: controller.signal });
    await expect(sending).rejects.toMatchObject({ name: 'AbortError', cause: new Error('enough') });
    expect(recorder.requests).toHaveLength(0);
  });

  test(`over ${name}: what is thrown by whoever watches the bytes go is told as it is, and nothing is tried again`, async () => {
    const recorder = await startRecorder((_, response) => sendJson(response, 200, {}));
    const { send } = connect(recorder.url, { send: makeSend() });
    let calls = 0;
    const onSent = (): never => {
      calls += 1;
      throw new RangeError('the bar is full');
    };
    await expect(send({ method: 'PUT', path: '/', body: bodyOf(bytesContent(someBytes(10))), onSent })).rejects.toThrow(RangeError);
    expect(calls).toBe(1);
  });
}

test('one signal serves any number of requests', async () => {
  const recorder = await startRecorder((_, response) => sendJson(response, 200, {}));
  const { json } = connect(recorder.url);
  const { signal } = new AbortController();
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  try {
    await Promise.all(Array.from({ length: 30 }, () => json({ method: 'GET', path: '/', signal })));
    // Warnings come in a turn of their own.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', onWarning);
  }
  expect(warnings).toEqual([]);
});

test('connections are used again', async () => {
  const recorder = await startRecorder((_, response) => sendJson(response, 200, {}));
  const { json } = connect(recorder.url);
  for (let time = 0; time < 5; time += 1) await json({ method: 'GET', path: '/' });
  expect(recorder.connections()).toBe(1);
});

test('an answer without a body holds no connection when nobody reads it, and can still be read', async () => {
  const recorder = await startRecorder(({ url }, response) => response.writeHead(Number(url.slice(1)), { 'content-length': '5' }).end());
  const { send } = connect(recorder.url);
  for (const [method, path] of [
    ['HEAD', '/200'],
    ['GET', '/304'],
  ] as const) {
    for (let time = 0; time < 10; time += 1) await send({ method, path });
    const response = await send({ method, path });
    // Its end is noticed a turn later.
    await new Promise((resolve) => setImmediate(resolve));
    await response.read(() => expect.unreachable());
    const pulled = await send({ method, path });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await pulled.stream().next()).toEqual({ done: true, value: undefined });
  }
  expect(recorder.requests).toHaveLength(24);
  // The next request may be out before the connection is back.
  expect(recorder.connections()).toBeLessThanOrEqual(2);
});

test('an answer that comes before the request was sent ends it', async () => {
  // Answers at the first byte, and takes no more.
  const url = await startBare((write) => write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{}'));
  const { send } = connect(url, { maxRetries: 0 });
  const body = bodyOf(bytesContent(someBytes(64 * 1024 * 1024)));
  await expect(send({ method: 'POST', path: '/', body })).rejects.toThrow('status 413');
});

test('a reader that takes its time is not taken for a silent server', async () => {
  const recorder = await startRecorder((_, response) => response.writeHead(200).end(someBytes(4 * 1024 * 1024)));
  const { send } = connect(recorder.url, { timeoutMs: 500, maxRetries: 0 });
  const response = await send({ method: 'GET', path: '/' });
  let bytes = 0;
  let waits = 0;
  // More than the server may be silent for, which itself is more than a busy machine takes to begin.
  await response.read((chunk) => {
    bytes += chunk.byteLength;
    if (waits === 2) return undefined;
    waits += 1;
    return new Promise((resolve) => setTimeout(resolve, 750));
  });
  expect(bytes).toBe(4 * 1024 * 1024);
});

test('a body that can be read once does not follow a redirect, and one that may hold secrets follows none to another server', async () => {
  const other = await startRecorder((_, response) => sendJson(response, 200, {}));
  const server = await startRecorder(({ url }, response) => {
    response.writeHead(307, { location: url === '/out' ? `${other.url}/in` : '/in' }).end();
  });
  const { send } = connect(server.url);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(someBytes(100));
  }
  await expect(send({ method: 'POST', path: '/', body: bodyOf(streamContent(chunks())) })).rejects.toThrow('cannot be read again');
  await expect(send({ method: 'POST', path: '/out', json: { password: 'x' } })).rejects.toThrow(`redirected to ${other.url}`);
  expect(server.requests.map(({ url }) => url)).toEqual(['/', '/out']);
  expect(other.requests).toEqual([]);
});

describe('answers that never end', () => {
  async function startEndless(status: number): Promise<{ readonly url: string; readonly ended: Promise<unknown> }> {
    let tell: (value: unknown) => void;
    const ended = new Promise((resolve) => (tell = resolve));
    const server = await startRecorder((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).once('close', tell);
      const write = (): void => {
        while (!response.destroyed && response.write(spaces));
      };
      response.on('drain', write);
      write();
    });
    return { url: server.url, ended };
  }
  const spaces = Buffer.alloc(1024 * 1024, ' ');

  for (const [name, makeSend] of Object.entries(senders)) {
    test(`over ${name}: are given up, and their connections with them`, async () => {
      const refusal = await startEndless(400);
      await expect(connect(refusal.url, { send: makeSend() }).json({ method: 'GET', path: '/' })).rejects.toThrow('status 400');
      await refusal.ended;
      const answer = await startEndless(200);
      await expect(connect(answer.url, { send: makeSend() }).json({ method: 'GET', path: '/' })).rejects.toThrow('more than');
      await answer.ended;
    });
  }
});

test('what a parser quotes of an answer is not told', async () => {
  const server = await startRecorder((_, response) => response.end('{"key":"sk_live_secret"'));
  const failure: unknown = await connect(server.url)
    .json({ method: 'GET', path: '/' })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'FilewharfError', message: `GET ${server.url}/: the answer is not JSON` });
  expect(inspect(failure, { depth: 9 })).not.toContain('secret');
});

test('an answer that is pulled and left early gives its connection up', async () => {
  const server = await startRecorder((_, response) => {
    response.writeHead(200, { 'content-length': 10_000_000 }).write(someBytes(100_000));
  });
  const aborted = server.aborted();
  const response = await connect(server.url).send({ method: 'GET', path: '/', copiesAnswer: true });
  for await (const chunk of response.stream()) if (chunk.byteLength > 0) break;
  expect(await aborted).toMatchObject({ method: 'GET' });
});

test('an answer that nobody reads keeps no process alive', async () => {
  const server = await startRecorder((_, response) => {
    response.writeHead(200, { 'content-length': 1000 }).write('the rest never comes');
  });
  const entry = JSON.stringify(new URL('../index.ts', import.meta.url).href.replace('/src/index.ts', '/dist/index.js'));
  const script = `import { FilesApp } from ${entry};
    const response = await new FilesApp('sk_live_x', { baseUrl: '${server.url}' }).request('GET', '/');
    process.on('exit', () => console.log(response.status));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 });
  expect(stdout).toBe('200\n');
});
