import { Worker } from 'node:worker_threads';
import type { Checksums } from '../metadata-transfers.ts';

export type ChecksumName = keyof Checksums;

/** Computes digests in a thread of its own, one content after the other. The thread starts with the first one. */
export interface Digester {
  /** The buffers are copied before the next group is asked for. Rejects with what the source throws, and when the thread dies. */
  digest(source: AsyncIterable<readonly Buffer[]>, names: readonly ChecksumName[]): Promise<Partial<Checksums>>;
  /** Ends the thread. What is under way is rejected. */
  close(): Promise<void>;
}

/** The thread is handed so many bytes at a time. */
const windowBytes = 1024 * 1024;
/** A thread takes longer to start than a small file to hash, so it waits for more for a while. */
const idleMilliseconds = 30_000;

/** To the thread: begin, the next bytes of the window, or the end. */
type Order = { readonly begin: readonly ChecksumName[] } | { readonly length: number } | 'end';

/**
 * The program of the thread. It is given to it as text, so that it needs no file of its own (of the source in tests, of the build else), and
 * so it may use nothing from outside of itself.
 */
function work(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { crc32 } = process.getBuiltinModule('node:zlib');
  const window = new Uint8Array(workerData as SharedArrayBuffer);
  let crc: number | undefined;
  let hashes: { name: string; hash: ReturnType<typeof createHash> }[] = [];
  parentPort?.on('message', (order: Order) => {
    if (order === 'end') {
      const digests = hashes.map(({ name, hash }) => [name, hash.digest('hex')] as const);
      parentPort.postMessage(Object.fromEntries(crc === undefined ? digests : [...digests, ['crc32', crc.toString(16)]]));
      return;
    }
    if ('begin' in order) {
      crc = order.begin.includes('crc32') ? 0 : undefined;
      hashes = order.begin.filter((name) => name !== 'crc32').map((name) => ({ name, hash: createHash(name) }));
    } else {
      const bytes = window.subarray(0, order.length);
      if (crc !== undefined) crc = crc32(bytes, crc);
      for (const { hash } of hashes) hash.update(bytes);
    }
    parentPort.postMessage(null);
  });
}

/** The thread, and what became of it: whoever asks it after its end hears so instead of waiting for ever. */
interface Thread {
  readonly worker: Worker;
  failure: Error | undefined;
}

export function createDigester(): Digester {
  const shared = new SharedArrayBuffer(windowBytes);
  const window = Buffer.from(shared);
  let current: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;

  function startThread(): Thread {
    clearTimeout(idle);
    if (current !== undefined) {
      current.worker.ref();
      return current;
    }
    // `use strict` and not more: a text has no module of its own.
    const worker = new Worker(`'use strict'; (${work.toString()})();`, { eval: true, workerData: shared });
    const thread: Thread = { worker, failure: undefined };
    const ended = (error: Error): void => {
      thread.failure ??= error;
      if (current === thread) current = undefined;
    };
    worker.on('error', ended);
    worker.on('exit', () => ended(new Error('the thread that computes checksums has ended')));
    current = thread;
    return thread;
  }

  async function endThread(): Promise<void> {
    clearTimeout(idle);
    await current?.worker.terminate();
  }

  /** Has the thread do one thing, and gives what it says. */
  function ask({ worker, failure }: Thread, order: Order): Promise<unknown> {
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      function settle(act: () => void): void {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        act();
      }
      const onMessage = (answer: unknown): void => settle(() => resolve(answer));
      const onError = (error: Error): void => settle(() => reject(error));
      const onExit = (): void => settle(() => reject(new Error('the thread that computes checksums has ended')));
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(order);
    });
  }

  return {
    async digest(source, names) {
      const thread = startThread();
      try {
        await ask(thread, { begin: names });
        let filled = 0;
        const flush = async (): Promise<void> => {
          await ask(thread, { length: filled });
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
        return (await ask(thread, 'end')) as Partial<Checksums>;
      } finally {
        if (current === thread) {
          // It does not keep the process alive while there is nothing to do.
          thread.worker.unref();
          idle = setTimeout(() => void endThread(), idleMilliseconds).unref();
        }
      }
    },
    close: endThread,
  };
}
