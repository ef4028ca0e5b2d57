import type { Version } from '@filewharf/sdk';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAsk } from '../base/confirm.tsx';
import { formatBytes, formatExactTime } from '../base/format.ts';
import { MenuButton } from '../base/menu.tsx';
import { problemText } from '../base/problem-text.ts';
import { useToast } from '../base/toast.tsx';
import { useList } from '../base/use-list.tsx';
import { refresh } from '../session/live.ts';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { follow, versionUrl } from './downloading.ts';

/** What a file holds and held, to be fetched, brought back or deleted. */
export function Versions({ fileId }: { readonly fileId: string }): ReactNode {
  const { versions } = texts.files;
  const { items, state, more } = useList(['details', fileId, 'versions'], (signal) => client.versions.list(fileId, { limit: 20, signal }));
  const queries = useQueryClient();
  const toast = useToast();
  const ask = useAsk();

  async function run(work: () => Promise<unknown>, done?: string): Promise<void> {
    try {
      await work();
      if (done !== undefined) toast(done);
    } catch (error) {
      toast(problemText(error));
    }
    refresh(queries);
  }

  async function remove({ id, created_at: time }: Version): Promise<void> {
    const question = { title: versions.delete, text: versions.deleteText(formatExactTime(time)), submit: versions.delete };
    if (await ask(question)) await run(() => client.versions.delete(fileId, id));
  }

  return (
    <section>
      <h3>{versions.title}</h3>
      {state}
      {items?.length === 1 && <p className="soft">{versions.only}</p>}
      <ol>
        {items?.map((version) => (
          <li key={version.id}>
            <div>
              {formatExactTime(version.created_at)} {version.current && <span className="badge good">{versions.current}</span>}
              <div className="soft">
                {formatBytes(version.size)} {version.created_by !== null && versions.by(version.created_by.username)}
              </div>
            </div>
            <MenuButton
              label={versions.actions(formatExactTime(version.created_at))}
              items={[
                { label: versions.download, icon: 'download', onSelect: () => follow(versionUrl(fileId, version.id)) },
                ...(version.current
                  ? []
                  : [
                      {
                        label: versions.restore,
                        icon: 'restore' as const,
                        onSelect: () => void run(() => client.versions.restore(fileId, version.id), versions.restored),
                      },
                      { label: versions.delete, icon: 'trash' as const, danger: true, onSelect: () => void remove(version) },
                    ]),
              ]}
            />
          </li>
        ))}
      </ol>
      {more}
    </section>
  );
}
