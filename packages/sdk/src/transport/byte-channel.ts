import { FilewharfError } from './errors.ts';

/** Bytes from somebody who writes to somebody who reads, at the reader's pace. */
export interface ByteChannel {
  /** Fulfilled when the reader has taken the bytes; rejected when it never will. */
  write(chunk: Uint8Array): Promise<void>;
  /** No more bytes; who writes all the same is refused. */
  end(): void;
  /** The reader is given this in place of more bytes. */
  fail(error: Error): void;
  /** The reader is gone: whoever writes is told. */
  close(error: Error): void;
  readonly bytes: AsyncIterable<Uint8Array>;
}

interface Offer {
  readonly chunk: Uint8Array;
  readonly taken: () => void;
  readonly refused: (error: Error) => void;
}

export function byteChannel(): ByteChannel {
  const offers: Offer[] = [];
  let isEnded = false;
  let failure: Error | undefined;
  let closed: Error | undefined;
  let wake: (() => void) | undefined;
  const notify = (): void => wake?.();

  async function* read(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      // It stays in the queue while it is looked at: a reader that goes away meanwhile never says that it has taken it.
      const [offer] = offers;
      if (offer !== undefined) {
        yield offer.chunk;
        offers.shift();
        offer.taken();
      } else if (failure !== undefined) throw failure;
      else if (isEnded) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  return {
    write: (chunk) =>
      new Promise((taken, refused) => {
        if (closed !== undefined) return refused(closed);
        offers.push({ chunk, taken, refused });
        return notify();
      }),
    end() {
      isEnded = true;
      closed ??= new FilewharfError('It was closed');
      notify();
    },
    fail(error) {
      failure = error;
      closed ??= error;
      notify();
    },
    close(error) {
      closed = error;
      for (const { refused } of offers.splice(0)) refused(error);
    },
    bytes: { [Symbol.asyncIterator]: read },
  };
}
