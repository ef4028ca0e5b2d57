import type { TrashItem } from '@filewharf/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState, type ReactNode } from 'react';
import { Button, IconButton } from '../base/button.tsx';
import { useAsk } from '../base/confirm.tsx';
import { formatBytes, formatDay, formatExactTime, formatTime, shownName } from '../base/format.ts';
import { problemText } from '../base/problem-text.ts';
import { Empty } from '../base/states.tsx';
import { Table } from '../base/table.tsx';
import { useToast } from '../base/toast.tsx';
import { useList } from '../base/use-list.tsx';
import { FileIcon } from '../files/file-icon.tsx';
import { parentPath } from '../files/paths.ts';
import { Page } from '../layout/page.tsx';
import { refresh } from '../session/live.ts';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import './trash.css';

/** What was deleted and can come back. */
export function TrashPage(): ReactNode {
  const { trash } = texts;
  const [text, setText] = useState('');
  const query = useDeferredValue(text.trim());
  const { items, state, more } = useList(['trash', query], (signal) => client.trash.list({ ...(query === '' ? {} : { query }), signal }));
  const queries = useQueryClient();
  const toast = useToast();
  const ask = useAsk();

  /** Says what came of it, and shows what there is then. */
  async function run(work: () => Promise<string>): Promise<void> {
    try {
      toast(await work());
    } catch (error) {
      toast(problemText(error));
    }
    refresh(queries);
  }

  const restore = ({ id }: TrashItem): Promise<void> => run(async () => trash.restored(shownName((await client.trash.restore(id)).path)));

  async function remove({ id, name }: TrashItem): Promise<void> {
    const question = { title: trash.deleteOf(shownName(name)), text: trash.deleteText, submit: trash.deleteForGood };
    if (!(await ask(question))) return;
    await run(async () => {
      await client.trash.delete(id);
      return trash.emptied(1);
    });
  }

  async function empty(): Promise<void> {
    if (!(await ask({ title: trash.emptyAll, text: trash.deleteText, submit: trash.empty }))) return;
    await run(async () => trash.emptied((await client.trash.empty()).deleted));
  }

  return (
    <Page
      title={trash.title}
      actions={
        <>
          <input
            type="search"
            className="input"
            aria-label={trash.search}
            placeholder={trash.search}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button icon="trash" disabled={items === undefined || items.length === 0} onClick={() => void empty()}>
            {trash.empty}
          </Button>
        </>
      }
    >
      {state}
      {items?.length === 0 &&
        (query === '' ? (
          <Empty icon="trash" title={trash.nothing} text={trash.nothingText} />
        ) : (
          <Empty icon="search" title={trash.nothingFound} text={trash.nothingFoundText} />
        ))}
      {items !== undefined && items.length > 0 && (
        <div className="card trash">
          <Table
            label={trash.list}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                key: 'name',
                header: trash.name,
                cell: ({ kind, name }) => (
                  <span className="entry">
                    <FileIcon entry={{ type: kind, name }} />
                    {shownName(name)}
                  </span>
                ),
              },
              { key: 'place', header: trash.place, isExtra: true, cell: ({ path }) => shownName(parentPath(path)) },
              { key: 'size', header: trash.size, align: 'number', isExtra: true, cell: ({ size }) => formatBytes(size) },
              {
                key: 'deleted',
                header: trash.deleted,
                isExtra: true,
                cell: (item) => (
                  <span title={formatExactTime(item.deleted_at)}>
                    {formatTime(item.deleted_at)}{' '}
                    {item.deleted_by !== null && <span className="soft">{trash.deletedBy(item.deleted_by.username)}</span>}
                  </span>
                ),
              },
              { key: 'goes', header: trash.goes, cell: (item) => formatDay(item.expires_at) },
              {
                key: 'actions',
                header: trash.actions,
                isHeaderHidden: true,
                cell: (item) => (
                  <span className="row-actions">
                    <Button icon="restore" aria-label={trash.restoreOf(shownName(item.name))} onClick={() => void restore(item)}>
                      {trash.restore}
                    </Button>
                    <IconButton icon="trash" label={trash.deleteOf(shownName(item.name))} onClick={() => void remove(item)} />
                  </span>
                ),
              },
            ]}
          />
          {more}
        </div>
      )}
    </Page>
  );
}
