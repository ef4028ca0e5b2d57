/**
 * So many pieces of content on their way at once, whoever sends them: the files of a transfer and the chunks of large ones share these
 * slots, and each slot has one buffer. So the memory of a transfer is slots times chunk size, whatever is transferred.
 */
export interface Slots {
  readonly count: number;
  /** Runs the task as soon as a slot is free. Those who came first go first. Rejects at once when the signal is triggered while waiting. */
  run<Result>(task: (slot: Slot) => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

export interface Slot {
  /** So many bytes, to be used until the task is over. What is in them is left from others. */
  buffer(bytes: number): Buffer;
}

export function createSlots(count: number): Slots {
  const free: Slot[] = Array.from({ length: count }, createSlot);
  const waiting: ((slot: Slot) => void)[] = [];

  function leave(slot: Slot): void {
    const next = waiting.shift();
    if (next === undefined) free.push(slot);
    else next(slot);
  }

  function enter(signal: AbortSignal): Promise<Slot> {
    signal.throwIfAborted();
    // The one that was used last: others may never need a large buffer.
    const slot = free.pop();
    if (slot !== undefined) return Promise.resolve(slot);
    return new Promise((resolve, reject) => {
      const take = (given: Slot): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(given);
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(take), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.push(take);
    });
  }

  return {
    count,
    async run(task, signal) {
      const slot = await enter(signal);
      try {
        return await task(slot);
      } finally {
        leave(slot);
      }
    },
  };
}

/** Buffers are kept in powers of two from here on. */
const smallestBytes = 64 * 1024;

function createSlot(): Slot {
  let kept = Buffer.alloc(0);
  return {
    buffer(bytes) {
      if (kept.length < bytes) {
        let size = smallestBytes;
        while (size < bytes) size *= 2;
        kept = Buffer.allocUnsafeSlow(size);
      }
      return kept.subarray(0, bytes);
    },
  };
}

/**
 * Takes the items one by one, `width` at a time. Stops taking when `stopped` says so or one run throws, waits for those under way, and
 * then throws what was thrown first.
 */
export async function inParallel<Item>(
  width: number,
  items: AsyncIterable<Item> | Iterable<Item>,
  run: (item: Item) => Promise<void>,
  stopped: () => boolean = () => false,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const failures: unknown[] = [];
  let over = false;
  async function lane(): Promise<void> {
    try {
      while (!over && !stopped()) {
        const next = await iterator.next();
        if (next.done === true) return;
        await run(next.value);
      }
    } catch (error) {
      failures.push(error);
    } finally {
      over = true;
    }
  }
  await Promise.all(Array.from({ length: width }, lane));
  await iterator.return?.();
  if (failures.length > 0) throw failures[0];
}
