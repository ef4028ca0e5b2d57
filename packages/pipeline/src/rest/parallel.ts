/**
 * Runs a generator for each item, several at a time, and answers what they yield as it comes. The first failure ends all.
 * @param limit how many run at a time
 */
export async function* inParallel<T, R>(items: AsyncIterable<T>, limit: number, run: (item: T) => AsyncGenerator<R>): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const running = new Set<AsyncGenerator<R>>();
  type Event = { readonly item: IteratorResult<T> } | { readonly from: AsyncGenerator<R>; readonly result: IteratorResult<R> };
  const waits = new Map<object, Promise<Event>>();
  const advance = (from: AsyncGenerator<R>): void =>
    void waits.set(
      from,
      from.next().then((result) => ({ from, result })),
    );
  const wantItem = (): void =>
    void waits.set(
      source,
      source.next().then((item) => ({ item })),
    );
  try {
    wantItem();
    let hasMore = true;
    while (waits.size > 0) {
      const event = await Promise.race(waits.values());
      if ('item' in event) {
        waits.delete(source);
        hasMore = event.item.done !== true;
        if (event.item.done !== true) {
          const started = run(event.item.value);
          running.add(started);
          advance(started);
        }
      } else if (event.result.done === true) {
        waits.delete(event.from);
        running.delete(event.from);
      } else {
        advance(event.from);
        yield event.result.value;
      }
      if (hasMore && running.size < limit && !waits.has(source)) wantItem();
    }
  } finally {
    for (const wait of waits.values()) wait.catch(() => undefined);
    await Promise.allSettled([...[...running].map((generator) => generator.return(undefined)), source.return?.()]);
  }
}
