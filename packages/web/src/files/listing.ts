import type { Entry } from '@filewharf/sdk';
import { keepPreviousData, useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { client } from '../session/session.ts';

export type { Entry };

export type SortBy = 'name' | 'size' | 'updated_at';

export interface Sorting {
  readonly by: SortBy;
  readonly order: 'asc' | 'desc';
}

const pageSize = 1000;

interface EntriesPage {
  readonly items: readonly Entry[];
  readonly next: string | undefined;
}

export interface Listing {
  /** What is loaded of it, folders first. */
  readonly entries: readonly Entry[];
  /** There is more, and `loadMore` gets it. */
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  /** Loads all that is missing, and answers everything. */
  readonly loadAll: () => Promise<readonly Entry[]>;
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** What is in a folder, or, with something to look for, what has that in its name anywhere below. */
export function useListing(path: string, { by, order }: Sorting, wanted: string): Listing {
  const query = useInfiniteQuery({
    queryKey: ['entries', path, wanted, by, order],
    queryFn: async ({ pageParam, signal }): Promise<EntriesPage> => {
      const list =
        wanted === ''
          ? client.entries.list({ path, sort: by, order, limit: pageSize, signal })
          : client.search(wanted, { ...(await below(path, signal)), signal });
      const { items, next } = await list.page(pageParam);
      return { items, next };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: EntriesPage) => next,
    // Comparing 100,000 entries with what they were takes longer than showing them.
    structuralSharing: false,
    gcTime: 60_000,
    // While only the order changes, what is there stays until the other order is.
    placeholderData: (before, query): InfiniteData<EntriesPage, string | undefined> | undefined =>
      query?.queryKey[1] === path && query.queryKey[2] === wanted ? keepPreviousData(before) : undefined,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const entries = useMemo(() => entriesOf(data), [data]);
  const isOnItsWay = entries.length === 0 && hasNextPage && !query.isError;
  useEffect(() => {
    // A page of a search can be empty and not the last. Asked for once a page, so that a failure is not repeated without end.
    if (isOnItsWay) void fetchNextPage({ cancelRefetch: false });
  }, [isOnItsWay, data, fetchNextPage]);
  return {
    entries,
    hasMore: hasNextPage,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage({ cancelRefetch: false });
    },
    loadAll: async () => {
      let loaded: Pick<typeof query, 'data' | 'error' | 'hasNextPage'> = query;
      while (loaded.hasNextPage) {
        loaded = await fetchNextPage({ cancelRefetch: false });
        if (loaded.error !== null) throw loaded.error;
      }
      return entriesOf(loaded.data);
    },
    isLoading: query.isPending || isOnItsWay,
    // What is there stays there when it cannot be asked for anew.
    error: entries.length === 0 ? query.error : null,
    retry: () => void refetch(),
  };
}

const entriesOf = (data: InfiniteData<EntriesPage> | undefined): readonly Entry[] => data?.pages.flatMap(({ items }) => items) ?? [];

async function below(path: string, signal: AbortSignal): Promise<{ readonly folderId?: string }> {
  return path === '/' ? {} : { folderId: (await client.entries.lookup(path, { signal })).id };
}
