import type { User } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../base/dialog.tsx';
import { Problem } from '../base/states.tsx';
import { useToast } from '../base/toast.tsx';
import { client, useMe } from '../session/session.ts';
import { texts } from '../texts.ts';
import { userNamed } from './named.ts';
import { UserField } from './suggest-field.tsx';

/** Deletes a user after asking whose the files are then. */
export function DeleteUserDialog({ known, onClose }: { readonly known: User; readonly onClose: () => void }): ReactNode {
  const me = useMe();
  const toast = useToast();
  const queryClient = useQueryClient();
  const [heir, setHeir] = useState(me.user.username);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => client.users.delete(known.id, { transferFilesTo: (await userNamed(heir.trim())).id }),
    onSuccess: async () => {
      onClose();
      toast(texts.people.removed(known.username));
      await queryClient.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <FormDialog
      title={texts.people.removeTitle(known.username)}
      submit={texts.people.remove}
      danger
      isBusy={isPending || heir.trim() === ''}
      onClose={onClose}
      onSubmit={() => mutate()}
    >
      <p>{texts.people.removeText}</p>
      {error !== null && <Problem error={error} />}
      <UserField label={texts.people.transferTo} value={heir} onChange={setHeir} />
    </FormDialog>
  );
}
