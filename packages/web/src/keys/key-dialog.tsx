import type { NewKey } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../base/dialog.tsx';
import { CheckField, SelectField, TextField } from '../base/field.tsx';
import { Problem } from '../base/states.tsx';
import { client, useMe } from '../session/session.ts';
import { texts } from '../texts.ts';

type Scope = keyof typeof texts.keys.scopes;
const allScopes = Object.keys(texts.keys.scopes) as readonly Scope[];

/** In hours; undefined: never. */
const expiries = { never: undefined, day: 24, week: 24 * 7, month: 24 * 30, year: 24 * 365 } as const;
type Expiry = keyof typeof expiries;

export interface KeyDialogProps {
  readonly onClose: () => void;
  readonly onMade: (key: NewKey) => void;
}

/** Asks what a new key is for, and makes it. */
export function KeyDialog({ onClose, onMade }: KeyDialogProps): ReactNode {
  const me = useMe();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [folder, setFolder] = useState('');
  const [expiry, setExpiry] = useState<Expiry>('never');
  // Nobody can give more than they have.
  const offered = allScopes.filter((scope) => me.key.scopes.includes(scope));
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(() => new Set(offered.filter((scope) => scope.startsWith('files:'))));
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      const folderId = folder.trim() === '' ? undefined : (await client.entries.lookup(folder.trim())).id;
      return client.keys.create({ name: name.trim(), scopes: [...scopes], folderId, expiresIn: expiries[expiry] });
    },
    onSuccess: async (key) => {
      onMade(key);
      await queryClient.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  function toggle(scope: Scope): void {
    setScopes((before) => {
      const after = new Set(before);
      if (!after.delete(scope)) after.add(scope);
      return after;
    });
  }
  const isUseless = scopes.size === 0;
  return (
    <FormDialog
      title={texts.keys.create}
      submit={texts.keys.create}
      isBusy={isPending || isUseless || name.trim() === ''}
      onClose={onClose}
      onSubmit={() => mutate()}
    >
      {error !== null && <Problem error={error} />}
      <TextField
        label={texts.keys.name}
        hint={texts.keys.nameHint}
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="choices">
        <legend>{texts.keys.rights}</legend>
        {offered.map((scope) => (
          <CheckField key={scope} label={texts.keys.scopes[scope]} checked={scopes.has(scope)} onChange={() => toggle(scope)} />
        ))}
        {isUseless && <p className="wrong">{texts.keys.noRights}</p>}
      </fieldset>
      <TextField
        label={texts.keys.folder}
        hint={texts.keys.folderHint}
        value={folder}
        placeholder="/"
        onChange={(event) => setFolder(event.target.value)}
      />
      <SelectField label={texts.keys.expires} value={expiry} onChange={(event) => setExpiry(event.target.value as Expiry)}>
        {Object.entries(texts.keys.expiry).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
    </FormDialog>
  );
}
