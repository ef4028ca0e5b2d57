import type { Key, NewKey } from '@filewharf/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { useAsk } from '../base/confirm.tsx';
import { formatDay, formatTime, isPast } from '../base/format.ts';
import { MenuButton } from '../base/menu.tsx';
import { problemText } from '../base/problem-text.ts';
import { Empty } from '../base/states.tsx';
import { Table, type Column } from '../base/table.tsx';
import { useToast } from '../base/toast.tsx';
import { useList } from '../base/use-list.tsx';
import { Page } from '../layout/page.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { KeyDialog } from './key-dialog.tsx';
import { RenameKeyDialog } from './rename-key-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** Settings → API Keys. */
export function KeysPage(): ReactNode {
  const [isCreating, setIsCreating] = useState(false);
  const [renamed, setRenamed] = useState<Key>();
  const [secret, setSecret] = useState<NewKey>();
  const { items: keys, state, more } = useList(['keys'], (signal) => client.keys.list({ perPage: 100, signal }));
  const create = (
    <Button kind="primary" icon="plus" onClick={() => setIsCreating(true)}>
      {texts.keys.create}
    </Button>
  );
  return (
    <Page title={texts.keys.title} actions={keys !== undefined && keys.length > 0 && create}>
      {state}
      {keys?.length === 0 && (
        <Empty icon="key" title={texts.keys.emptyTitle} text={texts.keys.emptyText}>
          {create}
        </Empty>
      )}
      {keys !== undefined && keys.length > 0 && (
        <div className="card">
          <KeyTable keys={keys} onRename={setRenamed} onSecret={setSecret} />
        </div>
      )}
      {more}
      {isCreating && (
        <KeyDialog
          onClose={() => setIsCreating(false)}
          onMade={(key) => {
            setIsCreating(false);
            setSecret(key);
          }}
        />
      )}
      {renamed !== undefined && <RenameKeyDialog known={renamed} onClose={() => setRenamed(undefined)} />}
      {secret !== undefined && <SecretDialog made={secret} onClose={() => setSecret(undefined)} />}
    </Page>
  );
}

interface KeyTableProps {
  readonly keys: readonly Key[];
  readonly onRename: (key: Key) => void;
  readonly onSecret: (key: NewKey) => void;
}

function KeyTable({ keys, onRename, onSecret }: KeyTableProps): ReactNode {
  const ask = useAsk();
  const toast = useToast();
  const queryClient = useQueryClient();
  const changed = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['keys'] });
  const { mutate: rotate } = useMutation({
    mutationFn: (key: Key) => client.keys.rotate(key.id),
    onSuccess: async (made) => {
      onSecret(made);
      await changed();
    },
    onError: (problem) => toast(problemText(problem)),
  });
  const { mutate: revoke } = useMutation({
    mutationFn: (key: Key) => client.keys.revoke(key.id),
    onSuccess: async (_, { name }) => {
      toast(texts.keys.revoked(name));
      await changed();
    },
    onError: (problem) => toast(problemText(problem)),
  });
  async function askThenRotate(key: Key): Promise<void> {
    const { rotateTitle, rotateText, rotate: submit } = texts.keys;
    if (await ask({ title: rotateTitle(key.name), text: rotateText, submit })) rotate(key);
  }
  async function askThenRevoke(key: Key): Promise<void> {
    const { revokeTitle, revokeText, revoke: submit } = texts.keys;
    if (await ask({ title: revokeTitle(key.name), text: revokeText, submit })) revoke(key);
  }
  const columns: readonly Column<Key>[] = [
    {
      key: 'name',
      header: texts.keys.name,
      cell: ({ name, last4 }) => (
        <>
          <div>{name}</div>
          <code className="soft">sk_live_…{last4}</code>
        </>
      ),
    },
    { key: 'rights', header: texts.keys.rights, isExtra: true, cell: ({ scopes }) => <Rights scopes={scopes} /> },
    {
      key: 'folder',
      header: texts.keys.folder,
      isExtra: true,
      cell: ({ folder_id: id }) => (id === null ? <span className="soft">{texts.keys.everything}</span> : <FolderPath id={id} />),
    },
    { key: 'used', header: texts.keys.lastUsed, cell: ({ last_used_at: at }) => (at === null ? texts.keys.neverUsed : formatTime(at)) },
    { key: 'expires', header: texts.keys.expires, isExtra: true, cell: ({ expires_at: at }) => <Expiry at={at} /> },
    {
      key: 'actions',
      header: texts.keys.actions,
      isHeaderHidden: true,
      align: 'number',
      cell: (key) => (
        <MenuButton
          label={texts.keys.actionsFor(key.name)}
          items={[
            { label: texts.keys.rename, icon: 'rename', onSelect: () => onRename(key) },
            { label: texts.keys.rotate, icon: 'retry', onSelect: () => void askThenRotate(key) },
            null,
            { label: texts.keys.revoke, icon: 'trash', danger: true, onSelect: () => void askThenRevoke(key) },
          ]}
        />
      ),
    },
  ];
  return <Table label={texts.keys.title} columns={columns} rows={keys} rowKey={({ id }) => id} />;
}

function Rights({ scopes }: Pick<Key, 'scopes'>): ReactNode {
  return (
    <span className="badges">
      {scopes.map((scope) => (
        <span key={scope} className="badge">
          {texts.keys.scopes[scope]}
        </span>
      ))}
    </span>
  );
}

function FolderPath({ id }: { readonly id: string }): ReactNode {
  const { data } = useQuery({ queryKey: ['folder', id], queryFn: ({ signal }) => client.folders.get(id, { signal }) });
  return <>{data?.path ?? '…'}</>;
}

function Expiry({ at }: { readonly at: string | null }): ReactNode {
  if (at === null) return <span className="soft">{texts.keys.expiry.never}</span>;
  return isPast(at) ? <span className="badge bad">{texts.keys.ended}</span> : <>{formatDay(at)}</>;
}
