import type { User } from '@filewharf/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../base/dialog.tsx';
import { CheckField, SelectField, TextField } from '../base/field.tsx';
import { Problem } from '../base/states.tsx';
import { client, useMe } from '../session/session.ts';
import { texts } from '../texts.ts';
import { newPassword } from './new-password.ts';
import type { FirstPassword } from './password-dialog.tsx';
import { bytesOf, changesOf, creationOf, draftOf, type UserDraft } from './user-draft.ts';

export interface UserDialogProps {
  /** Who is changed; undefined for somebody new. */
  readonly known: User | undefined;
  /** With the password of somebody new. */
  readonly onClose: (made?: FirstPassword) => void;
}

/** Makes a user, or changes one. */
export function UserDialog({ known, onClose }: UserDialogProps): ReactNode {
  const me = useMe();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<UserDraft>(() => draftOf(known));
  const { data: plans, error: plansProblem } = useQuery({ queryKey: ['plans'], queryFn: ({ signal }) => client.users.plans({ signal }) });
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (): Promise<FirstPassword | undefined> => {
      const root = draft.root.trim();
      const rootFolderId = root === '' || root === known?.root_path ? undefined : (await client.entries.lookup(root)).id;
      if (known !== undefined) {
        const changes = changesOf(draft, known, rootFolderId);
        if (Object.keys(changes).length > 0) await client.users.update(known.id, changes);
        return undefined;
      }
      const password = newPassword();
      const { username } = await client.users.create({ ...creationOf(draft, rootFolderId), password, mustChangePassword: true });
      return { username, password };
    },
    onSuccess: async (made) => {
      onClose(made);
      await queryClient.invalidateQueries({ queryKey: ['users'] });
    },
  });
  const change =
    (field: keyof UserDraft) =>
    (event: { readonly target: { readonly value: string } }): void =>
      setDraft({ ...draft, [field]: event.target.value });
  const isBadQuota = bytesOf(draft.quota) === undefined;
  // Everybody has a folder, so it cannot be taken away.
  const isRootMissing = draftOf(known).root !== '' && draft.root.trim() === '';
  return (
    <FormDialog
      title={known === undefined ? texts.people.newUser : texts.people.editUser(known.username)}
      submit={known === undefined ? texts.people.newUser : texts.save}
      isBusy={isPending || isBadQuota || isRootMissing || draft.username.trim() === ''}
      onClose={() => onClose()}
      onSubmit={() => mutate()}
    >
      {(error ?? plansProblem) !== null && <Problem error={error ?? plansProblem} />}
      <TextField
        label={texts.people.username}
        hint={texts.people.usernameHint}
        value={draft.username}
        maxLength={64}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={change('username')}
      />
      <div className="form-row">
        <TextField label={texts.people.name} value={draft.name} maxLength={255} autoComplete="off" onChange={change('name')} />
        <TextField
          label={texts.people.email}
          type="email"
          value={draft.email}
          maxLength={255}
          autoComplete="off"
          onChange={change('email')}
        />
      </div>
      <div className="form-row">
        <SelectField label={texts.people.plan} value={draft.plan} onChange={change('plan')}>
          {known === undefined && <option value="">{texts.people.planOfSite}</option>}
          {(plans?.map(({ name }) => name) ?? (known === undefined ? [] : [known.plan])).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
        <TextField
          label={texts.people.quota}
          hint={texts.people.quotaHint}
          wrong={isBadQuota ? texts.people.badQuota : undefined}
          value={draft.quota}
          autoComplete="off"
          onChange={change('quota')}
        />
      </div>
      <TextField
        label={texts.people.root}
        {...(known === undefined ? { hint: texts.people.rootHint } : {})}
        wrong={isRootMissing ? texts.people.noRoot : undefined}
        value={draft.root}
        autoComplete="off"
        spellCheck={false}
        onChange={change('root')}
      />
      {known?.id !== me.user.id && (
        <CheckField
          label={texts.people.isAdmin}
          hint={texts.people.isAdminHint}
          checked={draft.isAdmin}
          onChange={(event) => setDraft({ ...draft, isAdmin: event.target.checked })}
        />
      )}
    </FormDialog>
  );
}
