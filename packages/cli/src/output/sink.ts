import type { Screen } from './screen.ts';

/** Where the text of a command's data goes. */
export interface Sink {
  /** Takes text at once. Ask `ready` now and then, or all of it may be held in memory. */
  write(text: string): void;
  /** Resolves when the reader has caught up. Throws when writing failed for another reason than a reader that went away. */
  ready(): Promise<void>;
  /** Resolves when everything is written. Throws as `ready`. */
  end(): Promise<void>;
  /** The reader has gone: what is written from now on is dropped. */
  readonly closed: boolean;
}

/** Written at once from here on; less is collected for one turn of the event loop. */
const batchLength = 65_536;

/** How a stream takes text, and whether somebody reads it. Made once for each stream. */
export interface Writer {
  /** Resolves when the text is on its way and the stream can take more. Never rejects: see `closed` and `failure`. */
  write(chunk: string | Uint8Array): Promise<void>;
  readonly closed: boolean;
  readonly failure: Error | undefined;
}

/** From here on a broken pipe on this stream is no error but `closed`. */
export function writerOf(stream: NodeJS.WriteStream): Writer {
  let closed = false;
  let failure: Error | undefined;
  const note = (error: NodeJS.ErrnoException): void => {
    // EPIPE: the reader has ended. EIO: the terminal is gone.
    if (error.code === 'EPIPE' || error.code === 'EIO' || error.code === 'ERR_STREAM_DESTROYED') closed = true;
    else failure ??= error;
  };
  // Stays for good: errors come after the write that they are about.
  stream.on('error', note);
  return {
    async write(chunk) {
      if (closed) return;
      await new Promise<void>((resolve) => {
        stream.write(chunk, (error) => {
          if (error) note(error);
          resolve();
        });
      });
    },
    get closed() {
      return closed;
    },
    get failure() {
      return failure;
    },
  };
}

/** Collects what comes in one turn of the event loop into one write: a page of a list is one system call, and is there at once. */
export function streamSink(writer: Writer, screen: Screen): Sink {
  let collected = '';
  let scheduled: NodeJS.Immediate | undefined;
  let written: Promise<void> = Promise.resolve();

  function flush(): void {
    if (scheduled !== undefined) clearImmediate(scheduled);
    scheduled = undefined;
    if (collected === '') return;
    const text = collected;
    collected = '';
    screen.write(() => {
      written = Promise.all([written, writer.write(text)]).then(() => undefined);
    });
  }

  async function settled(): Promise<void> {
    await written;
    if (writer.failure !== undefined) throw writer.failure;
  }

  return {
    write(text) {
      if (writer.closed) return;
      collected += text;
      if (collected.length >= batchLength) flush();
      else scheduled ??= setImmediate(flush);
    },
    ready: settled,
    end() {
      flush();
      return settled();
    },
    get closed() {
      return writer.closed;
    },
  };
}
