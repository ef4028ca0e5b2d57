import fastify from 'fastify';
import { onTestFinished } from 'vitest';
import { openTestCore, put, type Put, type TestCore, type TestCoreOptions } from '../core/core.test-setup.ts';
import type { FileNode } from '../core/metadata.ts';
import type { NewShare } from '../core/sharing/shares.ts';
import { landingPage } from './landing.ts';
import { sharePages, shortLinks } from './share.ts';

/** The pages over a real core, reached over HTTP as visitors do. */
export interface TestPages extends TestCore {
  readonly url: string;
  /** What the pages reported to the operator. */
  readonly faults: unknown[];
  /** Uploads a file and makes a link to it. */
  share(wanted?: Partial<Put & NewShare>): Promise<TestLink>;
}

export interface TestLink {
  readonly file: FileNode;
  readonly shareId: string;
  readonly token: string;
  /** `/s/<token>` */
  readonly path: string;
  /** The page. */
  readonly page: string;
  readonly download: string;
}

/** The address that a visitor of the tests says to have, in place of a proxy's word. */
export const addressHeader = 'x-test-address';

export async function openTestPages(options: TestCoreOptions & { readonly secure?: boolean } = {}): Promise<TestPages> {
  const opened = await openTestCore(options);
  const { core, clock, admin } = opened;
  const faults: unknown[] = [];
  // The client can have all bytes of an answer before the server knows that it is over; nobody waits for that here.
  const app = fastify({ routerOptions: { maxParamLength: 2048 }, forceCloseConnections: true });
  await app.register(landingPage({ publicUrl: () => 'https://files.example.com', dashboard: undefined }));
  await app.register(
    sharePages({
      core,
      clock,
      secure: options.secure ?? false,
      clientAddress: (request) => String(request.headers[addressHeader] ?? '192.0.2.1'),
      onInternalError: (error) => faults.push(error),
    }),
    { prefix: '/s' },
  );
  await app.register(shortLinks(), { prefix: '/f' });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());

  return {
    ...opened,
    url,
    faults,
    async share({ name = 'report.txt', bytes = 'the report', encrypted = true, ...wanted } = {}) {
      const file = await put(opened, admin, { name, bytes, encrypted });
      const { share, token } = await core.shares.create(admin, { fileId: file.id, allowDownload: true, ...wanted });
      const path = `/s/${token}`;
      return { file, shareId: share.id, token, path, page: `${url}${path}`, download: `${url}${path}/download` };
    },
  };
}

/** Sends the password as the page's form does, without following the redirect. */
export function postPassword(link: TestLink, password: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(link.page, {
    method: 'POST',
    body: new URLSearchParams({ password }),
    redirect: 'manual',
    headers: { accept: 'text/html', ...headers },
  });
}

/** The cookie of an answer, as it is sent back. */
export function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').replace(/;.*/, '');
}

export const asProgram = { accept: 'application/json' };
export const asPerson = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8' };

export function asUser(password: string, user = ''): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
