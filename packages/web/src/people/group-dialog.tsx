import type { Group } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../base/dialog.tsx';
import { TextArea, TextField } from '../base/field.tsx';
import { shownName } from '../base/format.ts';
import { Problem } from '../base/states.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';

export interface GroupDialogProps {
  /** What is changed; undefined for a new one. */
  readonly known: Group | undefined;
  /** With a new group, which then wants members. */
  readonly onClose: (made?: Group) => void;
}

/** Makes a group, or changes one. */
export function GroupDialog({ known, onClose }: GroupDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const [name, setName] = useState(known?.name ?? '');
  const [notes, setNotes] = useState(known?.notes ?? '');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => {
      const group = { name: name.trim(), notes: notes.trim() === '' ? null : notes };
      return known === undefined ? client.groups.create(group) : client.groups.update(known.id, group);
    },
    onSuccess: async (group) => {
      onClose(known === undefined ? group : undefined);
      await Promise.all([['groups'], ['permissions']].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    },
  });
  return (
    <FormDialog
      title={known === undefined ? texts.people.newGroup : texts.people.editGroup(shownName(known.name))}
      submit={known === undefined ? texts.people.newGroup : texts.save}
      isBusy={isPending || name.trim() === ''}
      onClose={() => onClose()}
      onSubmit={() => mutate()}
    >
      {error !== null && <Problem error={error} />}
      <TextField label={texts.people.name} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      <TextArea label={texts.people.notes} value={notes} onChange={(event) => setNotes(event.target.value)} />
    </FormDialog>
  );
}
