import { FilewharfError } from './errors.ts';

/** Where downloaded bytes go. */
export interface Destination {
  /** Where it is, when it is a file. */
  readonly path: string | undefined;
  /** Bytes at its beginning that are there from an earlier time. */
  readonly skip: number;
  /** The entity tag of what these are a part of. */
  readonly etag: string | undefined;
  /** It copies what it is given, instead of keeping it. */
  readonly copies: boolean;
  /** Hands out the bytes that are there. */
  readBack(take: (chunk: Uint8Array) => void): Promise<void>;
  /** Told before the first byte what they are a part of. */
  begin(etag: string | undefined): Promise<void>;
  take(chunk: Uint8Array): Promise<void> | void;
  /** Forgets all bytes, to begin anew. False: they are gone to where nobody gets them back. */
  restart(): Promise<boolean>;
  /** All bytes are there. */
  finish(): Promise<void>;
  /** It failed. */
  fail(error: unknown): Promise<void>;
}

/** As much of a Node stream as is needed, so that nobody needs Node's types. */
export interface NodeWritable {
  readonly destroyed?: boolean;
  readonly writableEnded?: boolean;
  write(chunk: Uint8Array): boolean;
  end(done?: (error?: Error | null) => void): unknown;
  destroy(error?: Error): unknown;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  off(event: string, listener: (...values: unknown[]) => void): unknown;
}

/** A stream of Node, of which `end` is called at the end unless `keepOpen`. */
export function nodeDestination(stream: NodeWritable, keepOpen: boolean): Destination {
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const onError = (error: unknown): void => {
    failure = error instanceof Error ? error : new FilewharfError('The destination failed', { cause: error });
    wake?.();
  };
  const onClose = (): void => {
    failure ??= new FilewharfError('The destination was closed before all bytes were there');
    wake?.();
  };
  const onDrain = (): void => wake?.();
  // Of what is over already, nothing more is heard.
  if (stream.destroyed === true || stream.writableEnded === true) onClose();
  stream.on('error', onError);
  stream.on('close', onClose);
  stream.on('drain', onDrain);
  function letGo(): void {
    stream.off('close', onClose);
    stream.off('drain', onDrain);
  }
  function settled(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      wake = () => {
        wake = undefined;
        if (failure === undefined) resolve();
        else reject(failure);
      };
      start(wake);
    });
  }
  return {
    path: undefined,
    skip: 0,
    etag: undefined,
    copies: false,
    readBack: () => Promise.resolve(),
    begin: () => Promise.resolve(),
    take(chunk) {
      if (failure !== undefined) throw failure;
      return stream.write(chunk) ? undefined : settled(() => undefined);
    },
    restart: () => Promise.resolve(false),
    async finish() {
      if (failure !== undefined) throw failure;
      letGo();
      // A failure is told here before its event comes, for which it would be too late.
      if (!keepOpen) await settled((done) => stream.end((error) => (error ? onError(error) : done())));
      stream.off('error', onError);
    },
    fail(error) {
      letGo();
      // Its own error was told already, and this one goes to the caller; a listener stays, because without one it would end the process.
      if (!keepOpen) stream.destroy(error instanceof Error ? error : undefined);
      else stream.off('error', onError);
      return Promise.resolve();
    },
  };
}

/** A WritableStream, which is closed at the end. */
export function webDestination(stream: WritableStream<Uint8Array>): Destination {
  const writer = stream.getWriter();
  return {
    path: undefined,
    skip: 0,
    etag: undefined,
    copies: false,
    readBack: () => Promise.resolve(),
    begin: () => Promise.resolve(),
    take: (chunk) => writer.write(chunk),
    restart: () => Promise.resolve(false),
    finish: () => writer.close(),
    fail: (error) => writer.abort(error),
  };
}
