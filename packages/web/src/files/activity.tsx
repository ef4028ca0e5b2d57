import type { ReactNode } from 'react';
import { formatExactTime, shownName } from '../base/format.ts';
import { useList } from '../base/use-list.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import type { Entry } from './listing.ts';

/** What was done with a file, or with a folder and what is in it, the newest first. */
export function ActivityList({ entry: { type, id } }: { readonly entry: Pick<Entry, 'type' | 'id'> }): ReactNode {
  const { activity } = texts.files;
  const { items, state, more } = useList(['details', id, 'activity'], (signal) =>
    type === 'file' ? client.activity.ofFile(id, { limit: 20, signal }) : client.activity.ofFolder(id, { limit: 20, signal }),
  );
  return (
    <section>
      <h3>{activity.title}</h3>
      {state}
      <ol>
        {items?.map(({ id: key, action, at, user, entry, details }) => (
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
      {more}
    </section>
  );
}
