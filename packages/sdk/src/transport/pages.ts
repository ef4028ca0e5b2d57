/** One page of a list. */
export interface Page<Item> extends Iterable<Item> {
  readonly items: readonly Item[];
  /** How many items there are in all pages; undefined where the server does not count them. */
  readonly total: number | undefined;
  /** Where the next page begins, to be kept and given to `page` later; undefined on the last page. */
  readonly next: string | undefined;
  readonly hasNextPage: boolean;
  /** The next page; throws on the last one. */
  loadNextPage(): Promise<Page<Item>>;
}

/**
 * A list that nothing has been asked of yet. `await` it for its first page, go through it with `for await` for the items of all pages, or
 * take a `page` where an earlier one ended.
 */
export interface List<Item> extends AsyncIterable<Item>, PromiseLike<Page<Item>> {
  /** The page that begins at `next` of another page; the first one without it. */
  page(next?: string): Promise<Page<Item>>;
}

export interface LoadedPage<Item> {
  readonly items: readonly Item[];
  readonly total?: number | undefined;
  readonly next: string | undefined;
}

export function listOf<Item>(load: (next: string | undefined) => Promise<LoadedPage<Item>>): List<Item> {
  async function page(at?: string): Promise<Page<Item>> {
    const { items, total, next } = await load(at);
    return {
      items,
      total,
      next,
      hasNextPage: next !== undefined,
      loadNextPage: () => (next === undefined ? Promise.reject(new RangeError('This is the last page')) : page(next)),
      [Symbol.iterator]: () => items[Symbol.iterator](),
    };
  }
  return {
    page,
    // oxlint-disable-next-line unicorn/no-thenable -- a list is awaited for its first page, and asks for nothing before
    then: (fulfilled, rejected) => page().then(fulfilled, rejected),
    async *[Symbol.asyncIterator]() {
      let current = await page();
      for (;;) {
        yield* current.items;
        if (!current.hasNextPage) return;
        current = await current.loadNextPage();
      }
    },
  };
}
