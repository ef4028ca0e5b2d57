import { once } from 'node:events';
import http from 'node:http';
import { connect as connectSocket, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { startServer } from '../server.test-setup.ts';
import { nodeSend } from './http-send.ts';
import { proxyFor, proxySettings } from './proxy.ts';

async function listen(server: http.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

test('the variables of curl, the small ones first', () => {
  const env: Record<string, string> = { HTTP_PROXY: 'http://big', http_proxy: 'http://small', HTTPS_PROXY: 'https://big', NO_PROXY: 'a' };
  expect(proxySettings((name) => env[name])).toEqual({ http: 'http://small', https: 'https://big', except: 'a' });
});

test('NO_PROXY names hosts, with what is below them, with a port or without', () => {
  const settings = { http: 'http://proxy:3128', https: 'proxy:3129', except: 'one.example, .two.example:8443,10.0.0.1' };
  const proxy = (url: string): string | undefined => proxyFor(new URL(url), settings)?.href;
  expect(proxy('http://other.example/')).toBe('http://proxy:3128/');
  expect(proxy('https://other.example/')).toBe('http://proxy:3129/');
  expect(proxy('http://one.example/')).toBeUndefined();
  expect(proxy('http://a.one.example/')).toBeUndefined();
  expect(proxy('http://notone.example/')).toBeDefined();
  expect(proxy('https://a.two.example:8443/')).toBeUndefined();
  expect(proxy('https://a.two.example/')).toBeDefined();
  expect(proxy('http://10.0.0.1:99/')).toBeUndefined();
  expect(proxyFor(new URL('http://x/'), { ...settings, except: '*' })).toBeUndefined();
  expect(proxyFor(new URL('http://x/'), { http: undefined, https: 'p', except: undefined })).toBeUndefined();
});

test('what is no address is refused, and its password is not told', async () => {
  const settings = { http: 'http://bob:s3cretpw@proxy:99999', https: 'bob:s3cret/pw@proxy:3128', except: undefined };
  for (const [url, variable] of [
    ['http://x/', 'HTTP_PROXY'],
    ['https://x/', 'HTTPS_PROXY'],
  ] as const) {
    const failure: unknown = await nodeSend({ proxies: settings })(request(url)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'FilewharfError', message: `${variable} is not the address of a proxy` });
    expect(inspect(failure, { depth: 9 })).not.toContain('s3cret');
  }
});

async function startProxy(): Promise<{ readonly url: string; readonly seen: string[] }> {
  const seen: string[] = [];
  const proxy = http.createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization']} ${request.headers['authorization']}`);
    const { pathname, host } = new URL(request.url ?? '');
    const [hostname, port] = host.split(':');
    request.pipe(
      http.request({ hostname, port, path: pathname, method: request.method }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  proxy.on('connect', (request: http.IncomingMessage, socket, head) => {
    seen.push(`CONNECT ${request.url} ${request.headers['proxy-authorization']} ${request.headers['authorization']}`);
    if (request.headers['proxy-authorization'] === undefined) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const [host, port] = (request.url ?? '').split(':');
    const target = connectSocket(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    socket.on('error', () => target.destroy());
    target.on('error', () => socket.destroy());
  });
  return { url: `127.0.0.1:${await listen(proxy)}`, seen };
}

const request = (url: string) => ({
  method: 'GET',
  url: new URL(url),
  headers: { authorization: 'for the server only' },
  body: undefined,
  signal: undefined,
  connectTimeoutMs: 5000,
  timeoutMs: 5000,
  onSent: undefined,
  copiesAnswer: false,
});

async function textOf(send: ReturnType<typeof nodeSend>, url: string): Promise<string> {
  const parts: Uint8Array[] = [];
  await (await send(request(url))).read((chunk) => void parts.push(chunk));
  return Buffer.concat(parts).toString();
}

test('http goes through a proxy by its whole address', async () => {
  const proxy = await startProxy();
  const port = await listen(http.createServer((_, response) => response.end('plain')));
  const send = nodeSend({ proxies: { http: `http://user:pa%20ss@${proxy.url}`, https: undefined, except: undefined } });
  expect(await textOf(send, `http://127.0.0.1:${port}/a`)).toBe('plain');
  const basic = `Basic ${Buffer.from('user:pa ss').toString('base64')}`;
  expect(proxy.seen.splice(0)).toEqual([`GET http://127.0.0.1:${port}/a ${basic} for the server only`]);
  await (await send({ ...request(`http://127.0.0.1:${port}/a`), headers: {} })).read(() => undefined);
  expect(proxy.seen).toEqual([`GET http://127.0.0.1:${port}/a ${basic} undefined`]);
});

test('https goes through a tunnel, in which the proxy sees nothing; a refusal is a failed connection', async () => {
  const proxy = await startProxy();
  const server = await startServer(['--tls-self-signed']);
  const { host } = new URL(server.url);
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    const send = nodeSend({ proxies: { http: undefined, https: `http://user:pass@${proxy.url}`, except: undefined } });
    expect(await textOf(send, `${server.url}/readyz`)).toContain('ready');
    expect(proxy.seen).toEqual([`CONNECT ${host} Basic ${Buffer.from('user:pass').toString('base64')} undefined`]);
    const refused = nodeSend({ proxies: { http: undefined, https: `http://${proxy.url}`, except: undefined } });
    await expect(textOf(refused, `${server.url}/readyz`)).rejects.toMatchObject({ name: 'ConnectionError', mayHaveArrived: false });
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  }
});

test('a request that is given up while there is no tunnel yet ends at once, and so does its way to the proxy', async () => {
  const ended: Promise<unknown>[] = [];
  const silent = http.createServer().on('connect', (_, socket) => {
    ended.push(once(socket.on('error', () => undefined).resume(), 'end').then(() => socket.destroy()));
  });
  const port = await listen(silent);
  const send = nodeSend({ proxies: { http: undefined, https: `http://user:pass@127.0.0.1:${port}`, except: undefined } });
  const controller = new AbortController();
  silent.once('connect', () => controller.abort());
  const url = 'https://server.invalid/';
  await expect(send({ ...request(url), signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  await expect(send({ ...request(url), connectTimeoutMs: 100 })).rejects.toMatchObject({ name: 'TimeoutError', mayHaveArrived: false });
  await Promise.all(ended);
  expect(ended).toHaveLength(2);
});
