import type { Key } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../base/dialog.tsx';
import { TextField } from '../base/field.tsx';
import { Problem } from '../base/states.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';

export function RenameKeyDialog({ known, onClose }: { readonly known: Key; readonly onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  const [name, setName] = useState(known.name);
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => client.keys.update(known.id, { name: name.trim() }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <FormDialog
      title={texts.keys.rename}
      submit={texts.save}
      isBusy={isPending || name.trim() === ''}
      onClose={onClose}
      onSubmit={() => mutate()}
    >
      {error !== null && <Problem error={error} />}
      <TextField label={texts.keys.name} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
    </FormDialog>
  );
}
