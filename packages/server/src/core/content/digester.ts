import { Worker } from 'node:worker_threads';
import type { Checksums } from '../metadata-transfers.ts';

export type ChecksumName = keyof Checksums;

/** Computes digests in a thread of its own, several contents side by side. The thread starts with the first one. */
export interface Digester {
  /** The buffers are copied before the next group is asked for. Rejects with what the source throws, and when the thread dies. */
  digest(source: AsyncIterable<readonly Buffer[]>, names: readonly ChecksumName[]): Promise<Partial<Checksums>>;
  /** The same for whole contents, all of them in one errand to the thread; together they should have few MiB. */
  digestAll(contents: readonly Buffer[], names: readonly ChecksumName[]): Promise<readonly Partial<Checksums>[]>;
  /** Ends the thread. What is under way is rejected. */
  close(): Promise<void>;
}

/** The thread is handed so many bytes of a content at a time. */
const windowBytes = 1024 * 1024;
/** A thread takes longer to start than a small file to hash, so it waits for more for a while. */
const idleMilliseconds = 30_000;

/** To the thread. `content` is the number of one that comes window by window; each order is answered, in the order they came in. */
type Order =
  | { readonly begin: number; readonly names: readonly ChecksumName[]; readonly window: SharedArrayBuffer }
  | { readonly content: number; readonly length: number }
  /** Answered with the digests. */
  | { readonly end: number }
  /** What began is not wanted any more. */
  | { readonly drop: number }
  /** Whole contents, one behind the other. Answered with the digests of each. */
  | { readonly lengths: readonly number[]; readonly bytes: Uint8Array; readonly names: readonly ChecksumName[] };

/**
 * The program of the thread. It is given to it as text, so that it needs no file of its own (of the source in tests, of the build else), and
 * so it may use nothing from outside of itself.
 */
function work(): void {
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { crc32 } = process.getBuiltinModule('node:zlib');

  function begin(names: readonly ChecksumName[]): { add(bytes: Uint8Array): void; digests(): Partial<Checksums> } {
    let crc = names.includes('crc32') ? 0 : undefined;
    const hashes = names.filter((name) => name !== 'crc32').map((name) => ({ name, hash: createHash(name) }));
    return {
      add(bytes) {
        if (crc !== undefined) crc = crc32(bytes, crc);
        for (const { hash } of hashes) hash.update(bytes);
      },
      digests() {
        const all = hashes.map(({ name, hash }) => [name, hash.digest('hex')] as const);
        return Object.fromEntries(crc === undefined ? all : [...all, ['crc32', crc.toString(16)] as const]);
      },
    };
  }

  const begun = new Map<number, { readonly window: Uint8Array; readonly digest: ReturnType<typeof begin> }>();

  function answer(order: Order): unknown {
    if ('begin' in order) begun.set(order.begin, { window: new Uint8Array(order.window), digest: begin(order.names) });
    else if ('content' in order) {
      const content = begun.get(order.content);
      content?.digest.add(content.window.subarray(0, order.length));
    } else if ('end' in order) {
      const digests = begun.get(order.end)?.digest.digests();
      begun.delete(order.end);
      return digests;
    } else if ('drop' in order) begun.delete(order.drop);
    else {
      let start = 0;
      return order.lengths.map((length) => {
        const digest = begin(order.names);
        digest.add(order.bytes.subarray(start, start + length));
        start += length;
        return digest.digests();
      });
    }
    return null;
  }
  parentPort?.on('message', (order: Order) => parentPort.postMessage(answer(order)));
}

/** The thread, and what became of it: whoever asks it after its end hears so instead of waiting for ever. */
interface Thread {
  readonly worker: Worker;
  /** Who waits for an answer, in the order of their orders. */
  readonly waiting: { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void }[];
  failure: Error | undefined;
}

export function createDigester(): Digester {
  let current: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;
  /** Errands under way: the thread does not keep the process alive while there is nothing to do. */
  let busy = 0;
  let lastContent = 0;
  /** Windows that no content uses at the moment. */
  const windows: SharedArrayBuffer[] = [];

  function startThread(): Thread {
    if (current !== undefined) return current;
    // `use strict` and not more: a text has no module of its own.
    const worker = new Worker(`'use strict'; (${work.toString()})();`, { eval: true });
    const thread: Thread = { worker, waiting: [], failure: undefined };
    const ended = (error: Error): void => {
      thread.failure ??= error;
      if (current === thread) current = undefined;
      for (const { reject } of thread.waiting.splice(0)) reject(thread.failure);
    };
    worker.on('message', (answer: unknown) => thread.waiting.shift()?.resolve(answer));
    worker.on('error', ended);
    worker.on('exit', () => ended(new Error('the thread that computes checksums has ended')));
    current = thread;
    return thread;
  }

  async function endThread(): Promise<void> {
    clearTimeout(idle);
    windows.length = 0;
    await current?.worker.terminate();
  }

  /** Has the thread do one thing, and gives what it says. */
  function ask({ worker, waiting, failure }: Thread, order: Order, handedOver: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage(order, handedOver);
    });
  }

  async function withThread<T>(errand: (thread: Thread) => Promise<T>): Promise<T> {
    clearTimeout(idle);
    const thread = startThread();
    busy += 1;
    thread.worker.ref();
    try {
      return await errand(thread);
    } finally {
      busy -= 1;
      if (busy === 0 && current !== undefined) {
        current.worker.unref();
        idle = setTimeout(() => void endThread(), idleMilliseconds).unref();
      }
    }
  }

  async function digestStream(
    thread: Thread,
    source: AsyncIterable<readonly Buffer[]>,
    names: readonly ChecksumName[],
    shared: SharedArrayBuffer,
  ): Promise<Partial<Checksums>> {
    const content = ++lastContent;
    const window = Buffer.from(shared);
    let ended = false;
    await ask(thread, { begin: content, names, window: shared });
    try {
      let filled = 0;
      const flush = async (): Promise<void> => {
        await ask(thread, { content, length: filled });
        filled = 0;
      };
      for await (const buffers of source) {
        for (const buffer of buffers) {
          for (let from = 0; from < buffer.length;) {
            const taken = buffer.copy(window, filled, from);
            from += taken;
            filled += taken;
            if (filled === windowBytes) await flush();
          }
        }
      }
      if (filled > 0) await flush();
      const digests = (await ask(thread, { end: content })) as Partial<Checksums>;
      ended = true;
      return digests;
    } finally {
      // A thread that has ended forgot it anyway.
      if (!ended) await ask(thread, { drop: content }).catch(() => undefined);
    }
  }

  return {
    digest: (source, names) =>
      withThread(async (thread) => {
        const shared = windows.pop() ?? new SharedArrayBuffer(windowBytes);
        try {
          return await digestStream(thread, source, names, shared);
        } finally {
          windows.push(shared);
        }
      }),
    digestAll: (contents, names) =>
      withThread(async (thread) => {
        const lengths = contents.map(({ length }) => length);
        const buffer = new ArrayBuffer(lengths.reduce((sum, length) => sum + length, 0));
        const bytes = new Uint8Array(buffer);
        let filled = 0;
        for (const content of contents) {
          bytes.set(content, filled);
          filled += content.length;
        }
        return (await ask(thread, { lengths, bytes, names }, [buffer])) as readonly Partial<Checksums>[];
      }),
    close: endThread,
  };
}
