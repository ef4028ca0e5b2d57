import type { Permission } from '@filewharf/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '../base/button.tsx';
import { useAsk } from '../base/confirm.tsx';
import { shownName } from '../base/format.ts';
import { Icon } from '../base/icons.tsx';
import { problemText } from '../base/problem-text.ts';
import { Empty, Problem } from '../base/states.tsx';
import { Table, type Column } from '../base/table.tsx';
import { useToast } from '../base/toast.tsx';
import { useList } from '../base/use-list.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { PermissionDialog } from './permission-dialog.tsx';
import { useSettled } from './use-settled.ts';

/** Who may do what in which folder. */
export function Permissions(): ReactNode {
  const [typed, setTyped] = useState('');
  const [isGranting, setIsGranting] = useState(false);
  const path = useSettled(typed.trim());
  const { data: folder, error } = useQuery({
    queryKey: ['entries', path, 'lookup'],
    queryFn: ({ signal }) => client.entries.lookup(path, { signal }),
    enabled: path !== '',
  });
  const grant = (
    <Button kind="primary" icon="plus" onClick={() => setIsGranting(true)}>
      {texts.people.grant}
    </Button>
  );
  return (
    <>
      <div className="tools">
        <input
          type="search"
          className="input"
          aria-label={texts.people.filterFolder}
          placeholder={texts.people.filterFolder}
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {grant}
      </div>
      {path === '' ? (
        <PermissionList folderId={undefined} />
      ) : error === null ? (
        folder !== undefined && <PermissionList folderId={folder.id} />
      ) : (
        <Problem error={error} />
      )}
      {isGranting && <PermissionDialog path={folder === undefined || path === '' ? '' : path} onClose={() => setIsGranting(false)} />}
    </>
  );
}

/** Of a folder with what holds there by those above it; undefined: all that there is. */
function PermissionList({ folderId }: { readonly folderId: string | undefined }): ReactNode {
  const {
    items: permissions,
    state,
    more,
  } = useList(['permissions', folderId], (signal) =>
    client.permissions.list({ ...(folderId === undefined ? {} : { folderId, inherited: true }), signal }),
  );
  return (
    <>
      {state}
      {permissions?.length === 0 &&
        (folderId === undefined ? (
          <Empty icon="people" title={texts.people.noPermissions} text={texts.people.noPermissionsText} />
        ) : (
          <p className="soft">{texts.people.noneHere}</p>
        ))}
      {permissions !== undefined && permissions.length > 0 && (
        <div className="card">
          <PermissionTable permissions={permissions} />
        </div>
      )}
      {more}
    </>
  );
}

const whoOf = ({ user, group }: Permission): string => shownName(user?.username ?? group?.name ?? '');

function PermissionTable({ permissions }: { readonly permissions: readonly Permission[] }): ReactNode {
  const ask = useAsk();
  const toast = useToast();
  const queryClient = useQueryClient();
  const { mutate: revoke } = useMutation({
    mutationFn: ({ id }: Permission) => client.permissions.delete(id),
    onSuccess: async () => {
      toast(texts.people.revoked);
      await queryClient.invalidateQueries({ queryKey: ['permissions'] });
    },
    onError: (problem) => toast(problemText(problem)),
  });
  async function askThenRevoke(permission: Permission): Promise<void> {
    const { revokeTitle, revokeText, revoke: submit } = texts.people;
    const title = revokeTitle(whoOf(permission), shownName(permission.path));
    if (await ask({ title, text: revokeText, submit })) revoke(permission);
  }
  const columns: readonly Column<Permission>[] = [
    { key: 'folder', header: texts.people.folder, cell: ({ path }) => shownName(path) },
    {
      key: 'who',
      header: texts.people.who,
      cell: (permission) => (
        <span className="with-icon">
          <Icon name={permission.group === null ? 'account' : 'people'} />
          {whoOf(permission)}
          <span className="visually-hidden">({permission.group === null ? texts.people.aUser : texts.people.aGroup})</span>
        </span>
      ),
    },
    { key: 'may', header: texts.people.may, cell: ({ permission }) => <span className="words">{texts.people.levels[permission]}</span> },
    {
      key: 'where',
      header: texts.people.recursive,
      isExtra: true,
      isHeaderHidden: true,
      cell: ({ recursive }) => <span className="soft">{recursive ? texts.people.recursive : texts.people.here}</span>,
    },
    {
      key: 'actions',
      header: texts.people.actions,
      isHeaderHidden: true,
      align: 'number',
      cell: (permission) => (
        <IconButton
          icon="trash"
          label={texts.people.revokeLabel(whoOf(permission), shownName(permission.path))}
          onClick={() => void askThenRevoke(permission)}
        />
      ),
    },
  ];
  return <Table label={texts.people.permissions} columns={columns} rows={permissions} rowKey={({ id }) => id} />;
}
