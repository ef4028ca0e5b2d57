import { createServer, type OutgoingHttpHeaders } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { openTestCore, put } from '../core/core.test-setup.ts';
import { AppError } from '../core/errors.ts';
import { fileEtag, mediaTypeOf, sendFile, type SentFile } from './file-response.ts';

it.each([
  ['a.pdf', 'application/pdf'],
  ['A.PNG', 'image/png'],
  ['a.tar.gz', 'application/gzip'],
  ['a.txt', 'text/plain'],
  ['png', 'application/octet-stream'],
  ['.png', 'application/octet-stream'],
  ['a.', 'application/octet-stream'],
  ['a.unheard-of', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('the name %j stands for %s', (name, type) => {
  expect(mediaTypeOf(name)).toBe(type);
});

/** Serves one file to its owner, and tells what `sendFile` answered or threw. */
async function serve(bytes: string, extraHeaders?: OutgoingHttpHeaders) {
  const opened = await openTestCore();
  const { core, admin } = opened;
  const file = await put(opened, admin, { name: 'a.txt', bytes });
  const results: (SentFile | { readonly code: string })[] = [];
  const server = createServer((request, response) => {
    const fileId = request.url === '/' ? file.id : 'file_none';
    sendFile({
      request,
      response,
      core,
      principal: admin,
      fileId,
      disposition: 'inline',
      ...(extraHeaders === undefined ? {} : { extraHeaders }),
    }).then(
      (sent) => results.push(sent),
      (error: unknown) => {
        results.push({ code: error instanceof AppError ? error.code : 'unknown' });
        response.writeHead(418).end(String(response.headersSent));
      },
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, file, results };
}

it('tells what was sent', async () => {
  const { url, file, results } = await serve('0123456789');
  const ask = async (headers: Record<string, string>, method = 'GET'): Promise<string> => (await fetch(url, { method, headers })).text();
  const etag = fileEtag(file);
  expect((await fetch(url)).headers.get('etag')).toBe(etag);
  expect(await ask({ range: 'bytes=2-4' })).toBe('234');
  await ask({}, 'HEAD');
  await ask({ 'if-none-match': etag });
  await ask({ 'if-match': '"other"' });
  expect(results).toEqual([
    { status: 200, bytes: 10 },
    { status: 206, bytes: 3 },
    { status: 200, bytes: 0 },
    { status: 304, bytes: 0 },
    { status: 412, bytes: 0 },
  ]);
});

it('throws before the answer has begun, so that the caller can give another', async () => {
  const { url, results } = await serve('0123456789');
  expect((await fetch(`${url}/other`)).status).toBe(418);
  const unsatisfiable = await fetch(url, { headers: { range: 'bytes=10-' } });
  expect([unsatisfiable.status, unsatisfiable.headers.get('content-range')]).toEqual([418, 'bytes */10']);
  expect(results).toEqual([{ code: 'not_found' }, { code: 'range_not_satisfiable' }]);
});

it('puts the headers of the caller on every answer of its own, over the defaults', async () => {
  const { url } = await serve('0123456789', { 'cache-control': 'no-store', 'x-request-id': '7' });
  for (const headers of [{}, { range: 'bytes=0-0' }, { 'if-match': '"other"' }, { 'if-modified-since': 'Fri, 15 Jan 2100 10:30:00 GMT' }]) {
    const answer = await fetch(url, { headers });
    expect([answer.headers.get('cache-control'), answer.headers.get('x-request-id')]).toEqual(['no-store', '7']);
  }
});
