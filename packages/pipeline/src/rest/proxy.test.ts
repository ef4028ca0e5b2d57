import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { allRows, impatientClock, startApi } from './api.test-setup.ts';
import { proxyFor, proxySettings } from './proxy.ts';
import { restApiSource, type RestApiOptions } from './source.ts';

let closeProxy: (() => Promise<void>) | undefined;
afterEach(async () => {
  await closeProxy?.();
  closeProxy = undefined;
});

/** A proxy on loopback for which every name is the API. What comes through a tunnel is kept, and goes nowhere. */
async function startProxy(api: string | undefined): Promise<{ url: string; seen: string[]; tunnelled: Promise<Buffer> }> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const proxy = createServer((incoming, outgoing) => {
    const { authorization, host } = incoming.headers;
    seen.push(`${incoming.method} ${incoming.url} ${host} ${incoming.headers['proxy-authorization']} ${authorization}`);
    if (api === undefined) {
      outgoing.writeHead(407).end();
      return;
    }
    const { pathname, search } = new URL(incoming.url ?? '');
    incoming.pipe(
      httpRequest(`${api}${pathname}${search}`, { method: incoming.method, headers: { authorization } }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  const tunnelled = new Promise<Buffer>((resolve) => {
    proxy.on('connect', (incoming: IncomingMessage, socket: Socket) => {
      seen.push(`CONNECT ${incoming.url} ${incoming.headers['proxy-authorization']} ${incoming.headers['authorization']}`);
      if (api === undefined) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      socket.on('error', () => undefined);
      socket.once('data', (data) => {
        resolve(data);
        socket.destroy();
      });
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    });
  });
  proxy.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  closeProxy = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
  };
  return { url: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen, tunnelled };
}

function rows(baseUrl: string, options: RestApiOptions): Promise<unknown[]> {
  const auth = { type: 'bearer', token: 'for the API' } as const;
  const config = { client: { base_url: baseUrl, auth, retry: { attempts: 1 } }, resources: ['rows'] };
  const [resource] = restApiSource(config, { clock: impatientClock(), ...options }).resources;
  return allRows(resource!);
}

const basic = `Basic ${Buffer.from('ann:pa ss').toString('base64')}`;

test('http goes through the proxy by its whole address, to this machine it goes directly', async () => {
  const api = await startApi(() => ({ body: [{ id: 1 }] }));
  const proxy = await startProxy(api.url);
  const env = { HTTP_PROXY: `http://ann:pa%20ss@${proxy.url}` };
  expect(await rows('http://api.test', { env })).toEqual([{ id: 1 }]);
  expect(proxy.seen).toEqual([`GET http://api.test/rows api.test ${basic} Bearer for the API`]);
  expect(api.requests.map(({ headers }) => headers['proxy-authorization'])).toEqual([undefined]);
  expect(await rows(api.url, { env })).toEqual([{ id: 1 }]);
  expect(proxy.seen).toHaveLength(1);
});

test('https goes through a tunnel, in which the proxy sees neither address nor credentials', async () => {
  const proxy = await startProxy('');
  const running = rows('https://api.test', { env: { https_proxy: `ann:pa%20ss@${proxy.url}` } });
  await expect(running).rejects.toThrow('resource rows, page 1: GET https://api.test/rows');
  expect(proxy.seen).toEqual([`CONNECT api.test:443 ${basic} undefined`]);
  // The first record of TLS: a handshake.
  expect((await proxy.tunnelled)[0]).toBe(0x16);
});

test('a proxy that refuses, is not there or is none is named, without its password', async () => {
  const proxy = await startProxy(undefined);
  const failure = async (env: Record<string, string>) => String(await rows('https://api.test', { env }).catch(String));
  const refused = await failure({ HTTPS_PROXY: `http://ann:canary@${proxy.url}` });
  expect(refused).toContain(`the proxy ${proxy.url} answered 407`);
  const gone = await failure({ HTTPS_PROXY: 'http://ann:canary@127.0.0.1:9' });
  expect(gone).toContain('the proxy 127.0.0.1:9: connect ECONNREFUSED');
  const none = await failure({ HTTPS_PROXY: 'socks5://ann:canary@127.0.0.1:9' });
  expect(none).toContain('HTTPS_PROXY is no address of a proxy');
  for (const message of [refused, gone, none]) expect(message).not.toContain('canary');
});

test('sources that others wrote go through no proxy, which would resolve names unchecked', async () => {
  const proxy = await startProxy('');
  await expect(rows('http://localhost.test.invalid', { env: { HTTP_PROXY: proxy.url }, addresses: 'public' })).rejects.toThrow();
  expect(proxy.seen).toEqual([]);
});

test('the variables of curl, the small ones first', () => {
  const env = { HTTP_PROXY: 'http://big', http_proxy: 'http://small', HTTPS_PROXY: '', NO_PROXY: 'a' };
  expect(proxySettings(env)).toEqual({ http: 'http://small', https: undefined, except: 'a' });
});

test('NO_PROXY names hosts, with what is below them, with a port or without', () => {
  const settings = { http: 'http://proxy:3128', https: 'proxy:3129', except: 'one.example, .two.example:8443,10.0.0.1,[fd00::1]' };
  const proxy = (url: string): string | undefined => proxyFor(new URL(url), settings)?.href;
  expect(proxy('http://other.example/')).toBe('http://proxy:3128/');
  expect(proxy('https://other.example/')).toBe('http://proxy:3129/');
  for (const url of [
    'http://one.example',
    'http://a.one.example',
    'https://a.two.example:8443',
    'http://10.0.0.1:99',
    'http://[fd00::1]:8',
  ])
    expect(proxy(url), url).toBeUndefined();
  for (const url of ['http://notone.example', 'https://a.two.example']) expect(proxy(url), url).toBeDefined();
  for (const url of ['http://localhost:8080', 'http://127.1.2.3', 'https://[::1]:8443', 'http://api.localhost'])
    expect(proxy(url), url).toBeUndefined();
  expect(proxyFor(new URL('http://x/'), { ...settings, except: '*' })).toBeUndefined();
});
