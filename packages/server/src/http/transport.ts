import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { ipAddress } from '../core/access/addresses.ts';

export interface TransportOptions {
  /** The listener is bound to a loopback address, so plain HTTP on it does not leave the machine. */
  readonly listenerIsLoopback: boolean;
  /** The listener itself speaks TLS. */
  readonly tls: boolean;
  /** Whether a peer may speak for its clients by X-Forwarded-*. Called with normalised addresses (`addresses.ts`). */
  readonly trustsProxy: (address: string) => boolean;
}

export interface TransportPolicy {
  /**
   * `secure`: TLS to us, or to a trusted proxy that says so. `loopback`: plain HTTP that does not leave the machine. `refused`: plain HTTP
   * over a network; answer 403 `forbidden` with `Connection: close`, never a redirect, which would teach clients to go on like this.
   */
  check(request: IncomingMessage): 'secure' | 'loopback' | 'refused';
  /**
   * The address of the client for limits and the log: the peer, or, as long as that is a trusted proxy, the rightmost entry of
   * X-Forwarded-For that is not one. What stands further left was written by the client. `unknown` once the connection is gone.
   */
  clientAddress(request: IncomingMessage): string;
}

/** The other end of a connection. */
interface Peer {
  /** Undefined when the connection is gone. */
  readonly address: string | undefined;
  readonly isTrusted: boolean;
}

/** The rules of DESIGN section 6 for what may come in over plain HTTP, and for whom forwarded headers are believed. */
export function transportPolicy({ listenerIsLoopback, tls, trustsProxy }: TransportOptions): TransportPolicy {
  /** It stays the same for all requests of a connection, and looking through the trusted proxies costs a tenth of a small request. */
  const peers = new WeakMap<Socket, Peer>();

  function peerOf({ socket }: IncomingMessage): Peer {
    const known = peers.get(socket);
    if (known !== undefined) return known;
    const address = ipAddress(socket.remoteAddress);
    const peer = { address, isTrusted: address !== undefined && trustsProxy(address) };
    if (address !== undefined) peers.set(socket, peer);
    return peer;
  }

  return {
    check(request) {
      const forwarded = request.headers['x-forwarded-proto'];
      if (forwarded !== undefined && peerOf(request).isTrusted) {
        // In a chain every hop must have been secure. A proxy that we believe and that says "http" is believed on any listener.
        return listOf(forwarded).every((scheme) => scheme.toLowerCase() === 'https') ? 'secure' : 'refused';
      }
      if (tls) return 'secure';
      return listenerIsLoopback ? 'loopback' : 'refused';
    },

    clientAddress(request) {
      const peer = peerOf(request);
      if (peer.address === undefined || !peer.isTrusted) return peer.address ?? 'unknown';
      let client = peer.address;
      for (const entry of listOf(request.headers['x-forwarded-for'] ?? '').toReversed()) {
        const address = forwardedAddress(entry);
        // An entry that is no address was not written by a proxy that we know: the one who passed it on is the last known.
        if (address === undefined) return client;
        client = address;
        if (!trustsProxy(address)) return client;
      }
      return client;
    },
  };
}

function listOf(header: string | string[]): string[] {
  return String(header)
    .split(',')
    .map((entry) => entry.trim());
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function forwardedAddress(entry: string): string | undefined {
  const match = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d{1,5})?$/.exec(entry);
  return ipAddress(match?.[1] ?? match?.[2] ?? entry);
}

/** A request that is not read. Answer with `Connection: close`. */
export interface Rejection {
  readonly status: 400 | 415;
  readonly message: string;
}

/**
 * What Node's strict parser lets through and another program on the way could read differently than we do: no Host header or a second one
 * (RFC 9112 section 3.2 asks for 400), and a transfer coding besides chunked.
 */
export function rejectBadFraming(request: IncomingMessage): Rejection | undefined {
  const { headers, rawHeaders } = request;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1) return { status: 400, message: 'The request has more than one Host header.' };
  if (hosts === 0 && request.httpVersion === '1.1') return { status: 400, message: 'The request has no Host header.' };
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') {
    return { status: 400, message: 'The only transfer coding that this server reads is chunked.' };
  }
  return undefined;
}

/** Bodies are stored as they come and never unpacked; RFC 9110 section 8.4 asks for 415. */
export function rejectEncodedBody(request: IncomingMessage): Rejection | undefined {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== '' && encoding.trim().toLowerCase() !== 'identity') {
    return { status: 415, message: 'Send the body without Content-Encoding; files are stored as they come.' };
  }
  return undefined;
}
