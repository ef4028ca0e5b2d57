import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { json, send, type Answer } from './client.ts';
import { startServer, withoutRequestLimit, type Server, type ServerOptions } from './server.ts';

/** A server as the clients of Files.com want it: with TLS, because the JavaScript client downloads over nothing else. */
export interface Site extends Server {
  /** The certificate to trust, and the file that it is in. */
  readonly ca: Buffer;
  readonly caFile: string;
  readonly username: string;
  readonly password: string;
  /** The administrator's key as the Python client takes it: letters and digits only. */
  readonly key: string;
}

const administrator = { username: 'admin', password: 'correct horse battery staple' };

export async function startSite({ env = {}, args = [], ...options }: ServerOptions = {}): Promise<Site> {
  const server = await startServer({
    ...options,
    args: ['--tls-self-signed', ...args],
    env: { ...withoutRequestLimit, FILEWHARF_ADMIN_PASSWORD: administrator.password, ...env },
  });
  const caFile = join(server.dataDir, 'tls', 'self-signed.crt');
  return Object.assign(server, { ...administrator, ca: readFileSync(caFile), caFile, key: alphanumeric(server.apiKey) });
}

/** The spelling of a key without what the Python client refuses. */
export function alphanumeric(key: string): string {
  return key.replaceAll('_', '');
}

/** The environment of a program that drives a vendor's client: where the site is, who comes, and whom to trust, in each runtime's words. */
export function environmentFor(site: Site, key: string = site.key): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return {
    PATH,
    HOME,
    SITE_URL: site.url,
    SITE_KEY: key,
    SITE_USERNAME: site.username,
    SITE_PASSWORD: site.password,
    NODE_EXTRA_CA_CERTS: site.caFile,
    REQUESTS_CA_BUNDLE: site.caFile,
    SSL_CERT_FILE: site.caFile,
  };
}

export type Rest = ReturnType<typeof restOf>;

/** The Files.com API with one key, without a client of the vendor. */
export function restOf(site: Pick<Site, 'url' | 'ca' | 'key'>, key: string = site.key) {
  function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { 'x-filesapi-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return send(`${site.url}/api/rest/v1${path}`, { ca: site.ca, method, headers, hangAfter: 60_000, ...text });
  }
  async function good<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString('utf8')}`);
    return answer.status === 204 ? (undefined as T) : json<T>(answer);
  }
  return { key, call, good };
}

/** A key of the same user that sees only this folder. */
export async function keyForFolder(rest: Rest, path: string): Promise<string> {
  return (await rest.good<{ key: string }>('POST', '/api_keys', { user_id: 0, name: `for ${path}`, path })).key;
}

/** A path as one segment of a URL. */
export function segment(path: string): string {
  return encodeURIComponent(path);
}
