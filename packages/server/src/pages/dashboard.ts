import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';

/** A file of the dashboard with the forms that its build compressed it to. */
interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
}

/** The built dashboard, in memory. */
export interface Dashboard {
  readonly index: Asset;
  /** By the path below `/assets/`. */
  readonly assets: ReadonlyMap<string, Asset>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Every address that the dashboard has pages at; it sorts out by itself what is there. */
const addresses = ['/sign-in', '/files', '/files/*', '/shares', '/trash', '/settings', '/settings/*'];

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self'",
    // A document (PDF) that the page has got itself; the browser's viewer is an object in that frame.
    'frame-src blob:',
    'object-src blob:',
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Reads a built dashboard; undefined when none is in the folder. */
export async function loadDashboard(folder: string): Promise<Dashboard | undefined> {
  const index = await load(folder, 'index.html');
  if (index === undefined) return undefined;
  const assets = new Map<string, Asset>();
  for (const name of await readdir(join(folder, 'assets'))) {
    const asset = types[extname(name)] === undefined ? undefined : await load(join(folder, 'assets'), name);
    if (asset !== undefined) assets.set(name, asset);
  }
  return { index, assets };
}

async function load(folder: string, name: string): Promise<Asset | undefined> {
  const [plain, br, gzip] = await Promise.all(['', '.br', '.gz'].map(async (ending) => readIfThere(join(folder, name + ending))));
  if (plain === undefined) return undefined;
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { type: types[extname(name)] ?? 'application/octet-stream', etag, plain, br, gzip };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** True for browsers on their way to a page; programs ask for anything, or for JSON. */
export function wantsPage({ headers: { accept = '' } }: FastifyRequest): boolean {
  return accept.includes('text/html');
}

/** Answers the page that the dashboard begins with. It names its assets by their content, so it is asked for anew each time. */
export function sendDashboard({ index }: Dashboard, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return send(index, request, reply.headers(headers).header('cache-control', 'no-cache'));
}

function send(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  void reply.header('vary', 'accept, accept-encoding').header('etag', asset.etag).type(asset.type);
  if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send();
  if (asset.br !== undefined && /\bbr\b(?!;q=0)/.test(accepted)) return reply.header('content-encoding', 'br').send(asset.br);
  if (asset.gzip !== undefined && /\bgzip\b(?!;q=0)/.test(accepted)) return reply.header('content-encoding', 'gzip').send(asset.gzip);
  return reply.send(asset.plain);
}

/** The pages of the dashboard but `/`, and what they load. Register it without a prefix. */
export function dashboardPages(dashboard: Dashboard): FastifyPluginAsync {
  return async (app) => {
    app.route<{ Params: { '*': string } }>({
      method: ['GET', 'HEAD'],
      url: '/assets/*',
      handler: async (request, reply) => {
        const asset = dashboard.assets.get(request.params['*']);
        if (asset === undefined) return reply.callNotFound();
        // Its name holds the hash of its content.
        return send(asset, request, reply.headers(headers).header('cache-control', 'public, max-age=31536000, immutable'));
      },
    });
    for (const url of addresses) {
      app.route({
        method: ['GET', 'HEAD'],
        url,
        handler: async (request, reply) => (wantsPage(request) ? sendDashboard(dashboard, request, reply) : reply.callNotFound()),
      });
    }
  };
}
