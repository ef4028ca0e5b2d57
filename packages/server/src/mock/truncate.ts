import type { ServerResponse } from 'node:http';

/**
 * Lets the head of the answer through and so many bytes of its body, and then ends the connection; who writes the answer notices it as
 * a client that left. An answer that is no longer goes out whole. To be called before anything is written.
 */
export function truncateAnswer(response: ServerResponse, bytes: number): void {
  if (response.req.method === 'HEAD') return;
  const { write, end } = response;
  let left = bytes;
  let cut = false;

  /** True when the answer ends in this piece, or has ended. */
  function cutsOff(piece: Buffer): boolean {
    if (cut) return true;
    if (piece.length <= left) {
      left -= piece.length;
      return false;
    }
    cut = true;
    const { socket } = response.req;
    // An empty piece would be written without the head before it.
    response.flushHeaders();
    write.call(response, piece.subarray(0, left), 'utf8', () => socket.destroySoon());
    return true;
  }

  response.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (cutsOff(bytesOf(chunk, rest[0]))) return false;
    return Reflect.apply(write, response, [chunk, ...rest]) as boolean;
  }) as typeof write;

  response.end = ((chunk?: unknown, ...rest: unknown[]): ServerResponse => {
    const hasChunk = typeof chunk === 'string' || chunk instanceof Uint8Array;
    if (cutsOff(hasChunk ? bytesOf(chunk, rest[0]) : Buffer.alloc(0))) return response;
    return Reflect.apply(end, response, [chunk, ...rest]) as ServerResponse;
  }) as typeof end;
}

function bytesOf(chunk: string | Uint8Array, encoding: unknown): Buffer {
  if (typeof chunk !== 'string') return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8');
}
