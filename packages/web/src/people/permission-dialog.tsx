import type { CreatePermissionParams } from '@filewharf/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../base/dialog.tsx';
import { CheckField, SelectField, TextField } from '../base/field.tsx';
import { Problem } from '../base/states.tsx';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';
import { groupNamed, userNamed } from './named.ts';
import { GroupField, UserField } from './suggest-field.tsx';

type Level = CreatePermissionParams['permission'];

export interface PermissionDialogProps {
  /** Of the folder, as far as it is known already. */
  readonly path: string;
  readonly onClose: () => void;
}

/** Lets a user or a group do something in a folder. */
export function PermissionDialog({ path: knownPath, onClose }: PermissionDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const [path, setPath] = useState(knownPath);
  const [isForGroup, setIsForGroup] = useState(false);
  const [name, setName] = useState('');
  const [permission, setPermission] = useState<Level>('full');
  const [recursive, setRecursive] = useState(true);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      const { id: folderId } = await client.entries.lookup(path.trim());
      const who = isForGroup ? { groupId: (await groupNamed(name.trim())).id } : { userId: (await userNamed(name.trim())).id };
      return client.permissions.create({ folderId, ...who, permission, recursive });
    },
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['permissions'] });
    },
  });
  function chooseKind(forGroup: boolean): void {
    setIsForGroup(forGroup);
    setName('');
  }
  return (
    <FormDialog
      title={texts.people.grant}
      submit={texts.people.grant}
      isBusy={isPending || path.trim() === '' || name.trim() === ''}
      onClose={onClose}
      onSubmit={() => mutate()}
    >
      {error !== null && <Problem error={error} />}
      <TextField
        label={texts.people.folder}
        hint={texts.people.folderHint}
        value={path}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setPath(event.target.value)}
      />
      <fieldset className="choices">
        <legend>{texts.people.who}</legend>
        <CheckField type="radio" name="who" label={texts.people.aUser} checked={!isForGroup} onChange={() => chooseKind(false)} />
        <CheckField type="radio" name="who" label={texts.people.aGroup} checked={isForGroup} onChange={() => chooseKind(true)} />
      </fieldset>
      {isForGroup ? (
        <GroupField label={texts.people.groupName} value={name} onChange={setName} />
      ) : (
        <UserField label={texts.people.username} value={name} onChange={setName} />
      )}
      <SelectField
        label={texts.people.may}
        hint={texts.people.mayHint}
        value={permission}
        onChange={(event) => setPermission(event.target.value as Level)}
      >
        {Object.entries(texts.people.levels).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      <CheckField label={texts.people.recursive} checked={recursive} onChange={(event) => setRecursive(event.target.checked)} />
    </FormDialog>
  );
}
