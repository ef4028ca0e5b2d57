import type { CallOptions, Connection } from '../transport/connection.ts';
import { blobContent, bytesContent, multipartBody } from '../transport/content.ts';
import { progressMeter, type Progress, type SendWatch } from '../transport/progress.ts';
import type { Content } from '../transport/send.ts';
import type { InitUploadParams, StoredFile } from './wire.ts';
import { callApi, callObject, callOptions, path, toCall } from './api.ts';
import type { AbortUploadAnswer, InitUploadAnswer, PutChunkAnswer, Upload } from './wire.ts';

export interface PutChunkOptions extends CallOptions {
  /** Bytes of this chunk that have gone out; what has to be sent again is taken back first. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The steps of a chunked upload, for whoever wants to take them one by one; `upload` does all of this by itself. */
export interface Chunks {
  /** Begins. Every chunk but the last has the size that this answers: the whole by the number of chunks, rounded up. */
  init(upload: InitUploadParams, options?: CallOptions): Promise<InitUploadAnswer>;
  /** Stores one chunk, counted from 0: in any order, several at once, again. */
  put(uploadId: string, chunkIndex: number, data: Uint8Array | Blob, options?: PutChunkOptions): Promise<PutChunkAnswer>;
  /** Which chunks are there. */
  status(uploadId: string, options?: CallOptions): Promise<Upload>;
  /** Makes the file of them. Repeated, it answers the same file. */
  complete(uploadId: string, options?: CallOptions): Promise<StoredFile>;
  abort(uploadId: string, options?: CallOptions): Promise<AbortUploadAnswer>;
}

export function putChunk(
  connection: Connection,
  chunk: { readonly uploadId: string; readonly index: number; readonly content: Content },
  options: CallOptions | undefined,
  watch?: SendWatch,
): Promise<PutChunkAnswer> {
  return callObject<PutChunkAnswer>(connection, {
    // The last one stored for an index counts, so that a chunk can be sent again.
    ...toCall({ method: 'POST', path: '/chunks', options, repeatSafe: true }),
    body: multipartBody(
      { upload_id: chunk.uploadId, chunk_index: String(chunk.index) },
      { field: 'data', filename: `chunk-${chunk.index}`, content: chunk.content },
    ),
    ...watch,
  });
}

export function chunksOf(connection: Connection): Chunks {
  return {
    // An upload that nobody goes on with expires by itself.
    init: (params, options) => callApi(connection, { method: 'POST', path: '/chunks/init', params, options, repeatSafe: true }),
    put(uploadId, index, data, options = {}) {
      const content = data instanceof Uint8Array ? bytesContent(data) : blobContent(data);
      const total = content.size ?? 0;
      const watch = progressMeter(options.onProgress, { skipped: 0, total })(total);
      return putChunk(connection, { uploadId, index, content }, callOptions(options), watch);
    },
    status: async (uploadId, options) => callApi(connection, { method: 'GET', path: path`/chunks/${uploadId}`, options }),
    complete: async (uploadId, options) =>
      callApi(connection, { method: 'POST', path: '/chunks/complete', params: { uploadId }, options, repeatSafe: true }),
    abort: async (uploadId, options) => callApi(connection, { method: 'DELETE', path: path`/chunks/${uploadId}`, options }),
  };
}
