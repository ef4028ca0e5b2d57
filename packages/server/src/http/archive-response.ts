import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Archive } from '../core/content/zip-downloads.ts';
import { AppError } from '../core/errors.ts';
import { evaluateConditions } from './conditional.ts';
import { contentDisposition } from './content-disposition.ts';
import { harmless } from './file-response.ts';
import { contentRange, parseRange } from './range.ts';
import { sendBytes } from './send-bytes.ts';

/**
 * Answers a GET or HEAD with an archive, as `sendFile` does with a file. Its length is exact, and a range of it can be asked for.
 * Answers how many bytes of it the kernel took.
 */
export async function sendArchive(
  { request, response, extraHeaders }: { request: IncomingMessage; response: ServerResponse; extraHeaders: OutgoingHttpHeaders },
  archive: Archive,
): Promise<number> {
  const { sizeBytes } = archive;
  const etag = `"${archive.tag}"`;
  const always = { ...harmless, 'cache-control': 'private, no-cache', etag, ...extraHeaders };
  const verdict = evaluateConditions({ method: request.method ?? 'GET', headers: request.headers, current: { etag } });
  if (verdict.outcome !== 'proceed') {
    const status = verdict.outcome === 'not_modified' ? 304 : 412;
    response.writeHead(status, status === 304 ? always : { ...always, 'content-length': 0 }).end();
    return 0;
  }
  const range = verdict.rangeApplies ? parseRange(request.headers.range, sizeBytes) : 'none';
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', contentRange(undefined, sizeBytes));
    throw new AppError('range_not_satisfiable', `The archive has ${sizeBytes} bytes.`);
  }
  const { start, end } = range === 'none' ? { start: 0, end: sizeBytes } : range;
  return sendBytes(response, archive.bytes(start, end), {
    status: range === 'none' ? 200 : 206,
    headers: {
      'content-type': 'application/zip',
      'content-disposition': contentDisposition('attachment', archive.name),
      'accept-ranges': 'bytes',
      ...always,
      ...(range === 'none' ? {} : { 'content-range': contentRange(range, sizeBytes) }),
      'content-length': end - start,
    },
  });
}
