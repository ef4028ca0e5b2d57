import type { ChunkReader } from './chunk-reader.ts';
import { bytesContent } from './content.ts';
import { FilewharfError } from './errors.ts';
import { oneAtATime, runWorkers } from './parallel.ts';
import type { Source } from './source.ts';
import type { Content } from './send.ts';

export interface PieceWork {
  /** Bytes of every piece but the last. */
  readonly pieceSize: number;
  /** Pieces at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  /** Whether a piece, counted from 0, has arrived already. */
  readonly isThere: (index: number) => boolean;
  /** Sends one piece. `signal` is triggered when another piece failed, too. */
  readonly send: (index: number, piece: Content & { readonly size: number }, signal: AbortSignal) => Promise<void>;
}

const sized = (content: Content, size: number): Content & { readonly size: number } => ({ ...content, size });

/** The size is what the server said. */
function checkPieceSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 1) throw new FilewharfError(`The server wants pieces of ${size} bytes`);
}

/** Sends what can be read anywhere: workers take the next piece that is missing, and read it while it goes out. Nothing at all is one empty piece. */
export async function sendSource(source: Source, work: PieceWork): Promise<void> {
  checkPieceSize(work.pieceSize);
  const count = Math.max(1, Math.ceil(source.size / work.pieceSize));
  let next = 0;
  await runWorkers(Math.min(work.concurrency, count), work.signal, async ({ signal }) => {
    for (;;) {
      while (work.isThere(next)) next += 1;
      const index = next;
      next += 1;
      if (index >= count) return;
      const start = index * work.pieceSize;
      const end = Math.min(start + work.pieceSize, source.size);
      await work.send(index, sized(source.slice(start, end), end - start), signal);
    }
  });
}

/**
 * Sends what can be read once: each worker fills a buffer when it is its turn, and keeps it until the piece has arrived. `size`: how many
 * bytes there have to be, when that is known. Answers how many there were.
 */
export async function sendStream(reader: ChunkReader, size: number | undefined, work: PieceWork): Promise<number> {
  const { pieceSize } = work;
  checkPieceSize(pieceSize);
  const inTurn = oneAtATime();
  let next = 0;
  let total = 0;
  let isAtEnd = false;

  /** The next piece, in the buffer; undefined behind the last one. */
  async function read(
    buffer: Uint8Array,
    signal: AbortSignal,
  ): Promise<{ readonly index: number; readonly bytes: Uint8Array } | undefined> {
    if (isAtEnd) return undefined;
    const found = await reader.fill(buffer, signal);
    total += found;
    isAtEnd = found < buffer.byteLength || (await reader.peek(signal)) === 0;
    if (size !== undefined && (total > size || (isAtEnd && total < size) || (!isAtEnd && total >= size))) {
      throw new FilewharfError(
        `The stream has ${total < size ? 'only' : 'more than'} ${Math.min(total, size)} bytes; ${size} were announced`,
      );
    }
    const index = next;
    next += 1;
    return found === 0 && index > 0 ? undefined : { index, bytes: buffer.subarray(0, found) };
  }

  await runWorkers(work.concurrency, work.signal, async ({ signal }) => {
    let buffer: Uint8Array | undefined;
    for (;;) {
      const piece = await inTurn(() => {
        if (isAtEnd || signal.aborted) return Promise.resolve(undefined);
        buffer ??= new Uint8Array(pieceSize);
        return read(buffer, signal);
      });
      if (piece === undefined) return;
      const { index, bytes } = piece;
      if (!work.isThere(index)) await work.send(index, sized(bytesContent(bytes), bytes.byteLength), signal);
    }
  });
  return total;
}
