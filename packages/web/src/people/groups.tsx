import type { Group } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Button } from '../base/button.tsx';
import { useAsk } from '../base/confirm.tsx';
import { formatCount, formatDay, shownName } from '../base/format.ts';
import { MenuButton } from '../base/menu.tsx';
import { problemText } from '../base/problem-text.ts';
import { Empty } from '../base/states.tsx';
import { Table, type Column } from '../base/table.tsx';
import { useToast } from '../base/toast.tsx';
import { useList } from '../base/use-list.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { GroupDialog } from './group-dialog.tsx';
import { MembersDialog } from './members-dialog.tsx';

/** Groups, which may together what their members may. */
export function Groups(): ReactNode {
  const [edited, setEdited] = useState<Group | 'new'>();
  const [opened, setOpened] = useState<Group>();
  const { items: groups, state, more } = useList(['groups'], (signal) => client.groups.list({ signal }));
  const create = (
    <Button kind="primary" icon="plus" onClick={() => setEdited('new')}>
      {texts.people.newGroup}
    </Button>
  );
  return (
    <>
      {state}
      {groups?.length === 0 && (
        <Empty icon="people" title={texts.people.noGroups} text={texts.people.noGroupsText}>
          {create}
        </Empty>
      )}
      {groups !== undefined && groups.length > 0 && (
        <>
          <div className="tools">{create}</div>
          <div className="card">
            <GroupTable groups={groups} onEdit={setEdited} onOpen={setOpened} />
          </div>
        </>
      )}
      {more}
      {edited !== undefined && (
        <GroupDialog
          known={edited === 'new' ? undefined : edited}
          onClose={(made) => {
            setEdited(undefined);
            setOpened(made);
          }}
        />
      )}
      {opened !== undefined && <MembersDialog of={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}

interface GroupTableProps {
  readonly groups: readonly Group[];
  readonly onEdit: (group: Group) => void;
  readonly onOpen: (group: Group) => void;
}

function GroupTable({ groups, onEdit, onOpen }: GroupTableProps): ReactNode {
  const ask = useAsk();
  const toast = useToast();
  const queryClient = useQueryClient();
  const { mutate: remove } = useMutation({
    mutationFn: ({ id }: Group) => client.groups.delete(id),
    onSuccess: async (_, { name }) => {
      toast(texts.people.groupDeleted(shownName(name)));
      await Promise.all([['groups'], ['permissions']].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
    onError: (problem) => toast(problemText(problem)),
  });
  async function askThenRemove(group: Group): Promise<void> {
    const { deleteGroupTitle, deleteGroupText, remove: submit } = texts.people;
    if (await ask({ title: deleteGroupTitle(shownName(group.name)), text: deleteGroupText, submit })) remove(group);
  }
  const columns: readonly Column<Group>[] = [
    { key: 'name', header: texts.people.group, cell: ({ name }) => shownName(name) },
    { key: 'notes', header: texts.people.notes, isExtra: true, cell: ({ notes }) => (notes === null ? null : shownName(notes)) },
    { key: 'members', header: texts.people.memberCount, align: 'number', cell: ({ member_count: count }) => formatCount(count) },
    { key: 'made', header: texts.keys.made, isExtra: true, cell: ({ created_at: at }) => formatDay(at) },
    {
      key: 'actions',
      header: texts.people.actions,
      isHeaderHidden: true,
      align: 'number',
      cell: (group) => (
        <MenuButton
          label={texts.people.actionsFor(shownName(group.name))}
          items={[
            { label: texts.people.members, icon: 'people', onSelect: () => onOpen(group) },
            { label: texts.people.edit, icon: 'rename', onSelect: () => onEdit(group) },
            null,
            { label: texts.people.remove, icon: 'trash', danger: true, onSelect: () => void askThenRemove(group) },
          ]}
        />
      ),
    },
  ];
  return <Table label={texts.people.groups} columns={columns} rows={groups} rowKey={({ id }) => id} />;
}
