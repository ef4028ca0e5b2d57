/** Something that is read once and wanted by several. Each gets every item, in order, whenever it comes to it. */
export interface Feed<T> {
  /** May be called once for each consumer. */
  take(consumer: string): AsyncGenerator<T>;
}

/**
 * @param open begins to read; called when the first consumer wants something
 * @param consumers who will come; what one of them has not taken yet is kept for it
 * @param part what of an item a consumer needs
 */
export function createFeed<T>(open: () => AsyncIterable<T>, consumers: readonly string[], part: (item: T, consumer: string) => T): Feed<T> {
  const queues = new Map<string, T[]>(consumers.map((consumer) => [consumer, []]));
  let upstream: AsyncIterator<T> | undefined;
  let isDone = false;
  /** Reads happen one after the other, whoever asks. */
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    upstream ??= open()[Symbol.asyncIterator]();
    const { done, value } = await upstream.next();
    if (done === true) isDone = true;
    else for (const [consumer, queue] of queues) queue.push(part(value, consumer));
  }

  async function* take(consumer: string): AsyncGenerator<T> {
    const queue = queues.get(consumer) ?? [];
    queues.set(consumer, queue);
    try {
      for (;;) {
        const item = queue.shift();
        if (item !== undefined) {
          yield item;
          continue;
        }
        if (isDone) return;
        reading ??= read().finally(() => (reading = undefined));
        await reading;
      }
    } finally {
      queues.delete(consumer);
      // The last one closes the door; before, others still come.
      if (queues.size === 0 && !isDone) await upstream?.return?.();
    }
  }
  return { take };
}
