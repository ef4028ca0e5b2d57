/** So many things at once, whoever does them: the files of a transfer and the chunks of large ones share them. */
export interface Slots {
  /** Runs the task as soon as one is free. Those who came first go first. Rejects at once when the signal is triggered while waiting. */
  run<Result>(task: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }

  async function enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const take = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(take), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      waiting.push(take);
    });
  }

  return {
    async run(task, signal) {
      await enter(signal);
      try {
        return await task();
      } finally {
        leave();
      }
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
