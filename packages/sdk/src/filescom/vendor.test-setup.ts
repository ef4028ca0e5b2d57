import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { sendJson, startRecorder, type Recorded, type Recorder } from '../server.test-setup.ts';

export const partSize = 20;
const api = '/api/rest/v1';

/** Path and query of a request below the API, with the query's names in order, decoded where nothing gets lost by it. */
function line({ method, url, body }: Recorded): string {
  const { pathname, searchParams } = new URL(url, 'http://x');
  searchParams.sort();
  const query = searchParams.size === 0 ? '' : `?${decodeURIComponent(searchParams.toString())}`;
  const text = body.byteLength === 0 ? '' : ` ${body.toString()}`;
  return `${method} ${pathname.replace(api, '')}${query}${text}`;
}

export interface Vendor extends Recorder {
  /** The requests until now as `line` has them, and forgets them. */
  lines(): string[];
  /** What has been put under an address for parts, by the part's number. */
  readonly parts: Map<string, Buffer>;
}

export type Other = (request: Recorded, response: ServerResponse) => boolean;

/**
 * As much of the vendor's service as its recorded answers tell, with parts of 20 bytes: uploads in parts, downloads, lists of two pages.
 * `other` answers in its place what it wants to.
 */
export async function startVendor(other: Other = () => false): Promise<Vendor> {
  const parts = new Map<string, Buffer>();
  let uploads = 0;
  const recorder = await startRecorder((request, response) => {
    if (other(request, response)) return;
    const { method } = request;
    const { pathname, searchParams } = new URL(request.url, recorder.url);
    const path = decodeURIComponent(pathname.replace(api, ''));
    const body = (request.headers['content-type'] === 'application/json' ? JSON.parse(request.body.toString() || '{}') : {}) as {
      ref?: string;
      part?: number;
      action?: string;
    };

    if (method === 'PUT') {
      parts.set(pathname, request.body);
      response.writeHead(200, { etag: `"${createHash('md5').update(request.body).digest('hex')}"` }).end();
    } else if (path.startsWith('/file_actions/begin_upload/')) {
      if (body.ref === undefined) uploads += 1;
      const ref = body.ref ?? `put-${uploads}`;
      const upload = {
        ref,
        partsize: partSize,
        parallel_parts: true,
        part_number: body.part,
        available_parts: 10_000,
        http_method: 'PUT',
        headers: {},
      };
      sendJson(response, 200, [{ ...upload, upload_uri: `${recorder.url}/up/${ref}/${body.part}` }]);
    } else if (body.action === 'end') {
      const sizes = [...parts].filter(([name]) => name.startsWith(`/up/${body.ref}/`)).map(([, bytes]) => bytes.byteLength);
      sendJson(response, 201, { path: path.replace('/files/', ''), size: sizes.reduce((sum, size) => sum + size, 0) });
    } else if (method === 'GET' && path.startsWith('/files/')) {
      sendJson(response, 200, { path: path.replace('/files/', ''), size: 5, download_uri: `${recorder.url}/down` });
    } else if (pathname === '/down')
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': '5' }).end('hello');
    else if (path === '/users' && !searchParams.has('cursor')) sendJson(response, 200, [{ id: 1 }], { 'x-files-cursor': 'c2:next:AAA=' });
    else if (method === 'GET' && !path.includes('metadata') && !path.endsWith('/site')) sendJson(response, 200, []);
    else if (method === 'DELETE') response.writeHead(204).end();
    else sendJson(response, 201, { id: 'session-id', status: 'completed' });
  });
  return {
    ...recorder,
    parts,
    lines: () => recorder.requests.splice(0).map(line),
  };
}
