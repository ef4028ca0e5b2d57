import type { User } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAsk } from '../base/confirm.tsx';
import { formatBytes, formatTime, isPast, shownName } from '../base/format.ts';
import { MenuButton, type MenuItem } from '../base/menu.tsx';
import { problemText } from '../base/problem-text.ts';
import { Table, type Column } from '../base/table.tsx';
import { useToast } from '../base/toast.tsx';
import { client, useMe } from '../session/session.ts';
import { texts } from '../texts.ts';
import { newPassword } from './new-password.ts';
import type { FirstPassword } from './password-dialog.tsx';

export interface UserTableProps {
  readonly users: readonly User[];
  readonly onEdit: (user: User) => void;
  readonly onDelete: (user: User) => void;
  /** A user was given a new password. */
  readonly onPassword: (made: FirstPassword) => void;
}

const isLocked = ({ locked_until: until }: User): boolean => until !== null && until !== undefined && !isPast(until);

/** Users with what they use, and what can be done with each. */
export function UserTable({ users, onEdit, onDelete, onPassword }: UserTableProps): ReactNode {
  const me = useMe();
  const ask = useAsk();
  const toast = useToast();
  const queryClient = useQueryClient();
  // What was done is told by whoever asked for it.
  const { mutate: act } = useMutation({
    mutationFn: (work: () => Promise<void>) => work(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['users'] }),
    onError: (problem) => toast(problemText(problem)),
  });

  function setDisabled({ id, username }: User, disabled: boolean): void {
    act(async () => {
      await client.users.update(id, { disabled });
      toast(disabled ? texts.people.disabledNow(username) : texts.people.enabledNow(username));
    });
  }
  function unlock({ id, username }: User): void {
    act(async () => {
      await client.users.unlock(id);
      toast(texts.people.unlocked(username));
    });
  }
  async function resetPassword({ id, username }: User): Promise<void> {
    const { resetPasswordTitle, resetPasswordText, resetPassword: submit } = texts.people;
    if (!(await ask({ title: resetPasswordTitle(username), text: resetPasswordText, submit }))) return;
    act(async () => {
      const password = newPassword();
      await client.users.update(id, { password, mustChangePassword: true });
      onPassword({ username, password });
    });
  }
  async function resetSecondFactor({ id, username }: User): Promise<void> {
    const { resetSecondFactorTitle, resetSecondFactorText, resetSecondFactor: submit } = texts.people;
    if (!(await ask({ title: resetSecondFactorTitle(username), text: resetSecondFactorText, submit }))) return;
    act(async () => {
      await client.users.resetSecondFactor(id);
      toast(texts.people.secondFactorReset(username));
    });
  }

  /** One's own password and second factor are changed under Account, and nobody shuts themselves out. */
  function itemsOf(user: User): readonly (MenuItem | null)[] {
    const edit: MenuItem = { label: texts.people.edit, icon: 'rename', onSelect: () => onEdit(user) };
    if (user.id === me.user.id) return [edit];
    const { disable, enable } = texts.people;
    return [
      edit,
      { label: texts.people.resetPassword, icon: 'retry', onSelect: () => void resetPassword(user) },
      ...(user.second_factor
        ? [{ label: texts.people.resetSecondFactor, icon: 'account' as const, onSelect: () => void resetSecondFactor(user) }]
        : []),
      ...(isLocked(user) ? [{ label: texts.people.unlock, icon: 'key' as const, onSelect: () => unlock(user) }] : []),
      user.disabled
        ? { label: enable, icon: 'check', onSelect: () => setDisabled(user, false) }
        : { label: disable, icon: 'close', onSelect: () => setDisabled(user, true) },
      null,
      { label: texts.people.remove, icon: 'trash', danger: true, onSelect: () => onDelete(user) },
    ];
  }

  const columns: readonly Column<User>[] = [
    { key: 'username', header: texts.people.username, cell: (user) => <Who user={user} isMe={user.id === me.user.id} /> },
    { key: 'state', header: texts.people.state, isExtra: true, cell: (user) => <State user={user} /> },
    { key: 'plan', header: texts.people.plan, isExtra: true, cell: ({ plan }) => plan },
    {
      key: 'storage',
      header: texts.people.quota,
      align: 'number',
      cell: ({ storage_used: used, storage_quota: quota }) =>
        quota === null ? formatBytes(used) : texts.people.ofQuota(formatBytes(used), formatBytes(quota)),
    },
    {
      key: 'login',
      header: texts.people.lastLogin,
      isExtra: true,
      cell: ({ last_login_at: at }) => (at === null ? <span className="soft">{texts.people.neverLoggedIn}</span> : formatTime(at)),
    },
    {
      key: 'actions',
      header: texts.people.actions,
      isHeaderHidden: true,
      align: 'number',
      cell: (user) => <MenuButton label={texts.people.actionsFor(user.username)} items={itemsOf(user)} />,
    },
  ];
  return <Table label={texts.people.users} columns={columns} rows={users} rowKey={({ id }) => id} />;
}

function Who({ user: { username, name, email }, isMe }: { readonly user: User; readonly isMe: boolean }): ReactNode {
  return (
    <>
      <div>
        {shownName(username)} {isMe && <span className="badge">{texts.people.you}</span>}
      </div>
      <div className="soft">
        {[name, email]
          .filter((text) => text !== null)
          .map(shownName)
          .join(' · ')}
      </div>
    </>
  );
}

function State({ user }: { readonly user: User }): ReactNode {
  return (
    <span className="badges">
      {user.is_admin && <span className="badge">{texts.people.admin}</span>}
      {user.second_factor && <span className="badge good">{texts.people.secondFactor}</span>}
      {user.disabled && <span className="badge bad">{texts.people.disabled}</span>}
      {isLocked(user) && <span className="badge warn">{texts.people.locked}</span>}
    </span>
  );
}
