import type { Group, GroupMember } from '@filewharf/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Button, IconButton } from '../base/button.tsx';
import { Dialog } from '../base/dialog.tsx';
import { CheckField } from '../base/field.tsx';
import { shownName } from '../base/format.ts';
import { Loading, Problem } from '../base/states.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { userNamed } from './named.ts';
import { UserField } from './suggest-field.tsx';

/** Who is in a group; each change is done at once. */
export function MembersDialog({ of: { id, name }, onClose }: { readonly of: Group; readonly onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const [username, setUsername] = useState('');
  const { data: group, error: listProblem } = useQuery({
    queryKey: ['groups', id],
    queryFn: ({ signal }) => client.groups.get(id, { signal }),
  });
  const { mutate, error, isPending } = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['groups'] }),
  });
  function add(event: FormEvent): void {
    event.preventDefault();
    if (isPending || username.trim() === '') return;
    mutate(async () => {
      await client.groups.putMember(id, (await userNamed(username.trim())).id);
      setUsername('');
    });
  }
  const problem = error ?? listProblem;
  return (
    <Dialog title={texts.people.membersOf(shownName(name))} onClose={onClose}>
      {problem !== null && <Problem error={problem} />}
      <form className="add-row" onSubmit={add}>
        <UserField label={texts.people.addMemberLabel} value={username} onChange={setUsername} />
        <Button type="submit" icon="plus" disabled={isPending || username.trim() === ''}>
          {texts.people.addMember}
        </Button>
      </form>
      {group === undefined ? (
        listProblem === null && <Loading />
      ) : (
        <Members
          members={group.members ?? []}
          onRemove={(userId) => mutate(() => client.groups.removeMember(id, userId))}
          onManager={(userId, isAdmin) => mutate(() => client.groups.putMember(id, userId, { isAdmin }))}
        />
      )}
    </Dialog>
  );
}

interface MembersProps {
  readonly members: readonly GroupMember[];
  readonly onRemove: (userId: string) => void;
  readonly onManager: (userId: string, isAdmin: boolean) => void;
}

function Members({ members, onRemove, onManager }: MembersProps): ReactNode {
  if (members.length === 0) return <p className="soft">{texts.people.noMembers}</p>;
  return (
    <ul className="people-list">
      {members.map(({ user_id: userId, username, is_admin: isAdmin }) => (
        <li key={userId}>
          <span className="grow">{shownName(username)}</span>
          <CheckField label={texts.people.manager} checked={isAdmin} onChange={(event) => onManager(userId, event.target.checked)} />
          <IconButton icon="close" label={texts.people.removeMember(shownName(username))} onClick={() => onRemove(userId)} />
        </li>
      ))}
    </ul>
  );
}
