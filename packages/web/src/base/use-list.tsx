import type { List, Page } from '@filewharf/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';
import { Loading, Problem } from './states.tsx';

export interface ShownList<Item> {
  /** Of the pages that were asked for; undefined while the first one is on its way. */
  readonly items: readonly Item[] | undefined;
  /** What stands in place of the list, or in front of it: that it is on its way, or what went wrong. */
  readonly state: ReactNode;
  /** What stands behind the list: a button for the next page. */
  readonly more: ReactNode;
}

/** A list of the server, page by page as it is asked for. */
export function useList<Item>(queryKey: readonly unknown[], list: (signal: AbortSignal) => List<Item>): ShownList<Item> {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }): Promise<Page<Item>> => list(signal).page(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  return {
    items: data?.pages.flatMap(({ items }) => items),
    state: error === null ? data === undefined && <Loading /> : <Problem error={error} onRetry={() => void refetch()} />,
    more: hasNextPage && (
      <div className="more">
        <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      </div>
    ),
  };
}
