import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

/** What the environment says of proxies, in the variables that curl reads too. */
export interface ProxySettings {
  /** For http addresses: HTTP_PROXY. */
  readonly http: string | undefined;
  /** For https addresses: HTTPS_PROXY. */
  readonly https: string | undefined;
  /** NO_PROXY: names, `.suffixes` and `*`, separated by commas, each with a port or without. */
  readonly except: string | undefined;
}

export function proxySettings(env: Readonly<Record<string, string | undefined>>): ProxySettings {
  const named = (name: string): string | undefined => {
    const value = env[name.toLowerCase()] ?? env[name];
    return value === '' ? undefined : value;
  };
  return { http: named('HTTP_PROXY'), https: named('HTTPS_PROXY'), except: named('NO_PROXY') };
}

/** The proxy for an address; undefined when it is reached directly, as this machine itself always is. @throws Error for a setting that is no address, without repeating it */
export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  const [name, proxy] = url.protocol === 'https:' ? ['HTTPS_PROXY', settings.https] : ['HTTP_PROXY', settings.http];
  if (proxy === undefined || isLoopback(url) || isExcepted(url, settings.except ?? '')) return undefined;
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  // It may hold a password.
  if (!/^https?:/.test(address) || !URL.canParse(address)) throw new Error(`${name} is no address of a proxy, such as http://proxy:3128`);
  return new URL(address);
}

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

function isExcepted(url: URL, except: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return except
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .some((entry) => {
      if (entry === '*' || entry === host) return true;
      const [, name = '', onlyPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
      const suffix = name.replace(/^\*?\./, '');
      if (suffix === '' || (onlyPort !== undefined && onlyPort !== port)) return false;
      return host === suffix || host.endsWith(`.${suffix}`);
    });
}

/** A request through a proxy as Node wants it: without encryption there is no tunnel, and the proxy is asked for the whole address. */
export function throughProxy(proxy: URL, url: URL, headers: http.OutgoingHttpHeaders): https.RequestOptions {
  return { ...proxyAddress(proxy), path: url.href, headers: { ...headers, host: url.host, ...proxyHeaders(proxy) } };
}

/** The proxy's own credentials, which are for nobody else. */
function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** Where the proxy is. Node would send the credentials of an address to whoever is behind it, too. */
function proxyAddress({ protocol, hostname, port }: URL): { protocol: string; hostname: string; port: string } {
  return { protocol, hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

/** The proxy did not make a connection. The code lets the request count as one that failed on its way. */
class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code = 'PROXY';
}

/** Connections to https servers through a tunnel, which the proxy cannot look into. */
export class TunnelAgent extends https.Agent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: https.AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: https.RequestOptions, callback?: (error: Error | null, connection: Duplex) => void): undefined {
    // A failure comes without a connection, whatever the types of Node say.
    const created = callback as (error: Error | null, connection?: Duplex) => void;
    const target = `${options.host ?? ''}:${options.port ?? 443}`;
    const { protocol, host } = this.#proxy;
    const request = (protocol === 'https:' ? https : http).request({
      ...proxyAddress(this.#proxy),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyHeaders(this.#proxy) },
      agent: false,
    });
    const { signal } = options;
    const stop = (): void => void request.destroy();
    signal?.addEventListener('abort', stop, { once: true });
    const refused = (response: http.IncomingMessage): void => created(new ProxyError(`the proxy ${host} answered ${response.statusCode}`));
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) created(null, tls.connect({ ...(options as tls.ConnectionOptions), socket }));
      else {
        socket.destroy();
        refused(response);
      }
    });
    request.once('response', (response) => {
      response.resume();
      refused(response);
    });
    request.once('error', (error) => created(new ProxyError(`the proxy ${host}: ${error.message}`, { cause: error })));
    request.once('close', () => signal?.removeEventListener('abort', stop));
    request.end();
    return undefined;
  }
}
