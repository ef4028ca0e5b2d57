import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { addressMatcher } from '../core/access/addresses.ts';
import { rejectBadFraming, rejectEncodedBody, transportPolicy } from './transport.ts';

const trustsProxy = addressMatcher(['10.0.0.0/8', 'fd00::/8']);

function request(remoteAddress: string | undefined, headers: Record<string, string> = {}): IncomingMessage {
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('check', () => {
  const https = { 'x-forwarded-proto': 'https' };
  const http = { 'x-forwarded-proto': 'http' };
  test.each<[string, { listenerIsLoopback?: boolean; tls?: boolean }, string | undefined, Record<string, string>, string]>([
    ['TLS', { tls: true }, '192.0.2.1', {}, 'secure'],
    ['TLS, header of a stranger', { tls: true }, '192.0.2.1', http, 'secure'],
    ['TLS to us, plain to the proxy', { tls: true }, '10.0.0.1', http, 'refused'],
    ['loopback', { listenerIsLoopback: true }, '127.0.0.1', {}, 'loopback'],
    ['loopback, header of a stranger', { listenerIsLoopback: true }, '127.0.0.1', http, 'loopback'],
    ['loopback, trusted proxy with https', { listenerIsLoopback: true }, '10.0.0.1', https, 'secure'],
    ['loopback, trusted proxy with http', { listenerIsLoopback: true }, '10.0.0.1', http, 'refused'],
    ['network', {}, '192.0.2.1', {}, 'refused'],
    ['network, spoofed header', {}, '192.0.2.1', https, 'refused'],
    ['network, peer on loopback', {}, '127.0.0.1', {}, 'refused'],
    ['trusted proxy with https', {}, '10.0.0.1', https, 'secure'],
    ['trusted proxy with HTTPS', {}, '::ffff:10.0.0.1', { 'x-forwarded-proto': ' HTTPS ' }, 'secure'],
    ['trusted proxy without a word', {}, '10.0.0.1', {}, 'refused'],
    ['trusted proxy with http', {}, '10.0.0.1', http, 'refused'],
    ['chain of https', {}, '10.0.0.1', { 'x-forwarded-proto': 'https, https' }, 'secure'],
    ['chain with a plain hop', {}, '10.0.0.1', { 'x-forwarded-proto': 'https,http' }, 'refused'],
    ['empty header', {}, '10.0.0.1', { 'x-forwarded-proto': '' }, 'refused'],
    ['a peer that is gone', {}, undefined, https, 'refused'],
  ])('%s', (_, listener, peer, headers, expected) => {
    const policy = transportPolicy({ listenerIsLoopback: false, tls: false, trustsProxy, ...listener });
    expect(policy.check(request(peer, headers))).toBe(expected);
  });
});

describe('clientAddress', () => {
  const policy = transportPolicy({ listenerIsLoopback: false, tls: false, trustsProxy });
  test.each([
    ['192.0.2.1', undefined, '192.0.2.1'],
    ['::ffff:192.0.2.1', undefined, '192.0.2.1'],
    ['192.0.2.1', '198.51.100.1', '192.0.2.1'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '1.1.1.1, 198.51.100.1,10.0.0.2', '198.51.100.1'],
    ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['10.0.0.1', '198.51.100.1, unknown, 10.0.0.2', '10.0.0.2'],
    ['10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['10.0.0.1', '[2001:DB8::1]:4711', '2001:db8::1'],
    ['10.0.0.1', '2001:db8::1', '2001:db8::1'],
    ['fd00::1', '::ffff:198.51.100.1', '198.51.100.1'],
    [undefined, '198.51.100.1', 'unknown'],
  ])('peer %s, forwarded for %s', (peer, forwarded, expected) => {
    expect(policy.clientAddress(request(peer, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }))).toBe(expected);
  });
});

test.each([
  ['', 0],
  ['Host: y\r\n', 400],
  ['hOST: x\r\n', 400],
  ['Content-Encoding: identity\r\n', 0],
  ['Content-Encoding: gzip\r\n', 415],
  ['Content-Encoding: identity\r\nContent-Encoding: gzip\r\n', 415],
  ['Transfer-Encoding: chunked\r\n', 0],
  ['Transfer-Encoding: gzip, chunked\r\n', 400],
])('rejectBadFraming and rejectEncodedBody through the parser: %j', async (lines, status) => {
  const server = createServer((incoming, response) => {
    incoming.resume();
    response.end(String((rejectBadFraming(incoming) ?? rejectEncodedBody(incoming))?.status ?? 0));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.end(`POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines}\r\n0\r\n\r\n`);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(socket, 'close');
  server.close();
  expect(text).toContain('200 OK');
  expect(text.endsWith(`\r\n\r\n${String(status)}`) || text.includes(`\r\n${String(status)}\r\n0`)).toBe(true);
});
