import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { FilewharfError } from '../transport/errors.ts';

/** What the environment says of proxies, in the variables that curl reads too. */
export interface ProxySettings {
  /** For http addresses: HTTP_PROXY. */
  readonly http: string | undefined;
  /** For https addresses: HTTPS_PROXY. */
  readonly https: string | undefined;
  /** NO_PROXY: names, `.suffixes` and `*`, separated by commas, each with a port or without. */
  readonly except: string | undefined;
}

export function proxySettings(env: (name: string) => string | undefined): ProxySettings {
  return {
    http: env('http_proxy') ?? env('HTTP_PROXY'),
    https: env('https_proxy') ?? env('HTTPS_PROXY'),
    except: env('no_proxy') ?? env('NO_PROXY'),
  };
}

/** The proxy for an address; undefined when it is reached directly. Throws when it is no address. */
export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  const isSecure = url.protocol === 'https:';
  const proxy = isSecure ? settings.https : settings.http;
  if (proxy === undefined || isExcepted(url, settings.except ?? '')) return undefined;
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  // Without the value, as there may be a password in it.
  if (!URL.canParse(address)) throw new FilewharfError(`${isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY'} is not the address of a proxy`);
  return new URL(address);
}

function isExcepted(url: URL, except: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return except
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const suffix = name.replace(/^\*?\./, '');
      if (suffix === '' || (onlyPort !== undefined && onlyPort !== port)) return false;
      return url.hostname === suffix || url.hostname.endsWith(`.${suffix}`);
    });
}

/** The proxy's own credentials, which are for nobody else. */
export function proxyHeaders(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** Where the proxy is. Node would send the credentials of an address to whoever is behind it, too. */
export function proxyAddress({ protocol, hostname, port }: URL): { protocol: string; hostname: string; port: string } {
  return { protocol, hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

/** What an agent is told; a failure comes without a connection, whatever the types of Node say. */
type Created = (error: Error | null, connection?: Duplex) => void;

export interface TunnelledOptions extends https.RequestOptions {
  /** Ends the way to the tunnel, while there is none. (Agents are not told of the `signal` of a request.) */
  readonly tunnelSignal?: AbortSignal;
}

/** Connections to https servers through a tunnel, which the proxy cannot look into. */
export class TunnelAgent extends https.Agent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: https.AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: TunnelledOptions, callback?: (error: Error | null, connection: Duplex) => void): undefined {
    const created = callback as Created;
    const target = `${options.host ?? ''}:${options.port ?? 443}`;
    const { protocol } = this.#proxy;
    const request = (protocol === 'https:' ? https : http).request({
      ...proxyAddress(this.#proxy),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyHeaders(this.#proxy) },
      agent: false,
      localAddress: options.localAddress,
      signal: options.tunnelSignal,
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) created(null, tls.connect({ ...(options as tls.ConnectionOptions), socket }));
      else {
        socket.destroy();
        created(new Error(`the proxy ${this.#proxy.host} answered ${response.statusCode}`));
      }
    });
    request.once('response', (response) => {
      response.resume();
      created(new Error(`the proxy ${this.#proxy.host} answered ${response.statusCode}`));
    });
    request.once('error', (error) => created(new Error(`the proxy ${this.#proxy.host}: ${error.message}`, { cause: error })));
    request.end();
    return undefined;
  }
}
