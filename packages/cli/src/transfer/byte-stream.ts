import type { FilesApp } from '@filewharf/sdk';
import { TemporaryError } from '../output/failures.ts';
import type { Patience } from './patience.ts';

export interface StreamedFile {
  readonly id: string;
  /** First byte, and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * Fetches bytes of a file and hands them out in order, once. A line that breaks is taken up again where it broke, as long as the file stays
 * the same. Answers the entity tag of the version that they belong to.
 */
export async function streamFile(
  { client, patience, signal }: { client: FilesApp; patience: Patience; signal: AbortSignal },
  { id, from, to }: StreamedFile,
  take: (chunk: Uint8Array) => Promise<void> | undefined,
): Promise<string> {
  // None of the bytes there are: without a range the server would send them all. Of an empty file the tag is still asked for.
  if (from === to && from > 0) return '';
  let position = from;
  let etag = '';
  // Nothing of the file is in the range. A file that is empty is asked for all the same: to have been told so by the server.
  if (from === to && to > 0) return etag;
  do {
    await patience.attempt(async () => {
      const isEmpty = from === to;
      const response = await client.request('GET', `/api/v2/files/${id}`, {
        query: { download: true },
        headers: isEmpty ? {} : { range: `bytes=${position}-${to - 1}`, ...(etag === '' ? {} : { 'if-range': etag }) },
        signal,
      });
      const isAsked = isEmpty || (response.headers.get('content-range') ?? '').startsWith(`bytes ${position}-`);
      if (!isAsked) throw new TemporaryError('it was changed on the server while it was downloaded');
      etag = response.headers.get('etag') ?? '';
      for await (const chunk of response.stream()) {
        position += chunk.byteLength;
        await take(chunk);
        patience.progress();
      }
    });
  } while (position < to);
  return etag;
}
