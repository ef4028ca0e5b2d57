import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { formatExactTime, shownName } from '../base/format.ts';
import { Loading, Problem } from '../base/states.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import type { Entry } from './listing.ts';

interface Activity {
  readonly id: string;
  readonly action: keyof typeof texts.files.activity.actions;
  readonly at: string;
  readonly user: { readonly username: string } | null;
  readonly entry: { readonly id: string; readonly name: string };
  readonly details: { readonly old_name: string } | null;
}

interface ActivityAnswer {
  readonly activity: readonly Activity[];
  readonly next_cursor: string | null;
}

/** What was done with a file, or with a folder and what is in it, the newest first. */
export function ActivityList({ entry: { type, id } }: { readonly entry: Pick<Entry, 'type' | 'id'> }): ReactNode {
  const { activity } = texts.files;
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['details', id, 'activity'],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 20, ...(pageParam === null ? {} : { after: pageParam }) };
      const path = `/api/v2/${type}s/${encodeURIComponent(id)}/activity`;
      return (await client.request('GET', path, { query, signal })).json<ActivityAnswer>();
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  return (
    <section>
      <h3>{activity.title}</h3>
      {error !== null ? <Problem error={error} onRetry={() => void refetch()} /> : data === undefined && <Loading />}
      <ol>
        {data?.pages
          .flatMap((page) => page.activity)
          .map(({ id: key, action, at, user, entry, details }) => (
            <li key={key}>
              <div>
                {activity.actions[action]}
                {entry.id !== id && ` ${shownName(entry.name)}`}
                {details !== null && ` ${activity.before(shownName(details.old_name))}`}
                <div className="soft">
                  {formatExactTime(at)} {user === null ? activity.byVisitor : activity.by(user.username)}
                </div>
              </div>
            </li>
          ))}
      </ol>
      {hasNextPage && (
        <div className="more">
          <Button onClick={() => void fetchNextPage()}>{texts.more}</Button>
        </div>
      )}
    </section>
  );
}
