import type { User } from '@filewharf/sdk';
import { useState, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { useList } from '../base/use-list.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { DeleteUserDialog } from './delete-user-dialog.tsx';
import { PasswordDialog, type FirstPassword } from './password-dialog.tsx';
import { useSettled } from './use-settled.ts';
import { UserDialog } from './user-dialog.tsx';
import { UserTable } from './user-table.tsx';

/** Everybody who has an account. */
export function Users(): ReactNode {
  const [typed, setTyped] = useState('');
  const query = useSettled(typed.trim());
  const [edited, setEdited] = useState<User | 'new'>();
  const [deleted, setDeleted] = useState<User>();
  const [made, setMade] = useState<FirstPassword>();
  const { items, state, more } = useList(['users', query], (signal) =>
    client.users.list({ ...(query === '' ? {} : { query }), perPage: 100, signal }),
  );
  return (
    <>
      <div className="tools">
        <input
          type="search"
          className="input"
          aria-label={texts.people.search}
          placeholder={texts.people.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button kind="primary" icon="plus" onClick={() => setEdited('new')}>
          {texts.people.newUser}
        </Button>
      </div>
      {state}
      {items?.length === 0 && <p className="soft">{texts.people.nobody}</p>}
      {items !== undefined && items.length > 0 && (
        <div className="card">
          <UserTable users={items} onEdit={setEdited} onDelete={setDeleted} onPassword={setMade} />
        </div>
      )}
      {more}
      {edited !== undefined && (
        <UserDialog
          known={edited === 'new' ? undefined : edited}
          onClose={(password) => {
            setEdited(undefined);
            setMade(password);
          }}
        />
      )}
      {deleted !== undefined && <DeleteUserDialog known={deleted} onClose={() => setDeleted(undefined)} />}
      {made !== undefined && <PasswordDialog made={made} onClose={() => setMade(undefined)} />}
    </>
  );
}
